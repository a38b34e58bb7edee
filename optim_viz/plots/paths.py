"""The iterates of runs as lines on a plane: every step visible, wild ones cut at the frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patheffects import Normal, Stroke

from optim_viz.plots.looks import ink, paper, points
from optim_viz.plots.styles import Style
from surfaces import Array, Box

_FAR = 30.0
"""Iterates further away than this many views are pulled in: renderers overflow on them."""


@dataclass(frozen=True, eq=False)
class Exit:
    """Where a path leaves the frame for good: the crossing ``(2,)``, its direction, and why."""

    at: Array
    direction: Array
    word: str


def draw_start(at: Array, ax: Axes) -> list[Line2D]:
    """Mark the start with a hollow ring."""
    size = points("lines.markersize")
    return ax.plot(
        *at, marker="o", ms=1.8 * size, mfc=paper(), mec=ink(), mew=0.36 * size, zorder=6,
        clip_on=False,
    )  # fmt: skip


def draw_paths(
    paths: Sequence[Array], words: Sequence[str], looks: Sequence[Style], ax: Axes
) -> list[Line2D]:
    """Draw iterates ``(2, steps + 1)`` as lines on axes whose limits are set.

    A marker stands at each step as long as steps can be told apart, and a larger one at the end.
    A path that ends beyond the limits is cut there, with an arrow and its word.
    """
    box = Box(tuple(sorted(ax.get_xlim())), tuple(sorted(ax.get_ylim())))
    lines, exits = [], []
    for path, word, style in zip(paths, words, looks, strict=True):
        lines += _draw_path(_within_reach(path, box), style, box, ax)
        leaving = _exit(path, word, box)
        if leaving:
            exits.append((leaving, style))
    _draw_exits(exits, box, ax)
    return lines


def _draw_path(path: Array, style: Style, box: Box, ax: Axes) -> list[Line2D]:
    lines = draw_line(*path, style, ax, marked=_told_apart(path, ax))
    return lines + (draw_end(*path[:, -1], style, ax) if box.contains(path[:, -1]) else [])


def draw_line(x: Array, y: Array, style: Style, ax: Axes, *, marked: Sequence[int]) -> list[Line2D]:
    """Draw a line of the style with a thin halo, and markers at some of its points."""
    width, size = points("lines.linewidth"), points("lines.markersize")
    line = ax.plot(
        x, y, color=style.colour, lw=width, dashes=style.dash or (None, None),
        solid_joinstyle="round", zorder=3, path_effects=halo(width),
    )  # fmt: skip
    dots = ax.plot(
        x[marked], y[marked], style.marker, ms=0.95 * size, color=style.colour, mec=paper(),
        mew=0.1 * size, zorder=3.5,
    )  # fmt: skip
    return line + dots


def draw_end(x: float, y: float, style: Style, ax: Axes) -> list[Line2D]:
    """Mark where a line ends."""
    size = points("lines.markersize")
    return ax.plot(
        x, y, style.marker, ms=1.35 * size, color=style.colour, mec=paper(), mew=0.16 * size,
        zorder=7, clip_on=False,
    )  # fmt: skip


def halo(width: float) -> list[Stroke | Normal]:
    """Return the effect of a thin edge in the paper's colour, so that crossing lines stay apart."""
    return [Stroke(linewidth=2 * width, foreground=paper(), alpha=0.9), Normal()]


def _told_apart(path: Array, ax: Axes) -> list[int]:
    """Return the first steps, as long as the marker of each stands clear of the one before."""
    gap = 1.15 * points("lines.markersize")
    on_page = ax.transData.transform(path.T) * 72 / ax.figure.dpi
    close = np.hypot(*np.diff(on_page, axis=0).T) < gap
    return list(range(1, int(close.argmax()) + 1 if close.any() else len(on_page)))


def _within_reach(path: Array, box: Box) -> Array:
    """Drop what is not finite and pull distant iterates towards the view, in their direction."""
    path = path[:, np.isfinite(path).all(axis=0)]
    centre = ((box.low + box.high) / 2)[:, np.newaxis]
    away = (path - centre) / (box.high - box.low)[:, np.newaxis]
    distance = np.maximum(np.abs(away).max(axis=0), _FAR) / _FAR
    return centre + (path - centre) / distance


def _exit(path: Array, word: str, box: Box) -> Exit | None:
    reached = _within_reach(path, box)
    inside = box.contains(reached)
    if inside[-1] and np.isfinite(path[:, -1]).all():
        return None
    last = np.flatnonzero(inside)
    if not last.size or last[-1] + 1 >= reached.shape[1]:
        return None
    a, b = reached[:, last[-1]], reached[:, last[-1] + 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(b > a, (box.high - a) / (b - a), (box.low - a) / (b - a))
    share = np.nanmin(np.where(b == a, np.inf, shares))
    return Exit(a + share * (b - a), b - a, word)


def _draw_exits(exits: Sequence[tuple[Exit, Style]], box: Box, ax: Axes) -> None:
    """Put an arrowhead where each path crosses the frame, and its word inside, side by side."""
    size, font = points("lines.markersize"), 0.8 * points("font.size")
    scale = ax.transData
    height = 1.25 * font * ax.figure.dpi / 72
    placed: list[tuple[float, float]] = []
    for leaving, style in exits:
        tip = scale.transform(leaving.at)
        tail = scale.transform(leaving.at - 1e-3 * leaving.direction)
        angle = np.degrees(np.arctan2(*(tip - tail)[::-1]))
        ax.plot(
            *leaving.at, marker=(3, 0, angle - 90), ms=2.0 * size, color=style.colour,
            mec=paper(), mew=0.12 * size, zorder=7, clip_on=False,
        )  # fmt: skip
        left, bottom, right, top = ax.bbox.extents
        x, y = tip
        to_left = x > (left + right) / 2
        x = np.clip(x, left + 1.6 * height, right - 1.6 * height)
        x = x - 0.6 * height if to_left else x + 0.6 * height
        y = np.clip(y, bottom + height, top - height)
        while any(
            abs(y - other) < height and abs(x - beside) < 6 * height for beside, other in placed
        ):
            y += height if y < (bottom + top) / 2 else -height
        placed.append((x, y))
        ax.annotate(
            leaving.word, scale.inverted().transform((x, y)), color=style.colour, fontsize=font,
            ha="right" if to_left else "left", va="center", zorder=8, annotation_clip=False,
            path_effects=halo(0.15 * font),
        )  # fmt: skip
