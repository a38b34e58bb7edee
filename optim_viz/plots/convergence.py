"""How fast: the gap against the step, one curve for each run, labelled at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from optim_viz.plots import text
from optim_viz.plots.labels import spread
from optim_viz.plots.looks import axes_or_new, ink, points
from optim_viz.plots.paths import draw_end, draw_line
from optim_viz.plots.styles import Style
from optim_viz.runs import Run
from optim_viz.tuning import FLOOR
from surfaces import Array

_HEADROOM = 30.0
"""A curve may rise so many times above the start before it is cut."""

_MARKERS = 7


@dataclass(frozen=True, eq=False)
class Scale:
    """What the vertical axis shows: the gap on a log scale, or the value where none is known."""

    low: float
    high: float
    log: bool

    def curve(self, run: Run) -> Array:
        """Return what is drawn of a single run: up to its end, or to where it is lost for good."""
        heights = np.array(run.gap if self.log else run.values)[: int(run.taken) + 1]
        shown = run.surface.inside(run.points[:, : len(heights)]) & np.isfinite(heights)
        last = int(np.flatnonzero(shown)[-1]) if shown.any() else 0
        heights = heights[: last + 2]  # the step outside is drawn, what follows is not
        heights = heights[: len(heights) - int(not np.isfinite(heights[-1]))]
        return np.maximum(heights, self.low) if self.log else heights


def scale_for(runs: Sequence[Run]) -> Scale:
    """Return one scale for all runs: from the floor, or a little below the lowest, to the start."""
    if runs[0].surface.lowest is None:
        inside = np.concatenate([r.values[r.surface.inside(r.points)] for r in runs])
        margin = 0.06 * (np.ptp(inside) or 1.0)
        return Scale(inside.min() - margin, inside.max() + margin, log=False)
    start = max(float(run.gap[0]) for run in runs)
    gaps = np.concatenate([run.gap for run in runs])
    gaps = gaps[np.isfinite(gaps)]
    reached = max(float(gaps.min()), FLOOR)
    top = min(float(gaps.max()), max(start, FLOOR) * _HEADROOM)
    low = FLOOR if reached <= 10 * FLOOR else reached / 3
    return Scale(low, max(top * 3, low * 100), log=True)


def draw_convergence(
    runs: Sequence[Run],
    looks: Sequence[Style],
    ax: Axes | None = None,
    *,
    labels: Sequence[str] = (),
) -> Axes:
    """Draw the gap of single runs against the step; a run that has ended goes on as dots.

    Parameters
    ----------
    runs, looks : sequences of the same length
    ax : Axes, optional
        Its size must be final: labels are spread over its height.
    labels : sequence of str, optional
        One for each run, written to the right of the axes in the colour of the curve, the first
        line bold.
    """
    ax, scale = axes_or_new(ax), scale_for(runs)
    curves = [scale.curve(run) for run in runs]
    last = max(1, *(len(curve) - 1 for curve in curves))
    ax.set(xlim=(0, last), ylim=(scale.low, scale.high))
    if scale.log:
        ax.set_yscale("log")
    _ticks(scale, last, ax)
    ends: list[tuple[float, int]] = []
    every = max(1, last // _MARKERS)
    for i, (curve, style) in enumerate(zip(curves, looks, strict=True)):
        end, level = len(curve) - 1, float(np.clip(curve[-1], scale.low, scale.high))
        marked = range(max(1, round(every * i / len(runs))), end + 1, every)
        draw_line(np.arange(end + 1.0), curve, style, ax, marked=marked)
        if level == curve[-1]:
            draw_end(end, level, style, ax)
        ax.plot(
            [end, last], [level] * 2, ls=(0, (0.1, 2.2)), color=style.colour, zorder=2,
            lw=0.7 * points("lines.linewidth"), dash_capstyle="round", clip_on=False,
        )  # fmt: skip
        ends.append((level, end))
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.set_title("gap  f − f*" if scale.log else "value  f")
    ax.set_xlabel("step")
    if labels:
        _draw_labels(labels, ends, looks, ax)
    return ax


def _draw_labels(
    labels: Sequence[str], ends: Sequence[tuple[float, int]], looks: Sequence[Style], ax: Axes
) -> None:
    """Write the labels beside the right edge and tie each to the end of its curve."""
    em = points("font.size")
    sizes = (0.86 * em, 0.76 * em)
    lines = [label.split("\n") for label in labels]
    heights = np.array([1.15 * sizes[0] + 1.12 * sizes[1] * (len(own) - 1) for own in lines])
    box = ax.bbox
    unit = ax.figure.dpi / 72  # pixels in a point
    tips = ax.transData.transform([(0, level) for level, _ in ends])[:, 1] / unit
    ties = 1e-6 * np.array([step for _, step in ends])
    low, high = box.y0 / unit - 0.6 * em, box.y1 / unit + 1.2 * em
    centres = spread(tips + ties, heights + 0.28 * em, low, high)
    across = box.width / unit
    down = box.y0 / unit
    for own, tip, centre, height, style in zip(lines, tips, centres, heights, looks, strict=True):
        ax.annotate(
            "", (across + 0.75 * em, centre - down), (across + 0.12 * em, tip - down),
            xycoords="axes points", textcoords="axes points", annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": style.colour, "shrinkA": 0, "shrinkB": 0,
                        "lw": 0.45 * points("lines.linewidth")},
        )  # fmt: skip
        top = centre + height / 2 - down
        for i, line in enumerate(own):
            ax.annotate(
                line, (across + 0.9 * em, top), xycoords="axes points", annotation_clip=False,
                va="top", fontsize=sizes[i > 0], fontweight="normal" if i else "bold",
                color=ink(0.8) if i else style.colour,
            )  # fmt: skip
            top -= 1.15 * sizes[0] if i == 0 else 1.12 * sizes[1]


def _ticks(scale: Scale, last: int, ax: Axes) -> None:
    ax.minorticks_off()
    every = next(n for k in range(9) for n in (10**k, 2 * 10**k, 5 * 10**k) if last <= 5 * n)
    ax.set_xticks(range(0, last + 1, every))
    if not scale.log:
        return
    first, final = (round(np.log10(x), 9) for x in (scale.low, scale.high))
    decades = range(int(np.ceil(first)), int(np.floor(final)) + 1)
    stride = max(1, -(-len(decades) // 6))
    exponents = decades[::stride]
    ax.set_yticks([10.0**k for k in exponents], [text.power_of_ten(k) for k in exponents])
    ax.minorticks_off()
