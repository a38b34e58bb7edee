"""Rings: ripples that run around one point, and hide that it is the lowest."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from surfaces.any_dimension import AnyDimension
from surfaces.arrays import diagonal, matrix, total
from surfaces.base import Surface
from surfaces.box import Array, Box, Minimum
from surfaces.specs import InputError
from surfaces.trig import TAU, sine_and_versine, sine_cosine, sine_cosine_versine


@dataclass(frozen=True)
class Ackley(AnyDimension):
    """A cone-shaped funnel full of dents: the best minimum is a sharp tip at its end.

    The tip is a cusp, where there is no gradient: 0 is returned, which is a subgradient, and for
    the Hessian its finite part. In one and two dimensions the minima of [-5, 5]ᵈ are listed; the
    usual domain holds thousands. Some surveys misprint the exponents.
    """

    dim: int = 2

    side, pattern = (-32.768, 32.768), (-3.7, 2.4)  # some dents away from the tip
    formula = "20 − 20·exp(−√(Σxᵢ²/d)/5) + e − exp(Σ cos(2πxᵢ)/d)"
    source = "Ackley (1987); in any dimension Bäck & Schwefel (1993)"
    kinks = "a cusp at the origin"

    @property
    def charted(self) -> Box:
        """The cube in which it is usually drawn."""
        return Box.cube(-5, 5, self.dim)

    @property
    def cusps(self) -> tuple[tuple[float, ...], ...]:
        """The tip."""
        return ((0.0,) * self.dim,)

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """The tip, and in one and two dimensions the dents."""
        tip = Minimum(at=(0.0,) * self.dim, value=0.0, kink=True)
        dents = super().minima if self.dim <= 2 else ()
        return tip, *(replace(dent, is_global=False) for dent in dents)

    @property
    def minima_complete(self) -> bool:
        """Only where they can be searched for."""
        return self.dim <= 2

    def _value(self, point: Array) -> Array:
        return self._height(point, sine_cosine_versine(point)[2])

    def _gradient(self, point: Array) -> Array:
        return self._slopes(point, *sine_and_versine(point))

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        sine, versine = sine_and_versine(point)
        return self._height(point, versine), self._slopes(point, sine, versine)

    def _height(self, point: Array, versine: Array) -> Array:
        return -20 * np.expm1(-0.2 * _rms(point)) - np.e * np.expm1(-total(versine) / self.dim)

    def _slopes(self, point: Array, sine: Array, versine: Array) -> Array:
        pull, _ = self._pull(point)
        wave = np.exp(1 - total(versine) / self.dim) * (TAU / self.dim)
        return pull * point + wave * sine

    def _hessian(self, point: Array) -> Array:
        pull, fade = self._pull(point)
        sine, cosine, versine = sine_cosine_versine(point)
        height = np.exp(1 - total(versine) / self.dim)
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
class DropWave(Surface):
    """Rings round a drop: whole circles are minima, and only crossing them leads to the middle.

    The circles are no points, so the chart holds only the middle: [-0.18, 0.18]².
    """

    domain, start = Box((-5.12, 5.12), (-5.12, 5.12)), (-1.4, 0.8)
    charted, pictured = Box((-0.18, 0.18), (-0.18, 0.18)), domain
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


class _Schaffer(Surface):
    """``½ + (wave(x² − y²) − ½)/(1 + (x² + y²)/1000)²``: hyperbolas that fade outwards."""

    domain = Box((-100, 100), (-100, 100))
    charted = Box((-2, 2), (-2, 2))

    @abstractmethod
    def _wave(self, u: Array) -> tuple[Array, Array, Array]:
        """Return the wave less ½ and its first two derivatives."""

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
    return np.sqrt(total(point * point) / len(point))


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


class _Ripples(Surface):
    """``½ + (wave(s) − ½)/(1 + s/1000)²`` with ``s = x² + y²``: circles that fade outwards.

    The circles are no points, so the chart holds only the middle, within the first of them.
    """

    domain = Box((-100, 100), (-100, 100))
    minima = (Minimum(at=(0.0, 0.0), value=0.0),)

    @abstractmethod
    def _wave(self, s: Array) -> tuple[Array, Array, Array]:
        """Return the wave less ½ and its first two derivatives by s."""

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        s = (point * point).sum(axis=0)
        wave, by_s, _ = self._wave(s)
        q = 1 + s / 1000
        return 0.5 + wave / (q * q), 2 * point * ((by_s - wave / (500 * q)) / (q * q))

    def _hessian(self, point: Array) -> Array:
        x, y = point
        s = (point * point).sum(axis=0)
        wave, by_s, by_ss = self._wave(s)
        q = 1 + s / 1000
        first = 2 * (by_s - wave / (500 * q)) / (q * q)
        second = 4 * (by_ss - by_s / (250 * q) + 6e-6 * wave / (q * q)) / (q * q)
        mixed = x * y * second
        return matrix(point, [[first + x * x * second, mixed], [mixed, first + y * y * second]])


@dataclass(frozen=True)
class SchafferN1(_Ripples):
    """Rings that crowd together outwards: only next to the middle does the slope lead there.

    The sine of x² + y² is squared, as in Mishra's list; others print ``sin²((x² + y²)²)``, which
    is ``power=2`` and nearly flat in the middle. What some call by this name is `SchafferF6`.
    """

    power: int = 1

    start = (-0.9, 0.6)
    charted, pictured = Box.cube(-0.75, 0.75, 2), Box.cube(-3, 3, 2)
    title = "Schaffer N. 1"
    source = "Mishra (2006), Some new test functions for global optimization, modified Schaffer 1"

    def __post_init__(self) -> None:
        if self.power not in (1, 2):
            raise InputError(f"schaffer_n1: power is 1 or 2, not {self.power}")

    @property
    def formula(self) -> str:
        """With its power."""
        inner = "x² + y²" if self.power == 1 else "(x² + y²)²"
        return f"½ + (sin²({inner}) − ½)/(1 + (x² + y²)/1000)²"

    def _wave(self, s: Array) -> tuple[Array, Array, Array]:
        u, by_s, by_ss = (s, 1.0, 0.0) if self.power == 1 else (s * s, 2 * s, 2.0)
        sin, cos = sine_cosine(2 * u)
        return -cos / 2, sin * by_s, 2 * cos * by_s * by_s + sin * by_ss


@dataclass(frozen=True)
class SchafferF6(_Ripples):
    """Rings at even distances round the minimum: each is a trap, the next one in is lower.

    The sixth function of Schaffer's study of genetic algorithms, with the sine of the radius.
    """

    start = (-2.4, 1.1)
    charted, pictured = Box.cube(-1, 1, 2), Box.cube(-10, 10, 2)
    title = "Schaffer F6"
    formula = "½ + (sin²√(x² + y²) − ½)/(1 + (x² + y²)/1000)²"
    source = "Schaffer, Caruana, Eshelman & Das (1989), f6; Davis (1991)"

    def _wave(self, s: Array) -> tuple[Array, Array, Array]:
        cos, first, second = _rings(2 * np.sqrt(s))
        return -cos / 2, first, -2 * second


@dataclass(frozen=True)
class Salomon(AnyDimension):
    """A cone with circular ripples, alike in all directions: every ring is a trap of its own.

    The middle is a cusp, where there is no gradient: 0 is returned, which is a subgradient, and
    for the Hessian its finite part. The rings are no points, so the chart holds only the middle,
    within the first of them.
    """

    dim: int = 2

    side, pattern = (-100.0, 100.0), (-1.3, 0.9)
    formula = "1 − cos 2πr + r/10, r² = Σ xᵢ²"
    source = "Salomon (1996), Re-evaluating genetic algorithm performance"
    kinks = "a cusp at the origin"

    @property
    def charted(self) -> Box:
        """The cube within the first ring, on which it is highest: of a radius of ½."""
        return Box.cube(-0.49 / self.dim**0.5, 0.49 / self.dim**0.5, self.dim)

    @property
    def pictured(self) -> Box:
        """The middle with some rings."""
        return Box.cube(-3, 3, self.dim)

    @property
    def cusps(self) -> tuple[tuple[float, ...], ...]:
        """The middle."""
        return ((0.0,) * self.dim,)

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The middle."""
        return (Minimum(at=(0.0,) * self.dim, value=0.0, kink=True),)

    def _value(self, point: Array) -> Array:
        radius = self._radius(point)
        return sine_and_versine(radius)[1] + 0.1 * radius

    def _gradient(self, point: Array) -> Array:
        radius = self._radius(point)
        safe = np.where(radius > 0, radius, np.inf)
        return (TAU * sine_and_versine(radius)[0] + 0.1) / safe * point

    def _hessian(self, point: Array) -> Array:
        radius = self._radius(point)
        safe = np.where(radius > 0, radius, np.inf)
        _, first, second = _rings(TAU * radius)
        square = TAU * TAU
        across = square * first + 0.1 / safe
        turned = square * square * second + 0.1 / (safe * safe * safe)
        outer = point[:, np.newaxis] * point
        return diagonal(np.broadcast_to(across, point.shape)) - turned * outer

    @staticmethod
    def _radius(point: Array) -> Array:
        return np.sqrt(total(point * point))
