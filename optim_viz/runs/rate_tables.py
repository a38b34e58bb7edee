"""Schedules that differ between runs, as tables: what a compiled loop looks their rates up in.

In a grid of rates many runs share a schedule. Each is evaluated once for all of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from optim_viz.runs.batch import Batch, for_each_array
from optim_viz.schedules import Schedule
from surfaces import Array

MOST_RATES = 2**22
"""Most numbers of the table of a knob: 32 MB."""


class RateTables(NamedTuple):
    """Which schedule a run has, and what the rates are."""

    which: Array
    """The number of the schedule of each run, in the shape of the batch."""
    rates: Array
    """``(knobs, steps + 1, schedules)``; what follows the last step counts for nothing."""

    @classmethod
    def of(cls, batch: Batch, names: Sequence[str]) -> RateTables:
        """Return those of some knobs of a batch."""
        shape, schedules = batch.start.shape[1:], [batch.knobs[name] for name in names]
        several = tuple(
            slice(None if any(array.strides[axis] for array in _arrays(schedules)) else 1)
            for axis in range(len(shape))
        )
        sides = np.broadcast_to(0, shape)[several].shape
        which = np.arange(math.prod(sides), dtype=float).reshape(sides)
        known = np.zeros((len(names), batch.steps + 1, which.size))
        for table, schedule in zip(known, schedules, strict=True):
            each = for_each_array(lambda array: array[several].ravel(), schedule)
            for t in range(batch.steps):
                table[t] = each(t)
        return cls(np.broadcast_to(which, shape), known)


def differing(batch: Batch) -> tuple[str, ...]:
    """Return the names of the knobs that are another schedule for each run."""
    return tuple(name for name, knob in batch.knobs.items() if _arrays([knob]))


def size(batch: Batch) -> int:
    """Return how many numbers the table of one of these knobs has; 0 if there is none."""
    arrays = _arrays([*batch.knobs.values()])
    if not arrays:
        return 0
    shape = batch.start.shape[1:]
    sides = (n for axis, n in enumerate(shape) if any(one.strides[axis] for one in arrays))
    return (batch.steps + 1) * math.prod(sides)


def _arrays(knobs: Sequence[Any]) -> list[Array]:
    """Return the rates of schedules that differ between runs."""
    found: list[Array] = []

    def noted(item: Array) -> Array:
        found.append(item)
        return item

    for knob in knobs:
        if type(knob) is not float and isinstance(knob, Schedule):
            for_each_array(noted, knob)
    return [item for item in found if isinstance(item, np.ndarray)]
