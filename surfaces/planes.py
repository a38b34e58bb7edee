"""Planes: two-dimensional slices of a surface in any dimension."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from surfaces.analysis.stationary import find, minima_among
from surfaces.arrays import column
from surfaces.base import Surface
from surfaces.box import Array, Box, Minimum
from surfaces.brief import Brief
from surfaces.moved import Wrapped
from surfaces.specs import InputError
from surfaces.transforms import vector, written


@dataclass(frozen=True, repr=False)
class Plane(Brief, Wrapped):
    """A slice of a surface in any dimension: ``origin + s·u + t·v`` as a function of s and t.

    Its minima are those of the slice. Only where the inner surface has a minimum in the plane,
    they are minima of the whole; elsewhere the way down leads out of the plane.

    Parameters
    ----------
    surface : Surface
        Of any dimension.
    origin, u, v : d numbers each
        A point of the plane and two directions, which need not be orthogonal.
    within : Box, optional
        The range of ``s`` and ``t``; by default as far as each direction alone stays inside.

    Raises
    ------
    InputError
        Vectors of another length than d, directions that are parallel or 0, an origin outside the
        domain.
    """

    surface: Surface
    origin: tuple[float, ...]
    u: tuple[float, ...]
    v: tuple[float, ...]
    within: Box | None = None

    def __post_init__(self) -> None:
        for field in ("origin", "u", "v"):
            numbers = vector(getattr(self, field), self.surface, field)
            object.__setattr__(self, field, numbers)
        if np.linalg.matrix_rank(self._directions) < 2:
            raise InputError("u and v of a plane are two different directions, neither of them 0")
        if not self.surface.inside(self.origin):
            raise InputError(f"the origin of a plane lies in the domain {self.surface.domain}")

    @cached_property
    def domain(self) -> Box:
        """The range of ``s`` and ``t``."""
        return self.within or Box(self._range(self.u), self._range(self.v))

    @property
    def start(self) -> tuple[float, ...]:
        """The start of the inner surface, projected onto the plane."""
        start = np.clip(self._onto(self.surface.start), self.domain.low, self.domain.high)
        if np.linalg.norm(self._gradient(start)) < 1e-9:
            start = 0.8 * self.domain.low + 0.2 * self.domain.high
        return tuple(start.tolist())

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """The minima of the slice; those of the inner surface in it have their exact digits."""
        own = [replace(m, at=at) for m in self.surface.minima if (at := self._in_plane(m.at))]
        near = 1e-7 * (self.domain.high - self.domain.low)
        found = [
            m
            for m in minima_among(find(self))
            if not any((np.abs(np.subtract(m.at, o.at)) < near).all() for o in own)
        ]
        lowest = min((m.value for m in own + found), default=0.0)
        same = lowest + 1e-12 * max(1.0, abs(lowest))
        every = (replace(m, is_global=m.value <= same) for m in own + found)
        return tuple(sorted(every, key=lambda m: (m.value, m.at)))

    @property
    def cusps(self) -> tuple[tuple[float, ...], ...]:
        """The cusps of the inner surface that lie in the plane."""
        return tuple(at for cusp in self.surface.cusps if (at := self._in_plane(cusp)))

    @property
    def title(self) -> str:
        """The title of the inner surface, with the directions."""
        return f"{self.surface.title}, plane of {written(self.u)} and {written(self.v)}"

    @property
    def formula(self) -> str:
        """The inner formula, and the plane."""
        plane = f"{written(self.origin)} + s·{written(self.u)} + t·{written(self.v)}"
        return f"{self.surface.formula}, at {plane}"

    @property
    def _typed(self) -> str:
        return f"{self.surface}, plane of {written(self.u)} and {written(self.v)}"

    def all_inside(self, point: Array) -> bool:
        """Return whether all points ``(2, n)`` lie in the range of the plane and in the domain."""
        return super().all_inside(point) and self.surface.all_inside(self._to_inner(point))

    def inside(self, point: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Return whether each point ``(2, *batch)`` lies in the range and in the inner domain.

        Raises
        ------
        ValueError
            The points have another number of coordinates.
        """
        return super().inside(self._read(point))

    def _holds(self, point: Array) -> npt.NDArray[np.bool_]:
        return super()._holds(point) & self.surface._holds(self._to_inner(point))

    @property
    def _directions(self) -> Array:
        return np.array([self.u, self.v]).T

    def _to_inner(self, point: Array) -> Array:
        s, t = point
        origin, u, v = (column(numbers, point) for numbers in (self.origin, self.u, self.v))
        return origin + s * u + t * v

    def _onto(self, point: Sequence[float]) -> Array:
        off = np.subtract(point, self.origin)
        return np.asarray(np.linalg.lstsq(self._directions, off, rcond=None)[0], dtype=float)

    def _in_plane(self, point: Sequence[float]) -> tuple[float, ...] | None:
        """Return s and t of a point of the inner surface; None if it is not in the plane."""
        at = self._onto(point)
        off = np.abs(self._to_inner(at) - point).max()
        inside = off <= 1e-9 * (1 + np.abs(point).max()) and self.domain.contains(at)
        return tuple((at + 0.0).tolist()) if inside else None

    def _range(self, direction: Sequence[float]) -> tuple[float, float]:
        """Return the multiples of a direction, from the origin, that stay inside the domain."""
        box, along = self.surface.domain, np.array(direction)
        with np.errstate(divide="ignore", invalid="ignore"):
            ends = np.array([box.low - self.origin, box.high - self.origin]) / along
        ends = np.sort(ends[:, along != 0], axis=0)
        return float(ends[0].max()), float(ends[1].min())

    def _outer_slopes(self, slopes: Array) -> Array:
        u, v = column(self.u, slopes), column(self.v, slopes)
        return np.array([(u * slopes).sum(axis=0), (v * slopes).sum(axis=0)])
