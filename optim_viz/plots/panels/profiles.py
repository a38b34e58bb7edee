"""Many surfaces at once: shares that grow with the budget, and a table in colours."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap

from optim_viz.bench.cells import Cell
from optim_viz.bench.results import Benchmark
from optim_viz.plots.panels.runtimes import frame_table, word_size
from optim_viz.plots.style import text
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.themes import FAINT_LINE, axes_or_new, heat, ink, paper, points
from optim_viz.plots.style.ticks import ticks_of_shares
from optim_viz.runs.statistics import StepFunction
from optim_viz.text import words


def draw_steps(
    curves: Sequence[StepFunction],
    styles: Sequence[Style],
    ax: Axes | None = None,
    *,
    lowest: float = 1.0,
    budget: float | None = None,
) -> Axes:
    """Draw growing shares against a log axis; a dot ends each curve.

    Parameters
    ----------
    curves, styles : sequences of the same length
    lowest : float
        Lower end of the axis; numbers below are drawn there.
    budget : float, optional
        End of the measurement, which is a dotted line.
    """
    ax = axes_or_new(ax)
    last = max([float(curve.x[-1]) for curve in curves if curve.x.size], default=10.0)
    right = max(last, budget or 0.0, 10 * lowest) * 1.15
    ax.set(xscale="log", xlim=(lowest, right), ylim=(0, 1.02))
    width, size = points("lines.linewidth"), points("lines.markersize")
    for (x, share), style in zip(curves, styles, strict=True):
        if not x.size:
            continue
        at = np.concatenate([[lowest], np.maximum(x, lowest), [right]])
        up = np.concatenate([[0.0], share, share[-1:]])
        ls = (0, style.dash) if style.dash else "-"
        ax.plot(at, up, drawstyle="steps-post", color=style.colour, lw=width, ls=ls, zorder=3)
        ax.plot(at[-2], up[-2], style.marker, color=style.colour, ms=1.1 * size, zorder=4)
    if budget:
        ax.axvline(budget, color=ink(FAINT_LINE), lw=0.5 * width, ls=(0, (1, 1.5)), zorder=1)
    decades = np.arange(np.ceil(np.log10(lowest)), np.floor(np.log10(right)) + 1)
    ax.set_xticks(10.0**decades, [text.power_of_ten(int(k)) if k else "1" for k in decades])
    ticks_of_shares(ax)
    ax.minorticks_off()
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.grid(axis="y", color=ink(0.1), lw=0.3 * width)
    ax.set_axisbelow(True)
    return ax


def draw_heat_map(
    benchmark: Benchmark,
    styles: Sequence[Style],
    ax: Axes | None = None,
    *,
    levels: Sequence[int] = (),
    briefly: bool = False,
) -> Axes:
    """Draw optimizer x surface: the colour is the success at the tuned rate.

    The first line of a cell is that rate, the second the decades of rates at which half of the
    runs or more reach the goal; where there is little room it is left out. Names that do not fit
    beside each other stand on some levels.
    """
    ax, note = axes_or_new(ax), _note_in_short if briefly else _note
    rows = [benchmark.row(problem) for problem in benchmark.recipe.problems]
    ax.pcolormesh(
        [[cell.tuned.score.success for cell in row] for row in rows],
        vmin=0.0, vmax=1.0, cmap=ListedColormap([heat(share) for share in np.linspace(0, 1, 256)]),
        linewidths=0.6 * points("lines.linewidth"), edgecolor=paper(),
    )  # fmt: skip
    size = word_size(benchmark, ax)
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            ax.text(
                x + 0.5, y + 0.5, note(cell), fontsize=size, color=ink(), linespacing=1.05,
                ha="center", va="center",
            )  # fmt: skip
    return frame_table(benchmark, styles, ax, levels)


def draw_share_scale(ax: Axes | None = None) -> Axes:
    """Draw the scale of colours of the heat map, from none to all."""
    ax = axes_or_new(ax)
    for i in range(20):
        ax.fill([i, i + 1, i + 1, i], [0, 0, 1, 1], color=heat((i + 0.5) / 20), lw=0)
    ax.set(xlim=(0, 20), ylim=(0, 1))
    ax.set_xticks([])
    ax.set_yticks([])
    return ax


def _note(cell: Cell) -> str:
    if not cell.tuned.score.success:
        return words.NEVER
    if cell.rate is None or cell.rate_range is None:
        return words.NO_RATE
    decades = words.decades(cell.decades())
    return f"{cell.beyond}{cell.rate:.2g}\n{decades}"


def _note_in_short(cell: Cell) -> str:
    """Return the best rate in few signs; nothing where a method has none."""
    if not cell.tuned.score.success:
        return "–"
    if cell.rate is None:
        return ""
    power = log10(cell.rate)
    if abs(power) > 2.5 and abs(power - round(power)) < 1e-9:
        return cell.beyond.strip() + text.power_of_ten(round(power))
    rate = f"{cell.rate:.1e}" if abs(power) > 2.5 else f"{cell.rate:.2g}"
    mantissa, _, exponent = rate.partition("e")
    return mantissa.removesuffix(".0") + (f"e{int(exponent)}".replace("-", "−") if exponent else "")
