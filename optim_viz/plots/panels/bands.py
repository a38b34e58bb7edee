"""Convergence over many seeds: the median gap against the step, and the quantiles around it.

A few methods have bands. Many bands would cover each other, so more methods have bars at some
steps, side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes

from optim_viz.plots.panels.convergence import draw_convergence, scale_for, spaced
from optim_viz.plots.panels.moving import Uncovered, moves
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.themes import axes_or_new, mix, paper, points
from optim_viz.runs.oracle import Evaluations
from optim_viz.runs.results import Run
from optim_viz.studies.compare import QUANTILES
from optim_viz.text import words
from surfaces import Array

_METHODS_WITH_BANDS = 3
"""More methods than this have bars instead of bands."""

_SHADE = 0.16
_PALE = 0.5
"""Share of their colour in the bars, which lie below the curves."""


def draw_bands(
    bundles: Sequence[Run],
    styles: Sequence[Style],
    ax: Axes | None = None,
    *,
    labels: Sequence[str] = (),
    below: float = 0.0,
) -> Axes:
    """Draw the median of each batch of runs, and bands or bars between the outer quantiles.

    Parameters
    ----------
    bundles : sequence of Run
        Each over a batch of seeds.
    styles, ax, labels, below
        As in `draw_convergence`.
    """
    ax = axes_or_new(ax)
    edges = [_quantile_runs(bundle) for bundle in bundles]
    known = bundles[0].surface.lowest is not None
    scale = scale_for([run for triple in edges for run in triple] if known else bundles)
    middles = [middle for _, middle, _ in edges]
    draw_convergence(middles, styles, ax, labels=labels, scale=scale, below=below)
    low, high = ax.get_ylim()
    for i, ((lower, _, upper), style) in enumerate(zip(edges, styles, strict=True)):
        bottom, top = (np.clip(_heights(run, scale.log), low, high) for run in (lower, upper))
        if len(bundles) <= _METHODS_WITH_BANDS:
            _draw_band(bottom, top, style, ax)
        else:
            end = len(bottom) - 1
            _draw_bars(bottom, top, spaced(i, len(bundles), end, end), style, ax)
    first, last = (f"{100 * QUANTILES[i]:g}" for i in (0, -1))
    ax.set_title(words.median_with_band(words.GAP if scale.log else words.LOSS, first, last))
    return ax


def _draw_band(bottom: Array, top: Array, style: Style, ax: Axes) -> None:
    """Shade the area between two curves ``(steps + 1,)``."""
    band = ax.fill_between(
        np.arange(len(bottom)), bottom, top, fc=mix(style.colour, paper(), 0.9), alpha=_SHADE, lw=0,
        zorder=1.5,
    )  # fmt: skip
    width = 0.3 * points("lines.linewidth")
    edges = ax.plot(np.array([bottom, top]).T, color=style.colour, alpha=0.5, zorder=1.6, lw=width)
    moves([band, *edges], Uncovered(ax))


def _draw_bars(bottom: Array, top: Array, steps: range, style: Style, ax: Axes) -> None:
    """Draw bars between two curves ``(steps + 1,)`` at the steps where the median has a marker."""
    at = list(steps)
    bars = ax.vlines(
        at, bottom[at], top[at], color=mix(style.colour, paper(), _PALE), zorder=1.5,
        lw=1.5 * points("lines.linewidth"),
    )  # fmt: skip
    moves(bars, Uncovered(ax))


def _heights(run: Run, log: bool) -> Array:
    known = np.isfinite(run.values)
    return (
        np.where(known, run.gap, 1e300)
        if log
        else run.surface.told(np.where(known, run.values, 1e300))
    )


def median_run(bundle: Run) -> Run:
    """Return a run that stays at the start and has the medians of the values of a batch of runs.

    It has a gradient for each step.
    """
    middle = _quantile_runs(bundle)[1]
    none = np.zeros_like(middle.taken)
    return replace(middle, evaluations=Evaluations(none, middle.taken, none))


def _quantile_runs(bundle: Run) -> list[Run]:
    """Return three runs that stay at the start and have the values of the quantiles."""
    steps, *_ = bundle.values.shape
    values = np.where(np.isfinite(bundle.values), bundle.values, np.inf).reshape(steps, -1)
    edges = np.quantile(values, QUANTILES, axis=1, method="inverted_cdf")
    still = np.repeat(bundle.points[:, :1, 0], steps, axis=1)
    return [replace(bundle, points=still, values=edge, taken=np.array(steps - 1)) for edge in edges]
