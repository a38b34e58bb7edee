"""Where a compiled loop keeps its numbers: those of a group of runs, and what functions share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from optim_viz.tracing.assembly import Assembly
from optim_viz.tracing.graph import Input
from optim_viz.tracing.recording import INSIDE, SLOPE, VALUE, Noting, note

GROUP = 256
"""Runs of a group: a few dozen numbers of each fit the nearest cache."""

CONVERGED, BUDGET, LEFT, DIVERGED = range(4)
"""How a run has ended, as `optim_viz.runs.status` stores it."""


class Watch(NamedTuple):
    """What the loop looks at, beside the steps."""

    tolerance: float | None
    """A run has converged when its slope is at most this; None: nobody looks."""
    patience: int
    """Steps for which it must stay so."""
    height: float | None
    """A run that was below this and is lost has left the domain; None: it has diverged."""
    summarized: bool
    """Whether the best value, targets and the domain are looked at, not only the ends."""
    tail: int = 0
    """Number of the last values of a run that are kept until it ends."""
    noisy: bool = False
    """Whether gradients have errors, which depend on the seed of a run."""
    notes: Noting | None = None
    """What else is noted of each value."""
    logs: bool = False
    """Whether values, and iterates, are written down as the runs go on."""
    changing: tuple[str, ...] = ()
    """Knobs that are another schedule for each run: a table has their numbers."""
    targeted: bool = True
    """Whether there are targets, where values are summarized."""

    @property
    def asks(self) -> tuple[Input, ...]:
        """What has to be recorded beside the next state."""
        slope = () if self.tolerance is None else (SLOPE,)
        return VALUE, *slope, *((INSIDE,) if self.summarized else ())

    @property
    def noted(self) -> tuple[Input, ...]:
        """The names of the notes."""
        return tuple(note(k) for k in range(len(self.notes.initial if self.notes else ())))

    @property
    def recalled(self) -> tuple[Any, ...]:
        """What is told of a run that has converged as it was when it came to rest."""
        return "value", "best", "stayed", *self.noted


class Places:
    """Which array of a group holds what: numbers of arrays, by name.

    Those that every method has come first: what is done with them is compiled once for all.
    """

    def __init__(
        self,
        dim: int,
        watch: Watch,
        state: Sequence[Input] = (),
        knobs: Sequence[str] = (),
        kept: int = 0,
    ) -> None:
        self.dim, self.state = dim, list(state)
        self.numbers: dict[Any, int] = {}
        for name in [
            *[("x", i) for i in range(dim)],
            *[("rest x", i) for i in range(dim)],
            *("run", "target", "met", "due", "seed"),
            *watch.recalled,
            *[("rest", name) for name in watch.recalled],
            *["schedule"] * bool(watch.changing),
            *[("last", k) for k in range(watch.tail)],
            *self.state,
            *[("knob", name) for name in knobs],
            *[("kept", k) for k in range(kept)],
        ]:
            self.numbers[name] = len(self.numbers)
        self.moved = len(self.numbers) - kept
        """Number of arrays in which a run changes its place: those that are kept between steps."""

    def __getitem__(self, name: Any) -> int:
        """Return how many numbers from the beginning an array lies."""
        return self.numbers[name] * GROUP

    def __len__(self) -> int:
        return len(self.numbers)


FIELDS = (
    *("x", "value", "best", "stayed", "notes", "taken", "code", "size"),
    *("met", "order", "targets", "count"),
    *("closed", "latest", "origin", "runs"),
    *("ended", "rest until", "paid", "last"),
    *("first", "step", "stretch", "width", "moved", "initial", "input rows"),
    *("rows", "values", "points", "stride", "axis"),
    *("rates", "schedules", "table"),
)
"""Whole numbers and addresses that the functions share, a line for each thing: the results, whose
rows are as long as there are runs; the steps at targets, which stand in an order of their own; what
is told of a block only, of its first run and their number; where runs end; the functions, and how a
group begins; the log; and knobs that change: the address of their numbers, and how many those of a
step are, and of a knob."""

PLACE_OF_FIELD = {name: place for place, name in enumerate(FIELDS)}


def field(code: Assembly, name: str) -> str:
    """Read one of `FIELDS`."""
    address = code.get(f"getelementptr i64, ptr %context, i64 {PLACE_OF_FIELD[name]}")
    return code.get(f"load i64, ptr {address}")


def set_field(code: Assembly, name: str, value: str) -> None:
    """Change one of `FIELDS`."""
    address = code.get(f"getelementptr i64, ptr %context, i64 {PLACE_OF_FIELD[name]}")
    code.do(f"store i64 {value}, ptr {address}")


def pointer(code: Assembly, address: str) -> str:
    """Return a whole number as an address."""
    return code.get(f"inttoptr i64 {address} to ptr")
