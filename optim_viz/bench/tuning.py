"""Tuning of a cell: every rate of a grid, more decades where the best is at its end, and how sure.

`TuningCounter` adds up the runs at some rates; `joined` puts the grid and its further decades
together; `further` says whether one more is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from optim_viz.bench.units import Outcomes
from optim_viz.recipes.bench import MAX_DECADES_MORE, BenchmarkRecipe
from optim_viz.runs import statistics
from optim_viz.runs.statistics import Sample
from optim_viz.studies.tuning import FLOOR
from surfaces import Array
from surfaces.brief import Brief

BAND_QUANTILES = (0.25, 0.75)
"""Lower and upper quantile of the bands in the figures, which name them."""

MAX_SUMS_KEPT = 2**22
"""Most sums over the seeds of a start and a rate that the interval of the best rate draws from:
those of the first starts."""

_LEAST_RESAMPLES, _MOST_RESAMPLES = 100, 1000
"""Numbers of resamples for the interval of the best rate, from many starts and from few."""


@dataclass(frozen=True, eq=False, repr=False)
class RateTable(Brief):
    """Results of tuning at each rate of the grid, or without a rate: arrays ``(rates,)``."""

    rates: Array
    """The rates that were tried, further decades among them; NaN without a rate."""
    runs: int
    success: Array
    """Share of the runs that reached the goal."""
    expected: Array
    """Expected cost to the goal; inf without a success."""
    gaps: Array
    """Quartiles of the final gap, ``(3, rates)``: the median in the middle; `FLOOR` at least."""
    lost: Array
    """Share of the runs that ended outside the domain or with a value that is not finite."""
    start: float
    """Median gap at the start, of starts with a finite value; 1 if there are none."""
    best: int
    """Index of the best rate, by the rule `statistics.best_of`."""
    interval: tuple[int, int]
    """Indices of the ends of the bootstrap percentile interval of the best rate, 95 %."""


class TuningCounter:
    """Accumulator of the tuning runs of a cell at some rates."""

    def __init__(self, recipe: BenchmarkRecipe, rates: Array) -> None:
        self.rates = rates
        self._recipe = recipe
        self._runs: int = 0
        self._reached: Any = 0
        self._spent: Any = 0
        self._lost: Any = 0
        self._gaps, self._starts = Sample(), Sample()
        self._sums: dict[int, Array] = {}

    def add(self, first: int, outcomes: Outcomes) -> None:
        """Add the outcomes of a unit, whose first start has this number."""
        hits, start = outcomes.hits[-1], outcomes.start[:, :1]  # the rates share their starts
        reached = hits >= 0
        spent = np.where(reached, hits, outcomes.spent)
        self._runs += len(hits)
        self._reached += reached.sum(axis=0)
        self._spent += spent.sum(axis=0)
        self._lost += (outcomes.gap == np.inf).sum(axis=0)
        self._gaps.add(np.maximum(outcomes.gap, FLOOR))
        self._starts.add(np.maximum(start[np.isfinite(start[:, 0])], FLOOR))
        if (kept := MAX_SUMS_KEPT // len(self.rates) - first) > 0:
            by_start = np.stack([spent, reached]).reshape(2, -1, self._recipe.seeds, len(hits[0]))
            self._sums[first] = by_start.sum(axis=2)[:, :kept]

    def sums(self) -> Array:
        """Return the cost and the successes of all seeds, ``(2, starts, rates)``."""
        return np.concatenate([self._sums[first] for first in sorted(self._sums)], axis=1)

    def done(self) -> RateTable:
        """Return the table of these rates alone."""
        expected = statistics.per_success(self._spent, self._reached)
        shares = (BAND_QUANTILES[0], 0.5, BAND_QUANTILES[1])
        gaps = np.array([self._gaps.quantile(share) for share in shares])
        best = statistics.best_of(expected, gaps[1])
        return RateTable(
            self.rates,
            self._runs,
            self._reached / self._runs,
            expected,
            gaps,
            self._lost / self._runs,
            float(self._starts.quantile(0.5)[0]) if len(self._starts) else 1.0,
            best,
            best_interval(self.sums(), gaps[1]),
        )


def joined(counters: Sequence[TuningCounter]) -> RateTable:
    """Return the table of all rates of some counters of the same starts, in their order."""
    if len(counters) == 1:
        return counters[0].done()
    parts = [counter.done() for counter in counters]
    order = np.argsort(np.concatenate([part.rates for part in parts]))

    def line(name: str) -> Array:
        return np.concatenate([getattr(part, name) for part in parts], axis=-1)[..., order]

    gaps, expected = line("gaps"), line("expected")
    sums = [counter.sums() for counter in counters]
    starts = min(one.shape[1] for one in sums)
    every = np.concatenate([one[:, :starts] for one in sums], axis=2)[:, :, order]
    return RateTable(
        line("rates"),
        parts[0].runs,
        line("success"),
        expected,
        gaps,
        line("lost"),
        parts[0].start,
        statistics.best_of(expected, gaps[1]),
        best_interval(every, gaps[1]),
    )


def further(recipe: BenchmarkRecipe, table: RateTable) -> Array | None:
    """Return the rates of one more decade; None where no more are needed, or allowed.

    One more is needed above or below where the best rate is at that end, and below where most runs
    are lost at every rate; at most `MAX_DECADES_MORE` on a side.
    """
    if np.isnan(table.rates[0]):
        return None
    below, above = recipe.decades_more(table.rates)
    all_lost = bool((table.lost > 0.5).all())
    if (table.best == 0 or all_lost) and below < MAX_DECADES_MORE:
        return recipe.decade(-1 - below)
    if table.best == len(table.rates) - 1 and not all_lost and above < MAX_DECADES_MORE:
        return recipe.decade(1 + above)
    return None


def best_interval(sums: Array, medians: Array) -> tuple[int, int]:
    """Return indices of the ends of the percentile interval of the best rate, 95 %.

    Starts are resampled with a fixed seed (Efron 1979). Where no run of a resample succeeds, the
    median gaps of all runs decide.

    Parameters
    ----------
    sums : array ``(2, starts, rates)``
        Cost and successes of the runs from each start.
    medians : array ``(rates,)``
        Median gaps.
    """
    fallback = np.lexsort((np.arange(len(medians)), medians))
    starts = sums.shape[1]
    draws = max(_LEAST_RESAMPLES, min(_MOST_RESAMPLES, 4_000_000 // starts))
    spent, reached = _resamples(starts, draws) @ sums[:, :, fallback]
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = np.where(reached > 0, spent / reached, np.inf)
    best = np.sort(fallback[np.argmin(expected, axis=1)])  # of equals the first: the fallback
    low, high = round(0.025 * (draws - 1)), round(0.975 * (draws - 1))
    return int(best[low]), int(best[high])


@lru_cache(maxsize=1)  # all cells of a benchmark have as many starts
def _resamples(starts: int, draws: int) -> Array:
    """Return how often each start is drawn in each resample, ``(draws, starts)``."""
    drawn = np.random.default_rng(0).multinomial(starts, [1 / starts] * starts, size=draws)
    return drawn.astype(float)
