"""Surfaces made from surfaces by a change of coordinates: rotated, shifted, scaled."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np

from surfaces.arrays import column
from surfaces.base import Surface
from surfaces.box import Array, Box
from surfaces.brief import Brief
from surfaces.moved import Moved
from surfaces.specs import InputError


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
