"""Whole processes of the program, as a person starts them where time is taken."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

MAIN = "import sys; from optim_viz.cli import main; sys.argv[0] = 'optim-viz'; main()"


@pytest.fixture
def program(
    benchmark: BenchmarkFixture, start: Callable[..., subprocess.Popen[Any]], tmp_path: Path
) -> Callable[..., Callable[[], None]]:
    """Give what makes a function of a command line: it runs the program in a process of its own.

    Where no time is taken, the process starts warm.
    """

    def of(*words: str) -> Callable[[], None]:
        command = [sys.executable, "-c", MAIN, *words]

        def run() -> None:
            if benchmark.enabled:
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            else:
                with start("optim_viz", *words, cwd=tmp_path, stdout=subprocess.DEVNULL) as process:
                    assert process.wait() == 0

        return run

    return of
