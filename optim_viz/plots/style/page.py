"""A page: a canvas measured in ems, its text, the title at its top and the notes at its foot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Text

from optim_viz.plots.style import text
from optim_viz.plots.style.axes import PageAxes
from optim_viz.plots.style.labels import text_width
from optim_viz.plots.style.picture import Picture
from optim_viz.plots.style.themes import FAINT_TEXT, ink, points
from optim_viz.recipes.base import NO_TITLE
from optim_viz.text import title_of
from surfaces import Surface
from surfaces.numerals import display_width

NAME, NOTE = 0.86, 0.8
"""Type sizes of labels, as shares of the size in force: a name, and a note on it."""

_STROKE = 0.1
"""Least width and height of axes, in ems."""

_JOINTS = "   ", ", ", ": "
"""What stands between the parts of a line, from the least part to the main one."""

LEAST, EDGE = 0.786, 0.25
"""Smallest type: 3.3 % of the height of a slide; and least room right of it, in ems."""

_HALF_SLIDE, _LEAST_ON_HALF, _LEAST_IN_PRINT = (22.0, 18.0), 0.7, 7.0
"""Width and height in ems up to which a page is half a slide; smallest type there, 2.9 % of the
height of the slide; and smallest type of all, in points."""

_HEADING, _HEADING_LINE, _MARGIN = 1.1, 1.36, 0.9
"""Type size of the title, height of a further line of it in that size, and room beside it."""

_LOW, _SMALLER, _MOST_LINES = 20.0, (1.0, 0.9), 2
"""Height in ems of a page on which the panels come first: a title is smaller before it has a
further line, and has no more lines than this unless it were cut; nor have the notes at the foot."""

_BETWEEN_NOTES = " · "

_TITLE, _FOOT, _FOOT_LINE = 1.9, 1.1, 1.05
"""Room that the title takes, that notes take, and that a further line of them does, in ems."""


@dataclass(frozen=True)
class Margins:
    """What stands above and below the panels of a page."""

    title: str | None = None
    """Another title than the usual one; ``none`` for no title."""
    footer: str = "short"
    """``none``, ``short`` or ``full``."""


_USUAL = Margins()
_margins: ContextVar[Margins] = ContextVar("margins", default=_USUAL)


@contextmanager
def with_margins(title: str | None = None, footer: str = Margins.footer) -> Iterator[None]:
    """Draw pages with these margins."""
    token = _margins.set(Margins(title, footer))
    try:
        yield
    finally:
        _margins.reset(token)


class Page:
    """A canvas measured in ems from the lower left corner; an em is the type size in force.

    Title and notes are written first: where they are left out, or have more than one line, what
    the panels may count on as width and height is more, or less.
    """

    def __init__(self) -> None:
        self.figure = Picture()
        self.em = points("font.size")
        width, height = self.figure.get_size_inches() * 72 / self.em
        self.width, self.height = float(width), float(height)
        self._canvas = np.array([self.width, self.height])
        self._foot = 0.0
        self.title_end = 0.0
        """Where the line of the title ends, in ems."""

    @property
    def smallest(self) -> float:
        """Smallest type: on half a slide it may be smaller, but not in print."""
        most_wide, most_high = _HALF_SLIDE
        if self.width > most_wide or self.whole_height > most_high:
            return LEAST
        return max(_LEAST_ON_HALF, _LEAST_IN_PRINT / self.em)

    @property
    def whole_height(self) -> float:
        """Height of the canvas with title and foot, in ems."""
        return float(self._canvas[1])

    def write_title(self, title: str, *beside: tuple[str, float], keeps_line: bool = False) -> None:
        """Write the title, and beside it the first of some notes that has room.

        Parameters
        ----------
        title : str
            The usual one; a reader may have chosen another, or none.
        *beside : pairs of str and float
            Notes with their type sizes; none of them where the title is the reader's.
        keeps_line : bool
            Whether its line stays where there is no title: something else stands on it.
        """
        chosen = _margins.get().title
        if chosen == NO_TITLE:
            self.height += 0.0 if keeps_line else _TITLE
            return
        if chosen is not None:
            title, beside = chosen, ()
        heading, lines = self._heading(title)
        top, down = self.height - 1.7, _HEADING_LINE * heading
        for line in lines:
            self.write(_MARGIN, top, line, heading, fontweight="bold", parse_math=False)
            top -= down
        left = 1.7 + self.measure(lines[-1:], heading, "bold")
        self.title_end = left - 0.8
        for note, size in beside:
            if note and left + (wide := self.measure([note], size)) + _MARGIN < self.width:
                self.title_end = left + wide
                self.write(left, top + down, note, size, color=ink(0.72))
                break
        self.height -= down * (len(lines) - 1)

    def _heading(self, title: str) -> tuple[float, list[str]]:
        """Return the type size of a title, and its lines: few on a low page, but none is cut."""
        sizes = (_HEADING, *_SMALLER) if self.height < _LOW else (_HEADING,)
        for most in range(1, _MOST_LINES + len(sizes) - 1):
            for size in sizes:
                lines = self.wrapped(title.split(" "), " ", size, most, "bold")
                if self.measure(lines, size, "bold") <= self.width - 2 * _MARGIN:
                    return size, lines
        return sizes[-1], self.wrapped(title.split(" "), " ", sizes[-1], _MOST_LINES, "bold")

    def write_foot(self, full: Sequence[str], short: Sequence[str] | None = None) -> None:
        """Write notes at the foot, in as many lines as they need.

        Parameters
        ----------
        full : sequence of str
            Everything that a reader needs to judge the figure.
        short : sequence of str, optional
            What a student needs to read it; by default the same.
        """
        asked = _margins.get().footer
        given = full if asked == "full" or short is None else short
        notes = [part for note in given if note for part in note.split(_BETWEEN_NOTES)]
        if asked == "none" or not notes:
            self.raise_foot(-_FOOT)
            return
        lines = self._foot_lines(notes, 6 if asked == "full" else 3)
        self.raise_foot(_FOOT_LINE * (len(lines) - 1))
        for nth, line in enumerate(reversed(lines)):
            bottom = 0.55 + _FOOT_LINE * nth - self._foot
            self.write(_MARGIN, bottom, line, NOTE, color=ink(FAINT_TEXT))

    def _foot_lines(self, notes: Sequence[str], most: int) -> list[str]:
        """Return notes in lines; on a low page the last ones are left out for the panels."""
        low = self.height < _LOW and most <= 3
        kept = list(notes)
        while low and len(kept) > 1 and len(self._joined(kept, most)) > _MOST_LINES:
            kept.pop()
        return self._joined(kept, most)

    def _joined(self, notes: Sequence[str], most: int) -> list[str]:
        return self.wrapped(notes, _BETWEEN_NOTES, NOTE, most)

    def raise_foot(self, by: float) -> None:
        """Count heights from higher up; what stands below them has negative ones."""
        self._foot += by
        self.height -= by

    def wrapped(
        self, parts: Sequence[str], joint: str, size: float, most: int, weight: str = "normal"
    ) -> list[str]:
        """Return parts joined to lines that fit the page; the last one is longer if it has to be.

        Parameters
        ----------
        parts : sequence of str
            What is not broken, unless it is wider than the page.
        joint : str
            What stands between two of them on one line.
        size, weight
            Those of the type.
        most : int
            Number of lines.
        """
        room = self.width - 2 * _MARGIN
        lines: list[str] = []
        for part in parts:
            longer = f"{lines[-1]}{joint}{part}" if lines else part
            if lines and self.measure([longer], size, weight) <= room:
                lines[-1] = longer
            else:
                lines += self._broken(part, room, size, weight)
        if len(lines) > most:
            lines = [*lines[: most - 1], joint.join(lines[most - 1 :])]
        return lines

    def in_lines(self, line: str, size: float, room: float) -> list[str]:
        """Return a line in lines broken at spaces, if it is wider than some room."""
        return self._broken(line, room, size, "normal")

    def _broken(self, part: str, room: float, size: float, weight: str) -> list[str]:
        """Return a part in lines broken at spaces, if it is wider than the page."""
        if self.measure([part], size, weight) <= room:
            return [part.lstrip()]
        lines = [""]
        for word in part.split(" "):
            longer = f"{lines[-1]} {word}".lstrip()
            if not lines[-1] or self.measure([longer], size, weight) <= room:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def fitted(self, line: str, size: float, room: float, weight: str = "normal") -> str:
        """Return as much of a line as there is room for, with an ellipsis for the rest."""
        letters = display_width(line)
        while letters > 1 and self.measure([text.shortened(line, letters)], size, weight) > room:
            letters -= 1
        return text.shortened(line, letters)

    def in_parts(self, line: str, size: float, room: float) -> str:
        """Return a line without as many of its last parts as there is no room for."""
        for joint in _JOINTS:
            while joint in line and self.measure([line], size) > room:
                line = line.rpartition(joint)[0].rstrip()
        return line

    def axes(
        self, left: float, bottom: float, width: float, height: float, projection: str | None = None
    ) -> Axes:
        """Add axes; where no room is left for them, they are a stroke."""
        width, height = max(width, _STROKE), max(height, _STROKE)
        size = self._canvas.tolist()
        rectangle = np.array([left, bottom + self._foot, width, height]) / (size + size)
        kind: Any = {"axes_class": PageAxes} if projection is None else {"projection": projection}
        return self.figure.add_axes((*rectangle.tolist(),), **kind)

    def write(
        self, left: float, bottom: float, line: str, size: float, **style: str | bool
    ) -> Text:
        """Write a line of text at a share of the type size.

        Where the page is too narrow the line is smaller, then cut.
        """
        line = text.with_minus(line)
        x, y = left / self.width, (bottom + self._foot) / self._canvas[1]
        room = self.width - left - EDGE
        if style.get("ha", "left") == "left" and 1.1 * size * display_width(line) > room:
            weight = str(style.get("fontweight", "normal"))
            wide = self.measure([line], size, weight)
            if wide > max(room, 0.0):
                size = max(size * max(room, 0.0) / wide, min(size, LEAST))
                line = self.fitted(line, size, room, weight)
        return self.figure.text(x, y, line, fontsize=size * self.em, **style)  # type: ignore[arg-type]

    def draw_line(self, across: Sequence[float], up: float, **style: Any) -> None:
        """Draw a level line, or a mark, on the page itself: axes for each would take long."""
        x = [place / self.width for place in across]
        y = (up + self._foot) / self._canvas[1]
        self.figure.add_artist(Line2D(x, [y] * len(x), **style))

    def measure(self, lines: Sequence[str], size: float, weight: str = "normal") -> float:
        """Return the width of the widest line, set at a share of the type size."""
        return text_width(lines, size * self.em, weight) / self.em


def write_title(page: Page, surface: Surface) -> None:
    """Write the name of the surface and, as far as there is room, its formula."""
    page.write_title(title_of(surface), *((text.formula(surface), size) for size in (1.0, NOTE)))
