"""Ripples: dozens to thousands of minima, so that following the slope down is not enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from surfaces.analysis.stationary import Survey, report, widened
from surfaces.analysis.zeros import Roots, Zeros, zeros
from surfaces.arrays import matrix
from surfaces.base import AnyDimension, Surface
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
        return (point * point).sum(axis=0) / 4000 + 1 - cos.prod(axis=0)

    def _slopes(self, point: Array, root: Array, cos: Array, sin: Array) -> Array:
        gradient = point / 2000
        for i in range(self.dim):
            gradient[i] += sin[i] / root[i] * _product_without(cos, i)
        return gradient

    def _hessian(self, point: Array) -> Array:
        root, cos, sin = self._waves(point)
        hessian = np.empty((self.dim, *point.shape))
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
class Levy(Separable):
    """A parabola with waves that grow uphill: each coordinate has its own staircase of minima.

    The form of Laguna & Martí, with ``w = 1 + (x − 1)/4``; Levy and Montalvo's own is another.
    """

    dim: int = 2

    side, pattern = (-10.0, 10.0), (-8.0, 7.0)
    formula = "sin²(πw₁) + Σ (wᵢ − 1)²·[1 + 10·sin²(πwᵢ + 1)] + (w_d − 1)²·[1 + sin²(2πw_d)]"
    source = "Laguna & Martí (2005); Surjanovic & Bingham (2013)"

    def _like(self, i: int) -> int:
        return i if i in (1, self.dim) else 2

    def _curve(self, x: Array, i: Array) -> Array:
        off = (x - 1) / 4
        _, versine = sine_and_versine(off)
        return (i == 1) * versine / 2 + off * off * (1 + self._wave(off, i)[0])

    def _slope(self, x: Array, i: Array) -> Array:
        off = (x - 1) / 4
        wave, by_w, _ = self._wave(off, i)
        sine, _ = sine_and_versine(off)
        return ((i == 1) * (np.pi * sine) + off * (2 * (1 + wave) + off * by_w)) / 4

    def _curvature(self, x: Array, i: Array) -> Array:
        off = (x - 1) / 4
        wave, by_w, by_ww = self._wave(off, i)
        _, cosine, _ = sine_cosine_versine(off)
        first = TAU * np.pi * cosine
        return ((i == 1) * first + 2 * (1 + wave) + off * (4 * by_w + off * by_ww)) / 16

    def _wave(self, off: Array, i: Array) -> tuple[Array, Array, Array]:
        """Return the wave of coordinate ``i`` in the bracket, and its derivatives by w.

        Whole turns are left out: the waves depend on ``off`` = w − 1 as they do on w.
        """
        phase = np.where(i == self.dim, TAU * off, np.pi * off + 1)
        height = np.where(i == self.dim, 1.0, 10.0)
        speed = np.where(i == self.dim, TAU, np.pi)
        sin, cos = sine_cosine(2 * phase)
        return height * (1 - cos) / 2, height * speed * sin, 2 * height * speed * speed * cos


@dataclass(frozen=True)
class LevyN13(Surface):
    """Walls of waves round a shallow bowl: hundreds of dents between the rim and the middle.

    The minima of [-1, 3]² are listed; the usual domain holds thousands.
    """

    domain, start = Box((-10, 10), (-10, 10)), (-0.8, 2.7)
    charted = Box((-1, 3), (-1, 3))
    title = "Levy N. 13"
    formula = "sin²(3πx) + (x − 1)²·[1 + sin²(3πy)] + (y − 1)²·[1 + sin²(2πy)]"
    source = "Levy & Montalvo (1985); Surjanovic & Bingham (2013)"

    def _value(self, point: Array) -> Array:
        x, y = point
        dx, dy = x - 1, y - 1
        (_, _, one), (_, _, two), (_, _, three) = self._waves(dx, dy)
        return one / 2 + dx * dx * (1 + two / 2) + dy * dy * (1 + three / 2)

    def _gradient(self, point: Array) -> Array:
        x, y = point
        dx, dy = x - 1, y - 1
        (sin_x, _, _), (sin_y, _, two), (sin_2y, _, three) = self._waves(dx, dy)
        by_x = 3 * np.pi * sin_x + 2 * dx * (1 + two / 2)
        by_y = 3 * np.pi * dx * dx * sin_y + 2 * dy * (1 + three / 2) + TAU * dy * dy * sin_2y
        return np.array([by_x, by_y])

    def _hessian(self, point: Array) -> Array:
        x, y = point
        dx, dy = x - 1, y - 1
        (_, cos_x, _), (sin_y, cos_y, two), (sin_2y, cos_2y, three) = self._waves(dx, dy)
        square = np.pi**2
        xx = 18 * square * cos_x + 2 * (1 + two / 2)
        xy = 6 * np.pi * dx * sin_y
        yy = 18 * square * dx * dx * cos_y + 2 * (1 + three / 2)
        yy += 4 * TAU * dy * sin_2y + 8 * square * dy * dy * cos_2y
        return matrix(point, [[xx, xy], [xy, yy]])

    @staticmethod
    def _waves(dx: Array, dy: Array) -> tuple[tuple[Array, Array, Array], ...]:
        """Return the sines of 6πx, 6πy and 4πy, their cosines, and what these lack to 1.

        That is twice the square of the sine of half the angle. Whole turns are left out, so that
        it is 0 at (1, 1).
        """
        return sine_cosine_versine(3 * dx), sine_cosine_versine(3 * dy), sine_cosine_versine(2 * dy)


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
        curve, number = Term(self, i), np.array(float(i))
        wide = widened(curve, curve.domain)
        grooves = zeros(
            Roots(lambda x: self._groove(x, number)[0], lambda x: self._groove(x, number)[1]), wide
        )
        flat = np.pi * np.sqrt(np.arange(i + 1) / i)
        sharp = grooves.points[0, grooves.regular]
        sharp = sharp[[np.abs(x - flat).min() > 1e-9 for x in sharp]]
        points = np.array([[*sharp, *flat]])
        regular = np.arange(points.size) < sharp.size
        return report(curve, curve.domain, wide, Zeros(points, regular, grooves.complete))


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
        found = np.zeros((3, x.size))
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
