"""Planes through parameters of many dimensions, on which the paths of a comparison are seen.

The landscape is a slice: it has the values of the points of the plane, and of no others. Iterates
are projected onto it; `Slice.off` says how far they are from it, and only where that is nothing do
they lie on the landscape that is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optim_viz.recipes.base import START
from optim_viz.runs.results import Run
from surfaces import Array, Box, InputError, Surface
from surfaces.models import is_model
from surfaces.planes import Plane

ON_PLANE = 1e-9
"""A point is on a plane if its distance is at most this share of its distance from the origin."""

_MARGIN = 0.2
"""Room around the paths, as a share of their extent."""

_TINY = float(np.finfo(float).tiny)

_LEAST = 0.05
"""A side of the view is at least this share of the other."""


@dataclass(frozen=True, eq=False)
class Slice:
    """A plane ``origin + s·u + t·v`` and the paths of single runs, projected onto it."""

    surface: Surface
    kind: str
    """``filter``, ``pca`` or the names of three points."""
    origin: Array
    """``(d,)``"""
    directions: Array
    """``(d, 2)``"""
    paths: tuple[Array, ...]
    """Coordinates of the iterates of each run, ``(2, steps + 1)``."""
    off: tuple[Array, ...]
    """The distances of these iterates from the plane, ``(steps + 1,)``."""
    explained: tuple[float, float]
    """The shares of the squared lengths of all iterates, from the origin, along each axis."""
    span: Box
    """The box of the paths that are not lost, with a margin."""

    def plane(self, box: Box) -> Plane:
        """Return the slice itself, as a surface in a box of its coordinates."""
        kind: type[Plane] = Plane
        if is_model(self.surface):
            from surfaces.models.planes import LossPlane

            kind = LossPlane
        u, v = (tuple(one.tolist()) for one in self.directions.T)
        return kind(self.surface, tuple(self.origin.tolist()), u, v, within=box)

    def is_on(self, run: int) -> Array:
        """Return which iterates of a run lie on the plane, ``(steps + 1,)``."""
        with np.errstate(all="ignore"):
            reach = np.linalg.norm(self.directions @ self.paths[run], axis=0)
            return np.asarray(self.off[run] <= ON_PLANE * np.maximum(reach, 1.0))

    def end_value(self, run: int) -> float:
        """Return the value of the plane below the end of a run: its own where that is on it."""
        s, t = self.paths[run][:, -1]
        if not np.isfinite([s, t]).all():
            return float("nan")
        return float(self.surface(self.origin + self.directions @ np.array([s, t])))


def slice_of(kind: str, runs: Sequence[Run], seed: int) -> Slice:
    """Return the plane of a kind, with the paths of single runs on it.

    ``filter``: two random directions, filter by filter as long as the parameters, through the
    lowest end of the runs. ``pca``: through the same end, along the two principal components of
    all iterates seen from there (Li et al. 2018, sections 4 and 7). Three names: through these
    points, the first of them the origin.

    Raises
    ------
    InputError
        Points on one line, or ends that are not finite.
    """
    surface = runs[0].surface
    if kind == "filter":
        origin = _lowest_end(runs)
        directions = _filters(surface, origin, seed)
    elif kind == "pca":
        origin = _lowest_end(runs)
        directions = _components(runs, origin)
    else:
        origin, first, second = (_point(name, runs) for name in kind.split(","))
        directions = np.array([first - origin, second - origin]).T
        if np.linalg.matrix_rank(directions) < 2:
            raise InputError(f"the points {kind} lie on one line: they span no plane")
    return _seen(surface, kind, origin, directions, runs)


def _seen(
    surface: Surface, kind: str, origin: Array, directions: Array, runs: Sequence[Run]
) -> Slice:
    """Return a plane with the paths on it."""
    basis, turn = np.linalg.qr(directions)
    paths, off = [], []
    for run in runs:
        with np.errstate(all="ignore"):  # a diverged iterate has no place in the plane
            away = run.points - origin[:, np.newaxis]
            inside = basis.T @ away
            paths.append(np.linalg.solve(turn, inside))
            off.append(np.linalg.norm(away - basis @ inside, axis=0))
    away = _iterates(runs) - origin[:, np.newaxis]
    shares = ((basis.T @ away) ** 2).sum(axis=1) / max(float((away**2).sum()), _TINY)
    explained = float(shares[0]), float(shares[1])
    shown = tuple(path for path, run in zip(paths, runs, strict=True) if _has_end(run))
    span = _span(np.concatenate(shown or [paths[0][:, :1]], axis=1), kind)
    return Slice(surface, kind, origin, directions, tuple(paths), tuple(off), explained, span)


def _span(places: Array, kind: str) -> Box:
    """Return the box of places ``(2, n)`` with a margin; of filter directions at least one each."""
    if kind == "filter":
        places = np.concatenate([places, [[-1.0, 1.0], [-1.0, 1.0]]], axis=1)
    low, high = places.min(axis=1), places.max(axis=1)
    size = np.maximum(high - low, max(_LEAST * float((high - low).max()), 1e-9))
    middle, half = (low + high) / 2, (0.5 + _MARGIN) * size
    return Box(*zip((middle - half).tolist(), (middle + half).tolist(), strict=True))


def _has_end(run: Run) -> bool:
    return bool(np.isfinite(run.end).all() and np.isfinite(run.values[-1]))


def _iterates(runs: Sequence[Run]) -> Array:
    """Return all iterates ``(d, n)`` of the runs that are not lost; the start where all are."""
    kept = [run.points[:, : int(run.taken) + 1] for run in runs if _has_end(run)]
    return np.concatenate(kept or [runs[0].points[:, :1]], axis=1)


def _lowest_end(runs: Sequence[Run]) -> Array:
    """Return the end of the runs with the lowest value; the start where all are lost."""
    known = [run for run in runs if _has_end(run)]
    if not known:
        return np.asarray(runs[0].points[:, 0])
    return np.asarray(min(known, key=lambda run: float(run.values[-1])).end)


def _filters(surface: Surface, origin: Array, seed: int) -> Array:
    """Return two filter-normalised directions ``(d, 2)``."""
    from surfaces.models.planes import filter_direction

    assert is_model(surface)  # `check_plane` has refused all others
    return np.array([filter_direction(surface, origin, 2 * seed + i) for i in range(2)]).T


def _components(runs: Sequence[Run], origin: Array) -> Array:
    """Return the first two principal components ``(d, 2)`` of all iterates, from a point on."""
    away = _iterates(runs) - origin[:, np.newaxis]
    axes, _, _ = np.linalg.svd(away, full_matrices=False)
    axes = axes[:, :2]
    if axes.shape[1] < 2:
        raise InputError("the runs have too few steps to span a plane")
    largest = axes[np.abs(axes).argmax(axis=0), np.arange(2)]
    return np.asarray(axes * np.where(largest < 0, -1.0, 1.0))


def _point(name: str, runs: Sequence[Run]) -> Array:
    """Return the start, or the end of the run of an optimizer."""
    if name == START:
        return np.asarray(runs[0].points[:, 0])
    (end, *_) = (run.end for run in runs if run.optimizer.name == name)
    if not np.isfinite(end).all():
        raise InputError(f"{name} has no end that a plane could go through")
    return np.asarray(end)
