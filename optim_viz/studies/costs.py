"""The measured cost of a step: time, memory and evaluations, to compare between dimensions."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers.base import Optimizer
from optim_viz.runs.batch import Batch
from optim_viz.runs.loop import before
from surfaces import Surface


@dataclass(frozen=True)
class Cost:
    """One step of one run, after the first few."""

    seconds: float
    """The least time that a step took, evaluations included."""
    peak: int
    """Largest number of bytes that a step allocates, the results of evaluations included."""
    carried: int
    """Number of bytes that are carried from step to step, the iterate included."""
    questions: tuple[float, float, float]
    """Values, gradients and Hessians asked for, on average."""


def cost(
    optimizer: Optimizer,
    surface: Surface,
    start: npt.ArrayLike | None = None,
    *,
    warm: int = 3,
    steps: int = 10,
) -> Cost:
    """Measure a step of one run.

    Parameters
    ----------
    warm : int
        Steps that are taken before it is measured: memories fill, line searches settle.
    steps : int
        Steps that are measured.
    """
    batch = Batch.of(optimizer, surface, start, 0.0, 0, warm + steps + 1)
    oracle, state, knobs = before(batch, warm + 1)
    step = optimizer.method.step
    asked = oracle.evaluations[:, 0].copy()
    times = []
    with np.errstate(all="ignore"):
        now = state
        for _ in range(steps):
            first = perf_counter()
            result = step(oracle, *now, **knobs)
            times.append(perf_counter() - first)
            now = list(result) if isinstance(result, tuple) else [result]
        questions = (oracle.evaluations[:, 0] - asked) / steps
        peak = _peak(lambda: step(oracle, *state, **knobs))
    runs = state[0].shape[1]  # a run alone takes a twin along
    a, b, c = questions.tolist()
    return Cost(min(times), peak // runs, _bytes(state) // runs, (a, b, c))


def _peak(action: Callable[[], Any]) -> int:
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _bytes(item: Any) -> int:
    if isinstance(item, tuple | list):
        return sum(map(_bytes, item))
    return item.nbytes if isinstance(item, np.ndarray) else 0
