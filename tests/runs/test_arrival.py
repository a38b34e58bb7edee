"""Arrival: the gradient is short and stays so; judged here a second time by plain loops."""

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.optimizers import optimizer, sgd
from optim_viz.runs.arrival import PATIENCE
from optim_viz.runs.loop import TOLERANCE

BOWL = surfaces.get("bowl")


def arrival(method, surface, steps, tolerance):
    """Return the step of arrival, from a run that nothing ends; None where there is none."""
    free = optim_viz.run(method, surface, steps=steps, tolerance=0.0)
    short = [float(np.linalg.norm(surface.gradient(point))) <= tolerance for point in free.points.T]
    for step in range(steps + 1):
        if all(short[step : step + PATIENCE + 1]):
            return step, free
    return None, free


CASES = [
    (name, spec, tolerance)
    for name in ("momentum:lr=0.01", "nesterov:lr=0.005", "adam:lr=0.1", "keras.momentum:lr=0.01")
    for spec in ("bowl", "ravine", "himmelblau")
    for tolerance in (1e-1, 1e-3, 1e-6)
]


@pytest.mark.parametrize(("spec", "surface", "tolerance"), CASES)
def test_a_run_ends_at_the_first_step_from_which_its_gradient_stays_short(spec, surface, tolerance):
    method, ground = optimizers.get(spec), surfaces.get(surface)
    expected, free = arrival(method, ground, 400, tolerance)
    run = optim_viz.run(method, ground, steps=400, tolerance=tolerance)
    sweep = optim_viz.sweep(method, ground, steps=400, tolerance=tolerance, targets=(1e-2, 1e-9))
    taken = 400 if expected is None else expected
    for result in (run, sweep):
        assert result.taken == taken
        assert (result.status == "budget spent") == (expected is None)
        assert result.evaluations.gradient == taken
        np.testing.assert_array_equal(result.end, free.points[:, taken])
    np.testing.assert_array_equal(run.points[:, :taken], free.points[:, :taken])
    assert (run.points[:, taken:] == run.end[:, None]).all()
    assert sweep.value == free.values[taken]
    assert sweep.best == free.values[: taken + 1].min()
    hits = [
        next((i for i, value in enumerate(free.values[: taken + 1]) if value <= target), -1)
        for target in (1e-2, 1e-9)
    ]
    assert sweep.hits.tolist() == hits


def test_a_zero_gradient_met_on_the_way_is_no_arrival():
    """Momentum at 0.2 jumps onto the minimum of the bowl in its second step, and flies on."""
    rates = np.array([0.199, 0.2, 0.201])
    runs = optim_viz.run(optimizers.get("momentum").replace(lr=rates), BOWL, steps=100)
    assert np.linalg.norm(BOWL.gradient(runs.points[:, 2, 1])) <= TOLERANCE
    assert runs.status.tolist() == ["budget spent"] * 3
    np.testing.assert_allclose(runs.gap[-1], runs.gap[-1, 0], rtol=0.2)


def test_in_a_batch_each_run_arrives_as_it_does_alone():
    starts = np.random.default_rng(1).uniform(-4, 4, (2, 300))
    starts[:, 7] = 0
    method = optimizers.get("momentum:lr=0.1")
    many = optim_viz.sweep(method, BOWL, starts, 500, tolerance=1e-4, targets=(1e-3, 1e-12))
    for i in range(0, 300, 7):
        one = optim_viz.sweep(
            method, BOWL, starts[:, i], 500, tolerance=1e-4, targets=(1e-3, 1e-12)
        )
        for name in ("end", "hits"):
            np.testing.assert_array_equal(getattr(many, name)[:, i], getattr(one, name))
        for name in ("value", "best", "stayed", "taken", "unrefined"):
            assert getattr(many, name)[i] == getattr(one, name), name
        assert many.evaluations.gradient[i] == one.taken


def test_methods_that_carry_nothing_arrive_at_once():
    most = []

    @optimizer
    def counted(f, x, t=0, *, lr=0.1):
        """Count the steps, which is no velocity."""
        most.append(t + 1)
        return x - lr * f.gradient(x), t + 1

    first = optim_viz.run(sgd(lr=0.1), BOWL, steps=500)
    second = optim_viz.run(counted(lr=0.1), BOWL, steps=500)
    assert first.taken == second.taken == max(most) < 500


def test_a_budget_that_ends_while_the_gradient_is_short_counts_as_arrival():
    method = optimizers.get("momentum:lr=0.1")
    arrived = int(optim_viz.run(method, BOWL, steps=2000).taken)
    for more in (0, 1, PATIENCE - 1, PATIENCE):
        run = optim_viz.run(method, BOWL, steps=arrived + more)
        assert (run.status, run.taken) == ("converged", arrived)


def test_a_method_that_divides_zero_by_zero_at_rest_has_arrived():
    run = optim_viz.run(optimizers.get("barzilai_borwein"), BOWL, steps=200)
    assert run.status == "converged"
    assert np.isfinite(run.points).all()


def test_at_rest_a_step_that_changes_nothing_is_computed_once():
    """One that changes what the method carries is computed until it is certain of its rest."""
    asked = {"repeats": 0, "counts": 0, "turns": 0}

    def repeats(f, x, carried=0.5, *, lr=0.5):
        asked["repeats"] += 1
        return x - lr * f.gradient(x), carried

    def counts(f, x, carried=0.5, *, lr=0.5):
        asked["counts"] += 1
        return x - lr * f.gradient(x), carried + 1

    def turns(f, x, carried=0.0, *, lr=0.5):  # 0 and −0 are not the same
        asked["turns"] += 1
        return x - lr * f.gradient(x), -carried

    surface = surfaces.get("bowl")
    few, many, _ = (
        optim_viz.run(optimizer(step)(), surface, (3.0, 1.0), steps=99)
        for step in (repeats, counts, turns)
    )
    assert (few.taken, few.status) == (many.taken, many.status) == (1, "converged")
    assert few.evaluations == many.evaluations
    np.testing.assert_array_equal(few.points, many.points)
    assert asked["counts"] - asked["repeats"] == PATIENCE - 1
    assert asked["turns"] == asked["counts"]
