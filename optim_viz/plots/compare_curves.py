"""What stands beside the paths: the gaps, with rates, rows or data below them; or the data."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matplotlib.axes import Axes

from optim_viz.plots.compare_plans import Place
from optim_viz.plots.panels.bands import draw_bands, median_run
from optim_viz.plots.panels.convergence import (
    Scale,
    draw_convergence,
)
from optim_viz.plots.panels.data import draw_data, has_picture
from optim_viz.plots.panels.rows_seen import draw_rows_seen, sees_data
from optim_viz.plots.panels.schedules import draw_rates, scheduled
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.page import Page
from optim_viz.studies.compare import Comparison

_SECOND, _FOOT_OF_CURVES, _TITLE_OF_DATA, _LEAST_WITH_TWO = 0.48, 2.9, 1.5, 13.0
"""Height of a second panel below the curves, as a share of what is left of its column, room for the
ticks between both and for its title, and the height of a column that has both, in ems."""

_RATES, _HEAD, _LEAST_WITH_RATES = 0.24, 1.8, 7.0
"""Height of a panel of rates, as a share of its column; room for the title above it, and the height
of a column that has it, in ems."""

_Second = Callable[[Comparison, Sequence[Style], Axes, Axes], None]
"""Draws a second panel below the gaps, whose axes are the last."""


def draw_beside(
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
