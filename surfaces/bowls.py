"""Bowls: one minimum, convex, and only the shape of the contours makes them hard."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from surfaces.base import Array, Box, Minimum, Surface, diagonal, matrix, repeated
from surfaces.specs import InputError


@dataclass(frozen=True)
class Bowl(Surface):
    """The round bowl: every gradient points at the minimum, and Newton needs one step.

    ``Σ xᵢ²`` in any dimension, as De Jong's F1.
    """

    dim: int = 2

    source = "De Jong (1975), F1 (sphere)"
    formula = "Σ xᵢ²"

    def __post_init__(self) -> None:
        if self.dim < 1:
            raise InputError(f"bowl: dim is at least 1, not {self.dim}")

    @property
    def domain(self) -> Box:
        """The usual cube."""
        return Box.cube(-5.12, 5.12, self.dim)

    @property
    def start(self) -> tuple[float, ...]:
        """Off the diagonal, so that the axes are told apart."""
        return repeated((-4.0, 3.0), self.dim)

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The origin."""
        return (Minimum(at=(0.0,) * self.dim, value=0.0),)

    def _value(self, point: Array) -> Array:
        return (point * point).sum(axis=0)

    def _gradient(self, point: Array) -> Array:
        return 2.0 * point

    def _hessian(self, point: Array) -> Array:
        return diagonal(np.full_like(point, 2.0))


@dataclass(frozen=True)
class Ravine(Surface):
    """The long valley: the gradient hardly points along the floor, so plain descent zigzags."""

    condition: float = 20.0

    domain, start = Box((-10, 10), (-5, 5)), (-7.0, 2.0)
    minima = (Minimum(at=(0.0, 0.0), value=0.0),)
    source = "Saito (2016), Deep Learning from Scratch, ch. 6"

    def __post_init__(self) -> None:
        if self.condition <= 0:
            raise InputError(f"ravine: condition is greater than 0, not {self.condition:g}")

    @property
    def formula(self) -> str:
        """With its condition."""
        return f"x²/{self.condition:g} + y²"

    def _value(self, point: Array) -> Array:
        x, y = point
        return x * x / self.condition + y * y

    def _gradient(self, point: Array) -> Array:
        x, y = point
        return np.array([2 * x / self.condition, 2 * y])

    def _hessian(self, point: Array) -> Array:
        return matrix(point, [[2 / self.condition, 0.0], [0.0, 2.0]])


@dataclass(frozen=True)
class Booth(Surface):
    """Two straight lines to be met at once: a tilted bowl, a first step beyond the axes.

    Least squares of two linear equations; the long axis lies along the diagonal y = −x.
    """

    domain, start = Box((-10, 10), (-10, 10)), (-8.0, -5.0)
    minima = (Minimum(at=(1.0, 3.0), value=0.0),)
    formula = "(x + 2y − 7)² + (2x + y − 5)²"
    source = "Booth, A. D. (1949), in Jamil & Yang (2013), no. 17"

    def _value(self, point: Array) -> Array:
        x, y = point
        one, two = x + 2 * y - 7, 2 * x + y - 5
        return one * one + two * two

    def _gradient(self, point: Array) -> Array:
        x, y = point
        one, two = x + 2 * y - 7, 2 * x + y - 5
        return np.array([2 * one + 4 * two, 4 * one + 2 * two])

    def _hessian(self, point: Array) -> Array:
        return matrix(point, [[10.0, 8.0], [8.0, 10.0]])


@dataclass(frozen=True)
class Matyas(Surface):
    """A ravine along the diagonal: a rate per coordinate cannot straighten what is not upright."""

    domain, start = Box((-10, 10), (-10, 10)), (-9.0, -4.0)
    minima = (Minimum(at=(0.0, 0.0), value=0.0),)
    formula = "0.26·(x² + y²) − 0.48·x·y"
    source = "Matyas, in Hedar (2005); Jamil & Yang (2013), no. 71"

    def _value(self, point: Array) -> Array:
        x, y = point
        return 0.26 * (x * x + y * y) - 0.48 * x * y

    def _gradient(self, point: Array) -> Array:
        x, y = point
        return np.array([0.52 * x - 0.48 * y, 0.52 * y - 0.48 * x])

    def _hessian(self, point: Array) -> Array:
        return matrix(point, [[0.52, -0.48], [-0.48, 0.52]])
