"""Maps over two knobs: where a method converges and how fast, with the theory drawn over it."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.plots.map_key import (
    KEY_ROW,
    in_height,
    key_of,
    rows_of_key,
    write_key,
    write_rows,
)
from optim_viz.plots.panels.knob_map import draw_best, draw_map, draw_theory
from optim_viz.plots.style import text
from optim_viz.plots.style.page import NOTE, Page, write_title
from optim_viz.plots.style.themes import whole_figure
from optim_viz.plots.style.ticks import ticks, width_in_ems
from optim_viz.recipes.map import Axis
from optim_viz.studies.map import Map
from optim_viz.text import words

_NARROWEST = 9.0
"""Width of the map in ems below which its key gives way."""

_COORDINATES = 3
"""At most this many coordinates of the start are written."""

_CORNER = 0.02
"""Share of an axis at its lower end where a label is beside that of the other axis."""

_OVERHANGING = 0.5
"""How far the name of an axis may be wider than it, in ems."""


@whole_figure
def figure(found: Map) -> Figure:
    """Return the map with the meanings of its colours, and the best pairs."""
    page = Page()
    write_title(page, found.surface)
    page.write_foot(
        _conditions(found, words.runs_on_grid(found.x.count, found.y.count)), _conditions(found)
    )
    left, bottom, top = 4.2, 3.7, 3.5
    key = key_of(found)
    right = 3.6 + max(page.measure([line for lines in key.values() for line in lines], NOTE), 9.0)
    height, width = page.height - bottom - top, page.width - left - right
    if width < _NARROWEST:
        return _with_palettes_below(page, found, left, bottom)
    key = in_height(key, height)
    ax = draw_map(found, page.axes(left, bottom, width, height))
    draw_theory(found, ax)
    draw_best(found, ax)
    _label(found, ax, width, height)
    write_key(page, found, key, left + width + 1.0, bottom + height)
    return page.figure


def _with_palettes_below(page: Page, found: Map, left: float, bottom: float) -> Figure:
    """Draw the map as wide as the page; only its colours and stripes, below it, are explained."""
    rows = rows_of_key(page, found)
    below = KEY_ROW * len(rows)
    width, height = page.width - left - 0.9, page.height - bottom - below - 3.5
    ax = draw_map(found, page.axes(left, bottom + below, width, height))
    draw_theory(found, ax)
    draw_best(found, ax)
    _label(found, ax, width, height)
    write_rows(page, rows, bottom - 1.85)
    return page.figure


def _label(found: Map, ax: Axes, width: float, height: float) -> None:
    """Set ticks and names of axes with these lengths in ems: short names where it is narrow."""
    at, labels, name = _ticks(found.x, width, across=True)
    ax.set_xticks(at, labels)
    ax.set_xlabel(name)
    at, labels, up = _ticks(found.y, height, across=False)
    ax.set_yticks(at, labels)
    if at and at[0] < _CORNER:
        ax.get_yticklabels()[0].set_verticalalignment("bottom")  # clear of the label in the corner
    ax.set_title(up)
    if max(map(width_in_ems, (name, up))) > width + _OVERHANGING:
        ax.set_xlabel(text.symbol(found.x.knob))
        ax.set_title(text.symbol(found.y.knob))


def _ticks(axis: Axis, length: float, *, across: bool) -> tuple[list[float], list[str], str]:
    name = words.KNOB.get(axis.knob, text.symbol(axis.knob))
    if axis.is_logarithmic:
        low, high = np.log10(axis.low), np.log10(axis.high)
        decades = range(int(np.ceil(low - 1e-9)), int(np.floor(high + 1e-9)) + 1)
        return (
            [float(axis.position(10.0**k)) for k in decades],
            [text.power_of_ten(k) if k else "1" for k in decades],
            name,
        )
    made = ticks(axis.low, axis.high, length, across=across)
    return [float(axis.position(x)) for x in made.at], list(made.labels), made.name(name)


def _conditions(found: Map, *size: str) -> list[str]:
    """Return the conditions of the runs, with the size of the map where it is to be said."""
    start = ", ".join(text.number(x) for x in found.start[:_COORDINATES]) + ", …" * (
        len(found.start) > _COORDINATES
    )
    method = found.optimizer
    knobs = [
        f"{text.symbol(name)} {text.number(value)}"
        for name, value in method.knobs.items()
        if name not in (found.x.knob, found.y.knob)
        and isinstance(value, int | float)
        and (value or name in method.given)  # a penalty of 0 is none
    ]
    return [
        ", ".join([method.title, *knobs]),
        words.from_start(start),
        words.steps(found.steps),
        *size,
        *([words.PROJECTED] if found.surface.projected else []),
        words.DIGIT_EXPLAINED,
        *([] if found.reach is None else [words.gap_above(found.goal)]),
    ]
