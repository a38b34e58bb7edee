"""Units of a benchmark on the workers of a Dask scheduler."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor, ThreadPoolExecutor
from contextlib import contextmanager
from logging import CRITICAL, getLogger
from typing import TYPE_CHECKING

from optim_viz.version import __version__
from surfaces import InputError

if TYPE_CHECKING:
    from distributed import Client

_CHATTY = ("distributed", "tornado")

PATIENCE = 10.0
"""Seconds in which a Dask scheduler has to answer."""

WORKERS_PATIENCE = 30.0
"""Seconds in which it has to have a worker: these begin more slowly."""


class LostError(RuntimeError):
    """Whoever ran the units is gone; the message is one line for the person."""


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
    known = [name for name in getLogger().manager.loggerDict if name.startswith(_CHATTY)]
    loggers = [getLogger(name) for name in {*_CHATTY, *known}]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(CRITICAL)  # what they have to say, we say in one line
    try:
        with ThreadPoolExecutor(1) as one:  # a notebook has a loop of its own
            one.submit(asyncio.run, _knock(address)).result()
        with Client(address, set_as_default=False) as client:
            _check_workers(client, address)
            yield client.get_executor(pure=False, retries=3)
    except CancelledError:
        raise LostError(f"the Dask scheduler at {address} went away") from None
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


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
        client.wait_for_workers(1, timeout=WORKERS_PATIENCE)
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
