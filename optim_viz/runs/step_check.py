"""A trial of a step function that a user wrote, before the first run with it.

A step depends on its arguments only, and treats each run by itself. A function that mixes runs,
draws random numbers or remembers something outside its state would give other numbers in a larger
batch, or at the second call, without any error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers.base import Method
from optim_viz.optimizers.step_functions import next_state
from optim_viz.runs.noise import Normal
from optim_viz.runs.oracle import Oracle
from optim_viz.runs.starts import starts
from optim_viz.user_code import where_is
from surfaces import InputError, Surface

_RUNS_IN_A_TRIAL = 7
"""Runs that take two steps: more than most surfaces have coordinates, so that axes differ."""

_RELATIVE_TOLERANCE = 1e-9
"""Difference that is allowed between a run alone and in company: sums may be ordered otherwise."""

_seen: set[tuple[Callable[..., Any], int]] = set()


def check_step(method: Method, knobs: Mapping[str, Any], surface: Surface) -> None:
    """Try a step function that is not part of this package, once for each dimension.

    Parameters
    ----------
    method : Method
        The method of the step function.
    knobs : mapping
        Numbers, arrays and schedules, as in `Batch.knobs`.
    surface : Surface
        Two steps are taken on it.

    Raises
    ------
    InputError
        It mixes runs, gives other numbers at the second call, or has state that cannot be carried.
    """
    mark = method.step, surface.dim
    if method.apart or method.is_ours or mark in _seen:
        return
    few = {name: _one_of(knob) for name, knob in knobs.items()}
    where = starts("halton", surface, _RUNS_IN_A_TRIAL)

    def two_steps(runs: list[int]) -> list[Any]:
        oracle = Oracle(surface, Normal(0.0), np.zeros(len(runs), dtype=np.uint64))
        state = [where[:, runs], *method.state.values()]
        for _ in range(2):
            with np.errstate(all="ignore"):
                state = list(next_state(method.step(oracle, *state, **few)))
        return state

    every = list(range(_RUNS_IN_A_TRIAL))
    first, again = two_steps(every), two_steps(every)
    for name, item in zip(method.state, first[1:], strict=True):
        if not _can_be_carried(item):
            shape = f"an array of shape {item.shape}" if hasattr(item, "shape") else repr(item)
            raise InputError(
                f"{where_is(method.step)} carries {name}, {shape:.60} for {_RUNS_IN_A_TRIAL}"
                " runs: state is a number, an array whose last axis is that of the runs, or a tuple"
                " of these"
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
    """Return the number that a knob is for the first run at the first step."""
    knob = np.asarray(knob(0)) if callable(knob) else knob
    return float(knob.flat[0]) if isinstance(knob, np.ndarray) else knob


def _can_be_carried(item: Any) -> bool:
    if isinstance(item, tuple):
        return all(map(_can_be_carried, item))
    if isinstance(item, np.ndarray):
        return item.shape[-1:] in {(), (1,), (_RUNS_IN_A_TRIAL,)}
    return item is None or isinstance(item, int | float | np.generic)


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(_equal, one, other))
    return np.array_equal(one, other, equal_nan=np.asarray(one).dtype.kind == "f")


def _close(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> bool:
    return np.allclose(one, other, rtol=_RELATIVE_TOLERANCE, atol=0, equal_nan=True)
