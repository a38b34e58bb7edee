"""Theory of quadratics, against the eigenvalues of a step and against what the methods do."""

from fractions import Fraction
from functools import cache
from math import log2

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.optimizers import get
from optim_viz.problem import Problem
from optim_viz.runs.status import Status
from optim_viz.studies.theory import (
    check_theory,
    measured_factor,
    measured_logs,
    quadratic,
    stability_limit,
)
from surfaces import InputError
from surfaces.transforms import Rotated, Shifted

SPECS = (
    "ravine",
    "ravine:condition=200",
    "ellipsoid:condition=100",
    "booth",
    "matyas",
    "bowl:dim=7",
    "trid:dim=5",  # its lowest value is not zero
)


class Parabola:
    """curvature x² / 2, in one coordinate."""

    def __init__(self, curvature):
        self._curvature = curvature

    def gradient(self, x):
        return self._curvature * x


def factor(optimizer, curvatures):
    """Return the largest eigenvalue of a step, as a linear map of (x, state), over curvatures."""
    step, knobs = optimizer.method.step, optimizer.knobs
    units = np.eye(1 + len(optimizer.method.state))
    maps = [
        np.array([np.atleast_1d(step(Parabola(one), *unit, **knobs)) for unit in units]).T
        for one in curvatures
    ]
    return max(np.abs(np.linalg.eigvals(one)).max() for one in maps)


def test_the_ravine_by_hand():
    known = quadratic(surfaces.get("ravine"))
    assert (known.mu, known.L, known.condition) == pytest.approx((0.1, 2.0, 20.0))
    assert known.limit == pytest.approx(1.0)
    assert known.best_rate == pytest.approx(2 / 2.1)
    assert known.factor == pytest.approx(19 / 21)
    assert known.ball_rate == pytest.approx(4 / (np.sqrt(2) + np.sqrt(0.1)) ** 2)
    assert known.ball_factor == pytest.approx((np.sqrt(20) - 1) / (np.sqrt(20) + 1))


@pytest.mark.parametrize("spec", SPECS)
def test_the_formulas_are_what_the_eigenvalues_of_a_step_say(spec):
    known = quadratic(surfaces.get(spec))
    between = np.linspace(known.mu, known.L, 9)
    descent = get("sgd", lr=known.best_rate)
    ball = get("momentum", lr=known.ball_rate, momentum=known.ball_momentum)
    assert factor(descent, between) == pytest.approx(known.factor, abs=1e-12)
    assert factor(ball, between) == pytest.approx(known.ball_factor, abs=1e-6)
    assert factor(descent.replace(lr=known.limit), between) == pytest.approx(1)


@pytest.mark.parametrize("spec", SPECS)
def test_no_other_rate_is_faster(spec):
    known = quadratic(surfaces.get(spec))
    ends = (known.mu, known.L)
    momenta = known.ball_momentum + np.array([0.0, 0.02, -0.02])
    for share in (0.9, 0.99, 1.01, 1.1):
        descent = get("sgd", lr=share * known.best_rate)
        assert factor(descent, ends) > known.factor
        for momentum in momenta[momenta >= 0]:
            ball = get("momentum", lr=share * known.ball_rate, momentum=momentum)
            assert factor(ball, ends) > known.ball_factor


@pytest.mark.parametrize("spec", SPECS)
def test_the_gap_at_each_rate_is_the_predicted_one(spec):
    surface = surfaces.get(spec)
    checked = check_theory(surface, 40)
    expected = checked.quadratic.gap(checked.rates, 40)
    drawn = expected > 1e-300
    np.testing.assert_allclose(checked.gaps[drawn], expected[drawn], rtol=1e-6)
    assert (checked.gaps[~drawn] <= 1e-300).all()


@pytest.mark.parametrize("spec", SPECS)
def test_factors_are_the_predicted_ones(spec):
    checked = check_theory(surfaces.get(spec), 300)
    known = checked.quadratic
    assert measured_factor(checked.descent) == pytest.approx(known.factor, abs=1e-6)
    assert known.ball_factor - 1e-6 <= measured_factor(checked.ball) <= known.ball_factor + 0.03


@cache
def left_alone(spec):
    """Return what theory says where no number of steps is given."""
    return check_theory(surfaces.get(spec))


