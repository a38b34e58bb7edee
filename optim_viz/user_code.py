"""Errors in code of users, while a command or a unit of a benchmark runs it: one line each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from inspect import unwrap
from typing import Any

from surfaces import InputError
from surfaces.custom.user_code import described, place_of


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


def where_is(step: Callable[..., Any]) -> str:
    """Return name, file and line of a function in words."""
    step = unwrap(step)
    return place_of(step.__code__, step.__code__.co_firstlineno)
