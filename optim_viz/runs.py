"""What happened: an optimizer went down a surface, once or a million times at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from optim_viz.batch import Batch
from optim_viz.crew import Crew
from optim_viz.ends import Endings, in_words, refined
from optim_viz.loop import TOLERANCE, crew_for, descend
from optim_viz.noise import Noise
from optim_viz.optimizers.base import Optimizer
from optim_viz.oracle import Calls, Counts
from optim_viz.schedules import Schedule
from optim_viz.watchers import Tally, Tape
from surfaces import Array, InputError, Surface

if TYPE_CHECKING:
    from pandas import DataFrame

STEPS = 200
MOST = 2**18
"""Runs in a piece of a `stream`."""

MAX_BYTES = 4 * 2**30
"""The largest history that `run` keeps."""


@dataclass(frozen=True, eq=False)
class Run:
    """What an optimizer did on a surface, step by step.

    A run that ended before its budget holds its last point to the end of the arrays.
    """

    surface: Surface
    optimizer: Optimizer
    points: Array
    """Iterates ``(d, steps + 1, *batch)``, the start first."""
    values: Array
    """Values at the iterates, ``(steps + 1, *batch)``."""
    taken: Counts
    """Steps taken before the run ended, ``(*batch)``."""
    rough: Endings
    """How each run ended, as its place in `Status`; saddles and maxima count as converged."""
    calls: Calls

    @cached_property
    def ending(self) -> Endings:
        """How each run ended, as its place in `Status`, ``(*batch)``."""
        return refined(self.surface, self.end, self.rough)

    @property
    def status(self) -> npt.NDArray[np.str_]:
        """How each run ended, a `Status`, ``(*batch)``."""
        return in_words(self.ending)

    @property
    def gap(self) -> Array:
        """Value above the lowest of the surface, ``(steps + 1, *batch)``; NaN if none is known."""
        return _above_lowest(self.surface, self.values)

    @property
    def end(self) -> Array:
        """The last iterates, ``(d, *batch)``."""
        return self.points[:, -1]

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return one row per run and step as tidy columns; a row for each step that was taken."""
        steps, *batch = self.values.shape
        step = np.arange(steps).reshape(-1, *[1] * len(batch))
        rows = np.broadcast_to(step, self.values.shape) <= self.taken
        names = coordinate_names(self.surface.dim)
        return {
            "optimizer": np.full(rows.sum(), str(self.optimizer)),
            **({"run": np.nonzero(rows.reshape(steps, -1))[1]} if batch else {}),
            "step": np.broadcast_to(step, rows.shape)[rows],
            **{name: axis[rows] for name, axis in zip(names, self.points, strict=True)},
            "value": self.values[rows],
            "gap": self.gap[rows],
            "lr": self.rate[rows],
            **{name: knob[rows] for name, knob in self.changing().items() if name != "lr"},
        }

    @property
    def rate(self) -> Array:
        """The rate of the step that led to each iterate, ``(steps + 1, *batch)``.

        A schedule has none at the start, and a method without a rate has none at all: NaN.
        """
        lr = self.optimizer.knobs.get("lr", np.nan)
        fixed = self.changing()["lr"] if callable(lr) else np.asarray(lr, dtype=float)
        return np.broadcast_to(fixed, self.values.shape)

    def changing(self) -> dict[str, Array]:
        """Return the knobs that are not one number: ``(steps + 1, *batch)`` each, by name.

        A schedule's rate stands at the iterate that it led to; at the start it is NaN.
        """
        steps, *batch = self.values.shape
        found = {}
        for name, knob in self.optimizer.knobs.items():
            if callable(knob):
                rate = knob.lasting(steps - 1) if isinstance(knob, Schedule) else knob
                column = np.array([np.nan, *map(rate, range(steps - 1))])
                found[name] = column.reshape(-1, *[1] * len(batch))
            elif isinstance(self.optimizer.method.knobs[name], float) and np.ndim(knob):
                found[name] = np.asarray(knob, dtype=float)
        return {name: np.broadcast_to(knob, self.values.shape) for name, knob in found.items()}

    def to_frame(self) -> DataFrame:
        """Return `columns` as a pandas table."""
        from pandas import DataFrame

        return DataFrame(self.columns())

    def __repr__(self) -> str:
        if self.taken.ndim:
            return f"<{self.taken.size} runs of {self.optimizer!r} on {self.surface}>"
        end = ", ".join(f"{x:.6g}" for x in self.end)
        return (
            f"<{self.optimizer!r} on {self.surface}: {self.status} after {self.taken} steps"
            f" at ({end}), value {self.values[-1]:.6g}>"
        )


