"""Whole figures: panels arranged on a canvas, every length a multiple of the type size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.plots.compare_plans import (
    BOTTOM,
    NAME_ALONE,
    ONE_LINE,
    OVER,
    TOP,
    TWO_LINES,
    WORTH_OF_NAMES,
    Lattice,
    Needs,
    Place,
    Plan,
    lattice,
    plan,
)
from optim_viz.plots.panels.bands import draw_bands, median_run
from optim_viz.plots.panels.convergence import (
    LABEL_INDENT,
    Scale,
    draw_convergence,
    labels_fit,
)
from optim_viz.plots.panels.data import draw_data, has_picture
from optim_viz.plots.panels.legend import legend, write_legend
from optim_viz.plots.panels.relief import View
from optim_viz.plots.panels.relief_axes import WITH_NUMBERS, WITHOUT
from optim_viz.plots.panels.rows_seen import draw_rows_seen, sees_data
from optim_viz.plots.panels.schedules import draw_rates, scheduled
from optim_viz.plots.panels.stages import Stage, natural_aspect, relief_stage, stage
from optim_viz.plots.style import text
from optim_viz.plots.style.optimizer_styles import Style, styles_for, styles_of_sizes
from optim_viz.plots.style.page import LEAST, NAME, NOTE, Page, write_title
from optim_viz.plots.style.themes import ink, points, whole_figure
from optim_viz.plots.style.ticks import TYPE, label_axes, room_for_labels
from optim_viz.problem import Sides
from optim_viz.recipes.compare import CompareRecipe
from optim_viz.runs.results import Run
from optim_viz.studies.compare import Comparison
from optim_viz.studies.tuning import FLOOR
from optim_viz.text import words
from surfaces.numerals import display_width

_FOOT, _HEAD_OF_RELIEF = 1.6, 2.3
"""Room for the footer below a relief, whose ticks are its own, and for the title above it."""

_BLOCK, _NUMBERED = 1.15, 27.0
"""Width over height of the block of a relief, and width in ems of a page on which it has numbers.
"""

_LEFT, _NARROWEST = 2.9, 2.3
"""Room for ticks left of the panels, more where their labels are wide; less on a narrow page."""

_LETTERS, _LINES = (25, 14, 10), 4
"""Width of the lines in a label, where there is more and less room, in letters; their number."""

_LEAST_OF_PAIR, _RIGHT_OF_PAIR = 28.0, 0.6
"""Width of a page on which each run of two comparisons has a panel, and room right of two races on
another, in ems."""

_NUMBER = 11
"""Letters of a rate alone, at most."""

_BESIDE_LABELS = 0.4
"""Room right of the labels, in ems."""

_ABOVE_TICKS = 0.62
"""Height of the name of an axis above the end of a panel, which may have a tick there, in ems."""

_AXIS_NAME, _NARROW = 1.2, 24.0
"""Room for the name of an axis beside its ticks, on pages that are at least so wide, in ems."""

_SECOND, _FOOT_OF_CURVES, _TITLE_OF_DATA, _LEAST_WITH_TWO = 0.48, 2.9, 1.5, 13.0
"""Height of a second panel below the curves, as a share of what is left of its column, room for the
ticks between both and for its title, and the height of a column that has both, in ems."""

_MOST_OF_A_PANEL, _LEAST_WITH_A_GAP = 0.75, 2.6
"""Share of the width of a panel that the gap in its corner takes at most, and least height of such
a panel in ems: else the gap stands above it in place of the rate."""

_RATES, _HEAD, _LEAST_WITH_RATES = 0.24, 1.8, 7.0
"""Height of a panel of rates, as a share of its column; room for the title above it, and the height
of a column that has it, in ems."""


_Second = Callable[[Comparison, Sequence[Style], Axes, Axes], None]
"""Draws a second panel below the gaps, whose axes are the last."""


@whole_figure
def race(
    comparison: Comparison,
    panel: str = CompareRecipe.panel,
    frame: Sides | None = CompareRecipe.view,
) -> Figure:
    """Return all paths on one stage, and the convergence curves beside it.

    Parameters
    ----------
    comparison : Comparison
    panel : str
        ``both`` as far as there is room, ``paths`` or ``gap``.
    frame : pairs of floats, optional
        The part of the surface that is shown.
    """
    page, runs = _begin(comparison), comparison.runs
    styles = styles_of(runs)
    needs = _needs(page, comparison, frame)
    for _ in range(2):  # a second time where the labels of the ticks are wide
        places = plan(page, needs, panel)
        if places.stage is None:
            break
        _, _, wide, height = places.stage
        ground = stage(comparison.surface, runs, wide / height, frame, comparison.plane)
        if (needed := room_for_labels(*ground.box.sides[1], height)) <= needs.left:
            break
        needs = replace(needs, left=needed)
    if places.stage is not None:
        _draw_all_paths(page, comparison, ground, styles, places.stage)
    if places.curves is not None:
        _draw_beside(page, comparison, styles, places.curves, places.labels, panel)
    if places.legend is not None:
        write_legend(page, places.legend, styles, *places.corner)
    return page.figure


def styles_of(runs: Sequence[Run]) -> list[Style]:
    """Return a style for each run: that of its method, or one for each size of batches."""
    methods = {run.optimizer.name for run in runs}
    if len({run.batch_size for run in runs}) == len(runs) > 1 and len(methods) == 1:
        return styles_of_sizes(len(runs))
    return styles_for(run.optimizer for run in runs)


def _needs(page: Page, comparison: Comparison, frame: Sides | None) -> Needs:
    """Return what a race needs room for."""
    runs = comparison.runs
    tall = page.height - BOTTOM - TOP
    whole = names(runs)
    labels = [_labels(comparison, tall, letters) for letters in _LETTERS]
    widths = [LABEL_INDENT + _label_width(page, some) + _BESIDE_LABELS for some in labels]
    notes = [_note(run, _LETTERS[1]) if name == run.optimizer.title else text.in_a_word(run)
             for name, run in zip(whole, runs, strict=True)]  # fmt: skip
    key = legend(page, whole, notes)
    if not any(key.notes):
        key = legend(page, whole, [text.in_a_word(run) for run in runs])
    return Needs(
        labels=[(tuple(some), width) for some, width in zip(labels, widths, strict=True)],
        legend=key,
        aspect=natural_aspect(comparison.surface, runs, frame),
        left=_LEFT,
    )


def _draw_all_paths(
    page: Page, comparison: Comparison, ground: Stage, styles: Sequence[Style], place: Place
) -> None:
    """Draw all paths on one stage, with what its tones mean."""
    ax = page.axes(*place)
    _draw_stage(ground, comparison.runs, styles, ax)
    left, bottom, wide, height = place
    if not comparison.bundles:
        ground.explain(ax, page.measure([ax.get_title(loc="left")], TYPE))
        return
    above = bottom + height + 0.35
    page.write(left + wide, above, words.PATHS_OF_FIRST_SEED, NOTE, color=ink(0.8), ha="right")


@whole_figure
def grid(
    comparison: Comparison,
    panel: str = CompareRecipe.panel,
    frame: Sides | None = CompareRecipe.view,
) -> Figure:
    """Return one panel for each optimizer on the same axes, and the convergence curves last.

    ``panel`` and ``frame`` are those of `race`, which is what a page too small for a grid shows.
    """
    runs = comparison.runs
    if panel == "gap":
        return race(comparison, panel)
    page = _begin(comparison, *([words.PATHS_OF_FIRST_SEED] if comparison.bundles else []))
    styles = styles_of(runs)
    titles = names(runs)
    found = _lattice(page, comparison, titles, panel, frame)
    if found is None:
        return race(comparison, panel, frame)
    cells, ground = found
    two_lines, narrow = cells.head == TWO_LINES, page.width < _NARROW
    notes = [_note(run) for run in runs]
    if cells.head == NAME_ALONE:
        notes = [""] * len(runs)
    elif cells.curves is None:
        longer = [" · ".join(filter(None, [_note(run), _reached(run)])) for run in runs]
        beside = 0.0 if two_lines else page.measure(titles, NAME, "bold") + 0.5
        notes = longer if beside + page.measure(longer, NOTE) <= cells.width else notes
    for i, (run, style, note) in enumerate(zip(runs, styles, notes, strict=True)):
        _, column = cells.cell(i)
        ax, up = _draw_panel(page, ground, run, style, cells.place(i), cells.head, note)
        last = cells.is_lowest(i, len(runs))
        ax.tick_params(labelleft=column == 0, labelbottom=last)
        if not last:
            ax.set_xlabel("")
        elif page.measure([ax.get_xlabel()], TYPE) > cells.width:
            _share_xlabel(ax, column, cells.panels_below)
        if column == 0:
            if narrow and page.measure([up], TYPE) <= cells.left - 0.6:
                _name_above(page, up, cells.place(i))
            else:
                _name_beside(page, ax, up, cells, i)
    if cells.curves is not None:
        named = titles if cells.named else ()
        _draw_beside(page, comparison, styles, cells.curves, named, panel)
    return page.figure


def _lattice(
    page: Page, comparison: Comparison, titles: Sequence[str], panel: str, frame: Sides | None
) -> tuple[Lattice, Stage] | None:
    """Return the panels of a grid and what they show, None where there is no room for them."""
    runs = comparison.runs
    right = LABEL_INDENT + _label_width(page, titles) + 0.8
    aspect = natural_aspect(comparison.surface, runs, frame)
    whole = page.measure(titles, LEAST, "bold")
    apart = len({run.optimizer.title for run in runs}) == len(runs)  # or notes alone tell them so
    alone = WORTH_OF_NAMES if apart else 0.0
    usual = (_NARROWEST, _LEFT) if page.width < _NARROW else (_LEFT + _AXIS_NAME,)
    for left in usual:  # the second where the labels of the ticks are wide
        found = lattice(page, len(runs), left, right, aspect, panel, whole, alone)
        if found is None:
            return None
        cells = found
        if cells.head == TWO_LINES and all(_fits(page, run, cells.width) for run in runs):
            cells = cells.with_heads(ONE_LINE)
        shape = cells.width / cells.height
        ground = stage(comparison.surface, runs, shape, frame, comparison.plane)
        if room_for_labels(*ground.box.sides[1], cells.height) <= left:
            break
    return cells, ground


def _name_above(page: Page, up: str, place: Place) -> None:
    """Name the axis upwards of a panel above its ticks, beside the name of the panel."""
    left, bottom, _, height = place
    above = bottom + height + _ABOVE_TICKS
    page.write(left - 0.35, above, up, TYPE, color=ink(0.72), ha="right")


def _name_beside(page: Page, ax: Axes, up: str, cells: Lattice, i: int) -> None:
    """Name the axis upwards of a panel beside its ticks; a long name is for all rows."""
    if page.measure([up], TYPE) > cells.pitch:
        if i == 0:
            ax.set_ylabel(up, y=0.5 - (cells.rows - 1) / 2 * cells.pitch / cells.height)
        return
    name = ax.set_ylabel(up)
    if len(up) == 1:
        name.set(rotation=0, ha="right", va="center")


def _share_xlabel(ax: Axes, column: int, of: float) -> None:
    """Name the axis across below the middle of the last row, which is ``of`` panels wide."""
    if column:
        ax.set_xlabel("")
    else:
        ax.xaxis.get_label().set_x(of / 2)


@whole_figure
def pair(before: tuple[str, Comparison], after: tuple[str, Comparison]) -> Figure:
    """Return two comparisons of the same four or fewer methods side by side, a panel for each run.

    Every panel has the gap that its run has reached, and those of one surface have the same axes.
    On a narrow page each comparison has one panel.
    """
    sides = before[1], after[1]
    everything = [run for comparison in sides for run in comparison.runs]
    alike = sides[0].surface == sides[1].surface
    more = [note for note in after[1].conditions if alike and note not in before[1].conditions]
    page = _begin(before[1], *more)
    if page.width < _LEAST_OF_PAIR:
        _draw_pair_of_races(page, (before, after), everything if alike else None)
        return page.figure
    left, across, apart = _LEFT, 0.8, 2.2 if alike else 3.0
    width = (page.width - left - 2 * across - apart - 0.9) / 4
    head = ONE_LINE if all(_fits(page, run, width) for run in everything) else TWO_LINES
    down, header = head + 0.3, head + 0.2
    bottom = BOTTOM - 1.0  # no axis labels
    height = (page.height - bottom - TOP - down - header) / 2
    for side, (name, comparison) in enumerate((before, after)):
        runs = everything if alike else comparison.runs
        ground = stage(comparison.surface, runs, width / height)
        gaps = [words.gap(text.number(run.gap[-1])) for run in comparison.runs]
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
            note = _note(run) if inside else gap
            ax, _ = _draw_panel(page, ground, run, style, place, head, note)
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
    left, apart, bottom = _LEFT, _LEFT if everything is None else 1.0, BOTTOM - 1.0 + key.height
    width = (page.width - left - apart - _RIGHT_OF_PAIR) / 2
    room = width + apart - 0.3
    titles = [page.in_lines(name, LEAST, room)[:2] for name, _ in pair]
    lines = max(map(len, titles))
    height = page.height - bottom - TOP - (lines - 1)
    for side, (title, (_, comparison)) in enumerate(zip(titles, pair, strict=True)):
        start = left + side * (width + apart)
        ground = stage(comparison.surface, everything or comparison.runs, width / height)
        ax = page.axes(start, bottom, width, height)
        _draw_stage(ground, comparison.runs, styles_of(comparison.runs), ax)
        ax.set_title("")
        ax.set_xlabel("")
        ax.tick_params(labelleft=side == 0 or everything is None)
        for nth, line in enumerate(title):
            above = page.height - TOP + 0.4 - (lines - len(title)) - nth
            page.write(start, above, page.fitted(line, LEAST, room), LEAST)
    write_legend(page, key, styles_of(runs), *Plan.corner)


@whole_figure
def relief(
    comparison: Comparison,
    panel: str = CompareRecipe.panel,
    frame: Sides | None = CompareRecipe.view,
    elevation: float = View.elevation,
    azimuth: float | None = None,
    z: str | None = None,
    turn: float = View.turn,
) -> Figure:
    """Return all paths on the surface seen from the side, and the convergence curves beside it.

    ``panel`` and ``frame`` are those of `race`.
    """
    if panel == "gap":
        return race(comparison, panel)
    page, runs = _begin(comparison), comparison.runs
    styles = styles_of(runs)
    places = plan(page, _needs_of_relief(page, comparison, frame), panel)
    assert places.stage is not None
    left, bottom, wide, height = places.stage
    low = bottom  # the ticks of a relief are its own: it has the room for those of a panel
    if places.curves is None or places.curves[1] == bottom:
        low -= BOTTOM - _FOOT
    tall = bottom - low + height + TOP - _HEAD_OF_RELIEF
    ground = relief_stage(comparison.surface, runs, View(elevation, azimuth, turn, z), frame)
    ax = page.axes(left, low, wide, tall)
    ground.draw(runs, styles, ax)
    if comparison.bundles:
        up = page.height - TOP + 0.35
        page.write(left + wide, up, words.PATHS_OF_FIRST_SEED, NOTE, color=ink(0.8), ha="right")
    if places.curves is not None:
        _draw_beside(page, comparison, styles, places.curves, places.labels, panel)
    if places.legend is not None:
        write_legend(page, places.legend, styles, *places.corner)
    return page.figure


def _needs_of_relief(page: Page, comparison: Comparison, frame: Sides | None) -> Needs:
    """Return what a race on a relief needs room for: the block, and its own numbers around it."""
    across, up = WITH_NUMBERS if page.width >= _NUMBERED else WITHOUT
    spare = BOTTOM - _FOOT + TOP - _HEAD_OF_RELIEF
    return replace(
        _needs(page, comparison, frame), left=0.5, aspect=_BLOCK,
        within=(across, max(up - spare, 0.0)),
    )  # fmt: skip


LAYOUTS: dict[str, Callable[..., Figure]] = {"race": race, "grid": grid, "relief": relief}


@whole_figure
def figure(
    comparison: Comparison,
    layout: str = CompareRecipe.layout,
    panel: str = CompareRecipe.panel,
    frame: Sides | None = CompareRecipe.view,
    **relief: Any,
) -> Figure:
    """Return a comparison in a layout: one stage for all, a panel for each, a relief as viewed."""
    return LAYOUTS[layout](comparison, panel, frame, **relief)


def _begin(comparison: Comparison, *more: str) -> Page:
    """Return a page with the name of the surface, and the conditions of the race at its foot."""
    page = Page()
    write_title(page, comparison.surface)
    page.write_foot([*more, *comparison.conditions], [*more, *comparison.summary])
    return page


def _draw_beside(
    page: Page,
    comparison: Comparison,
    styles: Sequence[Style],
    place: Place,
    labels: Sequence[str],
    panel: str,
) -> None:
    """Draw what stands beside the paths: the gaps, or the data in their place."""
    if panel != "data":
        _draw_curves(page, comparison, styles, place, labels)
        return
    assert has_picture(comparison.surface)
    draw_data(comparison.surface, comparison.runs, styles, page.axes(*place))


def _draw_curves(
    page: Page,
    comparison: Comparison,
    styles: Sequence[Style],
    place: Place,
    labels: Sequence[str],
) -> None:
    """Draw the gap of each run, or of all its seeds, and below it the rates on a schedule."""
    left, bottom, width, height = place
    runs, model = comparison.runs, comparison.surface
    tall = height >= _LEAST_WITH_TWO
    below = 0.0
    draw: _Second | None = None
    if tall and sees_data(runs):
        below, draw = _second(height, _FOOT_OF_CURVES), _draw_rows
    elif tall and has_picture(model) and not scheduled(runs):
        below, draw = _second(height, _FOOT_OF_CURVES + _TITLE_OF_DATA), _draw_data
    elif scheduled(runs) and height >= _LEAST_WITH_RATES:
        below = _RATES * height + _HEAD
    gaps = page.axes(left, bottom + below, width, height - below)
    if comparison.bundles:
        draw_bands(comparison.bundles, styles, gaps, labels=labels, below=below)
    else:
        draw_convergence(runs, styles, gaps, labels=labels, below=below)
    if draw is not None:
        _make_room_beside(gaps)
        room = _TITLE_OF_DATA if draw is _draw_data else 0.0
        ax = page.axes(left, bottom, width, below - _FOOT_OF_CURVES - room)
        draw(comparison, styles, ax, gaps)
    elif below:
        last = int(gaps.get_xlim()[1])
        ax = page.axes(left, bottom, width, _RATES * height)
        draw_rates(runs, styles, ax, last=last)
        gaps.tick_params(labelbottom=False)
        gaps.set_xlabel("")


def _make_room_beside(gaps: Axes) -> None:
    """Let the numbers of the steps end with the panel: names may stand beside them."""
    labels = gaps.get_xticklabels()
    for last in labels[-1:]:
        last.set_horizontalalignment("right")
    for before in labels[2:-1][-1:]:
        before.set_visible(False)


def _second(height: float, between: float) -> float:
    """Return the height of a second panel below the curves, with the room between them."""
    return _SECOND * (height - between) + between


def _draw_data(comparison: Comparison, styles: Sequence[Style], ax: Axes, _: Axes) -> None:
    """Draw the data of a model, and what each run has made of them."""
    assert has_picture(comparison.surface)
    draw_data(comparison.surface, comparison.runs, styles, ax)


def _draw_rows(comparison: Comparison, styles: Sequence[Style], ax: Axes, gaps: Axes) -> None:
    """Draw the same gaps against the rows of data seen, on the heights of the panel above."""
    low, high = gaps.get_ylim()
    medians = [median_run(bundle) for bundle in comparison.bundles]
    scale = Scale(low, high, log=gaps.get_yscale() == "log")
    draw_rows_seen(medians or comparison.runs, styles, ax, scale=scale)


def _draw_panel(
    page: Page,
    ground: Stage,
    run: Run,
    style: Style,
    place: Place,
    head: float,
    note: str,
) -> tuple[Axes, str]:
    """Draw one run alone, its name above; return the axes, and the name of the axis upwards."""
    ax = page.axes(*place)
    _draw_stage(ground, [run], [style], ax)
    up = ax.get_title(loc="left")
    ax.set_title("")
    left, bottom, width, height = place
    _write_heading(page, run, style, left, bottom + height + 0.35, width, head, note)
    return ax, up


def _reached(run: Run) -> str:
    """Return the gap at the end in words, nothing where there is none."""
    gap = float(run.gap[-1])
    if not np.isfinite(gap):
        return ""
    return words.gap(text.number(gap) if gap > FLOOR else f"≤ {text.number(FLOOR)}")


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


def _draw_stage(ground: Stage, runs: Sequence[Run], styles: Sequence[Style], ax: Axes) -> None:
    ground.draw(runs, styles, ax)
    label_axes(ax, *ground.labels)


def _labels(comparison: Comparison, height: float, letters: int) -> list[str]:
    """Return the label of each run: name, knobs, outcome; in one line each where room is short."""
    runs, bundles = comparison.runs, comparison.bundles
    ends = [text.outcomes(one) for one in bundles] or [text.outcome(run) for run in runs]
    labels = [_label(run, end, letters) for run, end in zip(runs, ends, strict=True)]
    if labels_fit(labels, height):
        return labels
    ends = ends if bundles else [text.in_a_word(run) for run in runs]
    return [_short_label(run, end, letters) for run, end in zip(runs, ends, strict=True)]


def _label(run: Run, outcome: str, letters: int) -> str:
    knobs = text.wrapped(text.knobs(run.optimizer), letters)[:_LINES]
    said = [run.optimizer.title, *knobs, *_broken(outcome, letters)]
    return "\n".join(line for line in said if line)


def _broken(line: str, letters: int) -> list[str]:
    """Return a line in as many as it needs to be no wider than some letters, or than a word."""
    lines = [""]
    for word in line.split(" "):
        longer = f"{lines[-1]} {word}".lstrip()
        if lines[-1] and display_width(longer) > letters:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _short_label(run: Run, outcome: str, letters: int = _LETTERS[0]) -> str:
    rate = text.shortened(text.knobs(run.optimizer).removeprefix("lr "), letters)
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
    if display_width(knobs) > _NUMBER:  # a number alone is never cut
        knobs = text.fewer(knobs, max(most - display_width(word) - 3 * bool(word), _NUMBER))
    return " · ".join(filter(None, [knobs, word]))


def _fits(page: Page, run: Run, width: float) -> bool:
    """Whether the name of a panel and the note on its run have room on one line."""
    name = page.measure([run.optimizer.title], NAME, "bold")
    return name + 0.5 + page.measure([_note(run)], NOTE) <= width


def _write_heading(
    page: Page,
    run: Run,
    style: Style,
    left: float,
    bottom: float,
    width: float,
    head: float,
    note: str,
) -> None:
    """Write the name of a panel and the note on its run, on one line or on two."""
    one_line = head < 2
    name = bottom if one_line else bottom + 0.95
    room = width + OVER
    size = NAME if page.measure([run.optimizer.title], NAME, "bold") <= room else NOTE
    title = page.fitted(run.optimizer.title, size, room, "bold")
    page.write(left, name, title, size, color=style.text_colour, fontweight="bold")
    if one_line and note:
        page.write(left + width, bottom, note, NOTE, color=ink(0.8), ha="right")
    elif note:
        note = _fitted_note(page, run, note, width + 0.4)
        page.write(left, bottom, note, NOTE, color=ink(0.8))


def _fitted_note(page: Page, run: Run, note: str, width: float) -> str:
    """Return a note as far as there is room: several knobs are cut, a single number is not."""
    shorter, letters = note, display_width(note)
    while ", " in note and letters > 8 and page.measure([shorter], NOTE) > width:
        letters -= 1
        shorter = _note(run, letters)
    last = note.rpartition(" · ")[2]
    for one in (shorter, shorter.removeprefix("lr "), last, last.rpartition(" ")[2]):
        if page.measure([one], NOTE) <= width:
            return one
    return "" if last.rpartition(" ")[2][:1].isdigit() else page.fitted(last, NOTE, width)
