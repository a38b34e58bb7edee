"""Curves: one dimension, where everything can be seen at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from surfaces.arrays import matrix
from surfaces.base import Surface
from surfaces.box import Array, Box, Minimum
from surfaces.specs import InputError
from surfaces.trig import sine_cosine, sine_cosine_versine


@dataclass(frozen=True)
class Plateau(Surface):
    """A flat step on the way down: where the gradient is nearly zero, a threshold stops too early.

    The quartic of the calculus books: zero slope without a minimum at 0, the minimum at 1.
    """

    domain, start = Box((-1, 1.6)), (-0.8,)
    minima = (Minimum(at=(1.0,), value=-1.0),)
    formula = "3x⁴ − 4x³"
    source = "The textbook example of an inflection point with zero slope"

    def _value(self, point: Array) -> Array:
        (x,) = point
        return x * x * x * (3 * x - 4)

    def _gradient(self, point: Array) -> Array:
        return 12 * point * point * (point - 1)

    def _hessian(self, point: Array) -> Array:
        (x,) = point
        return matrix(point, [[12 * x * (3 * x - 2)]])


@dataclass(frozen=True)
class SmoothAbs(Surface):
    """|x| with a rounded tip: the slope never fades, so only a shrinking step comes to rest.

    Newton's method throws itself ever farther away when it starts beyond ``width``.
    """

    width: float = 0.1

    domain, start = Box((-3, 3)), (2.3,)
    minima = (Minimum(at=(0.0,), value=0.0),)
    source = "Charbonnier et al. (1994); pseudo-Huber loss in Hartley & Zisserman (2003)"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.width <= 0:
            raise InputError(f"smooth_abs: width is greater than 0, not {self.width:g}")

    @property
    def formula(self) -> str:
        """With its width."""
        return f"√(x² + {self.width:g}²) − {self.width:g}"

    def _value(self, point: Array) -> Array:
        (x,) = point
        return x * x / (np.sqrt(x * x + self.width**2) + self.width)

    def _gradient(self, point: Array) -> Array:
        return point / np.sqrt(point * point + self.width**2)

    def _hessian(self, point: Array) -> Array:
        (x,) = point
        square = x * x + self.width**2
        return matrix(point, [[self.width**2 / (square * np.sqrt(square))]])


@dataclass(frozen=True)
class DoubleWell(Surface):
    """Two wells, one deeper: descent stays in the nearer one, momentum may roll over the hill.

    The quartic potential of Landau's theory, tilted: from |tilt| = 8/√27 on, the higher well is
    gone. Without tilt both are equally deep.
    """

    tilt: float = 0.3

    domain = Box((-2, 2))
    source = "Landau (1937), the free energy of a phase transition in a field"

    def __post_init__(self) -> None:
        super().__post_init__()
        if not abs(self.tilt) <= 20:
            raise InputError(f"double_well: tilt lies between -20 and 20, not at {self.tilt:g}")

    @property
    def formula(self) -> str:
        """With its tilt."""
        return f"(x² − 1)² {'−' if self.tilt < 0 else '+'} {abs(self.tilt):g}·x"

    @property
    def start(self) -> tuple[float, ...]:
        """On the outer slope of the higher well."""
        return (-1.9,) if self.tilt < 0 else (1.9,)

    def _value(self, point: Array) -> Array:
        (x,) = point
        wall = x * x - 1
        return wall * wall + self.tilt * x

    def _gradient(self, point: Array) -> Array:
        (x,) = point
        return np.array([4 * x * (x * x - 1) + self.tilt])

    def _hessian(self, point: Array) -> Array:
        (x,) = point
        return matrix(point, [[12 * x * x - 4]])


@dataclass(frozen=True)
class SineBowl(Surface):
    """A bowl with a wave in it: the first curve on which the start decides where descent ends."""

    amplitude: float = 10.0

    domain, start = Box((-10, 10)), (7.0,)
    source = "SciPy lecture notes (Varoquaux), the running example of optimization"

    @property
    def formula(self) -> str:
        """With its amplitude."""
        return f"x² {'−' if self.amplitude < 0 else '+'} {abs(self.amplitude):g}·sin x"

    def _value(self, point: Array) -> Array:
        (x,) = point
        return x * x + self.amplitude * sine_cosine(x)[0]

    def _gradient(self, point: Array) -> Array:
        return 2 * point + self.amplitude * sine_cosine(point)[1]

    def _hessian(self, point: Array) -> Array:
        (x,) = point
        return matrix(point, [[2 - self.amplitude * sine_cosine(x)[0]]])


@dataclass(frozen=True)
class Forrester(Surface):
    """A shallow dip, a flat shoulder, a deep well: three things that a slope can mean.

    The shoulder at 1/3 has zero slope and zero curvature.
    """

    domain, start = Box((0, 1)), (0.05,)
    formula = "(6x − 2)²·sin(12x − 4)"
    source = "Forrester, Sóbester & Keane (2008)"

    def _value(self, point: Array) -> Array:
        (x,) = point
        u = 6 * x - 2
        return u * u * sine_cosine(2 * u)[0]

    def _gradient(self, point: Array) -> Array:
        u = 6 * point - 2
        sin, cos = sine_cosine(2 * u)
        return 12 * u * (sin + u * cos)

    def _hessian(self, point: Array) -> Array:
        (x,) = point
        u = 6 * x - 2
        sin, cos = sine_cosine(2 * u)
        return matrix(point, [[72 * ((1 - 2 * u * u) * sin + 4 * u * cos)]])


@dataclass(frozen=True)
class GramacyLee(Surface):
    """Nine valleys in a row: the best is the one on the far left, a long way from the start.

    Left of its domain two deeper valleys follow, the deepest at 0.144, then a wall up to 0.
    """

    domain, start = Box((0.5, 2.5)), (2.4,)
    title = "Gramacy–Lee"
    formula = "sin(10πx)/(2x) + (x − 1)⁴"
    source = "Gramacy & Lee (2012)"

    def _value(self, point: Array) -> Array:
        (x,) = point
        off = (x - 1) * (x - 1)
        return sine_cosine_versine(5 * x)[0] / (2 * x) + off * off

    def _gradient(self, point: Array) -> Array:
        x, off = point, point - 1
        sin, cos, _ = sine_cosine_versine(5 * x)
        return (5 * np.pi * cos - sin / (2 * x)) / x + 4 * off * off * off

    def _hessian(self, point: Array) -> Array:
        (x,) = point
        sin, cos, _ = sine_cosine_versine(5 * x)
        waves = ((1 / (x * x) - 50 * np.pi**2) * sin - 10 * np.pi * cos / x) / x
        return matrix(point, [[waves + 12 * (x - 1) * (x - 1)]])
