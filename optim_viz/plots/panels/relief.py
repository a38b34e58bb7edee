"""A surface in three dimensions: a relief lit from the side, whose front hides its back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
from matplotlib.colors import LightSource, LinearSegmentedColormap

from optim_viz.plots.style import text
from optim_viz.plots.style.framing import extent
from optim_viz.plots.style.page import NOTE
from optim_viz.plots.style.themes import ink, is_dark, points
from optim_viz.plots.style.ticks import Ticks, ticks
from optim_viz.text import words
from surfaces import Array, Box, Surface

_FACETS = 120
_EDGES = 1200
"""Places along a row among which the ends of the domain are searched."""

_SUN, _STEEP = LightSource(azdeg=300, altdeg=45), 0.8
"""The light, and the factor by which slopes are steeper for it than on a sheet as high as wide."""

_FLOOR_AND_RIDGE = {False: ["#6b97c4", "#cfdce9"], True: ["#7fb2e5", "#46566a"]}

_FEWEST_TICKS, _MOST_TICKS, _APART = 3, 4, 0.2
"""Number of ticks of an axis, and the distance of those of the height, as a share of it."""


def draw_relief(surface: Surface, box: Box, ax: Any) -> Any:
    """Draw the surface in a box, as far as its domain goes, as one shaded sheet.

    Heights are logarithms of the gap, rounded off below its lower tenth: a valley and its walls
    are both seen. Their axis has the gap; or the value, where no lowest one is known.

    Parameters
    ----------
    surface, box : Surface, Box
        Two-dimensional.
    ax : Axes3D
        Nothing else should be drawn on it: lines and marks would shine through.
    """
    x, y = _sheet(surface, box)
    with np.errstate(all="ignore"):
        value = surface(np.array([x, y]))
    value = np.where(np.isfinite(value), value, np.nan)
    if not np.isfinite(value).any():
        ax.set_axis_off()
        return ax
    if surface.lowest is None:
        value = surface.told(value)
        heights = value.clip(*extent(value))
        marks = ticks(*extent(value), 2.0 * _MOST_TICKS, across=False)
    else:
        gap = np.maximum(value - surface.lowest, 0.0)
        unit = max(float(np.nanquantile(gap, 0.1)), np.finfo(float).tiny)
        heights, marks = np.log1p(gap / unit), _ticks_of_gap(float(np.nanmax(gap)), unit)
        if surface.is_maximized:  # gaps count downwards from the highest point
            heights, marks = -heights, replace(marks, at=tuple(-at for at in marks.at))
    ax.plot_surface(
        x, y, heights, facecolors=_shaded(x, y, heights, surface), rstride=1, cstride=1, lw=0,
        antialiased=False, shade=False, rasterized=True,
    )  # fmt: skip
    names = *text.coordinates(surface), "f" if surface.lowest is None else words.GAP_ON_LOG_SCALE
    _set_axes(box, marks, names, ax)
    return ax


def _sheet(surface: Surface, box: Box) -> tuple[Array, Array]:
    """Return the places of the sheet, row by row from end to end of the domain (it is convex)."""
    (left, right), (bottom, top) = box.sides
    across, up = np.linspace(left, right, _EDGES), np.linspace(bottom, top, _FACETS)
    inside = surface.inside(np.array(np.meshgrid(across, up)))
    rows = inside.any(axis=1)
    first, last = inside.argmax(axis=1)[rows], _EDGES - 1 - inside[:, ::-1].argmax(axis=1)[rows]
    share = np.linspace(0, 1, _FACETS)
    x = across[first][:, np.newaxis] * (1 - share) + across[last][:, np.newaxis] * share
    return x, np.broadcast_to(up[rows][:, np.newaxis], x.shape)


def _shaded(x: Array, y: Array, heights: Array, surface: Surface) -> Array:
    """Return the colours of the sheet ``(rows, columns, 3)``: tinted by height, lit from the side.

    Rows may differ in length: slopes are those along the axes, not along the sheet.
    """
    z = np.where(np.isfinite(heights), heights, extent(heights)[0])  # holes have no shade
    room = np.ptp(z) or 1.0
    (x_up, x_along), (z_up, z_along) = np.gradient(x / np.ptp(x)), np.gradient(_STEEP * z / room)
    across = z_along / np.maximum(x_along, np.finfo(float).tiny)
    up = (z_up - across * x_up) / np.gradient(y / np.ptp(y), axis=0)
    normals = np.stack([-across, up, np.ones_like(z)], axis=-1)
    normals /= np.linalg.norm(normals, axis=-1, keepdims=True)
    tint = LinearSegmentedColormap.from_list("tint", _FLOOR_AND_RIDGE[is_dark()])
    share = (z - z.min()) / room
    colours = tint(1 - share if surface.is_maximized else share)[..., :3]
    lit: Array = _SUN.blend_soft_light(colours, _SUN.shade_normals(normals)[..., np.newaxis])
    return lit


def _ticks_of_gap(highest: float, unit: float) -> Ticks:
    """Return ticks at powers of ten, or at other round gaps, whose heights are clearly apart."""
    top, largest = float(np.log1p(highest / unit)), int(np.floor(np.log10(highest)))
    decades = range(int(np.floor(np.log10(unit))) - 1, largest + 2)
    at, labels, exponent = [0.0], [""], 0
    for digits in ((1,), (1, 2, 5), range(1, 10)):
        at, labels = [0.0], [""]
        for k, digit in product(decades, digits):
            height = float(np.log1p(digit * 10.0**k / unit))
            if at[-1] + _APART * top <= height <= top:
                at.append(height)
                own = text.power_of_ten(k) if digits == (1,) and abs(k) > 1 else ""
                labels.append(own or text.number(digit * 10.0 ** (k - exponent)))
        if len(at) > _FEWEST_TICKS:
            break
        exponent = 0 if -2 <= largest < 3 else largest
    return Ticks(tuple(at[1:]), tuple(labels[1:]), exponent if digits != (1,) else 0)


def _set_axes(box: Box, heights: Ticks, names: Sequence[str], ax: Any) -> None:
    """Set few ticks, pale walls and a view that has the whole sheet on the page."""
    em = points("font.size")
    *across, up = names
    for axis, side, letter in zip((ax.xaxis, ax.yaxis), box.sides, across, strict=True):
        made = ticks(*side, 3.0 * _MOST_TICKS, across=True)
        few = slice(None, None, -(-len(made.at) // _MOST_TICKS))
        axis.set_ticks(made.at[few], made.labels[few])
        axis.set_rotate_label(False)
        axis.set_label_text(made.name(letter), fontsize=NOTE * em)
        axis.labelpad = 0.6 * em
    ax.zaxis.set_ticks(heights.at, heights.labels)
    ax.set(xlim=box.sides[0], ylim=box.sides[1])
    ax.tick_params(labelsize=NOTE * em, pad=0)
    ax.tick_params(axis="z", pad=0.2 * em)
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        axis.set_pane_color(ink(0.04))
        axis.line.set_color(ink(0.3))
    ax.view_init(elev=34, azim=-62)
    ax.set_box_aspect((1, 1, 0.62), zoom=0.98)
    low, high = ax.get_zlim()
    x, y, _, depth = ax.get_proj() @ [*box.high, high + 0.12 * (high - low), 1.0]
    ax.text2D(
        x / depth, y / depth, heights.name(up), transform=ax.transData, ha="right",
        fontsize=NOTE * em, color=ink(0.72),
    )  # fmt: skip
