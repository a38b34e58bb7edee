"""The largest curvature along paths against what a rate can bear, and the loss between solutions.

Where gradient descent trains at a rate lr, the largest eigenvalue of the Hessian rises up to 2/lr,
above which a quadratic would be unstable, and stays about there: the edge of stability (Cohen et
al. 2021). Between two solutions the loss may rise: the barrier is how far, at most, above the line
between the losses of both (Frankle et al. 2020).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers import Optimizer
from optim_viz.recipes.curvature import CurvatureRecipe
from optim_viz.runs.results import Run
from optim_viz.runs.run import run
from optim_viz.runs.status import LOST
from optim_viz.studies.theory import stability_rule
from surfaces import Array, Surface
from surfaces.brief import Brief
from surfaces.models import is_model
from surfaces.models.lanczos import largest_eigenvalue

PLACES = 30
"""Steps at which the curvature of a path is computed, beside its start."""

SHARES: Array = np.linspace(-0.25, 1.25, 61)
"""Places on a line between two solutions, 0 and 1."""


ROUNDING = 1e-13
"""A barrier that is a smaller share of the values is none."""


@dataclass(frozen=True, eq=False)
class Between:
    """The values on the line between two points."""

    kind: str
    """``same_start``, ``other_start`` or ``start_to_end``."""
    names: tuple[str, str]
    values: Array
    """At `SHARES`."""

    @property
    def ends(self) -> tuple[float, float]:
        """The values of both solutions."""
        first, second = (int(np.argmin(np.abs(SHARES - end))) for end in (0.0, 1.0))
        return float(self.values[first]), float(self.values[second])

    @property
    def barrier(self) -> float:
        """How far the values rise above the line between those of both ends, at most."""
        inside = (SHARES >= 0) & (SHARES <= 1)
        share, values = SHARES[inside], self.values[inside]
        first, second = self.ends
        rise = float((values - (1 - share) * first - share * second).max())
        return rise if rise > ROUNDING * float(np.abs(values).max()) else 0.0


@dataclass(frozen=True, eq=False, repr=False)
class Curvature(Brief):
    """Runs on all data, the largest eigenvalue along each, and lines between their ends."""

    surface: Surface
    runs: tuple[Run, ...]
    steps: npt.NDArray[np.int64]
    """Steps at which the curvature is known, ``(n,)``."""
    largest: tuple[Array, ...]
    """The largest eigenvalue of the Hessian there, ``(n,)`` for each run; NaN after its end."""
    limits: tuple[float | None, ...]
    """The curvature above which each method is unstable at its rate; None where none is known."""
    between: tuple[Between, ...]


def study(recipe: CurvatureRecipe) -> Curvature:
    """Run, look at the curvature, and go from one solution to another."""
    surface = recipe.posed
    runs = tuple(
        run(one, surface, recipe.start, recipe.steps, tolerance=None) for one in recipe.contestants
    )
    steps = np.unique(np.rint(np.linspace(0, recipe.steps, PLACES + 1)).astype(np.int64))
    largest = tuple(_along(one, steps) for one in runs)
    limits = tuple(limit_of(one) for one in recipe.contestants)
    lines = tuple(_lines(recipe, surface, runs))
    return Curvature(surface, runs, steps, largest, limits, lines)


def limit_of(optimizer: Optimizer) -> float | None:
    """Return the curvature above which a method is unstable on a quadratic, at its rate."""
    rule, lr = stability_rule(optimizer), optimizer.knobs.get("lr")
    if rule is None or not isinstance(lr, int | float):
        return None
    momentum = optimizer.knobs.get("momentum", 0.0)
    if not isinstance(momentum, int | float):
        return None
    return float(rule.limit(1.0, momentum)) / float(lr)


def largest_at(surface: Surface, point: Array) -> float:
    """Return the largest eigenvalue of the Hessian at a point ``(d,)``, NaN where there is none."""
    if not np.isfinite(point).all():
        return float("nan")
    with np.errstate(all="ignore"):
        if is_model(surface):
            product: Callable[[Array], Array] = lambda v: surface.hessian_along(point, v)  # noqa: E731
            return largest_eigenvalue(product, surface.dim)
        hessian = surface.hessian(point)
    if not np.isfinite(hessian).all():
        return float("nan")
    return float(np.linalg.eigvalsh(hessian)[-1])


def _along(one: Run, steps: npt.NDArray[np.int64]) -> Array:
    found = [
        largest_at(one.surface, one.points[:, step]) if step <= one.taken else np.nan
        for step in steps.tolist()
    ]
    return np.array(found)


def _lines(recipe: CurvatureRecipe, surface: Surface, runs: tuple[Run, ...]) -> list[Between]:
    """Return the lines between solutions: of two methods, of two starts; else from the start.

    What has diverged or left the domain is no solution: there may be no line at all.
    """
    first, *others = runs
    found = []
    if others:
        found.append(_between("same_start", surface, first, others[0]))
    if is_model(surface):
        start = surface.initial(recipe.seed + 1)
        if not np.array_equal(start, first.points[:, 0]):
            again = run(recipe.contestants[0], surface, start, recipe.steps, tolerance=None)
            found.append(_between("other_start", surface, first, again))
    solved = [one for one in found if one is not None]
    if solved:
        return solved
    ways = (_between("start_to_end", surface, one, one) for one in runs)
    return [one for one in ways if one is not None][:1]


def _between(kind: str, surface: Surface, one: Run, other: Run) -> Between | None:
    """Return the line between the ends of two runs, or of one from its start; None if one is lost.

    A run may be at infinity without being called lost: it has no value there.
    """
    if any(int(each.unrefined) in LOST for each in (one, other)):
        return None
    first = one.points[:, 0] if one is other else one.end
    with np.errstate(all="ignore"):
        points = first[:, np.newaxis] + (other.end - first)[:, np.newaxis] * SHARES
        values = np.asarray(surface(points))
    made = Between(kind, (one.optimizer.title, other.optimizer.title), values)
    return made if np.isfinite(made.ends).all() else None
