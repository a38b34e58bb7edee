"""Whole figures of a benchmark: sensitivity to the rate, best rates of a suite, profiles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil, inf

from matplotlib.figure import Figure

from optim_viz.plots import text
from optim_viz.plots.layouts import NAME, NOTE, Page
from optim_viz.plots.looks import ink
from optim_viz.plots.profiles import draw_heat_map, draw_share_scale, draw_steps
from optim_viz.plots.sensitivity import draw_sensitivity, draw_success
from optim_viz.plots.styles import Style, styles
from optim_viz.results import TAU, Benchmark, Cell

_LEFT, _BOTTOM, _TOP = 3.3, 4.9, 3.9
"""Room for ticks, for the axis name and two lines of footer, for titles; in ems."""


def sensitivity(benchmark: Benchmark) -> Figure:
    """Return the gap against the rate; on one surface also the success, and what came of it."""
    page, looks = _begin(benchmark, f"Runs that reach {benchmark.recipe.goal}, against the rate")
    if len(benchmark.recipe.places) > 1:
        return _small_multiples(page, benchmark, looks)
    row = benchmark.row(benchmark.recipe.places[0])
    notes = [_notes(cell) for cell in row]
    right = 1.6 + max(page.measure([line], NOTE) for own in notes for line in own)
    between, height = 3.9, page.height - _BOTTOM - _TOP
    width = (page.width - _LEFT - between - right) / 2
    gap = draw_sensitivity(row, looks, page.axes(_LEFT, _BOTTOM, width, height))
    gap.set_title("median final gap, band: middle half")
    success = draw_success(row, looks, page.axes(_LEFT + width + between, _BOTTOM, width, height))
    success.set_title(f"runs that reach {benchmark.recipe.goal}")
    for ax in (gap, success):
        ax.set_xlabel("learning rate")
    _write_key(page, benchmark, looks, page.width - right + 0.8, notes)
    return page.figure


def rates(benchmark: Benchmark) -> Figure:
    """Return optimizer x surface: the best rate, how wide the good ones lie, and the success."""
    page, looks = _begin(benchmark, "Best rate, and decades that do", named=False)
    titles = [benchmark.row(place)[0].surface.title for place in benchmark.recipe.places]
    names = [one.title for one in benchmark.optimizers]
    left, top = page.measure(titles, 0.833) + 1.6, page.height - _TOP - 0.4
    width = page.width - left - 1.2
    stagger = page.measure(names, 0.833, "bold") + 0.5 > width / len(names)
    top -= 0.9 * stagger
    height = min(top - _BOTTOM + 1.9, 4.0 * len(titles))
    ax = page.axes(left, top - height, width, height)
    draw_heat_map(benchmark, looks, ax, stagger=stagger)
    _write_scale(page, f"100 % reach {benchmark.recipe.goal}")
    return page.figure


def _write_scale(page: Page, name: str) -> None:
    """Draw at the upper right what the colours of a heat map mean."""
    wide, right, y = 5.0, page.width - 1.2 - page.measure([name], NOTE), page.height - 1.7
    draw_share_scale(page.axes(right - 0.5 - wide, y - 0.1, wide, 0.9))
    page.write(right, y, name, NOTE, color=ink(0.72))
    page.write(right - 1.0 - wide, y, "0", NOTE, color=ink(0.72), ha="right")


def profiles(benchmark: Benchmark) -> Figure:
    """Return runtimes over all targets, performance profiles and data profiles side by side."""
    page, looks = _begin(benchmark, "Share solved against the budget")
    names = [one.title for one in benchmark.optimizers]
    right = page.measure(names, NAME, "bold") + 1.9
    between, height = 2.0, page.height - _BOTTOM - _TOP
    width = (page.width - _LEFT - 2 * between - right) / 3
    recipe = benchmark.recipe
    kinds = (
        ("(surface, target, run)", "steps", benchmark.ecdfs(), 1.0, recipe.steps),
        ("surfaces", "expected steps / best", benchmark.performance(), 1.0, None),
        (f"(surface, start), τ = {text.number(TAU)}", "steps / (dim + 1)",
         benchmark.data_profiles(), 0.3, None),
    )  # fmt: skip
    for i, (title, across, curves, lowest, budget) in enumerate(kinds):
        ax = page.axes(_LEFT + i * (width + between), _BOTTOM, width, height)
        draw_steps(curves, looks, ax, lowest=lowest, budget=budget)
        ax.set_title(title)
        ax.set_xlabel(across)
        ax.tick_params(labelleft=i == 0)
    _write_key(page, benchmark, looks, page.width - right + 0.8, [[] for _ in looks])
    return page.figure


FIGURES: dict[str, Callable[[Benchmark], Figure]] = {
    "sensitivity": sensitivity,
    "rates": rates,
    "profiles": profiles,
}
"""The figures of a benchmark by the names that are typed."""


def _small_multiples(page: Page, benchmark: Benchmark, looks: Sequence[Style]) -> Figure:
    """Draw the success against the rate, one panel for each surface."""
    count = len(benchmark.recipe.places)
    rows = 1 if count <= 3 else 2 if count <= 8 else 3
    columns = ceil(count / rows)
    names = [one.title for one in benchmark.optimizers]
    right = page.measure(names, NAME, "bold") + 1.9
    across, down = 1.5, 2.3
    width = (page.width - _LEFT - right - across * (columns - 1)) / columns
    height = (page.height - _BOTTOM - _TOP - down * (rows - 1)) / rows
    for i, place in enumerate(benchmark.recipe.places):
        row, column = divmod(i, columns)
        x, y = _LEFT + column * (width + across), _BOTTOM + (rows - 1 - row) * (height + down)
        cells = benchmark.row(place)
        ax = draw_success(cells, looks, page.axes(x, y, width, height))
        ax.set_title(cells[0].surface.title)
        ticks = [label.get_text() for label in ax.get_xticklabels()]
        ax.set_xticks(ax.get_xticks()[::2], ticks[::2])
        ax.tick_params(labelbottom=i + columns >= count, labelleft=column == 0)
        if i + columns >= count:
            ax.set_xlabel("learning rate")
    _write_key(page, benchmark, looks, page.width - right + 0.8, [[] for _ in looks])
    return page.figure


def _begin(benchmark: Benchmark, title: str, *, named: bool = True) -> tuple[Page, list[Style]]:
    """Return a page with its title (a surface, where ``named``) and conditions, and styles."""
    page, recipe = Page(), benchmark.recipe
    top = page.height - 1.7
    if len(recipe.places) == 1 and named:
        surface = benchmark.cells[0].surface
        page.write(0.9, top, surface.title, 1.1, fontweight="bold")
        left = 1.7 + page.measure([surface.title], 1.1, "bold")
        if left + page.measure([text.formula(surface)], 1.0) < page.width:
            page.write(left, top, text.formula(surface), 1.0, color=ink(0.72))
    else:
        page.write(0.9, top, title, 1.1, fontweight="bold")
    rule, *rest = recipe.conditions()
    page.write(0.9, 1.65, _fitting(page, rule), NOTE, color=ink(0.62))
    page.write(0.9, 0.5, _fitting(page, " · ".join(rest)), NOTE, color=ink(0.62))
    return page, styles(benchmark.optimizers)


def _fitting(page: Page, words: str) -> str:
    """Return the words without what is in brackets, if they are too long."""
    if page.measure([words], NOTE) <= page.width - 1.8:
        return words
    before, _, after = words.partition(" (")
    return before + after.partition(")")[2]


def _write_key(
    page: Page,
    benchmark: Benchmark,
    looks: Sequence[Style],
    left: float,
    notes: Sequence[Sequence[str]],
) -> None:
    """Write the methods one below the other, each in its colour, with what is said of it."""
    room = page.height - 1.0 - _BOTTOM
    most = max(len(own) for own in notes)
    while most and len(notes) * (1.75 + 1.1 * most) > room:
        most -= 1
    step = min(1.75 + 1.1 * most, room / len(notes))
    y = _BOTTOM + (room - 2.5 + step * len(notes)) / 2 - 0.6
    for one, style, own in zip(benchmark.optimizers, looks, notes, strict=True):
        page.write(left, y, one.title, NAME, color=style.colour, fontweight="bold")
        for i, line in enumerate(own[:most], 1):
            page.write(left, y - 1.1 * i, line, NOTE, color=ink(0.8))
        y -= step


def _notes(cell: Cell) -> list[str]:
    """Return what the tuned rate does: expected steps, success with its interval."""
    score = cell.tuned_score
    low, high = (round(100 * float(x)) for x in score.interval)
    rate = f"lr {text.number(float(f'{score.rate:.2g}'))}: " if score.rate else ""
    steps = "never" if score.expected == inf else f"{score.expected:.3g} step"
    return [
        rate + steps + "s" * (1 < score.expected < inf),
        f"{text.percent(score.success)} [{low}, {high}]",
    ]
