"""One rule that picks a rate for every optimizer, and that luck does not satisfy.

Same rates, start and budget for all. By default the rate wins whose worst gap in the last tenth
of the steps is the smallest, at that rate and at both of its neighbours, 10 % below and above: a
last step that happens to be good, or a rate that happens to jump onto the minimum, wins nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers import AnyOptimizer, Optimizer, as_optimizer, as_surface
from optim_viz.optimizers.base import RATES as RATE_KNOBS
from optim_viz.recipes.base import TUNE_BY, TuneBy, read_tune_by
from optim_viz.runs.batch import Batch, read_seed, read_start
from optim_viz.runs.loop import TOLERANCE, descend, workers_for
from optim_viz.runs.noise import Noise
from optim_viz.runs.noise import get as read_noise
from optim_viz.runs.recorders import Summary
from optim_viz.runs.run import STEPS
from optim_viz.runs.several import Several
from optim_viz.runs.tails import SHARE, MedianOfTail, WorstOfTail
from optim_viz.text import words
from surfaces import AnySurface, Array, Surface
from surfaces.brief import Brief
from surfaces.numerals import shortest

FLOOR = 1e-12
"""Gaps below this count as reached: figures end here, and tuning sees no difference."""

SEEDS = 9
"""Under noise the median over this many seeds decides."""

_E24 = [10, 11, 12, 13, 15, 16, 18, 20, 22, 24, 27, 30]
_E24 += [33, 36, 39, 43, 47, 51, 56, 62, 68, 75, 82, 91]

RATES: Array = np.array([float(f"{m}e{k}") for k in range(-9, 1) for m in _E24] + [100.0])
"""Rates from 1e-8 to 100, 24 in each decade: the preferred numbers E24 (IEC 60063)."""


EVERY_SIXTH = 6
"""Share of `RATES`: every sixth is tried where each point costs a call of a function."""

NEIGHBOURS = (1.0, 1 / 1.1, 1.1)
"""A rate is judged at these multiples of it, whatever the grid."""

SAME_RATE = 0.01
"""The rate of all methods on a surface without a lowest value, where none is better: small, so
that the paths are those of the methods and not of their steps."""


def rates_for(surface: Surface) -> Array:
    """Return the rates that are tried on a surface."""
    return RATES[::EVERY_SIXTH] if surface.pointwise else RATES


def rule(surface: Surface, noise: bool = False, by: str = TUNE_BY) -> str:
    """Return in words how `tune` picks a rate on this surface."""
    asked = read_tune_by(by)
    if surface.lowest is None:
        return words.same_rate_without_lowest(f"{SAME_RATE:g}")
    if noise and asked.name == "tail":
        return words.best_rate_under_noise(words.MEDIAN_GAP_OF_TAIL, SEEDS)
    judged = {
        "tail": words.WORST_GAP_OF_TAIL,
        "steps": words.steps_to_gap(shortest(asked.gap)),
        "final": words.FINAL_GAP,
    }[asked.name]
    return (
        words.rate_tuned_under_noise(len(rates_for(surface)), judged, SEEDS)
        if noise
        else words.rate_tuned(len(rates_for(surface)), judged)
    )


def short_rule(by: str = TUNE_BY) -> str:
    """Return the same under noise, where there is less room for words."""
    asked = read_tune_by(by)
    judged = {
        "tail": words.MEDIAN,
        "steps": words.steps_to_gap(shortest(asked.gap)),
        "final": words.FINAL_GAP,
    }[asked.name]
    return words.best_rate_under_noise(judged, SEEDS)


def details(surface: Surface, noise: bool = False, by: str = TUNE_BY) -> dict[str, Any]:
    """Return the same as plain data."""
    asked = read_tune_by(by)
    if surface.lowest is None:
        return {"same_rate_for_all": SAME_RATE}
    found: dict[str, Any] = {
        "by": by,
        "rates": len(rates_for(surface)),
        "lowest_rate": float(RATES[0]),
        "highest_rate": float(RATES[-1]),
    }
    if asked.name == "tail":
        share = {"share_of_steps": 1 / SHARE, "over_these_steps": "median" if noise else "worst"}
        found |= share | {"also_at_multiples_of_the_rate": list(NEIGHBOURS[1:])}
    if noise:
        found |= {"seeds": SEEDS, "over_seeds": "median"}
    return found


@dataclass(frozen=True, eq=False, repr=False)
class Tuning(Brief):
    """A rate sweep of one optimizer, and the rate that it chose."""

    optimizer: Optimizer
    """The optimizer with the chosen rate."""
    rates: Array
    """The rates that were tried, ``(n,)``."""
    score: Array
    """The measure that was compared, ``(n,)``: a gap, inf where the run left the domain, or a
    number of steps, inf where they did not suffice; NaN where nothing was compared."""
    chosen: float | None = None
    """The rate that was chosen; None where nothing was compared."""

    @property
    def is_at_the_edge(self) -> bool:
        """Whether the lowest or the highest rate that was tried is better than the next one."""
        if self.chosen == self.rates[0]:
            return bool(self.score[0] < self.score[1])
        return self.chosen == self.rates[-1] and bool(self.score[-1] < self.score[-2])


def tune(
    optimizer: AnyOptimizer,
    surface: AnySurface,
    start: npt.ArrayLike | None = None,
    steps: int = STEPS,
    *,
    noise: float | str | Noise = 0.0,
    seed: int = 0,
    by: str = TUNE_BY,
    engine: str | None = None,
) -> Tuning:
    """Try every rate of `rates_for` the surface in one batch and keep the best.

    Gaps below `FLOOR` are equal; then fewer steps to the floor win, then the smaller rate. A run
    that was ever outside the domain comes last (unless all were, as from a start out there).
    On a surface without a lowest value there is no gap that could be compared: there all methods
    get `SAME_RATE`. Under noise the median over `SEEDS` seeds counts, none of them the one that is
    given: a rate is not chosen by the luck that it is judged by.

    Parameters
    ----------
    optimizer
        As in `run`, with a rate; its other knobs stay, and so does its rate where nothing is to
        be done.
    surface, start, steps, noise, seed
        As in `run`; every rate sees the same.
    by : text
        ``tail``: the worst gap of the last tenth of the steps (under noise their median), at the
        rate and its `NEIGHBOURS`, the worst of the three. ``steps:1e-6``: the fewest steps to this
        gap; of rates that do not reach it, the smallest final gap. ``final``: the final gap.
    engine : str, optional
        As in `run`.

    Raises
    ------
    InputError
        Another rule, or whatever `run` refuses.
    """
    asked, noise = read_tune_by(by), read_noise(noise)
    given, surface = as_optimizer(optimizer), as_surface(surface)
    optimizer, rates = _opened(given), rates_for(surface)
    if surface.lowest is None:
        return Tuning(optimizer.at_scale(SAME_RATE), rates, np.full(rates.shape, np.nan))
    factors = np.array(NEIGHBOURS if asked.name == "tail" else NEIGHBOURS[:1])
    tried = optimizer.at_scale((rates[:, np.newaxis] * factors)[..., np.newaxis])
    seeds = read_seed(seed) + np.arange(1, (SEEDS if np.any(noise.size) else 1) + 1, dtype="u8")
    origin = start if start is None else read_start(surface, start).reshape(-1, 1, 1, 1)
    batch = Batch.of(tried, surface, origin, noise, seeds, steps)
    found = _judged(batch, surface.lowest, asked, engine)
    # Rates x neighbours: the median over the seeds, then the worst of the neighbours.
    criteria = [np.median(one, axis=-1).max(axis=-1) for one in found.criteria]
    if found.at_rest:  # it begins where it would end
        return Tuning(given, rates, criteria[0])
    best = float(rates[np.lexsort((rates, *criteria[::-1]))[0]])
    return Tuning(optimizer.at_scale(best), rates, criteria[0], best)


def _opened(optimizer: Optimizer) -> Optimizer:
    """Return a method that has a scale: without the numbers of rates that were set by hand."""
    if optimizer.scale is not None:
        return optimizer
    knobs = {name: value for name, value in optimizer.given.items() if name not in RATE_KNOBS}
    return Optimizer(optimizer.method, knobs)


@dataclass(frozen=True, eq=False)
class _Judged:
    """What decides between runs ``(rates, neighbours, seeds)``, the most important first."""

    criteria: tuple[Array, ...]
    at_rest: bool
    """Whether no run has taken a step."""


def _judged(batch: Batch, lowest: float, asked: TuneBy, engine: str | None) -> _Judged:
    """Run a batch and return what the rule compares."""
    workers = workers_for(batch, batch.size)
    targets = lowest + np.array([FLOOR, asked.gap or FLOOR])
    summary = Summary(batch.surface, targets, batch.size)
    kind = MedianOfTail if np.any(batch.noise.size) else WorstOfTail
    tail = kind(batch.steps, batch.size) if asked.name == "tail" else None
    recorder = summary if tail is None else Several(summary, tail)
    whole = slice(0, batch.size)
    ends = descend(batch, TOLERANCE, recorder, whole, workers, engine=engine)
    height = ends.value if tail is None else tail.of_runs(ends)
    gap = height - lowest
    gap = np.where(np.isfinite(gap), np.maximum(gap, FLOOR), np.inf)
    if summary.stayed.any():
        gap = np.where(summary.stayed, gap, np.inf)
    floor, goal = np.where(summary.hits < 0, batch.steps, summary.hits)
    goal = np.where(summary.hits[1] < 0, np.inf, goal)
    criteria = (goal, gap) if asked.name == "steps" else (gap, floor)
    shaped = tuple(one.reshape(batch.shape) for one in criteria)
    return _Judged(shaped, not ends.taken.any())
