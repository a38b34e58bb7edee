"""Workers that share the blocks of a batch: forked copies of this process, or threads."""

from __future__ import annotations

import math
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from ctypes import CDLL
from dataclasses import dataclass, field
from mmap import mmap
from typing import Any

import numpy as np
import numpy.typing as npt

from surfaces import InputError

Work = Callable[[slice], None]
"""Runs a block; results are written to arrays made by `Workers.empty`."""

_COORDINATES_IN_A_BLOCK = 49_152
"""Coordinates in a block: few enough that the arrays of a step stay in the cache, and enough that
the fixed cost of a step (20 to 40 µs) does not matter."""

_COORDINATES_IN_A_THREADS_BLOCK = 262_144
"""The same for threads: in smaller blocks, passing Python's lock on at every operation takes longer
than the threads save."""

_COORDINATES_PER_COPY, _COORDINATE_STEPS_PER_COPY = 4_096, 2**23
"""A copy of the process takes 4 ms to make. It pays if its share is at least this many coordinates,
and at least this many steps of one coordinate (80 ms of work, if no run ends early)."""

_INTERRUPTS = {signal.SIGINT, signal.SIGTERM}
"""Signals that end a copy at once; while a copy is made they are blocked."""

_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux."""


@dataclass(frozen=True)
class Workers:
    """A number of workers; they change nothing but the time.

    Threads pass Python's lock on between any two operations of NumPy, and lose much of what they
    gain. Copies of the process (fork) have a lock each. But only Linux forks quickly; a process
    with threads is not forked safely, since another thread may hold a lock that is never released
    in the copy; and code of others may not be made for being forked. It may not be made for
    threads either, and gets them only on request.
    """

    size: int = 1
    """Number of workers, this process among them."""
    copies: bool = True
    """Whether they are copies of the process; else threads."""
    most: int = field(default=1, compare=False)
    """Number of threads that may be begun where Python's lock is no hindrance."""

    @classmethod
    def of(cls, most: int | None, coordinates: int, steps: int, *, is_ours: bool = True) -> Workers:
        """Return as many workers as pay for a piece of work.

        Parameters
        ----------
        most : int, optional
            Most workers; by default the number of cores.
        coordinates : int
            Coordinates of all runs together.
        steps : int
            Steps of each run.
        is_ours : bool
            Whether only code of this project is run.

        Raises
        ------
        InputError
            ``most`` is not a whole number of at least 1.
        """
        if most is not None and (not isinstance(most, int | np.integer) or most < 1):
            raise InputError(f"workers is a whole number, at least 1, not {most!r}")
        if most is None and (not is_ours or _is_a_worker()):
            return cls()
        most = int(most or cores())
        if sys.platform == "linux" and is_ours and threading.active_count() == 1:
            pay = min(
                coordinates // _COORDINATES_PER_COPY,
                coordinates * steps // _COORDINATE_STEPS_PER_COPY,
            )
            return cls(max(1, min(most, pay)), copies=True, most=most)
        size = max(1, min(most, coordinates // _COORDINATES_IN_A_THREADS_BLOCK))
        return cls(size, copies=False, most=most)

    @property
    def _by_copies(self) -> bool:
        return self.size > 1 and self.copies

    @property
    def _by_threads(self) -> bool:
        return self.size > 1 and not self.copies

    def empty(self, *shape: int, dtype: npt.DTypeLike = float) -> npt.NDArray[Any]:
        """Return an array, not yet filled, that every worker can write to."""
        if not self._by_copies:
            return np.empty(shape, dtype)
        size = math.prod(shape) * np.dtype(dtype).itemsize
        return np.ndarray(shape, dtype, buffer=mmap(-1, max(1, size)))

    def private(self, shared: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the content of an array made by `empty`, in memory that no worker shares."""
        return shared.copy() if self._by_copies else shared

    def each(self, work: Work, runs: int, dim: int) -> None:
        """Cut ``runs`` runs of ``dim`` coordinates into blocks, and have each worked on."""
        most = _COORDINATES_IN_A_THREADS_BLOCK if self._by_threads else _COORDINATES_IN_A_BLOCK
        count = min(runs, max(self.size, round(runs * dim / most)))
        edges = [runs * i // count for i in range(count + 1)]
        blocks = list(map(slice, edges, edges[1:]))
        if self._by_threads:
            with ThreadPoolExecutor(self.size) as pool:
                for done in pool.map(work, blocks):
                    assert done is None  # raises here what was raised there
        else:
            _side_by_side(work, [blocks[i :: self.size] for i in range(self.size)])


def cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _is_a_worker() -> bool:
    """Return whether this process was started by multiprocessing, beside others."""
    processes = sys.modules.get("multiprocessing")
    return processes is not None and processes.parent_process() is not None


def _side_by_side(work: Work, shares: Sequence[Sequence[slice]]) -> None:
    """Work on the first share here, and on each other one in a copy of this process.

    The share of a copy that failed is worked on here again: to raise the error here, or to succeed
    if the copy was only killed.
    """
    copies: dict[int, Sequence[slice]] = {}
    left = [shares[0]]
    try:
        for share in shares[1:]:
            waiting = signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPTS)
            try:
                copies[_copied(work, share, waiting)] = share
            except OSError:  # the system gives no process
                left.append(share)
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, waiting)
        _work_on(work, left)
        left = []
        for copy, share in list(copies.items()):
            left += [share] * (not _has_done(copy))
            del copies[copy]
    finally:
        for copy in copies:  # something failed here, or was interrupted
            with suppress(ProcessLookupError):
                os.kill(copy, signal.SIGKILL)
            _has_done(copy)
    _work_on(work, left)


def _copied(work: Work, share: Sequence[slice], waiting: set[int | signal.Signals]) -> int:
    """Fork this process and return the id of the copy, which works on a share and exits.

    It is made while interrupts are blocked, and is killed when the process that made it ends.
    """
    library, here = CDLL(None), os.getpid()
    copy = os.fork()
    if copy:
        return copy
    try:
        library.prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        for interrupt in _INTERRUPTS:
            signal.signal(interrupt, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, waiting)
        if os.getppid() == here:
            _work_on(work, [share])
            os._exit(0)
    finally:
        os._exit(1)


def _has_done(copy: int) -> bool:
    """Wait for the end of a copy, and return whether it has done all of its share."""
    try:
        return os.waitpid(copy, 0)[1] == 0
    except ChildProcessError:  # a program that wants to hear nothing of its children
        return False


def _work_on(work: Work, shares: Sequence[Sequence[slice]]) -> None:
    for share in shares:
        for block in share:
            work(block)
