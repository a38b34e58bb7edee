"""Regular nodes in a box, and the search for low points by grids that close in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from surfaces.analysis.zeros import Mask
from surfaces.box import Array, Box

if TYPE_CHECKING:
    from surfaces.base import Surface
    from surfaces.custom.explored import Explored

NODES_ON_A_SIDE = {1: 2001, 2: 161}
"""Nodes on a side of the grid whose low nodes are refined, by dimension."""

MOST_REFINED_NODES = 200
"""At most this many nodes that lie below their neighbours are refined, the lowest first."""


def grid(box: Box, count: int) -> Array:
    """Return nodes ``(d, count, ...)``, up to the edges."""
    sides = np.linspace(box.low, box.high, count).T
    return np.array(np.meshgrid(*sides, indexing="ij"))


def nodes(box: Box) -> Array:
    """Return the middles of many cells, or above two dimensions random points, ``(d, n)``."""
    if box.dim > 2:
        return np.random.default_rng(0).uniform(box.low, box.high, (4000, box.dim)).T
    half = (box.high - box.low) / (2 * {1: 2000, 2: 120}[box.dim])
    inner = Box(*zip((box.low + half).tolist(), (box.high - half).tolist(), strict=True))
    return grid(inner, {1: 2000, 2: 120}[box.dim]).reshape(box.dim, -1)


def low_nodes(surface: Surface, box: Box) -> Array:
    """Return the nodes ``(d, n)`` of a grid that lie below all their neighbours, lowest first."""
    all_nodes = grid(box, NODES_ON_A_SIDE[box.dim])
    heights = surface(all_nodes)
    low = lower_than_neighbours(heights)
    return all_nodes[:, low][:, heights[low].argsort()[:MOST_REFINED_NODES]]


def closed_in(surface: Surface, centres: Array, box: Box, count: int | None = None) -> Array:
    """Return lower points near the centres ``(d, n)``, by ever smaller grids around them.

    The centres are nodes of a grid with ``count`` nodes on a side, by default that of `low_nodes`.
    """
    offsets = grid(Box.cube(-1, 1, box.dim), 9).reshape(box.dim, 1, -1)
    step = (box.high - box.low) / ((count or NODES_ON_A_SIDE[box.dim]) - 1)
    for shrunk in 2 * 0.5 ** np.arange(48):
        points = centres[:, :, None] + shrunk * step[:, None, None] * offsets
        values = surface(points)
        lowest = np.where(np.isnan(values), np.inf, values).argmin(axis=1)
        centres = np.take_along_axis(points, lowest[None, :, None], axis=2)[:, :, 0]
    return centres


def is_no_pole(surface: Explored, centres: Array, box: Box) -> Mask:
    """Return which low points ``(d, n)`` are no way into a pole, and have a value beside them."""
    side = (box.high - box.low)[:, None]
    values = surface(centres)
    beside = [np.abs(surface(centres + way * side) - values) for way in (1e-9, -1e-9)]
    heights = surface(nodes(box))
    known = heights[np.isfinite(heights)]
    if not known.size:
        return np.zeros(centres.shape[1], dtype=bool)
    with np.errstate(over="ignore"):  # values may reach from -1e308 to 1e308
        sound = np.fmin(*beside) < 1e-3 * np.ptp(known)
    return np.asarray(sound & ~_leads_into_a_pole(surface, centres, side))


def _leads_into_a_pole(surface: Explored, centres: Array, side: Array) -> Mask:
    """Return for each point whether the function goes no higher on the way to the nearest pole.

    An example is exp(1/x) from the left: it is 0 to the last digit long before the pole.
    """
    poles = surface._poles()
    if not poles.size or not centres.size:
        return np.zeros(centres.shape[1], dtype=bool)
    apart = np.abs((centres[:, :, None] - poles[:, None]) / side[:, None]).max(axis=0)
    way = poles[:, apart.argmin(axis=1)] - centres
    points = centres[:, :, None] + way[:, :, None] * np.linspace(0.01, 0.99, 99)
    level = (surface(points) <= surface(centres)[:, None]).all(axis=1)
    return np.asarray(level & (apart.min(axis=1) > 1e-9))  # no way if it stands in one


def lower_than_neighbours(values: Array) -> Mask:
    """Return whether each node of a grid lies below all its neighbours; False on the edge."""
    below = np.zeros(values.shape, dtype=bool)
    inner = (slice(1, -1),) * values.ndim
    below[inner] = True
    for shift in np.ndindex((3,) * values.ndim):
        beside = tuple(slice(s, s + n - 2) for s, n in zip(shift, values.shape, strict=True))
        if beside != tuple(slice(1, n - 1) for n in values.shape):
            below[inner] &= values[inner] < values[beside]
    return below
