"""The runs of one call: starts, knobs, noise and seeds, broadcast against each other."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers import AnyOptimizer, Knob, Optimizer, as_optimizer, as_surface
from optim_viz.runs.noise import Noise
from optim_viz.runs.noise import get as read_noise
from optim_viz.runs.step_check import check_step
from optim_viz.schedules import Schedule
from surfaces import AnySurface, Array, InputError, Surface
from surfaces.specs import quoted


@dataclass(frozen=True, eq=False)
class Batch:
    """Runs that differ in start, knobs, noise or seed; what they share is not copied."""

    optimizer: Optimizer
    surface: Surface
    shape: tuple[int, ...]
    start: Array
    """Starting points, ``(d, *shape)``."""
    knobs: Mapping[str, Knob]
    """Numbers, schedules, or arrays ``(*shape)``, by name."""
    noise: Noise
    """Noise of the gradients; its size is a number or an array ``(*shape)``."""
    seeds: npt.NDArray[np.uint64]
    """Seeds of the noise, ``(*shape)``."""
    steps: int
    """The budget of each run."""

    @classmethod
    def of(
        cls,
        optimizer: AnyOptimizer,
        surface: AnySurface,
        start: npt.ArrayLike | None,
        noise: npt.ArrayLike | Noise,
        seed: npt.ArrayLike,
        steps: int,
    ) -> Batch:
        """Broadcast start ``(d, *batch)``, knobs, noise and seed against each other.

        Parameters
        ----------
        optimizer, surface
            As in `optim_viz.run`, and so are the others.

        Raises
        ------
        InputError
            What is no optimizer or surface, steps below 1, a start, noise or seed that does not
            fit, shapes that do not broadcast, an empty batch, or a step function of the user that
            `check_step` refuses.
        """
        optimizer, surface = as_optimizer(optimizer), as_surface(surface)
        if not isinstance(steps, int | np.integer) or isinstance(steps, bool) or steps < 1:
            raise InputError(f"steps is a whole number, at least 1, not {steps!r}")
        origin = read_start(surface, start)
        noise = read_noise(noise)  # type: ignore[arg-type]  # it says what is wrong with others
        noise.check(surface)
        knobs = {
            name: _knob(value, optimizer.method.knobs[name], int(steps))
            for name, value in optimizer.knobs.items()
        }
        check_step(optimizer.method, knobs, surface)
        seeds = read_seed(seed)
        shapes = [origin.shape[1:], np.shape(noise.size), seeds.shape]
        shapes += [shape for knob in knobs.values() for shape in _shapes(knob)]
        try:
            shape = _common(shapes)
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
            return _spread(numbers, laid)

        return cls(
            optimizer,
            surface,
            shape,
            _spread(origin, (surface.dim, *laid)),
            {name: for_each_array(spread, knob) for name, knob in knobs.items()},
            noise
            if isinstance(noise.size, float)
            else replace(noise, size=spread(np.asarray(noise.size, dtype=float))),
            _spread(seeds, laid),
            int(steps),
        )

    @property
    def noisy(self) -> bool:
        """Whether a gradient has errors."""
        size = self.noise.size
        return bool(np.any(size)) if isinstance(size, np.ndarray) else size != 0

    @property
    def size(self) -> int:
        """Number of runs."""
        return math.prod(self.shape)


def _common(shapes: list[tuple[int, ...]]) -> tuple[int, ...]:
    """Return what `numpy.broadcast_shapes` does, sooner where all but one are those of numbers."""
    several = {shape for shape in shapes if shape}
    return np.broadcast_shapes(*several) if len(several) > 1 else next(iter(several), ())


def _spread(numbers: npt.NDArray[Any], shape: tuple[int, ...]) -> npt.NDArray[Any]:
    """Return what `numpy.broadcast_to` does, sooner; an array that has the shape as it is."""
    if numbers.shape == shape:
        return numbers
    if numbers.ndim:
        return np.broadcast_to(numbers, shape)
    same = np.ndarray(shape, numbers.dtype, numbers.data, strides=(0,) * len(shape))
    same.flags.writeable = False
    return same


def read_start(surface: Surface, start: npt.ArrayLike | None) -> Array:
    """Return the start as floats ``(d, *batch)``; None stands for that of the surface.

    Raises
    ------
    InputError
        The wrong number of coordinates, or a coordinate that is not finite.
    """
    origin = _numbers(surface.start if start is None else start)
    if origin.shape[:1] != (surface.dim,):
        given = origin.shape[0] if origin.ndim else "a single number"
        raise InputError(f"a start on {surface.name} has {surface.dim} coordinates, not {given}")
    if not np.isfinite(origin).all():
        raise InputError(f"a start is finite, not {quoted(start)}")
    return origin


def _numbers(start: npt.ArrayLike) -> Array:
    """Return a start as floats; raise where it is none: text, complex numbers, ragged lists."""
    try:
        if not np.iscomplexobj(start):
            return np.asarray(start, dtype=float)
    except (TypeError, ValueError):
        pass
    raise InputError(f"a start is made of real numbers, as in (-7, 2), not {quoted(start)}")


def _knob(value: Any, default: object, steps: int) -> Any:
    """Return a knob in the form that the loop takes: a schedule of this length, or an array."""
    if type(value) is float:
        return value
    if isinstance(value, Schedule):
        return value.lasting(steps)
    numeric = isinstance(default, float) and not callable(value)
    return np.asarray(value, dtype=float) if numeric else value


def for_each_array(function: Callable[[Any], Any], knob: Any) -> Any:
    """Return a knob with the function applied to it, if it is an array, or to those within it."""
    if isinstance(knob, np.ndarray):
        return function(knob)
    if type(knob) is float or not isinstance(knob, Schedule):
        return knob
    return knob.each(function)


def _shapes(knob: Any) -> list[tuple[int, ...]]:
    """Return the shapes of the arrays that a knob is, or has as its rates."""
    if type(knob) is float:
        return []
    found: list[tuple[int, ...]] = []

    def note(array: Any) -> Any:
        found.append(np.shape(array))
        return array

    for_each_array(note, knob)
    return found


def read_seed(seed: npt.ArrayLike) -> npt.NDArray[np.uint64]:
    """Return seeds as unsigned integers of 64 bits, in the shape that they have.

    Raises
    ------
    InputError
        A seed that is no whole number, or below 0.
    """
    if type(seed) is int and 0 <= seed < 2**64:
        return np.array(seed, dtype=np.uint64)
    numbers = np.asarray(seed)
    if numbers.dtype.kind not in "iu" or (numbers < 0).any():
        raise InputError(f"a seed is a whole number, at least 0, not {seed!r}")
    return numbers.astype(np.uint64)
