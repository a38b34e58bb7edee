"""The loop over time as machine code: a few hundred runs go down side by side in vectors.

How to read it: `descend` is, for each group of `GROUP` runs, ::

    for t in range(steps + 1):
        for eight runs of the group at once:
            value, slope and next state of each, from the graph of a step
            best value, whether the run has stayed inside the domain, and what else is noted
            is any of them at a target, lost, or newly at rest or no longer?  then `event`
        iterates and values are written down, if this step is logged
        runs that have ended give their place to the last of the group
    the others have spent their budget, or are at rest

What happens seldom, to one run of many, is in `event`, run by run. It does what
`optim_viz.runs.loop` says in NumPy, and a test holds every number of the results against that.

A group has an array of `GROUP` numbers for each thing that differs between its runs (`Places`), so
that its numbers stay in the nearest cache, and a run changes its place by copying one column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from ctypes import CFUNCTYPE, c_int64, c_void_p
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from optim_viz.tracing.assembly import DOUBLES, LANES, SELDOM, Assembly, alike, number
from optim_viz.tracing.ends import Ends
from optim_viz.tracing.graph import Graph, Input
from optim_viz.tracing.machine import Library, SharedNumbers
from optim_viz.tracing.places import FIELDS, GROUP, Places, Rows, Watch, field, pointer
from optim_viz.tracing.record import MOMENT, Recording
from optim_viz.tracing.stages import Stages
from optim_viz.tracing.steps import StepWriter, Turns
from optim_viz.tracing.vectors import NotCompiled
from surfaces import Array


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
            "rows": self.rows.ctypes.data,
            "values": self.values.ctypes.data,
            "stride": self.values.strides[0] // 8,
        }
        if self.points is None:
            return found
        axis = self.points.strides[0] // 8
        return found | {"points": self.points.ctypes.data, "axis": axis}


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
        self.rows = Rows(recording.surface.dim, watch)
        every = for_runs(recording.step, knobs)
        first = for_runs(recording.first, knobs) if recording.first else every
        self._graphs = first, every
        shared = SharedNumbers(every)
        self.shared = SharedNumbers(first) if recording.first else shared, shared
        self.width = max(1, *(len(one.nodes) for one in self.shared))
        first_asked, asked = (one.gradient for one in recording.asked)
        begun = int(recording.first is not None)
        turns = Turns(0, 0, first_asked), Turns(first_asked * begun, begun, asked)
        kept = max(len(Stages(graph).kept) for graph in self._graphs)
        self._places = Places(recording, knobs, watch, kept)
        self._ends = Ends(self._places, self.rows, watch)
        self._steps = [
            StepWriter(graph, numbers.nodes, self._places, watch, turn)
            for graph, numbers, turn in zip(self._graphs, self.shared, turns, strict=True)
        ]
        self._functions = self._written()

    def table(self, steps: int, given: dict[Input, Any]) -> Array:
        """Return what all runs share at each step, ``(steps + 1, width)``.

        ``given`` are the knobs and counters before the first step; knobs may be callables.

        Raises
        ------
        NotCompiled
            One of these does not return a number.
        """
        first, every = self.shared
        numbers = np.zeros((steps + 1, self.width))
        known = {
            key: _at_steps(knob, steps) if callable(knob) else knob for key, knob in given.items()
        }
        known[MOMENT] = np.arange(steps + 1.0)
        alone = int(first is not every)
        if alone:
            numbers[:1, : len(first.nodes)] = first.over(slice(0, 1), known)
        numbers[alone:, : len(every.nodes)] = every.over(slice(alone, steps + 1), known)
        return numbers

    def run(
        self,
        inputs: Array,
        table: Array,
        targets: Array,
        results: Array,
        hits: Array,
        limits: tuple[int, int, int],
        log: LogPlace | None = None,
    ) -> None:
        """Run a block of runs to their ends; other threads may run meanwhile.

        Parameters
        ----------
        inputs : array ``(dim + knobs, n + 8)``
            Starts, and knobs that differ between runs; the last eight columns count for nothing.
        table : array
            As returned by `table`.
        targets : array ``(k + 1,)``
            From the highest to the lowest, and minus infinity.
        results : array ``(rows, n)``
            Is filled, as `Rows` says.
        hits : array ``(k, n)``
            Gets the step at each target.
        limits : whole numbers
            The last step that is looked at; whether rest counts there, as 0 or 1; and the number
            of steps that a run has taken by then.
        log : LogPlace, optional
            Gets values and iterates, where the watch has them logged.
        """
        last, at_last, taken = limits
        runs = results.shape[1]
        size = len(self._places) * GROUP
        memory = np.empty(size + LANES)
        skipped = -memory.ctypes.data // 8 % LANES
        work = memory[skipped : skipped + size]
        context = np.zeros(len(FIELDS), dtype=np.int64)
        for name, value in {
            "results": results.ctypes.data,
            "hits": hits.ctypes.data,
            "targets": targets.ctypes.data,
            "count": len(hits),
            "runs": runs,
            "rest until": last - 1 + at_last,
            "taken": taken,
            **(log.fields if log else {}),
        }.items():
            context[FIELDS.index(name)] = value
        kinds = [c_void_p] * 4 + [c_int64] * 3
        arrays = [one.ctypes.data for one in (work, inputs, table, context)]
        call = CFUNCTYPE(None, *kinds)(self.library.address("descend"))
        call(*arrays, inputs.shape[1], runs, last)

    @cached_property
    def library(self) -> Library:
        """The machine code, made when it is first asked for."""
        return Library(self._functions)

    def _written(self) -> list[str]:
        texts = [self._steps[1].function("step")]
        if self.recording.first:
            texts.append(self._steps[0].function("first"))
        if self.watch.logs:
            texts.append(self._log())
        return [*self._ends.functions(), *texts, self._begin(), self._descend()]

    def _begin(self) -> str:
        """Write how a group is filled with the runs from ``%first`` on."""
        code, place, recording = Assembly(), self._places, self.recording
        highest = code.spread(code.load(pointer(code, field(code, "targets"))))
        lanes = ", ".join(f"double {number(float(lane))}" for lane in range(LANES))
        with code.each("0", "%n", LANES) as i:
            here = code.at("%work", i)
            run = code.get(f"add i64 %first, {i}")
            given: dict[Any, str] = {}
            names: list[Any] = [("x", axis) for axis in range(self.rows.dim)]
            names += [("knob", name) for name in self.knobs]
            names += ["seed"] * bool(self.watch.noisy)
            for row, name in enumerate(names):
                first = code.get(f"mul i64 %stride, {row}")
                given[name] = code.load("%inputs", code.get(f"add i64 {first}, {run}"), DOUBLES)
            for key in place.state:
                initial = recording.optimizer.method.state[key.name]
                known = float(initial) if isinstance(initial, int | float) else 0.0
                given[key] = alike("double", number(known))
            base = code.spread(code.get(f"sitofp i64 {run} to double"))
            given["run"] = code.get(f"fadd {DOUBLES} {base}, <{lanes}>")
            for name, start in {
                "best": np.inf,
                "stayed": 1.0,
                "met": 0.0,
                "due": np.inf,
                "value": np.inf,
            }.items():
                given[name] = alike("double", number(start))
            for name, start in self._noted():
                given[name] = alike("double", number(start))
            given["target"] = highest
            self._fill_last(code, here, given["best"])
            for name, value in given.items():
                code.store(value, here, place[name], DOUBLES)
        code.do("ret void")
        return code.function(
            "internal void @begin(ptr %work, ptr %inputs, ptr %context, i64 %stride, i64 %first,"
            " i64 %n)",
            SELDOM,
        )

    def _noted(self) -> Iterator[tuple[Input, float]]:
        watch = self.watch
        return zip(watch.noted, watch.notes.initial if watch.notes else (), strict=True)

    def _log(self) -> str:
        """Write how the values and the iterates of a group are written down."""
        code, place = Assembly(), self._places
        stride, axis = field(code, "stride"), field(code, "axis")
        begin = code.get(f"mul i64 %row, {stride}")
        with code.each("0", "%n") as i:
            here = code.at("%work", i)
            run = code.get(f"fptosi double {code.load(here, place['run'])} to i64")
            to = code.get(f"add i64 {begin}, {run}")
            values, points = field(code, "values"), field(code, "points")
            code.store(code.load(here, place["value"]), pointer(code, values), to)
            with code.when(code.get(f"icmp ne i64 {points}, 0")):
                for k in range(self.rows.dim):
                    there = code.get(f"add i64 {to}, {code.get(f'mul i64 {axis}, {k}')}")
                    x = code.load(code.at("%x", i), k * GROUP)
                    code.store(x, pointer(code, points), there)
        code.do("ret void")
        return code.function(
            "internal void @log(ptr %work, ptr %x, ptr %context, i64 %n, i64 %row)"
        )

    def _call_log(self, code: Assembly, t: str, x: str, n: str) -> None:
        rows = pointer(code, field(code, "rows"))
        row = code.get(f"load i64, ptr {code.at(rows, t)}")
        with code.when(code.get(f"icmp sge i64 {row}, 0")):
            code.do(f"call void @log(ptr %work, ptr {x}, ptr %context, i64 {n}, i64 {row})")

    def _fill_last(self, code: Assembly, here: str, infinite: str) -> None:
        """Write that there are no last values yet."""
        if self.watch.tail:
            first = code.at(here, self._places["last", 0])
            with code.each("0", str(self.watch.tail)) as k:
                code.store(infinite, first, code.get(f"mul i64 {k}, {GROUP}"), DOUBLES)

    def _descend(self) -> str:
        """Write the loops over groups and steps."""
        code, place = Assembly(), self._places
        ways = [code.at("%work", place[name, 0]) for name in ("x", "next x")]
        left, here, there = (code.get(f"alloca {kind}") for kind in ("i64", "ptr", "ptr"))
        taken = field(code, "taken")
        with code.each("0", "%runs", GROUP) as first:
            rest = code.get(f"sub i64 %runs, {first}")
            few = code.get(f"icmp slt i64 {rest}, {GROUP}")
            n = code.get(f"select i1 {few}, i64 {rest}, i64 {GROUP}")
            code.do(
                f"call void @begin(ptr %work, ptr %inputs, ptr %context, i64 %stride, i64 {first},"
                f" i64 {n})"
            )
            code.do(f"store i64 {n}, ptr {left}")
            code.do(f"store ptr {ways[0]}, ptr {here}")
            code.do(f"store ptr {ways[1]}, ptr {there}")
            end = code.get("add i64 %last, 1")
            with code.each("0", end) as t:
                n = code.get(f"load i64, ptr {left}")
                with code.when(code.get(f"icmp sgt i64 {n}, 0")):
                    x, y = (code.get(f"load ptr, ptr {way}") for way in (here, there))
                    row = code.at("%table", code.get(f"mul i64 {t}, {self.width}"))
                    self._call_step(code, t, f"ptr %work, ptr {x}, ptr {y}, ptr {row}, i64 {n}")
                    if self.watch.logs:
                        self._call_log(code, t, x, n)
                    after = code.get(f"call i64 @remove(ptr %work, ptr %context, i64 {n})")
                    code.do(f"store i64 {after}, ptr {left}")
                    code.do(f"store ptr {y}, ptr {here}")
                    code.do(f"store ptr {x}, ptr {there}")
            n, x = code.get(f"load i64, ptr {left}"), code.get(f"load ptr, ptr {there}")
            with code.each("0", n) as i:
                self._ends.finish(code, i, x, taken)
        code.do("ret void")
        return code.function(
            "void @descend(ptr %work, ptr %inputs, ptr %table, ptr %context, i64 %stride,"
            " i64 %runs, i64 %last)",
            SELDOM,
        )

    def _call_step(self, code: Assembly, t: str, given: str) -> None:
        others = f"{given}, i64 {t}, ptr %context"
        if not self.recording.first:
            code.do(f"call void @step({others})")
            return
        is_first = code.get(f"icmp eq i64 {t}, 0")
        with code.when(is_first):
            code.do(f"call void @first({others})")
        with code.when(code.get(f"xor i1 {is_first}, true")):
            code.do(f"call void @step({others})")
