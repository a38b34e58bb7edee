"""A one-dimensional surface: its curve with its minima."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from optim_viz.plots.landscape import draw_local_minimizers, draw_minimizers
from optim_viz.plots.looks import ink, points
from optim_viz.runs import Run
from surfaces import Box, Surface

_GRID = 500


def heights(
    surface: Surface, runs: Sequence[Run], across: tuple[float, float]
) -> tuple[float, float]:
    """Return the range of values to show: the ground below the curve, and what the runs reach."""
    x = np.linspace(*across, _GRID)[np.newaxis]
    curve, shown = surface(x), Box(across)
    met = [run.values[shown.contains(run.points)].max(initial=-np.inf) for run in runs]
    low, high = float(curve.min()), float(min(curve.max(), max(met)))
    margin = 0.12 * (high - low or 1.0)
    return low - margin, high + margin


def draw_curve(surface: Surface, box: Box, ax: Axes) -> None:
    """Draw the function inside the box, the ground below it, and its minima."""
    across, (bottom, top) = box.sides
    x = np.linspace(*across, _GRID)
    y = surface(x[np.newaxis])
    ax.set(xlim=across, ylim=(bottom, top))
    ax.fill_between(x, y, bottom, color=ink(0.06), lw=0, zorder=0)
    ax.plot(x, y, color=ink(0.45), lw=points("lines.linewidth"), zorder=1)
    for minimum in surface.minima:
        at = np.array([[minimum.at[0]], [minimum.value]])
        draw_minimizers(at, ax) if minimum.is_global else draw_local_minimizers(at, ax)
