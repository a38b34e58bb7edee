"""What every page of a comparison has: title, foot, a style for each run, paths on a stage."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from optim_viz.plots.compare_plans import Plan
from optim_viz.plots.panels.legend import write_legend
from optim_viz.plots.panels.moving import Appearing, moves
from optim_viz.plots.panels.stages import Stage
from optim_viz.plots.style.optimizer_styles import Style, styles_for, styles_of_sizes
from optim_viz.plots.style.page import Page, write_title
from optim_viz.plots.style.ticks import label_axes
from optim_viz.runs.results import Run
from optim_viz.studies.compare import Comparison

LEFT = 2.9
"""Room for ticks left of the panels, more where their labels are wide, in ems."""


def begin(
    comparison: Comparison, full: Sequence[str] = (), short: Sequence[str] | None = None
) -> Page:
    """Return a page with the name of the surface, and the conditions of the race at its foot.

    Before these stand other notes, of which there may be short ones.
    """
    page = Page()
    write_title(page, comparison.surface)
    more = full if short is None else short
    page.write_foot([*full, *comparison.conditions], [*more, *comparison.summary])
    return page


def styles_of(runs: Sequence[Run]) -> list[Style]:
    """Return a style for each run: that of its method, or one for each size of batches."""
    methods = {run.optimizer.name for run in runs}
    if len({run.batch_size for run in runs}) == len(runs) > 1 and len(methods) == 1:
        return styles_of_sizes(len(runs))
    return styles_for(run.optimizer for run in runs)


def write_names(page: Page, places: Plan, runs: Sequence[Run], styles: Sequence[Style]) -> None:
    """Write the legend, if there is one; a film shows what a run has come to once it has."""
    if places.legend is None:
        return
    ends = write_legend(page, places.legend, styles, *places.corner)
    for end, run in zip(ends, runs, strict=True):
        if end is not None:
            moves(end, Appearing(int(run.taken)))


def draw_stage(ground: Stage, runs: Sequence[Run], styles: Sequence[Style], ax: Axes) -> None:
    """Draw paths on a stage, with the names of its axes."""
    ground.draw(runs, styles, ax)
    label_axes(ax, *ground.labels)
