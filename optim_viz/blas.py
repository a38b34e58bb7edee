"""One thread for linear algebra in commands: matrices here are small, and threads cost more time.

A system of two equations for each of many runs takes five times as long with a thread for each of
many cores. The libraries read their settings when NumPy loads, so that this module is imported
first; programs that import this package keep their own settings, and so does who has set them.
"""

from __future__ import annotations

import os
import sys
from pathlib import PurePath

SETTINGS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""Environment variables that the libraries of linear algebra read."""

_COMMANDS = {"optim-viz", "-m"}
"""The program's name while the package is imported: ``optim-viz``, or ``python -m optim_viz``."""


def is_command(program: str) -> bool:
    """Return whether a program of this name is the command ``optim-viz``."""
    return PurePath(program).stem in _COMMANDS


def use_one_thread(program: str) -> None:
    """Set one thread, where nothing else is set, if the program is the command ``optim-viz``."""
    if is_command(program):
        for name in SETTINGS:
            os.environ.setdefault(name, "1")


use_one_thread(*getattr(sys, "argv", [])[:1] or [""])
