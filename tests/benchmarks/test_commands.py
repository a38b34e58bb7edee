"""Whole processes: `optim-viz compare` against a plain script for the same picture."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

MAIN = "from optim_viz.cli import main; main()"
COMMANDS = {
    "compare": ["-c", MAIN, "compare", "-q", "-o"],
    "by hand": [str(Path(__file__).with_name("by_hand.py"))],
}


@pytest.mark.benchmark(group="a figure, whole process")
@pytest.mark.parametrize("name", COMMANDS)
def test_figure(name: str, benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    figure = tmp_path / "figure.png"
    command = [sys.executable, *COMMANDS[name], str(figure)]
    run = lambda: subprocess.run(command, check=True, capture_output=True)  # noqa: E731
    benchmark.pedantic(run, rounds=9 if benchmark.enabled else 1, warmup_rounds=1)
    assert figure.stat().st_size > 50_000


@pytest.mark.benchmark(group="words, whole process")
@pytest.mark.parametrize("words", ["--help", "list surfaces", "show adam"])
def test_words(words: str, benchmark: BenchmarkFixture) -> None:
    command = [sys.executable, "-c", MAIN, *words.split()]
    run = lambda: subprocess.run(command, check=True, capture_output=True)  # noqa: E731
    benchmark.pedantic(run, rounds=9 if benchmark.enabled else 1, warmup_rounds=1)
