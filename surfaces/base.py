"""A test function with its derivatives and its minima: the noun that everything else is about.

Axis 0 of a point is the coordinate, every later axis is batch: one point is ``(d,)``, a cloud
``(d, n)``, a picture ``(d, h, w)``, and the same code serves them all.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import fields
from functools import cached_property
from inspect import isabstract
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import numpy.typing as npt

from surfaces.box import Array, Box, Minimum
from surfaces.numerals import shortest
from surfaces.specs import InputError

if TYPE_CHECKING:
    from surfaces.analysis.stationary import StationaryPoint, Survey


def check_written(cls: type, base: type, first: str, second: str, both: str) -> None:
    """Refuse a class that leaves to its ``base`` both ``both`` and one of the two others."""
    first_is, second_is, both_is = (
        getattr(cls, name) is not getattr(base, name) for name in (first, second, both)
    )
    if not (both_is or (first_is and second_is) or isabstract(cls)):
        raise TypeError(f"{cls.__name__} needs {first} and {second}, or {both}")


class Surface(ABC):
    """A test function: value, gradient and Hessian, and what is known of it.

    A family is one small frozen dataclass: its fields are the parameters, its class attributes
    (or properties, where they depend on a parameter) the metadata below, its methods the
    formulas: ``_value`` and ``_gradient``, or ``_value_and_gradient`` if they share their work
    (what is not written follows from the others), and ``_hessian``. The public ones take anything
    that NumPy can read as ``(d, *batch)``; a wrong number of coordinates is a ``ValueError``.
    """

    def __init_subclass__(cls, **options: Any) -> None:
        """Refuse a family of which the value or the gradient cannot follow from anything."""
        super().__init_subclass__(**options)
        check_written(cls, Surface, "_value", "_gradient", "_value_and_gradient")

    known_as: ClassVar[tuple[str, ...]] = ()
    """Other names that `surfaces.get` takes for the family."""

    @property
    @abstractmethod
    def domain(self) -> Box:
        """Where the function is usually studied; a run that ends outside has left the domain."""

    @property
    @abstractmethod
    def start(self) -> tuple[float, ...]:
        """A starting point that shows what the surface is known for, ``(d,)``."""

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """Minima inside the domain, and on its edge where they matter, the lowest first.

        Where a family lists none, those that a survey finds in one or two dimensions.
        """
        return self._found

    @property
    @abstractmethod
    def formula(self) -> str:
        """The function in one line of text."""

    @property
    @abstractmethod
    def source(self) -> str:
        """Where the function comes from: author, year, number."""

    @property
    def latex(self) -> str:
        """The formula in LaTeX, where there is one."""
        return ""

    @property
    def derivatives(self) -> str:
        """Where gradient and Hessian come from."""
        return "by hand"

    @property
    def kinks(self) -> str:
        """Where value, gradient or Hessian jump, in words; empty where they never do."""
        return ""

    @property
    def smooth(self) -> bool:
        """Whether value, gradient and Hessian are continuous in the whole domain."""
        return not self.kinks

    @property
    def creased(self) -> bool:
        """Whether the gradient jumps along lines: no search settles a cell on one."""
        return not (self.smooth or self.cusps)

    @property
    def bounded(self) -> bool:
        """Whether there is no pole in the domain towards which it is known to fall without end."""
        return True

    @property
    def cusps(self) -> tuple[tuple[float, ...], ...]:
        """The points in question, where they are single ones."""
        return ()

    @property
    def charted(self) -> Box:
        """Where all stationary points are listed: a part of a domain that holds thousands."""
        return self.domain

    @property
    def minima_complete(self) -> bool:
        """Whether it can be argued that `minima` holds every minimum of the charted box."""
        return True

    def _value(self, point: Array) -> Array:
        """Return the values ``(*batch)``; ``point`` is float64 of shape ``(d, *batch)``."""
        return self._value_and_gradient(point)[0]

    def _gradient(self, point: Array) -> Array:
        """Return the first derivatives ``(d, *batch)``."""
        return self._value_and_gradient(point)[1]

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        """Return both, bit by bit what each alone is."""
        return self._value(point), self._gradient(point)

    @abstractmethod
    def _hessian(self, point: Array) -> Array:
        """Return the second derivatives ``(d, d, *batch)``."""

    def __call__(self, point: npt.ArrayLike) -> Array:
        """Return the values ``(*batch)`` at the points ``(d, *batch)``."""
        return self._value(self._read(point))

    def gradient(self, point: npt.ArrayLike) -> Array:
        """Return the first derivatives ``(d, *batch)`` at the points ``(d, *batch)``."""
        return self._gradient(self._read(point))

    def hessian(self, point: npt.ArrayLike) -> Array:
        """Return the second derivatives ``(d, d, *batch)`` at the points ``(d, *batch)``."""
        return self._hessian(self._read(point))

    def value_and_gradient(self, point: npt.ArrayLike) -> tuple[Array, Array]:
        """Return both at once, bit by bit what each alone is."""
        return self._value_and_gradient(self._read(point))

    def _read(self, point: npt.ArrayLike) -> Array:
        array = np.asarray(point, dtype=float)
        if array.shape[:1] != (self.dim,):
            raise ValueError(
                f"{self.name} takes points of shape ({self.dim}, ...), not {array.shape}"
            )
        return array

    @property
    def name(self) -> str:
        """The name of the family as it is typed: ``six_hump_camel``."""
        return family_name(type(self))

    @property
    def title(self) -> str:
        """The name as it is written in a title: ``Six hump camel``."""
        return self.name.replace("_", " ").capitalize()

    @property
    def dim(self) -> int:
        """Number of coordinates."""
        return self.domain.dim

    @property
    def lowest(self) -> float | None:
        """The lowest value in the domain, or None where there is none (a saddle, a pole)."""
        heights = [minimum.value for minimum in self.minima]
        return min(heights) if heights and self.bounded else None

    def inside(self, point: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Whether each point ``(d, *batch)`` lies in the domain: ``(*batch)``."""
        return self._box.contains(point)

    @cached_property
    def survey(self) -> Survey:
        """The stationary points of the charted box, and whether these are certainly all."""
        from surfaces.analysis.stationary import chart

        return chart(self)

    @property
    def stationary_points(self) -> tuple[StationaryPoint, ...]:
        """Every point with zero gradient; above two dimensions, the minima that are known."""
        return self.survey.points

    @property
    def is_ours(self) -> bool:
        """Whether it runs no code but that of this package."""
        return type(self).__module__.partition(".")[0] == __name__.partition(".")[0]

    def all_inside(self, point: Array) -> bool:
        """Whether all points ``(d, n)`` lie in the domain: asked at every step, so it is quick."""
        lowest = np.minimum.reduce(point, axis=1).tolist()
        highest = np.maximum.reduce(point, axis=1).tolist()
        return all(
            low <= least and most <= high
            for least, most, (low, high) in zip(lowest, highest, self._box.sides, strict=True)
        )

    @cached_property
    def _box(self) -> Box:
        return self.domain

    @cached_property
    def _found(self) -> tuple[Minimum, ...]:
        from surfaces.analysis.stationary import find, minima_among

        return minima_among(find(self))

    @property
    def lesson(self) -> str:
        """What the surface teaches: the first line of its docstring."""
        return (type(self).__doc__ or "").partition("\n")[0]

    def __str__(self) -> str:
        """Return the text that `surfaces.get` turns into this surface again."""
        changed = [
            f"{field.name}={shortest(getattr(self, field.name))}"
            for field in fields(self)  # type: ignore[arg-type]  # every family is a dataclass
            if getattr(self, field.name) != field.default
        ]
        return self.name + (":" + ",".join(changed) if changed else "")


class AnyDimension(Surface):
    """A family in any dimension ``dim``: its domain is a cube, its start a pattern, repeated."""

    dim: int

    side: ClassVar[tuple[float, float]]

    pattern: ClassVar[tuple[float, ...]]

    least: ClassVar[int] = 1
    """The smallest dimension."""

    def __post_init__(self) -> None:
        if self.dim < self.least:
            raise InputError(f"{self.name}: dim is at least {self.least}, not {self.dim}")

    @property
    def domain(self) -> Box:
        """The usual cube."""
        return Box.cube(*self.side, self.dim)

    @property
    def start(self) -> tuple[float, ...]:
        """The pattern, repeated."""
        return repeated(self.pattern, self.dim)


def family_name(family: type[Surface]) -> str:
    """Return the class name in small letters, words joined by underscores."""
    return re.sub(r"(?<=[a-z0-9])(?<!Mc)(?=[A-Z])", "_", family.__name__).lower()


def repeated(pattern: tuple[float, ...], dim: int) -> tuple[float, ...]:
    """Return the pattern again and again, ``dim`` numbers of it."""
    return tuple(pattern[i % len(pattern)] for i in range(dim))
