"""Errors in code of users: an optimizer in a file, a package that adds surfaces or optimizers.

Whatever such a function raises becomes one line that names the function, the file and the line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from inspect import unwrap
from pathlib import Path
from traceback import walk_tb
from typing import Any

import numpy as np

from surfaces import InputError
from surfaces.specs import plugins

MODULE_PREFIX = "optim_viz_file_"
"""Start of the name of every module that is read from a file; no package is called so."""

_GROUPS = ("optim_viz.optimizers", "optim_viz.surfaces")
"""The entry points of packages that add optimizers or surfaces."""


@contextmanager
def told() -> Iterator[None]:
    """Turn an error in code of users into one line that names function, file and line.

    Raises
    ------
    InputError
        In place of the error, if it arose in code of users; any other error is raised as it is.
    """
    try:
        yield
    except InputError:
        raise
    except Exception as error:
        if description := described(error):
            raise InputError(description) from error
        raise


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
    return f"{_where(code, line)}: {type(error).__name__}: {error}"


def checked(step: Callable[..., Any], carried: int) -> Callable[..., Any]:
    """Return a step function that checks what ``step`` does to x and what it returns.

    Parameters
    ----------
    step : callable
        A step function of a user.
    carried : int
        Number of state variables beside the iterate.

    Raises
    ------
    InputError
        When it is called: ``step`` changes x in place, returns no iterate of the shape of x, or
        another number of state variables.
    """

    @wraps(step)
    def careful(f: Any, x: Any, *state: Any, **knobs: Any) -> Any:
        # If x were changed in place, the kept value and gradient of x would be taken for the new x.
        before, x.flags.writeable = x.flags.writeable, False
        try:
            result = step(f, x, *state, **knobs)
        except ValueError as error:
            if "read-only" not in str(error):
                raise
            *_, (frame, line) = walk_tb(error.__traceback__)
            raise InputError(
                f"{_where(frame.f_code, line)} changes x, which a step must not: it returns a new"
                " one, x - lr * g, not x -= lr * g"
            ) from error
        finally:
            x.flags.writeable = before
        new, *rest = result if isinstance(result, tuple) and result else (result,)
        if np.shape(new) != x.shape or np.asarray(new).dtype.kind not in "fiu":
            raise InputError(
                f"{where_is(step)} returns {_in_words(new)}, where the next iterate is wanted,"
                f" an array of the shape of x, {x.shape}"
            )
        if len(rest) != carried:
            raise InputError(
                f"{where_is(step)} returns the next iterate and {len(rest)} more; its arguments say"
                f" that it carries {carried} from step to step"
            )
        return result

    return careful


def where_is(step: Callable[..., Any]) -> str:
    """Return name, file and line of a function in words."""
    step = unwrap(step)
    return _where(step.__code__, step.__code__.co_firstlineno)


def _where(code: Any, line: int) -> str:
    path = Path(code.co_filename)
    if path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    if code.co_name == "<module>":
        return f"{path}, line {line}"
    return f"{code.co_qualname} ({path}, line {line})"


def _in_words(thing: object) -> str:
    if thing is None:
        return "nothing"
    if isinstance(thing, np.ndarray):
        return f"numbers of shape {thing.shape}" if thing.dtype.kind in "fiu" else "no numbers"
    return f"{thing!r:.40}"


def _is_foreign(module: str) -> bool:
    return module.startswith(MODULE_PREFIX) or module.partition(".")[0] in _packages()


@cache
def _packages() -> frozenset[str]:
    """Return the names of the installed packages that add surfaces or optimizers."""
    points = [point for group in _GROUPS for point in plugins(group).values()]
    return frozenset(point.module.partition(".")[0] for point in points)
