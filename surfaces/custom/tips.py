"""Subgradients in tips, as of √(x² + y²) at 0, where a formula of the gradient divides 0 by 0.

The gradients of nearby points, and what lies between them, are subgradients (Clarke 1983, theorem
2.5.1). The shortest of them is 0 at a minimum, so that a run which begins there stays.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from surfaces.box import Array

NEAR = 1e-9
"""Distance of the nearby points, in units of the coordinates, or of 1 where these are smaller."""

ZERO = 1e-6
"""A subgradient shorter than this share of the gradients nearby is 0: there are few of those."""


def shortest_subgradient(gradient: Callable[[Array], Array], point: Array) -> Array:
    """Return the shortest subgradient ``(d,)`` at a point ``(d,)``.

    It is NaN where the function has no gradients on some side: at the end of a root's domain.
    """
    away = _directions(len(point)) * (NEAR * np.maximum(np.abs(point), 1.0))[:, None]
    around = gradient(point[:, None] + away)
    if not np.isfinite(around).all():
        return np.full(len(point), np.nan)
    shortest = shortest_between(around)
    longest = np.sqrt((around * around).sum(axis=0)).max()
    is_zero = np.sqrt((shortest * shortest).sum()) <= ZERO * longest
    return np.zeros(len(point)) if is_zero else shortest


def _directions(dim: int) -> Array:
    """Return vectors ``(d, m)`` to all sides, with the opposite of each."""
    if dim == 1:
        half = np.ones((1, 1))
    elif dim == 2:
        angles = np.pi * np.arange(16) / 16
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
