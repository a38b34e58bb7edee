"""An optimizer goes down a surface, once or a million times at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers.base import Optimizer
from optim_viz.runs.batch import Batch
from optim_viz.runs.loop import TOLERANCE, descend, workers_for
from optim_viz.runs.noise import Noise
from optim_viz.runs.recorders import History, Summary
from optim_viz.runs.results import Run, Sweep
from optim_viz.runs.workers import Workers
from surfaces import Array, InputError, Surface

STEPS = 200
MOST = 2**18
"""Runs in a piece of a `stream`."""

MAX_BYTES = 4 * 2**30
"""The largest history that `run` keeps."""


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
        or another kind of noise, ``relative(0.5)``, ``heavy(0.5,3)`` (see `optim_viz.runs.noise`).
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
    tape = History(surface, steps, batch.size)
    ends = descend(batch, _tolerance(tolerance), tape, slice(0, batch.size), Workers())
    tape.hold(ends.taken)
    ends = ends.reshape(batch.shape)
    return Run(
        surface,
        optimizer,
        points=tape.points.reshape(surface.dim, steps + 1, *batch.shape),
        values=tape.values.reshape(steps + 1, *batch.shape),
        taken=ends.taken,
        unrefined=ends.unrefined,
        evaluations=ends.evaluations,
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
        change nothing but the time (see `optim_viz.runs.workers`).
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
    batch: Batch, part: slice, targets: Array, tolerance: float, at_most: int | None
) -> Sweep:
    """Run a part of a batch; the ends are in one line."""
    size = part.stop - part.start
    workers = workers_for(batch, size, at_most)
    tally = Summary(batch.surface, targets, size, workers)
    ends = descend(batch, tolerance, tally, part, workers)
    return Sweep(
        batch.surface,
        batch.optimizer,
        end=ends.point,
        value=ends.value,
        best=workers.own(tally.best),
        stayed=workers.own(tally.stayed),
        hits=workers.own(tally.hits),
        taken=ends.taken,
        unrefined=ends.unrefined,
        evaluations=ends.evaluations,
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
