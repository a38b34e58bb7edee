"""Rates on a schedule: the rate against the step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from optim_viz.plots.panels.convergence import spaced, ticks_of_steps
from optim_viz.plots.panels.paths import draw_end, draw_line
from optim_viz.plots.style import text
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.themes import axes_or_new, points
from optim_viz.plots.style.ticks import ticks
from optim_viz.runs.results import Run
from optim_viz.text import words

_ALIKE = 30.0
"""Highest rates that differ by less are told apart on a linear scale, which shows the shapes."""


def scheduled(runs: Sequence[Run]) -> bool:
    """Whether the rate of any of these changes from step to step."""
    return any(callable(run.optimizer.knobs.get("lr")) for run in runs)


def draw_rates(
    runs: Sequence[Run], styles: Sequence[Style], ax: Axes | None = None, *, last: int = 0
) -> Axes:
    """Draw the rate of each step of single runs; a method that has no rate is left out.

    Parameters
    ----------
    runs, styles : sequences of the same length
    ax : Axes, optional
        Its size must be final.
    last : int
        Last step of the axis; by default the last one that was taken.
    """
    ax = axes_or_new(ax)
    last = last or max(1, *(int(run.taken) for run in runs))
    rates = [run.rate[1 : int(run.taken) + 1] for run in runs]
    tops = [rate.max() for rate in rates if np.isfinite(rate).any()]
    log = len(tops) > 0 and max(tops) > _ALIKE * min(tops)
    low, high = (min(tops) / 10, max(tops) * 2) if log else (0.0, 1.08 * max(tops, default=1.0))
    ax.set(xlim=(0, last), ylim=(low, high))
    if log:
        ax.set_yscale("log")
    for i, (rate, style) in enumerate(zip(rates, styles, strict=True)):
        if not np.isfinite(rate).any():
            continue
        edges = np.arange(len(rate) + 1.0)  # step k leads from iterate k - 1 to iterate k
        heights = np.maximum(np.append(rate[:1], rate), low)
        when = edges.repeat(2)[1:-1]
        when[1::2] -= 1e-9  # the rate of a step holds until the next one
        draw_line(
            edges.repeat(2)[1:-1], heights[1:].repeat(2), style, ax, steps=when,
            marked=[2 * k - 1 for k in spaced(i, len(runs), last, len(rate))],
        )  # fmt: skip
        draw_end(edges, heights, style, ax)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ticks_of_steps(last, ax)
    _ticks(low, high, log, ax)
    return ax


def _ticks(low: float, high: float, log: bool, ax: Axes) -> None:
    """Set the ticks of the rate; a panel this low has room for few."""
    em = points("font.size")
    length = ax.bbox.height * 72 / ax.figure.dpi / em
    if log:
        first, final = int(np.ceil(np.log10(low))), int(np.floor(np.log10(high)))
        stride = min(round((final - first + 1) * 1.5 / length), final - first)
        shown = range(first, final + 1)[:: max(1, stride)]
        ax.set_yticks([10.0**k for k in shown], [text.power_of_ten(k) for k in shown])
        ax.minorticks_off()
        ax.set_title(words.RATE)
    else:
        up = ticks(low, high, length, across=False)
        ax.set_yticks(up.at, up.labels)
        ax.set_title(up.name(words.RATE))
