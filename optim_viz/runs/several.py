"""Several recorders at once, and which parts of them a compiled loop can stand in for."""

from __future__ import annotations

from typing import Any, NamedTuple

from optim_viz.runs.notes import Notes
from optim_viz.runs.oracle import Oracle
from optim_viz.runs.recorders import (
    BlockRecorder,
    Log,
    Nothing,
    Numbers,
    Peek,
    Recorder,
    Summary,
)
from optim_viz.runs.workers import Workers
from surfaces import Array


class Several:
    """Shows every iterate to several recorders."""

    def __init__(self, *recorders: Recorder) -> None:
        self.recorders = recorders

    def open(self, workers: Workers) -> None:
        """Open all of them."""
        for one in self.recorders:
            one.open(workers)

    def close(self, workers: Workers) -> None:
        """Close all of them."""
        for one in self.recorders:
            one.close(workers)

    def of(self, runs: Numbers, oracle: Oracle) -> _SeveralBlocks:
        """Return the recorders of these runs."""
        return _SeveralBlocks([one.of(runs, oracle) for one in self.recorders])


class _SeveralBlocks:
    """The recorders of one block."""

    def __init__(self, blocks: list[BlockRecorder]) -> None:
        self._blocks = blocks
        self.asks_inside = any(one.asks_inside for one in blocks)

    def see(self, step: int, x: Array, peek: Peek, all_inside: bool) -> None:
        for one in self._blocks:
            one.see(step, x, peek, all_inside)

    def end(self, positions: Any) -> None:
        for one in self._blocks:
            one.end(positions)

    def rest(self, positions: Any) -> None:
        for one in self._blocks:
            one.rest(positions)

    def end_at_rest(self, positions: Any, since: Any, evaluations: Any) -> None:
        for one in self._blocks:
            one.end_at_rest(positions, since, evaluations)

    def keep(self, positions: Numbers) -> None:
        for one in self._blocks:
            one.keep(positions)


class Parts(NamedTuple):
    """What a compiled loop can keep, of each at most one."""

    summary: Summary | None = None
    notes: Notes | None = None
    log: Log | None = None

    @classmethod
    def of(cls, recorder: Recorder) -> Parts | None:
        """Return the parts of a recorder; None if it looks at iterates in another way."""
        found: dict[str, Any] = {}
        for one in recorder.recorders if isinstance(recorder, Several) else (recorder,):
            name = _name_of(one)
            if name in found or (name is None and not isinstance(one, Nothing)):
                return None
            if name is not None:
                found[name] = one
        return cls(**found)


def _name_of(recorder: Recorder) -> str | None:
    if isinstance(recorder, Summary):
        return "summary"
    if isinstance(recorder, Notes):
        return "notes"
    return "log" if isinstance(recorder, Log) else None
