"""How runs end, what they cost, and what stays in the history afterwards."""

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import Status
from optim_viz.adapters import from_scipy
from optim_viz.optimizers import adam, newton, optimizer, sgd
from optim_viz.runs.measures import outcome
from optim_viz.runs.status import CODE, FinalStates
from optim_viz.runs.workers import Workers


def go(method, name, start=None, steps=200, **options):
    return optim_viz.run(method, surfaces.get(name), start, steps, **options)


ENDS = {
    Status.CONVERGED: lambda: go(sgd(lr=0.1), "bowl"),
    Status.BUDGET: lambda: go(sgd(lr=1e-4), "rosenbrock", steps=10),
    Status.LEFT: lambda: go(sgd(lr=0.1), "saddle", (1.0, 0.5), steps=60),
    Status.FELL: lambda: optim_viz.run(
        sgd(lr=0.1), surfaces.formula("x**2 - y**2"), (1, 0.5), 2500
    ),
    Status.DIVERGED: lambda: go(sgd(lr=1.0), "rosenbrock"),
    Status.SADDLE: lambda: go(newton(), "himmelblau", (0.1, 2.9)),
    Status.MAXIMUM: lambda: go(newton(), "himmelblau", (-0.3, -0.9)),
    Status.FLAT: lambda: go(newton(), "monkey_saddle"),
    Status.STOPPED: lambda: go(from_scipy("bfgs", gtol=1e-3), "rosenbrock"),
}


@pytest.mark.parametrize("status", Status)
def test_every_status_is_reached_by_a_real_run(status):
    run = ENDS[status]()
    assert run.status == status
    budget = run.points.shape[1] - 1
    assert (run.taken < budget) == (status not in {Status.BUDGET, Status.LEFT, Status.FELL})


def test_where_newton_stalls_the_hessian_agrees():
    for status, positive in ((Status.SADDLE, 1), (Status.MAXIMUM, 0)):
        run = ENDS[status]()
        assert np.abs(run.surface.gradient(run.end)).max() < 1e-8
        assert (np.linalg.eigvalsh(run.surface.hessian(run.end)) > 0).sum() == positive


def test_a_run_that_starts_at_rest_takes_no_step_and_pays_nothing():
    run = go(newton(), "bowl", (0.0, 0.0))
    assert (run.status, run.taken) == (Status.CONVERGED, 0)
    assert run.evaluations == (0, 0, 0)
    assert (run.points == 0).all()


def test_newton_needs_one_step_on_a_quadratic():
    run = go(newton(), "ravine")
    assert (run.status, run.taken) == (Status.CONVERGED, 1)
    assert run.evaluations == (0, 1, 1)


def test_landing_with_the_last_step_counts_as_converged():
    run = go(newton(), "ravine", steps=1)
    assert (run.status, run.taken) == (Status.CONVERGED, 1)


@pytest.mark.parametrize("tolerance", [1e-2, 1e-5])
def test_converged_at_the_first_iterate_with_a_small_gradient(tolerance):
    run = go(sgd(lr=0.1), "ravine", steps=2000, tolerance=tolerance)
    steepness = np.linalg.norm(run.surface.gradient(run.points), axis=0)
    assert run.taken == np.argmax(steepness <= tolerance)


def test_an_optimizer_that_leaves_has_not_succeeded_however_low_it_gets():
    surface = surfaces.get("bowl")
    outside = optim_viz.run(sgd(lr=1e-9), surface, (6.0, 0.0), steps=5)
    assert outside.status == Status.LEFT
    assert optim_viz.sweep(sgd(lr=1e-9), surface, (6.0, 0.0), steps=5).best == np.inf


def test_a_run_that_has_ended_holds_its_last_point():
    start = np.array([[-4.0, 0.0, 3.0], [3.0, 0.0, 1e-3]])
    run = go(sgd(lr=[0.3, 0.3, 0.01]), "bowl", start, steps=300)
    assert run.taken[1] == 0
    assert 0 < run.taken[0] < 300
    assert run.taken[2] == 300
    for i, taken in enumerate(run.taken):
        assert (run.points[:, taken:, i] == run.points[:, taken, i][:, None]).all()
        assert (run.values[taken:, i] == run.values[taken, i]).all()
    np.testing.assert_array_equal(run.values, run.surface(run.points))


def test_a_diverged_run_ends_at_its_first_point_that_is_not_finite():
    run = go(sgd(lr=1.0), "rosenbrock", np.array([[-2.0, 1.0], [2.0, 1.001]]), steps=50)
    assert run.status.tolist() == [Status.DIVERGED, Status.DIVERGED]
    for i, taken in enumerate(run.taken):
        finite = np.isfinite(run.points[:, :, i]).all(axis=0)
        assert finite[:taken].all()
        assert not finite[taken:].any()


def test_a_run_at_the_edge_of_floating_point_does_not_warn():
    run = go(sgd(lr=0.4), "saddle", (1.0, 1e200), steps=2000)
    assert run.status == Status.LEFT  # it falls, and there is no lowest value
    sweep = optim_viz.sweep(adam(lr=1e300), surfaces.get("goldstein_price"), steps=20)
    assert sweep.status in {Status.DIVERGED, Status.LEFT}


