"""Wells: a few minima with a basin each; the start, or a large rate, decides which is reached."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from surfaces.arrays import matrix
from surfaces.base import Surface
from surfaces.box import Array, Box, Minimum
from surfaces.families.separable import Separable


@dataclass(frozen=True)
class Himmelblau(Surface):
    """Four equally good minima: which one is found depends on the method as well as the start."""

    domain, start = Box((-5, 5), (-5, 5)), (0.0, 4.5)
    minima = (
        Minimum(at=(-3.7793102533777469, -3.2831859912861694), value=0.0),
        Minimum(at=(-2.8051180869527449, 3.1313125182505730), value=0.0),
        Minimum(at=(3.0, 2.0), value=0.0),
        Minimum(at=(3.5844283403304918, -1.8481265269644036), value=0.0),
    )
    formula = "(x² + y − 11)² + (x + y² − 7)²"
    source = "Himmelblau (1972), Applied Nonlinear Programming"

    def _value(self, point: Array) -> Array:
        off = self._off(point)
        off *= off
        return off.sum(axis=0)

    def _gradient(self, point: Array) -> Array:
        return self._slopes(point, self._off(point))

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        off = self._off(point)
        slopes = self._slopes(point, off)
        off *= off
        return off.sum(axis=0), slopes

    def _off(self, point: Array) -> Array:
        """Return the two terms that are squared, ``(2, *batch)``."""
        off = point * point
        off += point[::-1]
        off[0] -= 11
        off[1] -= 7
        return off

    def _slopes(self, point: Array, off: Array) -> Array:
        slopes = point * off
        slopes *= 2
        slopes += off[::-1]
        slopes *= 2
        return slopes

    def _hessian(self, point: Array) -> Array:
        x, y = point
        mixed = 4 * (x + y)
        return matrix(point, [[12 * x * x + 4 * y - 42, mixed], [mixed, 12 * y * y + 4 * x - 26]])


@dataclass(frozen=True)
class SixHumpCamel(Surface):
    """Six minima in three pairs: from most starts a better one lies just over the next hump."""

    domain, start = Box((-3, 3), (-2, 2)), (-2.5, 1.5)
    minima = (
        Minimum(at=(-0.08984201310031806, 0.7126564030207396), value=-1.0316284534898774),
        Minimum(at=(0.08984201310031806, -0.7126564030207396), value=-1.0316284534898774),
        Minimum(
            at=(-1.703606714969981, 0.7960835686726251),
            value=-0.21546382438371764,
            is_global=False,
        ),
        Minimum(
            at=(1.703606714969981, -0.7960835686726251),
            value=-0.21546382438371764,
            is_global=False,
        ),
        Minimum(
            at=(-1.6071047529201972, -0.5686514548841314), value=2.1042503103112584, is_global=False
        ),
        Minimum(
            at=(1.6071047529201972, 0.5686514548841314), value=2.1042503103112584, is_global=False
        ),
    )
    title = "Six-hump camel"
    formula = "(4 − 2.1·x² + x⁴/3)·x² + xy + 4·(y² − 1)·y²"
    source = "Dixon & Szegő (1978), Towards Global Optimisation 2"

    def _value(self, point: Array) -> Array:
        x, y = point
        x2, y2 = x * x, y * y
        return (4 - 2.1 * x2 + x2 * x2 / 3) * x2 + x * y + 4 * (y2 - 1) * y2

    def _gradient(self, point: Array) -> Array:
        x, y = point
        x2, y2 = x * x, y * y
        return np.array(
            [
                (8 - 8.4 * x2 + 2 * x2 * x2) * x + y,
                x + (16 * y2 - 8) * y,
            ]
        )

    def _hessian(self, point: Array) -> Array:
        x, y = point
        x2, y2 = x * x, y * y
        return matrix(point, [[8 - 25.2 * x2 + 10 * x2 * x2, 1.0], [1.0, 48 * y2 - 8]])


@dataclass(frozen=True)
class ThreeHumpCamel(Surface):
    """A good minimum between two poor ones: momentum can carry past the first that comes."""

    domain, start = Box((-5, 5), (-5, 5)), (-2.2, 3.0)
    minima = (
        Minimum(at=(0.0, 0.0), value=0.0),
        Minimum(
            at=(-1.7475523458302888, 0.8737761729151444), value=0.2986384422368598, is_global=False
        ),
        Minimum(
            at=(1.7475523458302888, -0.8737761729151444), value=0.2986384422368598, is_global=False
        ),
    )
    title = "Three-hump camel"
    formula = "2x² − 1.05·x⁴ + x⁶/6 + xy + y²"
    source = "Branin (1972); Dixon & Szegő (1975)"

    def _value(self, point: Array) -> Array:
        x, y = point
        x2 = x * x
        return (2 - 1.05 * x2 + x2 * x2 / 6) * x2 + x * y + y * y

    def _gradient(self, point: Array) -> Array:
        x, y = point
        x2 = x * x
        return np.array([(4 - 4.2 * x2 + x2 * x2) * x + y, x + 2 * y])

    def _hessian(self, point: Array) -> Array:
        x, _ = point
        x2 = x * x
        return matrix(point, [[4 - 12.6 * x2 + 5 * x2 * x2, 1.0], [1.0, 2.0]])


@dataclass(frozen=True)
class StyblinskiTang(Separable):
    """Two wells per coordinate, so 2ᵈ minima: each coordinate alone has to choose the deep one."""

    dim: int = 2

    side, pattern = (-5.0, 5.0), (0.5, 4.5)
    title = "Styblinski–Tang"
    formula = "½ Σ (xᵢ⁴ − 16·xᵢ² + 5xᵢ)"
    source = "Styblinski & Tang (1990)"

    def _curve(self, x: Array, i: Array) -> Array:
        x2 = x * x
        return 0.5 * ((x2 - 16) * x2 + 5 * x)

    def _slope(self, x: Array, i: Array) -> Array:
        return (2 * x * x - 16) * x + 2.5

    def _curvature(self, x: Array, i: Array) -> Array:
        return 6 * x * x - 16


@dataclass(frozen=True)
class GoldsteinPrice(Surface):
    """Values from 3 to a million: steps that are safe on the walls are nothing on the floor."""

    domain, start = Box((-2, 2), (-2, 2)), (-1.0, 0.8)
    minima = (
        Minimum(at=(0.0, -1.0), value=3.0),
        Minimum(at=(-0.6, -0.4), value=30.0, is_global=False),
        Minimum(at=(1.8, 0.2), value=84.0, is_global=False),
        Minimum(at=(1.2, 0.8), value=840.0, is_global=False),
    )
    title = "Goldstein–Price"
    formula = (
        "[1 + (x + y + 1)²·(19 − 14x + 3x² − 14y + 6xy + 3y²)]"
        "·[30 + (2x − 3y)²·(18 − 32x + 12x² + 48y − 36xy + 27y²)]"
    )
    source = "Goldstein & Price (1971)"

    def _value(self, point: Array) -> Array:
        (left, _, _), (right, _, _) = _left(*point), _right(*point)
        return left * right

    def _gradient(self, point: Array) -> Array:
        (left, by_sum, _), (right, by_gap, _) = _left(*point), _right(*point)
        from_left, from_right = by_sum * right, left * by_gap
        return np.array([from_left + 2 * from_right, from_left - 3 * from_right])

    def _hessian(self, point: Array) -> Array:
        (left, s, ss), (right, t, tt) = _left(*point), _right(*point)
        from_left, mixed, from_right = ss * right, s * t, left * tt
        cross = from_left - mixed - 6 * from_right
        return matrix(
            point,
            [
                [from_left + 4 * mixed + 4 * from_right, cross],
                [cross, from_left - 6 * mixed + 9 * from_right],
            ],
        )


def _left(x: Array, y: Array) -> tuple[Array, Array, Array]:
    """Return Goldstein and Price's first bracket and its derivatives by x + y, all it holds."""
    s = x + y
    after = s + 1
    return (
        1 + after * after * ((3 * s - 14) * s + 19),
        12 * after * (s - 1) * (s - 2),
        12 * ((3 * s - 4) * s - 1),
    )


