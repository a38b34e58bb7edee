"""The loop over time as machine code: a few hundred runs go down side by side in vectors.

How to read it: `descend` is, for each group of `GROUP` runs, ::

    for t in range(steps + 1):
        for eight runs of the group at once:
            value, slope and next state of each, from the graph of a step
            best value and whether the run has stayed inside the domain
            is any of them at a target, lost, or newly at rest or no longer?  then `event`
        runs that have ended give their place to the last of the group
    the others have spent their budget, or are at rest

What happens seldom, to one run of many, is in `event`, run by run. It does what
`optim_viz.runs.loop` says in NumPy, and a test holds every number of the results against that.

A group has an array of `GROUP` numbers for each thing that differs between its runs (`Places`), so
that its numbers stay in the nearest cache, and a run changes its place by copying one column.
"""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import CFUNCTYPE, c_int64, c_void_p
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from optim_viz.tracing.assembly import DOUBLES, LANES, SELDOM, TRUTHS, Assembly, alike, number
from optim_viz.tracing.graph import Graph, Input
from optim_viz.tracing.machine import Library, SharedNumbers
from optim_viz.tracing.record import INSIDE, SLOPE, VALUE, Recording
from optim_viz.tracing.vectors import Vectors
from surfaces import Array

GROUP = 256
"""Runs of a group: a few dozen numbers of each fit the nearest cache."""

CONVERGED, BUDGET, LEFT, DIVERGED = range(4)
"""How a run has ended, as `optim_viz.runs.status` stores it."""


@dataclass(frozen=True)
class Watch:
    """What the loop looks at, beside the steps."""

    tolerance: float | None
    """A run has converged when its slope is at most this; None: nobody looks."""
    patience: int
    """Steps for which it must stay so."""
    height: float | None
    """A run that was below this and is lost has left the domain; None: it has diverged."""
    summarized: bool
    """Whether the best value, targets and the domain are looked at, not only the ends."""

    @property
    def asks(self) -> tuple[Input, ...]:
        """What has to be recorded beside the next state."""
        slope = () if self.tolerance is None else (SLOPE,)
        return VALUE, *slope, *((INSIDE,) if self.summarized else ())


@dataclass(frozen=True)
class Rows:
    """Rows of the results: one number for each run."""

    dim: int

    @property
    def names(self) -> tuple[str, ...]:
        """Their names; the first ``dim`` are the coordinates."""
        return "value", "best", "stayed", "taken", "code"

    def row(self, name: str) -> int:
        """Return the number of a row."""
        return self.dim + self.names.index(name)

    def __len__(self) -> int:
        return self.dim + len(self.names)


class _Places:
    """Which array of a group holds what: numbers of arrays, by name."""

    def __init__(self, recording: Recording, knobs: Sequence[str]) -> None:
        dim = recording.surface.dim
        self.state = [
            key for item in recording.items[1:] if item.of_each_run for key in item.inputs
        ]
        self._numbers: dict[Any, int] = {}
        for name in [
            *[("x", i) for i in range(dim)],
            *[("next x", i) for i in range(dim)],
            *[("rest x", i) for i in range(dim)],
            *self.state,
            *[("knob", name) for name in knobs],
            *("run", "value", "best", "stayed", "target", "met", "due"),
            *("rest value", "rest best", "rest stayed", "ended"),
        ]:
            self._numbers[name] = len(self._numbers)

    def __getitem__(self, name: Any) -> int:
        """Return how many numbers from the beginning an array lies."""
        return self._numbers[name] * GROUP

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def moved(self) -> int:
        """Number of arrays in which a run changes its place: all but the list of ended ones."""
        return len(self) - 1


