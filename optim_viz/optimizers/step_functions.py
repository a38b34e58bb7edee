"""What is read from a step function: its state and its knobs; and what it has to return."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from functools import wraps
from traceback import walk_tb
from typing import Any

import numpy as np

from optim_viz.user_code import where_is
from surfaces import InputError
from surfaces.custom.user_code import place_of


def next_state(result: Any) -> tuple[Any, ...]:
    """Return what a step returned as iterate and state: the iterate alone is no tuple."""
    return result if isinstance(result, tuple) and result else (result,)


def as_function(step: Callable[..., Any]) -> Callable[..., Any]:
    """Return a step function; an object that is called, as of a class or `partial`, becomes one.

    Its name is that of its class, or of the function that some knobs of which are set.
    """
    if hasattr(step, "__name__"):
        return step

    def called(*given: Any, **knobs: Any) -> Any:
        return step(*given, **knobs)

    named = getattr(step, "func", type(step))
    called.__name__ = called.__qualname__ = getattr(named, "__name__", "step").lower()
    called.__module__, called.__doc__ = named.__module__, step.__doc__
    called.__signature__ = inspect.signature(step)  # type: ignore[attr-defined]
    return called


def state_and_knobs(
    step: Callable[..., Any],
) -> tuple[list[inspect.Parameter], list[inspect.Parameter]]:
    """Return the parameters that are state beside the iterate, and those that are knobs.

    Raises
    ------
    InputError
        The function does not have the signature of a step function.
    """
    signature = inspect.signature(step)
    parameters = list(signature.parameters.values())
    ours, state = parameters[:2], [p for p in parameters[2:] if p.kind is not p.KEYWORD_ONLY]
    knobs = [p for p in parameters[2:] if p.kind is p.KEYWORD_ONLY]
    plain = all(p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in [*ours, *state])
    if len(ours) < 2 or not plain or any(p.default is p.empty for p in [*state, *knobs]):
        raise InputError(
            f"{step.__name__}{signature} is no step function: that is step(f, x, *, lr=0.1), with"
            " state as in step(f, x, m=0.0, *, lr=0.1), and a default for each but f and x"
        )
    return state, knobs


def checked(step: Callable[..., Any], carried: int) -> Callable[..., Any]:
    """Return the same step function; one that returns no next state, or changes x, says so.

    Parameters
    ----------
    step : callable
    carried : int
        How much state it has beside the iterate.
    """

    @wraps(step)
    def careful(f: Any, x: Any, *state: Any, **knobs: Any) -> Any:
        # If it changed x, what is known of this place would be taken for known of the next.
        before, x.flags.writeable = x.flags.writeable, False
        try:
            result = step(f, x, *state, **knobs)
        except ValueError as error:
            if "read-only" not in str(error):
                raise
            *_, (frame, line) = walk_tb(error.__traceback__)
            raise InputError(
                f"{place_of(frame.f_code, line)} changes x, which a step must not: it returns a new"
                " one, x - lr * g, not x -= lr * g"
            ) from error
        finally:
            x.flags.writeable = before
        new, *rest = next_state(result)
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


def _in_words(thing: object) -> str:
    if thing is None:
        return "nothing"
    if isinstance(thing, np.ndarray):
        return f"numbers of shape {thing.shape}" if thing.dtype.kind in "fiu" else "no numbers"
    return f"{thing!r:.40}"


def helpers_of(step: Callable[..., Any]) -> dict[str, str]:
    """Return the code of the functions beside a step function that it calls, and that they call.

    Without docstrings; by name, in the order in which they are met. Those of linear algebra say by
    their names what they do.
    """
    found: dict[str, str] = {}
    waiting = [inspect.unwrap(step)]
    while waiting:
        function = waiting.pop(0)
        for name in _names_in(function):
            called = function.__globals__.get(name)
            if name not in found and inspect.isfunction(called) and _is_near(called):
                found[name] = _code_of(called)
                waiting.append(called)
    return found


def _names_in(function: Any) -> tuple[str, ...]:
    code = getattr(function, "__code__", None)
    return code.co_names if code else ()


def _is_near(function: Any) -> bool:
    return str(function.__module__).startswith(__package__ or "optim_viz.optimizers")


def _code_of(function: Any) -> str:
    """Return the source of a function without its docstring."""
    tree = ast.parse(inspect.getsource(function)).body[0]
    lines = inspect.getsource(function).splitlines()
    assert isinstance(tree, ast.FunctionDef)
    first = tree.body[0]
    if isinstance(first, ast.Expr) and ast.get_docstring(tree) is not None:
        del lines[first.lineno - 1 : first.end_lineno]
    return "\n".join(lines)
