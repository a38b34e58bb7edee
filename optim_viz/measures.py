"""Questions to a run: arrays in, arrays out."""

from __future__ import annotations

import numpy as np

from optim_viz.oracle import Counts
from optim_viz.runs import Run
from surfaces import Array, Surface


def first_below(run: Run, value: float) -> Counts:
    """Return the first step at which the run has reached a value inside the domain: ``(*batch)``.

    A run that never does so has -1.
    """
    reached = (run.values <= value) & run.surface.inside(run.points)
    return np.where(reached.any(axis=0), reached.argmax(axis=0), -1)[()]


def reached_minimum(surface: Surface, points: Array) -> Counts:
    """Return which of the minima of a surface points ``(d, *batch)`` lie at: ``(*batch)``.

    At a minimum is what is within a thousandth of the domain in every coordinate; elsewhere -1.
    """
    near = 1e-3 * (surface.domain.high - surface.domain.low)
    which = np.full(points.shape[1:], -1, dtype=np.int64)
    column = (-1,) + (1,) * (points.ndim - 1)
    for i, minimum in enumerate(surface.minima):
        away = np.abs(points - np.reshape(minimum.at, column))
        which[(away <= near.reshape(column)).all(axis=0)] = i
    return which
