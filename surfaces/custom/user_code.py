"""Errors in code of users: a file, or a package that adds surfaces or optimizers.

Whatever such a function raises becomes one line that names the function, the file and the line.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from pickle import PicklingError
from traceback import walk_tb
from typing import Any

from surfaces.specs import plugins

MODULE_PREFIX = "optim_viz_file_"
"""Start of the name of every module that is read from a file; no package is called so."""

_GROUPS = ("optim_viz.optimizers", "optim_viz.surfaces")
"""The entry points of packages that add optimizers or surfaces."""


def described(error: Exception) -> str:
    """Return where an error arose in code of users, and its text; empty if it arose elsewhere."""
    frames = [
        (frame.f_code, line)
        for frame, line in walk_tb(error.__traceback__)
        if _is_foreign(frame.f_globals.get("__name__") or "")
    ]
    if not frames:
        return ""
    code, line = frames[-1]
    return f"{place_of(code, line)}: {type(error).__name__}: {error}"


def place_of(code: Any, line: int) -> str:
    """Return where a line of somebody's code stands, in words."""
    path = Path(code.co_filename)
    if path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    if code.co_name == "<module>":
        return f"{path}, line {line}"
    return f"{code.co_qualname} ({path}, line {line})"


def unpicklable(thing: str, function: Any) -> PicklingError:
    """Return the error for something that cannot be pickled because of a function in it."""
    name = getattr(function, "__qualname__", type(function).__name__)
    return PicklingError(
        f"{thing} cannot be pickled: a pickle only notes where a function is found, and {name} is"
        " found nowhere; write it into a file, or at the top of a module"
    )


def _is_foreign(module: str) -> bool:
    return module.startswith(MODULE_PREFIX) or module.partition(".")[0] in _packages()


@cache
def _packages() -> frozenset[str]:
    """Return the names of the installed packages that add surfaces or optimizers."""
    points = [point for group in _GROUPS for point in plugins(group).values()]
    return frozenset(point.module.partition(".")[0] for point in points)
