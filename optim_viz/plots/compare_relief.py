"""All paths on the surface seen from the side, and the convergence curves beside it."""

from __future__ import annotations

from dataclasses import replace

from matplotlib.figure import Figure

from optim_viz.plots.compare_curves import draw_beside
from optim_viz.plots.compare_page import begin, styles_of, write_names
from optim_viz.plots.compare_plans import BOTTOM, TOP, Needs, plan
from optim_viz.plots.compare_race import needs_of, race
from optim_viz.plots.panels.relief import View
from optim_viz.plots.panels.relief_axes import WITH_NUMBERS, WITHOUT
from optim_viz.plots.panels.stages import relief_stage
from optim_viz.plots.style.page import NOTE, Page
from optim_viz.plots.style.themes import ink, whole_figure
from optim_viz.problem import Sides
from optim_viz.recipes.compare import CompareRecipe
from optim_viz.studies.compare import Comparison
from optim_viz.text import words

_FOOT, _HEAD_OF_RELIEF = 1.6, 2.3
"""Room for the footer below a relief, whose ticks are its own, and for the title above it."""

_BLOCK, _NUMBERED = 1.15, 27.0
"""Width over height of the block of a relief, and width in ems of a page on which it has numbers.
"""


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
    page, runs = begin(comparison), comparison.runs
    styles = styles_of(runs)
    places = plan(page, needs_of_relief(page, comparison, frame), panel)
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
        draw_beside(page, comparison, styles, places.curves, places.labels, panel)
    write_names(page, places, runs, styles)
    return page.figure


def needs_of_relief(page: Page, comparison: Comparison, frame: Sides | None) -> Needs:
    """Return what a race on a relief needs room for: the block, and its own numbers around it."""
    across, up = WITH_NUMBERS if page.width >= _NUMBERED else WITHOUT
    spare = BOTTOM - _FOOT, TOP - _HEAD_OF_RELIEF
    return replace(
        needs_of(page, comparison, frame), left=0.5, aspect=_BLOCK,
        within=(across, max(up - sum(spare), 0.0)), spare=spare, short_names=False,
    )  # fmt: skip
