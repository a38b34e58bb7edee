"""Curves and regions of minimizers: where a lowest point has others beside it that are as low."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from surfaces.analysis.zeros import distinct
from surfaces.box import Array, Box, Continuum
from surfaces.custom.grids import grid, nodes
from surfaces.custom.minima import explore
from surfaces.custom.surroundings import RADII, rounding
from surfaces.custom.ways_down import ends_on_floors

if TYPE_CHECKING:
    from surfaces.custom.explored import Explored

STARTS_ON_A_SIDE = {1: 60, 2: 24}
"""Points of the lattice from which descents lead to the continuum, by dimension."""

STARTS_ABOVE_TWO_DIMENSIONS = 400

APART = 2e-3
"""Points nearer to each other than this, in sides, are one."""

MOST_EXTENTS = 5
"""At most this many points are asked in how many directions the continuum extends."""

DIRECTIONS = 60
"""Random directions in which points beside them are looked at."""

LEAST_SHARE_OF_A_REGION = 0.05
"""In a region, at least this share of the points beside one are as low."""


@lru_cache(maxsize=64)
def continuum(surface: Explored, box: Box) -> Continuum | None:
    """Return the lowest continuum of minimizers in a box; None if none is found, or a lower point.

    Its value is the lowest of those that rounding gives on it.
    """
    found = explore(surface, box)
    if not found.level.size:
        return None
    height = min(float(surface(found.level).min()), found.floor)
    if not np.isfinite(height) or any(
        lower.value < height - 1e-9 * (1 + abs(height))
        for lower in (*found.minima, *found.open_ends)
    ):
        return None
    starts = _lattice(box)
    room = _room(surface, found.level, box, height)
    points = np.hstack([found.level, _as_low(surface, starts, box, height + room)])
    points = distinct(points, APART, box)
    extent = _extent(surface, points, box, height + room)
    return Continuum(min(height, float(surface(points).min())), points, extent)


def _room(surface: Explored, level: Array, box: Box, height: float) -> float:
    """Return by how much a point of the continuum may lie higher than the lowest, by rounding."""
    noise = rounding(surface, level, (box.high - box.low)[:, None])
    usual = np.nanmedian(np.abs(surface(nodes(box)) - height))
    return 4 * float(noise.max()) + 1e-12 * float(usual)


def _lattice(box: Box) -> Array:
    if box.dim > 2:
        random = np.random.default_rng(2)
        return random.uniform(box.low, box.high, (STARTS_ABOVE_TWO_DIMENSIONS, box.dim)).T
    return grid(box, STARTS_ON_A_SIDE[box.dim]).reshape(box.dim, -1)


def _as_low(surface: Explored, starts: Array, box: Box, height: float) -> Array:
    """Return the ends of descents from points ``(d, n)`` that are no higher than a height."""
    ends = ends_on_floors(surface, starts, box)
    room = 4 * rounding(surface, ends, (box.high - box.low)[:, None])
    return ends[:, (surface(ends) <= height + room) & box.contains(ends)]


def _extent(surface: Explored, points: Array, box: Box, height: float) -> int:
    """Return in how many directions points of the continuum have others beside them.

    Where two curves cross there are more, so that the least of a few points counts.
    """
    side = (box.high - box.low)[:, None]
    random = np.random.default_rng(3)
    away = random.normal(size=(box.dim, DIRECTIONS))
    away *= RADII[0] * side / np.sqrt((away * away).sum(axis=0))
    some = random.permutation(points.T)[:MOST_EXTENTS, :, None]
    noise = rounding(surface, some[:, :, 0].T, side)
    level = [
        (surface(at + away) <= surface(at) + 4 * up) for at, up in zip(some, noise, strict=True)
    ]
    if min(np.mean(one) for one in level) > LEAST_SHARE_OF_A_REGION:
        return box.dim
    if box.dim == 2:
        return 1
    ranks = [_rank(surface, at, away, box, height) for at in some]
    return min((rank for rank in ranks if rank > 0), default=1)


def _rank(surface: Explored, at: Array, away: Array, box: Box, height: float) -> int:
    """Return the number of directions in which descents from beside a point end beside it.

    It is 0 where none of them does.
    """
    unit = RADII[0] * (box.high - box.low)[:, None]
    moved = (_as_low(surface, at + away, box, height) - at) / unit
    sizes = np.linalg.svd(moved[:, np.abs(moved).max(axis=0) < 10], compute_uv=False)
    return int((sizes > 0.05 * max(1.0, sizes.max(initial=0.0))).sum())