@pytest.mark.parametrize("spec", [*SPECS, "ellipsoid:dim=2", "ravine:condition=100000"])
def test_left_alone_it_runs_until_the_heavy_ball_has_settled(spec):
    checked = left_alone(spec)
    assert checked.steps >= 100
    assert checked.ball.gap[-1] < 1e-6 * checked.ball.gap[0]
    measured = measured_factor(checked.ball)
    assert 1 - measured == pytest.approx(1 - checked.quadratic.ball_factor, rel=0.25)


@pytest.mark.parametrize("spec", SPECS)
def test_the_measured_limit_is_around_that_of_theory(spec):
    checked = left_alone(spec)
    low, high = checked.measured_limit
    assert low <= checked.quadratic.limit * (1 + 1e-12)
    assert checked.quadratic.limit * (1 - 1e-12) <= high
    assert high - low < 0.03 * checked.quadratic.limit
    assert checked.measured_best_rate == pytest.approx(checked.quadratic.best_rate, rel=0.05)


def test_the_measured_best_rate_is_the_best_after_so_many_steps():
    """Held against the exact gap of each coordinate, L (1 - lr L)^2n x^2 / 2."""
    checked = check_theory(surfaces.get("ravine"), 100)
    lr = np.linspace(0.9, 1.0, 100_001)
    gap = sum(c * (1 - lr * c) ** 200 * x * x for c, x in ((0.1, -7.0), (2.0, 2.0)))
    assert checked.measured_best_rate == pytest.approx(lr[np.argmin(gap)], rel=2e-4)


FORMULA = "3*x**2 + 2*x*y + 2*y**2 - x + 4*y"
"""By hand: the Hessian is [[6, 2], [2, 4]], its trace L + mu is 10, its minimum (6, -13) / 10."""


def in_fractions(rates, steps, momentum=None):
    """Return the logarithms of the gap of that formula in exact arithmetic, from its start."""
    at = [Fraction(6, 10), Fraction(-13, 10)]
    start = Problem(None, FORMULA).posed.start
    found = []
    for rate in rates:
        x, y = (Fraction(float(one)) - centre for one, centre in zip(start, at, strict=True))
        u = v = Fraction(0)
        for _ in range(steps):
            gx, gy = 6 * x + 2 * y, 2 * x + 4 * y
            u, v = (Fraction(momentum or 0) * w + g for w, g in ((u, gx), (v, gy)))
            x, y = x - Fraction(float(rate)) * u, y - Fraction(float(rate)) * v
        gap = 3 * x * x + 2 * x * y + 2 * y * y
        found.append((log2(gap.numerator) - log2(gap.denominator)) / log2(10))
    return found


def test_gaps_are_measured_where_rounding_cannot_reach():
    """Down to 10⁻⁶⁹, held against exact fractions."""
    surface, rates = Problem(None, FORMULA).posed, np.array([0.05, 0.125, 0.19, 0.2, 0.21, 0.27])
    (logs,) = measured_logs(get("sgd", lr=rates), surface, (100,))
    assert logs.min() < -69
    np.testing.assert_allclose(logs, in_fractions(rates, 100), atol=1e-9)
    ball = get("momentum", lr=np.array([0.21]), momentum=0.0625)
    (exact,) = in_fractions([0.21], 60, 0.0625)
    assert measured_logs(ball, surface, (60,))[0, 0] == pytest.approx(exact, abs=1e-9)


def test_the_best_rate_of_a_formula_is_found():
    checked = check_theory(Problem(None, FORMULA).posed)
    assert checked.quadratic.best_rate == pytest.approx(0.2)
    assert checked.measured_best_rate == pytest.approx(0.2, abs=1e-4)
    assert not checked.is_early
    assert measured_factor(checked.ball) == pytest.approx(checked.quadratic.ball_factor, abs=0.004)


def test_rates_are_compared_after_enough_steps_unless_a_number_is_given():
    surface = surfaces.get("ravine:condition=1000")
    checked = check_theory(surface)
    assert (checked.steps, checked.rate_steps, checked.is_early) == (400, 5000, False)
    assert checked.measured_best_rate == pytest.approx(2 / 2.002, rel=1e-3)
    checked = check_theory(surface, 400)
    assert (checked.steps, checked.rate_steps, checked.is_early) == (400, 400, True)


def test_a_step_that_lands_at_the_minimum_has_no_gap_left():
    logs = measured_logs(get("sgd", lr=np.array([0.5, 0.25])), surfaces.get("bowl"), range(4))
    assert (logs[1:, 0] == -np.inf).all()
    start = np.array(surfaces.get("bowl").start)
    assert logs[:, 1] == pytest.approx(np.log10((start**2).sum() * 0.25 ** np.arange(4)))


