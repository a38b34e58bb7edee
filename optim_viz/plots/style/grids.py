"""Panels in a grid: as many as have room, the first ones where some have none."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from optim_viz.plots.style.page import Page

Place = tuple[float, float, float, float]
"""Left, bottom, width and height of a panel, in ems."""


@dataclass(frozen=True)
class Room:
    """Room around panels, and the least that one needs, in ems."""

    left: float = 3.2
    bottom: float = 3.8
    right: float = 1.2
    across: float = 3.6
    """Between columns."""
    down: float = 3.5
    """Between rows: ticks, the name of the axis, and the title of the panel below."""
    narrowest: float = 7.5
    lowest: float = 3.6


def grid(page: Page, top: float, count: int, columns: int, room: Room | None = None) -> list[Place]:
    """Return places for panels, row by row, in this many columns or fewer.

    Parameters
    ----------
    page : Page
    top : float
        Where the panels end, in ems above the foot.
    count, columns : int
        Panels, and those beside each other where there is room.
    room : Room, optional
        By default that of panels with ticks and names.
    """
    room = room or Room()
    width, height = page.width - room.left - room.right, top - room.bottom
    beside = min(columns, max(1, int((width + room.across) / (room.narrowest + room.across))))
    below = max(1, int((height + room.down) / (room.lowest + room.down)))
    shown = min(count, beside * below)
    rows = ceil(shown / beside)
    wide = (width - room.across * (beside - 1)) / beside
    high = (height - room.down * (rows - 1)) / rows
    places = []
    for i in range(shown):
        row, column = divmod(i, beside)
        left = room.left + column * (wide + room.across)
        places.append((left, room.bottom + (rows - 1 - row) * (high + room.down), wide, high))
    return places