@dataclass(frozen=True, eq=False)
class Sweep:
    """Where many runs ended and how good they were on the way; their paths are not kept."""

    surface: Surface
    optimizer: Optimizer
    end: Array
    """Last iterates, ``(d, *batch)``."""
    value: Array
    """Values there, ``(*batch)``."""
    best: Array
    """Lowest value met inside the domain, ``(*batch)``; inf if there was none."""
    stayed: npt.NDArray[np.bool_]
    """Whether no iterate was outside the domain, ``(*batch)``."""
    hits: Counts
    """First step at which each target was reached, ``(targets, *batch)``; -1 if never."""
    taken: Counts
    rough: Endings
    """How each run ended, as its place in `Status`; saddles and maxima count as converged."""
    calls: Calls

    @cached_property
    def ending(self) -> Endings:
        """How each run ended, as its place in `Status`, ``(*batch)``."""
        return refined(self.surface, self.end, self.rough)

    @property
    def status(self) -> npt.NDArray[np.str_]:
        """How each run ended, a `Status`, ``(*batch)``."""
        return in_words(self.ending)

    @property
    def gap(self) -> Array:
        """Final value above the lowest of the surface, ``(*batch)``; NaN if none is known."""
        return _above_lowest(self.surface, self.value)

    def __repr__(self) -> str:
        return f"<{self.taken.size} runs of {self.optimizer!r} on {self.surface}: their ends>"

    def reshape(self, shape: tuple[int, ...]) -> Sweep:
        """Return the same with the batch in another shape."""
        return Sweep(
            self.surface,
            self.optimizer,
            end=self.end.reshape(-1, *shape),
            hits=self.hits.reshape(-1, *shape),
            calls=Calls(*(count.reshape(shape)[()] for count in self.calls)),
            **{
                name: getattr(self, name).reshape(shape)[()]
                for name in ("value", "best", "stayed", "taken", "rough")
            },
        )


def run(
    optimizer: Optimizer,
    surface: Surface,
    start: npt.ArrayLike | None = None,
    steps: int = STEPS,
    *,
    noise: npt.ArrayLike | Noise = 0.0,
    seed: npt.ArrayLike = 0,
    tolerance: float = TOLERANCE,
) -> Run:
    """Run an optimizer on a surface and keep every iterate.

    Starts, knobs, noise and seeds broadcast against each other: a start ``(d, m, 1)`` with a rate
    ``(n,)`` is m x n runs, and each gives the same numbers as it would alone.

    Parameters
    ----------
    optimizer : Optimizer
        A method with its knobs set: ``adam(lr=0.1)``.
    surface : Surface
        What it goes down.
    start : array ``(d, *batch)``, optional
        Where it begins; by default the start that the surface suggests.
    steps : int
        The budget: at most so many updates.
    noise : float, array ``(*batch)``, Noise or text
        Standard deviation of the normal noise that is added to each coordinate of a gradient;
        or another kind of noise, ``relative(0.5)``, ``heavy(0.5,3)`` (see `optim_viz.noise`).
    seed : int or array ``(*batch)``
        Decides the noise. Runs with the same seed see the same noise.
    tolerance : float
        A run ends when the norm of the (noise-free) gradient is at most this.

    Raises
    ------
    InputError
        A start of the wrong shape or not finite, steps below 1, a history that does not fit.
    """
    batch = Batch.of(optimizer, surface, start, noise, seed, steps)
    size = 8 * (surface.dim + 1) * (steps + 1) * batch.size
    if size > MAX_BYTES:
        raise InputError(
            f"{batch.size} runs of {steps} steps take {size / 2**30:.1f} GiB of history"
            f" (allowed: {MAX_BYTES / 2**30:.0f}); `sweep` keeps only the ends"
        )
    tape = Tape(surface, steps, batch.size)
    ends = descend(batch, _tolerance(tolerance), tape, slice(0, batch.size), Crew())
    tape.hold(ends.taken)
    ends = ends.reshape(batch.shape)
    return Run(
        surface,
        optimizer,
        points=tape.points.reshape(surface.dim, steps + 1, *batch.shape),
        values=tape.values.reshape(steps + 1, *batch.shape),
        taken=ends.taken,
        rough=ends.rough,
        calls=ends.calls,
    )


