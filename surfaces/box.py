"""Boxes, the domains of functions, and minima: points, or whole curves, that are lowest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from surfaces.brief import Brief
from surfaces.numerals import superscript

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, init=False, repr=False)
class Box(Brief):
    """A closed box, one ``(low, high)`` pair per coordinate: ``Box((-10, 10), (-5, 5))``.

    Raises
    ------
    ValueError
        A side that is infinite, NaN, or without ``low < high``.
    """

    sides: tuple[tuple[float, float], ...]

    def __init__(self, *sides: tuple[float, float]) -> None:
        for low, high in sides:
            if not -np.inf < low < high < np.inf:
                raise ValueError(f"a side of a box is (low, high) with low < high, not {low, high}")
        object.__setattr__(self, "sides", tuple((float(low), float(high)) for low, high in sides))

    @classmethod
    def cube(cls, low: float, high: float, dim: int) -> Self:
        """Return the box with the same side in each of ``dim`` coordinates."""
        return cls(*[(low, high)] * dim)

    @property
    def dim(self) -> int:
        """Number of coordinates."""
        return len(self.sides)

    @property
    def low(self) -> Array:
        """Lower ends, ``(d,)``."""
        return np.array([low for low, _ in self.sides])

    @property
    def high(self) -> Array:
        """Upper ends, ``(d,)``."""
        return np.array([high for _, high in self.sides])

    def contains(self, point: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Return whether each point ``(d, *batch)`` lies inside or on the edge, ``(*batch)``."""
        return np.asarray(self.holds(np.asarray(point, dtype=float)))

    def holds(self, point: Array) -> npt.NDArray[np.bool_]:
        """Return the same of what is an array of numbers already, or of symbols for them."""
        low, high = _columns(self.sides, point.ndim)
        inside: Any = (point >= low) & (point <= high)
        return inside.all(axis=0)

    def __str__(self) -> str:
        sides = [f"[{low:g}, {high:g}]" for low, high in self.sides]
        if self.dim > 3 and len(set(sides)) == 1:
            return f"{sides[0]}{superscript(self.dim)}"
        return " × ".join(sides)


@lru_cache(maxsize=64)
def _columns(sides: tuple[tuple[float, float], ...], axes: int) -> tuple[Array, Array]:
    """Return the lower and the upper ends as columns ``(d, 1, ...)``, which nobody writes to."""
    column = (len(sides),) + (1,) * (axes - 1)
    low, high = (np.array(ends).reshape(column) for ends in zip(*sides, strict=True))
    return low, high


@dataclass(frozen=True, repr=False)
class Minimum(Brief):
    """A local minimizer ``at``, the minimum ``value`` there, and whether nothing lies lower.

    Where the lowest point of a domain lies on its edge, or in a cusp or kink, it is listed as
    well, although the gradient is not zero or not defined there.
    """

    at: tuple[float, ...]
    value: float
    is_global: bool = True
    on_edge: bool = False
    kink: bool = False


@dataclass(frozen=True, eq=False)
class Continuum:
    """Minimizers that are not single points: a curve, or a region, of one value."""

    value: float
    points: Array
    """Some of them, ``(d, n)``: as many as a search found, in no order."""
    extent: int
    """Number of directions in which a minimizer has others beside it: 1 on a curve."""

    @property
    def kind(self) -> str:
        """``curve``, or ``region`` where minimizers extend in more directions, or in all."""
        return "curve" if self.extent == 1 < len(self.points) else "region"

    @property
    def example(self) -> tuple[float, ...]:
        """The point with the fewest digits, of these the one nearest to the origin."""
        return min(
            (tuple(at) for at in self.points.T.tolist()),
            key=lambda at: (len(str(at)), max(map(abs, at)), at),
        )