def _right(x: Array, y: Array) -> tuple[Array, Array, Array]:
    """Return their second bracket and its derivatives by 2x − 3y, all it holds."""
    t = 2 * x - 3 * y
    return (
        30 + t * t * ((3 * t - 16) * t + 18),
        12 * t * (t - 1) * (t - 3),
        12 * ((3 * t - 8) * t + 3),
    )


@dataclass(frozen=True)
class DeckkersAarts(Surface):
    """A groove with walls of 10⁵ x²: the start decides: a dent, or one of two pits of −24 777.

    Some surveys print the pits at (0, ±15), with −24 771.
    """

    domain, start = Box((-20, 20), (-20, 20)), (8.0, 10.0)
    minima = (
        Minimum(at=(0.0, -14.945112151891959), value=-24776.51834231769),
        Minimum(at=(0.0, 14.945112151891959), value=-24776.51834231769),
        Minimum(at=(0.0, 0.0), value=0.0, is_global=False),
    )
    title = "Deckkers–Aarts"
    formula = "10⁵x² + y² − (x² + y²)² + 10⁻⁵·(x² + y²)⁴"
    known_as = ("dekkers_aarts",)
    source = "Dekkers & Aarts (1991); Ali, Khompatraporn & Zabinsky (2005)"

    def _value(self, point: Array) -> Array:
        x, y = point
        s = x * x + y * y
        return 1e5 * (x * x) + y * y - s * s * (1 - 1e-5 * (s * s))

    def _gradient(self, point: Array) -> Array:
        x, y = point
        s = x * x + y * y
        pull = s * (8e-5 * (s * s) - 4)
        return np.array([x * (2e5 + pull), y * (2 + pull)])

    def _hessian(self, point: Array) -> Array:
        x, y = point
        s = x * x + y * y
        pull, growth = s * (8e-5 * (s * s) - 4), 48e-5 * (s * s) - 8
        mixed = x * y * growth
        return matrix(
            point, [[2e5 + pull + x * x * growth, mixed], [mixed, 2 + pull + y * y * growth]]
        )