def sweep(
    optimizer: Optimizer,
    surface: Surface,
    start: npt.ArrayLike | None = None,
    steps: int = STEPS,
    *,
    targets: npt.ArrayLike = (),
    noise: npt.ArrayLike | Noise = 0.0,
    seed: npt.ArrayLike = 0,
    tolerance: float = TOLERANCE,
    workers: int | None = None,
) -> Sweep:
    """Run an optimizer many times and keep only how each run ended.

    Takes what `run` takes, and needs memory for the ends, not for the paths.

    Parameters
    ----------
    targets : array ``(k,)``
        Values (not gaps) whose first step is reported in `Sweep.hits`.
    workers : int, optional
        At most so many work side by side, by default one for each core, as far as they pay. They
        change nothing but the time (see `optim_viz.crew`).
    """
    batch = Batch.of(optimizer, surface, start, noise, seed, steps)
    limits = _targets(targets), _tolerance(tolerance), workers
    return _sweep(batch, slice(0, batch.size), *limits).reshape(batch.shape)


def stream(
    optimizer: Optimizer,
    surface: Surface,
    start: npt.ArrayLike | None = None,
    steps: int = STEPS,
    *,
    targets: npt.ArrayLike = (),
    noise: npt.ArrayLike | Noise = 0.0,
    seed: npt.ArrayLike = 0,
    tolerance: float = TOLERANCE,
    workers: int | None = None,
    most: int = MOST,
) -> Iterator[Sweep]:
    """Yield what `sweep` returns in pieces of at most so many runs, each in one line.

    The pieces follow the batch in the order of its last axis. Memory is bounded however many
    runs there are: what starts and knobs share by broadcasting is never copied, and ends are
    yours to keep or to add up.
    """
    batch = Batch.of(optimizer, surface, start, noise, seed, steps)
    limits = _targets(targets), _tolerance(tolerance), workers
    if most < 1:
        raise InputError(f"most is at least 1, not {most}")
    for first in range(0, batch.size, most):
        yield _sweep(batch, slice(first, min(first + most, batch.size)), *limits)


def _sweep(
    batch: Batch, part: slice, targets: Array, tolerance: float, workers: int | None
) -> Sweep:
    """Run a part of a batch; the ends are in one line."""
    size = part.stop - part.start
    crew = crew_for(batch, size, workers)
    tally = Tally(batch.surface, targets, size, crew)
    ends = descend(batch, tolerance, tally, part, crew)
    return Sweep(
        batch.surface,
        batch.optimizer,
        end=ends.point,
        value=ends.value,
        best=crew.own(tally.best),
        stayed=crew.own(tally.stayed),
        hits=crew.own(tally.hits),
        taken=ends.taken,
        rough=ends.rough,
        calls=ends.calls,
    )


def _targets(targets: npt.ArrayLike) -> Array:
    """Return values ``(k,)``, or say what is wrong with them."""
    values = np.asarray(targets, dtype=float)
    if values.ndim != 1 or np.isnan(values).any():
        raise InputError(f"targets are a list of values, such as (1e-6,), not {targets!r}")
    return values


def _tolerance(tolerance: float) -> float:
    """Return how long a gradient may be at rest, or say what is wrong with it."""
    if not (isinstance(tolerance, int | float | np.number) and 0 <= tolerance < np.inf):
        raise InputError(f"tolerance is a length, at least 0, not {tolerance!r}")
    return float(tolerance)


def coordinate_names(dim: int) -> list[str]:
    """Return ``x, y`` for the plane, ``x`` for a line, ``x0, x1, ...`` for more."""
    return ["x", "y"][:dim] if dim <= 2 else [f"x{i}" for i in range(dim)]


def _above_lowest(surface: Surface, values: Array) -> Array:
    return values - (np.nan if surface.lowest is None else surface.lowest)
