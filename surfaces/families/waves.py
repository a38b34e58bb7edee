"""Waves: a sine across a slope or a bowl, and so basins beside each other."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

import numpy as np

from surfaces.arrays import matrix
from surfaces.base import Surface
from surfaces.box import Array, Box, Minimum
from surfaces.trig import sine_cosine, sine_cosine_versine


@dataclass(frozen=True)
class Branin(Surface):
    """Three equally good minima along a bent valley: which one is found is a matter of the start.

    Branin's "RCOS", with the usual constants.
    """

    domain, start = Box((-5, 10), (0, 15)), (6.0, 13.0)
    minima = tuple(
        Minimum(at=(k * np.pi, 5.1 / 4 * k**2 - 5 * k + 6), value=10 / (8 * np.pi))
        for k in (-1, 1, 3)
    )
    formula = "(y − 5.1x²/(4π²) + 5x/π − 6)² + 10·(1 − 1/(8π))·cos x + 10"
    source = "Branin (1972); Dixon & Szegő (1978), Towards Global Optimisation 2"

    def _value(self, point: Array) -> Array:
        x, y = point
        return self._height(self._ridge(x, y)[0], sine_cosine(x)[1])

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        x, y = point
        (off, slope), (sin, cos) = self._ridge(x, y), sine_cosine(x)
        return self._height(off, cos), np.array([2 * off * slope - _BRANIN_WAVE * sin, 2 * off])

    @staticmethod
    def _height(off: Array, cos: Array) -> Array:
        return off * off + _BRANIN_WAVE * cos + 10

    def _hessian(self, point: Array) -> Array:
        x, y = point
        off, slope = self._ridge(x, y)
        xx = 2 * (slope * slope - 2 * _BRANIN_BEND * off) - _BRANIN_WAVE * sine_cosine(x)[1]
        return matrix(point, [[xx, 2 * slope], [2 * slope, 2.0]])

    @staticmethod
    def _ridge(x: Array, y: Array) -> tuple[Array, Array]:
        """Return how far the point is from the parabola of minima, and the slope of that by x."""
        tilt = 5 / np.pi
        return y - _BRANIN_BEND * x * x + tilt * x - 6, tilt - 2 * _BRANIN_BEND * x


_BRANIN_BEND, _BRANIN_WAVE = 5.1 / (4 * np.pi**2), 10 - 10 / (8 * np.pi)


@dataclass(frozen=True)
class McCormick(Surface):
    """A slope with waves along it: two basins here, an endless staircase outside the domain.

    Each further minimum towards the lower left lies lower by π, so a run that leaves the domain
    may find "better" values and has not succeeded.
    """

    domain, start = Box((-1.5, 4), (-3, 4)), (3.5, 3.8)
    minima = (
        Minimum(
            at=(0.5 - np.pi / 3, -0.5 - np.pi / 3),
            value=-(3**0.5) / 2 - np.pi / 3,
        ),
        Minimum(
            at=(0.5 + 2 * np.pi / 3, -0.5 + 2 * np.pi / 3),
            value=-(3**0.5) / 2 + 2 * np.pi / 3,
            is_global=False,
        ),
    )
    title = "McCormick"
    formula = "sin(x + y) + (x − y)² − 1.5x + 2.5y + 1"
    source = "McCormick, in Adorio & Diliman (2005); Surjanovic & Bingham (2013)"

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        x, y = point
        (sin, cos), apart = sine_cosine(x + y), x - y
        value = sin + apart * apart - 1.5 * x + 2.5 * y + 1
        return value, np.array([cos + 2 * apart - 1.5, cos - 2 * apart + 2.5])

    def _hessian(self, point: Array) -> Array:
        x, y = point
        wave = -sine_cosine(x + y)[0]
        return matrix(point, [[wave + 2, wave - 2], [wave - 2, wave + 2]])


@dataclass(frozen=True)
class Adjiman(Surface):
    """Lowest on the edge of its domain: where the gradient is not zero, and nobody comes to rest.

    There are no minima inside. An optimizer that knows no bounds leaves on the right.
    """

    domain, start = Box((-1, 2), (-1, 1)), (-0.6, 0.9)
    minima = (Minimum(at=(2.0, 0.1057834694517169), value=-2.021806783359787, on_edge=True),)
    formula = "cos x·sin y − x/(y² + 1)"
    source = "Adjiman, Dallwig, Floudas & Neumaier (1998)"

    def _value(self, point: Array) -> Array:
        x, y = point
        return sine_cosine(x)[1] * sine_cosine(y)[0] - x / (y * y + 1)

    def _gradient(self, point: Array) -> Array:
        x, y = point
        (sin_x, sin_y), (cos_x, cos_y) = sine_cosine(point)
        share = 1 / (y * y + 1)
        return np.array([-sin_x * sin_y - share, cos_x * cos_y + 2 * x * y * (share * share)])

    def _hessian(self, point: Array) -> Array:
        x, y = point
        (sin_x, sin_y), (cos_x, cos_y) = sine_cosine(point)
        share = 1 / (y * y + 1)
        mixed = -sin_x * cos_y + 2 * y * (share * share)
        yy = -cos_x * sin_y + 2 * x * (1 - 3 * y * y) * (share * share * share)
        return matrix(point, [[-cos_x * sin_y, mixed], [mixed, yy]])


@dataclass(frozen=True)
class Bird(Surface):
    """Six towers between six basins: the two best are far apart, and the way there is rough.

    Outside the domain the function falls further.
    """

    domain, start = Box.cube(-2 * np.pi, 2 * np.pi, 2), (0.5, -5.5)
    formula = "sin x·exp((1 − cos y)²) + cos y·exp((1 − sin x)²) + (x − y)²"
    source = "Mishra (2006), Some new test functions for global optimization"

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        x, y = point
        (sin_x, sin_y), (cos_x, cos_y) = sine_cosine(point)
        left, right, apart = 1 - cos_y, 1 - sin_x, x - y
        towers, spires = np.exp(left * left), np.exp(right * right)
        by_x = cos_x * (towers - 2 * right * cos_y * spires) + 2 * apart
        by_y = sin_y * (2 * left * sin_x * towers - spires) - 2 * apart
        return sin_x * towers + cos_y * spires + apart * apart, np.array([by_x, by_y])

    def _hessian(self, point: Array) -> Array:
        (sin_x, sin_y), (cos_x, cos_y) = sine_cosine(point)
        left, right = 1 - cos_y, 1 - sin_x
        towers, spires = np.exp(left * left), np.exp(right * right)
        xx = 2 * cos_y * spires * (right * sin_x + cos_x * cos_x * (1 + 2 * right * right))
        yy = 2 * sin_x * towers * (left * cos_y + sin_y * sin_y * (1 + 2 * left * left))
        mixed = 2 * cos_x * sin_y * (left * towers + right * spires) - 2
        return matrix(point, [[xx - sin_x * towers + 2, mixed], [mixed, yy - cos_y * spires + 2]])


class _Bohachevsky(Surface):
    """``x² + 2y²`` and a ripple of the phases 3πx and 4πy, which tells the three forms apart.

    Outside the chart the bowl is steeper than any ripple (2·1.5 > 0.9π, 4·1.3 > 1.6π), so that
    the chart holds every stationary point of the domain.
    """

    domain, start = Box((-100, 100), (-100, 100)), (-90.0, 60.0)
    charted = Box((-1.5, 1.5), (-1.3, 1.3))
    more_outside = False
    source = "Bohachevsky, Johnson & Stein (1986)"

    @abstractmethod
    def _ripple(self, p: Array, q: Array) -> tuple[Array | float, ...]:
        """Return the ripple and its derivatives by p, q, pp, pq and qq."""

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        x, y = point
        ripple, by_p, by_q, *_ = self._ripple(1.5 * x, 2 * y)
        slopes = np.array([2 * x + 3 * np.pi * by_p, 4 * y + 4 * np.pi * by_q])
        return x * x + 2 * y * y + ripple, slopes

    def _hessian(self, point: Array) -> Array:
        x, y = point
        *_, pp, pq, qq = self._ripple(1.5 * x, 2 * y)
        square = np.pi**2
        mixed = 12 * square * pq
        return matrix(point, [[2 + 9 * square * pp, mixed], [mixed, 4 + 16 * square * qq]])


@dataclass(frozen=True)
class Bohachevsky(_Bohachevsky):
    """A wide bowl with ripples at the bottom: from afar it looks easy, the last step is not.

    The first of three forms: the two ripples are added, and the function is separable.
    """

    formula = "x² + 2y² − 0.3·cos 3πx − 0.4·cos 4πy + 0.7"

    def _ripple(self, p: Array, q: Array) -> tuple[Array | float, ...]:
        (sin_p, cos_p, versine_p), (sin_q, cos_q, versine_q) = (
            sine_cosine_versine(p),
            sine_cosine_versine(q),
        )
        value = 0.3 * versine_p + 0.4 * versine_q
        return value, 0.3 * sin_p, 0.4 * sin_q, 0.3 * cos_p, 0.0, 0.4 * cos_q


@dataclass(frozen=True)
class BohachevskyN2(_Bohachevsky):
    """Ripples that are multiplied: the pits stand like the fields of a chessboard.

    The second form, often misprinted with the factors of the first.
    """

    title = "Bohachevsky N. 2"
    formula = "x² + 2y² − 0.3·cos 3πx·cos 4πy + 0.3"

    def _ripple(self, p: Array, q: Array) -> tuple[Array | float, ...]:
        (sin_p, cos_p, _), (sin_q, cos_q, _) = sine_cosine_versine(p), sine_cosine_versine(q)
        both = 0.3 * cos_p * cos_q
        return (
            0.3 - both,
            0.3 * sin_p * cos_q,
            0.3 * cos_p * sin_q,
            both,
            -0.3 * sin_p * sin_q,
            both,
        )


@dataclass(frozen=True)
class BohachevskyN3(_Bohachevsky):
    """Ripples in one direction only: furrows across the bottom of a bowl.

    The third form, with the cosine of the sum.
    """

    title = "Bohachevsky N. 3"
    formula = "x² + 2y² − 0.3·cos(3πx + 4πy) + 0.3"

    def _ripple(self, p: Array, q: Array) -> tuple[Array | float, ...]:
        sin, cos, versine = (0.3 * item for item in sine_cosine_versine(p + q))
        return versine, sin, sin, cos, cos, cos
