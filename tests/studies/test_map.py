"""Maps over two knobs: what a colour says is what a single run does, and what theory says of it."""

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.optimizers import get
from optim_viz.problem import Problem
from optim_viz.recipes.map import Axis, default_rates
from optim_viz.studies.map import CONVERGED, DIVERGED, LEFT, SLOW, map_knobs
from optim_viz.studies.tuning import FLOOR
from surfaces import InputError
from surfaces.transforms import Rotated

MOMENTUM = Axis("momentum", 0.0, 0.99, 61)


def ravine(method="momentum", surface="ravine", steps=600, count=61):
    surface = surfaces.get(surface) if isinstance(surface, str) else surface
    rates = default_rates(surface)
    axis = Axis("lr", rates.low, rates.high, count)
    return map_knobs(surface, get(method), axis, MOMENTUM, steps=steps)


def radius(method, curvatures, lr, beta):
    """Return the spectral radius of the recurrence of iterate and velocity, written by hand."""
    worst = 0.0
    for curvature in curvatures:
        if method == "momentum":  # x₊ = x - lr (β v + c x)
            first = [1 - lr * curvature, -lr * beta]
        else:  # x₊ = x - lr (c x + β (β v + c x))
            first = [1 - lr * curvature * (1 + beta), -lr * beta * beta]
        worst = max(worst, np.abs(np.linalg.eigvals([first, [curvature, beta]])).max())
    return worst


@pytest.mark.parametrize("method", ["momentum", "nesterov"])
@pytest.mark.parametrize(
    "surface", ["ravine", "ellipsoid:condition=100", Rotated(surfaces.get("ravine"), 30)], ids=str
)
def test_the_measured_stable_region_is_that_of_theory(method, surface):
    """Away from the boundary by a cell: there the radius decides within the budget."""
    found = ravine(method, surface)
    stable = found.x.values[np.newaxis] < found.known.limit(found.y.values)[:, np.newaxis]
    edge = np.zeros(stable.shape, dtype=bool)
    edge[:, 1:] |= stable[:, 1:] != stable[:, :-1]
    edge[:, :-1] |= stable[:, 1:] != stable[:, :-1]
    measured = np.isin(found.fate, (CONVERGED, SLOW))
    np.testing.assert_array_equal(measured[~edge], stable[~edge])
    assert 0.1 < stable.mean() < 0.9
    curvatures = np.linalg.eigvalsh(found.surface.hessian(np.array(found.surface.start)))
    radii = [[radius(method, curvatures, lr, b) for lr in found.x.values] for b in found.y.values]
    np.testing.assert_array_equal((np.array(radii) < 1)[~edge], stable[~edge])


@pytest.mark.parametrize("method", ["momentum", "nesterov"])
def test_limit_and_best_pair_are_those_of_the_eigenvalues(method):
    for spec in ("ravine", "booth", "ellipsoid:condition=100"):
        found = ravine(method, spec, steps=8, count=2)
        known, curvatures = found.known, np.linalg.eigvalsh(found.surface.hessian(np.zeros(2)))
        for beta in (0.0, 0.3, 0.9):
            limit = float(known.limit(np.array(beta)))
            assert radius(method, curvatures, 0.999 * limit, beta) < 1
            assert radius(method, curvatures, 1.001 * limit, beta) > 1
        at = radius(method, curvatures, known.lr, known.momentum)
        assert at == pytest.approx(known.factor, abs=1e-6)
        for lr in known.lr * np.array([0.97, 1.03]):
            assert radius(method, curvatures, lr, known.momentum) > at
        for beta in known.momentum + np.array([-0.02, 0.02]):
            assert radius(method, curvatures, known.lr, beta) > at


@pytest.mark.parametrize("condition", [20, 1000])
def test_the_pace_at_the_best_pair_is_the_closed_form(condition):
    """There both errors shrink as (1 + (1 ∓ r) t) (±r)^t: double roots (Polyak 1964)."""
    surface = surfaces.get(f"ravine:condition={condition}")
    known = ravine("momentum", surface, steps=8, count=2).known
    x = Axis("lr", known.lr, 1.001 * known.lr, 2)
    y = Axis("momentum", known.momentum, known.momentum + 1e-6, 2)
    found = map_knobs(surface, get("momentum"), x, y, steps=600)
    t, r = np.arange(601), known.factor
    errors = [(1 + (1 - r) * t) * r**t, (1 + (1 + r) * t) * (-r) ** t]
    along, across = np.array(surface.start)[:, np.newaxis] * errors
    gap = along**2 / condition + across**2
    settled = np.flatnonzero(gap > FLOOR)[-1] + 1
    assert found.pace[0, 0] == pytest.approx(settled / np.log10(gap[0] / FLOOR))
    assert found.pace[0, 0] > known.pace


