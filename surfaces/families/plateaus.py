"""Plateaus, cusps and kinks: where the slope says nothing, or is not defined at all."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from surfaces.analysis.stationary import find, minima_among
from surfaces.analysis.zeros import Roots, zeros
from surfaces.arrays import matrix
from surfaces.base import Surface
from surfaces.box import Array, Box, Minimum
from surfaces.families.products import Product
from surfaces.trig import sine_cosine


@dataclass(frozen=True)
class Easom(Product):
    """A hole in a plain: a few steps away from it the gradient is zero to the last digit.

    The plain is not quite flat: it has dents of 10⁻⁵ and less. Those of [0, 2π]² are listed.
    Beyond a distance of 27 the gradient underflows to exactly 0.
    """

    domain, start = Box((-100, 100), (-100, 100)), (2.0, 4.5)
    charted = Box.cube(0, 2 * np.pi, 2)
    lead = -1.0
    formula = "−cos x·cos y·exp(−(x − π)² − (y − π)²)"
    source = "Easom (1990)"

    def _factor(self, x: Array) -> tuple[Array, Array, Array]:
        off = x - np.pi
        (sin, cos), hole = sine_cosine(x), np.exp(-off * off)
        slope = sin + 2 * off * cos
        return cos * hole, -slope * hole, ((4 * off * off - 3) * cos + 4 * off * sin) * hole


@dataclass(frozen=True)
class Eggholder(Surface):
    """Long waves that bend and break: dozens of hollows, and the deepest one on the very edge.

    No gradient exists on the lines y + 47 = −x/2 and y + 47 = x, where the argument of a root
    changes its sign; there the root is taken to have no slope and no curvature. Outside the
    domain there are lower values.
    """

    domain, start = Box((-512, 512), (-512, 512)), (300.0, 150.0)
    formula = "−(y + 47)·sin √|x/2 + y + 47| − x·sin √|x − y − 47|"
    source = "Whitley, Rana, Dzubera & Mathias (1996)"
    kinks = "the lines y + 47 = −x/2 and y + 47 = x"
    minima_complete = False  # a search found no others, but a kink defeats the count

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """The lowest, on the edge; those that the search finds; those along the kinks."""
        edge = Minimum((512.0, 404.2318051137578), -959.6406627208509, on_edge=True)
        inside = minima_among(find(self))
        local = [replace(m, is_global=False) for m in (*inside, *self._along_kinks())]
        return edge, *sorted(local, key=lambda m: m.value)

    def _along_kinks(self) -> Iterator[Minimum]:
        """Yield the minima of −x·sin √|3x/2|, which is the function on the kinks.

        To the right of x = 0 the first kink is a crease, to the left the second one. The
        coordinates are rounded so that the argument of the root is exactly 0.
        """
        slope = Roots(
            lambda a: np.sin(a) + a / 2 * np.cos(a), lambda a: 1.5 * np.cos(a) - a / 2 * np.sin(a)
        )
        for a in zeros(slope, Box((0.5, 28))).points[0].tolist():
            right = math.sin(a) > 0
            x = round(a * a / 1.5 * 2**36) / 2**36 * (1 if right else -1)
            y = -47 - x / 2 if right else x - 47
            if self.domain.contains((x, y)):
                yield Minimum((x, y), -x * math.sin(math.sqrt(1.5 * abs(x))), kink=True)

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        x, y = point
        up = y + 47
        (s, ds, _), (t, dt, _) = _root_wave(up + x / 2), _root_wave(x - up)
        slopes = np.array([-up * ds / 2 - t - x * dt, -s - up * ds + x * dt])
        return -up * s - x * t, slopes

    def _hessian(self, point: Array) -> Array:
        x, y = point
        up = y + 47
        (_, ds, dds), (_, dt, ddt) = _root_wave(up + x / 2), _root_wave(x - up)
        mixed = -ds / 2 - up * dds / 2 + dt + x * ddt
        return matrix(
            point,
            [[-up * dds / 4 - 2 * dt - x * ddt, mixed], [mixed, -2 * ds - up * dds - x * ddt]],
        )


def _root_wave(u: Array) -> tuple[Array, Array, Array]:
    """Return sin √|u| and its first two derivatives, which are taken as 0 at 0."""
    root = np.sqrt(np.abs(u))
    safe = np.where(root > 0, root, np.inf)
    sin, cos = sine_cosine(root)
    return sin, np.sign(u) * cos / (2 * safe), -(sin + cos / safe) / (4 * safe * safe)


class _Table(Surface):
    """A function of ``|sin x·leg(y)·exp|level − r/π||``: posts that grow towards the corners.

    Where the product is 0 or ``r = π·level``, the sign is taken as 0, and so are gradient and
    Hessian of what it multiplies; on these lines the function has a ridge.
    """

    domain = Box((-10, 10), (-10, 10))
    source = "Mishra (2006), Some new test functions for global optimization"
    minima_complete = False  # a search found no others, but a kink defeats the count
    level: ClassVar[float]

    @abstractmethod
    def _leg(self, y: Array) -> tuple[Array, Array]:
        """Return the factor that depends on y, and its derivative; the second is −factor."""

    @staticmethod
    def _posts(parts: tuple[Any, ...]) -> tuple[Array, Array]:
        """Return the product and its gradient."""
        (u, du), (v, dv), (px, py), _, height = parts
        signed = np.sign(u * v) * height
        slopes = np.array([v * (du + u * px), u * (dv + v * py)])
        return np.abs(u * v) * height, signed * slopes

    @staticmethod
    def _bends(point: Array, parts: tuple[Any, ...]) -> Array:
        """Return the Hessian of the product."""
        x, y = point
        (u, du), (v, dv), (px, py), bend, height = parts
        xx = v * (2 * du * px + u * (px * px + bend * y * y - 1))
        yy = u * (2 * dv * py + v * (py * py + bend * x * x - 1))
        xy = (du + u * px) * (dv + v * py) - u * v * bend * x * y
        return np.sign(u * v) * height * matrix(point, [[xx, xy], [xy, yy]])

    def _parts(self, point: Array) -> tuple[Any, ...]:
        """Return both legs, the slopes of the exponent and how they bend, and the exponential."""
        x, y = point
        r = np.sqrt(x * x + y * y)
        safe = np.where(r > 0, r, np.inf)
        above = self.level - r / np.pi
        rate = -np.sign(above) / np.pi
        slopes = rate * x / safe, rate * y / safe
        bend = rate / (safe * safe * safe)
        return sine_cosine(x), self._leg(y), slopes, bend, np.exp(np.abs(above))


@dataclass(frozen=True)
class CrossInTray(_Table):
    """Thirty-six shallow bowls parted by walls as thin as a line: nobody climbs over them.

    No gradient exists on the lines where sin x or sin y is 0; there 0 is returned.
    """

    level = 100.0
    start = (2.6, -2.2)
    title = "Cross-in-tray"
    formula = "−10⁻⁴·(|sin x·sin y·exp|100 − r/π|| + 1)⁰·¹, r² = x² + y²"
    kinks = "the lines sin x = 0 and sin y = 0"

    def _leg(self, y: Array) -> tuple[Array, Array]:
        return sine_cosine(y)

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        posts, slope = self._posts(self._parts(point))
        return -1e-4 * (posts + 1) ** 0.1, -1e-5 * (posts + 1) ** -0.9 * slope

    def _hessian(self, point: Array) -> Array:
        parts = self._parts(point)
        posts, slope = self._posts(parts)
        share = (posts + 1) ** -0.9
        relative = slope / (posts + 1)
        return -1e-5 * share * (self._bends(point, parts) - 0.9 * relative[:, None] * slope)


@dataclass(frozen=True)
class HolderTable(_Table):
    """Posts in the corners of a table: the four deepest pits lie near its four corners.

    No gradient exists on the lines sin x = 0 and cos y = 0, on the circle r = π, and at the
    origin; on the lines 0 is returned, on the circle the mean of both sides.
    """

    level = 1.0
    start = (4.6, -4.0)
    title = "Holder table"
    formula = "−|sin x·cos y·exp|1 − r/π||, r² = x² + y²"
    kinks = "the lines sin x = 0 and cos y = 0, and the circle r = π"

    def _leg(self, y: Array) -> tuple[Array, Array]:
        sin, cos = sine_cosine(y)
        return cos, -sin

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        posts, slope = self._posts(self._parts(point))
        return -posts, -slope

    def _hessian(self, point: Array) -> Array:
        return -self._bends(point, self._parts(point))


@dataclass(frozen=True)
class BukinN6(Surface):
    """A knife-edge ridge upside down: along it the slope is not a thousandth of that across it.

    In the edge y = x²/100 there is no gradient; there the root is taken to have no slope and no
    curvature, so that the gradient is that of the gentle way along it. The lowest point lies in
    the edge.
    """

    domain, start = Box((-15, -5), (-3, 3)), (-6.0, 2.0)
    minima = (Minimum(at=(-10.0, 1.0), value=0.0, kink=True),)
    title = "Bukin N. 6"
    formula = "100·√|y − x²/100| + |x + 10|/100"
    source = "Bukin (1997), in Silagadze (2007)"
    kinks = "the parabola y = x²/100, and the line x = −10"

    def _value(self, point: Array) -> Array:
        x, y = point
        return 100 * np.sqrt(np.abs(y - 0.01 * x * x)) + 0.01 * np.abs(x + 10)

    def _gradient(self, point: Array) -> Array:
        x, y = point
        slope, _ = self._root(y - 0.01 * x * x)
        return np.array([0.01 * np.sign(x + 10) - 2 * x * slope, 100 * slope])

    def _hessian(self, point: Array) -> Array:
        x, y = point
        slope, bend = self._root(y - 0.01 * x * x)
        mixed = -2 * x * bend
        return matrix(point, [[0.04 * x * x * bend - 2 * slope, mixed], [mixed, 100 * bend]])

    @staticmethod
    def _root(u: Array) -> tuple[Array, Array]:
        """Return the first two derivatives of √|u|, taken as 0 at 0."""
        root = np.sqrt(np.abs(u))
        safe = np.where(root > 0, root, np.inf)
        return np.sign(u) / (2 * safe), -1 / (4 * safe * safe * safe)
