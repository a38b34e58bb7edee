"""Where the panels of a grid stand, and whether the curves have room at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, sqrt

from optim_viz.plots.compare_plans import BOTTOM, Place
from optim_viz.plots.style.page import EDGE, Page

_TITLE, _DOWN, _ACROSS, _SCALE = 1.9, 0.3, 1.0, 2.9
"""Room for the title, between rows and columns of a grid, and for the numbers of its curves."""

_PANELS_BESIDE_CURVES = 7
"""With more panels than this the curves, and their labels, take the whole last column."""

_MOST_BESIDE_CURVES = 9
"""With more panels than this the curves are left out, unless they are asked for."""

_NAMES_BESIDE_A_GRID = 0.2
"""Largest share of the page for names beside the curves of a grid, which stand above its panels."""

_NUMBERS = 3.8
"""Room between a panel and the curves below it: for ticks, the name of the axis, and a title."""

_LEAST_CELL = (4.0, 2.6)
"""Smallest panel of a grid, width and height in ems."""

_LEAST_WHOLE, _LONGEST = (2.4, 1.0), 5.2
"""The same where every name is whole that is no longer than this, in ems."""

TWO_LINES, ONE_LINE, NAME_ALONE = 2.6, 1.7, 1.4
"""Room above a panel for its name and the note on its run, below it or beside it, or for a short
name, in ems."""

_BESIDE_LAST = 0.5, 0.9
"""Least and most room right of the last column, in ems."""

OVER = 0.8
"""How far a name may reach over the end of its panel, in ems."""

WORTH_OF_NAMES = 0.6
"""Panels with notes are worth those that are larger without, as a share of them."""

_LEAST_BESIDE = {"auto": 5.0}
"""Its width where another panel is as wide, which is left out otherwise unless it is asked for."""


@dataclass(frozen=True)
class Lattice:
    """Panels of one size in rows and columns; the lower end of the last column may have curves."""

    rows: int
    columns: int
    left: float
    width: float
    scale: float
    """Room for the numbers of the curves, left of the last column."""
    room: float
    """Height of everything between title and foot."""
    has_curves: bool
    spare: int
    """Cells of the last column that the curves take."""
    named: bool
    """Whether the methods are named beside the curves, too."""
    head: float = TWO_LINES
    """Room for the names above the panels."""

    @property
    def height(self) -> float:
        """Height of a panel."""
        return (self.room - self.head - (self.head + _DOWN) * (self.rows - 1)) / self.rows

    @property
    def right_end(self) -> float:
        """Where the last column ends."""
        return self._x(self.columns - 1) + self.width

    @property
    def pitch(self) -> float:
        """Distance from one row to the next."""
        return self.height + self.head + _DOWN

    def with_heads(self, head: float) -> Lattice:
        """Return it with other heads."""
        return replace(self, head=head)

    def cell(self, i: int) -> tuple[int, int]:
        """Return row and column of a panel: row by row, but for the cells of the curves."""
        whole = (self.rows - self.spare) * self.columns
        if i < whole:
            return divmod(i, self.columns)
        row, column = divmod(i - whole, self.columns - 1)
        return row + self.rows - self.spare, column

    def place(self, i: int) -> Place:
        """Return the place of a panel."""
        row, column = self.cell(i)
        above = self.rows - 1 - row
        return (
            self._x(column), BOTTOM + above * self.pitch, self.width,
            self.height,
        )  # fmt: skip

    def is_last(self, i: int) -> bool:
        """Whether a panel stands in the last column."""
        return self.cell(i)[1] == self.columns - 1

    def is_lowest(self, i: int, count: int) -> bool:
        """Whether the axis across is named: where no panel is below."""
        row, column = self.cell(i)
        return (row + 1, column) not in map(self.cell, range(count))

    @property
    def panels_below(self) -> float:
        """How many times as wide as a panel is the last row of them."""
        columns = self.columns - (1 if self.spare else 0)
        right = self._x(columns - 1) + self.width
        return (right - self.left) / self.width

    @property
    def curves(self) -> Place | None:
        """The place of the curves."""
        if not self.has_curves:
            return None
        tall = self.spare * self.height + (self.spare - 1) * (self.head + _DOWN)
        if self.spare < self.rows:
            tall -= max(_NUMBERS - self.head - _DOWN, 0.0)
        return self._x(self.columns - 1), BOTTOM, self.width, tall

    def _x(self, column: int) -> float:
        last = column == self.columns - 1
        return self.left + column * (self.width + _ACROSS) + (self.scale if last else 0.0)


def lattice(
    page: Page,
    count: int,
    left: float,
    right: float,
    aspect: float | None,
    panel: str,
    names: Sequence[float],
    alone: float,
) -> Lattice | None:
    """Return the panels of a grid; curves that leave too little room for them are left out.

    Then the notes below the names are: a panel with a name alone is worth ``alone`` times one
    with both. None where some of the names, which are as wide as ``names``, were still cut.
    """
    usual = round(sqrt(0.75 * (count + 1)))
    edge = max(_BESIDE_LAST[0], min(_BESIDE_LAST[1], 0.03 * page.width))

    def made(rows: int, right: float, *, named: bool, curves: bool) -> Lattice:
        beside = count > _PANELS_BESIDE_CURVES
        columns = ceil(count / rows) + 1 if beside else ceil((count + 1) / rows)
        columns = columns if curves else ceil(count / rows)
        scale = _SCALE if curves else 0.0
        width = (page.width - left - right - scale - _ACROSS * (columns - 1)) / columns
        spare = min(rows, rows * columns - count) if curves else 0
        room = page.height - BOTTOM - _TITLE
        return Lattice(rows, columns, left, width, scale, room, curves, spare, named)

    def area(one: Lattice) -> float:
        width, height = one.width, one.height
        if min(width, height) <= 0:
            return min(width, height)
        if aspect is None:
            return width * height
        return min(width, aspect * height) * min(height, width / aspect)

    def fits(one: Lattice, least: tuple[float, float]) -> bool:
        at_edge = min(OVER, page.width - one.right_end - EDGE)
        whole = all(
            one.width + (at_edge if one.is_last(i) else OVER) >= min(wide, _LONGEST)
            for i, wide in enumerate(names)
        )
        return whole and one.width >= least[0] and one.height >= least[1]

    if panel == "both" or (panel != "paths" and count <= _MOST_BESIDE_CURVES):
        first = made(usual, right, named=True, curves=True)
        short = right <= _NAMES_BESIDE_A_GRID * page.width
        if short and fits(first.with_heads(ONE_LINE), _LEAST_CELL):
            return first
        others = [made(rows, edge, named=False, curves=True) for rows in range(1, count + 1)]
        least = _LEAST_BESIDE.get(panel, _LEAST_CELL[0]), _LEAST_CELL[1]
        wide = [one for one in others if fits(one.with_heads(ONE_LINE), least)]
        if wide:
            return max(wide, key=area)
    every = [made(rows, edge, named=False, curves=False) for rows in range(1, count + 1)]
    heads = ((TWO_LINES, 1.0), (NAME_ALONE, alone))
    possible = [
        (worth * area(one), one)
        for head, worth in heads
        for one in (some.with_heads(head) for some in every)
        if fits(one, _LEAST_WHOLE)
    ]
    return max(possible, key=lambda found: found[0], default=(0.0, None))[1]
