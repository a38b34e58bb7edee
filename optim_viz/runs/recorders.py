"""What is kept of runs while they are under way: every iterate, or only the best of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from optim_viz.runs.oracle import Counts
from optim_viz.runs.workers import Workers
from surfaces import Array, Surface

Peek = Callable[[Array], Array]
Numbers = npt.NDArray[np.int64]


class BlockRecorder(Protocol):
    """Is shown the iterates of a block of runs, from the start on."""

    def see(self, step: int, x: Array, peek: Peek, all_inside: bool) -> None:
        """Look at the iterates ``(d, n)``; ``look(x)`` returns their values ``(n,)``.

        If they are ``all_inside``, all are in the domain.
        """

    def end(self, places: Any) -> None:
        """Learn that the runs in those of the n places have ended: what follows is not theirs."""

    def keep(self, places: Numbers) -> None:
        """Go on with those places only."""


class Recorder(Protocol):
    """Has a watch for every block."""

    def of(self, runs: Numbers) -> BlockRecorder:
        """Return the watch over runs ``(n,)``, counted from the first of the part that is run."""


class History:
    """Keeps every iterate and its value."""

    def __init__(self, surface: Surface, steps: int, size: int) -> None:
        self.points = np.empty((surface.dim, steps + 1, size))
        self.values = np.empty((steps + 1, size))

    def of(self, runs: Numbers) -> _HistoryBlock:
        """Return what writes down the iterates of these runs."""
        return _HistoryBlock(self, runs)

    def hold(self, taken: Counts) -> None:
        """Let runs that have ended hold their last point."""
        last = len(self.values) - 1
        for step in np.unique(taken[taken < last]):
            runs = np.flatnonzero(taken == step)
            self.points[:, step + 1 :, runs] = self.points[:, step : step + 1, runs]
            self.values[step + 1 :, runs] = self.values[step, runs]


class _HistoryBlock:
    """The part of a tape that belongs to a block."""

    def __init__(self, tape: History, runs: Numbers) -> None:
        self._tape, self._runs = tape, runs

    def see(self, step: int, x: Array, peek: Peek, all_inside: bool) -> None:
        self._tape.points[:, step, self._runs] = x
        self._tape.values[step, self._runs] = peek(x)

    def end(self, places: Numbers) -> None:
        pass

    def keep(self, places: Numbers) -> None:
        self._runs = self._runs[places]


class Summary:
    """Keeps the lowest value inside the domain and the first step at each target."""

    def __init__(self, surface: Surface, targets: Array, size: int, workers: Workers) -> None:
        self.surface, self.targets = surface, targets
        self.best = workers.room(size)
        self.stayed = workers.room(size, of=bool)
        self.hits = workers.room(len(targets), size, of=np.int64)
        self.hits[:] = -1

    def of(self, runs: Numbers) -> _SummaryBlock:
        """Return what counts for these runs."""
        return _SummaryBlock(self, runs)


class _SummaryBlock:
    """The part of a tally that belongs to a block: arrays ``(n,)`` over the places of its runs."""

    def __init__(self, tally: Summary, runs: Numbers) -> None:
        self._tally, self._runs = tally, runs
        self._best = np.full(len(runs), np.inf)
        self._next = np.full(len(runs), tally.targets.max(initial=-np.inf))
        """The easiest target that is not yet reached."""
        self._stayed = np.full(len(runs), True)

    def see(self, step: int, x: Array, peek: Peek, all_inside: bool) -> None:
        value = peek(x)
        if not all_inside:
            inside = self._tally.surface.inside(x)
            value = np.where(inside, value, np.inf)
            self._stayed &= inside
        np.fmin(self._best, value, out=self._best)
        if len(self._tally.targets) and (reached := value <= self._next).any():
            self._note(step, np.flatnonzero(reached), value)

    def _note(self, step: int, places: Numbers, value: Array) -> None:
        runs, target = self._runs[places], self._tally.targets[:, np.newaxis]
        hits = self._tally.hits[:, runs]
        hits = np.where((hits < 0) & (value[places] <= target), step, hits)
        self._tally.hits[:, runs] = hits
        self._next[places] = np.where(hits < 0, target, -np.inf).max(axis=0)

    def end(self, places: Numbers) -> None:
        runs = self._runs[places]
        self._tally.best[runs] = self._best[places]
        self._tally.stayed[runs] = self._stayed[places]
        self._next[places] = -np.inf

    def keep(self, places: Numbers) -> None:
        self._runs = self._runs[places]
        self._best, self._next = self._best[places], self._next[places]
        self._stayed = self._stayed[places]
