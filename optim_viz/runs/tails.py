"""The last tenth of runs: what a rate is judged by, so that no lucky last step decides.

A run that has ended before stays where it is, as it does in the history of `Run`. A value that is
NaN counts as infinite.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from optim_viz.runs.notes import Notes, known, when
from optim_viz.runs.recorders import Samples
from optim_viz.runs.status import FinalStates
from surfaces import Array

SHARE = 10
"""The last steps are the budget divided by this number, and the step before them."""

MOST_SAMPLED = 101
"""At most this many of the last steps, evenly spread, have a part in their median."""


def first_of_tail(steps: int) -> int:
    """Return the first step of the last tenth: 90 of 100."""
    return steps - steps // SHARE


@dataclass(frozen=True)
class _Highest:
    """Notes the highest value from a step on."""

    first: int

    @property
    def initial(self) -> tuple[float, ...]:
        """Lower than any value."""
        return (-np.inf,)

    def update(self, step: Any, value: Any, *notes: Any) -> tuple[Any, ...]:
        """Take the higher one of a value and the highest so far."""
        (highest,) = notes
        return (when(step >= self.first, lambda: np.maximum(highest, known(value)), highest),)


class WorstOfTail(Notes):
    """Keeps the highest value of the last tenth of the steps."""

    def __init__(self, steps: int, size: int) -> None:
        super().__init__(_Highest(first_of_tail(steps)), size)

    def of_runs(self, ends: FinalStates) -> Array:
        """Return it for each run ``(n,)``, once all have ended."""
        return np.maximum(self.kept[0], known(ends.value))


class MedianOfTail(Samples):
    """Keeps values of the last tenth of the steps, for their median."""

    def __init__(self, steps: int, size: int) -> None:
        first = first_of_tail(steps)
        count = min(steps - first + 1, MOST_SAMPLED)
        every = first + np.arange(count) * (steps - first) // max(1, count - 1)
        super().__init__(every, steps, size)

    def of_runs(self, ends: FinalStates) -> Array:
        """Return it for each run ``(n,)``, once all have ended."""
        after = self.sampled[:, np.newaxis] > ends.taken
        values = known(np.where(after, ends.value, self.values))
        return np.asarray(np.median(values, axis=0))
