"""Numerical differentiation against backpropagation: errors over the step, times over the size."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.plots.panels.lines import Line, draw_lines, line_styles, write_key
from optim_viz.plots.style import text
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.page import Page, write_title
from optim_viz.plots.style.themes import axes_or_new, paper, points, whole_figure
from optim_viz.studies.gradients import STEPS, Gradients
from optim_viz.text import words

_LEFT, _BOTTOM, _BETWEEN, _RIGHT = 3.9, 3.6, 4.6, 1.2
"""Room around and between the panels, in ems."""

_NARROWEST = 9.0
"""Width of the panel of times below which it is left out, in ems."""


@whole_figure
def figure(found: Gradients) -> Figure:
    """Return the errors over the step; for networks the times over the number of parameters."""
    page = Page()
    write_title(page, found.surface)
    page.write_foot(notes(found))
    styles = line_styles(3)
    width = page.width - _LEFT - _RIGHT
    each = (width - _BETWEEN) / 2
    alone = not found.times or each < _NARROWEST
    names = [words.FORWARD_DIFFERENCE, words.CENTRAL_DIFFERENCE, words.BACKPROPAGATION]
    height = (
        write_key(page, names[:2] if alone else names, styles[:2] if alone else styles) - _BOTTOM
    )
    if alone:
        draw_errors(found, styles, page.axes(_LEFT, _BOTTOM, width, height))
        return page.figure
    draw_errors(found, styles, page.axes(_LEFT, _BOTTOM, each, height))
    draw_times(found, styles, page.axes(_LEFT + each + _BETWEEN, _BOTTOM, each, height))
    return page.figure


def draw_errors(found: Gradients, styles: list[Style], ax: Axes | None = None) -> Axes:
    """Draw the errors of both formulas, with the best step of each."""
    ax = axes_or_new(ax)
    curves = {words.FORWARD_DIFFERENCE: found.forward, words.CENTRAL_DIFFERENCE: found.central}
    lines = [
        Line(name, STEPS, curve, style)
        for (name, curve), style in zip(curves.items(), styles, strict=False)
    ]
    low = min(error for _, error in found.best.values())
    limits = low / 30, 30.0
    draw_lines(
        lines, ax, across=words.STEP_SIZE, up=words.ERROR_OF_DERIVATIVES, log="xy",
        y_limits=limits,
    )  # fmt: skip
    for line, (step, error) in zip(lines, found.best.values(), strict=True):
        _mark(step, error, line, ax)
    return ax


def draw_times(found: Gradients, styles: list[Style], ax: Axes | None = None) -> Axes:
    """Draw the times of both ways over the number of parameters."""
    ax = axes_or_new(ax)
    sizes = np.array([one.parameters for one in found.times], dtype=float)
    ways = {
        words.CENTRAL_DIFFERENCE: [one.numerical for one in found.times],
        words.BACKPROPAGATION: [one.backpropagation for one in found.times],
    }
    lines = [
        Line(name, sizes, np.array(times), style)
        for (name, times), style in zip(ways.items(), styles[1:], strict=True)
    ]
    draw_lines(lines, ax, across=words.PARAMETERS, up=words.TIME_OF_A_GRADIENT, log="xy")
    for line in lines:
        ax.plot(
            line.x, line.y, ls="none", marker="o", ms=points("lines.markersize"),
            color=line.style.colour, zorder=4,
        )  # fmt: skip
    low, high = (round(np.log10(end)) for end in ax.get_ylim())
    powers = range(low, high + 1, max(1, (high - low) // 4))
    ax.set_yticks([10.0**k for k in powers], [text.in_units(k, "s") for k in powers])
    return ax


def _mark(step: float, error: float, line: Line, ax: Axes) -> None:
    """Mark the best step of a formula."""
    size = points("lines.markersize")
    ax.plot(
        [step], [error], ls="none", marker="o", ms=1.5 * size, color=line.style.colour,
        mec=paper(), mew=0.2 * size, zorder=6,
    )  # fmt: skip


def notes(found: Gradients) -> list[str]:
    """Return what is to be known of the figure."""
    told = [words.derivatives_compared(len(found.coordinates), found.surface.dim)]
    best = found.best
    steps = [text.number(float(f"{best[name][0]:.1e}")) for name in ("forward", "central")]
    told.append(words.best_steps(*steps))
    if found.surface.kinks:
        told.append(words.STEPS_CROSS_KINKS)
    if found.times:
        told.append(words.TIMED_HERE)
    return told
