"""Workers side by side: copies of the process and threads do the same, and nothing is lost."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.optimizers import adam, optimizer
from optim_viz.runs.workers import Workers
from surfaces import InputError
from surfaces.transforms import Rotated

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux copies processes quickly"),
    # The runner of the tests has threads; none of them holds what these tests need.
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]

CREWS = [Workers(1), Workers(2), Workers(3), Workers(3, copies=False)]


def children():
    """Return how many children this process has, dead ones included."""
    try:
        return len(os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT) or [1])
    except ChildProcessError:
        return 0


def noted(workers, runs=10, dim=40_000):
    """Return how often each run was worked on, and by which process."""
    times, who = workers.empty(runs, dtype=int), workers.empty(runs, dtype=int)
    times[:] = 0

    def work(block):
        times[block] += 1
        who[block] = os.getpid()

    workers.each(work, runs, dim)
    return times, who


@pytest.mark.parametrize("workers", CREWS, ids=str)
@pytest.mark.parametrize("runs", [1, 2, 10])
def test_each_run_is_worked_on_once(workers, runs):
    times, who = noted(workers, runs)
    assert times.tolist() == [1] * runs
    assert len(set(who.tolist())) == (min(workers.size, runs) if workers.copies else 1)
    assert not children()


@pytest.mark.parametrize("workers", CREWS, ids=str)
def test_rooms_have_the_shape_and_type_that_was_asked_for(workers):
    for shape in ((3,), (2, 5), (0, 4)):
        for kind in (float, bool, np.int8):
            room = workers.empty(*shape, dtype=kind)
            assert room.shape == shape
            assert room.dtype == kind
            assert room.flags.writeable


@pytest.mark.parametrize("workers", CREWS, ids=str)
@pytest.mark.parametrize("broken", [0, 9])
def test_an_error_is_raised_wherever_it_happens(workers, broken):
    def work(block):
        if block.start <= broken < block.stop:
            raise RuntimeError("this block is broken")

    with pytest.raises(RuntimeError, match="this block is broken"):
        workers.each(work, 10, 40_000)
    assert not children()


def test_the_share_of_a_copy_that_is_killed_is_worked_on_again():
    here, workers = os.getpid(), Workers(2)
    times = workers.empty(10, dtype=int)
    times[:] = 0

    def work(block):
        if os.getpid() != here and block.start >= 5:
            os.kill(os.getpid(), 9)
        times[block] += 1

    workers.each(work, 10, 40_000)
    assert times.min() == 1
    assert not children()


def test_without_a_process_to_be_had_the_work_is_done_here(monkeypatch):
    def refused():
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(os, "fork", refused)
    times, who = noted(Workers(3))
    assert times.tolist() == [1] * 10
    assert set(who.tolist()) == {os.getpid()}


def test_a_program_that_hears_nothing_of_its_children_is_served_too(monkeypatch):
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        times, _ = noted(Workers(2))
    finally:
        signal.signal(signal.SIGCHLD, before)
    assert times.min() >= 1


def test_copies_end_with_the_process_that_made_them(tmp_path):
    """Whatever ends it, and in the middle of a block."""
    log = tmp_path / "log"
    program = f"""
import os, time
from pathlib import Path
from optim_viz.runs.workers import Workers
here = os.getpid()

def work(block):
    for _ in range(100):
        if os.getpid() != here:
            with open({str(log)!r}, "a") as file:
                print(os.getpid(), file=file)
        time.sleep(0.05)

