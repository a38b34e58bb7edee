"""Ripples: so many minima that following the slope down is not enough."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from surfaces.base import Array
from surfaces.separable import Separable
from surfaces.specs import InputError
from surfaces.turns import sines

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

    def _curve(self, x: Array) -> Array:
        _, _, versine = sines(x)
        return x * x + self.amplitude * versine

    def _slope(self, x: Array) -> Array:
        sine, _, _ = sines(x)
        return 2 * x + TAU * self.amplitude * sine

    def _curvature(self, x: Array) -> Array:
        _, cosine, _ = sines(x)
        return 2 + TAU * TAU * self.amplitude * cosine

    def _curve_and_slope(self, x: Array) -> tuple[Array, Array]:
        sine, _, versine = sines(x)
        return x * x + self.amplitude * versine, 2 * x + TAU * self.amplitude * sine
