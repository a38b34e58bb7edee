"""A panel for each optimizer on the same axes, and the convergence curves last."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.plots.compare_curves import draw_beside
from optim_viz.plots.compare_labels import label_width, names, note_on, reached
from optim_viz.plots.compare_lattice import (
    NAME_ALONE,
    ONE_LINE,
    TWO_LINES,
    WORTH_OF_NAMES,
    Lattice,
    lattice,
)
from optim_viz.plots.compare_page import LEFT, begin, styles_of
from optim_viz.plots.compare_panel import draw_panel, fits_on_one_line
from optim_viz.plots.compare_plans import Place
from optim_viz.plots.compare_race import race
from optim_viz.plots.panels.convergence import LABEL_INDENT
from optim_viz.plots.panels.stages import Stage, natural_aspect, stage
from optim_viz.plots.style.page import NAME, NOTE, Page
from optim_viz.plots.style.themes import ink, whole_figure
from optim_viz.plots.style.ticks import TYPE, room_for_labels
from optim_viz.problem import Sides
from optim_viz.recipes.compare import CompareRecipe
from optim_viz.studies.compare import Comparison
from optim_viz.text import words

_NARROWEST = 2.3
"""Room for ticks left of the panels on a narrow page, in ems."""

_ABOVE_TICKS = 0.57
"""Height of the name of an axis above the end of a panel, which may have a tick there, in ems."""

_AXIS_NAME, _NARROW = 1.2, 24.0
"""Room for the name of an axis beside its ticks, on pages that are at least so wide, in ems."""


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
    if panel == "gap" or len(runs) == 1:  # which is a race
        return race(comparison, panel, frame)
    page = begin(comparison, [words.PATHS_OF_FIRST_SEED] if comparison.bundles else [])
    styles = styles_of(runs)
    titles = names(runs)
    found = lattice_of(page, comparison, titles, panel, frame)
    if found is None:
        return race(comparison, panel, frame)
    cells, ground = found
    two_lines, narrow = cells.head == TWO_LINES, page.width < _NARROW
    notes = [note_on(run) for run in runs]
    if cells.head == NAME_ALONE:
        notes = [""] * len(runs)
    elif cells.curves is None:
        longer = [" · ".join(filter(None, [note_on(run), reached(run)])) for run in runs]
        beside = 0.0 if two_lines else page.measure(titles, NAME, "bold") + 0.5
        notes = longer if beside + page.measure(longer, NOTE) <= cells.width else notes
    for i, (run, style, note) in enumerate(zip(runs, styles, notes, strict=True)):
        _, column = cells.cell(i)
        ax, up = draw_panel(page, ground, run, style, cells.place(i), cells.head, note)
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
        draw_beside(page, comparison, styles, cells.curves, named, panel)
    return page.figure


def lattice_of(
    page: Page, comparison: Comparison, titles: Sequence[str], panel: str, frame: Sides | None
) -> tuple[Lattice, Stage] | None:
    """Return the panels of a grid and what they show, None where there is no room for them."""
    runs = comparison.runs
    right = LABEL_INDENT + label_width(page, titles) + 0.8
    aspect = natural_aspect(comparison.surface, runs, frame)
    whole = [page.measure([title], page.smallest, "bold") for title in titles]
    apart = len({run.optimizer.title for run in runs}) == len(runs)  # or notes alone tell them so
    alone = WORTH_OF_NAMES if apart else 0.0
    usual = (_NARROWEST, LEFT) if page.width < _NARROW else (LEFT + _AXIS_NAME,)
    for left in usual:  # the second where the labels of the ticks are wide
        found = lattice(page, len(runs), left, right, aspect, panel, whole, alone)
        if found is None:
            return None
        cells = found
        if cells.head == TWO_LINES and all(
            fits_on_one_line(page, run, cells.width) for run in runs
        ):
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
