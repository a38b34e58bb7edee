"""Surfaces made from surfaces: the same landscape turned, moved or stretched."""

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
from surfaces.box import Array, Box, Minimum
from surfaces.specs import InputError


class Wrapped(Surface):
    """A surface seen through another one, of which it keeps name, source, lesson and kinks.

    A kind of wrapping says which point of the inner surface stands for a point (`_back`), and how
    slopes follow the coordinates (`_along`).
    """

    surface: Surface

    @abstractmethod
    def _back(self, point: Array) -> Array:
        """Return where the points ``(d, *batch)`` are on the inner surface."""

    @abstractmethod
    def _along(self, slopes: Array) -> Array:
        """Return slopes by these coordinates ``(d, *batch)``, from those by the inner ones."""

    def _value(self, point: Array) -> Array:
        return self.surface._value(self._back(point))

    def _gradient(self, point: Array) -> Array:
        return self._along(self.surface._gradient(self._back(point)))

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        value, slopes = self.surface._value_and_gradient(self._back(point))
        return value, self._along(slopes)

    def _hessian(self, point: Array) -> Array:
        rows = self._along(self.surface._hessian(self._back(point)))
        return self._along(rows.swapaxes(0, 1)).swapaxes(0, 1)

    @property
    def name(self) -> str:
        """The name of the inner surface."""
        return self.surface.name

    @property
    def is_ours(self) -> bool:
        """As the inner surface."""
        return self.surface.is_ours

    @property
    def source(self) -> str:
        """As the inner surface."""
        return self.surface.source

    @property
    def lesson(self) -> str:
        """As the inner surface."""
        return self.surface.lesson

    @property
    def kinks(self) -> str:
        """Those of the inner surface, in its own coordinates."""
        return self.surface.kinks

    @property
    def bounded(self) -> bool:
        """As the inner surface."""
        return self.surface.bounded


class Moved(Wrapped):
    """A surface seen through a change of coordinates: everything that is known is carried along.

    A kind of move says besides where a point of the inner surface goes (`_forth`).
    """

    @abstractmethod
    def _forth(self, point: Array) -> Array:
        """Return where the points ``(d, *batch)`` of the inner surface go."""

    @property
    @abstractmethod
    def _words(self) -> str:
        """What was done, as in "rotated 45°"."""

    @property
    def _height(self) -> float:
        """What the values are multiplied by."""
        return 1.0

    @property
    def domain(self) -> Box:
        """The upright box around the moved domain; `inside` knows the moved one."""
        return self._around(self.surface.domain)

    @property
    def charted(self) -> Box:
        """The upright box around the part that is charted."""
        return self._around(self.surface.charted)

    @property
    def start(self) -> tuple[float, ...]:
        """The start of the inner surface, carried along."""
        return self._carried(self.surface.start)

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The minima of the inner surface, carried along."""
        return tuple(
            replace(m, at=self._carried(m.at), value=m.value * self._height)
            for m in self.surface.minima
        )

    @cached_property
    def survey(self) -> Survey:
        """That of the inner surface, carried along."""
        points = (
            replace(p, at=self._carried(p.at), value=p.value * self._height)
            for p in self.surface.survey.points
        )
        return replace(self.surface.survey, points=in_order(points))

    @property
    def cusps(self) -> tuple[tuple[float, ...], ...]:
        """Those of the inner surface, carried along."""
        return tuple(self._carried(cusp) for cusp in self.surface.cusps)

    @property
    def minima_complete(self) -> bool:
        """As the inner surface."""
        return self.surface.minima_complete

    @property
    def lowest(self) -> float | None:
        """As the inner surface."""
        return None if self.surface.lowest is None else self.surface.lowest * self._height

    @property
    def title(self) -> str:
        """``Ravine, rotated 45°``."""
        return f"{self.surface.title}, {self._words}"

    @property
    def formula(self) -> str:
        """The inner formula, and what was done to its coordinates."""
        return f"{self.surface.formula}, {self._words}"

    def __str__(self) -> str:
        return f"{self.surface}, {self._words}"

    def all_inside(self, point: Array) -> bool:
        """Whether all points lie in the moved domain."""
        return self.surface.all_inside(self._back(point))

    def inside(self, point: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Whether each point ``(d, *batch)`` lies in the moved domain: ``(*batch)``."""
        with np.errstate(invalid="ignore"):  # a diverged run is nowhere
            inner = np.moveaxis(self._back(self._read(point)), 0, -1)
            middle = (self.surface.domain.low + self.surface.domain.high) / 2
            inner = inner + 1e-12 * (middle - inner)  # what lay on the edge has not left it
        return self.surface.inside(np.moveaxis(inner, -1, 0))

    def _carried(self, at: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(self._forth(np.array(at)).tolist())

    def _around(self, box: Box) -> Box:
        ends = self._forth(np.array([box.low, box.high]).T)
        return Box(*((min(side), max(side)) for side in ends.tolist()))


@dataclass(frozen=True)
class Rotated(Moved):
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

    @property
    def lesson(self) -> str:
        """None: what is learned from a landscape often hangs on how it lies to the axes."""
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

    def _forth(self, point: Array) -> Array:
        cos, sin = self._cos_sin
        return _turn(point, cos, sin)

    def _back(self, point: Array) -> Array:
        cos, sin = self._cos_sin
        return _turn(point, cos, -sin)

    def _along(self, slopes: Array) -> Array:
        return self._forth(slopes)

    def _around(self, box: Box) -> Box:
        first, second, *others = box.sides
        corners = _turn(np.array(list(product(first, second))).T, *self._cos_sin)
        return Box(*((min(side), max(side)) for side in corners.tolist()), *others)


@dataclass(frozen=True)
class Shifted(Moved):
    """A landscape moved: nothing changes but the place, for a method that knows no place."""

    surface: Surface
    by: tuple[float, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "by", vector(self.by, self.surface, "a shift"))

    @property
    def _words(self) -> str:
        return f"shifted by {written(self.by)}"

    def _forth(self, point: Array) -> Array:
        return point + column(self.by, point)

    def _back(self, point: Array) -> Array:
        return point - column(self.by, point)

    def _along(self, slopes: Array) -> Array:
        return slopes


@dataclass(frozen=True)
class Scaled(Moved):
    """A landscape stretched along its axes, and its values multiplied: what rates are tied to.

    Twice as wide, and gradient descent needs four times the rate; twice as high, and it needs
    half. Newton's method and the sign of the gradient do not notice the height.
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

    def _forth(self, point: Array) -> Array:
        return point * column(self.stretch, point)

    def _back(self, point: Array) -> Array:
        return point / column(self.stretch, point)

    def _along(self, slopes: Array) -> Array:
        return self._back(slopes)


def _turn(point: Array, cos: float, sin: float) -> Array:
    """Turn the first two coordinates, elementwise, so that a batch gives the bits of its parts."""
    x, y, *others = point
    return np.array([cos * x - sin * y, sin * x + cos * y, *others])


def vector(numbers: Sequence[float], surface: Surface, what: str) -> tuple[float, ...]:
    """Return one finite number for each coordinate of a surface, or refuse what was given."""
    given = tuple(float(number) for number in numbers)
    if len(given) != surface.dim or not all(math.isfinite(number) for number in given):
        raise InputError(
            f"{what} of {surface.name} is {surface.dim} finite numbers, not {written(given)}"
        )
    return given


def written(numbers: Sequence[float]) -> str:
    """Return numbers as ``(1, 2.5)``."""
    return "(" + ", ".join(f"{number:g}" for number in numbers) + ")"
