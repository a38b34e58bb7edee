"""Bowls: one minimum, convex, and only the shape of the contours makes them hard."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from surfaces.base import Array, Box, Minimum, Surface, diagonal, matrix
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
        return tuple(-4.0 if i % 2 == 0 else 3.0 for i in range(self.dim))

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
