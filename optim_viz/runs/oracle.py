"""What an optimizer may ask of a surface during a run, and what it costs.

How to read it: a method asks in one of three ways, and each question is counted for the runs that
asked it.

1. All runs at once, ``f.gradient(x)`` with x ``(d, n)``: most methods. One count holds for all.
2. Some runs by a mask, ``f.gradient(x, where)`` with where ``(n,)``: line searches and trust
   regions, in which some runs are satisfied before others. Runs that do not ask get NaN.
3. One run alone, ``f.single(i).gradient(x)`` with x ``(d,)``: optimizers of other libraries that
   know one point only. Calls are counted when they are charged (`SingleOracle.charge`).

The loop itself asks by `Oracle.peek`, `Oracle.resting` and `Oracle.undefined`, which count nothing.
The last value and gradient are kept, so that what the loop and the method both ask is computed
once. Noise is added to gradients only, and never to what the loop sees.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optim_viz.linalg import at_least_two, squared_norm
from optim_viz.optimizers.base import Where
from optim_viz.problem import lowest_value
from optim_viz.runs.costs import Cost
from optim_viz.runs.noise import Noise
from surfaces import Array, Surface

Counts = npt.NDArray[np.int64]


class Evaluations(NamedTuple):
    """Number of values, gradients and Hessians that each run asked for: ``(*batch)`` each."""

    value: Counts
    gradient: Counts
    hessian: Counts


class Oracle:
    """Evaluates a surface for a batch of runs, counts the evaluations of each, adds the noise.

    Parameters
    ----------
    surface : Surface
        The surface that is evaluated.
    noise : Noise
        Noise of the gradients; its size is a number or an array ``(n,)``.
    seeds : array ``(n,)``
        Seeds of the noise, one for each run.
    """

    def __init__(self, surface: Surface, noise: Noise, seeds: npt.NDArray[np.uint64]) -> None:
        self._surface = surface
        self._noise = noise
        self._noisy = bool(np.any(noise.size))
        self._project = surface.project if surface.projected else None
        self._seeds = seeds
        self._seen: tuple[Array | None, Array | None, Array | None] = None, None, None
        self._by_all = [0, 0, 0]
        self._by_some: Counts | None = None  # (3, n) once some have asked and some have not

    @property
    def evaluations(self) -> Counts:
        """Number of values, gradients and Hessians asked for so far, ``(3, n)``."""
        by_all, runs = np.array(self._by_all), len(self._seeds)
        if self._by_some is None:  # what `numpy.broadcast_to` does, sooner
            counts: Counts = np.ndarray(
                (3, runs), by_all.dtype, by_all.data, strides=(by_all.itemsize, 0)
            )
            counts.flags.writeable = False
            return counts
        return self._by_some + by_all[:, np.newaxis]

    def cost(self, cost: Cost, steps: int) -> Array | np.float64:
        """Return what the runs have cost so far, after a number of steps.

        An array ``(n,)``, or ``()`` where all have cost the same.
        """
        if cost.by_steps:
            return np.float64(steps)
        if self._by_some is not None:
            return cost.of(steps, self.evaluations, self._surface.dim)
        if cost.epoch is not None:
            return np.float64(cost.of(steps, self._by_all, self._surface.dim))
        weights = cost.weights(self._surface.dim)
        return np.float64(sum(w * count for w, count in zip(weights, self._by_all, strict=True)))

    def charge(self, run: int, evaluations: Counts) -> None:
        """Add to the counts of one run: values, gradients, Hessians ``(3,)``."""
        self._some()[:, run] += evaluations

    def _count(self, what: int, where: Where) -> None:
        if where is None:
            self._by_all[what] += 1
        else:
            self._some()[what] += where

    def _some(self) -> Counts:
        if self._by_some is None:
            self._by_some = np.zeros((3, len(self._seeds)), dtype=np.int64)
        return self._by_some

    def value(self, x: Array, where: Where = None) -> Array:
        """Return the values ``(n,)`` at the iterates ``(d, n)``; NaN for runs that do not ask.

        Parameters
        ----------
        x : array ``(d, n)``
        where : boolean array ``(n,)``, optional
            Runs that ask, and are counted; by default all.
        """
        self._count(0, where)
        known, _ = self._known(x)
        return known if known is not None else self._of(self._surface, x, where)

    def gradient(self, x: Array, where: Where = None) -> Array:
        """Return the gradients ``(d, n)``, with noise if there is any; ``where`` as in `value`."""

        def exact() -> Array:
            return self._slope(x) if where is None else self._of(self._surface.gradient, x, where)

        g = (
            self._noise.gradient(self._surface, x, exact, self._seeds, self.evaluations[1])
            if self._noisy
            else exact()
        )
        self._count(1, where)
        return g

    def hessian(self, x: Array, where: Where = None) -> Array:
        """Return the Hessians ``(d, d, n)``; ``where`` as in `value`."""
        self._count(2, where)
        return self._of(self._surface.hessian, x, where)

    @property
    def lowest(self) -> float:
        """The lowest value of the surface; an error where it has none, or none is known."""
        return lowest_value(self._surface)

    def single(self, run: int) -> SingleOracle:
        """Return the oracle of one run, for an optimizer that knows one point only."""
        return SingleOracle(self, run)

    def peek(self, x: Array) -> Array:
        """Return the values ``(n,)`` at the iterates ``(d, n)`` for the loop: nothing is counted.

        The gradient, which the method will ask for next, is computed with it: both at once are
        cheaper than each alone.
        """
        value, gradient = self._known(x)
        if value is None:
            if gradient is None and self._noise.is_added:
                value, gradient = _both(self._surface, x)
            else:
                value = self._of(self._surface, x)
            self._seen = x, value, gradient
        return value

    def undefined(self, x: Array) -> npt.NDArray[np.bool_] | None:
        """Return which values ``(n,)`` are NaN; None if none is, or if they are not known."""
        value, _ = self._known(x)
        if value is None or not math.isnan(np.add.reduce(value)):
            return None
        where = np.isnan(value)
        return where if where.any() else None

    def resting(self, x: Array, tolerance: float) -> npt.NDArray[np.bool_] | None:
        """Return which noise-free gradients have at most this norm ``(n,)``; None if none has.

        Where runs are projected onto a domain, it is the projected gradient: x − P(x − ∇f).
        A norm is no less than the first entry: it is computed only where that one is short.
        """
        slope = self._slope(x)
        if self._project is not None:
            slope = x - self._project(x - slope)  # zero where only the domain is in the way
        (near,) = (np.abs(slope[0]) <= 2 * tolerance + _LEAST_SQUARABLE).nonzero()
        if not len(near):
            return None
        if 2 * len(near) > slope.shape[1]:  # to pick them out would take longer
            short = squared_norm(slope) <= tolerance**2
        else:
            near = at_least_two(near)
            short = np.full(slope.shape[1], False)
            short[near] = squared_norm(slope.take(near, axis=-1)) <= tolerance**2
        return short if short.any() else None

    def _of(self, function: Callable[[Array], Array], x: Array, where: Where = None) -> Array:
        """Return a function of the surface, as `evaluate` does; that of a model at x as it is."""
        if where is None and self._surface.has_data:
            return function(x)
        return evaluate(function, x, where)

    def _slope(self, x: Array) -> Array:
        """Return the noise-free gradients ``(d, n)``, and keep them."""
        value, gradient = self._known(x)
        if gradient is None:
            gradient = self._of(self._surface.gradient, x)
            self._seen = x, value, gradient
        return gradient

    def _known(self, x: Array) -> tuple[Array | None, Array | None]:
        """Return the kept value and gradient if they belong to ``x``, the same array; else None."""
        seen, value, gradient = self._seen
        return (value, gradient) if seen is x else (None, None)

    def keep(self, runs: npt.NDArray[np.int64], x: Array, rest: Array) -> None:
        """Go on with the runs at these positions only: ``rest`` are their iterates in ``x``."""
        self._noise = self._noise.of(runs)
        self._seeds = self._seeds[runs]
        if self._by_some is not None:
            self._by_some = self._by_some[:, runs]
        value, gradient = self._known(x)
        self._seen = (
            rest,
            None if value is None else value[runs],
            None if gradient is None else gradient.take(runs, axis=-1),
        )


_LEAST_SQUARABLE = 1e-150
"""Numbers below this may have a square that underflows to zero."""


class SingleOracle:
    """Evaluates a surface for one run, at points ``(d,)``; calls are kept here until charged."""

    def __init__(self, oracle: Oracle, run: int) -> None:
        self._oracle, self._run, self._surface = oracle, run, oracle._surface
        one = np.array([run])
        self._noise, self._seed = oracle._noise.of(one), oracle._seeds[one]
        self._asked = oracle.evaluations[1, one]
        self._calls = np.zeros(3, dtype=np.int64)

    def value(self, x: Array) -> float:
        """Return the value at a point ``(d,)``."""
        self._calls[0] += 1
        return float(evaluate(self._surface, x[:, np.newaxis])[0])

    def gradient(self, x: Array) -> Array:
        """Return the gradient ``(d,)`` at a point ``(d,)``, with noise if there is any."""
        self._calls[1] += 1
        column = x[:, np.newaxis]

        def exact() -> Array:
            return evaluate(self._surface.gradient, column)

        g = self._noise.gradient(self._surface, column, exact, self._seed, self._asked)
        self._asked = self._asked + 1
        return g[:, 0]

    def hessian(self, x: Array) -> Array:
        """Return the Hessian ``(d, d)`` at a point ``(d,)``."""
        self._calls[2] += 1
        return evaluate(self._surface.hessian, x[:, np.newaxis])[:, :, 0]

    def take(self) -> Counts:
        """Return the numbers of values, gradients and Hessians since the last `take`, ``(3,)``."""
        evaluations, self._calls = self._calls, np.zeros(3, dtype=np.int64)
        return evaluations

    def charge(self) -> None:
        """Add the calls since the last `take` to the counts of the run."""
        self._oracle.charge(self._run, self.take())


def evaluate(function: Callable[[Array], Array], x: Array, where: Where = None) -> Array:
    """Return a function of a surface at the iterates ``(d, n)``, NaN for runs that do not ask.

    A single iterate is doubled before it is evaluated, which gives the bits of a batch.
    """
    if where is None or np.count_nonzero(where) == len(where):  # sooner than `all`
        return function(x) if x.shape[1] > 1 else function(x.repeat(2, axis=1))[..., :1]
    runs = at_least_two(where.nonzero()[0])
    some = function(x.take(runs, axis=-1))
    answers = np.full((*some.shape[:-1], len(where)), np.nan)
    answers[..., runs] = some
    return answers


def _both(surface: Surface, x: Array) -> tuple[Array, Array]:
    """Return values and gradients; a single iterate is doubled, as in `evaluate`.

    On a model it is not: its products are those of each run by itself.
    """
    if x.shape[1] > 1 or surface.has_data:
        return surface.value_and_gradient(x)
    value, gradient = surface.value_and_gradient(x.repeat(2, axis=1))
    return value[:1], gradient[:, :1]
