"""What the tests of several rooms share.

Linear algebra has one thread; figures are measured without drawing them; a session keeps no
garbage; and a cluster on this machine is made of the programs that a person starts on several.
"""

from __future__ import annotations

import ctypes
import gc
import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import pytest

with patch.object(sys, "argv", ["optim-viz"]):  # one thread for linear algebra, as in commands
    import optim_viz

ROOT = Path(optim_viz.__file__).parents[1]
PATIENCE = 60
Daemon = subprocess.Popen[bytes]


gc.disable()  # while tests are collected, which stay


def pytest_collection_finish() -> None:
    """Keep the collector away from the tests themselves, and let it look less often than usual.

    A figure has thousands of objects: to look at them took a tenth of the time of drawing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 5, 10)
    gc.enable()


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Switch the collector on: a program that was called here has switched it off, as it ended.

    Behind the last test of a file the memory that is free goes back to the system, where the C
    library can do that: it keeps it otherwise, a quarter of what a worker has in the end.
    """
    gc.enable()
    if (nextitem is None or nextitem.path != item.path) and hasattr(_LIBC, "malloc_trim"):
        _LIBC.malloc_trim(0)


_LIBC = ctypes.CDLL(None) if os.name == "posix" else None


@pytest.fixture(scope="session", autouse=True)
def _no_garbage_is_kept() -> Iterator[None]:
    """Let the collector find the figures of programs that ended: here the process goes on."""
    with patch.object(gc, "freeze", lambda: None):
        yield


@cache
def _ruler(dpi: float) -> Any:
    """Return what measures text, and remembers it, for figures of all sizes: it holds no pixels."""
    from optim_viz.plots.style.text_sizes import PageRenderer

    return PageRenderer(1, 1, dpi)


@pytest.fixture(scope="session")
def words_of() -> Callable[..., list[tuple[Any, Any]]]:
    """Give what goes through all that drawing does but the pixels, and the letters.

    It returns each text that is drawn, and its box in pixels.
    """
    from matplotlib.text import Text

    def words(figure: Any) -> list[tuple[Any, Any]]:
        seen: list[tuple[Text, Any]] = []

        def watch(text: Text, *_: Any) -> None:
            if text.get_visible() and text.get_text().strip():
                seen.append((text, Text.get_window_extent(text, ruler)))

        ruler = _ruler(figure.dpi)
        with patch.object(Text, "draw", watch), ruler._draw_disabled():
            figure.draw(ruler)
        return seen

    return words


def _file_beside(name: str) -> ModuleType:
    """Return a module of this folder: tests are no package."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def start() -> Iterator[Callable[..., subprocess.Popen[Any]]]:
    """Give what starts a module as a program, with arguments, as `subprocess.Popen` would."""
    start, end = _file_beside("warm").starter()
    yield start
    end()


@pytest.fixture(scope="module")
def start_copied() -> Iterator[Callable[..., subprocess.Popen[Any]]]:
    """Give the same for copies of the packages that `PYTHONPATH` names; none is loaded before."""
    start, end = _file_beside("warm").starter(own=False)
    yield start
    end()


def wait_until(happens: Callable[[], object], what: str) -> None:
    """Return when it happens; a test never hangs."""
    end = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < end, f"{what}: not within {PATIENCE} s"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def daemons(
    tmp_path_factory: pytest.TempPathFactory, start: Callable[..., subprocess.Popen[Any]]
) -> Iterator[Callable[..., Daemon]]:
    """Give what starts ``dask`` with arguments; at the end, whatever still runs is killed."""
    pytest.importorskip("distributed")
    folder, started = tmp_path_factory.mktemp("dask"), []

    def start_dask(*arguments: str) -> Daemon:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with (folder / f"{len(started)}.log").open("wb") as log:
            started.append(
                start("dask", *arguments, env=environment, cwd=folder, stdout=log, stderr=log)
            )
        return started[-1]

    yield start_dask
    for one in reversed(started):
        one.kill()
        one.wait(PATIENCE)


@pytest.fixture(scope="module")
def scheduler(
    daemons: Callable[..., Daemon], tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Daemon]:
    """Give the address of a scheduler that is running, and its process."""
    card = tmp_path_factory.mktemp("scheduler") / "card.json"
    only_here = ["--host", "127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0"]
    process = daemons("scheduler", *only_here, "--scheduler-file", str(card))
    wait_until(lambda: card.exists() and card.stat().st_size, "the Dask scheduler")
    return json.loads(card.read_text())["address"], process
