"""Bowls: convex, so there is one minimum, and only the shape of the contours makes them hard."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from surfaces.any_dimension import AnyDimension, repeated
from surfaces.arrays import column, diagonal, matrix, total
from surfaces.base import Surface
from surfaces.box import Array, Box, Minimum
from surfaces.numerals import superscript
from surfaces.specs import InputError


@dataclass(frozen=True)
class Bowl(AnyDimension):
    """The round bowl: every gradient points at the minimum, and Newton needs one step.

    ``Σ xᵢ²`` in any dimension, as De Jong's F1.
    """

    dim: int = 2

    side, pattern = (-5.12, 5.12), (-4.0, 3.0)  # off the diagonal: the axes are told apart
    known_as = ("sphere",)
    source = "De Jong (1975), F1 (sphere)"
    formula = "Σ xᵢ²"

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The origin."""
        return (Minimum(at=(0.0,) * self.dim, value=0.0),)

    def _value(self, point: Array) -> Array:
        return total(point * point)

    def _gradient(self, point: Array) -> Array:
        return 2.0 * point

    def _hessian(self, point: Array) -> Array:
        return diagonal(np.full_like(point, 2.0))


@dataclass(frozen=True)
class Ravine(Surface):
    """The long valley: the gradient hardly points along the floor, so plain descent zigzags."""

    condition: float = 20.0

    domain, start = Box((-10, 10), (-5, 5)), (-7.0, 2.0)
    minima = (Minimum(at=(0.0, 0.0), value=0.0),)
    source = "Saito (2016), Deep Learning from Scratch, ch. 6"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.condition <= 0:
            raise InputError(f"ravine: condition is greater than 0, not {self.condition:g}")

    @property
    def formula(self) -> str:
        """With its condition."""
        return f"x²/{_factor(self.condition)} + y²"

    def _value(self, point: Array) -> Array:
        x, y = point
        return x * x / self.condition + y * y

    def _gradient(self, point: Array) -> Array:
        x, y = point
        return np.array([2 * x / self.condition, 2 * y])

    def _hessian(self, point: Array) -> Array:
        return matrix(point, [[2 / self.condition, 0.0], [0.0, 2.0]])


@dataclass(frozen=True)
class Booth(Surface):
    """Two straight lines to be met at once: a tilted bowl, a first step beyond the axes.

    Least squares of two linear equations; the long axis lies along the diagonal y = −x.
    """

    domain, start = Box((-10, 10), (-10, 10)), (-8.0, -5.0)
    minima = (Minimum(at=(1.0, 3.0), value=0.0),)
    formula = "(x + 2y − 7)² + (2x + y − 5)²"
    source = "Booth, in Jamil & Yang (2013)"

    def _value(self, point: Array) -> Array:
        x, y = point
        one, two = x + 2 * y - 7, 2 * x + y - 5
        return one * one + two * two

    def _gradient(self, point: Array) -> Array:
        x, y = point
        one, two = x + 2 * y - 7, 2 * x + y - 5
        return np.array([2 * one + 4 * two, 4 * one + 2 * two])

    def _hessian(self, point: Array) -> Array:
        return matrix(point, [[10.0, 8.0], [8.0, 10.0]])


@dataclass(frozen=True)
class Matyas(Surface):
    """A ravine along the diagonal: a rate per coordinate cannot straighten what is not upright."""

    domain, start = Box((-10, 10), (-10, 10)), (-9.0, -4.0)
    minima = (Minimum(at=(0.0, 0.0), value=0.0),)
    formula = "0.26·(x² + y²) − 0.48·x·y"
    source = "Matyas, in Hedar (2005); Jamil & Yang (2013)"

    def _value(self, point: Array) -> Array:
        x, y = point
        return 0.26 * (x * x + y * y) - 0.48 * x * y

    def _gradient(self, point: Array) -> Array:
        x, y = point
        return np.array([0.52 * x - 0.48 * y, 0.52 * y - 0.48 * x])

    def _hessian(self, point: Array) -> Array:
        return matrix(point, [[0.52, -0.48], [-0.48, 0.52]])


