"""A surface from above: filled contours, its landmarks, and the paths of the runs on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from contourpy import FillType, contour_generator
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.path import Path

from optim_viz.plots.looks import axes_or_new, ink, is_dark, mix, points
from optim_viz.plots.marks import draw_local_minimizers, draw_minimizers, draw_saddles
from surfaces import Array, Box, Surface

_BANDS = 14
_GRID = 240

_FLOOR_AND_RIDGE = {False: ("#b9cde2", "#fbfcfd"), True: ("#3b5573", "#181c22")}
_MANY_SADDLES = 9


@dataclass(frozen=True, eq=False)
class Landscape:
    """The contour bands of a surface in a view, computed once and drawn on any number of axes."""

    surface: Surface
    box: Box
    levels: Array
    """Edges of the bands, ``(bands + 1,)``, in the units of the surface."""
    bands: tuple[Path, ...]
    """Outline of each band, the lowest first."""


def landscape(surface: Surface, box: Box) -> Landscape:
    """Return the contour bands of a two-dimensional surface.

    Levels are spaced evenly in the logarithm of the gap, so that a valley shows its floor; where
    no lowest value is known they are spaced evenly in the value.
    """
    x, y = (np.linspace(low, high, _GRID) for low, high in box.sides)
    with np.errstate(all="ignore"):  # a view may reach beyond where the function is finite
        height = surface(np.array(np.meshgrid(x, y)))
    if surface.lowest is None:
        levels = np.linspace(height.min(), height.max(), _BANDS + 1)
    else:
        height = height - surface.lowest
        low = np.quantile(height[height > 0], 0.004)
        height = np.log(np.maximum(height, low / 20))
        levels = np.linspace(np.log(low), height.max(), _BANDS + 1)
        levels = np.concatenate([[height.min()], levels[1:]])
    generator = contour_generator(x, y, height, fill_type=FillType.ChunkCombinedCode)
    bands = []
    for a, b in pairwise(levels):
        vertices, codes = generator.filled(a, b)[:2]
        bands.append(Path(np.empty((0, 2)) if vertices[0] is None else vertices[0], codes[0]))
    return Landscape(surface, box, levels, tuple(bands))


def draw_landscape(ground: Landscape, ax: Axes | None = None) -> Axes:
    """Fill the contour bands, deep ones tinted, and set the limits of the axes to the view."""
    ax = axes_or_new(ax)
    floor, ridge = _FLOOR_AND_RIDGE[is_dark()]
    shares = np.linspace(1, 0, len(ground.bands))
    edge = mix(floor, ink(), 0.75)
    bands = PathCollection(
        ground.bands,
        facecolors=[mix(floor, ridge, share) for share in shares],
        edgecolors=[mix(edge, ridge, 0.25 + 0.35 * share) for share in shares],
        linewidths=0.18 * points("lines.linewidth"),
        zorder=0,
    )
    ax.add_collection(bands, autolim=False)
    (left, right), (bottom, top) = ground.box.sides
    ax.set(xlim=(left, right), ylim=(bottom, top))
    return ax


def draw_landmarks(surface: Surface, box: Box, ax: Axes | None = None) -> Axes:
    """Mark the minimizers inside the box, and the saddles where there are few."""
    ax = axes_or_new(ax)
    draw_minimizers(_within(box, [m.at for m in surface.minima if m.is_global]), ax)
    draw_local_minimizers(_within(box, [m.at for m in surface.minima if not m.is_global]), ax)
    saddles = _within(box, [p.at for p in surface.stationary_points if p.kind == "saddle"])
    if saddles.shape[1] <= _MANY_SADDLES:
        draw_saddles(saddles, ax)
    return ax


def _within(box: Box, where: Sequence[tuple[float, ...]]) -> Array:
    at = np.array(where, dtype=float).reshape(-1, 2).T
    return at[:, box.contains(at)]
