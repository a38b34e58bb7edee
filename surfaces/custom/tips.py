"""Subgradients in tips and at steep ends, as of √(x² + y²) and √x at 0.

There slopes are no numbers. The gradients of nearby points, and what lies between them, are
subgradients (Clarke 1983, theorem 2.5.1). Where slopes grow without bound on the way to the point,
as across the edge of √x, any slope in that direction is a subgradient, if the function rises from
there; and where it ends, it counts as infinite beyond (Rockafellar & Wets 1998, definition 8.3).
The shortest subgradient is 0 at a minimum, so that a run which begins there stays.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from surfaces.box import Array

Mask = npt.NDArray[np.bool_]

NEAR = 1e-9
"""Distance of the nearby points, in units of the coordinates, or of 1 where these are smaller."""

NEARER = 1e-3
"""A second look is taken from this share of the distance: slopes that grow have no bound, ..."""

GROWTH = 1.5
"""... if they grow by this factor or more: those of a power up to 0.94 do."""

ZERO = 1e-6
"""A subgradient shorter than this share of the gradients nearby is 0: there are few of those."""

ROUNDING = 1e-11
"""So is one shorter than this share of a slope without bound, which turns between two points."""


def shortest_subgradients(gradient: Callable[[Array], Array], points: Array) -> Array:
    """Return the shortest subgradients ``(d, n)`` at points ``(d, n)``.

    They are NaN where the function falls infinitely fast to some side, and where it ends and there
    is a way down along which its slope is bounded.
    """
    reach = NEAR * np.maximum(np.abs(points), 1.0)
    away = _directions(len(points))[:, :, None] * reach[:, None]
    around, nearer = (gradient(points[:, None] + share * away) for share in (1.0, NEARER))
    known = np.asarray(np.isfinite(around + nearer).all(axis=0)).T
    # from here on an axis of points, then coordinates, then directions: a matrix for each point
    away, around, nearer = (
        np.where(known[:, None], many.transpose(2, 0, 1), 0.0) for many in (away, around, nearer)
    )
    steep = _steep_directions(around, nearer)
    to_steep = steep @ steep.transpose(0, 2, 1)
    across = to_steep @ nearer
    falls = (across * away).sum(axis=1) < -ZERO * _lengths(across) * _lengths(away)
    bounded, away = nearer - across, away - to_steep @ away
    rises = ((bounded * away).sum(axis=1) >= 0).all(axis=1)  # no way leads down
    ends = ~known.all(axis=1) & ~steep.any(axis=(1, 2)) & ~rises
    least = np.maximum(ZERO * _longest(bounded), ROUNDING * _longest(across))
    lost = falls.any(axis=1) | ends | ~known.any(axis=1)
    shortest = np.where(lost, np.nan, 0.0)[:, None] * np.ones(len(points))
    ways_down = np.flatnonzero(~(lost | rises))
    found = _shortest_of_each(bounded[ways_down], known[ways_down], least[ways_down])
    is_zero = _longest(found[:, :, None]) <= least[ways_down]
    shortest[ways_down] = np.where(is_zero[:, None], 0.0, found)
    return shortest.T


def _shortest_of_each(vectors: Array, known: Mask, least: Array) -> Array:
    """Return the shortest means ``(n, d)`` of the known ones of ``(n, d, m)``.

    Where all are alike but for a length ``least``, as they are beside a crease, it is any of them.
    """
    shortest = vectors.sum(axis=2) / np.maximum(known.sum(axis=1), 1)[:, None]
    others = np.where(known[:, None], vectors - shortest[:, :, None], 0.0)
    for i in np.flatnonzero(_longest(others) > least):
        shortest[i] = shortest_between(vectors[i][:, known[i]])
    return np.asarray(shortest)


def _steep_directions(around: Array, nearer: Array) -> Array:
    """Return the directions ``(n, d, d)`` in which slopes have no bound; the others are 0.

    Towards the point, along a ray, a bounded slope tends to a limit: the difference of two is 0.
    """
    vectors, sizes, _ = np.linalg.svd(nearer - around, full_matrices=False)
    before, after = (
        np.abs(vectors.transpose(0, 2, 1) @ slopes).max(axis=2) for slopes in (around, nearer)
    )
    grows = (sizes > 1e-8 * sizes.max(axis=1, keepdims=True)) & (after > GROWTH * before)
    return np.asarray(vectors * grows[:, None])


def _longest(vectors: Array) -> Array:
    return np.asarray(_lengths(vectors).max(axis=-1))


def _lengths(vectors: Array) -> Array:
    return np.asarray(np.sqrt((vectors * vectors).sum(axis=-2)))


def _directions(dim: int) -> Array:
    """Return vectors ``(d, m)`` to all sides, with the opposite of each; none is along an axis."""
    if dim == 1:
        half = np.ones((1, 1))
    elif dim == 2:
        angles = np.pi * np.arange(16) / 16 + 0.1
        half = np.array([np.cos(angles), np.sin(angles)])
    else:
        half = np.random.default_rng(0).normal(size=(dim, 9 * dim))
        half[:, :dim] = np.eye(dim) + 1e-3 * half[:, :dim]  # along an axis a tip may go on
        half /= np.sqrt((half * half).sum(axis=0))
    return np.hstack([half, -half])


def shortest_between(vectors: Array) -> Array:
    """Return the shortest of all weighted means of vectors ``(d, m)`` (Wolfe 1976, algorithm)."""
    lengths = (vectors * vectors).sum(axis=0)
    chosen = [int(lengths.argmin())]
    weights, length = np.ones(1), np.inf
    for _ in range(20 * vectors.shape[1]):
        shortest = vectors[:, chosen] @ weights
        if shortest @ shortest >= length:  # no shorter but for rounding
            break
        length = float(shortest @ shortest)
        along = shortest @ vectors
        best = int(along.argmin())
        if best in chosen or along[best] > shortest @ shortest - 1e-12 * lengths.max():
            break
        chosen, weights = [*chosen, best], np.append(weights, 0.0)
        while True:
            wanted = _affine_weights(vectors[:, chosen])
            if (wanted > 1e-12).all():
                weights = wanted
                break
            falls = wanted < weights
            with np.errstate(divide="ignore", invalid="ignore"):
                room = np.where(falls, weights / (weights - wanted), 1.0)
            weights = weights + room[wanted <= 1e-12].min(initial=1.0) * (wanted - weights)
            kept = weights > 1e-12
            chosen, weights = [c for c, k in zip(chosen, kept, strict=True) if k], weights[kept]
    return np.asarray(vectors[:, chosen] @ weights)


def _affine_weights(vectors: Array) -> Array:
    """Return weights, of sum 1, of the shortest vector of the plane through vectors ``(d, m)``."""
    count = vectors.shape[1]
    matrix = np.ones((count + 1, count + 1))
    matrix[0, 0] = 0.0
    matrix[1:, 1:] = vectors.T @ vectors
    right = np.append(1.0, np.zeros(count))
    return np.asarray(np.linalg.lstsq(matrix, right, rcond=None)[0][1:])
