"""How final gaps spread over the starts: a row of dots for each optimizer, a box around most."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import Collection

from optim_viz.plots.panels.paths import halo
from optim_viz.plots.style import text
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.page import NOTE
from optim_viz.plots.style.themes import axes_or_new, ink, mix, paper, points
from optim_viz.studies.tuning import FLOOR
from optim_viz.text import words

if TYPE_CHECKING:
    from pandas import DataFrame

BOXES = 2
"""Boxes around the median: the middle half of the runs, the middle three quarters."""

_TINTS = (0.16, 0.34)
"""Their colours, as shares of the optimizer's, the outer box first."""

_ON_BOXES = 0.75
"""Share of the text colour in the line of the target, which is seen on the boxes as well."""

_BOX_HEIGHT, _DOTS_HEIGHT = 0.62, 0.5
"""Shares of a row."""

_USUAL_STARTS = 25
"""More dots than this in a row are smaller."""

_GOLDEN = (5**0.5 - 1) / 2
"""Multiples of it, without their whole part, never lie close to each other."""

STAGGER = 1.5
"""Every second number at the right edge is so much further out where rows are close, in ems."""

_TICK = 3.0
"""Room for the label of a tick, in ems."""

_STEPS = (1, 2, 3, 6, 12)
"""Decades between ticks: from 10⁻¹² on they meet 10⁻⁶, the usual goal, and 1."""


def draw_spread(
    gaps: DataFrame,
    optimizers: Sequence[str],
    styles: Sequence[Style],
    ax: Axes | None = None,
    *,
    limits: tuple[float, float] | None = None,
    target: float | None = None,
    briefly: bool = False,
) -> Axes:
    """Draw the final gap of every run on one surface, optimizer by optimizer from top to bottom.

    A run that is lost has no gap: it is counted at the right edge, and the boxes and the median
    take it for larger than any gap.

    Parameters
    ----------
    gaps : DataFrame
        One row for each run: ``optimizer``, ``gap``, ``lost`` (see `Benchmark.final_gaps`).
    optimizers, styles : sequences of the same length
    limits : pair of floats, optional
        Of the gap; by default what these runs need.
    target : float, optional
        The gap that counts as success: a dotted line.
    briefly : bool
        Whether there is less room to the right: only the number of lost runs below one word.
    """
    import seaborn

    ax = axes_or_new(ax)
    low, high = limits or spread_range(gaps, target)
    ax.set(xscale="log", xlim=(low, high))
    ax.set(xlabel=" ", ylabel=" ")  # else seaborn makes ticks, to see whether they have labels
    width, size = points("lines.linewidth"), points("lines.markersize")
    if target and low < target < high:
        dash = 0, (1, 1.5)
        ax.axvline(target, color=ink(_ON_BOXES), lw=0.5 * width, ls=dash, zorder=2.5, gid="target")
    shown = gaps.assign(gap=gaps["gap"].clip(lower=FLOOR).astype(float))
    order = list(optimizers)
    palette = {one: style.colour for one, style in zip(optimizers, styles, strict=True)}
    common = {"x": "gap", "y": "optimizer", "order": order, "hue": "optimizer", "palette": palette,
              "hue_order": order, "legend": False, "ax": ax}  # fmt: skip
    seaborn.boxenplot(
        shown.fillna({"gap": high}), width=_BOX_HEIGHT, k_depth=BOXES, showfliers=False,
        linewidth=0.35 * width, line_kws={"linewidth": 1.1 * width, "zorder": 4},
        box_kws={"zorder": 2}, **common,
    )  # fmt: skip
    for boxes, line, style in zip(ax.collections, ax.lines[-len(order) :], styles, strict=True):
        tints = [*_TINTS, *_TINTS[-2::-1]]
        boxes.set(facecolor=[mix(style.colour, paper(), share) for share in tints],
                  edgecolor=mix(style.colour, paper(), 0.7))  # fmt: skip
        line.set(color=style.colour, gid="median", path_effects=halo(1.1 * width))
    drawn = len(ax.collections)
    crowd = max(len(gaps) / len(order), _USUAL_STARTS) / _USUAL_STARTS
    size *= min(1.0, 0.5 + 0.2 * _ems(ax.bbox.height, ax) / len(order)) * crowd**-0.3
    seaborn.stripplot(
        shown.dropna(subset="gap"), jitter=False, size=size,
        linewidth=0.08 * size, edgecolor=paper(), zorder=3, **common,
    )  # fmt: skip
    for dots in ax.collections[drawn:]:
        _spread_out(dots)
        dots.set(gid="runs", clip_on=False)
    _count_lost(gaps, optimizers, ax, briefly=briefly)
    _scale(low, high, ax)
    ax.set(ylim=(len(order) - 0.5, -0.5), xlabel="", ylabel="")
    ax.set_yticks([])
    return ax


