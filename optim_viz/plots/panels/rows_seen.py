"""The gap against the rows of data that a run has seen: what its updates have cost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from optim_viz.plots.panels.convergence import Scale, scale_for, ticks_of_heights
from optim_viz.plots.panels.paths import draw_end, draw_line
from optim_viz.plots.style import text
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.themes import axes_or_new
from optim_viz.runs.results import Run
from optim_viz.text import words

_PLAIN = 4
"""Powers of ten up to this one are written out."""


def sees_data(runs: Sequence[Run]) -> bool:
    """Whether it is known how many rows of data runs see, and not all see as many in a step."""
    known = all(run.rows_seen is not None for run in runs)
    return known and len({run.batch_size for run in runs}) > 1


def draw_rows_seen(
    runs: Sequence[Run],
    styles: Sequence[Style],
    ax: Axes | None = None,
    *,
    scale: Scale | None = None,
) -> Axes:
    """Draw the gap of single runs against the rows that they have seen, on a log scale.

    The curves begin with the first update, which has seen the rows of a batch.

    Parameters
    ----------
    runs : sequence of Run
        Of which `Run.rows_seen` is known.
    styles : sequence of the same length
    ax : Axes, optional
        Its size must be final.
    scale : Scale, optional
        The vertical axis; by default the one that fits the runs.
    """
    ax, scale = axes_or_new(ax), scale or scale_for(runs)
    several = [run.rows_seen for run in runs]
    seen = [one for one in several if one is not None]
    ax.set(xscale="log", ylim=(scale.low, scale.high))
    ax.set_xlim(min(one[1] for one in seen) / 1.15, max(one[-1] for one in seen) * 1.15)
    if scale.log:
        ax.set_yscale("log")
    for run, rows, style in zip(runs, seen, styles, strict=True):
        curve = scale.curve(run)
        steps = np.arange(1.0, len(curve))
        if len(steps):
            x, y = rows[1 : len(curve)], curve[1:]
            draw_line(x, y, style, ax, steps=steps)
            draw_end(x, y, style, ax, steps=steps, stays=scale.clipped(y[-1]) == y[-1])
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    _ticks(ax)
    ticks_of_heights(scale, ax)
    ax.set_xlabel(words.ROWS_SEEN)
    return ax


def _ticks(ax: Axes) -> None:
    low, high = np.log10(ax.get_xlim())
    powers = range(int(np.ceil(low)), int(np.floor(high)) + 1)
    named = [str(10**k) if k <= _PLAIN else text.power_of_ten(k) for k in powers]
    ax.set_xticks([10.0**k for k in powers], named)
    ax.minorticks_off()
