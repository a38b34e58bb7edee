"""Which loops can be compiled, and those that this process has compiled."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from threading import Lock
from typing import Any

import numpy as np

from optim_viz.optimizers import Optimizer
from optim_viz.runs import rate_tables
from optim_viz.runs.batch import Batch
from optim_viz.runs.costs import Budget
from optim_viz.runs.noise import OfEachCoordinate
from optim_viz.runs.recorders import Recorder
from optim_viz.runs.several import Parts
from optim_viz.runs.status import bottomless, height_of_start
from optim_viz.tracing.descent import Descent
from optim_viz.tracing.places import Watch
from optim_viz.tracing.record import Recorder as StepRecorder
from optim_viz.tracing.recording import NOISE_SIZE
from optim_viz.tracing.symbols import NotRecorded
from optim_viz.tracing.vectors import NotCompiled
from surfaces import InputError, Surface

_LOOPS_KEPT = 64
"""Compiled loops that a process keeps."""

_MOST_LAST_VALUES = 1024
"""Last values of a run that a compiled loop keeps: of more, a group would need megabytes."""

_OURS = ("surfaces", "optim_viz")
"""Packages whose code works on symbols, too."""


@dataclass(frozen=True)
class Kind:
    """What a compiled loop depends on; rates and starts are given to it later."""

    step: Any
    fixed: tuple[tuple[str, str], ...]
    """Knobs that are no numbers, or zero: they decide what a step does."""
    of_each_run: tuple[str, ...]
    """Knobs that differ between runs."""
    surface: Surface
    watch: Watch
    noise: OfEachCoordinate | None
    """Without its size."""
    optimizer: Optimizer = field(compare=False)


def kind_of(
    batch: Batch,
    tolerance: float | None,
    patience: int,
    recorder: Recorder,
    budget: Budget | None = None,
) -> Kind | str:
    """Return which loop a batch needs; a text that says why it stays with NumPy.

    Parameters
    ----------
    batch : Batch
    tolerance, patience, budget
        As in `optim_viz.runs.loop.descend`.
    recorder : Recorder
        What has to be looked at.
    """
    parts = Parts.of(recorder)
    if parts is None:
        return "every iterate is looked at"
    if why := _stays(batch, parts, budget):
        return why
    method, surface = batch.optimizer.method, batch.surface
    noise = batch.noise if batch.noisy else None
    assert noise is None or isinstance(noise, OfEachCoordinate)
    tail = parts.summary.tail if parts.summary else None
    watch = Watch(
        tolerance,
        patience,
        height_of_start(surface) if bottomless(surface) else None,
        parts.summary is not None,
        int(tail.length(tail.steps)) if tail else 0,
        noise is not None,
        parts.notes.rule if parts.notes else None,
        parts.log is not None,
        rate_tables.differing(batch),
        parts.summary is not None and len(parts.summary.targets) > 0,
    )
    each = [name for name, knob in batch.knobs.items() if isinstance(knob, np.ndarray)]
    if noise is not None and isinstance(noise.size, np.ndarray):
        each.append(NOISE_SIZE.name)
    return Kind(
        method.step,
        tuple((name, repr(knob)) for name, knob in batch.knobs.items() if _is_fixed(knob)),
        tuple(sorted(each)),
        surface,
        watch,
        None if noise is None else replace(noise, size=1.0),
        batch.optimizer,
    )


def _stays(batch: Batch, parts: Parts, budget: Budget | None) -> str:
    """Return why a batch stays with NumPy, whatever its steps are; empty if it need not."""
    method, surface, summary = batch.optimizer.method, batch.surface, parts.summary
    tail = summary.tail if summary else None
    if summary and summary.ladder[0] == np.inf:
        return "a target is infinite, which every point outside the domain has met"
    if budget is not None and (parts.notes or parts.log):
        return "a budget may end in the middle of a step"
    if tail and tail.length(tail.steps) > _MOST_LAST_VALUES:
        return "too many last values are looked at"
    if batch.noisy and not isinstance(batch.noise, OfEachCoordinate):
        return "gradients are those of batches of data"
    if method.apart or method.stopped:
        return "a library runs it"
    if not _tells_symbols(type(surface)):
        return "the domain is that of somebody else's code"
    if rate_tables.size(batch) > rate_tables.MOST_RATES:
        return "too many schedules differ between runs"
    return ""


@cache
def _tells_symbols(kind: type[Surface]) -> bool:
    """Return whether a surface tells what is inside on symbols as well."""
    told = kind.inside, kind.project
    return all(one.__module__.partition(".")[0] in _OURS for one in told)


def _is_fixed(knob: Any) -> bool:
    if isinstance(knob, float):
        return knob == 0
    return not (isinstance(knob, np.ndarray) or callable(knob))


_loops: OrderedDict[Kind, Descent | str] = OrderedDict()

_one_at_a_time = Lock()
"""Held while a loop is compiled: another thread may want the same one."""


def loop_for(kind: Kind) -> Descent | str:
    """Return a loop, written once; a text that says why there is none."""
    try:
        found = _loops.pop(kind, None)
    except TypeError:  # a surface that cannot be told from others by its hash
        return _written(kind)
    _keep(kind, found := found or _written(kind))
    return found


def compiled_loop_for(kind: Kind, run_steps: float) -> Descent | str:
    """Return a loop as machine code, made once; a text that says why there is none.

    ``run_steps`` is the number of steps of all runs that it is to take.
    """
    with _one_at_a_time:
        loop = loop_for(kind)
        if isinstance(loop, Descent):
            try:
                assert loop.library
                loop.expect(run_steps)
            except Exception as error:  # whatever LLVM cannot do here, NumPy can
                loop = f"LLVM: {error}"
                _keep(kind, loop)
        return loop


def _keep(kind: Kind, loop: Descent | str) -> None:
    with suppress(TypeError):
        _loops[kind] = loop
        if len(_loops) > _LOOPS_KEPT:
            _loops.popitem(last=False)


def is_kept(kind: Kind) -> bool:
    """Return whether a loop has been compiled already."""
    try:
        return isinstance(_loops.get(kind), Descent)
    except TypeError:
        return False


def _written(kind: Kind) -> Descent | str:
    noise = None if kind.noise is None else kind.noise.disturbed
    try:
        watch = kind.watch
        recorder = StepRecorder(
            kind.surface,
            watching=watch.asks,
            noise=noise,
            notes=watch.notes,
            held=kind.surface.projected,
        )
        recording = recorder.record(kind.optimizer)
        if not all(asked.by_all for asked in recording.asked):
            return "only some runs ask for values"
        return Descent(recording, kind.of_each_run, watch)
    except (NotRecorded, NotCompiled, InputError) as reason:
        return str(reason)
