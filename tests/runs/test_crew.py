"""Workers side by side: copies of the process and threads do the same, and nothing is lost."""

import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.crew import Crew
from optim_viz.optimizers import adam
from surfaces import InputError

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux copies processes quickly"),
    # The runner of the tests has threads; none of them holds what these tests need.
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]

CREWS = [Crew(1), Crew(2), Crew(3), Crew(3, copies=False)]


def children():
    """Return how many children this process has, dead ones included."""
    try:
        return len(os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT) or [1])
    except ChildProcessError:
        return 0


def noted(crew, runs=10, dim=40_000):
    """Return how often each run was worked on, and by which process."""
    times, who = crew.room(runs, of=int), crew.room(runs, of=int)
    times[:] = 0

    def work(block):
        times[block] += 1
        who[block] = os.getpid()

    crew.each(work, runs, dim)
    return times, who


@pytest.mark.parametrize("crew", CREWS, ids=str)
@pytest.mark.parametrize("runs", [1, 2, 10])
def test_each_run_is_worked_on_once(crew, runs):
    times, who = noted(crew, runs)
    assert times.tolist() == [1] * runs
    assert len(set(who.tolist())) == (min(crew.size, runs) if crew.copies else 1)
    assert not children()


@pytest.mark.parametrize("crew", CREWS, ids=str)
def test_rooms_have_the_shape_and_type_that_was_asked_for(crew):
    for shape in ((3,), (2, 5), (0, 4)):
        for kind in (float, bool, np.int8):
            room = crew.room(*shape, of=kind)
            assert room.shape == shape
            assert room.dtype == kind
            assert room.flags.writeable


@pytest.mark.parametrize("crew", CREWS, ids=str)
@pytest.mark.parametrize("broken", [0, 9])
def test_an_error_is_raised_wherever_it_happens(crew, broken):
    def work(block):
        if block.start <= broken < block.stop:
            raise RuntimeError("this block is broken")

    with pytest.raises(RuntimeError, match="this block is broken"):
        crew.each(work, 10, 40_000)
    assert not children()


def test_the_share_of_a_copy_that_is_killed_is_worked_on_again():
    here, crew = os.getpid(), Crew(2)
    times = crew.room(10, of=int)
    times[:] = 0

    def work(block):
        if os.getpid() != here and block.start >= 5:
            os.kill(os.getpid(), 9)
        times[block] += 1

    crew.each(work, 10, 40_000)
    assert times.min() == 1
    assert not children()


def test_without_a_process_to_be_had_the_work_is_done_here(monkeypatch):
    def refused():
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(os, "fork", refused)
    times, who = noted(Crew(3))
    assert times.tolist() == [1] * 10
    assert set(who.tolist()) == {os.getpid()}


def test_a_program_that_hears_nothing_of_its_children_is_served_too(monkeypatch):
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        times, _ = noted(Crew(2))
    finally:
        signal.signal(signal.SIGCHLD, before)
    assert times.min() >= 1


def test_copies_stop_when_the_process_is_killed(tmp_path):
    """After the block that they work on, not at the end of their share."""
    program = f"""
import os, time
from optim_viz.crew import Crew
here = os.getpid()

def work(block):
    if os.getpid() != here:
        with open({str(tmp_path / "log")!r}, "a") as log:
            print(os.getpid(), file=log)
    time.sleep(0.2)

Crew(2).each(work, 1000, 10**6)
"""
    process = subprocess.Popen([sys.executable, "-c", program])
    log = tmp_path / "log"
    for _ in range(600):
        if log.exists() and log.read_text():
            break
        time.sleep(0.05)
    process.kill()
    process.wait()
    time.sleep(1.0)
    first = log.read_text()
    time.sleep(0.6)
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
        Crew(2).each(work, 10, 40_000)
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
    for crew in CREWS:
        monkeypatch.setattr(Crew, "of", lambda *_, crew=crew: crew)
        found.append(optim_viz.sweep(adam(lr=0.1), surface, start, 30, **options))
    for other in found[1:]:
        for field in ("end", "value", "best", "stayed", "hits", "taken", "ending", "calls"):
            np.testing.assert_array_equal(getattr(found[0], field), getattr(other, field))


def test_copies_are_made_where_they_pay_and_are_safe(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    for library in ("torch", "jax", "tensorflow"):
        monkeypatch.delitem(sys.modules, library, raising=False)
    assert Crew.of(None, 2**19, 100) == Crew(4)
    assert Crew.of(2, 2**19, 100) == Crew(2)
    assert Crew.of(None, 2**19, 40) == Crew(2)
    assert Crew.of(None, 2**19, 1) == Crew(1)
    assert Crew.of(None, 2, 10**9) == Crew(1)
    monkeypatch.setitem(sys.modules, "torch", None)
    assert Crew.of(None, 2**19, 100) == Crew(2, copies=False)
    assert Crew.of(None, 2**17, 10**9) == Crew(1, copies=False)


@pytest.mark.parametrize("workers", [0, -1, 1.5, "2"])
def test_a_crew_of_strange_size_is_refused(workers):
    with pytest.raises(InputError, match="workers is a whole number, at least 1, not"):
        optim_viz.sweep(adam(), surfaces.get("bowl"), workers=workers)


def test_a_program_of_its_own_has_two_cores_work_without_a_word():
    """No warning of a newer Python, nothing printed twice, nobody left."""
    program = """
import os, numpy as np, optim_viz, surfaces
from optim_viz.optimizers import adam
from surfaces import InputError
from optim_viz import crew
made = []
fork = os.fork
os.fork = lambda: made.append(1) or fork()
print("once", end=" ")
x = np.random.default_rng(0).uniform(-2, 2, (2, 40_000))
done = optim_viz.sweep(adam(lr=0.1), surfaces.get("rosenbrock"), x, 300, workers=2)
print(len(made), len(done.taken))
"""
    command = [sys.executable, "-W", "error", "-c", program]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (shown.returncode, shown.stdout, shown.stderr) == (0, "once 1 40000\n", "")
