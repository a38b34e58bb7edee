"""The only loop over time: a batch of runs goes down a surface until each has ended.

How to read it: for each block of runs, `_descend` is ::

    for t in range(steps):
        end the runs whose gradient stays short (converged) or whose method has stopped by itself
        x, *state = step(oracle, x, *state, **knobs at t)       # x is (d, n), a column for each run
        project x onto the domain, where that is asked for
        (once all are at rest, and a step changes neither x nor state, the others are not computed)
        show x to the recorder: `History` keeps it, `Summary` updates the best value
        end the runs whose x or value is no finite number (diverged)
    end the others: converged if the gradient is short, else their budget is spent

`_ActiveRuns` holds what changes (iterates, state, knobs, oracle); `_Register` notes ends and
removes ended runs from it; `FinalStates` takes the results of all blocks. What "stays short" means
is said in `optim_viz.runs.arrival`: a run that has arrived ends as it was when it came to rest.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from ctypes import CDLL
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from optim_viz.linalg import at_least_two
from optim_viz.optimizers.step_functions import next_state
from optim_viz.runs.arrival import PATIENCE, Mask, Rests, stands_still
from optim_viz.runs.batch import Batch, for_each_array
from optim_viz.runs.costs import Budget
from optim_viz.runs.engine import Compile, what_pays
from optim_viz.runs.oracle import Counts, Oracle
from optim_viz.runs.recorders import BlockRecorder, Numbers, Recorder
from optim_viz.runs.status import (
    CODE,
    FinalStates,
    Status,
    StatusCodes,
    bottomless,
    height_of_start,
)
from optim_viz.runs.workers import Workers
from optim_viz.schedules import Schedule
from surfaces import Array

TOLERANCE = 1e-8
"""A run has converged when the norm of its gradient is at most this, and stays so."""

_MALLOC_OPTIONS = {-3: 2**25, -1: 2**27}
"""M_MMAP_THRESHOLD and M_TRIM_THRESHOLD of GNU's malloc, in bytes: see `_keep_memory`."""

_ENDED_SHARE = 0.25
"""Runs that have ended are removed from their block once they are this share of it, ..."""

_STEPS_BEFORE_REMOVAL = 16
"""... or this many steps after the first of them ended: a removal takes about as long as a step."""


def workers_for(batch: Batch, runs: int, most: int | None = None) -> Workers:
    """Return the workers for a number of runs of a batch: as many as pay, at most ``most``.

    Raises
    ------
    InputError
        ``most`` is not a whole number of at least 1.
    """
    method, surface = batch.optimizer.method, batch.surface
    ours = method.is_ours and not method.library and surface.is_ours
    workers = Workers.of(most, runs * surface.dim, batch.steps, is_ours=ours)
    return Workers() if method.apart else workers


def descend(
    batch: Batch,
    tolerance: float | None,
    recorder: Recorder,
    part: slice,
    workers: Workers,
    patience: int = PATIENCE,
    budget: Budget | None = None,
    engine: str | None = None,
) -> FinalStates:
    """Run a part of the batch, block by block, and return how its runs ended, ``(n,)``.

    A block is as many runs as fit the cache. Blocks do not depend on each other, so that neither
    their size nor the worker that runs them changes a bit of the result.

    Parameters
    ----------
    batch : Batch
        All runs; ``part`` indexes them in the order of the last axis.
    tolerance : float, optional
        A run has converged when the norm of its gradient is at most this, and stays so. None: no
        run ends before its budget, and no gradient is computed to find out.
    recorder : Recorder
        Is shown every iterate.
    part : slice
        The runs to be worked on.
    workers : Workers
        As returned by `workers_for`.
    patience : int
        Steps for which the gradient must stay short; a method that stands still needs none.
    budget : Budget, optional
        Ends a run before its steps are up.
    engine : str, optional
        ``numpy`` or ``compiled``, as in `optim_viz.runs.engine`.

    Raises
    ------
    InputError
        An unknown engine, or one that is not installed.
    """
    patience = 0 if stands_still(batch.optimizer.method) else patience
    size, dim = part.stop - part.start, batch.surface.dim
    _keep_memory()
    pays = what_pays(engine, size, batch.steps, noisy=batch.noisy)
    if pays != Compile.NEVER:
        from optim_viz.runs import compilable, compiled

        kind = compilable.kind_of(batch, tolerance, patience, recorder, budget)
        if not isinstance(kind, str) and (pays != Compile.IF_KEPT or compilable.is_kept(kind)):
            expected = math.inf if pays == Compile.FULLY else size * batch.steps
            loop = compilable.compiled_loop_for(kind, expected)
            with suppress(compiled.NotCompiled):
                if not isinstance(loop, str):
                    recorder.open(Workers())  # machine code runs in threads
                    return compiled.descend(loop, batch, recorder, part, workers, budget)
    recorder.open(workers)
    ends = FinalStates.empty(dim, size, workers)

    def work(block: slice) -> None:
        with np.errstate(all="ignore"):  # a diverging run is a result, not an error
            rest = tolerance, patience
            start = _descend(batch, block, part.start, rest, recorder, ends, budget)
            ends.mark_failures(batch.surface, block, start)

    workers.each(work, size, dim)
    recorder.close(workers)
    return ends.private(workers)


