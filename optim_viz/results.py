"""What a benchmark has found: aggregates of its runs, as data for figures and tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

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


class Score(NamedTuple):
    """How an optimizer does at one rate, from starts that tuning has not seen."""

    rate: float | None
    success: float
    """Share of the runs that reached the goal."""
    interval: Interval
    """Of the share: Wilson, 95 %."""
    expected: float
    """Expected steps to the goal; inf without a success."""
    gap: float
    """Median final gap."""
    gap_interval: Interval
    """Of the median: bootstrap percentile, 95 %."""


@dataclass(frozen=True, eq=False)
class Cell:
    """One optimizer on one surface: every rate, and how the best and the default one score."""

    recipe: BenchmarkRecipe
    place: Place
    spec: str
    """The optimizer as it was typed."""
    tuning: Outcomes
    """A column for each rate of the grid."""
    scored: Outcomes
    """A column for the tuned rate, and one for the default where that is another question."""

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
        return self.tuning.gap.shape[1] > 1

    @property
    def default(self) -> float | None:
        """The default rate of the method."""
        return float(self.optimizer.knobs["lr"]) if self.is_rated else None  # type: ignore[arg-type]

    @cached_property
    def rate(self) -> float | None:
        """The tuned rate."""
        return float(self.recipe.grid[chosen(self.recipe, self.tuning)]) if self.is_rated else None

    @cached_property
    def tuned_score(self) -> Score:
        """How the tuned rate does (or the optimizer, where it has none)."""
        return self._score(0, self.rate)

    @cached_property
    def default_score(self) -> Score | None:
        """How the default rate does."""
        return self._score(1, self.default) if self.is_rated else None

    def _score(self, column: int, rate: float | None) -> Score:
        runtimes, gaps = self.scored.runtimes[-1, :, column], self.scored.gap[:, column]
        reached = int(np.isfinite(runtimes).sum())
        return Score(
            rate,
            reached / len(runtimes),
            statistics.wilson(reached, len(runtimes)),
            float(statistics.expected_runtime(runtimes, self.recipe.steps)),
            float(statistics.median(gaps)),
            statistics.median_interval(gaps),
        )

    @cached_property
    def expected(self) -> Array:
        """Expected steps to the goal at each rate, ``(rates,)``."""
        return statistics.expected_runtime(self.tuning.runtimes[-1], self.recipe.steps)

    @cached_property
    def success(self) -> Array:
        """Share of runs that reached the goal at each rate, ``(rates,)``."""
        return (self.tuning.hits[-1] >= 0).mean(axis=0)

    @cached_property
    def success_interval(self) -> Interval:
        """Of these shares: Wilson, 95 %."""
        runs = self.tuning.hits.shape[1]
        return statistics.wilson(self.success * runs, runs)

    @cached_property
    def gaps(self) -> Array:
        """Quartiles of the final gap at each rate, ``(3, rates)``: the median in the middle."""
        floored = np.maximum(self.tuning.gap, FLOOR)
        return np.array([statistics.quantile(floored, share) for share in (BAND[0], 0.5, BAND[1])])

    @cached_property
    def tolerance(self) -> statistics.Tolerance | None:
        """The rates at which at least half of the runs reach the goal."""
        if not self.is_rated:
            return None
        return statistics.tolerance(self.recipe.grid, self.success >= 0.5)

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
        width, ends = self.tolerance, np.bincount(self.scored.status[:, 0], minlength=len(STATUSES))
        names = ("value", "gradient", "hessian")
        return {
            "surface": str(self.surface),
            "optimizer": str(self.optimizer),
            "tuned": _plain(self.tuned_score),
            "default": _plain(self.default_score),
            "tolerance_decades": width.decades if width else None,
            "tolerance_spans": [list(span) for span in width.spans] if width else None,
            "runs": len(self.scored.gap),
            "ends": {str(s): int(n) for s, n in zip(STATUSES, ends, strict=True) if n},
            "evaluations_per_run": {
                name: float(n)
                for name, n in zip(names, self.scored.calls[:, :, 0].mean(axis=1), strict=True)
            },
        }

    def rate_rows(self) -> list[dict[str, Any]]:
        """Return one row for each rate that was tried, as plain data: tidy."""
        rates = self.recipe.grid if self.is_rated else [None]
        low, high = self.success_interval
        return [
            {
                "surface": str(self.surface),
                "optimizer": str(self.optimizer),
                "lr": None if rate is None else float(rate),
                "success": float(self.success[i]),
                "success_low": float(low[i]),
                "success_high": float(high[i]),
                "expected_steps": _finite(self.expected[i]),
                "gap_q25": _finite(self.gaps[0, i]),
                "gap_median": _finite(self.gaps[1, i]),
                "gap_q75": _finite(self.gaps[2, i]),
                "diverged": float((self.tuning.gap[:, i] == np.inf).mean()),
            }
            for i, rate in enumerate(rates)
        ]


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

    def ecdfs(self) -> list[Steps]:
        """Return for each optimizer the share of (surface, target, run) solved within x steps."""
        return [
            statistics.ecdf(
                np.array([cell.scored.runtimes[: len(LADDER), :, 0] for cell in column])
            )
            for column in map(self.column, self.recipe.optimizers)
        ]

    def performance(self) -> list[Steps]:
        """Return performance profiles: a problem is a surface, its cost the expected steps."""
        costs = [
            [cell.tuned_score.expected for cell in self.row(place)] for place in self.recipe.places
        ]
        return statistics.performance_profiles(np.array(costs))

    def data_profiles(self) -> list[Steps]:
        """Return data profiles: a problem is a surface and a start, solved at `TAU`.

        Solved is the first target of the ladder at or below the value that Moré & Wild ask for.
        """
        costs, dims = [], []
        for place in self.recipe.places:
            row = self.row(place)
            costs.append(np.array([_cost(cell.scored) for cell in row]).T)
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
        expected = np.array([self.cells[i].tuned_score.expected for i in best])
        first, second = best[np.argsort(expected, kind="stable")[:2]]
        steps = [self.cells[i].scored.runtimes[-1, :, 0] for i in (first, second)]
        draws = np.random.default_rng(0).integers(len(steps[0]), size=(len(steps[0]), 4000))
        one, two = (statistics.expected_runtime(s[draws], self.recipe.steps) for s in steps)
        low, high = statistics.quantile(two / one, 0.025), statistics.quantile(two / one, 0.975)
        return (
            f"{', '.join(self.optimizers[i].title for i in best)} reach {self.recipe.goal} equally"
            f" often, {self.optimizers[first].title} in the fewest steps:"
            f" {self.optimizers[second].title} needs {low:.3g} to {high:.3g} times as many, 95 %."
        )

    def tuning_or_choosing(self) -> str:
        """Return one sentence: is it better to tune, or to choose another method."""
        rated = [o for o in self.recipe.optimizers if self.column(o)[0].is_rated]
        if not rated:
            return ""
        pairs = [(cell.tuned_score, cell.default_score) for o in rated for cell in self.column(o)]
        gains = [tuned.success - default.success for tuned, default in pairs if default]
        means = [np.mean([c.tuned_score.success for c in self.column(o)]) for o in rated]
        return (
            f"Tuning the rate gains {np.mean(gains):.0%} of success over the default on average;"
            f" between the best and the worst tuned method lie {max(means) - min(means):.0%}."
        )

    def _shares(self) -> Array:
        """Return success at the tuned rate: (optimizers, surfaces), or (optimizers, runs)."""
        columns = [self.column(spec) for spec in self.recipe.optimizers]
        if len(self.recipe.places) == 1:
            return np.array([(cell.scored.hits[-1, :, 0] >= 0) for (cell,) in columns]).astype(
                float
            )
        return np.array([[cell.tuned_score.success for cell in column] for column in columns])

    def _claim(self, i: int) -> str:
        share = float(self._shares()[i].mean())
        return f"{self.optimizers[i].title} reaches {self.recipe.goal} in {share:.0%} of runs"

    def _spread(self, differences: Array) -> tuple[float, float]:
        """Return the bootstrap percentile interval of a mean, 95 %, drawn the same every time."""
        draws = np.random.default_rng(0).choice(differences, (4000, len(differences)))
        low, high = np.quantile(draws.mean(axis=1), (0.025, 0.975))
        return float(low), float(high)


def chosen(recipe: BenchmarkRecipe, tuning: Outcomes) -> int:
    """Return the index of the best rate: the same rule for every optimizer."""
    return statistics.best_rate(tuning.runtimes[-1], np.maximum(tuning.gap, FLOOR), recipe.steps)


def _cost(scored: Outcomes) -> Array:
    """Return the steps of each run to the first target at or below `TAU` of its start."""
    wanted = TAU * scored.start[:, 0]
    which = np.array([np.argmax(np.append(np.array(LADDER) <= goal, True)) for goal in wanted])
    runtimes = scored.runtimes[:, :, 0]
    return runtimes[np.minimum(which, len(LADDER) - 1), np.arange(len(wanted))]


def _plain(score: Score | None) -> dict[str, Any] | None:
    if score is None:
        return None
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


def _span(low: float, high: float) -> str:
    return f"{100 * low:+.0f} to {100 * high:+.0f} points, 95 %"
