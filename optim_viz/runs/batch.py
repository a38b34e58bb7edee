"""Many runs as one thing: starts, knobs, noise and seeds, broadcast against each other."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers.base import Knob, Method, Optimizer
from optim_viz.runs.noise import Noise
from optim_viz.runs.noise import get as read_noise
from optim_viz.runs.step_check import check_step
from optim_viz.schedules import Schedule
from surfaces import Array, InputError, Surface


@dataclass(frozen=True, eq=False)
class Batch:
    """Runs that differ in start, knobs, noise or seed; what they share is not copied."""

    optimizer: Optimizer
    surface: Surface
    shape: tuple[int, ...]
    start: Array
    """``(d, *shape)``"""
    knobs: Mapping[str, Knob]
    """Numbers, schedules, or arrays ``(*shape)``"""
    noise: Noise
    """Of size a number or an array ``(*shape)``"""
    seeds: npt.NDArray[np.uint64]
    """``(*shape)``"""
    steps: int
    """The budget."""

    @classmethod
    def of(
        cls,
        optimizer: Optimizer,
        surface: Surface,
        start: npt.ArrayLike | None,
        noise: npt.ArrayLike | Noise,
        seed: npt.ArrayLike,
        steps: int,
    ) -> Batch:
        """Broadcast start ``(d, *batch)``, knobs, noise and seed against each other."""
        check_kinds(optimizer, surface)
        if not isinstance(steps, int | np.integer) or steps < 1:
            raise InputError(f"steps is a whole number, at least 1, not {steps!r}")
        origin = read_start(surface, start)
        noise = read_noise(noise)  # type: ignore[arg-type]  # it says what is wrong with others
        knobs = {
            name: _knob(value, optimizer.method.knobs[name], int(steps))
            for name, value in optimizer.knobs.items()
        }
        check_step(optimizer.method, knobs, surface)
        shapes = [origin.shape[1:], np.shape(noise.size), np.shape(seed)]
        shapes += [knob.shape for knob in knobs.values() if isinstance(knob, np.ndarray)]
        try:
            shape = np.broadcast_shapes(*shapes)
        except ValueError:
            raise InputError(
                f"start, knobs, noise and seed do not broadcast: {', '.join(map(str, shapes))}"
            ) from None
        if 0 in shape:
            raise InputError(
                f"nothing to run: start, knobs, noise and seed make a batch of {shape}"
            )
        laid = shape or (1,)
        origin = origin.reshape(
            surface.dim, *[1] * (len(laid) - origin.ndim + 1), *origin.shape[1:]
        )

        def spread(numbers: Any) -> Any:
            if np.ndim(numbers) == 0:
                return numbers.item()  # several times faster to compute with than an array of one
            return np.broadcast_to(numbers, laid)

        return cls(
            optimizer,
            surface,
            shape,
            np.broadcast_to(origin, (surface.dim, *laid)),
            {
                name: spread(knob) if isinstance(knob, np.ndarray) else knob
                for name, knob in knobs.items()
            },
            replace(noise, size=spread(np.asarray(noise.size, dtype=float))),
            np.broadcast_to(read_seed(seed), laid),
            int(steps),
        )

    @property
    def size(self) -> int:
        """Number of runs."""
        return math.prod(self.shape)


def check_kinds(optimizer: object, surface: object) -> None:
    """Refuse a name, or a method whose brackets were forgotten, by saying what to write."""
    if isinstance(optimizer, Method):
        raise optimizer.unset()
    if not isinstance(optimizer, Optimizer):
        what, spec = _in_words(optimizer, "adam")
        raise InputError(f"{what} is no optimizer; write optim_viz.optimizers.get({spec!r})")
    if not isinstance(surface, Surface):
        what, spec = _in_words(surface, "ravine")
        raise InputError(f"{what} is no surface; write surfaces.get({spec!r})")


def _in_words(thing: object, example: str) -> tuple[str, str]:
    """Return what to call something that does not fit, and the text to ask for instead."""
    return (repr(thing), thing) if isinstance(thing, str) else (type(thing).__name__, example)


def read_start(surface: Surface, start: npt.ArrayLike | None) -> Array:
    """Return the start as floats ``(d, *batch)``, or say what is wrong with it."""
    origin = np.asarray(surface.start if start is None else start, dtype=float)
    if origin.shape[:1] != (surface.dim,):
        given = origin.shape[0] if origin.ndim else "a single number"
        raise InputError(f"a start on {surface.name} has {surface.dim} coordinates, not {given}")
    if not np.isfinite(origin).all():
        raise InputError(f"a start is finite, not {start!r}")
    return origin


def _knob(value: Any, default: object, steps: int) -> Any:
    """Return a knob as the loop keeps it: a schedule of the right length, or an array."""
    if isinstance(value, Schedule):
        return value.lasting(steps)
    numeric = isinstance(default, float) and not callable(value)
    return np.asarray(value, dtype=float) if numeric else value


def read_seed(seed: npt.ArrayLike) -> npt.NDArray[np.uint64]:
    """Return seeds as words of 64 bits, or say what is wrong with them."""
    numbers = np.asarray(seed)
    if numbers.dtype.kind not in "iu" or (numbers < 0).any():
        raise InputError(f"a seed is a whole number, at least 0, not {seed!r}")
    return numbers.astype(np.uint64)
