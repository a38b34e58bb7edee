"""Recordings of code that no test holds against runs are held against its first steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import surfaces
from optim_viz.optimizers.base import Where
from optim_viz.optimizers.step_functions import next_state
from optim_viz.schedules import Schedule
from optim_viz.tracing.oracle import RecordingOracle
from optim_viz.tracing.recording import Recording
from optim_viz.tracing.symbols import NotRecorded, array_of
from surfaces import Surface

_COMPARED = 64
"""Runs whose first steps are compared with those of the code, where no test has done that."""

_STEPS = 3
"""Steps of each that are compared."""


def is_in_catalogue(surface: Surface) -> bool:
    """Whether the tests hold its recordings against runs."""
    return surface.is_ours and surface.name in surfaces.names()


def check(recording: Recording, projected: Callable[[Any], Any]) -> None:
    """Compare some steps with those of the code itself, where no test does.

    It might count its calls, treat the first step differently, or hand a sum to BLAS.

    Raises
    ------
    NotRecorded
        They differ.
    """
    box, optimizer = recording.surface.domain, recording.optimizer
    begin = np.random.default_rng(0).uniform(box.low, box.high, (_COMPARED, box.dim)).T
    knobs = {name: _number_of(value) for name, value in optimizer.knobs.items()}
    state: tuple[Any, ...] = begin, *optimizer.method.state.values()
    with np.errstate(all="ignore"):
        for iterate in recording.run(begin, _STEPS, knobs):
            if not np.array_equal(state[0], iterate, equal_nan=True):
                raise NotRecorded("its first steps are other than what was recorded")
            x, *rest = next_state(
                optimizer.method.step(_Numbers(recording.surface), *state, **knobs)
            )
            state = projected(x), *rest


def _number_of(knob: Any) -> Any:
    """Return the number that a knob is for the first run at the first step."""
    if isinstance(knob, Schedule):
        knob = knob.lasting(_STEPS)
    knob = knob(0) if callable(knob) else knob
    return float(knob.flat[0]) if isinstance(knob, np.ndarray) else knob


class _Numbers(RecordingOracle):
    """Answers with the numbers themselves."""

    def __init__(self, surface: Surface) -> None:
        super().__init__(surface, array_of([]), {})

    def value(self, x: Any, where: Where = None) -> Any:
        values = self._surface(x)
        return values if where is None else np.where(where, values, np.nan)

    def gradient(self, x: Any, where: Where = None) -> Any:
        slopes = self._surface.gradient(x)
        return slopes if where is None else np.where(where, slopes, np.nan)

    def hessian(self, x: Any, where: Where = None) -> Any:
        curvatures = self._surface.hessian(x)
        return curvatures if where is None else np.where(where, curvatures, np.nan)
