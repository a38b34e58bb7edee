"""The loop over time as machine code: the same results as `optim_viz.runs.loop`, sooner.

How to read it: `descend` cuts the runs into blocks, has each of them run by machine code, and
writes what came of it where the loop in NumPy would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from threading import Thread
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from optim_viz.runs.arrival import Mask
from optim_viz.runs.batch import Batch
from optim_viz.runs.costs import Budget, Cost
from optim_viz.runs.noise import scrambled_once
from optim_viz.runs.oracle import Counts
from optim_viz.runs.rate_tables import RateTables
from optim_viz.runs.recorders import Recorder, tail_of
from optim_viz.runs.several import Parts
from optim_viz.runs.status import FinalStates
from optim_viz.runs.workers import Workers
from optim_viz.tracing.assembly import LANES
from optim_viz.tracing.descent import Descent, LogPlace, Outputs
from optim_viz.tracing.graph import Input
from optim_viz.tracing.places import GROUP
from optim_viz.tracing.recording import NOISE_SIZE, Asked
from optim_viz.tracing.vectors import NotCompiled as NotCompiled
from surfaces import Array

_RUN_STEPS_IN_A_BLOCK = 2**23
"""Steps of all runs of a block: some 30 ms, for which an interrupt has to wait."""

_RUNS_IN_A_BLOCK = 2**14
"""Runs of a block: what comes of them stays in the cache until it is written down."""

_RUN_STEPS_OF_A_SHARED_BLOCK = 2**19
"""Steps of all runs of a block from which on what is done in Python for it takes little."""

_RUN_STEPS_OF_A_THREAD = 2**18
"""Fewest steps of all runs that are worth a thread: a millisecond."""


class Limits(NamedTuple):
    """Where the loop ends."""

    last: int
    """The last step that is looked at, ..."""
    rest_counts: bool
    """... whether a run may come to rest there, ..."""
    taken: int
    """... and the steps that a run has taken or paid by then."""


def descend(
    loop: Descent,
    batch: Batch,
    recorder: Recorder,
    part: slice,
    workers: Workers,
    budget: Budget | None,
) -> FinalStates:
    """Run a part of a batch by a compiled loop, and return how its runs ended, ``(n,)``.

    The parameters are those of `optim_viz.runs.loop.descend`; workers are threads.

    Raises
    ------
    NotCompiled
        Before anything has been run: a knob is not what it seemed to be.
    """
    parts = Parts.of(recorder)
    assert parts is not None
    size = part.stop - part.start
    ends = FinalStates.empty(batch.surface.dim, size, Workers())
    whole = _Whole.of(loop, batch, part, parts, ends, budget)
    worth = size * batch.steps // _RUN_STEPS_OF_A_THREAD
    threads = max(1, min(workers.most, size // GROUP, worth))
    _share_out(whole.run, list(_blocks(size, batch.steps, threads)), threads)
    return ends


def _share_out(run: Callable[[slice], None], blocks: list[slice], threads: int) -> None:
    """Run blocks in this thread and in others beside it: machine code holds no lock."""
    left, failures = iter(blocks), []

    def work() -> None:
        try:
            for block in left:
                run(block)
        finally:  # where a block has failed, or was interrupted, no other is begun
            for _ in left:
                pass

    def work_beside() -> None:
        try:
            work()
        except BaseException as failure:
            failures.append(failure)

    others = [Thread(target=work_beside) for _ in range(threads - 1)]
    for one in others:
        one.start()
    try:
        work()
    finally:
        for one in others:
            one.join()
    if failures:
        raise failures[0]


def _blocks(size: int, steps: int, workers: int) -> Iterator[slice]:
    most = max(1, min(_RUNS_IN_A_BLOCK, _RUN_STEPS_IN_A_BLOCK // steps) // GROUP) * GROUP
    groups = -(-size // GROUP)
    if workers > 1:
        share = max(-(-groups // (4 * workers)), _RUN_STEPS_OF_A_SHARED_BLOCK // steps // GROUP)
        most = min(most, share * GROUP, -(-groups // workers) * GROUP)
    for first in range(0, size, most):
        yield slice(first, min(first + most, size))


def _knobs(batch: Batch) -> dict[str, Any]:
    """Return the knobs, and the size of the noise."""
    return {**batch.knobs, NOISE_SIZE.name: batch.noise.size}


def _given(loop: Descent, batch: Batch) -> dict[Input, Any]:
    """Return knobs and counters as they are before the first step, but those of single runs."""
    everything = {**_knobs(batch), **batch.optimizer.method.state}
    return {
        Input(name, (), False): value
        for name, value in everything.items()
        if not isinstance(value, np.ndarray) and name not in loop.watch.changing
    }


def _count(asked: tuple[Asked, Asked], steps: Counts, counts: Iterable[Counts]) -> None:
    """Write down the numbers ``(n,)`` of values, gradients and Hessians after these steps."""
    for first, every, count in zip(*asked, counts, strict=False):
        np.multiply(steps, every, out=count)
        if first != every:
            count[steps > 0] += first - every


def _limits(loop: Descent, batch: Batch, budget: Budget | None) -> Limits:
    """Return where the loop ends: all runs cost the same."""
    if budget is not None:
        cost = _cost_of_steps(budget.cost, loop, batch)
        spent = np.flatnonzero(cost[1:] >= budget.most)
        if len(spent):
            end = int(spent[0]) + 1
            affordable = cost[end] <= budget.most
            return Limits(end, False, end) if affordable else Limits(end - 1, True, end)
    return Limits(batch.steps, True, batch.steps)


def _cost_of_steps(cost: Cost, loop: Descent, batch: Batch) -> Array:
    """Return what a run has cost after each number of steps, ``(steps + 1,)``."""
    steps = np.arange(batch.steps + 1)
    evaluations = np.empty((3, len(steps)), dtype=np.int64)
    _count(loop.recording.asked, steps, evaluations)
    return cost.of(steps, evaluations, batch.surface.dim)


class _Whole(NamedTuple):
    """What the blocks of a part share."""

    loop: Descent
    prepared: Callable[..., None]
    batch: Batch
    part: slice
    parts: Parts
    limits: Limits
    columns: Sequence[npt.NDArray[Any]]
    """What differs between runs: see `optim_viz.tracing.descent`."""
    cost: Array | None
    """What a run has cost after each number of steps, where hits are told by cost."""
    ends: FinalStates
    alive: tuple[Any, ...]
    """What machine code reads, which is to stay where it is."""

    @classmethod
    def of(
        cls,
        loop: Descent,
        batch: Batch,
        part: slice,
        parts: Parts,
        ends: FinalStates,
        budget: Budget | None,
    ) -> _Whole:
        """Return it, before anything is run."""
        limits, summary, log = _limits(loop, batch, budget), parts.summary, parts.log
        table = loop.table(batch.steps, _given(loop, batch))
        changing = loop.watch.changing
        rates = RateTables.of(batch, changing) if changing else None
        outputs = Outputs(ends.point, ends.value, ends.taken, ends.unrefined)
        ladder = np.array([-np.inf])
        if summary is not None:
            ladder = summary.ladder
            outputs = outputs._replace(
                best=summary.best, stayed=summary.stayed, met=summary.met, order=summary.order
            )
        if parts.notes is not None:
            outputs = outputs._replace(notes=parts.notes.kept)
        logged = None if log is None else LogPlace(log.rows, log.values, log.points)
        tables = None if rates is None else rates.rates
        prepared = loop.prepared(table, ladder, limits, outputs, logged, tables)
        knobs = _knobs(batch)
        columns = [*batch.start, *(knobs[name] for name in loop.knobs)]
        columns += [] if rates is None else [rates.which]
        asked = summary.cost if summary else None
        cost = None if asked is None else _cost_of_steps(asked, loop, batch)
        alive = table, ladder, outputs, logged, tables
        return cls(loop, prepared, batch, part, parts, limits, columns, cost, ends, alive)

    @property
    def has_targets(self) -> bool:
        """Whether steps at targets are told."""
        return self.parts.summary is not None and len(self.parts.summary.targets) > 0

    @property
    def may_rest(self) -> bool:
        """Whether a run may end as it was some steps ago."""
        return self.loop.watch.tolerance is not None and self.loop.watch.patience > 0

    def run(self, block: slice) -> None:
        """Run a block, and complete what is told of its ends."""
        runs, tail, ends = block.stop - block.start, self.loop.watch.tail, self.ends
        inputs = self._inputs(slice(self.part.start + block.start, self.part.start + block.stop))
        stayed = None
        if tail:
            closed, latest = np.empty(runs, dtype=np.int64), np.empty((tail, runs))
            self.prepared(inputs, block, closed, latest)
            stayed = self._stayed(block, closed, latest)
        else:
            self.prepared(inputs, block)
        counts = (count[block] for count in ends.evaluations)
        _count(self.loop.recording.asked, ends.taken[block], counts)
        if self.has_targets and (tail or self.cost is not None or self.may_rest):
            self._note_hits(block, stayed)
        with np.errstate(all="ignore"):
            ends.mark_failures(self.batch.surface, block, inputs[: len(ends.point), :runs])

    def _inputs(self, own: slice) -> Array:
        """Return what differs between some runs of the batch."""
        runs, noisy = own.stop - own.start, self.loop.watch.noisy
        inputs = np.zeros((len(self.columns) + noisy, runs + LANES))
        for k, column in enumerate(self.columns):
            inputs[k, :runs] = _share(column, own)
        if noisy:
            inputs[-1, :runs] = scrambled_once(_share(self.batch.seeds, own)).view(float)
        return inputs

    def _stayed(self, block: slice, closed: Counts, latest: Array) -> Mask:
        """Return at which targets the runs of a block have stayed, ``(targets, n)``."""
        summary = self.parts.summary
        assert summary is not None
        assert summary.tail is not None
        if self.limits.last < self.limits.taken:  # a step was too dear, and counts twice
            late = closed == self.limits.taken
            latest[1:, late] = latest[:-1, late]
        return tail_of(summary.tail, summary.targets, latest, summary.met[:, block], closed)

    def _note_hits(self, block: slice, stayed: Mask | None) -> None:
        """Write down what runs had cost at their targets.

        What comes after their end is none, and neither is what a run has not ``stayed`` at.
        """
        summary = self.parts.summary
        assert summary is not None
        met, taken = summary.met[:, block], self.ends.taken[block]
        spent: npt.NDArray[Any] = met
        end: npt.NDArray[Any] = taken
        if self.cost is not None:
            spent, end = self.cost[met], self.cost[taken]
        missed = (met < 0) | (spent > end)
        if stayed is not None:
            missed |= ~stayed
        summary.hits[:, block] = np.where(missed, -1, spent)


def _share(item: npt.NDArray[Any], own: slice) -> npt.NDArray[Any]:
    """Return the entries of a block from an array in the shape of the batch."""
    return item.reshape(-1)[own] if item.flags.c_contiguous else item.flat[own]
