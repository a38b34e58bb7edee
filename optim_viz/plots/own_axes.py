"""The parts of a comparison on axes of the reader's own, with handles for ``ax.legend()``.

Sizes and colours go by the settings of matplotlib in force.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from optim_viz.plots.compare_labels import names
from optim_viz.plots.compare_page import styles_of
from optim_viz.plots.panels.bands import draw_bands
from optim_viz.plots.panels.convergence import draw_convergence
from optim_viz.plots.panels.paths import marker
from optim_viz.plots.panels.stages import stage
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.themes import axes_or_new, points
from optim_viz.plots.style.ticks import set_ticks
from optim_viz.studies.compare import Comparison
from optim_viz.text import said_of


def draw_runs(comparison: Comparison, ax: Axes | None = None) -> Axes:
    """Draw the paths of a comparison on their ground: contours, a curve, or a projection.

    Parameters
    ----------
    comparison : Comparison
    ax : Axes, optional
        Its size must be final: the view fits it. By default those of a new figure.
    """
    ax, runs = axes_or_new(ax), comparison.runs
    styles = styles_of(runs)
    with said_of(comparison):
        shape = ax.bbox.width / ax.bbox.height
        ground = stage(comparison.surface, runs, shape, None, comparison.plane)
        ground.draw(runs, styles, ax)
        across, up = set_ticks(ax, *ground.labels)
    ax.set(xlabel=across, ylabel=up)
    _name(comparison, styles, ax)
    return ax


def draw_gaps(comparison: Comparison, ax: Axes | None = None) -> Axes:
    """Draw the gap of a comparison against the step; over several seeds the median, with bands.

    Parameters
    ----------
    comparison : Comparison
    ax : Axes, optional
        By default those of a new figure.
    """
    ax = axes_or_new(ax)
    styles = styles_of(comparison.runs)
    with said_of(comparison):
        if comparison.bundles:
            draw_bands(comparison.bundles, styles, ax)
        else:
            draw_convergence(comparison.runs, styles, ax)
    _name(comparison, styles, ax)
    return ax


def _name(comparison: Comparison, styles: Sequence[Style], ax: Axes) -> None:
    """Add a line without points for each method, which is what a legend shows."""
    for name, style in zip(names(comparison.runs), styles, strict=True):
        size = points("lines.markersize")
        ax.plot(
            [np.nan], [np.nan], color=style.colour, ls=(0, style.dash) if style.dash else "-",
            label=name, ms=size, **marker(style, 0.1 * size),
        )  # fmt: skip
