"""Ripples: so many minima that following the slope down is not enough."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from surfaces.base import Array, Box, Minimum, Surface, diagonal, matrix, repeated
from surfaces.products import Product
from surfaces.search import Roots, Zeros, zeros
from surfaces.separable import Separable, Term
from surfaces.specs import InputError
from surfaces.stationary import StationaryPoint, Survey, find, minima_among, report, widened
from surfaces.turns import sine_and_versine, sine_cosine, sines

TAU = 2 * np.pi


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
        _, _, versine = sines(x)
        return x * x + self.amplitude * versine

    def _slope(self, x: Array, i: Array) -> Array:
        sine, _, _ = sines(x)
        return 2 * x + TAU * self.amplitude * sine

    def _curvature(self, x: Array, i: Array) -> Array:
        _, cosine, _ = sines(x)
        return 2 + TAU * TAU * self.amplitude * cosine

    def _curve_and_slope(self, x: Array, i: Array) -> tuple[Array, Array]:
        slope, curve = sine_and_versine(x)
        curve *= self.amplitude
        curve += x * x
        slope *= TAU * self.amplitude
        slope += 2 * x
        return curve, slope


@dataclass(frozen=True)
class Ackley(Surface):
    """A cone-shaped funnel full of dents: the best minimum is a sharp tip at its end.

    The tip is a cusp, where there is no gradient: 0 is returned, which is a subgradient, and for
    the Hessian its finite part. In one and two dimensions the minima of [-5, 5]ᵈ are listed; the
    usual domain holds thousands. Some surveys misprint the exponents.
    """

    dim: int = 2

    formula = "20 − 20·exp(−√(Σxᵢ²/d)/5) + e − exp(Σ cos(2πxᵢ)/d)"
    source = "Ackley (1987); in any dimension Bäck & Schwefel (1993)"
    kinks = "a cusp at the origin"

    def __post_init__(self) -> None:
        if self.dim < 1:
            raise InputError(f"ackley: dim is at least 1, not {self.dim}")

    @property
    def domain(self) -> Box:
        """The usual cube."""
        return Box.cube(-32.768, 32.768, self.dim)

    @property
    def charted(self) -> Box:
        """The cube in which it is usually drawn."""
        return Box.cube(-5, 5, self.dim)

    @property
    def start(self) -> tuple[float, ...]:
        """Some dents away from the tip."""
        return repeated((-3.7, 2.4), self.dim)

    @property
    def cusps(self) -> tuple[tuple[float, ...], ...]:
        """The tip."""
        return ((0.0,) * self.dim,)

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """The tip, and in one and two dimensions the dents."""
        tip = Minimum(at=(0.0,) * self.dim, value=0.0, kink=True)
        return tip, *(_local(find(self)) if self.dim <= 2 else ())

    @property
    def minima_complete(self) -> bool:
        """Only where they can be searched for."""
        return self.dim <= 2

    def _value(self, point: Array) -> Array:
        return self._height(point, sines(point)[2])

    def _gradient(self, point: Array) -> Array:
        return self._slopes(point, *sine_and_versine(point))

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        sine, versine = sine_and_versine(point)
        return self._height(point, versine), self._slopes(point, sine, versine)

    def _height(self, point: Array, versine: Array) -> Array:
        return -20 * np.expm1(-0.2 * _rms(point)) - np.e * np.expm1(-versine.mean(axis=0))

    def _slopes(self, point: Array, sine: Array, versine: Array) -> Array:
        pull, _ = self._pull(point)
        wave = np.exp(1 - versine.mean(axis=0)) * (TAU / self.dim)
        return pull * point + wave * sine

    def _hessian(self, point: Array) -> Array:
        pull, fade = self._pull(point)
        sine, cosine, versine = sines(point)
        height = np.exp(1 - versine.mean(axis=0))
        sin = sine * (TAU / self.dim)
        hessian = diagonal(pull + height * (TAU * TAU / self.dim) * cosine)
        return hessian - fade * point[:, None] * point - height * sin[:, None] * sin

    def _pull(self, point: Array) -> tuple[Array, Array]:
        """Return the slope of the funnel by its radius, over the radius, and how that fades."""
        radius = _rms(point)
        safe = np.where(radius > 0, radius, np.inf)
        pull = 4 * np.exp(-0.2 * radius) / (self.dim * safe)
        return pull, pull * (0.2 + 1 / safe) / (self.dim * safe)


@dataclass(frozen=True)
class Griewank(Surface):
    """Fine ripples on a vast bowl: from afar a parabola, from near an egg box.

    In one and two dimensions the minima of [-10, 10]ᵈ are listed; the usual domain holds
    thousands.
    """

    dim: int = 2

    formula = "1 + Σ xᵢ²/4000 − Π cos(xᵢ/√i)"
    known_as = ("griewangk",)
    source = "Griewank (1981)"

    def __post_init__(self) -> None:
        if self.dim < 1:
            raise InputError(f"griewank: dim is at least 1, not {self.dim}")

    @property
    def domain(self) -> Box:
        """The usual cube."""
        return Box.cube(-600, 600, self.dim)

    @property
    def charted(self) -> Box:
        """The middle of it."""
        return Box.cube(-10, 10, self.dim)

    @property
    def start(self) -> tuple[float, ...]:
        """Two ripples away from the middle."""
        return repeated((-7.0, 8.0), self.dim)

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """The origin, and in one and two dimensions the others near it."""
        if self.dim <= 2:
            return minima_among(find(self))
        return (Minimum(at=(0.0,) * self.dim, value=0.0),)

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
        _, cosine, _ = sines(off)
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
    """Walls of waves round a shallow bowl: a hundred dents between the rim and the middle.

    The minima of [-1, 3]² are listed; the usual domain holds thousands.
    """

    domain, start = Box((-10, 10), (-10, 10)), (-0.8, 2.7)
    charted = Box((-1, 3), (-1, 3))
    title = "Levy N. 13"
    formula = "sin²(3πx) + (x − 1)²·[1 + sin²(3πy)] + (y − 1)²·[1 + sin²(2πy)]"
    source = "Levy & Montalvo (1985); Surjanovic & Bingham (2013)"

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """What the survey finds."""
        return minima_among(find(self))

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
        return sines(3 * dx), sines(3 * dy), sines(2 * dy)


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

    def _curve(self, x: Array, i: Array) -> Array:
        return self._curve_and_slope(x, i)[0]

    def _slope(self, x: Array, i: Array) -> Array:
        return self._curve_and_slope(x, i)[1]

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
        power = str(2 * self.steepness).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
        return f"−Σ sin xᵢ·sin{power}(i·xᵢ²/π)"

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
class DropWave(Surface):
    """Rings round a drop: whole circles are minima, and only crossing them leads to the middle.

    The circles are no points, so the chart holds only the middle: [-0.18, 0.18]².
    """

    domain, start = Box((-5.12, 5.12), (-5.12, 5.12)), (-1.4, 0.8)
    charted = Box((-0.18, 0.18), (-0.18, 0.18))
    minima = (Minimum(at=(0.0, 0.0), value=-1.0),)
    title = "Drop-wave"
    formula = "−(1 + cos 12r)/(r²/2 + 2), r² = x² + y²"
    source = "Molga & Smutnicki (2005); Surjanovic & Bingham (2013)"

    def _value(self, point: Array) -> Array:
        x, y = point
        s = x * x + y * y
        return -(1 + sine_cosine(12 * np.sqrt(s))[1]) / (s / 2 + 2)

    def _gradient(self, point: Array) -> Array:
        x, y = point
        by_s, _ = self._by_square(x * x + y * y)
        return np.array([2 * x * by_s, 2 * y * by_s])

    def _hessian(self, point: Array) -> Array:
        x, y = point
        by_s, by_ss = self._by_square(x * x + y * y)
        mixed = 4 * x * y * by_ss
        return matrix(
            point,
            [[2 * by_s + 4 * x * x * by_ss, mixed], [mixed, 2 * by_s + 4 * y * y * by_ss]],
        )

    @staticmethod
    def _by_square(s: Array) -> tuple[Array, Array]:
        """Return the derivatives by s = r², in which the function is smooth also at 0."""
        z, share = 12 * np.sqrt(s), 1 / (s / 2 + 2)
        cos, first, second = _rings(z)
        wave, by_s, by_ss = 1 + cos, -72 * first, 5184 * second
        return (
            share * (share * wave / 2 - by_s),
            share * (share * (by_s - share * wave / 2) - by_ss),
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
        curve, slope, curvature = np.zeros((3, *x.shape))
        for j in range(1, 6):
            sin, cos = sine_cosine((j + 1) * x + j)
            curve += j * cos
            slope -= j * (j + 1) * sin
            curvature -= j * (j + 1) ** 2 * cos
        return curve, slope, curvature


class _Schaffer(Surface):
    """``½ + (wave(x² − y²) − ½)/(1 + (x² + y²)/1000)²``: hyperbolas that fade outwards."""

    domain = Box((-100, 100), (-100, 100))
    charted = Box((-2, 2), (-2, 2))

    @abstractmethod
    def _wave(self, u: Array) -> tuple[Array, Array, Array]:
        """Return the wave less ½ and its first two derivatives."""

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """What the survey finds."""
        return minima_among(find(self))

    def _value(self, point: Array) -> Array:
        return self._value_and_gradient(point)[0]

    def _gradient(self, point: Array) -> Array:
        return self._value_and_gradient(point)[1]

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        x, y = point
        wave, by_u, _ = self._wave((x - y) * (x + y))
        q = 1 + (x * x + y * y) / 1000
        fade, by_s = 1 / (q * q), -1 / (500 * q * q * q)
        by_x = 2 * x * (by_u * fade + wave * by_s)
        by_y = 2 * y * (wave * by_s - by_u * fade)
        return 0.5 + wave / (q * q), np.array([by_x, by_y])

    def _hessian(self, point: Array) -> Array:
        x, y = point
        wave, by_u, by_uu = self._wave((x - y) * (x + y))
        q = 1 + (x * x + y * y) / 1000
        fade, by_s, by_ss = 1 / (q * q), -1 / (500 * q**3), 6e-6 / q**4
        both = by_uu * fade + wave * by_ss
        first, second = by_u * fade + wave * by_s, wave * by_s - by_u * fade
        mixed = 4 * x * y * (wave * by_ss - by_uu * fade)
        return matrix(
            point,
            [
                [2 * first + 4 * x * x * (both + 2 * by_u * by_s), mixed],
                [mixed, 2 * second + 4 * y * y * (both - 2 * by_u * by_s)],
            ],
        )


@dataclass(frozen=True)
class SchafferN2(_Schaffer):
    """Grooves along hyperbolas: across them it is steep, along them one hardly notices a slope.

    The minima of [-2, 2]² are listed; the usual domain holds thousands.
    """

    start = (-1.4, 0.3)
    title = "Schaffer N. 2"
    formula = "½ + (sin²(x² − y²) − ½)/(1 + (x² + y²)/1000)²"
    source = "Schaffer et al. (1989); Mishra (2007)"

    def _wave(self, u: Array) -> tuple[Array, Array, Array]:
        sin, cos = sine_cosine(2 * u)
        return -cos / 2, sin, 2 * cos


@dataclass(frozen=True)
class SchafferN4(_Schaffer):
    """As N. 2 with broader grooves, and its four best minima are not in the middle.

    The cosine is squared and the argument of the sine without effect of its sign, so that the
    function is smooth. The minima of [-2, 2]² are listed; the usual domain holds thousands.
    """

    start = (-0.3, 0.6)
    title = "Schaffer N. 4"
    formula = "½ + (cos²(sin|x² − y²|) − ½)/(1 + (x² + y²)/1000)²"
    source = "Mishra (2007), Some new test functions for global optimization"

    def _wave(self, u: Array) -> tuple[Array, Array, Array]:
        sin, cos = sine_cosine(u)
        slope, outer = sine_cosine(2 * sin)
        outer, by_sin = outer / 2, -slope
        return outer, by_sin * cos, -by_sin * sin - 4 * outer * cos * cos


def _rms(point: Array) -> Array:
    return np.sqrt((point * point).mean(axis=0))


def _product_without(factors: Array, *left_out: int) -> Array:
    return np.delete(factors, left_out, axis=0).prod(axis=0)


def _local(points: tuple[StationaryPoint, ...]) -> list[Minimum]:
    return [replace(minimum, is_global=False) for minimum in minima_among(points)]


def _rings(z: Array) -> tuple[Array, Array, Array]:
    """Return cos z, sin(z)/z and (sin z − z·cos z)/z³, which tends to 1/3, exact also near 0."""
    sin, cos = sine_cosine(z)
    safe = np.where(z > 0, z, 1.0)
    sinc = np.where(z > 0, sin / safe, 1.0)
    far = (sinc - cos) / (safe * safe)
    small = np.minimum(z, 0.5) ** 2
    near = np.ones_like(z)
    for k in range(8, 0, -1):
        near = 1 - small / (2 * k * (2 * k + 3)) * near
    return cos, sinc, np.where(z > 0.5, far, near / 3)
