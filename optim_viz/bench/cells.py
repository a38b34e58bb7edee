"""Cells of a benchmark: the results of one optimizer on one surface, and their table rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any

from optim_viz.bench.aggregates import RateScore, RateTable, ScoredRuns
from optim_viz.optimizers import Optimizer
from optim_viz.problem import Problem
from optim_viz.recipes.bench import BenchmarkRecipe
from optim_viz.runs import statistics
from optim_viz.runs.measures import finite_or_none
from optim_viz.runs.statistics import Interval
from optim_viz.studies.theory import StabilityLimit, stability_limit
from surfaces import Surface


@dataclass(frozen=True, eq=False)
class Cell:
    """Results of one optimizer on one surface: every rate, and the scores of tuned and default."""

    recipe: BenchmarkRecipe
    problem: Problem
    spec: str
    """The optimizer as it was typed."""
    rates: RateTable
    tuned: ScoredRuns
    """Scored runs at the tuned rate, or of the optimizer as it was typed if no rate is open."""
    untuned: ScoredRuns | None
    """Scored runs at the default rate; None if no rate is open."""

    @cached_property
    def surface(self) -> Surface:
        """The surface."""
        return self.problem.posed

    @cached_property
    def optimizer(self) -> Optimizer:
        """The optimizer as it was typed."""
        return self.recipe.contestant(self.spec)

    @property
    def is_rated(self) -> bool:
        """Whether the rate was tuned."""
        return self.untuned is not None

    @property
    def rate(self) -> float | None:
        """The tuned rate."""
        return self.tuned.score.rate

    @property
    def beyond(self) -> str:
        """The sign ``≤`` or ``≥`` for a tuned rate at an end of the grid, else nothing."""
        low, high = self.recipe.grid[[0, -1]]
        return {low: "≤ ", high: "≥ "}.get(self.rate, "") if self.tuned.score.success else ""

    @property
    def default(self) -> float | None:
        """The default rate of the method."""
        return self.untuned.score.rate if self.untuned else None

    @cached_property
    def success_interval(self) -> Interval:
        """Wilson intervals of the success at each rate, 95 %."""
        starts = self.rates.runs / self.recipe.seeds
        return statistics.wilson(self.rates.success * starts, starts)

    @cached_property
    def rate_range(self) -> statistics.RateRange | None:
        """The rates at which at least half of the runs reach the goal."""
        if not self.is_rated:
            return None
        return statistics.rate_range(self.recipe.grid, self.rates.success >= 0.5)

    @cached_property
    def limit(self) -> StabilityLimit | None:
        """The rate above which the method cannot settle at the lowest minimum, where known."""
        return stability_limit(self.optimizer, self.surface)

    def row(self) -> dict[str, Any]:
        """Return the cell as plain data; numbers that are not finite are None."""
        width = self.rate_range
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
            "evaluations_per_run": dict(zip(names, self.tuned.evaluations.tolist(), strict=True)),
            "targets": self.tuned.targets(self.recipe.steps),
        }

    def target_rows(self) -> list[dict[str, Any]]:
        """Return one row for each target at the tuned rate, as plain data: tidy."""
        where = {
            "surface": str(self.surface),
            "optimizer": str(self.optimizer),
            "lr": self.rate,
            "starts": len(self.tuned.starts),
        }
        return [where | row for row in self.tuned.targets(self.recipe.steps)]

    def gap_rows(self) -> list[dict[str, Any]]:
        """Return one row for each run at the tuned rate, as plain data: tidy.

        The gap of a run that is lost is None. Of many runs, the first `MAX_GAPS_KEPT`.
        """
        seeds = self.recipe.seeds
        return [
            {
                "surface": str(self.surface),
                "optimizer": str(self.optimizer),
                "lr": self.rate,
                "start": run // seeds,
                "seed": run % seeds,
                "gap": finite_or_none(gap),
                "lost": gap == inf,
            }
            for run, gap in enumerate(self.tuned.gaps.tolist())
        ]

    def rate_rows(self) -> list[dict[str, Any]]:
        """Return one row for each rate that was tried, as plain data: tidy."""
        rates = self.recipe.grid if self.is_rated else [None]
        low, high = self.success_interval
        return [
            {
                "surface": str(self.surface),
                "optimizer": str(self.optimizer),
                "lr": None if rate is None else float(rate),
                "starts": self.rates.runs // self.recipe.seeds,
                "success": float(self.rates.success[i]),
                "success_low": float(low[i]),
                "success_high": float(high[i]),
                "expected_steps": finite_or_none(self.rates.expected[i]),
                "gap_q25": finite_or_none(self.rates.gaps[0, i]),
                "gap_median": finite_or_none(self.rates.gaps[1, i]),
                "gap_q75": finite_or_none(self.rates.gaps[2, i]),
                "lost": float(self.rates.lost[i]),
            }
            for i, rate in enumerate(rates)
        ]


def _plain(score: RateScore) -> dict[str, Any]:
    return {
        "lr": score.rate,
        "success": score.success,
        "success_interval": [float(x) for x in score.interval],
        "expected_steps": finite_or_none(score.expected),
        "gap": finite_or_none(score.gap),
        "gap_interval": [finite_or_none(float(x)) for x in score.gap_interval],
    }
