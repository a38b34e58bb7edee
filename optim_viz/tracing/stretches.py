"""Several steps of a few runs at once, whose numbers stay in registers while nothing happens.

Something *may* happen to a run if its best value is at its target, its slope is short, a number is
none, or what is computed seldom is needed; or, of a run at rest, if its slope is no longer short,
or it has rested for long. Then the step is left to `optim_viz.tracing.steps`, which looks at it
anew, and finds out what.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from optim_viz.tracing.assembly import DOUBLES, LANES, LONGS, TRUTHS, Assembly, Carried
from optim_viz.tracing.graph import Graph, Input
from optim_viz.tracing.machine import fuses
from optim_viz.tracing.places import GROUP, Places, Watch
from optim_viz.tracing.quotients import Quotients
from optim_viz.tracing.recording import INSIDE, SLOPE, VALUE
from optim_viz.tracing.steps import StepWriter, is_there, place_of
from optim_viz.tracing.vectors import Vector, Vectors, branches

STEPS_OF_A_STRETCH = 16
"""Most steps of a stretch: as long a run that has ended keeps its place."""

_COUNTS, _OPERATIONS, _NUMBERS = (4, 2), 240, 20
"""How many vectors of runs may go side by side, as each waits for its own results: the number of
runs of a group is a multiple. And the most operations and numbers of all of them together: there
are 32 registers."""


def side_by_side(graph: Graph, numbers: int) -> int:
    """Return how many vectors go side by side that carry some numbers from step to step."""
    operations = sum(graph.of_each_run) - sum(len(one.nodes) for one in branches(graph))
    fit = (k for k in _COUNTS if k * operations <= _OPERATIONS and k * numbers <= _NUMBERS)
    return next(fit, 1)


class _Watched(NamedTuple):
    """What does not change for eight runs as long as nothing happens to them."""

    there: str
    """Those that are there, ..."""
    target: str
    """... their targets, ..."""
    limit: str
    """... the slope that is not to be passed, ..."""
    sign: str
    """... and the sign with which it is compared: -0 for those at rest, else 0; empty if nobody
    rests."""


class _Shared(NamedTuple):
    """What all runs share at a step."""

    t: str
    """Its number, ..."""
    spread: dict[int, str]
    """... nodes of the graph, ..."""
    reciprocals: dict[int, str]
    """... those of which that one divides by, ..."""
    turn: str
    """... the number of gradients asked for before, ..."""
    row: str
    """... and the place of the value among the last ones."""


class _Look(NamedTuple):
    """What is seen of eight runs at a step."""

    quiet: str
    """To which of them nothing happens, ..."""
    inside: str
    """... and which are inside the domain."""


_SPOILED = {"add", "subtract", "multiply", "negative", "absolute", "sqrt", "rint", "floor", "ceil"}
"""Operations whose result is no finite number if an argument is none."""


def spoils(graph: Graph, axis: int) -> bool:
    """Return whether the value is surely no finite number where this coordinate is none."""
    spoiled: set[int] = set()
    for i, node in enumerate(graph.nodes):
        among = [k in spoiled for k in node.arguments]
        if (
            (node.operation == "input" and node.value == Input("x", (axis,)))
            or (node.operation in _SPOILED and any(among))
            or (node.operation == "divide" and among[0])
            or (node.operation == "where" and all(among[1:]))
        ):
            spoiled.add(i)
    return graph.outputs[VALUE] in spoiled


class StretchWriter:
    """Writes the function of a stretch.

    Parameters
    ----------
    step : StepWriter
        Writes each step by itself; its graph calls no functions.
    places : Places
    watch : Watch
    width : int
        Numbers in a row of the table.
    """

    def __init__(self, step: StepWriter, places: Places, watch: Watch, width: int) -> None:
        self._step, self._places, self._watch, self._width = step, places, watch, width
        self._code = Assembly()
        self._vectors = Vectors(self._code)
        self._seldom = branches(step.graph)
        self._looked_at = [axis for axis in range(places.dim) if not spoils(step.graph, axis)]
        """Coordinates that may be no finite number although the value is one."""
        self._kept: list[Any] = [("x", axis) for axis in range(places.dim)] + places.state
        self._kept += watch.noted
        self._kept += ["best"] * watch.summarized + ["value"] * (watch.height is not None)
        self._count = side_by_side(step.graph, len(self._kept))

    def function(self) -> str:
        """Return the text of the function."""
        code, half, begun = self._code, self._count // 2, "0"
        if half:  # half as many go side by side where no more are left
            most, fewest = LANES * self._count, LANES * half + 1
            room = code.get(f"add i64 %n, {most - fewest}")
            begun = code.get(f"mul i64 {code.get(f'udiv i64 {room}, {most}')}, {most}")
            self._take("0", begun, self._count)
        self._take(begun, "%n", half or 1)
        code.do("ret void")
        return code.function(
            "void @stretch(ptr %work, ptr %table, ptr %context, i64 %n, i64 %from, i64 %until)"
        )

    def _take(self, begin: str, end: str, count: int) -> None:
        """Write the steps of the runs of some places, this many vectors at a time."""
        code = self._code
        with code.each(begin, end, LANES * count) as i:
            last = code.get(f"add i64 {i}, {LANES * count}")
            fewer = code.get(f"icmp slt i64 {last}, %n")
            behind = code.get(f"select i1 {fewer}, i64 {last}, i64 %n")
            first = code.at("%work", i)
            here = [first, *(code.at(first, LANES * k) for k in range(1, count))]
            with code.carrying({"t": ("i64", "%from")}) as loop:
                t = self._steps(here, loop.now["t"])
                stuck = code.get(f"icmp eq i64 {t}, {loop.now['t']}")
                loop.following["t"] = self._one_by_one(t, i, behind, stuck, loop.done)

    def _one_by_one(self, begin: str, i: str, end: str, stuck: str, done: str) -> str:
        """Write the steps by themselves, as long as something happens at each of them.

        Where something has happened, more often follows at once. Where several steps at once were
        ``stuck`` at the first, as they are at each where quotients are subnormal, all are so taken.
        """
        code = self._code
        with code.carrying({"t": ("i64", begin)}) as loop:
            t = loop.now["t"]
            code.leave(code.get(f"icmp sge i64 {t}, %until"), done)
            row = code.at("%table", code.get(f"mul i64 {t}, {self._width}"))
            given = f"ptr %work, ptr {row}, i64 {i}, i64 {end}, i64 {t}, ptr %context"
            happened = code.get(f"call i1 @step({given})")
            loop.following["t"] = following = code.get(f"add i64 {t}, 1")
            alone = code.get(f"or i1 {happened}, {stuck}")
            code.leave(code.get(f"xor i1 {alone}, true"), loop.done)
        return following

    def _steps(self, here: list[str], begin: str) -> str:
        """Write the steps of some vectors until something may happen; return when that is."""
        code, count = self._code, range(len(here))
        watched = [self._watched(one) for one in here]
        limit = self._limit(here, watched)
        carried: dict[Any, tuple[str, str]] = {"t": ("i64", begin)}
        for k, one in enumerate(here):
            carried |= {
                (k, name): (DOUBLES, code.load(one, self._places[name], DOUBLES))
                for name in self._kept
            }
        there = self._together([one.there for one in watched])
        bits = f"i{LANES * len(here)}"
        if self._watch.summarized:
            before = [code.load(one, self._places["stayed"], DOUBLES) for one in here]
            truths = [self._vectors.truth(Vector(one)) for one in before]
            carried["stayed"] = bits, self._together(truths)
        away = code.get(f"xor {bits} {there}, -1")
        with code.carrying(carried) as loop:
            t = loop.now["t"]
            code.leave(code.get(f"icmp sge i64 {t}, {limit}"), loop.done)
            loop.following["t"] = code.get(f"add i64 {t}, 1")
            shared = self._shared(t)
            looks = [self._body(loop, k, here[k], watched[k], shared) for k in count]
            if self._watch.summarized:
                inside = self._together([look.inside for look in looks])
                loop.following["stayed"] = code.get(f"and {bits} {loop.now['stayed']}, {inside}")
            quiet = self._together([look.quiet for look in looks])
            quiet = code.get(f"or {bits} {quiet}, {away}")
            code.leave(code.get(f"icmp ne {bits} {quiet}, -1"), loop.done)
        for k, one in enumerate(here):
            for name in self._kept:
                code.store(loop.now[k, name], one, self._places[name], DOUBLES)
            if self._watch.summarized:
                own = self._apart(loop.now["stayed"], k, len(here))
                stayed = self._vectors.number(Vector(own, is_truth=True))
                code.store(stayed, one, self._places["stayed"], DOUBLES)
        return t

    def _shared(self, t: str) -> _Shared:
        """Write what all runs share at a step."""
        code = self._code
        row = code.at("%table", code.get(f"mul i64 {t}, {self._width}"))
        return _Shared(
            t,
            self._step.spread(code, row),
            self._step.reciprocals(code, row),
            self._step.first_turn(code, t),
            code.get(f"urem i64 {t}, {max(1, self._watch.tail)}"),
        )

    def _together(self, truths: list[str]) -> str:
        """Write the truths of all vectors as the bits of one whole number."""
        lanes, get = LANES, self._code.get
        while len(truths) > 1:
            order = ", ".join(f"i32 {lane}" for lane in range(2 * lanes))
            truths = [
                get(
                    f"shufflevector <{lanes} x i1> {one}, <{lanes} x i1> {other},"
                    f" <{2 * lanes} x i32> <{order}>"
                )
                for one, other in zip(truths[::2], truths[1::2], strict=True)
            ]
            lanes *= 2
        return get(f"bitcast <{lanes} x i1> {truths[0]} to i{lanes}")

    def _apart(self, bits: str, k: int, count: int) -> str:
        """Write the truths of one of some vectors."""
        get, lanes = self._code.get, LANES * count
        shifted = get(f"lshr i{lanes} {bits}, {k * LANES}")
        own = get(f"trunc i{lanes} {shifted} to i{LANES}") if count > 1 else shifted
        return get(f"bitcast i{LANES} {own} to {TRUTHS}")

    def _watched(self, here: str) -> _Watched:
        """Write what is compared with, of eight runs."""
        code, vectors, watch = self._code, self._vectors, self._watch
        limit, sign = vectors.constant(_NEVER), ""
        if watch.tolerance is not None:
            limit = vectors.constant(watch.tolerance**2)
        if watch.tolerance is not None and watch.patience:
            due = code.load(here, self._places["due"], DOUBLES)
            at_rest = vectors.compare("olt", due, vectors.constant(np.inf).name)
            above = vectors.constant(-np.nextafter(watch.tolerance**2, np.inf))
            limit = Vector(vectors.choose(at_rest, above.name, limit.name))
            sign = vectors.choose(at_rest, vectors.constant(-0.0).name, vectors.constant(0.0).name)
        target = code.load(here, self._places["target"], DOUBLES) if watch.targeted else ""
        return _Watched(is_there(code, vectors, here, self._places), target, limit.name, sign)

    def _limit(self, here: list[str], watched: list[_Watched]) -> str:
        """Write the step before which no run at rest is due, and no more are to be taken."""
        if not watched[0].sign:
            return "%until"
        code, vectors = self._code, self._vectors
        first = vectors.constant(_LATE).name
        for one, known in zip(here, watched, strict=True):
            due = code.load(one, self._places["due"], DOUBLES)
            sooner = vectors.compare("olt", due, first)
            first = vectors.choose(vectors.logic("and", sooner, known.there), due, first)
        least = code.get(
            f"call nnan double @llvm.vector.reduce.fmin.v{LANES}f64({DOUBLES} {first})"
        )
        due = code.get(f"fptosi double {least} to i64")
        return code.get(
            f"select i1 {code.get(f'icmp slt i64 {due}, %until')}, i64 {due}, i64 %until"
        )

    def _body(
        self,
        loop: Carried,
        k: int,
        here: str,
        watched: _Watched,
        shared: _Shared,
    ) -> _Look:
        """Write a step of eight runs; return what is seen of them.

        That nothing happens is asked for, and not the contrary: a comparison that is made only
        where another holds costs nothing more.
        """
        code, vectors, places, graph = self._code, self._vectors, self._places, self._step.graph

        def read(key: Input) -> str:
            place = place_of(key, places)
            if (k, place) in loop.now:
                return loop.now[k, place]
            return self._step.read(code, here, key, shared.turn, shared.t)

        quick = Quotients(code, graph, shared.reciprocals) if fuses() else None
        found = (quick or vectors).write(graph, read, shared.spread, self._seldom)
        numbers = {
            key: vectors.number(found[node])
            for key, node in graph.outputs.items()
            if key.of_each_run and key != INSIDE
        }
        for key, value in numbers.items():
            loop.following[k, place_of(key, places)] = value
        value = loop.following[k, "value"] = numbers[VALUE]
        axes = [loop.now[k, ("x", axis)] for axis in self._looked_at]
        compared = self._not_lost(numbers.get(SLOPE), value, axes)
        if watched.sign:
            compared = self._with_sign(compared, watched.sign)
        quiet = vectors.compare("ogt", compared, watched.limit)
        if quick and (exact := quick.exact()):
            quiet = vectors.logic("and", quiet, exact)
        for one in self._seldom:
            usual = vectors.opposite(vectors.truth(found[one.condition]))
            quiet = vectors.logic("and", quiet, usual)
        if not self._watch.summarized:
            return _Look(quiet, "")
        inside = vectors.truth(found[graph.outputs[INSIDE]])
        best = self._best(loop, k, value, inside, here, shared.row)
        if self._watch.targeted:
            above = vectors.compare("ogt", best, watched.target)
            quiet = vectors.logic("and", quiet, above)
        return _Look(quiet, inside)

    def _not_lost(self, slope: str | None, value: str, at: list[str]) -> str:
        """Write the slope, or a number; what is none where the value or a coordinate is none."""
        vectors = self._vectors
        zero, found = vectors.constant(0.0).name, slope or vectors.constant(0.0).name
        for one in (value, *at):
            found = vectors.call("fmuladd", one, zero, found)
        return found

    def _with_sign(self, numbers: str, sign: str) -> str:
        get = self._code.get
        whole, turned = (get(f"bitcast {DOUBLES} {one} to {LONGS}") for one in (numbers, sign))
        return get(f"bitcast {LONGS} {get(f'xor {LONGS} {whole}, {turned}')} to {DOUBLES}")

    def _best(self, loop: Carried, k: int, value: str, inside: str, here: str, row: str) -> str:
        """Write the best value."""
        code, vectors = self._code, self._vectors
        if self._watch.tail:
            seen = vectors.choose(inside, value, vectors.constant(np.inf).name)
            last = code.at(
                code.at(here, code.get(f"mul i64 {row}, {GROUP}")), self._places["last", 0]
            )
            code.store(seen, last, 0, DOUBLES)
        best = loop.now[k, "best"]
        lower = vectors.choose(vectors.compare("olt", value, best), value, best)
        loop.following[k, "best"] = lower = vectors.choose(inside, lower, best)
        return lower


_NEVER = -1.0
"""A limit that no slope passes, ..."""

_LATE = 2.0**60
"""... and a step that no run comes to."""
