"""What is kept of the iterates during runs: all of them (`History`), or a few numbers (`Summary`).

`optim_viz.runs.notes` keeps what a rule says, `optim_viz.runs.several` what several recorders do.

A `Recorder` is made for all runs; for each block of runs it makes a `BlockRecorder`, which the loop
shows every iterate. A position is the index of a run among those of its block that still run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from optim_viz.runs.arrival import Mask
from optim_viz.runs.costs import Cost
from optim_viz.runs.oracle import Counts, Oracle
from optim_viz.runs.workers import Workers
from surfaces import Array, Surface

Peek = Callable[[Array], Array]
"""Returns the values ``(n,)`` at the iterates ``(d, n)``; nothing is counted."""

Numbers = npt.NDArray[np.int64]


class BlockRecorder(Protocol):
    """Is shown the iterates of one block of runs, from the start on."""

    asks_inside: bool
    """Whether it has to know which iterates are in the domain."""

    def see(self, step: int, x: Array, peek: Peek, all_inside: bool) -> None:
        """Record the iterates ``(d, n)`` of a step, 0 for the start.

        ``peek(x)`` returns their values ``(n,)``; ``all_inside`` says that all of them are in the
        domain (if False, they may still be).
        """

    def end(self, positions: Any) -> None:
        """Close the records of the runs at these positions: they have ended."""

    def rest(self, positions: Any) -> None:
        """Remember the records of these runs as they are: they may have arrived."""

    def end_at_rest(self, positions: Any, since: Any, evaluations: Any) -> None:
        """Close the records of these runs as they were at the last `rest`.

        That was at steps ``(k,)``, after numbers of evaluations ``(3, k)``.
        """

    def keep(self, positions: Numbers) -> None:
        """Go on with the runs at these positions only."""


class Recorder(Protocol):
    """Makes a recorder for every block of runs."""

    def open(self, workers: Workers) -> None:
        """Make room that all workers can write to, before the first block."""

    def of(self, runs: Numbers, oracle: Oracle) -> BlockRecorder:
        """Return the recorder of a block.

        Parameters
        ----------
        runs : integer array ``(n,)``
            The runs of the block, counted from the first of the part.
        oracle : Oracle
            Has counted what they asked for, whenever an iterate is shown.
        """

    def close(self, workers: Workers) -> None:
        """Keep what was written in memory that no worker shares, after the last block."""


class Nothing:
    """Keeps nothing: how the runs end is told by the loop."""

    def open(self, workers: Workers) -> None:
        """Do nothing."""

    def close(self, workers: Workers) -> None:
        """Do nothing."""

    def of(self, runs: Numbers, oracle: Oracle) -> _NothingBlock:
        """Return the recorder of these runs."""
        return _NothingBlock()


class _NothingBlock:
    """The recorder of one block of `Nothing`."""

    asks_inside = False

    def see(self, step: int, x: Array, peek: Peek, all_inside: bool) -> None:
        peek(x)  # by the values the loop sees where the function is not defined

    def end(self, positions: Any) -> None:
        pass

    def rest(self, positions: Any) -> None:
        pass

    def end_at_rest(self, positions: Any, since: Any, evaluations: Any) -> None:
        pass

    def keep(self, positions: Numbers) -> None:
        pass


class Log:
    """Keeps the values at some steps ``(rows, n)``, and the iterates ``(d, rows, n)`` or none.

    ``rows`` ``(steps + 1,)`` says in which row the numbers of a step stand, -1 for nowhere.
    """

    def __init__(self, rows: Numbers, values: Array, points: Array | None = None) -> None:
        self.rows, self.values, self.points = rows, values, points

    def open(self, workers: Workers) -> None:
        """Do nothing: no worker but this process keeps every iterate."""

    def close(self, workers: Workers) -> None:
        """Do nothing."""

    def of(self, runs: Numbers, oracle: Oracle) -> _LogBlock:
        """Return the recorder of these runs."""
        return _LogBlock(self, runs)


class History(Log):
    """Keeps every iterate ``(d, steps + 1, n)`` and its value ``(steps + 1, n)``."""

    points: Array

    def __init__(self, surface: Surface, steps: int, size: int) -> None:
        values = np.empty((steps + 1, size))
        super().__init__(np.arange(steps + 1), values, np.empty((surface.dim, *values.shape)))

    def repeat_last(self, taken: Counts) -> None:
        """Repeat the last point of each run to the end of the arrays, from step ``taken`` on."""
        last = len(self.values) - 1
        for step in set(taken[taken < last].tolist()):
            (runs,) = (taken == step).nonzero()
            self.points[:, step + 1 :, runs] = self.points[:, step : step + 1, runs]
            self.values[step + 1 :, runs] = self.values[step, runs]


class Samples(Log):
    """Keeps the values at some steps ``(rows, n)``; what it holds after a run's end is no value."""

    def __init__(self, sampled: Numbers, steps: int, size: int) -> None:
        self.sampled, self._size = sampled, size
        rows = np.full(steps + 1, -1)
        rows[sampled] = np.arange(len(sampled))
        super().__init__(rows, np.empty((0, 0)))

    def open(self, workers: Workers) -> None:
        """Make room for the values."""
        self.values = workers.empty(len(self.sampled), self._size)

    def close(self, workers: Workers) -> None:
        """Keep them in memory that no worker shares."""
        self.values = workers.private(self.values)


