"""The only loop over time: a batch of runs goes down a surface until each has ended."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from ctypes import CDLL
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from optim_viz.linalg import at_least_two
from optim_viz.optimizers.base import next_state
from optim_viz.runs.batch import Batch
from optim_viz.runs.oracle import Oracle
from optim_viz.runs.recorders import BlockRecorder, Numbers, Recorder
from optim_viz.runs.status import CODE, FinalStates, Status
from optim_viz.runs.workers import Workers

TOLERANCE = 1e-8
"""A run has converged when the norm of its gradient is at most this."""

_KEPT = {-3: 2**25, -1: 2**27}
"""M_MMAP_THRESHOLD and M_TRIM_THRESHOLD of GNU's malloc, in bytes: see `_keep_memory`."""

_SHARE = 4
"""Runs that have ended are carried along until they are one in so many of their block, ..."""

_PATIENCE = 16
"""... or for so many steps: taking them out costs about as much as a step of all others."""

Mask = npt.NDArray[np.bool_]


def workers_for(batch: Batch, runs: int, most: int | None = None) -> Workers:
    """Return who works on so many runs of a batch: as many as pay, at most so many."""
    method, surface = batch.optimizer.method, batch.surface
    ours = method.is_ours and not method.library and surface.is_ours
    workers = Workers.of(most, runs * surface.dim, batch.steps, is_ours=ours)
    return Workers() if method.apart else workers


def descend(
    batch: Batch, tolerance: float, recorder: Recorder, part: slice, workers: Workers
) -> FinalStates:
    """Run a part of the batch, block by block, and return its ends in one line.

    A block is as many runs as fit the cache. Blocks know nothing of each other, so that
    neither their size nor who works on them changes a bit.
    """
    _keep_memory()
    size, dim = part.stop - part.start, batch.surface.dim
    ends = FinalStates.blank(dim, size, workers)

    def work(block: slice) -> None:
        with np.errstate(all="ignore"):  # a diverging run is data
            _descend(batch, block, part.start, tolerance, recorder, ends)
            ends.judge(batch.surface, block)

    workers.each(work, size, dim)
    return ends.owned(workers)


@cache
def _keep_memory() -> None:
    """Let the C library keep what is freed, to be used again at the next step.

    By itself (and the more so as Dask's workers set it) it gives arrays of this size back to the
    system each time, which then costs more than the arithmetic: up to a factor of three.
    """
    with suppress(AttributeError, OSError, TypeError):  # another C library
        for option, size in _KEPT.items():
            CDLL(None).mallopt(option, size)


def _descend(
    batch: Batch, block: slice, first: int, tolerance: float, recorder: Recorder, ends: FinalStates
) -> None:
    live = _Live(batch, block, first)
    recording = recorder.of(live.runs)
    register = _Register(live, recording, ends)
    method, surface, peek = batch.optimizer.method, batch.surface, live.oracle.peek
    recording.see(0, live.x, peek, surface.all_inside(live.x))
    for t in range(batch.steps):
        resting = live.oracle.resting(live.x, tolerance)
        if resting is not None and register.end(resting, t, Status.CONVERGED):
            return
        if method.stopped and register.end(method.stopped(live.x, *live.state), t, Status.STOPPED):
            return
        live.x, *live.state = next_state(
            method.step(live.oracle, live.x, *live.state, **_at(live.knobs, t))
        )
        all_inside = surface.all_inside(live.x)
        recording.see(t + 1, live.x, peek, all_inside)
        undefined = live.oracle.undefined(live.x)
        if undefined is not None or not (all_inside or np.isfinite(live.x.sum())):
            lost = ~np.isfinite(live.x).all(axis=0)
            if undefined is not None:
                lost |= undefined
            if register.end(lost, t + 1, Status.DIVERGED):
                return
    resting = live.oracle.resting(live.x, tolerance)
    if resting is None or not register.end(resting, batch.steps, Status.CONVERGED):
        register.end(np.full(live.x.shape[1], True), batch.steps, Status.BUDGET)


