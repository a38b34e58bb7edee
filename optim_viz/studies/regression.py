"""Four ways to the least squares: solved at once, in one step, slowly, and row by row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optim_viz.recipes.regression import RegressionRecipe
from optim_viz.runs.results import Run
from optim_viz.runs.run import run
from surfaces import Array
from surfaces.models.regressions import LinearRegression

_ANY = 1e100
"""Whatever gradient rounding leaves at the solution, a run that begins there is at its end."""


@dataclass(frozen=True, eq=False)
class Regression:
    """The normal equation and three runs from one start."""

    model: LinearRegression
    solution: Array
    """The minimizer by the normal equation, ``(d,)``."""
    solved: Run
    """A run that begins there: nothing is left to do."""
    newton: Run
    """One step."""
    descent: Run
    """At the rate 1 / L: no direction overshoots."""
    by_rows: Run
    """A row at each step, at the rate that fits the longest row at once."""

    @property
    def runs(self) -> tuple[Run, Run, Run]:
        """Newton, gradient descent, single rows."""
        return self.newton, self.descent, self.by_rows

    @property
    def condition(self) -> float:
        """Largest over least curvature: descent takes about that many steps a digit."""
        low, *_, high = np.linalg.eigvalsh(self.model.hessian(self.solution))
        return float(high / low)

    def distance(self, one: Run) -> float:
        """Return how far from the solution a run ends."""
        return float(np.linalg.norm(one.points[:, -1] - self.solution))


def solve_in_all_ways(model: LinearRegression, steps: int, seed: int = 0) -> Regression:
    """Solve the normal equation, and run Newton, gradient descent and descent on single rows.

    The rate of gradient descent is 1 / L, with L the largest curvature, so that no direction
    overshoots. On single rows it is 1 / max 2‖(x, 1)‖²: a step fits the row with the longest input
    at once, and none overshoots.
    """
    solution = model.solution()
    largest = float(np.linalg.eigvalsh(model.hessian(solution))[-1])
    longest = 2.0 * float((model.inputs**2).sum(axis=1).max() + 1.0 + model.ridge)
    return Regression(
        model,
        solution,
        run("newton", model, solution, steps=1, tolerance=_ANY),
        run("newton", model, steps=1),
        run(f"sgd:lr={1 / largest!r}", model, steps=steps),
        run(f"sgd:lr={1 / longest!r}", model, steps=steps, batch_size=1, seed=seed),
    )


def study(recipe: RegressionRecipe) -> Regression:
    """Solve the regression of a recipe."""
    return solve_in_all_ways(recipe.model, recipe.steps, recipe.seed)
