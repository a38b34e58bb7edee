"""A legend: a piece of line with its marker and a name for each method, in rows across a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

from matplotlib.text import Text

from optim_viz.plots.panels.paths import marker
from optim_viz.plots.style import text
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.page import NAME, NOTE, Page
from optim_viz.plots.style.themes import ink, points
from surfaces.numerals import display_width

_LEFT, _MOST_ROWS, _MOST_OF_PAGE = 0.9, 3, 1 / 5
"""Room left of the rows; with more rows than this, or than this share of a high page has in ems,
there is less in each entry."""

_WHOLE, _CROWDED = 8, 0.46
"""Letters to which a long name is cut, so that there are fewer rows; and share of the height of a
page that a legend takes at most: then names are cut further."""


class _Spacing(NamedTuple):
    """Type size of the names, room for the piece of line and between entries, height of a row."""

    size: float
    sample: float
    apart: float
    row: float
    down: float = 0.0
    """How far below a name its note stands; 0.0 where it stands beside it."""


_LOOSE, _TIGHT = _Spacing(NAME, 2.0, 1.3, 1.3), _Spacing(NOTE, 1.2, 0.3, 1.3)
_TIGHTEST = _Spacing(NOTE, 1.0, 0.1, 1.15)
_LOOSE_BELOW, _TIGHT_BELOW = (
    _Spacing(NAME, 2.0, 1.3, 2.3, down=0.95), _Spacing(NOTE, 1.2, 0.3, 2.1, down=0.95)
)  # fmt: skip

_BETWEEN_NOTES = " · "


@dataclass(frozen=True)
class Legend:
    """Entries in columns, row by row; each column is as wide as its widest entry."""

    names: tuple[str, ...]
    notes: tuple[str, ...]
    """Beside the names, or below them; may be empty."""
    columns: int
    widths: tuple[float, ...]
    """Width of each entry with its piece of line, in ems."""
    spacing: _Spacing
    ends: tuple[str, ...] = ()
    """What a run has come to, after its note: what is hidden in a film until it has."""

    @property
    def rows(self) -> int:
        """Number of rows."""
        return -(-len(self.names) // self.columns)

    @property
    def height(self) -> float:
        """Room that it takes, in ems."""
        return self.spacing.row * self.rows + 0.2

    @property
    def width(self) -> float:
        """Room that it takes, in ems."""
        return self.left_of(self.columns) - self.spacing.apart

    def left_of(self, column: int) -> float:
        """Return where a column begins, from the left end, in ems."""
        widest = [max(self.widths[i :: self.columns]) for i in range(column)]
        return sum(widest) + self.spacing.apart * column

    def in_columns(self, columns: int) -> Legend:
        """Return it with the entries in another number of columns."""
        return replace(self, columns=columns)

    def spread_over(self, room: float) -> Legend:
        """Return it with the columns further apart, as far as there is room for."""
        apart = self.spacing.apart + (room - self.width) / max(self.columns - 1, 1)
        usual = max(_LOOSE.apart, self.spacing.apart)
        return replace(self, spacing=self.spacing._replace(apart=min(apart, usual)))


def legend(page: Page, names: Sequence[str], notes: Sequence[str], least: int = _WHOLE) -> Legend:
    """Return the legend that fits a page: with many rows without the notes, then tight.

    Then names longer than ``least`` letters are cut; where that leaves no room for anything else,
    more of them are.
    """
    none, most = [""] * len(names), max(_MOST_ROWS, int(_MOST_OF_PAGE * page.height))
    room, made = page.width - 2 * _LEFT, []
    for chosen, spacing in ((notes, _LOOSE), (none, _LOOSE), (none, _TIGHT), (none, _TIGHTEST)):
        one = _entries(page, names, chosen, spacing)
        columns = (i for i in range(len(names), 1, -1) if one.in_columns(i).width <= room)
        made.append(one.in_columns(next(columns, 1)))
        if made[-1].rows <= most:
            return made[-1].spread_over(room)
    for more in range(2, len(names) + 1):
        cut = _cut(page, names, more, least)
        if cut and cut.rows <= most:
            return cut
    low = [one for one in made if one.height <= _CROWDED * page.height]
    if low:
        return min(low, key=lambda one: (one.width > room, one.rows)).spread_over(room)
    few = int(_CROWDED * page.height / _TIGHTEST.row)
    return _cut(page, names, -(-len(names) // few), 1) or made[-1]


def legends(
    page: Page,
    names: Sequence[str],
    notes: Sequence[str],
    ends: Sequence[str],
    failures: Sequence[str],
) -> Iterator[list[Legend]]:
    """Yield the legends that a page with one panel may have, in groups from rich to compact.

    First with notes and ends, or the ends below the names, or a word on runs that failed; then in
    smaller type; without a word; at last with long names cut.
    """
    none = [""] * len(names)
    smallest = _Spacing(page.smallest, 1.0, 0.2, 1.3 * page.smallest)
    rich = [(notes, ends, _LOOSE), (notes, ends, _TIGHT)]
    rich += [(none, ends, _LOOSE_BELOW), (none, ends, _TIGHT_BELOW)]
    rich += [(none, failures, one) for one in (_LOOSE, _TIGHT, _TIGHTEST)]
    others = [(none, failures, smallest)], [(none, none, _TIGHTEST)], [(none, none, smallest)]
    for group in (rich, *others):
        made = [_entries(page, names, said, how, come_to) for said, come_to, how in group]
        yield [found for one in made if (found := _in_columns(page, one))]
    for least, columns in product((_WHOLE, 1), range(1, len(names) + 1)):
        cut = _cut(page, names, columns, least, smallest)
        yield [cut] if cut else []


def _in_columns(page: Page, made: Legend) -> Legend | None:
    """Return a legend in as many columns as a page has room for, None where it has for none."""
    room = page.width - 2 * _LEFT
    for columns in range(len(made.names), 0, -1):
        if made.in_columns(columns).width <= room:
            return made.in_columns(columns).spread_over(room)
    return None


def _entries(
    page: Page,
    names: Sequence[str],
    notes: Sequence[str],
    spacing: _Spacing,
    ends: Sequence[str] = (),
) -> Legend:
    """Return a legend in one column."""
    ends = ends or [""] * len(names)
    widths = []
    for name, note, end in zip(names, notes, ends, strict=True):
        wide = page.measure([name], spacing.size, "bold")
        said = _BETWEEN_NOTES.join(filter(None, [note, end]))
        beside = page.measure([said], NOTE) if said else 0.0
        if spacing.down:
            widths.append(spacing.sample + max(wide, beside))
        else:
            widths.append(spacing.sample + wide + beside + (0.4 if said else 0.0))
    return Legend(tuple(names), tuple(notes), 1, tuple(widths), spacing, tuple(ends))


def _cut(
    page: Page,
    names: Sequence[str],
    columns: int,
    least: int,
    spacing: _Spacing = _TIGHTEST,
) -> Legend | None:
    """Return a legend in some columns, its longest names cut; None if it has no room then.

    Names with at most ``least`` letters stay whole.
    """
    for letters in range(max(map(display_width, names)), least - 1, -1):
        shorter = [text.shortened(name, letters) for name in names]
        made = _entries(page, shorter, [""] * len(names), spacing).in_columns(columns)
        if made.width <= page.width - 2 * _LEFT:
            return made.spread_over(page.width - 2 * _LEFT)
    return None


def write_legend(
    page: Page, made: Legend, styles: Sequence[Style], left: float, bottom: float
) -> list[Text | None]:
    """Write a legend whose last row stands at a height; return what each run has come to."""
    size, line = points("lines.markersize"), points("lines.linewidth")
    written: list[Text | None] = []
    for i, (name, note, style) in enumerate(zip(made.names, made.notes, styles, strict=True)):
        row, column = divmod(i, made.columns)
        x = left + made.left_of(column)
        y = bottom + (made.rows - 1 - row) * made.spacing.row + made.spacing.down
        dash, end = (0, style.dash) if style.dash else "-", x + made.spacing.sample - 0.5
        page.draw_line(
            (x, end), y + 0.3, color=style.colour, lw=line, ls=dash, solid_capstyle="butt"
        )
        page.draw_line(((x + end) / 2,), y + 0.3, ms=1.6 * size, **marker(style, 0.1 * size))
        x += made.spacing.sample
        page.write(x, y, name, made.spacing.size, color=style.text_colour, fontweight="bold")
        if not made.spacing.down:
            x += page.measure([name], made.spacing.size, "bold") + 0.4
        y -= made.spacing.down
        come_to = made.ends[i] if made.ends else ""
        if note:
            page.write(x, y, note, NOTE, color=ink(0.8))
            x += page.measure([note], NOTE) if come_to else 0.0
            come_to = _BETWEEN_NOTES + come_to if come_to else ""
        written.append(page.write(x, y, come_to, NOTE, color=ink(0.8)) if come_to else None)
    return written
