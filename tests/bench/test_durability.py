"""Nothing is lost, whatever ends the process: the real command, really ended."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace

import pytest

from optim_viz.bench.store import Store
from optim_viz.recipes.bench import BenchmarkRecipe

PLACES = ("rosenbrock", "himmelblau", "rastrigin", "beale")
RECIPE = BenchmarkRecipe(surfaces=PLACES, starts=30, steps=200)
PATIENCE = 60
QUICK = ("--figure", "ert", "--dpi", "40")
"""What is drawn at the end of each command: it loads no seaborn and few pixels."""

ALL = 42
"""Units: four surfaces, five optimizers; tuned, then scored; two more decades of rates."""

ALL_FROM_OTHER_STARTS = 41
"""The same with another seed, with one more decade of rates."""


COMMAND = (
    "bench", *PLACES, "--starts", "30", "--steps", "200", "--store", "a.sqlite", "--json", "-q",
    *QUICK,
)  # fmt: skip
PIPES = {"text": True, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}


@pytest.fixture(scope="module")
def bench(start):
    """Give what starts the command in a folder."""
    return lambda folder, *more: start("optim_viz", *COMMAND, *more, cwd=folder, **PIPES)


def kept(folder):
    path = folder / "a.sqlite"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path)) as file:
        try:
            return file.execute("SELECT count(*) FROM units").fetchone()[0]
        except sqlite3.OperationalError:
            return 0  # no tables yet


def found(folder, process, count=ALL):
    """Return all that a command has made: what it says, its picture, and the bits in its store."""
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (0, "")
    with Store(folder / "a.sqlite") as store:
        assert RECIPE in store.recipes()
        units = store._file.execute("SELECT described, starts, outcomes FROM units").fetchall()
    assert len(units) == count
    return json.loads(out), (folder / "bench.png").read_bytes(), sorted(units)


@pytest.fixture(scope="module")
def right(tmp_path_factory, bench):
    """Return what the command makes when nothing ends it."""
    folder = tmp_path_factory.mktemp("right")
    return found(folder, bench(folder))


def end(process, how):
    process.send_signal(how)
    process.communicate(timeout=PATIENCE)


def wait_for_units(folder, process, count):
    limit = time.monotonic() + PATIENCE
    while kept(folder) < count:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < limit
        time.sleep(0.01)


def test_killed_at_random_moments_it_goes_on(tmp_path, right, bench):
    chance, seen = random.Random(1), [0]
    while seen[-1] < ALL // 2 or len(seen) < 4:
        process = bench(tmp_path)
        # Once before there is a file, once while it is made, then while units are done.
        if len(seen) > 2:
            wait_for_units(tmp_path, process, min(seen[-1] + 3, ALL - 5))
        time.sleep(chance.uniform(0, 0.3 if len(seen) > 2 else 0.05))
        end(process, signal.SIGKILL)
        seen.append(kept(tmp_path))
        assert len(seen) < 20
    assert seen == sorted(seen)
    assert found(tmp_path, bench(tmp_path)) == right


def test_interrupted_again_and_again_it_goes_on(tmp_path, right, bench):
    before = 0
    for _ in range(3):
        process = bench(tmp_path)
        wait_for_units(tmp_path, process, before + 4)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, out) == (130, "")
        assert err == (
            "optim-viz: interrupted; what is done is in a.sqlite: the same command goes on\n"
        )
        assert sorted(os.listdir(tmp_path)) == ["a.sqlite"]
        assert kept(tmp_path) >= before + 4
        before = kept(tmp_path)
    assert found(tmp_path, bench(tmp_path)) == right


@pytest.fixture(scope="module")
def stopped(tmp_path_factory, bench):
    """Return the files as they are on the disk, halfway and in the middle of whatever it does."""
    folder, image = tmp_path_factory.mktemp("stopped"), tmp_path_factory.mktemp("image")
    process = bench(folder)
    wait_for_units(folder, process, ALL // 2)
    process.send_signal(signal.SIGSTOP)
    os.waitpid(process.pid, os.WUNTRACED)  # it has stopped
    for path in folder.glob("a.sqlite*"):
        shutil.copy(path, image)
    done = kept(folder)
    end(process, signal.SIGKILL)
    assert (image / "a.sqlite-wal").stat().st_size > 0
    return image, done


@pytest.mark.parametrize("lost", ["nothing", "the index of the log", "the end of the log"])
def test_after_a_reboot_it_goes_on(stopped, tmp_path, right, lost, bench):
    """No process closes the file, the shared memory is gone, and a write may be torn."""
    image, done = stopped
    for path in image.iterdir():
        shutil.copy(path, tmp_path)
    if lost != "nothing":
        (tmp_path / "a.sqlite-shm").unlink()
    if lost == "the end of the log":
        log = tmp_path / "a.sqlite-wal"
        os.truncate(log, int(0.9 * log.stat().st_size) - 777)
        assert 0 < kept(tmp_path) < done
    else:
        assert kept(tmp_path) in (
            done,
            done + 1,
        )  # one may be whole in the log, not yet in its index
    assert found(tmp_path, bench(tmp_path)) == right


def test_two_commands_at_once(tmp_path, right, bench):
    other = bench(tmp_path, "-o", "other.png", "--seed", "5")
    processes = [bench(tmp_path), bench(tmp_path, "-o", "twin.png")]
    for process in (other, processes[1]):
        _, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, err) == (0, "")
    told, picture, units = found(tmp_path, processes[0], ALL + ALL_FROM_OTHER_STARTS)
    assert (told, picture) == right[:2]
    assert set(right[2]) <= set(units)
    assert (tmp_path / "twin.png").read_bytes() == right[1]
    with Store(tmp_path / "a.sqlite") as store:
        assert set(store.recipes()) == {RECIPE, replace(RECIPE, seed=5)}


def check_full(folder, process):
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (1, "")
    assert err.startswith("optim-viz: cannot write a.sqlite: ")
    assert err.endswith("; what was done before is kept, and the same command goes on from there\n")
    assert 0 < kept(folder) < ALL


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can mount")
def test_a_full_disk_keeps_what_was_done(tmp_path, right, bench):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("cannot mount a small file system here")
    try:
        check_full(disk, bench(disk))
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        assert found(disk, bench(disk)) == right
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_file_that_may_not_grow_keeps_what_was_done(tmp_path, right, bench):
    resource = pytest.importorskip("resource")

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    program = [sys.executable, "-m", "optim_viz", *COMMAND]
    check_full(tmp_path, subprocess.Popen(program, cwd=tmp_path, preexec_fn=limit, **PIPES))
    assert found(tmp_path, bench(tmp_path)) == right


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can mount")
def test_drawn_from_a_disk_that_cannot_be_written(tmp_path, right, bench, start):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("cannot mount a small file system here")
    try:
        assert found(disk, bench(disk)) == right
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        source = str(disk / "a.sqlite")
        for option, code in (("--from", 0), ("--store", 2)):
            asked = ("bench", "-q", *QUICK, option, source, "--json")
            process = start("optim_viz", *asked, cwd=tmp_path, **PIPES)
            _, err = process.communicate(timeout=PATIENCE)
            assert process.returncode == code, err
        assert err.startswith(f"optim-viz: cannot write {source[:40]}")  # long paths are cut
        assert err.count("\n") == 1
        assert (tmp_path / "bench.png").read_bytes() == right[1]
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)
