"""Scheduling of a benchmark's units on any executor of `concurrent.futures`."""

from __future__ import annotations

import os
import pickle
import signal
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import parent_process
from threading import Thread
from typing import Any, ClassVar, Protocol

import numpy as np

from optim_viz.bench.aggregates import ScoreCounter
from optim_viz.bench.card import Card, here
from optim_viz.bench.cells import Cell
from optim_viz.bench.results import Benchmark
from optim_viz.bench.tuning import RateTable, TuningCounter, further, joined
from optim_viz.bench.units import (
    Outcomes,
    Pair,
    Unit,
    for_goal,
    further_units,
    pairs,
    scoring_units,
    tuning_units,
    work,
)
from optim_viz.recipes.bench import BenchmarkRecipe
from optim_viz.runs.engine import check, compiles_long_loops, expect
from optim_viz.runs.workers import cores
from surfaces import Array, InputError

_MAX_PENDING_UNITS = 1024
"""Largest number of units submitted and not yet finished: more than there are workers."""

_MIN_STEPS_FOR_PROCESSES = 20_000_000
"""Total steps from which on processes save more time than they take to start, ..."""

_COMPILED_STEPS = 10
"""... and how many compiled steps take the time of one in NumPy, all methods of a benchmark, and
those that are not compiled, taken together."""

_MAX_PROCESSES = 61
"""Largest number of processes of a pool on Windows."""


class OutcomeStore(Protocol):
    """Storage that keeps outcomes from one session to the next."""

    def begin(self, recipe: BenchmarkRecipe) -> None:
        """Note that a benchmark is run, even if it finds all its units there."""

    def parts(self, unit: Unit) -> Sequence[Unit]:
        """Return a unit in parts, each of which is stored as a whole or not at all."""

    def get(self, unit: Unit) -> Outcomes | None:
        """Return the stored outcomes of a unit; None if there are none."""

    def card(self, unit: Unit) -> Card | None:
        """Return where the stored outcomes of a unit come from, if that is known."""

    def put(self, unit: Unit, outcomes: Outcomes, card: Card) -> None:
        """Store the outcomes of a unit; they are durable once this returns."""


Progress = Callable[[int, int], None]
"""Callback that receives the steps done so far and the steps of all units."""


def benchmark(
    recipe: BenchmarkRecipe,
    *,
    executor: Executor | None = None,
    store: OutcomeStore | None = None,
    progress: Progress | None = None,
    engine: str | None = None,
) -> Benchmark:
    """Run a benchmark, or what is missing of it.

    Parameters
    ----------
    recipe : BenchmarkRecipe
    executor : Executor, optional
        Runs the units; results do not depend on it. By default they run in this process, one
        after the other: units are small, and threads lose more time to Python's lock than they
        save (`on_processes` is faster for long benchmarks).
    store : OutcomeStore, optional
        Keeps units as they finish; those that it has are not run again.
    progress : callable, optional
        Receives the steps done and the steps of all units.
    engine : str, optional
        As in `run`.

    Raises
    ------
    InputError
        A surface or an optimizer that was made in this session, not in a file, and that an
        executor cannot be sent or that a store could not know again; an engine that is not known
        or not installed.
    """
    check(engine)
    if recipe.of_session:
        _check_session(recipe, executor, store)
    executor = executor or _InProcess()
    scheduler = _Scheduler(recipe)
    if isinstance(executor, _InProcess):
        expect(scheduler.steps)
    meter = _ProgressMeter(progress)
    if store:
        store.begin(recipe)
    cards: set[Card] = set()
    for unit, outcomes, card in as_done(scheduler.next, executor, store, engine):
        scheduler.record(unit, outcomes)
        meter.add(unit.steps, scheduler.steps)
        if card:
            cards.add(card)
    cells = tuple(scheduler.cells[pair] for pair in pairs(recipe))
    return Benchmark(recipe, cells, tuple(sorted(cards, key=Card.text)))


def _check_session(
    recipe: BenchmarkRecipe, executor: Executor | None, store: OutcomeStore | None
) -> None:
    """Refuse what can only be done with surfaces and optimizers of the catalogue, or of files."""
    instead = "write it into a file, mine.py, and give 'mine.py:NAME'"
    if store:
        raise InputError(
            f"a store could not know {recipe.of_session[0]} again: no file has it; {instead}"
        )
    if executor:
        try:
            pickle.dumps(recipe)
        except Exception as error:
            raise InputError(f"{error}; leave the executor away, or {instead}") from error


