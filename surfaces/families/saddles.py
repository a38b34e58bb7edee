"""Saddles: the gradient vanishes, and yet it goes down from there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from surfaces.arrays import matrix
from surfaces.base import Surface
from surfaces.box import Array, Box, Minimum


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


@dataclass(frozen=True)
class MonkeySaddle(Surface):
    """Three ways down, three up: at the middle slope and curvature both vanish.

    (A monkey needs a way down for its tail.) Newton's method still goes there, but only by half
    of the way in each step, since the Hessian is singular. The start lies a hair (1e-3) off.
    """

    domain, start = Box((-2, 2), (-2, 2)), (1.5, 1e-3)
    minima = ()
    formula = "x³ − 3xy²"
    source = "Hilbert & Cohn-Vossen (1932), Anschauliche Geometrie"

    def _value(self, point: Array) -> Array:
        x, y = point
        return x * (x * x - 3 * y * y)

    def _gradient(self, point: Array) -> Array:
        x, y = point
        return np.array([3 * (x * x - y * y), -6 * x * y])

    def _hessian(self, point: Array) -> Array:
        x, y = point
        return matrix(point, [[6 * x, -6 * y], [-6 * y, -6 * x]])


@dataclass(frozen=True)
class MountainPass(Surface):
    """A saddle between two wells: descent waits there for long, then turns to the side.

    The start lies a hair (1e-3) off the ridge x = 0, from which no gradient points away.
    """

    domain, start = Box((-2, 2), (-2, 2)), (1e-3, 1.6)
    minima = (Minimum(at=(-1.0, 0.0), value=0.0), Minimum(at=(1.0, 0.0), value=0.0))
    formula = "(x² − 1)² + y²"
    source = "The textbook double-well potential, as in Ginzburg & Landau (1950)"

    def _value(self, point: Array) -> Array:
        x, y = point
        wall = x * x - 1
        return wall * wall + y * y

    def _gradient(self, point: Array) -> Array:
        x, y = point
        return np.array([4 * x * (x * x - 1), 2 * y])

    def _hessian(self, point: Array) -> Array:
        x, _ = point
        return matrix(point, [[12 * x * x - 4, 0.0], [0.0, 2.0]])
