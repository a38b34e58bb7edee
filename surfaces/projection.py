"""Surfaces whose domain is a constraint: every step is projected onto it (Bertsekas 1976)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import product

import numpy as np

from surfaces.base import Surface
from surfaces.box import Array, Minimum
from surfaces.derived import kept
from surfaces.moved import Moved
from surfaces.specs import InputError

_NODES = 2001
"""Nodes on an edge of the domain, on which its lowest point is searched."""

_SAME = 1e-12
"""Points of the edge whose values differ by less than this share are equally low."""


@lru_cache(maxsize=64)
def constrained(surface: Surface) -> Surface:
    """Return a surface whose runs are projected onto its domain after each step.

    Raises
    ------
    InputError
        A formula without a domain.
    """
    if isinstance(surface, Moved) and not isinstance(surface, Constrained):
        inner: Surface = replace(surface, surface=constrained(surface.surface))  # type: ignore[type-var]
        return inner
    return Constrained(surface)


@dataclass(frozen=True)
class Constrained(Moved):
    """A surface with the lowest point of its domain, which may lie on the edge.

    Raises
    ------
    InputError
        A formula without a domain.
    """

    surface: Surface

    projected = True
    title = kept()
    formula = kept()
    _words = "projected"

    def __post_init__(self) -> None:
        if self.surface.unlimited:
            raise InputError(f"{self.surface} has no domain to project onto: give --domain")

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """The minima of the surface, and the lowest points of the edge if no other is lower."""
        known = self.surface.minima
        if self.surface.lowest is not None or self.dim > 2:
            return known
        edge = self._lowest_of_edges()
        if any(one.value <= edge[0].value for one in known):
            return known
        return *edge, *(replace(one, is_global=False) for one in known)

    @property
    def lowest(self) -> float | None:
        """The lowest value in the domain; above two dimensions, where it is known."""
        heights = [one.value for one in self.minima if one.is_global]
        return min(heights) if heights and self.surface.bounded else None

    @property
    def lowest_is_proven(self) -> bool:
        """As for the surface; a lowest point of the edge is only the lowest that was found."""
        return self.surface.lowest is not None and self.surface.lowest_is_proven

    def __str__(self) -> str:
        return str(self.surface)

    def _to_inner(self, point: Array) -> Array:
        return point

    def _from_inner(self, point: Array) -> Array:
        return point

    def _outer_slopes(self, slopes: Array) -> Array:
        return slopes

    def _lowest_of_edges(self) -> list[Minimum]:
        """Return the points of the edge that are as low as its lowest: of a line, its ends."""
        found: dict[tuple[float, ...], float] = {}
        if self.dim == 1:
            ends = np.array(self.domain.sides)
            found |= {
                (at,): f
                for at, f in zip(ends[0].tolist(), self.surface(ends).tolist(), strict=True)
            }
        else:
            for edge in product(range(2), range(2)):
                found |= self._low_along(*edge)
        lowest = min(found.values())
        same = lowest + _SAME * max(1.0, abs(lowest))
        return [Minimum(at, f, on_edge=True) for at, f in sorted(found.items()) if f <= same]

    def _low_along(self, axis: int, end: int) -> dict[tuple[float, ...], float]:
        """Return low points of the edge along an axis, at one end of the other one, and values."""
        (low, high), across = self.domain.sides[axis], self.domain.sides[1 - axis][end]

        def on_edge(along: Array) -> Array:
            point = np.full((2, *along.shape), across)
            point[axis] = along
            return point

        with np.errstate(all="ignore"):
            nodes = np.linspace(low, high, _NODES)
            values = _or_infinite(self.surface(on_edge(nodes)))
            padded = np.pad(values, 1, constant_values=np.inf)
            best = (values < padded[:-2]) & (values < padded[2:])
            best[values.argmin()] = True  # where the edge is level, there is no other
            numbers = np.flatnonzero(best)
            a, b = nodes[np.maximum(numbers - 1, 0)], nodes[np.minimum(numbers + 1, _NODES - 1)]
            for _ in range(80):  # bisection of the slope along the edge
                middle = (a + b) / 2
                rises = self.surface.gradient(on_edge(middle))[axis] > 0
                a, b = np.where(rises, a, middle), np.where(rises, middle, b)
            tried = on_edge(np.array([nodes[numbers], a, b]))
            heights = _or_infinite(self.surface(tried))
        which, each = heights.argmin(axis=0), np.arange(len(numbers))
        places = tried[:, which, each].T.tolist()
        return dict(zip(map(tuple, places), heights[which, each].tolist(), strict=True))


def _or_infinite(values: Array) -> Array:
    return np.where(np.isnan(values), np.inf, values)
