"""Runtimes: shares of targets reached in a budget and beyond, expected cost to each target."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

import numpy as np
from matplotlib.axes import Axes

from optim_viz.bench.cells import Cell
from optim_viz.bench.results import Benchmark
from optim_viz.bench.units import TARGET_GAPS
from optim_viz.plots.panels.intervals import Estimate, draw_intervals
from optim_viz.plots.panels.paths import halo
from optim_viz.plots.style import text
from optim_viz.plots.style.labels import text_width
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.themes import FAINT_LINE, axes_or_new, heat, ink, points
from optim_viz.plots.style.ticks import ticks_of_shares
from optim_viz.runs import statistics
from optim_viz.runs.statistics import StepFunction
from optim_viz.text import title_of, words

_WORST = 100.0
"""This multiple of the expected cost of the best one has the palest colour."""


def draw_ecdf(
    measured: Sequence[StepFunction],
    restarted: Sequence[StepFunction],
    styles: Sequence[Style],
    ends: Sequence[float],
    ax: Axes | None = None,
) -> Axes:
    """Draw the shares within the budget, a cross at its end, and restarts beyond it.

    A dotted line is at the end of the budget where it is the same for all.

    Parameters
    ----------
    measured, restarted, styles, ends : sequences of the same length
        Shares within the budget, shares beyond it, styles, the most that a run has cost.
    """
    ax = axes_or_new(ax)
    width, size = points("lines.linewidth"), points("lines.markersize")
    right = max([10.0, *(float(curve.x[-1]) for curve in restarted)])
    for (x, share), (later, more), style, budget in zip(
        measured, restarted, styles, ends, strict=True
    ):
        end = float(share[-1]) if share.size else 0.0
        at = np.concatenate([[1.0], np.maximum(x, 1.0), [budget]])
        up = np.concatenate([[0.0], share, [end]])
        ls = (0, style.dash) if style.dash else "-"
        ax.plot(at, up, drawstyle="steps-post", color=style.colour, lw=width, ls=ls, zorder=3)
        ax.plot(later, more, color=style.colour, lw=0.5 * width, zorder=2, gid="restarts")
        ax.plot(
            budget, end, "x", color=style.colour, ms=1.6 * size, mew=0.4 * size, zorder=4,
            clip_on=False,
        )  # fmt: skip
    if len(set(ends)) == 1:
        ax.axvline(
            ends[0], color=ink(FAINT_LINE), lw=0.5 * width, ls=(0, (1, 1.5)), zorder=2,
            path_effects=halo(0.5 * width),
        )  # fmt: skip
    _scale(ax, 1.0, right)
    return _share_axis(ax)


def draw_expected(cells: Sequence[Cell], styles: Sequence[Style], ax: Axes | None = None) -> Axes:
    """Draw the expected cost to each target; a cross ends a curve where no run gets further."""
    ax = axes_or_new(ax)
    width, size = points("lines.linewidth"), points("lines.markersize")
    highest = 10.0
    for cell, style in zip(cells, styles, strict=True):
        pairs = list(zip(cell.tuned.curves, cell.tuned.failures, strict=True))
        steps = np.array([statistics.expected_of(*pair) for pair in pairs[: len(TARGET_GAPS)]])
        seen = np.isfinite(steps)
        if not seen.any():
            continue
        at, up = np.array(TARGET_GAPS)[seen], np.maximum(steps[seen], 1.0)
        highest = max(highest, float(up.max()))
        ls = (0, style.dash) if style.dash else "-"
        ax.plot(at, up, color=style.colour, lw=width, ls=ls, zorder=3, path_effects=halo(width))
        ax.plot(
            at[-1], up[-1], style.marker if seen.all() else "x", color=style.colour,
            ms=1.4 * size, mew=0.4 * size, zorder=4, clip_on=False,
        )  # fmt: skip
    decades = range(int(np.ceil(np.log10(highest))) + 1)
    ax.set(yscale="log", ylim=(1.0, 1.5 * highest))
    ax.set_yticks([10.0**k for k in decades if 10.0**k <= 1.5 * highest])
    ax.set_yticklabels([text.power_of_ten(round(np.log10(y))) if y > 1 else "1"
                        for y in ax.get_yticks()])  # fmt: skip
    ax.get_yticklabels()[0].set_verticalalignment("bottom")  # clear of the labels below
    ax.grid(axis="y", color=ink(0.1), lw=0.3 * width)
    ax.set_axisbelow(True)
    return _target_axis(cells, ax)


def draw_reached(cells: Sequence[Cell], styles: Sequence[Style], ax: Axes | None = None) -> Axes:
    """Draw the share of runs that reach each target, with 95 % intervals (Wilson)."""
    ax = axes_or_new(ax)
    width, found = points("lines.linewidth"), []
    for cell, style in zip(cells, styles, strict=True):
        rows = cell.tuned.targets(cell.recipe.currency.unit)
        keys = ("success", "success_low", "success_high")
        share, low, high = (np.array([row[key] for row in rows]) for key in keys)
        found.append(Estimate(np.array(TARGET_GAPS), share, low, high))
        ls = (0, style.dash) if style.dash else "-"
        ax.plot(
            TARGET_GAPS, share, color=style.colour, lw=width, ls=ls, zorder=3, clip_on=False,
            path_effects=halo(width),
        )  # fmt: skip
    _target_axis(cells, _share_axis(ax))
    draw_intervals(found, styles, ax)
    return ax


def draw_expected_table(
    benchmark: Benchmark,
    styles: Sequence[Style],
    ax: Axes | None = None,
    *,
    levels: Sequence[int] = (),
    briefly: bool = False,
) -> Axes:
    """Draw optimizer x surface: expected cost to the goal over the share of runs that reach it.

    The colour stands for the multiple of the cost of the best optimizer on the surface. Where
    there is little room the share is left out; names may stand on some levels.
    """
    ax, recipe = axes_or_new(ax), benchmark.recipe
    size, note = word_size(benchmark, ax), _note_in_short if briefly else _note
    for row, problem in enumerate(recipe.problems):
        cells = benchmark.row(problem)
        best = min(cell.tuned.score.expected for cell in benchmark.complete.row(problem))
        for column, cell in enumerate(cells):
            colour = shade_of(cell.tuned.score.expected / best if best < inf else inf)
            ax.fill([column, column + 1, column + 1, column], [row, row, row + 1, row + 1],
                    color=colour, lw=0)  # fmt: skip
            ax.text(
                column + 0.5, row + 0.5, note(cell), ha="center", va="center", fontsize=size,
                color=ink(), linespacing=1.05,
                fontweight="bold" if cell.tuned.score.expected == best < inf else "normal",
            )  # fmt: skip
    return frame_table(benchmark, styles, ax, levels)


def word_size(benchmark: Benchmark, ax: Axes) -> float:
    """Return the type size of the text in a table, larger where its cells are."""
    em = points("font.size")
    pixels = em * ax.figure.dpi / 72
    wide = ax.bbox.width / len(benchmark.recipe.optimizers) / pixels
    high = ax.bbox.height / len(benchmark.recipe.problems) / pixels
    return em * (1.1 if wide >= 7 and high >= 4 else 0.8)


def frame_table(
    benchmark: Benchmark, styles: Sequence[Style], ax: Axes, levels: Sequence[int] = ()
) -> Axes:
    """Write the surfaces to the left of a table, the optimizers above, on some levels."""
    columns, rows = len(benchmark.recipe.optimizers), len(benchmark.recipe.problems)
    ax.set(xlim=(0, columns), ylim=(rows, 0))
    ax.set_yticks(
        np.arange(rows) + 0.5,
        [title_of(benchmark.row(problem)[0].surface) for problem in benchmark.recipe.problems],
    )
    em = points("font.size")
    pixels = ax.figure.dpi / 72
    column, edge = ax.bbox.width / columns, ax.figure.bbox.width - 0.4 * em * pixels
    for i, (name, style) in enumerate(zip(benchmark.names, styles, strict=True)):
        half = text_width([name], 0.833 * em, "bold") * pixels / 2
        middle = min(ax.bbox.x0 + (i + 0.5) * column, edge - half)  # a long last name is moved in
        ax.annotate(
            name, ((middle - ax.bbox.x0) / column, 1), xycoords=("data", "axes fraction"),
            ha="center", va="bottom", textcoords="offset points",
            xytext=(0, (0.35 + 0.95 * (levels[i] if levels else 0)) * em),
            color=style.text_colour, fontweight="bold", fontsize=0.833 * em,
        )  # fmt: skip
    ax.set_xticks([])
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)
    return ax


def draw_factor_scale(ax: Axes | None = None) -> Axes:
    """Draw the scale of colours of multiples of the best, from a hundred times to once."""
    ax = axes_or_new(ax)
    for i in range(20):
        factor = _WORST ** (1 - (i + 0.5) / 20)
        ax.fill([i, i + 1, i + 1, i], [0, 0, 1, 1], color=shade_of(factor), lw=0)
    ax.set(xlim=(0, 20), ylim=(0, 1), xticks=[], yticks=[])
    return ax


def shade_of(factor: float) -> str:
    """Return the colour of a multiple of the best: vivid for the best, the paper's for never."""
    return heat(1 - min(float(np.log(factor) / np.log(_WORST)), 1.0) if factor < inf else 0.0)


