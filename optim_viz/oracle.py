"""What an optimizer may ask of a surface during a run, and what it costs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optim_viz.algebra import squared_norm
from optim_viz.noise import standard_normal
from surfaces import Array, Surface

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

    def value(self, x: Array) -> Array:
        """Return the values ``(n,)`` at the iterates ``(d, n)``."""
        self.counts[0] += 1
        return self._surface(x)

    def gradient(self, x: Array) -> Array:
        """Return the gradients ``(d, n)``, with noise where there is any."""
        g = self._slope(x)
        if self._noisy:
            g = g + self._noise * standard_normal(self._seeds, self.counts[1], len(x))
        self.counts[1] += 1
        return g

    def hessian(self, x: Array) -> Array:
        """Return the Hessians ``(d, d, n)``."""
        self.counts[2] += 1
        return self._surface.hessian(x)

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
