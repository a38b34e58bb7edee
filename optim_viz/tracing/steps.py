"""A step of all runs of a group, eight at once: its arithmetic, and what is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from optim_viz.tracing.assembly import DOUBLES, LANES, LONGS, TRUTHS, Assembly, alike, number
from optim_viz.tracing.graph import Graph, Input
from optim_viz.tracing.places import GROUP, Places, Watch, field, pointer
from optim_viz.tracing.quotients import divisors
from optim_viz.tracing.recording import INSIDE, SLOPE, UNIFORM, VALUE
from optim_viz.tracing.stages import Stages
from optim_viz.tracing.uniforms import uniform
from optim_viz.tracing.vectors import Vector, Vectors


@dataclass(frozen=True)
class Turns:
    """Which gradient of a run the first one of a step is: errors depend on that."""

    before: int
    """Gradients that were asked for before the first of these steps."""
    since: int
    """Number of the first of these steps."""
    each: int
    """Gradients that each step asks for."""


class StepWriter:
    """Writes the function of a step.

    Parameters
    ----------
    graph : Graph
    shared : nodes
        Those that all runs share, in the order of the table.
    places : Places
    watch : Watch
    turns : Turns
    """

    def __init__(
        self, graph: Graph, shared: list[int], places: Places, watch: Watch, turns: Turns
    ) -> None:
        self.graph, self.watch, self._places, self._shared = graph, watch, places, shared
        self._turns, self.stages = turns, Stages(graph)

    def function(self, name: str) -> str:
        """Return the text of the function."""
        code = Assembly()
        vectors = Vectors(code)
        spread = self.spread(code, "%row")
        moment = code.spread(code.get("sitofp i64 %t to double"))
        turn = self.first_turn(code, "%t")
        row = code.get(f"urem i64 %t, {max(1, self.watch.tail)}")
        happened = code.get("alloca i1")
        code.do(f"store i1 false, ptr {happened}")
        goes_on = code.get(f"icmp slt i64 %t, {field(code, 'last')}")
        for stage in range(self.stages.last + 1):
            with code.each("%begin", "%n", LANES) as i:
                found = self._compute(code, vectors, stage, i, spread, turn)
                if stage == self.stages.last:
                    self._conclude(code, vectors, i, found, moment, row, goes_on, happened)
                else:
                    self._keep(code, vectors, stage, i, found)
            for called in self.stages.called(stage):
                self._call_if_needed(code, called)
        code.do(f"ret i1 {code.get(f'load i1, ptr {happened}')}")
        return code.function(
            f"i1 @{name}(ptr %work, ptr %row, i64 %begin, i64 %n, i64 %t, ptr %context)"
        )

    def spread(self, code: Assembly, row: str) -> dict[int, str]:
        """Write the nodes that all runs share, in all lanes, from a row of the table."""
        return {i: code.spread(code.load(row, place)) for place, i in enumerate(self._shared)}

    def reciprocals(self, code: Assembly, row: str) -> dict[int, str]:
        """Write the reciprocals of divisors that all runs share, in all lanes."""
        places = enumerate(divisors(self.graph), len(self._shared))
        return {i: code.spread(code.load(row, place)) for place, i in places}

    def first_turn(self, code: Assembly, t: str) -> str:
        """Write the number of gradients that were asked for before this step, in all lanes."""
        turns = self._turns
        steps = code.get(f"sub i64 {t}, {turns.since}")
        asked = code.get(f"mul i64 {steps}, {turns.each}")
        one = code.get(f"add i64 {asked}, {turns.before}")
        first = code.get(f"insertelement {LONGS} poison, i64 {one}, i32 0")
        zeros = alike("i32", "0")
        return code.get(f"shufflevector {LONGS} {first}, {LONGS} poison, <{LANES} x i32> {zeros}")

    def _compute(
        self,
        code: Assembly,
        vectors: Vectors,
        stage: int,
        i: str,
        spread: dict[int, str],
        turn: str,
    ) -> dict[int, Vector]:
        """Write what a stage computes of eight runs; return its nodes."""
        here, stages = code.at("%work", i), self.stages

        def read(key: Input) -> str:
            return self.read(code, here, key, turn, "%t")

        if not stages.last:
            return vectors.write(self.graph, read, spread)
        found = {k: Vector(name) for k, name in spread.items()}
        own = stages.nodes(stage)
        for k in stages.needed(stage):
            node = self.graph.nodes[k]
            if k in found:
                continue
            if node.operation == "constant":
                found[k] = vectors.constant(node.value)
            elif node.operation == "input":
                found[k] = Vector(read(node.value))
            elif k in own:
                given = [found[argument] for argument in node.arguments]
                found[k] = vectors.operation(self.graph, node, given)
            else:
                found[k] = Vector(code.load(here, self._kept(k), DOUBLES))
        return found

    def read(self, code: Assembly, here: str, key: Input, turn: str, t: str) -> str:
        """Write how an input of eight runs is read."""
        if key.name.startswith(UNIFORM):
            return self._uniform(code, here, key, turn)
        if key.name in self.watch.changing:
            return self._changing(code, here, key, t)
        return code.load(here, self._places[place_of(key, self._places)], DOUBLES)

    def _kept(self, node: int) -> int:
        return self._places["kept", self.stages.kept.index(node)]

    def _uniform(self, code: Assembly, here: str, key: Input, turn: str) -> str:
        """Write a random number of eight runs."""
        nth, (which, axis) = int(key.name.removeprefix(UNIFORM)), key.place
        seeds = code.load(here, self._places["seed"], LONGS)
        now = code.get(f"add {LONGS} {turn}, {alike('i64', str(nth))}")
        return uniform(code, seeds, now, which * self._places.dim + axis)

    def _changing(self, code: Assembly, here: str, key: Input, t: str) -> str:
        """Write how a knob of eight runs is read that is another schedule for each."""
        tables = code.get(f"mul i64 {field(code, 'table')}, {self.watch.changing.index(key.name)}")
        rows = code.get(f"mul i64 {field(code, 'schedules')}, {t}")
        row = code.at(pointer(code, field(code, "rates")), code.get(f"add i64 {tables}, {rows}"))
        own = code.load(here, self._places["schedule"], DOUBLES)
        which = code.get(f"fptosi {DOUBLES} {own} to {LONGS}")
        return code.gather(row, which)

    def _keep(
        self, code: Assembly, vectors: Vectors, stage: int, i: str, found: dict[int, Vector]
    ) -> None:
        """Write down what later stages need of this one."""
        here, stages = code.at("%work", i), self.stages
        taken = {k for one in stages.called(stage) for k in self.graph.nodes[one].arguments}
        for k in stages.kept:
            if k in taken or (k in found and stages.of[k] == stage):
                code.store(vectors.number(found[k]), here, self._kept(k), DOUBLES)

    def _call_if_needed(self, code: Assembly, node: int) -> None:
        """Write the call of a function, which may be needed at some steps only."""
        conditions = self.stages.conditions.get(node)
        if not conditions or not conditions <= set(self._shared):
            self._call(code, node)
            return
        needed = "false"
        for one in sorted(conditions):
            truth = code.load("%row", self._shared.index(one))
            holds = code.get(f"fcmp une double {truth}, {number(0.0)}")
            needed = code.get(f"or i1 {needed}, {holds}")
        with code.when(needed):
            self._call(code, node)

    def _call(self, code: Assembly, node: int) -> None:
        """Write the call of a function for all runs of the group."""
        loop, arguments = self.stages.calls[node], self.graph.nodes[node].arguments
        places = [*arguments, node]
        addresses = code.get(f"alloca [{len(places)} x ptr]")
        strides = code.get(f"alloca [{len(places)} x i64]")
        count = code.get("alloca i64")
        code.do(f"store i64 %n, ptr {count}")
        for k, place in enumerate(places):
            address = code.get(f"getelementptr ptr, ptr {addresses}, i64 {k}")
            code.do(f"store ptr {code.at('%work', self._kept(place))}, ptr {address}")
            stride = code.get(f"getelementptr i64, ptr {strides}, i64 {k}")
            code.do(f"store i64 {8 * self.graph.of_each_run[place]}, ptr {stride}")
        function = code.get(f"inttoptr i64 {loop.function} to ptr")
        code.do(
            f"call void {function}(ptr {addresses}, ptr {count}, ptr {strides}, i64 {loop.data})"
        )

    def _conclude(
        self,
        code: Assembly,
        vectors: Vectors,
        i: str,
        found: dict[int, Vector],
        moment: str,
        row: str,
        goes_on: str,
        happened: str,
    ) -> None:
        """Write down what is looked at, and the next state if the runs go on."""
        here = code.at("%work", i)
        outputs = self.graph.outputs
        numbers = {
            key: vectors.number(found[node])
            for key, node in outputs.items()
            if key.of_each_run and key != INSIDE
        }
        at = [
            code.load(here, self._places["x", axis], DOUBLES)
            if (node := self._coordinates[axis]) is None or node not in found
            else found[node].name
            for axis in range(self._places.dim)
        ]
        inside = vectors.truth(found[outputs[INSIDE]]) if INSIDE in outputs else ""
        masks = self._look(code, vectors, here, at, numbers, moment, inside, row)
        for key in self.watch.noted:
            code.store(numbers.pop(key), here, self._places[key], DOUBLES)
        if self.watch.logs:
            self._call_log(code, i)
        self._call_event(code, i, masks, happened)
        with code.when(goes_on):
            for key, value in numbers.items():
                if (place := place_of(key, self._places)) in self._places.numbers:
                    code.store(value, here, self._places[place], DOUBLES)

    @cached_property
    def _coordinates(self) -> list[int | None]:
        """The node of each coordinate; None if the graph does not need it."""
        found = {node.value: i for i, node in enumerate(self.graph.nodes) if node.value is not None}
        return [found.get(Input("x", (axis,))) for axis in range(self._places.dim)]

    def _look(
        self,
        code: Assembly,
        vectors: Vectors,
        here: str,
        at: list[str],
        numbers: dict[Input, str],
        moment: str,
        inside: str,
        row: str,
    ) -> dict[str, str]:
        """Write what is looked at in eight runs; return the masks of what happens to them."""
        watch, place, value = self.watch, self._places, numbers[VALUE]
        none = alike("i1", "0")
        masks = dict.fromkeys(("hit", "short", "fell"), none)
        if watch.height is not None:
            before = code.load(here, place["value"], DOUBLES)
            masks["fell"] = vectors.compare("olt", before, vectors.constant(watch.height).name)
        masks["lost"] = vectors.compare("uno", value, self._zero_if_finite(code, at))
        code.store(value, here, place["value"], DOUBLES)
        events = [masks["lost"]]
        if watch.summarized:
            seen = self._summarize(code, vectors, here, value, inside, row)
        if watch.summarized and watch.targeted:
            target = code.load(here, place["target"], DOUBLES)
            masks["hit"] = vectors.compare("ole", seen, target)
            events.append(masks["hit"])
        if watch.tolerance is not None:
            limit = vectors.constant(watch.tolerance**2).name
            masks["short"] = vectors.compare("ole", numbers[SLOPE], limit)
            events += self._changes(code, vectors, here, masks["short"], moment)
        happened = events[0]
        for one in events[1:]:
            happened = vectors.logic("or", happened, one)
        masks["event"] = vectors.logic("and", happened, is_there(code, vectors, here, place))
        return masks

    def _zero_if_finite(self, code: Assembly, at: list[str]) -> str:
        """Return 0 where all coordinates are finite, and what is no number elsewhere."""
        sums = [code.get(f"fsub {DOUBLES} {x}, {x}") for x in at]
        total = sums[0]
        for one in sums[1:]:
            total = code.get(f"fadd {DOUBLES} {total}, {one}")
        return total

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
        row: str,
    ) -> str:
        """Update the best value and who has stayed; return the values that count."""
        place, constant = self._places, vectors.constant
        seen = vectors.choose(inside, value, constant(np.inf).name)
        if self.watch.tail:
            latest = code.get(f"mul i64 {row}, {GROUP}")
            last = code.at(code.at(here, latest), place["last", 0])
            code.store(seen, last, 0, DOUBLES)
        stayed, best = (code.load(here, place[name], DOUBLES) for name in ("stayed", "best"))
        zero = constant(0.0).name
        code.store(vectors.choose(inside, stayed, zero), here, place["stayed"], DOUBLES)
        lower = vectors.choose(vectors.compare("olt", seen, best), seen, best)
        code.store(lower, here, place["best"], DOUBLES)
        return seen

    def _call_log(self, code: Assembly, i: str) -> None:
        """Write the call for eight runs, if this step is logged."""
        rows = pointer(code, field(code, "rows"))
        row = code.get(f"load i64, ptr {code.at(rows, '%t')}")
        with code.when(code.get(f"icmp sge i64 {row}, 0")):
            code.do(f"call void @log(ptr %work, ptr %context, i64 {i}, i64 {row})")

    def _call_event(self, code: Assembly, i: str, masks: dict[str, str], happened: str) -> None:
        """Write the call for eight runs, if something happens to one of those that are there."""
        some = code.get(f"icmp ne i8 {bits_of(code, masks['event'])}, 0")
        with code.when(some):
            code.do(f"store i1 true, ptr {happened}")
            names = ("event", "hit", "lost", "short", "fell")
            told = ", ".join(f"i8 {bits_of(code, masks[name])}" for name in names)
            code.do(f"call void @event(ptr %work, ptr %context, i64 {i}, i64 %t, {told})")


def place_of(key: Input, places: Places) -> Any:
    """Return the name of the array that has an input, or an output, of each run."""
    if key.name == "x":
        return "x", key.place[0]
    return key if key in places.numbers else ("knob", key.name)


def is_there(code: Assembly, vectors: Vectors, here: str, places: Places) -> str:
    """Write which of eight runs have not ended, and are no places without a run."""
    run = code.load(here, places["run"], DOUBLES)
    return vectors.compare("oge", run, vectors.constant(0.0).name)


def bits_of(code: Assembly, mask: str) -> str:
    """Write the truths of eight runs as bits."""
    return code.get(f"bitcast {TRUTHS} {mask} to i8")
