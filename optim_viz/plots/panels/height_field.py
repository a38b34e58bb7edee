"""A surface over a regular grid, seen from a direction: where points fall, and which are hidden.

The surface is that of the triangles into which each cell of the grid is cut, from its right lower
to its left upper corner; a line of sight meets their edges at finitely many places, so that what
hides a point is known exactly. The projection is a parallel one.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, cos, inf, radians, sin

import numpy as np
import numpy.typing as npt

from surfaces import Array

_SLACK = 1e-9
"""A place may lie outside by this much, in cells, by rounding."""

_AT_ONCE = 1_000_000
"""Edges that are looked at in one go: as many arrays of this length stay small."""


@dataclass(frozen=True)
class Camera:
    """An eye that is far away, in degrees: above the ground, and around it from the first axis."""

    elevation: float
    azimuth: float

    @property
    def across(self) -> Array:
        """The direction to the right in the picture, ``(3,)``."""
        turn = radians(self.azimuth)
        return np.array([-sin(turn), cos(turn), 0.0])

    @property
    def up(self) -> Array:
        """The direction upwards in the picture, ``(3,)``."""
        tilt, turn = radians(self.elevation), radians(self.azimuth)
        return np.array([-sin(tilt) * cos(turn), -sin(tilt) * sin(turn), cos(tilt)])

    @property
    def toward(self) -> Array:
        """The direction to the eye, ``(3,)``."""
        tilt, turn = radians(self.elevation), radians(self.azimuth)
        return np.array([cos(tilt) * cos(turn), cos(tilt) * sin(turn), sin(tilt)])

    def project(self, points: Array) -> Array:
        """Return where points ``(3, *batch)`` fall in the picture, ``(2, *batch)``."""
        return np.tensordot(np.array([self.across, self.up]), points, axes=1)


@dataclass(frozen=True, eq=False)
class HeightField:
    """Heights at the nodes of a regular grid; where one is not a number there is a hole."""

    heights: Array
    """``(rows, columns)``, a row for each place along the second axis."""
    size: tuple[float, float]
    """Length of the first and the second axis; the middle of the grid is the origin."""

    def cells(self, places: Array) -> Array:
        """Return places ``(2, *batch)`` counted in cells from the first node."""
        rows, columns = self.heights.shape
        wide, deep = self.size
        x, y = places
        return np.array([(x / wide + 0.5) * (columns - 1), (y / deep + 0.5) * (rows - 1)])

    def at(self, places: Array) -> Array:
        """Return the heights at places ``(2, *batch)``: not a number in holes and beside it."""
        rows, columns = self.heights.shape
        x, y = self.cells(places)
        inside = self._inside(x, y)
        x, y = np.where(inside, x, 0.0), np.where(inside, y, 0.0)
        i = np.clip(np.floor(x), 0, columns - 2).astype(np.intp)
        j = np.clip(np.floor(y), 0, rows - 2).astype(np.intp)
        right, up = x - i, y - j
        is_lower = right + up <= 1
        corner = np.where(is_lower, self.heights[j, i], self.heights[j + 1, i + 1])
        lower, upper = self.heights[j, i + 1], self.heights[j + 1, i]
        along, across = np.where(is_lower, lower, upper), np.where(is_lower, upper, lower)
        right, up = np.where(is_lower, right, 1 - right), np.where(is_lower, up, 1 - up)
        height = corner + right * (along - corner) + up * (across - corner)
        return np.where(inside, height, np.nan)

    def _inside(self, x: Array, y: Array) -> npt.NDArray[np.bool_]:
        rows, columns = self.heights.shape
        inside = (x >= -_SLACK) & (x <= columns - 1 + _SLACK)
        return inside & (y >= -_SLACK) & (y <= rows - 1 + _SLACK)

    def depth_behind(self, points: Array, camera: Camera) -> Array:
        """Return how far points ``(3, n)`` lie below what is before them, upwards in the picture.

        A point is seen where that is 0 or less; it is ``-inf`` where nothing is before it.
        """
        depth = np.full(points.shape[1], -inf)
        known = np.flatnonzero(np.isfinite(points).all(axis=0))
        at_once = max(1, _AT_ONCE // max(self.heights.shape))
        for begin in range(0, len(known), at_once):
            part = known[begin : begin + at_once]
            depth[part] = self._depth_behind(points[:, part], camera)
        return depth

    def _depth_behind(self, points: Array, camera: Camera) -> Array:
        """Walk over the edges of triangles towards the eye: along columns, rows, diagonals.

        Between two edges the surface and the line of sight are straight: the deepest place is on
        an edge.
        """
        rows, columns = self.heights.shape
        x, y = self.cells(points[:2])
        step_x, step_y = self.cells(camera.toward[:2]) - self.cells(np.zeros(2))
        rise = float(camera.toward[2])
        kinds = (
            (x, step_x, columns, _beside_column),
            (y, step_y, rows, _beside_row),
            (x + y, step_x + step_y, rows + columns, _beside_diagonal),
        )
        deepest = np.full(points.shape[1], -inf)
        room = float(np.nanmax(self.heights, initial=-inf) - points[2].min())
        for own, step, lines, beside in kinds:
            if abs(step) < _SLACK:
                continue
            # above the highest point nothing hides any more
            most = min(lines, max(0.0, room) * abs(step) / rise + 2) if rise > 0 else lines
            first = np.floor(own) + 1 if step > 0 else np.ceil(own) - 1
            line = first[:, np.newaxis] + np.sign(step) * np.arange(ceil(most))
            gone = (line - own[:, np.newaxis]) / step
            at_x, at_y = x[:, np.newaxis] + gone * step_x, y[:, np.newaxis] + gone * step_y
            begin, end, share = beside(at_x, at_y, line, columns)
            before = np.take(self.heights, begin, mode="clip")
            height = before + share * (np.take(self.heights, end, mode="clip") - before)
            above = np.where(self._inside(at_x, at_y), height - gone * rise, np.nan)
            deepest = np.fmax(deepest, np.fmax.reduce(above, axis=1, initial=-inf))
        return (deepest - points[2]) * float(np.hypot(*camera.toward[:2]))


_Nodes = npt.NDArray[np.intp]


def _beside_column(x: Array, y: Array, line: Array, columns: int) -> tuple[_Nodes, _Nodes, Array]:
    """Return the numbers of the nodes beside places on a column, and how far these are from one."""
    below = np.floor(y)
    begin = (below * columns + line).astype(np.intp)
    return begin, begin + columns, y - below


def _beside_row(x: Array, y: Array, line: Array, columns: int) -> tuple[_Nodes, _Nodes, Array]:
    """Return the same of places on a row."""
    left = np.floor(x)
    begin = (line * columns + left).astype(np.intp)
    return begin, begin + 1, x - left


def _beside_diagonal(x: Array, y: Array, line: Array, columns: int) -> tuple[_Nodes, _Nodes, Array]:
    """Return the same of places on a diagonal of cells."""
    left = np.floor(x)
    end = ((line - 1 - left) * columns + left + 1).astype(np.intp)
    return end + columns - 1, end, x - left