def spread_range(gaps: DataFrame, target: float | None = None) -> tuple[float, float]:
    """Return the ends of an axis that shows all gaps, and the target where there is one."""
    finite = np.maximum(gaps["gap"].dropna().to_numpy(dtype=float), FLOOR)
    low, high = float(finite.min(initial=1.0)), float(finite.max(initial=FLOOR))
    low = FLOOR / 3 if low <= 10 * FLOOR else low / 3
    return min(low, (target or low) / 3), max(5 * high, 30 * (target or 0.0), 1e3 * low)


def _ems(pixels: float, ax: Axes) -> float:
    """Return a length in ems."""
    return pixels / (points("font.size") * ax.figure.dpi / 72)


def _spread_out(dots: Collection) -> None:
    """Move the dots of a row up and down, so that those of one gap lie beside each other."""
    at = np.ma.getdata(dots.get_offsets()).copy()
    place = np.argsort(np.argsort(at[:, 0], kind="stable"))
    at[:, 1] += _DOTS_HEIGHT * ((0.5 + place * _GOLDEN) % 1 - 0.5)
    dots.set_offsets(at)


def _count_lost(gaps: DataFrame, optimizers: Sequence[str], ax: Axes, *, briefly: bool) -> None:
    """Write at the right edge how many runs are lost; briefly, as a column below its name."""
    lost = gaps.groupby("optimizer")["lost"].agg(["sum", "size"])
    counts = [tuple(map(int, lost.loc[one])) for one in optimizers]
    em = NOTE * points("font.size")
    tight = _ems(ax.bbox.height, ax) / len(counts) < 1.25 * NOTE
    across = ax.get_yaxis_transform()
    for i, (count, runs) in enumerate(counts):
        if count:
            said = str(count) if briefly else words.lost(count, runs)
            right = (0.5 + STAGGER * (briefly and tight and i % 2)) * em
            ax.annotate(
                said, (1, i), xycoords=across, textcoords="offset points", xytext=(right, 0),
                ha="left", va="center_baseline", fontsize=em, color=ink(0.8), gid="lost",
            )  # fmt: skip
    if briefly and any(count for count, _ in counts):
        ax.annotate(
            words.LOST, (1, 1), xycoords="axes fraction", textcoords="offset points",
            xytext=(0.5 * em, 0.4 * points("font.size")), ha="left", va="baseline", fontsize=em,
            color=ink(0.8),
        )  # fmt: skip


def _scale(low: float, high: float, ax: Axes) -> None:
    """Put ticks at decades, as many as there is room for; the lowest may stand for all below."""
    first, last = ceil(log10(low) - 1e-9), floor(log10(high) + 1e-9)
    tick = _TICK * (1.3 if low < FLOOR else 1.0)  # the lowest has a sign before it
    least = (last - first) / max(1, int(_ems(ax.bbox.width, ax) / tick))
    step = next((step for step in _STEPS if step >= least), ceil(least))
    decades = range(first, last + 1, step)
    labels = [text.power_of_ten(k) if k else "1" for k in decades]
    if low < FLOOR:
        labels[0] = f"≤{labels[0]}"
    ax.set_xticks([10.0**k for k in decades], labels)
    ax.minorticks_off()
    ax.grid(axis="x", color=ink(0.1), lw=0.3 * points("lines.linewidth"))
    ax.set_axisbelow(True)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
