"""The functions that run an optimizer on a surface: `run`, `sweep` and `stream`.

`run` keeps every iterate, `sweep` only how each run ended, `stream` the same in pieces of bounded
size. All take one run or a million, by broadcasting.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers import AnyOptimizer, as_optimizer, as_surface
from optim_viz.runs.batch import Batch
from optim_viz.runs.batch_size import BatchSize, in_batches, rows_of
from optim_viz.runs.costs import Budget, Cost
from optim_viz.runs.loop import TOLERANCE, descend, workers_for
from optim_viz.runs.noise import Noise
from optim_viz.runs.recorders import History, Nothing, Summary, Tail
from optim_viz.runs.results import Run, Sweep
from optim_viz.runs.status import FinalStates
from optim_viz.runs.workers import Workers
from surfaces import AnySurface, Array, InputError

STEPS = 200
"""The budget of a run, by default."""

RUNS_IN_A_PIECE = 2**18
"""Most runs in a piece of a `stream`, by default."""

MAX_BYTES = 4 * 2**30
"""The largest history that `run` keeps."""


def run(
    optimizer: AnyOptimizer,
    surface: AnySurface,
    start: npt.ArrayLike | None = None,
    steps: int = STEPS,
    *,
    noise: npt.ArrayLike | Noise = 0.0,
    batch_size: BatchSize | None = None,
    seed: npt.ArrayLike = 0,
    tolerance: float | None = TOLERANCE,
    engine: str | None = None,
) -> Run:
    """Run an optimizer on a surface and keep every iterate.

    Starts, knobs, noise and seeds broadcast against each other: a start ``(d, m, 1)`` with a rate
    ``(n,)`` is m x n runs, and each gives the same numbers as it would alone.

    Parameters
    ----------
    optimizer : Optimizer, str or step function
        A method with its knobs set: ``adam(lr=0.1)``, or ``"adam:lr=0.1"``.
    surface : Surface, str or function
        The surface to be minimized, or what `surfaces.as_surface` makes one of. Steps on
        ``surfaces.constrained(surface)`` are projected onto its domain.
    start : array ``(d, *batch)``, optional
        Starting points; by default the start that the surface suggests.
    steps : int
        The budget: at most this many updates.
    noise : float, array ``(*batch)``, Noise or text
        Standard deviation of the normal noise that is added to each coordinate of a gradient;
        or another kind of noise, ``relative(0.5)``, ``heavy(0.5,3)`` (see `optim_viz.runs.noise`).
    batch_size : int or "all", optional
        On the loss of a model: gradients of this number of rows, all in turn, shuffled anew in
        each epoch; the same rows for all runs with the same seed.
    seed : int or array ``(*batch)``
        Decides the noise. Runs with the same seed see the same noise.
    tolerance : float, optional
        A run ends when the norm of the (noise-free) gradient is at most this. None: it takes all
        its steps, and the whole gradient, which costs much where there are many data, is not
        computed to find out.
    engine : str, optional
        ``numpy`` or ``compiled``: what computes the steps. By default machine code is made where
        that saves time; nothing but the time depends on it (see `optim_viz.runs.engine`).

    Raises
    ------
    InputError
        A start of the wrong shape or not finite, steps below 1, a tolerance or a noise below 0,
        arguments that do not broadcast, a history of more than `MAX_BYTES`, or an engine that is
        not known or not installed.
    """
    optimizer, surface = as_optimizer(optimizer), as_surface(surface)
    noise = in_batches(batch_size, surface, noise)
    batch = Batch.of(optimizer, surface, start, noise, seed, steps)
    size = 8 * (surface.dim + 1) * (steps + 1) * batch.size
    if size > MAX_BYTES:
        raise InputError(
            f"{batch.size} runs of {steps} steps take {size / 2**30:.1f} GiB of history"
            f" (allowed: {MAX_BYTES / 2**30:.0f}); `sweep` keeps only the ends"
        )
    history = History(surface, steps, batch.size)
    whole = slice(0, batch.size)
    ends = descend(batch, _tolerance(tolerance), history, whole, Workers(), engine=engine)
    history.repeat_last(ends.taken)
    ends = ends.reshape(batch.shape)
    return Run(
        surface,
        batch.optimizer,
        points=history.points.reshape(surface.dim, steps + 1, *batch.shape),
        values=history.values.reshape(steps + 1, *batch.shape),
        taken=ends.taken,
        unrefined=ends.unrefined,
        evaluations=ends.evaluations,
        batch_size=rows_of(batch_size, surface),
    )


def sweep(
    optimizer: AnyOptimizer,
    surface: AnySurface,
    start: npt.ArrayLike | None = None,
    steps: int = STEPS,
    *,
    targets: npt.ArrayLike = (),
    noise: npt.ArrayLike | Noise = 0.0,
    seed: npt.ArrayLike = 0,
    tolerance: float | None = TOLERANCE,
    workers: int | None = None,
    cost: Cost | None = None,
    budget: float | None = None,
    tail: float = 0.0,
    engine: str | None = None,
) -> Sweep:
    """Run an optimizer many times and keep only how each run ended.

    Takes what `run` takes, and needs memory for the ends, not for the paths.

    Parameters
    ----------
    targets : array ``(k,)``
        Values (not gaps) whose first step is reported in `Sweep.hits`.
    workers : int, optional
        Most processes or threads; by default one for each core, as far as they pay. They change
        nothing but the time (see `optim_viz.runs.workers`).
    cost : Cost, optional
        The currency of `Sweep.hits` and `Sweep.spent`; by default steps, counted as whole numbers.
    budget : float, optional
        The most that a run may cost, besides its steps (see `optim_viz.runs.costs.Budget`).
    tail : float
        If greater than 0, a target is reached only by runs that stay there: the median over this
        share of what follows, the last, is at the target (see `optim_viz.runs.recorders.Tail`).

    Raises
    ------
    InputError
        As `run`, but for the size of the history; targets that are NaN or no list; workers
        below 1.
    """
    batch = Batch.of(optimizer, surface, start, noise, seed, steps)
    limits = _targets(targets), _tolerance(tolerance), workers, engine
    most = None if budget is None else Budget(cost or Cost("steps"), float(budget))
    return _sweep(batch, slice(0, batch.size), *limits, cost, most, tail).reshape(batch.shape)


def final_states(
    optimizer: AnyOptimizer,
    surface: AnySurface,
    start: npt.ArrayLike | None = None,
    steps: int = STEPS,
    *,
    tolerance: float = TOLERANCE,
    engine: str | None = None,
) -> FinalStates:
    """Run an optimizer many times and return how each run ended, arrays ``(*batch)``.

    As `sweep`, in less time: what happened on the way is not looked at.

    Raises
    ------
    InputError
        As `sweep`.
    """
    batch = Batch.of(optimizer, surface, start, 0.0, 0, steps)
    workers = workers_for(batch, batch.size)
    whole = slice(0, batch.size)
    ends = descend(batch, _tolerance(tolerance), Nothing(), whole, workers, engine=engine)
    return ends.reshape(batch.shape)


def stream(
    optimizer: AnyOptimizer,
    surface: AnySurface,
    start: npt.ArrayLike | None = None,
    steps: int = STEPS,
    *,
    targets: npt.ArrayLike = (),
    noise: npt.ArrayLike | Noise = 0.0,
    seed: npt.ArrayLike = 0,
    tolerance: float | None = TOLERANCE,
    workers: int | None = None,
    most: int = RUNS_IN_A_PIECE,
    engine: str | None = None,
) -> Iterator[Sweep]:
    """Yield what `sweep` returns, in pieces of at most ``most`` runs: arrays ``(n,)``.

    The pieces follow the batch in the order of its last axis. Memory is bounded however many
    runs there are: what starts and knobs share by broadcasting is never copied, and a piece can be
    dropped before the next one is made.

    Parameters
    ----------
    most : int
        Most runs in a piece; the other parameters are those of `sweep`.

    Raises
    ------
    InputError
        As `sweep`; ``most`` below 1.
    """
    batch = Batch.of(optimizer, surface, start, noise, seed, steps)
    limits = _targets(targets), _tolerance(tolerance), workers, engine
    if most < 1:
        raise InputError(f"most is at least 1, not {most}")
    for first in range(0, batch.size, most):
        yield _sweep(batch, slice(first, min(first + most, batch.size)), *limits)


def _sweep(
    batch: Batch,
    part: slice,
    targets: Array,
    tolerance: float | None,
    at_most: int | None,
    engine: str | None,
    cost: Cost | None = None,
    budget: Budget | None = None,
    tail: float = 0.0,
) -> Sweep:
    """Run a part of a batch; the arrays of the result are ``(n,)``."""
    size = part.stop - part.start
    workers = workers_for(batch, size, at_most)
    summary = Summary(batch.surface, targets, size, cost, Tail(tail, batch.steps) if tail else None)
    ends = descend(batch, tolerance, summary, part, workers, budget=budget, engine=engine)
    spent = (
        ends.taken if cost is None else cost.of(ends.taken, ends.evaluations, ends.point.shape[0])
    )
    return Sweep(
        batch.surface,
        batch.optimizer,
        end=ends.point,
        value=ends.value,
        best=summary.best,
        stayed=summary.stayed,
        hits=summary.hits,
        hit_steps=summary.hits if cost is None else _steps_of(summary.hits, summary.met),
        taken=ends.taken,
        unrefined=ends.unrefined,
        evaluations=ends.evaluations,
        spent=spent if budget is None else np.minimum(spent, budget.most),
    )


def _steps_of(hits: Array, met: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return np.where(hits < 0, -1, met)


def _targets(targets: npt.ArrayLike) -> Array:
    """Return the targets as floats ``(k,)``, or raise an error that says what is wrong."""
    values = np.asarray(targets, dtype=float)
    if values.ndim != 1 or np.isnan(values).any():
        raise InputError(f"targets are a list of values, such as (1e-6,), not {targets!r}")
    return values


def _tolerance(tolerance: float | None) -> float | None:
    """Return the tolerance as a float, or raise an error that says what is wrong."""
    if tolerance is None:
        return None
    if not (isinstance(tolerance, int | float | np.number) and 0 <= tolerance < np.inf):
        raise InputError(f"tolerance is a length, at least 0, not {tolerance!r}")
    return float(tolerance)
