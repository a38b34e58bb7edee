"""What the figures of a benchmark share: titles, footers, keys and the room between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf

import numpy as np
from matplotlib.axes import Axes

from optim_viz.bench.cells import Cell
from optim_viz.bench.results import Benchmark
from optim_viz.plots.panels.intervals import MOST_BANDS
from optim_viz.plots.panels.legend import Legend, legend, write_legend
from optim_viz.plots.panels.paths import marker
from optim_viz.plots.style import text
from optim_viz.plots.style.optimizer_styles import Style, apart, styles_for
from optim_viz.plots.style.page import NAME, NOTE, Page, write_title
from optim_viz.plots.style.themes import FAINT_TEXT, ink, points
from optim_viz.text import title_of, words
from surfaces.numerals import display_width

LEFT, BOTTOM, TOP = 3.3, 3.75, 3.9
"""Room for ticks, for the axis name and the footer, for titles; in ems."""


BELOW_AND_ABOVE = 8.9
"""Room that a page of a table takes for everything but the table, in ems."""

SIGNS = 1.15
"""Room for a line below the title that explains signs, in ems."""


_LOW = 20.0
"""Height of a page in ems below which no title has two lines if there is a shorter one."""

DECADE = 1.8
"""Room for the label of a decade, in ems."""


_SAMPLE = 2.3
"""Room for a piece of a curve before its name, in ems."""


NARROWEST = 7.5
"""Width in ems below which panels do not stand beside each other."""


ALONE = 1 / 3
"""No panel is a smaller share of the page because of a name beside it."""


def begin(
    benchmark: Benchmark,
    title: str,
    *notes: str,
    named: bool = True,
    curves: bool = False,
    beside: bool = False,
    in_short: str = "",
) -> tuple[Page, list[Style]]:
    """Return a page with its title (a surface, where ``named``) and footer, and styles.

    The curves need a note on their starts; what stands ``beside`` the title needs its line. On a
    low page the title is said ``in_short``.
    """
    page, recipe = Page(), benchmark.recipe
    if len(recipe.problems) == 1 and named:
        write_title(page, benchmark.cells[0].surface)
    else:
        low = in_short and page.height < _LOW
        page.write_title(in_short if low else title, keeps_line=beside)
    source = _source(benchmark, numbers=len(recipe.problems) == 1) if curves else []
    signs = [*recipe.definitions, *benchmark.told_exactly, *notes, *source]
    if page.height < _LOW and not np.any(recipe.noise_model.size):
        signs = [*notes, *recipe.definitions, *source]  # what is seen before what a run costs
        signs = [one for one in signs if page.measure([one], NOTE) <= page.width - 1.8]
    while len(signs) > 1 and page.measure([" · ".join(signs)], NOTE) > page.width - 1.8:
        signs.pop()  # the last ones say least
    if signs:
        page.write(0.9, page.height - 2.95, " · ".join(signs), NOTE, color=ink(FAINT_TEXT))
    page.write_foot(*_footers(page, benchmark, signs))
    whole = benchmark.complete
    known = dict(zip(whole.recipe.optimizers, apart(styles_for(whole.optimizers)), strict=True))
    return page, [known[spec] for spec in recipe.optimizers]


def _footers(page: Page, benchmark: Benchmark, signs: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return all conditions, and the same in as few words as one line needs, or in the fewest.

    Those among the ``signs`` stand below the title.
    """
    above = benchmark.recipe.definitions
    missing = [one for one in above if one not in signs]
    rule, *rest = (one for one in benchmark.conditions() if one not in above)
    pages = benchmark.page_count
    if pages > 1:
        rest = [words.page_of(benchmark.recipe.page, pages), *rest]
    before, _, after = rule.partition(" (")
    plain = before + after.partition(")")[2]
    for shorter in (rule, plain, *benchmark.short_rules):
        short = [shorter, *rest]
        if page.measure([" · ".join(short)], NOTE) <= page.width - 1.8:
            break
    return [rule, *rest, *missing], short


def about(benchmark: Benchmark, title: str) -> str:
    """Return a title with the name of the surface before it where there is only one."""
    alone = len(benchmark.recipe.problems) == 1
    return words.on_one_surface(title_of(benchmark.cells[0].surface), title) if alone else title


