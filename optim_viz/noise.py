"""Random numbers that depend only on (seed, call, coordinate), never on the company of a run.

A generator hands out its numbers in order, so what one run gets would depend on how many others
run beside it. Here the numbers are a hash of their address instead: a run alone, in a batch, in a
block or on a thread sees the same noise.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from surfaces import Array

Words = npt.NDArray[np.uint64]


def standard_normal(seeds: Words, calls: npt.NDArray[np.int64], dim: int) -> Array:
    """Return independent standard normal numbers ``(dim, n)`` (Box & Muller 1958).

    Parameters
    ----------
    seeds, calls : integer arrays ``(n,)``
        The seed of each run, and how many times it has asked.
    dim : int
        Number of coordinates.
    """
    coordinates = np.arange(2 * dim, dtype=np.uint64).reshape(2, dim, 1)
    address = _scramble(_scramble(seeds) + calls.astype(np.uint64))
    first, second = _uniform(_scramble(address + coordinates * _GOLDEN))
    return np.sqrt(-2.0 * np.log(first)) * np.cos(2.0 * np.pi * second)


_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def _scramble(words: Words) -> Words:
    """Return the SplitMix64 finalizer of each word (Steele, Lea & Flood 2014, figure 16)."""
    words = words + _GOLDEN
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))


def _uniform(words: Words) -> Array:
    """Return doubles in (0, 1] from the upper 53 bits."""
    return ((words >> np.uint64(11)).astype(np.float64) + 1.0) * 2.0**-53
