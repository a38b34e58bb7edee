"""Whole figures: panels arranged on a canvas, every length a multiple of the type size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil, sqrt
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.plots.panels.bands import draw_bands
from optim_viz.plots.panels.convergence import LABEL_INDENT, draw_convergence, labels_fit
from optim_viz.plots.panels.relief import View
from optim_viz.plots.panels.schedules import draw_rates, scheduled
from optim_viz.plots.panels.stages import Stage, relief_stage, stage
from optim_viz.plots.style import text
from optim_viz.plots.style.optimizer_styles import Style, styles_for
from optim_viz.plots.style.page import NAME, NOTE, Page, write_title
from optim_viz.plots.style.themes import ink, points, whole_figure
from optim_viz.plots.style.ticks import TYPE, label_axes, room_for_labels
from optim_viz.recipes.compare import CompareRecipe
from optim_viz.runs.results import Run
from optim_viz.studies.compare import Comparison
from optim_viz.text import words
from surfaces.numerals import display_width

_PANELS_BESIDE_CURVES = 7
"""With more panels than this the curves, and their labels, take the whole last column."""

_BOTTOM, _TITLE = 3.7, 1.9
"""Room for ticks and footer below the panels, for the title of the figure above, in ems."""

_FOOT = 1.6
"""Room for the footer below a relief, whose ticks are its own."""

_LEFT = 2.9
"""Room for ticks left of the panels; more is made where their labels are wide."""

_LETTERS, _LINES = 25, 4
"""Width and height of the knobs in a label, in letters and lines."""

_TOP = _TITLE + 1.6
"""Room above panels that have a title of their own."""

_RATES, _HEAD = 0.24, 1.8
"""Height of a panel of rates, as a share of its column, and room for the title above it in ems."""

_Place = tuple[float, float, float, float]
"""Left, bottom, width and height of a panel, in ems."""


@whole_figure
def race(comparison: Comparison) -> Figure:
    """Return all paths on one stage, and the convergence curves beside it."""
    page, runs = _begin(comparison), comparison.runs
    styles = styles_for(run.optimizer for run in runs)
    height = page.height - _BOTTOM - _TOP
    labels = _labels(comparison, height)
    between, right = 4.1, LABEL_INDENT + _label_width(page, labels) + 0.8
    left = _LEFT
    for _ in range(2):  # a second time where the labels of the ticks are wide
        width = page.width - left - between - right
        wide = 0.57 * width
        ground = stage(comparison.surface, runs, wide / height)
        if (needed := room_for_labels(*ground.box.sides[1], height)) <= left:
            break
        left = needed
    ax = page.axes(left, _BOTTOM, wide, height)
    _draw_stage(ground, runs, styles, ax)
    if not comparison.bundles:
        ground.explain(ax, page.measure([ax.get_title(loc="left")], TYPE))
    else:
        above = page.height - _TOP + 0.35
        page.write(left + wide, above, words.PATHS_OF_FIRST_SEED, NOTE, color=ink(0.8), ha="right")
    place = left + wide + between, _BOTTOM, width - wide, height
    _draw_curves(page, comparison, styles, place, labels)
    return page.figure


@whole_figure
def grid(comparison: Comparison) -> Figure:
    """Return one panel for each optimizer on the same axes, and the convergence curves last."""
    runs = comparison.runs
    page = _begin(comparison, *([words.PATHS_OF_FIRST_SEED] if comparison.bundles else []))
    styles = styles_for(run.optimizer for run in runs)
    rows = round(sqrt(0.75 * (len(runs) + 1)))
    columns = (
        ceil(len(runs) / rows) + 1
        if len(runs) > _PANELS_BESIDE_CURVES
        else ceil((len(runs) + 1) / rows)
    )
    spare = min(rows, rows * columns - len(runs))  # cells of the last column, for the curves
    titles = names(runs)
    left, across, scale = _LEFT + (1.2 if comparison.surface.dim > 2 else 0.0), 1.0, 2.9
    right = LABEL_INDENT + _label_width(page, titles) + 0.8
    width = (page.width - left - right - scale - across * (columns - 1)) / columns
    head = 1.7 if all(_fits(page, run, width) for run in runs) else 2.6
    down = head + 0.3
    height = (page.height - _BOTTOM - _TITLE - head - down * (rows - 1)) / rows
    ground = stage(comparison.surface, runs, width / height)
    cells = [
        (row, column)
        for row in range(rows)
        for column in range(columns)
        if column < columns - 1 or row < rows - spare
    ]
    for (row, column), run, style in zip(cells, runs, styles, strict=False):  # some may be empty
        x = left + column * (width + across) + (scale if column == columns - 1 else 0)
        y = _BOTTOM + (rows - 1 - row) * (height + down)
        ax = _draw_panel(page, ground, run, style, (x, y, width, height), head)
        ax.tick_params(labelleft=column == 0, labelbottom=row == rows - 1)
        if row < rows - 1:
            ax.set_xlabel("")
        if column == 0 and ground.labels[1] not in ("y", "f"):
            ax.set_ylabel(ground.labels[1])
    x = left + (columns - 1) * (width + across) + scale
    tall = spare * height + (spare - 1) * down
    _draw_curves(page, comparison, styles, (x, _BOTTOM, width, tall), titles)
    return page.figure


@whole_figure
def pair(before: tuple[str, Comparison], after: tuple[str, Comparison]) -> Figure:
    """Return two comparisons of the same four or fewer methods side by side, a panel for each run.

    Every panel has the same axes and the gap that its run has reached.
    """
    more = (note for note in after[1].conditions if note not in before[1].conditions)
    page = _begin(before[1], *more)
    everything = [run for _, comparison in (before, after) for run in comparison.runs]
    left, across, apart = _LEFT, 0.8, 2.2
    width = (page.width - left - 2 * across - apart - 0.9) / 4
    head = 1.7 if all(_fits(page, run, width) for run in everything) else 2.6
    down, header = head + 0.3, head + 0.2
    bottom = _BOTTOM - 1.0  # no axis labels
    height = (page.height - bottom - _TOP - down - header) / 2
    ground = stage(before[1].surface, everything, width / height)
    for side, (name, comparison) in enumerate((before, after)):
        start = left + side * (2 * width + across + apart)
        page.write(start, page.height - _TOP + 0.1, name, 1.0)
        styles = styles_for(run.optimizer for run in comparison.runs)
        for i, (run, style) in enumerate(zip(comparison.runs, styles, strict=True)):
            row, column = divmod(i, 2)
            x, y = start + column * (width + across), bottom + (1 - row) * (height + down)
            ax = _draw_panel(page, ground, run, style, (x, y, width, height), head)
            ax.tick_params(labelleft=side + column == 0, labelbottom=row == 1)
            ax.set_xlabel("")
            _write_gap(run, ax)
    return page.figure


@whole_figure
def relief(
    comparison: Comparison,
    elevation: float = View.elevation,
    azimuth: float | None = None,
    z: str | None = None,
    turn: float = View.turn,
) -> Figure:
    """Return all paths on the surface seen from the side, and the convergence curves beside it."""
    page, runs = _begin(comparison), comparison.runs
    styles = styles_for(run.optimizer for run in runs)
    height = page.height - _BOTTOM - _TOP
    labels = _labels(comparison, height)
    left, between, right = 0.5, 3.4, LABEL_INDENT + _label_width(page, labels) + 0.8
    width = page.width - left - between - right
    wide = 0.64 * width
    ground = relief_stage(comparison.surface, runs, View(elevation, azimuth, turn, z))
    ax = page.axes(left, _FOOT, wide, page.height - _FOOT - _TITLE - 0.4)
    ground.draw(runs, styles, ax)
    if comparison.bundles:
        above = page.height - _TOP + 0.35
        page.write(left + wide, above, words.PATHS_OF_FIRST_SEED, NOTE, color=ink(0.8), ha="right")
    place = left + wide + between, _BOTTOM, width - wide, height
    _draw_curves(page, comparison, styles, place, labels)
    return page.figure


LAYOUTS: dict[str, Callable[..., Figure]] = {"race": race, "grid": grid, "relief": relief}


@whole_figure
def figure(comparison: Comparison, layout: str = CompareRecipe.layout, **view: Any) -> Figure:
    """Return a comparison in a layout: one stage for all, a panel for each, a relief as viewed."""
    return LAYOUTS[layout](comparison, **view)


def _begin(comparison: Comparison, *more: str) -> Page:
    """Return a page with the name of the surface, and the conditions of the race at its foot."""
    page = Page()
    write_title(page, comparison.surface)
    page.write_foot([*more, *comparison.conditions])
    return page


def _draw_curves(
    page: Page,
    comparison: Comparison,
    styles: Sequence[Style],
    place: _Place,
    labels: Sequence[str],
) -> None:
    """Draw the gap of each run, or of all its seeds, and below it the rates on a schedule."""
    left, bottom, width, height = place
    below = _RATES * height + _HEAD if scheduled(comparison.runs) else 0.0
    gaps = page.axes(left, bottom + below, width, height - below)
    if comparison.bundles:
        draw_bands(comparison.bundles, styles, gaps, labels=labels, below=below)
    else:
        draw_convergence(comparison.runs, styles, gaps, labels=labels, below=below)
    if below:
        last = int(gaps.get_xlim()[1])
        ax = page.axes(left, bottom, width, _RATES * height)
        draw_rates(comparison.runs, styles, ax, last=last)
        gaps.tick_params(labelbottom=False)
        gaps.set_xlabel("")


def _draw_panel(
    page: Page,
    ground: Stage,
    run: Run,
    style: Style,
    place: _Place,
    head: float = 1.7,
) -> Axes:
    """Draw one run alone, its name above."""
    ax = page.axes(*place)
    _draw_stage(ground, [run], [style], ax)
    ax.set_title("")
    left, bottom, width, height = place
    _write_heading(page, run, style, left, bottom + height + 0.35, width, head)
    return ax


def _write_gap(run: Run, ax: Axes) -> None:
    """Write the gap that was reached into the corner of a panel."""
    ax.text(
        0.97, 0.95, words.gap(text.number(run.gap[-1])), transform=ax.transAxes, ha="right",
        va="top", fontsize=NOTE * points("font.size"), color=ink(0.8),
    )  # fmt: skip


def _draw_stage(ground: Stage, runs: Sequence[Run], styles: Sequence[Style], ax: Axes) -> None:
    ground.draw(runs, styles, ax)
    label_axes(ax, *ground.labels)


def _labels(comparison: Comparison, height: float) -> list[str]:
    """Return the label of each run: name, knobs, outcome; in one line each where room is short."""
    runs, bundles = comparison.runs, comparison.bundles
    ends = [text.outcomes(one) for one in bundles] or [text.outcome(run) for run in runs]
    labels = [_label(run, end) for run, end in zip(runs, ends, strict=True)]
    if labels_fit(labels, height):
        return labels
    ends = ends if bundles else [text.in_a_word(run) for run in runs]
    return [_short_label(run, end) for run, end in zip(runs, ends, strict=True)]


def _label(run: Run, outcome: str) -> str:
    knobs = text.wrapped(text.knobs(run.optimizer), _LETTERS)[:_LINES]
    return "\n".join(line for line in [run.optimizer.title, *knobs, outcome] if line)


def _short_label(run: Run, outcome: str) -> str:
    rate = text.shortened(text.knobs(run.optimizer).removeprefix("lr "), _LETTERS)
    return " ".join(filter(None, [run.optimizer.title, rate, outcome]))


def names(runs: Sequence[Run]) -> list[str]:
    """Return the names of the methods, with their knobs where a method runs more than once."""
    titles = [run.optimizer.title for run in runs]
    return [
        _short_label(run, "") if titles.count(title) > 1 else title
        for run, title in zip(runs, titles, strict=True)
    ]


def _label_width(page: Page, labels: Sequence[str]) -> float:
    lines = [label.split("\n") for label in labels]
    return max(
        page.measure([own[0] for own in lines], NAME, "bold"),
        page.measure([line for own in lines for line in own[1:]], NOTE),
    )


def _note(run: Run, most: int = 99) -> str:
    """Return knobs and outcome in one line; knobs give way where it is short of letters."""
    word = text.in_a_word(run)
    knobs = text.knobs(run.optimizer)
    if knobs:
        knobs = text.shortened(knobs, most - display_width(word) - 3 * bool(word))
    return " · ".join(filter(None, [knobs, word]))


def _fits(page: Page, run: Run, width: float) -> bool:
    """Whether the name of a panel and the note on its run have room on one line."""
    name = page.measure([run.optimizer.title], NAME, "bold")
    return name + 0.5 + page.measure([_note(run)], NOTE) <= width


def _write_heading(
    page: Page, run: Run, style: Style, left: float, bottom: float, width: float, head: float
) -> None:
    """Write the name of a panel and the note on its run, on one line or on two."""
    one_line = head < 2
    name = bottom if one_line else bottom + 0.95
    page.write(left, name, run.optimizer.title, NAME, color=style.text_colour, fontweight="bold")
    if one_line:
        page.write(left + width, bottom, _note(run), NOTE, color=ink(0.8), ha="right")
    else:
        letters = display_width(_note(run))
        while letters > 8 and page.measure([_note(run, letters)], NOTE) > width:
            letters -= 1
        page.write(left, bottom, _note(run, letters), NOTE, color=ink(0.8))