def units_done(recipe: BenchmarkRecipe, store: OutcomeStore) -> tuple[int, int]:
    """Return how many units of a benchmark are in a store, and how many it has."""
    scheduler, done = _Scheduler(recipe), 0
    while unit := scheduler.next():
        found = [(part, store.get(part)) for part in store.parts(unit)]
        done += all(outcomes for _, outcomes in found)
        for part, outcomes in found:
            if outcomes:
                scheduler.record(part, outcomes)
    return done, scheduler.units


def from_store(recipe: BenchmarkRecipe, store: OutcomeStore) -> Iterator[tuple[Unit, Outcomes]]:
    """Yield the units of a finished benchmark with their outcomes, in the order of the recipe.

    Raises
    ------
    LookupError
        A unit is not in the store.
    """
    scheduler = _Scheduler(recipe)
    while unit := scheduler.next():
        for part in store.parts(unit):
            if not (outcomes := store.get(part)):
                raise LookupError(f"the store lacks a unit of {part.optimizer}")
            scheduler.record(part, outcomes)
            yield part, outcomes


def work_here(unit: Unit, engine: str | None = None) -> tuple[Outcomes, Card]:
    """Run a unit; return its outcomes and where they come from."""
    return work(unit, engine), here()


class _InProcess(Executor):
    """Executor that runs a unit in this process when it is submitted, so that Ctrl-C stops it."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(work(*args, **options))
        return done


class _Processes(ProcessPoolExecutor):
    """Process pool that stops its running units when it is left by an error.

    Processes are signalled rather than killed, which could leave shared locks held.
    """

    def submit(self, work: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:
        return super().submit(_Stoppable(work), *args, **options)

    def __exit__(self, kind: type[BaseException] | None, *others: Any) -> bool | None:
        if kind and _STOP_SIGNAL:
            for process in list(self._processes or {}):
                with suppress(ProcessLookupError):
                    os.kill(process, _STOP_SIGNAL)
        return super().__exit__(kind, *others)


_STOP_SIGNAL = getattr(signal, "SIGUSR1", None)
"""Signal that makes a process stop its unit and refuse others; None on Windows."""


class StoppedError(Exception):
    """A unit was stopped because its outcomes are no longer needed."""


@dataclass(frozen=True)
class _Stoppable:
    """Function that `_STOP_SIGNAL` can stop while it runs, and only then."""

    function: Callable[..., Any]

    running: ClassVar[bool] = False
    unwanted: ClassVar[bool] = False

    def __call__(self, *args: Any, **options: Any) -> Any:
        if _Stoppable.unwanted:
            raise StoppedError
        _Stoppable.running = True
        try:
            return self.function(*args, **options)
        finally:
            _Stoppable.running = False

    @classmethod
    def stop(cls, *_: object) -> None:
        cls.unwanted = True
        if cls.running:
            raise StoppedError


def on_processes(count: int) -> Executor:
    """Return an executor whose units run on processes; Ctrl-C is handled by this process."""
    return _Processes(count, initializer=_begin)


def _begin() -> None:
    """Set up a worker process: ignore Ctrl-C, and end when the parent process ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if _STOP_SIGNAL:
        signal.signal(_STOP_SIGNAL, _Stoppable.stop)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


def that_pay(recipe: BenchmarkRecipe) -> int:
    """Return the number of processes with which a benchmark runs fastest on this machine."""
    scheduler = _Scheduler(recipe)
    least = _MIN_STEPS_FOR_PROCESSES * (_COMPILED_STEPS if compiles_long_loops() else 1)
    return min(cores(), _MAX_PROCESSES) if scheduler.steps >= least else 1


