"""Tables and paragraphs in the width that there is: that of the terminal, ``COLUMNS``, or 80.

A table that is too wide has its longest cells in several lines. Where even that does not suffice,
its columns are parted: some below the others, each part with the first columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap

from optim_viz.cli.terminal import columns, writable
from surfaces.numerals import display_width

_BETWEEN = 2
"""Spaces between two columns."""

_WIDEST_TEXT = 100
"""Columns of a paragraph at most: longer lines are hard to read."""

_Line = Sequence[str]


def table(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, indent: int = 0, keys: int = 1
) -> str:
    """Return columns aligned by spaces.

    Parameters
    ----------
    header : texts
        One for each column.
    rows : lists of texts
        As many in each.
    indent : int
        Spaces at the start of every line.
    keys : int
        How many of the first columns are repeated where the others are parted.
    """
    cells = [[writable(cell) for cell in line] for line in (header, *rows)]
    room = columns() - indent
    parts = _parted(cells, room, keys)
    texts = ("\n".join(_aligned(part, _widths(part, room))) for part in parts)
    margin = " " * indent
    return "\n".join(f"{margin}{line}" if line else "" for line in "\n\n".join(texts).splitlines())


def paragraph(text: str, hang: int = 0) -> str:
    """Return a text in lines that fit; what hangs, as behind the name of a field, is no prose."""
    return "\n".join(
        lines(writable(text), columns() if hang else min(columns(), _WIDEST_TEXT), hang=hang)
    )


def lines(text: str, width: int, *, hang: int = 0) -> list[str]:
    """Return a text in lines of at most this width, where single words allow it."""
    twice = "".join(one + _FILLER * (display_width(one) - 1) for one in text)
    wrapped = wrap(
        twice, width, subsequent_indent=" " * hang, break_long_words=False, break_on_hyphens=False
    )
    return [line.replace(_FILLER, "") for line in wrapped]


_FILLER = "\ue000"
"""A character for private use: behind a wide one, it makes the two count twice."""


def paragraphs(text: str) -> str:
    """Return a text whose paragraphs are filled anew, but for those with lines set apart."""
    parts = text.split("\n\n")
    return "\n\n".join(
        part if any(line[:1] in " -" for line in part.splitlines()) else paragraph(part)
        for part in parts
    )


def _parted(rows: list[list[str]], room: int, keys: int) -> list[list[list[str]]]:
    """Return the table, or parts of its columns that fit, each behind the first ones."""
    least = [max(map(_longest_word, column)) for column in zip(*rows, strict=True)]
    first, parts = list(range(keys)), [list(range(keys))]
    for i in range(keys, len(least)):
        wide = sum(least[j] for j in (*parts[-1], i)) + _BETWEEN * len(parts[-1])
        if wide > room and parts[-1] != first:
            parts.append(list(first))
        parts[-1].append(i)
    return [[[line[i] for i in part] for line in rows] for part in parts]


def _widths(rows: list[list[str]], room: int) -> list[int]:
    """Return the width of each column: the widest are narrowed until all of them fit."""
    cells = list(zip(*rows, strict=True))
    widths = [max(map(display_width, column)) for column in cells]
    least = [max(map(_longest_word, column)) for column in cells]
    while sum(widths) + _BETWEEN * (len(widths) - 1) > room:
        wide = [i for i, width in enumerate(widths) if width > least[i]]
        if not wide:
            break
        widths[max(wide, key=widths.__getitem__)] -= 1
    return widths


def _aligned(rows: Iterable[_Line], widths: Sequence[int]) -> Iterator[str]:
    """Yield the lines of a table; the last column is never padded."""
    for line in rows:
        cells = [
            lines(cell, width) or [""] if display_width(cell) > width else [cell]
            for cell, width in zip(line, widths, strict=True)
        ]
        for row in zip_longest(*cells, fillvalue=""):
            padded = (padded_to(width, cell) for cell, width in zip(row, widths, strict=True))
            yield (" " * _BETWEEN).join(padded).rstrip()


def _longest_word(cell: str) -> int:
    return max(map(display_width, cell.split()), default=0)


def padded_to(width: int, text: str) -> str:
    """Return a text with spaces behind it up to a width."""
    return text + " " * (width - display_width(text))
