"""Results of a benchmark: comparisons over its cells, as data for figures and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from optim_viz.bench import rows
from optim_viz.bench.card import Card
from optim_viz.bench.cells import Cell
from optim_viz.bench.units import TARGET_GAPS
from optim_viz.bench.verdicts import LEAST_LEAD, LEVEL, Verdict, verdict
from optim_viz.optimizers import Optimizer
from optim_viz.problem import Problem
from optim_viz.recipes.bench import BenchmarkRecipe
from optim_viz.runs import statistics
from optim_viz.runs.significance import mean_interval, probability_of_improvement
from optim_viz.runs.statistics import StepFunction
from optim_viz.text import words
from surfaces import Array
from surfaces.brief import Brief

if TYPE_CHECKING:
    from pandas import DataFrame

RESTART_BUDGETS = 100.0
"""Number of budgets up to which restarts extend runtimes."""

_DIFFERENCE_RANGE, _CONTRAST_RANGE = (-1.0, 1.0), (-2.0, 2.0)
"""Ranges of a difference of two shares, and of a difference of two such differences."""


@dataclass(frozen=True, eq=False, repr=False)
class Benchmark(Brief):
    """Finished benchmark: a cell for every surface and optimizer, in the order of the recipe."""

    recipe: BenchmarkRecipe
    cells: tuple[Cell, ...]
    cards: tuple[Card, ...] = ()
    """Where the numbers come from: a card for each kind of machine and state of the code."""

    whole: Benchmark | None = None
    """The benchmark that this one is a page of, if it is one."""
    page_count: int = 1
    """The number of its pages."""

    @property
    def complete(self) -> Benchmark:
        """The benchmark with the cells of all pages."""
        return self.whole or self

    def pages(self, surfaces: int, optimizers: int) -> list[Benchmark]:
        """Return the benchmark in even parts: at most these numbers in each."""
        recipe = self.recipe
        found = [
            (places, columns)
            for places in _evenly(range(len(recipe.problems)), surfaces)
            for columns in _evenly(recipe.optimizers, optimizers)
        ]
        if len(found) == 1:
            return [self]
        parts = []
        for places, columns in found:
            problems = [recipe.problems[i] for i in places]
            part = replace(
                recipe,
                surfaces=tuple(one.surface for one in problems if one.surface),
                formulas=tuple(one.formula for one in problems if one.formula),
                optimizers=tuple(columns),
            )
            cells = [c for one in problems for c in self.row(one) if c.spec in columns]
            parts.append(Benchmark(part, tuple(cells), self.cards, self, len(found)))
        return parts

    def row(self, problem: Problem) -> list[Cell]:
        """Return the cells of a surface, one for each optimizer."""
        return [cell for cell in self.cells if cell.problem == problem]

    def column(self, optimizer: str) -> list[Cell]:
        """Return the cells of an optimizer, one for each surface."""
        return [cell for cell in self.cells if cell.spec == optimizer]

    @cached_property
    def optimizers(self) -> list[Optimizer]:
        """The optimizers as they were typed."""
        return list(self.recipe.contestants)

    @cached_property
    def names(self) -> list[str]:
        """The names of the optimizers, with the knobs that were set where a name occurs twice."""
        if self.whole:
            known = dict(zip(self.whole.recipe.optimizers, self.whole.names, strict=True))
            return [known[spec] for spec in self.recipe.optimizers]
        titles = [one.title for one in self.optimizers]
        knobs = [str(one).removeprefix(one.name).lstrip(":") for one in self.optimizers]
        return [
            f"{title} {set_by_hand}".strip() if titles.count(title) > 1 else title
            for title, set_by_hand in zip(titles, knobs, strict=True)
        ]

    @cached_property
    def told_exactly(self) -> list[str]:
        """What some optimizers are told without noise where others get noisy gradients."""
        if not np.any(self.recipe.noise_model.size):
            return []
        found = []
        for kind, what in ((0, "value"), (2, "hessian")):
            asked = [
                name
                for name, spec in zip(self.names, self.recipe.optimizers, strict=True)
                if any(cell.tuned.evaluations[kind] for cell in self.column(spec))
            ]
            found += [words.told_exactly(what, asked)] if asked else []
        return found

    @cached_property
    def _tried(self) -> tuple[tuple[int, int], float, float]:
        """The smallest and the largest number of rates tried in a cell; the lowest and highest."""
        tried = [cell.rates.rates for cell in self.cells if cell.is_rated]
        if not tried:
            low, high, count = self.recipe.rates
            return (count, count), low, high
        low, high = min(one[0] for one in tried), max(one[-1] for one in tried)
        return (min(map(len, tried)), max(map(len, tried))), float(low), float(high)

    @property
    def short_rules(self) -> list[str]:
        """The tuning rule in ever fewer words, for one line below a figure."""
        return self.recipe.short_rules(*self._tried)

    def conditions(self) -> list[str]:
        """Return the conditions of the recipe; the rule tells by how much grids have grown."""
        _, *rest = self.recipe.conditions()
        return [self.recipe.rule(*self._tried), *rest]

    def cell_rows(self) -> list[dict[str, Any]]:
        """Return one row for each surface and optimizer, as plain data."""
        return [rows.cell_row(cell) for cell in self.cells]

    def rate_rows(self) -> list[dict[str, Any]]:
        """Return one row for each surface, optimizer and rate, as plain data: tidy."""
        return [row for cell in self.cells for row in rows.rate_rows(cell)]

    def target_rows(self) -> list[dict[str, Any]]:
        """Return one row for each surface, optimizer and target: expected steps and success."""
        return [row for cell in self.cells for row in rows.target_rows(cell)]

    def to_frame(self) -> DataFrame:
        """Return `rate_rows` as a pandas table."""
        from pandas import DataFrame

        return DataFrame(self.rate_rows())

    def final_gaps(self) -> DataFrame:
        """Return one row for each surface, optimizer and run at the tuned rate, as a table.

        A run that is lost has the gap NaN.
        """
        from pandas import DataFrame

        table = DataFrame([row for cell in self.cells for row in rows.gap_rows(cell)])
        return table.astype({"lr": float, "gap": float})

    def ecdfs(self) -> list[StepFunction]:
        """Return for each optimizer the share of (surface, target, run) within a cost of x."""
        return [
            statistics.mean_of(
                [c for cell in column for c in cell.tuned.curves[: len(TARGET_GAPS)]]
            )
            for column in map(self.column, self.recipe.optimizers)
        ]

    def restarted(self) -> list[StepFunction]:
        """Return the same with failed runs restarted elsewhere, up to `RESTART_BUDGETS` budgets.

        The limit of many simulated restarts (Hansen et al. 2010, bootstrapped runtimes): a failure
        costs what it has spent. A budget is the most that a run of the optimizer has cost; as
        restarts come before the most expensive run ends, curves begin at a tenth of it.
        """
        return self._restarted

    @cached_property
    def _restarted(self) -> list[StepFunction]:
        found, later = [], RESTART_BUDGETS ** np.linspace(0, 1, 201)
        for column, budget in zip(map(self.column, self.recipe.optimizers), self.ends, strict=True):
            x = budget * np.concatenate([10 ** np.linspace(-1, 0, 51)[:-1], later])
            pairs = [
                pair
                for cell in column
                for pair in list(zip(cell.tuned.curves, cell.tuned.failures, strict=True))[
                    : len(TARGET_GAPS)
                ]
            ]
            shares = statistics.restarted_each(pairs, x)
            found.append(StepFunction(x, np.mean(shares, axis=0)))
        return found

    @cached_property
    def ends(self) -> list[float]:
        """The most that a run of each optimizer has cost, at least 1: there its data end."""
        return [
            max(1.0, *(curve.x[-1] for cell in self.column(spec)
                       for curve in (*cell.tuned.curves, *cell.tuned.failures) if curve.x.size))
            for spec in self.recipe.optimizers
        ]  # fmt: skip

    def performance(self) -> list[StepFunction]:
        """Return performance profiles over surfaces, whose cost is the expected one.

        The best of a surface, which the others are compared with, may be on another page.
        """
        whole = self.complete
        costs = [
            [cell.tuned.score.expected for cell in whole.row(problem)]
            for problem in self.recipe.problems
        ]
        found = statistics.performance_profiles(np.array(costs))
        known = dict(zip(whole.recipe.optimizers, found, strict=True))
        return [known[spec] for spec in self.recipe.optimizers]

    def data_profiles(self) -> list[StepFunction]:
        """Return data profiles over pairs of surface and start, solved at `TAU`.

        A problem is solved at the first of `TARGET_GAPS` at or below the value of Moré & Wild. The
        unit is (dimension + 1) evaluations where no method uses gradients (see `by_dimension`).
        """
        costs, dims = [], []
        for problem in self.recipe.problems:
            row = self.row(problem)
            solved = np.array([cell.tuned.solved for cell in row], dtype=float).T
            costs.append(np.where(solved < 0, np.inf, solved))
            dims += [row[0].surface.dim if self.by_dimension else 0] * len(costs[-1])
        return statistics.data_profiles(np.concatenate(costs), dims)

    @property
    def by_dimension(self) -> bool:
        """Whether data profiles count in simplex gradients: no method asks for a derivative."""
        asked = sum(cell.tuned.evaluations[1:].sum() for cell in self.cells)
        return not self.recipe.currency.by_steps and not asked

    @cached_property
    def verdict(self) -> Verdict:
        """Which optimizer is best on this suite, and what separates it from each other one."""
        return verdict(self._runtimes())

    def _runtimes(self) -> list[Array]:
        """Return the runtimes to the goal on each surface, ``(optimizers, starts, seeds)``."""
        return [
            np.array([c.tuned.runtimes.reshape(-1, self.recipe.seeds) for c in self.row(problem)])
            for problem in self.recipe.problems
        ]

    def conclusion(self) -> str:
        """Return one sentence: which optimizer is best on this suite, and which it is ahead of."""
        found, runtimes = self.verdict, self._runtimes()
        claim = self._claim(found.best)
        if not found.versus or not any(map(np.isfinite, map(np.min, runtimes))):
            return words.sentence(claim)
        if max(one.shape[1] for one in runtimes) == 1:
            return words.of_a_single_start(claim)
        behind = {
            how: [self.names[one.other] for one in found.versus if one.ahead_by == how]
            for how in ("success", "cost", "")
        }
        return words.best_of_suite(claim, behind["success"], behind["cost"], behind[""])

    def tested(self) -> str:
        """Return what was tested in words; nothing where there was nothing to test."""
        if not self.verdict.tests:
            return ""
        return words.tested(len(self.recipe.problems), self.verdict.tests, f"{100 * LEVEL:g}")

    def comparisons(self) -> list[dict[str, Any]]:
        """Return one row for each optimizer but the best, as plain data: the best held against it.

        The probability is that of improvement (Agarwal et al. 2021), its interval a stratified
        bootstrap; p-values are corrected.
        """
        found, runtimes = self.verdict, self._runtimes()
        intervals = [
            probability_of_improvement(
                [one[found.best] for one in runtimes], [one[versus.other] for one in runtimes]
            )[1]
            for versus in found.versus
        ]
        return [
            {
                "optimizer": self.names[found.best],
                "over": self.names[one.other],
                "probability_of_improvement": one.improvement,
                "interval": [float(end) for end in interval],
                "p_success": one.p_success,
                "p_cost": one.p_cost,
                "ahead_by": one.ahead_by or None,
            }
            for one, interval in zip(found.versus, intervals, strict=True)
        ]

    def comparison_rows(self) -> list[dict[str, Any]]:
        """Return `comparisons` with a column for each end of the interval: tidy."""
        return [rows.comparison_row(one) for one in self.comparisons()]

    def tuning_or_choosing(self) -> str:
        """Return one sentence: whether tuning or the choice of the method matters more.

        The gain of choosing is that of the best over the worst tuned method.
        """
        gains = self._gains()
        if not gains:
            return ""
        tuning, *choosing = (float(_means(gain)) for gain in gains)
        points = round(100 * tuning)
        said = words.tuning_gains(points) if tuning >= 0 else words.tuning_loses(-points)
        if not choosing:
            least, _ = self._spread(gains[0], _DIFFERENCE_RANGE)
            if least >= LEAST_LEAD:
                return words.tuning_for_sure(said, _sure(least))
            return words.tuning_by_chance(said)
        low, high = self._spread(
            [one - other for one, other in zip(*gains, strict=True)], _CONTRAST_RANGE
        )
        verdict = "" if low <= 0 <= high else "tuning" if low > 0 else "choosing"
        return words.tuning_or_choosing(said, f"{choosing[0] * 100:.0f}", verdict)

    def evidence(self) -> dict[str, Any]:
        """Return the numbers behind the sentences as plain data: shares, 95 % intervals."""
        found: dict[str, Any] = {
            "success": {
                name: {"mean": mean, "interval": [low, high]}
                for name, spec in zip(self.names, self.recipe.optimizers, strict=True)
                for mean, low, high in self.overall(spec)[-1:]
            }
        }
        for name, gain in zip(("gain_of_tuning", "gain_of_choosing"), self._gains(), strict=False):
            found[name] = {
                "mean": float(_means(gain)),
                "interval": list(self._spread(gain, _DIFFERENCE_RANGE)),
            }
        found["best"] = self.names[self.verdict.best]
        found["comparisons"] = self.comparisons()
        found["tests"] = {"count": self.verdict.tests, "level": LEVEL}
        return found

    def _gains(self) -> list[list[Array]]:
        """Return the gains of tuning on each surface ``(starts,)``, then those of choosing.

        Only methods whose rate was tuned count: without one there are no gains, with a single one
        only those of tuning.
        """
        rated = [i for i, o in enumerate(self.recipe.optimizers) if self.column(o)[0].is_rated]
        if not rated:
            return []
        tuned = [one[rated] for one in self._shares()]
        default = [one[rated] for one in self._shares(tuned=False)]
        gain = [(a - b).mean(axis=0) for a, b in zip(tuned, default, strict=True)]
        means = _means(tuned)
        choice = [one[np.argmax(means)] - one[np.argmin(means)] for one in tuned]
        return [gain, choice] if len(rated) > 1 else [gain]

    def overall(self, optimizer: str) -> tuple[tuple[float, float, float], ...]:
        """Return the mean success over the surfaces with its interval: default, then tuned.

        A method whose rate was not tuned has only one of them.
        """
        column = self.column(optimizer)
        found = []
        for scored in ([cell.untuned for cell in column], [cell.tuned for cell in column]):
            shares = [one.starts for one in scored if one]
            if shares:
                found.append((float(_means(shares)), *self._spread(shares)))
        return tuple(found)

    def _shares(self, *, tuned: bool = True) -> list[Array]:
        """Return the success at a rate on each surface, ``(optimizers, starts)``.

        A method whose rate was not tuned has the same success, tuned or not.
        """
        rows = ([c.tuned if tuned else c.untuned or c.tuned for c in self.row(problem)]
                for problem in self.recipe.problems)  # fmt: skip
        return [np.array([one.starts for one in row]) for row in rows]

    def _claim(self, i: int) -> str:
        share = float(_means(self._shares())[i])
        return words.reaches(self.names[i], self.recipe.goal, f"{share:.0%}")

    def _spread(
        self, shares: Sequence[Array], ends: tuple[float, float] = (0.0, 1.0)
    ) -> tuple[float, float]:
        """Return the interval of a mean over these surfaces, 95 % (see `mean_interval`)."""
        low, high = mean_interval(shares, ends)
        return float(low), float(high)


def _evenly(items: Sequence[Any], most: int) -> list[Sequence[Any]]:
    """Return the items in parts of at most this size, as few as possible, none much smaller."""
    count = -(-len(items) // most)
    ends = [round(i * len(items) / count) for i in range(count + 1)]
    return [items[first:last] for first, last in pairwise(ends)]


def _means(shares: Sequence[Array]) -> Array:
    """Return the mean over the surfaces of the means over their starts, the last axis."""
    return np.mean([one.mean(axis=-1) for one in shares], axis=0)


def _sure(least: float) -> str:
    return words.sure_lead(round(100 * least))
