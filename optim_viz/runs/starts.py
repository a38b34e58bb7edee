"""Starting points of runs in a domain, ``(d, n)``, the same for the same arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import count, cycle, islice

import numpy as np
import numpy.typing as npt

from surfaces import Array, Box, InputError, Surface
from surfaces.specs import choose


def starts(kind: str, surface: Surface, n: int, seed: int = 0) -> Array:
    """Return ``n`` starts of this kind in the domain of a surface, ``(d, n)``.

    Parameters
    ----------
    kind : str
        A name of `KINDS`.
    n : int
        Number of starts. There is one ``fixed`` start, and a ``grid`` may have a few less.
    seed : int
        Seed of the ``latin`` and ``random`` ones.

    Raises
    ------
    InputError
        An unknown kind (with the nearest match), or ``n`` below 1.
    """
    if n < 1:
        raise InputError(f"starts is at least 1, not {n}")
    if choose(kind, KINDS, "kind of starts") == "fixed":
        return np.array(surface.start)[:, np.newaxis]
    return within(surface.domain, KINDS[kind](surface.dim, n, seed))


def count_of(kind: str, dim: int, n: int) -> int:
    """Return the number of starts of a kind where ``n`` are asked for."""
    if kind == "fixed":
        return 1
    return _side(dim, n) ** dim if kind == "grid" else n


def _side(dim: int, n: int) -> int:
    """Return the number of cells on each side of a grid of at most ``n`` cells."""
    return next(k for k in count(1) if (k + 1) ** dim > n)


def grid(dim: int, n: int, seed: int = 0, *, at: float = 0.5) -> Array:
    """Return the centres of equal cells, as many on each side as ``n`` allows, ``(dim, m)``.

    ``at`` is the position of the point in each cell, as a share of its sides: 0.5 is the centre.
    """
    side = _side(dim, n)
    ticks = (np.arange(side) + at) / side
    return np.array(np.meshgrid(*[ticks] * dim, indexing="ij")).reshape(dim, -1)


def random(dim: int, n: int, seed: int = 0) -> Array:
    """Return independent uniform points; the first of many are those of a few."""
    return np.random.default_rng(seed).random((n, dim)).T


def halton(dim: int, n: int, seed: int = 0) -> Array:
    """Return the first points of the sequence that fills a cube evenly (Halton 1960).

    Point i has the digits of i mirrored at the point, in base 2 for the first coordinate, 3 for
    the second, 5, 7, ... It begins with i = 1: point 0 is a corner.
    """
    return np.array([_mirrored(np.arange(1, n + 1), base) for base in islice(_primes(), dim)])


def latin(dim: int, n: int, seed: int = 0) -> Array:
    """Return a Latin hypercube: in each coordinate every n-th of the side has one point.

    McKay, Beckman & Conover (1979), one random point in each cell. Then coordinates that are more
    correlated than independent ones are in 95 of 100 cases are reordered until no pair is: each
    is freed of its excess correlation with the others, and its values are dealt out again by rank
    (after Iman & Conover 1982, Owen 1994). That succeeds with 25 points up to 200
    dimensions; of fewer points, the best order that was met is kept.
    """
    generator = np.random.default_rng(seed)
    cells = np.argsort(generator.random((n, dim)), axis=0)
    points = (cells + generator.random((n, dim))) / n
    if n < 3 or dim < 2:
        return points.T
    ticks, limit = np.sort(points, axis=0), usual_correlation(n)
    best, least = points, np.inf
    for share in islice(cycle(_SHARES_KEPT), _MAX_REORDERINGS):
        centred = points - points.mean(axis=0)
        centred /= np.sqrt((centred * centred).sum(axis=0))
        correlations = centred.T @ centred
        np.fill_diagonal(correlations, 0.0)
        largest = np.abs(correlations).max()
        if largest < least:
            best, least = points, largest
        if least <= limit:
            break
        excess = correlations - np.clip(correlations, -share * limit, share * limit)
        freed = centred - centred @ excess / (1 + np.abs(excess).sum(axis=0).max() / 2)
        ranks = np.argsort(np.argsort(freed, axis=0, kind="stable"), axis=0)
        points = np.take_along_axis(ticks, ranks, axis=0)
    return best.T


_SHARES_KEPT = (0.8,) * 60 + (0.6,) * 20 + (0.7,) * 20
"""Shares of the largest usual correlation that a pair keeps in a reordering, one after another."""

_MAX_REORDERINGS = 400


@cache
def usual_correlation(n: int) -> float:
    """Return the size that the correlation of n independent pairs exceeds in 5 of 100 cases.

    Of normal numbers (Student 1908): the integral of (1 - r^2)^((n - 4)/2) from there to 1 is a
    fortieth of the whole, by the midpoint rule in the angle, r = sin(a).
    """
    if n < 3:
        return 1.0
    angles = (np.arange(_ANGLES) + 0.5) * (np.pi / 2 / _ANGLES)
    density = np.cos(angles) ** (n - 3)
    below = np.cumsum(density) / density.sum()
    return float(np.sin(angles[np.searchsorted(below, 0.95)]))


_ANGLES = 20_000

KINDS: dict[str, Callable[[int, int, int], Array]] = {
    "latin": latin,
    "fixed": lambda dim, n, seed: np.empty((dim, 0)),
    "grid": grid,
    "random": random,
    "halton": halton,
}
"""Points ``(dim, n)`` of the unit cube, by the name that is typed."""


def within(box: Box, unit: Array) -> Array:
    """Return points ``(d, n)`` of the unit cube as points of a box."""
    low, high = box.low[:, np.newaxis], box.high[:, np.newaxis]
    return low + (high - low) * unit


def _mirrored(index: npt.NDArray[np.int64], base: int) -> Array:
    """Return the radical inverse of each index (van der Corput 1935)."""
    numerator, denominator = np.zeros_like(index), np.ones_like(index)
    while index.any():
        index, digit = np.divmod(index, base)
        more = np.where((index > 0) | (digit > 0), base, 1)
        numerator, denominator = numerator * more + digit, denominator * more
    return numerator / denominator


def _primes() -> Iterator[int]:
    return (k for k in count(2) if all(k % d for d in range(2, int(k**0.5) + 1)))
