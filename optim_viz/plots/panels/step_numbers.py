"""The numbers beside the picture of a step: its ingredients, coordinate by coordinate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from optim_viz.plots.panels.arrows import (
    GRADIENT,
    MODEL,
    MOMENTUM,
    RATES,
    SEEN,
    STEP,
    TERMS,
    Pen,
    draw_arrow,
    draw_centre,
)
from optim_viz.plots.style import text
from optim_viz.plots.style.page import NOTE, Page
from optim_viz.plots.style.themes import ink, points
from optim_viz.studies.explain import Explanation
from optim_viz.text import title_of, words
from surfaces import Array

_SHOWN_ANYWAY = {"x", "gradient", "gradient seen", "hessian", "rates", "Δx", "f"}
"""Rows of the data that have an entry of their own, or none."""

_ROUNDING = 1e-13
_LONG_NAME = 8
"""Names of this many letters or more are words of their own: ``velocity``."""


@dataclass(frozen=True, eq=False)
class Entry:
    """An ingredient: its name, a number for each coordinate, and its pen, if it is drawn."""

    name: str
    numbers: Array
    pen: Pen | None = None
    swatch: Callable[[Pen, Axes], object] | None = None
    """Draws a sample of it on axes [-1, 1] x [-0.7, 0.7]."""


def entries(told: Explanation) -> Iterator[Entry]:
    """Yield the ingredients of a step, the step last."""
    parts, model = told.parts, told.model
    plane, curve = parts.surface.dim == 2, parts.surface.dim == 1 and model is None
    slope = _arrow if plane else _dashes if curve else None
    sign, minus = (-1.0, "−") if plane else (1.0, "")  # an arrow and its numbers point one way
    terms = told.terms if plane else ()
    slope = None if terms else slope
    yield Entry(f"{minus}{words.GRADIENT}", sign * parts.gradient, GRADIENT, slope)
    if told.noisy:
        yield Entry(words.GRADIENT_SEEN, sign * parts.seen, SEEN, slope)
    yield from _vectors(told) if model is None else ()
    if told.rates is not None:
        yield Entry(words.RATE, told.rates, RATES, _oval if plane else None)
    if model is not None and parts.surface.dim > 2:
        yield Entry(words.CURVATURE[model.curvature], np.diagonal(model.hessian), MODEL)
    elif model is not None:
        for i, line in enumerate(model.hessian):
            levels = _dashed_oval if plane else _dashes
            name = "" if i else words.CURVATURE[model.curvature]
            yield Entry(name, line, MODEL, None if i else levels)
        if (centre := model.centre) is not None:
            near = np.abs(centre) <= _ROUNDING * np.abs(parts.point).max()
            name = words.stationary_point_of_model(model.kind)
            yield Entry(name, np.where(near, 0.0, centre), MODEL, _diamond)
    for kind, move in terms:
        yield Entry(words.TERM[kind], move, TERMS[kind], _arrow)
    yield Entry(words.STEP_TAKEN, parts.move, STEP, _arrow)


def _vectors(told: Explanation) -> Iterator[Entry]:
    """Yield the quantities of the method itself that have a number for each coordinate."""
    parts = told.parts
    pushing = told.momentum[0] if told.momentum else ""
    for row in told.rows():
        value = row.after if row.after is not None else row.before
        if row.name in _SHOWN_ANYWAY or np.shape(value) != parts.point.shape:
            continue
        name, quantity = text.symbol(row.name), np.asarray(value, dtype=float)
        if row.name == pushing:
            name = words.momentum(name) if len(row.name) < _LONG_NAME else name
            if parts.surface.dim == 2 and told.momentum:
                turned = told.momentum[1]
                name = name if np.array_equal(turned, quantity) else f"−{name}"
                yield Entry(name, turned, MOMENTUM, None if told.terms else _arrow)
            else:
                yield Entry(name, quantity, MOMENTUM)
        else:
            yield Entry(words.NEXT_GRADIENT if row.name == "g" else name, quantity)


def begin(told: Explanation) -> Page:
    """Return a page: method, step, knobs and surface above, the conditions of the step below."""
    page, parts = Page(), told.parts
    knobs, formula = text.knobs(parts.optimizer), text.formula(parts.surface)
    where = [words.on(title_of(parts.surface))]
    whole = f"{knobs}  {where[0]}  {formula}"
    if parts.surface.dim > 2:
        where.insert(0, f"{where[0]}  {words.in_dimensions(parts.surface.dim)}")
    page.write_title(
        words.method_at_step(parts.optimizer.title, parts.step),
        *((more.strip(), NOTE) for more in (whole, f"{knobs}  {where[0]}", *where)),
    )
    page.write_foot(told.conditions, told.summary or None)
    return page


def write_fall(page: Page, left: float, bottom: float, told: Explanation) -> None:
    """Write the values before and after the step, and the knobs on a schedule."""
    parts = told.parts
    before, after = (text.number(float(parts.surface(at))) for at in (parts.point, parts.end))
    numbers = [f"f  {before} → {after}"]
    numbers += [f"{text.symbol(name)} {text.number(k)}" for name, k in told.scheduled.items()]
    page.write(left, bottom, " · ".join(numbers), NOTE, color=ink(0.85))


def _arrow(pen: Pen, ax: Axes) -> None:
    draw_arrow(np.array([-0.9, 0.0]), np.array([0.9, 0.0]), pen, ax)


def _dashes(pen: Pen, ax: Axes) -> None:
    width = pen.weight * points("lines.linewidth")
    ax.plot([-0.9, 0.9], [0, 0], color=pen.colour, lw=width, dashes=pen.dash or (3, 2))


def _oval(pen: Pen, ax: Axes, style: str = "solid") -> None:
    angles = np.linspace(0, 2 * np.pi, 60)
    width = pen.weight * points("lines.linewidth")
    ax.plot(0.8 * np.cos(angles), 0.5 * np.sin(angles), color=pen.colour, lw=width, ls=style)


def _dashed_oval(pen: Pen, ax: Axes) -> None:
    _oval(pen, ax, "dashed")


def _diamond(pen: Pen, ax: Axes) -> None:
    draw_centre(np.zeros(2), ax)
