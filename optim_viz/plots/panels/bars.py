"""One step above two dimensions: bars for each coordinate, since no plane can show it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from optim_viz.plots.panels.arrows import STEP
from optim_viz.plots.panels.step_numbers import (
    Entry,
    begin,
    entries,
    write_fall,
)
from optim_viz.plots.style import text
from optim_viz.plots.style.optimizer_styles import readable
from optim_viz.plots.style.page import NOTE, Page
from optim_viz.plots.style.themes import (
    FAINT_TEXT,
    LEAST_CONTRAST,
    ink,
    paper,
    points,
    whole_figure,
)
from optim_viz.studies.explain import Explanation
from optim_viz.text import words
from surfaces.numerals import subscript

_COORDINATES = 10
"""At most this many coordinates are shown: those that move farthest."""

_COLUMNS = 4
"""Ingredients without a colour of their own are added until there are this many columns."""

_BOTTOM, _TOP, _LEFT = 3.6, 5.2, 7.6
"""Room below and above the bars, and left of them for the iterate, in ems."""

_LEAST_LEFT, _NARROW = 6.2, 16.0
"""The room for the iterate on pages narrower than this, in ems."""

_LEAST_COLUMN = 6.0
"""Least width of a column, in ems."""

_NUMBER = 4.1
"""Width of a number, in ems."""


@whole_figure
def draw_bars(told: Explanation) -> Figure:
    """Return a bar and a number for each ingredient of a step and each coordinate.

    Every ingredient has a scale of its own; bars to the right are positive.
    """
    page, parts = begin(told), told.parts
    moved = np.abs(parts.move) / (np.abs(parts.move).max() or 1.0)
    shown = np.sort(np.argsort(-moved.round(9), kind="stable")[:_COORDINATES])
    start = _LEFT if page.width >= _NARROW else _LEAST_LEFT
    columns = _within(_chosen(list(entries(told))), int((page.width - start - 0.9) / _LEAST_COLUMN))
    height = min((page.height - _BOTTOM - _TOP) / len(shown), 3.0)
    top = page.height - _TOP
    levels = top - height * (np.arange(len(shown)) + 0.5)
    page.write(start - 1.6, top + 0.6, "x", NOTE, ha="right", color=ink(0.85))
    for i, level in zip(shown, levels, strict=True):
        page.write(0.9, level - 0.3, f"x{subscript(i)}", NOTE, color=ink(0.85))
        number = text.number(float(parts.point[i]))
        page.write(start - 1.6, level - 0.3, number, NOTE, ha="right")
    width = (page.width - start - 0.9) / len(columns)
    for place, entry in enumerate(columns):
        _draw_column(page, entry, shown, levels, (start + place * width, width, height))
    below = top - height * len(shown) - 1.2
    write_fall(page, 0.9, below, told)
    notes = " · ".join(_notes(told, len(shown)))
    page.write(page.width - 0.9, below, notes, NOTE, color=ink(FAINT_TEXT), ha="right")
    return page.figure


def _notes(told: Explanation, shown: int) -> Iterator[str]:
    """Yield notes on the columns."""
    if shown < told.parts.surface.dim:
        yield words.farthest_coordinates(shown, told.parts.surface.dim)
    if told.model:
        yield words.CURVATURE_ALONG_AXES


def _chosen(everything: list[Entry]) -> list[Entry]:
    """Return the ingredients that have a colour, and as many of the others as there is room for."""
    room = _COLUMNS - sum(entry.pen is not None for entry in everything)
    others = [entry for entry in everything if entry.pen is None][: max(0, room)]
    return [entry for entry in everything if entry.pen is not None or entry in others]


def _within(columns: list[Entry], most: int) -> list[Entry]:
    """Return as many columns as have room: the step first, then what has a colour."""
    if len(columns) <= most:
        return columns
    ranked = sorted(columns, key=lambda entry: (entry.pen is not STEP, entry.pen is None))
    return [entry for entry in columns if entry in ranked[: max(1, most)]]


def _draw_column(
    page: Page,
    entry: Entry,
    shown: npt.NDArray[np.intp],
    levels: npt.NDArray[np.floating],
    place: tuple[float, float, float],
) -> None:
    """Draw one ingredient: name above, a bar for each coordinate, numbers at the right."""
    (left, width, height), numbers = place, entry.numbers[shown]
    strong = {"fontweight": "bold"} if entry.pen is STEP else {}
    colour = entry.pen.colour if entry.pen else ink(0.55)
    said = readable(colour, ink(), paper(), LEAST_CONTRAST)
    page.write(left, levels[0] + height / 2 + 0.6, entry.name, NOTE, color=said, **strong)
    bottom = levels[-1] - height / 2
    ax = page.axes(left, bottom, width - _NUMBER - 0.9, height * len(shown))
    ax.set_axis_off()
    finite = np.where(np.isfinite(numbers), numbers, 0.0)
    low, high = min(0.0, finite.min()), max(0.0, finite.max())
    ax.set(xlim=(low, high) if low < high else (0, 1), ylim=(len(shown) - 0.5, -0.5))
    ax.barh(range(len(shown)), finite, 0.62, color=colour, lw=0)
    ax.axvline(0, color=ink(0.6), lw=0.5 * points("lines.linewidth"), clip_on=False)
    for level, number in zip(levels, numbers, strict=True):
        shown_as = text.number(float(number))
        page.write(left + width - 0.9, level - 0.3, shown_as, NOTE, ha="right", **strong)
