"""A one-dimensional surface: its curve with its minima."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from optim_viz.plots.looks import ink, paper, points
from surfaces import Surface

_GRID = 500


def draw_curve(surface: Surface, sides: tuple[float, float], ax: Axes) -> None:
    """Draw the function between two abscissas, with its minima and the ground below it."""
    x = np.linspace(*sides, _GRID)
    y = surface(x[np.newaxis])
    margin = 0.12 * np.ptp(y)
    ax.set(xlim=sides, ylim=(y.min() - margin, y.max() + margin))
    ax.fill_between(x, y, y.min() - margin, color=ink(0.06), lw=0, zorder=0)
    ax.plot(x, y, color=ink(0.45), lw=points("lines.linewidth"), zorder=1)
    size = points("lines.markersize")
    for minimum in surface.minima:
        star = minimum.is_global
        ax.plot(
            *minimum.at, minimum.value, "*" if star else "o", ms=(2.9 if star else 1.5) * size,
            color=ink(), mec=paper(), mew=0.16 * size, zorder=9 if star else 2,
        )  # fmt: skip
