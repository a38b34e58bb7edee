"""A legend: a piece of line with its marker and a name for each method, in rows across a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from optim_viz.plots.panels.paths import marker
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.page import NAME, NOTE, Page
from optim_viz.plots.style.themes import ink, points

_ROW = 1.3
"""Height of a row, in ems."""

_LOOSE, _TIGHT = (NAME, 2.0, 1.3), (NOTE, 1.2, 0.1)
"""Type size of the names, room for the piece of line and between entries, in ems."""

_LEFT, _MOST_ROWS, _MOST_OF_PAGE = 0.9, 3, 1 / 5
"""Room left of the rows; with more rows than this, or than this share of a high page has in ems,
notes are left out."""


@dataclass(frozen=True)
class Legend:
    """Entries in columns, row by row."""

    names: tuple[str, ...]
    notes: tuple[str, ...]
    """Beside the names; may be empty."""
    columns: int
    pitch: float
    """Distance from one column to the next, in ems."""
    size: float
    """Type size of the names."""
    sample: float
    """Room for the piece of line."""

    @property
    def rows(self) -> int:
        """Number of rows."""
        return -(-len(self.names) // self.columns)

    @property
    def height(self) -> float:
        """Room that it takes, in ems."""
        return _ROW * self.rows + 0.2

    def in_one_column(self) -> Legend:
        """Return it with the entries one below the other."""
        return replace(self, columns=1)


def legend(page: Page, names: Sequence[str], notes: Sequence[str]) -> Legend:
    """Return the legend that fits a page: without the notes, then tight, if it has many rows."""
    none, most = [""] * len(names), max(_MOST_ROWS, int(_MOST_OF_PAGE * page.height))
    for chosen, spacing in ((notes, _LOOSE), (none, _LOOSE), (none, _TIGHT)):
        size, sample, apart = spacing
        widths = [page.measure([name], size, "bold") for name in names]
        widths = [
            wide + (0.4 + page.measure([note], NOTE) if note else 0.0)
            for wide, note in zip(widths, chosen, strict=True)
        ]
        pitch = sample + max(widths) + apart
        columns = min(max(1, int((page.width - 2 * _LEFT + apart) / pitch)), len(names))
        made = Legend(tuple(names), tuple(chosen), columns, pitch, size, sample)
        if made.rows <= most:
            break
    return made


def write_legend(
    page: Page, made: Legend, styles: Sequence[Style], left: float, bottom: float
) -> None:
    """Write a legend whose last row stands at a height."""
    size, line = points("lines.markersize"), points("lines.linewidth")
    entries = zip(made.names, made.notes, styles, strict=True)
    for i, (name, note, style) in enumerate(entries):
        row, column = divmod(i, made.columns)
        x, y = left + column * made.pitch, bottom + (made.rows - 1 - row) * _ROW
        ax = page.axes(x, y - 0.05, made.sample - 0.5, 0.7)
        ax.set_axis_off()
        ax.set(xlim=(0, 1), ylim=(0, 1))
        dash = (0, style.dash) if style.dash else "-"
        ax.plot([0, 1], [0.5, 0.5], color=style.colour, lw=line, ls=dash)
        ax.plot([0.5], [0.5], ms=1.6 * size, **marker(style, 0.1 * size))
        x += made.sample
        page.write(x, y, name, made.size, color=style.text_colour, fontweight="bold")
        if note:
            x += page.measure([name], made.size, "bold") + 0.4
            page.write(x, y, note, NOTE, color=ink(0.8))
