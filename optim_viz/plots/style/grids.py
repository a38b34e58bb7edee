"""Panels in a grid: as many as have room, the first ones where some have none."""

from __future__ import annotations

from dataclasses import dataclass, replace
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

    def tight(self) -> Room:
        """Return the same with as little as two panels beside each other need on half a slide."""
        return replace(
            self,
            left=min(self.left, _TIGHT.left), right=min(self.right, _TIGHT.right),
            across=min(self.across, _TIGHT.across),
            narrowest=min(self.narrowest, _TIGHT.narrowest),
        )  # fmt: skip


_TIGHT = Room(left=2.8, right=1.0, across=2.9, narrowest=4.9)
"""Where there is room for one panel alone otherwise."""


def grid(page: Page, top: float, count: int, columns: int, room: Room | None = None) -> list[Place]:
    """Return places for panels, row by row, in this many columns or fewer.

    Where only one had room they are closer to each other.

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
    places = _places(page, top, count, columns, room)
    if len(places) < min(count, columns, 2):
        return _places(page, top, count, columns, room.tight())
    return places


def _places(page: Page, top: float, count: int, columns: int, room: Room) -> list[Place]:
    """Return places for as many panels as have this room."""
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
