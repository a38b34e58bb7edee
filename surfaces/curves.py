"""Curves: one dimension, where everything can be seen at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from surfaces.base import Array, Box, Minimum, Surface, matrix
from surfaces.specs import InputError
from surfaces.stationary import find, minima_among


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

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """The two wells, or the one that the tilt has left."""
        return minima_among(find(self))

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
