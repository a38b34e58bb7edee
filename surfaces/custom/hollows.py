"""Whether two low points lie in the same hollow: a way between them leads over no higher ground.

The floor of a hollow may be bent, as that of (x² - y)² + y⁴ is along y = x²: the straight way is
tried first, and then one that has settled across.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from surfaces.box import Array, Box
from surfaces.custom.surroundings import rounding

if TYPE_CHECKING:
    from surfaces.base import Surface

Place = tuple[float, ...]

SAME_BASIN = 1e-2
"""Minima nearer than this, in sides, are one if there is no higher ground between them."""

STOPS = 18
"""Points of a way, the ends included."""

STEPS_ACROSS = 8
"""Newton steps that a way takes across its direction."""


def in_one_hollow(surface: Surface, one: Place, other: Place, box: Box, noise: float) -> bool:
    """Return whether a way between two points ``(d,)`` leads over no higher ground than both."""
    way = np.linspace(one, other, STOPS).T
    highest = float(np.max(surface(way[:, [0, -1]]))) + noise
    if (surface(way) <= highest).all():
        return True
    return bool((surface(_settled_across(surface, way, box)) <= highest).all())


def leads_down(surface: Surface, at: Place, minimum: Place, box: Box) -> bool:
    """Return whether the way from a point ``(d,)`` to a minimum nowhere rises."""
    way = _settled_across(surface, np.linspace(at, minimum, STOPS).T, box)
    noise = 4 * rounding(surface, way, (box.high - box.low)[:, None])
    return bool((np.diff(surface(way)) <= noise[1:]).all())


def rises_from(surface: Surface, low: Array, high: Array, box: Box) -> bool:
    """Return whether the floor rises all along from a low point ``(d,)`` to another.

    It does so along y = x² in (x² - y)² + y⁴, be it slowly: that is no curve of minimizers.
    """
    way = _settled_across(surface, np.linspace(low, high, STOPS).T, box)
    noise = 4 * rounding(surface, way, (box.high - box.low)[:, None])
    heights = surface(way)
    rises = (np.diff(heights) >= -noise[1:]).all()
    return bool(rises and (heights - heights[0] > noise)[STOPS // 2 :].all())


def _settled_across(surface: Surface, way: Array, box: Box) -> Array:
    """Return the points of a way ``(d, n)`` but its ends after Newton steps across it."""
    if box.dim == 1:
        return way
    side = (box.high - box.low)[:, None]
    along = ((way[:, -1] - way[:, 0]) / side[:, 0])[:, None]
    across = np.linalg.svd(along)[0][:, 1:]  # in units of the sides
    inner = way[:, 1:-1]
    with np.errstate(all="ignore"):
        for _ in range(STEPS_ACROSS):
            gradient, hessian = surface.slope_and_bend(inner)
            slope = across.T @ (gradient * side)
            bend = np.moveaxis(hessian * side[:, None] * side, -1, 0)
            bend = np.where(np.isfinite(bend), bend, 0.0)
            curvatures, axes = np.linalg.eigh(across.T @ bend @ across)
            curvatures = np.where(curvatures > 0, curvatures, np.inf)
            parts = np.einsum("nij,in->nj", axes, slope) / curvatures
            step = -side * (across @ np.einsum("nij,nj->in", axes, parts))
            reach = np.abs(step / side).max(axis=0)
            inner = inner + np.where(reach < SAME_BASIN, step, 0.0)
    return np.hstack([way[:, :1], inner, way[:, -1:]])
