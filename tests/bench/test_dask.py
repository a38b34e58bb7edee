"""A cluster of real processes: a scheduler, two workers; one after the other is lost."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import subprocess
import time
from contextlib import closing

import pytest

from optim_viz.bench import cluster
from optim_viz.bench.cluster import on_dask
from optim_viz.bench.store import Store
from optim_viz.recipes.bench import BenchmarkRecipe
from surfaces import InputError

pytest.importorskip("distributed")

PLACES = ("rosenbrock", "himmelblau", "rastrigin")
RECIPE = BenchmarkRecipe(surfaces=PLACES, starts=100, steps=200)
TASK = [*PLACES, "--starts", "100", "--steps", "200", "-o", "a.png", "--json", "-q"]
TASK += ["--figure", "ert", "--dpi", "40"]  # without seaborn, and few pixels
ALONE = ("--nthreads", "1", "--no-nanny", "--no-dashboard")
PATIENCE = 60


@pytest.fixture(scope="module")
def bench(start):
    """Give what starts the command in a folder."""
    pipes = {"text": True, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    asked = ("bench", *TASK, "--store", "a.sqlite")
    return lambda folder, *more: start("optim_viz", *asked, *more, cwd=folder, **pipes)


def kept(folder):
    path = folder / "a.sqlite"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path)) as file:
        try:
            return file.execute("SELECT count(*) FROM units").fetchone()[0]
        except sqlite3.OperationalError:
            return 0  # no tables yet


def wait_for_units(folder, process, count):
    end = time.monotonic() + PATIENCE
    while kept(folder) < count:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.01)


def units(folder):
    """Return all that is in the store, by unit: arrays, bit by bit."""
    with Store(folder / "a.sqlite") as store:
        assert store.recipes() == [RECIPE]
        rows = store._file.execute("SELECT described, starts, outcomes FROM units")
        return {(described, starts): outcomes for described, starts, outcomes in rows}


@pytest.fixture(scope="module")
def alone(tmp_path_factory, bench):
    """Return what the threads of one process find: the numbers and the picture."""
    folder = tmp_path_factory.mktemp("alone")
    out, err = bench(folder).communicate(timeout=PATIENCE)
    assert err == ""
    return json.loads(out), units(folder), (folder / "a.png").read_bytes()


def check_same(folder, process, alone):
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (0, "")
    assert (json.loads(out), units(folder), (folder / "a.png").read_bytes()) == alone


def test_an_address_where_nobody_is(monkeypatch):
    monkeypatch.setattr(cluster, "SCHEDULER_TIMEOUT", 0.3)
    for address in ("tcp://127.0.0.1:9", "nowhere", "tcp://127.0.0.1:port"):
        with pytest.raises(InputError, match="no Dask scheduler answers at"), on_dask(address):
            pass


def test_what_is_no_scheduler_is_not_waited_for(monkeypatch):
    """The address of its web page is easily taken for its own."""
    monkeypatch.setattr(cluster, "SCHEDULER_TIMEOUT", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(InputError, match=r"answers at .* within 0.3 s"), on_dask(address):
            pass


@pytest.mark.filterwarnings("ignore")  # of Dask's own code
def test_a_scheduler_without_workers(monkeypatch, scheduler):
    monkeypatch.setattr(cluster, "WORKERS_TIMEOUT", 0.5)
    with pytest.raises(InputError, match="has no workers: start some"), on_dask(scheduler[0]):
        pass


def test_a_worker_killed_halfway_changes_no_number(tmp_path, scheduler, daemons, alone, bench):
    address, _ = scheduler
    workers = [daemons("worker", address, *ALONE) for _ in range(2)]
    process = bench(tmp_path, "--dask", address)
    wait_for_units(tmp_path, process, 8)  # of 30
    workers[0].kill()
    workers[0].wait(PATIENCE)
    assert kept(tmp_path) < 26
    check_same(tmp_path, process, alone)


@pytest.mark.filterwarnings("ignore")
def test_a_worker_of_another_version_is_refused(monkeypatch, scheduler, daemons):
    daemons("worker", scheduler[0], *ALONE)
    monkeypatch.setattr(cluster, "__version__", "0.0")
    refused = pytest.raises(InputError, match=r"has version .*, not 0\.0")
    with refused, on_dask(scheduler[0]):
        pass


def test_interrupted_then_the_scheduler_lost_then_alone(tmp_path, scheduler, daemons, alone, bench):
    address, dask = scheduler
    daemons("worker", address, *ALONE)
    process = bench(tmp_path, "--dask", address)
    wait_for_units(tmp_path, process, 3)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (130, "")
    assert err == "optim-viz: interrupted; what is done is in a.sqlite: the same command goes on\n"

    process = bench(tmp_path, "--dask", address)
    wait_for_units(tmp_path, process, kept(tmp_path) + 3)
    dask.kill()
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (1, "")
    assert err.count("\n") == 1
    assert f"the Dask scheduler at {address} went away" in err
    assert 6 <= kept(tmp_path) < 26

    check_same(tmp_path, bench(tmp_path), alone)
