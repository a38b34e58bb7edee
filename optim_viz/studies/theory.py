"""Gradient descent and the heavy ball on a quadratic: theory and measurement.

On a quadratic with curvatures between mu and L the error of gradient descent shrinks in each
eigenvector by 1 - lr * curvature at every step. So it converges for rates below 2 / L, fastest for
2 / (L + mu), by (k - 1) / (k + 1) a step, with the condition k = L / mu. The heavy ball's best pair
of rate and momentum takes the root of k instead (Polyak 1964, theorem 9).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers import Method, Optimizer, get, keras, saito
from optim_viz.optimizers.descent import momentum, nesterov, sgd
from optim_viz.problem import largest_curvature
from optim_viz.recipes.theory import TheoryRecipe
from optim_viz.runs.results import Run, Sweep
from optim_viz.runs.run import run, sweep
from surfaces import Array, InputError, Surface

_MOST_STEPS = 20_000
_HIGHEST_CONDITION = 1e12
"""Conditions above this one are lost in the rounding of curvatures."""

_RATES_TRIED = 45
_ROUNDING_OF_GAP = 1e-22
"""Gaps below this share of the first one are rounding: no factor is measured there."""

_ROUNDING_OF_POINT = 1e4
"""Gaps below this multiple of the rounding of the coordinates, squared, are rounding as well: the
minimum may be far from the origin."""


@dataclass(frozen=True)
class StabilityRule:
    """From which rate on a method diverges on a quadratic: by its curvature and the momentum."""

    formula: str
    """With L for the largest curvature and β for the momentum."""
    short: str
    """The same where there is less room."""
    of_one: Callable[[Array], Array]
    """From a momentum to the limit for the curvature 1."""

    def limit(self, curvature: float, momentum: npt.ArrayLike = 0.0) -> Array:
        """Return the limits for momenta ``(*batch)``, where L is this curvature."""
        return self.of_one(np.asarray(momentum, dtype=float)) / curvature


_DESCENT = StabilityRule("2/L", "2/L", lambda momentum: 2 + 0 * momentum)
_HEAVY_BALL = StabilityRule("(2 + 2β)/L", "2(1+β)/L", lambda momentum: 2 + 2 * momentum)
_LOOKING_AHEAD = StabilityRule(  # there -1 becomes an eigenvalue of the step
    "(2 + 2β)/(1 + 2β)/L",
    "2(1+β)/(1+2β)/L",
    lambda momentum: (2 + 2 * momentum) / (1 + 2 * momentum),
)

STABILITY: dict[Method, StabilityRule] = {
    sgd: _DESCENT,
    **dict.fromkeys((momentum, keras.momentum, saito.momentum), _HEAVY_BALL),
    **dict.fromkeys((nesterov, keras.nesterov, saito.nesterov), _LOOKING_AHEAD),
}
"""The methods whose limit is known; for a constant rate the libraries' forms are the same."""


class StabilityLimit(NamedTuple):
    """The rate from which on an optimizer cannot settle at the lowest minimum of a surface."""

    formula: str
    rate: float


def stability_limit(optimizer: Optimizer, surface: Surface) -> StabilityLimit | None:
    """Return from which rate on theory says that an optimizer diverges, whatever its own rate.

    On a quadratic from every start; on other surfaces no run can settle at the lowest minimum.
    None where no limit is known: of other methods, of a momentum that is no number below 1, and
    of surfaces that are flat at their minimum or have none.
    """
    rule, steepest = STABILITY.get(optimizer.method), largest_curvature(surface)
    beta = optimizer.knobs.get("momentum", 0.0)
    if rule is None or steepest is None or not isinstance(beta, int | float) or beta >= 1:
        return None
    return StabilityLimit(rule.short, float(rule.limit(steepest, beta)))


@dataclass(frozen=True, eq=False)
class Quadratic:
    """A quadratic surface by the extremes of its curvature."""

    surface: Surface
    mu: float
    """The least curvature."""
    L: float
    """The largest."""

    @property
    def condition(self) -> float:
        """L / mu."""
        return self.L / self.mu

    @property
    def limit(self) -> float:
        """The rate above which gradient descent diverges."""
        return float(STABILITY[sgd].limit(self.L))

    @property
    def best_rate(self) -> float:
        """The rate at which gradient descent is fastest."""
        return 2 / (self.L + self.mu)

    @property
    def factor(self) -> float:
        """The factor by which the error shrinks in a step at that rate."""
        return (self.condition - 1) / (self.condition + 1)

    @property
    def ball_rate(self) -> float:
        """The heavy ball's best rate."""
        return 4 / (np.sqrt(self.L) + np.sqrt(self.mu)) ** 2

    @property
    def ball_momentum(self) -> float:
        """The heavy ball's best momentum."""
        return self.ball_factor**2

    @property
    def ball_factor(self) -> float:
        """The factor by which its error shrinks in a step with the two, once it has settled."""
        root = np.sqrt(self.condition)
        return float((root - 1) / (root + 1))

    def gap(self, rates: Array, steps: int) -> Array:
        """Return the gap of gradient descent ``(*rates)`` after some steps, exactly."""
        at = np.array(self.surface.start)
        curvatures, axes = np.linalg.eigh(self.surface.hessian(at))
        error = axes.T @ np.linalg.solve(self.surface.hessian(at), self.surface.gradient(at))
        with np.errstate(over="ignore"):  # far beyond the limit it is infinite
            shrunk = (1 - np.multiply.outer(rates, curvatures)) ** steps * error
            return (curvatures * shrunk**2).sum(axis=-1) / 2


