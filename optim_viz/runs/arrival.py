"""Arrival: a run is at rest once its gradient is short and stays so for the next `PATIENCE` steps.

A method with velocity may meet a zero gradient on its way and fly on, so that one short gradient
proves nothing. A method that carries nothing from step to step but its iterate, and at most a
number of steps, stands still where the gradient vanishes: it arrives at once.
"""

from __future__ import annotations

from collections import deque

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers.base import Method
from surfaces import Array

PATIENCE = 50
"""Steps for which the gradient must stay short after the first of them; a run has arrived, and
its evaluations count, at the first."""

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


def stands_still(method: Method) -> bool:
    """Return whether a method stops where the gradient vanishes.

    It does if its only state is the iterate, or beside it whole numbers, which count steps.
    """
    return not method.apart and all(type(item) is int for item in method.state.values())


class Rests:
    """When the runs of a block came to rest, and what they were then; arrays go by position.

    Parameters
    ----------
    dim, runs : int
        Number of coordinates and of runs.
    patience : int
        Steps that a run must stay at rest.
    """

    def __init__(self, dim: int, runs: int, patience: int) -> None:
        self._patience = patience
        self._resting = np.full(runs, False)
        self._since = np.full(runs, -1)
        self._begun: deque[int] = deque()
        """Steps at which runs came to rest that may still be there, the earliest first."""
        self._point = np.empty((dim, runs))
        self._value = np.empty(runs)
        self._evaluations = np.empty((3, runs), dtype=np.int64)

    def see(self, resting: Mask | None, step: int) -> Numbers:
        """Note which runs have a short gradient at a step ``(n,)``, None: no run; who is new.

        Returns
        -------
        array ``(k,)``
            Positions of the runs that came to rest at this step.
        """
        if resting is None:
            if not self._begun:
                return _NOBODY
            resting = np.full(len(self._resting), False)
        (changed,) = (resting != self._resting).nonzero()
        if not len(changed):
            return _NOBODY
        self._resting = resting
        now = resting[changed]
        self._since[changed] = np.where(now, step, -1)
        new: Numbers = changed[now]
        if len(new):
            self._begun.append(step)
        return new

    def note(self, new: Numbers, point: Array, value: Array, evaluations: Numbers) -> None:
        """Keep what these runs are now: all of ``(d, n)``, ``(n,)`` and ``(3, n)`` are given."""
        self._point[:, new] = point.take(new, axis=-1)
        self._value[new] = value[new]
        self._evaluations[:, new] = evaluations[:, new]  # np.take would copy all of them first

    def over(self, step: int) -> Mask | None:
        """Return which runs ``(n,)`` have been at rest for long enough; None if none has."""
        if not self._begun or step - self._begun[0] < self._patience:
            return None
        found = self._since == self._begun.popleft()
        return found if found.any() else None

    def all_rest(self, over: Mask) -> bool:
        """Return whether all runs are at rest but those that are over ``(n,)``."""
        return bool(self._begun) and bool((self._resting | over).all())

    def at_rest(self, positions: Numbers) -> Mask:
        """Return which of the runs at these positions are at rest."""
        return self._resting[positions]

    def of(self, positions: Numbers) -> tuple[Numbers, Array, Array, Numbers]:
        """Return step, point, value and evaluations of these runs as they came to rest."""
        return (
            self._since[positions],
            self._point.take(positions, axis=-1),
            self._value[positions],
            self._evaluations.take(positions, axis=-1),
        )

    def keep(self, positions: Numbers) -> None:
        """Go on with the runs at these positions only."""
        self._resting, self._since = self._resting[positions], self._since[positions]
        if self._begun:
            self._point = self._point.take(positions, axis=-1)
            self._value = self._value[positions]
            self._evaluations = self._evaluations.take(positions, axis=-1)
        else:
            self._point = self._point[:, : len(positions)]
            self._value = self._value[: len(positions)]
            self._evaluations = self._evaluations[:, : len(positions)]


_NOBODY: Numbers = np.empty(0, dtype=np.int64)
