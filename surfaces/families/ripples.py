"""Ripples: dozens to thousands of minima, so that following the slope down is not enough."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from surfaces.analysis.stationary import Survey, report, widened
from surfaces.analysis.zeros import Roots, Zeros, zeros
from surfaces.any_dimension import AnyDimension
from surfaces.arrays import matrix, total
from surfaces.base import Surface
from surfaces.box import Array, Box, Minimum
from surfaces.families.products import Product
from surfaces.families.separable import Separable, Term
from surfaces.numerals import superscript
from surfaces.specs import InputError
from surfaces.trig import TAU, sine_and_versine, sine_cosine, sine_cosine_versine


@dataclass(frozen=True)
class Rastrigin(Separable):
    """A bowl under an egg box: the slope leads to the nearest of many pits, hardly ever the best.

    In dimension ``dim`` with ``10·dim`` in front, so that the lowest value is 0.
    """

    dim: int = 2
    amplitude: float = 10.0

    side, pattern = (-5.12, 5.12), (-2.0, 3.5)
    source = "Rastrigin (1974); in any dimension Mühlenbein, Schomisch & Born (1991)"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.amplitude < 0:
            raise InputError(f"rastrigin: amplitude is at least 0, not {self.amplitude:g}")

    @property
    def formula(self) -> str:
        """With its amplitude."""
        return f"Σ [xᵢ² + {self.amplitude:g}·(1 − cos 2πxᵢ)]"

    def _curve(self, x: Array, i: Array) -> Array:
        _, _, versine = sine_cosine_versine(x)
        return x * x + self.amplitude * versine

    def _slope(self, x: Array, i: Array) -> Array:
        sine, _, _ = sine_cosine_versine(x)
        return 2 * x + TAU * self.amplitude * sine

    def _curvature(self, x: Array, i: Array) -> Array:
        _, cosine, _ = sine_cosine_versine(x)
        return 2 + TAU * TAU * self.amplitude * cosine

    def _curve_and_slope(self, x: Array, i: Array) -> tuple[Array, Array]:
        slope, curve = sine_and_versine(x, TAU * self.amplitude, self.amplitude)
        curve += x * x
        slope += 2 * x
        return curve, slope


@dataclass(frozen=True)
class EggCrate(Separable):
    """Few and deep dents in a bowl: nine within the domain, and a long step leaves each of them.

    In dimension ``dim``; the literature has two coordinates.
    """

    dim: int = 2

    side, pattern = (-5.0, 5.0), (-1.4, 4.0)
    formula = "Σ (xᵢ² + 25·sin² xᵢ)"
    source = "Jamil & Yang (2013), no. 52"

    def _curve_and_slope(self, x: Array, i: Array) -> tuple[Array, Array]:
        slope, curve = sine_and_versine(x / np.pi, 25.0, 12.5)
        return x * x + curve, 2 * x + slope

    def _curvature(self, x: Array, i: Array) -> Array:
        _, cosine, _ = sine_cosine_versine(x / np.pi)
        return 2 + 50 * cosine


@dataclass(frozen=True)
class Griewank(AnyDimension):
    """Fine ripples on a vast bowl: from afar a parabola, from near an egg box.

    In one and two dimensions the minima of [-10, 10]ᵈ are listed; the usual domain holds
    thousands.
    """

    dim: int = 2

    side, pattern = (-600.0, 600.0), (-7.0, 8.0)  # two ripples away from the middle
    formula = "1 + Σ xᵢ²/4000 − Π cos(xᵢ/√i)"
    known_as = ("griewangk",)
    source = "Griewank (1981)"

    @property
    def charted(self) -> Box:
        """The middle of it."""
        return Box.cube(-10, 10, self.dim)

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The origin, and in one and two dimensions the others near it."""
        return super().minima if self.dim <= 2 else (Minimum(at=(0.0,) * self.dim, value=0.0),)

    @property
    def minima_complete(self) -> bool:
        """Only where they can be searched for."""
        return self.dim <= 2

    def _value(self, point: Array) -> Array:
        return self._height(point, self._waves(point)[1])

    def _gradient(self, point: Array) -> Array:
        return self._slopes(point, *self._waves(point))

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        waves = self._waves(point)
        return self._height(point, waves[1]), self._slopes(point, *waves)

    def _height(self, point: Array, cos: Array) -> Array:
        return total(point * point) / 4000 + 1 - cos.prod(axis=0)

    def _slopes(self, point: Array, root: Array, cos: Array, sin: Array) -> Array:
        gradient = point / 2000
        for i in range(self.dim):
            gradient[i] += sin[i] / root[i] * _product_without(cos, i)
        return gradient

    def _hessian(self, point: Array) -> Array:
        root, cos, sin = self._waves(point)
        hessian = np.empty((self.dim, *point.shape), like=point)
        for i in range(self.dim):
            hessian[i, i] = 1 / 2000 + cos[i] / root[i] ** 2 * _product_without(cos, i)
            for j in range(i):
                mixed = -sin[i] * sin[j] / (root[i] * root[j]) * _product_without(cos, i, j)
                hessian[i, j] = hessian[j, i] = mixed
        return hessian

    def _waves(self, point: Array) -> tuple[Array, Array, Array]:
        """Return the roots √i, and cosine and sine of xᵢ/√i."""
        root = np.sqrt(np.arange(1, self.dim + 1))
        sin, cos = sine_cosine(point / root.reshape(-1, *(1,) * (point.ndim - 1)))
        return root, cos, sin


