"""Commands use one thread for linear algebra; programs that import the package keep theirs."""

import os
import subprocess
import sys

import pytest

from optim_viz.blas import SETTINGS

SHOW = f"import os; print([os.environ.get(name) for name in {SETTINGS!r}])"


def settings(program, tmp_path, **given):
    """Return the settings in a process that imports the package under this name."""
    path = tmp_path / program
    path.write_text(f"import optim_viz\n{SHOW}\n")
    rest = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    done = subprocess.run(
        [sys.executable, path], env=rest | given, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_commands_use_one_thread(tmp_path):
    assert settings("optim-viz", tmp_path) == str(["1"] * 4)
    assert settings("optim-viz", tmp_path, MKL_NUM_THREADS="3") == str(["1", "1", "3", "1"])


def test_other_programs_keep_theirs(tmp_path):
    assert settings("mine.py", tmp_path) == str([None] * 4)


@pytest.mark.parametrize("module", ["optim_viz"])
def test_threads_are_set_before_numpy_loads(module):
    code = (
        "import sys, os; sys.argv[0] = '-m'\n"
        "class Watch:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'numpy': print(os.environ.get('OPENBLAS_NUM_THREADS'))\n"
        f"sys.meta_path.insert(0, Watch())\nimport {module}.cli"
    )
    rest = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    done = subprocess.run(
        [sys.executable, "-c", code], env=rest, capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[0] == "1"
