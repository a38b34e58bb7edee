"""Sensitivity to the rate: gap and success against it, one curve for each optimizer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from optim_viz.bench.cells import Cell
from optim_viz.plots.panels.intervals import Estimate, draw_intervals
from optim_viz.plots.panels.paths import halo
from optim_viz.plots.style import text
from optim_viz.plots.style.labels import text_width
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.themes import axes_or_new, ink, mix, paper, points, veil
from optim_viz.plots.style.ticks import ticks_of_shares
from optim_viz.studies.theory import StabilityLimit
from optim_viz.studies.tuning import FLOOR
from optim_viz.text import words
from surfaces import Array

_MOST_BANDS = 7
"""More methods than this have no bands."""

_LINE, _LOW = 1.1, 6.5
"""Height of a line of formulas, and of a panel in which they have no room, in ems."""


def draw_sensitivity(
    cells: Sequence[Cell],
    styles: Sequence[Style],
    ax: Axes | None = None,
    limits: tuple[float, float] | None = None,
) -> Axes:
    """Draw the median final gap against the rate, quartiles of a few, and the divergence cliff.

    A cross marks where the median run is lost, a star the tuned rate if it ever succeeds from the
    starts that score it, a hollow diamond the default, a dotted tick from above the limit that
    theory sets. A method without a rate is a line. Of marks in one place the first is the largest.

    Parameters
    ----------
    cells, styles : sequences of the same length
    limits : pair of floats, optional
        The range of the gap; by default that of these cells.
    """
    ax = axes_or_new(ax)
    low, high = limits or gap_range(cells)
    ax.set(yscale="log", ylim=(low, high))
    scale_rates(cells, ax)
    width, size = points("lines.linewidth"), points("lines.markersize")
    for cell, style in zip(cells, styles, strict=True):
        if not cell.is_rated:
            level = np.clip(cell.rates.gaps[1, 0], low, high)
            ax.axhline(
                level, color=style.colour, lw=width, ls=_dashes(style), zorder=3,
                path_effects=halo(width),
            )  # fmt: skip
            continue
        rates, (quarter, middle, three) = cell.rates.rates, np.clip(cell.rates.gaps, low, high)
        if has_bands(cells):
            ax.fill_between(
                rates, quarter, three, color=style.colour, alpha=veil(len(cells)), lw=0, zorder=1
            )
        lost = np.flatnonzero(
            np.isinf(cell.rates.gaps[1]) & (np.arange(len(rates)) > _argbest(cell))
        )
        if lost.size:
            middle[lost[1:]] = np.nan
        ax.plot(
            rates, middle, color=style.colour, lw=width, ls=_dashes(style), zorder=3,
            path_effects=halo(width),
        )  # fmt: skip
        if lost.size:
            ax.plot(
                rates[lost[0]], high, "x", color=style.colour, ms=1.6 * size, mew=0.4 * size,
                clip_on=False, zorder=7,
            )  # fmt: skip
        _draw_limit(cell, style, ax)
    _mark(cells, styles, [np.clip(cell.rates.gaps[1], low, high) for cell in cells], ax)
    _finish(ax, low, high)
    return ax


def draw_success(cells: Sequence[Cell], styles: Sequence[Style], ax: Axes | None = None) -> Axes:
    """Draw the share of runs that reach the goal against the rate, with 95 % intervals."""
    ax = axes_or_new(ax)
    ax.set(ylim=(-0.02, 1.02))
    scale_rates(cells, ax)
    width = points("lines.linewidth")
    for cell, style in zip(cells, styles, strict=True):
        if not cell.is_rated:
            ax.axhline(
                cell.rates.success[0], color=style.colour, lw=width, ls=_dashes(style), zorder=3,
                path_effects=halo(width),
            )  # fmt: skip
            continue
        ax.plot(
            cell.rates.rates, cell.rates.success, color=style.colour, lw=width, ls=_dashes(style),
            zorder=3, path_effects=halo(width),
        )  # fmt: skip
    draw_intervals([_success(cell) for cell in cells], styles, ax)
    _mark(cells, styles, [cell.rates.success for cell in cells], ax)
    ticks_of_shares(ax)
    ax.get_yticklabels()[0].set_verticalalignment("bottom")  # clear of the rates below
    _trim(ax)
    return ax


def _success(cell: Cell) -> Estimate:
    """Return the success at each rate; that of a method without one is the same at all."""
    rates = cell.rates.rates if cell.is_rated else cell.recipe.grid
    columns = (cell.rates.success, *cell.success_interval)
    return Estimate(rates, *(np.broadcast_to(one, rates.shape) for one in columns))


def draw_rate_spans(cells: Sequence[Cell], styles: Sequence[Style], ax: Axes | None = None) -> Axes:
    """Draw the rates that work as bars, a row for each optimizer; star and diamond as above.

    Each rate of the grid stands for its cell; the bar is as vivid as the success at the tuned rate.
    """
    ax = axes_or_new(ax)
    scale_rates(cells, ax)
    width, size = points("lines.linewidth"), points("lines.markersize")
    low, high, count = cells[0].recipe.rates
    half = (high / low) ** (0.5 / (count - 1))
    low, high = ax.get_xlim()
    for i, (cell, style) in enumerate(zip(cells, styles, strict=True)):
        ax.axhline(i, color=ink(0.1), lw=0.3 * width, zorder=0)
        for first, last in cell.rate_range.spans if cell.rate_range else ():
            ax.barh(
                i, last * half - first / half, left=first / half, height=0.5, zorder=2,
                color=mix(style.colour, paper(), 0.15 + 0.6 * cell.tuned.score.success),
                edgecolor=style.colour, lw=0.3 * width, gid="span",
            )  # fmt: skip
        if cell.default and low <= cell.default <= high:
            ax.plot(
                cell.default, i, "D", ms=1.5 * size, mfc=paper(), mec=style.colour,
                mew=0.3 * size, zorder=4, clip_on=False,
            )  # fmt: skip
        if cell.rate and cell.tuned.score.success:
            ax.plot(
                cell.rate, i, "*", ms=3 * size, color=style.colour, mec=paper(), mew=0.16 * size,
                zorder=5, clip_on=False,
            )  # fmt: skip
    ax.set(ylim=(len(cells) - 0.5, -0.5), yticks=[], xlabel=words.LEARNING_RATE)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    return ax


def has_bands(methods: Sequence[object]) -> bool:
    """Whether the gaps of methods have bands: those of more would be too faint to be seen."""
    return len(methods) <= _MOST_BANDS


def gap_range(cells: Sequence[Cell]) -> tuple[float, float]:
    """Return the range of an axis that shows the gaps of all cells."""
    gaps = np.concatenate([cell.rates.gaps.ravel() for cell in cells])
    gaps = gaps[np.isfinite(gaps)]
    start = float(np.median([cell.rates.start for cell in cells]))
    low = max(FLOOR, float(gaps.min(initial=start)) / 3)
    return (FLOOR / 3 if low <= 10 * FLOOR else low), max(30 * start, 1e3 * low)


def _argbest(cell: Cell) -> int:
    return int(np.argmin(np.abs(np.log(cell.rates.rates) - np.log(cell.rate or 1.0))))


def _mark(
    cells: Sequence[Cell], styles: Sequence[Style], heights: Sequence[Array], ax: Axes
) -> None:
    """Put a star at each tuned rate that ever succeeds and a hollow diamond at each default."""
    stars, diamonds = [], []
    for cell, style, height in zip(cells, styles, heights, strict=True):
        if not cell.is_rated:
            continue
        grid, best = cell.rates.rates, _argbest(cell)
        if cell.tuned.score.success:
            stars.append((grid[best], height[best], style.colour))
        if cell.default and grid[0] <= cell.default <= grid[-1]:
            at = int(np.argmin(np.abs(np.log(grid / cell.default))))
            diamonds.append((cell.default, height[at], style.colour))
    size = points("lines.markersize")
    for (x, y, colour), below in zip(stars, _below(stars, ax), strict=True):
        grown = 2.6 + below * min(2.3, _MOST_GROWTH / len(stars))
        ax.plot(
            x, y, "*", color=colour, ms=grown * size, mec=paper(), mew=0.16 * size, zorder=8,
            clip_on=False,
        )  # fmt: skip
    for (x, y, colour), below in zip(diamonds, _below(diamonds, ax), strict=True):
        grown = 1.3 + below * min(0.9, 0.5 * _MOST_GROWTH / len(diamonds))
        ax.plot(
            x, y, "D", ms=grown * size, mfc=paper(), mec=colour, mew=0.3 * size, zorder=6,
            clip_on=False,
        )  # fmt: skip


_MOST_GROWTH = 9.0
"""A mark behind all others is larger by less than this multiple of the marker size in force."""


def _below(marks: Sequence[tuple[float, float, str]], ax: Axes) -> list[int]:
    """Return the number of later marks that would hide each one."""
    if not marks:
        return []
    to_axes = ax.transScale + ax.transLimits
    at = to_axes.transform([(x, y) for x, y, _ in marks])
    near = (np.abs(at[:, np.newaxis] - at) < (0.025, 0.025)).all(axis=-1)
    return [int(row[i + 1 :].sum()) for i, row in enumerate(near)]


def shown_limit(cell: Cell) -> StabilityLimit | None:
    """Return the rate beyond which theory says that the method cannot settle, if it is shown."""
    limit = cell.limit if cell.is_rated else None
    return limit if limit and cell.rates.rates[0] < limit.rate < cell.rates.rates[-1] else None


def _draw_limit(cell: Cell, style: Style, ax: Axes) -> None:
    """Mark that rate from above; where bands lie on each other the halo keeps it visible."""
    if limit := shown_limit(cell):
        width = 0.7 * points("lines.linewidth")
        ax.axvline(
            limit.rate, ymin=0.8, color=style.colour, lw=width, ls=(0, (1, 1)), zorder=2,
            gid="limit", path_effects=halo(width),
        )  # fmt: skip


def name_limits(cells: Sequence[Cell], styles: Sequence[Style], ax: Axes) -> None:
    """Write the formulas of these limits beside them, the lowest on top, as far as they fit.

    In a low panel they would hide the curves.
    """
    tall = ax.bbox.height * 72 / ax.figure.dpi / points("font.size")
    pitch = max(0.09, _LINE / tall)
    shown = [(limit, style) for cell, style in zip(cells, styles, strict=True)
             if (limit := shown_limit(cell))]  # fmt: skip
    for i, (limit, style) in enumerate(sorted(shown, key=lambda pair: pair[0].rate)):
        at = ax.transData.transform((limit.rate, 1.0))[0]
        wide = text_width([limit.formula], 0.8 * points("font.size")) * ax.figure.dpi / 72
        if tall < _LOW or 0.79 - pitch * (i + 1) < 0.1 or wide > ax.bbox.width:
            return
        right = max(at, ax.bbox.x0 + wide)  # clear of the ticks
        ax.text(
            (right - ax.bbox.x0) / ax.bbox.width, 0.79 - pitch * i, limit.formula, ha="right",
            va="top", transform=ax.transAxes, fontsize=0.8 * points("font.size"),
            color=style.text_colour, zorder=5,
            bbox={"facecolor": paper(), "edgecolor": "none", "pad": 0.8},
        )  # fmt: skip


def scale_rates(cells: Sequence[Cell], ax: Axes) -> None:
    """Scale the axis of rates to all that were tried in some cells."""
    tried = np.concatenate([cells[0].recipe.grid, *(c.rates.rates for c in cells if c.is_rated)])
    low, high = float(tried.min()), float(tried.max())
    ax.set_xscale("log")
    ax.set_xlim(low, high)
    decades = np.arange(np.ceil(np.log10(low) - 1e-9), np.floor(np.log10(high) + 1e-9) + 1)
    ax.set_xticks(10.0**decades, [text.power_of_ten(int(k)) for k in decades])
    ax.minorticks_off()


def _finish(ax: Axes, low: float, high: float) -> None:
    decades = np.arange(np.ceil(np.log10(low)), np.floor(np.log10(high)) + 1)
    room = ax.bbox.height / (points("font.size") * ax.figure.dpi / 72)
    decades = decades[:: max(1, -(-len(decades) // max(2, min(6, int(room / 1.5)))))]
    ax.set_yticks(10.0**decades, [text.power_of_ten(int(k)) for k in decades])
    ax.get_yticklabels()[0].set_verticalalignment("bottom")  # clear of the rates below
    ax.minorticks_off()
    _trim(ax)


def _trim(ax: Axes) -> None:
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.grid(axis="y", color=ink(0.1), lw=0.3 * points("lines.linewidth"))
    ax.set_axisbelow(True)


def _dashes(style: Style) -> tuple[float, tuple[float, ...]] | str:
    return (0, style.dash) if style.dash else "-"
