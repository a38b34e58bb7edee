"""The loop over time as machine code: a few hundred runs go down side by side in vectors.

How to read it: `optim_viz.tracing.frame` is, for each group of `GROUP` runs, ::

    for some steps at a time:
        for a few vectors of eight runs of the group:
            for t in these steps, all numbers in registers:                   (`stretches`)
                value, slope and next state of each, from the graph of a step
                best value, whether the run has stayed inside the domain, and what else is noted
                may something happen to one of them?  then the step is taken by itself  (`steps`):
                    who is at a target, lost, or newly at rest or no longer?  then `event`
        runs that have ended give their place to the last of the group
    the others have spent their budget, or are at rest

Where functions are called (exp, powers), or values and iterates are written down as the runs go on,
each step is taken by itself, by all runs of the group.

What happens seldom, to one run of many, is in `event`, run by run. It does what
`optim_viz.runs.loop` says in NumPy, and a test holds every number of the results against that.

A group has an array of `GROUP` numbers for each thing that differs between its runs (`Places`), so
that its numbers stay in the nearest cache, and a run changes its place by copying one column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from ctypes import CFUNCTYPE, addressof, c_char, c_int64, c_void_p
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from optim_viz.tracing.assembly import LANES
from optim_viz.tracing.frame import frame
from optim_viz.tracing.graph import Graph, Input
from optim_viz.tracing.machine import Library, SharedNumbers
from optim_viz.tracing.places import FIELDS, GROUP, PLACE_OF_FIELD, Places, Watch
from optim_viz.tracing.quotients import divisors, reciprocals
from optim_viz.tracing.recording import MOMENT, Recording
from optim_viz.tracing.stages import Stages
from optim_viz.tracing.steps import StepWriter, Turns
from optim_viz.tracing.stretches import StretchWriter
from optim_viz.tracing.vectors import NotCompiled
from surfaces import Array

MOST_SHARED = 2**26
"""Most numbers of a table of what all runs share: 512 MB, some ten million steps."""

_MOST_SHARED_KEPT = 2**14
"""Most numbers of a table that is kept for the next call, which may ask for the same."""

_STEPS_AT_ONCE = 2**16
"""Steps for which they are computed at once."""

WORTH_STRETCHES = 2**25
"""Steps of all runs that are worth compiling several at once: some 12 ms."""


def for_runs(graph: Graph, knobs: Sequence[str]) -> Graph:
    """Return a graph in which these knobs differ between runs."""
    nodes = [
        node._replace(value=Input(node.value.name, node.value.place, True))
        if node.operation == "input" and node.value.name in knobs
        else node
        for node in graph.nodes
    ]
    return Graph(tuple(nodes), graph.outputs, {})


def _at_steps(knob: Callable[[int], float], steps: int) -> Array:
    """Return a knob at each step, ``(steps + 1,)``; at the last look no step is taken any more."""
    known = [knob(t) for t in range(steps)]
    if any(np.ndim(one) for one in known):
        raise NotCompiled("a knob becomes an array")
    return np.array([*known, known[-1]], dtype=float)


class LogPlace(NamedTuple):
    """Where a loop writes values and iterates to: a part of larger arrays."""

    rows: npt.NDArray[np.int64]
    """In which row the numbers of each step stand, -1 for nowhere."""
    values: Array
    """``(rows, n)``, ..."""
    points: Array | None
    """... and ``(d, rows, n)``; runs lie side by side."""

    @property
    def fields(self) -> dict[str, int]:
        """Those of `FIELDS` that it stands for."""
        found = {
            "rows": _address(self.rows),
            "values": _address(self.values),
            "stride": self.values.strides[0] // 8,
        }
        if self.points is None:
            return found
        return found | {"points": _address(self.points), "axis": self.points.strides[0] // 8}


class Outputs(NamedTuple):
    """Where a loop writes what comes of all runs: whole arrays, by the names of `FIELDS`."""

    x: Array
    """Where they end, ``(d, n)``, ..."""
    value: Array
    """... the values there, ``(n,)``, ..."""
    taken: npt.NDArray[np.int64]
    """... the steps that they have taken, ..."""
    code: npt.NDArray[np.int8]
    """... and how they ended: `optim_viz.tracing.places.CONVERGED` and what follows it."""
    best: Array | None = None
    """Where the watch looks at them, the lowest values, ..."""
    stayed: npt.NDArray[np.bool_] | None = None
    """... and which runs have stayed in the domain; ..."""
    met: npt.NDArray[np.int64] | None = None
    """... the first step at each target, ``(targets, n)``, as it was where there is none, ..."""
    order: npt.NDArray[np.int64] | None = None
    """... and the rows of the targets, from the highest to the lowest."""
    notes: Array | None = None
    """What else is noted, ``(notes, n)``."""

    @property
    def fields(self) -> dict[str, int]:
        """Those of `FIELDS` that it stands for."""
        given = zip(self._fields, self, strict=True)
        found = {name: _address(one) for name, one in given if one is not None}
        return found | {"size": len(self.value)}


def _address(array: npt.NDArray[Any]) -> int:
    """Return what ``array.ctypes.data`` does, sooner."""
    return addressof(c_char.from_buffer(array)) if array.size else 0  # type: ignore[arg-type]


class Descent:
    """A loop for one method on one surface, compiled.

    Parameters
    ----------
    recording : Recording
        A step, recorded with what the watch has to know: `Watch.asks`.
    knobs : names
        Those that differ between runs.
    watch : Watch

    Raises
    ------
    NotCompiled
        An operation that differs between runs has no instruction.
    """

    def __init__(self, recording: Recording, knobs: Sequence[str], watch: Watch) -> None:
        self.recording, self.knobs, self.watch = recording, knobs, watch
        own = [*knobs, *watch.changing]
        every = for_runs(recording.step, own)
        first = for_runs(recording.first, own) if recording.first else every
        self._graphs = first, every
        shared = SharedNumbers(every)
        self.shared = SharedNumbers(first) if recording.first else shared, shared
        self._divisors = divisors(every)
        self.width = max(1, len(self.shared[0].nodes), len(shared.nodes) + len(self._divisors))
        first_asked, asked = (one.gradient for one in recording.asked)
        begun = int(recording.first is not None)
        turns = Turns(0, 0, first_asked), Turns(first_asked * begun, begun, asked)
        kept = max(len(Stages(graph).kept) for graph in self._graphs)
        state = [key for item in recording.items[1:] if item.of_each_run for key in item.inputs]
        self._places = Places(recording.surface.dim, watch, state, knobs, kept)
        self._steps = [
            StepWriter(graph, numbers.nodes, self._places, watch, turn)
            for graph, numbers, turn in zip(self._graphs, self.shared, turns, strict=True)
        ]
        self._functions = [self._steps[1].function("step")]
        if recording.first:
            self._functions.append(self._steps[0].function("first"))
        self._latest_table: tuple[Any, Array] = None, np.empty((0, 0))
        """The steps and the numbers for which a table was made last, and the table."""
        self._expected = 0.0
        self._stretches: Library | None = None

    def table(self, steps: int, given: dict[Input, Any]) -> Array:
        """Return what all runs share at each step, ``(steps + 1, width)``.

        ``given`` are the knobs and counters before the first step; knobs may be callables.

        Raises
        ------
        NotCompiled
            One of these does not return a number, or the table would be too large.
        """
        if (steps + 1) * self.width > MOST_SHARED:
            raise NotCompiled("too many steps")
        if any(map(callable, given.values())) or (steps + 1) * self.width > _MOST_SHARED_KEPT:
            return self._new_table(steps, given)
        asked, found = self._latest_table
        if asked != (steps, given):
            asked, found = (steps, dict(given)), self._new_table(steps, given)
            self._latest_table = asked, found
        return found

    def _new_table(self, steps: int, given: dict[Input, Any]) -> Array:
        """Return what `table` does; ``given`` is no longer what it was."""
        first, every = self.shared
        numbers = np.zeros((steps + 1, self.width))
        known = {
            key: _at_steps(knob, steps) if callable(knob) else knob for key, knob in given.items()
        }
        known[MOMENT] = np.arange(steps + 1.0)
        alone = int(first is not every)
        if alone:
            numbers[:1, : len(first.nodes)] = first.over(slice(0, 1), known)
        for begin in range(alone, steps + 1, _STEPS_AT_ONCE):
            some = slice(begin, min(begin + _STEPS_AT_ONCE, steps + 1))
            numbers[some, : len(every.nodes)] = every.over(some, known)
        if self._divisors:
            columns = [every.nodes.index(i) for i in self._divisors]
            last = len(every.nodes) + len(columns)
            numbers[alone:, len(every.nodes) : last] = reciprocals(numbers[alone:, columns])
        return numbers

    def prepared(
        self,
        table: Array,
        targets: Array,
        limits: tuple[int, int, int],
        outputs: Outputs,
        log: LogPlace | None = None,
        rates: Array | None = None,
    ) -> Callable[..., None]:
        """Return a function that runs a block of runs to their ends: see `_Prepared`.

        Parameters
        ----------
        table : array
            As returned by `table`.
        targets : array ``(k + 1,)``
            From the highest to the lowest, and minus infinity.
        limits : whole numbers
            The last step that is looked at; whether rest counts there, as 0 or 1; and the number
            of steps that a run has taken, or paid, by then.
        outputs : Outputs
            Are filled.
        log : LogPlace, optional
            Gets values and iterates, where the watch has them logged.
        rates : array ``(knobs, steps + 1, schedules)``, optional
            The numbers of knobs that are another schedule for each run.
        """
        last, at_last, paid = limits
        fields = self._fields.copy()
        found = {"targets": _address(targets), "count": len(targets) - 1}
        found |= {"rest until": last - 1 + at_last, "paid": paid, "last": last}
        found |= outputs.fields | (log.fields if log else {})
        if rates is not None:
            _, steps, schedules = rates.shape
            found |= {"rates": _address(rates), "schedules": schedules}
            found |= {"table": steps * schedules}
        for name, value in found.items():
            fields[PLACE_OF_FIELD[name]] = value
        size = len(self._places) * GROUP
        return _Prepared(self._call, fields, size, _address(table), last)

    @cached_property
    def _call(self) -> Callable[..., None]:
        """The loops over groups and steps."""
        kinds = [c_void_p] * 4 + [c_int64] * 3
        return CFUNCTYPE(None, *kinds)(frame(self._places.dim, self.watch).address("descend"))

    @cached_property
    def library(self) -> Library:
        """The machine code of a step, made when it is first asked for."""
        return Library(map(self._with_places, self._functions))

    def expect(self, run_steps: float) -> None:
        """Note that steps of all runs are to come; compile stretches once they are worth it."""
        self._expected += run_steps
        if self._stretches is None and self._expected >= WORTH_STRETCHES and self._may_stretch:
            self._expected = -np.inf  # is tried once
            writer = StretchWriter(self._steps[1], self._places, self.watch, self.width)
            step = self.library.address("step")
            with suppress(Exception):  # whatever LLVM cannot do here, it does without
                self._stretches = Library([_calling(writer.function(), "step", step)])
                self._fields[PLACE_OF_FIELD["stretch"]] = self._stretches.address("stretch")

    @property
    def has_stretches(self) -> bool:
        """Whether several steps are taken at once."""
        return self._stretches is not None

    @cached_property
    def _fields(self) -> npt.NDArray[np.int64]:
        """Those of the fields that are the same for all blocks."""
        context = np.zeros(len(FIELDS), dtype=np.int64)
        numbers, rows = self._starts
        found = {name: self.library.address(name) for name in ("first", "step")}
        found |= {"width": self.width, "moved": self._places.moved}
        found |= {"initial": numbers.ctypes.data, "input rows": rows.ctypes.data}
        for name, value in found.items():
            context[PLACE_OF_FIELD[name]] = value
        return context

    @cached_property
    def _starts(self) -> tuple[Array, npt.NDArray[np.int64]]:
        """What each array of a group is filled with, and the row of the inputs, or -1 for none."""
        places, watch = self._places, self.watch
        known: dict[Any, float] = {"best": np.inf, "value": np.inf, "due": np.inf, "stayed": 1.0}
        known |= zip(watch.noted, watch.notes.initial if watch.notes else (), strict=True)
        known |= {("last", k): np.inf for k in range(watch.tail)}
        for key in places.state:
            initial = self.recording.optimizer.method.state[key.name]
            known[key] = float(initial) if isinstance(initial, int | float) else 0.0
        given: list[Any] = [("x", axis) for axis in range(places.dim)]
        given += [("knob", name) for name in self.knobs]
        given += ["schedule"] * bool(watch.changing) + ["seed"] * watch.noisy
        names = list(places.numbers)
        numbers = np.array([known.get(name, 0.0) for name in names])
        rows = np.array([given.index(name) if name in given else -1 for name in names])
        return numbers, rows

    @property
    def _may_stretch(self) -> bool:
        """Whether several steps may be taken at once: no function is called, nothing is logged."""
        return not self._steps[1].stages.last and not self.watch.logs

    def _with_places(self, text: str) -> str:
        """Return a function that knows where those lie that it calls."""
        for name in ("event", "log"):
            address = frame(self._places.dim, self.watch).address(name)
            text = _calling(text, name, address)
        return text


class _Prepared:
    """A loop that knows all but its block; threads may run several blocks at the same time."""

    def __init__(
        self,
        call: Callable[..., None],
        fields: npt.NDArray[np.int64],
        size: int,
        table: int,
        last: int,
    ) -> None:
        self._call, self._fields, self._size = call, fields, size
        self._table, self._last = table, last

    def __call__(
        self,
        inputs: Array,
        block: slice,
        closed: npt.NDArray[np.int64] | None = None,
        latest: Array | None = None,
    ) -> None:
        """Run a block of runs.

        Parameters
        ----------
        inputs : array ``(dim + knobs, n + 8)``
            Starts, and knobs that differ between runs; then the number of the schedule, and the
            seed, where there are any. The last eight columns count for nothing.
        block : slice
            The places of the runs in the outputs.
        closed, latest : arrays ``(n,)``, ``(tail, n)``, optional
            Get the step at which a run is closed, and its last values, the latest first.
        """
        fields, runs = self._fields.copy(), block.stop - block.start
        fields[_ORIGIN], fields[_RUNS] = block.start, runs
        if closed is not None and latest is not None:
            fields[_CLOSED], fields[_LATEST] = _address(closed), _address(latest)
        memory = np.empty(self._size + LANES)
        work = _address(memory)
        work += -work % (8 * LANES)
        given = work, _address(inputs), self._table, _address(fields)
        self._call(*given, inputs.shape[1], runs, self._last)


_ORIGIN, _RUNS, _CLOSED, _LATEST = (
    PLACE_OF_FIELD[name] for name in ("origin", "runs", "closed", "latest")
)


def _calling(text: str, name: str, address: int) -> str:
    return re.sub(rf"call (\w+) @{name}\(", rf"call \1 inttoptr (i64 {address} to ptr)(", text)
