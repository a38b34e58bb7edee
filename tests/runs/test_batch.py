"""A run gives the same bits alone, in a batch, in any block, beside any company."""

from functools import cache

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.optimizers import adam, momentum, newton, sgd
from optim_viz.runs import workers

METHODS = optimizers.methods()
SURFACES = ["double_well", "rosenbrock", "himmelblau", "rosenbrock:dim=11", "rastrigin:dim=9"]


def assert_same(run, index, alone):
    """Check that run ``index`` of a batch equals one that was made alone, bit by bit."""
    assert np.array_equal(run.points[(..., *index)], alone.points, equal_nan=True)
    assert np.array_equal(run.values[(..., *index)], alone.values, equal_nan=True)
    assert run.taken[index] == alone.taken
    assert run.status[index] == alone.status
    for many, one in zip(run.evaluations, alone.evaluations, strict=True):
        assert many[index] == one


@pytest.fixture(params=[2, 3, 10**6], ids="blocks of {}".format)
def runs_per_block(request, monkeypatch):
    """Cut batches into blocks of about so many runs: of eight, 2-2-2-2, 2-3-3, and all at once."""

    def cut(dim):
        monkeypatch.setattr(workers, "_COORDINATES_IN_A_BLOCK", request.param * dim)

    return cut


def starts(surface, count):
    rng = np.random.default_rng(1)
    low, high = surface.domain.low, surface.domain.high
    return (low + (high - low) * rng.random((count, surface.dim))).T


@pytest.mark.parametrize("name", SURFACES)
@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_batch_equals_single_run(method, name, runs_per_block):
    surface = surfaces.get(name)
    runs_per_block(surface.dim)
    run = optim_viz.run(method(), surface, starts_and_a_minimum(surface), steps=12, noise=0.0)
    for i, alone in enumerate(each_alone(method, name)):
        assert_same(run, (i,), alone)


def starts_and_a_minimum(surface):
    """Return eight starts, of which one ends at once, so that others go on beside a gap."""
    start = starts(surface, 8)
    start[:, 5] = surface.minima[0].at
    return start


@cache
def each_alone(method, name):
    """Return the runs from the starts of the test above, each made alone."""
    surface = surfaces.get(name)
    start = starts_and_a_minimum(surface)
    return [optim_viz.run(method(), surface, one, steps=12) for one in start.T]


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_batch_equals_single_run_under_noise(method, runs_per_block):
    surface = surfaces.get("rosenbrock:dim=9")
    runs_per_block(surface.dim)
    start, noise, seed = under_noise(surface)
    run = optim_viz.run(method(), surface, start, steps=9, noise=noise, seed=seed)
    for i, alone in enumerate(each_alone_under_noise(method)):
        assert_same(run, (i,), alone)


def under_noise(surface):
    """Return starts, sizes of noise and seeds of six runs."""
    return starts(surface, 6), np.arange(6) / 4, np.arange(6) // 2


@cache
def each_alone_under_noise(method):
    """Return the runs of the test above, each made alone."""
    surface = surfaces.get("rosenbrock:dim=9")
    return [
        optim_viz.run(method(), surface, start, steps=9, noise=size, seed=int(seed))
        for start, size, seed in zip(*(np.moveaxis(one, -1, 0) for one in under_noise(surface)),
                                     strict=True)
    ]  # fmt: skip


def test_starts_times_rates_broadcast(runs_per_block):
    surface = surfaces.get("himmelblau")
    runs_per_block(surface.dim)
    start, rates = starts(surface, 3), np.array([1e-3, 1e-2, 0.1, 1.0])
    run = optim_viz.run(sgd(lr=rates), surface, start[:, :, np.newaxis], steps=15)
    assert run.points.shape == (2, 16, 3, 4)
    assert run.values.shape == run.gap.shape == (16, 3, 4)
    assert run.status.shape == run.taken.shape == run.evaluations.gradient.shape == (3, 4)
    for i in range(3):
        for j in range(4):
            alone = optim_viz.run(sgd(lr=rates[j]), surface, start[:, i], steps=15)
            assert_same(run, (i, j), alone)


@pytest.mark.parametrize("knob", ["lr", "beta1", "beta2", "eps"])
def test_every_knob_may_differ_from_run_to_run(knob):
    surface, values = surfaces.get("beale"), np.linspace(0.05, 0.95, 61)
    run = optim_viz.run(adam(**{knob: values}), surface, steps=40)
    for i, value in enumerate(values):
        assert_same(run, (i,), optim_viz.run(adam(**{knob: value}), surface, steps=40))


def test_one_start_serves_many_rates():
    run = optim_viz.run(sgd(lr=[0.1, 0.2, 0.3]), surfaces.get("ravine"), steps=5)
    assert run.points.shape == (2, 6, 3)
    assert (run.points[:, 0] == np.array([[-7.0], [2.0]])).all()


def test_a_picture_of_starts():
    surface = surfaces.get("himmelblau")
    grid = np.stack(np.meshgrid(np.linspace(-4, 4, 9), np.linspace(-4, 4, 7)))
    sweep = optim_viz.sweep(newton(), surface, grid, steps=30)
    assert sweep.end.shape == (2, 7, 9)
    assert sweep.status.shape == sweep.best.shape == sweep.gap.shape == (7, 9)
    alone = optim_viz.run(newton(), surface, grid[:, 2, 3], steps=30)
    assert (sweep.end[:, 2, 3] == alone.end).all()


@pytest.mark.parametrize("method", [sgd, momentum, adam], ids=str)
def test_sweep_ends_where_run_ends(method, runs_per_block):
    surface = surfaces.get("rosenbrock")
    runs_per_block(surface.dim)
    start, targets = starts(surface, 20), np.array([1e3, 1e-1, 10.0])
    optimizer = method(lr=0.01)
    run = optim_viz.run(optimizer, surface, start, steps=60)
    sweep = optim_viz.sweep(optimizer, surface, start, steps=60, targets=targets)
    np.testing.assert_array_equal(sweep.end, run.end)
    np.testing.assert_array_equal(sweep.status, run.status)
    np.testing.assert_array_equal(sweep.taken, run.taken)
    np.testing.assert_array_equal(sweep.evaluations, run.evaluations)
    np.testing.assert_array_equal(sweep.value, run.values[-1])
    inside = np.where(surface.inside(run.points), run.values, np.inf)
    np.testing.assert_array_equal(sweep.best, inside.min(axis=0))
    for target, hits in zip(targets, sweep.hits, strict=True):
        reached = inside <= target
        expected = np.where(reached.any(axis=0), reached.argmax(axis=0), -1)
        np.testing.assert_array_equal(hits, expected)


def test_schedules_are_asked_once_per_step_from_zero():
    asked = []

    def halving(step):
        asked.append(step)
        return 0.1 / 2**step

    run = optim_viz.run(sgd(lr=halving), surfaces.get("bowl"), (1.0, 1.0), steps=3)
    assert asked == [0, 1, 2]
    np.testing.assert_allclose(run.points[0], np.cumprod([1, 0.8, 0.9, 0.95]), rtol=1e-15)
