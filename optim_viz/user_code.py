"""Errors in what somebody else wrote: an optimizer in a file, a package that adds to ours.

Such a function may raise whatever it likes; the person is told which one it was, and where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from inspect import unwrap
from pathlib import Path
from traceback import walk_tb
from typing import Any

from surfaces import InputError
from surfaces.specs import plugins

FILE = "optim_viz_file_"
"""What modules are called that are read from a file; no package is."""

_GROUPS = ("optim_viz.optimizers", "optim_viz.surfaces")
"""The entry points of packages that add something."""


@contextmanager
def told() -> Iterator[None]:
    """Turn what the code of others raises into one line that names function, file and line."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:
        if place := described(error):
            raise InputError(place) from error
        raise


def described(error: Exception) -> str:
    """Return where in the code of others an error arose, and what it was; else nothing."""
    frames = [
        (frame.f_code, line)
        for frame, line in walk_tb(error.__traceback__)
        if _is_foreign(frame.f_globals.get("__name__") or "")
    ]
    if not frames:
        return ""
    code, line = frames[-1]
    return f"{place_of(code, line)}: {type(error).__name__}: {error}"


def where_is(step: Callable[..., Any]) -> str:
    """Return where a function stands, in words."""
    step = unwrap(step)
    return place_of(step.__code__, step.__code__.co_firstlineno)


def place_of(code: Any, line: int) -> str:
    """Return where a line of somebody's code stands, in words."""
    path = Path(code.co_filename)
    if path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    if code.co_name == "<module>":
        return f"{path}, line {line}"
    return f"{code.co_qualname} ({path}, line {line})"


def _is_foreign(module: str) -> bool:
    return module.startswith(FILE) or module.partition(".")[0] in _packages()


@cache
def _packages() -> frozenset[str]:
    """Return the packages that add surfaces or optimizers."""
    points = [point for group in _GROUPS for point in plugins(group).values()]
    return frozenset(point.module.partition(".")[0] for point in points)
