"""What an optimizer may ask of a surface during a run, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optim_viz.algebra import at_least_two, squared_norm
from optim_viz.noise import standard_normal
from optim_viz.optimizers.base import Asking
from surfaces import Array, InputError, Surface

Counts = npt.NDArray[np.int64]


class Calls(NamedTuple):
    """How often each run asked for a value, a gradient and a Hessian: ``(*batch)`` each."""

    value: Counts
    gradient: Counts
    hessian: Counts


class Oracle:
    """Answers for a batch of runs, counts the questions of each, and owns the noise.

    Parameters
    ----------
    surface : Surface
        What is asked.
    noise : float or array ``(n,)``
        Standard deviation of the normal noise added to each coordinate of a gradient.
    seeds : array ``(n,)``
        Decides the noise of each run.
    """

    def __init__(
        self, surface: Surface, noise: float | Array, seeds: npt.NDArray[np.uint64]
    ) -> None:
        self._surface = surface
        self._noise = noise
        self._noisy = bool(np.any(noise))
        self._seeds = seeds
        self._seen: tuple[Array, Array] | None = None
        self.counts = np.zeros((3, len(seeds)), dtype=np.int64)
        """Values, gradients and Hessians asked for so far, by run."""

    def value(self, x: Array, asking: Asking = None) -> Array:
        """Return the values ``(n,)`` at the iterates ``(d, n)``; NaN for runs that do not ask."""
        self.counts[0] += 1 if asking is None else asking
        return _answer(self._surface, x, asking)

    def gradient(self, x: Array, asking: Asking = None) -> Array:
        """Return the gradients ``(d, n)``, with noise where there is any."""
        g = self._slope(x) if asking is None else _answer(self._surface.gradient, x, asking)
        if self._noisy:
            g = g + self._noise * standard_normal(self._seeds, self.counts[1], len(x))
        self.counts[1] += 1 if asking is None else asking
        return g

    def hessian(self, x: Array, asking: Asking = None) -> Array:
        """Return the Hessians ``(d, d, n)``."""
        self.counts[2] += 1 if asking is None else asking
        return _answer(self._surface.hessian, x, asking)

    @property
    def lowest(self) -> float:
        """The lowest value of the surface."""
        if self._surface.lowest is None:
            raise InputError(f"{self._surface} has no lowest value, and this optimizer needs it")
        return self._surface.lowest

    def steepness(self, x: Array) -> Array:
        """Return the squared norm of the true gradient ``(n,)``: the runner asks, nobody pays."""
        return squared_norm(self._slope(x))

    def _slope(self, x: Array) -> Array:
        if self._seen is None or self._seen[0] is not x:
            self._seen = x, self._surface.gradient(x)
        return self._seen[1]

    def keep(self, runs: npt.NDArray[np.int64]) -> None:
        """Go on with some of the runs only."""
        self._noise = self._noise[runs] if isinstance(self._noise, np.ndarray) else self._noise
        self._seeds, self.counts = self._seeds[runs], self.counts[:, runs]
        self._seen = None


def _answer(question: Callable[[Array], Array], x: Array, asking: Asking) -> Array:
    if asking is None or asking.all():
        return question(x)
    runs = at_least_two(np.flatnonzero(asking))
    some = question(np.take(x, runs, axis=-1))
    answer = np.full((*some.shape[:-1], len(asking)), np.nan)
    answer[..., runs] = some
    return answer
