"""Paths in many dimensions, seen in the plane in which they vary most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optim_viz.runs.results import Run
from surfaces import Array


@dataclass(frozen=True, eq=False)
class Projection:
    """The plane of the first two principal components of all iterates."""

    centre: Array
    """``(d,)``"""
    axes: Array
    """Orthonormal directions, ``(2, d)``."""
    explained: tuple[float, float]
    """Share of the variance along each direction."""

    def __call__(self, points: Array) -> Array:
        """Return the coordinates ``(2, n)`` of points ``(d, n)`` in the plane."""
        with np.errstate(all="ignore"):  # a diverged iterate has no place in the plane
            return self.axes @ (points - self.centre[:, np.newaxis])

    def lifted(self, places: Array) -> Array:
        """Return the points ``(d, *batch)`` at places ``(2, *batch)`` of the plane."""
        column = self.axes.shape[1:] + (1,) * (places.ndim - 1)
        return self.centre.reshape(column) + np.tensordot(self.axes.T, places, 1)


def principal_plane(runs: Sequence[Run]) -> Projection:
    """Return the plane in which the iterates of single runs, inside the domain, vary most.

    Principal components by singular value decomposition (Pearson 1901); each direction is turned
    so that its largest entry is positive.
    """
    points = np.concatenate([_inside(run) for run in runs], axis=1)
    points = np.concatenate([points, points[:, :1]], axis=1)  # never fewer than two
    centre = points.mean(axis=1)
    axes, spread, _ = np.linalg.svd(points - centre[:, np.newaxis], full_matrices=False)
    largest = axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])]
    axes = axes * np.where(largest < 0, -1.0, 1.0)
    spread = spread / max(float(spread.max()), np.finfo(float).tiny)  # squares are numbers then
    variance = spread**2 / max(float((spread**2).sum()), np.finfo(float).tiny)
    return Projection(centre, axes[:, :2].T, (float(variance[0]), float(variance[1])))


def _inside(run: Run) -> Array:
    points = run.points[:, : int(run.taken) + 1]
    inside = run.surface.inside(points)
    inside[0] = True  # a start outside is still a place
    return points[:, inside]
