"""The lowest value round a point: higher, the same or lower decides whether it is a minimum."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from surfaces.analysis.zeros import EPS
from surfaces.box import Array, Box
from surfaces.custom.grids import grid
from surfaces.custom.jumps import LEAST_JUMP, NEAR, SHARE

Values = Callable[[Array], Array]
"""A surface, or its negative: values at points ``(d, *batch)``."""

RADII = (1e-3, 3e-2)
"""Radii of the ellipses round a point, as shares of the sides of the box: the wide one is for flat
minima, as of x⁶ + 1, which rounding makes level nearby."""


class Around(IntEnum):
    """How the lowest point round a point lies to it."""

    LOWER = -1
    LEVEL = 0
    HIGHER = 1


def around(surface: Values, points: Array, box: Box) -> npt.NDArray[np.int64]:
    """Return how the lowest point round each of the points ``(d, n)`` lies to it: see `Around`.

    Where it lies level, but the lowest one on a wider ellipse lies higher, it counts as higher.
    """
    lie = _at_a_distance(surface, points, box, RADII[0])
    level = np.flatnonzero(lie == Around.LEVEL)
    wide = _at_a_distance(surface, points[:, level], box, RADII[1])
    lie[level[wide == Around.HIGHER]] = Around.HIGHER
    return lie


def _at_a_distance(
    surface: Values, points: Array, box: Box, radius: float
) -> npt.NDArray[np.int64]:
    """Return for points ``(d, n)`` whether the lowest one round each lies higher, level, or lower.

    The effect of rounding is the range of values a few last digits away from both.
    """
    if not points.size:
        return np.empty(points.shape[1], dtype=np.int64)
    side = (box.high - box.low)[:, None]
    lowest = (_lower_side if box.dim == 1 else _lowest_on_a_ring)(surface, points, radius * side)
    here, there = surface(points), surface(lowest)
    there = np.where(np.isnan(there), np.inf, there)
    with np.errstate(invalid="ignore"):
        noise = rounding(surface, points, side) + rounding(surface, lowest, side)
        difference = there - here
    return np.where(np.abs(difference) <= noise, 0, np.sign(difference)).astype(np.int64)


def rounding(surface: Values, points: Array, side: Array) -> Array:
    """Return the range of values ``(n,)`` a few last digits away from points ``(d, n)``.

    At the edge of a jump it is that of its low side.
    """
    if len(points) <= 2:
        hair = grid(Box.cube(-8, 8, len(points)), 9).reshape(len(points), 1, -1)
    else:
        hair = np.random.default_rng(0).uniform(-8, 8, (len(points), 1, 60))
    hair = hair * side[:, :, None]
    values = surface(points[:, :, None] + EPS * hair)
    size, spread = np.abs(surface(points)), np.ptp(values, axis=1)
    high = np.flatnonzero(spread > LEAST_JUMP * (1 + size))
    if high.size:
        farther = np.ptp(surface(points[:, high, None] + NEAR / 8 * hair), axis=1)
        high = high[spread[high] > farther / 2]
        lowest = values[high].min(axis=1, keepdims=True)
        below = values[high] <= lowest + SHARE * spread[high, None]
        spread[high] = np.ptp(np.where(below, values[high], lowest), axis=1)
    return np.asarray(spread + 8 * EPS * size)


def _lower_side(surface: Values, points: Array, radius: Array) -> Array:
    """Return the lower one of the points ``(1, n)`` to the left and to the right."""
    left, right = points - radius, points + radius
    values = np.array([surface(left), surface(right)])
    values = np.where(np.isnan(values), np.inf, values)
    return np.where(values[0] < values[1], left, right)


def _lowest_on_a_ring(surface: Values, centres: Array, radius: Array) -> Array:
    """Return the lowest point ``(2, n)`` on a small ellipse round each point of the plane.

    A search that closes in may stop anywhere in a crease; where the ellipse crosses it, the crease
    shows which way it falls.
    """
    angles = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    spread = np.array([0.0, *np.linspace(-1, 1, 12)])
    values = _on_ring(surface, centres, radius, np.broadcast_to(angles, (centres.shape[1], 240)))
    best = angles[np.argsort(values, axis=1)[:, :24]]
    for reach in 0.03 * 0.25 ** np.arange(23):
        near = best[:, :, None] + reach * spread
        values = _on_ring(surface, centres, radius, near)
        best = np.take_along_axis(near, values.argmin(axis=2)[:, :, None], axis=2)[:, :, 0]
    lowest = values.min(axis=2).argmin(axis=1)
    angles = np.take_along_axis(best, lowest[:, None], axis=1)[:, 0]
    return np.asarray(centres + radius * np.array([np.cos(angles), np.sin(angles)]))


def _on_ring(surface: Values, centres: Array, radius: Array, angles: Array) -> Array:
    """Return the values at angles ``(n, ...)`` round the points ``(2, n)``, infinite if none."""
    away = np.array([np.cos(angles), np.sin(angles)])
    column = (2, -1, *(1,) * (angles.ndim - 1))
    values = surface(centres.reshape(column) + radius.reshape(2, *(1,) * angles.ndim) * away)
    return np.where(np.isnan(values), np.inf, values)
