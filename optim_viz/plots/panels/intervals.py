"""Intervals of several curves: a few have bands, more have bars side by side.

Many bands would cover each other, most of all where all methods fail, or all succeed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from optim_viz.plots.panels.paths import halo, marker
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.themes import mix, paper, points
from surfaces import Array

MOST_BANDS = 3
"""More curves than this have bars instead of bands."""

BARS = "intervals"
"""The mark of bars, and of the markers on them, in a figure."""

_SHADE = 0.16
_APART, _MOST_BARS = 0.9, 6
"""Least distance of bars, in ems, and the most of them that a curve has."""


@dataclass(frozen=True, eq=False)
class Estimate:
    """A curve of estimates on a logarithmic axis, straight between them, and their intervals."""

    x: Array
    y: Array
    low: Array
    high: Array

    def at(self, places: Array, ends: Array) -> Array:
        """Return the estimates, or an end of their intervals, at some places."""
        order = np.argsort(self.x)
        return np.interp(np.log(places), np.log(self.x[order]), ends[order])


def draw_intervals(curves: Sequence[Estimate], styles: Sequence[Style], ax: Axes) -> None:
    """Draw the intervals of curves whose axis across is logarithmic and has its limits."""
    if len(curves) <= MOST_BANDS:
        for curve, style in zip(curves, styles, strict=True):
            _draw_band(curve, style, ax)
        return
    for curve, style, at in zip(curves, styles, _places(len(curves), ax), strict=True):
        _draw_bars(curve, style, at, ax)


def _draw_band(curve: Estimate, style: Style, ax: Axes) -> None:
    """Shade the intervals, between thin edges."""
    ax.fill_between(
        curve.x, curve.low, curve.high, fc=mix(style.colour, paper(), 0.9), alpha=_SHADE, lw=0,
        zorder=1,
    )  # fmt: skip
    edges = np.array([curve.low, curve.high]).T
    ax.plot(
        curve.x, edges, color=style.colour, alpha=0.5, lw=0.3 * points("lines.linewidth"),
        zorder=1.1, gid=BARS,
    )  # fmt: skip


def _draw_bars(curve: Estimate, style: Style, at: Array, ax: Axes) -> None:
    """Draw the intervals at some places, with the marker of the method on its curve."""
    at = at[(at >= curve.x.min()) & (at <= curve.x.max())]
    y, low, high = (curve.at(at, one) for one in (curve.y, curve.low, curve.high))
    width, size = points("lines.linewidth"), points("lines.markersize")
    bars = ax.vlines(
        at, low, high, color=style.colour, lw=0.8 * width, zorder=4,
        gid=BARS, path_effects=halo(0.8 * width),
    )  # fmt: skip
    bars.set_clip_on(False)
    ax.plot(
        at, y, ls="", ms=1.3 * size, zorder=5, clip_on=False, gid=BARS,
        **marker(style, 0.1 * size),
    )  # fmt: skip


def _places(count: int, ax: Axes) -> Iterator[Array]:
    """Yield where each of some curves has bars: those of one curve stand between the others'."""
    em = points("font.size") * ax.figure.dpi / 72
    each = min(_MOST_BARS, max(1, int(ax.bbox.width / em / (_APART * count))))
    low, high = np.log(ax.get_xlim())
    for nth in range(count):
        share = (np.arange(each) + (nth + 0.5) / count) / each
        yield np.exp(low + share * (high - low))
