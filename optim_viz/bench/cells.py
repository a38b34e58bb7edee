"""Cells of a benchmark: the results of one optimizer on one surface, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optim_viz.bench.aggregates import ScoredRuns
from optim_viz.bench.tuning import RateTable
from optim_viz.optimizers import Optimizer
from optim_viz.problem import Problem
from optim_viz.recipes.bench import BenchmarkRecipe
from optim_viz.runs import statistics
from optim_viz.runs.statistics import Interval
from optim_viz.studies.theory import StabilityLimit, stability_limit
from optim_viz.text import words
from surfaces import Surface
from surfaces.brief import Brief


@dataclass(frozen=True, eq=False, repr=False)
class Cell(Brief):
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

    @property
    def pair(self) -> tuple[Problem, str]:
        """The key of the cell."""
        return self.problem, self.spec

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
    def rate_interval(self) -> tuple[float, float] | None:
        """Both ends of the interval of the tuned rate, 95 %; None if no rate is open."""
        if not self.is_rated:
            return None
        low, high = self.rates.rates[list(self.rates.interval)].tolist()
        return low, high

    @property
    def beyond(self) -> str:
        """The sign ``≤`` or ``≥`` for a tuned rate at an end of the grid, else nothing."""
        low, high = self.rates.rates[[0, -1]]
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
        """The rates that work: at which at least half of the runs reach the goal.

        Where none does (`is_relative`): at which at least half as many do as at the best rate.
        """
        if not self.is_rated:
            return None
        most = float(self.rates.success.max())
        least = most / 2 if self.is_relative else 0.5
        return statistics.rate_range(self.rates.rates, self.rates.success >= (least or np.inf))

    @property
    def is_relative(self) -> bool:
        """Whether less than half of the runs reach the goal at every rate."""
        return self.is_rated and bool(self.rates.success.max() < 0.5)

    def decades(self) -> str:
        """Return the width of this range in words, with a sign where it is relative to the best."""
        width = self.rate_range
        if width is None:
            return ""
        relative = self.is_relative and width.decades > 0
        return f"{width.decades:.1f}{words.RELATIVE_TO_BEST if relative else ''}"

    @cached_property
    def limit(self) -> StabilityLimit | None:
        """The rate above which the method cannot settle at the lowest minimum, where known."""
        return stability_limit(self.optimizer, self.surface)