class _Live:
    """The runs of a block that are worked on, never fewer than two.

    A run alone takes a twin along: NumPy adds up a single column in another order than a column
    among others, and a run must give the same numbers in any company. Only opaque optimizers,
    which keep a state for each run, go without.
    """

    def __init__(self, batch: Batch, block: slice, first: int) -> None:
        self.apart = batch.optimizer.method.apart
        self.runs = self._company(np.arange(block.start, block.stop))

        def own(item: Any) -> Any:
            """Return these runs of something that is laid out in the shape of the batch."""
            if not isinstance(item, np.ndarray):
                return item
            line = item.flat[first + block.start : first + block.stop]
            return line.repeat(len(self.runs) // len(line))

        self.x = np.array([own(axis) for axis in batch.start])
        self.state: list[Any] = list(batch.optimizer.method.state.values())
        self.knobs = {name: own(knob) for name, knob in batch.knobs.items()}
        noise = replace(batch.noise, size=own(batch.noise.size))
        self.oracle = Oracle(batch.surface, noise, own(batch.seeds))

    def _company(self, runs: Numbers) -> Numbers:
        return runs if self.apart else at_least_two(runs)

    def keep(self, places: Numbers) -> Numbers:
        """Go on with some of the runs only, and return their places."""
        places = self._company(places)
        left = np.take(self.x, places, axis=-1)
        self.oracle.keep(places, self.x, left)
        self.runs, self.x = self.runs[places], left
        self.state = [_of(places, item) for item in self.state]
        self.knobs = {name: _of(places, knob) for name, knob in self.knobs.items()}
        return places


class _Register:
    """Notes how each run of a block ends, and now and then takes those that have out of it."""

    def __init__(self, live: _Live, recording: BlockRecorder, ends: FinalStates) -> None:
        self._live, self._watch, self._ends = live, recording, ends
        self._over = np.full(len(live.runs), False)
        self._since = -1

    def end(self, ended: Mask, step: int, status: Status) -> bool:
        """Note which runs have ended at this step ``(n,)``; return whether none is left."""
        places = np.flatnonzero(ended & ~self._over)
        if len(places):
            self._note(places, step, status)
            self._over[places] = True
            self._since = step if self._since < 0 else self._since
        rest = np.flatnonzero(~self._over)
        if len(rest) in (0, len(ended)):
            return not len(rest)
        late = self._live.apart or step - self._since >= _PATIENCE
        if late or len(rest) * _SHARE <= len(ended) * (_SHARE - 1):
            rest = self._live.keep(rest)
            self._watch.keep(rest)
            self._over, self._since = np.full(len(rest), False), -1
        return False

    def _note(self, places: Numbers, step: int, status: Status) -> None:
        live, ends = self._live, self._ends
        runs: Any = live.runs[places]
        if len(runs) == runs[-1] - runs[0] + 1:  # a slice is several times faster than a list
            runs = slice(runs[0], runs[-1] + 1)
        self._watch.end(places)
        ends.point[:, runs] = np.take(live.x, places, axis=-1)
        ends.value[runs] = live.oracle.peek(live.x)[places]
        ends.taken[runs], ends.unrefined[runs] = step, CODE[status]
        for total, count in zip(ends.evaluations, live.oracle.evaluations, strict=True):
            total[runs] = count[places]


def before(batch: Batch, step: int) -> tuple[Oracle, list[Any], Mapping[str, Any]]:
    """Return what a single run knows before a step, counted from 1: oracle, state and knobs.

    The state is the iterate and what the method carries beside it.
    """
    live = _Live(batch, slice(0, 1), 0)
    state = [live.x, *live.state]
    with np.errstate(all="ignore"):
        for t in range(step - 1):
            state = list(
                next_state(batch.optimizer.method.step(live.oracle, *state, **_at(live.knobs, t)))
            )
    return live.oracle, state, _at(live.knobs, step - 1)


def _at(knobs: Mapping[str, Any], t: int) -> Mapping[str, Any]:
    if not any(map(callable, knobs.values())):
        return knobs
    return {name: knob(t) if callable(knob) else knob for name, knob in knobs.items()}


def _of(runs: npt.NDArray[np.int64], item: Any) -> Any:
    """Return the part of a state or knob that belongs to those runs (the last axis)."""
    if isinstance(item, tuple):
        return tuple(_of(runs, part) for part in item)
    shared = not isinstance(item, np.ndarray) or item.shape[-1:] in {(), (1,)}
    return item if shared else np.take(item, runs, axis=-1)
