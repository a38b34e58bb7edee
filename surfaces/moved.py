"""Surfaces in other coordinates: what a change of coordinates does to all that is known."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from surfaces.analysis.stationary import StationaryPoint, Survey, in_order
from surfaces.base import Surface
from surfaces.box import Array, Box, Continuum, Minimum
from surfaces.derived import Derived, kept

_Point = TypeVar("_Point", Minimum, StationaryPoint)


class Wrapped(Derived):
    """A surface in other coordinates: an inner surface, whose name, source and kinks it keeps.

    A subclass defines the inner point of each point (`_to_inner`) and the chain rule for its
    gradient (`_outer_slopes`).
    """

    surface: Surface

    lesson = kept()
    bounded = kept()
    floor = kept()
    unlimited = kept()

    @abstractmethod
    def _to_inner(self, point: Array) -> Array:
        """Return the points of the inner surface that belong to points ``(d, *batch)``."""

    @abstractmethod
    def _outer_slopes(self, slopes: Array) -> Array:
        """Return derivatives by these coordinates ``(d, *batch)`` from those by the inner ones."""

    def _value(self, point: Array) -> Array:
        return self.surface._value(self._to_inner(point))

    def _gradient(self, point: Array) -> Array:
        return self._outer_slopes(self.surface._gradient(self._to_inner(point)))

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        value, slopes = self.surface._value_and_gradient(self._to_inner(point))
        return value, self._outer_slopes(slopes)

    def _hessian(self, point: Array) -> Array:
        rows = self._outer_slopes(self.surface._hessian(self._to_inner(point)))
        return self._outer_slopes(rows.swapaxes(0, 1)).swapaxes(0, 1)


class Moved(Wrapped):
    """A surface under an invertible change of coordinates, which also moves start and minima.

    A subclass also defines the point that belongs to each inner point (`_from_inner`).
    """

    dim = kept()  # without the box around the moved domain
    coordinates = kept()
    proven_everywhere = kept()
    more_outside = kept()
    lowest_is_proven = kept()
    minima_complete = kept()
    skips_edges = kept()
    projected = kept()

    @abstractmethod
    def _from_inner(self, point: Array) -> Array:
        """Return the points that belong to points ``(d, *batch)`` of the inner surface."""

    @property
    @abstractmethod
    def _words(self) -> str:
        """The change in words, as in "rotated 45°"."""

    @property
    def _height(self) -> float:
        """The factor of the values."""
        return 1.0

    @property
    def floor(self) -> float | None:
        """The floor of the inner surface, at its height here."""
        inner = self.surface.floor
        return None if inner is None else self._height * inner

    @property
    def domain(self) -> Box:
        """The upright box around the moved domain; `inside` knows the moved one."""
        return self._around(self.surface.domain)

    @property
    def charted(self) -> Box:
        """The upright box around the moved box in which all stationary points are listed."""
        return self._around(self.surface.charted)

    @property
    def searched(self) -> Box:
        """The upright box around the moved box in which points were looked for."""
        return self._around(self.surface.searched)

    @property
    def pictured(self) -> Box:
        """The upright box around the moved box that a picture shows."""
        return self._around(self.surface.pictured)

    @property
    def start(self) -> tuple[float, ...]:
        """The start of the inner surface, in these coordinates."""
        return self._carried(self.surface.start)

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The minima of the inner surface, in these coordinates."""
        return tuple(map(self._moved, self.surface.minima))

    @property
    def unattained(self) -> Minimum | None:
        """Where the inner surface comes near to its lowest value, in these coordinates."""
        inner = self.surface.unattained
        return None if inner is None else self._moved(inner)

    @cached_property
    def continuum(self) -> Continuum | None:
        """The continuum of minimizers of the inner surface, in these coordinates."""
        inner = self.surface.continuum
        if inner is None:
            return None
        return replace(
            inner, value=inner.value * self._height, points=self._from_inner(inner.points)
        )

    @cached_property
    def survey(self) -> Survey:
        """The survey of the inner surface, in these coordinates."""
        inner = self.surface.survey
        return replace(inner, points=in_order(map(self._moved, inner.points)))

    @property
    def cusps(self) -> tuple[tuple[float, ...], ...]:
        """The cusps of the inner surface, in these coordinates."""
        return tuple(self._carried(cusp) for cusp in self.surface.cusps)

    @property
    def lowest(self) -> float | None:
        """The lowest value of the inner surface, at its height here."""
        inner = self.surface.lowest
        return None if inner is None else inner * self._height

    @property
    def title(self) -> str:
        """``Ravine, rotated 45°``."""
        return f"{self.surface.title}, {self._words}"

    @property
    def formula(self) -> str:
        """The inner formula, and the change of its coordinates in words."""
        return f"{self.surface.formula}, {self._words}"

    @property
    def _typed(self) -> str:
        return f"{self.surface}, {self._words}"

    def project(self, point: Array) -> Array:
        """Return the nearest points of the moved domain; what is inside stays as it is."""
        inner = self._to_inner(point)
        held = self.surface.project(inner)
        return np.where((held == inner).all(axis=0), point, self._from_inner(held))

    def all_inside(self, point: Array) -> bool:
        """Return whether all points ``(d, n)`` lie in the moved domain."""
        return self.surface.all_inside(self._to_inner(point))

    def inside(self, point: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Return whether each point ``(d, *batch)`` lies in the moved domain, ``(*batch)``.

        Raises
        ------
        ValueError
            The points have another number of coordinates.
        """
        with np.errstate(invalid="ignore"):  # a diverged run has no finite point
            return super().inside(self._read(point))

    def _holds(self, point: Array) -> npt.NDArray[np.bool_]:
        inner = np.moveaxis(self._to_inner(point), 0, -1)
        middle = (self.surface.domain.low + self.surface.domain.high) / 2
        inner = inner + 1e-12 * (middle - inner)  # rounding must not move a point off the edge
        return self.surface._holds(np.moveaxis(inner, -1, 0))

    def _moved(self, one: _Point) -> _Point:
        """Return a minimum or another stationary point in these coordinates."""
        return replace(one, at=self._carried(one.at), value=one.value * self._height)

    def _carried(self, at: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(self._from_inner(np.array(at)).tolist())

    def _around(self, box: Box) -> Box:
        ends = self._from_inner(np.array([box.low, box.high]).T)
        return Box(*((min(side), max(side)) for side in ends.tolist()))
