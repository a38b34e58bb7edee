"""The program as a function that returns what it printed."""

from __future__ import annotations

import gc
from collections.abc import Callable

import pytest

from optim_viz.cli import main


@pytest.fixture
def run_program(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Give a function that runs a command line and returns its stdout."""

    def call(*arguments: str) -> str:
        capsys.readouterr()
        with pytest.raises(SystemExit) as leave:
            main(list(arguments))
        gc.enable()
        said = capsys.readouterr()
        assert not leave.value.code, said.err
        return said.out

    return call
