"""Surfaces made from surfaces: the same landscape turned, moved, stretched, or cut by a plane."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

import numpy as np
import numpy.typing as npt

from surfaces.base import Array, Box, Minimum, Surface
from surfaces.specs import InputError
from surfaces.stationary import Survey, find, in_order, minima_among


class Moved(Surface):
    """A surface seen through a change of coordinates: everything that is known is carried along.

    A kind of move says where a point goes (`_forth`) and where it came from (`_back`), and how
    the derivatives follow.
    """

    surface: Surface

    @abstractmethod
    def _forth(self, point: Array) -> Array:
        """Return where the points ``(d, *batch)`` of the inner surface go."""

    @abstractmethod
    def _back(self, point: Array) -> Array:
        """Return where the points ``(d, *batch)`` come from."""

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
    def kinks(self) -> str:
        """Those of the inner surface, in its own coordinates."""
        return self.surface.kinks

    @property
    def minima_complete(self) -> bool:
        """As the inner surface."""
        return self.surface.minima_complete

    @property
    def lowest(self) -> float | None:
        """As the inner surface."""
        return None if self.surface.lowest is None else self.surface.lowest * self._height

    @property
    def name(self) -> str:
        """The name of the inner surface."""
        return self.surface.name

    @property
    def title(self) -> str:
        """``Ravine, rotated 45°``."""
        return f"{self.surface.title}, {self._words}"

    @property
    def formula(self) -> str:
        """The inner formula, and what was done to its coordinates."""
        return f"{self.surface.formula}, {self._words}"

    @property
    def source(self) -> str:
        """As the inner surface."""
        return self.surface.source

    @property
    def lesson(self) -> str:
        """As the inner surface."""
        return self.surface.lesson

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

    def _value(self, point: Array) -> Array:
        return self.surface._value(self._back(point))

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
    def _words(self) -> str:
        return f"rotated {self.degrees:g}°"

    @cached_property
    def _cos_sin(self) -> tuple[float, float]:
        quarters, angle = divmod(self.degrees, 90.0)
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        for _ in range(int(quarters % 4)):  # quarter turns are exact
            cos, sin = -sin, cos
        return cos, sin

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
        object.__setattr__(self, "by", _vector(self.by, self.surface, "a shift"))

    @property
    def _words(self) -> str:
        return f"shifted by {_written(self.by)}"

    def _gradient(self, point: Array) -> Array:
        return self.surface._gradient(self._back(point))

    def _hessian(self, point: Array) -> Array:
        return self.surface._hessian(self._back(point))

    def _forth(self, point: Array) -> Array:
        return point + _column(self.by, point)

    def _back(self, point: Array) -> Array:
        return point - _column(self.by, point)


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
        object.__setattr__(self, "stretch", _vector(self.stretch, self.surface, "a stretch"))
        if not (min(self.stretch) > 0 and 0 < self.height < math.inf):
            raise InputError("a stretch and a height are greater than 0")

    @property
    def _words(self) -> str:
        height = "" if self.height == 1 else f" and {self.height:g} times as high"
        return f"stretched by {_written(self.stretch)}{height}"

    @property
    def _height(self) -> float:
        return self.height

    def _value(self, point: Array) -> Array:
        return self.height * self.surface._value(self._back(point))

    def _gradient(self, point: Array) -> Array:
        return self.height * self._back(self.surface._gradient(self._back(point)))

    def _hessian(self, point: Array) -> Array:
        rows = self._back(self.surface._hessian(self._back(point)))
        return self.height * self._back(rows.swapaxes(0, 1)).swapaxes(0, 1)

    def _forth(self, point: Array) -> Array:
        return point * _column(self.stretch, point)

    def _back(self, point: Array) -> Array:
        return point / _column(self.stretch, point)


@dataclass(frozen=True)
class Plane(Surface):
    """A slice through any number of dimensions: ``origin + s·u + t·v``, seen as a landscape.

    Its minima are those of the slice. Only where the inner surface has a minimum in the plane,
    they are minima of the whole; elsewhere the way down leads out of the plane.

    Parameters
    ----------
    surface : Surface
        Of any dimension.
    origin, u, v : d numbers each
        A point of the plane and two directions, which need not be orthogonal.
    within : Box, optional
        The range of ``s`` and ``t``; by default how far each direction alone stays inside.
    """

    surface: Surface
    origin: tuple[float, ...]
    u: tuple[float, ...]
    v: tuple[float, ...]
    within: Box | None = None

    def __post_init__(self) -> None:
        for field in ("origin", "u", "v"):
            vector = _vector(getattr(self, field), self.surface, field)
            object.__setattr__(self, field, vector)
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
        """The start of the inner surface, dropped onto the plane."""
        start = np.clip(self._onto(self.surface.start), self.domain.low, self.domain.high)
        if np.linalg.norm(self._gradient(start)) < 1e-9:
            start = 0.8 * self.domain.low + 0.2 * self.domain.high
        return tuple(start.tolist())

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """Those of the slice, and with their last digits those of the whole that lie in it."""
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
        """Those of the inner surface that lie in the plane."""
        return tuple(at for cusp in self.surface.cusps if (at := self._in_plane(cusp)))

    @property
    def kinks(self) -> str:
        """Those of the inner surface, in its own coordinates."""
        return self.surface.kinks

    @property
    def name(self) -> str:
        """The name of the inner surface."""
        return self.surface.name

    @property
    def title(self) -> str:
        """With its directions."""
        return f"{self.surface.title}, plane of {_written(self.u)} and {_written(self.v)}"

    @property
    def formula(self) -> str:
        """The inner formula, and the plane."""
        plane = f"{_written(self.origin)} + s·{_written(self.u)} + t·{_written(self.v)}"
        return f"{self.surface.formula}, at {plane}"

    @property
    def source(self) -> str:
        """As the inner surface."""
        return self.surface.source

    @property
    def lesson(self) -> str:
        """As the inner surface."""
        return self.surface.lesson

    def __str__(self) -> str:
        return f"{self.surface}, plane of {_written(self.u)} and {_written(self.v)}"

    def all_inside(self, point: Array) -> bool:
        """Whether all points lie in the range of the plane and in the domain."""
        return super().all_inside(point) and self.surface.all_inside(self._lift(point))

    def inside(self, point: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Whether each point ``(2, *batch)`` lies in the range of the plane and in the domain."""
        point = self._read(point)
        return super().inside(point) & self.surface.inside(self._lift(point))

    @property
    def _directions(self) -> Array:
        return np.array([self.u, self.v]).T

    def _lift(self, point: Array) -> Array:
        s, t = point
        columns = (_column(vector, point) for vector in (self.origin, self.u, self.v))
        origin, u, v = columns
        return origin + s * u + t * v

    def _onto(self, point: Sequence[float]) -> Array:
        off = np.subtract(point, self.origin)
        return np.asarray(np.linalg.lstsq(self._directions, off, rcond=None)[0], dtype=float)

    def _in_plane(self, point: Sequence[float]) -> tuple[float, ...] | None:
        """Return where a point of the whole is in the plane, None if it is outside of it."""
        at = self._onto(point)
        off = np.abs(self._lift(at) - point).max()
        inside = off <= 1e-9 * (1 + np.abs(point).max()) and self.domain.contains(at)
        return tuple((at + 0.0).tolist()) if inside else None

    def _range(self, direction: Sequence[float]) -> tuple[float, float]:
        """Return how far the direction stays inside the domain, back and forth."""
        box, along = self.surface.domain, np.array(direction)
        with np.errstate(divide="ignore", invalid="ignore"):
            ends = np.array([box.low - self.origin, box.high - self.origin]) / along
        ends = np.sort(ends[:, along != 0], axis=0)
        return float(ends[0].max()), float(ends[1].min())

    def _value(self, point: Array) -> Array:
        return self.surface._value(self._lift(point))

    def _gradient(self, point: Array) -> Array:
        return self._along(self.surface._gradient(self._lift(point)))

    def _hessian(self, point: Array) -> Array:
        rows = self._along(self.surface._hessian(self._lift(point)))
        return self._along(rows.swapaxes(0, 1)).swapaxes(0, 1)

    def _along(self, slopes: Array) -> Array:
        u, v = _column(self.u, slopes), _column(self.v, slopes)
        return np.array([(u * slopes).sum(axis=0), (v * slopes).sum(axis=0)])


def _turn(point: Array, cos: float, sin: float) -> Array:
    """Turn the first two coordinates, elementwise, so that a batch gives the bits of its parts."""
    x, y, *others = point
    return np.array([cos * x - sin * y, sin * x + cos * y, *others])


def _column(vector: Sequence[float], point: Array) -> Array:
    return np.array(vector).reshape(-1, *(1,) * (point.ndim - 1))


def _vector(numbers: Sequence[float], surface: Surface, what: str) -> tuple[float, ...]:
    vector = tuple(float(number) for number in numbers)
    if len(vector) != surface.dim or not all(math.isfinite(number) for number in vector):
        raise InputError(
            f"{what} of {surface.name} is {surface.dim} finite numbers, not {_written(vector)}"
        )
    return vector


def _written(vector: Sequence[float]) -> str:
    return "(" + ", ".join(f"{number:g}" for number in vector) + ")"
