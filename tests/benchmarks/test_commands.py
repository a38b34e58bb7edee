"""Whole processes against a plain script for the same picture, and films against matplotlib's."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from shutil import which

import pytest
from matplotlib.figure import Figure
from pytest_benchmark.fixture import BenchmarkFixture

import surfaces
from optim_viz.studies.compare import Comparison, compare

Program = Callable[..., Callable[[], None]]


@pytest.mark.benchmark(group="a figure, whole process")
def test_figure(program: Program, benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    figure = tmp_path / "figure.png"
    run = program("compare", "-q", "-o", str(figure))
    benchmark.pedantic(run, rounds=9 if benchmark.enabled else 1, warmup_rounds=1)
    assert figure.stat().st_size > 50_000


@pytest.mark.benchmark(group="a figure, whole process")
def test_figure_by_hand(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    figure = tmp_path / "figure.png"
    command = [sys.executable, str(Path(__file__).with_name("by_hand.py")), str(figure)]
    run = lambda: subprocess.run(command, check=True, capture_output=True)  # noqa: E731
    benchmark.pedantic(run, rounds=9 if benchmark.enabled else 1, warmup_rounds=1)
    assert figure.stat().st_size > 50_000


@pytest.mark.benchmark(group="words, whole process")
@pytest.mark.parametrize("words", ["--help", "list surfaces", "show adam"])
def test_words(words: str, program: Program, benchmark: BenchmarkFixture) -> None:
    run = program(*words.split())
    benchmark.pedantic(run, rounds=9 if benchmark.enabled else 1, warmup_rounds=1)


FRAMES = 200
"""Frames of a film of 1280 x 720; `FuncAnimation.save` makes a tenth of them."""


def film_by_hand(path: Path, frames: int) -> None:
    """Let matplotlib draw every frame anew."""
    from matplotlib.animation import FFMpegWriter, FuncAnimation, PillowWriter

    from optim_viz.plots.panels.moving import show_step

    figure = race_figure()
    show = lambda step: show_step(figure, step)  # noqa: E731
    steps = list(range(0, 100, 1000 // frames))
    writer = (PillowWriter if path.suffix == ".gif" else FFMpegWriter)(fps=50)
    film = FuncAnimation(figure, show, frames=steps, init_func=lambda: None)  # type: ignore[arg-type,return-value]
    film.save(path, writer=writer, dpi=96)


def film_of_ours(path: Path, frames: int) -> None:
    """Draw what moves on what does not."""
    from optim_viz.export import films
    from optim_viz.export.embedded import Inside
    from optim_viz.plots.animate import Pace, film

    films.write(
        film(race_figure(), Pace(100, 50, frames / 50)), path, Inside("{}"), fps=50, pause=0
    )


def race_figure() -> Figure:
    """Return the page of a race, at 1280 x 720."""
    from optim_viz.plots.animate import figure
    from optim_viz.plots.style.themes import theme

    with theme(settings={"figure.dpi": 96}):
        return figure(_raced(), "race")


@cache
def _raced() -> Comparison:
    return compare(surfaces.get("ravine"), steps=100)


@pytest.mark.benchmark(group="a film: 20 frames by matplotlib, 200 by us")
@pytest.mark.parametrize("suffix", [".gif", ".mp4"])
@pytest.mark.parametrize("make", [film_by_hand, film_of_ours])
def test_film(
    make: Callable[[Path, int], None], suffix: str, benchmark: BenchmarkFixture, tmp_path: Path
) -> None:
    if suffix == ".mp4" and which("ffmpeg") is None:
        pytest.skip("no ffmpeg")
    path = tmp_path / f"film{suffix}"
    rounds, frames = (3, FRAMES) if benchmark.enabled else (1, FRAMES // 10)  # no time is taken
    benchmark.pedantic(make, (path, frames), rounds=rounds, warmup_rounds=0)
    assert path.stat().st_size > 10_000
