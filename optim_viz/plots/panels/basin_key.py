"""The key of basins: what the colours of starts mean, in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

import numpy as np

from optim_viz.plots.panels.basin_colours import Key, Meaning, is_of_minimum
from optim_viz.plots.panels.print_marks import draw_stripes
from optim_viz.plots.style.page import NOTE, Page
from optim_viz.plots.style.themes import ink
from optim_viz.text import words

APART = 2.8
"""Room between the lines of two columns, in ems."""

_SWATCH, _NARROW_SWATCH, _BESIDE = 1.1, 0.65, 0.5
"""Width of a colour alone, of one among others, and room before its meaning, in ems."""

_LOOSE, _TIGHT, _APART_BELOW = 1.35, 1.15, 0.7
"""Largest and usual distance of rows, and room between columns below panels, in ems."""

_FEW_ROWS = 2
"""With more rows than this below panels, minima by their height have one line."""

_MARGIN = 0.6
"""Least room beside a key below panels, in ems."""


class Line(NamedTuple):
    """One line of a key: some colours beside each other, and what they mean."""

    entries: tuple[Meaning, ...]
    said: str


@dataclass(frozen=True)
class Columns:
    """Lines in columns, one column after the other; each is as wide as its widest line."""

    lines: tuple[Line, ...]
    widths: tuple[float, ...]
    """Width of each line, in ems."""
    columns: int = 1
    apart: float = APART

    @property
    def rows(self) -> int:
        """Number of rows."""
        return ceil(len(self.lines) / self.columns)

    @property
    def height(self) -> float:
        """Room that it takes, in ems."""
        return _TIGHT * self.rows

    @property
    def width(self) -> float:
        """Room that it takes, in ems."""
        return self.left_of(ceil(len(self.lines) / self.rows)) - self.apart

    def left_of(self, column: int) -> float:
        """Return where a column begins, from the left end, in ems."""
        columns = [self.widths[self.rows * i : self.rows * (i + 1)] for i in range(column)]
        return sum(map(max, columns)) + self.apart * column


def width_of_key(page: Page, key: Key) -> float:
    """Return the width of the text of a key, in ems."""
    return page.measure([_named(entry) for entry in key], NOTE)


def in_columns(page: Page, key: Key, columns: int) -> Columns:
    """Return a key with a line for each colour."""
    return _arranged(page, [Line((entry,), _named(entry)) for entry in key], columns, APART)


def across(page: Page, key: Key) -> Columns:
    """Return a key in as many columns as a page has room for, minima by height in one line."""
    made = []
    for lines in ([Line((entry,), _named(entry)) for entry in key], _joined(key)):
        tried = (_arranged(page, lines, i, _APART_BELOW) for i in range(len(lines), 0, -1))
        fitting = (one for one in tried if one.width <= page.width - 0.9 - _MARGIN)
        made.append(next(fitting, _arranged(page, lines, 1, _APART_BELOW)))
        if made[-1].rows <= _FEW_ROWS:
            break
    return min(made, key=lambda one: one.rows)


def in_short(page: Page, key: Key) -> Columns:
    """Return a key in as few lines as can be: those of minima, and of all other ends."""
    joined = _joined(key)
    own = [line for line in joined if is_of_minimum(line.entries[0])]
    rest = [entry for entry in key if not is_of_minimum(entry)]
    lines = own if len(own) < 3 else [_together(own, words.KINDS["minimum"])]
    others = [Line((entry,), _named(entry)) for entry in rest]
    lines += others if len(rest) < 2 else [_together(others, words.NO_MINIMUM)]
    tried = (_arranged(page, lines, i, _APART_BELOW) for i in range(len(lines), 0, -1))
    fitting = (one for one in tried if one.width <= page.width - 0.9 - _MARGIN)
    return next(fitting, _arranged(page, lines, 1, _APART_BELOW))


def _together(lines: Sequence[Line], said: str) -> Line:
    """Return one line with the colours of several."""
    return Line(tuple(entry for line in lines for entry in line.entries), said)


def _arranged(page: Page, lines: Sequence[Line], columns: int, apart: float) -> Columns:
    widths = (
        _width_of_swatches(line) + _BESIDE + page.measure([line.said], NOTE) for line in lines
    )
    return Columns(tuple(lines), tuple(widths), columns, apart)


def _width_of_swatches(line: Line) -> float:
    count = len(line.entries)
    return _SWATCH if count == 1 else _NARROW_SWATCH * count


def _named(entry: Meaning) -> str:
    return f"{entry.letter}  {entry.name}".strip()


def _joined(key: Key) -> list[Line]:
    """Return lines of which one has all minima that are coloured by their height."""
    heights = [entry for entry in key if entry.name in words.MINIMA_BY_HEIGHT]
    if len(heights) < 2:
        return [Line((entry,), _named(entry)) for entry in key]
    letters = "–".join(entry.letter for entry in (heights[0], heights[-1]) if entry.letter)
    joined = Line(tuple(heights), f"{letters}  {words.MINIMA_IN_ORDER}".strip())
    return [
        joined if entry is heights[0] else Line((entry,), _named(entry))
        for entry in key
        if entry is heights[0] or entry not in heights
    ]


def write_key(page: Page, made: Columns, left: float, top: float, bottom: float) -> None:
    """Write the meanings of the colours, half way between two heights."""
    pitch = min(_LOOSE, (top - bottom) / made.rows)
    highest = (top + bottom + pitch * made.rows) / 2 - pitch
    for i, line in enumerate(made.lines):
        column, row = divmod(i, made.rows)
        x, y = left + made.left_of(column), highest - row * pitch
        wide = _width_of_swatches(line)
        for nth, entry in enumerate(line.entries):
            each = wide / len(line.entries)
            ax = page.axes(x + nth * each, y - 0.05, each, min(0.85, 0.8 * pitch))
            ax.fill([0, 1, 1, 0], [0, 0, 1, 1], color=entry.colour, lw=0, zorder=0)
            ax.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
            if entry.stripes:
                draw_stripes(np.ones((1, 1), dtype=bool), entry.stripes, ax)
        page.write(x + wide + _BESIDE, y, line.said, NOTE, color=ink(0.8))
