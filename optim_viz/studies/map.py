"""Maps over two knobs: one run for each pair, whether it converges, how fast, when it is lost."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers import AnyOptimizer, Optimizer, as_optimizer, as_surface
from optim_viz.optimizers.descent import momentum, nesterov
from optim_viz.recipes.base import MOST_STEPS, TARGET, check_range
from optim_viz.recipes.map import FEWEST_STEPS, Axis, MapRecipe, check_axes, reference
from optim_viz.runs.batch import Batch
from optim_viz.runs.goals import Goal
from optim_viz.runs.loop import TOLERANCE, descend, workers_for
from optim_viz.runs.notes import Notes, known, when
from optim_viz.runs.status import CODE, FinalStates, Status
from optim_viz.studies.theory import (
    STABILITY,
    Quadratic,
    StabilityRule,
    quadratic,
    stability_rule,
)
from optim_viz.studies.tuning import FLOOR
from surfaces import AnySurface, Array, InputError, Surface
from surfaces.brief import Brief


class Fate(StrEnum):
    """The fate of a run; kept as its place in this list.

    A run has converged if its gap is at most `TARGET` when the budget is spent, or still falls
    (`_HARDLY`). It is slow if its gap is above that and hardly falls: it creeps, goes round in
    circles or is stuck, which this number of steps does not tell apart.
    """

    CONVERGED = "gap shrinks"
    SLOW = "slow or stuck"
    LEFT = "left the domain"
    DIVERGED = "diverged"


CONVERGED, SLOW, LEFT, DIVERGED = range(len(Fate))

_HARDLY = 0.3
"""Digits by which the mean gap falls at least from the second quarter of the steps to the last."""


@dataclass(frozen=True, eq=False, repr=False)
class Map(Brief):
    """The fate of a method for each pair of two knobs; arrays ``(y.count, x.count)``."""

    surface: Surface
    optimizer: Optimizer
    """The optimizer with the knobs that are the same everywhere."""
    x: Axis
    y: Axis
    start: tuple[float, ...]
    steps: int
    fate: npt.NDArray[np.int8]
    """`CONVERGED`, `SLOW`, `LEFT` or `DIVERGED`."""
    pace: Array
    """Steps for each digit of the gap; meaningful where a run converged."""
    escape: Array
    """Sum of first gap / gap over the steps, each at most 1: number of steps until it is lost."""
    reach: str | None = None
    """The value that is to be reached instead of a gap."""

    @property
    def goal(self) -> str:
        """The target in words: a gap, or ``f ≤ −5``."""
        return f"{TARGET:g}" if self.reach is None else str(Goal.read(self.reach))

    @cached_property
    def best(self) -> tuple[float, float] | None:
        """The pair of knobs with the fewest steps for a digit; None if nothing converged."""
        pace = np.where(self.fate == CONVERGED, self.pace, np.inf)
        row, column = np.unravel_index(int(np.argmin(pace)), pace.shape)
        if pace[row, column] == np.inf:
            return None
        return float(self.x.values[column]), float(self.y.values[row])

    @property
    def best_pace(self) -> float:
        """Steps for a digit of the gap at the best pair."""
        return float(np.min(self.pace, initial=np.inf, where=self.fate == CONVERGED))

    @property
    def shares(self) -> dict[str, float]:
        """Share of the runs with each fate."""
        return {str(fate): float((self.fate == i).mean()) for i, fate in enumerate(Fate)}

    @cached_property
    def known(self) -> Known | None:
        """What theory says of these two knobs here, if it does."""
        rule = stability_rule(self.optimizer)
        best = _BEST_PAIRS.get(rule) if rule else None
        if rule is None or best is None or {self.x.knob, self.y.knob} != {"lr", "momentum"}:
            return None
        try:
            found = quadratic(self.surface)
        except InputError:
            return None
        return Known(found, rule, *best(found))

    @property
    def theory_inside(self) -> bool:
        """Whether the axes reach the pair of knobs that is the fastest in theory."""
        if self.known is None:
            return False
        best = {"lr": self.known.lr, "momentum": self.known.momentum}
        return all(axis.low <= best[axis.knob] <= axis.high for axis in (self.x, self.y))


@dataclass(frozen=True)
class Known:
    """Theory of a rate and a momentum on a quadratic with curvatures from mu to L."""

    quadratic: Quadratic
    stability: StabilityRule
    lr: float
    """With `momentum` the fastest pair."""
    momentum: float
    factor: float
    """The factor by which the error shrinks in a step with that pair, in the long run."""

    def limit(self, momentum: npt.ArrayLike) -> Array:
        """Return from which rate on it diverges, for momenta ``(*batch)``."""
        return self.stability.limit(self.quadratic.L, momentum)

    @property
    def formula(self) -> str:
        """The formula of that limit."""
        return self.stability.formula

    @property
    def pace(self) -> float:
        """Steps for a digit of the gap in the long run."""
        return -0.5 / math.log10(self.factor) if self.factor > 0 else 0.0


def _best_heavy_ball(known: Quadratic) -> tuple[float, float, float]:
    """Return the fastest rate and momentum, and the factor of a step with the two."""
    return float(known.ball_rate), known.ball_momentum, known.ball_factor


def _best_nesterov(known: Quadratic) -> tuple[float, float, float]:
    """Return the same as of Lessard, Recht & Packard (2016), table 1."""
    root = math.sqrt(3 * known.condition + 1)
    return 4 / (3 * known.L + known.mu), (root - 2) / (root + 2), 1 - 2 / root


_BEST_PAIRS = {STABILITY[momentum]: _best_heavy_ball, STABILITY[nesterov]: _best_nesterov}


def map_knobs(
    surface: AnySurface,
    optimizer: AnyOptimizer,
    x: Axis,
    y: Axis,
    start: npt.ArrayLike | None = None,
    steps: int = MapRecipe.steps,
    *,
    reach: str | None = None,
    engine: str | None = None,
) -> Map:
    """Run an optimizer once for each pair of two knobs.

    Parameters
    ----------
    reach : text, optional
        A value that is to be reached where no lowest one is known: ``value:-5``,
        ``decrease:0.99``. Gaps are then measured from there.
    engine : str, optional
        As in `run`.

    Raises
    ------
    InputError
        A knob that the method does not have, that is not a number, that is given twice or was set
        already; a surface without a lowest value; a start that is at the minimum; few steps; an
        engine that is not known or not installed.
    """
    optimizer, surface = as_optimizer(optimizer), as_surface(surface)
    check_axes(optimizer, x, y)
    check_range("steps", steps, FEWEST_STEPS, MOST_STEPS)
    knobs = {y.knob: y.values[:, np.newaxis], x.knob: x.values}
    batch = Batch.of(optimizer.replace(**knobs), surface, start, 0.0, 0, steps)
    origin = surface.start if start is None else tuple(np.asarray(start, dtype=float).tolist())
    lowest = reference(surface, reach)
    first = float(surface(np.array(origin))) - lowest
    if first <= FLOOR:
        what = "the lowest value" if reach is None else str(Goal.read(reach))
        raise InputError(f"the start {origin} is at {what} already: nothing to gain")
    workers = workers_for(batch, batch.size)
    rule = _Gaps(lowest, first, steps)
    notes = Notes(rule, batch.size)
    ends = descend(batch, TOLERANCE, notes, slice(0, batch.size), workers, engine=engine)
    settled, escape, second, last = notes.kept
    with np.errstate(all="ignore"):  # a diverged run has no finite value
        gap = np.fmax(ends.value - lowest, FLOOR)
        pace = _pace(ends, gap, rule, settled, last)
        fate = _fate(ends, gap, pace, second - last)
    shape = batch.shape
    found = fate.reshape(shape), pace.reshape(shape), escape.reshape(shape)
    return Map(surface, optimizer, x, y, origin, steps, *found, reach)


def _pace(ends: FinalStates, gap: Array, rule: _Gaps, settled: Array, last: Array) -> Array:
    """Return the steps for each digit of the gap, until it settles or the run ends.

    Of a run that has spent its budget and not settled the last quarter of the steps counts, at its
    middle: a gap may go up and down from step to step. Another run has ended where it has arrived.
    """
    middle, spent = rule.steps - (rule.quarter - 1) / 2, ends.unrefined == CODE[Status.BUDGET]
    steps = np.where(gap <= FLOOR, settled, np.where(spent, middle, ends.taken))
    level = np.where(gap <= FLOOR, np.log10(FLOOR), np.where(spent, last, np.log10(gap)))
    return np.asarray(steps / (math.log10(rule.first) - level))


def _fate(ends: FinalStates, gap: Array, pace: Array, fall: Array) -> npt.NDArray[np.int8]:
    """Return what became of each run; ``fall`` is that from the second quarter to the last."""
    falls = (ends.unrefined == CODE[Status.BUDGET]) & (fall >= _HARDLY)
    stuck = (gap > TARGET) & ~falls
    diverged, left = (ends.unrefined == CODE[one] for one in (Status.DIVERGED, Status.LEFT))
    fates = [DIVERGED, LEFT, SLOW]
    return np.select([diverged, left, stuck | ~(pace > 0)], fates, CONVERGED).astype(np.int8)


@dataclass(frozen=True)
class _Gaps:
    """Notes when the gap of a run settles, how it falls, and when it is lost.

    These are the step from which on the gap is at most `FLOOR`; first gap / gap, at most 1 each,
    summed up over the steps; and the mean of the logarithm of the gap in the second quarter of the
    steps and in the last.
    """

    lowest: float
    first: float
    steps: int

    initial = 0.0, 0.0, 0.0, 0.0

    @property
    def quarter(self) -> int:
        """Number of steps in a quarter of them."""
        return self.steps // 4

    def update(self, step: Any, value: Any, *notes: Any) -> tuple[Any, ...]:
        """Look at the gap at a step."""
        settled, escape, second, last = notes
        quarter = self.quarter
        gap = known(np.maximum(value - self.lowest, FLOOR))

        def with_gap(mean: Any) -> Any:
            return mean + np.log10(gap) / quarter

        return (
            np.where(gap > FLOOR, step + 1, settled),
            escape + self.first / np.maximum(gap, self.first),
            when((step > quarter) & (step <= 2 * quarter), lambda: with_gap(second), second),
            when(step > self.steps - quarter, lambda: with_gap(last), last),
        )


def study(recipe: MapRecipe) -> Map:
    """Map what a recipe asks for."""
    x, y = recipe.axes
    posed, method = recipe.posed, recipe.method
    return map_knobs(posed, method, x, y, recipe.start, recipe.steps, reach=recipe.reach)
