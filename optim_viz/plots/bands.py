"""How fast over many seeds: the median gap against the step, and a band of quantiles around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes

from optim_viz.comparison import QUANTILES
from optim_viz.plots.convergence import draw_convergence, scale_for
from optim_viz.plots.looks import axes_or_new, mix, paper, points
from optim_viz.plots.styles import Style
from optim_viz.runs import Run
from surfaces import Array

_SHADE = 0.16


def draw_bands(
    bundles: Sequence[Run],
    looks: Sequence[Style],
    ax: Axes | None = None,
    *,
    labels: Sequence[str] = (),
    below: float = 0.0,
) -> Axes:
    """Draw the median of each batch of runs, and the band between the outer quantiles.

    Parameters
    ----------
    bundles : sequence of Run
        Each over a batch of seeds.
    looks, ax, labels, below
        As in `draw_convergence`.
    """
    ax = axes_or_new(ax)
    edges = [_quantile_runs(bundle) for bundle in bundles]
    known = bundles[0].surface.lowest is not None
    scale = scale_for([run for triple in edges for run in triple] if known else bundles)
    middles = [middle for _, middle, _ in edges]
    draw_convergence(middles, looks, ax, labels=labels, scale=scale, below=below)
    low, high = ax.get_ylim()
    for (lower, _, upper), style in zip(edges, looks, strict=True):
        bottom, top = (_heights(run, scale.log) for run in (lower, upper))
        ax.fill_between(
            np.arange(len(bottom)), np.clip(bottom, low, high), np.clip(top, low, high),
            fc=mix(style.colour, paper(), 0.9), alpha=_SHADE, lw=0, zorder=1.5,
        )  # fmt: skip
        for edge in (bottom, top):
            ax.plot(
                np.clip(edge, low, high), color=style.colour, alpha=0.5, zorder=1.6,
                lw=0.3 * points("lines.linewidth"),
            )  # fmt: skip
    what = "gap" if scale.log else "value"
    ax.set_title(f"{what}: median, {100 * QUANTILES[0]:g}–{100 * QUANTILES[-1]:g} %")
    return ax


def _heights(run: Run, log: bool) -> Array:
    return np.where(np.isfinite(run.values), run.gap if log else run.values, 1e300)


def _quantile_runs(bundle: Run) -> list[Run]:
    """Return three runs that stay at the start and have the values of the quantiles."""
    steps, *_ = bundle.values.shape
    values = np.where(np.isfinite(bundle.values), bundle.values, np.inf).reshape(steps, -1)
    edges = np.quantile(values, QUANTILES, axis=1, method="inverted_cdf")
    still = np.repeat(bundle.points[:, :1, 0], steps, axis=1)
    return [replace(bundle, points=still, values=edge, taken=np.array(steps - 1)) for edge in edges]
