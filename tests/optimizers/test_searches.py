"""Line searches: what they promise of the point they return, and what they cost."""

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.optimizers import get
from optim_viz.optimizers.searches import armijo, wolfe
from optim_viz.runs.noise import Normal
from optim_viz.runs.oracle import Oracle

SMOOTH = ["rosenbrock", "himmelblau", "beale", "six_hump_camel", "double_well", "rosenbrock:dim=6"]


def scattered(surface, count=60):
    low, high = surface.domain.low, surface.domain.high
    return (low + (high - low) * np.random.default_rng(0).random((count, surface.dim))).T


def searched(search, name, **options):
    surface = surfaces.get(name)
    x = scattered(surface)
    oracle = Oracle(surface, Normal(0.0), np.zeros(x.shape[1], dtype=np.uint64))
    value, g = surface(x), surface.gradient(x)
    with np.errstate(all="ignore"):
        return surface, x, value, g, -g, search(oracle, x, value, g, -g, **options), oracle


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("c2", [0.9, 0.1])
@pytest.mark.parametrize("first", [1.0, 1e-4])
def test_wolfe_conditions_hold_in_every_run(name, c2, first):
    length = np.full(60, first)
    surface, x, value, g, direction, found, _ = searched(wolfe, name, first=length, c2=c2)
    x_new, value_new, g_new = found
    step = np.linalg.norm(x_new - x, axis=0) / np.linalg.norm(direction, axis=0)
    slope = (g * direction).sum(axis=0)
    np.testing.assert_allclose(value_new, surface(x_new))
    np.testing.assert_allclose(g_new, surface.gradient(x_new))
    assert (value_new <= value + 1e-4 * step * slope + 1e-9 * np.abs(value)).all()
    assert (np.abs((g_new * direction).sum(axis=0)) <= c2 * np.abs(slope) * (1 + 1e-12)).all()


@pytest.mark.parametrize("name", SMOOTH)
def test_armijo_condition_holds_and_double_the_step_would_break_it(name):
    surface, x, value, g, direction, (x_new, value_new), _ = searched(armijo, name)
    step = np.linalg.norm(x_new - x, axis=0) / np.linalg.norm(direction, axis=0)
    slope = (g * direction).sum(axis=0)
    assert (value_new <= value + 1e-4 * step * slope + 1e-9 * np.abs(value)).all()
    assert np.allclose(np.log2(step), np.round(np.log2(step)))
    shorter = step < 0.9
    twice = surface(x + 2 * step * direction)
    assert (twice > value + 2e-4 * step * slope)[shorter].all()
    assert shorter.any()


def test_a_direction_that_goes_up_is_not_followed():
    surface = surfaces.get("bowl")
    x = np.array([[1.0, 2.0], [0.0, 1.0]])
    oracle = Oracle(surface, Normal(0.0), np.zeros(2, dtype=np.uint64))
    g = surface.gradient(x)
    direction = np.array([[1.0, -1.0], [0.0, 0.0]])  # up for the first, down for the second
    x_new, _ = armijo(oracle, x, surface(x), g, direction)
    assert (x_new[:, 0] == x[:, 0]).all()
    assert x_new[0, 1] == 1.0
    assert oracle.evaluations[0].tolist() == [0, 1]


class Recorded(surfaces.Surface):
    """Notes every point at which something is asked for."""

    def __init__(self, surface):
        self.surface, self.asked = surface, {"value": set(), "gradient": set(), "hessian": set()}

    domain = property(lambda self: self.surface.domain)
    start = property(lambda self: self.surface.start)
    minima, formula, source = (), "", ""

    def _note(self, what, point):
        self.asked[what] |= {tuple(column) for column in point.T}

    def _value(self, point):
        self._note("value", point)
        return self.surface(point)

    def _gradient(self, point):
        self._note("gradient", point)
        return self.surface.gradient(point)

    def _hessian(self, point):
        self._note("hessian", point)
        return self.surface.hessian(point)


@pytest.mark.parametrize(
    "name",
    [n for n, m in optim_viz.optimizers.methods().items() if m.order > 1 or n == "polyak"],
)
@pytest.mark.parametrize("surface", ["rosenbrock", "himmelblau"])
def test_counts_are_the_points_at_which_was_asked(name, surface):
    """Of one run, without the looks of the runner itself, which nobody pays."""
    recorded, method = Recorded(surfaces.get(surface)), get(name).method
    recorded.minima = recorded.surface.minima
    oracle = Oracle(recorded, Normal(0.0), np.zeros(2, dtype=np.uint64))
    start = np.array(recorded.start).reshape(2, 1).repeat(2, axis=1)
    state = (start, *method.state.values())
    with np.errstate(all="ignore"):
        for _ in range(5):
            new = method.step(oracle, *state, **method.knobs)
            state = new if isinstance(new, tuple) else (new,)
    assert (oracle.evaluations[:, 0] == oracle.evaluations[:, 1]).all()
    assert oracle.evaluations[:, 0].tolist() == [len(points) for points in recorded.asked.values()]