@dataclass(frozen=True)
class Peaks(Surface):
    """Three hollows between three hills: from the highest top the first step decides for one.

    MATLAB's example of a landscape. In the plain round about the slope fades.
    """

    domain, start = Box((-3, 3), (-3, 3)), (0.1, 1.3)
    minima = (
        Minimum(at=(0.22827892055636909, -1.6255349574999964), value=-6.551133332835837),
        Minimum(
            at=(-1.3473962443682108, 0.20451886609700518), value=-3.04984940280026, is_global=False
        ),
        Minimum(
            at=(0.2964455538468321, 0.32019624766683435),
            value=-0.06493586825552689,
            is_global=False,
        ),
    )
    formula = (
        "3·(1 − x)²·exp(−x² − (y + 1)²) − 10·(x/5 − x³ − y⁵)·exp(−x² − y²) − exp(−(x + 1)² − y²)/3"
    )
    source = "peaks, an example function of MATLAB (The MathWorks)"

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        x, y = point
        hill, ring, dent = self._bells(x, y)
        left, up = 1 - x, y + 1
        odd = self._odd(x, y)
        height = 3 * left * left * hill
        by_x = -6 * left * (1 + x * left) * hill - 10 * (0.2 - x * (3 * x + 2 * odd)) * ring
        by_y = 10 * y * (5 * y * y * y + 2 * odd) * ring - 2 * up * height
        value = height - 10 * odd * ring - dent
        return value, np.array([by_x + 2 * (x + 1) * dent, by_y + 2 * y * dent])

    def _hessian(self, point: Array) -> Array:
        x, y = point
        hill, ring, dent = self._bells(x, y)
        odd, slope, steep = self._odd(x, y), 0.2 - 3 * x * x, 5 * y * y * y * y
        side, up, right = 1 + x * x * (x - 2), y + 1, x + 1
        xx = 6 * x * (4 - 3 * x + 2 * side) * hill - (4 * right * right - 2) * dent
        xx += 10 * (6 * x + 2 * odd + 4 * x * (slope - x * odd)) * ring
        xy = 12 * up * side * hill - 4 * right * y * dent
        xy += 20 * (y * slope - x * (steep + 2 * y * odd)) * ring
        yy = 6 * (1 - x) * (1 - x) * (2 * up * up - 1) * hill - (4 * y * y - 2) * dent
        yy += 20 * (10 * y * y * y - 2 * y * steep + odd * (1 - 2 * y * y)) * ring
        return matrix(point, [[xx, xy], [xy, yy]])

    @staticmethod
    def _bells(x: Array, y: Array) -> tuple[Array, Array, Array]:
        """Return the three exponentials, the last with its third."""
        x2, y2 = x * x, y * y
        return (
            np.exp(-x2 - (y + 1) * (y + 1)),
            np.exp(-x2 - y2),
            np.exp(-(x + 1) * (x + 1) - y2) / 3,
        )

    @staticmethod
    def _odd(x: Array, y: Array) -> Array:
        """Return the polynomial in the middle, whose sign changes with that of the point."""
        return x / 5 - x * x * x - y * y * y * y * y
