"""Staircases: parabolas with waves that grow uphill, by Levy and Montalvo and after them."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from surfaces.any_dimension import AnyDimension
from surfaces.arrays import diagonal, matrix, total
from surfaces.base import Surface
from surfaces.box import Array, Box, Minimum
from surfaces.families.separable import Separable
from surfaces.trig import TAU, sine_and_versine, sine_cosine, sine_cosine_versine


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


class _LevyMontalvo(AnyDimension):
    """``height·[wave(x₁) + Σ oᵢ²·(1 + wave(xᵢ₊₁))]`` with ``o = (x − middle)/stretch``.

    Each wave multiplies the parabola of the coordinate before it; after the last coordinate comes
    another wave, or none. In one and two dimensions the minima of the chart are listed.
    """

    middle: ClassVar[float]
    """Each coordinate of the lowest point."""

    stretch: ClassVar[float]
    """The unit of the offsets."""

    speed: ClassVar[float]
    """The waves in a unit of x."""

    depth: ClassVar[float]
    """The amplitude of ``1 − cos``, which is twice the square of the sine of half the angle."""

    @property
    @abstractmethod
    def _height(self) -> float:
        """The factor of it all."""

    @abstractmethod
    def _phase(self, point: Array) -> Array:
        """Return the phases of the waves, in turns, which are whole where the point is lowest."""

    @abstractmethod
    def _last(self, x: Array) -> tuple[Array | float, ...]:
        """Return the wave that multiplies the last parabola, and its first two derivatives."""

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The lowest, and in one and two dimensions the others of the chart."""
        return super().minima if self.dim <= 2 else (Minimum((self.middle,) * self.dim, 0.0),)

    @property
    def minima_complete(self) -> bool:
        """Only where they can be searched for."""
        return self.dim <= 2

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        off, square, wave, by_off, _ = self._parts(point)
        terms = square * (1 + wave[1:])
        slopes = 2 * off * (1 + wave[1:])
        slopes[0] += by_off[0]
        slopes[1:] += square[:-1] * by_off[1:-1]
        slopes[-1] += square[-1] * by_off[-1]
        value = self._height * (wave[0] + total(terms))
        return value, self._height / self.stretch * slopes

    def _hessian(self, point: Array) -> Array:
        off, square, wave, by_off, bend = self._parts(point)
        curvature = 2 * (1 + wave[1:])
        curvature[0] += bend[0]
        curvature[1:] += square[:-1] * bend[1:-1]
        curvature[-1] += 4 * off[-1] * by_off[-1] + square[-1] * bend[-1]
        hessian = diagonal(curvature)
        for i in range(self.dim - 1):
            hessian[i, i + 1] = hessian[i + 1, i] = 2 * off[i] * by_off[i + 1]
        return self._height / self.stretch**2 * hessian

    def _parts(self, point: Array) -> tuple[Array, Array, Array, Array, Array]:
        """Return offsets and squares ``(d, *batch)``, then waves and derivatives, one more each."""
        off = (point - self.middle) / self.stretch
        sin, cos, versine = sine_cosine_versine(self._phase(point))
        rate = TAU * self.speed * self.stretch
        waves = np.empty((3, self.dim + 1, *point.shape[1:]), like=point)
        waves[0, :-1] = self.depth * versine
        waves[1, :-1] = self.depth * rate * sin
        waves[2, :-1] = self.depth * rate * rate * cos
        for wave, last in zip(waves, self._last(point[-1]), strict=True):
            wave[-1] = last
        return off, off * off, *waves


@dataclass(frozen=True)
class LevyMontalvo(_LevyMontalvo):
    """Steps of coordinates that feel each other: how high the waves are, the neighbour decides.

    Levy and Montalvo's first problem, with ``yᵢ − 1 = (xᵢ + 1)/4``; often said to have 5ᵈ minima,
    it has 21 in two dimensions. In `Levy`, made from it, a wave belongs to its own coordinate.
    """

    dim: int = 2

    side, pattern = (-10.0, 10.0), (4.5, -6.0)
    middle, stretch, speed, depth = -1.0, 4.0, 0.25, 5.0
    title = "Levy–Montalvo"
    formula = "π/d·(10·sin²(πy₁) + Σ (yᵢ − 1)²·[1 + 10·sin²(πyᵢ₊₁)] + (y_d − 1)²)"
    source = "Levy & Montalvo (1985); Ali, Khompatraporn & Zabinsky (2005), LM1"

    @property
    def _height(self) -> float:
        return np.pi / self.dim

    def _phase(self, point: Array) -> Array:
        return (point + 1) / 4

    def _last(self, x: Array) -> tuple[Array | float, ...]:
        return 0.0, 0.0, 0.0


@dataclass(frozen=True)
class LevyMontalvoN2(_LevyMontalvo):
    """Shorter and flatter waves: a sheet full of dents, in which the parabola is hardly felt.

    Levy and Montalvo's second problem; in two dimensions a tenth of `LevyN13`. The minima of
    [-1, 3]ᵈ are listed in one and two dimensions; the usual domain holds more.
    """

    dim: int = 2

    side, pattern = (-5.0, 5.0), (-3.2, 4.1)
    middle, stretch, speed, depth = 1.0, 1.0, 3.0, 0.5
    title = "Levy–Montalvo N. 2"
    formula = "(sin²(3πx₁) + Σ (xᵢ − 1)²·[1 + sin²(3πxᵢ₊₁)] + (x_d − 1)²·[1 + sin²(2πx_d)])/10"
    source = "Levy & Montalvo (1985); Ali, Khompatraporn & Zabinsky (2005), LM2"
    _height = 0.1

    @property
    def charted(self) -> Box:
        """The middle of it."""
        return Box.cube(-1, 3, self.dim)

    def _phase(self, point: Array) -> Array:
        return 3 * point

    def _last(self, x: Array) -> tuple[Array | float, ...]:
        sin, cos, versine = sine_cosine_versine(2 * x)
        return versine / 2, TAU * sin, 2 * TAU * TAU * cos
