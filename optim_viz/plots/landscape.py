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

from optim_viz.plots.looks import ink, is_dark, mix, paper, points
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


def draw_landscape(ground: Landscape, ax: Axes) -> PathCollection:
    """Fill the contour bands, deep ones tinted, and set the limits of the axes to the view."""
    floor, ridge = _FLOOR_AND_RIDGE[is_dark()]
    shares = np.linspace(1, 0, len(ground.bands))
    edge = mix(floor, ink(), 0.75)
    collection = PathCollection(
        ground.bands,
        facecolors=[mix(floor, ridge, share) for share in shares],
        edgecolors=[mix(edge, ridge, 0.25 + 0.35 * share) for share in shares],
        linewidths=0.18 * points("lines.linewidth"),
        zorder=0,
    )
    ax.add_collection(collection, autolim=False)
    (left, right), (bottom, top) = ground.box.sides
    ax.set(xlim=(left, right), ylim=(bottom, top))
    return collection


def draw_landmarks(surface: Surface, box: Box, ax: Axes) -> None:
    """Mark global minimizers with stars, local ones with dots, saddles with crosses."""
    size = points("lines.markersize")
    lowest = _within(box, [minimum.at for minimum in surface.minima if minimum.is_global])
    local = _within(box, [minimum.at for minimum in surface.minima if not minimum.is_global])
    saddles = _within(box, [p.at for p in surface.stationary_points if p.kind == "saddle"])
    draw_minimizers(lowest, ax)
    draw_local_minimizers(local, ax)
    if saddles.shape[1] <= _MANY_SADDLES:
        ax.plot(*saddles, "x", ms=1.3 * size, mew=0.28 * size, color=ink(0.75), zorder=2)


def draw_minimizers(at: Array, ax: Axes) -> None:
    """Mark points ``(2, n)`` with stars, above everything else."""
    size = points("lines.markersize")
    ax.plot(
        *at, marker="*", ls="none", ms=2.9 * size, color=ink(), mec=paper(), mew=0.16 * size,
        zorder=9, clip_on=False,
    )  # fmt: skip


def draw_local_minimizers(at: Array, ax: Axes) -> None:
    """Mark points ``(2, n)`` with dots, below the paths; many of them with small ones."""
    size = points("lines.markersize") * max(0.5, min(1.0, (20 / max(1, at.shape[1])) ** 0.5))
    ax.plot(
        *at, marker="o", ls="none", ms=1.5 * size, color=ink(0.85), mec=paper(),
        mew=0.16 * size, zorder=2,
    )  # fmt: skip


def _within(box: Box, where: Sequence[tuple[float, ...]]) -> Array:
    all_of_them = np.array(where, dtype=float).reshape(-1, 2).T
    return all_of_them[:, box.contains(all_of_them)]
