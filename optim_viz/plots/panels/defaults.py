"""Success and gap at the default rate and at the tuned one, for each optimizer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from optim_viz.bench.aggregates import RateScore
from optim_viz.bench.cells import Cell
from optim_viz.plots.style import text
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.themes import axes_or_new, ink, paper, points
from optim_viz.studies.tuning import FLOOR


def draw_gains(
    cells: Sequence[Cell],
    styles: Sequence[Style],
    overall: tuple[tuple[float, float, float], ...] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw, line by line, the success at the default rate (diamond) and at the tuned one (star).

    Parameters
    ----------
    cells, styles : sequences of the same length
        One for each line.
    overall : pairs of (mean, low, high), optional
        The default and the tuned rate over all lines, drawn below them; a method without a rate
        has only one pair.
    """
    ax = axes_or_new(ax)
    for i, (cell, style) in enumerate(zip(cells, styles, strict=True)):
        scores = [one.score for one in (cell.untuned, cell.tuned) if one]
        _draw_pair([(s.success, *map(float, s.interval)) for s in scores], i, style, ax)
    if overall:
        ax.axhline(len(cells) - 0.5, color=ink(0.3), lw=0.3 * points("lines.linewidth"))
        _draw_pair(overall, len(cells), styles[0], ax)
    lines = len(cells) + bool(overall)
    ax.set(xlim=(-0.04, 1.04), ylim=(lines - 0.5, -0.5))
    ax.set_xticks([0, 1], ["0", "100"])
    ax.set_xticks([0.5], minor=True)
    nothing, everything = ax.get_xticklabels()
    nothing.set_horizontalalignment("left")
    everything.set_horizontalalignment("right")
    return _frame(lines, ax)


def draw_gap_gains(cells: Sequence[Cell], styles: Sequence[Style], ax: Axes | None = None) -> Axes:
    """Draw the median final gap of both with its 95 % interval; lost runs are at the right."""
    ax = axes_or_new(ax)
    both = [[one.score for one in (cell.untuned, cell.tuned) if one] for cell in cells]
    shown = [g for scores in both for s in scores for g in (s.gap, *s.gap_interval)]
    finite = [float(g) for g in shown if np.isfinite(g) and g > 0]
    low = max(FLOOR, min(finite, default=FLOOR)) / 3
    high = max(30 * max(finite, default=1.0), 1e4 * low)
    ax.set(xscale="log", xlim=(low, high), ylim=(len(cells) - 0.5, -0.5))
    for i, (scores, style) in enumerate(zip(both, styles, strict=True)):
        values = [tuple(np.clip(_gaps(s), 1.5 * low, high).tolist()) for s in scores]
        _draw_pair(values, i, style, ax)
    first, last = int(np.ceil(np.log10(low))), int(np.floor(np.log10(high)))
    decades = range(first, last + 1, max(1, -(-(last - first) // 4)))
    ax.set_xticks([10.0**k for k in decades], [text.power_of_ten(k) for k in decades])
    ax.minorticks_off()
    return _frame(len(cells), ax)


def _gaps(score: RateScore) -> list[float]:
    return [score.gap, *map(float, score.gap_interval)]


def _draw_pair(values: Sequence[tuple[float, ...]], line: int, style: Style, ax: Axes) -> None:
    """Draw default and tuned (or the only one) with their intervals, joined by a thin line."""
    width, size = points("lines.linewidth"), points("lines.markersize")
    if len(values) > 1:
        ax.plot(
            [values[0][0], values[-1][0]], [line, line], color=style.colour, lw=0.45 * width,
            zorder=3,
        )  # fmt: skip
    for i, (value, low, high) in enumerate(values):
        tuned = i == len(values) - 1
        ax.plot(
            [low, high], [line, line], color=style.colour, lw=1.6 * width, alpha=0.3,
            solid_capstyle="butt", zorder=2,
        )  # fmt: skip
        ax.plot(
            value, line, "*" if tuned else "D", ms=(3.0 if tuned else 1.4) * size,
            mfc=style.colour if tuned else paper(), mec=paper() if tuned else style.colour,
            mew=(0.14 if tuned else 0.26) * size, zorder=5 if tuned else 4, clip_on=False,
        )  # fmt: skip


def _frame(lines: int, ax: Axes) -> Axes:
    ax.set_yticks(range(lines), [""] * lines)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", which="both", color=ink(0.12), lw=0.3 * points("lines.linewidth"))
    ax.tick_params(axis="x", which="minor", length=0)
    ax.set_axisbelow(True)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    return ax
