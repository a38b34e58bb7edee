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
        self._seen: tuple[Array, Array, Array] | None = None
        self.counts = np.zeros((3, len(seeds)), dtype=np.int64)
        """Values, gradients and Hessians asked for so far, by run."""

    def value(self, x: Array) -> Array:
        """Return the values ``(n,)`` at the iterates ``(d, n)``."""
        self.counts[0] += 1
        return self.look(x)

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

    def look(self, x: Array) -> Array:
        """Return the values ``(n,)``: the runner asks, nobody pays."""
        return self._see(x)[1]

    def resting(self, x: Array, tolerance: float) -> npt.NDArray[np.bool_] | None:
        """Return which true gradients are at most so long ``(n,)``; None if all are longer.

        A gradient is no shorter than its first entry, which is cheaper to look at.
        """
        slope = self._slope(x)
        if np.abs(slope[0]).min() > 2 * tolerance + _TINY:
            return None
        short = squared_norm(slope) <= tolerance**2
        return short if short.any() else None

    def _slope(self, x: Array) -> Array:
        return self._see(x)[2]

    def _see(self, x: Array) -> tuple[Array, Array, Array]:
        """Return the place, its values and gradients; both at once are cheaper than each alone."""
        if self._seen is None or self._seen[0] is not x:
            self._seen = x, *self._surface.value_and_gradient(x)
        return self._seen

    def keep(self, runs: npt.NDArray[np.int64], x: Array) -> None:
        """Go on with some of the runs only; ``x`` is where they are."""
        self._noise = self._noise[runs] if isinstance(self._noise, np.ndarray) else self._noise
        self._seeds, self.counts = self._seeds[runs], self.counts[:, runs]
        if self._seen:
            _, value, gradient = self._seen
            self._seen = x, value[runs], np.take(gradient, runs, axis=-1)


_TINY = 1e-150
"""Numbers below it may have a square of zero."""
