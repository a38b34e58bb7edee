"""Residuals: sums of squares that are known to be hard (Moré, Garbow & Hillstrom 1981)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from surfaces.analysis.stationary import Survey, report, with_listed
from surfaces.analysis.zeros import Roots, Zeros, zeros
from surfaces.arrays import matrix
from surfaces.base import Surface
from surfaces.box import Array, Box, Minimum


@dataclass(frozen=True)
class PowellSingular(Surface):
    """A minimum without curvature in two directions: Newton's method, too, only crawls there.

    Four dimensions, convex. The Hessian at the minimum has rank 2, so that Newton's method
    converges linearly, with the factor 2/3.
    """

    domain, start = Box.cube(-4, 5, 4), (3.0, -1.0, 0.0, 1.0)
    minima = (Minimum(at=(0.0, 0.0, 0.0, 0.0), value=0.0),)
    formula = "(x₁ + 10x₂)² + 5·(x₃ − x₄)² + (x₂ − 2x₃)⁴ + 10·(x₁ − x₄)⁴"
    source = "Powell (1962); Moré, Garbow & Hillstrom (1981), no. 13"

    def _value(self, point: Array) -> Array:
        a, b, c, d = self._forms(*point)
        return a * a + 5 * (b * b) + c * c * c * c + 10 * (d * d * d * d)

    def _gradient(self, point: Array) -> Array:
        a, b, c, d = self._forms(*point)
        by_a, by_b, by_c, by_d = 2 * a, 10 * b, 4 * c * c * c, 40 * d * d * d
        return np.array([by_a + by_d, 10 * by_a + by_c, by_b - 2 * by_c, -by_b - by_d])

    def _hessian(self, point: Array) -> Array:
        _, _, c, d = self._forms(*point)
        cc, dd = 12 * c * c, 120 * d * d
        return matrix(
            point,
            [
                [2 + dd, 20.0, 0.0, -dd],
                [20.0, 200 + cc, -2 * cc, 0.0],
                [0.0, -2 * cc, 10 + 4 * cc, -10.0],
                [-dd, 0.0, -10.0, 10 + dd],
            ],
        )

    @staticmethod
    def _forms(x1: Array, x2: Array, x3: Array, x4: Array) -> tuple[Array, ...]:
        return x1 + 10 * x2, x3 - x4, x2 - 2 * x3, x1 - x4


@dataclass(frozen=True)
class BrownBadlyScaled(Surface):
    """A million to the right and a millionth up: one rate for both coordinates is hopeless."""

    domain, start = Box((-2e6, 2e6), (-2, 2)), (1.0, 1.0)
    minima = (Minimum(at=(1e6, 2e-6), value=0.0),)
    formula = "(x − 10⁶)² + (y − 2·10⁻⁶)² + (xy − 2)²"
    source = "Brown; Moré, Garbow & Hillstrom (1981), no. 4, in a box of our own"

    def _value(self, point: Array) -> Array:
        x, y = point
        one, two, three = x - 1e6, y - 2e-6, x * y - 2
        return one * one + two * two + three * three

    def _gradient(self, point: Array) -> Array:
        x, y = point
        three = x * y - 2
        return np.array([2 * (x - 1e6 + y * three), 2 * (y - 2e-6 + x * three)])

    def _hessian(self, point: Array) -> Array:
        x, y = point
        mixed = 4 * x * y - 4
        return matrix(point, [[2 + 2 * y * y, mixed], [mixed, 2 + 2 * x * x]])


@dataclass(frozen=True)
class FreudensteinRoth(Surface):
    """A bent valley that ends in the wrong place: most methods stop at 48.98 instead of 0.

    The domain is wider than the usual [-10, 10]², outside of which that local minimum lies.
    """

    domain, start = Box((-15, 15), (-10, 10)), (0.5, -2.0)
    minima = (
        Minimum(at=(5.0, 4.0), value=0.0),
        Minimum(
            at=(11.412778986902094, -0.8968052532744765), value=48.98425367924002, is_global=False
        ),
    )
    title = "Freudenstein–Roth"
    formula = "(−13 + x + ((5 − y)y − 2)y)² + (−29 + x + ((y + 1)y − 14)y)²"
    source = "Freudenstein & Roth (1963); Moré, Garbow & Hillstrom (1981), no. 2"

    def _value(self, point: Array) -> Array:
        one, two = self._residuals(*point)
        return one * one + two * two

    def _gradient(self, point: Array) -> Array:
        _, y = point
        one, two = self._residuals(*point)
        by_one, by_two = (10 - 3 * y) * y - 2, (3 * y + 2) * y - 14
        return np.array([2 * (one + two), 2 * (one * by_one + two * by_two)])

    def _hessian(self, point: Array) -> Array:
        _, y = point
        one, two = self._residuals(*point)
        by_one, by_two = (10 - 3 * y) * y - 2, (3 * y + 2) * y - 14
        mixed = 2 * (by_one + by_two)
        squares = by_one * by_one + by_two * by_two
        return matrix(
            point,
            [[4.0, mixed], [mixed, 2 * (squares + one * (10 - 6 * y) + two * (6 * y + 2))]],
        )

    @staticmethod
    def _residuals(x: Array, y: Array) -> tuple[Array, Array]:
        return x - 13 + ((5 - y) * y - 2) * y, x - 29 + ((y + 1) * y - 14) * y


@dataclass(frozen=True)
class Wood(Surface):
    """Two banana valleys tied together: a saddle near (−1, 1, −1, 1) looks like the way's end.

    Four dimensions; as Colville's fourth problem it carries his name too. (Another function
    with that name has (x₁ − x₂²)² in it.)
    """

    domain, start = Box.cube(-10, 10, 4), (-3.0, -1.0, -3.0, -1.0)
    minima = (Minimum(at=(1.0, 1.0, 1.0, 1.0), value=0.0),)
    formula = (
        "100·(x₂ − x₁²)² + (1 − x₁)² + 90·(x₄ − x₃²)² + (1 − x₃)²"
        " + 10·(x₂ + x₄ − 2)² + (x₂ − x₄)²/10"
    )
    known_as = ("colville",)
    source = "Wood; Colville (1968); Moré, Garbow & Hillstrom (1981), no. 14"

    def _value(self, point: Array) -> Array:
        x1, x2, x3, x4 = point
        one, two = x2 - x1 * x1, x4 - x3 * x3
        both, apart = x2 + x4 - 2, x2 - x4
        near, far = 1 - x1, 1 - x3
        valleys = 100 * (one * one) + near * near + 90 * (two * two) + far * far
        return valleys + 10 * (both * both) + 0.1 * (apart * apart)

    def _gradient(self, point: Array) -> Array:
        x1, x2, x3, x4 = point
        one, two = x2 - x1 * x1, x4 - x3 * x3
        both, apart = 20 * (x2 + x4 - 2), 0.2 * (x2 - x4)
        return np.array(
            [
                -400 * x1 * one - 2 * (1 - x1),
                200 * one + both + apart,
                -360 * x3 * two - 2 * (1 - x3),
                180 * two + both - apart,
            ]
        )

    def _hessian(self, point: Array) -> Array:
        x1, x2, x3, x4 = point
        return matrix(
            point,
            [
                [1200 * x1 * x1 - 400 * x2 + 2, -400 * x1, 0.0, 0.0],
                [-400 * x1, 220.2, 0.0, 19.8],
                [0.0, 0.0, 1080 * x3 * x3 - 360 * x4 + 2, -360 * x3],
                [0.0, 19.8, -360 * x3, 200.2],
            ],
        )


@dataclass(frozen=True)
class JennrichSampson(Surface):
    """Two exponentials that should do one's work: the fit cannot be exact, the values explode.

    Least squares of ``2 + 2i = e^(ix) + e^(iy)`` for i = 1 to 10; the best is 124.36, not 0.
    """

    domain, start = Box((-1, 1), (-1, 1)), (0.3, 0.4)
    title = "Jennrich–Sampson"
    formula = "Σ (2 + 2i − eⁱˣ − eⁱʸ)², i = 1 … 10"
    source = "Jennrich & Sampson (1968); Moré, Garbow & Hillstrom (1981), no. 6"

    def _value(self, point: Array) -> Array:
        return np.sum([rest * rest for _, _, _, rest in self._terms(*point)], axis=0)

    def _gradient(self, point: Array) -> Array:
        gradient = np.zeros_like(point)
        for i, ex, ey, rest in self._terms(*point):
            gradient -= 2 * i * rest * np.array([ex, ey])
        return gradient

    def _hessian(self, point: Array) -> Array:
        hessian = np.zeros((2, *point.shape), like=point)
        for i, ex, ey, rest in self._terms(*point):
            hessian += (
                2
                * i
                * i
                * matrix(point, [[ex * (ex - rest), ex * ey], [ex * ey, ey * (ey - rest)]])
            )
        return hessian

    @staticmethod
    def _terms(x: Array, y: Array) -> Iterator[tuple[int, Array, Array, Array]]:
        for i in range(1, 11):
            ex, ey = np.exp(i * x), np.exp(i * y)
            yield i, ex, ey, 2 + 2 * i - ex - ey


@dataclass(frozen=True)
class PowellBadlyScaled(Surface):
    """A groove a hair wide along both axes: in the end one coordinate is a millionth of the other.

    Both best minimizers solve ``10⁴xy = 1`` and ``e⁻ˣ + e⁻ʸ = 1.0001``: mirror images at the
    diagonal, on which all other stationary points of the domain lie, a local minimum among them.
    """

    domain, start = Box((-2, 12), (-2, 12)), (0.0, 1.0)
    minima = (
        Minimum(at=(1.0981593296998175e-05, 9.106146739866524), value=0.0),
        Minimum(at=(9.106146739866524, 1.0981593296998175e-05), value=0.0),
        Minimum(
            at=(-0.009948091925800946, -0.009948091925800946),
            value=1.0402940039616395,
            is_global=False,
        ),
    )
    formula = "(10⁴xy − 1)² + (e⁻ˣ + e⁻ʸ − 1.0001)²"
    source = "Powell (1970); Moré, Garbow & Hillstrom (1981), no. 3, in a box of our own"

    @cached_property
    def survey(self) -> Survey:
        """The listed minima, and the zeros of the slope along the diagonal.

        The groove is so narrow that no count along the edge can follow it.
        """
        side = Box(self.domain.sides[0])
        along = Roots(
            lambda t: self._gradient(np.concatenate([t, t]))[:1],
            lambda t: self._hessian(np.concatenate([t, t]))[:1].sum(axis=1),
        )
        found = zeros(along, side)
        best = np.array([minimum.at for minimum in self.minima if minimum.is_global]).T
        points = np.hstack([best, np.repeat(found.points, 2, axis=0)])
        regular = np.concatenate([[True, True], found.regular])
        every = Zeros(points, regular, found.complete)
        return with_listed(self, report(self, self.domain, self.domain, every))

    def _value(self, point: Array) -> Array:
        one, two, _ = self._parts(point)
        return one * one + two * two

    def _gradient(self, point: Array) -> Array:
        one, two, fall = self._parts(point)
        return 2 * (1e4 * one * point[::-1] - two * fall)

    def _hessian(self, point: Array) -> Array:
        x, y = point
        one, two, (fall_x, fall_y) = self._parts(point)
        mixed = 2 * (1e4 * one + 1e8 * x * y + fall_x * fall_y)
        return matrix(
            point,
            [
                [2 * (1e8 * y * y + fall_x * (fall_x + two)), mixed],
                [mixed, 2 * (1e8 * x * x + fall_y * (fall_y + two))],
            ],
        )

    @staticmethod
    def _parts(point: Array) -> tuple[Array, Array, Array]:
        """Return the two residuals, and e⁻ˣ and e⁻ʸ.

        Of the exponentials the one near 1 is taken less 1, or the other would drown in rounding.
        """
        lower, upper = np.minimum(*point), np.maximum(*point)
        two = np.expm1(-lower) + np.exp(-upper) - 1e-4
        return 1e4 * point[0] * point[1] - 1, two, np.exp(-point)


@dataclass(frozen=True)
class HelicalValley(Surface):
    """A valley that winds up like a staircase: its floor is a helix about the third axis.

    ``100·(x₃ − 10θ)² + 100·(r − 1)² + x₃²`` with the angle θ from −¼ to ¾ of a turn and the radius
    r of (x₁, x₂): in these coordinates a parabola, so that there is one minimum. The angle jumps
    at the half-plane x₁ = 0, x₂ < 0, on which the lower end counts, and on the axis x₁ = x₂ = 0
    there is no gradient: the angle is taken as 0 there, and angle and radius without slope.
    """

    domain, start = Box.cube(-10, 10, 3), (-1.0, 0.0, 0.0)
    minima = (Minimum(at=(1.0, 0.0, 0.0), value=0.0),)
    formula = "100·[(x₃ − 10θ)² + (r − 1)²] + x₃², (r, 2πθ) polar"
    source = "Fletcher & Powell (1963); Moré, Garbow & Hillstrom (1981), no. 7"
    kinks = "the half-plane x₁ = 0, x₂ < 0, and the axis x₁ = x₂ = 0"

    def _value(self, point: Array) -> Array:
        off, radius, _ = self._parts(point)
        return 100 * (off * off + (radius - 1) * (radius - 1)) + point[2] * point[2]

    def _gradient(self, point: Array) -> Array:
        x, y, z = point
        off, radius, safe = self._parts(point)
        turn, out = 200 * off * _PER_RADIAN / safe, 200 * (radius - 1)
        cos, sin = x / safe, y / safe
        return np.array([out * cos + turn * sin, out * sin - turn * cos, 200 * off + 2 * z])

    def _hessian(self, point: Array) -> Array:
        """Return it from the slopes along and across the radius."""
        x, y, _ = point
        off, radius, safe = self._parts(point)
        cos, sin = x / safe, y / safe
        rate = _PER_RADIAN / safe  # of 10θ across the radius
        across = 200 * (rate * rate + (radius - 1) / safe)
        mixed = 200 * off * rate / safe
        lean = 200 * rate
        xx = 200 * cos * cos + across * sin * sin - 2 * mixed * sin * cos
        yy = 200 * sin * sin + across * cos * cos + 2 * mixed * sin * cos
        xy = (200 - across) * sin * cos + mixed * (cos * cos - sin * sin)
        return matrix(
            point,
            [
                [xx, xy, lean * sin],
                [xy, yy, -lean * cos],
                [lean * sin, -lean * cos, 202.0],
            ],
        )

    @staticmethod
    def _parts(point: Array) -> tuple[Array, Array, Array]:
        """Return x₃ − 10θ, the radius, and the radius again, but infinite where it is 0."""
        x, y, z = point
        radius = np.sqrt(x * x + y * y)
        swing = _PER_RADIAN * np.arctan2(y, np.abs(x))
        floor = np.where(x < 0, 5 - swing, swing)
        return z - floor, radius, np.where(radius > 0, radius, np.inf)


_PER_RADIAN = 5 / np.pi
"""Ten turns by 2π: the rise of the helical valley for each radian."""