@dataclass(frozen=True, eq=False)
class TheoryCheck:
    """Theory and measurement side by side."""

    quadratic: Quadratic
    rates: Array
    """The rates of gradient descent, ``(n,)``."""
    gaps: Sweep
    """The gap that it reached at each rate."""
    descent: Run
    """Gradient descent at its best rate."""
    ball: Run
    """The heavy ball with its best pair."""
    steps: int
    falling: npt.NDArray[np.bool_]
    """Whether the gap fell with the last step at each rate, ``(n,)``."""
    measured_best_rate: float
    """The rate with the least gap after the steps, to four figures; in the long run, the best."""

    @property
    def measured_limit(self) -> tuple[float, float]:
        """The highest rate at which the gap fell, and the lowest at which it grew."""
        return float(self.rates[self.falling].max()), float(self.rates[~self.falling].min())


def quadratic(surface: Surface) -> Quadratic:
    """Return the surface by its curvatures, if it is a quadratic with a minimum.

    Raises
    ------
    InputError
        It is none, or its condition is too high.
    """
    points = np.stack([surface.domain.low, surface.domain.high, np.array(surface.start)], axis=1)
    curvatures = np.linalg.eigvalsh(np.moveaxis(surface.hessian(points), -1, 0))
    low, high = float(curvatures.min()), float(curvatures.max())
    straight = np.ptp(curvatures, axis=0).max() <= 1e-9 * abs(high)  # not so for NaN
    if straight and 0 < low <= high / _HIGHEST_CONDITION:
        raise InputError(
            f"the condition of {surface.name} is {high / low:.3g}: theory is drawn below"
            f" {_HIGHEST_CONDITION:g}"
        )
    if not (straight and low > 0):
        raise InputError(
            f"theory speaks of quadratics with a minimum, such as ravine; {surface.name} is none"
        )
    return Quadratic(surface, low, high)


def check_theory(surface: Surface, steps: int | None = None) -> TheoryCheck:
    """Run gradient descent over rates around the limit, and both methods at their best.

    Where no number of steps is given, the heavy ball has settled by then.
    """
    theory = quadratic(surface)
    steps = steps or min(100 * int(np.ceil(np.sqrt(theory.condition) / 10)), _MOST_STEPS)
    rates = np.sort([*theory.limit * np.linspace(0.02, 1.1, _RATES_TRIED), theory.best_rate])
    ball = {"lr": theory.ball_rate, "momentum": theory.ball_momentum}
    last, one_less = (
        sweep(get("sgd", lr=rates), surface, steps=n, tolerance=0.0) for n in (steps, steps - 1)
    )
    first, before, after = (
        _gap(surface, points) for points in (np.array(surface.start), one_less.end, last.end)
    )
    return TheoryCheck(
        theory,
        rates,
        last,
        run(get("sgd", lr=theory.best_rate), surface, steps=steps, tolerance=0.0),
        run(get("momentum", **ball), surface, steps=steps, tolerance=0.0),
        steps,
        (after < before) | (after <= _ROUNDING_OF_GAP * first),
        _best_rate(surface, rates, after, steps),
    )


def study(recipe: TheoryRecipe) -> TheoryCheck:
    """Check theory where a recipe asks for it."""
    return check_theory(recipe.posed, recipe.steps)


def _best_rate(surface: Surface, rates: Array, gaps: Array, steps: int) -> float:
    """Return the rate with the least gap, refining the grid around the best one twice."""
    for _ in range(2):
        best = int(np.argmin(gaps))
        rates = np.linspace(rates[max(best - 1, 0)], rates[min(best + 1, len(rates) - 1)], 101)
        closer = sweep(get("sgd", lr=rates), surface, steps=steps, tolerance=0.0)
        gaps = _gap(surface, closer.end)
    return float(f"{rates[np.argmin(gaps)]:.4g}")


def measured_factor(taken: Run) -> float:
    """Return the factor by which the error of a run shrank in a step, in its second half.

    The error is the root of the gap. Where the gap has met rounding the run counts up to there.
    """
    gap = _gap(taken.surface, taken.points)
    rounding = np.finfo(float).eps * np.abs(taken.points).max()
    unseen = _ROUNDING_OF_POINT * np.abs(taken.surface.hessian(taken.end)).max() * rounding**2
    seen = np.flatnonzero(gap > max(_ROUNDING_OF_GAP * gap[0], unseen))
    last = int(seen[-1]) if seen.size else 0
    middle = last // 2
    if last == middle:
        return 0.0
    return float((gap[last] / gap[middle]) ** (0.5 / (last - middle)))


def _gap(surface: Surface, points: Array) -> Array:
    """Return the gap of a quadratic at points ``(d, *batch)``: ``(*batch)``.

    By the gradient, which is zero at the minimum: where the lowest value is not zero, a
    difference of values cannot be smaller than their rounding.
    """
    slope = surface.gradient(points).reshape(len(points), -1)
    with np.errstate(all="ignore"):  # beyond the limit it may be infinite
        away = np.linalg.solve(surface.hessian(np.array(surface.start)), slope)
        gap = (slope * away).sum(axis=0) / 2
    return np.where(np.isfinite(gap), gap, np.inf).reshape(points.shape[1:])