def test_the_best_measured_pair_is_nearly_that_of_theory():
    found = ravine("momentum", count=240)
    assert found.best_pace == pytest.approx(found.known.pace, rel=0.1)
    assert found.best == pytest.approx((found.known.lr, found.known.momentum), rel=0.05)


@pytest.mark.parametrize(
    ("surface", "method", "x", "y"),
    [
        ("ravine", "momentum", Axis("lr", 0.05, 2.2, 9), Axis("momentum", 0, 0.95, 8)),
        ("rosenbrock", "momentum", Axis("lr", 1e-4, 5e-3, 9), Axis("momentum", 0, 0.99, 8)),
        ("styblinski_tang", "adam", Axis("lr", 1e-3, 10, 9), Axis("beta1", 0, 0.95, 8)),
    ],
)
def test_a_cell_says_what_its_run_does(surface, method, x, y):
    surface, steps = surfaces.get(surface), 300
    found = map_knobs(surface, get(method), x, y, steps=steps)
    seen = set()
    for i, j in [*np.ndindex(8, 9)][::2]:  # as on a chessboard
        knobs = {x.knob: x.values[j], y.knob: y.values[i]}
        run = optim_viz.run(get(method, **knobs), surface, steps=steps)
        fate = found.fate[i, j]
        seen.add(int(fate))
        assert (run.status == "diverged") == (fate == DIVERGED)
        assert (run.status == "left the domain") == (fate == LEFT)
        if run.gap[-1] <= FLOOR:
            settled = int(np.flatnonzero(run.gap > FLOOR)[-1]) + 1
            digits = np.log10(run.gap[0] / FLOOR)
            assert (fate, found.pace[i, j]) == (CONVERGED, pytest.approx(settled / digits))
        if fate == DIVERGED:
            gap = run.gap[: int(run.taken) + 1]
            lost = np.where(np.isnan(gap), 0, np.minimum(1, gap[0] / gap)).sum()
            assert found.escape[i, j] == pytest.approx(lost, rel=1e-9)
        if fate == SLOW:
            assert run.gap[-1] > 1e-6
    assert len(seen) >= 2


def test_a_run_of_a_map_ends_where_a_run_arrives():
    """In a shallow bowl the gradient is short long before the gap is at its floor."""
    surface, steps = Problem(None, "x**2 / 10**6").posed, 400
    x, y = Axis("lr", 1e5, 9e5, 5), Axis("momentum", 0, 0.6, 3)
    found, arrived = map_knobs(surface, get("momentum"), x, y, (10.0,), steps=steps), 0
    for i, j in np.ndindex(3, 5):
        knobs = {"lr": x.values[j], "momentum": y.values[i]}
        run = optim_viz.run(get("momentum", **knobs), surface, (10.0,), steps)
        if run.taken < steps and run.gap[-1] > FLOOR:
            arrived += 1
            digits = np.log10(run.gap[0] / run.gap[-1])
            assert found.fate[i, j] == CONVERGED
            assert found.pace[i, j] == pytest.approx(int(run.taken) / digits)
    assert arrived >= 3


def test_a_steady_fall_converges_and_going_round_does_not():
    bowl, x = surfaces.get("bowl"), Axis("momentum", 0.0, 0.5, 2)
    curvature = float(bowl.hessian(np.zeros(2))[0, 0])
    rates = Axis("lr", 0.005 / curvature, 0.006 / curvature, 2)
    slow = map_knobs(bowl, get("momentum"), rates, x, steps=200)
    assert (slow.fate == CONVERGED).all()
    assert slow.pace[0, 0] == pytest.approx(-1 / np.log10(0.995**2))
    round_and_round = surfaces.get("rosenbrock")
    found = map_knobs(round_and_round, get("momentum"), Axis("lr", 3e-3, 4e-3, 5), x, steps=400)
    assert (found.fate[0, 3:] == SLOW).all()


