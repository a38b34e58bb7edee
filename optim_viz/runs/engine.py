"""Which engine computes the steps of many runs: NumPy, or machine code compiled for them.

Nothing but the time depends on it. By default a loop is compiled where that pays, and where the
extra ``fast`` is installed; what cannot be compiled stays with NumPy.
"""

from __future__ import annotations

import os
from importlib.util import find_spec

from surfaces import InputError
from surfaces.specs import choose

ENGINES = ("numpy", "compiled")

VARIABLE = "OPTIM_VIZ_ENGINE"
"""The variable of the environment that names an engine for all loops that are not told one."""

_STEPS_THAT_PAY = 1_500_000
"""Steps of all runs from which on compiling (20 to 40 ms) takes less time than it saves. ..."""

_RUNS_TO_A_STEP = 1_500
"""... In NumPy a step of a block takes as long as this many runs more: the calls themselves."""


def may_compile(engine: str | None, runs: int, steps: int) -> bool:
    """Return whether a loop is to be compiled, if it can be.

    Parameters
    ----------
    engine : str, optional
        A name of `ENGINES`; by default what `VARIABLE` says, and else what pays.
    runs, steps : int
        The size of the loop.

    Raises
    ------
    InputError
        An unknown engine, or ``compiled`` where llvmlite is not installed.
    """
    told = engine or os.environ.get(VARIABLE)
    if told is None:
        return steps * (runs + _RUNS_TO_A_STEP) >= _STEPS_THAT_PAY and _is_installed()
    if choose(told, ENGINES, "engine") == "numpy":
        return False
    if not _is_installed():
        raise InputError(
            "the compiled engine needs llvmlite, which is not installed:"
            " pip install 'optim-viz[fast]'"
        )
    return True


def _is_installed() -> bool:
    return find_spec("llvmlite") is not None