class _Weighted(AnyDimension):
    """``Σ weightᵢ·xᵢ²``: an ellipsoid whose axes lie along the coordinates."""

    @property
    @abstractmethod
    def _weights(self) -> Array:
        """The weights ``(d,)``."""

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The origin."""
        return (Minimum(at=(0.0,) * self.dim, value=0.0),)

    def _value(self, point: Array) -> Array:
        return total(column(self._weights, point) * point * point)

    def _gradient(self, point: Array) -> Array:
        return 2 * column(self._weights, point) * point

    def _hessian(self, point: Array) -> Array:
        return diagonal(np.broadcast_to(2 * column(self._weights, point), point.shape))


@dataclass(frozen=True)
class Ellipsoid(_Weighted):
    """Any condition in any dimension: plain descent needs that many steps, Newton needs one.

    ``Σ condition^((i−1)/(d−1)) xᵢ²``: the axes lie along the coordinates, which makes it easy
    for a method with a rate per coordinate; `Rotated` takes that away.
    """

    dim: int = 2
    condition: float = 1e6

    side, pattern = (-5.0, 5.0), (-4.0, 3.0)
    source = "Hansen & Ostermeier (2001); f2 of COCO (Hansen et al. 2009) without its distortions"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.condition <= 0:
            raise InputError(f"ellipsoid: condition is greater than 0, not {self.condition:g}")

    @property
    def formula(self) -> str:
        """With its condition."""
        if self.dim == 2:
            return f"x² + {_in_digits(self.condition)}·y²"
        return f"Σ {_factor(self.condition)}^((i−1)/(d−1))·xᵢ²"

    @cached_property
    def _weights(self) -> Array:
        return self.condition ** (np.arange(self.dim) / max(self.dim - 1, 1))


@dataclass(frozen=True)
class SumOfSquares(_Weighted):
    """Each coordinate steeper than the last: a bowl whose condition is its dimension.

    ``Σ i·xᵢ²``, also called the weighted sphere or the axis-parallel hyper-ellipsoid.
    """

    dim: int = 2

    side, pattern = (-10.0, 10.0), (-8.0, 6.0)
    known_as = ("sum_squares",)
    source = "Hedar (2005); Surjanovic & Bingham (2013), Sum Squares"

    @property
    def formula(self) -> str:
        """In x and y where there are only two."""
        return "x² + 2y²" if self.dim == 2 else "Σ i·xᵢ²"

    @cached_property
    def _weights(self) -> Array:
        return np.arange(1.0, self.dim + 1)


@dataclass(frozen=True)
class AxisParallelEllipsoid(_Weighted):
    """Known as the rotated hyper-ellipsoid, though nothing is turned: a rate per coordinate does.

    ``Σᵢ Σⱼ xⱼ²`` over j up to i: each square counts as often as there are sums that hold it, so
    this is the sum of squares with its weights from d down to 1. What the name promises is
    `Schwefel12`, where the inner sum is squared, not its terms.
    """

    dim: int = 2

    side, pattern = (-65.536, 65.536), (-50.0, 40.0)
    title = "Axis-parallel ellipsoid"
    known_as = ("rotated_hyper_ellipsoid",)
    source = "Molga & Smutnicki (2005); Surjanovic & Bingham (2013), Rotated Hyper-Ellipsoid"

    @property
    def formula(self) -> str:
        """In x and y where there are only two."""
        return "2x² + y²" if self.dim == 2 else "Σ (d + 1 − i)·xᵢ²"

    @cached_property
    def _weights(self) -> Array:
        return np.arange(float(self.dim), 0, -1)


@dataclass(frozen=True)
class Schwefel12(AnyDimension):
    """A bowl turned against all axes: each term holds every coordinate before it.

    ``Σᵢ (Σⱼ xⱼ)²`` over j up to i, number 1.2 of Schwefel's book, also called the double sum or
    quadric; its condition grows like ``dim²``. The sum of the inner squares is another function
    (`AxisParallelEllipsoid`), and so is number 2.26 (`Schwefel`).
    """

    dim: int = 2

    side, pattern = (-100.0, 100.0), (-80.0, 60.0)
    title = "Schwefel 1.2"
    known_as = ("schwefel_1_2", "double_sum", "quadric")
    source = "Schwefel (1981), Numerical Optimization of Computer Models, no. 1.2"

    @property
    def formula(self) -> str:
        """In x and y where there are only two."""
        return "x² + (x + y)²" if self.dim == 2 else "Σ (x₁ + … + xᵢ)²"

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The origin."""
        return (Minimum(at=(0.0,) * self.dim, value=0.0),)

    def _value(self, point: Array) -> Array:
        sums = point.cumsum(axis=0)
        return total(sums * sums)

    def _gradient(self, point: Array) -> Array:
        return 2 * point.cumsum(axis=0)[::-1].cumsum(axis=0)[::-1]

    def _hessian(self, point: Array) -> Array:
        number = np.arange(self.dim)
        later = np.maximum(number[:, np.newaxis], number)  # so many sums hold both coordinates
        return np.multiply.outer(2.0 * (self.dim - later), np.ones(point.shape[1:]))


