"""The only loop over time: a batch of runs goes down a surface until each has ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers.base import Knob, Optimizer
from optim_viz.oracle import Calls, Counts, Oracle
from surfaces import Array, InputError, Surface

TOLERANCE = 1e-8
"""A run has converged when the norm of its gradient is at most this."""

_BLOCK = 16_384
"""Coordinates worked on together: few enough that the arrays of a step stay in the cache."""


class Status(StrEnum):
    """How a run ended."""

    CONVERGED = "converged"
    BUDGET = "budget spent"
    LEFT = "left the domain"
    DIVERGED = "diverged"
    SADDLE = "stalled at a saddle"
    MAXIMUM = "stalled at a maximum"


class Watcher(Protocol):
    """Is shown the iterates of a block of runs, from the start on."""

    def see(self, step: int, block: slice, runs: Any, x: Array) -> None:
        """Look at the iterates ``x`` of those ``runs`` of the block that are still under way."""

    def close(self, step: int, block: slice) -> None:
        """Learn that no run of the block goes beyond this step."""


@dataclass(frozen=True, eq=False)
class Ends:
    """How the runs of a batch ended; every array ``(*batch)`` but ``point``, ``(d, *batch)``."""

    point: Array
    taken: Counts
    status: npt.NDArray[np.str_]
    calls: Calls


@dataclass(frozen=True, eq=False)
class Batch:
    """Runs that differ in start, knobs, noise or seed, laid out in one line."""

    optimizer: Optimizer
    surface: Surface
    shape: tuple[int, ...]
    start: Array
    """``(d, n)``"""
    knobs: Mapping[str, Knob]
    """Numbers, schedules, or arrays ``(n,)``"""
    noise: Any
    """A number or an array ``(n,)``"""
    seeds: npt.NDArray[np.uint64]
    """``(n,)``"""

    @classmethod
    def of(
        cls,
        optimizer: Optimizer,
        surface: Surface,
        start: npt.ArrayLike | None,
        noise: npt.ArrayLike,
        seed: npt.ArrayLike,
    ) -> Batch:
        """Broadcast start ``(d, *batch)``, knobs, noise and seed against each other."""
        origin = read_start(surface, start)
        noise = np.asarray(noise, dtype=float)
        if not (np.isfinite(noise).all() and (noise >= 0).all()):
            raise InputError(f"noise is a standard deviation, at least 0, not {noise}")
        knobs = {
            name: value if callable(value) else np.asarray(value, dtype=float)
            for name, value in optimizer.knobs.items()
        }
        shapes = [origin.shape[1:], noise.shape, np.shape(seed)]
        shapes += [knob.shape for knob in knobs.values() if isinstance(knob, np.ndarray)]
        try:
            shape = np.broadcast_shapes(*shapes)
        except ValueError:
            raise InputError(
                f"start, knobs, noise and seed do not broadcast: {', '.join(map(str, shapes))}"
            ) from None
        origin = origin.reshape(
            surface.dim, *[1] * (len(shape) - origin.ndim + 1), *origin.shape[1:]
        )

        def line(numbers: Any) -> Any:
            if np.ndim(numbers) == 0:
                return numbers.item()
            return np.broadcast_to(numbers, shape).reshape(-1)

        return cls(
            optimizer,
            surface,
            shape,
            np.broadcast_to(origin, (surface.dim, *shape)).reshape(surface.dim, -1),
            {name: knob if callable(knob) else line(knob) for name, knob in knobs.items()},
            line(noise),
            np.broadcast_to(_read_seed(seed), shape).reshape(-1),
        )

    @property
    def size(self) -> int:
        """Number of runs."""
        return self.start.shape[1]

    def descend(self, steps: int, tolerance: float, watcher: Watcher) -> Ends:
        """Run block by block; a block is as many runs as fit the cache."""
        if steps < 1:
            raise InputError(f"steps is at least 1, not {steps}")
        point = np.empty_like(self.start)
        taken = np.full(self.size, steps, dtype=np.int64)
        counts = np.zeros((3, self.size), dtype=np.int64)
        with np.errstate(all="ignore"):  # a diverging run is data
            for block in self._blocks():
                self._descend(block, steps, tolerance, watcher, point, taken, counts)
            status = _status(self.surface, point, tolerance)
        return Ends(
            point.reshape(-1, *self.shape),
            taken.reshape(self.shape)[()],
            status.reshape(self.shape)[()],
            Calls(*(count.reshape(self.shape)[()] for count in counts)),
        )

    def _blocks(self) -> Iterator[slice]:
        length = max(1, _BLOCK // self.surface.dim)
        for first in range(0, self.size, length):
            yield slice(first, min(first + length, self.size))

    def _descend(
        self,
        block: slice,
        steps: int,
        tolerance: float,
        watcher: Watcher,
        point: Array,
        taken: Counts,
        counts: Counts,
    ) -> None:
        step = self.optimizer.method.step
        oracle = Oracle(self.surface, _part(self.noise, block), self.seeds[block])
        knobs = {name: _part(knob, block) for name, knob in self.knobs.items()}
        state: tuple[Any, ...] = tuple(self.optimizer.method.state.values())
        runs: Any = block  # those of the block that are under way
        x = self.start[:, block]
        watcher.see(0, block, runs, x)
        for t in range(steps):
            new, *state = _as_tuple(step(oracle, x, *state, **_at(knobs, t)))  # type: ignore[assignment]
            slope = oracle.steepness(x)
            if slope.min() > tolerance**2 and np.isfinite(new.sum()):
                x = new
                watcher.see(t + 1, block, runs, x)
                continue
            still = slope <= tolerance**2
            x = np.where(still, x, new)
            lost = ~np.isfinite(x).all(axis=0)
            watcher.see(t + 1, block, runs, x)
            ended = still | lost
            if not ended.any():
                continue
            index = np.arange(block.start, block.stop) if runs is block else runs
            gone = index[ended]
            point[:, gone], counts[:, gone] = x[:, ended], oracle.counts[:, ended]
            taken[gone] = np.where(still[ended], t, t + 1)
            x, runs = x[:, ~ended], index[~ended]
            state = tuple(_kept(item, ~ended) for item in state)
            knobs = {name: _kept(knob, ~ended) for name, knob in knobs.items()}
            oracle.keep(~ended)
            if not runs.size:
                watcher.close(t + 1, block)
                return
        point[:, runs], counts[:, runs] = x, oracle.counts


def read_start(surface: Surface, start: npt.ArrayLike | None) -> Array:
    """Return the start as floats ``(d, *batch)``, or say what is wrong with it."""
    origin = np.asarray(surface.start if start is None else start, dtype=float)
    if origin.shape[:1] != (surface.dim,):
        given = origin.shape[0] if origin.ndim else "a single number"
        raise InputError(f"a start on {surface.name} has {surface.dim} coordinates, not {given}")
    if not np.isfinite(origin).all():
        raise InputError(f"a start is finite, not {start!r}")
    return origin


def _read_seed(seed: npt.ArrayLike) -> npt.NDArray[np.uint64]:
    numbers = np.asarray(seed)
    if numbers.dtype.kind not in "iu" or (numbers < 0).any():
        raise InputError(f"a seed is a whole number, at least 0, not {seed!r}")
    return numbers.astype(np.uint64)


def _status(surface: Surface, point: Array, tolerance: float) -> npt.NDArray[np.str_]:
    """Judge end points ``(d, n)``: the worst news first."""
    status = np.full(point.shape[1], Status.BUDGET.value, dtype=f"<U{max(map(len, Status))}")
    gradient = surface.gradient(point)
    still = np.einsum("dn,dn->n", gradient, gradient) <= tolerance**2
    if still.any():
        status[still] = _kind(surface.hessian(point[:, still]))
    status[~surface.inside(point)] = Status.LEFT
    status[~np.isfinite(point).all(axis=0)] = Status.DIVERGED
    return status


def _kind(hessian: Array) -> list[str]:
    """Name what a run has come to rest on, from Hessians ``(d, d, n)``."""
    curvature = np.linalg.eigvalsh(np.moveaxis(hessian, -1, 0))
    lowest, highest = curvature[:, 0], curvature[:, -1]
    flat = 1e-8 * np.abs(curvature).max(axis=1)
    return [
        str(Status.CONVERGED if low >= -tol else Status.MAXIMUM if high < -tol else Status.SADDLE)
        for low, high, tol in zip(lowest, highest, flat, strict=True)
    ]


def _as_tuple(state: Any) -> tuple[Any, ...]:
    return state if isinstance(state, tuple) else (state,)


def _at(knobs: Mapping[str, Any], t: int) -> dict[str, Any]:
    return {name: knob(t) if callable(knob) else knob for name, knob in knobs.items()}


def _part(item: Any, block: slice) -> Any:
    return item[block] if isinstance(item, np.ndarray) else item


def _kept(item: Any, which: npt.NDArray[np.bool_]) -> Any:
    """Return the part of a state or knob that belongs to some of the runs (the last axis)."""
    return item[..., which] if isinstance(item, np.ndarray) else item
