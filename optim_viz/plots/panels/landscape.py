"""A surface from above: filled contours, its landmarks, and the paths of the runs on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from contourpy import FillType, LineType, contour_generator
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from optim_viz.plots.panels.contours import Bands
from optim_viz.plots.panels.marks import DRAW, draw_curve_of_minimizers, kinds
from optim_viz.plots.style.contrast import lightness
from optim_viz.plots.style.framing import extent, with_margin
from optim_viz.plots.style.themes import (
    FAINT_LINE,
    axes_or_new,
    ink,
    is_dark,
    is_print,
    mix,
    paper,
    points,
    style_in_force,
    with_lightness,
)
from surfaces import Array, Box, Surface
from surfaces.specs import choose

Indices = npt.NDArray[np.intp]

BANDS = 20
_GRID, _GRID_OF_CALLS, _GRID_OF_MODELS = 320, 80, 51
"""Nodes on a side of the picture; fewer, where each is a call of a function, or a loss of data."""

_STRAIGHT = 0.02
"""Distance from a chord, in spacings of the grid, up to which a contour is straight."""

_FLAT = 1e-12
"""Values that differ by less than this share of them are the same: a plain has no contours."""

DEEPEST = 0.0015
"""The deepest band holds this share of the view."""

EVEN = 0.6
"""Share of the range of tones that is spread over the heights; the rest goes by area."""

_SAMPLES = 33
"""Colours that are taken from a colormap."""

_MINIMA_WITH_SADDLES = 9
"""Saddles are drawn where a surface has at most this many minima."""


@dataclass(frozen=True)
class Tones:
    """Colours from the deepest to the highest ground, on light and on dark paper, and in print."""

    light: tuple[str, ...]
    dark: tuple[str, ...]
    grey: tuple[str, ...]
    strength: float
    """Share of the colours of another colormap; the rest is paper."""

    @property
    def ramp(self) -> tuple[str, ...]:
        """The colours on the paper in force, or those of the style of a deck."""
        style = style_in_force()
        usual = self.grey if is_print() else self.dark if is_dark() else self.light
        if style.colormap:
            return tuple(mix(one, paper(), self.strength) for one in _sampled(style.colormap))
        if style.accent is None and style.paper is None:
            return usual
        deep, *_, top = map(lightness, usual)
        end = style.paper or usual[-1]
        lowest = with_lightness(style.accent, deep) if style.accent else usual[0]
        shares = [(lightness(one) - top) / (deep - top) for one in usual]
        return tuple(mix(lowest, end, share) for share in shares)

    def __call__(self, heights: Sequence[float]) -> list[str]:
        """Return the colours of heights from 0 to 1."""
        ramp = self.ramp
        whole = [min(int(height * (len(ramp) - 1)), len(ramp) - 2) for height in heights]
        return [
            mix(ramp[i + 1], ramp[i], height * (len(ramp) - 1) - i)
            for i, height in zip(whole, heights, strict=True)
        ]


FULL = Tones(
    ("#3a78b1", "#70a6cf", "#a9cde3", "#dcebf3", "#fcfdfe"),
    ("#4b8bc5", "#356797", "#264a6c", "#1b2f45", "#15181d"),
    ("#8a8a8a", "#ababab", "#cbcbcb", "#e7e7e7", "#fdfdfd"),
    strength=1.0,
)
"""For a landscape by itself: marks in the colour of the ink keep a contrast of 3 to 1 to it."""

QUIET = Tones(
    ("#93b7db", "#b9d0e7", "#d8e5f1", "#edf3f8", "#fcfdfe"),
    ("#36597f", "#294460", "#203248", "#192432", "#15181d"),
    ("#bcbcbc", "#d0d0d0", "#e2e2e2", "#f1f1f1", "#fdfdfd"),
    strength=0.5,
)
"""For a landscape under paths, which are looked at."""


def _sampled(colormap: str | tuple[str, ...]) -> Sequence[str]:
    """Return the colours of a colormap, from the lowest to the highest ground."""
    if not isinstance(colormap, str):
        return colormap
    colours = colormaps[choose(colormap, colormaps, "colormap", "see matplotlib.colormaps")]
    return [to_hex(colours(share)) for share in np.linspace(0, 1, _SAMPLES)]


@dataclass(frozen=True, eq=False)
class Landscape:
    """The contour bands of a surface in a view, computed once and drawn on any number of axes."""

    surface: Surface
    box: Box
    levels: Array
    """Edges of the bands, ``(bands + 1,)``: gaps, or values where no lowest one is known; losses
    whose lowest value is not known are gaps to 0."""
    bands: tuple[Path, ...]
    """Outline of each band, the lowest first."""
    tones: tuple[float, ...]
    """Tone of each band, from 0 for the lowest to 1 for the highest."""
    edge: Path
    """The edge of the domain, as far as it is in view."""


def landscape(surface: Surface, box: Box) -> Landscape:
    """Return the contour bands of a two-dimensional surface.

    Levels are spaced evenly in the logarithm of the gap, so that a valley shows its floor; where
    no lowest value is known they are spaced evenly in the value.
    """
    x, y = _nodes(surface, box)
    heights, floor = elevation(surface, x, y)
    if not heights.count():
        return Landscape(surface, box, np.empty(0), (), (), _edge(surface, x, y))
    lowest, top = float(heights.min()), float(heights.max())
    if not floor < top * (1 - _FLAT * np.sign(top)):  # the same everywhere, but for rounding
        floor, top = with_margin(lowest, lowest, _FLAT)
    levels = np.linspace(floor, top, BANDS + 1)
    levels[0] = min(floor, lowest) - 1e-9 * (1 + abs(floor))  # a band is open below
    # A valley is straight in the root of the gap: its contours lie where they should between nodes.
    valued = lowest_or_floor(surface) is None
    z, edges = (heights, levels) if valued else (np.exp(heights / 2), np.exp(levels / 2))
    generator = contour_generator(x, y, z, fill_type=FillType.ChunkCombinedCode)
    found: Any = [generator.filled(a, b) for a, b in pairwise(edges)]
    bands = _thinned(found, np.array([x[1] - x[0], y[1] - y[0]]))
    gaps = levels if valued else np.exp(levels)
    tones = _tones(levels, heights.compressed())
    return Landscape(surface, box, gaps, bands, tones, _edge(surface, x, y))


def _thinned(found: Any, spacing: Array) -> tuple[Path, ...]:
    """Return the closed lines of bands without the vertices between which they are straight.

    Contours have a vertex at every line of the grid, whose lines have this spacing. Every second
    vertex is looked at in turn, of all bands at once: each begins at an even place.
    """
    empty: tuple[Array, npt.NDArray[np.uint8]] = np.empty((0, 2)), np.empty(0, dtype=np.uint8)
    lines = [empty if one[0][0] is None else (one[0][0], one[1][0]) for one in found]
    vertices, codes = (np.concatenate(parts) for parts in zip(*lines, strict=True))
    ends = np.cumsum([len(one) for _, one in lines])
    x, y = np.append(vertices / spacing, [[0.0, 0.0]], axis=0).T
    straight, goes_on = (
        np.append(codes == Path.LINETO, False),
        np.append(codes != Path.MOVETO, False),
    )
    left = np.arange(len(vertices))
    for first in (1, 0, 1, 0):
        all_even = [np.append(one, -1) if len(one) % 2 else one for one in _of_bands(left, ends)]
        left = np.concatenate(all_even)
        start, kept = 2 - first, np.ones(len(left), dtype=bool)
        before, own, after = left[start - 1 : -2 : 2], left[start:-1:2], left[start + 1 :: 2]
        across, up = x[after] - x[before], y[after] - y[before]
        right, above = x[own] - x[before], y[own] - y[before]
        length = np.maximum(np.hypot(across, up), _STRAIGHT)
        off = np.abs(across * above - up * right) / length
        along = (across * right + up * above) / length
        between = (off < _STRAIGHT) & (along > 0) & (along < length)
        kept[start:-1:2] = ~(between & straight[own] & goes_on[after])
        left = left[kept & (left >= 0)]
    return tuple(
        Path(vertices[one], codes[one] if one.size else None) for one in _of_bands(left, ends)
    )


def _of_bands(left: Indices, ends: Indices) -> list[Indices]:
    """Return the numbers of vertices of each band, of those that are left of all of them."""
    return np.split(left, np.searchsorted(left, ends[:-1]))


def _tones(levels: Array, heights: Array) -> tuple[float, ...]:
    """Return the tone of each band: in part by height, in part by the share of the view below.

    By height alone most of a landscape with a narrow valley would have one tone; by area alone
    the valley would.
    """
    below = np.array([np.count_nonzero(heights < level) for level in levels[:-1]])
    below = (below - below[0]) / heights.size
    by_area = below / (below[-1] or 1.0)
    tones = EVEN * np.linspace(0, 1, len(below)) + (1 - EVEN) * by_area
    return tuple(tones.tolist())


def _edge(surface: Surface, x: Array, y: Array) -> Path:
    inside = surface.inside(np.array(np.meshgrid(x, y)))
    if inside.all():
        return Path(np.empty((0, 2)))
    generator = contour_generator(x, y, inside.astype(float), line_type=LineType.ChunkCombinedCode)
    lines: Any = generator.lines(0.5)
    vertices, codes = lines[0][0], lines[1][0]
    return Path(np.empty((0, 2)) if vertices is None else vertices, codes)


def elevation(surface: Surface, x: Array, y: Array) -> tuple[Any, float]:
    """Return the heights of a surface in a picture, ``(len(y), len(x))``, and its floor.

    The height is the logarithm of the gap, cut a little below the floor; or the value, where no
    lowest one is known. It is a masked array: the function may not be finite everywhere.
    """
    value = np.ma.masked_invalid(_values(surface, x, y))
    base = lowest_or_floor(surface)
    if base is None:
        low, high = extent(value.compressed())
        return value.clip(low, high), low
    gap = value - base
    above = gap.compressed()
    above = above[above > 0]
    floor = float(np.quantile(above, DEEPEST)) if above.size else 1.0
    return np.log(np.maximum(gap, floor / 20)), float(np.log(floor))


def lowest_or_floor(surface: Surface) -> float | None:
    """Return from where heights are measured: the lowest value, or a bound below all values."""
    return surface.floor if surface.lowest is None else surface.lowest


def values_in_view(surface: Surface, box: Box) -> Array:
    """Return the values of a surface at the nodes of its picture, ``(rows, columns)``."""
    return _values(surface, *_nodes(surface, box))


def _nodes(surface: Surface, box: Box) -> tuple[Array, Array]:
    """Return the places of the nodes along each axis."""
    count = _GRID_OF_CALLS if surface.pointwise else _GRID
    count = _GRID_OF_MODELS if surface.costly else count
    x, y = (np.linspace(low, high, count) for low, high in box.sides)
    return x, y


def _values(surface: Surface, x: Array, y: Array) -> Array:
    with np.errstate(all="ignore"):
        return surface(np.array(np.meshgrid(x, y)))


def draw_landscape(ground: Landscape, ax: Axes | None = None, tones: Tones = FULL) -> Axes:
    """Fill the contour bands, deep ones tinted, and set the limits of the axes to the view."""
    ax = axes_or_new(ax)
    fills = tones(ground.tones)
    edges = [mix(ink(), fill, 0.14) for fill in fills]
    bands = Bands(ground.bands, fills, edges, 0.18 * points("lines.linewidth"))
    ax.add_collection(bands, autolim=False)
    width = 0.5 * points("lines.linewidth")
    edge_of_domain = PathPatch(
        ground.edge, fill=False, edgecolor=ink(FAINT_LINE), linewidth=width, linestyle=(0, (4, 3)),
        zorder=1,
    )  # fmt: skip
    ax.add_artist(edge_of_domain)  # as a patch it would be searched for the limits of the axes
    (left, right), (bottom, top) = ground.box.sides
    ax.set(xlim=(left, right), ylim=(bottom, top))
    return ax


def draw_landmarks(surface: Surface, box: Box, ax: Axes | None = None) -> Axes:
    """Mark the minimizers inside the box, and the saddles where there are few."""
    ax = axes_or_new(ax)
    for kind, at in landmarks(surface, box).items():
        DRAW[kind](at, ax)
    if surface.continuum is not None and surface.continuum.kind == "curve":
        draw_curve_of_minimizers(surface.continuum.points, box, ax)
    return ax


def landmarks(surface: Surface, box: Box) -> dict[str, Array]:
    """Return the minimizers inside the box, and the saddles where there are few, by their kind."""
    if len(surface.minima) > _MINIMA_WITH_SADDLES:  # looking for many saddles takes time
        lowest = [minimum.at for minimum in surface.minima if minimum.is_global]
        others = [minimum.at for minimum in surface.minima if not minimum.is_global]
        found = {"global minimum": lowest, "local minimum": others}
    else:
        found = kinds(surface)
    shown = ("global minimum", "local minimum", "saddle")
    return {kind: _within(box, found[kind]) for kind in shown if kind in found}


def _within(box: Box, where: Sequence[tuple[float, ...]]) -> Array:
    at = np.array(where, dtype=float).reshape(-1, 2).T
    return at[:, box.contains(at)]