@dataclass(frozen=True)
class Trid(AnyDimension):
    """Neighbours that pull on each other: a convex bowl whose minimum is far from the middle.

    Its condition grows like ``dim²``. Some surveys misprint the lowest value, which is
    ``-dim(dim+4)(dim-1)/6``.
    """

    dim: int = 2

    least = 2
    source = "Neumaier's third problem; Adorjan, in Surjanovic & Bingham (2013)"

    @property
    def formula(self) -> str:
        """In x and y where there are only two."""
        if self.dim == 2:
            return "(x − 1)² + (y − 1)² − xy"
        return "Σ (xᵢ − 1)² − Σ xᵢ·xᵢ₋₁"

    @property
    def domain(self) -> Box:
        """The usual cube, which grows with the dimension."""
        return Box.cube(-(self.dim**2), self.dim**2, self.dim)

    @property
    def start(self) -> tuple[float, ...]:
        """Away from the diagonal, on which the minimum lies."""
        return repeated((-0.75 * self.dim**2, 0.5 * self.dim**2), self.dim)

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """A parabola over the number of the coordinate."""
        d = self.dim
        at = tuple(float(i * (d + 1 - i)) for i in range(1, d + 1))
        return (Minimum(at=at, value=-d * (d + 4) * (d - 1) / 6),)

    def _value(self, point: Array) -> Array:
        off = point - 1
        return total(off * off) - total(point[1:] * point[:-1])

    def _gradient(self, point: Array) -> Array:
        gradient = 2 * (point - 1)
        gradient[1:] -= point[:-1]
        gradient[:-1] -= point[1:]
        return gradient

    def _hessian(self, point: Array) -> Array:
        rows = 2 * np.eye(self.dim) - np.eye(self.dim, k=1) - np.eye(self.dim, k=-1)
        return matrix(point, rows.tolist())


@dataclass(frozen=True)
class Zakharov(AnyDimension):
    """A bowl with one direction that steepens like a quartic: no single rate suits all of it.

    ``Σxᵢ² + s² + s⁴`` with ``s = Σ i·xᵢ/2``; a sum of convex terms, so the minimum is alone.
    """

    dim: int = 2

    side, pattern = (-5.0, 10.0), (-2.0, 4.0)  # up the steep direction and off its line
    source = "Zakharov, in Jamil & Yang (2013)"

    @property
    def formula(self) -> str:
        """In x and y where there are only two."""
        if self.dim == 2:
            return "x² + y² + (x/2 + y)² + (x/2 + y)⁴"
        return "Σ xᵢ² + (Σ i·xᵢ/2)² + (Σ i·xᵢ/2)⁴"

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The origin."""
        return (Minimum(at=(0.0,) * self.dim, value=0.0),)

    def _value(self, point: Array) -> Array:
        s = self._sum(point)
        return total(point * point) + s * s * (1 + s * s)

    def _gradient(self, point: Array) -> Array:
        s = self._sum(point)
        return 2 * point + column(self._weights, point) * (2 * s * (1 + 2 * s * s))

    def _hessian(self, point: Array) -> Array:
        s = self._sum(point)
        outer = np.outer(self._weights, self._weights)
        hessian = outer.reshape(outer.shape + (1,) * s.ndim) * (2 + 12 * s * s)
        for i in range(self.dim):
            hessian[i, i] += 2
        return hessian

    @cached_property
    def _weights(self) -> Array:
        return np.arange(1, self.dim + 1) / 2

    def _sum(self, point: Array) -> Array:
        return total(column(self._weights, point) * point)


def _in_digits(number: float) -> str:
    """Return a number as it is written by hand: ``20``, ``10⁶``, ``2.5·10⁻⁷``."""
    digits, e, exponent = f"{number:g}".partition("e")
    if not e:
        return digits
    power = "10" + superscript(int(exponent))
    return power if digits == "1" else f"{digits}·{power}"


def _factor(number: float) -> str:
    """Return the same in brackets where it is more than digits: as a divisor, as a base."""
    text = _in_digits(number)
    return text if text[-1].isascii() else f"({text})"