def _note(cell: Cell) -> str:
    score = cell.tuned.score
    if score.expected == inf:
        return f"{words.NEVER}\n{text.percent(0)}"
    return f"{text.number(float(f'{score.expected:.3g}'))}\n{text.percent(score.success)}"


def _note_in_short(cell: Cell) -> str:
    expected = cell.tuned.score.expected
    return "–" if expected == inf else text.number(float(f"{expected:.3g}"))


def _share_axis(ax: Axes) -> Axes:
    ax.set_ylim(0, 1.02)
    ticks_of_shares(ax)
    ax.get_yticklabels()[0].set_verticalalignment("bottom")  # clear of the labels below
    ax.grid(axis="y", color=ink(0.1), lw=0.3 * points("lines.linewidth"))
    ax.set_axisbelow(True)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return ax


def _target_axis(cells: Sequence[Cell], ax: Axes) -> Axes:
    """Scale the axis of targets: the hard ones to the right; a dotted line at the goal."""
    low, high = TARGET_GAPS[-1], TARGET_GAPS[0]
    ax.set_xscale("log")
    ax.set_xlim(high, low)
    ax.set_xticks([1e2, 1e0, 1e-2, 1e-4, 1e-6, 1e-8])
    ax.set_xticklabels([text.power_of_ten(k) if k else "1" for k in (2, 0, -2, -4, -6, -8)])
    ax.minorticks_off()
    goal = cells[0].recipe.target
    if low <= goal <= high:
        thin = 0.5 * points("lines.linewidth")
        ax.axvline(
            goal, color=ink(FAINT_LINE), lw=thin, ls=(0, (1, 1.5)), zorder=2,
            path_effects=halo(thin),
        )  # fmt: skip
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.set_xlabel(words.TARGET_GAP)
    return ax


def _scale(ax: Axes, low: float, high: float) -> None:
    ax.set(xscale="log", xlim=(low, high))
    decades = np.arange(np.ceil(np.log10(low)), np.floor(np.log10(high) + 1e-9) + 1)
    ax.set_xticks(10.0**decades, [text.power_of_ten(int(k)) if k else "1" for k in decades])
    ax.minorticks_off()
