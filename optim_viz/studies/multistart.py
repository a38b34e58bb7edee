"""Search from many starts: where each ends, how often, and the best of all."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers import AnyOptimizer, as_optimizer, as_surface
from optim_viz.recipes.multistart import MultistartRecipe
from optim_viz.runs.results import Run
from optim_viz.runs.run import run
from optim_viz.runs.starts import starts
from optim_viz.runs.status import LOST
from surfaces import AnySurface, Array, InputError, Surface
from surfaces.brief import Brief

NEAR = 1e-3
"""Ends that are nearer than this share of the domain's sides are one place."""

_LEVEL = 1e-9
"""Values that differ by at most this share of the range that was seen are one level."""

_SURE = 0.95


@dataclass(frozen=True, eq=False)
class Place:
    """Where one or more searches ended."""

    at: Array
    """The lowest end there, ``(d,)``."""
    value: float
    runs: npt.NDArray[np.int64]
    """The searches that ended there, by their number."""


@dataclass(frozen=True, eq=False, repr=False)
class Multistart(Brief):
    """Searches from many starts, and the places where they end, the lowest first."""

    run: Run
    """All searches: points ``(d, steps + 1, starts)``."""
    places: tuple[Place, ...]
    lost: int
    """Searches that left the domain, diverged, or fell without bound."""

    @property
    def surface(self) -> Surface:
        """The surface."""
        return self.run.surface

    @property
    def starts(self) -> int:
        """Number of starts."""
        return self.run.values.shape[1]

    @property
    def best(self) -> Place:
        """The lowest place."""
        return self.places[0]

    @property
    def is_lowest(self) -> bool | None:
        """Whether the best place has the lowest value of the surface; None where none is known."""
        lowest = self.surface.lowest
        if lowest is None:
            return None
        return self.best.value - lowest <= self.tolerance

    @property
    def tolerance(self) -> float:
        """Differences of values up to this one are rounding, or the rest of a search."""
        first = self.run.values[0]
        highest = float(first[np.isfinite(first)].max(initial=self.best.value))
        return _LEVEL * max(highest - self.best.value, abs(self.best.value))

    @cached_property
    def levels(self) -> tuple[int, ...]:
        """The level of each place, 0 for the lowest: places of one value have the same."""
        steps = np.diff([place.value for place in self.places]) > self.tolerance
        return (0, *np.cumsum(steps).tolist())

    def value(self, place: Place) -> float:
        """Return the value of a place, 0 where it is no more than what is left of a search."""
        return 0.0 if abs(place.value) <= self.tolerance else place.value

    @property
    def share(self) -> float:
        """Share of the starts that lead to the lowest level."""
        both = zip(self.places, self.levels, strict=True)
        return sum(len(place.runs) for place, level in both if level == 0) / self.starts

    @property
    def enough(self) -> int:
        """Number of random starts of which one finds that level, or a lower one, at 95 %."""
        if self.share >= _SURE:
            return 1
        return math.ceil(math.log(1 - _SURE) / math.log(1 - self.share))


def multistart(
    optimizer: AnyOptimizer, surface: AnySurface, count: int = 20, steps: int = 200, seed: int = 0
) -> Multistart:
    """Search from random starts in the domain, and keep the best end.

    Raises
    ------
    InputError
        Fewer than two starts, or a surface on which every search is lost.
    """
    surface = as_surface(surface)
    taken = run(as_optimizer(optimizer), surface, starts("random", surface, count, seed), steps)
    finite = np.isfinite(taken.values[-1]) & np.isfinite(taken.end).all(axis=0)
    kept = np.flatnonzero(finite & ~np.isin(taken.unrefined, LOST))
    if not kept.size:
        raise InputError(
            f"all {count} searches on {surface.name} leave the domain, diverge, or fall"
        )
    return Multistart(taken, tuple(_places(taken, kept.tolist())), count - len(kept))


def _places(taken: Run, kept: Iterable[int]) -> list[Place]:
    """Return where runs end, the lowest first: an end joins the first place that is near."""
    sides = taken.surface.domain.high - taken.surface.domain.low
    found: list[tuple[Array, list[int]]] = []
    for one in sorted(kept, key=lambda i: (float(taken.values[-1, i]), i)):
        end = taken.end[:, one]
        near = (own for at, own in found if (np.abs(at - end) <= NEAR * sides).all())
        own = next(near, None)
        if own is None:
            found.append((end, [one]))
        else:
            own.append(one)
    return [Place(at, float(taken.values[-1, own[0]]), np.array(own)) for at, own in found]


def study(recipe: MultistartRecipe) -> Multistart:
    """Search as a recipe asks for."""
    return multistart(recipe.method, recipe.posed, recipe.starts, recipe.steps, recipe.seed)
