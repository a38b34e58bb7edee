"""The fates of runs over two knobs: which pairs converge and how fast, and what theory says.

Runs that converge are lighter than those that do not, also in grey: the palettes do not overlap.
In print all is grey, and what neither converges nor diverges has stripes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from optim_viz.plots.panels.print_marks import Stripes, draw_stripes
from optim_viz.plots.style.themes import axes_or_new, is_print, points
from optim_viz.studies.map import CONVERGED, DIVERGED, LEFT, SLOW, Map
from surfaces import Array


@dataclass(frozen=True)
class Palette:
    """Colours of the fates; what neither converges nor diverges may have stripes."""

    converged: tuple[str, ...]
    """From fast to slow, the lighter half of all greys."""
    diverged: tuple[str, ...]
    """From early to late, the darker half."""
    other: Mapping[int, str]
    stripes: Mapping[int, Stripes]


_COLOURS = Palette(
    ("#fbf6d0", "#b9e0b8", "#6fc3c4", "#4b9fd0", "#3f78bd"),
    ("#a33e24", "#7f2823", "#561525", "#2c0a1c"),
    {SLOW: "#d8a4c4", LEFT: "#5d5a63"},
    {},
)
_GREYS = Palette(
    ("#ffffff", "#d9d9d9", "#b4b4b4", "#909090"),
    ("#5c5c5c", "#3a3a3a", "#0a0a0a"),
    {SLOW: "#ffffff", LEFT: "#3c3c3c"},
    {SLOW: Stripes("#000000"), LEFT: Stripes("#ffffff", lean=-1)},
)
"""In print."""

_SLOWEST = 0.99
"""The palettes end at this quantile of the measured numbers, which is marked by ≥."""

_EDGE = ("#14171c", "#ffffff")
"""Colours of lines over the map, dark on a light ribbon: they are visible on every colour."""


def draw_map(found: Map, ax: Axes | None = None) -> Axes:
    """Draw the fate of every run; the axes go from 0 to 1 in both directions (`Axis.place`)."""
    ax = axes_or_new(ax)
    half = [0.5 / (axis.count - 1) for axis in (found.x, found.y)]
    extent = (-half[0], 1 + half[0], -half[1], 1 + half[1])
    ax.imshow(
        colours(found), origin="lower", aspect="auto", extent=extent, interpolation="nearest",
        zorder=0,
    )  # fmt: skip
    ax.set(xlim=extent[:2], ylim=extent[2:])
    for fate, stripes in palette().stripes.items():
        draw_stripes(found.fate == fate, stripes, ax)
    return ax


def draw_theory(found: Map, ax: Axes) -> None:
    """Draw the limit above which runs diverge in theory; mark the fastest pair if it is in view."""
    if found.known is None:
        return
    x, y = limit(found)
    width = points("lines.linewidth")
    for colour, size, order in ((_EDGE[1], 1.5, 3), (_EDGE[0], 0.8, 4)):
        ax.plot(
            x, y, color=colour, lw=size * width, zorder=order, solid_capstyle="butt",
            gid="limit" if order == 4 else None,
        )  # fmt: skip
    best = {"lr": found.known.lr, "momentum": found.known.momentum}
    if found.theory_inside:
        _mark(found, (best[found.x.knob], best[found.y.knob]), "D", ax)


def limit(found: Map) -> tuple[Array, Array]:
    """Return the limit above which runs diverge in theory, ``(n,)`` across and up.

    Both go from 0 to 1 along the axes; where these do not reach the line, it has no points.
    """
    if found.known is None:
        return np.empty(0), np.empty(0)
    (axis,) = (one for one in (found.x, found.y) if one.knob == "momentum")
    (other,) = (one for one in (found.x, found.y) if one.knob == "lr")
    momentum = np.linspace(max(axis.low, 0.0), min(axis.high, 1.0), 400)
    sides = {"lr": other.position(found.known.limit(momentum)), "momentum": axis.position(momentum)}
    in_view = axis.low <= 1 and axis.high >= 0 and sides["lr"].min() <= 1 and sides["lr"].max() >= 0
    x, y = (sides[one.knob][: 400 * in_view] for one in (found.x, found.y))
    return x, y


def draw_best(found: Map, ax: Axes) -> None:
    """Mark the pair with the fewest steps for a digit."""
    if found.best:
        _mark(found, found.best, "o", ax)


def colours(found: Map) -> Array:
    """Return the colour of every run, ``(y, x, 3)``."""
    pixels, own = np.empty((*found.fate.shape, 3)), palette()
    for fate, measure in MEASURES.items():
        mine = found.fate == fate
        low, high = limits(found, fate)
        share = (np.log(getattr(found, measure)[mine]) - np.log(low)) / np.log(high / low)
        pixels[mine] = shades(scale(fate), share)
    for fate, colour in own.other.items():
        pixels[found.fate == fate] = _rgb([colour])[0]
    return pixels


def limits(found: Map, fate: int) -> tuple[float, float]:
    """Return the ends of the palette of the runs with a fate, converged or diverged."""
    values = getattr(found, MEASURES[fate])[found.fate == fate]
    if not values.size:
        return 1.0, 2.0
    low, high = float(values.min()), float(np.quantile(values, _SLOWEST))
    return low, max(high, 1.01 * low)


MEASURES = {CONVERGED: "pace", DIVERGED: "escape"}
"""What the palettes of runs that converge, or diverge, measure."""

SIZES = {"o": 2.1, "D": 1.5}
"""Sizes of the marks of the best pairs, in that of markers."""


def palette() -> Palette:
    """Return the colours of the theme in force."""
    return _GREYS if is_print() else _COLOURS


def scale(fate: int) -> tuple[str, ...]:
    """Return the colours of the runs with a fate, converged or diverged."""
    return palette().converged if fate == CONVERGED else palette().diverged


def shades(colours: Sequence[str], share: Array) -> Array:
    """Return the colours at shares of the way along some ``(..., 3)``."""
    stops = np.linspace(0, 1, len(colours))
    rgb = _rgb(colours)
    return np.stack([np.interp(share, stops, channel) for channel in rgb.T], axis=-1)


def _rgb(colours: Sequence[str]) -> Array:
    return np.array([[int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)] for c in colours])


def _mark(found: Map, at: tuple[float, float], marker: str, ax: Axes) -> None:
    size = points("lines.markersize")
    x, y = (axis.position(value) for axis, value in zip((found.x, found.y), at, strict=True))
    for colour, width in ((_EDGE[1], 0.9), (_EDGE[0], 0.42)):
        ax.plot(
            x, y, marker, ms=SIZES[marker] * size, mfc="none", mec=colour, mew=width * size,
            zorder=6, clip_on=False,
        )  # fmt: skip
