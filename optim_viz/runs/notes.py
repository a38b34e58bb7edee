"""A few numbers of each run that every step brings up to date: the worst value so far, a mean.

What is noted is said once, as a function of the step, the value and the notes so far. The loop in
NumPy calls it with numbers; a compiled loop has it recorded, as the step of a method is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from optim_viz.runs.oracle import Oracle
from optim_viz.runs.recorders import Numbers, Peek
from optim_viz.runs.workers import Workers
from surfaces import Array


class Rule(Protocol):
    """Says what is noted. Rules that compare equal note the same: frozen dataclasses do."""

    @property
    def initial(self) -> tuple[float, ...]:
        """The notes of a run before its start is seen."""

    def update(self, step: Any, value: Any, *notes: Any) -> tuple[Any, ...]:
        """Return the notes ``(n,)`` once the values ``(n,)`` of a step are seen, 0 for the start.

        It is elementwise arithmetic; what depends on the step is asked for by `when`.
        """


def when(condition: Any, then: Callable[[], Any], otherwise: Any) -> Any:
    """Return what is computed if a condition on the step holds, and otherwise something else.

    As ``then() if condition else otherwise``, for a step that may be a symbol.
    """
    if isinstance(condition, bool):
        return then() if condition else otherwise
    return np.where(condition, then(), otherwise)


def known(value: Any) -> Any:
    """Return values; infinite ones for those that are NaN."""
    return np.where(np.isnan(value), np.inf, value)


class Notes:
    """Keeps the notes of each run as they are when it ends, ``(notes, n)``."""

    kept: Array

    def __init__(self, rule: Rule, size: int) -> None:
        self.rule, self._size = rule, size

    def open(self, workers: Workers) -> None:
        """Make room for the notes."""
        self.kept = workers.empty(len(self.rule.initial), self._size)

    def close(self, workers: Workers) -> None:
        """Keep them in memory that no worker shares."""
        self.kept = workers.private(self.kept)

    def of(self, runs: Numbers, oracle: Oracle) -> _NotesBlock:
        """Return the recorder of these runs."""
        return _NotesBlock(self, runs)


class _NotesBlock:
    """The recorder of one block of `Notes`; its arrays ``(n,)`` go by position."""

    asks_inside = False

    def __init__(self, notes: Notes, runs: Numbers) -> None:
        self._all, self._runs = notes, runs
        self._own = tuple(np.full(len(runs), one) for one in notes.rule.initial)
        self._at_rest = np.empty((len(self._own), len(runs)))

    def see(self, step: int, x: Array, peek: Peek, all_inside: bool) -> None:
        self._own = self._all.rule.update(step, peek(x), *self._own)

    def end(self, positions: Numbers) -> None:
        runs = self._runs[positions]
        for kept, one in zip(self._all.kept, self._own, strict=True):
            kept[runs] = one[positions]

    def rest(self, positions: Numbers) -> None:
        for at_rest, one in zip(self._at_rest, self._own, strict=True):
            at_rest[positions] = one[positions]

    def end_at_rest(self, positions: Numbers, since: Numbers, evaluations: Numbers) -> None:
        self._all.kept[:, self._runs[positions]] = self._at_rest[:, positions]

    def keep(self, positions: Numbers) -> None:
        self._runs, self._at_rest = self._runs[positions], self._at_rest[:, positions]
        self._own = tuple(one[positions] for one in self._own)
