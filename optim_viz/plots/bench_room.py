"""How many surfaces and methods have room on one page of a benchmark: fewer on small canvases."""

from __future__ import annotations

from collections.abc import Callable

from optim_viz.bench.results import Benchmark
from optim_viz.plots.bench_page import (
    ALONE,
    BELOW_AND_ABOVE,
    BOTTOM,
    LEFT,
    SIGNS,
    TOP,
    key_fits,
    room_for_key,
)
from optim_viz.plots.panels.legend import legend
from optim_viz.plots.style.page import NAME, Page
from optim_viz.text import title_of

MOST = 8
"""Largest number of surfaces, or of methods, on a page whose panels or cells are for one."""

Room = Callable[[Page, Benchmark], int]
"""Returns how many surfaces, or methods, have room on a page, at least one."""

_NARROW, _MIDDLE, _WRAPPED = 30.0, 36.0, (2.55, 1.5)
"""Widths of pages in ems below which title and footer, or the title alone, have a second line,
and the room that these take."""

_ROW = 1.15
"""Least height of a row of a table, in ems."""

_PANEL, _APART = (4.5, 3.2), (1.5, 2.3)
"""Smallest panel of curves, and the room between panels, in ems."""

_DOTS, _PANEL_OF_DOTS, _ABOVE_DOTS = 0.45, (8.2, 1.9), 13.2
"""Least height of a row of dots; width of a panel of dots with what is beside it, and the room
between rows of panels; room above and below all panels, in ems."""


def in_table(page: Page, benchmark: Benchmark) -> int:
    """Return how many rows a table has: a single surface has a page where columns are narrow."""
    if _column(page, benchmark) < _CELL:
        return 1
    return _at_most((page.height - _wrapped(page) - BELOW_AND_ABOVE) / _ROW)


def in_columns(page: Page, benchmark: Benchmark) -> int:
    """Return how many rows of marks there are, beside one for all surfaces.

    A single surface has a page where columns are narrow.
    """
    if _column(page, benchmark) < _COLUMN_OF_MARKS:
        return 1
    names = benchmark.names[:MOST]
    levels = page.measure(names, NAME, "bold") / (page.width - _BESIDE_COLUMNS) * len(names)
    height = page.height - _wrapped(page) - _ABOVE_COLUMNS - min(levels, 3.0)
    return _at_most(height / _ROW - 1)


def in_panels(page: Page, benchmark: Benchmark) -> int:
    """Return how many panels of curves there are beside the key."""
    width = page.width - LEFT - room_for_key(page, benchmark, [])
    height = page.height - _wrapped(page) - BOTTOM - TOP - SIGNS
    (wide, tall), (across, down) = _PANEL, _APART
    columns, rows = int((width + across) / (wide + across)), int((height + down) / (tall + down))
    return _at_most(columns * min(rows, 3))


def in_spread(page: Page, benchmark: Benchmark) -> int:
    """Return how many panels have a row of dots for each method."""
    wide, down = _PANEL_OF_DOTS
    rows = (page.height - _wrapped(page) - _ABOVE_DOTS + down) / (
        _DOTS * min(len(benchmark.names), MOST) + down
    )
    return _at_most(int((page.width - 2.6) / wide) * min(int(rows), 3))


def any_surfaces(page: Page, benchmark: Benchmark) -> int:
    """Return the number of all surfaces: a curve is over them together."""
    return len(benchmark.recipe.problems)


def any_methods(page: Page, benchmark: Benchmark) -> int:
    """Return the largest number of methods that have a row or a column each."""
    return MOST


def methods_in_panels(page: Page, benchmark: Benchmark) -> int:
    """Return how many methods have curves in panels: fewer where there are several panels."""
    curves = methods_of_curves(page, benchmark)
    return curves if len(benchmark.recipe.problems) == 1 else min(MOST, curves)


def methods_of_curves(page: Page, benchmark: Benchmark) -> int:
    """Return how many methods have curves in one panel.

    Where their key has no room beside it, the key below may not take the height of the panel.
    """
    most = min(len(benchmark.names), _MOST_CURVES)
    beside = page.width - LEFT - 0.5 - room_for_key(page, benchmark, [])
    if key_fits(page, most) and beside >= ALONE * page.width:
        return most
    height = page.height - BOTTOM - TOP - SIGNS - _SECOND_LINE
    for count in range(most, _FEWEST_CURVES, -1):
        key = legend(page, benchmark.names[:count], [""] * count)
        if height - key.height >= _LEAST_HEIGHT * page.height:
            return count
    return min(most, _FEWEST_CURVES)


_MOST_CURVES, _FEWEST_CURVES = 12, 5
"""Largest number of methods in a panel; and that of those that are always shown together."""

_LEAST_HEIGHT, _SECOND_LINE = 0.2, 1.1
"""Least height of a panel of curves, as a share of that of the page, and room for a second line of
the footer, in ems."""

_CELL, _COLUMN_OF_MARKS, _BESIDE_TABLE = 2.4, 3.2, 2.8
"""Narrowest cell of a table and narrowest column of marks, with room for what is in them, and the
room beside both and the names of surfaces, in ems."""


def _column(page: Page, benchmark: Benchmark) -> float:
    """Return the width of a column for each method, in ems."""
    titles = {title_of(cell.surface) for cell in benchmark.cells}
    beside = min(page.measure(sorted(titles), 0.833), page.width / 3)
    return (page.width - beside - _BESIDE_TABLE) / min(len(benchmark.names), MOST)


_ABOVE_COLUMNS, _BESIDE_COLUMNS = 9.2, 9.0
"""Room above and below rows of marks, and beside them, in ems."""


def _at_most(found: float) -> int:
    return max(1, min(MOST, int(found)))


def _wrapped(page: Page) -> float:
    """Return the room that further lines of title and footer take."""
    narrow, middle = _WRAPPED
    return narrow if page.width < _NARROW else middle if page.width < _MIDDLE else 0.0