@cache
def _keep_memory() -> None:
    """Make the C library keep freed memory, to be used again at the next step.

    By default (and more so with the settings of Dask's workers) it returns arrays of this size to
    the system each time, which costs more than the arithmetic: up to a factor of three.
    """
    with suppress(AttributeError, OSError, TypeError):  # another C library
        for option, size in _MALLOC_OPTIONS.items():
            CDLL(None).mallopt(option, size)


def _descend(
    batch: Batch,
    block: slice,
    first: int,
    rest: tuple[float | None, int],
    recorder: Recorder,
    ends: FinalStates,
    budget: Budget | None,
) -> Array:
    """Run one block of a part that begins at run ``first`` until every run in it has ended.

    Returns
    -------
    array ``(d, n)``
        The starts.
    """
    live = _ActiveRuns(batch, block, first)
    start = live.x[:, : block.stop - block.start]
    recording = recorder.of(live.runs, live.oracle)
    tolerance, patience = rest
    register = _Register(live, recording, ends, patience)
    method, surface, peek = batch.optimizer.method, batch.surface, live.oracle.peek
    project = surface.project if surface.projected else None
    recording.see(0, live.x, peek, recording.asks_inside and surface.all_inside(live.x))
    height = height_of_start(surface) if bottomless(surface) else None
    settled = False  # whether every step from here on is the same, and need not be computed again
    for t in range(batch.steps):
        if tolerance is not None and register.rest(live.oracle.resting(live.x, tolerance), t):
            return start
        if method.stopped and register.end(method.stopped(live.x, *live.state), t, Status.STOPPED):
            return start
        before = live.x
        fell = None if height is None else peek(live.x) < height
        if not settled:
            state = live.x, *live.state
            knobs = _at(live.knobs, t) if live.scheduled else live.knobs
            live.x, *live.state = next_state(method.step(live.oracle, *state, **knobs))
            if project is not None:
                live.x = project(live.x)
            if live.repeats and register.all_rest():
                settled = _has_same_bits((live.x, *live.state), state)
        if budget is not None and (spent := live.spent(budget, t + 1)).max() > budget.most:
            live.x = np.where(spent > budget.most, before, live.x)
        all_inside = recording.asks_inside and surface.all_inside(live.x)
        recording.see(t + 1, live.x, peek, all_inside)
        undefined = live.oracle.undefined(live.x)
        finite = all_inside or math.isfinite(np.add.reduce(live.x, axis=None))
        if undefined is not None or not finite:
            lost = np.asarray(~np.isfinite(live.x).all(axis=0))
            if undefined is not None:
                lost |= undefined
            if register.end(lost, t + 1, Status.DIVERGED, fell):
                return start
        if budget is not None and register.end(live.exhausted(budget, t + 1), t + 1, Status.BUDGET):
            return start
    at_rest = None if tolerance is None else live.oracle.resting(live.x, tolerance)
    if not register.rest(at_rest, batch.steps):
        register.end(np.full(live.x.shape[1], True), batch.steps, Status.BUDGET)
    return start


