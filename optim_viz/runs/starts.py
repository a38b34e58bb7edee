"""Starting points of runs in a domain, ``(d, n)``, the same for the same arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count, islice

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
        Seed of the ``random`` ones.

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


def grid(dim: int, n: int, seed: int = 0, *, at: float = 0.5) -> Array:
    """Return the centres of equal cells, as many on each side as ``n`` allows, ``(dim, m)``.

    ``at`` is the position of the point in each cell, as a share of its sides: 0.5 is the centre.
    """
    side = next(k for k in count(1) if (k + 1) ** dim > n)
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


KINDS: dict[str, Callable[[int, int, int], Array]] = {
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
