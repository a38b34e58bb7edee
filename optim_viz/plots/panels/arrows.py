"""Arrows and outlines at an iterate: slopes, the reach of a step, the model of the method."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Ellipse

from optim_viz.plots.panels.paths import crossing, halo
from optim_viz.plots.style.themes import axes_or_new, ink, is_dark, paper, points
from optim_viz.studies.explain import Model, Part
from surfaces import Array, Box

_GRID = 200


@dataclass(frozen=True)
class Pen:
    """Colour, dash and weight of one ingredient, the same in every figure."""

    light: str
    dark: str
    dash: tuple[float, ...] = ()
    weight: float = 1.0
    """A multiple of the line width in force."""

    @property
    def colour(self) -> str:
        """The colour on the paper in force."""
        return self.dark if is_dark() else self.light


GRADIENT = Pen("#0072b2", "#5cb6ee", (3.2, 1.2))
SEEN = Pen("#c83c14", "#ff8a5c", (1.4, 1.1))
MOMENTUM = Pen("#cc7700", "#f2b134", (5, 1.2, 1.4, 1.2))
STEP = Pen("#22262b", "#f4f6f8", weight=1.5)
RATES = Pen("#a4478a", "#e08fc6", weight=0.8)
TERMS = {Part.VELOCITY: MOMENTUM, Part.GRADIENT: GRADIENT, Part.AHEAD: MOMENTUM}
"""The pen of each part of a step of a method with velocity."""

MODEL = Pen("#00855f", "#2fd0a0", weight=0.8)


def draw_arrow(tail: Array, tip: Array, pen: Pen, ax: Axes | None = None) -> Axes:
    """Draw an arrow between points ``(2,)`` on axes whose limits are set."""
    ax, width = axes_or_new(ax), pen.weight * points("lines.linewidth")
    size = 1.9 * pen.weight**0.5 * points("lines.markersize")
    a, b = ax.transData.transform([tail, tip])
    length = float(np.hypot(*(b - a))) * 72 / ax.figure.dpi
    if length == 0:
        return ax
    back = min(0.5 * size / length, 0.5)
    neck = ax.transData.inverted().transform(b - back * (b - a))
    angle = np.degrees(np.arctan2(*(b - a)[::-1]))
    ax.plot(
        *np.array([tail, neck]).T, color=pen.colour, lw=width, dashes=pen.dash or (None, None),
        zorder=7, path_effects=halo(width), solid_capstyle="butt",
    )  # fmt: skip
    ax.plot(
        *neck, marker=(3, 0, angle - 90), ms=min(size, 1.3 * length), color=pen.colour,
        mec=paper(), mew=0.1 * points("lines.markersize"), zorder=7.5,
    )  # fmt: skip
    return ax


def draw_behind(behind: Array, point: Array, ax: Axes | None = None) -> Axes:
    """Mark the point from which an iterate was looked ahead to, with a dotted way to it."""
    ax = axes_or_new(ax)
    ax.plot(
        *np.array([behind, point]).T, color=MOMENTUM.colour, ls=":", zorder=5,
        lw=0.8 * points("lines.linewidth"),
    )  # fmt: skip
    ax.plot(
        *behind, "o", ms=1.2 * points("lines.markersize"), mfc=paper(), mec=MOMENTUM.colour,
        mew=0.24 * points("lines.markersize"), zorder=6,
    )  # fmt: skip
    return ax


def draw_oval(centre: Array, semiaxes: Array, pen: Pen, ax: Axes | None = None) -> Axes:
    """Draw the outline of an ellipse along the axes, filled with a faint tint of its colour."""
    ax, width = axes_or_new(ax), pen.weight * points("lines.linewidth")
    x, y = centre
    wide, tall = 2 * semiaxes
    ax.add_patch(Ellipse((x, y), wide, tall, fc=pen.colour, alpha=0.10, zorder=2.5))
    ax.add_patch(Ellipse((x, y), wide, tall, fc="none", ec=pen.colour, lw=width, zorder=4))
    return ax


def draw_model(model: Model, box: Box, ax: Axes | None = None) -> Axes:
    """Draw the level through the iterate, two levels nearer the stationary point, and the point."""
    ax, width = axes_or_new(ax), MODEL.weight * points("lines.linewidth")
    centre = model.centre
    low = model.value if centre is None else float(model(centre))
    rise = model.value - low or 1.0
    shares = [1 / 9, 4 / 9, 1] if model.kind != "saddle" else [-1, -4 / 9, -1 / 9, 1 / 9, 4 / 9, 1]
    x, y = (np.linspace(a, b, _GRID) for a, b in box.sides)
    ax.contour(
        x, y, model(np.array(np.meshgrid(x, y))), levels=sorted(low + rise * s for s in shares),
        colors=MODEL.colour, linewidths=width, linestyles="dashed", zorder=4,
    )  # fmt: skip
    if centre is not None and box.contains(centre):
        draw_centre(centre, ax)
    return ax


def draw_centre(at: Array, ax: Axes | None = None) -> Axes:
    """Mark the stationary point of a model with a hollow diamond."""
    ax, size = axes_or_new(ax), points("lines.markersize")
    ax.plot(
        *at, marker="D", ms=1.7 * size, mfc="none", mec=MODEL.colour, mew=0.34 * size, zorder=9.5,
    )  # fmt: skip
    return ax


def draw_pointer(inside: Array, outside: Array, box: Box, ax: Axes | None = None) -> Axes:
    """Point from the edge of the view at the stationary point of a model beyond it."""
    ax, size = axes_or_new(ax), points("lines.markersize")
    at = crossing(inside, outside, box)
    along = np.diff(ax.transData.transform([inside, at]), axis=0)[0]
    ax.plot(
        *at, marker=(3, 0, np.degrees(np.arctan2(*along[::-1])) - 90), ms=2.2 * size,
        mfc=paper(), mec=MODEL.colour, mew=0.34 * size, zorder=9.5, clip_on=False,
    )  # fmt: skip
    return ax


def draw_trail(path: Array, ax: Axes | None = None, *, drawstyle: str = "default") -> Axes:
    """Draw the iterates ``(2, n)`` so far in a pale colour; the last one as a dot."""
    ax, size = axes_or_new(ax), points("lines.markersize")
    width = 0.8 * points("lines.linewidth")
    ax.plot(
        *path, color=ink(0.6), lw=width, marker="o", ms=0.8 * size, mec=paper(), mew=0.08 * size,
        zorder=5, path_effects=halo(width), drawstyle=drawstyle,
    )  # fmt: skip
    ax.plot(*path[:, -1], "o", ms=1.5 * size, color=ink(), mec=paper(), mew=0.16 * size, zorder=8)
    return ax
