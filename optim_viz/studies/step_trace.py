"""The ingredients of a step: every quantity that the step function names, in one step of a run."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers import AnyOptimizer, Optimizer
from optim_viz.optimizers.base import Where
from optim_viz.optimizers.step_functions import next_state
from optim_viz.runs.arrival import PATIENCE
from optim_viz.runs.batch import Batch
from optim_viz.runs.loop import TOLERANCE, before, descend
from optim_viz.runs.noise import Noise
from optim_viz.runs.oracle import Oracle
from optim_viz.runs.recorders import Nothing
from optim_viz.runs.run import STEPS, run
from optim_viz.runs.workers import Workers
from surfaces import AnySurface, Array, InputError, Surface
from surfaces.brief import Brief


@dataclass(frozen=True, eq=False, repr=False)
class Ingredients(Brief):
    """One step of one run, taken apart.

    Points and directions are ``(d,)``, matrices ``(d, d)``, everything else is a number.
    """

    optimizer: Optimizer
    surface: Surface
    step: int
    """Number of the step, counted from 1."""
    point: Array
    """The iterate before the step."""
    end: Array
    """The iterate after it."""
    gradient: Array
    """The true gradient at ``point``."""
    seen: Array
    """The gradient there as the method was given it: with noise, where there is any."""
    knobs: Mapping[str, Any]
    """The knobs in force, schedules at their rate."""
    before: Mapping[str, Any]
    """The state that the method carried into the step, without the iterate, by name."""
    after: Mapping[str, Any]
    """The state that it carried out of the step."""
    named: Mapping[str, Any]
    """Every quantity that the step function gives a name, as it was at its end: ``m_hat``, ..."""
    told: frozenset[str]
    """Those of these names that repeat the iterate, the gradient or the state."""

    @property
    def move(self) -> Array:
        """The step itself."""
        return self.end - self.point


def ingredients(
    optimizer: AnyOptimizer,
    surface: AnySurface,
    start: npt.ArrayLike | None = None,
    step: int = 1,
    *,
    steps: int = STEPS,
    noise: float | str | Noise = 0.0,
    seed: int = 0,
) -> Ingredients:
    """Take one step of one run apart.

    Parameters
    ----------
    optimizer, surface, start, noise, seed
        As in `run`, for a single run.
    step : int
        Which step, counted from 1.
    steps : int
        The budget of the run, which schedules may last as long as.

    Raises
    ------
    InputError
        More than one run, a run that ends before this step, or an opaque optimizer.
    """
    if isinstance(step, bool) or not 1 <= step <= steps:
        raise InputError(f"a run of {steps} steps has steps 1 to {steps}, not {step}")
    batch = Batch.of(optimizer, surface, start, noise, seed, steps)
    optimizer, surface = batch.optimizer, batch.surface
    if batch.shape:
        raise InputError(f"one run can be taken apart, not a batch of {batch.shape}")
    if optimizer.method.apart:
        raise InputError(f"{optimizer.name} is opaque: only its iterates can be seen")
    if _ends_before(batch, step):
        taken = run(optimizer, surface, start, steps, noise=noise, seed=seed)
        count = "1 step" if taken.taken == 1 else f"{taken.taken} steps"
        raise InputError(
            f"{optimizer!r} on {surface} ended after {count} ({taken.status}):"
            f" there is no step {step}"
        )
    oracle, (x, *state), knobs = before(batch, step)
    method = optimizer.method
    heard = _Overheard(oracle, x)
    with np.errstate(all="ignore"):
        result, named = _watched(method.step, heard, x, *state, **knobs)
    new, *after = next_state(result)
    known = [x, new, heard.said, *state, *after]
    carried = _shown(dict(zip(method.state, state, strict=True)))
    gradient = surface.gradient(x[:, 0])
    return Ingredients(
        optimizer,
        surface,
        step,
        point=x[:, 0],
        end=new[:, 0],
        gradient=gradient,
        seen=heard.said[:, 0] if heard.said is not None else carried.get("g", gradient),
        knobs={name: _of_one(knob) for name, knob in knobs.items()},
        before=carried,
        after=_shown(dict(zip(method.state, after, strict=True))),
        named=_shown({k: v for k, v in named.items() if k not in {"x", *knobs}}),
        told=frozenset(k for k, v in named.items() if any(v is one for one in known)),
    )


def _ends_before(batch: Batch, step: int) -> bool:
    """Return whether the run of a batch ends before a step.

    One that has converged before it has been at rest for `PATIENCE` steps soon after it.
    """
    short = replace(batch, steps=min(batch.steps, step + PATIENCE))
    ends = descend(short, TOLERANCE, Nothing(), slice(0, 1), Workers())
    return bool(ends.taken[0] < step)


class _Overheard:
    """An oracle that keeps the gradient which it gives at the iterate."""

    def __init__(self, oracle: Oracle, x: Array) -> None:
        self._oracle, self._x = oracle, x
        self.said: Array | None = None

    def gradient(self, x: Array, where: Where = None) -> Array:
        """Return the gradient of the oracle."""
        g = self._oracle.gradient(x, where)
        if self.said is None and (where is None or where[0]) and np.array_equal(x, self._x):
            self.said = g
        return g

    def __getattr__(self, name: str) -> Any:
        return getattr(self._oracle, name)


def _watched(function: Callable[..., Any], *given: Any, **knobs: Any) -> tuple[Any, dict[str, Any]]:
    """Call a function; return what it returns, and its local variables at that moment."""
    named: dict[str, Any] = {}
    code = inspect.unwrap(function).__code__

    def note(frame: Any, event: str, _: Any) -> None:
        if event == "return" and frame.f_code is code:
            named.update(frame.f_locals)

    other = sys.getprofile()
    sys.setprofile(note)
    try:
        return function(*given, **knobs), named
    finally:
        sys.setprofile(other)


def _shown(quantities: dict[str, Any]) -> dict[str, Any]:
    """Return the numbers and arrays among them, of one run."""
    return {
        name: _of_one(item)
        for name, item in quantities.items()
        if isinstance(item, int | float | np.ndarray) and not isinstance(item, bool)
    }


def _of_one(item: Any) -> Any:
    return item[..., 0] if isinstance(item, np.ndarray) and item.ndim else item
