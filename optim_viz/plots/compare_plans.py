"""Where the panels of a race stand: type keeps its size, so on a small canvas the layout gives way.

Both panels stand beside each other, the names of the methods at the ends of the curves; where that
leaves too little, the names become a legend; where both panels are still too small, one stands
below the other, or the paths stand alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, sqrt

from optim_viz.plots.panels.legend import Legend
from optim_viz.plots.style.page import EDGE, Page

BOTTOM, TOP = 3.7, 3.5
"""Room for ticks and footer below the panels, and above panels that have a title, in ems."""

_BETWEEN, _BELOW, _RIGHT = 4.1, 3.9, 0.9
"""Room between panels beside each other, between one and the other below it, and at the right."""

_SHARE = 0.57
"""Share of the width that the paths take, unless they have a shape."""

_LEAST_CURVES, _LEAST_STAGE, _LEAST_CURVES_BELOW = (7.0, 5.5), (8.0, 5.5), 4.4
"""Smallest panels, width and height in ems."""

_WORTH = 0.6
"""Names at the ends of curves are worth so much of the paths, as a share of what could be shown."""

_THIRD = 0.33
"""No panel is a smaller share of the page because of a name."""

_TITLE, _DOWN, _ACROSS, _SCALE = 1.9, 0.3, 1.0, 2.9
"""Room for the title, between rows and columns of a grid, and for the numbers of its curves."""

_PANELS_BESIDE_CURVES = 7
"""With more panels than this the curves, and their labels, take the whole last column."""

_MOST_BESIDE_CURVES = 9
"""With more panels than this the curves are left out."""

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

_BESIDE_LAST = 0.5
"""Least room right of the last column, in ems."""

OVER = 0.8
"""How far a name may reach over the end of its panel, in ems."""

WORTH_OF_NAMES = 0.6
"""Panels with notes are worth those that are larger without, as a share of them."""

_LEAST_BESIDE = {"both": 5.0}
"""Its width where another panel is as wide, which is left out otherwise unless it is asked for."""

Place = tuple[float, float, float, float]
"""Left, bottom, width and height of a panel, in ems."""


@dataclass(frozen=True)
class Plan:
    """The places of the panels, of those that there are, and how the methods are named."""

    stage: Place | None
    curves: Place | None
    labels: tuple[str, ...] = ()
    """At the ends of the curves."""
    legend: Legend | None = None
    """Below the panels, or beside the only one."""
    corner: tuple[float, float] = (0.9, 1.7)
    """Left end of the legend, and height of its last row, in ems."""

    @property
    def is_beside(self) -> bool:
        """Whether the legend stands beside the only panel."""
        return self.legend is not None and self.corner != Plan.corner


@dataclass(frozen=True)
class Needs:
    """What a race needs room for."""

    labels: Sequence[tuple[tuple[str, ...], float]]
    """Names at the ends of curves with their width, from long to short."""
    legend: Legend
    aspect: float | None
    """Width over height of what the panel of paths shows; None where any shape will do."""
    left: float
    """Room for ticks left of the paths."""
    within: tuple[float, float] = (0.0, 0.0)
    """Room for ticks and names within the panel of paths, across and up: a relief has its own."""

    def shaped(self, height: float) -> float:
        """Return the width of a panel of paths of a height that has the shape of what it shows."""
        assert self.aspect is not None
        across, up = self.within
        return self.aspect * (height - up) + across


def plan(page: Page, needs: Needs, panel: str) -> Plan:
    """Return the places of one panel or of both."""
    if panel == "paths":
        return _paths(page, needs)
    if panel == "gap":
        return _gap(page, needs)
    if panel == "data":  # names have no curves to stand beside
        needs = replace(needs, labels=())
    both = [_beside(page, needs), _below(page, needs)]
    possible = [one for one in both if one is not None]
    most = max((_shown(one, needs) for one in possible), default=0.0)
    for labels, width in needs.labels:
        named = _beside(page, needs, labels, width)
        if named is not None and _shown(named, needs) >= _WORTH * most:
            return named
    if panel == "data" and not possible:
        return _gap(page, needs)
    return max(possible, key=lambda one: _shown(one, needs), default=_paths(page, needs))


def _beside(
    page: Page, needs: Needs, labels: tuple[str, ...] = (), names: float = 0.0
) -> Plan | None:
    """Return both panels beside each other, if there is room."""
    legend = None if labels else needs.legend
    bottom = BOTTOM + (legend.height if legend else 0.0)
    height = page.height - bottom - TOP
    width = page.width - needs.left - _BETWEEN - (names if labels else _RIGHT)
    least = _THIRD * page.width
    if labels and width < 2 * least:
        return None
    wanted = _SHARE * width if needs.aspect is None else needs.shaped(height)
    wide = max(min(wanted, width - least), min(least, width / 2))
    narrow = wide < _LEAST_STAGE[0] or width - wide < _LEAST_CURVES[0]
    if narrow or height < _LEAST_CURVES[1]:
        return None
    stage = needs.left, bottom, wide, height
    curves = needs.left + wide + _BETWEEN, bottom, width - wide, height
    return Plan(stage, curves, labels, legend)


def _below(page: Page, needs: Needs) -> Plan | None:
    """Return the curves below the paths, if there is room."""
    bottom, left = BOTTOM + needs.legend.height, max(needs.left, 4.1)
    width, room = page.width - left - _RIGHT, page.height - bottom - TOP - _BELOW
    across, up = needs.within
    tall = min(
        (width - across) / (needs.aspect or 2.0) + up, 0.62 * room, room - _LEAST_CURVES_BELOW
    )
    if width < _LEAST_STAGE[0] or tall < _LEAST_STAGE[1]:
        return None
    stage = left, page.height - TOP - tall, width, tall
    return Plan(stage, (left, bottom, width, room - tall), legend=needs.legend)


def _paths(page: Page, needs: Needs) -> Plan:
    """Return the paths alone, the legend below or beside them."""

    def place(bottom: float, right: float) -> Place:
        width = max(page.width - needs.left - right, 1.0)
        height = max(page.height - bottom - TOP, 1.0)
        if needs.aspect is not None:  # as wide as what it shows, but for little
            shaped = max(1.25 * needs.shaped(height), height)
            width = min(width, max(shaped, _THIRD * page.width))
        return needs.left, bottom, width, height

    below = Plan(place(BOTTOM + needs.legend.height, _RIGHT), None, legend=needs.legend)
    possible = [below]
    for columns in range(1, len(needs.legend.names) + 1):
        key = needs.legend.in_columns(columns)
        left, bottom, width, height = place(BOTTOM, key.width + 1.3 + _RIGHT)
        corner = left + width + 1.0, bottom + max(height - key.height, 0.0) / 2
        if key.height <= height and width >= _THIRD * page.width:
            possible.append(Plan((left, bottom, width, height), None, legend=key, corner=corner))
    return max(possible, key=lambda one: _shown(one, needs))


def _gap(page: Page, needs: Needs) -> Plan:
    """Return the curves alone."""
    height = max(page.height - BOTTOM - TOP, 1.0)
    for labels, width in needs.labels:
        wide = page.width - _BETWEEN - width
        if wide >= max(_LEAST_STAGE[0], _THIRD * page.width):
            return Plan(None, (_BETWEEN, BOTTOM, wide, height), labels)
    bottom = BOTTOM + needs.legend.height
    place = _BETWEEN, bottom, page.width - _BETWEEN - _RIGHT, max(page.height - bottom - TOP, 1.0)
    return Plan(None, place, legend=needs.legend)


def _shown(made: Plan, needs: Needs) -> float:
    """Return the area of what a panel of paths shows; it grows beyond that to fill its place."""
    assert made.stage is not None
    _, _, width, height = made.stage
    across, up = needs.within
    width, height = max(width - across, 0.0), max(height - up, 0.0)
    if needs.aspect is None:
        return width * height
    return min(width, needs.aspect * height) * min(height, width / needs.aspect)


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
    names: float,
    alone: float,
) -> Lattice | None:
    """Return the panels of a grid; curves that leave too little room for them are left out.

    Then the notes below the names are: a panel with a name alone is worth ``alone`` times one
    with both. None where names as wide as ``names`` were still cut.
    """
    usual = round(sqrt(0.75 * (count + 1)))
    edge = max(_BESIDE_LAST, min(_RIGHT, 0.03 * page.width))

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
        beside = min(OVER, edge - EDGE) if one.right_end > page.width - 1 else OVER
        whole = one.width + beside >= min(names, _LONGEST)
        return whole and one.width >= least[0] and one.height >= least[1]

    if panel != "paths" and count <= _MOST_BESIDE_CURVES:
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
