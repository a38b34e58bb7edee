"""Whole figures of a benchmark by name, in pages; curves, tables and spread have own files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from math import log10

from matplotlib.figure import Figure

from optim_viz.bench.aggregates import TAU
from optim_viz.bench.results import Benchmark
from optim_viz.bench.units import TARGET_GAPS
from optim_viz.plots.bench_curves import sensitivity, success
from optim_viz.plots.bench_page import (
    BOTTOM,
    NARROWEST,
    SIGNS,
    TOP,
    about,
    begin,
    fitted,
    levels_of_names,
    row_of_panels,
    thin_ticks_of_narrow,
)
from optim_viz.plots.bench_room import (
    Room,
    any_methods,
    any_surfaces,
    in_columns,
    in_panels,
    in_spread,
    in_table,
    methods_in_panels,
    methods_of_curves,
)
from optim_viz.plots.bench_spread import spread
from optim_viz.plots.bench_tables import ert, rates
from optim_viz.plots.panels.defaults import draw_gains, draw_gap_gains
from optim_viz.plots.panels.profiles import draw_steps
from optim_viz.plots.panels.runtimes import (
    draw_ecdf,
)
from optim_viz.plots.style import text
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.page import NAME, NOTE, Page
from optim_viz.plots.style.themes import ink, whole_figure
from optim_viz.plots.style.ticks import TYPE
from optim_viz.text import title_of, words
from surfaces import InputError


@whole_figure
def ecdf(benchmark: Benchmark) -> Figure:
    """Return the share of (surface, target, run) reached, in the budget and with restarts."""
    low, high = text.power_of_ten(round(log10(TARGET_GAPS[-1]))), f"{TARGET_GAPS[0]:g}"
    title = about(benchmark, words.targets_reached(len(TARGET_GAPS), low, high))
    short = about(benchmark, words.TARGETS_REACHED)
    page, styles = begin(benchmark, title, named=False, in_short=short)
    measured, restarted = benchmark.ecdfs(), benchmark.restarted()
    ends = [float(curve.share[-1]) if curve.share.size else 0.0 for curve in measured]
    notes = [
        [f"{text.percent(end)} → {text.percent(float(more.share[-1]))}"]
        for end, more in zip(ends, restarted, strict=True)
    ]
    panels = row_of_panels(page, benchmark, styles, notes, most=1)
    ax = panels.axes()
    draw_ecdf(measured, restarted, styles, benchmark.ends, ax)
    panels.entitle(ax, words.SHARE_OF_TARGETS, words.COST[benchmark.recipe.currency.unit])
    panels.write_key()
    return page.figure


@whole_figure
def defaults(benchmark: Benchmark) -> Figure:
    """Return success at the default and at the tuned rate: the gain of tuning."""
    title = about(benchmark, words.DEFAULT_AND_TUNED_RATE)
    several = len(benchmark.recipe.problems) > 1
    page, styles = begin(benchmark, title, named=False, beside=several)
    if not several:
        _defaults_of_one(page, benchmark, styles)
    else:
        _defaults_of_many(page, benchmark, styles)
    return page.figure


def _defaults_of_one(page: Page, benchmark: Benchmark, styles: Sequence[Style]) -> None:
    """Draw a line for each optimizer: success, and the median final gap."""
    row, names = benchmark.row(benchmark.recipe.problems[0]), benchmark.names
    left = 1.8 + page.measure(names, NAME, "bold")
    top, between = page.height - TOP - SIGNS, 2.6
    height = min(top - BOTTOM + 0.6, 4.5 * len(row))
    width, title = page.width - left - 1.6, words.percent_that_reach(benchmark.recipe.goal)
    half = (width - between) / 2
    if half >= max(NARROWEST, page.measure([title], TYPE) - between + 0.5):
        width = half
        gaps = page.axes(left + width + between, top - height, width, height)
        draw_gap_gains(row, styles, gaps).set_title(words.MEDIAN_FINAL_GAP)
        thin_ticks_of_narrow(gaps, 0.7 * width)
    ax = draw_gains(row, styles, (), page.axes(left, top - height, width, height))
    ax.set_title(fitted(page, title, width + 1.4, words.SUCCESS))
    for i, (name, style) in enumerate(zip(names, styles, strict=True)):
        y = top - (i + 0.5) * height / len(row) - 0.3
        page.write(0.9, y, name, NAME, color=style.text_colour, fontweight="bold")


def _defaults_of_many(page: Page, benchmark: Benchmark, styles: Sequence[Style]) -> None:
    """Draw a column for each optimizer, a line for each surface, and all together below."""
    problems, names = benchmark.recipe.problems, benchmark.names
    titles = [
        *(title_of(benchmark.row(problem)[0].surface) for problem in problems),
        words.ALL_SURFACES,
    ]
    left, across = page.measure(titles, 0.833) + 1.9, 1.1
    width = (page.width - left - 1.2 + across) / len(names) - across
    starts = [
        min(left + i * (width + across), page.width - 0.9 - page.measure([name], NAME, "bold"))
        for i, name in enumerate(names)
    ]
    levels = levels_of_names(page, names, starts, 0.0)
    top = page.height - TOP - SIGNS - 0.4 - max(levels)
    height = min(top - BOTTOM + 0.9, 4.5 * len(titles))
    what = words.percent_that_reach(benchmark.recipe.goal)
    if page.width - 0.9 - page.measure([what], NOTE) > page.title_end + 0.6:
        page.write(page.width - 0.9, page.height - 1.7, what, NOTE, color=ink(0.72), ha="right")
    for i, (spec, style) in enumerate(zip(benchmark.recipe.optimizers, styles, strict=True)):
        cells, x = benchmark.column(spec), left + i * (width + across)
        overall = benchmark.complete.overall(spec)
        ax = page.axes(x, top - height, width, height)
        draw_gains(cells, [style] * len(cells), overall, ax)
        if width < _TWO_NUMBERS:
            ax.get_xticklabels()[0].set_visible(False)
        y = top + 0.35 + levels[i]
        page.write(starts[i], y, names[i], NAME, color=style.text_colour, fontweight="bold")
    for i, title in enumerate(titles):
        y = top - (i + 0.5) * height / len(titles) - 0.3
        page.write(left - 0.8, y, title, 0.833, color=ink(0.72), ha="right")


_TWO_NUMBERS = 3.2
"""Width of a column below which its lower end has no number, in ems."""


@whole_figure
def profiles(benchmark: Benchmark) -> Figure:
    """Return the performance profile and the data profile; the first alone where it is narrow."""
    page, styles = begin(benchmark, about(benchmark, words.SHARE_OF_PROBLEMS_SOLVED), named=False)
    panels = row_of_panels(page, benchmark, styles, [[] for _ in styles], between=2.6)
    unit = benchmark.recipe.currency.unit
    kinds = (
        (words.PERFORMANCE_PROFILE, words.expected_cost_to_best(unit), words.cost_to_best(unit),
         benchmark.performance(), 1.0),
        (words.data_profile(text.number(100 * TAU)),
         words.cost_of_a_problem(unit, by_dimension=benchmark.by_dimension), words.COST[unit],
         benchmark.data_profiles(), 0.3),
    )  # fmt: skip
    for i, (title, across, shorter, curves, lowest) in enumerate(kinds[: panels.count]):
        ax = panels.axes(i)
        draw_steps(curves, styles, ax, lowest=lowest)
        fits = page.measure([across], TYPE) <= panels.width + 1.0
        panels.entitle(ax, title, across if fits else shorter, i)
        ax.tick_params(labelleft=i == 0)
    panels.write_key()
    return page.figure


def _paged(
    draw: Callable[[Benchmark], Figure], room: Room, methods: Room = any_methods
) -> Callable[[Benchmark], Figure]:
    """Return the figure in pages: it draws the one that the recipe asks for.

    Parameters
    ----------
    draw : callable
        Draws a page.
    room, methods : callables
        Say how many surfaces and how many methods have room on it.

    Raises
    ------
    InputError
        There is no such page.
    """

    @wraps(draw)
    def paged(benchmark: Benchmark) -> Figure:
        sizes = room(Page(), benchmark), methods(Page(), benchmark)
        parts, page = benchmark.pages(*sizes), benchmark.recipe.page
        if page > len(parts):
            raise InputError(words.no_such_page(page, len(parts)))
        return draw(parts[page - 1])

    return paged


FIGURES: dict[str, Callable[[Benchmark], Figure]] = {
    "sensitivity": _paged(sensitivity, in_panels, methods_in_panels),
    "success": _paged(success, in_panels, methods_in_panels),
    "rates": _paged(rates, in_table),
    "defaults": _paged(defaults, in_columns),
    "ert": _paged(ert, in_table),
    "ecdf": _paged(ecdf, any_surfaces, methods_of_curves),
    "profiles": _paged(profiles, any_surfaces, methods_of_curves),
    "spread": _paged(spread, in_spread),
}
"""The figures of a benchmark by the names that are typed."""


def figure(benchmark: Benchmark, name: str | None = None) -> Figure:
    """Return a figure by its name: the sensitivity on one surface, the rates on several."""
    several = len(benchmark.recipe.problems) > 1
    return FIGURES[name or ("rates" if several else "sensitivity")](benchmark)
