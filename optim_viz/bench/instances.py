"""Instances of a surface: rotated and shifted by seed, with its domain, its minima and the starts.

What is at the origin, or along the axes, is there by no more than chance: methods that favour such
places gain nothing from them (Hansen et al. 2021, COCO).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from optim_viz.problem import Problem
from optim_viz.text import words
from surfaces import Array, Surface
from surfaces.transforms import Moved, written


@dataclass(frozen=True)
class Instance(Moved):
    """A surface rotated in its first two coordinates about the origin, then shifted.

    It is `Shifted(Rotated(surface))` in half the time: at a step the loop asks for the value and
    for the domain at the same iterates, an array that nobody changes, and the inner points of the
    latest array are kept.
    """

    surface: Surface
    degrees: float
    by: tuple[float, ...]

    @property
    def _words(self) -> str:
        return words.rotated_and_shifted(f"{self.degrees:g}", written(self.by))

    @cached_property
    def _cos_sin(self) -> tuple[float, float]:
        angle = math.radians(self.degrees)
        return math.cos(angle), math.sin(angle)

    @cached_property
    def _middle(self) -> Array:
        return (self.surface.domain.low + self.surface.domain.high) / 2

    def _column(self, numbers: npt.ArrayLike, point: Array) -> Array:
        return np.reshape(numbers, (-1,) + (1,) * (point.ndim - 1))

    def _to_inner(self, point: Array) -> Array:
        seen, inner = self.__dict__.get("_latest", (None, None))
        if seen is point and inner is not None:
            return np.asarray(inner)
        cos, sin = self._cos_sin
        moved = point - self._column(self.by, point)
        inner = _turned(moved, cos, -sin) if len(point) > 1 else moved
        self.__dict__["_latest"] = point, inner
        return inner

    def _from_inner(self, point: Array) -> Array:
        return self._outer_slopes(point) + self._column(self.by, point)

    def _outer_slopes(self, slopes: Array) -> Array:
        return _turned(slopes, *self._cos_sin) if len(slopes) > 1 else slopes

    def place(self, points: Array) -> Array:
        """Return the points ``(d, n)`` that belong to points of the original surface."""
        return self._from_inner(points)

    def inside(self, point: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Return whether each point ``(d, *batch)`` lies in the moved domain, ``(*batch)``."""
        with np.errstate(invalid="ignore"):  # a diverged run has no finite point
            inner = self._to_inner(np.asarray(point, dtype=float))
            middle = self._column(self._middle, inner)
            return self.surface.inside(inner + 1e-12 * (middle - inner))  # off the edge


def _turned(point: Array, cos: float, sin: float) -> Array:
    """Return points ``(d, *batch)`` turned in their first two coordinates."""
    turned = point.copy() if len(point) > 2 else np.empty_like(point)
    first, second = point[0], point[1]
    turned[0] = cos * first - sin * second
    turned[1] = sin * first + cos * second
    return turned


@cache
def instance(problem: Problem, number: int, seed: int) -> Instance | None:
    """Return an instance of the surface of a problem; None for number 0, the surface as it is.

    The angle is uniform. The shift of each coordinate is uniform within half of a side of the
    domain to either side.
    """
    if number == 0:
        return None
    surface, generator = problem.posed, np.random.default_rng([seed, number])
    sides = surface.domain.high - surface.domain.low
    angle = generator.uniform(0, 360) if surface.dim > 1 else 0.0
    shift = generator.uniform(-0.5, 0.5, surface.dim) * sides
    by = tuple(float(f"{one:.6g}") for one in shift)
    return Instance(surface, float(f"{angle:.6g}"), by)
