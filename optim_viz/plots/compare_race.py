"""All paths on one stage, and the convergence curves beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matplotlib.figure import Figure

from optim_viz.plots.compare_curves import draw_beside
from optim_viz.plots.compare_labels import LETTERS, label_width, labels_of, names, note_on
from optim_viz.plots.compare_page import LEFT, begin, draw_stage, styles_of
from optim_viz.plots.compare_plans import BOTTOM, TOP, Needs, Place, plan
from optim_viz.plots.panels.convergence import LABEL_INDENT
from optim_viz.plots.panels.legend import legend, write_legend
from optim_viz.plots.panels.stages import Stage, natural_aspect, stage
from optim_viz.plots.style import text
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.page import NOTE, Page
from optim_viz.plots.style.themes import ink, whole_figure
from optim_viz.plots.style.ticks import TYPE, room_for_labels
from optim_viz.problem import Sides
from optim_viz.recipes.compare import CompareRecipe
from optim_viz.studies.compare import Comparison
from optim_viz.text import words

_BESIDE_LABELS = 0.4
"""Room right of the labels, in ems."""


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
    page, runs = begin(comparison), comparison.runs
    styles = styles_of(runs)
    needs = needs_of(page, comparison, frame)
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
        draw_beside(page, comparison, styles, places.curves, places.labels, panel)
    if places.legend is not None:
        write_legend(page, places.legend, styles, *places.corner)
    return page.figure


def needs_of(page: Page, comparison: Comparison, frame: Sides | None) -> Needs:
    """Return what a race needs room for."""
    runs = comparison.runs
    tall = page.height - BOTTOM - TOP
    whole = names(runs)
    labels = [labels_of(comparison, tall, letters) for letters in LETTERS]
    widths = [LABEL_INDENT + label_width(page, some) + _BESIDE_LABELS for some in labels]
    notes = [note_on(run, LETTERS[1]) if name == run.optimizer.title else text.in_a_word(run)
             for name, run in zip(whole, runs, strict=True)]  # fmt: skip
    key = legend(page, whole, notes)
    if not any(key.notes):
        key = legend(page, whole, [text.in_a_word(run) for run in runs])
    return Needs(
        labels=[(tuple(some), width) for some, width in zip(labels, widths, strict=True)],
        legend=key,
        aspect=natural_aspect(comparison.surface, runs, frame),
        left=LEFT,
    )


def _draw_all_paths(
    page: Page, comparison: Comparison, ground: Stage, styles: Sequence[Style], place: Place
) -> None:
    """Draw all paths on one stage, with what its tones mean."""
    ax = page.axes(*place)
    draw_stage(ground, comparison.runs, styles, ax)
    left, bottom, wide, height = place
    if not comparison.bundles:
        ground.explain(ax, page.measure([ax.get_title(loc="left")], TYPE))
        return
    above = bottom + height + 0.35
    page.write(left + wide, above, words.PATHS_OF_FIRST_SEED, NOTE, color=ink(0.8), ha="right")
