"""Saddles: the gradient vanishes, and yet it goes down from there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from surfaces.base import Array, Box, Surface, matrix


@dataclass(frozen=True)
class Saddle(Surface):
    """The plain saddle: Newton's method runs into it, momentum and noise help to leave it.

    The start lies a hair (1e-3) off the ridge y = 0: exactly on it no gradient points away.
    """

    domain, start = Box((-2, 2), (-2, 2)), (-1.5, 1e-3)
    minima = ()
    formula = "x² − y²"
    source = "The hyperbolic paraboloid; as a picture of optimizers, Radford (2014)"

    def _value(self, point: Array) -> Array:
        x, y = point
        return x * x - y * y

    def _gradient(self, point: Array) -> Array:
        x, y = point
        return np.array([2 * x, -2 * y])

    def _hessian(self, point: Array) -> Array:
        return matrix(point, [[2.0, 0.0], [0.0, -2.0]])
