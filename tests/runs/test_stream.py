"""Pieces, blocks and threads change the time and the memory, never a bit."""

import tracemalloc

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.optimizers import adam, momentum, newton, sgd
from optim_viz.runs import workers
from optim_viz.runs.run import final_states, stream
from surfaces import InputError

FIELDS = ("end", "value", "best", "stayed", "hits", "taken", "status")


def assert_same(one, other):
    for name in FIELDS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
    np.testing.assert_array_equal(one.evaluations, other.evaluations)


def job(method, name, noise):
    """Return what makes 13 x 7 runs of all kinds of ends."""
    surface = surfaces.get(name)
    rng = np.random.default_rng(1)
    low, high = (side.reshape(-1, 1, 1) for side in (surface.domain.low, surface.domain.high))
    start = low + (high - low) * rng.random((surface.dim, 13, 1))
    start[:, 3, 0] = surface.minima[0].at
    options = {"steps": 25, "targets": (10.0, 1e-3), "noise": noise, "seed": np.arange(7)}
    optimizer = method if method == newton() else method.replace(lr=np.logspace(-3, 1, 7))
    return (optimizer, surface, start), options


@pytest.mark.parametrize("noise", [0.0, 0.5], ids=["exact", "noisy"])
@pytest.mark.parametrize("name", ["rosenbrock", "rastrigin:dim=3", "double_well"])
@pytest.mark.parametrize("method", [sgd(), momentum(), adam(), newton()], ids=str)
def test_blocks_and_threads_change_nothing(method, name, noise, monkeypatch):
    what, options = job(method, name, noise)
    whole = optim_viz.sweep(*what, **options, workers=1)
    for size in (3, 10, 40):
        monkeypatch.setattr(workers, "_COORDINATES_IN_A_THREADS_BLOCK", size)
        assert_same(optim_viz.sweep(*what, **options, workers=3), whole)


@pytest.mark.parametrize("name", ["rosenbrock", "rastrigin:dim=3", "double_well"])
@pytest.mark.parametrize("method", [sgd(), momentum(), adam(), newton()], ids=str)
def test_final_states_are_those_of_the_sweep(method, name):
    what, _ = job(method, name, 0.0)
    whole, ends = optim_viz.sweep(*what, 300), final_states(*what, 300)
    np.testing.assert_array_equal(ends.point, whole.end)
    np.testing.assert_array_equal(ends.evaluations, whole.evaluations)
    for field in ("value", "taken", "unrefined"):
        np.testing.assert_array_equal(getattr(ends, field), getattr(whole, field), err_msg=field)


@pytest.mark.parametrize("most", [1, 10, 91, 1000])
def test_pieces_of_a_stream_make_up_the_sweep(most):
    what, options = job(adam(), "rosenbrock", 0.5)
    pieces = list(stream(*what, **options, most=most))
    assert [piece.taken.size for piece in pieces[:-1]] == [most] * (len(pieces) - 1)
    whole = optim_viz.sweep(*what, **options).reshape((13 * 7,))
    for name in FIELDS:
        joined = np.concatenate([getattr(piece, name) for piece in pieces], axis=-1)
        np.testing.assert_array_equal(joined, getattr(whole, name), err_msg=name)


def test_a_sweep_of_one_run_has_no_batch():
    alone = optim_viz.sweep(sgd(lr=0.1), surfaces.get("bowl"), targets=(1.0, 0.1))
    assert alone.end.shape == (2,)
    assert alone.hits.shape == (2,)
    assert alone.status == "converged"


def test_an_error_on_a_thread_is_raised(monkeypatch):
    monkeypatch.setattr(workers, "_COORDINATES_IN_A_THREADS_BLOCK", 2)

    def broken(step):
        raise RuntimeError("a schedule that fails")

    with pytest.raises(RuntimeError, match="a schedule that fails"):
        optim_viz.sweep(sgd(lr=broken), surfaces.get("bowl"), np.ones((2, 9)), workers=2)


def peak(runs):
    tracemalloc.start()
    start = np.random.default_rng(0).uniform(-2, 2, (2, 100, 1))
    rates = sgd(lr=np.linspace(1e-4, 1e-2, runs // 100))
    for piece in stream(rates, surfaces.get("rosenbrock"), start, 2, most=5000):
        assert np.isfinite(piece.value).any()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def test_ten_times_the_runs_take_no_more_memory():
    peak(1000)
    assert peak(200_000) < 1.05 * peak(20_000)


@pytest.mark.parametrize("targets", [1.0, None, [[1.0], [2.0]], [float("nan")]])
def test_targets_are_a_list(targets):
    with pytest.raises(InputError, match="targets are a list of values"):
        optim_viz.sweep(sgd(), surfaces.get("bowl"), targets=targets)


@pytest.mark.parametrize("tolerance", [-1.0, float("nan"), float("inf"), "1e-8"])
def test_a_tolerance_is_a_length(tolerance):
    for go in (optim_viz.run, optim_viz.sweep):
        with pytest.raises(InputError, match="tolerance is a length, at least 0"):
            go(sgd(), surfaces.get("bowl"), tolerance=tolerance)


def test_pieces_of_a_stream_have_a_run_at_least():
    with pytest.raises(InputError, match="most is at least 1, not 0"):
        next(stream(sgd(), surfaces.get("bowl"), most=0))
