"""Aggregates of the runs of a cell: sums, counts, quantiles, and a few bytes for each run.

Units may be added in any order; the results are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from optim_viz.bench.units import STATUSES, TARGET_GAPS, Outcomes
from optim_viz.recipes.bench import BenchmarkRecipe
from optim_viz.runs import statistics
from optim_viz.runs.statistics import Interval, Sample, StepFunction, Tally
from surfaces import Array
from surfaces.brief import Brief

TAU = 1e-3
"""Tolerance of data profiles: a problem is solved when this share of the first gap is left."""

MAX_GAPS_KEPT = 2**16
"""Largest number of final gaps kept one by one for a cell: those of its first runs."""


class RateScore(NamedTuple):
    """Score of an optimizer at one rate, from starts that tuning has not seen."""

    rate: float | None
    success: float
    """Share of the runs that reached the goal."""
    interval: Interval
    """Wilson interval of the success, 95 %; a start counts once however many seeds it has."""
    expected: float
    """Expected cost to the goal; inf without a success."""
    steps: float
    """Expected steps to the goal, whatever the cost counts; inf without a success."""
    gap: float
    """Median final gap."""
    gap_interval: Interval
    """Bootstrap percentile interval of the median gap over the starts, 95 %."""


@dataclass(frozen=True, eq=False, repr=False)
class ScoredRuns(Brief):
    """Runs at one rate, from starts that tuning has not seen."""

    score: RateScore
    hits: Array
    """Cost of each run until the goal, ``(runs,)``; -1 if never."""
    spent: Array
    """The same where it reached the goal, else the cost of the whole run."""
    solved: Array
    """Cost of each run until the first target at or below `TAU` times the gap at its start, the
    test of Moré & Wild; -1 if never."""
    starts: Array
    """Share of the runs from each start that reached the goal, ``(starts,)``: starts are
    independent, seeds that share a start are not."""
    gaps: Array
    """Final gap of each run, inf where it is lost; of the first `MAX_GAPS_KEPT` runs."""
    curves: tuple[StepFunction, ...]
    """Share of the runs within a cost of x, for each of `TARGET_GAPS` and then the goal."""
    failures: tuple[StepFunction, ...]
    """Share of the runs that failed at a cost of at most x, for the same targets."""
    ends: dict[str, int]
    """Number of runs by final status."""
    minima: dict[int, int]
    """Number of runs that ended at each minimum, by its index in `Surface.minima`; -1: at none."""
    evaluations: Array
    """Mean evaluations of a run: values, gradients and Hessians, ``(3,)``."""

    @property
    def runtimes(self) -> Array:
        """Cost of each run to the goal, ``(runs,)``; inf if never."""
        return np.where(self.hits < 0, np.inf, self.hits.astype(float))

    def targets(self, unit: str) -> list[dict[str, Any]]:
        """Return one row for each target, as plain data: expected cost in a unit, and success."""
        rows = []
        shares = np.array([curve.share[-1] if curve.share.size else 0.0 for curve in self.curves])
        lows, highs = statistics.wilson(shares * len(self.starts), len(self.starts))
        found = zip(TARGET_GAPS, self.curves, self.failures, shares, lows, highs, strict=False)
        for gap, curve, failed, share, low, high in found:
            expected = statistics.expected_of(curve, failed)
            rows.append(
                {
                    "target": gap,
                    f"expected_{unit}": expected if share else None,
                    "success": float(share),
                    "success_low": float(low),
                    "success_high": float(high),
                }
            )
        return rows


class ScoreCounter:
    """Accumulator of the scoring runs of a cell at one rate: a column of their outcomes."""

    def __init__(self, recipe: BenchmarkRecipe, column: int, rate: float | None) -> None:
        self._recipe, self._column, self._rate = recipe, column, rate
        self._hits: dict[int, Array] = {}
        self._spent: dict[int, Array] = {}
        self._solved: dict[int, Array] = {}
        self._final: dict[int, Array] = {}
        self._steps = 0
        """Steps of all runs, of those that reach the goal until then."""
        self._arrived, self._failed = ([Tally() for _ in (*TARGET_GAPS, 0)] for _ in range(2))
        self._ends = np.zeros(len(STATUSES), dtype=np.int64)
        self._minima: dict[int, int] = {}
        self._evaluations = np.zeros(3, dtype=np.int64)
        self._gaps, self._medians = Sample(), Sample()

    def add(self, first: int, outcomes: Outcomes) -> None:
        """Add the outcomes of a unit, whose first start has this number."""
        hits, gaps = outcomes.hits[:, :, self._column], outcomes.gap[:, self._column, np.newaxis]
        spent = outcomes.spent[:, self._column]
        self._hits[first] = _compact(hits[-1])
        self._spent[first] = _compact(np.where(hits[-1] >= 0, hits[-1], spent))
        self._solved[first] = _compact(_solved(hits, outcomes.start[:, self._column]))
        steps, taken = outcomes.hit_steps[-1, :, self._column], outcomes.taken[:, self._column]
        self._steps += int(np.where(steps >= 0, steps, taken).sum(dtype=np.int64))
        if (kept := MAX_GAPS_KEPT - first * self._recipe.seeds) > 0:
            self._final[first] = gaps[:kept, 0].copy()
        for arrived, failed, line in zip(self._arrived, self._failed, hits, strict=True):
            arrived.add(line[line >= 0])
            failed.add(spent[line < 0])
        self._ends += np.bincount(outcomes.status[:, self._column], minlength=len(STATUSES))
        problems, counts = np.unique(outcomes.minimum[:, self._column], return_counts=True)
        for problem, count in zip(problems.tolist(), counts.tolist(), strict=True):
            self._minima[problem] = self._minima.get(problem, 0) + count
        self._evaluations += outcomes.evaluations[:, :, self._column].sum(axis=1, dtype=np.int64)
        self._gaps.add(gaps)
        by_start = gaps.reshape(-1, self._recipe.seeds).T
        self._medians.add(statistics.median(by_start)[:, np.newaxis])

    def done(self) -> ScoredRuns:
        """Return the scored runs."""
        hits, spent, solved, gaps = (
            _in_order(p) for p in (self._hits, self._spent, self._solved, self._final)
        )
        hits, spent, solved = map(_compact, (hits, spent, solved))
        curves, failures = (
            tuple(tally.ecdf(len(hits)) for tally in tallies)
            for tallies in (self._arrived, self._failed)
        )
        by_start = (hits >= 0).reshape(-1, self._recipe.seeds).mean(axis=1)
        score = RateScore(
            self._rate,
            float(by_start.mean()),
            statistics.wilson(by_start.sum(), len(by_start)),
            float(statistics.per_success(spent.sum(), (hits >= 0).sum())),
            float(statistics.per_success(self._steps, (hits >= 0).sum())),
            float(self._gaps.quantile(0.5)[0]),
            Interval(*(end[0] for end in statistics.median_interval(self._medians))),
        )
        return ScoredRuns(
            score,
            hits,
            spent,
            solved,
            by_start,
            gaps,
            curves,
            failures,
            {str(s): int(n) for s, n in zip(STATUSES, self._ends, strict=True) if n},
            dict(sorted(self._minima.items())),
            self._evaluations / len(hits),
        )


def _compact(costs: Array) -> Any:
    """Return a copy of costs ``(n,)``, in half the memory if they are whole numbers."""
    whole = costs.max() < 2**31 and (costs == np.floor(costs)).all()
    return costs.astype(np.int32 if whole else float)


def _in_order(parts: Mapping[int, Any]) -> Any:
    """Return the parts of an array in the order of their first runs."""
    return np.concatenate([parts[first] for first in sorted(parts)])


def _solved(hits: Array, start: Array) -> Array:
    """Return the cost of each run to the first target at or below `TAU` times its first gap."""
    ladder = np.append(np.array(TARGET_GAPS), -np.inf)
    wanted = statistics.solved_value(start, 0.0, TAU)  # of gaps, whose lowest is 0
    which = np.argmax(ladder[:, np.newaxis] <= wanted, axis=0)
    return np.asarray(hits[np.minimum(which, len(TARGET_GAPS) - 1), np.arange(len(start))])
