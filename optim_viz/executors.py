"""Units of a benchmark on any executor of `concurrent.futures`: threads, processes, a cluster."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager
from itertools import islice
from logging import CRITICAL, getLogger
from typing import TYPE_CHECKING, Protocol

from optim_viz import __version__
from optim_viz.benchmark import BenchmarkRecipe, Outcomes, Unit, has_open_rate, work
from optim_viz.places import Place
from optim_viz.results import Benchmark, Cell, chosen
from surfaces import InputError

if TYPE_CHECKING:
    from distributed import Client

_AHEAD = 1024
"""Units handed to an executor before the first has come back: more than workers."""

PATIENCE = 10.0
"""Seconds in which a Dask scheduler and its workers have to answer."""


class LostError(RuntimeError):
    """Whoever ran the units is gone; the message is one line for the person."""


class Shelf(Protocol):
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
    shelf: Shelf | None = None,
    progress: Progress | None = None,
) -> Benchmark:
    """Run a benchmark, or what is missing of it.

    Parameters
    ----------
    recipe : BenchmarkRecipe
    executor : Executor, optional
        Runs the units; by default one thread for each processor. It changes no number.
    shelf : Shelf, optional
        Keeps units as they finish; those that it has are not run again.
    progress : callable, optional
        Is told how far we are.
    """
    if executor is None:
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            try:
                return benchmark(recipe, executor=threads, shelf=shelf, progress=progress)
            except BaseException:
                threads.shutdown(cancel_futures=True)
                raise
    tell = _Teller(progress)
    tuning = _collect(list(recipe.units()), executor, shelf, tell)
    scoring: list[Unit] = []
    for (place, optimizer), outcomes in tuning.items():
        index = chosen(recipe, outcomes) if has_open_rate(optimizer) else 0
        scoring += recipe.scoring(place, optimizer, float(recipe.grid[index]))
    scores = _collect(scoring, executor, shelf, tell)
    cells = (Cell(recipe, *pair, tuning[pair], scores[pair]) for pair in tuning)
    return Benchmark(recipe, tuple(cells))


def _collect(
    units: list[Unit], executor: Executor, shelf: Shelf | None, tell: _Teller
) -> dict[tuple[Place, str], Outcomes]:
    """Return the outcomes of each surface and optimizer, in the order of the units."""
    tell.expect(sum(unit.steps for unit in units))
    done: dict[Unit, Outcomes] = {}
    for unit, outcomes in _kept(units, shelf):
        done[unit] = outcomes
        tell.add(unit.steps)
    for unit, outcomes in as_done((unit for unit in units if unit not in done), executor):
        if shelf:
            shelf.put(unit, outcomes)
        done[unit] = outcomes
        tell.add(unit.steps)
    pairs = dict.fromkeys((unit.place, unit.optimizer) for unit in units)
    return {
        pair: Outcomes.joined(done[u] for u in units if (u.place, u.optimizer) == pair)
        for pair in pairs
    }


def _kept(units: Iterable[Unit], shelf: Shelf | None) -> Iterator[tuple[Unit, Outcomes]]:
    for unit in units:
        if shelf and (outcomes := shelf.get(unit)):
            yield unit, outcomes


def as_done(units: Iterable[Unit], executor: Executor) -> Iterator[tuple[Unit, Outcomes]]:
    """Yield units with their outcomes as they finish; only some are handed out ahead."""
    rest = iter(units)
    pending: dict[Future[Outcomes], Unit] = {}
    try:
        while True:
            for unit in islice(rest, _AHEAD - len(pending)):
                pending[executor.submit(work, unit)] = unit
            if not pending:
                return
            for future in wait(pending, return_when=FIRST_COMPLETED).done:
                yield pending.pop(future), future.result()
    finally:
        for future in pending:
            future.cancel()


class _Teller:
    """Adds up how far we are."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress, self._done, self._total = progress, 0, 0

    def expect(self, steps: int) -> None:
        self._total += steps

    def add(self, steps: int) -> None:
        self._done += steps
        if self._progress:
            self._progress(self._done, self._total)


@contextmanager
def on_dask(address: str) -> Iterator[Executor]:
    """Return an executor whose units run on the workers of a Dask scheduler.

    The workers need this package in this version. Units of a worker that dies are given to
    another; workers that come later are given units as well.

    Raises
    ------
    InputError
        Dask is not installed, nobody answers at the address, or no worker can do the work.
    LostError
        The scheduler went away.
    """
    try:
        from distributed import Client
    except ImportError:
        raise InputError("--dask needs the extra: pip install 'optim-viz[dask]'") from None
    chatter = getLogger("distributed.client")
    before = chatter.level
    chatter.setLevel(CRITICAL)  # what it has to say, we say in one line
    try:
        with ThreadPoolExecutor(1) as one:  # a notebook has a loop of its own
            one.submit(asyncio.run, _knock(address)).result()
        with Client(address, set_as_default=False) as client:
            _check_workers(client, address)
            yield client.get_executor(pure=False, retries=3)
    except CancelledError:
        raise LostError(f"the Dask scheduler at {address} went away") from None
    finally:
        chatter.setLevel(before)


async def _knock(address: str) -> None:
    """Raise unless a scheduler answers: a client would wait for ever for a server of web pages."""
    from distributed import Security
    from distributed.comm import connect

    arguments = Security().get_connection_args("client")
    try:
        line = await asyncio.wait_for(connect(address, **arguments), PATIENCE)
    except TimeoutError:
        raise InputError(
            f"no Dask scheduler answers at {address!r} within {PATIENCE:g} s"
        ) from None
    except (OSError, ValueError) as error:
        raise InputError(f"no Dask scheduler answers at {address!r}: {error}") from None
    line.abort()


def _check_workers(client: Client, address: str) -> None:
    """Raise unless there is a worker, and all of them would do what we would do."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise InputError(
            f"the Dask scheduler at {address} has no workers: start some with"
            f" `dask worker {address}`"
        ) from None
    try:
        found = client.run(_version)
    except ImportError as error:
        raise InputError(f"a Dask worker does not have this package: {error}") from None
    for worker, version in found.items():
        if version != __version__:
            raise InputError(f"the Dask worker {worker} has version {version}, not {__version__}")


def _version() -> str:
    return __version__
