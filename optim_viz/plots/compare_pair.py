"""Two comparisons of the same methods side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.plots.compare_labels import names, note_on, reached
from optim_viz.plots.compare_lattice import ONE_LINE, TWO_LINES
from optim_viz.plots.compare_page import LEFT, begin, draw_stage, styles_of
from optim_viz.plots.compare_panel import draw_panel, fits_on_one_line
from optim_viz.plots.compare_plans import BOTTOM, TOP, Plan
from optim_viz.plots.panels.legend import legend, write_legend
from optim_viz.plots.panels.stages import Stage, stage
from optim_viz.plots.style import text
from optim_viz.plots.style.page import EDGE, LEAST, NOTE, Page
from optim_viz.plots.style.themes import ink, points, whole_figure
from optim_viz.plots.style.ticks import room_for_labels
from optim_viz.runs.results import Run
from optim_viz.studies.compare import Comparison

_LEAST_OF_PAIR, _RIGHT_OF_PAIR = 28.0, 0.6
"""Width of a page on which each run of two comparisons has a panel, and room right of two races on
another, in ems."""

_LINES = 3
"""Lines of the name of a comparison above its panel, at most."""

_MOST_OF_A_PANEL, _LEAST_WITH_A_GAP = 0.75, 2.6
"""Share of the width of a panel that the gap in its corner takes at most, and least height of such
a panel in ems: else the gap stands above it in place of the rate."""


@whole_figure
def pair(before: tuple[str, Comparison], after: tuple[str, Comparison]) -> Figure:
    """Return two comparisons of the same four or fewer methods side by side, a panel for each run.

    Every panel has the gap that its run has reached, and those of one surface have the same axes.
    On a narrow page each comparison has one panel.
    """
    sides = before[1], after[1]
    everything = [run for comparison in sides for run in comparison.runs]
    alike = sides[0].surface == sides[1].surface
    page = begin(
        before[1],
        [note for note in after[1].conditions if alike and note not in before[1].conditions],
        [note for note in after[1].summary if alike and note not in before[1].summary],
    )
    if page.width < _LEAST_OF_PAIR:
        _draw_pair_of_races(page, (before, after), everything if alike else None)
        return page.figure
    left, across, apart = LEFT, 0.8, 2.2 if alike else 3.0
    width = (page.width - left - 2 * across - apart - 0.9) / 4
    head = ONE_LINE if all(fits_on_one_line(page, run, width) for run in everything) else TWO_LINES
    down, header = head + 0.3, head + 0.2
    bottom = BOTTOM - 1.0  # no axis labels
    height = (page.height - bottom - TOP - down - header) / 2
    for side, (name, comparison) in enumerate((before, after)):
        runs = everything if alike else comparison.runs
        ground = stage(comparison.surface, runs, width / height)
        gaps = [reached(run) for run in comparison.runs]
        wide = page.measure(gaps, NOTE)
        inside = wide <= _MOST_OF_A_PANEL * width and height >= _LEAST_WITH_A_GAP
        corner = _free_corner(ground, runs, wide / width)
        start = left + side * (2 * width + across + apart)
        page.write(start, page.height - TOP + 0.1, name, 1.0)
        styles = styles_of(comparison.runs)
        for i, (run, style, gap) in enumerate(zip(comparison.runs, styles, gaps, strict=True)):
            row, column = divmod(i, 2)
            x, y = start + column * (width + across), bottom + (1 - row) * (height + down)
            place = x, y, width, height
            note = note_on(run) if inside else gap or text.in_a_word(run)
            ax, _ = draw_panel(page, ground, run, style, place, head, note)
            first = column == 0 and not (side and alike)
            ax.tick_params(labelleft=first, labelbottom=row == 1)
            ax.set_xlabel("")
            if inside:
                _write_gap(gap, corner, ax)
    return page.figure


def _draw_pair_of_races(
    page: Page, pair: Sequence[tuple[str, Comparison]], everything: Sequence[Run] | None
) -> None:
    """Draw one stage for each comparison, on the same axes for ``everything``, and one legend."""
    runs = pair[0][1].runs
    key = legend(page, names(runs), [""] * len(runs))
    bottom, margins = BOTTOM - 1.0 + key.height, [LEFT, LEFT]
    for _ in range(2):  # a second time with as much room as the labels of the ticks need
        left, apart = margins[0], 0.8 if everything else margins[1]
        width = (page.width - left - apart - _RIGHT_OF_PAIR) / 2
        rooms = [width + apart - 0.3, width + _RIGHT_OF_PAIR - EDGE]
        titles = [
            _in_few_lines(page, name, room) for (name, _), room in zip(pair, rooms, strict=True)
        ]
        lines = max(map(len, titles))
        height = page.height - bottom - TOP - (lines - 1)
        grounds = [stage(comparison.surface, everything or comparison.runs, width / height)
                   for _, comparison in pair]  # fmt: skip
        margins = [room_for_labels(*ground.box.sides[1], height) for ground in grounds]
    for side, (title, (_, comparison)) in enumerate(zip(titles, pair, strict=True)):
        start, room, ground = left + side * (width + apart), rooms[side], grounds[side]
        ax = page.axes(start, bottom, width, height)
        draw_stage(ground, comparison.runs, styles_of(comparison.runs), ax)
        ax.set_title("")
        ax.set_xlabel("")
        ax.tick_params(labelleft=side == 0 or everything is None)
        for nth, line in enumerate(title):
            above = page.height - TOP + 0.4 - (lines - len(title)) - nth
            page.write(start, above, page.fitted(line, LEAST, room), LEAST)
    write_legend(page, key, styles_of(runs), *Plan.corner)


def _in_few_lines(page: Page, name: str, room: float) -> list[str]:
    """Return a name in lines; the last one is too long if there would be more than a few."""
    lines = page.in_lines(name, LEAST, room)
    return [*lines[: _LINES - 1], *filter(None, [" ".join(lines[_LINES - 1 :])])]


def _free_corner(ground: Stage, runs: Sequence[Run], share: float) -> tuple[str, str]:
    """Return the corner where a text covers the fewest runs, the first of these.

    The text is as wide as a share of the panel.
    """
    (left, right), (bottom, top) = ground.box.sides
    minima = [np.array([minimum.at]).T for minimum in runs[0].surface.minima]
    covered = dict.fromkeys(product(("top", "bottom"), ("right", "left")), 0)
    for run in runs:
        from_, to = run.points[:, :-1, np.newaxis], run.points[:, 1:, np.newaxis]
        along = (from_ + (to - from_) * np.linspace(0, 1, 20)).reshape(2, -1)
        x, y = np.hstack([along, *minima])
        across, up = (x - left) / (right - left), (y - bottom) / (top - bottom)
        for vertical, horizontal in covered:
            beside = (across if horizontal == "right" else 1 - across) > 0.96 - share
            beyond = (up if vertical == "top" else 1 - up) > 0.83
            covered[vertical, horizontal] += int(np.any(beside & beyond))
    return min(covered, key=lambda corner: covered[corner])


def _write_gap(gap: str, corner: tuple[str, str], ax: Axes) -> None:
    """Write the gap that was reached into a corner of a panel."""
    vertical, horizontal = corner
    x, y = 0.97 if horizontal == "right" else 0.03, 0.95 if vertical == "top" else 0.05
    ax.text(
        x, y, gap, transform=ax.transAxes, ha=horizontal, va=vertical,
        fontsize=NOTE * points("font.size"), color=ink(0.8),
    )  # fmt: skip
