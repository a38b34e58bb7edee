"""Nothing is lost and nothing is mixed, whatever ends the process."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

import optim_viz
from optim_viz.benchmark import work
from optim_viz.executors import benchmark
from optim_viz.store import Store, StoreError
from surfaces import InputError

SCRIPT = """
import sys
from pathlib import Path
from optim_viz import benchmark as bench
from optim_viz.executors import benchmark
from optim_viz.store import Store
bench.UNIT = 14  # many small units
with Store(Path(sys.argv[1])) as store:
    print("open", flush=True)
    benchmark(bench.BenchmarkRecipe.read(sys.argv[2]), shelf=store)
"""
ROOT = Path(optim_viz.__file__).parents[1]


def writer(path, recipe):
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(path), recipe.text()],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def kept(path):
    if not path.exists():
        return 0
    file = sqlite3.connect(path)
    try:
        return file.execute("SELECT count(*) FROM units").fetchone()[0]
    except sqlite3.OperationalError:
        return 0  # no tables yet
    finally:
        file.close()


@pytest.fixture
def small_units(monkeypatch):
    monkeypatch.setattr("optim_viz.benchmark.UNIT", 14)


def test_kept_units_are_not_run_again(recipe, tmp_path, assert_same, monkeypatch):
    with Store(tmp_path / "a.sqlite") as store:
        first = benchmark(recipe, shelf=store)
        monkeypatch.setattr("optim_viz.executors.work", None)
        assert_same(benchmark(recipe, shelf=store), first)
        assert store.recipes() == [recipe]


def test_another_recipe_is_another_experiment(recipe, tmp_path, assert_same):
    other = replace(recipe, steps=61)
    with Store(tmp_path / "a.sqlite") as store:
        for one in (recipe, other, recipe):
            assert_same(benchmark(one, shelf=store), benchmark(one))
        assert store.recipes() == [recipe, other]


def test_killed_at_random_moments_the_numbers_are_the_same(
    recipe, tmp_path, assert_same, small_units
):
    path, chance = tmp_path / "a.sqlite", random.Random(1)
    recipe = replace(recipe, steps=400, starts=40)
    seen = []
    while len(seen) < 6 or not seen[-1]:
        process = writer(path, recipe)
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.4))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        seen.append(kept(path))
    assert seen == sorted(seen)
    assert seen[-1] > 0
    with Store(path) as store:
        assert_same(benchmark(recipe, shelf=store), benchmark(recipe))


def test_two_writers_at_once(recipe, tmp_path, assert_same, small_units):
    path = tmp_path / "a.sqlite"
    writers = [writer(path, one) for one in (recipe, recipe, replace(recipe, seed=5))]
    assert [one.wait(60) for one in writers] == [0, 0, 0]
    for one in writers:
        one.stdout.close()
    with Store(path) as store:
        assert len(store.recipes()) == 2
        assert_same(benchmark(recipe, shelf=store), benchmark(recipe))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can mount")
def test_a_full_disk_keeps_what_was_done(recipe, tmp_path, assert_same, small_units):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("cannot mount a small file system")
    try:
        path = disk / "a.sqlite"
        big = replace(recipe, starts=60)
        with Store(path) as store, pytest.raises(StoreError, match=r"full|disk I/O.*is kept"):
            benchmark(big, shelf=store)
        done = kept(path)
        assert done > 0
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        with Store(path) as store:
            assert_same(benchmark(big, shelf=store), benchmark(big))
        assert kept(path) > done
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def foreign(path):
    file = sqlite3.connect(path)
    file.execute("CREATE TABLE recipes (id)")
    file.commit()
    file.close()


def newer(path):
    Store(path).close()
    file = sqlite3.connect(path)
    file.execute("PRAGMA user_version = 99")
    file.close()


def overwritten(path):
    Store(path).close()
    data = bytearray(path.read_bytes())
    data[100:2000] = b"\xff" * 1900
    path.write_bytes(data)


def cut(path):
    Store(path).close()
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda path: path.write_text("optimizer,lr\n"), "not a file of benchmark results"),
        (lambda path: path.write_bytes(os.urandom(9000)), "not a file of benchmark results"),
        (foreign, "belongs to another program"),
        (newer, "schema 99"),
        (overwritten, "damaged"),
        (cut, "damaged"),
    ],
)
def test_a_foreign_or_damaged_file_is_refused_and_left_as_it_is(tmp_path, spoil, message):
    path = tmp_path / "a.sqlite"
    spoil(path)
    before, files = path.read_bytes(), sorted(tmp_path.iterdir())
    with pytest.raises(InputError, match=message) as error:
        Store(path)
    assert "\n" not in str(error.value)
    assert path.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == files


def test_a_unit_that_was_damaged_is_run_again(recipe, tmp_path):
    unit = next(recipe.units())
    with Store(tmp_path / "a.sqlite") as store:
        store.put(unit, work(unit))
        store._file.execute("UPDATE units SET outcomes = x'00ff'")
        assert store.get(unit) is None


def test_a_place_that_cannot_be(tmp_path):
    with pytest.raises(InputError, match="is a folder"):
        Store(tmp_path)
    with pytest.raises(InputError, match="no folder"):
        Store(tmp_path / "nowhere" / "a.sqlite")
