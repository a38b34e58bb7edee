"""Who works on the blocks of a batch: copies of this process side by side, or threads."""

from __future__ import annotations

import math
import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from mmap import mmap
from signal import SIGKILL
from typing import Any

import numpy as np
import numpy.typing as npt

from surfaces import InputError

Work = Callable[[slice], None]
"""Works on a block of runs; what comes of it is written to arrays made by `Crew.room`."""

_BLOCK = 49_152
"""Coordinates worked on together: few enough that the arrays of a step stay in the cache, so many
that what a step costs whatever its size (20 to 40 µs) does not matter."""

_THREADS_BLOCK = 262_144
"""The same for threads: with fewer, handing Python's lock to each other at every operation takes
longer than it saves."""

_COPY_COORDINATES, _COPY_STEPS = 4_096, 2**23
"""A copy of the process is worth its 4 ms from so many coordinates on, and from so many steps of
a coordinate on (80 ms, if none ends early)."""

_WITH_THREADS = {"jax", "tensorflow", "torch"}
"""Libraries with threads that Python does not count; a function of one's own may call them."""


@dataclass(frozen=True)
class Crew:
    """So many workers; they change nothing but the time.

    Threads hand Python's lock to each other between any two operations of NumPy, and lose much of
    what they gain. Copies of the process each have a lock of their own. But only Linux copies a
    process in no time, and only one without threads is copied safely: another thread may hold a
    lock that nobody gives back in the copy.
    """

    size: int = 1
    copies: bool = True

    @classmethod
    def of(cls, most: int | None, coordinates: int, steps: int) -> Crew:
        """Return as many workers as pay, at most so many: by default, as there are cores."""
        if most is not None and (not isinstance(most, int | np.integer) or most < 1):
            raise InputError(f"workers is a whole number, at least 1, not {most!r}")
        most = int(most or os.cpu_count() or 1)
        if sys.platform == "linux" and not _has_threads():
            pay = min(coordinates // _COPY_COORDINATES, coordinates * steps // _COPY_STEPS)
            return cls(max(1, min(most, pay)), copies=True)
        return cls(max(1, min(most, coordinates // _THREADS_BLOCK)), copies=False)

    @property
    def _is_threads(self) -> bool:
        return self.size > 1 and not self.copies

    def room(self, *shape: int, of: npt.DTypeLike = float) -> npt.NDArray[Any]:
        """Return an array, not yet filled, to which every worker can write."""
        if self.size == 1 or self._is_threads:
            return np.empty(shape, of)
        size = math.prod(shape) * np.dtype(of).itemsize
        return np.ndarray(shape, of, buffer=mmap(-1, max(1, size)))

    def each(self, work: Work, runs: int, dim: int) -> None:
        """Have so many runs worked on, block by block."""
        most = _THREADS_BLOCK if self._is_threads else _BLOCK
        count = min(runs, max(self.size, round(runs * dim / most)))
        edges = [runs * i // count for i in range(count + 1)]
        blocks = list(map(slice, edges, edges[1:]))
        if self._is_threads:
            with ThreadPoolExecutor(self.size) as pool:
                for done in pool.map(work, blocks):
                    assert done is None  # raises here what was raised there
        else:
            _side_by_side(work, [blocks[i :: self.size] for i in range(self.size)])


def _has_threads() -> bool:
    return threading.active_count() > 1 or not _WITH_THREADS.isdisjoint(sys.modules)


def _side_by_side(work: Work, shares: Sequence[Sequence[slice]]) -> None:
    """Work on the first share here, and on each other one in a copy of this process.

    The share of a copy that failed is worked on here again: to fail where it can be seen, or to
    succeed if the copy was only killed.
    """
    copies, left = {}, [shares[0]]
    try:
        for share in shares[1:]:
            try:
                copies[_copied(work, share)] = share
            except OSError:  # the system gives no process
                left.append(share)
        _work_on(work, left)
        left = [share for copy, share in copies.items() if not _has_done(copy)]
        copies.clear()
    finally:
        for copy in copies:  # something failed here, or was interrupted
            with suppress(ProcessLookupError):
                os.kill(copy, SIGKILL)
            _has_done(copy)
    _work_on(work, left)


def _copied(work: Work, share: Sequence[slice]) -> int:
    """Copy this process; the copy works on a share and ends, without a word."""
    here = os.getpid()
    copy = os.fork()
    if copy:
        return copy
    try:
        for block in share:
            if os.getppid() != here:
                break  # nobody is waiting any more
            work(block)
        else:
            os._exit(0)
    finally:
        os._exit(1)


def _has_done(copy: int) -> bool:
    """Wait for the end of a copy, and return whether it has worked on all of its share."""
    try:
        return os.waitpid(copy, 0)[1] == 0
    except ChildProcessError:  # a program that wants to hear nothing of its children
        return False


def _work_on(work: Work, shares: Sequence[Sequence[slice]]) -> None:
    for share in shares:
        for block in share:
            work(block)
