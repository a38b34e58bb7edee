"""The final gap of every run of a benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from optim_viz.bench.aggregates import MAX_GAPS_KEPT
from optim_viz.bench.results import Benchmark
from optim_viz.plots.bench_page import (
    BOTTOM,
    SIGNS,
    TOP,
    begin,
    fitted,
    fitted_name,
    rate_in_words,
    tiles,
)
from optim_viz.plots.panels.spread import STAGGER, draw_spread, spread_range
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.page import NAME, NOTE, Page
from optim_viz.plots.style.themes import ink, points, whole_figure
from optim_viz.text import title_of, words

if TYPE_CHECKING:
    from pandas import DataFrame


@whole_figure
def spread(benchmark: Benchmark) -> Figure:
    """Return the final gap of every run at the tuned rate, a row of dots for each optimizer."""
    recipe, alone = benchmark.recipe, len(benchmark.recipe.problems) == 1
    title = words.FINAL_GAPS_AT_TUNED_RATE
    signs = [words.SIGN_OF_RUN, words.LINE_IS_MEDIAN, words.BOXES_EXPLAINED]
    gaps = benchmark.final_gaps()
    signs.append(words.dotted_is_goal(recipe.goal))
    if gaps["lost"].any():
        signs.append(words.LOST_EXPLAINED)
    if any(len(cell.tuned.hits) > MAX_GAPS_KEPT for cell in benchmark.cells):
        signs.append(words.first_runs_only(MAX_GAPS_KEPT))
    page, styles = begin(benchmark, title, *signs)
    (_spread_of_one if alone else _spread_of_many)(page, benchmark, styles, gaps)
    return page.figure


def _spread_of_one(
    page: Page, benchmark: Benchmark, styles: Sequence[Style], gaps: DataFrame
) -> None:
    """Draw one panel, with the name and the rate of each optimizer to the left of its row."""
    row, names = benchmark.row(benchmark.recipe.problems[0]), benchmark.names
    rates = [f"lr {rate_in_words(cell)}" if cell.rate else "" for cell in row]
    lost = gaps.groupby("optimizer")["lost"].agg(["sum", "size"])
    lost_words = [words.lost(count, runs) for count, runs in lost.to_numpy() if count]
    left = 1.8 + max(page.measure(names, NAME, "bold"), page.measure(rates, NOTE))
    right = 1.2 + (0.4 + page.measure(lost_words, NOTE) if lost_words else 0.0)
    bottom, top = BOTTOM, page.height - TOP - SIGNS
    width, height = page.width - left - right, top - bottom
    ax = page.axes(left, bottom, width, height)
    specs = [str(cell.optimizer) for cell in row]
    draw_spread(gaps, specs, styles, ax, target=benchmark.recipe.target)
    room = width + right - 0.3
    ax.set_title(fitted(page, words.FINAL_GAPS_ON_ONE_SURFACE, room, words.FINAL_GAP))
    step = height / len(row)
    for i, (name, rate, style) in enumerate(zip(names, rates, styles, strict=True)):
        y = top - (i + 0.5) * step - 0.3
        said = bool(rate) and step > 2.3
        page.write(0.9, y + 0.5 * said, name, NAME, color=style.text_colour, fontweight="bold")
        if said:
            page.write(0.9, y - 0.6, rate, NOTE, color=ink(0.8))


def _spread_of_many(
    page: Page, benchmark: Benchmark, styles: Sequence[Style], gaps: DataFrame
) -> None:
    """Draw one panel for each surface, with a key in the order of the rows."""
    problems = benchmark.recipe.problems
    limits, is_lost = spread_range(gaps, benchmark.recipe.target), bool(gaps["lost"].any())
    top = _write_names(page, benchmark, styles, page.height - 3.3 - SIGNS) - 1.7
    rows, columns = tiles(len(problems))
    left, down, bottom = 2.2, 1.9, BOTTOM + 0.4
    beside = 1.0 + (0.9 + STAGGER) * is_lost
    width = (page.width - left - 0.4) / columns - beside
    height = (top - bottom - down * (rows - 1)) / rows
    for i, problem in enumerate(problems):
        row, column = divmod(i, columns)
        x, y = left + column * (width + beside), bottom + (rows - 1 - row) * (height + down)
        cells, ax = benchmark.row(problem), page.axes(x, y, width, height)
        draw_spread(
            gaps[gaps["surface"] == str(cells[0].surface)],
            [str(cell.optimizer) for cell in cells],
            styles,
            ax,
            limits=limits,
            target=benchmark.recipe.target,
            briefly=True,
        )
        ax.set_title(fitted_name(page, title_of(cells[0].surface), width))
        ax.tick_params(labelbottom=i + columns >= len(problems))


def _write_names(page: Page, benchmark: Benchmark, styles: Sequence[Style], y: float) -> float:
    """Write the optimizers beside each other, each after a dot; return how far down they reach."""
    x, size = 0.9, 1.5 * points("lines.markersize")
    for name, style in zip(benchmark.names, styles, strict=True):
        wide = 0.9 + page.measure([name], NAME, "bold")
        if x > 0.9 and x + wide > page.width - 0.6:
            x, y = 0.9, y - 1.2
        ax = page.axes(x, y, 0.6, 0.6)
        ax.set_axis_off()
        ax.plot(0.5, 0.5, "o", color=style.colour, ms=size)
        page.write(x + 0.9, y, name, NAME, color=style.text_colour, fontweight="bold")
        x += wide + 1.1
    return y
