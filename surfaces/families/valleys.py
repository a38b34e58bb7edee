"""Valleys: a steep way down, then a long flat floor that bends."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from surfaces.any_dimension import AnyDimension
from surfaces.arrays import column, matrix, total
from surfaces.base import Surface
from surfaces.box import Array, Box, Minimum
from surfaces.specs import InputError


@dataclass(frozen=True)
class Rosenbrock(AnyDimension):
    """The banana valley: finding the floor takes a few steps, following it takes hundreds.

    ``Σ steepness·(xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)²``, the extended form in which neighbours are coupled
    (not the sum of separate pairs). From four dimensions on there is a second, local minimum
    near (−1, 1, …, 1), if the walls are steep enough (Shang & Qiu 2006; Kok & Sandrock 2009).
    """

    dim: int = 2
    steepness: float = 100.0

    side, pattern = (-5.0, 10.0), (-1.2, 1.0)  # across the bend from the minimum
    least = 2
    known_as = ("banana",)
    source = "Rosenbrock (1960); start of Moré, Garbow & Hillstrom (1981), no. 1"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.steepness <= 0:
            raise InputError(f"rosenbrock: steepness is greater than 0, not {self.steepness:g}")

    @property
    def formula(self) -> str:
        """In x and y where there are only two."""
        if self.dim == 2:
            return f"{self.steepness:g}·(y − x²)² + (1 − x)²"
        return f"Σ {self.steepness:g}·(xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)²"

    @property
    def minima_complete(self) -> bool:
        """Up to dimension 3, and for the usual steepness up to 30 (Shang & Qiu 2006)."""
        return self.dim <= 3 or (self.dim <= 30 and self.steepness == 100)

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """All ones, and the local minimum across the bend, where there is one."""
        ones = Minimum(at=(1.0,) * self.dim, value=0.0)
        other = self._across() if self.dim >= 4 else None
        return (ones,) if other is None else (ones, other)

    def _across(self) -> Minimum | None:
        point = np.array([-1.0] + [1.0] * (self.dim - 1))
        if self.dim == 4:
            point = np.array([-0.7757, 0.6131, 0.3821, 0.1460])
        for _ in range(50):
            step = np.linalg.solve(self._hessian(point), self._gradient(point))
            point = point - step
            if np.abs(step).max() < 1e-15:
                break
        lowest_curvature = np.linalg.eigvalsh(self._hessian(point)).min()
        if np.abs(step).max() > 1e-12 or point[0] > 0 or lowest_curvature <= 0:
            return None
        return Minimum(tuple(point.tolist()), float(self._value(point)), is_global=False)

    def _value(self, point: Array) -> Array:
        return self._terms(*_parts(point))

    def _gradient(self, point: Array) -> Array:
        return self._slopes(point, *_parts(point))

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        off, rest = _parts(point)
        slopes = self._slopes(point, off, rest)
        return self._terms(off, rest), slopes

    def _terms(self, off: Array, rest: Array) -> Array:
        """Return the value; the parts are used up."""
        off *= off
        off *= self.steepness
        rest *= rest
        off += rest
        return off[0] if len(off) == 1 else total(off)

    def _slopes(self, point: Array, off: Array, rest: Array) -> Array:
        """Return the gradient: each term pulls at two neighbours."""
        gradient = np.empty_like(point)
        pull = np.multiply(2 * self.steepness, off, out=gradient[1:])
        along = point[:-1] * pull
        along += rest
        along *= -2
        gradient[0] = along[0]
        gradient[1:-1] += along[1:]
        return gradient

    def _hessian(self, point: Array) -> Array:
        x, after = point[:-1], point[1:]
        hessian = np.zeros((self.dim, *point.shape), like=point)
        for i in range(self.dim - 1):
            hessian[i, i] += self.steepness * (12 * x[i] * x[i] - 4 * after[i]) + 2
            hessian[i + 1, i + 1] = 2 * self.steepness
            hessian[i, i + 1] = hessian[i + 1, i] = -4 * self.steepness * x[i]
        return hessian


def _parts(point: Array) -> tuple[Array, Array]:
    """Return what the banana squares: y − x² and 1 − x for each two neighbours."""
    x, after = point[:-1], point[1:]
    off = x * x
    return np.subtract(after, off, out=off), 1 - x


@dataclass(frozen=True)
class ExtendedRosenbrock(AnyDimension):
    """Banana valleys side by side: one in each pair of coordinates, and none feels the others.

    ``Σ 100·(y − x²)² + (1 − x)²`` over the pairs, in even dimensions. Unlike `Rosenbrock`, in which
    neighbours are coupled, it has one stationary point in every dimension.
    """

    dim: int = 4

    side, pattern = (-5.0, 10.0), (-1.2, 1.0)
    least = multiple = 2
    title = "Extended Rosenbrock"
    formula = "Σ 100·(x₂ᵢ − x₂ᵢ₋₁²)² + (1 − x₂ᵢ₋₁)²"
    source = "Spedicato (1975); Moré, Garbow & Hillstrom (1981), no. 21"

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """All ones."""
        return (Minimum(at=(1.0,) * self.dim, value=0.0),)

    def _value(self, point: Array) -> Array:
        off, rest = self._parts(point)
        return total(100 * (off * off) + rest * rest)

    def _gradient(self, point: Array) -> Array:
        off, rest = self._parts(point)
        gradient = np.empty_like(point)
        gradient[::2] = -400 * point[::2] * off - 2 * rest
        gradient[1::2] = 200 * off
        return gradient

    def _hessian(self, point: Array) -> Array:
        hessian = np.zeros((self.dim, *point.shape), like=point)
        for i in range(0, self.dim, 2):
            x, y = point[i], point[i + 1]
            hessian[i, i] = 1200 * x * x - 400 * y + 2
            hessian[i, i + 1] = hessian[i + 1, i] = -400 * x
            hessian[i + 1, i + 1] = 200
        return hessian

    @staticmethod
    def _parts(point: Array) -> tuple[Array, Array]:
        """Return what is squared, for each pair: y − x² and 1 − x."""
        x, y = point[::2], point[1::2]
        return y - x * x, 1 - x


@dataclass(frozen=True)
class Beale(Surface):
    """A flat valley between sharp corners: rates that suit the walls crawl on the floor.

    Far out the valley goes on along y = 1, where it stays above 0.452.
    """

    domain, start = Box((-4.5, 4.5), (-4.5, 4.5)), (1.0, 1.0)
    minima = (Minimum(at=(3.0, 0.5), value=0.0),)
    formula = "(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²"
    source = "Beale (1958); Moré, Garbow & Hillstrom (1981), no. 5"

    def _value(self, point: Array) -> Array:
        x, y = point
        one, two, three = self._residuals(x, y)
        return one * one + two * two + three * three

    def _gradient(self, point: Array) -> Array:
        x, y = point
        one, two, three = self._residuals(x, y)
        y2 = y * y
        return np.array(
            [
                2 * (one * (y - 1) + two * (y2 - 1) + three * (y2 * y - 1)),
                2 * x * (one + 2 * two * y + 3 * three * y2),
            ]
        )

    def _hessian(self, point: Array) -> Array:
        x, y = point
        one, two, three = self._residuals(x, y)
        y2 = y * y
        xx = (y - 1) * (y - 1) + (y2 - 1) * (y2 - 1) + (y2 * y - 1) * (y2 * y - 1)
        xy = x * (y - 1 + 2 * y * (y2 - 1) + 3 * y2 * (y2 * y - 1))
        xy += one + 2 * y * two + 3 * y2 * three
        yy = x * (x * (1 + 4 * y2 + 9 * y2 * y2) + 2 * two + 6 * y * three)
        return matrix(point, [[2 * xx, 2 * xy], [2 * xy, 2 * yy]])

    @staticmethod
    def _residuals(x: Array, y: Array) -> tuple[Array, Array, Array]:
        return 1.5 - x + x * y, 2.25 - x + x * y * y, 2.625 - x + x * y * y * y


@dataclass(frozen=True)
class MomentumValley(Surface):
    """A gentle banana on which rate and momentum can be explored by hand: both have an optimum."""

    domain, start = Box((-2, 2), (-0.5, 1.5)), (-1.21, 0.853)
    minima = (Minimum(at=(1.0, 1 / 3), value=0.0),)
    formula = "(1 − x)² + 20·(3y − x²)²"
    source = "Goh (2017), Why Momentum Really Works, the opening figure"

    def _value(self, point: Array) -> Array:
        x, y = point
        rest, off = 1 - x, 3 * y - x * x
        return rest * rest + 20 * (off * off)

    def _gradient(self, point: Array) -> Array:
        x, y = point
        off = 3 * y - x * x
        return np.array([-2 * (1 - x) - 80 * x * off, 120 * off])

    def _hessian(self, point: Array) -> Array:
        x, y = point
        return matrix(point, [[2 - 240 * y + 240 * x * x, -240 * x], [-240 * x, 360.0]])


@dataclass(frozen=True)
class Leon(Surface):
    """A valley with an inflection, y = x³: where it is flat, the way on is hard to feel.

    The cubic form of Leon; some print it with x² instead, which is exactly Rosenbrock's.
    """

    domain, start = Box((-1.2, 1.2), (-1.2, 1.2)), (-1.2, -1.0)
    minima = (Minimum(at=(1.0, 1.0), value=0.0),)
    formula = "100·(y − x³)² + (1 − x)²"
    source = "Leon (1966), in Lavi & Vogl, Recent Advances in Optimization Techniques"

    def _value(self, point: Array) -> Array:
        x, y = point
        off, rest = y - x * x * x, 1 - x
        return 100 * (off * off) + rest * rest

    def _gradient(self, point: Array) -> Array:
        x, y = point
        off = y - x * x * x
        return np.array([-600 * x * x * off - 2 * (1 - x), 200 * off])

    def _hessian(self, point: Array) -> Array:
        x, y = point
        x2 = x * x
        return matrix(point, [[2 - 1200 * x * y + 3000 * x2 * x2, -600 * x2], [-600 * x2, 200.0]])


@dataclass(frozen=True)
class DixonPrice(AnyDimension):
    """Each coordinate fixed by the one before: a valley that forks at the last of them.

    Two global minima, which differ in the sign of the last coordinate. The point
    (1/3, 0, …, 0), where the gradient is zero too, is no minimum, as is sometimes claimed.
    """

    dim: int = 2

    # The start is a hair off the line between the two valleys, where the first steps decide.
    side, pattern = (-10.0, 10.0), (8.0, 0.1)
    least = 2
    title = "Dixon–Price"
    source = "Dixon & Price (1989)"

    @property
    def formula(self) -> str:
        """In x and y where there are only two."""
        if self.dim == 2:
            return "(x − 1)² + 2·(2y² − x)²"
        return "(x₁ − 1)² + Σ i·(2xᵢ² − xᵢ₋₁)²"

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The same but for the sign of the last coordinate."""
        at = tuple(2.0 ** (2.0 ** (1 - i) - 1) for i in range(1, self.dim + 1))
        return (Minimum((*at[:-1], -at[-1]), 0.0), Minimum(at, 0.0))

    @property
    def minima_complete(self) -> bool:
        """Up to dimension 3, where the equations can be solved one after the other."""
        return self.dim <= 3

    def _value(self, point: Array) -> Array:
        off, first = self._residuals(point), point[0] - 1
        return first * first + total(column(self._weights, off) * off * off)

    def _gradient(self, point: Array) -> Array:
        off = self._residuals(point)
        pull = 2 * column(self._weights, off) * off
        gradient = np.zeros_like(point)
        gradient[0] = 2 * (point[0] - 1)
        gradient[1:] += 4 * point[1:] * pull
        gradient[:-1] -= pull
        return gradient

    def _hessian(self, point: Array) -> Array:
        off = self._residuals(point)
        hessian = np.zeros((self.dim, *point.shape), like=point)
        hessian[0, 0] = 2
        for i in range(1, self.dim):
            hessian[i, i] += 8 * (i + 1) * (off[i - 1] + 4 * point[i] * point[i])
            hessian[i - 1, i - 1] += 2 * (i + 1)
            hessian[i, i - 1] = hessian[i - 1, i] = -8 * (i + 1) * point[i]
        return hessian

    @cached_property
    def _weights(self) -> Array:
        return np.arange(2.0, self.dim + 1)

    @staticmethod
    def _residuals(point: Array) -> Array:
        return 2 * point[1:] * point[1:] - point[:-1]


