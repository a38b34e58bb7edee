"""One step of a method: its ingredients as arrows on the surface, and their numbers beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.plots.panels.arrows import (
    GRADIENT,
    MODEL,
    MOMENTUM,
    RATES,
    SEEN,
    STEP,
    TERMS,
    draw_arrow,
    draw_behind,
    draw_centre,
    draw_model,
    draw_oval,
    draw_pointer,
    draw_trail,
)
from optim_viz.plots.panels.bars import draw_bars
from optim_viz.plots.panels.curve import draw_curve, values_along
from optim_viz.plots.panels.landscape import QUIET, draw_landmarks, draw_landscape, landscape
from optim_viz.plots.panels.marks import draw_start
from optim_viz.plots.panels.step_numbers import (
    Entry,
    begin,
    entries,
    write_fall,
)
from optim_viz.plots.style import text
from optim_viz.plots.style.framing import around, extent, to_aspect, view, with_margin
from optim_viz.plots.style.page import NOTE, Page
from optim_viz.plots.style.themes import FAINT_TEXT, ink, points, whole_figure
from optim_viz.plots.style.ticks import label_axes, room_for_labels
from optim_viz.problem import Sides
from optim_viz.recipes.explain import ExplainRecipe
from optim_viz.studies.explain import Explanation, Model
from optim_viz.text import words
from surfaces import Array, Box

_LEFT, _BOTTOM, _TOP, _TABLE = 2.9, 3.7, 3.5, 17.0
"""Room left of, below and above the panel, and for the table right of it, in ems."""

_LEAST_PANEL = 8.0
"""Width of the panel below which the table has no numbers, in ems."""

_LINE = 1.36
"""Height of a line of the table, in ems."""

_MARGIN, _BETWEEN = 0.9, 1.0
"""Room left of names below the panel, and between them, in ems."""

_SWATCH, _APART, _NARROWEST = 2.6, 0.9, 3.5
"""Room for a swatch, between columns, and least width of a column, in ems."""

_SMALL_STEP = {1: 0.05, 2: 0.16}
"""A step shorter than this share of the whole view has a closer view, by number of dimensions."""

_CLOSER = 2.5
"""Where a small canvas has no numbers, this multiple of it is still too short."""

_NO_STEP = 1e-9
"""A step shorter than this share of the whole view has no closer view."""

_CLOSEST = 2e-3
"""Least size of a view, as a share of the coordinates: else their labels would be long numbers."""

_PUSH = 0.24
"""Length of the longer of the arrows of gradient and momentum, as a share of the panel."""

_SHORTEST_PUSH = 0.09
"""Length of the shortest of these arrows: its direction has to be visible."""

_LONGEST_PUSH = 0.6
"""Length of the longest that is still drawn to the scale of the axes."""

_PARALLEL, _BESIDE = 0.985, 3.0
"""Cosine above which arrows are parallel, and the distance between them then, in line widths."""

_FAR_CENTRE = 12
"""Distance of the stationary point of a model up to which a close view shows it, in steps."""


@whole_figure
def figure(told: Explanation, frame: Sides | None = ExplainRecipe.view) -> Figure:
    """Return the iterate with the arrows of one step, and the numbers of its ingredients.

    Above two dimensions it has bars instead of arrows (`draw_bars`). The arrow of the step has
    its true length. Those of gradient and momentum point downhill; they are slopes, not distances,
    so that their lengths have a scale of their own, and a least length. ``frame`` is the part that
    is shown, if the reader has chosen it.
    """
    if told.parts.surface.dim > 2:
        return draw_bars(told)
    page, lines = begin(told), list(entries(told))
    left, table, bottom = _LEFT, _table_width(page, lines), _BOTTOM
    numbers = page.width - left - table - 2.4 >= _LEAST_PANEL
    rows = [] if numbers else _rows_of_names(page, lines)
    if not numbers:
        table, bottom = -1.5, _BOTTOM + _LINE * len(rows)
    height = page.height - bottom - _TOP
    lost = {dim: share * (1.0 if numbers else _CLOSER) for dim, share in _SMALL_STEP.items()}
    for _ in range(2):  # a second time where the labels of the ticks are wide
        width = page.width - left - table - 2.4
        if told.parts.surface.dim == 1:
            box = _frame_on_curve(told, frame, lost[1])
        else:
            box = Box(*frame) if frame else _frame(told, width / height, lost[2])
        left = max(left, room_for_labels(*box.sides[1], height))
    ax = page.axes(left, bottom, width, height)
    draw = _draw_on_curve if told.parts.surface.dim == 1 else _draw_on_landscape
    draw(told, box, ax)
    if numbers:
        _write_table(page, lines, page.width - table - 0.8, told, box)
    else:
        _write_rows(page, rows)
    return page.figure


def _draw_on_landscape(told: Explanation, box: Box, ax: Axes) -> None:
    parts = told.parts
    draw_landscape(landscape(parts.surface, box), ax, QUIET)
    draw_landmarks(parts.surface, box, ax)
    if told.model:
        draw_model(told.model, box, ax)
    if told.rates is not None:
        draw_oval(parts.point, told.rates * np.linalg.norm(told.pushed), RATES, ax)
    if told.radius is not None:
        draw_oval(parts.point, np.full(2, told.radius), RATES, ax)
    ax.set(xlim=box.sides[0], ylim=box.sides[1])
    if told.model and (centre := told.model.centre) is not None and not box.contains(centre):
        draw_pointer(parts.point, centre, box, ax)
    draw_arrow(parts.point, parts.end, STEP, ax)
    draw_trail(told.path, ax)
    if told.terms:
        _draw_terms(told, ax)
    else:
        _draw_slopes(told, box, ax)
    if box.contains(told.path[:, 0]) and parts.step > 1:
        draw_start(told.path[:, 0], ax)
    across, up = text.coordinates(parts.surface)
    label_axes(ax, across, up)


def _draw_terms(told: Explanation, ax: Axes) -> None:
    """Draw the parts of the step, each from the tip of the one before."""
    tail = told.parts.point
    if told.behind is not None:
        draw_behind(told.behind, tail, ax)
    tail = tail + _aside(tail, tail + told.terms[0].move, told.parts.move, ax)
    for kind, move in told.terms:
        draw_arrow(tail, tail + move, TERMS[kind], ax)
        tail = tail + move


def _draw_slopes(told: Explanation, box: Box, ax: Axes) -> None:
    """Draw gradient and momentum downhill, to the scale of the axes if they fit."""
    parts = told.parts
    pushes = [(-parts.gradient, GRADIENT)]
    if told.noisy:
        pushes.append((-parts.seen, SEEN))
    if told.momentum:
        pushes.append((told.momentum[1], MOMENTUM))
    lengths = [_share(push, box) for push, _ in pushes]
    to_scale = _fit(lengths)
    for (push, pen), length in zip(pushes, lengths, strict=True):
        drawn = max(_PUSH * length / (max(lengths) or 1.0), _SHORTEST_PUSH)
        tip = parts.point + push * (1.0 if to_scale else drawn / (length or 1.0))
        aside = _aside(parts.point, tip, parts.move, ax)
        draw_arrow(parts.point + aside, tip + aside, pen, ax)


def _share(push: Array, box: Box) -> float:
    """Return the length of an arrow at the scale of the axes, as a share of the panel."""
    return float(np.linalg.norm(push / (box.high - box.low)))


def _fit(lengths: Sequence[float]) -> bool:
    """Whether arrows, shares of the panel, are neither lost in it nor fill it."""
    return min(lengths) >= _SHORTEST_PUSH and max(lengths) <= _LONGEST_PUSH


def _aside(tail: Array, tip: Array, move: Array, ax: Axes) -> Array:
    """Return the shift of an arrow that would lie on that of the step, else zero."""
    begin, end, way = ax.transData.transform([tail, tip, tail + move])
    one, other = end - begin, way - begin
    apart = float(np.hypot(*one) * np.hypot(*other))
    if apart == 0 or one @ other < _PARALLEL * apart:
        return np.zeros(2)
    across = np.array([-one[1], one[0]]) / np.hypot(*one)
    shift = across * _BESIDE * points("lines.linewidth") * ax.figure.dpi / 72
    moved: Array = ax.transData.inverted().transform(begin + shift) - tail
    return moved


def _frame(told: Explanation, aspect: float, lost: float) -> Box:
    """Return the view of the run up to here, or a closer one where the step would be lost in it.

    It would be as a share of that which is less than ``lost``.
    """
    move = told.parts.move
    whole, near = view(told.parts.surface, [told.run]), around(_marks(told))
    if _is_close(told, whole, lost):
        return to_aspect(_close(near, move), aspect)
    low, high = np.minimum(near.low, whole.low), np.maximum(near.high, whole.high)
    return to_aspect(Box(*zip(low, high, strict=True)), aspect)


def _frame_on_curve(told: Explanation, frame: Sides | None, lost: float) -> Box:
    """Return the view of the run, or a closer one, with room above and below the curve.

    The reader may have chosen it, or its horizontal side alone; ``lost`` is that of `_frame`.
    """
    if frame and len(frame) > 1:
        return Box(*frame)
    surface, whole = told.parts.surface, view(told.parts.surface, [told.run])
    if _is_close(told, whole, lost):
        whole = _close(around(_marks(told)), told.parts.move)
    ((left, right),) = frame or whole.sides
    low, high = extent(values_along(surface, np.linspace(left, right, 400)))
    return Box((left, right), with_margin(low, high, 0.12))


def _is_close(told: Explanation, whole: Box, lost: float) -> bool:
    """Whether the step would be lost in the whole view."""
    share = float((np.abs(told.parts.move) / (whole.high - whole.low)).max())
    return _NO_STEP <= share < lost


def _close(near: Box, move: Array) -> Box:
    """Return a view of the near marks in which the step is neither tiny nor fills everything."""
    middle = (near.low + near.high) / 2
    size = np.maximum(1.2 * (near.high - near.low), 3 * np.abs(move).max())
    size = np.maximum(size, _CLOSEST * np.abs(middle))
    return Box(*zip(middle - size / 2, middle + size / 2, strict=True))


def _marks(told: Explanation) -> Array:
    """Return the points ``(2, n)`` that a close view of the step shows."""
    parts, length = told.parts, float(np.linalg.norm(told.parts.move))
    marks = [parts.point, parts.end]
    if told.terms:
        marks += [parts.point + told.terms[0].move]
        marks += [] if told.behind is None else [told.behind]
    centre = told.model.centre if told.model else None
    if centre is not None and np.linalg.norm(centre - parts.point) <= _FAR_CENTRE * length:
        marks.append(centre)
    if told.rates is not None:
        semiaxes = np.minimum(told.rates * np.linalg.norm(told.pushed), 3 * length)
        marks += [parts.point - semiaxes, parts.point + semiaxes]
    return np.array(marks).T


def _draw_on_curve(told: Explanation, box: Box, ax: Axes) -> None:
    parts, surface = told.parts, told.parts.surface
    x = np.linspace(*box.sides[0], 400)
    draw_curve(surface, box, ax)
    value = float(surface(parts.point))

    def tangent(slope: Array) -> Model:
        return Model(parts.point, value, slope, np.zeros((1, 1)))

    beliefs = [(told.model, MODEL)] if told.model else [(tangent(parts.gradient), GRADIENT)]
    if told.noisy and not told.model:
        beliefs.append((tangent(parts.seen), SEEN))
    for model, pen in beliefs:
        ax.plot(
            x, model(x[np.newaxis]), color=pen.colour, dashes=pen.dash or (3, 2), zorder=4,
            lw=pen.weight * points("lines.linewidth"),
        )  # fmt: skip
    if told.model and told.model.centre is not None:
        draw_centre(np.array([*told.model.centre, float(model(told.model.centre))]), ax)
    ax.set(xlim=box.sides[0], ylim=box.sides[1])
    (begin,), (end,), after = parts.point, parts.end, float(surface(parts.end))
    ax.plot(
        [end, end], [value, after], color=ink(0.6), ls=":", lw=points("lines.linewidth"), zorder=4
    )
    ax.plot(end, after, "o", ms=1.2 * points("lines.markersize"), color=ink(0.6), zorder=6)
    draw_arrow(np.array([begin, value]), np.array([end, value]), STEP, ax)
    draw_trail(np.array([told.path[0], surface(told.path)]), ax, drawstyle="steps-post")
    label_axes(ax, text.coordinates(surface)[0], "f")


def _table_width(page: Page, lines: list[Entry]) -> float:
    """Return the width that swatches, names and numbers need, in ems."""
    names = page.measure([entry.name for entry in lines], NOTE, "bold")
    return max(_TABLE, _SWATCH + names + sum(_APART + wide for wide in _columns(page, lines)))


def _columns(page: Page, lines: list[Entry]) -> list[float]:
    """Return the width of the numbers of each coordinate."""
    numbers = [[text.number(float(number)) for number in entry.numbers] for entry in lines]
    return [max(_NARROWEST, page.measure(own, NOTE, "bold")) for own in zip(*numbers, strict=True)]


def _rows_of_names(page: Page, lines: list[Entry]) -> list[list[Entry]]:
    """Return the names of what is drawn in rows that fit the page."""
    rows: list[list[Entry]] = []
    end = page.width
    for entry in lines:
        if not (entry.swatch and entry.pen):
            continue
        wide = _width_of_name(page, entry)
        if end + wide > page.width - 0.6:
            rows.append([])
            end = _MARGIN
        rows[-1].append(entry)
        end += wide + _BETWEEN
    return rows


def _width_of_name(page: Page, entry: Entry) -> float:
    return _SWATCH + page.measure([entry.name], NOTE, "bold")


def _write_rows(page: Page, rows: list[list[Entry]]) -> None:
    """Write the names of what is drawn below the panel, where there is no room for numbers."""
    for nth, row in enumerate(reversed(rows)):
        left = _MARGIN
        for entry in row:
            _write_name(page, entry, left, 1.75 + _LINE * nth)
            left += _width_of_name(page, entry) + _BETWEEN


def _write_name(page: Page, entry: Entry, left: float, y: float) -> None:
    """Write the name of an ingredient after its swatch."""
    if entry.swatch and entry.pen:
        spot = page.axes(left, y - 0.25, 2.2, 1.0)
        spot.set_axis_off()
        spot.set(xlim=(-1.1, 1.1), ylim=(-0.7, 0.7))
        entry.swatch(entry.pen, spot)
    strong: dict[str, Any] = {"fontweight": "bold"} if entry.pen is STEP else {}
    page.write(left + _SWATCH, y, entry.name, NOTE, color=ink(0.85), **strong)


def _write_table(page: Page, lines: list[Entry], left: float, told: Explanation, box: Box) -> None:
    """Write the numbers, one line for each ingredient, in columns that end at the right."""
    room = int((page.height - _BOTTOM - _TOP - 4) / _LINE)
    lines = lines if len(lines) <= room else [*lines[: room - 1], lines[-1]]
    y = page.height - _TOP + 0.5
    ends = [page.width - 0.9]
    for wide in reversed(_columns(page, lines)[1:]):
        ends.insert(0, ends[0] - wide - _APART)
    for end, axis in zip(ends, text.coordinates(told.parts.surface), strict=False):
        page.write(end, y, axis, NOTE, color=ink(0.72), ha="right")
    y -= 0.35
    for entry in lines:
        y -= _LINE
        _write_name(page, entry, left, y)
        strong: dict[str, Any] = {"fontweight": "bold"} if entry.pen is STEP else {}
        for end, number in zip(ends, entry.numbers, strict=False):
            page.write(end, y, text.number(float(number)), NOTE, ha="right", **strong)
    y -= 1.3 * _LINE
    write_fall(page, left + _SWATCH, y, told)
    _write_notes(page, left, y - 2.1 * _LINE, told, box)


def _about_arrows(told: Explanation, box: Box) -> tuple[str, ...]:
    """Say what the lengths of the arrows mean."""
    if told.terms:
        return words.TERMS_ADD_UP + (() if told.behind is None else words.LOOKED_AHEAD)
    pushes = [told.parts.gradient, *([told.momentum[1]] if told.momentum else [])]
    fit = _fit([_share(push, box) for push in pushes])
    return words.SLOPES_TO_SCALE if fit else words.SLOPES_HAVE_A_SCALE


def _write_notes(page: Page, left: float, top: float, told: Explanation, box: Box) -> None:
    """Explain the picture below the table, as far as there is room."""
    lines: list[str] = []
    if told.parts.surface.dim == 1:
        lines += words.DASHED_IS_PARABOLA if told.model else words.DASHED_IS_TANGENT
    else:
        lines += _about_arrows(told, box)
        if told.rates is not None and (formula := text.rate_formula(told.parts.optimizer)):
            lines += words.ellipse_of_rates(formula)
        elif told.rates is not None:
            lines += words.ELLIPSE_OF_RATES
        if told.model is not None:
            lines += words.LEVELS_OF_PARABOLA
        if told.radius is not None:
            lines += words.CIRCLE_OF_TRUST
    room = int((top - _BOTTOM + 1) / 1.15) + 1
    for i, line in enumerate(lines if len(lines) <= room else lines[: room // 2 * 2]):
        page.write(left, top - 1.15 * i, line, NOTE, color=ink(FAINT_TEXT))
