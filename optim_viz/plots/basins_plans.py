"""Where the panels of basins stand, their key, and the curve of restarts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from optim_viz.plots.panels.basin_colours import Key
from optim_viz.plots.panels.basin_key import APART, Columns, across, in_columns, in_short
from optim_viz.plots.style.page import NOTE, Page
from optim_viz.plots.style.ticks import room_for_labels
from optim_viz.plots.style.tiles import Tiles, tiles
from optim_viz.text import words
from surfaces import Box

NARROW = 38.0
"""Width of a page in ems up to which the curve is left out, and the key stands below."""

KEY_BOTTOM = 2.2
"""Lower end of the key, in ems."""

_CURVE_WIDTH = 8.0
"""Width of the curve of restarts, at most, in ems."""

_CURVE_WIDTH_BELOW = 10.0
"""Width of the curve below the panels, in ems."""

_CURVE_HEIGHT = 4.0
"""Height of the curve, at least, in ems."""

_BAND = 6.0
"""Height of key and curve below a row of panels, in ems."""

FOOT, TICKS = 1.7, 1.4
"""Height of a key below panels, and room between both for ticks, in ems."""

_TOP, _LEAST_LEFT, _RIGHT = 3.4, 2.2, 0.5
"""Room on a narrow page for the title and names, for ticks, and right of the panels, in ems."""

_ACROSS, _DOWN, _OVER = 1.0, 1.6, 0.25
"""Room there between panels, and how far a name may reach over its panel, in ems."""

_TINY, _NO_TICKS, _NO_NUMBERS = 3.6, 0.6, 0.9
"""Side of a panel in ems below which its axes have no numbers; room below and left of it then."""

_STRETCHED = 1.25
"""Ratio by which a panel there may be wider or higher than with equal scales."""

_WORTH_OF_NAMES = 0.35
"""Panels whose names are whole are worth those that are larger, as a share of them."""


@dataclass(frozen=True)
class Plan:
    """Places of panels, key and curve, in ems."""

    cells: Tiles
    key: tuple[float, float, float]
    """Left, top, bottom."""
    columns: Columns
    """The key."""
    curve: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    """Left, bottom, width, height."""
    title: tuple[float, float] | None = None
    """Left end of the title of the curve and its height above; None where it is below the curve."""
    empty: int = 0
    """Number of empty cells."""
    has_ticks: bool = True
    """Whether the axes have numbers."""


def best_plan(
    page: Page, box: Box, key: Key, right: float, names: list[float], *, curve: bool
) -> Plan:
    """Return the plan with the largest panels of the shape of a box, of equal ones the fullest.

    ``right`` is the room for a key at the right, and ``names`` the widths of those of the panels.
    """
    if page.width <= NARROW:
        return _on_narrow_page(page, box, key, names)
    plans = _plans_with_curve if curve else _plans
    return max(
        plans(page, box, len(names), key, right),
        key=lambda plan: (round(plan.cells.area), -plan.empty),
    )


def _on_narrow_page(page: Page, box: Box, key: Key, names: list[float]) -> Plan:
    """Return the plan with the key below the panels, whose names are whole, and no curve.

    Where panels would be tiny the key is short, and axes have no numbers.
    """
    plan = _with_key_below(page, box, across(page, key), names, has_ticks=True)
    if min(plan.cells.width, plan.cells.height) >= _TINY:
        return plan
    return _with_key_below(page, box, in_short(page, key), names, has_ticks=False)


def _with_key_below(
    page: Page, box: Box, made: Columns, names: list[float], *, has_ticks: bool
) -> Plan:
    count, below = len(names), TICKS if has_ticks else _NO_TICKS
    bottom = FOOT + made.height + below
    high = page.height - bottom - _TOP

    def tiled(columns: int) -> tuple[float, Tiles]:
        rows = ceil(count / columns)
        height = (high - _DOWN * (rows - 1)) / rows
        numbers = max(_LEAST_LEFT, room_for_labels(*box.sides[1], max(height, 1.0)))
        left = numbers if has_ticks else _NO_NUMBERS
        width = (page.width - left - _RIGHT - _ACROSS * (columns - 1)) / columns
        wide, tall = _shaped(box, width, height)
        cells = Tiles(
            rows, columns, wide, tall, width + _ACROSS, height + _DOWN, bottom, left, bottom=0.0
        )
        whole = columns == 1 or max(names) <= width + _OVER
        return cells.area * (1.0 if whole else _WORTH_OF_NAMES) * (min(wide, tall) > 0), cells

    _, cells = max(map(tiled, range(1, count + 1)), key=lambda one: one[0])
    return Plan(cells, (0.9, FOOT + made.height, FOOT), made, has_ticks=has_ticks)


def _shaped(box: Box, width: float, height: float) -> tuple[float, float]:
    """Return the size of a panel that is little stretched, unless the box is very long."""
    (left, right), (bottom, top) = box.sides
    shape = (right - left) / (top - bottom)
    if not 1 / 3 <= shape <= 3:
        return width, height
    return min(width, _STRETCHED * height * shape), min(height, _STRETCHED * width / shape)


def _plans(page: Page, box: Box, count: int, key: Key, right: float) -> Iterator[Plan]:
    """Yield plans with the key at the right, or in a cell of its own."""
    made, cells = in_columns(page, key, 1), tiles(page, box, count, right=right)
    key_place = page.width - right + 0.6, page.height - 4.0, KEY_BOTTOM
    yield Plan(cells, key_place, made, empty=cells.empty(count))
    cells = tiles(page, box, count, extra=1, right=0.9)
    x, y = cells.place(count)
    if x + made.width <= page.width - 0.9 and not cells.empty(count + 1):
        yield Plan(cells, (x, y + cells.height, y), made)


def _plans_with_curve(page: Page, box: Box, count: int, key: Key, right: float) -> Iterator[Plan]:
    """Yield plans for both the key and the curve."""
    top, made = page.height - 4.0, in_columns(page, key, 1)

    end = page.width - right  # the key at the right, the curve in the last cell
    cells = tiles(page, box, count, extra=1, right=right)
    x, y = cells.place(count)
    inset = 2.0 if count % cells.columns else 0.6  # for its numbers
    room = end - x if cells.rows == 1 else cells.pitch
    tall = cells.height - (
        0.7 if count >= cells.columns else 0.0
    )  # room for the numbers of a panel above
    place = x + inset, y, min(_CURVE_WIDTH, room - inset - 0.6), tall
    named = x + inset + page.measure([words.BEST_OF_K], NOTE)
    title = (x + inset, 0.4) if cells.rows > 1 and named <= end + 0.3 else (x, 0.6)
    yield Plan(
        cells, (end + 0.6, top, KEY_BOTTOM), made, place, title, empty=cells.empty(count + 1)
    )

    wider = max(right, _CURVE_WIDTH + 2.9)  # the curve above the key
    cells, end = tiles(page, box, count, right=wider), page.width - wider
    if (tall := min(_CURVE_WIDTH, page.height - 9.0 - 1.35 * len(key))) >= _CURVE_HEIGHT:
        place = end + 2.0, top - tall, _CURVE_WIDTH, tall
        title = end, 0.6
        yield Plan(
            cells,
            (end, top - tall - 2.8, KEY_BOTTOM),
            made,
            place,
            title,
            empty=cells.empty(count),
        )

    cells = tiles(page, box, count, right=0.9, below=_BAND)  # both below a single row
    if cells.rows == 1:
        left, bottom = cells.place(0)
        top, start = bottom - 1.8, page.width - 1.8 - _CURVE_WIDTH_BELOW
        columns = ceil(len(key) / int((top + 0.3 - KEY_BOTTOM) / 1.15))
        made = in_columns(page, key, columns)
        if left + made.width + APART <= start - 2.6:
            place = start, 4.1, _CURVE_WIDTH_BELOW, top - 4.1
            yield Plan(cells, (left, top + 0.3, KEY_BOTTOM), made, place)
