"""A surface in three dimensions: a relief lit from the side, which hides what lies behind."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.colors import LightSource, LinearSegmentedColormap

from optim_viz.plots.looks import is_dark
from optim_viz.plots.views import extent
from surfaces import Array, Box, Surface

_FACETS = 120
_FLOOR_AND_RIDGE = {False: ["#6b97c4", "#e6ecf3"], True: ["#7fb2e5", "#46566a"]}


def draw_relief(surface: Surface, box: Box, ax: Any) -> Any:
    """Draw the surface in a box as one shaded sheet.

    Heights are logarithms of the gap, rounded off below its lower tenth: a valley and its walls
    are both seen.

    Parameters
    ----------
    surface, box : Surface, Box
        Two-dimensional.
    ax : Axes3D
        Nothing else should be drawn on it: lines and marks would shine through.
    """
    x, y = (np.linspace(low, high, _FACETS) for low, high in box.sides)
    heights = _heights(surface, x, y)
    tint = LinearSegmentedColormap.from_list("tint", _FLOOR_AND_RIDGE[is_dark()])
    sun = LightSource(azdeg=300, altdeg=45)
    ground = np.where(np.isfinite(heights), heights, extent(heights)[0])  # holes have no shade
    steps = (np.ptp(ground) or 1.0) / _FACETS
    colours = sun.shade(ground, tint, blend_mode="soft", dx=steps, dy=steps, vert_exag=0.8)
    ax.plot_surface(
        *np.meshgrid(x, y), heights, facecolors=colours, rstride=1, cstride=1, lw=0,
        antialiased=False, shade=False, rasterized=True,
    )  # fmt: skip
    ax.set_axis_off()
    ax.view_init(elev=38, azim=-62)
    ax.set_box_aspect((1, 1, 0.62), zoom=1.3)
    return ax


def _heights(surface: Surface, x: Array, y: Array) -> Array:
    with np.errstate(all="ignore"):
        value = surface(np.array(np.meshgrid(x, y)))
    value = np.where(np.isfinite(value), value, np.nan)
    if surface.lowest is None:
        return value.clip(*extent(value))
    gap = np.maximum(value - surface.lowest, 0.0)
    return np.log1p(gap / max(float(np.nanquantile(gap, 0.1)), np.finfo(float).tiny))
