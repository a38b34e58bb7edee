"""Marks for single points: where runs begin, and what they may find."""

from __future__ import annotations

from matplotlib.axes import Axes

from optim_viz.plots.looks import axes_or_new, ink, paper, points
from surfaces import Array

_MANY = 20
"""More local minimizers than this are marked by smaller dots."""


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
    ax, size = axes_or_new(ax), points("lines.markersize")
    ax.plot(
        *at, marker="*", ls="none", ms=2.9 * size, color=ink(), mec=paper(), mew=0.16 * size,
        zorder=9, clip_on=False,
    )  # fmt: skip
    return ax


def draw_local_minimizers(at: Array, ax: Axes | None = None) -> Axes:
    """Mark local minimizers ``(2, n)`` with dots, below the paths; many with small ones."""
    ax, size = axes_or_new(ax), points("lines.markersize")
    shrink = max(0.5, (_MANY / max(_MANY, at.shape[1])) ** 0.5)
    ax.plot(
        *at, marker="o", ls="none", ms=1.5 * shrink * size, color=ink(0.85), mec=paper(),
        mew=0.16 * size, zorder=2,
    )  # fmt: skip
    return ax


def draw_saddles(at: Array, ax: Axes | None = None) -> Axes:
    """Mark saddles ``(2, n)`` with crosses, below the paths."""
    ax, size = axes_or_new(ax), points("lines.markersize")
    ax.plot(*at, "x", ms=1.3 * size, mew=0.28 * size, color=ink(0.75), zorder=2)
    return ax
