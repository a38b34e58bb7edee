"""What is kept of one optimizer on one surface: aggregates, and a few bytes for each scored run.

However many runs there are, a finished cell is small: a benchmark holds the outcomes of the cells
that are under way, never those of all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from optim_viz import optimizers, statistics
from optim_viz.algebra import extreme_eigenvalues
from optim_viz.benchmark import LADDER, STATUSES, BenchmarkRecipe, Outcomes
from optim_viz.optimizers import Optimizer
from optim_viz.places import Place
from optim_viz.statistics import Interval, Steps
from optim_viz.tuning import FLOOR
from surfaces import Array, Surface

BAND = (0.25, 0.75)
"""Quantiles between which bands are drawn; the figures name them."""

TAU = 1e-3
"""Share of the gap at the start that is left when a data profile counts a problem as solved."""


class Tried(NamedTuple):
    """What tuning needs to know of a unit: arrays ``(runs, rates)``."""

    start: Array
    """Gap at the start, ``(runs,)``: the rates share it."""
    gap: Array
    hits: npt.NDArray[np.int32]
    """First step at the goal; -1 if never."""

    @classmethod
    def of(cls, outcomes: Outcomes) -> Tried:
        """Return it; the rest of the outcomes can go."""
        return cls(outcomes.start[:, 0].copy(), outcomes.gap, outcomes.hits[-1].copy())


@dataclass(frozen=True, eq=False)
class Rates:
    """How an optimizer did at each rate of the grid, or at its only one: arrays ``(rates,)``."""

    runs: int
    success: Array
    """Share of the runs that reached the goal."""
    expected: Array
    """Expected steps to the goal; inf without a success."""
    gaps: Array
    """Quartiles of the final gap, ``(3, rates)``: the median in the middle; `FLOOR` at least."""
    lost: Array
    """Share of the runs that ended outside the domain or are not finite."""
    start: float
    """Median gap at the start, of starts with a finite value; 1 if there are none."""
    best: int
    """Index of the best rate: the same rule for every optimizer (`statistics.best_of`)."""

    @classmethod
    def of(cls, recipe: BenchmarkRecipe, parts: Iterable[Tried]) -> Rates:
        """Aggregate all runs of a cell."""
        start, gap, hits = (np.concatenate(column) for column in zip(*parts, strict=True))
        finite = start[np.isfinite(start)]
        lost = (gap == np.inf).mean(axis=0)
        np.maximum(gap, FLOOR, out=gap)
        gap.sort(axis=0)
        columns = (np.where(column < 0, np.inf, column) for column in hits.T)  # one at a time
        expected = np.array([statistics.expected_runtime(one, recipe.steps) for one in columns])
        gaps = np.array([statistics.quantile(gap, share) for share in (BAND[0], 0.5, BAND[1])])
        return cls(
            len(gap),
            (hits >= 0).mean(axis=0),
            expected,
            gaps,
            lost,
            float(np.median(finite)) if finite.size else 1.0,
            statistics.best_of(expected, gaps[1]),
        )


class Score(NamedTuple):
    """How an optimizer does at one rate, from starts that tuning has not seen."""

    rate: float | None
    success: float
    """Share of the runs that reached the goal."""
    interval: Interval
    """Of the share: Wilson, 95 %, a start counting once however many seeds it has."""
    expected: float
    """Expected steps to the goal; inf without a success."""
    gap: float
    """Median final gap."""
    gap_interval: Interval
    """Of the median: bootstrap percentile over the starts, 95 %."""


@dataclass(frozen=True, eq=False)
class Scored:
    """The runs at one rate, from starts that tuning has not seen."""

    score: Score
    hits: npt.NDArray[np.int32]
    """First step of each run at the goal, ``(runs,)``; -1 if never."""
    solved: npt.NDArray[np.int32]
    """The same for what Moré & Wild ask for: the first target at or below `TAU` of the start."""
    starts: Array
    """Share of the runs from each start that reached the goal, ``(starts,)``: what is independent,
    where several seeds share a start."""
    curves: tuple[Steps, ...]
    """For each target of the ladder, the goal last: the share of runs there within x steps."""
    ends: dict[str, int]
    """How many runs ended so."""
    minima: dict[int, int]
    """How many runs ended at each minimum of the surface, by its place in the list; -1: at none."""
    calls: Array
    """Values, gradients and Hessians that a run asked for in the mean, ``(3,)``."""

    @classmethod
    def of(
        cls, recipe: BenchmarkRecipe, outcomes: Outcomes, column: int, rate: float | None
    ) -> Scored:
        """Aggregate one column of outcomes."""
        hits, gaps = outcomes.hits[:, :, column], outcomes.gap[:, column]
        runtimes = np.where(hits < 0, np.inf, hits.astype(float))
        by_start = (hits[-1] >= 0).reshape(-1, recipe.seeds).mean(axis=1)
        medians = statistics.median(gaps.reshape(-1, recipe.seeds).T)
        ends = np.bincount(outcomes.status[:, column], minlength=len(STATUSES))
        places, counts = np.unique(outcomes.minimum[:, column], return_counts=True)
        score = Score(
            rate,
            float(by_start.mean()),
            statistics.wilson(by_start.sum(), len(by_start)),
            float(statistics.expected_runtime(runtimes[-1], recipe.steps)),
            float(statistics.median(gaps)),
            statistics.median_interval(medians),
        )
        return cls(
            score,
            hits[-1].copy(),
            _solved(hits, outcomes.start[:, column]),
            by_start,
            tuple(statistics.ecdf(line) for line in runtimes),
            {str(s): int(n) for s, n in zip(STATUSES, ends, strict=True) if n},
            dict(zip(places.tolist(), counts.tolist(), strict=True)),
            outcomes.calls[:, :, column].mean(axis=1),
        )

    @property
    def runtimes(self) -> Array:
        """Steps of each run to the goal, ``(runs,)``; inf if never."""
        return np.where(self.hits < 0, np.inf, self.hits.astype(float))

    def targets(self, budget: int) -> list[dict[str, Any]]:
        """Return one row for each target, as plain data: expected steps, and success beside it."""
        rows = []
        for gap, curve in zip(LADDER, self.curves, strict=False):
            share = float(curve.share[-1]) if curve.share.size else 0.0
            low, high = statistics.wilson(share * len(self.starts), len(self.starts))
            expected = float(statistics.expected_of(curve, budget))
            rows.append(
                {
                    "target": gap,
                    "expected_steps": expected if share else None,
                    "success": share,
                    "success_low": float(low),
                    "success_high": float(high),
                }
            )
        return rows


@dataclass(frozen=True, eq=False)
class Cell:
    """One optimizer on one surface: every rate, and how the best and the default one score."""

    recipe: BenchmarkRecipe
    place: Place
    spec: str
    """The optimizer as it was typed."""
    rates: Rates
    tuned: Scored
    """At the tuned rate, or of the optimizer as it is, where it has none."""
    untuned: Scored | None
    """At the default rate."""

    @cached_property
    def surface(self) -> Surface:
        """The surface."""
        return self.place.ground

    @cached_property
    def optimizer(self) -> Optimizer:
        """The optimizer as it was typed."""
        return optimizers.get(self.spec)

    @property
    def is_rated(self) -> bool:
        """Whether rates were tried."""
        return self.untuned is not None

    @property
    def rate(self) -> float | None:
        """The tuned rate."""
        return self.tuned.score.rate

    @property
    def default(self) -> float | None:
        """The default rate of the method."""
        return self.untuned.score.rate if self.untuned else None

    @cached_property
    def success_interval(self) -> Interval:
        """Of the success at each rate: Wilson, 95 %."""
        starts = self.rates.runs / self.recipe.seeds
        return statistics.wilson(self.rates.success * starts, starts)

    @cached_property
    def tolerance(self) -> statistics.Tolerance | None:
        """The rates at which at least half of the runs reach the goal."""
        if not self.is_rated:
            return None
        return statistics.tolerance(self.recipe.grid, self.rates.success >= 0.5)

    @property
    def limit(self) -> tuple[str, float] | None:
        """The rate above which the method cannot settle at the lowest minimum, where known.

        For a curvature L there: 2/L for gradient descent, 2(1 + momentum)/L for the heavy ball.
        """
        at = np.reshape(self.surface.minima[0].at, (-1, 1))
        steepest = float(extreme_eigenvalues(self.surface.hessian(at))[1][0])
        if self.spec == "sgd" and steepest > 0:
            return "2/L", 2 / steepest
        if self.spec == "momentum" and steepest > 0:
            beta = float(self.optimizer.knobs["momentum"])  # type: ignore[arg-type]
            return "2(1+β)/L", 2 * (1 + beta) / steepest
        return None

    def row(self) -> dict[str, Any]:
        """Return the cell as plain data; what is not a finite number is None."""
        width = self.tolerance
        names = ("value", "gradient", "hessian")
        return {
            "surface": str(self.surface),
            "optimizer": str(self.optimizer),
            "tuned": _plain(self.tuned.score),
            "default": _plain(self.untuned.score) if self.untuned else None,
            "tolerance_decades": width.decades if width else None,
            "tolerance_spans": [list(span) for span in width.spans] if width else None,
            "runs": len(self.tuned.hits),
            "ends": self.tuned.ends,
            "minima": [
                {"at": list(self.surface.minima[i].at) if i >= 0 else None, "runs": count}
                for i, count in self.tuned.minima.items()
            ],
            "evaluations_per_run": dict(zip(names, self.tuned.calls.tolist(), strict=True)),
            "targets": self.tuned.targets(self.recipe.steps),
        }

    def target_rows(self) -> list[dict[str, Any]]:
        """Return one row for each target at the tuned rate, as plain data: tidy."""
        where = {"surface": str(self.surface), "optimizer": str(self.optimizer), "lr": self.rate}
        return [where | row for row in self.tuned.targets(self.recipe.steps)]

    def rate_rows(self) -> list[dict[str, Any]]:
        """Return one row for each rate that was tried, as plain data: tidy."""
        rates = self.recipe.grid if self.is_rated else [None]
        low, high = self.success_interval
        return [
            {
                "surface": str(self.surface),
                "optimizer": str(self.optimizer),
                "lr": None if rate is None else float(rate),
                "success": float(self.rates.success[i]),
                "success_low": float(low[i]),
                "success_high": float(high[i]),
                "expected_steps": _finite(self.rates.expected[i]),
                "gap_q25": _finite(self.rates.gaps[0, i]),
                "gap_median": _finite(self.rates.gaps[1, i]),
                "gap_q75": _finite(self.rates.gaps[2, i]),
                "lost": float(self.rates.lost[i]),
            }
            for i, rate in enumerate(rates)
        ]


def _solved(hits: npt.NDArray[np.int32], start: Array) -> npt.NDArray[np.int32]:
    """Return the steps of each run to the first target at or below `TAU` of its start."""
    ladder = np.append(np.array(LADDER), -np.inf)
    wanted = statistics.solved_value(start, 0.0, TAU)  # of gaps, whose lowest is 0
    which = np.argmax(ladder[:, np.newaxis] <= wanted, axis=0)
    return hits[np.minimum(which, len(LADDER) - 1), np.arange(len(start))]


def _plain(score: Score) -> dict[str, Any]:
    return {
        "lr": score.rate,
        "success": score.success,
        "success_interval": [float(x) for x in score.interval],
        "expected_steps": _finite(score.expected),
        "gap": _finite(score.gap),
        "gap_interval": [_finite(float(x)) for x in score.gap_interval],
    }


def _finite(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None