def test_a_slow_fall_is_not_called_a_standstill():
    x, y = Axis("lr", 0.03, 0.031, 2), Axis("beta1", 0.0, 0.5, 2)
    surface = surfaces.get("rosenbrock")
    found = map_knobs(surface, get("adam"), x, y)
    run = optim_viz.run(get("adam:lr=0.03,beta1=0"), surface, steps=200, tolerance=0.0)
    assert (np.diff(run.gap[[50, 100, 150, 200]]) < -0.1).all()
    assert found.fate[0, 0] == SLOW
    assert found.shares["slow or stuck"] == 1


def dimension(inside):
    """Return the box-counting dimension of the boundary of a region, over four octaves."""
    edge = np.zeros(inside.shape, dtype=bool)
    edge[:-1] |= inside[:-1] != inside[1:]
    edge[:, :-1] |= inside[:, :-1] != inside[:, 1:]
    sizes, n = np.array([2, 4, 8, 16, 32]), len(inside)
    counts = [edge.reshape(n // k, k, n // k, k).any(axis=(1, 3)).sum() for k in sizes]
    return -np.polyfit(np.log(sizes), np.log(counts), 1)[0]


def test_the_boundary_of_trainability_is_rough_and_that_of_theory_is_not():
    """What the gallery calls a fractal, also where it is enlarged tenfold."""
    surface = surfaces.formula("(x*y - 1)**2 + 0.5*(x**2 + y**2)")
    for x, y in (((0.72, 1.08), (0.5, 1.04)), ((0.912, 0.948), (1.0, 1.054))):
        axes = Axis("lr1", *x, 512), Axis("lr2", *y, 512)
        found = map_knobs(surface, get("layerwise_descent"), *axes, start=(3, 0.5))
        assert dimension(found.fate == DIVERGED) > 1.15
    axes = Axis("lr", 0.0275, 2.2, 512), Axis("momentum", 0, 0.99, 512)
    smooth = map_knobs(surfaces.get("ravine"), get("momentum"), *axes)
    assert dimension(smooth.fate == DIVERGED) < 1.05


def test_the_same_again_is_the_same():
    one, other = ravine(count=50, steps=100), ravine(count=50, steps=100)
    for name in ("fate", "pace", "escape"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_an_axis_is_spaced_in_the_logarithm_from_a_ratio_of_100():
    assert Axis("lr", 0.01, 1, 3).values.tolist() == [0.01, 0.1, 1.0]
    assert Axis("lr", 0.02, 1, 3).values.tolist() == [0.02, 0.51, 1.0]
    assert Axis("momentum", 0, 1, 3).values.tolist() == [0, 0.5, 1.0]
    for axis in (Axis("lr", 1e-3, 10, 7), Axis("momentum", 0, 0.9, 7)):
        np.testing.assert_allclose(axis.position(axis.values), np.arange(7) / 6, atol=1e-11)


def test_rates_by_default_reach_beyond_every_limit():
    rates = default_rates(surfaces.get("ravine"))
    assert (rates.low, rates.high) == (0.0275, 2.2)  # L is 2
    assert not rates.is_logarithmic


@pytest.mark.parametrize(
    ("surface", "method", "x", "y", "message"),
    [
        ("saddle", "momentum", "lr", "momentum", "no lowest value"),
        ("ravine", "momentum", "lr", "momentun", "did you mean momentum"),
        ("ravine", "momentum", "lr", "lr", "two knobs, not lr twice"),
        ("ravine", "momentum:momentum=0.5", "lr", "momentum", "do not set it in momentum:"),
        ("ravine", "sign_descent", "lr", "lr", "sign_descent has one knob, lr: a map needs two"),
        ("ravine", "adam", "lr", "beta1", "beta1 is at least 0 and less than 1"),
    ],
)
def test_what_cannot_be_mapped_is_refused(surface, method, x, y, message):
    with pytest.raises(InputError, match=message):
        map_knobs(surfaces.get(surface), get(method), Axis(x, 0.5, 1.5, 5), Axis(y, 0.5, 1.5, 5))


def test_a_start_at_the_minimum_is_refused():
    with pytest.raises(InputError, match="nothing to gain"):
        map_knobs(
            surfaces.get("ravine"), get("momentum"), Axis("lr", 0.1, 1, 3), MOMENTUM, start=(0, 0)
        )
