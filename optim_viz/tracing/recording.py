"""What a recorded step is: a graph, what it takes and gives by name, and how often it asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np

from optim_viz.optimizers.base import Optimizer
from optim_viz.tracing.graph import Graph, Input, flops
from optim_viz.tracing.operations import Cost
from surfaces import Array, Surface

PROJECTED = "projected"
"""The name of a point that is held in a domain."""


@dataclass(frozen=True)
class Item:
    """One argument of a step: the iterate, or what is carried beside it."""

    name: str
    shape: tuple[int, ...]
    """Its shape without the axis of the runs."""
    of_each_run: bool
    """Whether every run has its own, or all share one number."""

    @property
    def inputs(self) -> list[Input]:
        """Its numbers."""
        return [Input(self.name, place, self.of_each_run) for place in np.ndindex(self.shape)]


class Asked(NamedTuple):
    """How many values, gradients and Hessians a step asks for, for each run."""

    value: int
    gradient: int
    hessian: int
    by_all: bool
    """Whether all runs ask, not only some of them by a mask."""


Disturbed = Callable[[Any, Any, Any, Any], Any]
"""Returns gradients with errors from the true ones, a size, and two uniform numbers for each."""

UNIFORM, NOISE_SIZE = "uniform ", Input("noise size", (), False)
"""Inputs of noise: what the names of random numbers begin with, those of the first gradient of a
step being ``uniform 0``; and the size."""

VALUE, SLOPE, INSIDE = Input("value"), Input("squared slope"), Input("inside")
"""What a loop that watches a run has to know beside the next state: see `Recorder`."""

MOMENT = Input("number of the step", (), False)
"""The step whose value is noted, 0 for the start."""


class Noting(Protocol):
    """What is noted of a run beside its steps: see `optim_viz.runs.notes.Rule`."""

    @property
    def initial(self) -> tuple[float, ...]:
        """The notes before the first step."""

    def update(self, step: Any, value: Any, *notes: Any) -> tuple[Any, ...]:
        """Return the notes once a value is seen."""


def note(nth: int) -> Input:
    """Return the name of a note."""
    return Input(f"note {nth}")


@dataclass(frozen=True)
class Recording:
    """A step of an optimizer on a surface as a graph; its knobs are inputs."""

    optimizer: Optimizer
    surface: Surface
    items: tuple[Item, ...]
    """The iterate, and the state."""
    step: Graph
    """Every step; where `first` differs, every step after it."""
    first: Graph | None
    """The first step, if some of the state does not exist before it."""
    asked: tuple[Asked, Asked]
    """What the first step and every later one ask for."""
    errors: str = ""
    """The operation by which an error, an input too, enters each gradient; empty: there is none."""

    @property
    def gradients(self) -> tuple[int, int]:
        """How many gradients the first step asks for, and every later one."""
        first, every = self.asked
        return first.gradient, every.gradient

    @property
    def costs(self) -> Counter[Cost]:
        """How many operations of each kind a step takes for each run."""
        return self.step.costs()

    @property
    def flops(self) -> int:
        """Floating-point operations of a step for each run."""
        return flops(self.costs)

    @property
    def surface_costs(self) -> Counter[Cost]:
        """Those that compute values and derivatives of the surface."""
        asked = self.step.needed_for(self.step.parts.values())
        return self.step.costs(asked)

    def run(self, start: Array, steps: int, knobs: Mapping[str, Any] | None = None) -> list[Array]:
        """Return the iterates ``(d, n)`` of each step from a start ``(d, n)``, by the graph alone.

        ``knobs`` are numbers or arrays ``(n,)`` in place of those of the optimizer.
        """
        used = {**self.optimizer.knobs, **(knobs or {})}
        given = {Input(name, (), False): value for name, value in used.items()}
        state: dict[Input, Any] = {Input("x", (i,)): row for i, row in enumerate(start)}
        initial = self.optimizer.method.state
        for item in self.items[1:]:  # before the first step a number may be one for all runs
            state |= dict.fromkeys([*item.inputs, Input(item.name, (), False)], initial[item.name])
        iterates = [start]
        for t in range(steps):
            at = self.first if t == 0 and self.first else self.step
            exact = {one: NO_ERROR[self.errors] for one in at.inputs if is_error(one)}
            state = at.evaluate({**given, **exact, **state})
            rows = [state[one] for one in self.items[0].inputs]
            iterates.append(np.array([np.broadcast_to(row, start.shape[1:]) for row in rows]))
        return iterates


NO_ERROR = {"add": -0.0, "multiply": 1.0}
"""The error that changes no bit of a gradient, by the operation by which it enters."""


def is_error(key: Input) -> bool:
    """Whether an input is the error of a gradient, of the first one of a step or a later one."""
    return key.name.startswith(ERROR)


ERROR = "gradient error"
"""No name of an argument: what a method carries may be called an error, too."""
