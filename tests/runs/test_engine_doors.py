"""Which engine runs a loop: the one that is asked for, here or in the environment, or what pays."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optim_viz import compare, tune
from optim_viz.bench import BenchmarkRecipe, Store, benchmark
from optim_viz.bench.every_run import blocks
from optim_viz.recipes.map import Axis
from optim_viz.runs import compilable, engine
from optim_viz.runs.engine import Compile, what_pays
from optim_viz.runs.run import run
from optim_viz.studies.basins import basins
from optim_viz.studies.map import map_knobs
from surfaces import InputError


def compiles(name: str | None, runs: int, steps: int) -> bool:
    return what_pays(name, runs, steps) in (Compile.NOW, Compile.FULLY)


def test_an_engine_is_named_or_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not compiles(None, 10, 10)
    monkeypatch.setitem(sys.modules, engine._KEPT_IN, compilable)
    monkeypatch.setattr(engine, "_is_installed", lambda: True)
    monkeypatch.setattr(engine, "_met", [0])
    assert [compiles(None, 1_000, 1_000) for _ in range(3)] == [False, True, True]
    assert what_pays(None, 1, 1_000) == Compile.IF_KEPT
    assert compiles(None, 100_000, 100)
    monkeypatch.setattr(engine, "_met", [0])
    engine.expect(10**7)
    assert compiles(None, 1_000, 1_000)
    assert not compiles(None, 6_000, 200)
    assert what_pays(None, 6_000, 200, noisy=True) == Compile.NOW
    assert not compiles("numpy", 100_000, 100)
    monkeypatch.setenv(engine.VARIABLE, "compiled")
    assert compiles(None, 10, 10)
    monkeypatch.setenv(engine.VARIABLE, "numpy")
    assert not compiles(None, 100_000, 100)
    assert compiles("compiled", 10, 10)


def bench(engine: str) -> Any:
    asked = BenchmarkRecipe(surfaces=("ravine",), optimizers=("sgd",), starts=2, steps=9)
    return [cell.rates.lost for cell in benchmark(asked, engine=engine).cells]


def mapped(engine: str) -> Any:
    x, y = Axis("lr", 0.01, 1.0, 5), Axis("momentum", 0.0, 0.9, 4)
    return map_knobs("ravine", "momentum", x, y, steps=20, engine=engine).pace


def ends(engine: str) -> Any:
    return basins("himmelblau", ["sgd"], steps=20, side=8, engine=engine)[0].end


def tuned(engine: str) -> Any:
    return tune("adam", "ravine", steps=20, engine=engine).score


def compared(engine: str) -> Any:
    done = compare("ravine", ["adam:lr=0.1"], steps=20, lr="default", engine=engine)
    return done.runs[0].points


def ran(engine: str) -> Any:
    return run("sgd", "ravine", steps=20, engine=engine).points


def test_a_store_is_gone_on_with_by_another_engine(tmp_path: Path, used: list[object]) -> None:
    """And by threads, each of which may be the first to want a loop."""
    asked = BenchmarkRecipe(surfaces=("rosenbrock",), optimizers=("sgd", "adam"), starts=4, steps=9)
    written = []
    for name, (first, second) in {
        "a": ("numpy", "numpy"),
        "b": ("numpy", "compiled"),
        "c": ("compiled", "numpy"),
    }.items():
        with Store(tmp_path / f"{name}.db") as store, ThreadPoolExecutor(2) as threads:
            benchmark(replace(asked, optimizers=("sgd",)), store=store, engine=first)
            benchmark(asked, store=store, executor=threads, engine=second)
            kept = [one for block in blocks(asked, store) for one in block.values()]
            written.append([np.asarray(one).tolist() for one in kept])
    assert repr(written[0]) == repr(written[1]) == repr(written[2])


@pytest.mark.parametrize("door", [bench, mapped, ends, tuned, compared, ran])
def test_every_door_takes_an_engine(door: Callable[[str], Any], used: list[object]) -> None:
    ours, count = np.array(door("numpy")), len(used)
    assert not count
    assert np.array(door("compiled")).tobytes() == ours.tobytes()
    with pytest.raises(InputError, match=r"unknown engine 'compild'.*compiled"):
        door("compild")


def test_without_llvmlite_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_is_installed", lambda: False)
    assert not compiles(None, 100_000, 100)
    with pytest.raises(InputError, match=r"pip install 'optim-viz\[fast\]'"):
        run("sgd", "ravine", engine="compiled")
