"""A first look at a step function that somebody brought along: whether it is one.

A step is a function of its arguments alone, and every run goes its own way in it. What mixes runs,
draws random numbers or remembers something outside its state would give other numbers in other
company, or at the second time, and nobody would notice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers.base import Method, next_state
from optim_viz.runs.noise import Normal
from optim_viz.runs.oracle import Oracle
from optim_viz.runs.starts import starts
from optim_viz.user_code import where_is
from surfaces import InputError, Surface

_RUNS = 7
"""So many runs take two steps: more than most surfaces have coordinates."""

_CLOSE = 1e-9
"""A run alone may be added up in another order."""

_seen: set[tuple[Callable[..., Any], int]] = set()


def check_step(method: Method, knobs: Mapping[str, Any], surface: Surface) -> None:
    """Try a step function that is not ours, once for each dimension.

    Parameters
    ----------
    method : Method
    knobs : mapping
        As the loop keeps them.
    surface : Surface

    Raises
    ------
    InputError
        It mixes runs, gives other numbers the second time, or carries what cannot be carried.
    """
    mark = method.step, surface.dim
    if method.apart or method.is_ours or mark in _seen:
        return
    few = {name: _one_of(knob) for name, knob in knobs.items()}
    where = starts("halton", surface, _RUNS)

    def two_steps(runs: list[int]) -> list[Any]:
        oracle = Oracle(surface, Normal(0.0), np.zeros(len(runs), dtype=np.uint64))
        state = [where[:, runs], *method.state.values()]
        for _ in range(2):
            with np.errstate(all="ignore"):
                state = list(next_state(method.step(oracle, *state, **few)))
        return state

    every = list(range(_RUNS))
    first, again = two_steps(every), two_steps(every)
    for name, item in zip(method.state, first[1:], strict=True):
        if not _can_be_carried(item):
            shape = f"an array of shape {item.shape}" if hasattr(item, "shape") else repr(item)
            raise InputError(
                f"{where_is(method.step)} carries {name}, {shape:.60} for {_RUNS} runs: state is a"
                " number, an array whose last axis is that of the runs, or a tuple of these"
            )
    if not all(map(_equal, first, again)):
        raise InputError(
            f"{where_is(method.step)} gives other numbers when called again: what it remembers"
            " belongs in its state, and random numbers come from a generator made of that"
        )
    for run in (2, 5):
        if not _close(first[0][:, run], two_steps([run, run])[0][:, 0]):
            raise InputError(
                f"{where_is(method.step)} mixes runs: x is (d, n), a column for each run, so that a"
                " norm is np.linalg.norm(g, axis=0), and likewise sum, mean, max, ..."
            )
    _seen.add(mark)


def _one_of(knob: Any) -> Any:
    """Return what a knob is for one of the runs, at the first step."""
    if callable(knob):
        return knob(0)
    return float(knob.flat[0]) if isinstance(knob, np.ndarray) else knob


def _can_be_carried(item: Any) -> bool:
    if isinstance(item, tuple):
        return all(map(_can_be_carried, item))
    if isinstance(item, np.ndarray):
        return item.shape[-1:] in {(), (1,), (_RUNS,)}
    return item is None or isinstance(item, int | float | np.generic)


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(_equal, one, other))
    return np.array_equal(one, other, equal_nan=np.asarray(one).dtype.kind == "f")


def _close(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> bool:
    return np.allclose(one, other, rtol=_CLOSE, atol=0, equal_nan=True)