def for_runs(graph: Graph, knobs: Sequence[str]) -> Graph:
    """Return a graph in which these knobs differ between runs."""
    nodes = [
        node._replace(value=Input(node.value.name, node.value.place, True))
        if node.operation == "input" and node.value.name in knobs
        else node
        for node in graph.nodes
    ]
    return Graph(tuple(nodes), graph.outputs, {})


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
        self.rows = Rows(recording.surface.dim)
        every = for_runs(recording.step, knobs)
        first = for_runs(recording.first, knobs) if recording.first else every
        self._graphs = first, every
        shared = SharedNumbers(every)
        self.shared = SharedNumbers(first) if recording.first else shared, shared
        self.width = max(1, *(len(one.nodes) for one in self.shared))
        self._places = _Places(recording, knobs)
        self._functions = self._written()

    def table(self, steps: int, given: dict[Input, Any]) -> Array:
        """Return what all runs share at each step, ``(steps + 1, width)``.

        ``given`` are the knobs and counters before the first step; knobs may be callables.
        """
        first, every = self.shared
        numbers = np.zeros((steps + 1, self.width))
        known = {
            key: np.array([float(knob(t)) for t in range(steps)]) if callable(knob) else knob
            for key, knob in given.items()
        }
        alone = int(first is not every)
        if alone:
            numbers[:1, : len(first.nodes)] = first.over(slice(0, 1), known)
        numbers[alone:-1, : len(every.nodes)] = every.over(slice(alone, steps), known)
        numbers[-1] = numbers[-2]
        return numbers

    def run(
        self,
        inputs: Array,
        table: Array,
        targets: Array,
        results: Array,
        hits: Array,
        limits: tuple[int, int, int],
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
        """
        last, at_last, taken = limits
        runs = results.shape[1]
        size = len(self._places) * GROUP
        memory = np.empty(size + LANES)
        skipped = -memory.ctypes.data // 8 % LANES
        work = memory[skipped : skipped + size]
        context = np.zeros(len(_FIELDS), dtype=np.int64)
        for name, value in {
            "results": results.ctypes.data,
            "hits": hits.ctypes.data,
            "targets": targets.ctypes.data,
            "count": len(hits),
            "runs": runs,
            "rest until": last - 1 + at_last,
            "taken": taken,
        }.items():
            context[_FIELDS.index(name)] = value
        kinds = [c_void_p] * 4 + [c_int64] * 3
        arrays = [one.ctypes.data for one in (work, inputs, table, context)]
        call = CFUNCTYPE(None, *kinds)(self._library.address("descend"))
        call(*arrays, inputs.shape[1], runs, last)

    @cached_property
    def _library(self) -> Library:
        return Library(self._functions)

    def _written(self) -> list[str]:
        texts = [self._end(), self._end_at_rest(), self._event(), self._step("step", 1)]
        if self.recording.first:
            texts.append(self._step("first", 0))
        return [*texts, self._removal(), self._begin(), self._descend()]

    def _end(self) -> str:
        """Write down the end of a run as it is now."""
        code, place = Assembly(), self._places
        run = code.get(f"fptosi double {code.load('%work', self._of('run', code))} to i64")
        taken = code.get("sitofp i64 %taken to double")
        status = code.get("sitofp i64 %status to double")
        for i in range(self.rows.dim):
            self._put(code, i, run, code.load(code.at("%x", "%i"), i * GROUP))
        for name in ("value", "best", "stayed"):
            found = code.load(code.at("%work", "%i"), place[name])
            self._put(code, self.rows.row(name), run, found)
        self._put(code, self.rows.row("taken"), run, taken)
        self._put(code, self.rows.row("code"), run, status)
        code.do("ret void")
        return code.function(
            "internal void @end(ptr %work, ptr %x, ptr %context, i64 %i, i64 %taken, i64 %status)",
            SELDOM,
        )

    def _end_at_rest(self) -> str:
        """Write down the end of a run as it was when it came to rest."""
        code, place = Assembly(), self._places
        run = code.get(f"fptosi double {code.load('%work', self._of('run', code))} to i64")
        here = code.at("%work", "%i")
        for i in range(self.rows.dim):
            self._put(code, i, run, code.load(here, place["rest x", i]))
        for name in ("value", "best", "stayed"):
            self._put(code, self.rows.row(name), run, code.load(here, place[f"rest {name}"]))
        due, patience = code.load(here, place["due"]), number(float(self.watch.patience))
        since = code.get(f"fsub double {due}, {patience}")
        self._put(code, self.rows.row("taken"), run, since)
        self._put(code, self.rows.row("code"), run, number(float(CONVERGED)))
        code.do("ret void")
        return code.function("internal void @end_at_rest(ptr %work, ptr %context, i64 %i)", SELDOM)

    def _of(self, name: Any, code: Assembly) -> str:
        """Return the place of a number of run ``%i`` in the memory of the group."""
        return code.get(f"add i64 %i, {self._places[name]}")

    def _put(self, code: Assembly, row: int, run: str, value: str) -> None:
        """Write a number of a run to the results."""
        results, runs = (_field(code, place) for place in ("results", "runs"))
        first = code.get(f"mul i64 {runs}, {row}")
        code.store(value, _pointer(code, results), code.get(f"add i64 {first}, {run}"))

    def _event(self) -> str:
        """Look at those of eight runs to which something happens.

        The bits of ``%hit`` tell which are at a target, of ``%lost`` which have no numbers any
        more, of ``%short`` which have a short slope, of ``%fell`` which were deep before.
        """
        code, watch = Assembly(), self.watch
        later = code.get("icmp sgt i64 %t, 0")
        until = _field(code, "rest until")
        looked = code.get(f"icmp sle i64 %t, {until}")
        moment = code.get("sitofp i64 %t to double")
        with code.each("0", str(LANES)) as lane:
            i = code.get(f"add i64 %first, {lane}")
            said = {
                name: self._bit(code, f"%{name}", lane)
                for name in ("event", "hit", "lost", "short", "fell")
            }
            with code.when(said["event"]):
                if watch.summarized:
                    with code.when(said["hit"]):
                        self._note_targets(code, i, moment)
                gone = code.get(f"and i1 {said['lost']}, {later}")
                with code.when(gone):
                    self._lose(code, i, said["fell"])
                if watch.tolerance is not None:
                    here = code.get(f"xor i1 {gone}, true")
                    with code.when(code.get(f"and i1 {here}, {looked}")):
                        self._rest(code, i, said["short"], moment)
        code.do("ret void")
        masks = ", ".join(f"i8 %{name}" for name in ("event", "hit", "lost", "short", "fell"))
        return code.function(
            f"internal void @event(ptr %work, ptr %x, ptr %context, i64 %first, i64 %t, {masks})",
            SELDOM,
        )

    def _bit(self, code: Assembly, mask: str, lane: str) -> str:
        short = code.get(f"trunc i64 {lane} to i8")
        shifted = code.get(f"lshr i8 {mask}, {short}")
        return code.get(f"trunc i8 {shifted} to i1")

    def _note_targets(self, code: Assembly, i: str, moment: str) -> None:
        """Note the step at the targets that a run meets now."""
        here = code.at("%work", i)
        place = self._places
        hits, targets = (_pointer(code, _field(code, name)) for name in ("hits", "targets"))
        count, runs = (_field(code, name) for name in ("count", "runs"))
        run = code.get(f"fptosi double {code.load(here, place['run'])} to i64")
        value = code.load(here, place["value"])
        with code.repeat() as done:
            met = code.get(f"fptosi double {code.load(here, place['met'])} to i64")
            code.leave(code.get(f"icmp sge i64 {met}, {count}"), done)
            target = code.load(targets, met)
            code.leave(code.get(f"fcmp ugt double {value}, {target}"), done)
            row = code.get(f"mul i64 {met}, {runs}")
            code.store(moment, hits, code.get(f"add i64 {row}, {run}"))
            following = code.get(f"add i64 {met}, 1")
            code.store(code.load(targets, following), here, place["target"])
            code.store(code.get(f"sitofp i64 {following} to double"), here, place["met"])

    def _lose(self, code: Assembly, i: str, fell: str) -> None:
        """End a run that has no numbers any more.

        One at rest that flew on has converged, unless only its value is none.
        """
        status = code.get(f"select i1 {fell}, i64 {LEFT}, i64 {DIVERGED}")
        now = f"call void @end(ptr %work, ptr %x, ptr %context, i64 {i}, i64 %t, i64 {status})"
        if not (self.watch.tolerance is not None and self.watch.patience):
            code.do(now)
        else:
            beyond = self._is_beyond(code, i)
            due = code.load(code.at("%work", i), self._places["due"])
            at_rest = code.get(f"fcmp olt double {due}, {number(np.inf)}")
            converged = code.get(f"and i1 {at_rest}, {beyond}")
            with code.when(converged):
                code.do(f"call void @end_at_rest(ptr %work, ptr %context, i64 {i})")
            with code.when(code.get(f"xor i1 {converged}, true")):
                code.do(now)
        self._mark(code, i)

    def _is_beyond(self, code: Assembly, i: str) -> str:
        """Tell whether a coordinate of a run is no finite number."""
        beyond = "false"
        for axis in range(self.rows.dim):
            x = code.load(code.at("%x", i), axis * GROUP)
            none = code.get(f"fcmp uno double {code.get(f'fsub double {x}, {x}')}, {number(0.0)}")
            beyond = code.get(f"or i1 {beyond}, {none}")
        return beyond

    def _mark(self, code: Assembly, i: str) -> None:
        """Note that a run has ended; it is removed after the step."""
        ended = _field(code, "ended")
        code.store(
            code.get(f"sitofp i64 {i} to double"),
            code.at("%work", self._places["ended"]),
            ended,
        )
        _set_field(code, "ended", code.get(f"add i64 {ended}, 1"))

    def _rest(self, code: Assembly, i: str, short: str, moment: str) -> None:
        """Note that a run comes to rest, moves on, or has been at rest for long enough."""
        here, place = code.at("%work", i), self._places
        if not self.watch.patience:
            with code.when(short):
                code.do(
                    f"call void @end(ptr %work, ptr %x, ptr %context, i64 {i}, i64 %t,"
                    f" i64 {CONVERGED})"
                )
                self._mark(code, i)
            return
        due = code.load(here, place["due"])
        at_rest = code.get(f"fcmp olt double {due}, {number(np.inf)}")
        moving = code.get(f"xor i1 {at_rest}, true")
        with code.when(code.get(f"xor i1 {short}, true")):
            code.store(number(np.inf), here, place["due"])
        with code.when(code.get(f"and i1 {short}, {moving}")):
            then = code.get(f"fadd double {moment}, {number(float(self.watch.patience))}")
            code.store(then, here, place["due"])
            for axis in range(self.rows.dim):
                x = code.load(code.at("%x", i), axis * GROUP)
                code.store(x, here, place["rest x", axis])
            for name in ("value", "best", "stayed"):
                code.store(code.load(here, place[name]), here, place[f"rest {name}"])
        long = code.get(f"fcmp oge double {moment}, {due}")
        with code.when(code.get(f"and i1 {short}, {long}")):
            code.do(f"call void @end_at_rest(ptr %work, ptr %context, i64 {i})")
            self._mark(code, i)

    def _step(self, name: str, which: int) -> str:
        """Write a step of all runs of a group, eight at once."""
        code, graph = Assembly(), self._graphs[which]
        vectors = Vectors(code)
        shared = {
            i: code.spread(code.load("%row", place))
            for place, i in enumerate(self.shared[which].nodes)
        }
        moment = code.spread(code.get("sitofp i64 %t to double"))
        with code.each("0", "%n", LANES) as i:
            here, x, following = code.at("%work", i), code.at("%x", i), code.at("%y", i)
            place = self._places

            def read(key: Input) -> str:
                if key.name == "x":
                    return code.load(x, key.place[0] * GROUP, DOUBLES)
                known = key if key in place._numbers else ("knob", key.name)
                return code.load(here, place[known], DOUBLES)

            found = vectors.write(graph, read, shared)
            numbers = {
                key: vectors.number(found[node])
                for key, node in graph.outputs.items()
                if key.of_each_run and key != INSIDE
            }
            at = [
                found[node].name
                if (node := _node_of(graph, axis)) is not None
                else code.load(x, axis * GROUP, DOUBLES)
                for axis in range(self.rows.dim)
            ]
            inside = graph.outputs.get(INSIDE)
            held = "" if inside is None else vectors.truth(found[inside])
            masks = self._look(code, vectors, here, at, numbers, moment, held)
            for key, value in numbers.items():
                if key.name == "x":
                    code.store(value, following, key.place[0] * GROUP, DOUBLES)
                elif key in place._numbers:
                    code.store(value, here, place[key], DOUBLES)
            self._call_event(code, i, masks)
        code.do("ret void")
        return code.function(
            f"internal void @{name}(ptr %work, ptr %x, ptr %y, ptr %row, i64 %n, i64 %t,"
            " ptr %context)"
        )

    def _look(
        self,
        code: Assembly,
        vectors: Vectors,
        here: str,
        at: list[str],
        numbers: dict[Input, str],
        moment: str,
        inside: str,
    ) -> dict[str, str]:
        """Write what is looked at in eight runs; return the masks of what happens to them."""
        watch, place, value = self.watch, self._places, numbers[VALUE]
        none = alike("i1", "0")
        masks = dict.fromkeys(("hit", "short", "fell"), none)
        if watch.height is not None:
            before = code.load(here, place["value"], DOUBLES)
            masks["fell"] = vectors.compare("olt", before, vectors.constant(watch.height).name)
        lost = vectors.compare("uno", value, value)
        beyond = none
        for x in at:
            beyond = vectors.logic("or", beyond, vectors.not_finite(x))
        masks["lost"] = vectors.logic("or", lost, beyond)
        code.store(value, here, place["value"], DOUBLES)
        events = [masks["lost"]]
        if watch.summarized:
            masks["hit"] = self._summarize(code, vectors, here, value, inside)
            events.append(masks["hit"])
        if watch.tolerance is not None:
            limit = vectors.constant(watch.tolerance**2).name
            masks["short"] = vectors.compare("ole", numbers[SLOPE], limit)
            events += self._changes(code, vectors, here, masks["short"], moment)
        masks["event"] = events[0]
        for one in events[1:]:
            masks["event"] = vectors.logic("or", masks["event"], one)
        return masks

    def _changes(
        self, code: Assembly, vectors: Vectors, here: str, short: str, moment: str
    ) -> list[str]:
        """Return masks of the runs that come to rest or move on, or that have rested for long."""
        if not self.watch.patience:
            return [short]
        due = code.load(here, self._places["due"], DOUBLES)
        at_rest = vectors.compare("olt", due, vectors.constant(np.inf).name)
        return [vectors.logic("xor", short, at_rest), vectors.compare("oeq", due, moment)]

    def _summarize(
        self,
        code: Assembly,
        vectors: Vectors,
        here: str,
        value: str,
        inside: str,
    ) -> str:
        """Update the best value and who has stayed; return who is at a target."""
        place, constant = self._places, vectors.constant
        seen = vectors.choose(inside, value, constant(np.inf).name)
        stayed, best = (code.load(here, place[name], DOUBLES) for name in ("stayed", "best"))
        zero = constant(0.0).name
        code.store(vectors.choose(inside, stayed, zero), here, place["stayed"], DOUBLES)
        lower = vectors.choose(vectors.compare("ult", best, seen), best, seen)
        code.store(lower, here, place["best"], DOUBLES)
        return vectors.compare("ole", seen, code.load(here, place["target"], DOUBLES))

    def _call_event(self, code: Assembly, i: str, masks: dict[str, str]) -> None:
        """Write the call for eight runs, if something happens to one of those that are there."""
        bits = {name: _bits(code, mask) for name, mask in masks.items()}
        some = code.get(f"icmp ne i8 {bits['event']}, 0")
        with code.when(some):
            rest = code.get(f"sub i64 %n, {i}")
            more = code.get(f"icmp sge i64 {rest}, {LANES}")
            few = code.get(f"trunc i64 {rest} to i32")
            shifted = code.get(f"shl i32 1, {few}")
            mask = code.get(f"trunc i32 {code.get(f'sub i32 {shifted}, 1')} to i8")
            present = code.get(f"select i1 {more}, i8 -1, i8 {mask}")
            event = code.get(f"and i8 {bits['event']}, {present}")
            told = ", ".join(f"i8 {bits[name]}" for name in ("hit", "lost", "short", "fell"))
            code.do(
                f"call void @event(ptr %work, ptr %x, ptr %context, i64 {i}, i64 %t, i8 {event},"
                f" {told})"
            )

    def _removal(self) -> str:
        """Write how the last runs of a group take the places of those that have ended."""
        code = Assembly()
        ended = _field(code, "ended")
        with code.each("0", ended) as k:
            back = code.get(f"sub i64 {ended}, {k}")
            listed = code.get(f"add i64 {back}, {self._places['ended'] - 1}")
            i = code.get(f"fptosi double {code.load('%work', listed)} to i64")
            last = code.get(f"sub i64 %n, {code.get(f'add i64 {k}, 1')}")
            with code.each("0", str(self._places.moved)) as array:
                first = code.get(f"mul i64 {array}, {GROUP}")
                moved = code.load("%work", code.get(f"add i64 {first}, {last}"))
                code.store(moved, "%work", code.get(f"add i64 {first}, {i}"))
        _set_field(code, "ended", "0")
        left = code.get(f"sub i64 %n, {ended}")
        code.do(f"ret i64 {left}")
        return code.function("internal i64 @remove(ptr %work, ptr %context, i64 %n)", SELDOM)

    def _begin(self) -> str:
        """Write how a group is filled with the runs from ``%first`` on."""
        code, place, recording = Assembly(), self._places, self.recording
        highest = code.spread(code.load(_pointer(code, _field(code, "targets"))))
        lanes = ", ".join(f"double {number(float(lane))}" for lane in range(LANES))
        with code.each("0", "%n", LANES) as i:
            here = code.at("%work", i)
            run = code.get(f"add i64 %first, {i}")
            given: dict[Any, str] = {}
            names: list[Any] = [("x", axis) for axis in range(self.rows.dim)]
            names += [("knob", name) for name in self.knobs]
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
            given["target"] = highest
            for name, value in given.items():
                code.store(value, here, place[name], DOUBLES)
        code.do("ret void")
        return code.function(
            "internal void @begin(ptr %work, ptr %inputs, ptr %context, i64 %stride, i64 %first,"
            " i64 %n)",
            SELDOM,
        )

    def _descend(self) -> str:
        """Write the loops over groups and steps."""
        code, place = Assembly(), self._places
        ways = [code.at("%work", place[name, 0]) for name in ("x", "next x")]
        left, here, there = (code.get(f"alloca {kind}") for kind in ("i64", "ptr", "ptr"))
        taken = _field(code, "taken")
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
                    after = code.get(f"call i64 @remove(ptr %work, ptr %context, i64 {n})")
                    code.do(f"store i64 {after}, ptr {left}")
                    code.do(f"store ptr {y}, ptr {here}")
                    code.do(f"store ptr {x}, ptr {there}")
            n, x = code.get(f"load i64, ptr {left}"), code.get(f"load ptr, ptr {there}")
            with code.each("0", n) as i:
                self._finish(code, i, x, taken)
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

    def _finish(self, code: Assembly, i: str, x: str, taken: str) -> None:
        """End a run after its last step: at rest it has converged, else its budget is spent."""
        due = code.load(code.at("%work", i), self._places["due"])
        at_rest = code.get(f"fcmp olt double {due}, {number(np.inf)}")
        with code.when(at_rest):
            code.do(f"call void @end_at_rest(ptr %work, ptr %context, i64 {i})")
        with code.when(code.get(f"xor i1 {at_rest}, true")):
            code.do(
                f"call void @end(ptr %work, ptr {x}, ptr %context, i64 {i}, i64 {taken},"
                f" i64 {BUDGET})"
            )


_FIELDS = ("results", "hits", "targets", "count", "runs", "ended", "rest until", "taken")
"""Whole numbers and addresses that the functions share."""


def _field(code: Assembly, name: str) -> str:
    address = code.get(f"getelementptr i64, ptr %context, i64 {_FIELDS.index(name)}")
    return code.get(f"load i64, ptr {address}")


def _set_field(code: Assembly, name: str, value: str) -> None:
    address = code.get(f"getelementptr i64, ptr %context, i64 {_FIELDS.index(name)}")
    code.do(f"store i64 {value}, ptr {address}")


def _pointer(code: Assembly, address: str) -> str:
    return code.get(f"inttoptr i64 {address} to ptr")


def _bits(code: Assembly, mask: str) -> str:
    return code.get(f"bitcast {TRUTHS} {mask} to i8")


def _node_of(graph: Graph, axis: int) -> int | None:
    """Return the node of a coordinate; None if the graph does not need it."""
    for i, node in enumerate(graph.nodes):
        if node.operation == "input" and node.value == Input("x", (axis,)):
            return i
    return None
