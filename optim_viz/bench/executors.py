"""Units of a benchmark on any executor of `concurrent.futures`, such as processes."""

from __future__ import annotations

import os
import signal
from collections import Counter, deque
from collections.abc import Callable, Iterator
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

from optim_viz.bench.aggregates import Rates, ScoreCounter, Trials
from optim_viz.bench.cells import Cell
from optim_viz.bench.recipe import BenchmarkRecipe, Outcomes, Pair, Unit, work
from optim_viz.bench.results import Benchmark
from optim_viz.runs.workers import cores

_AHEAD = 1024
"""Units handed to an executor before the first has come back: more than workers."""

_WORTH_PROCESSES = 20_000_000
"""Steps of all runs together, from which on processes take less time than to begin them."""

_MOST_PROCESSES = 61
"""So many are allowed on Windows."""


class OutcomeStore(Protocol):
    """Where outcomes are kept from one session to the next."""

    def get(self, unit: Unit) -> Outcomes | None:
        """Return what was kept of a unit."""

    def put(self, unit: Unit, outcomes: Outcomes) -> None:
        """Keep the outcomes of a unit, for good once this returns."""


Progress = Callable[[int, int], None]
"""Is told the steps done so far, and those of all units that are known."""


def benchmark(
    recipe: BenchmarkRecipe,
    *,
    executor: Executor | None = None,
    store: OutcomeStore | None = None,
    progress: Progress | None = None,
) -> Benchmark:
    """Run a benchmark, or what is missing of it.

    Parameters
    ----------
    recipe : BenchmarkRecipe
    executor : Executor, optional
        Runs the units; it changes no number. By default they are run here, one after the other:
        units are small, and threads spend more time on handing each other Python's lock than they
        save (`on_processes` does better where there is much to do).
    shelf : Shelf, optional
        Keeps units as they finish; those that it has are not run again.
    progress : callable, optional
        Is told how far we are.
    """
    executor = executor or _Here()
    desk = _Desk(recipe)
    tell = _Teller(progress, desk.steps)
    for unit, outcomes in as_done(desk.next, executor, store):
        desk.take(unit, outcomes)
        tell.add(unit.steps)
    return Benchmark(recipe, tuple(desk.cells[pair] for pair in recipe.pairs()))


class _Here(Executor):
    """Runs a unit as it is submitted: whoever asked can interrupt it."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(work(*args, **options))
        return done


class _Processes(ProcessPoolExecutor):
    """Stops its units when it is left by an error: they may take minutes.

    The processes are not killed, for what they share would be left locked: they are asked.
    """

    def submit(self, work: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:
        return super().submit(_Stoppable(work), *args, **options)

    def __exit__(self, kind: type[BaseException] | None, *others: Any) -> bool | None:
        if kind and _STOP:
            for process in list(self._processes or {}):
                with suppress(ProcessLookupError):
                    os.kill(process, _STOP)
        return super().__exit__(kind, *others)


_STOP = getattr(signal, "SIGUSR1", None)
"""Asks a process to stop its unit, and not to begin another; not on Windows."""


class StoppedError(Exception):
    """A unit was stopped, because nobody wants it any more."""


@dataclass(frozen=True)
class _Stoppable:
    """A function that can be stopped by `_STOP` while it runs, and only then."""

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
    """Return an executor whose units run on processes; an interrupt is left to who asked."""
    return _Processes(count, initializer=_begin)


def _begin() -> None:
    """Let a process leave interrupts to who asked, and end with it, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if _STOP:
        signal.signal(_STOP, _Stoppable.stop)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


def that_pay(recipe: BenchmarkRecipe) -> int:
    """Return how many processes of this machine a benchmark is worth."""
    return min(cores(), _MOST_PROCESSES) if _Desk(recipe).steps >= _WORTH_PROCESSES else 1


class _Desk:
    """Hands out units, and makes a cell of their outcomes as soon as they are complete.

    Units are handed out cell by cell, and the scoring of a cell before the tuning of the next: so
    only the outcomes of the cells under way are ever held.
    """

    def __init__(self, recipe: BenchmarkRecipe) -> None:
        self.cells: dict[Pair, Cell] = {}
        self._recipe = recipe
        self._rest = recipe.units()
        self._scoring: deque[Unit] = deque()
        self._missing: Counter[tuple[str, Pair]] = Counter()
        self._trials: dict[Pair, Trials] = {}
        self._rates: dict[Pair, Rates] = {}
        self._scores: dict[Pair, tuple[ScoreCounter, ...]] = {}
        """At the tuned rate, and at the default one where there is one."""
        self.steps = 0
        """Of all units, scoring included."""
        for unit in self._all():
            self._missing[unit.phase, unit.pair] += 1
            self.steps += unit.steps

    def _all(self) -> Iterator[Unit]:
        yield from self._recipe.units()
        for pair in self._recipe.pairs():
            yield from self._recipe.scoring(*pair, float(self._recipe.grid[0]))

    def next(self) -> Unit | None:
        """Return a unit to do next; None if there is none, or none yet."""
        return self._scoring.popleft() if self._scoring else next(self._rest, None)

    def take(self, unit: Unit, outcomes: Outcomes) -> None:
        """Keep what is needed of the outcomes."""
        pair, recipe = unit.pair, self._recipe
        if unit.phase == "tune":
            self._trials.setdefault(pair, Trials(recipe)).add(outcomes)
        else:
            for column in self._scores[pair]:
                column.add(unit.first, outcomes)
        self._missing[unit.phase, pair] -= 1
        if not self._missing[unit.phase, pair]:
            (self._tune if unit.phase == "tune" else self._score)(pair)

    def _tune(self, pair: Pair) -> None:
        recipe, rates = self._recipe, self._trials.pop(pair).done()
        self._rates[pair] = rates
        best = float(recipe.grid[rates.best])
        self._scoring.extend(recipe.scoring(*pair, best))
        default = recipe.default_rate(pair[1])
        scored = (None,) if default is None else (best, default)
        self._scores[pair] = tuple(ScoreCounter(recipe, i, lr) for i, lr in enumerate(scored))

    def _score(self, pair: Pair) -> None:
        tuned, *default = (column.done() for column in self._scores.pop(pair))
        rates, untuned = self._rates.pop(pair), default[0] if default else None
        self.cells[pair] = Cell(self._recipe, *pair, rates, tuned, untuned)


def as_done(
    take: Callable[[], Unit | None], executor: Executor, store: OutcomeStore | None = None
) -> Iterator[tuple[Unit, Outcomes]]:
    """Yield units with their outcomes as they finish; only some are handed out ahead.

    Units that the shelf has are not run; the others are put there before they are yielded.
    """
    pending: dict[Future[Outcomes], Unit] = {}
    ahead = 1 if isinstance(executor, _Here) else _AHEAD
    try:
        while True:
            while len(pending) < ahead and (unit := take()):
                if store and (kept := store.get(unit)):
                    yield unit, kept
                else:
                    pending[executor.submit(work, unit)] = unit
            if not pending:
                return
            for future in wait(pending, return_when=FIRST_COMPLETED).done:
                unit, outcomes = pending.pop(future), future.result()
                if store:
                    store.put(unit, outcomes)
                yield unit, outcomes
    finally:
        for future in pending:
            future.cancel()


class _Teller:
    """Adds up how far we are."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._done, self._total = progress, 0, total

    def add(self, steps: int) -> None:
        self._done += steps
        if self._progress:
            self._progress(self._done, self._total)
