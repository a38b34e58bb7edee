"""The last tenth of runs: what a rate is judged by, so that no lucky last step decides."""

from __future__ import annotations

from typing import Any

import numpy as np

from optim_viz.runs.arrival import Numbers
from optim_viz.runs.oracle import Oracle
from optim_viz.runs.recorders import BlockRecorder, Peek, Recorder
from optim_viz.runs.status import FinalStates
from optim_viz.runs.workers import Workers
from surfaces import Array

SHARE = 10
"""The last steps are the budget divided by this number, and the step before them."""

MOST_SAMPLED = 101
"""At most this many of the last steps, evenly spread, have a part in their median."""


def first_of_tail(steps: int) -> int:
    """Return the first step of the last tenth: 90 of 100."""
    return steps - steps // SHARE


class Tails:
    """Keeps the highest value of the last tenth of the steps ``(n,)``, and some of the values.

    A run that has ended before stays where it is, as it does in the history of `Run`. A value that
    is NaN counts as infinite.
    """

    def __init__(self, steps: int, size: int, workers: Workers) -> None:
        self.first = first_of_tail(steps)
        count = min(steps - self.first + 1, MOST_SAMPLED)
        every = np.arange(count) * (steps - self.first) // max(1, count - 1)
        self.sampled: list[int] = (self.first + every).tolist()
        """Steps of which all values are kept."""
        self.highest = workers.empty(size)
        self.values = workers.empty(count, size)

    def of(self, runs: Numbers, oracle: Oracle) -> _TailBlock:
        """Return the recorder of these runs."""
        return _TailBlock(self, runs)

    def worst(self, ends: FinalStates) -> Array:
        """Return the highest value of the last tenth ``(n,)``, once the runs have ended."""
        return np.maximum(self.highest, _known(ends.value))

    def median(self, ends: FinalStates) -> Array:
        """Return the median of the values of the last tenth ``(n,)``, once the runs have ended."""
        after = np.array(self.sampled)[:, np.newaxis] > ends.taken
        return np.asarray(np.median(np.where(after, _known(ends.value), self.values), axis=0))


def _known(value: Array) -> Array:
    return np.where(np.isnan(value), np.inf, value)


class _TailBlock:
    """The recorder of one block of `Tails`; its arrays ``(n,)`` go by position."""

    asks_inside = False

    def __init__(self, tails: Tails, runs: Numbers) -> None:
        self._tails, self._runs = tails, runs
        self._highest = np.full(len(runs), -np.inf)
        self._at_rest = np.empty(len(runs))

    def see(self, step: int, x: Array, peek: Peek, all_inside: bool) -> None:
        if step < self._tails.first:
            return
        value = _known(peek(x))
        np.maximum(self._highest, value, out=self._highest)
        if step in self._tails.sampled:
            self._tails.values[self._tails.sampled.index(step), self._runs] = value

    def end(self, positions: Any) -> None:
        self._tails.highest[self._runs[positions]] = self._highest[positions]

    def rest(self, positions: Any) -> None:
        self._at_rest[positions] = self._highest[positions]

    def end_at_rest(self, positions: Any, since: Any, evaluations: Any) -> None:
        self._tails.highest[self._runs[positions]] = self._at_rest[positions]

    def keep(self, positions: Numbers) -> None:
        self._runs, self._highest = self._runs[positions], self._highest[positions]
        self._at_rest = self._at_rest[positions]


class Several:
    """Shows every iterate to several recorders."""

    def __init__(self, *recorders: Recorder) -> None:
        self._recorders = recorders

    def of(self, runs: Numbers, oracle: Oracle) -> _SeveralBlocks:
        """Return the recorders of these runs."""
        return _SeveralBlocks([one.of(runs, oracle) for one in self._recorders])


class _SeveralBlocks:
    """The recorders of one block."""

    def __init__(self, blocks: list[BlockRecorder]) -> None:
        self._blocks = blocks
        self.asks_inside = any(one.asks_inside for one in blocks)

    def see(self, step: int, x: Array, peek: Peek, all_inside: bool) -> None:
        for one in self._blocks:
            one.see(step, x, peek, all_inside)

    def end(self, positions: Any) -> None:
        for one in self._blocks:
            one.end(positions)

    def rest(self, positions: Any) -> None:
        for one in self._blocks:
            one.rest(positions)

    def end_at_rest(self, positions: Any, since: Any, evaluations: Any) -> None:
        for one in self._blocks:
            one.end_at_rest(positions, since, evaluations)

    def keep(self, positions: Numbers) -> None:
        for one in self._blocks:
            one.keep(positions)
