"""A page: a canvas measured in ems, its text, and the title at its top."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from optim_viz.plots.style import text
from optim_viz.plots.style.labels import text_width
from optim_viz.plots.style.picture import Picture
from optim_viz.plots.style.themes import ink, points
from surfaces import Surface
from surfaces.numerals import display_width

NAME, NOTE = 0.86, 0.8
"""Type sizes of labels, as shares of the size in force: a name, and a note on it."""


class Page:
    """A canvas measured in ems from the lower left corner; an em is the type size in force."""

    def __init__(self) -> None:
        self.figure = Picture()
        self.em = points("font.size")
        width, height = self.figure.get_size_inches() * 72 / self.em
        self.width, self.height = float(width), float(height)
        self._foot = 0.0

    def keep_foot(self, height: float) -> None:
        """Keep room free at the bottom: heights are counted from above it, and negative in it."""
        self._foot += height
        self.height -= height

    def axes(
        self, left: float, bottom: float, width: float, height: float, projection: str | None = None
    ) -> Axes:
        """Add axes."""
        size = [self.width, self.height + self._foot]
        rectangle = np.array([left, bottom + self._foot, width, height]) / (size + size)
        return self.figure.add_axes((*rectangle.tolist(),), projection=projection)

    def write(self, left: float, bottom: float, line: str, size: float, **style: str) -> None:
        """Write a line of text at a share of the type size, smaller if the page is too narrow."""
        line = text.with_minus(line)
        x, y = left / self.width, (bottom + self._foot) / (self.height + self._foot)
        room = self.width - left - 0.25
        if style.get("ha", "left") == "left" and 0.7 * size * display_width(line) > room:
            wide = self.measure([line], size, style.get("fontweight", "normal"))
            size *= min(1.0, room / wide)
        self.figure.text(x, y, line, fontsize=size * self.em, **style)  # type: ignore[arg-type]

    def measure(self, lines: Sequence[str], size: float, weight: str = "normal") -> float:
        """Return the width of the widest line, set at a share of the type size."""
        return text_width(lines, size * self.em, weight) / self.em


def write_title(page: Page, surface: Surface) -> None:
    """Write the name of the surface and, as far as there is room, its formula."""
    top = page.height - 1.7
    page.write(0.9, top, surface.title, 1.1, fontweight="bold")
    left = 1.7 + page.measure([surface.title], 1.1, "bold")
    for size in (1.0, NOTE):
        if left + page.measure([text.formula(surface)], size) + 0.9 < page.width:
            page.write(left, top, text.formula(surface), size, color=ink(0.72))
            break
