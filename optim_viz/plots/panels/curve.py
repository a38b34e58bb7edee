"""A one-dimensional surface: its curve with its minima."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from optim_viz.plots.panels.marks import draw_local_minimizers, draw_minimizers
from optim_viz.plots.style.framing import WILD, extent, with_margin
from optim_viz.plots.style.themes import FAINT_LINE, axes_or_new, ink, points
from optim_viz.runs.results import Run
from surfaces import Array, Box, Surface

_GRID = 500


def heights(
    surface: Surface, runs: Sequence[Run], across: tuple[float, float]
) -> tuple[float, float]:
    """Return the range of values to show: those of the curve and of the runs, with a margin."""
    curve, shown = values_along(surface, np.linspace(*across, _GRID)), Box(across)
    met = [run.values[shown.contains(run.points)].max(initial=-np.inf) for run in runs]
    (low, top), middle = extent(curve), sorted(met)[(len(met) - 1) // 2]
    kept = [
        most for most in met if most - low <= WILD * (middle - low)
    ]  # a run far above the others is cut
    high = max(low, min(top, max(kept, default=top)))
    bottom, top = sorted(surface.told(np.array(with_margin(low, high, 0.12))).tolist())
    return bottom, top


def values_along(surface: Surface, x: Array) -> Array:
    """Return the values at places ``(n,)``; a frame may hold some where there is none."""
    with np.errstate(all="ignore"):
        return surface(x[np.newaxis])


def draw_curve(surface: Surface, box: Box, ax: Axes | None = None) -> Axes:
    """Draw the function inside the box, the ground below it, and its minima."""
    ax = axes_or_new(ax)
    across, (bottom, top) = box.sides
    x = np.linspace(*across, _GRID)
    y = surface.told(values_along(surface, x))
    ax.set(xlim=across, ylim=(bottom, top))
    poles = np.flatnonzero(_jumps(y, bottom, top)) + 1
    if poles.size:  # no line joins the branches, and there is no ground below them
        x, y = (np.insert(one, poles, np.nan) for one in (x, y))
    else:
        ax.fill_between(x, y, bottom, color=ink(0.06), lw=0, zorder=0)
    ax.plot(x, y, color=ink(FAINT_LINE), lw=points("lines.linewidth"), zorder=1)
    draw_minimizers(_on_curve(surface, True, box), ax)
    draw_local_minimizers(_on_curve(surface, False, box), ax)
    return ax


def _jumps(y: Array, bottom: float, top: float) -> npt.NDArray[np.bool_]:
    """Whether values ``(n,)`` go from beyond one edge of the frame to beyond the other."""
    side = np.where(y > top, 1, np.where(y < bottom, -1, 0))
    return np.asarray(side[:-1] * side[1:] < 0)


def _on_curve(surface: Surface, is_global: bool, box: Box) -> Array:
    at = np.array(
        [[*one.at, surface.told(one.value)] for one in surface.minima if one.is_global == is_global]
    )
    at = at.reshape(-1, 2).T
    return at[:, box.contains(at)]
