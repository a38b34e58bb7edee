"""Executor that runs the units of a benchmark on the workers of a Dask scheduler."""

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

_LOGGERS = ("distributed", "tornado")

SCHEDULER_TIMEOUT = 10.0
"""Seconds to wait for an answer of the Dask scheduler."""

WORKERS_TIMEOUT = 30.0
"""Seconds to wait for its first worker, which starts more slowly."""


class LostError(RuntimeError):
    """The scheduler that ran the units is gone; the message is one line for the user."""


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
    known = [name for name in getLogger().manager.loggerDict if name.startswith(_LOGGERS)]
    loggers = [getLogger(name) for name in {*_LOGGERS, *known}]
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
    """Raise unless a scheduler answers; a client would wait forever for a web server."""
    from distributed import Security
    from distributed.comm import connect

    arguments = Security().get_connection_args("client")
    try:
        line = await asyncio.wait_for(connect(address, **arguments), SCHEDULER_TIMEOUT)
    except TimeoutError:
        raise InputError(
            f"no Dask scheduler answers at {address!r} within {SCHEDULER_TIMEOUT:g} s"
        ) from None
    except (OSError, ValueError) as error:
        raise InputError(f"no Dask scheduler answers at {address!r}: {error}") from None
    line.abort()


def _check_workers(client: Client, address: str) -> None:
    """Raise unless there is a worker and all workers have this version of the package."""
    try:
        client.wait_for_workers(1, timeout=WORKERS_TIMEOUT)
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