Workers(2).each(work, 2, 10**6)
"""
    process = subprocess.Popen([sys.executable, "-c", program])
    for _ in range(600):
        if log.exists() and log.read_text():
            break
        time.sleep(0.05)
    process.kill()
    process.wait()
    time.sleep(0.2)
    first = log.read_text()
    time.sleep(0.5)
    assert first
    assert log.read_text() == first


def test_an_interrupt_leaves_no_copy_behind():
    here = os.getpid()

    def work(block):
        if os.getpid() == here:
            raise KeyboardInterrupt
        time.sleep(60)

    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        Workers(2).each(work, 10, 40_000)
    assert not children()
    assert time.monotonic() - begun < 30


@pytest.mark.parametrize("name", ["rosenbrock", "rastrigin:dim=3"])
def test_a_sweep_is_the_same_on_copies(name, monkeypatch):
    """With runs of all kinds of ends, noise, targets, and counts of calls."""
    surface = surfaces.get(name)
    rng = np.random.default_rng(0)
    low, high = surface.domain.low[:, np.newaxis], surface.domain.high[:, np.newaxis]
    start = low + (high - low) * rng.random((surface.dim, 20_000))
    start[:, ::7] = np.reshape(surface.minima[0].at, (-1, 1))
    start[:, 3::7] *= 1e150
    options = {"targets": (1.0, 1e-3), "noise": 0.1, "seed": np.arange(20_000) % 9}
    found = []
    for workers in CREWS:
        monkeypatch.setattr(Workers, "of", lambda *_, is_ours, workers=workers: workers)
        found.append(optim_viz.sweep(adam(lr=0.1), surface, start, 30, **options))
    for other in found[1:]:
        for field in (
            "end",
            "value",
            "best",
            "stayed",
            "hits",
            "taken",
            "status_code",
            "evaluations",
        ):
            np.testing.assert_array_equal(getattr(found[0], field), getattr(other, field))


def test_copies_are_made_where_they_pay_and_are_safe(monkeypatch):
    monkeypatch.setattr("optim_viz.runs.workers.cores", lambda: 4)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    assert Workers.of(None, 2**19, 100) == Workers(4)
    assert Workers.of(2, 2**19, 100) == Workers(2)
    assert Workers.of(None, 2**19, 40) == Workers(2)
    assert Workers.of(None, 2**19, 1) == Workers(1)
    assert Workers.of(None, 2, 10**9) == Workers(1)
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert Workers.of(None, 2**19, 100) == Workers(2, copies=False)
    assert Workers.of(None, 2**17, 10**9) == Workers(1, copies=False)


def test_the_code_of_others_is_never_copied_and_has_threads_only_on_demand(monkeypatch):
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    assert Workers.of(None, 2**19, 100, is_ours=False) == Workers()
    assert Workers.of(2, 2**19, 100, is_ours=False) == Workers(2, copies=False)

    @optimizer
    def mine(f, x, *, lr=0.1):
        return x - lr * f.gradient(x)

    own = surfaces.from_functions(lambda p: (p**2).sum(axis=0), domain=[(-1, 1), (-1, 1)])
    seen = []
    monkeypatch.setattr(Workers, "of", lambda *_, is_ours: seen.append(is_ours) or Workers())
    for method, surface in (
        (adam(), surfaces.get("bowl")),
        (adam(), surfaces.formula("x**2 + y**2")),
        (adam(), Rotated(surfaces.get("bowl"), 30.0)),
        (mine(), surfaces.get("bowl")),
        (adam(), own),
        (adam(), Rotated(own, 30.0)),
    ):
        optim_viz.sweep(method, surface, steps=3)
    assert seen == [True, True, True, False, False, False]


def test_a_worker_of_others_makes_no_copies():
    """As many workers as cores would each make as many copies."""
    with ProcessPoolExecutor(1) as pool:
        assert pool.submit(Workers.of, None, 2**30, 10**6).result() == Workers()


@pytest.mark.parametrize("workers", CREWS, ids=str)
def test_what_is_returned_is_shared_with_nobody(workers):
    room = workers.empty(4)
    room[:] = 1.0
    own = workers.private(room)
    if workers.size > 1 and workers.copies:
        room[:] = 2.0
    assert own.tolist() == [1.0] * 4


def test_an_interrupt_between_any_two_lines_is_obeyed_and_leaves_nobody():
    """Ctrl-C at random moments while copies are made: always an interrupt, never two programs."""
    program = """
import os, random, signal, sys, threading
import numpy as np, optim_viz, surfaces
from optim_viz.runs.workers import Workers
here = os.getpid()
random.seed(int(sys.argv[1]))
signal.signal(signal.SIGALRM, lambda *_: os.kill(here, signal.SIGINT))
obeyed = 0
for _ in range(60):
    signal.setitimer(signal.ITIMER_REAL, random.uniform(1e-4, 8e-3))
    try:
        while True:
            Workers(3).each(lambda block: None, 9, 40_000)
    except KeyboardInterrupt:
        obeyed += 1
    assert os.getpid() == here
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    print(obeyed)
"""
    command = [sys.executable, "-c", program, "1"]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (shown.stdout, shown.returncode) == ("60\n", 0), shown.stderr


@pytest.mark.parametrize("workers", [0, -1, 1.5, "2"])
def test_a_crew_of_strange_size_is_refused(workers):
    with pytest.raises(InputError, match="workers is a whole number, at least 1, not"):
        optim_viz.sweep(adam(), surfaces.get("bowl"), workers=workers)


def test_a_program_of_its_own_has_two_cores_work_without_a_word():
    """No warning of a newer Python, nothing printed twice, nobody left."""
    program = """
import os, numpy as np, optim_viz, surfaces
from optim_viz.optimizers import adam, optimizer
from surfaces import InputError
from surfaces.transforms import Rotated
from optim_viz.runs import workers
made = []
fork = os.fork
os.fork = lambda: made.append(1) or fork()
print("once", end=" ")
x = np.random.default_rng(0).uniform(-2, 2, (2, 40_000))
done = optim_viz.sweep(adam(lr=0.1), surfaces.get("rosenbrock"), x, 300, workers=2, engine="numpy")
print(len(made), len(done.taken))
"""
    command = [sys.executable, "-W", "error", "-c", program]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (shown.returncode, shown.stdout, shown.stderr) == (0, "once 1 40000\n", "")
