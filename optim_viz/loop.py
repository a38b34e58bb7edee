"""The only loop over time: a batch of runs goes down a surface until each has ended."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from optim_viz.algebra import at_least_two, extreme_eigenvalues, squared_norm
from optim_viz.noise import Noise
from optim_viz.noise import get as read_noise
from optim_viz.optimizers.base import Knob, Optimizer
from optim_viz.oracle import Calls, Counts, Oracle, answer
from optim_viz.schedules import Schedule
from surfaces import Array, InputError, Surface

TOLERANCE = 1e-8
"""A run has converged when the norm of its gradient is at most this."""

_BLOCK = 16_384
"""Coordinates worked on together: few enough that the arrays of a step stay in the cache."""

_SHARED_BLOCK = 65_536
"""The same where threads work side by side: fewer hand the lock to each other less often."""

_WARM = 2**19
"""Numbers in an array that is made and freed first: from then on the C library keeps freed memory
of that size, where it would give it back to the system and ask for it again at every step."""


_FAR = 1e6
"""A run that is so many domains away has diverged, whether or not its numbers still hold."""

_FLAT = 1e-8
"""Curvatures below this decide nothing: a plain is no saddle."""


class Status(StrEnum):
    """How a run ended; kept as its place in this list, one byte for each run."""

    CONVERGED = "converged"
    BUDGET = "budget spent"
    LEFT = "left the domain"
    DIVERGED = "diverged"
    SADDLE = "stalled at a saddle"
    MAXIMUM = "stalled at a maximum"


Endings = npt.NDArray[np.int8]
Look = Callable[[Array], Array]


class Watcher(Protocol):
    """Is shown the iterates of a block of runs, from the start on."""

    def see(self, step: int, block: slice, runs: Any, x: Array, look: Look, home: bool) -> None:
        """Look at those ``runs`` of the block that are still under way.

        ``look(x)`` returns the values at their iterates ``x``; if they are ``home``, all are in
        the domain.
        """

    def close(self, step: int, block: slice) -> None:
        """Learn that no run of the block goes beyond this step."""


@dataclass(frozen=True, eq=False)
class Ends:
    """How the runs of a batch ended; every array ``(*batch)`` but ``point``, ``(d, *batch)``."""

    point: Array
    taken: Counts
    ending: Endings
    calls: Calls

    def reshape(self, shape: tuple[int, ...]) -> Ends:
        """Return the same with the batch in another shape."""
        return Ends(
            self.point.reshape(-1, *shape),
            self.taken.reshape(shape)[()],
            self.ending.reshape(shape)[()],
            Calls(*(count.reshape(shape)[()] for count in self.calls)),
        )


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
        if not isinstance(steps, int | np.integer) or steps < 1:
            raise InputError(f"steps is a whole number, at least 1, not {steps!r}")
        origin = read_start(surface, start)
        noise = read_noise(noise)  # type: ignore[arg-type]  # it says what is wrong with others
        knobs = {
            name: _knob(value, optimizer.method.knobs[name], int(steps))
            for name, value in optimizer.knobs.items()
        }
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

    def descend(self, tolerance: float, watcher: Watcher, part: slice, threads: int | None) -> Ends:
        """Run a part of the batch, block by block, and return its ends in one line.

        A block is as many runs as fit the cache. Blocks know nothing of each other, so that
        neither their size nor the number of threads (by default one for each processor, where
        they pay) changes a bit.
        """
        np.empty(_WARM)
        size, dim = part.stop - part.start, self.surface.dim
        ends = Ends(
            np.empty((dim, size)),
            np.full(size, self.steps, dtype=np.int64),
            np.empty(size, dtype=np.int8),
            Calls(*np.zeros((3, size), dtype=np.int64)),
        )

        def work(block: slice) -> None:
            with np.errstate(all="ignore"):  # a diverging run is data
                self._descend(block, part.start, tolerance, watcher, ends)
                ends.ending[block] = _endings(self.surface, ends.point[:, block], tolerance)

        most = 1 if self.optimizer.method.apart else size * dim // _SHARED_BLOCK
        threads = min(threads or os.cpu_count() or 1, most)
        blocks = max(1, round(size * dim / (_SHARED_BLOCK if threads > 1 else _BLOCK)))
        edges = [size * i // blocks for i in range(blocks + 1)]
        _for_each(work, map(slice, edges, edges[1:]), threads)
        return ends

    def _descend(
        self,
        block: slice,
        first: int,
        tolerance: float,
        watcher: Watcher,
        ends: Ends,
    ) -> None:
        step = self.optimizer.method.step
        live = _Live(self, block, first)
        home = self.surface.all_inside(live.x)
        watcher.see(0, block, live.runs, live.x, live.oracle.look, home)
        for t in range(self.steps):
            resting = live.oracle.resting(live.x, tolerance)
            if resting is not None:
                live.drop(resting, t, ends)
                if not live.x.size:
                    return watcher.close(t, block)
            live.x, *live.state = _as_tuple(
                step(live.oracle, live.x, *live.state, **_at(live.knobs, t))
            )
            home = self.surface.all_inside(live.x)
            watcher.see(t + 1, block, live.runs, live.x, live.oracle.look, home)
            if not (home or np.isfinite(live.x.sum())):
                live.drop(np.any(~np.isfinite(live.x), axis=0), t + 1, ends)
                if not live.x.size:
                    return watcher.close(t + 1, block)
        live.drop(np.full(live.x.shape[1], True), self.steps, ends)
        return None


def _for_each(work: Callable[[slice], None], blocks: Iterable[slice], threads: int) -> None:
    if threads < 2:
        for block in blocks:
            work(block)
        return
    with ThreadPoolExecutor(threads) as pool:
        for done in pool.map(work, blocks):
            assert done is None  # raises here what was raised there


class _Live:
    """The runs of a block that are under way, never fewer than two.

    A run alone takes a twin along: NumPy adds up a single column in another order than a column
    among others, and a run must give the same numbers in any company. Only opaque optimizers,
    which keep a state for each run, go without.
    """

    def __init__(self, batch: Batch, block: slice, first: int) -> None:
        self._company = (lambda runs: runs) if batch.optimizer.method.apart else at_least_two
        runs = self._company(np.arange(block.start, block.stop))
        self.runs: Any = block if len(runs) == block.stop - block.start else runs

        def own(item: Any) -> Any:
            """Return these runs of something that is laid out in the shape of the batch."""
            if not isinstance(item, np.ndarray):
                return item
            line = item.flat[first + block.start : first + block.stop]
            return line.repeat(len(runs) // len(line))

        self.x = np.array([own(axis) for axis in batch.start])
        self.state: list[Any] = list(batch.optimizer.method.state.values())
        self.knobs = {name: own(knob) for name, knob in batch.knobs.items()}
        noise = replace(batch.noise, size=own(batch.noise.size))
        self.oracle = Oracle(batch.surface, noise, own(batch.seeds))

    def drop(self, ended: npt.NDArray[np.bool_], step: int, ends: Ends) -> None:
        """Note that those have ended at this step, and go on with the others."""
        if not ended.any():
            return
        runs = np.r_[self.runs] if isinstance(self.runs, slice) else self.runs
        gone, rest = runs[ended], self._company(np.flatnonzero(~ended))
        ends.point[:, gone], ends.taken[gone] = self.x[:, ended], step
        for total, count in zip(ends.calls, self.oracle.counts, strict=True):
            total[gone] = count[ended]
        left = np.take(self.x, rest, axis=-1)
        self.oracle.keep(rest, self.x, left)
        self.runs, self.x = runs[rest], left
        self.state = [_of(rest, item) for item in self.state]
        self.knobs = {name: _of(rest, knob) for name, knob in self.knobs.items()}


def before(batch: Batch, step: int) -> tuple[Oracle, list[Any], dict[str, Any]]:
    """Return what a single run knows before a step, counted from 1: oracle, state and knobs.

    The state is the iterate and what the method carries beside it.
    """
    live = _Live(batch, slice(0, 1), 0)
    state = [live.x, *live.state]
    with np.errstate(all="ignore"):
        for t in range(step - 1):
            state = list(
                _as_tuple(batch.optimizer.method.step(live.oracle, *state, **_at(live.knobs, t)))
            )
    return live.oracle, state, _at(live.knobs, step - 1)


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


def _endings(surface: Surface, point: Array, tolerance: float) -> Endings:
    """Judge end points ``(d, n)``: the worst news first."""
    ending = np.full(point.shape[1], _PLACE[Status.BUDGET], dtype=np.int8)
    still = squared_norm(answer(surface.gradient, point)) <= tolerance**2
    if still.any():
        ending[still] = _kind(surface.hessian(point[:, still]))
    ending[~surface.inside(point)] = _PLACE[Status.LEFT]
    lost = ~(np.isfinite(point).all(axis=0) & np.isfinite(answer(surface, point)))
    ending[lost | _far_out(surface, point)] = _PLACE[Status.DIVERGED]
    return ending


def _far_out(surface: Surface, point: Array) -> npt.NDArray[np.bool_]:
    """Whether a run is so far from the domain that only time parts it from infinity."""
    low, high = surface.domain.low[:, np.newaxis], surface.domain.high[:, np.newaxis]
    return np.asarray((np.abs(point - (low + high) / 2) > _FAR * (high - low)).any(axis=0))


def _kind(hessian: Array) -> Endings:
    """Tell what runs have come to rest on, from Hessians ``(d, d, n)``."""
    lowest, highest = extreme_eigenvalues(hessian)
    flat = np.maximum(1e-8 * np.maximum(np.abs(lowest), np.abs(highest)), _FLAT)
    places = [_PLACE[status] for status in (Status.MAXIMUM, Status.SADDLE, Status.CONVERGED)]
    return np.select([highest < -flat, lowest < -flat], places[:2], places[2])


def in_words(ending: Endings) -> npt.NDArray[np.str_]:
    """Return the status of each run."""
    return np.array(list(Status))[ending]


_PLACE = {status: place for place, status in enumerate(Status)}


def _as_tuple(state: Any) -> tuple[Any, ...]:
    return state if isinstance(state, tuple) else (state,)


def _at(knobs: Mapping[str, Any], t: int) -> dict[str, Any]:
    return {name: knob(t) if callable(knob) else knob for name, knob in knobs.items()}


def _of(runs: npt.NDArray[np.int64], item: Any) -> Any:
    """Return the part of a state or knob that belongs to those runs (the last axis)."""
    if isinstance(item, tuple):
        return tuple(_of(runs, part) for part in item)
    shared = not isinstance(item, np.ndarray) or item.shape[-1:] in {(), (1,)}
    return item if shared else np.take(item, runs, axis=-1)
