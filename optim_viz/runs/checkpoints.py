"""A recorder that looks at iterates at some steps only, where each look costs much."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from optim_viz.runs.oracle import Oracle
from optim_viz.runs.recorders import Numbers, Peek
from optim_viz.runs.workers import Workers
from surfaces import Array

Measures = Callable[[Array], Array]
"""Returns what is measured of iterates ``(d, n)``: ``(measures, n)``."""


class Checkpoints:
    """Keeps measures of iterates at these steps: ``(measures, steps, n)``, NaN after a run's end.

    Between them nothing but the steps themselves is computed: the loss of a model on all its data
    may cost as much as an epoch. ``tell`` is called with each of these steps.
    """

    def __init__(
        self,
        measures: Measures,
        count: int,
        steps: Sequence[int],
        size: int,
        tell: Callable[[int], None] = lambda step: None,
    ) -> None:
        self.measures, self.tell = measures, tell
        self._shape = count, len(steps), size
        self.places = {step: place for place, step in enumerate(steps)}

    def open(self, workers: Workers) -> None:
        """Make room for the measures."""
        self.found = workers.empty(*self._shape)
        self.found[:] = np.nan

    def close(self, workers: Workers) -> None:
        """Keep them in memory that no worker shares."""
        self.found = workers.private(self.found)

    def of(self, runs: Numbers, oracle: Oracle) -> _CheckpointsBlock:
        """Return the recorder of these runs."""
        return _CheckpointsBlock(self, runs)


class _CheckpointsBlock:
    """The recorder of one block of `Checkpoints`."""

    asks_inside = False

    def __init__(self, checkpoints: Checkpoints, runs: Numbers) -> None:
        self._all, self._runs = checkpoints, runs

    def see(self, step: int, x: Array, peek: Peek, all_inside: bool) -> None:
        place = self._all.places.get(step)
        if place is not None:
            self._all.found[:, place, self._runs] = self._all.measures(x)
            self._all.tell(step)

    def end(self, positions: Any) -> None:
        pass

    def rest(self, positions: Any) -> None:
        pass

    def end_at_rest(self, positions: Any, since: Any, evaluations: Any) -> None:
        pass

    def keep(self, positions: Numbers) -> None:
        self._runs = self._runs[positions]