@pytest.mark.parametrize("away", [1e3, 1e6])
def test_far_from_the_origin_rounding_is_not_measured(away):
    checked = check_theory(Shifted(surfaces.get("ravine"), (away, 1.0)))
    assert measured_factor(checked.ball) == pytest.approx(checked.quadratic.ball_factor, abs=0.03)


def test_turning_changes_nothing():
    one, other = (
        quadratic(s) for s in (surfaces.get("ravine"), Rotated(surfaces.get("ravine"), 30))
    )
    assert other.factor == pytest.approx(one.factor)


@pytest.mark.parametrize("name", ["beale", "saddle", "rosenbrock", "double_well"])
def test_other_surfaces_are_refused(name):
    with pytest.raises(InputError, match="quadratics with a minimum"):
        quadratic(surfaces.get(name))


STABLE = (
    "sgd",
    "momentum",
    "momentum:momentum=0.5",
    "momentum:momentum=0",
    "nesterov",
    "nesterov:momentum=0.5",
    "keras.momentum:momentum=0.8",
    "saito.nesterov:momentum=0.8",
)


@pytest.mark.parametrize("surface", ["ravine", "ellipsoid:condition=100", "booth"])
@pytest.mark.parametrize("name", dict.fromkeys(spec.partition(":")[0] for spec in STABLE))
def test_just_below_the_limit_runs_converge_and_just_above_they_diverge(name, surface):
    """Brute force: from everywhere, with the rate alone changed; a method's knobs in one sweep."""
    surface = surfaces.get(surface)
    own = [get(spec) for spec in STABLE if spec.partition(":")[0] == name]
    limits = np.array([stability_limit(one, surface).rate for one in own])
    rest = {knob: [[[one.knobs[knob]]] for one in own] for knob in own[0].knobs if knob != "lr"}
    starts = np.multiply.outer(np.array(surface.start), [[[1.0, -0.3, 0.7]]])
    rates = limits[:, None, None] * np.array([[0.995], [1.005]])
    knobs = {"lr": rates} | {knob: np.array(values) for knob, values in rest.items()}
    ends = optim_viz.sweep(own[0].replace(**knobs), surface, starts, 20_000, tolerance=1e-9)
    for one, (below, above) in zip(own, ends.status, strict=True):
        assert (below == Status.CONVERGED).all(), one
        assert (above == Status.DIVERGED).all(), one


def test_the_limit_knows_the_knobs_and_not_the_text():
    ravine, curvature = surfaces.get("ravine"), 2.0
    assert stability_limit(get("sgd"), ravine).rate == pytest.approx(2 / curvature)
    for beta in (0.0, 0.5, 0.9):
        ball = stability_limit(get(f"momentum:momentum={beta}"), ravine)
        assert ball.rate == pytest.approx(2 * (1 + beta) / curvature)
        ahead = stability_limit(get("nesterov", momentum=beta), ravine)
        assert ahead.rate == pytest.approx(2 * (1 + beta) / (1 + 2 * beta) / curvature)
    assert stability_limit(get("sgd:lr=0.1"), ravine) == stability_limit(get("sgd"), ravine)


@pytest.mark.parametrize(
    ("spec", "surface"),
    [
        ("adam", "ravine"),
        ("newton", "ravine"),
        ("clipped_descent", "ravine"),
        ("momentum:momentum=1", "ravine"),
        ("momentum:momentum=cosine(0.9)", "ravine"),
        ("sgd", "saddle"),
        ("sgd", "monkey_saddle"),
    ],
)
def test_where_no_limit_is_known_there_is_none(spec, surface):
    assert stability_limit(get(spec), surfaces.get(surface)) is None


def test_a_penalty_has_no_limit_at_the_minimum_of_f():
    """It settles elsewhere, and its steepest curvature is that of f and of the penalty."""
    surface = surfaces.get("ravine")
    assert stability_limit(get("sgd"), surface).rate == pytest.approx(1.0)
    assert stability_limit(get("sgd:weight_decay=0"), surface) is not None
    assert stability_limit(get("sgd:weight_decay=0.1"), surface) is None
    assert stability_limit(get("momentum:weight_decay=1e-3"), surface) is None


def test_a_minimum_that_is_not_found_is_refused():
    turned = surfaces.Rotated(surfaces.formula("(x-1e6)**2 + y**2"), 30)
    with pytest.raises(InputError, match="lies too far out to be found"):
        check_theory(turned)
