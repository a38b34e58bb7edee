"""Tables of optimizers and surfaces: best rates, and expected costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.bench.results import Benchmark
from optim_viz.plots.bench_page import (
    BELOW_AND_ABOVE,
    BOTTOM,
    SIGNS,
    TOP,
    about,
    begin,
    fitted_name,
    intervals,
    levels_of_names,
    notes_on,
    rate_in_words,
    row_of_panels,
    thin_ticks_of_narrow,
)
from optim_viz.plots.panels.profiles import draw_heat_map, draw_share_scale
from optim_viz.plots.panels.runtimes import (
    draw_expected,
    draw_expected_table,
    draw_factor_scale,
    draw_reached,
)
from optim_viz.plots.panels.sensitivity import (
    draw_rate_spans,
)
from optim_viz.plots.style import text
from optim_viz.plots.style.page import NAME, NOTE, Page
from optim_viz.plots.style.themes import ink, whole_figure
from optim_viz.text import title_of, words


@whole_figure
def rates(benchmark: Benchmark) -> Figure:
    """Return optimizer x surface: the best rate, the width of the good ones, and the success."""
    goal = benchmark.recipe.goal
    note = words.decades_explained(goal)
    if len(benchmark.recipe.problems) == 1:
        return _rates_of_one(benchmark, note)
    if _is_brief(benchmark):
        signs = words.DASH_IS_NEVER, words.colour_is_share(goal)
        page = _table(benchmark, words.BEST_RATE_ALONE, draw_heat_map, *signs, briefly=True)
    else:
        page = _table(benchmark, words.BEST_RATE_AND_DECADES, draw_heat_map, note)
    _write_scale(page, draw_share_scale, "0", words.all_reach(goal))
    return page.figure


def _rates_of_one(benchmark: Benchmark, note: str) -> Figure:
    """Return the rates that work as bars, a row for each optimizer, with numbers beside it."""
    title = about(benchmark, words.BEST_RATE_AND_DECADES)
    short = about(benchmark, words.BEST_RATE_ALONE)
    page, styles = begin(benchmark, title, words.SIGN_OF_DEFAULT, words.STAR_IS_BEST, note,
                          named=False, in_short=short)  # fmt: skip
    row, names = benchmark.row(benchmark.recipe.problems[0]), benchmark.names
    columns = (
        (
            words.BEST_LR,
            [rate_in_words(cell) if cell.tuned.score.success else words.NEVER for cell in row],
        ),
        (words.DECADES, [cell.decades() or "–" for cell in row]),
        (words.SUCCESS, [text.percent(cell.tuned.score.success) for cell in row]),
    )
    widths = [page.measure([head, *(one or "–" for one in said)], NAME) for head, said in columns]
    left = 1.9 + page.measure(names, NAME, "bold")
    while widths and page.width - left - 1.2 - sum(widths) - 1.2 * len(widths) < (
        page.width / 3 if len(widths) > 1 else _LEAST_BARS
    ):
        widths.pop()  # the last column says least
    right = 1.2 + sum(widths) + 1.2 * len(widths)
    top = page.height - TOP - SIGNS
    height = top - BOTTOM
    width = page.width - left - right
    thin_ticks_of_narrow(
        draw_rate_spans(row, styles, page.axes(left, BOTTOM, width, height)), width
    )
    x = page.width - right
    for (head, said), wide in zip(columns, widths, strict=False):
        x += wide + 1.2
        page.write(x, top + 0.4, head, NOTE, color=ink(0.72), ha="right")
        for i, one in enumerate(said):
            y = top - (i + 0.5) * height / len(row) - 0.3
            page.write(x, y, one or "–", NAME, ha="right")
    for i, (name, style) in enumerate(zip(names, styles, strict=True)):
        y = top - (i + 0.5) * height / len(row) - 0.3
        page.write(0.9, y, name, NAME, color=style.text_colour, fontweight="bold")
    return page.figure


@whole_figure
def ert(benchmark: Benchmark) -> Figure:
    """Return expected costs with the success beside it: to each target, or on each surface."""
    unit = benchmark.recipe.currency.unit
    if len(benchmark.recipe.problems) > 1:
        goal, note = benchmark.recipe.goal, words.ert_explained(unit)
        if _is_brief(benchmark):
            title = words.expected_cost_alone(goal, unit)
            page = _table(benchmark, title, draw_expected_table, words.DASH_IS_NEVER, briefly=True)
        else:
            title = words.expected_cost_to(goal, unit)
            page = _table(benchmark, title, draw_expected_table, note)
        _write_scale(page, draw_factor_scale, "100 ×", words.BEST)
        return page.figure
    page, styles = begin(benchmark, "", intervals(benchmark), words.ert_explained(unit))
    row = benchmark.row(benchmark.recipe.problems[0])
    panels = row_of_panels(page, benchmark, styles, [notes_on(cell) for cell in row])
    ax = draw_expected(row, styles, panels.axes())
    panels.entitle(ax, words.expected_cost(unit), ax.get_xlabel(), shorter=words.ERT)
    if panels.count > 1:
        ax = draw_reached(row, styles, panels.axes(1))
        panels.entitle(ax, words.RUNS_THAT_REACH_IT, ax.get_xlabel(), 1)
    panels.write_key()
    return page.figure


_LEAST_BARS = 4.0
"""Width of the bars beside the best rates alone, at least, in ems."""


def _is_brief(benchmark: Benchmark) -> bool:
    """Whether the cells of a table have room for one short line only."""
    page = Page()
    left = _width_of_titles(page, benchmark) + 1.6
    wide = (page.width - left - 1.2) / len(benchmark.names)
    high = (page.height - BELOW_AND_ABOVE) / len(benchmark.recipe.problems)
    return wide < _TWO_LINES[0] or high < _TWO_LINES[1]


_TWO_LINES = 3.8, 1.55
"""Smallest cell of a table that has two lines, width and height in ems."""


def _width_of_titles(page: Page, benchmark: Benchmark) -> float:
    """Return the room for the names of the surfaces beside a table: a third of the page at most."""
    titles = [title_of(benchmark.row(problem)[0].surface) for problem in benchmark.recipe.problems]
    return min(page.measure(titles, 0.833), page.width / 3 - 1.6)


def _middles(page: Page, names: Sequence[str], left: float, width: float) -> list[float]:
    """Return where the names above a table have their middles: a long last one is moved in."""
    halves = [page.measure([name], 0.833, "bold") / 2 for name in names]
    column = width / len(names)
    return [
        min(left + (i + 0.5) * column, page.width - 0.4 - half) for i, half in enumerate(halves)
    ]


def _table(
    benchmark: Benchmark,
    title: str,
    draw: Callable[..., Axes],
    *notes: str,
    briefly: bool = False,
) -> Page:
    """Return a page with a table of optimizers x surfaces on it, and notes on its cells."""
    page, styles = begin(benchmark, title, *notes, named=False, beside=True)
    names, count = benchmark.names, len(benchmark.recipe.problems)
    beside = _width_of_titles(page, benchmark)
    left, top = beside + 1.6, page.height - TOP - SIGNS - 0.2
    width = page.width - left - 1.2
    levels = levels_of_names(page, names, _middles(page, names, left, width), 0.5)
    top -= 0.95 * max(levels)
    height = min(top - BOTTOM + 1.9, 8.0 * count)
    ax = page.axes(left, top - height, width, height)
    draw(benchmark, styles, ax, levels=levels, briefly=briefly)
    titles = [label.get_text() for label in ax.get_yticklabels()]
    ax.set_yticklabels([fitted_name(page, one, beside + 0.2) for one in titles])
    return page


def _write_scale(page: Page, draw: Callable[..., Axes], low: str, high: str) -> None:
    """Draw the scale of the colours of a table at the upper right, if the title leaves room."""
    wide, right, y = 5.0, page.width - 1.2 - page.measure([high], NOTE), page.height - 1.7
    if right - 1.0 - wide - page.measure([low], NOTE) < page.title_end + 0.6:
        return
    draw(page.axes(right - 0.5 - wide, y - 0.1, wide, 0.9))
    page.write(right, y, high, NOTE, color=ink(0.72))
    page.write(right - 1.0 - wide, y, low, NOTE, color=ink(0.72), ha="right")
