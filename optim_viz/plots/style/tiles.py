"""Panels of one shape side by side, as large as a page has room for."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from optim_viz.plots.style.page import Page
from surfaces import Box

_LEFT, _BOTTOM, _TOP = 2.9, 3.7, 3.6
"""Room for ticks and footer, and for title and headings, in ems."""

_ACROSS, _DOWN = 1.4, 2.3
"""Room between panels, in ems."""

_WIDEST = 14.0
"""Largest distance of the columns of narrow panels, in ems."""

_BESIDE = 9.0
"""Width of an extra cell beside a single row, in ems."""


@dataclass(frozen=True)
class Tiles:
    """Cells in rows, and the panels at their lower left corners, in ems."""

    rows: int
    columns: int
    width: float
    height: float
    pitch: float
    """Distance from one column to the next."""
    rise: float
    """Distance from one row to the next."""
    lift: float
    """Room below the cells; a single row that is lower than its room stands in the middle of it."""
    left: float = _LEFT
    """Room left of the cells."""
    bottom: float = _BOTTOM
    """Room for ticks and footer below everything else."""

    @property
    def area(self) -> float:
        """Area of a panel."""
        return self.width * self.height

    def empty(self, filled: int) -> int:
        """Return the number of empty cells in the last row."""
        return -filled % self.columns if self.rows > 1 else 0

    def place(self, i: int) -> tuple[float, float]:
        """Return the corner of a cell."""
        row, column = divmod(i, self.columns)
        above = self.lift + (self.rows - 1 - row) * self.rise
        return self.left + column * self.pitch, self.bottom + above


def tiles(
    page: Page, box: Box, panels: int, *, extra: int = 0, right: float, below: float = 0.0
) -> Tiles:
    """Return the largest tiles for panels of the shape of a box, and one, or none, for an extra.

    In a single row that takes less room than a panel. ``right`` and ``below`` are the room there,
    in ems.
    """
    room = page.width - _LEFT - right, page.height - _BOTTOM - _TOP - below

    def size(rows: int) -> tuple[float, float]:
        beside = extra if rows == 1 else 0
        width = (room[0] - _BESIDE * beside) / (ceil((panels + extra) / rows) - beside) - _ACROSS
        return _fit(box, width, (room[1] - _DOWN * (rows - 1)) / rows)

    rows = max(range(1, panels + extra + 1), key=lambda rows: min(size(rows)))
    columns, (width, height) = ceil((panels + extra) / rows), size(rows)
    pitch = max(width + _ACROSS, min(room[0] / columns, _WIDEST))
    lift = below + ((room[1] - height) / 2 if rows == 1 else 0.0)
    return Tiles(rows, columns, width, height, pitch, (room[1] + _DOWN) / rows, lift)


def _fit(box: Box, width: float, height: float) -> tuple[float, float]:
    """Return the size of a panel with the shape of the box, unless that would be too narrow."""
    (left, right), (bottom, top) = box.sides
    shape = (right - left) / (top - bottom)
    if not 1 / 3 <= shape <= 3:
        return width, height
    return min(width, height * shape), min(height, width / shape)
