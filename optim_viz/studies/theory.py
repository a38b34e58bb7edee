"""Gradient descent and the heavy ball on a quadratic: theory and measurement.

On a quadratic with curvatures between mu and L the error of gradient descent shrinks in each
eigenvector by 1 - lr * curvature at every step. So it converges for rates below 2 / L, fastest for
2 / (L + mu), by (k - 1) / (k + 1) a step, with the condition k = L / mu. The heavy ball's best pair
of rate and momentum takes the root of k instead (Polyak 1964, theorem 9).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers import Method, Optimizer, as_surface, get, keras, saito
from optim_viz.optimizers.descent import momentum, nesterov, sgd
from optim_viz.optimizers.step_functions import next_state
from optim_viz.problem import largest_curvature
from optim_viz.recipes.theory import TheoryRecipe
from optim_viz.runs.results import Run
from optim_viz.runs.run import run
from surfaces import AnySurface, Array, InputError, Surface
from surfaces.brief import Brief

_MOST_STEPS = 20_000
_HIGHEST_CONDITION = 1e12
"""Conditions above this one are lost in the rounding of curvatures."""

_RATES_TRIED = 45
_SETTLED, _LATER = 2.0, 5.0
"""Steps that tell the best rate, and steps that show it, as multiples of the condition.

