"""Ctrl-C: one line and exit code 130, whatever is being loaded or run."""

import os
import signal
import subprocess
import sys
import time

import pytest

from optim_viz import interrupts

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")

LINE = "optim-viz: interrupted: nothing was written\n"

WATCHED = """
import os, signal, sys

class Watch:
    '''Press Ctrl-C when a module is about to be loaded.'''
    def find_spec(self, name, *_):
        if name == {name!r}:
            os.kill(os.getpid(), signal.SIGINT)

sys.argv[0] = "optim-viz"
sys.meta_path.insert(0, Watch())
from optim_viz.cli import main
main()
"""


@pytest.mark.parametrize(
    "name",
    [
        "optim_viz.interrupts",
        "numpy",
        "numpy._core",
        "typer",
        "optim_viz.cli.app",
        "optim_viz.cli.compare",
        "matplotlib",
        "matplotlib.figure",
        "matplotlib.backends",
    ],
)
def test_an_interrupt_while_a_library_loads_is_one_line(name, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", WATCHED.format(name=name), "compare", "-a", "newton"],
        capture_output=True, text=True, cwd=tmp_path,
    )  # fmt: skip
    if name == "optim_viz.interrupts":  # nobody can be earlier
        assert "KeyboardInterrupt" in done.stderr
        return
    assert (done.returncode, done.stdout, done.stderr) == (130, "", LINE)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("delay", [0.1, 0.2, 0.4])
def test_an_interrupt_at_any_time_is_one_line(delay, tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "optim_viz", "compare", "--noise", "1",
         "--seeds", "200"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
    )  # fmt: skip
    for line in process.stderr:  # the program itself has begun
        if "optim_viz.interrupts" in line:
            break
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    said = [line for line in err.splitlines(keepends=True) if not line.startswith("import time:")]
    assert (process.returncode, out, said) == (130, "", [LINE])
    assert not list(tmp_path.iterdir())


def test_programs_that_import_the_package_keep_their_handlers():
    before = signal.getsignal(signal.SIGINT)
    interrupts.leave_while_loading("mine.py")
    assert signal.getsignal(signal.SIGINT) is before


def test_who_ignores_interrupts_is_not_interrupted():
    code = (
        "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "sys.argv[0] = 'optim-viz'\nfrom optim_viz.cli import main\n"
        "os.kill(os.getpid(), signal.SIGINT)\nmain()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--version"], capture_output=True, text=True, env=os.environ
    )
    assert (done.returncode, done.stderr) == (0, "")