@dataclass(frozen=True)
class Schwefel(Separable):
    """The best minimum lies in the far corner: what is learnt from one basin misleads in the next.

    Number 2.26 of Schwefel's book, shifted so that the lowest value is 0. The curvature is
    infinite where a coordinate is 0 (0 is returned there), though the slope is zero. Outside the
    domain there are lower values.
    """

    dim: int = 2

    side, pattern = (-500.0, 500.0), (-100.0, 250.0)
    curve_cusps = ((0.0,),)
    formula = "Σ (418.9828872724337 − xᵢ·sin √|xᵢ|)"
    source = "Schwefel (1981), Numerical Optimization of Computer Models, no. 2.26"
    kinks = "infinite curvature where a coordinate is 0"

    def _curve_and_slope(self, x: Array, i: Array) -> tuple[Array, Array]:
        root = np.sqrt(np.abs(x))
        sin, cos = sine_cosine(root)
        return 418.9828872724337 - x * sin, -sin - root * cos / 2

    def _curvature(self, x: Array, i: Array) -> Array:
        root = np.sqrt(np.abs(x))
        safe = np.where(root > 0, root, np.inf)
        sin, cos = sine_cosine(root)
        return np.sign(x) * (sin / 4 - 0.75 * cos / safe)


@dataclass(frozen=True)
class Michalewicz(Separable):
    """Narrow grooves in a plateau: on the flat no slope tells where they are.

    The higher ``steepness`` (m in the literature), the narrower. On the plateau the value is
    zero to many orders: the degenerate points are its flattest places, local maxima.
    """

    dim: int = 2
    steepness: int = 10

    side, pattern = (0.0, np.pi), (1.8, 1.3)
    source = "Michalewicz (1992), Genetic Algorithms + Data Structures = Evolution Programs"

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= self.steepness <= 100:
            raise InputError(
                f"michalewicz: steepness is a whole number from 1 to 100, not {self.steepness}"
            )

    @property
    def formula(self) -> str:
        """With its power."""
        return f"−Σ sin xᵢ·sin{superscript(2 * self.steepness)}(i·xᵢ²/π)"

    def _like(self, i: int) -> int:
        return i

    def _curve(self, x: Array, i: Array) -> Array:
        (sin, _), (s, _) = sine_cosine(x), sine_cosine(i * x * x / np.pi)
        return -sin * s ** (2 * self.steepness)

    def _slope(self, x: Array, i: Array) -> Array:
        s, _ = sine_cosine(i * x * x / np.pi)
        return -(s ** (2 * self.steepness - 1)) * self._groove(x, i)[0]

    def _curvature(self, x: Array, i: Array) -> Array:
        m = self.steepness
        s, c = sine_cosine(i * x * x / np.pi)
        groove, by_x = self._groove(x, i)
        return -(s ** (2 * m - 2)) * ((2 * m - 1) * (2 * i * x / np.pi) * c * groove + s * by_x)

    def _groove(self, x: Array, i: Array) -> tuple[Array, Array]:
        """Return what the slope is besides a power of s, and its derivative.

        Its zeros are the grooves and the ridges between them; those of s are flat.
        """
        m, speed = self.steepness, 2 * i * x / np.pi
        (sin, cos), (s, c) = sine_cosine(x), sine_cosine(i * x * x / np.pi)
        groove = cos * s + 2 * m * speed * sin * c
        by_x = (2 * m + 1) * speed * cos * c - sin * s
        by_x += 2 * m * sin * (2 * i / np.pi * c - speed * speed * s)
        return groove, by_x

    def _survey(self, i: int) -> Survey:
        return _grooves(replace(self, dim=1), i)


@lru_cache(maxsize=128)
def _grooves(surface: Michalewicz, i: int) -> Survey:
    """Return the stationary points of the curve of coordinate ``i``, the same in any dimension."""
    curve, number = Term(surface, i), np.array(float(i))
    wide = widened(curve, curve.domain)
    roots = Roots(lambda x: surface._groove(x, number)[0], lambda x: surface._groove(x, number)[1])
    grooves = zeros(roots, wide)
    flat = np.pi * np.sqrt(np.arange(i + 1) / i)
    sharp = grooves.points[0, grooves.regular]
    sharp = sharp[[np.abs(x - flat).min() > 1e-9 for x in sharp]]
    points = np.array([[*sharp, *flat]])
    regular = np.arange(points.size) < sharp.size
    return report(curve, curve.domain, wide, Zeros(points, regular, grooves.complete))