The gap in the slowest direction has fallen by e⁸ and e²⁰ then; before, rates look good that are
fast in the other directions.
"""

_LANDED = 8 * np.finfo(float).eps
"""An error below this share of the coordinates is rounding: the step has met the minimum."""


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


def stability_rule(optimizer: Optimizer) -> StabilityRule | None:
    """Return the rule of its method; None where none is known, and where a penalty is added to f.

    With a penalty it settles elsewhere than at the minimum of f.
    """
    penalty = optimizer.knobs.get("weight_decay", 0.0)
    is_plain = isinstance(penalty, int | float) and penalty == 0
    return STABILITY.get(optimizer.method) if is_plain else None


def stability_limit(optimizer: Optimizer, surface: Surface) -> StabilityLimit | None:
    """Return from which rate on theory says that an optimizer diverges, whatever its own rate.

    On a quadratic from every start; on other surfaces no run can settle at the lowest minimum.
    None where no limit is known: of other methods, of a momentum that is no number below 1, of
    surfaces that are flat at their minimum or have none, and of runs that are projected.
    """
    if surface.projected:
        return None
    rule, steepest = stability_rule(optimizer), largest_curvature(surface)
    beta = optimizer.knobs.get("momentum", 0.0)
    if rule is None or steepest is None or not isinstance(beta, int | float) or beta >= 1:
        return None
    return StabilityLimit(rule.short, float(rule.limit(steepest, beta)))


@dataclass(frozen=True, eq=False, repr=False)
class Quadratic(Brief):
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


@dataclass(frozen=True, eq=False, repr=False)
class TheoryCheck(Brief):
    """Theory and measurement side by side."""

    quadratic: Quadratic
    rates: Array
    """The rates of gradient descent, ``(n,)``."""
    rate_steps: int
    """The number of steps after which its rates are compared."""
    gaps: Array
    """The gap that it reached at each rate, ``(n,)``; however small (see `measured_logs`)."""
    descent: Run
    """Gradient descent at its best rate."""
    ball: Run
    """The heavy ball with its best pair."""
    steps: int
    """The number of steps of these two."""
    falling: npt.NDArray[np.bool_]
    """Whether the gap fell with the last step at each rate, ``(n,)``."""
    measured_best_rate: float
    """The rate with the least gap after `rate_steps`, to four figures; in the long run, the
    best."""

    @property
    def is_early(self) -> bool:
        """Whether these steps are too few to tell which rate is best in the long run."""
        return self.rate_steps < _SETTLED * self.quadratic.condition

    @property
    def measured_limit(self) -> tuple[float, float]:
        """The highest rate at which the gap fell, and the lowest at which it grew."""
        return float(self.rates[self.falling].max()), float(self.rates[~self.falling].min())


def quadratic(surface: Surface) -> Quadratic:
    """Return the surface by its curvatures, if it is a quadratic with a minimum.

    Raises
    ------
    InputError
        It is none, its condition is too high, or runs on it are projected onto a domain.
    """
    if surface.projected:
        raise InputError("theory speaks of free steps, not of steps projected onto a domain")
    points = np.stack([surface.domain.low, surface.domain.high, np.array(surface.start)], axis=1)
    curvatures = np.linalg.eigvalsh(np.moveaxis(surface.hessian(points), -1, 0))
    low, high = float(curvatures.min()), float(curvatures.max())
    straight = np.ptp(curvatures, axis=0).max() <= 1e-9 * abs(high)  # not so for NaN
    if straight and 0 < low <= high / _HIGHEST_CONDITION:
        raise InputError(
            f"the condition of {surface.name} is {high / low:.3g}: theory is drawn below"
            f" {_HIGHEST_CONDITION:g}"
        )
    if straight and low > 0 and surface.lowest is None:
        raise InputError(
            f"the minimum of {surface.name} lies too far out to be found: theory is drawn around it"
        )
    if not (straight and low > 0):
        raise InputError(
            f"theory speaks of quadratics with a minimum, such as ravine; {surface.name} is none"
        )
    return Quadratic(surface, low, high)


def check_theory(surface: AnySurface, steps: int | None = None) -> TheoryCheck:
    """Run gradient descent over rates around the limit, and both methods at their best.

    Where no number of steps is given, the heavy ball has settled by then, and rates are compared
    after more steps where those are too few to tell them apart.
    """
    surface = as_surface(surface)
    theory = quadratic(surface)
    taken = steps or min(100 * int(np.ceil(np.sqrt(theory.condition) / 10)), _MOST_STEPS)
    rate_steps = taken if steps else max(taken, _telling_steps(theory.condition))
    rates = np.sort([*theory.limit * np.linspace(0.02, 1.1, _RATES_TRIED), theory.best_rate])
    ball = {"lr": theory.ball_rate, "momentum": theory.ball_momentum}
    told = (rate_steps - 1, rate_steps)
    before, after = measured_logs(get("sgd", lr=rates), surface, told)
    return TheoryCheck(
        theory,
        rates,
        rate_steps,
        _power(after),
        run(get("sgd", lr=theory.best_rate), surface, steps=taken, tolerance=0.0),
        run(get("momentum", **ball), surface, steps=taken, tolerance=0.0),
        taken,
        (after < before) | (after == -np.inf),
        _best_rate(surface, rates, after, rate_steps),
    )


def _telling_steps(condition: float) -> int:
    """Return the number of steps that shows which rate is best; 0 where that takes too long."""
    return int(min(float(f"{_LATER * condition:.0e}"), _MOST_STEPS)) * (
        _SETTLED * condition <= _MOST_STEPS
    )


def study(recipe: TheoryRecipe) -> TheoryCheck:
    """Check theory where a recipe asks for it."""
    return check_theory(recipe.posed, recipe.steps)


def measured_logs(optimizer: Optimizer, surface: Surface, told: Sequence[int]) -> Array:
    """Return the decimal logarithm of the gap of a quadratic after some numbers of steps.

    Steps of these methods are linear in the distance to the minimum and the state. So both are
    scaled back to the first distance after each step, and only the logarithm goes on falling:
    neither the rounding of coordinates nor the smallest number is ever met. A step that lands at
    the minimum has the logarithm -inf from then on.

    Parameters
    ----------
    optimizer : Optimizer
        One whose state begins at zero; its rate may be an array ``(n,)``.
    told : sequence of int
        The numbers of steps, increasing.

    Returns
    -------
    array ``(len(told), n)``
    """
    start, bend = np.array(surface.start), surface.hessian(np.array(surface.start))
    runs = np.size(optimizer.knobs["lr"])  # type: ignore[arg-type]  # a number or an array
    first = np.linalg.solve(bend, surface.gradient(start))
    at = (start - first)[:, np.newaxis]
    away = np.repeat(first[:, np.newaxis], runs, axis=1)
    state, length = list(optimizer.method.state.values()), float(np.linalg.norm(first))
    step, knobs = optimizer.method.step, optimizer.knobs
    least = _LANDED * (np.abs(at).max() + length)
    scale, logs, wanted = np.zeros(runs), [], set(told)
    for taken in range(max(told) + 1):
        if taken in wanted:
            with np.errstate(divide="ignore"):
                logs.append(2 * scale + np.log10((away * (bend @ away)).sum(axis=0) / 2))
        new, *state = next_state(step(surface, at + away, *state, **knobs))
        away = new - at
        norm = np.sqrt(np.add.reduce(away * away, axis=0))
        shrunk = norm / length
        if (landed := norm <= least).any():
            shrunk[landed], away[:, landed] = 1.0, 0.0
            state = [np.where(landed, 0.0, one) for one in state]
        away /= shrunk
        state = [one / shrunk for one in state]
        scale = scale + np.log10(shrunk)
    return np.array(logs)


def _power(logs: Array) -> Array:
    """Return the numbers of these decimal logarithms; 0 or inf where there is no such number."""
    with np.errstate(over="ignore", under="ignore"):
        return np.asarray(10.0**logs)


def _best_rate(surface: Surface, rates: Array, logs: Array, steps: int) -> float:
    """Return the rate with the least gap, refining the grid around the best one twice."""
    for _ in range(2):
        best = int(np.argmin(logs))
        rates = np.linspace(rates[max(best - 1, 0)], rates[min(best + 1, len(rates) - 1)], 101)
        (logs,) = measured_logs(get("sgd", lr=rates), surface, (steps,))
    return float(f"{rates[np.argmin(logs)]:.4g}")


def measured_factor(taken: Run) -> float:
    """Return the factor by which the error of a run shrinks in a step, in its second half.

    The error is the root of the gap, measured without rounding (see `measured_logs`).
    """
    steps = len(taken.values) - 1
    half, whole = measured_logs(taken.optimizer, taken.surface, (steps // 2, steps))[:, 0]
    if whole == -np.inf:
        return 0.0
    return float(10 ** ((whole - half) / (2 * (steps - steps // 2))))
