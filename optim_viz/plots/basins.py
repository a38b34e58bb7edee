"""Basins: the colour of a start stands for the end of its run, the shade for its steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.plots.basins_plans import FOOT, KEY_BOTTOM, NARROW, TICKS, best_plan
from optim_viz.plots.panels.basin_colours import Key, entries, parts, shaded
from optim_viz.plots.panels.basin_key import across, in_columns, width_of_key, write_key
from optim_viz.plots.panels.curve import draw_curve, values_along
from optim_viz.plots.panels.marks import (
    draw_curve_of_minimizers,
    draw_local_minimizers,
    draw_minimizers,
)
from optim_viz.plots.panels.paths import marker
from optim_viz.plots.panels.print_marks import draw_letter, draw_stripes
from optim_viz.plots.style import text
from optim_viz.plots.style.framing import extent, with_margin
from optim_viz.plots.style.optimizer_styles import Style, styles_for
from optim_viz.plots.style.page import EDGE, LEAST, NAME, NOTE, Page, write_title
from optim_viz.plots.style.themes import axes_or_new, ink, points, whole_figure
from optim_viz.plots.style.ticks import label_axes, ticks_of_shares
from optim_viz.studies.basins import TRIED, Basins
from optim_viz.studies.tuning import RATES
from optim_viz.text import words
from surfaces import Array, Box

_MINIMA_WITH_A_DOT = 60
"""At most this many minima in the picture get a dot."""

_NUMBERS_OF_STARTS = np.arange(1, 51)

_LINE = 1.1
"""Least height of a strip with its name, in ems."""

_TOWERING = 10.0
"""Walls this many times as high as the median start are cut: the wells would be flat."""

_SAME = 0.015
"""Curves that are nowhere further apart look like one line: there their dashes take turns."""

_MARKS = 3
"""Number of markers on a curve."""

_SAMPLE = 0.75
"""Room for the marker before a name where there are curves, in ems."""

_DASH = 3.5
"""Length of such a dash, in line widths."""


@whole_figure
def figure(found: Sequence[Basins]) -> Figure:
    """Return a panel for each optimizer, and the success of more than one start.

    A surface whose global minimum is not known has neither the curve nor the shares.
    """
    page, styles = Page(), styles_for(one.optimizer for one in found)
    write_title(page, found[0].surface)
    page.write_foot(*_footers(found))
    key = entries(found)
    right = 2.8 + max(width_of_key(page, key), 6.0)
    draw = _strips if found[0].surface.dim == 1 else _grid
    draw(page, found, styles, key, right)
    return page.figure


def draw_basins(one: Basins, ax: Axes | None = None) -> Axes:
    """Draw the ends of the runs from all starts; few steps are vivid, many are faint."""
    ax = axes_or_new(ax)
    pixels = shaded(one)
    (left, right), (bottom, top) = _frame(one)
    ax.imshow(
        pixels if pixels.ndim == 3 else pixels[np.newaxis], origin="lower", aspect="auto",
        extent=(left, right, bottom, top), interpolation="nearest", zorder=0,
    )  # fmt: skip
    ax.set(xlim=(left, right), ylim=(bottom, top))
    if one.surface.dim == 2:
        minima = one.surface.minima
        best = [m.at for m in minima if m.is_global and one.box.contains(m.at)]
        rest = [m.at for m in minima if not m.is_global and one.box.contains(m.at)]
        if len(rest) <= _MINIMA_WITH_A_DOT:
            draw_local_minimizers(np.array(rest).reshape(-1, 2).T, ax)
        draw_minimizers(np.array(best).reshape(-1, 2).T, ax)
        level = one.surface.continuum
        if level is not None and level.kind == "curve":
            draw_curve_of_minimizers(level.points, one.box, ax)
    return ax


def draw_best_of(found: Sequence[Basins], styles: Sequence[Style], ax: Axes | None = None) -> Axes:
    """Draw the probability that the best of k random starts finds a global minimum.

    Curves that coincide are one line of dashes in their colours; each has its markers elsewhere.
    """
    ax = axes_or_new(ax)
    for group in _coinciding(found):
        own = styles[group[0]].dash
        for turn, i in enumerate(group):
            dash = _DASH, _DASH * (len(group) - 1)
            alone = (0, own) if own else "-"
            ax.plot(
                _NUMBERS_OF_STARTS, found[i].best_of(_NUMBERS_OF_STARTS), color=styles[i].colour,
                lw=points("lines.linewidth"),
                ls=alone if len(group) == 1 else (_DASH * (len(group) - turn), dash),
                dash_capstyle="butt", clip_on=False,
            )  # fmt: skip
            at = _NUMBERS_OF_STARTS[-1] ** ((np.arange(_MARKS) + (i + 0.5) / len(found)) / _MARKS)
            size = points("lines.markersize")
            ax.plot(
                at, found[i].best_of(at), ls="none", ms=1.3 * size, clip_on=False, zorder=3,
                **marker(styles[i], 0.12 * size),
            )  # fmt: skip
    ax.set(xscale="log", xlim=(1, _NUMBERS_OF_STARTS[-1]), ylim=(0, 1))
    ax.set_xticks([1, 5, 50], ["1", "5", "50"])
    ticks_of_shares(ax)
    ax.minorticks_off()
    ax.grid(axis="y", color=ink(0.1), lw=0.3 * points("lines.linewidth"))
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return ax


def _coinciding(found: Sequence[Basins]) -> list[list[int]]:
    """Return groups of the indices of curves that cannot be told apart, the worst first."""
    groups: list[list[int]] = []
    for i in sorted(range(len(found)), key=lambda i: round(found[i].success, 9)):
        first = (
            found[groups[-1][0]].best_of(_NUMBERS_OF_STARTS)
            if groups
            else np.full(len(_NUMBERS_OF_STARTS), np.inf)
        )
        if np.abs(found[i].best_of(_NUMBERS_OF_STARTS) - first).max() < _SAME:
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _draw_parts(one: Basins, key: Key, ax: Axes) -> None:
    """Draw stripes and letters on the parts of a picture: those that its key has, in print."""
    ends: list[tuple[float, float]] = []
    if one.surface.dim == 2:
        ends = [m.at for m in one.surface.minima if one.box.contains(m.at)]  # type: ignore[misc]
    for entry, part in parts(one, key) if any(entry[2:] != (None, "") for entry in key) else ():
        if entry.stripes:
            draw_stripes(part, entry.stripes, ax)
        elif entry.letter:
            draw_letter(part, entry.letter, ends, ax)


def _grid(
    page: Page, found: Sequence[Basins], styles: Sequence[Style], key: Key, right: float
) -> None:
    """Draw the panels as large as there is room for, in the shape of the domain."""
    curve = bool(found[0].lowest) and page.width > NARROW
    titles, before = [one.optimizer.title for one in found], _SAMPLE if curve else 0.0
    widths = [page.measure([title], LEAST, "bold") + before for title in titles]
    plan = best_plan(page, found[0].box, key, right, widths, curve=curve)
    cells, count = plan.cells, len(found)
    last = cells.place(cells.columns - 1)[0]
    room = min(cells.pitch - 0.3, page.width - last - EDGE) - before
    size = NAME if page.measure(titles, NAME, "bold") <= room else LEAST
    notes = _notes(page, found, room)
    for i, (one, style) in enumerate(zip(found, styles, strict=True)):
        x, y = cells.place(i)
        ax = page.axes(x, y, cells.width, cells.height)
        draw_basins(one, ax)
        _draw_parts(one, key, ax)
        above = y + cells.height + 0.4
        if curve:
            _draw_sample(page, style, x, above)
        name = page.fitted(one.optimizer.title, size, room, "bold")
        _write_heading(page, name, size, style, notes[i], x + before, above)
        label_axes(ax, "", "")
        lowest = i + cells.columns >= count
        ax.tick_params(labelleft=i % cells.columns == 0, labelbottom=lowest)
        if not plan.has_ticks:
            ax.set(xticks=[], yticks=[])
    write_key(page, plan.columns, *plan.key)
    if curve:
        _best_of(page, found, styles, plan.curve, plan.title)


def _draw_sample(page: Page, style: Style, left: float, bottom: float) -> None:
    """Draw the marker of the curve of an optimizer before its name."""
    ax, size = page.axes(left, bottom - 0.05, _SAMPLE - 0.25, 0.7), points("lines.markersize")
    ax.set_axis_off()
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.plot([0.5], [0.5], ms=1.4 * size, clip_on=False, **marker(style, 0.12 * size))


def _best_of(
    page: Page,
    found: Sequence[Basins],
    styles: Sequence[Style],
    place: tuple[float, float, float, float],
    title: tuple[float, float] | None,
) -> None:
    """Draw the curve, and its title if that has a place."""
    ax = page.axes(*place)
    draw_best_of(found, styles, ax)
    if title:
        left, above = title
        page.write(left, place[1] + place[3] + above, words.BEST_OF_K, NOTE, color=ink(0.8))
    ax.set_xlabel(words.K_STARTS if title else words.BEST_OF_K_STARTS)


def _notes(page: Page, found: Sequence[Basins], room: float) -> list[str]:
    """Return the note beside each name: as long as there is room for beside all of them."""
    shares = _shares(found)
    knobs = [text.knobs(one.optimizer) for one in found]
    names = [one.optimizer.title for one in found]
    together = [" · ".join(filter(None, pair)) for pair in zip(knobs, shares, strict=True)]
    for notes in (together, shares, [share.removesuffix(" ★") for share in shares]):
        widths = (
            page.measure([name], NAME, "bold") + 0.5 + page.measure([note], NOTE)
            for name, note in zip(names, notes, strict=True)
        )
        if max(widths) <= room:
            return notes
    return [""] * len(found)


def _shares(found: Sequence[Basins]) -> list[str]:
    return [f"{text.percent(one.success)} ★" if one.lowest else "" for one in found]


def _strips(
    page: Page, found: Sequence[Basins], styles: Sequence[Style], key: Key, right: float
) -> None:
    """Draw the curve of the surface above a strip for each optimizer, with its share."""
    narrow = page.width <= NARROW
    titles = [one.optimizer.title for one in found]
    shares = [""] * len(found) if narrow else _shares(found)
    names = [f"{name}  {share}".strip() for name, share in zip(titles, shares, strict=True)]
    curved = bool(found[0].lowest) and not narrow
    before = 0.9 + (_SAMPLE if curved else 0.0)
    left, bottom, tall = before + 0.7 + page.measure(names, NAME, "bold"), 3.0, 7.0
    if narrow:
        made = across(page, key)
        write_key(page, made, 0.9, FOOT + made.height, FOOT)
        right, bottom = 0.9, FOOT + made.height + TICKS
        room = page.height - bottom - 3.4
        tall = min(7.0, 0.4 * room, max(room - _LINE * len(found), 1.2))
    else:
        right = max(right, 1.5 + page.measure([words.BEST_OF_K], NOTE))
        top = page.height - (11.4 if found[0].lowest else 4.0)
        write_key(page, in_columns(page, key, 1), page.width - right + 0.6, top, KEY_BOTTOM)
    width = page.width - left - right
    if curved:
        place = left + width + 4.0, page.height - 8.8, right - 5.4, 5.0
        _best_of(page, found, styles, place, (left + width + 0.6, 0.9))
    height = (page.height - bottom - tall - 3.4) / len(found)
    one = found[0]
    (low, high) = one.box.sides[0]
    deepest, highest = _wells(values_along(one.surface, np.linspace(low, high, 400)))
    curve = page.axes(left, page.height - 2.8 - tall, width, tall)
    box = Box((low, high), with_margin(deepest, highest, 0.08))
    draw_curve(one.surface, box, curve)
    curve.tick_params(labelbottom=False)
    for i, (own, style) in enumerate(zip(found, styles, strict=True)):
        y = bottom + (len(found) - 1 - i) * height
        ax = page.axes(left, y, width, height - 0.35)
        draw_basins(own, ax)
        _draw_parts(own, key, ax)
        label_axes(ax, "", "")
        ax.set_yticks([])
        ax.tick_params(labelbottom=i == len(found) - 1)
        middle = y + height / 2 - 0.5
        if curved:
            _draw_sample(page, style, 0.9, middle)
        page.write(before, middle, names[i], NAME, color=style.text_colour, fontweight="bold")


def _wells(values: Array) -> tuple[float, float]:
    """Return the range of values to show: walls far above half of the starts are cut."""
    low, high = extent(values)
    middle = float(np.median(values[np.isfinite(values)], axis=0)) - low
    return low, low + 3 * middle if 0 < _TOWERING * middle < high - low else high


def _write_heading(
    page: Page, name: str, size: float, style: Style, note: str, left: float, bottom: float
) -> None:
    page.write(left, bottom, name, size, color=style.text_colour, fontweight="bold")
    if note:
        beside = left + page.measure([name], size, "bold") + 0.5
        page.write(beside, bottom, note, NOTE, color=ink(0.8))


def _frame(one: Basins) -> tuple[tuple[float, float], tuple[float, float]]:
    sides = one.box.sides
    return sides[0], sides[1] if len(sides) > 1 else (0.0, 1.0)


def _footers(found: Sequence[Basins]) -> tuple[list[str], list[str]]:
    """Return all conditions of a picture, and those in words that a student knows."""
    shape = " × ".join(str(n) for n in found[0].end.shape)
    tuned = any(one.tuned for one in found)
    rules = (words.rate_tuned_on_starts(len(RATES), TRIED), words.BEST_RATE_OF_EACH)
    rest = [
        words.FAINT_IS_SLOW,
        words.PROJECTED if found[0].surface.projected else "",
        words.star_is(found[0].surface.kind_of_lowest) if found[0].lowest else "",
    ]
    size = [words.starts_on_grid(shape), words.steps(found[0].steps)]
    full, short = ([*size, rule if tuned else "", *rest] for rule in rules)
    return full, short