class _LogBlock:
    """The recorder of one block of a `Log`."""

    asks_inside = False

    def __init__(self, log: Log, runs: Numbers) -> None:
        self._log, self._rows = log, log.rows.tolist()
        self._go_on_with(runs)

    def _go_on_with(self, runs: Numbers) -> None:
        """Note where the numbers of these runs stand, and how many of what is shown they are.

        A slice is several times faster than a list; of a run and its twin one is written down.
        """
        self._runs, count = runs, int(runs[-1] - runs[0]) + 1
        one_by_one = count not in (1, len(runs))
        self._where: Any = runs if one_by_one else slice(runs[0], runs[0] + count)
        self._count = len(runs) if one_by_one else count

    def see(self, step: int, x: Array, peek: Peek, all_inside: bool) -> None:
        value, row = peek(x), self._rows[step]
        if row < 0:
            return
        if self._log.points is not None:
            self._log.points[:, row, self._where] = x[:, : self._count]
        self._log.values[row, self._where] = value[: self._count]

    def end(self, positions: Numbers) -> None:
        pass

    def rest(self, positions: Numbers) -> None:
        pass

    def end_at_rest(self, positions: Numbers, since: Numbers, evaluations: Numbers) -> None:
        pass

    def keep(self, positions: Numbers) -> None:
        self._go_on_with(self._runs[positions])


class Tail(NamedTuple):
    """What a run has to do to stay at a target that it has met, as it must where there is noise.

    Of all iterates from the first at the target to the last of the run, the last ``share`` is
    taken, at least one: their (lower) median is at the target too.
    """

    share: float
    steps: int
    """The budget of a run."""

    def length(self, after: Any) -> Any:
        """Return the number of iterates of the tail, from the number that follow the first."""
        return np.floor(self.share * np.asarray(after) + 1e-9).astype(np.int64) + 1


class Summary:
    """Keeps of each run the lowest value inside the domain and the first step at each target.

    ``best`` ``(n,)`` is inf if no iterate was inside, ``stayed`` ``(n,)`` says whether all were,
    ``hits`` ``(targets, n)`` is -1 where a target was not reached. With a ``cost`` they are what
    the run had cost at these steps, which are in ``met``, whatever it holds where ``hits`` is -1.
    With a `Tail` only runs that stay at a target have reached it.
    """

    def __init__(
        self,
        surface: Surface,
        targets: Array,
        size: int,
        cost: Cost | None = None,
        tail: Tail | None = None,
    ) -> None:
        self.surface, self.targets, self.cost, self.tail = surface, targets, cost, tail
        self._size = size
        self.order = (-targets).argsort(kind="stable")
        """The targets from the highest to the lowest: in this order a run meets them."""
        self.ladder = np.full(len(targets) + 1, -np.inf)
        self.ladder[:-1] = targets[self.order]
        self.rising = -self.ladder[:-1]

    def open(self, workers: Workers) -> None:
        """Make room for what is kept of each run."""
        size, count = self._size, len(self.targets)
        self.best = workers.empty(size)
        self.stayed = workers.empty(size, dtype=bool)
        self.met = workers.empty(count, size, dtype=np.int64)
        self.met[:] = -1
        self.hits: npt.NDArray[Any] = self.met
        if self.cost is not None:
            self.hits = workers.empty(count, size)
            self.hits[:] = -1

    def close(self, workers: Workers) -> None:
        """Keep it in memory that no worker shares."""
        self.best, self.stayed = workers.private(self.best), workers.private(self.stayed)
        self.met = workers.private(self.met)
        self.hits = self.met if self.cost is None else workers.private(self.hits)

    def of(self, runs: Numbers, oracle: Oracle) -> _SummaryBlock:
        """Return the recorder of these runs."""
        return _SummaryBlock(self, runs, oracle)


