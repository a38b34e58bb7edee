"""Searches from many starts on the landscape, and how many of them end at each place."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.plots.panels.curve import draw_curve
from optim_viz.plots.panels.landscape import QUIET, draw_landscape, landscape
from optim_viz.plots.panels.lines import Line, draw_lines
from optim_viz.plots.panels.paths import halo
from optim_viz.plots.style import text
from optim_viz.plots.style.framing import extent, with_margin
from optim_viz.plots.style.optimizer_styles import Style, styles_of_sizes
from optim_viz.plots.style.page import NOTE, Page, write_title
from optim_viz.plots.style.themes import ink, mix, paper, points, whole_figure
from optim_viz.plots.style.ticks import label_axes
from optim_viz.studies.multistart import Multistart
from optim_viz.text import words
from surfaces import Array, Box

_LEFT, _BOTTOM, _TOP, _BETWEEN, _RIGHT = 3.2, 3.7, 3.7, 1.4, 1.0
"""Room around and between the panels, in ems."""

_BAR, _LEAST_BARS = 1.35, 9.0
"""Height of a row of the bars and their least width, in ems."""

_NODES = 400
"""Places of a curve whose heights are framed."""

_MOST_NUMBERED = 9
"""Places that have a number on the landscape."""

_GREATEST_SHARE = 0.92
"""Share of grey in the colour of the highest place."""

_WIDEST = 1.4
"""Width over height of the landscape, at most."""


@whole_figure
def figure(found: Multistart) -> Figure:
    """Return the searches, coloured by the value at their ends, and the starts of each place."""
    page = Page()
    write_title(page, found.surface)
    method = found.run.optimizer.title
    page.write_foot([words.how_searches_are_drawn(method, found.starts, found.is_lowest)])
    height, width = page.height - _BOTTOM - _TOP, page.width - _LEFT - _RIGHT
    labels = _bar_labels(found, int(height / _BAR))
    names = page.measure(labels, NOTE) + 1.0
    bars = max(_LEAST_BARS, 0.34 * width - names)
    alone = width - names - bars - _BETWEEN < height * 0.6
    wide = width if alone else min(width - names - bars - _BETWEEN, _WIDEST * height)
    draw_searches(found, page.axes(_LEFT, _BOTTOM, wide, height))
    if not alone:
        left = _LEFT + wide + _BETWEEN + names
        ax = page.axes(left, _BOTTOM, page.width - left - _RIGHT - 1.5, height)
        draw_shares(found, ax, labels)
    return page.figure


def draw_searches(found: Multistart, ax: Axes) -> Axes:
    """Draw the path of each search, or its value above two dimensions; the size must be final."""
    dim = found.surface.dim
    if dim == 2:
        return _draw_on_landscape(found, ax)
    return _draw_on_curve(found, ax) if dim == 1 else _draw_values(found, ax)


def _draw_on_landscape(found: Multistart, ax: Axes) -> Axes:
    surface, taken = found.surface, found.run
    draw_landscape(landscape(surface, surface.domain), ax, QUIET)
    width, size = points("lines.linewidth"), points("lines.markersize")
    for rank, style in reversed(list(enumerate(_styles(found)))):
        for one in found.places[rank].runs.tolist():
            x, y = taken.points[:, : int(taken.taken[one]) + 1, one]
            ax.plot(
                x, y, color=style.colour, lw=0.55 * width, zorder=3, solid_joinstyle="round",
                path_effects=halo(0.5 * width),
            )  # fmt: skip
            ax.plot(
                x[:1], y[:1], marker="o", ms=0.75 * size, mfc=paper(), mec=style.colour,
                mew=0.2 * size, zorder=4, ls="none",
            )  # fmt: skip
    _draw_ends(found, np.array([place.at for place in found.places]).T, ax)
    across, up = text.coordinates(surface)
    label_axes(ax, across, up)
    return ax


def _draw_on_curve(found: Multistart, ax: Axes) -> Axes:
    surface, taken = found.surface, found.run
    across = surface.domain.sides[0]
    seen = surface.told(surface(np.linspace(*across, _NODES)[np.newaxis]))
    draw_curve(surface, Box(across, with_margin(*extent(seen), 0.08)), ax)
    size = points("lines.markersize")
    for rank, style in enumerate(_styles(found)):
        starts = taken.points[0, 0, found.places[rank].runs]
        ax.plot(
            starts, surface.told(surface(starts[np.newaxis])), ls="none", marker="o",
            ms=0.75 * size, mfc=paper(), mec=style.colour, mew=0.2 * size, zorder=4,
        )  # fmt: skip
    ends = [[place.at[0], float(surface.told(place.value))] for place in found.places]
    _draw_ends(found, np.array(ends).T, ax)
    label_axes(ax, text.coordinates(surface)[0], "f")
    return ax


def _draw_ends(found: Multistart, at: Array, ax: Axes) -> None:
    """Mark the places ``(2, n)`` with their numbers, as far as these have room; a star the best."""
    em, size = points("font.size"), points("lines.markersize")
    seen = ax.transData.transform(at.T) * 72 / ax.figure.dpi
    numbered: list[Array] = []
    for rank, style in enumerate(_styles(found)):
        best = found.levels[rank] == 0
        ax.plot(
            *at[:, rank : rank + 1], marker="*" if best else "o", ms=(3.4 if best else 1.1) * size,
            color=style.colour, mec=paper(), mew=0.16 * size, zorder=9 if best else 5, ls="none",
        )  # fmt: skip
        free = all(np.abs(seen[rank] - other).max() > 1.4 * em for other in numbered)
        if rank < _MOST_NUMBERED and free:
            numbered.append(seen[rank])
            ax.annotate(
                str(rank + 1), at[:, rank].tolist(), textcoords="offset points",
                xytext=((0.75 if best else 0.45) * em, 0.35 * em), fontsize=NOTE * em,
                color=style.text_colour, fontweight="bold", zorder=8,
                path_effects=halo(0.2 * em), clip_on=True,
            )  # fmt: skip


def _draw_values(found: Multistart, ax: Axes) -> Axes:
    """Draw the value of each search against its steps, the gap where the lowest is known."""
    taken, surface = found.run, found.surface
    heights_of = taken.gap if surface.lowest is not None else taken.values
    lines = []
    for rank, style in reversed(list(enumerate(_styles(found)))):
        for one in found.places[rank].runs.tolist():
            steps = np.arange(float(taken.taken[one]) + 1)
            lines.append(Line("", steps, heights_of[: len(steps), one], style))
    positive = all((line.y[np.isfinite(line.y)] >= 0).all() for line in lines)
    up = words.GAP_WITH_FORMULA if surface.lowest is not None else words.LOSS_WITH_FORMULA
    return draw_lines(lines, ax, across=words.STEP, up=up, log="y" if positive else "")


def draw_shares(found: Multistart, ax: Axes, labels: list[str]) -> Axes:
    """Draw the number of starts of each place as bars, the lowest place on top."""
    styles, rows = _styles(found), len(labels)
    counts = [len(place.runs) for place in found.places]
    shown = counts[:rows]
    if len(counts) > rows:
        shown = [*counts[: rows - 1], sum(counts[rows - 1 :])]
    em = points("font.size")
    for nth, (count, style) in enumerate(zip(shown, styles, strict=False)):
        is_rest = nth == rows - 1 and len(counts) > rows
        ax.barh(nth, count, height=0.72, color=ink(0.3) if is_rest else style.colour, lw=0)
        ax.annotate(
            str(count), (count, nth), textcoords="offset points", xytext=(0.3 * em, 0),
            va="center", fontsize=NOTE * em, color=ink(0.8),
        )  # fmt: skip
    ax.set_yticks(range(rows), labels, fontsize=NOTE * em)
    ax.set_ylim(max(rows, 4) - 0.4, -0.6)
    ax.set_xlim(0, max(shown) * 1.02)
    ax.set_xticks([])
    ax.tick_params(axis="y", length=0)
    for side in ("top", "right", "bottom"):
        ax.spines[side].set_visible(False)
    ax.set_title(words.STARTS_OF_EACH_PLACE)
    return ax


def _bar_labels(found: Multistart, most: int) -> list[str]:
    """Return the number and the value of each place; of many, the rest in one row."""
    most = max(1, most)
    told = [
        words.place_with_value(rank, text.number(float(found.surface.told(found.value(place)))))
        for rank, place in enumerate(found.places, 1)
    ]
    if len(told) <= most:
        return told
    return [*told[: most - 1], words.other_places(len(told) - most + 1)]


def _styles(found: Multistart) -> list[Style]:
    """Return a style for each place: the lowest stand out, higher ones are ever greyer."""
    best, warm = styles_of_sizes(3)[2], styles_of_sizes(2)[1]
    shares = np.linspace(1.0, 1.0 - _GREATEST_SHARE, max(found.levels)).tolist()
    greys = [mix(warm.colour, ink(0.6), share) for share in shares]
    styles = [best, *(Style(grey, grey) for grey in greys)]
    return [styles[level] for level in found.levels]