def fitted(page: Page, title: str, width: float, shorter: str = "") -> str:
    """Return what has room of a title: without its last parts, then a shorter one, then cut."""
    title = page.in_parts(title, 0.833, width)
    if shorter and page.measure([title], 0.833) > width:
        title = shorter
    letters = display_width(title)
    while letters > 4 and page.measure([text.shortened(title, letters)], 0.833) > width:
        letters -= 1
    return text.shortened(title, letters)


def levels_of_names(
    page: Page, names: Sequence[str], at: Sequence[float], anchor: float
) -> list[int]:
    """Return the level of each name above columns, so that none is on another.

    Parameters
    ----------
    at : sequence of float
        Where they stand, in ems, from left to right.
    anchor : float
        Which share of a name is left of that.
    """
    ends: list[float] = []
    levels = []
    for name, place in zip(names, at, strict=True):
        wide = page.measure([name], NAME, "bold")
        left = place - anchor * wide
        level = next((i for i, end in enumerate(ends) if end + 0.4 <= left), len(ends))
        ends[level : level + 1] = [left + wide]
        levels.append(level)
    return levels


def fitted_name(page: Page, name: str, width: float) -> str:
    """Return the name of a surface, its first word cut where there is no room for all of it."""
    first, space, rest = name.partition(" ")
    for letters in range(display_width(first), 2, -1):
        said = text.shortened(first, letters) + space + rest
        if page.measure([said], 0.833) <= width:
            return said
    return fitted(page, name, width)


def tiles(count: int) -> tuple[int, int]:
    """Return the number of rows and of columns in which panels are laid out."""
    rows = 1 if count <= 3 else 2 if count <= 8 else 3
    return rows, ceil(count / rows)


def room_for_key(page: Page, benchmark: Benchmark, notes: Sequence[Sequence[str]]) -> float:
    """Return the width of the names of the methods, and of the notes on each."""
    names = benchmark.names
    lines = [line for own in notes for line in own]
    return 2.0 + max(_SAMPLE + page.measure(names, NAME, "bold"), page.measure(lines, NOTE))


@dataclass(frozen=True)
class Row:
    """Panels beside each other, and the key right of them, or below where it leaves too little."""

    page: Page
    benchmark: Benchmark
    styles: Sequence[Style]
    count: int
    width: float
    between: float
    right: float
    notes: Sequence[Sequence[str]]
    """Those in the key on each method."""
    legend: Legend | None
    """The key, where it stands below."""

    def axes(self, nth: int = 0) -> Axes:
        """Add the axes of a panel."""
        bottom = BOTTOM + (self.legend.height if self.legend else 0.0)
        height = self.page.height - bottom - TOP - SIGNS
        return self.page.axes(LEFT + nth * (self.width + self.between), bottom, self.width, height)

    def entitle(self, ax: Axes, title: str, across: str, nth: int = 0, shorter: str = "") -> None:
        """Write as much of a title, and of the name of the axis across, as there is room for.

        A ``shorter`` title is written before one is cut.
        """
        beside = self.between if nth < self.count - 1 else self.right
        ax.set_title(fitted(self.page, title, self.width + beside - 0.5, shorter))
        most = self.width + min(self.between, 2 * self.right, 2 * LEFT) - 0.5
        ax.set_xlabel(fitted(self.page, across, most))
        thin_ticks_of_narrow(ax, self.width)

    def write_key(self) -> None:
        """Write the methods beside or below the panels."""
        if self.legend:
            write_legend(self.page, self.legend, self.styles, *CORNER)
            return
        left = self.page.width - self.right + _APART
        write_key(self.page, self.benchmark, self.styles, left, self.notes)


_APART, CORNER, _LEADING = 0.8, (0.9, 1.7), 1.05
"""Room between the panels and the key, the lower left corner of a key below, and the least height
of a name, in ems."""


def key_fits(page: Page, count: int) -> bool:
    """Whether a number of names have room one below the other."""
    return page.height - 3.4 - SIGNS - BOTTOM >= _LEADING * count


