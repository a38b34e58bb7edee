"""Measures of runs: first step at a value, minimum that was reached, outcome in words."""

from __future__ import annotations

import numpy as np

from optim_viz.runs.oracle import Counts
from optim_viz.runs.results import Run
from optim_viz.runs.status import NEAR_SHARE, Finding, Status
from surfaces import Array, Surface


def finite_or_none(number: float) -> float | None:
    """Return a number as plain data; None where it is not finite."""
    return float(number) if np.isfinite(number) else None


def first_below(run: Run, value: float) -> Counts:
    """Return the first step at which a run has reached a value inside the domain, ``(*batch)``.

    It is -1 for a run that never does.
    """
    reached = (run.values <= value) & run.surface.inside(run.points)
    return np.where(reached.any(axis=0), reached.argmax(axis=0), -1)[()]


def reached_minimum(surface: Surface, points: Array) -> Counts:
    """Return the index of the minimum at which each point ``(d, *batch)`` lies, ``(*batch)``.

    A point is at a minimum if each coordinate is within a thousandth of the side of the domain;
    the index is -1 for a point at none.
    """
    near = 1e-3 * (surface.domain.high - surface.domain.low)
    which = np.full(points.shape[1:], -1, dtype=np.int64)
    column = (-1,) + (1,) * (points.ndim - 1)
    for i, minimum in enumerate(surface.minima):
        away = np.abs(points - np.reshape(minimum.at, column))
        which[(away <= near.reshape(column)).all(axis=0)] = i
    return which


_LAST_STEPS_DIVISOR = 10
"""The last steps of a run are all that it took, divided by this number."""


def outcome(run: Run, target: float) -> Status | Finding:
    """Return where a single run ended: its status, or what it found instead of the best.

    A run that spent its last tenth of steps near a listed local minimizer, and ended more than
    ``target`` above the lowest value (if there is one), is in a local minimum, and so is one that
    has converged elsewhere. Where there is no lowest value, only listed minimizers are tested.
    """
    status, surface = Status(str(run.status)), run.surface
    if status == Status.FLAT and surface.lowest is not None and run.gap[-1] <= target:
        return Status.CONVERGED  # so flat is the minimum that the gradient vanishes far from it
    ended = status in (Status.CONVERGED, Status.BUDGET, Status.STOPPED)
    if not ended or (surface.lowest is not None and run.gap[-1] <= target):
        return status
    size = surface.domain.high - surface.domain.low
    tail = run.points[
        :, int(run.taken) - int(run.taken) // _LAST_STEPS_DIVISOR : int(run.taken) + 1
    ].T
    listed = surface.minima
    places = np.array([minimum.at for minimum in listed]).reshape(-1, 1, surface.dim)
    away = np.abs((places - tail) / size).max(axis=(1, 2))
    nearest = away.min(initial=np.inf)
    if nearest < NEAR_SHARE:
        are_global = [
            one.is_global for one, far in zip(listed, away, strict=True) if far == nearest
        ]
        return status if all(are_global) else Finding.LOCAL
    if status != Status.CONVERGED or surface.lowest is None:
        return status
    return Finding.LOCAL
