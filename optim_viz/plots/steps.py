"""One step of a method: its ingredients as arrows on the surface, and their numbers beside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.explanation import Explanation, Model
from optim_viz.plots import text
from optim_viz.plots.arrows import (
    GRADIENT,
    MODEL,
    MOMENTUM,
    RATES,
    STEP,
    Pen,
    draw_arrow,
    draw_centre,
    draw_model,
    draw_oval,
    draw_trail,
)
from optim_viz.plots.curve import draw_curve
from optim_viz.plots.landscape import draw_landmarks, draw_landscape, landscape
from optim_viz.plots.layouts import NOTE, Page
from optim_viz.plots.looks import ink, points
from optim_viz.plots.marks import draw_start
from optim_viz.plots.ticks import label_axes
from optim_viz.plots.views import around, extent, to_aspect, view
from surfaces import Array, Box

_LEFT, _BOTTOM, _TOP, _TABLE = 2.9, 3.7, 3.5, 17.0
"""Room left of, below and above the panel, and for the table right of it, in ems."""

_LINE = 1.36
"""Height of a line of the table, in ems."""

_SMALL = 0.16
"""A step shorter than this share of the whole view is looked at more closely."""

_PUSH = 0.24
"""Length of the longer of the arrows of gradient and momentum, as a share of the panel."""


@dataclass(frozen=True, eq=False)
class _Entry:
    """A line of the table: how it is drawn in the panel, its name, a number per coordinate."""

    name: str
    numbers: Array
    swatch: Callable[[Axes], object] | None = None


def draw_step(told: Explanation) -> Figure:
    """Return the iterate with the arrows of one step, and the numbers of its ingredients.

    The arrow of the step has its true length. Those of gradient and momentum point downhill;
    their lengths are to one scale of their own, because they are slopes, not distances.
    """
    page = Page()
    _write_title(page, told)
    height = page.height - _BOTTOM - _TOP
    width = page.width - _LEFT - _TABLE - 2.4
    ax = page.axes(_LEFT, _BOTTOM, width, height)
    if told.parts.surface.dim == 1:
        _draw_on_curve(told, ax)
    else:
        _draw_on_landscape(told, width / height, ax)
    _write_table(page, list(_entries(told)), _LEFT + width + 1.6, told)
    notes = " · ".join(told.conditions)
    size = min(NOTE, NOTE * (page.width - 1.8) / page.measure([notes], NOTE))
    page.write(0.9, 0.55, notes, size, color=ink(0.62))
    return page.figure


def _draw_on_landscape(told: Explanation, aspect: float, ax: Axes) -> None:
    parts = told.parts
    box = to_aspect(_frame(told), aspect)
    draw_landscape(landscape(parts.surface, box), ax)
    draw_landmarks(parts.surface, box, ax)
    if told.model:
        draw_model(told.model, box, ax)
    if told.rates is not None:
        draw_oval(parts.point, told.rates * np.linalg.norm(told.pushed), RATES, ax)
    if told.radius is not None:
        draw_oval(parts.point, np.full(2, told.radius), RATES, ax)
    ax.set(xlim=box.sides[0], ylim=box.sides[1])
    pushes = [(-parts.gradient, GRADIENT)]
    if told.momentum:
        pushes.append((told.momentum[1], MOMENTUM))
    size = box.high - box.low
    longest = max(float(np.linalg.norm(push / size)) for push, _ in pushes) or 1.0
    for push, pen in pushes:
        draw_arrow(parts.point, parts.point + _PUSH / longest * push, pen, ax)
    draw_arrow(parts.point, parts.end, STEP, ax)
    draw_trail(told.path, ax)
    if box.contains(told.path[:, 0]) and parts.step > 1:
        draw_start(told.path[:, 0], ax)
    label_axes(ax, "x", "y")


def _frame(told: Explanation) -> Box:
    """Return the view of the run up to here, or a closer one where the step would be lost in it."""
    move = told.parts.move
    whole, near = view(told.parts.surface, [told.run]), around(_marks(told))
    if (np.abs(move) / (whole.high - whole.low)).max() >= _SMALL:
        low, high = np.minimum(near.low, whole.low), np.maximum(near.high, whole.high)
    else:
        middle = (near.low + near.high) / 2
        size = np.maximum(1.2 * (near.high - near.low), 3 * np.abs(move).max() or 1e-9)
        low, high = middle - size / 2, middle + size / 2
    return Box(*zip(low, high, strict=True))


def _marks(told: Explanation) -> Array:
    """Return the points ``(2, n)`` that a close view of the step shows."""
    parts, length = told.parts, float(np.linalg.norm(told.parts.move))
    marks = [parts.point, parts.end]
    centre = told.model.centre if told.model else None
    if centre is not None and np.linalg.norm(centre - parts.point) <= 4 * length:
        marks.append(centre)
    if told.rates is not None:
        semiaxes = np.minimum(told.rates * np.linalg.norm(told.pushed), 3 * length)
        marks += [parts.point - semiaxes, parts.point + semiaxes]
    return np.array(marks).T


def _draw_on_curve(told: Explanation, ax: Axes) -> None:
    parts, surface = told.parts, told.parts.surface
    ((left, right),) = view(surface, [told.run]).sides
    x = np.linspace(left, right, 400)
    y = surface(x[np.newaxis])
    low, high = extent(y)
    margin = 0.12 * (high - low)
    box = Box((left, right), (low - margin, high + margin))
    draw_curve(surface, box, ax)
    value = float(surface(parts.point))
    model = told.model or Model(parts.point, value, parts.gradient, np.zeros((1, 1)))
    pen = MODEL if told.model else GRADIENT
    width = pen.weight * points("lines.linewidth")
    ax.plot(x, model(x[np.newaxis]), color=pen.colour, lw=width, ls="dashed", zorder=4)
    if told.model and told.model.centre is not None:
        draw_centre(np.array([*told.model.centre, float(model(told.model.centre))]), ax)
    ax.set(xlim=box.sides[0], ylim=box.sides[1])
    path = np.array([told.path[0], surface(told.path)])
    draw_arrow(path[:, -1], np.array([*parts.end, float(surface(parts.end))]), STEP, ax)
    draw_trail(path, ax)
    label_axes(ax, "x", "f")


def _entries(told: Explanation) -> Iterator[_Entry]:
    """Yield the lines of the table, the step last."""
    parts = told.parts
    model, centre = told.model, told.model.centre if told.model else None
    seen = parts.surface.dim == 2 or model is None
    yield _Entry("gradient", parts.gradient, _arrow(GRADIENT) if seen else None)
    shown = "" if told.momentum is None else told.momentum[0]
    for row in told.rows() if model is None else []:
        value = row.after if row.after is not None else row.before
        if row.name not in _DRAWN and np.shape(value) == parts.point.shape:
            mine = row.name == shown
            name = text.symbol(row.name)
            name = f"momentum {name}" if mine and len(row.name) < 8 else name
            drawn = mine and parts.surface.dim == 2
            swatch = _arrow(MOMENTUM) if drawn else None
            yield _Entry(name, np.asarray(value, dtype=float), swatch)
    if told.rates is not None:
        yield _Entry("rate", told.rates, _outline(RATES) if parts.surface.dim == 2 else None)
    if model is not None:
        for i, line in enumerate(model.hessian):
            yield _Entry("" if i else "curvature", line, None if i else _outline(MODEL, "dashed"))
    if model is not None and centre is not None:
        yield _Entry(f"its {model.kind}", centre, _dot)
    yield _Entry(_STEP, parts.move, _arrow(STEP))


_STEP = "step Δx"
_DRAWN = {"x", "gradient", "hessian", "rates", "Δx", "f"}


def _arrow(pen: Pen) -> Callable[[Axes], object]:
    return lambda ax: draw_arrow(np.array([-0.9, 0.0]), np.array([0.9, 0.0]), pen, ax)


def _outline(pen: Pen, style: str = "solid") -> Callable[[Axes], object]:
    angles = np.linspace(0, 2 * np.pi, 60)

    def draw(ax: Axes) -> None:
        width = pen.weight * points("lines.linewidth")
        ax.plot(0.8 * np.cos(angles), 0.5 * np.sin(angles), color=pen.colour, lw=width, ls=style)

    return draw


def _dot(ax: Axes) -> None:
    draw_centre(np.zeros(2), ax)


def _write_title(page: Page, told: Explanation) -> None:
    parts, top = told.parts, page.height - 1.7
    name = f"{parts.optimizer.title}, step {parts.step}"
    page.write(0.9, top, name, 1.1, fontweight="bold")
    left = 1.9 + page.measure([name], 1.1, "bold")
    knobs = text.knobs(parts.optimizer)
    for more in (
        f"{knobs}  on {parts.surface.title}  {text.formula(parts.surface)}",
        f"{knobs}  on {parts.surface.title}",
        f"on {parts.surface.title}",
    ):
        if left + page.measure([more], NOTE) + 0.9 < page.width:
            page.write(left, top, more.strip(), NOTE, color=ink(0.72))
            break


def _write_table(page: Page, entries: list[_Entry], left: float, told: Explanation) -> None:
    """Write the numbers, one line for each ingredient, in columns that end at the right."""
    room = int((page.height - _BOTTOM - _TOP - 4) / _LINE)
    entries = entries if len(entries) <= room else [*entries[: room - 1], entries[-1]]
    y = page.height - _TOP + 0.5
    ends = [page.width - 0.9 - 4.4 * (told.parts.surface.dim - 1 - i) for i in range(2)]
    for end, axis in zip(ends, ["x", "y"][: told.parts.surface.dim], strict=False):
        page.write(end, y, axis, NOTE, color=ink(0.72), ha="right")
    y -= 0.35
    for entry in entries:
        y -= _LINE
        if entry.swatch:
            spot = page.axes(left, y - 0.25, 2.2, 1.0)
            spot.set_axis_off()
            spot.set(xlim=(-1.1, 1.1), ylim=(-0.7, 0.7))
            entry.swatch(spot)
        strong: dict[str, Any] = {"fontweight": "bold"} if entry.name == _STEP else {}
        page.write(left + 2.6, y, entry.name, NOTE, color=ink(0.85), **strong)
        for end, number in zip(ends, entry.numbers, strict=False):
            page.write(end, y, text.number(float(number)), NOTE, ha="right", **strong)
    surface, parts = told.parts.surface, told.parts
    before, after = (text.number(float(surface(at))) for at in (parts.point, parts.end))
    y -= 1.3 * _LINE
    page.write(left + 2.6, y, f"f  {before} → {after}", NOTE, color=ink(0.85))
    _write_notes(page, left, y - 2.1 * _LINE, told)


def _write_notes(page: Page, left: float, top: float, told: Explanation) -> None:
    """Say below the table how to read the picture, as far as there is room."""
    lines = []
    if told.parts.surface.dim == 2:
        lines += ["Slopes point downhill, to a scale", "of their own; the step has its length."]
    if told.rates is not None and told.parts.surface.dim == 2:
        lines += ["Ellipse: where the step would end", "for any direction of the same push."]
    if told.model is not None:
        lines += ["Dashed: levels of the parabola,", "one of them through the iterate."]
    if told.radius is not None:
        lines += ["Circle: no step leaves it."]
    room = int((top - _BOTTOM + 1) / 1.15) + 1
    for i, line in enumerate(lines if len(lines) <= room else lines[: room // 2 * 2]):
        page.write(left, top - 1.15 * i, line, NOTE, color=ink(0.62))
