"""What the gradient promises, and what a step keeps of it, drawn over the rate."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.plots.panels.lines import Line, draw_lines, line_styles, mark_place, write_key
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.page import Page, write_title
from optim_viz.plots.style.themes import axes_or_new, ink, points, whole_figure
from optim_viz.studies.taylor import Taylor
from optim_viz.text import words
from surfaces import Array

_LEFT, _BOTTOM, _BETWEEN, _RIGHT = 3.4, 3.6, 3.8, 1.2
"""Room around and between the panels, in ems."""

_NARROWEST = 9.0
"""Width of the panel of errors below which it is left out, in ems."""

_NODES = 601

_REACH, _FAR = 1.3, 3.0
"""Rates are shown up to this multiple of that at which the promise breaks, and of the best one of
the second order where it does not; 2/L is shown as well where it is not much further."""

_NEAR = 0.85
"""Above this share of the rate at which the promise breaks, 2/L has its name on the other side."""

_FEWEST = 20
"""Places with an error that is no rounding, below which there is no line."""

_DECADES = 3.5
"""Decades of rates over which the errors are drawn."""


@whole_figure
def figure(found: Taylor) -> Figure:
    """Return the decrease of both models and of f over the rate, and the errors of both models."""
    page = Page()
    write_title(page, found.surface)
    page.write_foot([words.how_taylor_is_drawn(found.half is not None)])
    styles = _styles(found)
    names = [name for name, _ in _models(found)]
    height = write_key(page, [*names, words.DECREASE_KEPT], styles) - _BOTTOM
    width = page.width - _LEFT - _RIGHT
    errors = 0.42 * (width - _BETWEEN)
    alone = errors < _NARROWEST
    decrease = width if alone else 0.58 * (width - _BETWEEN)
    draw_decrease(found, page.axes(_LEFT, _BOTTOM, decrease, height), styles)
    if not alone:
        ax = page.axes(_LEFT + decrease + _BETWEEN, _BOTTOM, errors, height)
        draw_errors(found, ax, styles)
    return page.figure


def draw_decrease(found: Taylor, ax: Axes | None = None, styles: list[Style] | None = None) -> Axes:
    """Draw the decrease that both models promise and that f keeps, with the rates that matter.

    Parameters
    ----------
    found : Taylor
    ax : Axes, optional
        Its size must be final.
    styles : list of Style, optional
        One for each model, the last one for f.
    """
    ax, styles = axes_or_new(ax), styles or _styles(found)
    farthest = _farthest(found)
    rates = np.linspace(0.0, farthest, _NODES)[1:]
    kept = found.actual(rates)
    curves = [*(of(rates) for _, of in _models(found)), kept]
    names = [*(name for name, _ in _models(found)), words.DECREASE_KEPT]
    lines = [
        Line(name, np.append(0.0, rates), np.append(0.0, curve), style)
        for name, curve, style in zip(names, curves, styles, strict=False)
    ]
    draw_lines(
        lines, ax, across=words.RATE, up=words.DECREASE,
        x_limits=(0.0, farthest), y_limits=_heights(curves[1:-1], kept),
    )  # fmt: skip
    ax.axhline(0.0, color=ink(0.58), lw=0.4 * points("lines.linewidth"), zorder=1)
    _mark_rates(found, ax)
    return ax


def _mark_rates(found: Taylor, ax: Axes) -> None:
    """Mark 2/L, the rate at which the promise breaks, and that at which half is kept."""
    if found.limit is not None:
        before = found.breaks is not None and _NEAR * found.breaks < found.limit <= found.breaks
        mark_place(found.limit, words.LIMIT_OF_RATES, ax, left=before)
    if found.breaks is not None:
        if found.breaks < ax.get_xlim()[1]:
            ax.axvspan(found.breaks, ax.get_xlim()[1], color=ink(0.07), lw=0, zorder=0)
        mark_place(found.breaks, words.PROMISE_BREAKS, ax, share=0.85)


def draw_errors(found: Taylor, ax: Axes | None = None, styles: list[Style] | None = None) -> Axes:
    """Draw how far both models are from f: of the first order as lr², of the second as lr³.

    Parameters are those of `draw_decrease`. Where rounding is larger than the error there is none.
    """
    ax, styles = axes_or_new(ax), styles or _styles(found)
    farthest = _farthest(found)
    rates = farthest * 10.0 ** np.linspace(-_DECADES, 0.0, _NODES // 3)
    kept, seen = found.actual(rates), 32 * np.finfo(float).eps * abs(found.value)
    lines = []
    for (name, of), style in zip(_models(found), styles, strict=False):
        error = np.abs(of(rates) - kept)
        if (error > seen).sum() > _FEWEST:
            lines.append(Line(name, rates, np.where(error > seen, error, np.nan), style))
    draw_lines(lines, ax, across=words.RATE, up=words.ERROR_OF_MODELS, log="xy")
    for line, power in zip(lines, (2, 3), strict=False):
        _write_power(line, power, ax, above=power == 2)
    return ax


def _write_power(line: Line, power: int, ax: Axes, *, above: bool) -> None:
    """Write the power of the rate with which an error grows, beside its line."""
    there = np.flatnonzero(np.isfinite(line.y))
    nth, em = int(there[int(0.5 * len(there))]), points("font.size")
    ax.annotate(
        words.grows_as(power), (line.x[nth], line.y[nth]), textcoords="offset points",
        xytext=((-0.4 if above else 0.4) * em, (0.3 if above else -0.3) * em),
        va="bottom" if above else "top", ha="right" if above else "left",
        fontsize=0.8 * em, color=line.style.text_colour,
    )  # fmt: skip


def _styles(found: Taylor) -> list[Style]:
    """Return a style for each model and, last, a solid one for f."""
    last, *models = line_styles(3)
    return [*models[: len(_models(found))], last]


def _models(found: Taylor) -> list[tuple[str, Callable[[Array], Array]]]:
    """Return the models by their names: from rates to decreases."""
    known: list[tuple[str, Callable[[Array], Array]]] = [(words.FIRST_ORDER, found.first)]
    return known if np.isnan(found.bend) else [*known, (words.SECOND_ORDER, found.second)]


def _farthest(found: Taylor) -> float:
    """Return the largest rate that is shown."""
    end = found.breaks or 3.0 * found.scale
    if found.limit is not None and end < found.limit < _FAR * end:
        end = found.limit
    return _REACH * end


def _heights(models: list[Array], kept: Array) -> tuple[float, float]:
    """Return the ends of the axis of decreases: what is kept, with the second order if near."""
    known = kept[np.isfinite(kept)]
    top = float(known.max(initial=0.0))
    peak = max((float(one.max()) for one in models), default=top)
    top = peak if top < peak < 2.0 * top else top
    top = top if top > 0 else 1.0
    low = float(known.min(initial=0.0))
    return max(low, -0.6 * top) - 0.03 * top, 1.25 * top
