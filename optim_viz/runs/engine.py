"""Which engine computes the steps of many runs: NumPy, or machine code compiled for them.

Nothing but the time depends on it. By default a loop is compiled where that pays, and where the
extra ``fast`` is installed; what cannot be compiled stays with NumPy.
"""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from importlib.util import find_spec

from surfaces import InputError
from surfaces.specs import choose

ENGINES = ("numpy", "compiled")

VARIABLE = "OPTIM_VIZ_ENGINE"
"""The variable of the environment that names an engine for all loops that are not told one."""

_STEPS_THAT_PAY = 2_000_000
"""Steps of all runs from which on compiling a loop (20 ms) takes less time than it saves, ..."""

_STEPS_BEFORE_THE_FIRST = 5_000_000
"""... once a process has come to this many in loops that long: the first one loads LLVM (0.1 s)."""

_LEAST_STEPS = 100_000
"""Steps from which on it is looked up whether a loop has been compiled before."""

_RUNS_TO_A_STEP = 1_500
"""In NumPy a step of a block takes as long as this many runs more: the calls themselves."""

_STEPS_TO_A_NOISY_ONE = 2
"""Compiling a step of a run with noise saves as much as this many without."""

_KEPT_IN = "optim_viz.runs.compilable"
"""The module that keeps compiled loops: nobody has to look there if it was never loaded."""

_met = [0]
"""Steps that this process has come to in loops that are long enough."""


class Compile(StrEnum):
    """Whether a loop is to be run as machine code, if it can be."""

    NEVER = "never"
    IF_KEPT = "if it has been compiled before"
    NOW = "now"
    FULLY = "now, and its stretches, too, for which others have to be long"


def what_pays(engine: str | None, runs: int, steps: int, *, noisy: bool = False) -> Compile:
    """Return whether a loop that is to be run now is to be compiled.

    Parameters
    ----------
    engine : str, optional
        A name of `ENGINES`; by default what `VARIABLE` says, and else what pays.
    runs, steps : int
        The size of the loop.
    noisy : bool
        Whether gradients have errors.

    Raises
    ------
    InputError
        An unknown engine, or ``compiled`` where llvmlite is not installed.
    """
    told = _told(engine)
    if told is not None:
        fully = Compile.FULLY if engine else Compile.NOW
        return fully if told == "compiled" else Compile.NEVER
    size = steps * (runs * (_STEPS_TO_A_NOISY_ONE if noisy else 1) + _RUNS_TO_A_STEP)
    if size < _LEAST_STEPS or not _is_installed():
        return Compile.NEVER
    if size >= _STEPS_THAT_PAY:
        _met[0] += size
        if _met[0] >= _STEPS_BEFORE_THE_FIRST:
            return Compile.NOW
    return Compile.IF_KEPT if _KEPT_IN in sys.modules else Compile.NEVER


def expect(steps: int) -> None:
    """Note that loops are to come, by the steps of all their runs: the first may be compiled."""
    _met[0] += steps


def check(engine: str | None) -> None:
    """Refuse an engine that is asked for, but is not known or not installed.

    Raises
    ------
    InputError
        As `what_pays`.
    """
    if engine is not None:
        _told(engine)


def compiles_long_loops() -> bool:
    """Return whether loops are compiled where nothing is said but by `VARIABLE`.

    Raises
    ------
    InputError
        As `what_pays`.
    """
    told = _told(None)
    return _is_installed() if told is None else told == "compiled"


def _told(engine: str | None) -> str | None:
    """Return the engine that is asked for, here or in the environment."""
    told = engine or os.environ.get(VARIABLE) or None
    if told is not None and choose(told, ENGINES, "engine") == "compiled" and not _is_installed():
        raise InputError(
            "the compiled engine needs llvmlite, which is not installed:"
            " pip install 'optim-viz[fast]'"
        )
    return told


def _is_installed() -> bool:
    return find_spec("llvmlite") is not None
