"""Curves of a benchmark against the learning rate: final gaps, and success."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import ceil

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.bench.results import Benchmark
from optim_viz.bench.tuning import BAND_QUANTILES
from optim_viz.plots.bench_page import (
    BOTTOM,
    CORNER,
    DECADE,
    LEFT,
    NARROWEST,
    SIGNS,
    TOP,
    begin,
    fitted_name,
    intervals,
    key_fits,
    marks,
    notes_on,
    room_for_key,
    row_of_panels,
    tiles,
    write_key,
)
from optim_viz.plots.panels.legend import legend, write_legend
from optim_viz.plots.panels.sensitivity import (
    draw_sensitivity,
    draw_success,
    gap_range,
    has_bands,
    name_limits,
    scale_rates,
    shown_limit,
)
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.page import Page
from optim_viz.plots.style.themes import whole_figure
from optim_viz.text import title_of, words

KEY, _RIGHT = 0.8, 1.3
"""Room between the panels and the key, and right of them where the key is below, in ems."""


@whole_figure
def sensitivity(benchmark: Benchmark) -> Figure:
    """Return the gap against the rate; on one surface also the success, and notes on it."""
    low, high = (round(100 * share) for share in BAND_QUANTILES)
    dotted = [words.DOTTED_IS_LIMIT] if any(map(shown_limit, benchmark.cells)) else []
    signs = [*marks(), *dotted, words.SIGN_OF_LOST_RUNS]
    if len(benchmark.recipe.problems) == 1:
        signs.append(intervals(benchmark))
    told = words.MEDIAN_FINAL_GAP
    if has_bands(benchmark.recipe.optimizers):
        told = words.band(low, high)
    title = told[:1].upper() + told[1:]
    page, styles = begin(benchmark, title, *signs, curves=True)
    if len(benchmark.recipe.problems) > 1:
        limits = gap_range(benchmark.cells)
        return _small_multiples(page, benchmark, styles, partial(draw_sensitivity, limits=limits))
    row = benchmark.row(benchmark.recipe.problems[0])
    panels = row_of_panels(page, benchmark, styles, [notes_on(cell) for cell in row])
    gap = draw_sensitivity(row, styles, panels.axes())
    name_limits(row, styles, gap)
    panels.entitle(gap, told, words.LEARNING_RATE)
    if panels.count > 1:
        success = draw_success(row, styles, panels.axes(1))
        reached = words.runs_that_reach(benchmark.recipe.goal)
        panels.entitle(success, reached, words.LEARNING_RATE, 1)
    panels.write_key()
    return page.figure


@whole_figure
def success(benchmark: Benchmark) -> Figure:
    """Return the share of runs that reach the goal against the rate, a panel for each surface."""
    title = words.runs_that_reach_against_rate(benchmark.recipe.goal)
    short = words.runs_that_reach(benchmark.recipe.goal)
    signs, in_short = [*marks(), intervals(benchmark)], short[:1].upper() + short[1:]
    page, styles = begin(benchmark, title, *signs, named=False, curves=True, in_short=in_short)
    return _small_multiples(page, benchmark, styles, draw_success)


def _small_multiples(
    page: Page, benchmark: Benchmark, styles: Sequence[Style], draw: Callable[..., Axes]
) -> Figure:
    """Draw something against the rate, one panel for each surface."""
    count = len(benchmark.recipe.problems)
    rows, columns = tiles(count)
    beside = 0.3 + room_for_key(page, benchmark, [])
    fits = key_fits(page, len(styles)) and page.width - LEFT - beside >= NARROWEST
    key = None if fits else legend(page, benchmark.names, [""] * len(styles))
    right = _RIGHT if key else beside
    across, down = 1.5, 2.3
    width = (page.width - LEFT - right - across * (columns - 1)) / columns
    bottom = BOTTOM + (key.height if key else 0.0)
    height = (page.height - bottom - TOP - SIGNS - down * (rows - 1)) / rows
    for i, problem in enumerate(benchmark.recipe.problems):
        row, column = divmod(i, columns)
        x, y = LEFT + column * (width + across), bottom + (rows - 1 - row) * (height + down)
        cells = benchmark.row(problem)
        ax = draw(cells, styles, page.axes(x, y, width, height))
        beside = across if column < columns - 1 else KEY
        ax.set_title(fitted_name(page, title_of(cells[0].surface), width + beside - 0.5))
        scale_rates(benchmark.cells, ax)
        _thin_ticks_of_panel(ax, width)
        ax.tick_params(labelbottom=i + columns >= count, labelleft=column == 0)
        if i + columns >= count:
            ax.set_xlabel(words.LEARNING_RATE)
    if key:
        write_legend(page, key, styles, *CORNER)
    else:
        write_key(page, benchmark, styles, page.width - right + KEY, [[] for _ in styles])
    return page.figure


def _thin_ticks_of_panel(ax: Axes, width: float) -> None:
    """Keep as many ticks across as there is room for, and none at the end: a panel may follow."""
    labels = [label.get_text() for label in ax.get_xticklabels()]
    ticks = ax.get_xticks()
    inner = [i for i, tick in enumerate(ticks) if tick < 0.99 * ax.get_xlim()[1]]
    inner = inner[:: max(2, ceil(1.2 * DECADE * len(ticks) / width))]
    ax.set_xticks([ticks[i] for i in inner], [labels[i] for i in inner])