def test_one_gradient_per_step_is_counted_for_each_run_on_its_own():
    start = np.array([[-4.0, 0.0, 3.0], [3.0, 0.0, 1e-3]])
    run = go(sgd(lr=[0.3, 0.3, 0.01]), "bowl", start, steps=300)
    np.testing.assert_array_equal(run.evaluations.gradient, run.taken)
    assert (run.evaluations.value == 0).all()
    assert (run.evaluations.hessian == 0).all()


def test_values_gradients_and_hessians_are_counted_apart():
    @optimizer
    def greedy(f, x):
        """Ask three values, two gradients and one Hessian."""
        for _ in range(3):
            f.value(x)
        f.gradient(x + 1)
        f.hessian(x)
        return x - 0.01 * f.gradient(x)

    run = go(greedy(), "bowl", np.ones((2, 5)), steps=7)
    assert [set(count.tolist()) for count in run.evaluations] == [{21}, {14}, {7}]


def test_status_in_high_dimension():
    assert go(sgd(lr=0.1), "bowl:dim=30").status == Status.CONVERGED
    saddle = go(newton(), "styblinski_tang:dim=3", (0.1, -2.8, 2.6))
    assert saddle.status == Status.SADDLE


def test_the_gap_is_the_value_above_the_lowest():
    run = go(sgd(lr=1e-3), "himmelblau", steps=5)
    np.testing.assert_array_equal(run.gap, run.values)
    assert np.isnan(go(sgd(lr=1e-3), "saddle", steps=5).gap).all()


def test_columns_have_a_row_for_each_step_taken():
    run = go(sgd(lr=[0.3, 0.01]), "bowl", steps=300)
    table = run.columns()
    assert len(table["step"]) == (run.taken + 1).sum()
    first = table["run"] == 0
    np.testing.assert_array_equal(table["x"][first], run.points[0, : run.taken[0] + 1, 0])
    assert set(table) == {"optimizer", "run", "step", "x", "y", "value", "gap", "lr"}


def test_results_describe_themselves():
    assert repr(go(newton(), "ravine")).startswith("<newton() on ravine: converged after 1 steps")
    assert repr(go(sgd(lr=[0.1, 0.2]), "ravine")) == "<2 runs of sgd(lr=<2 values>) on ravine>"


def test_each_run_stops_by_itself_when_its_own_path_ends():
    starts = np.array([[-1.2, 1.0, 2.0, 1.0], [1.0, 1.5, 0.0, 1.0]])
    made = from_scipy("bfgs", gtol=1e-3)
    run = go(made, "rosenbrock", starts)
    assert run.status.tolist() == [*["stopped by itself"] * 3, "converged"]
    alone = [go(made, "rosenbrock", start) for start in starts.T]
    assert run.taken.tolist() == [int(one.taken) for one in alone]
    assert len(set(run.taken.tolist())) == 4


def test_a_minimum_is_a_local_one_where_the_function_falls_without_bound():
    unbounded = surfaces.formula("1/x + x")
    run = optim_viz.run(newton(), unbounded, (0.5,), 50)
    assert run.status == "converged"
    assert run.end == pytest.approx(1)
    assert outcome(run, 1e-6) == "local minimum"
    assert not any(minimum.is_global for minimum in unbounded.minima)
    sliding = go(sgd(lr=1e-3), "saddle", steps=5)  # neither a lowest value nor a minimum
    assert outcome(sliding, 1e-6) == sliding.status


def test_a_run_that_stopped_in_a_local_minimum_is_said_to_be_there():
    run = go(from_scipy("bfgs", gtol=1e-2), "rastrigin")
    assert run.status == "stopped by itself"
    assert outcome(run, 1e-6) == "local minimum"


def test_a_run_that_still_hops_about_a_local_minimum_has_not_found_it():
    """Of two runs that end near the minimum at 1.744, one has stayed there."""
    surface = surfaces.get("gramacy_lee")
    there = min((m.at[0] for m in surface.minima), key=lambda x: abs(x - 1.744))
    calm = optim_viz.run(sgd(lr=1e-4), surface, (there + 0.01,), 100, tolerance=0.0)
    wild = optim_viz.run(sgd(lr=0.013), surface, (2.4,), 100)
    ends = [step for step in range(50, 100) if abs(wild.points[0, step] - there) < 0.02]
    cut = optim_viz.run(sgd(lr=0.013), surface, (2.4,), ends[0])
    assert abs(cut.end[0] - there) < 0.02
    assert (outcome(calm, 1e-6), outcome(cut, 1e-6)) == ("local minimum", "budget spent")


def test_those_of_a_block_that_have_failed_are_told_from_the_others():
    """Outside of the domain, without a value inside of it, and far away; one is well."""
    surface = surfaces.get("rosenbrock")
    ends = FinalStates.empty(2, 4, Workers())
    ends.point[:] = [[0.0, 11.0, 0.0, 1e9], [0.0, 0.0, 0.0, 0.0]]
    ends.value[:], ends.unrefined[:] = [1.0, 1e6, np.inf, 1e38], CODE[Status.BUDGET]
    ends.mark_failures(surface, slice(0, 4), np.zeros((2, 4)))
    told = [Status.BUDGET, Status.LEFT, Status.DIVERGED, Status.DIVERGED]
    assert ends.unrefined.tolist() == [CODE[status] for status in told]
