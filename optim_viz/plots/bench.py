"""Whole figures of a benchmark: sensitivity to the rate, best rates of a suite, profiles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, wraps
from math import ceil, inf, log10
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.bench.aggregates import MAX_GAPS_KEPT, TAU
from optim_viz.bench.cells import Cell
from optim_viz.bench.results import Benchmark
from optim_viz.bench.tuning import BAND_QUANTILES
from optim_viz.bench.units import TARGET_GAPS
from optim_viz.plots.panels.defaults import draw_gains, draw_gap_gains
from optim_viz.plots.panels.profiles import draw_heat_map, draw_share_scale, draw_steps
from optim_viz.plots.panels.runtimes import (
    draw_ecdf,
    draw_expected,
    draw_expected_table,
    draw_factor_scale,
    draw_reached,
)
from optim_viz.plots.panels.sensitivity import (
    draw_rate_spans,
    draw_sensitivity,
    draw_success,
    gap_range,
    name_limits,
    scale_rates,
    shown_limit,
)
from optim_viz.plots.panels.spread import STAGGER, draw_spread, spread_range
from optim_viz.plots.style import text
from optim_viz.plots.style.optimizer_styles import Style, apart, styles_for
from optim_viz.plots.style.page import NAME, NOTE, Page, write_title
from optim_viz.plots.style.themes import ink, points, whole_figure
from optim_viz.text import words
from surfaces import InputError

if TYPE_CHECKING:
    from pandas import DataFrame

_LEFT, _BOTTOM, _TOP = 3.3, 3.75, 3.9
"""Room for ticks, for the axis name and the footer, for titles; in ems."""

_SIGNS = 1.15
"""Room for a line below the title that explains signs, in ems."""

_DECADE = 1.8
"""Room for the label of a decade, in ems."""


@whole_figure
def sensitivity(benchmark: Benchmark) -> Figure:
    """Return the gap against the rate; on one surface also the success, and notes on it."""
    low, high = (round(100 * share) for share in BAND_QUANTILES)
    dotted = [words.DOTTED_IS_LIMIT] if any(map(shown_limit, benchmark.cells)) else []
    title, signs = words.band_as_title(low, high), [*_marks(), *dotted, words.SIGN_OF_LOST_RUNS]
    page, styles = _begin(benchmark, title, *signs, curves=True)
    if len(benchmark.recipe.problems) > 1:
        limits = gap_range(benchmark.cells)
        return _small_multiples(page, benchmark, styles, partial(draw_sensitivity, limits=limits))
    row = benchmark.row(benchmark.recipe.problems[0])
    notes = [_notes(cell) for cell in row]
    right = _room(page, benchmark, notes)
    bottom = _BOTTOM
    between, height = 3.9, page.height - bottom - _TOP - _SIGNS
    width = (page.width - _LEFT - between - right) / 2
    gap = draw_sensitivity(row, styles, page.axes(_LEFT, bottom, width, height))
    name_limits(row, styles, gap)
    gap.set_title(_shortened(page, words.band(low, high), width + between - 0.5))
    success = draw_success(row, styles, page.axes(_LEFT + width + between, bottom, width, height))
    success.set_title(words.runs_that_reach(benchmark.recipe.goal))
    for ax in (gap, success):
        ax.set_xlabel(words.LEARNING_RATE)
        _thin_ticks_of_narrow(ax, width)
    _write_key(page, benchmark, styles, page.width - right + 0.8, notes)
    return page.figure


@whole_figure
def success(benchmark: Benchmark) -> Figure:
    """Return the share of runs that reach the goal against the rate, a panel for each surface."""
    title = words.runs_that_reach_against_rate(benchmark.recipe.goal)
    page, styles = _begin(benchmark, title, *_marks(), named=False, curves=True)
    return _small_multiples(page, benchmark, styles, draw_success)


def _table(benchmark: Benchmark, title: str, draw: Callable[..., Axes], note: str) -> Page:
    """Return a page with a table of optimizers x surfaces on it, and a note on its cells."""
    page, styles = _begin(benchmark, title, note, named=False)
    titles = [benchmark.row(problem)[0].surface.title for problem in benchmark.recipe.problems]
    names = benchmark.names
    left, top = page.measure(titles, 0.833) + 1.6, page.height - _TOP - _SIGNS - 0.2
    width = page.width - left - 1.2
    stagger = page.measure(names, 0.833, "bold") + 0.5 > width / len(names)
    top -= 0.9 * stagger
    height = min(top - _BOTTOM + 1.9, 8.0 * len(titles))
    draw(benchmark, styles, page.axes(left, top - height, width, height), stagger=stagger)
    return page


@whole_figure
def rates(benchmark: Benchmark) -> Figure:
    """Return optimizer x surface: the best rate, the width of the good ones, and the success."""
    goal = benchmark.recipe.goal
    note = words.decades_explained(goal)
    if len(benchmark.recipe.problems) == 1:
        return _rates_of_one(benchmark, note)
    page = _table(benchmark, words.BEST_RATE_AND_DECADES, draw_heat_map, note)
    _write_scale(page, draw_share_scale, "0", words.all_reach(goal))
    return page.figure


def _rates_of_one(benchmark: Benchmark, note: str) -> Figure:
    """Return the rates that work as bars, a row for each optimizer, with numbers beside it."""
    title = _about(benchmark, words.BEST_RATE_AND_DECADES)
    page, styles = _begin(benchmark, title, words.SIGN_OF_DEFAULT, words.STAR_IS_BEST, note,
                          named=False)  # fmt: skip
    row, names = benchmark.row(benchmark.recipe.problems[0]), benchmark.names
    columns = (
        (words.BEST_LR, [_rate(cell) if cell.tuned.score.success else words.NEVER for cell in row]),
        (words.DECADES, [cell.decades() or "–" for cell in row]),
        (words.SUCCESS, [text.percent(cell.tuned.score.success) for cell in row]),
    )
    widths = [page.measure([head, *(one or "–" for one in said)], NAME) for head, said in columns]
    left, right = 1.9 + page.measure(names, NAME, "bold"), 1.2 + sum(widths) + 1.2 * len(widths)
    top = page.height - _TOP - _SIGNS
    height = top - _BOTTOM
    draw_rate_spans(row, styles, page.axes(left, _BOTTOM, page.width - left - right, height))
    x = page.width - right
    for (head, said), wide in zip(columns, widths, strict=True):
        x += wide + 1.2
        page.write(x, top + 0.4, head, NOTE, color=ink(0.72), ha="right")
        for i, one in enumerate(said):
            y = top - (i + 0.5) * height / len(row) - 0.3
            page.write(x, y, one or "–", NAME, ha="right")
    for i, (name, style) in enumerate(zip(names, styles, strict=True)):
        y = top - (i + 0.5) * height / len(row) - 0.3
        page.write(0.9, y, name, NAME, color=style.colour, fontweight="bold")
    return page.figure


@whole_figure
def ert(benchmark: Benchmark) -> Figure:
    """Return expected costs with the success beside it: to each target, or on each surface."""
    unit = benchmark.recipe.currency.unit
    if len(benchmark.recipe.problems) > 1:
        title = words.expected_cost_to(benchmark.recipe.goal, unit)
        page = _table(benchmark, title, draw_expected_table, words.ert_explained(unit))
        _write_scale(page, draw_factor_scale, "100 ×", words.BEST)
        return page.figure
    page, styles = _begin(benchmark, "", words.ert_explained(unit))
    row = benchmark.row(benchmark.recipe.problems[0])
    notes = [_notes(cell) for cell in row]
    right = 0.5 + _room(page, benchmark, notes)
    bottom = _BOTTOM
    between, height = 3.9, page.height - bottom - _TOP - _SIGNS
    width = (page.width - _LEFT - between - right) / 2
    ax = draw_expected(row, styles, page.axes(_LEFT, bottom, width, height))
    ax.set_title(words.expected_cost(unit))
    _thin_ticks_of_narrow(ax, width)
    ax = draw_reached(row, styles, page.axes(_LEFT + width + between, bottom, width, height))
    ax.set_title(words.RUNS_THAT_REACH_IT)
    _thin_ticks_of_narrow(ax, width)
    _write_key(page, benchmark, styles, page.width - right + 1.3, notes)
    return page.figure


@whole_figure
def ecdf(benchmark: Benchmark) -> Figure:
    """Return the share of (surface, target, run) reached, in the budget and with restarts."""
    low, high = text.power_of_ten(round(log10(TARGET_GAPS[-1]))), f"{TARGET_GAPS[0]:g}"
    title = _about(benchmark, words.targets_reached(len(TARGET_GAPS), low, high))
    page, styles = _begin(benchmark, title, named=False)
    measured, restarted = benchmark.ecdfs(), benchmark.restarted()
    ends = [float(curve.share[-1]) if curve.share.size else 0.0 for curve in measured]
    notes = [
        [f"{text.percent(end)} → {text.percent(float(more.share[-1]))}"]
        for end, more in zip(ends, restarted, strict=True)
    ]
    right = 0.6 + _room(page, benchmark, notes)
    width, height = page.width - _LEFT - right, page.height - _BOTTOM - _TOP - _SIGNS
    ax = page.axes(_LEFT, _BOTTOM, width, height)
    draw_ecdf(measured, restarted, styles, benchmark.ends, ax)
    ax.set_xlabel(words.COST[benchmark.recipe.currency.unit])
    ax.set_title(_shortened(page, words.SHARE_OF_TARGETS, width + right - 0.8))
    _write_key(page, benchmark, styles, page.width - right + 0.8, notes)
    return page.figure


@whole_figure
def defaults(benchmark: Benchmark) -> Figure:
    """Return success at the default and at the tuned rate: the gain of tuning."""
    title = _about(benchmark, words.DEFAULT_AND_TUNED_RATE)
    page, styles = _begin(benchmark, title, named=False)
    if len(benchmark.recipe.problems) == 1:
        _defaults_of_one(page, benchmark, styles)
    else:
        _defaults_of_many(page, benchmark, styles)
    return page.figure


def _defaults_of_one(page: Page, benchmark: Benchmark, styles: Sequence[Style]) -> None:
    """Draw a line for each optimizer: success, and the median final gap."""
    row, names = benchmark.row(benchmark.recipe.problems[0]), benchmark.names
    left = 1.8 + page.measure(names, NAME, "bold")
    top, between = page.height - _TOP - _SIGNS, 2.6
    height = min(top - _BOTTOM + 0.6, 4.5 * len(row))
    width = (page.width - left - between - 1.6) / 2
    ax = draw_gains(row, styles, (), page.axes(left, top - height, width, height))
    ax.set_title(words.percent_that_reach(benchmark.recipe.goal))
    gaps = page.axes(left + width + between, top - height, width, height)
    draw_gap_gains(row, styles, gaps).set_title(words.MEDIAN_FINAL_GAP)
    for i, (name, style) in enumerate(zip(names, styles, strict=True)):
        y = top - (i + 0.5) * height / len(row) - 0.3
        page.write(0.9, y, name, NAME, color=style.colour, fontweight="bold")


def _defaults_of_many(page: Page, benchmark: Benchmark, styles: Sequence[Style]) -> None:
    """Draw a column for each optimizer, a line for each surface, and all together below."""
    problems, names = benchmark.recipe.problems, benchmark.names
    titles = [
        *(benchmark.row(problem)[0].surface.title for problem in problems),
        words.ALL_SURFACES,
    ]
    left, across = page.measure(titles, 0.833) + 1.9, 1.1
    width = (page.width - left - 1.2 + across) / len(names) - across
    stagger = page.measure(names, NAME, "bold") > width + across - 0.4
    top = page.height - _TOP - _SIGNS - 0.4 - 1.0 * stagger
    height = min(top - _BOTTOM + 0.9, 4.5 * len(titles))
    what = words.percent_that_reach(benchmark.recipe.goal)
    page.write(page.width - 0.9, page.height - 1.7, what, NOTE, color=ink(0.72), ha="right")
    for i, (spec, style) in enumerate(zip(benchmark.recipe.optimizers, styles, strict=True)):
        cells, x = benchmark.column(spec), left + i * (width + across)
        overall = benchmark.complete.overall(spec)
        ax = page.axes(x, top - height, width, height)
        draw_gains(cells, [style] * len(cells), overall, ax)
        y = top + 0.35 + (1.0 if stagger and i % 2 else 0)
        x = min(x, page.width - 0.9 - page.measure([names[i]], NAME, "bold"))
        page.write(x, y, names[i], NAME, color=style.colour, fontweight="bold")
    for i, title in enumerate(titles):
        y = top - (i + 0.5) * height / len(titles) - 0.3
        page.write(left - 0.8, y, title, 0.833, color=ink(0.72), ha="right")


def _write_scale(page: Page, draw: Callable[..., Axes], low: str, high: str) -> None:
    """Draw the scale of the colours of a table at the upper right."""
    wide, right, y = 5.0, page.width - 1.2 - page.measure([high], NOTE), page.height - 1.7
    draw(page.axes(right - 0.5 - wide, y - 0.1, wide, 0.9))
    page.write(right, y, high, NOTE, color=ink(0.72))
    page.write(right - 1.0 - wide, y, low, NOTE, color=ink(0.72), ha="right")


@whole_figure
def profiles(benchmark: Benchmark) -> Figure:
    """Return the performance profile and the data profile side by side."""
    page, styles = _begin(benchmark, _about(benchmark, words.SHARE_OF_PROBLEMS_SOLVED), named=False)
    right = 0.3 + _room(page, benchmark, [])
    between, height = 2.6, page.height - _BOTTOM - _TOP - _SIGNS
    width = (page.width - _LEFT - between - right) / 2
    unit = benchmark.recipe.currency.unit
    kinds = (
        (words.PERFORMANCE_PROFILE, words.expected_cost_to_best(unit),
         benchmark.performance(), 1.0),
        (words.data_profile(text.number(100 * TAU)),
         words.cost_of_a_problem(unit, by_dimension=benchmark.by_dimension),
         benchmark.data_profiles(), 0.3),
    )  # fmt: skip
    for i, (title, across, curves, lowest) in enumerate(kinds):
        ax = page.axes(_LEFT + i * (width + between), _BOTTOM, width, height)
        draw_steps(curves, styles, ax, lowest=lowest)
        ax.set_title(_shortened(page, title, width + (right if i else between) - 0.5))
        ax.set_xlabel(across)
        ax.tick_params(labelleft=i == 0)
    _write_key(page, benchmark, styles, page.width - right + 0.8, [[] for _ in styles])
    return page.figure


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
    page, styles = _begin(benchmark, title, *signs)
    (_spread_of_one if alone else _spread_of_many)(page, benchmark, styles, gaps)
    return page.figure


def _spread_of_one(
    page: Page, benchmark: Benchmark, styles: Sequence[Style], gaps: DataFrame
) -> None:
    """Draw one panel, with the name and the rate of each optimizer to the left of its row."""
    row, names = benchmark.row(benchmark.recipe.problems[0]), benchmark.names
    rates = [f"lr {_rate(cell)}" if cell.rate else "" for cell in row]
    lost = gaps.groupby("optimizer")["lost"].agg(["sum", "size"])
    lost_words = [words.lost(count, runs) for count, runs in lost.to_numpy() if count]
    left = 1.8 + max(page.measure(names, NAME, "bold"), page.measure(rates, NOTE))
    right = 1.2 + (0.4 + page.measure(lost_words, NOTE) if lost_words else 0.0)
    bottom, top = _BOTTOM, page.height - _TOP - _SIGNS
    width, height = page.width - left - right, top - bottom
    ax = page.axes(left, bottom, width, height)
    specs = [str(cell.optimizer) for cell in row]
    draw_spread(gaps, specs, styles, ax, target=benchmark.recipe.target)
    ax.set_title(words.FINAL_GAPS_ON_ONE_SURFACE)
    step = height / len(row)
    for i, (name, rate, style) in enumerate(zip(names, rates, styles, strict=True)):
        y = top - (i + 0.5) * step - 0.3
        said = bool(rate) and step > 2.3
        page.write(0.9, y + 0.5 * said, name, NAME, color=style.colour, fontweight="bold")
        if said:
            page.write(0.9, y - 0.6, rate, NOTE, color=ink(0.8))


def _spread_of_many(
    page: Page, benchmark: Benchmark, styles: Sequence[Style], gaps: DataFrame
) -> None:
    """Draw one panel for each surface, with a key in the order of the rows."""
    problems = benchmark.recipe.problems
    limits, is_lost = spread_range(gaps, benchmark.recipe.target), bool(gaps["lost"].any())
    top = _write_names(page, benchmark, styles, page.height - 3.3 - _SIGNS) - 1.7
    rows, columns = _tiles(len(problems))
    left, down, bottom = 2.2, 1.9, _BOTTOM + 0.4
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
        ax.set_title(_shortened(page, cells[0].surface.title, width))
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
        page.write(x + 0.9, y, name, NAME, color=style.colour, fontweight="bold")
        x += wide + 1.1
    return y


def _tiles(count: int) -> tuple[int, int]:
    """Return the number of rows and of columns in which panels are laid out."""
    rows = 1 if count <= 3 else 2 if count <= 8 else 3
    return rows, ceil(count / rows)


_MOST_SURFACES, _MOST_METHODS = 8, 8
"""Largest number of each on a page whose panels or cells are for one of them."""


def _paged(
    draw: Callable[[Benchmark], Figure], methods: int = _MOST_METHODS
) -> Callable[[Benchmark], Figure]:
    """Return the figure in pages: it draws the one that the recipe asks for.

    Raises
    ------
    InputError
        There is no such page.
    """

    @wraps(draw)
    def paged(benchmark: Benchmark) -> Figure:
        parts, page = benchmark.pages(_MOST_SURFACES, methods), benchmark.recipe.page
        if page > len(parts):
            raise InputError(words.no_such_page(page, len(parts)))
        return draw(parts[page - 1])

    return paged


FIGURES: dict[str, Callable[[Benchmark], Figure]] = {
    "sensitivity": _paged(sensitivity, methods=12),
    "success": _paged(success, methods=12),
    "rates": _paged(rates),
    "defaults": _paged(defaults),
    "ert": _paged(ert),
    "ecdf": ecdf,
    "profiles": profiles,
    "spread": _paged(spread),
}
"""The figures of a benchmark by the names that are typed."""


@whole_figure
def figure(benchmark: Benchmark, name: str | None = None) -> Figure:
    """Return a figure by its name: the sensitivity on one surface, the rates on several."""
    several = len(benchmark.recipe.problems) > 1
    return FIGURES[name or ("rates" if several else "sensitivity")](benchmark)


def _small_multiples(
    page: Page, benchmark: Benchmark, styles: Sequence[Style], draw: Callable[..., Axes]
) -> Figure:
    """Draw something against the rate, one panel for each surface."""
    count = len(benchmark.recipe.problems)
    rows, columns = _tiles(count)
    right = 0.3 + _room(page, benchmark, [])
    across, down = 1.5, 2.3
    width = (page.width - _LEFT - right - across * (columns - 1)) / columns
    bottom = _BOTTOM
    height = (page.height - bottom - _TOP - _SIGNS - down * (rows - 1)) / rows
    for i, problem in enumerate(benchmark.recipe.problems):
        row, column = divmod(i, columns)
        x, y = _LEFT + column * (width + across), bottom + (rows - 1 - row) * (height + down)
        cells = benchmark.row(problem)
        ax = draw(cells, styles, page.axes(x, y, width, height))
        ax.set_title(_shortened(page, cells[0].surface.title, width + across - 0.3))
        scale_rates(benchmark.cells, ax)
        _thin_ticks_of_panel(ax, width)
        ax.tick_params(labelbottom=i + columns >= count, labelleft=column == 0)
        if i + columns >= count:
            ax.set_xlabel(words.LEARNING_RATE)
    _write_key(page, benchmark, styles, page.width - right + 0.8, [[] for _ in styles])
    return page.figure


def _thin_ticks(ax: Axes) -> None:
    """Keep every second tick across."""
    labels = [label.get_text() for label in ax.get_xticklabels()]
    ax.set_xticks(ax.get_xticks()[::2], labels[::2])


def _thin_ticks_of_panel(ax: Axes, width: float) -> None:
    """Keep as many ticks across as there is room for, and none at the end: a panel may follow."""
    labels = [label.get_text() for label in ax.get_xticklabels()]
    ticks = ax.get_xticks()
    inner = [i for i, tick in enumerate(ticks) if tick < 0.99 * ax.get_xlim()[1]]
    inner = inner[:: max(2, ceil(1.2 * _DECADE * len(ticks) / width))]
    ax.set_xticks([ticks[i] for i in inner], [labels[i] for i in inner])


def _thin_ticks_of_narrow(ax: Axes, width: float) -> None:
    """Thin the ticks across out if the axes, of a width in ems, are too narrow for all."""
    if width < _DECADE * len(ax.get_xticks()):
        _thin_ticks(ax)


def _about(benchmark: Benchmark, title: str) -> str:
    """Return a title with the name of the surface before it where there is only one."""
    alone = len(benchmark.recipe.problems) == 1
    return words.on_one_surface(benchmark.cells[0].surface.title, title) if alone else title


def _marks() -> list[str]:
    """Return the meanings of the signs on curves."""
    return [words.SIGN_OF_DEFAULT, words.STAR_IS_BEST]


def _source(benchmark: Benchmark, *, numbers: bool) -> list[str]:
    """Return a note on the starts of the curves, and on those of the numbers beside them."""
    if benchmark.recipe.kind == "fixed":
        return []
    return [words.CURVES_FROM_TUNING_NUMBERS_NOT if numbers else words.CURVES_FROM_TUNING]


def _begin(
    benchmark: Benchmark, title: str, *notes: str, named: bool = True, curves: bool = False
) -> tuple[Page, list[Style]]:
    """Return a page with its title (a surface, where ``named``) and footer, and styles."""
    page, recipe = Page(), benchmark.recipe
    if len(recipe.problems) == 1 and named:
        write_title(page, benchmark.cells[0].surface)
    else:
        page.write(0.9, page.height - 1.7, title, 1.1, fontweight="bold")
    signs = [
        *benchmark.recipe.definitions,
        *benchmark.told_exactly,
        *notes,
        *(_source(benchmark, numbers=len(recipe.problems) == 1) if curves else []),
    ]
    while len(signs) > 1 and page.measure([" · ".join(signs)], NOTE) > page.width - 1.8:
        signs.pop()  # the last ones say least
    if signs:
        page.write(0.9, page.height - 2.95, " · ".join(signs), NOTE, color=ink(0.62))
    page.write(0.9, 0.5, _footer(page, benchmark), NOTE, color=ink(0.62))
    whole = benchmark.complete
    known = dict(zip(whole.recipe.optimizers, apart(styles_for(whole.optimizers)), strict=True))
    return page, [known[spec] for spec in recipe.optimizers]


def _shortened(page: Page, title: str, width: float) -> str:
    """Return as much of a title as there is room for."""
    letters = len(title)
    while letters > 4 and page.measure([text.shortened(title, letters)], 0.833) > width:
        letters -= 1
    return text.shortened(title, letters)


def _footer(page: Page, benchmark: Benchmark) -> str:
    """Return the conditions in one line, in fewer words where there is no room for all."""
    above = benchmark.recipe.definitions  # they stand below the title
    rule, *rest = (one for one in benchmark.conditions() if one not in above)
    pages = benchmark.page_count
    if pages > 1:
        rest = [words.page_of(benchmark.recipe.page, pages), *rest]
    before, _, after = rule.partition(" (")
    plain = before + after.partition(")")[2]
    for shorter in (rule, plain, *benchmark.short_rules):
        line = " · ".join([shorter, *rest])
        if page.measure([line], NOTE) <= page.width - 1.8:
            return line
    return _cut(page, line)


def _cut(page: Page, line: str) -> str:
    """Return as much of a line across the page as there is room for."""
    letters = len(line)
    while letters and page.measure([text.shortened(line, letters)], NOTE) > page.width - 1.8:
        letters -= 1
    return text.shortened(line, letters) if letters else line


_SAMPLE = 2.3
"""Room for a piece of a curve before its name, in ems."""


def _room(page: Page, benchmark: Benchmark, notes: Sequence[Sequence[str]]) -> float:
    """Return the width of the names of the methods, and of the notes on each."""
    names = benchmark.names
    lines = [line for own in notes for line in own]
    return 2.0 + max(_SAMPLE + page.measure(names, NAME, "bold"), page.measure(lines, NOTE))


def _write_key(
    page: Page,
    benchmark: Benchmark,
    styles: Sequence[Style],
    left: float,
    notes: Sequence[Sequence[str]],
) -> None:
    """Write the methods one below the other with a piece of curve, and the notes on each."""
    room = page.height - 3.4 - _SIGNS - _BOTTOM
    most = max(len(own) for own in notes)
    while most and len(notes) * (1.75 + 1.1 * most) > room:
        most -= 1
    step = min(1.75 + 1.1 * most, room / len(notes))
    y = _BOTTOM + (room + step * len(notes)) / 2 - 1.0
    for name, style, own in zip(benchmark.names, styles, notes, strict=True):
        ax = page.axes(left, y, _SAMPLE - 0.5, 0.6)
        ax.set_axis_off()
        ax.axhline(
            0.5, color=style.colour, lw=points("lines.linewidth"),
            ls=(0, style.dash) if style.dash else "-",
        )  # fmt: skip
        page.write(left + _SAMPLE, y, name, NAME, color=style.colour, fontweight="bold")
        for i, line in enumerate(own[:most], 1):
            page.write(left, y - 1.1 * i, line, NOTE, color=ink(0.8))
        y -= step


def _notes(cell: Cell) -> list[str]:
    """Return the expected cost and the success at the tuned rate, then its interval."""
    score = cell.tuned.score
    low, high = (round(100 * float(x)) for x in score.interval)
    share, found = text.percent(score.success), score.rate if score.success else None
    if score.expected == inf:
        expected = words.never_with_success(share)
    else:
        steps = f"{float(f'{score.expected:.3g}'):g}"
        unit = cell.recipe.currency.unit
        expected = words.expected(steps, unit, share, one=score.expected <= 1)
    if not found:
        return [expected, f"[{low}, {high}]"]
    return [expected, words.interval_at_rate(low, high, _rate(cell))]


def _rate(cell: Cell) -> str:
    """Return the tuned rate in two figures, with a sign where it is at an end of the grid."""
    return f"{cell.beyond}{text.number(float(f'{cell.rate:.2g}'))}" if cell.rate else ""