def row_of_panels(
    page: Page,
    benchmark: Benchmark,
    styles: Sequence[Style],
    notes: Sequence[Sequence[str]],
    most: int = 2,
    between: float = 3.9,
) -> Row:
    """Return as many panels as have room, up to ``most``; notes give way before panels do."""
    tall = key_fits(page, len(notes))
    for count in range(most, 0, -1):
        for said in (notes, [[] for _ in notes]):
            right = 0.5 + room_for_key(page, benchmark, said)
            width = (page.width - LEFT - between * (count - 1) - right) / count
            if tall and width >= (NARROWEST if count > 1 else ALONE * page.width):
                return Row(page, benchmark, styles, count, width, between, right, said, None)
    key, right = legend(page, benchmark.names, [""] * len(notes)), 0.9
    for count in range(most, 0, -1):
        width = (page.width - LEFT - between * (count - 1) - right) / count
        if width >= NARROWEST:
            break
    return Row(page, benchmark, styles, count, width, between, right, (), key)


def write_key(
    page: Page,
    benchmark: Benchmark,
    styles: Sequence[Style],
    left: float,
    notes: Sequence[Sequence[str]],
) -> None:
    """Write the methods one below the other with a piece of curve, and the notes on each."""
    room = page.height - 3.4 - SIGNS - BOTTOM
    most = max(len(own) for own in notes)
    while most and len(notes) * (1.75 + 1.1 * most) > room:
        most -= 1
    step = min(1.75 + 1.1 * most, room / len(notes))
    y = BOTTOM + (room + step * len(notes)) / 2 - 1.0
    for name, style, own in zip(benchmark.names, styles, notes, strict=True):
        ax = page.axes(left, y, _SAMPLE - 0.5, 0.6)
        ax.set_axis_off()
        ax.axhline(
            0.5, color=style.colour, lw=points("lines.linewidth"),
            ls=(0, style.dash) if style.dash else "-",
        )  # fmt: skip
        size = points("lines.markersize")
        ax.plot(0.5, 0.5, ms=1.3 * size, **marker(style, 0.1 * size))
        page.write(left + _SAMPLE, y, name, NAME, color=style.text_colour, fontweight="bold")
        for i, line in enumerate(own[:most], 1):
            page.write(left, y - 1.1 * i, line, NOTE, color=ink(0.8))
        y -= step


def notes_on(cell: Cell) -> list[str]:
    """Return expected cost and success at the tuned rate, then its interval, then its steps.

    Steps are left out where they are the cost.
    """
    score = cell.tuned.score
    low, high = (round(100 * float(x)) for x in score.interval)
    share, found = text.percent(score.success), score.rate if score.success else None
    if score.expected == inf:
        expected = words.never_with_success(share)
    else:
        cost, unit = _rounded(score.expected), cell.recipe.currency.unit
        expected = words.expected(cost, unit, share, one=score.expected <= 1)
    steps = _rounded(score.steps)
    said = [words.expected_steps(steps, one=score.steps <= 1)]
    if score.expected == inf or steps == _rounded(score.expected):
        said = []
    if not found:
        return [expected, f"[{low}, {high}]", *said]
    return [expected, words.interval_at_rate(low, high, rate_in_words(cell)), *said]


def _rounded(expected: float) -> str:
    return f"{float(f'{expected:.3g}'):g}"


def rate_in_words(cell: Cell) -> str:
    """Return the tuned rate in two figures, with a sign where it is at an end of the grid."""
    return f"{cell.beyond}{text.number(float(f'{cell.rate:.2g}'))}" if cell.rate else ""


def marks() -> list[str]:
    """Return the meanings of the signs on curves."""
    return [words.SIGN_OF_DEFAULT, words.STAR_IS_BEST]


def intervals(benchmark: Benchmark) -> str:
    """Return what the bars, or the bands, on curves of success are."""
    many = len(benchmark.recipe.optimizers) > MOST_BANDS
    return words.BARS_ARE_INTERVALS if many else words.BANDS_ARE_INTERVALS


def _source(benchmark: Benchmark, *, numbers: bool) -> list[str]:
    """Return a note on the starts of the curves, and on those of the numbers beside them."""
    if benchmark.recipe.kind == "fixed":
        return []
    return [words.CURVES_FROM_TUNING_NUMBERS_NOT if numbers else words.CURVES_FROM_TUNING]


def thin_ticks(ax: Axes) -> None:
    """Keep every second tick across."""
    labels = [label.get_text() for label in ax.get_xticklabels()]
    ax.set_xticks(ax.get_xticks()[::2], labels[::2])


def thin_ticks_of_narrow(ax: Axes, width: float) -> None:
    """Thin the ticks across out as long as axes, of a width in ems, are too narrow for them."""
    while width < DECADE * len(ax.get_xticks()) and len(ax.get_xticks()) > 1:
        thin_ticks(ax)
