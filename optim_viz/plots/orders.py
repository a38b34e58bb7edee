"""First, 1.5th and second order side by side: the cost of each as the dimension grows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.plots.panels.paths import draw_end, draw_line, marker
from optim_viz.plots.style import text
from optim_viz.plots.style.labels import spread, text_width
from optim_viz.plots.style.optimizer_styles import Style, styles_for
from optim_viz.plots.style.page import NAME, NOTE, Page
from optim_viz.plots.style.themes import ink, paper, points, whole_figure
from optim_viz.plots.style.ticks import TYPE
from optim_viz.studies.orders import GROWTH, Effort, Growth, Orders
from optim_viz.text import title_of, words
from surfaces import Array

_LEFT, _BETWEEN, _RIGHT = 3.9, 4.6, 8.6
"""Room left of and between the panels, in ems; that for names of usual length right of them."""

_BEFORE_NAME = 1.6
"""Room between a panel and the names of its curves, with their marks, and a little behind them."""

_MORE = 0.1
"""Room for long names beyond that, at most, as a share of the page."""

_BOTTOM, _TOP, _DOWN = 3.7, 3.6, 2.1
"""Room below, above and between them."""

_NARROWEST = 4.0
"""Width of a panel in ems below which the steps stand alone."""

_TOO_NARROW, _MARGIN = 8.5, 0.5
"""Width of the steps alone below which nothing but names stands beside them, and room right of
these, in ems."""

_TWO_LINES, _ONE_LINE, _BELOW, _ABOVE = 1.85, 1.05, 0.6, 1.2
"""Height of a name at the end of a curve with order and growth below it, and without, in ems; how
far names reach below and above a panel."""

_ROW = 0.08
"""Height of a row of marks for targets that were not reached, as a share of the axis."""

_MOST_DECADES = 4
"""Number of decades that are named on a vertical axis, at most."""

_LABEL = 1.6
"""Room for the name of a dimension, in ems."""


@dataclass(frozen=True)
class _Panel:
    """One quantity: its name, its value in an effort, its units, its growth in theory."""

    title: str
    value: Callable[[Effort], float | None]
    unit: Callable[[int], str]
    power: Callable[[Growth], int] | None = None


def _panels() -> tuple[_Panel, ...]:
    """Return the panels, row by row."""
    return (
        _Panel(words.STEPS, lambda effort: effort.steps, text.power_of_ten),
        _Panel(
            words.TIME_OF_A_STEP, lambda effort: effort.seconds, lambda k: text.in_units(k, "s"),
            lambda growth: growth.time,
        ),
        _Panel(
            words.EVALUATIONS_OF_ALL_KINDS,
            lambda e: e.evaluations if e.steps else None,
            text.power_of_ten,
        ),
        _Panel(
            words.MEMORY_OF_A_STEP, lambda effort: effort.bytes, lambda k: text.in_units(k, "B"),
            lambda growth: growth.memory,
        ),
    )  # fmt: skip


@whole_figure
def figure(measured: Orders) -> Figure:
    """Return four panels over the dimension: steps, evaluations, time and memory of a step.

    Where they have no room the steps stand alone.
    """
    page = _begin(measured)
    height = (page.height - _BOTTOM - _TOP - _DOWN) / 2
    names = [name for name in GROWTH if measured.of(name)]
    right = min(_room_for_names(page, measured, names, height), _RIGHT + _MORE * page.width)
    titles = [measured.of(name)[0].optimizer.title for name in names]
    titles = [page.fitted(one, NAME, right - _BEFORE_NAME, "bold") for one in titles]
    width = (page.width - _LEFT - _BETWEEN - right) / 2
    styles = styles_for(measured.of(name)[0].optimizer for name in names)
    if width < _NARROWEST:  # the steps alone
        if page.width - _LEFT - right < _TOO_NARROW:
            right = _BEFORE_NAME + page.measure(titles, NAME, "bold") + _MARGIN
        width = page.width - _LEFT - right
        ax = page.axes(_LEFT, _BOTTOM, width, page.height - _BOTTOM - _TOP)
        _draw_panel(_panels()[0], measured, names, styles, ax)
        ax.set_xlabel(words.DIMENSION)
        _write_names(_panels()[0], measured, dict(zip(names, titles, strict=True)), styles, ax)
        return page.figure
    for i, panel in enumerate(_panels()):
        row, column = divmod(i, 2)
        left, bottom = _LEFT + column * (width + _BETWEEN), _BOTTOM + (1 - row) * (height + _DOWN)
        ax = page.axes(left, bottom, width, height)
        _draw_panel(panel, measured, names, styles, ax)
        ax.set_title(page.fitted(panel.title, TYPE, width + (1.0 if column else _BETWEEN - 0.5)))
        ax.tick_params(labelbottom=row == 1)
        ax.set_xlabel(words.DIMENSION if row else "")
        if column:
            _write_names(panel, measured, dict(zip(names, titles, strict=True)), styles, ax)
    return page.figure


def _draw_panel(
    panel: _Panel, measured: Orders, names: Sequence[str], styles: Sequence[Style], ax: Axes
) -> None:
    efforts = measured.efforts
    heights = [panel.value(effort) for effort in efforts]
    known = [height for height in heights if height] or [1.0, 10.0]
    bottom, top = min(known) / 2.2, max(known) * 2.2
    lost = [name for name in names if not all(map(panel.value, measured.of(name)))]
    top *= (top / bottom) ** (_ROW * len(lost))  # room for their marks above the curves
    dims = [effort.dim for effort in efforts]
    bottom, top = _with_two_decades(bottom, top)
    ax.set(xscale="log", yscale="log", title=panel.title)
    ax.set(
        xlim=(min(dims) / (1.15 if min(dims) < max(dims) else 2), max(dims) * 1.15),
        ylim=(bottom, top),
    )
    for name, style in zip(names, styles, strict=True):
        own = [(e.dim, panel.value(e)) for e in measured.of(name)]
        at = np.array([(dim, value) for dim, value in own if value], dtype=float).reshape(-1, 2).T
        if name in lost:
            _draw_lost([dim for dim, value in own if not value], lost.index(name), style, ax)
        if not at.size:
            continue
        if panel.power and len(set(dims)) > 1:
            _draw_theory(at, panel.power(GROWTH[name]), style, ax)
        line = np.array([(dim, value or np.nan) for dim, value in own], dtype=float).T
        draw_line(line[0], line[1], style, ax, marked=np.flatnonzero(np.isfinite(line[1])).tolist())
        draw_end(at[0], at[1], style, ax)
    _ticks(panel, dims, ax)


def _with_two_decades(low: float, high: float) -> tuple[float, float]:
    """Return the ends of an axis that names two powers of ten at least: one makes no scale."""
    first, last = ceil(log10(low)), floor(log10(high))
    if last > first:
        return low, high
    if last < first:
        return 10.0**last, 10.0**first
    below, above = 10.0 ** (first - 1), 10.0 ** (first + 1)
    return (below, high) if low / below < above / high else (low, above)


def _draw_lost(dims: Sequence[int], row: int, style: Style, ax: Axes) -> None:
    """Mark dimensions whose target was not reached near the upper edge, a row for each method."""
    size, (low, high) = points("lines.markersize"), ax.get_ylim()
    ax.plot(
        dims, [high * (low / high) ** (_ROW / (1 + _ROW) * row)] * len(dims), "^", ms=1.3 * size,
        mfc=paper(), mec=style.colour, mew=0.24 * size, clip_on=False, zorder=8,
    )  # fmt: skip


def _draw_theory(at: Array, power: int, style: Style, ax: Axes) -> None:
    """Draw a power of the dimension through the last measurement, dotted."""
    low, high = ax.get_xlim()
    dim = np.geomspace(low, high, 50)
    height = at[1, -1] * (dim / at[0, -1]) ** power
    seen = height > ax.get_ylim()[0]
    ax.plot(
        dim[seen], height[seen], color=style.colour, ls=(0, (0.1, 2.0)), dash_capstyle="round",
        lw=0.9 * points("lines.linewidth"), zorder=2,
    )  # fmt: skip


def _ticks(panel: _Panel, dims: Iterable[int], ax: Axes) -> None:
    low, high = (float(np.log10(limit)) for limit in ax.get_ylim())
    decades = range(int(np.ceil(low)), int(np.floor(high)) + 1)
    shown = list(decades[:: max(1, -(-len(decades) // _MOST_DECADES))])
    ax.yaxis.set_ticks([10.0**k for k in shown], [panel.unit(k) for k in shown])
    em = points("font.size") * ax.figure.dpi / 72
    at = _apart(dims, *ax.get_xlim(), _LABEL * em / ax.bbox.width)
    ax.xaxis.set_ticks(at, [f"{dim}" for dim in at])
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_ticks([], minor=True)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def _apart(dims: Iterable[int], low: float, high: float, room: float) -> list[int]:
    """Return as many of the dimensions, the highest first, as have this share of the axis."""
    kept: list[int] = []
    for dim in sorted(set(dims), reverse=True):
        if not kept or np.log(kept[-1] / dim) > room * np.log(high / low):
            kept.append(dim)
    return kept


def _fit_in_two_lines(names: Collection[str], height: float) -> bool:
    """Whether names have room for a second line beside a panel of a height in ems."""
    return len(names) * _TWO_LINES <= height + _BELOW + _ABOVE


def _room_for_names(page: Page, measured: Orders, names: Collection[str], height: float) -> float:
    """Return the room right of a panel of a height, in ems."""
    methods = [measured.of(name)[0].optimizer for name in names]
    wide = page.measure([method.title for method in methods], NAME, "bold")
    if _fit_in_two_lines(names, height):
        orders = [words.order_and_growth(method.method.order, "d²") for method in methods]
        wide = max(wide, page.measure(orders, NOTE))
    return _BEFORE_NAME + wide + _MARGIN


def _write_names(
    panel: _Panel, measured: Orders, names: Mapping[str, str], styles: Sequence[Style], ax: Axes
) -> None:
    """Write method, order and growth beside the ends of the curves."""
    em = points("font.size")
    wide, tall = np.array(ax.bbox.size) * 72 / ax.figure.dpi
    to_axes = ax.transScale + ax.transLimits
    tips = [
        to_axes.transform((effort.dim, panel.value(effort) or 1.0))[1] * tall
        for effort in (measured.of(name)[-1] for name in names)
    ]
    low, high = -_BELOW * em, tall + _ABOVE * em
    room = (ax.figure.bbox.width - ax.bbox.x1) * 72 / ax.figure.dpi - 1.4 * em
    said = [
        words.order_and_growth(measured.of(name)[0].optimizer.method.order, "") for name in names
    ]
    two_lines = _fit_in_two_lines(names, tall / em) and text_width(said, NOTE * em) <= room
    sizes = np.full(len(tips), (_TWO_LINES if two_lines else _ONE_LINE) * em)
    places = spread(np.array(tips), sizes, low, high) - (0.0 if two_lines else 0.4 * em)
    for name, style, tip, y in zip(names, styles, tips, places, strict=True):
        method = measured.of(name)[0].optimizer
        growth = text.power_of("d", panel.power(GROWTH[name])) if panel.power else ""
        free: dict[str, Any] = {"transform": ax.transAxes, "clip_on": False}
        ax.plot(
            [1 + 0.15 * em / wide, 1 + 0.75 * em / wide], [tip / tall, (y + 0.4 * em) / tall],
            lw=0.45 * points("lines.linewidth"), color=style.colour, **free,
        )  # fmt: skip
        ax.plot(
            [1 + 1.0 * em / wide], [(y + 0.4 * em) / tall],
            ms=1.3 * points("lines.markersize"),
            **marker(style, 0.1 * points("lines.markersize")), **free,
        )  # fmt: skip
        order = words.order_and_growth(method.method.order, growth) if two_lines else ""
        for line, size, lift, weight, colour in (
            (names[name], NAME, 0.4, "bold", style.text_colour),
            (order, NOTE, -0.5, "normal", ink(0.8)),
        ):
            ax.text(
                1 + 1.4 * em / wide, (y + lift * em) / tall, line, transform=ax.transAxes,
                va="center", fontsize=size * em, fontweight=weight, color=colour,
            )  # fmt: skip


def _begin(measured: Orders) -> Page:
    """Return a page with its title and foot."""
    page = Page()
    page.write_title(words.orders_on(title_of(measured.surface)))
    lost = [words.NOT_REACHED] if any(effort.steps is None for effort in measured.efforts) else []
    short = measured.summary or measured.conditions
    page.write_foot([*measured.conditions, *lost], [*lost, *short])
    return page
