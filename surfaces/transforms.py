"""Surfaces made from surfaces by a change of coordinates: rotated, shifted, scaled."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

import numpy as np
import numpy.typing as npt

from surfaces.analysis.stationary import Survey, in_order
from surfaces.arrays import column
from surfaces.base import Surface
from surfaces.box import Array, Box, Continuum, Minimum
from surfaces.brief import Brief
from surfaces.derived import Derived
from surfaces.specs import InputError


class Wrapped(Derived):
    """A surface in other coordinates: an inner surface, whose name, source and kinks it keeps.

    A subclass defines the inner point of each point (`_to_inner`) and the chain rule for its
    gradient (`_outer_slopes`).
    """

    surface: Surface

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

    @property
    def lesson(self) -> str:
        """The same as that of the inner surface."""
        return self.surface.lesson

    @property
    def bounded(self) -> bool:
        """The same as that of the inner surface."""
        return self.surface.bounded

    @property
    def floor(self) -> float | None:
        """The same as that of the inner surface."""
        return self.surface.floor

    @property
    def unlimited(self) -> bool:
        """The same as that of the inner surface."""
        return self.surface.unlimited

    @property
    def pointwise(self) -> bool:
        """The same as that of the inner surface."""
        return self.surface.pointwise

    @property
    def is_maximized(self) -> bool:
        """The same as that of the inner surface."""
        return self.surface.is_maximized


class Moved(Wrapped):
    """A surface under an invertible change of coordinates, which also moves start and minima.

    A subclass also defines the point that belongs to each inner point (`_from_inner`).
    """

    @property
    def coordinates(self) -> tuple[str, ...]:
        """The names that the inner surface has for its own."""
        return self.surface.coordinates

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
    def dim(self) -> int:
        """Number of coordinates, without the box around the moved domain."""
        return self.surface.dim

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
    def proven_everywhere(self) -> bool:
        """The same as that of the inner surface."""
        return self.surface.proven_everywhere

    @property
    def pictured(self) -> Box:
        """The upright box around the moved box that a picture shows."""
        return self._around(self.surface.pictured)

    @property
    def more_outside(self) -> bool:
        """The same as that of the inner surface."""
        return self.surface.more_outside

    @property
    def start(self) -> tuple[float, ...]:
        """The start of the inner surface, in these coordinates."""
        return self._carried(self.surface.start)

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The minima of the inner surface, in these coordinates."""
        return tuple(
            replace(m, at=self._carried(m.at), value=m.value * self._height)
            for m in self.surface.minima
        )

    @property
    def unattained(self) -> Minimum | None:
        """Where the inner surface comes near to its lowest value, in these coordinates."""
        inner = self.surface.unattained
        if inner is None:
            return None
        return replace(inner, at=self._carried(inner.at), value=inner.value * self._height)

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
        points = (
            replace(p, at=self._carried(p.at), value=p.value * self._height)
            for p in self.surface.survey.points
        )
        return replace(self.surface.survey, points=in_order(points))

    @property
    def cusps(self) -> tuple[tuple[float, ...], ...]:
        """The cusps of the inner surface, in these coordinates."""
        return tuple(self._carried(cusp) for cusp in self.surface.cusps)

    @property
    def lowest_is_proven(self) -> bool:
        """The same as that of the inner surface."""
        return self.surface.lowest_is_proven

    @property
    def minima_complete(self) -> bool:
        """The same as that of the inner surface."""
        return self.surface.minima_complete

    @property
    def lowest(self) -> float | None:
        """The same as that of the inner surface."""
        return None if self.surface.lowest is None else self.surface.lowest * self._height

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

    @property
    def projected(self) -> bool:
        """The same as that of the inner surface."""
        return self.surface.projected

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

    def _carried(self, at: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(self._from_inner(np.array(at)).tolist())

    def _around(self, box: Box) -> Box:
        ends = self._from_inner(np.array([box.low, box.high]).T)
        return Box(*((min(side), max(side)) for side in ends.tolist()))


@dataclass(frozen=True, repr=False)
class Rotated(Brief, Moved):
    """A surface rotated counterclockwise about the origin, in its first two coordinates.

    It changes the path of methods that treat each coordinate by itself (AdaGrad, RMSProp, Adam),
    and not that of gradient descent, momentum and Newton's method.

    Raises
    ------
    InputError
        A surface in one dimension, or an angle that is not finite.
    """

    surface: Surface
    degrees: float

    def __post_init__(self) -> None:
        if self.surface.dim < 2:
            raise InputError(f"{self.surface.name} has one dimension: nothing to rotate")
        if not math.isfinite(self.degrees):
            raise InputError(f"an angle is a finite number of degrees, not {self.degrees}")

    @property
    def lesson(self) -> str:
        """Empty: the lesson of a surface often depends on its position to the axes."""
        return ""

    @property
    def _words(self) -> str:
        return f"rotated {self.degrees:g}°"

    @cached_property
    def _cos_sin(self) -> tuple[float, float]:
        quarters, angle = divmod(self.degrees, 90.0)
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        for _ in range(int(quarters % 4)):  # quarter turns are exact
            cos, sin = -sin, cos
        return cos, sin

    def _from_inner(self, point: Array) -> Array:
        cos, sin = self._cos_sin
        return _turn(point, cos, sin)

    def _to_inner(self, point: Array) -> Array:
        cos, sin = self._cos_sin
        return _turn(point, cos, -sin)

    def _outer_slopes(self, slopes: Array) -> Array:
        return self._from_inner(slopes)

    def _around(self, box: Box) -> Box:
        first, second, *others = box.sides
        corners = _turn(np.array(list(product(first, second))).T, *self._cos_sin)
        return Box(*((min(side), max(side)) for side in corners.tolist()), *others)


@dataclass(frozen=True, repr=False)
class Shifted(Brief, Moved):
    """A surface shifted by a vector, which changes no method that does not depend on position.

    Raises
    ------
    InputError
        A shift that is not one finite number for each coordinate.
    """

    surface: Surface
    by: tuple[float, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "by", vector(self.by, self.surface, "a shift"))

    @property
    def _words(self) -> str:
        return f"shifted by {written(self.by)}"

    def _from_inner(self, point: Array) -> Array:
        return point + column(self.by, point)

    def _to_inner(self, point: Array) -> Array:
        return point - column(self.by, point)

    def _outer_slopes(self, slopes: Array) -> Array:
        return slopes


@dataclass(frozen=True, repr=False)
class Scaled(Brief, Moved):
    """A surface stretched along its axes, with its values multiplied by ``height``.

    At twice the width gradient descent needs four times the rate, at twice the height half of it.
    Newton's method and methods that use signs of gradients do not depend on the height.

    Raises
    ------
    InputError
        A stretch or a height that is not finite and greater than 0.
    """

    surface: Surface
    stretch: tuple[float, ...]
    height: float = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "stretch", vector(self.stretch, self.surface, "a stretch"))
        if not (min(self.stretch) > 0 and 0 < self.height < math.inf):
            raise InputError("a stretch and a height are greater than 0")

    @property
    def _words(self) -> str:
        height = "" if self.height == 1 else f" and {self.height:g} times as high"
        return f"stretched by {written(self.stretch)}{height}"

    @property
    def _height(self) -> float:
        return self.height

    def _value(self, point: Array) -> Array:
        return self.height * super()._value(point)

    def _gradient(self, point: Array) -> Array:
        return self.height * super()._gradient(point)

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        value, gradient = super()._value_and_gradient(point)
        return self.height * value, self.height * gradient

    def _hessian(self, point: Array) -> Array:
        return self.height * super()._hessian(point)

    def _from_inner(self, point: Array) -> Array:
        return point * column(self.stretch, point)

    def _to_inner(self, point: Array) -> Array:
        return point / column(self.stretch, point)

    def _outer_slopes(self, slopes: Array) -> Array:
        return self._to_inner(slopes)


def _turn(point: Array, cos: float, sin: float) -> Array:
    """Rotate the first two coordinates, elementwise: a batch has the bits of its parts."""
    x, y, *others = point
    return np.array([cos * x - sin * y, sin * x + cos * y, *others], like=point)


def vector(numbers: Sequence[float], surface: Surface, what: str) -> tuple[float, ...]:
    """Return one finite number for each coordinate; ``what`` is its name in the message.

    Raises
    ------
    InputError
        Another count of numbers, or a number that is not finite.
    """
    given = tuple(float(number) for number in numbers)
    if len(given) != surface.dim or not all(math.isfinite(number) for number in given):
        raise InputError(
            f"{what} of {surface.name} is {surface.dim} finite numbers, not {written(given)}"
        )
    return given


def written(numbers: Sequence[float]) -> str:
    """Return numbers as ``(1, 2.5)``."""
    return "(" + ", ".join(f"{number:g}" for number in numbers) + ")"