def test_runs_pay_for_their_own_search_only():
    surface = surfaces.get("rosenbrock")
    start = np.array([[-1.2, 1.1, 0.0], [1.0, 1.2, 4.0]])
    run = optim_viz.run(get("conjugate_gradient"), surface, start, steps=10)
    assert len(set(run.evaluations.value.tolist())) > 1
    for i in range(3):
        alone = optim_viz.run(get("conjugate_gradient"), surface, start[:, i], steps=10)
        assert [c[i] for c in run.evaluations] == list(alone.evaluations)


@pytest.mark.parametrize("name", ["bfgs", "lbfgs", "conjugate_gradient", "damped_newton"])
def test_values_never_rise(name):
    surface = surfaces.get("himmelblau")
    run = optim_viz.run(get(name), surface, scattered(surface), steps=40)
    assert (np.diff(run.values, axis=0) <= 1e-9 * np.abs(run.values[:-1])).all()


SMOOTH = [n for n in surfaces.names() if surfaces.get(n).smooth and not n.endswith("saddle")]


def test_only_kinks_and_saddles_without_a_minimum_are_not_gone_down():
    left_out = {"ackley", "bukin_n6", "cross_in_tray", "eggholder", "helical_valley"}
    left_out |= {"holder_table", "salomon", "schwefel"}
    assert set(surfaces.names()) - set(SMOOTH) == {*left_out, "monkey_saddle", "saddle"}


@pytest.mark.parametrize("name", ["bfgs", "lbfgs", "conjugate_gradient"])
@pytest.mark.parametrize("surface", SMOOTH)
def test_smooth_surfaces_are_gone_down_to_a_stationary_point(name, surface):
    surface = surfaces.get(surface)
    run = optim_viz.run(get(name), surface, steps=400)
    steepness = np.linalg.norm(surface.gradient(run.points), axis=0)
    ended = run.status in {"converged", "stalled at a saddle", "left the domain"}
    assert ended or steepness[-1] < 1e-9 * steepness[0], run


@pytest.mark.parametrize(
    "name", [n for n, m in optim_viz.optimizers.methods().items() if m.order > 1]
)
def test_where_values_are_noise_the_slope_still_leads_to_the_minimum(name):
    """So near that every value rounds to the same number, give or take the last digits."""
    surface = surfaces.get("styblinski_tang")
    at = np.array(surface.minima[0].at)
    start = at + np.array([1e-8, -2e-8])
    assert abs(surface(start) - surface(at)) < 1e-13
    run = optim_viz.run(get(name), surface, start, steps=15, tolerance=1e-11)
    assert run.status == "converged", run


@pytest.mark.parametrize("name", ["armijo_descent", "steepest_descent"])
def test_from_minus_infinity_nothing_is_asked(name):
    run = optim_viz.run(get(name), surfaces.formula("-exp(x**2)"), (2.0,), steps=100)
    assert run.values[-1] == -np.inf
    fallen = np.flatnonzero(run.values == -np.inf)[0]
    until = optim_viz.run(get(name), run.surface, (2.0,), steps=fallen)
    assert run.evaluations.value <= until.evaluations.value + 1


@pytest.mark.parametrize("place", [1.0, 1e5, 1e10])
def test_a_search_ends_where_no_number_is_left_to_try(place):
    """A jump up right beside the point: whatever is tried closes in on where it is."""
    asked = []

    class Objective:
        def value(self, x, where=None):
            asked.append(x)
            return np.where(x[0] > place, 2.0, 1.0)

        def gradient(self, x, where=None):
            return np.full_like(x, -1.0)

    x = np.array([[place]])
    g, direction, first = np.full((1, 1), -1.0), np.ones((1, 1)), np.full(1, 1e-3)
    with np.errstate(all="ignore"):
        found = wolfe(Objective(), x, np.ones(1), g, direction, first)
    assert found[0] == x
    tried = {float(one[0, 0]) for one in asked}
    assert len(asked) < 25
    assert np.nextafter(place, np.inf) in tried