class _SummaryBlock:
    """The recorder of one block of a `Summary`; its arrays ``(n,)`` go by position."""

    asks_inside = True

    def __init__(self, summary: Summary, runs: Numbers, oracle: Oracle) -> None:
        self._summary, self._runs, self._oracle = summary, runs, oracle
        self._has_targets = len(summary.targets) > 0
        self._best = np.full(len(runs), np.inf)
        self._met = np.zeros(len(runs), dtype=np.int64)
        """Number of targets that are reached, ..."""
        self._next = np.full(len(runs), summary.ladder[0])
        """... and the highest one that is not."""
        self._stayed = np.full(len(runs), True)
        self._at_rest = np.empty(len(runs)), np.empty(len(runs), dtype=bool)
        """Best value and whether it had stayed, as a run came to rest."""
        tail = summary.tail
        self._last = None if tail is None else _LastValues(tail, summary.targets, len(runs))

    def see(self, step: int, x: Array, peek: Peek, all_inside: bool) -> None:
        value = peek(x)
        if not all_inside:
            inside = self._summary.surface.inside(x)
            value = np.where(inside, value, np.inf)
            self._stayed &= inside
        np.fmin(self._best, value, out=self._best)
        if self._last is not None:
            self._last.see(step, value)
        if self._has_targets:
            (reached,) = (value <= self._next).nonzero()
            if len(reached):
                self._note(step, reached, value)

    def _note(self, step: int, positions: Numbers, value: Array) -> None:
        """Note what the runs at these positions have cost at the targets that they now meet."""
        cost, ladder = self._summary.cost, self._summary.ladder
        now: Any = step if cost is None else self._oracle.cost(cost, step)
        met = self._summary.rising.searchsorted(-value[positions], side="right")
        new = met - self._met[positions]
        each = positions.repeat(new)
        rungs = np.arange(len(each)) + (met - new.cumsum()).repeat(new)
        targets = self._summary.order[rungs]
        runs = self._runs[each]
        self._summary.met[targets, runs] = step
        self._summary.hits[targets, runs] = now[each] if np.ndim(now) else now
        if self._last is not None:
            self._last.note(step, each, targets)
        self._met[positions], self._next[positions] = met, ladder[met]

    def end(self, positions: Numbers) -> None:
        self._close(positions, self._best, self._stayed)

    def rest(self, positions: Numbers) -> None:
        best, stayed = self._at_rest
        best[positions], stayed[positions] = self._best[positions], self._stayed[positions]

    def end_at_rest(self, positions: Numbers, since: Numbers, evaluations: Numbers) -> None:
        runs, hits, cost = self._runs[positions], self._summary.hits, self._summary.cost
        self._close(positions, *self._at_rest)
        if len(hits):
            dim = self._summary.surface.dim
            spent = since if cost is None else cost.of(since, evaluations, dim)
            hits[:, runs] = np.where(hits[:, runs] > spent, -1, hits[:, runs])

    def _close(self, positions: Numbers, best: Array, stayed: Mask) -> None:
        runs = self._runs[positions]
        self._summary.best[runs] = best[positions] + 0.0  # fmin may take either of 0 and -0
        self._summary.stayed[runs] = stayed[positions]
        self._next[positions] = -np.inf
        if self._last is not None:
            hits = self._summary.hits[:, runs]
            self._summary.hits[:, runs] = np.where(self._last.stay(positions), hits, -1)

    def keep(self, positions: Numbers) -> None:
        self._runs = self._runs[positions]
        self._best, self._next = self._best[positions], self._next[positions]
        self._met = self._met[positions]
        self._stayed = self._stayed[positions]
        best, stayed = self._at_rest
        self._at_rest = best[positions], stayed[positions]
        if self._last is not None:
            self._last.keep(positions)


def tail_of(tail: Tail, targets: Array, latest: Array, first: Numbers, step: Numbers) -> Mask:
    """Return which runs that end at these steps ``(n,)`` stay at each target, ``(targets, n)``.

    Parameters
    ----------
    latest : array ``(steps, n)``
        Their last values, the latest first.
    first : integer array ``(targets, n)``
        The first step at each target, -1 for none.
    """
    lengths = np.minimum(tail.length(step - first), len(latest))
    return _stay(targets, latest, lengths, first)


def _stay(targets: Array, latest: Array, lengths: Numbers, first: Numbers) -> Mask:
    """Return of which runs the median of as many of the latest values is at each target."""
    stay, each = np.empty(lengths.shape, dtype=bool), np.arange(latest.shape[1])
    for line, length, target in zip(stay, lengths, targets, strict=True):
        below = np.cumsum(latest <= target, axis=0, dtype=np.int64)
        line[:] = 2 * below[length - 1, each] >= length
    return stay & (first >= 0)


class _LastValues:
    """The last values of each run of a block, and which of its targets it has stayed at."""

    def __init__(self, tail: Tail, targets: Array, runs: int) -> None:
        self._tail, self._targets = tail, targets
        self._values = np.full((int(tail.length(tail.steps)), runs), np.inf)
        """A ring: the value of a step is in the row of its number modulo their number."""
        self._first = np.full((len(targets), runs), -1)
        self._step = 0

    def see(self, step: int, value: Array) -> None:
        self._values[step % len(self._values)] = value
        self._step = step

    def note(self, step: int, positions: Numbers, targets: Numbers) -> None:
        """Note that the runs at these positions meet these targets for the first time."""
        self._first[targets, positions] = step

    def stay(self, positions: Numbers) -> npt.NDArray[np.bool_]:
        """Return which of these runs, which end now, stay at each target, ``(targets, n)``."""
        first = self._first[:, positions]
        lengths = self._tail.length(self._step - first)
        most = min(int(lengths.max(initial=1)), len(self._values))
        rows = (self._step - np.arange(most)) % len(self._values)
        latest = self._values[rows[:, np.newaxis], positions]
        return _stay(self._targets, latest, np.minimum(lengths, most), first)

    def keep(self, positions: Numbers) -> None:
        self._values, self._first = self._values[:, positions], self._first[:, positions]
