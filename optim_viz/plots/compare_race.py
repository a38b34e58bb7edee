"""All paths on one stage, and the convergence curves beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matplotlib.figure import Figure

from optim_viz.plots.compare_curves import draw_beside
from optim_viz.plots.compare_labels import (
    LETTERS,
    knobs_on,
    label_width,
    labels_of,
    names,
    note_on,
    reached,
)
from optim_viz.plots.compare_page import LEFT, begin, draw_stage, styles_of, write_names
from optim_viz.plots.compare_plans import BOTTOM, TOP, Needs, Plan, plan
from optim_viz.plots.panels.convergence import LABEL_INDENT
from optim_viz.plots.panels.legend import legend, legends
from optim_viz.plots.panels.stages import Stage, natural_aspect, stage
from optim_viz.plots.style import text
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.page import EDGE, NOTE, Page
from optim_viz.plots.style.themes import ink, whole_figure
from optim_viz.plots.style.ticks import TYPE, name_axes_beside_ticks, room_for_labels, ticks
from optim_viz.problem import Sides
from optim_viz.recipes.compare import CompareRecipe
from optim_viz.studies.compare import Comparison
from optim_viz.text import words

_SHORT_NAME = 1.2
"""Width of the name of an axis that has room beside its ticks, in ems."""


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
        ``paths``, ``gap``, or ``both``, be they small; ``auto`` is both if each has a third of the
        page, else the paths. ``data`` in the place of the gap.
    frame : pairs of floats, optional
        The part of the surface that is shown.
    """
    page, runs = begin(comparison), comparison.runs
    styles = styles_of(runs)
    needs = needs_of(page, comparison, frame)
    for _ in range(3):  # again where the labels of the ticks, or the names of the axes, are wide
        places = plan(page, needs, panel)
        if places.stage is None:
            break
        _, _, wide, height = places.stage
        ground = stage(comparison.surface, runs, wide / height, frame, comparison.plane)
        needed = room_for_labels(*ground.box.sides[1], height)
        short = not places.names_beside_ticks or _have_short_names(page, ground, wide, height)
        if needed <= needs.left and short:
            break
        short = short and needs.short_names
        needs = replace(needs, left=max(needed, needs.left), short_names=short)
    if places.stage is not None:
        _draw_all_paths(page, comparison, ground, styles, places)
    if places.curves is not None:
        draw_beside(page, comparison, styles, places.curves, places.labels, panel)
    write_names(page, places, runs, styles)
    return page.figure


def needs_of(page: Page, comparison: Comparison, frame: Sides | None) -> Needs:
    """Return what a race needs room for."""
    runs = comparison.runs
    tall = page.height - BOTTOM - TOP
    whole = names(runs)
    labels = [labels_of(comparison, tall, letters) for letters in LETTERS]
    widths = [LABEL_INDENT + label_width(page, some) + EDGE for some in labels]
    failures = [text.in_a_word(run) for run in runs]
    knobs, notes = (
        [note if name == run.optimizer.title else without
         for name, note, without, run in zip(whole, noted, others, runs, strict=True)]
        for noted, others in (
            ([knobs_on(run, LETTERS[1]) for run in runs], [""] * len(runs)),
            ([note_on(run, LETTERS[1]) for run in runs], failures),
        )
    )  # fmt: skip
    key = legend(page, whole, notes)
    if not any(key.notes):
        key = legend(page, whole, failures)
    ends = [failure or reached(run) for failure, run in zip(failures, runs, strict=True)]
    return Needs(
        labels=[(tuple(some), width) for some, width in zip(labels, widths, strict=True)],
        legend=key,
        legends=lambda: legends(page, whole, knobs, ends, failures),
        aspect=natural_aspect(comparison.surface, runs, frame),
        left=LEFT,
        short_names=comparison.surface.dim <= 2 and not comparison.bundles,
    )


def _have_short_names(page: Page, ground: Stage, wide: float, height: float) -> bool:
    """Whether the axes of a stage have names that fit beside their ticks, powers of ten too."""
    (across, up), (x, y) = ground.labels, ground.box.sides
    named = [
        ticks(*x, wide, across=True).name(across),
        ticks(*y, height, across=False).name(up),
    ]
    return page.measure(named, TYPE) <= _SHORT_NAME


def _draw_all_paths(
    page: Page, comparison: Comparison, ground: Stage, styles: Sequence[Style], places: Plan
) -> None:
    """Draw all paths on one stage, with what its tones mean."""
    assert places.stage is not None
    left, bottom, wide, height = places.stage
    ax = page.axes(left, bottom, wide, height)
    draw_stage(ground, comparison.runs, styles, ax)
    if places.names_beside_ticks:
        name_axes_beside_ticks(ax)
        return
    if not comparison.bundles:
        ground.explain(ax, page.measure([ax.get_title(loc="left")], TYPE))
        return
    above = bottom + height + 0.35
    page.write(left + wide, above, words.PATHS_OF_FIRST_SEED, NOTE, color=ink(0.8), ha="right")
