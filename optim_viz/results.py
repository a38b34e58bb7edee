"""What a benchmark has found: comparisons over its cells, as data for figures and tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from optim_viz import optimizers, statistics
from optim_viz.benchmark import LADDER, BenchmarkRecipe
from optim_viz.cells import Cell
from optim_viz.optimizers import Optimizer
from optim_viz.places import Place
from optim_viz.statistics import Steps
from surfaces import Array

if TYPE_CHECKING:
    from pandas import DataFrame

RESTARTS = 100.0
"""Restarts extend runtimes to so many budgets."""


@dataclass(frozen=True, eq=False)
class Benchmark:
    """A finished benchmark: a cell for every surface and optimizer, in the order of the recipe."""

    recipe: BenchmarkRecipe
    cells: tuple[Cell, ...]

    def row(self, place: Place) -> list[Cell]:
        """Return the cells of a surface, one for each optimizer."""
        return [cell for cell in self.cells if cell.place == place]

    def column(self, optimizer: str) -> list[Cell]:
        """Return the cells of an optimizer, one for each surface."""
        return [cell for cell in self.cells if cell.spec == optimizer]

    @cached_property
    def optimizers(self) -> list[Optimizer]:
        """The optimizers as they were typed."""
        return [optimizers.get(spec) for spec in self.recipe.optimizers]

    def rate_rows(self) -> list[dict[str, Any]]:
        """Return one row for each surface, optimizer and rate, as plain data: tidy."""
        return [row for cell in self.cells for row in cell.rate_rows()]

    def target_rows(self) -> list[dict[str, Any]]:
        """Return one row for each surface, optimizer and target: expected steps and success."""
        return [row for cell in self.cells for row in cell.target_rows()]

    def to_frame(self) -> DataFrame:
        """Return `rate_rows` as a pandas table."""
        from pandas import DataFrame

        return DataFrame(self.rate_rows())

    def ecdfs(self) -> list[Steps]:
        """Return for each optimizer the share of (surface, target, run) solved within x steps."""
        return [
            statistics.mean_of([c for cell in column for c in cell.tuned.curves[: len(LADDER)]])
            for column in map(self.column, self.recipe.optimizers)
        ]

    def restarted(self) -> list[Steps]:
        """Return the same where a run that fails is begun again elsewhere, to 100 budgets.

        What simulated restarts come to in the limit of many (Hansen et al. 2010, bootstrapped
        runtimes): a failure costs the whole budget.
        """
        x = self.recipe.steps * RESTARTS ** np.linspace(0, 1, 201)
        return [
            Steps(
                x,
                np.mean(
                    [
                        statistics.restarted(curve, self.recipe.steps, x)
                        for cell in column
                        for curve in cell.tuned.curves[: len(LADDER)]
                    ],
                    axis=0,
                ),
            )
            for column in map(self.column, self.recipe.optimizers)
        ]

    def performance(self) -> list[Steps]:
        """Return performance profiles: a problem is a surface, its cost the expected steps."""
        costs = [
            [cell.tuned.score.expected for cell in self.row(place)] for place in self.recipe.places
        ]
        return statistics.performance_profiles(np.array(costs))

    def data_profiles(self) -> list[Steps]:
        """Return data profiles: a problem is a surface and a start, solved at `TAU`.

        Solved is the first target of the ladder at or below the value that Moré & Wild ask for.
        """
        costs, dims = [], []
        for place in self.recipe.places:
            row = self.row(place)
            solved = np.array([cell.tuned.solved for cell in row], dtype=float).T
            costs.append(np.where(solved < 0, np.inf, solved))
            dims += [row[0].surface.dim] * len(costs[-1])
        return statistics.data_profiles(np.concatenate(costs), dims)

    def conclusion(self) -> str:
        """Return one sentence: who reached the goal most often, and how sure that is.

        The uncertainty comes from resampling the surfaces, or the runs where there is only one.
        """
        shares = self._shares()
        order = np.argsort(-shares.mean(axis=1), kind="stable")
        if len(order) == 1 or not shares.any():
            return f"{self._claim(order[0])}."
        first, second = order[:2]
        if len(self.recipe.places) == 1 and shares[first].mean() == shares[second].mean():
            return self._faster(shares)
        low, high = self._spread(shares[first] - shares[second])
        versus = f"{self._claim(first)}, {self._claim(second)}"
        if low <= 0:
            return f"{versus}: too close to tell apart (difference {_span(low, high)})."
        return f"{versus}: a difference of {_span(low, high)}, and so the better choice here."

    def _faster(self, shares: Array) -> str:
        """Return who of those that reach the goal equally often needs fewest steps."""
        best = np.flatnonzero(shares.mean(axis=1) == shares.mean(axis=1).max())
        expected = np.array([self.cells[i].tuned.score.expected for i in best])
        first, second = best[np.argsort(expected, kind="stable")[:2]]
        steps = [self.cells[i].tuned.runtimes for i in (first, second)]
        draws = np.random.default_rng(0).integers(len(steps[0]), size=(len(steps[0]), 4000))
        one, two = (statistics.expected_runtime(s[draws], self.recipe.steps) for s in steps)
        low, high = statistics.quantile(two / one, 0.025), statistics.quantile(two / one, 0.975)
        return (
            f"{', '.join(self.optimizers[i].title for i in best)} reach {self.recipe.goal} equally"
            f" often, {self.optimizers[first].title} in the fewest steps:"
            f" {self.optimizers[second].title} needs {low:.3g} to {high:.3g} times as many, 95 %."
        )

    def tuning_or_choosing(self) -> str:
        """Return one sentence: is it better to tune, or to choose another method.

        The gain of choosing is that of the best over the worst tuned method.
        """
        rated = [i for i, o in enumerate(self.recipe.optimizers) if self.column(o)[0].is_rated]
        if not rated:
            return ""
        tuned, default = self._shares()[rated], self._shares(tuned=False)[rated]
        gain = tuned.mean(axis=0) - default.mean(axis=0)
        means = tuned.mean(axis=1)
        said = f"Tuning the rate gains {_points(gain.mean())} of success over the default"
        said += f" ({_span(*self._spread(gain))})"
        if len(rated) == 1:
            return f"{said}."
        choice = tuned[np.argmax(means)] - tuned[np.argmin(means)]
        return (
            f"{said}; choosing the best tuned method instead of the worst gains"
            f" {_points(choice.mean())} ({_span(*self._spread(choice))})."
        )

    def overall(self, optimizer: str) -> tuple[tuple[float, float, float], ...]:
        """Return the mean success over the surfaces with its interval: default, then tuned.

        Of a method without a rate only one of them. The interval comes from resampling surfaces.
        """
        column = self.column(optimizer)
        found = []
        for scored in ([cell.untuned for cell in column], [cell.tuned for cell in column]):
            shares = np.array([one.score.success for one in scored if one])
            if shares.size:
                found.append((float(shares.mean()), *self._spread(shares)))
        return tuple(found)

    def _shares(self, *, tuned: bool = True) -> Array:
        """Return success at a rate: (optimizers, surfaces), or (optimizers, runs) on a single one.

        What has no rate has the same success with both.
        """
        columns = [
            [cell.tuned if tuned else cell.untuned or cell.tuned for cell in self.column(spec)]
            for spec in self.recipe.optimizers
        ]
        if len(self.recipe.places) == 1:
            return np.array([(one.hits >= 0) for (one,) in columns]).astype(float)
        return np.array([[one.score.success for one in column] for column in columns])

    def _claim(self, i: int) -> str:
        share = float(self._shares()[i].mean())
        return f"{self.optimizers[i].title} reaches {self.recipe.goal} in {share:.0%} of runs"

    def _spread(self, differences: Array) -> tuple[float, float]:
        """Return the bootstrap percentile interval of a mean, 95 %, drawn the same every time."""
        draws = np.random.default_rng(0).choice(differences, (4000, len(differences)))
        low, high = np.quantile(draws.mean(axis=1), (0.025, 0.975))
        return float(low), float(high)


def _points(share: float) -> str:
    return f"{100 * share:.0f} points"


def _span(low: float, high: float) -> str:
    return f"{100 * low:+.0f} to {100 * high:+.0f} points, 95 %"