class _Scheduler:
    """Scheduler of the units: yields them in order and aggregates their outcomes into cells.

    Units are yielded cell by cell, the scoring of a cell before the tuning of the next, so that
    only the aggregates of the cells in progress are in memory.
    """

    def __init__(self, recipe: BenchmarkRecipe) -> None:
        self.cells: dict[Pair, Cell] = {}
        self._recipe = recipe
        self._rest = tuning_units(recipe)
        self._scoring: deque[Unit] = deque()
        self._missing: Counter[tuple[str, Pair]] = Counter()
        """Number of starts of a cell and phase whose outcomes are still missing."""
        self._tuning: dict[Pair, list[TuningCounter]] = {}
        """Counters of the grid and of the decades by which it has grown, the latest last."""
        self._rates: dict[Pair, RateTable] = {}
        self._scores: dict[Pair, tuple[ScoreCounter, ...]] = {}
        """Counters at the tuned rate and, if the rate is open, at the default rate."""
        self.units, self.steps = 0, 0
        """Number of all units known so far, scoring included, and their steps."""
        for unit in self._all():
            self._missing[unit.phase, unit.pair] += unit.last - unit.first
            self.units += 1
            self.steps += unit.steps

    def _all(self) -> Iterator[Unit]:
        yield from tuning_units(self._recipe)
        for pair in pairs(self._recipe):
            yield from scoring_units(self._recipe, *pair, float(self._recipe.grid[0]))

    def next(self) -> Unit | None:
        """Return the next unit; None if there is none, or none yet."""
        return self._scoring.popleft() if self._scoring else next(self._rest, None)

    def record(self, unit: Unit, outcomes: Outcomes) -> None:
        """Aggregate the outcomes of a unit, or of a part of one."""
        pair, recipe, outcomes = unit.pair, self._recipe, for_goal(unit, outcomes)
        if unit.phase == "tune":
            counters = self._tuning.setdefault(pair, [])
            if not counters:
                counters.append(TuningCounter(recipe, np.array(unit.rates)))
            counters[-1].add(unit.first, outcomes)
        else:
            for column in self._scores[pair]:
                column.add(unit.first, outcomes)
        self._missing[unit.phase, pair] -= unit.last - unit.first
        if not self._missing[unit.phase, pair]:
            (self._tune if unit.phase == "tune" else self._score)(pair)

    def _tune(self, pair: Pair) -> None:
        recipe, rates = self._recipe, joined(self._tuning[pair])
        if (more := further(recipe, rates)) is not None:
            self._grow(pair, more)
            return
        del self._tuning[pair]
        self._rates[pair] = rates
        best = float(rates.rates[rates.best])
        self._scoring.extend(scoring_units(recipe, *pair, best))
        default = recipe.default_rate(pair[1])
        scored = (None,) if default is None else (best, default)
        self._scores[pair] = tuple(ScoreCounter(recipe, i, lr) for i, lr in enumerate(scored))

    def _grow(self, pair: Pair, rates: Array) -> None:
        """Try more rates of a cell before it is scored."""
        self._tuning[pair].append(TuningCounter(self._recipe, rates))
        for unit in further_units(self._recipe, pair, rates):
            self._missing[unit.phase, pair] += unit.last - unit.first
            self.units += 1
            self.steps += unit.steps
            self._scoring.append(unit)

    def _score(self, pair: Pair) -> None:
        tuned, *default = (column.done() for column in self._scores.pop(pair))
        rates, untuned = self._rates.pop(pair), default[0] if default else None
        self.cells[pair] = Cell(self._recipe, *pair, rates, tuned, untuned)


def as_done(
    take: Callable[[], Unit | None],
    executor: Executor,
    store: OutcomeStore | None = None,
    engine: str | None = None,
) -> Iterator[tuple[Unit, Outcomes, Card | None]]:
    """Yield units with their outcomes as they finish; at most `_MAX_PENDING_UNITS` are pending.

    The card says where the outcomes come from; None if that is not known.

    Units that the store has are not run; the others are stored before they are yielded. A unit of
    which the store has a part is yielded in parts.
    """
    pending: dict[Future[tuple[Outcomes, Card]], Unit] = {}
    parts: deque[Unit] = deque()
    ahead = 1 if isinstance(executor, _InProcess) else _MAX_PENDING_UNITS
    try:
        while True:
            while len(pending) < ahead and (unit := parts.popleft() if parts else take()):
                if store and len(cut := store.parts(unit)) > 1:
                    parts.extend(cut)
                elif store and (kept := store.get(unit)):
                    yield unit, kept, store.card(unit)
                else:
                    pending[executor.submit(work_here, unit, engine)] = unit
            if not pending:
                return
            for future in wait(pending, return_when=FIRST_COMPLETED).done:
                unit, (outcomes, card) = pending.pop(future), future.result()
                if store:
                    store.put(unit, outcomes, card)
                yield unit, outcomes, card
    finally:
        for future in pending:
            future.cancel()


class _ProgressMeter:
    """Progress meter: adds up the steps done and reports them."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress, self._done = progress, 0

    def add(self, steps: int, total: int) -> None:
        self._done += steps
        if self._progress:
            self._progress(self._done, total)
