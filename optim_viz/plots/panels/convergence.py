"""Convergence: the gap against the step, one curve for each run, labelled at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from optim_viz.plots.panels.moving import Appearing, moves, trail
from optim_viz.plots.panels.paths import draw_end, draw_line, marker
from optim_viz.plots.style import text
from optim_viz.plots.style.framing import LARGEST_VALUE, with_margin
from optim_viz.plots.style.labels import spread
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.themes import axes_or_new, ink, points
from optim_viz.plots.style.ticks import ticks, width_in_ems
from optim_viz.runs.results import Run
from optim_viz.studies.tuning import FLOOR
from optim_viz.text import words
from surfaces import Array

HEADROOM = 30.0
"""A curve is cut where it rises above this multiple of the gap at the start."""

_MARKERS = 7

LABEL_INDENT = 1.3
"""Distance of a label from the panel, in ems."""

_LOW = 8.0
"""Height of a panel below which ticks of values are fewer, in ems."""

_BETWEEN_STEPS = 0.45
"""Room between the numbers of two steps, in ems."""

_APART, _BELOW, _ABOVE = 0.28, 0.6, 1.2
"""Room between labels, and how far they may reach below and above the panel, in ems."""

_STEEPEST = 1.3
"""A leader goes up or down by this much at most, in ems."""

_TYPE, _LEADING = (0.86, 0.8), (1.0, 0.92)
"""Type size and line height of a label, in ems: of its name, and of the lines below it."""


@dataclass(frozen=True, eq=False)
class Scale:
    """The vertical axis: the gap on a log scale, or the value where the lowest one is not known."""

    low: float
    high: float
    log: bool

    def curve(self, run: Run) -> Array:
        """Return the heights of a run that are drawn: up to its end, or to its last exit."""
        heights = self.course(run)
        shown = run.surface.inside(run.points[:, : len(heights)]) & np.isfinite(heights)
        last = int(np.flatnonzero(shown)[-1]) if shown.any() else 0
        heights = heights[: last + 2]  # the step outside is drawn, what follows is dotted
        return heights[: len(heights) - int(not np.isfinite(heights[-1]))]

    def course(self, run: Run) -> Array:
        """Return the heights of all steps of a single run, also of those outside the domain."""
        heights = np.array(run.gap if self.log else run.surface.told(run.values))[
            : int(run.taken) + 1
        ]
        beyond = 9 * (self.high - self.low)  # renderers overflow on what is drawn far outside
        low = self.low if self.log else self.low - beyond
        high = self.high * 1e9 if self.log else self.high + beyond
        return np.where(np.isfinite(heights), np.clip(heights, low, high), np.nan)

    def clipped(self, height: float) -> float:
        """Return the nearest height on the axis."""
        return float(np.clip(height, self.low, self.high))


def scale_for(runs: Sequence[Run]) -> Scale:
    """Return one scale for all runs: from the floor, or a little below the lowest, to the start."""
    if runs[0].surface.lowest is None:
        inside = np.concatenate([_in_view(run) for run in runs])
        inside = np.clip(inside, -LARGEST_VALUE, LARGEST_VALUE)
        return Scale(*with_margin(inside.min(), inside.max(), 0.06), log=False)
    start = max(float(run.gap[0]) for run in runs)
    gaps = np.concatenate([run.gap for run in runs])
    gaps = gaps[np.isfinite(gaps)]
    reached = max(float(gaps.min()), FLOOR)
    top = min(float(gaps.max()), max(start, FLOOR) * HEADROOM)
    low = FLOOR if reached <= 10 * FLOOR else reached / 3
    return Scale(low, max(top * 3, low * 100), log=True)


def _in_view(run: Run) -> Array:
    """Return the value at the start, and the others in the domain: in the window if it has none.

    Of a loss, whose weights may well leave the window, all that are not above the start.
    """
    surface = run.surface
    if surface.floor is not None:
        return np.append(run.values[:1], run.values[1:][run.values[1:] <= run.values[0]])
    where = surface.domain.contains if surface.unlimited else surface.inside
    values = run.values[1:][where(run.points[:, 1:])]
    return surface.told(np.append(run.values[:1], values[np.isfinite(values)]))


def draw_convergence(
    runs: Sequence[Run],
    styles: Sequence[Style],
    ax: Axes | None = None,
    *,
    labels: Sequence[str] = (),
    scale: Scale | None = None,
    below: float = 0.0,
) -> Axes:
    """Draw the gap of single runs against the step; a run that has ended goes on as dots.

    A run that is lost goes on as dots, too: at its true heights, as far as the axis has them.

    Parameters
    ----------
    runs, styles : sequences of the same length
    ax : Axes, optional
        Its size must be final: labels are spread over its height.
    labels : sequence of str, optional
        One for each run, written to the right of the axes in the colour of the curve, the first
        line bold.
    scale : Scale, optional
        The vertical axis; by default the one that fits the runs.
    below : float, optional
        Height in ems of a panel below the axes; labels may reach down beside it.
    """
    ax, scale = axes_or_new(ax), scale or scale_for(runs)
    curves = [scale.curve(run) for run in runs]
    last = max(1, *(len(curve) - 1 for curve in curves))
    ax.set(xlim=(0, last), ylim=(scale.low, scale.high))
    if scale.log:
        ax.set_yscale("log")
    _ticks(scale, last, ax)
    ends: list[tuple[float, int]] = []
    for i, (curve, style) in enumerate(zip(curves, styles, strict=True)):
        end, level = len(curve) - 1, scale.clipped(curve[-1])
        steps = np.arange(end + 1.0)
        draw_line(steps, curve, style, ax, marked=spaced(i, len(runs), last, end))
        draw_end(steps, curve, style, ax, stays=level == curve[-1])
        if end == runs[i].taken:
            _draw_dots([end, last], [level] * 2, style, ax, clip_on=False)
        else:  # lost: no longer drawn once it is not finite
            rest = scale.course(runs[i])[end : last + 1]
            rest = rest[np.isfinite(rest).cumprod() > 0]
            _draw_dots(np.arange(end, end + len(rest)), rest, style, ax, clip_on=True)
            level = scale.clipped(rest[-1])
        ends.append((level, end))
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.set_title(words.GAP_WITH_FORMULA if scale.log else words.LOSS_WITH_FORMULA)
    if labels:
        _draw_labels(labels, ends, styles, ax, below)
    return ax


def _draw_dots(
    steps: npt.ArrayLike, heights: npt.ArrayLike, style: Style, ax: Axes, *, clip_on: bool
) -> None:
    """Draw the heights of a run after its end."""
    dots = ax.plot(
        steps, heights, ls=(0, (0.1, 2.2)), color=style.colour, zorder=2, clip_on=clip_on,
        lw=0.7 * points("lines.linewidth"), dash_capstyle="round",
    )  # fmt: skip
    if np.size(steps):
        moves(dots, trail(np.array([steps, heights]), steps))


def spaced(place: int, of: int, last: int, end: int) -> range:
    """Return the steps up to an end at which a curve has markers, apart from those of the others.

    The curve is number ``place`` of ``of`` curves, on an axis that ends at the step ``last``.
    """
    every = max(1, last // _MARKERS)
    return range(max(1, round(every * place / of)), end + 1, every)


def labels_fit(labels: Sequence[str], height: float) -> bool:
    """Whether there is room for the labels beside a panel, its height in ems."""
    return float((_label_heights(labels) + _APART).sum()) <= height + _BELOW + _ABOVE


def _label_heights(labels: Sequence[str]) -> Array:
    return np.array([_LEADING[0] + _LEADING[1] * label.count("\n") for label in labels])


def _draw_labels(
    labels: Sequence[str],
    ends: Sequence[tuple[float, int]],
    styles: Sequence[Style],
    ax: Axes,
    below: float,
) -> None:
    """Write the labels beside the right edge, tied to their curves, the faster of equals below."""
    em = points("font.size")
    heights = em * _label_heights(labels)
    tall = ax.bbox.height * 72 / ax.figure.dpi
    to_axes = ax.transScale + ax.transLimits  # data to shares of the panel
    tips = to_axes.transform([(0, level) for level, _ in ends])[:, 1] * tall
    ties = 1e-6 * np.array([step for _, step in ends])
    low, high = -em * (below + _BELOW), tall + em * _ABOVE
    centres = spread(tips + ties, heights + _APART * em, low, high)
    tops = centres + heights / 2
    for label, style, tip, top in zip(labels, styles, tips, tops, strict=True):
        _draw_label(label.split("\n"), style, tip, top, ax)


def _draw_label(own: Sequence[str], style: Style, tip: float, top: float, ax: Axes) -> None:
    """Write one label below a height in points: leader and marker, a bold name, its notes."""
    em = points("font.size")
    wide, tall = np.array(ax.bbox.size) * 72 / ax.figure.dpi
    name = top - 0.5 * _LEADING[0] * em
    free: dict[str, Any] = {"transform": ax.transAxes, "clip_on": False}
    if abs(name - tip) <= _STEEPEST * em:
        leader = ax.plot(
            [1 + 0.12 * em / wide, 1 + 0.7 * em / wide], [tip / tall, name / tall],
            lw=0.45 * points("lines.linewidth"), color=style.colour, **free,
        )  # fmt: skip
        moves(leader, Appearing(ax.get_xlim()[1]))
    else:  # leaders to far names would be a fan: a piece of the line, as in a legend
        ax.plot(
            [1 + 0.3 * em / wide, 1 + 1.15 * em / wide], [name / tall] * 2, color=style.colour,
            lw=0.7 * points("lines.linewidth"), ls=(0, style.dash) if style.dash else "-", **free,
        )  # fmt: skip
    ax.plot(
        [1 + 0.95 * em / wide], [name / tall], ms=1.6 * points("lines.markersize"),
        **marker(style, 0.1 * points("lines.markersize")), **free,
    )  # fmt: skip
    for i, line in enumerate(own):
        ax.text(
            1 + LABEL_INDENT * em / wide, top / tall, line, transform=ax.transAxes, va="top",
            fontsize=_TYPE[i > 0] * em, fontweight="normal" if i else "bold",
            color=ink(0.8) if i else style.text_colour,
        )  # fmt: skip
        top -= _LEADING[i > 0] * em


def ticks_of_steps(last: int, ax: Axes) -> None:
    """Set round ticks from 0 to the last step, as many as have room, and name the axis."""
    em = points("font.size") * ax.figure.dpi / 72
    room, beside = ax.bbox.width / em, (ax.figure.bbox.width - ax.bbox.x1) / em
    for most in range(5, 0, -1):
        at = MaxNLocator(nbins=most, steps=[1, 2, 5, 10], integer=True).tick_values(0, last)
        labels = [f"{step:.0f}" for step in at if 0 <= step <= last]
        widths = np.array([width_in_ems(label) for label in labels])
        ends = np.array(labels, dtype=float) / last * room + widths / 2
        inwards = float(labels[-1]) == last and widths[-1] / 2 > beside - 0.2
        if inwards:  # it would leave the canvas
            ends[-1] = room
        if (np.diff(ends) - widths[1:] >= _BETWEEN_STEPS).all():
            break
    ax.set_xticks([float(label) for label in labels], labels)
    if inwards:
        ax.get_xticklabels()[-1].set_horizontalalignment("right")
    ax.set_xlabel(words.STEP)


def _ticks(scale: Scale, last: int, ax: Axes) -> None:
    ax.minorticks_off()
    ticks_of_steps(last, ax)
    ticks_of_heights(scale, ax)


def ticks_of_heights(scale: Scale, ax: Axes) -> None:
    """Set the ticks of the gap, or of the value: as many as have room."""
    tall = ax.bbox.height * 72 / ax.figure.dpi / points("font.size")
    if not scale.log:
        ax.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
        few = ticks(scale.low, scale.high, tall, across=False)
        if tall < _LOW and not few.exponent:
            ax.set_yticks(few.at, few.labels)
        return
    first, final = (round(np.log10(x), 9) for x in (scale.low, scale.high))
    decades = range(int(np.ceil(first)), int(np.floor(final)) + 1)
    stride = max(1, -(-len(decades) // max(1, min(6, int(tall / 1.2)))))
    exponents = decades[::stride]
    labels = [text.power_of_ten(k) for k in exponents]
    if scale.low == FLOOR:
        labels[0] = "≤ " + labels[0]
    ax.set_yticks([10.0**k for k in exponents], labels)
    ax.minorticks_off()
