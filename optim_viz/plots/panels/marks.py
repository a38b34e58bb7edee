"""Marks for single points: the start of runs, and stationary points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from optim_viz.plots.style.themes import axes_or_new, ink, paper, points
from surfaces import Array, Box, Surface

_COVER_OF_GLOBAL, _COVER = 0.04, 0.008
"""Marks of a kind cover at most this share of a panel: they never replace what they stand on."""

_FILLED = 0.28
"""Area of a star, as a share of the square of its size."""

_LONGEST_PART = 0.12
"""Points of a curve that are farther apart than this, as a share of the view, are not joined."""


def draw_start(at: Array, ax: Axes | None = None) -> Axes:
    """Mark a point ``(2,)`` with a hollow ring."""
    ax, size = axes_or_new(ax), points("lines.markersize")
    ax.plot(
        *at, marker="o", ms=1.8 * size, mfc=paper(), mec=ink(), mew=0.36 * size, zorder=6,
        clip_on=False,
    )  # fmt: skip
    return ax


def draw_minimizers(at: Array, ax: Axes | None = None) -> Axes:
    """Mark global minimizers ``(2, n)`` with stars, above everything else."""
    ax = axes_or_new(ax)
    size = _size(at, 2.9, ax, _COVER_OF_GLOBAL)
    ax.plot(
        *at, marker="*", ls="none", ms=size, color=ink(), mec=paper(), mew=0.055 * size,
        zorder=9, clip_on=False,
    )  # fmt: skip
    return ax


def draw_curve_of_minimizers(at: Array, box: Box, ax: Axes | None = None) -> Axes:
    """Draw the curve through points ``(2, n)``, which are in no order, as a thin line.

    Each point is joined to the nearest one, and to the nearest on its other side, unless these
    are far.
    """
    return draw_parts([at[:, pair].T for pair in neighbours(at, box)], axes_or_new(ax))


def draw_parts(parts: Sequence[Array], ax: Axes, share: float = 0.75) -> Axes:
    """Draw parts ``(2 ends, 2)`` of a curve of minimizers, with this share of the ink."""
    lines = LineCollection(
        parts, colors=[ink(share)], linewidths=0.5 * points("lines.linewidth"), capstyle="round",
        zorder=2,
    )  # fmt: skip
    ax.add_collection(lines, autolim=False)
    return ax


def neighbours(at: Array, box: Box) -> list[list[int]]:
    """Return pairs of points ``(2, n)`` beside each other on a curve."""
    return _neighbours(at / (box.high - box.low)[:, np.newaxis])


def _neighbours(at: Array) -> list[list[int]]:
    if at.shape[1] < 2:
        return []
    way = at[:, np.newaxis] - at[:, :, np.newaxis]
    apart = np.hypot(*way)
    np.fill_diagonal(apart, np.inf)
    one = np.arange(at.shape[1])
    nearest = apart.argmin(axis=1)
    behind = (way * way[:, one, nearest][:, :, np.newaxis]).sum(axis=0) < 0
    other = np.where(behind, apart, np.inf).argmin(axis=1)
    pairs = np.sort(np.hstack([[one, nearest], [one, other]]), axis=0)
    near = apart[pairs[0], pairs[1]] < _LONGEST_PART
    return [[int(a), int(b)] for a, b in np.unique(pairs[:, near], axis=1).T]


def draw_local_minimizers(at: Array, ax: Axes | None = None) -> Axes:
    """Mark local minimizers ``(2, n)`` with hollow stars, below the paths."""
    return _hollow(at, "*", 2.5, axes_or_new(ax))


def draw_saddles(at: Array, ax: Axes | None = None) -> Axes:
    """Mark saddles ``(2, n)`` with crosses, below the paths."""
    ax = axes_or_new(ax)
    size = _size(at, 1.3, ax, _COVER)
    ax.plot(*at, "x", ms=size, mew=0.22 * size, color=ink(), zorder=2)
    return ax


def draw_maximizers(at: Array, ax: Axes | None = None) -> Axes:
    """Mark maximizers ``(2, n)`` with hollow triangles, below the paths."""
    return _hollow(at, "^", 1.5, axes_or_new(ax))


def draw_degenerate(at: Array, ax: Axes | None = None) -> Axes:
    """Mark stationary points ``(2, n)`` that curvature does not decide with hollow squares."""
    return _hollow(at, "s", 1.3, axes_or_new(ax))


def _hollow(at: Array, marker: str, share: float, ax: Axes) -> Axes:
    """Mark points with a hollow sign, this share of the size of a marker."""
    size = _size(at, share, ax, _COVER)
    ax.plot(
        *at, marker=marker, ls="none", ms=size, mfc=paper(), mec=ink(0.75),
        mew=0.24 / share * size, zorder=2,
    )  # fmt: skip
    return ax


def _size(at: Array, share: float, ax: Axes, cover: float) -> float:
    """Return the size of a mark in points: smaller where those in view would cover too much.

    A single one, of points ``(2, n)``, has its full size: a share of that of a marker.
    """
    full = share * points("lines.markersize")
    many = int(Box(ax.get_xlim(), ax.get_ylim()).contains(at).sum())
    if many < 2:
        return full
    width, height = np.array(ax.bbox.size) * 72 / ax.figure.dpi
    return min(full, float(np.sqrt(cover * width * height / (_FILLED * many))))


DRAW = {
    "global minimum": draw_minimizers,
    "local minimum": draw_local_minimizers,
    "saddle": draw_saddles,
    "maximum": draw_maximizers,
    "degenerate": draw_degenerate,
}
"""The function that marks each kind of point, the most wanted first."""


def kinds(surface: Surface) -> dict[str, list[tuple[float, ...]]]:
    """Return the known points of a surface by the keys of `DRAW`."""
    found: dict[str, list[tuple[float, ...]]] = {kind: [] for kind in DRAW}
    for minimum in surface.minima:
        found["global minimum" if minimum.is_global else "local minimum"].append(minimum.at)
    for point in surface.stationary_points:
        if point.kind != "minimum":
            found[point.kind].append(point.at)
    return found