@dataclass(frozen=True)
class Zettl(Surface):
    """A valley that closes into a ring: the way down leads round it, past a hill in the middle.

    The floor is near the circle ``x² + y² = 2x``; where it is highest, there is a saddle.
    """

    domain, start = Box((-5, 10), (-5, 10)), (2.2, 0.3)
    pictured = Box((-1, 3), (-2, 2))
    minima = (Minimum(at=(-0.029895985050660382, 0.0), value=-0.003791237220468898),)
    formula = "(x² + y² − 2x)² + x/4"
    source = (
        "Zettl, in Schwefel (1995), Evolution and Optimum Seeking; Jamil & Yang (2013), no. 175"
    )

    def _value(self, point: Array) -> Array:
        x, y = point
        off = x * x + y * y - 2 * x
        return off * off + x / 4

    def _gradient(self, point: Array) -> Array:
        x, y = point
        off = x * x + y * y - 2 * x
        return np.array([4 * off * (x - 1) + 0.25, 4 * off * y])

    def _hessian(self, point: Array) -> Array:
        x, y = point
        off = 4 * (x * x + y * y - 2 * x)
        mixed = 8 * (x - 1) * y
        return matrix(point, [[off + 8 * (x - 1) * (x - 1), mixed], [mixed, off + 8 * y * y]])
