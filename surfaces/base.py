"""The type `Surface`: a test function with its derivatives and its minima.

Axis 0 of a point is the coordinate, every later axis is batch: one point is ``(d,)``, a cloud
``(d, n)``, a picture ``(d, h, w)``, and the same code serves them all.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import Field, fields, is_dataclass
from functools import cached_property
from inspect import isabstract
from numbers import Real
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from surfaces.box import Array, Box, Continuum, Minimum
from surfaces.numerals import shortest
from surfaces.specs import InputError, quoted

if TYPE_CHECKING:
    from surfaces.analysis.stationary import StationaryPoint, Survey


_FEW = 32
"""Numbers that are compared one by one, rather than all at once."""


def check_written(cls: type, base: type, first: str, second: str, both: str) -> None:
    """Refuse a class that defines neither the method ``both`` nor both of the two others.

    Raises
    ------
    TypeError
        A method is missing that does not follow from those of ``base``.
    """
    first_is, second_is, both_is = (
        getattr(cls, name) is not getattr(base, name) for name in (first, second, both)
    )
    if not (both_is or (first_is and second_is) or isabstract(cls)):
        raise TypeError(f"{cls.__name__} needs {first} and {second}, or {both}")


class Surface(ABC):
    """A test function: value, gradient and Hessian, domain, start and minima.

    A family is one small frozen dataclass: its fields are the parameters, its class attributes
    (or properties, where they depend on a parameter) the metadata below, its methods the
    formulas: ``_value`` and ``_gradient``, or ``_value_and_gradient`` if they share their work
    (what is not written follows from the others), and ``_hessian``. The public ones take anything
    that NumPy can read as ``(d, *batch)``; a wrong number of coordinates is a ``ValueError``.
    """

    def __init_subclass__(cls, **options: Any) -> None:
        """Refuse a family that does not define its value and its gradient."""
        super().__init_subclass__(**options)
        check_written(cls, Surface, "_value", "_gradient", "_value_and_gradient")

    known_as: ClassVar[tuple[str, ...]] = ()
    """Other names that `surfaces.get` takes for the family."""

    @property
    @abstractmethod
    def domain(self) -> Box:
        """The box in which the function is usually studied."""

    @property
    @abstractmethod
    def start(self) -> tuple[float, ...]:
        """A starting point ``(d,)`` that shows what the surface is known for."""

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """Minima inside the domain, and on its edge where they matter, the lowest first.

        A family that lists none has those that a survey finds, in one or two dimensions.
        """
        return self._found

    @property
    def continuum(self) -> Continuum | None:
        """The curve or the region of global minimizers, where these are not single points."""
        return None

    @property
    def unattained(self) -> Minimum | None:
        """Where the function comes near to a value that is lower than any it has, at a jump."""
        return None

    @property
    def skips_edges(self) -> bool:
        """Whether there are too many edges of jumps to look for minima on them."""
        return False

    @property
    @abstractmethod
    def formula(self) -> str:
        """The function in one line of text."""

    @property
    @abstractmethod
    def source(self) -> str:
        """The publication of the function: author, year, number."""

    @property
    def latex(self) -> str:
        """The formula in LaTeX; empty if there is none."""
        return ""

    @property
    def derivatives(self) -> str:
        """The origin of gradient and Hessian, in words."""
        return "by hand"

    @property
    def kinks(self) -> str:
        """The set on which value, gradient or Hessian jump, in words; empty if they never do."""
        return ""

    @property
    def smooth(self) -> bool:
        """Whether value, gradient and Hessian are continuous in the whole domain."""
        return not self.kinks

    @property
    def creased(self) -> bool:
        """Whether the gradient jumps along lines, on which no cell of a search settles."""
        return not (self.smooth or self.cusps)

    @property
    def bounded(self) -> bool:
        """Whether the function is bounded below in the domain: False if it falls towards a pole."""
        return True

    @property
    def floor(self) -> float | None:
        """A number below which the function never falls, anywhere; None where none is known.

        Where it is the lowest value, `lowest` says so: a sum of squares need not reach zero.
        """
        return None

    @property
    def unlimited(self) -> bool:
        """Whether no point is outside: then `domain` is only the window that is shown."""
        return False

    @property
    def has_data(self) -> bool:
        """Whether it is the loss of a model on rows of data (`surfaces.models`)."""
        return False

    costly: ClassVar[bool] = False
    """Whether a picture of it has few nodes, as each of them costs much."""

    @property
    def pointwise(self) -> bool:
        """Whether every point costs a call of its own: then a picture has fewer of them."""
        return False

    @property
    def cusps(self) -> tuple[tuple[float, ...], ...]:
        """The kinks, if these are single points: ``(d,)`` each."""
        return ()

    @property
    def charted(self) -> Box:
        """The box in which all stationary points are listed: part of a domain with thousands."""
        return self.domain

    @property
    def searched(self) -> Box:
        """The box in which the listed points were looked for, and no others found: the charted."""
        return self.charted

    @property
    def proven_everywhere(self) -> bool:
        """Whether it is proven that the whole of space has no other points than those listed."""
        return False

    @property
    def pictured(self) -> Box:
        """The box that a picture of the surface by itself shows."""
        return self.charted

    @property
    def more_outside(self) -> bool:
        """Whether the domain has minima outside the charted box, which are not listed."""
        return self.charted != self.domain

    @property
    def lowest_is_proven(self) -> bool:
        """Whether `lowest` is known to be the lowest value, not only the lowest that was found."""
        return True

    @property
    def kind_of_lowest(self) -> str:
        """What its lowest minima are called: ``global minimum`` where that is proven."""
        return "global minimum" if self.lowest_is_proven else "lowest found"

    @property
    def minima_complete(self) -> bool:
        """Whether `minima` is known to hold every minimum of the charted box."""
        return True

    def __post_init__(self) -> None:
        """Check that the parameters of a family are numbers; a family checks which ones."""
        parameters: tuple[Field[Any], ...] = fields(self) if is_dataclass(self) else ()
        for one in parameters:
            value, number = getattr(self, one.name), isinstance(one.default, Real)
            if number and not (isinstance(value, Real) and not isinstance(value, bool)):
                raise InputError(f"{self.name}: {one.name} is a number, not {quoted(value)}")

    def _value(self, point: Array) -> Array:
        """Return the values ``(*batch)``; ``point`` is float64 of shape ``(d, *batch)``."""
        return self._value_and_gradient(point)[0]

    def _gradient(self, point: Array) -> Array:
        """Return the first derivatives ``(d, *batch)`` at the same points."""
        return self._value_and_gradient(point)[1]

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        """Return both, with the same bits as each alone."""
        return self._value(point), self._gradient(point)

    @abstractmethod
    def _hessian(self, point: Array) -> Array:
        """Return the second derivatives ``(d, d, *batch)``."""

    def __call__(self, point: npt.ArrayLike) -> Array:
        """Return the values ``(*batch)`` at the points ``(d, *batch)``.

        Raises
        ------
        ValueError
            The points have another number of coordinates.
        """
        return np.asarray(self._value(self._read(point)), dtype=float)[()]

    def gradient(self, point: npt.ArrayLike) -> Array:
        """Return the first derivatives ``(d, *batch)`` at the points ``(d, *batch)``.

        Raises
        ------
        ValueError
            The points have another number of coordinates.
        """
        return np.asarray(self._gradient(self._read(point)), dtype=float)

    def hessian(self, point: npt.ArrayLike) -> Array:
        """Return the second derivatives ``(d, d, *batch)`` at the points ``(d, *batch)``.

        Raises
        ------
        ValueError
            The points have another number of coordinates.
        """
        return np.asarray(self._hessian(self._read(point)), dtype=float)

    def value_and_gradient(self, point: npt.ArrayLike) -> tuple[Array, Array]:
        """Return values ``(*batch)`` and gradients ``(d, *batch)``, with the bits of each alone.

        Raises
        ------
        ValueError
            The points have another number of coordinates.
        """
        value, gradient = self._value_and_gradient(self._read(point))
        return np.asarray(value, dtype=float)[()], np.asarray(gradient, dtype=float)

    def slope_and_bend(self, point: Array) -> tuple[Array, Array]:
        """Return gradients ``(d, n)`` and Hessians ``(d, d, n)`` at points ``(d, n)``."""
        return self.gradient(point), self.hessian(point)

    def _read(self, point: npt.ArrayLike) -> Array:
        """Return points as floats ``(d, *batch)``; refuse another number of coordinates."""
        try:
            array = np.asarray(point, dtype=float)
        except (TypeError, ValueError):
            raise InputError(
                f"{self.name} takes points of real numbers, not {quoted(point)}"
            ) from None
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
        """The lowest value in the domain; None if there is none (a saddle, a pole)."""
        heights = [minimum.value for minimum in self.minima]
        return min(heights) if heights and self.bounded else None

    @property
    def is_maximized(self) -> bool:
        """Whether this is −f of a function f whose maxima are looked for."""
        return False

    def told(self, values: Any) -> Any:
        """Return numbers or arrays of values as they are told: those of f, where this is −f."""
        return 0.0 - values if self.is_maximized and values is not None else values

    def told_kind(self, kind: str) -> str:
        """Return the kind of a point of f, where this is −f: its maxima are minima here."""
        if not self.is_maximized:
            return kind
        turned = {"minimum": "maximum", "maximum": "minimum"}
        return re.sub("minimum|maximum", lambda found: turned[found[0]], kind)

    @property
    def coordinates(self) -> tuple[str, ...]:
        """The names of the coordinates, on axes and in tables."""
        return ("x", "y")[: self.dim] if self.dim <= 2 else tuple(f"x{i}" for i in range(self.dim))

    @property
    def projected(self) -> bool:
        """Whether runs are projected onto the domain after each step."""
        return False

    def project(self, point: Array) -> Array:
        """Return the nearest points of the domain to points ``(d, *batch)``."""
        column = (self.dim,) + (1,) * (point.ndim - 1)
        box = self._box
        return np.clip(point, box.low.reshape(column), box.high.reshape(column))

    def inside(self, point: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Return whether each point ``(d, *batch)`` lies in the domain, ``(*batch)``."""
        return np.asarray(self._holds(np.asarray(point, dtype=float)))

    def _holds(self, point: Array) -> npt.NDArray[np.bool_]:
        """Return which points lie in the domain; ``point`` is float64 of shape ``(d, *batch)``."""
        return self._box.holds(point)

    @cached_property
    def survey(self) -> Survey:
        """The stationary points of the charted box, and whether these are proven to be all."""
        from surfaces.analysis.stationary import chart

        return chart(self)

    @property
    def stationary_points(self) -> tuple[StationaryPoint, ...]:
        """The points with zero gradient; above two dimensions, the known minima."""
        return self.survey.points

    @property
    def is_ours(self) -> bool:
        """Whether only code of this package is run by it."""
        return type(self).__module__.partition(".")[0] == __name__.partition(".")[0]

    def all_inside(self, point: Array) -> bool:
        """Return whether all points ``(d, n)`` lie in the domain, faster than `inside`."""
        if point.size <= _FEW:  # sooner one by one than to call NumPy
            return all(
                low <= one <= high
                for line, (low, high) in zip(point.tolist(), self._box.sides, strict=True)
                for one in line
            )
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
        typed, _ = self.__dict__.get("_origin", ("", None))
        return typed or self._typed

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Pickle what was found in a file by where it was found."""
        return self._made_by or super().__reduce_ex__(protocol)

    def typed_as(self, other: Surface) -> Self:
        """Return this surface under the name that another has in a file, if it has one there."""
        typed, _ = other.__dict__.get("_origin", ("", None))
        if typed:
            self.__dict__["_origin"] = typed, None
        return self

    @property
    def _made_by(self) -> tuple[Any, ...] | None:
        """A function and its arguments that make it again: the file and the name in it."""
        return self.__dict__.get("_origin", ("", None))[1]

    @property
    def _typed(self) -> str:
        parameters: tuple[Field[Any], ...] = fields(self) if is_dataclass(self) else ()
        changed = [
            f"{one.name}={value if isinstance(value, str) else shortest(value)}"
            for one in parameters
            if (value := getattr(self, one.name)) != one.default
        ]
        return self.name + (":" + ",".join(changed) if changed else "")


def family_name(family: type[Surface]) -> str:
    """Return the class name in small letters, words joined by underscores."""
    return re.sub(r"(?<=[a-z0-9])(?<!Mc)(?=[A-Z])", "_", family.__name__).lower()