class _ActiveRuns:
    """The runs of a block that have not ended, in most cases never fewer than two.

    A single run is doubled: NumPy sums a single column in another order than a column among
    others, and a run must give the same numbers however many run beside it. Only opaque
    optimizers, which keep a state for each run, run single; and so do runs on the loss of a model,
    whose products are those of each run by itself, and where a twin would cost as much again.
    """

    def __init__(self, batch: Batch, block: slice, first: int) -> None:
        self.apart = batch.optimizer.method.apart
        self._single = self.apart or batch.surface.has_data
        self.runs = self._with_twin(np.arange(block.start, block.stop))

        def own(item: Any) -> Any:
            """Return the runs of this block from an array in the shape of the batch."""
            if not isinstance(item, np.ndarray):
                return item
            line = item.flat[first + block.start : first + block.stop]
            return line.repeat(len(self.runs) // len(line))

        self.x = self._start(batch.start, own, slice(first + block.start, first + block.stop))
        self.state: list[Any] = list(batch.optimizer.method.state.values())
        self.knobs = {name: for_each_array(own, knob) for name, knob in batch.knobs.items()}
        self.scheduled = any(map(callable, self.knobs.values()))
        self.repeats = not (self.apart or batch.noisy or self.scheduled)
        """Whether from the same iterate and state a step is the same, at any time."""
        size = batch.noise.size
        noise = replace(batch.noise, size=own(size)) if np.ndim(size) else batch.noise
        self.oracle = Oracle(batch.surface, noise, own(batch.seeds))

    def _start(self, start: Array, own: Callable[[Any], Any], part: slice) -> Array:
        """Return the starts of this block ``(d, n)``, which is this part of the batch."""
        if start.ndim == 2:
            return start[:, part].repeat(len(self.runs) // (part.stop - part.start), axis=1)
        return np.array([own(axis) for axis in start])

    def exhausted(self, budget: Budget, steps: int) -> Mask:
        """Return a mask of the runs with nothing left, ``(n,)``."""
        return self.spent(budget, steps) >= budget.most

    def spent(self, budget: Budget, steps: int) -> Array:
        """Return the cost of each run after a number of steps, ``(n,)``."""
        return np.broadcast_to(self.oracle.cost(budget.cost, steps), self.x.shape[1])

    def _with_twin(self, runs: Numbers) -> Numbers:
        return runs if self._single else at_least_two(runs)

    def keep(self, positions: Numbers) -> Numbers:
        """Go on with the runs at these positions only; return them, a single one doubled."""
        positions = self._with_twin(positions)
        left = self.x.take(positions, axis=-1)
        self.oracle.keep(positions, self.x, left)
        self.runs, self.x = self.runs[positions], left
        self.state = [_share_of(positions, item) for item in self.state]
        self.knobs = {name: _share_of(positions, knob) for name, knob in self.knobs.items()}
        return positions


class _Register:
    """Notes how each run of a block ends, and removes ended runs from time to time."""

    def __init__(
        self, live: _ActiveRuns, recording: BlockRecorder, ends: FinalStates, patience: int
    ) -> None:
        self._live, self._watch, self._ends = live, recording, ends
        self._over = np.full(len(live.runs), False)
        self._since = -1
        self._rests = Rests(len(live.x), len(live.runs), patience) if patience else None

    def rest(self, resting: Mask | None, step: int) -> bool:
        """Note whose gradient is short at this step ``(n,)``; return whether no run is left."""
        if self._rests is None:
            return resting is not None and self.end(resting, step, Status.CONVERGED)
        new = self._rests.see(resting, step)
        if len(new):
            live = self._live
            value = live.oracle.peek(live.x)
            self._rests.note(new, live.x, value, live.oracle.evaluations)
            self._watch.rest(new)
        arrived = self._rests.over(step)
        return arrived is not None and self.end(arrived, step, Status.CONVERGED)

    def all_rest(self) -> bool:
        """Return whether all runs that go on are at rest, which not one knows without patience."""
        return self._rests is not None and self._rests.all_rest(self._over)

    def end(self, ended: Mask, step: int, status: Status, fell: Mask | None = None) -> bool:
        """Note which runs have ended at this step ``(n,)``; return whether none is left.

        Those that ``fell`` have left the domain, whatever the status.

        A run at rest has converged when it came to rest, unless it flies on to where the function
        has no value.
        """
        (positions,) = (ended & ~self._over).nonzero()
        if len(positions):
            moving = positions
            if self._rests is not None:
                at_rest = self._rests.at_rest(positions)
                if status == Status.DIVERGED:  # by 0 / 0, where nothing is left to be divided
                    at_rest &= ~np.isfinite(self._live.x[:, positions]).all(axis=0)
                if at_rest.any():
                    self._note_rest(self._rests, positions[at_rest])
                    moving = positions[~at_rest]
            if len(moving):
                codes: Any = CODE[status]
                if fell is not None:
                    codes = np.where(fell[moving], CODE[Status.LEFT], codes)
                self._note(moving, step, codes)
            self._over[positions] = True
            self._since = step if self._since < 0 else self._since
        (rest,) = (~self._over).nonzero()
        if len(rest) in (0, len(ended)):
            return not len(rest)
        late = self._live.apart or step - self._since >= _STEPS_BEFORE_REMOVAL
        if late or len(rest) <= (1 - _ENDED_SHARE) * len(ended):
            rest = self._live.keep(rest)
            self._watch.keep(rest)
            if self._rests is not None:
                self._rests.keep(rest)
            self._over, self._since = np.full(len(rest), False), -1
        return False

    def _note(self, positions: Numbers, step: int, codes: StatusCodes | int) -> None:
        """Write down the ends of runs as they are at this step."""
        live = self._live
        self._watch.end(positions)
        point, value = live.x.take(positions, axis=-1), live.oracle.peek(live.x)[positions]
        counts = live.oracle.evaluations[:, positions]  # np.take would copy all of them first
        self._write(positions, step, point, value, counts, codes)

    def _note_rest(self, rests: Rests, positions: Numbers) -> None:
        """Write down the ends of runs as they were when they came to rest."""
        since, point, value, counts = rests.of(positions)
        self._watch.end_at_rest(positions, since, counts)
        self._write(positions, since, point, value, counts, CODE[Status.CONVERGED])

    def _write(
        self,
        positions: Numbers,
        step: int | Numbers,
        point: Array,
        value: Array,
        counts: Counts,
        codes: StatusCodes | int,
    ) -> None:
        ends, runs = self._ends, self._live.runs[positions]
        where: Any = runs
        if len(runs) == runs[-1] - runs[0] + 1:  # a slice is several times faster than a list
            where = slice(runs[0], runs[-1] + 1)
        ends.point[:, where], ends.value[where] = point, value
        ends.taken[where], ends.unrefined[where] = step, codes
        for total, count in zip(ends.evaluations, counts, strict=True):
            total[where] = count


def before(batch: Batch, step: int) -> tuple[Oracle, list[Any], Mapping[str, Any]]:
    """Return the oracle, the state and the knobs of the first run just before a step.

    Parameters
    ----------
    batch : Batch
        Only its first run is worked on.
    step : int
        Counted from 1: at 1 the state is the start.

    Returns
    -------
    oracle, state, knobs
        The state is the iterate ``(d, n)`` and what the method carries beside it; n is 2 (a single
        run is doubled), or 1 for opaque optimizers.
    """
    live = _ActiveRuns(batch, slice(0, 1), 0)
    state = [live.x, *live.state]
    with np.errstate(all="ignore"):
        for t in range(step - 1):
            state = list(
                next_state(batch.optimizer.method.step(live.oracle, *state, **_at(live.knobs, t)))
            )
    return live.oracle, state, _at(live.knobs, step - 1)


def _at(knobs: Mapping[str, Any], t: int) -> Mapping[str, Any]:
    """Return the knobs at step ``t``, counted from 0: schedules are replaced by their numbers."""
    return {name: knob(t) if callable(knob) else knob for name, knob in knobs.items()}


def _has_same_bits(state: Any, other: Any) -> bool:
    """Return whether two states are the same, NaN included; what is no number never is."""
    if isinstance(state, tuple) and isinstance(other, tuple) and len(state) == len(other):
        return all(map(_has_same_bits, state, other))
    if not isinstance(other, type(state)):
        return False
    if isinstance(state, np.ndarray):
        same = state.shape == other.shape and state.dtype == other.dtype != object
        return same and state.tobytes() == other.tobytes()
    return isinstance(state, int | float) and repr(state) == repr(other)


def _share_of(runs: npt.NDArray[np.int64], item: Any) -> Any:
    """Return the entries of a state or knob that belong to these runs (the last axis)."""
    if isinstance(item, tuple):
        return tuple(_share_of(runs, part) for part in item)
    if isinstance(item, Schedule):
        return item.each(lambda rates: _share_of(runs, rates))
    shared = not isinstance(item, np.ndarray) or item.shape[-1:] in {(), (1,)}
    return item if shared else np.take(item, runs, axis=-1)
