"""The largest curvature along paths, the loss, and the loss between solutions, drawn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.plots.compare_labels import names
from optim_viz.plots.panels.legend import legend, write_legend
from optim_viz.plots.panels.lines import (
    Line,
    draw_lines,
    limits_of,
    line_styles,
    mark_place,
    within_reach,
)
from optim_viz.plots.panels.paths import draw_end, draw_line
from optim_viz.plots.style import text
from optim_viz.plots.style.optimizer_styles import Style, styles_for, styles_of_sizes
from optim_viz.plots.style.page import NOTE, Page, write_title
from optim_viz.plots.style.themes import axes_or_new, ink, points, whole_figure
from optim_viz.plots.style.ticks import TYPE, label_axes
from optim_viz.studies.curvature import SHARES, Curvature
from optim_viz.text import words

_LEFT, _BOTTOM, _TOP, _BETWEEN, _RIGHT, _DOWN = 3.4, 3.7, 3.6, 4.2, 1.0, 4.4
"""Room around and between the panels, in ems."""

_SHARE = 0.56
"""Share of the width of the panel of curvatures."""

_NARROWEST, _LOWEST = 7.5, 3.2
"""Least width and height of the small panels, in ems; without room the curvatures stand alone."""

_HEADROOM = 1.12
"""A limit up to this multiple of the largest curvature is in view; further ones are said only."""

_FAR = 2.5
"""A limit further above the largest curvature than by this factor is said only."""

_HIGHEST, _HIGHEST_LOSS = 30.0, 3.0
"""Curvatures and losses above these multiples of those at the start are out of view: where runs
explode, nothing else could be seen."""


@whole_figure
def figure(found: Curvature) -> Figure:
    """Return the curvatures with their limits; beside them the losses, and those between ends."""
    page = Page()
    write_title(page, found.surface)
    page.write_foot([words.HOW_CURVATURE_IS_DRAWN, words.steps(int(found.steps[-1]))])
    styles = _styles(found)
    key = legend(page, names(found.runs), _notes(found))
    write_legend(page, key, styles, 0.9, 1.7)
    bottom = _BOTTOM + key.height
    height, width = page.height - bottom - _TOP, page.width - _LEFT - _BETWEEN - _RIGHT
    small, tall = (1 - _SHARE) * width, (height - _DOWN) / 2
    if small < _NARROWEST or tall < _LOWEST:
        ax = page.axes(_LEFT, bottom, page.width - _LEFT - _RIGHT, height)
        draw_curvatures(found, styles, ax)
        return page.figure
    draw_curvatures(found, styles, page.axes(_LEFT, bottom, _SHARE * width, height))
    left = _LEFT + _SHARE * width + _BETWEEN
    if not found.between:  # nothing is a solution
        draw_losses(found, styles, page.axes(left, bottom, small, height))
        return page.figure
    draw_losses(found, styles, page.axes(left, bottom + tall + _DOWN, small, tall))
    ax = draw_between(found, page.axes(left, bottom, small, tall))
    unit = page.measure([ax.get_title(loc="right")], TYPE)
    _name_lines(page, found, left, bottom + tall, small + _RIGHT - (unit + 0.6 if unit else 0.4))
    return page.figure


def draw_curvatures(found: Curvature, styles: Sequence[Style], ax: Axes | None = None) -> Axes:
    """Draw the largest eigenvalue along each path, and the limit of its rate as a dashed line."""
    ax = axes_or_new(ax)
    known = np.concatenate([one[np.isfinite(one)] for one in found.largest] or [np.zeros(1)])
    known = known[np.abs(known) <= _highest(found)]
    low, high = float(known.min(initial=0.0)), float(known.max(initial=1e-9))
    shown = [one for one in found.limits if one is not None and one <= _FAR * high]
    high = max([high, *shown])
    low, high = min(low, 0.0), _HEADROOM * high
    ax.set(xlim=(0, int(found.steps[-1])), ylim=(low, high))
    for values, limit, style in zip(found.largest, found.limits, styles, strict=True):
        some = np.isfinite(values)
        x, y = found.steps[some].astype(float), within_reach(values[some], (low, high))
        draw_line(x, y, style, ax, marked=range(1, len(x) - 1, 4))
        draw_end(x, y, style, ax, stays=bool(low <= y[-1] <= high))
        if limit is not None:
            ax.axhline(
                limit, color=style.colour, ls=(0, (4, 3)), lw=0.7 * points("lines.linewidth"),
                zorder=2,
            )  # fmt: skip
    _bare(ax)
    label_axes(ax, words.STEP, words.LARGEST_EIGENVALUE)
    return ax


def draw_losses(found: Curvature, styles: Sequence[Style], ax: Axes | None = None) -> Axes:
    """Draw the values along each path, on a log scale where none is below zero."""
    ax = axes_or_new(ax)
    lines = [
        Line(run.optimizer.title, np.arange(len(run.values), dtype=float), run.values, style)
        for run, style in zip(found.runs, styles, strict=True)
    ]
    known = np.concatenate([line.y[np.isfinite(line.y)] for line in lines])
    log = "y" if (known > 0).all() else ""
    top = _HIGHEST_LOSS * abs(max(float(run.values[0]) for run in found.runs))
    limits = limits_of([known[known <= top]], margin=0.06, log=bool(log)) if top else None
    return draw_lines(lines, ax, across=words.STEP, up=words.LOSS, log=log, y_limits=limits)


def _highest(found: Curvature) -> float:
    """Return the largest curvature in view; that of a flat start says nothing."""
    first = max((abs(float(one[0])) for one in found.largest if np.isfinite(one[0])), default=0.0)
    return _HIGHEST * first or np.inf


def draw_between(found: Curvature, ax: Axes | None = None) -> Axes:
    """Draw the values on the lines between solutions, which stand at 0 and 1."""
    ax = axes_or_new(ax)
    lines = [
        Line(words.BETWEEN[one.kind], SHARES, one.values, style)
        for one, style in zip(found.between, line_styles(3)[1:], strict=False)
    ]
    draw_lines(lines, ax, across=words.ON_THE_LINE, up="")
    unit = ax.get_title(loc="left").strip()  # the lines are named above, from the left
    ax.set_title("", loc="left")
    ax.set_title(unit, loc="right")
    for place in (0.0, 1.0):
        mark_place(place, "", ax)
    return ax


def _name_lines(page: Page, found: Curvature, left: float, top: float, room: float) -> None:
    """Name the lines between solutions above their panel, with their barriers."""
    styles = line_styles(3)[1 : 1 + len(found.between)]
    for nth, (one, style) in enumerate(zip(found.between[::-1], styles[::-1], strict=True)):
        said = words.barrier(words.BETWEEN[one.kind], text.number(float(f"{one.barrier:.2g}")))
        said = said if nth else page.fitted(said, NOTE, room)  # beside the unit
        page.write(left, top + 0.35 + 1.1 * nth, said, NOTE, color=style.text_colour)


def _styles(found: Curvature) -> list[Style]:
    """Return a style for each run: colours apart where one method runs at several rates."""
    methods = {run.optimizer.name for run in found.runs}
    if len(methods) == 1 < len(found.runs):
        return styles_of_sizes(len(found.runs))
    return styles_for(run.optimizer for run in found.runs)


def _notes(found: Curvature) -> list[str]:
    """Return the limit of each method in words, and how its run ends if it is lost."""
    said = [
        "" if limit is None else words.unstable_above(text.number(float(f"{limit:.3g}")))
        for limit in found.limits
    ]
    ends = map(text.in_a_word, found.runs)
    return [", ".join(filter(None, pair)) for pair in zip(said, ends, strict=True)]


def _bare(ax: Axes) -> None:
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.axhline(0.0, color=ink(0.5), lw=0.4 * points("lines.linewidth"), zorder=1)