@dataclass(frozen=True)
class Trefethen(Surface):
    """Waves of five different lengths: thousands of minima, and nothing but patience tells which.

    Problem 4 of the SIAM 100-digit challenge, over the whole plane: outside the unit circle no
    value is below −3.23, so that the lowest point lies in the domain. Of its thousands of minima
    those of [-0.25, 0.25]² are listed, the lowest among them.
    """

    domain, start = Box((-1, 1), (-1, 1)), (0.16, 0.02)
    charted = Box((-0.25, 0.25), (-0.25, 0.25))
    formula = (
        "exp(sin 50x) + sin(60eʸ) + sin(70·sin x) + sin(sin 80y) − sin(10(x + y)) + (x² + y²)/4"
    )
    source = "Trefethen (2002), A hundred-dollar, hundred-digit challenge, problem 4"

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        x, y = point
        (a, a_x), (b, b_y), (c, c_x), (d, d_y), (e, e_x) = (
            (wave, slope) for wave, slope, _ in self._waves(point)
        )
        by_x, by_y = a_x + c_x - e_x + x / 2, b_y + d_y - e_x + y / 2
        return a + b + c + d - e + (x * x + y * y) / 4, np.array([by_x, by_y])

    def _hessian(self, point: Array) -> Array:
        (_, _, a), (_, _, b), (_, _, c), (_, _, d), (_, _, e) = self._waves(point)
        return matrix(point, [[a + c - e + 0.5, -e], [-e, b + d - e + 0.5]])

    @staticmethod
    def _waves(point: Array) -> tuple[tuple[Array, Array, Array], ...]:
        """Return the five waves as they stand in the formula, and their first two derivatives."""
        x, y = point
        sin, cos = sine_cosine(50 * x)
        steep = np.exp(sin)
        grown = 60 * np.exp(y)
        sin_y, cos_y = _sum(sine_cosine(60 * np.expm1(y)), _SIXTY)
        inner, inner_x = sine_cosine(x)
        sin_x, cos_x = sine_cosine(70 * inner)
        fine, fine_y = sine_cosine(80 * y)
        outer, outer_y = sine_cosine(fine)
        both, both_x = sine_cosine(10 * (x + y))
        return (
            (steep, 50 * cos * steep, 2500 * (cos * cos - sin) * steep),
            (sin_y, grown * cos_y, grown * (cos_y - grown * sin_y)),
            (sin_x, 70 * inner_x * cos_x, -70 * (70 * inner_x * inner_x * sin_x + inner * cos_x)),
            (outer, 80 * fine_y * outer_y, -6400 * (fine_y * fine_y * outer + fine * outer_y)),
            (both, 10 * both_x, -100 * both),
        )


@dataclass(frozen=True)
class Shubert(Product):
    """Eighteen best minima among hundreds: which of them is found means nothing.

    With the factor j before the cosine, which some print without.
    """

    domain, start = Box((-10, 10), (-10, 10)), (-2.0, 1.0)
    lead = 1.0
    formula = "Σ j·cos((j + 1)x + j) · Σ j·cos((j + 1)y + j), j = 1 … 5"
    source = "Shubert (1972); in two dimensions Lévy & Montalvo (1985)"

    def _factor(self, x: Array) -> tuple[Array, Array, Array]:
        found = np.zeros((3, x.size), like=x)
        for first in range(0, x.size, _ANGLES_IN_A_BLOCK):
            piece = slice(first, first + _ANGLES_IN_A_BLOCK)
            self._add_waves(x.ravel()[piece], *found[:, piece])
        curve, slope, curvature = found.reshape(3, *x.shape)
        return curve, slope, curvature

    @staticmethod
    def _add_waves(x: Array, curve: Array, slope: Array, curvature: Array) -> None:
        """Add the terms: the angle of each is that of the one before it, and x + 1 more."""
        more = sine_cosine(x + 1)
        wave = _sum(_sum(more, more), _MINUS_ONE)
        for j in range(1, 6):
            sin, cos = wave
            curve += j * cos
            slope -= j * (j + 1) * sin
            curvature -= j * (j + 1) ** 2 * cos
            wave = _sum(wave, more) if j < 5 else wave


_SIXTY = (-0.3048106211022167, -0.9524129804151563)
"""Sine and cosine of 60, which 60eʸ is where y = 0: what it is more has less rounding."""

_MINUS_ONE = (-0.8414709848078965, 0.5403023058681398)
"""Sine and cosine of −1: the first angle is 2x + 1, one less than twice x + 1."""

_ANGLES_IN_A_BLOCK = 16_384
"""Angles that are computed together: with all intermediate arrays they fit the cache."""


def _sum(one: tuple[Any, Any], other: tuple[Any, Any]) -> tuple[Array, Array]:
    """Return sine and cosine of the sum of two angles, from those of each."""
    (s, c), (t, d) = one, other
    sin, cos = s * d, c * d
    sin += c * t
    cos -= s * t
    return sin, cos


def _product_without(factors: Array, *left_out: int) -> Array:
    return np.delete(factors, left_out, axis=0).prod(axis=0)
