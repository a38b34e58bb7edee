"""The loop over time as machine code: the same results as `optim_viz.runs.loop`, sooner.

How to read it: `descend` cuts the runs into blocks, has each of them run by machine code, and
writes what came of it where the loop in NumPy would.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from optim_viz.runs.arrival import Mask
from optim_viz.runs.batch import Batch
from optim_viz.runs.costs import Budget
from optim_viz.runs.noise import scrambled_once
from optim_viz.runs.oracle import Counts
from optim_viz.runs.rate_tables import RateTables
from optim_viz.runs.recorders import Log, Recorder, Summary, tail_of
from optim_viz.runs.several import Parts
from optim_viz.runs.status import CODE, FinalStates, Status
from optim_viz.runs.workers import Workers
from optim_viz.tracing.assembly import LANES
from optim_viz.tracing.descent import Descent, LogPlace
from optim_viz.tracing.graph import Input
from optim_viz.tracing.places import GROUP
from optim_viz.tracing.record import NOISE_SIZE
from optim_viz.tracing.vectors import NotCompiled as NotCompiled
from surfaces import Array

_RUN_STEPS_IN_A_BLOCK = 2**23
"""Steps of all runs of a block: some 30 ms, for which an interrupt has to wait."""

_RUNS_IN_A_BLOCK = 2**14
"""Runs of a block: what comes of them stays in the cache until it is written down."""

_RUN_STEPS_OF_A_THREAD = 2**18
"""Fewest steps of all runs that are worth a thread: a millisecond."""

_STATUS = {0: Status.CONVERGED, 1: Status.BUDGET, 2: Status.LEFT, 3: Status.DIVERGED}
_CODES = np.array([CODE[status] for status in _STATUS.values()], dtype=np.int8)


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
    size, dim = part.stop - part.start, batch.surface.dim
    parts = Parts.of(recorder)
    assert parts is not None
    ends = FinalStates.empty(dim, size, workers)
    evaluations = _evaluations(loop, batch.steps)
    limits = _limits(evaluations, batch, budget)
    table = loop.table(batch.steps, _given(loop, batch))[: limits.last + 1]
    changing = loop.watch.changing
    rates = RateTables.of(batch, changing) if changing else None

    def work(block: slice) -> None:
        start = _run(loop, batch, part, block, table, rates, limits, parts, ends, evaluations)
        with np.errstate(all="ignore"):
            ends.mark_failures(batch.surface, block, start)

    worth = size * batch.steps // _RUN_STEPS_OF_A_THREAD
    threads = max(1, min(workers.most, size // GROUP, worth))
    blocks = list(_blocks(size, batch.steps, threads))
    if threads == 1:
        for block in blocks:
            work(block)
    else:
        with ThreadPoolExecutor(threads) as pool:  # machine code holds no lock
            for done in pool.map(work, blocks):
                assert done is None  # raises here what was raised there
    return ends.private(workers)


def _blocks(size: int, steps: int, workers: int) -> Iterator[slice]:
    most = max(1, min(_RUNS_IN_A_BLOCK, _RUN_STEPS_IN_A_BLOCK // steps) // GROUP) * GROUP
    groups = -(-size // GROUP)
    length = min(most, -(-groups // (4 * workers)) * GROUP) if workers > 1 else most
    for first in range(0, size, length):
        yield slice(first, min(first + length, size))


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


def _evaluations(loop: Descent, steps: int) -> Counts:
    """Return the numbers of values, gradients and Hessians after each step, ``(3, steps + 1)``."""
    first, every = (np.array(asked[:3])[:, np.newaxis] for asked in loop.recording.asked)
    after = np.arange(steps + 1)
    return np.where(after > 0, first + (after - 1) * every, 0)


def _limits(evaluations: Counts, batch: Batch, budget: Budget | None) -> Limits:
    """Return where the loop ends: all runs cost the same."""
    if budget is not None:
        cost = budget.cost.of(np.arange(batch.steps + 1), evaluations, batch.surface.dim)
        spent = np.flatnonzero(cost[1:] >= budget.most)
        if len(spent):
            end = int(spent[0]) + 1
            affordable = cost[end] <= budget.most
            return Limits(end, False, end) if affordable else Limits(end - 1, True, end)
    return Limits(batch.steps, True, batch.steps)


def _run(
    loop: Descent,
    batch: Batch,
    part: slice,
    block: slice,
    table: Array,
    rates: RateTables | None,
    limits: Limits,
    parts: Parts,
    ends: FinalStates,
    evaluations: Counts,
) -> Array:
    """Run a block, write down its ends, and return the starts ``(d, n)``."""
    runs, dim = block.stop - block.start, batch.surface.dim
    own = slice(part.start + block.start, part.start + block.stop)
    knobs = _knobs(batch)
    columns = [*batch.start, *(knobs[name] for name in loop.knobs)]
    columns += [] if rates is None else [rates.which]
    inputs = np.zeros((len(columns) + loop.watch.noisy, runs + LANES))
    for row, column in zip(inputs, columns, strict=False):
        row[:runs] = _share(column, own)
    if loop.watch.noisy:
        inputs[-1, :runs] = scrambled_once(_share(batch.seeds, own)).view(float)
    summary = parts.summary
    ladder = np.array([-np.inf]) if summary is None else summary.ladder
    results = np.empty((len(loop.rows), runs))
    hits = np.full((len(ladder) - 1, runs), -1.0)
    log, tables = _place(parts.log, block), None if rates is None else rates.rates
    loop.run(inputs, table, ladder, results, hits, limits, log, tables)
    taken = results[loop.rows.row("taken")].astype(np.int64)
    ends.point[:, block], ends.value[block] = results[:dim], results[loop.rows.row("value")]
    ends.taken[block] = taken
    ends.unrefined[block] = _CODES[results[loop.rows.row("code")].astype(np.int64)]
    for total, count in zip(ends.evaluations, evaluations, strict=True):
        np.take(count, taken, out=total[block], mode="clip")  # checks less, and is faster
    if parts.notes is not None:
        parts.notes.kept[:, block] = results[loop.rows.notes]
    if summary is not None:
        summary.best[block] = results[loop.rows.row("best")] + 0.0
        summary.stayed[block] = results[loop.rows.row("stayed")] != 0
        met, stayed = hits.astype(np.int64), None
        if summary.tail is not None:
            closed = results[loop.rows.row("closed")].astype(np.int64)
            latest = results[loop.rows.latest]
            if limits.last < limits.taken:  # a step was too dear, and the last value counts twice
                late = closed == limits.taken
                latest[1:, late] = latest[:-1, late]
            stayed = tail_of(summary.tail, summary.ladder[:-1], latest, met, closed)
        _note_hits(summary, block, met, taken, evaluations, stayed)
    return inputs[:dim, :runs]


def _place(log: Log | None, block: slice) -> LogPlace | None:
    """Return where the values of a block are logged."""
    if log is None:
        return None
    points = None if log.points is None else log.points[..., block]
    return LogPlace(log.rows, log.values[:, block], points)


def _share(item: npt.NDArray[Any], own: slice) -> npt.NDArray[Any]:
    """Return the entries of a block from an array in the shape of the batch."""
    return item.reshape(-1)[own] if item.flags.c_contiguous else item.flat[own]


def _note_hits(
    summary: Summary,
    block: slice,
    met: Counts,
    taken: Counts,
    evaluations: Counts,
    stayed: Mask | None,
) -> None:
    """Write down what runs had cost at their targets.

    What comes after their end is none, and neither is what a run has not ``stayed`` at.
    """
    if not len(met):
        return
    spent: npt.NDArray[Any] = met
    end: npt.NDArray[Any] = taken
    if summary.cost is not None:
        steps = np.arange(evaluations.shape[1])
        cost = summary.cost.of(steps, evaluations, summary.surface.dim)
        spent, end = cost[met], cost[taken]
    missed = (met < 0) | (spent > end)
    if stayed is not None:
        missed |= ~stayed
    summary.met[summary.order, block] = met
    summary.hits[summary.order, block] = np.where(missed, -1, spent)
