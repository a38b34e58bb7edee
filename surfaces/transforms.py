"""Surfaces made from surfaces: the same landscape, turned."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from surfaces.base import Array, Box, Minimum, Surface
from surfaces.specs import InputError
from surfaces.stationary import Survey, in_order


@dataclass(frozen=True)
class Rotated(Surface):
    """A landscape turned counterclockwise about the origin, in its first two coordinates.

    Methods that treat each coordinate by itself (AdaGrad, RMSProp, Adam) feel the difference;
    gradient descent, momentum and Newton's method do not.
    """

    surface: Surface
    degrees: float

    def __post_init__(self) -> None:
        if self.surface.dim < 2:
            raise InputError(f"{self.surface.name} has one dimension: nothing to rotate")
        if not math.isfinite(self.degrees):
            raise InputError(f"an angle is a finite number of degrees, not {self.degrees}")

    @cached_property
    def _cos_sin(self) -> tuple[float, float]:
        quarters, angle = divmod(self.degrees, 90.0)
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        for _ in range(int(quarters % 4)):  # quarter turns are exact
            cos, sin = -sin, cos
        return cos, sin

    @property
    def domain(self) -> Box:
        """The upright box around the turned domain; `inside` knows the turned one."""
        first, second, *others = self.surface.domain.sides
        corners = self._forth(np.array([[x, y] for x in first for y in second]).T)
        sides = [(min(side), max(side)) for side in corners.tolist()]
        return Box(*sides, *others)

    @property
    def start(self) -> tuple[float, ...]:
        """The start of the inner surface, carried along."""
        return self._carried(self.surface.start)

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The minima of the inner surface, carried along."""
        return tuple(
            replace(minimum, at=self._carried(minimum.at)) for minimum in self.surface.minima
        )

    @cached_property
    def survey(self) -> Survey:
        """That of the inner surface, carried along."""
        inner = self.surface.survey
        points = (replace(point, at=self._carried(point.at)) for point in inner.points)
        return replace(inner, points=in_order(points))

    @property
    def kinks(self) -> str:
        """As the inner surface."""
        return self.surface.kinks

    @property
    def minima_complete(self) -> bool:
        """As the inner surface."""
        return self.surface.minima_complete

    @property
    def lowest(self) -> float | None:
        """As the inner surface."""
        return self.surface.lowest

    @property
    def name(self) -> str:
        """The name of the inner surface."""
        return self.surface.name

    @property
    def title(self) -> str:
        """``Ravine, rotated 45°``."""
        return f"{self.surface.title}, rotated {self.degrees:g}°"

    @property
    def formula(self) -> str:
        """The inner formula, and that its coordinates are turned."""
        return f"{self.surface.formula}, turned by {self.degrees:g}°"

    @property
    def source(self) -> str:
        """As the inner surface."""
        return self.surface.source

    @property
    def lesson(self) -> str:
        """As the inner surface."""
        return self.surface.lesson

    def __str__(self) -> str:
        return f"{self.surface}, rotated {self.degrees:g}°"

    def all_inside(self, point: Array) -> bool:
        """Whether all points lie in the turned domain."""
        return self.surface.all_inside(self._back(point))

    def inside(self, point: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Whether each point ``(d, *batch)`` lies in the turned domain: ``(*batch)``."""
        inner = np.moveaxis(self._back(self._read(point)), 0, -1)
        middle = (self.surface.domain.low + self.surface.domain.high) / 2
        inner = inner + 1e-12 * (middle - inner)  # what lay on the edge has not left it
        return self.surface.inside(np.moveaxis(inner, -1, 0))

    def _value(self, point: Array) -> Array:
        return self.surface._value(self._back(point))

    def _gradient(self, point: Array) -> Array:
        return self._forth(self.surface._gradient(self._back(point)))

    def _hessian(self, point: Array) -> Array:
        rows = self._forth(self.surface._hessian(self._back(point)))
        return self._forth(rows.swapaxes(0, 1)).swapaxes(0, 1)

    def _forth(self, point: Array) -> Array:
        cos, sin = self._cos_sin
        return _turn(point, cos, sin)

    def _back(self, point: Array) -> Array:
        cos, sin = self._cos_sin
        return _turn(point, cos, -sin)

    def _carried(self, at: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(self._forth(np.array(at)).tolist())


def _turn(point: Array, cos: float, sin: float) -> Array:
    """Turn the first two coordinates, elementwise, so that a batch gives the bits of its parts."""
    x, y, *others = point
    return np.array([cos * x - sin * y, sin * x + cos * y, *others])
