"""What happens seldom to a run of a compiled loop: targets, rest, and the end.

Run by run, as `optim_viz.runs.loop` says it in NumPy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from optim_viz.tracing.assembly import DOUBLES, LANES, LONGS, TRUTHS, Assembly, alike, number
from optim_viz.tracing.places import (
    BUDGET,
    CONVERGED,
    DIVERGED,
    GROUP,
    LEFT,
    Places,
    Watch,
    field,
    pointer,
    set_field,
)


class Ends:
    """Writes the functions that the loop calls for single runs."""

    def __init__(self, places: Places, watch: Watch) -> None:
        self._places, self.watch = places, watch

    def functions(self) -> list[str]:
        """Return the texts of all of them."""
        return [self._end(), self._end_at_rest(), self._event(), self._removal()]

    def _end(self) -> str:
        """Write down the end of a run as it is now."""
        code, place = Assembly(), self._places
        here = code.at("%work", "%i")
        run = self._run(code, here)
        self._tell(code, run, lambda name: code.load(here, place[name]))
        self._put(code, "taken", run, "%taken", "i64")
        self._put(code, "code", run, code.get("trunc i64 %status to i8"), "i8")
        self._close(code, run)
        code.do("ret void")
        return code.function(
            "internal void @end(ptr %work, ptr %context, i64 %i, i64 %t, i64 %taken, i64 %status)"
        )

    def _end_at_rest(self) -> str:
        """Write down the end of a run as it was when it came to rest."""
        code, place = Assembly(), self._places
        here = code.at("%work", "%i")
        run = self._run(code, here)
        at_rest = {("x", axis): ("rest x", axis) for axis in range(place.dim)}
        self._tell(
            code, run, lambda name: code.load(here, place[at_rest.get(name, ("rest", name))])
        )
        due, patience = code.load(here, place["due"]), number(float(self.watch.patience))
        since = code.get(f"fsub double {due}, {patience}")
        self._put(code, "taken", run, code.get(f"fptosi double {since} to i64"), "i64")
        self._put(code, "code", run, str(CONVERGED), "i8")
        self._close(code, run)
        code.do("ret void")
        heading = "internal void @end_at_rest(ptr %work, ptr %context, i64 %i, i64 %t)"
        return code.function(heading)

    def _run(self, code: Assembly, here: str) -> str:
        """Return which run has this place in the memory of the group."""
        return code.get(f"fptosi double {code.load(here, self._places['run'])} to i64")

    def _tell(
        self, code: Assembly, run: str, known: Callable[[Any], str], several: str = "{}"
    ) -> None:
        """Write down where a run has ended, or eight in a row, and what was seen on the way.

        ``several`` makes of a kind of numbers that of eight.
        """

        def put(name: str, value: str, kind: str = "double", row: int = 0) -> None:
            self._put(code, name, run, value, kind, row, several)

        for axis in range(self._places.dim):
            put("x", known(("x", axis)), row=axis)
        put("value", known("value"))
        for k, name in enumerate(self.watch.noted):
            put("notes", known(name), row=k)
        if self.watch.summarized:
            numbers, bytes_ = several.format("double"), several.format("i8")
            put("best", code.get(f"fadd {numbers} {known('best')}, zeroinitializer"))  # no -0
            stayed = code.get(f"fptosi {numbers} {known('stayed')} to {bytes_}")
            put("stayed", stayed, "i8")

    def _put(
        self,
        code: Assembly,
        name: str,
        run: str,
        value: str,
        kind: str = "double",
        row: int = 0,
        several: str = "{}",
    ) -> None:
        """Write a number of a run to the results, or those of eight in a row."""
        begin = code.get(f"mul i64 {field(code, 'size')}, {row}")
        place, array = code.get(f"add i64 {begin}, {run}"), pointer(code, field(code, name))
        at = code.get(f"getelementptr {kind}, ptr {array}, i64 {place}")
        align = 1 if kind == "i8" else 8
        code.do(f"store {several.format(kind)} {value}, ptr {at}, align {align}")

    def _close(self, code: Assembly, run: str) -> None:
        """Write down the step at which a run is closed, and its last values until then."""
        tail = self.watch.tail
        if not tail:
            return
        one = code.get(f"sub i64 {run}, {field(code, 'origin')}")
        self._put(code, "closed", one, "%t", "i64")
        runs = field(code, "runs")
        latest = pointer(code, field(code, "latest"))
        with code.each("0", str(tail)) as k:
            back = code.get(f"sub i64 {code.get(f'add i64 %t, {tail}')}, {k}")
            first = code.get(f"mul i64 {code.get(f'urem i64 {back}, {tail}')}, {GROUP}")
            here = code.at(code.at("%work", "%i"), self._places["last", 0])
            value = code.load(here, first)
            code.store(
                value, latest, code.get(f"add i64 {code.get(f'mul i64 {k}, {runs}')}, {one}")
            )

    def _event(self) -> str:
        """Look at those of eight runs to which something happens.

        The bits of ``%event`` tell to which; of ``%hit`` which are at a target, of ``%lost`` which
        have no numbers any more, of ``%short`` which have a short slope, of ``%fell`` which were
        deep before.
        """
        code, watch = Assembly(), self.watch
        later = code.get("icmp sgt i64 %t, 0")
        until = field(code, "rest until")
        looked = code.get(f"icmp sle i64 %t, {until}")
        moment = code.get("sitofp i64 %t to double")
        events = code.get("zext i8 %event to i64")
        with code.carrying({"left": ("i64", events)}) as loop:
            left = loop.now["left"]
            code.leave(code.get(f"icmp eq i64 {left}, 0"), loop.done)
            others = code.get(f"sub i64 {left}, 1")
            loop.following["left"] = code.get(f"and i64 {left}, {others}")
            lane = code.get(f"call i64 @llvm.cttz.i64(i64 {left}, i1 true)")
            i = code.get(f"add i64 %first, {lane}")
            said = {
                name: self._bit(code, f"%{name}", lane) for name in ("hit", "lost", "short", "fell")
            }
            if watch.targeted:
                with code.when(said["hit"]):
                    self._note_targets(code, i)
            gone = code.get(f"and i1 {said['lost']}, {later}")
            with code.when(gone):
                self._lose(code, i, said["fell"])
            if watch.tolerance is not None:
                here = code.get(f"xor i1 {gone}, true")
                with code.when(code.get(f"and i1 {here}, {looked}")):
                    self._rest(code, i, said["short"], moment)
        code.do("ret void")
        masks = ", ".join(f"i8 %{name}" for name in ("event", "hit", "lost", "short", "fell"))
        return code.function(f"void @event(ptr %work, ptr %context, i64 %first, i64 %t, {masks})")

    def _bit(self, code: Assembly, mask: str, lane: str) -> str:
        short = code.get(f"trunc i64 {lane} to i8")
        shifted = code.get(f"lshr i8 {mask}, {short}")
        return code.get(f"trunc i8 {shifted} to i1")

    def _note_targets(self, code: Assembly, i: str) -> None:
        """Note the step at the targets that a run meets now."""
        here = code.at("%work", i)
        place = self._places
        order, targets = (pointer(code, field(code, name)) for name in ("order", "targets"))
        count, size = (field(code, name) for name in ("count", "size"))
        run = self._run(code, here)
        value = code.load(here, place["value"])
        with code.repeat() as done:
            met = code.get(f"fptosi double {code.load(here, place['met'])} to i64")
            code.leave(code.get(f"icmp sge i64 {met}, {count}"), done)
            target = code.load(targets, met)
            code.leave(code.get(f"fcmp ugt double {value}, {target}"), done)
            row = code.get(f"load i64, ptr {code.at(order, met)}")
            entry = code.get(f"add i64 {code.get(f'mul i64 {row}, {size}')}, {run}")
            self._put(code, "met", entry, "%t", "i64")
            following = code.get(f"add i64 {met}, 1")
            code.store(code.load(targets, following), here, place["target"])
            code.store(code.get(f"sitofp i64 {following} to double"), here, place["met"])

    def _lose(self, code: Assembly, i: str, fell: str) -> None:
        """End a run that has no numbers any more.

        One at rest that flew on has converged, unless only its value is none.
        """
        status = code.get(f"select i1 {fell}, i64 {LEFT}, i64 {DIVERGED}")
        now = f"call void @end(ptr %work, ptr %context, i64 {i}, i64 %t, i64 %t, i64 {status})"
        if not (self.watch.tolerance is not None and self.watch.patience):
            code.do(now)
        else:
            beyond = self._is_beyond(code, i)
            due = code.load(code.at("%work", i), self._places["due"])
            at_rest = code.get(f"fcmp olt double {due}, {number(np.inf)}")
            converged = code.get(f"and i1 {at_rest}, {beyond}")
            with code.when(converged):
                code.do(f"call void @end_at_rest(ptr %work, ptr %context, i64 {i}, i64 %t)")
            with code.when(code.get(f"xor i1 {converged}, true")):
                code.do(now)
        self._mark(code, i)

    def _is_beyond(self, code: Assembly, i: str) -> str:
        """Tell whether a coordinate of a run is no finite number."""
        beyond = "false"
        for axis in range(self._places.dim):
            x = code.load(code.at("%work", i), axis * GROUP)
            none = code.get(f"fcmp uno double {code.get(f'fsub double {x}, {x}')}, {number(0.0)}")
            beyond = code.get(f"or i1 {beyond}, {none}")
        return beyond

    def _mark(self, code: Assembly, i: str) -> None:
        """Note that a run has ended; later it is removed, and until then nothing happens to it."""
        here = code.at("%work", i)
        code.store(number(-1.0), here, self._places["run"])
        code.store(number(np.inf), here, self._places["due"])
        set_field(code, "ended", code.get(f"add i64 {field(code, 'ended')}, 1"))

    def _rest(self, code: Assembly, i: str, short: str, moment: str) -> None:
        """Note that a run comes to rest, moves on, or has been at rest for long enough."""
        here, place = code.at("%work", i), self._places
        if not self.watch.patience:
            with code.when(short):
                code.do(
                    f"call void @end(ptr %work, ptr %context, i64 {i}, i64 %t, i64 %t,"
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
            for axis in range(self._places.dim):
                x = code.load(code.at("%work", i), axis * GROUP)
                code.store(x, here, place["rest x", axis])
            for name in self.watch.recalled:
                code.store(code.load(here, place[name]), here, place["rest", name])
        long = code.get(f"fcmp oge double {moment}, {due}")
        with code.when(code.get(f"and i1 {short}, {long}")):
            code.do(f"call void @end_at_rest(ptr %work, ptr %context, i64 {i}, i64 %t)")
            self._mark(code, i)

    def _removal(self) -> str:
        """Write how the last runs of a group take the places of those that have ended."""
        code, left = Assembly(), "%left"
        moved = field(code, "moved")
        code.do(f"{left} = alloca i64")
        code.do(f"store i64 %n, ptr {left}")
        with code.when(code.get(f"icmp sgt i64 {field(code, 'ended')}, 0")):
            with code.each("0", "%n") as k:
                i = code.get(f"sub i64 {code.get('sub i64 %n, 1')}, {k}")
                run = code.at("%work", code.get(f"add i64 {i}, {self._places['run']}"))
                ended = code.get(f"fcmp olt double {code.load(run)}, {number(0.0)}")
                with code.when(ended):
                    last = code.get(f"sub i64 {code.get(f'load i64, ptr {left}')}, 1")
                    with code.each("0", moved) as array:
                        first = code.get(f"mul i64 {array}, {GROUP}")
                        one = code.load("%work", code.get(f"add i64 {first}, {last}"))
                        code.store(one, "%work", code.get(f"add i64 {first}, {i}"))
                    gone = code.get(f"add i64 {last}, {self._places['run']}")
                    code.store(number(-1.0), "%work", gone)
                    code.do(f"store i64 {last}, ptr {left}")
            set_field(code, "ended", "0")
        code.do(f"ret i64 {code.get(f'load i64, ptr {left}')}")
        return code.function("internal i64 @remove(ptr %work, ptr %context, i64 %n)")

    def finish(self, code: Assembly, left: str, paid: str) -> None:
        """End the first runs of a group after the last step, eight at once if they are in order."""
        with code.each("0", left, LANES) as i:
            beyond = code.get(f"add i64 {i}, {LANES}")
            fewer = code.get(f"icmp slt i64 {left}, {beyond}")
            until = code.get(f"select i1 {fewer}, i64 {left}, i64 {beyond}")
            if self.watch.tail:
                alone = "true"
            else:
                here = code.at("%work", i)
                in_order = self._are_in_order(code, here)
                with code.when(in_order):
                    self._finish_eight(code, here, paid)
                alone = code.get(f"xor i1 {in_order}, true")
            with code.when(alone), code.each(i, until) as k:
                self._finish_one(code, k, paid)

    def _are_in_order(self, code: Assembly, here: str) -> str:
        """Tell whether eight places have eight runs in a row, and none is at rest."""
        runs = code.load(here, self._places["run"], DOUBLES)
        order = ", ".join(f"double {number(float(k))}" for k in range(LANES))
        first = code.spread(code.load(here, self._places["run"]))
        row = code.get(f"fadd {DOUBLES} {first}, <{order}>")
        same = code.get(f"fcmp oeq {DOUBLES} {runs}, {row}")
        due = code.load(here, self._places["due"], DOUBLES)
        moving = code.get(f"fcmp oeq {DOUBLES} {due}, {alike('double', number(np.inf))}")
        both = code.get(f"and {TRUTHS} {same}, {moving}")
        return code.get(f"icmp eq i{LANES} {code.get(f'bitcast {TRUTHS} {both} to i{LANES}')}, -1")

    def _finish_eight(self, code: Assembly, here: str, paid: str) -> None:
        """End eight runs in a row whose budget is spent."""
        place, run, several = self._places, self._run(code, here), f"<{LANES} x {{}}>"
        self._tell(code, run, lambda name: code.load(here, place[name], DOUBLES), several)
        one = code.get(f"insertelement {LONGS} poison, i64 {paid}, i32 0")
        order = alike("i32", "0")
        taken = code.get(f"shufflevector {LONGS} {one}, {LONGS} poison, <{LANES} x i32> {order}")
        self._put(code, "taken", run, taken, "i64", 0, several)
        self._put(code, "code", run, alike("i8", str(BUDGET)), "i8", 0, several)

    def _finish_one(self, code: Assembly, i: str, paid: str) -> None:
        """End a run after its last step: at rest it has converged, else its budget is spent.

        It is closed at the step that it has paid for, even if that was one too many to be taken.
        """
        due = code.load(code.at("%work", i), self._places["due"])
        at_rest = code.get(f"fcmp olt double {due}, {number(np.inf)}")
        with code.when(at_rest):
            code.do(f"call void @end_at_rest(ptr %work, ptr %context, i64 {i}, i64 %last)")
        with code.when(code.get(f"xor i1 {at_rest}, true")):
            code.do(
                f"call void @end(ptr %work, ptr %context, i64 {i}, i64 %last, i64 {paid},"
                f" i64 {BUDGET})"
            )
        if self.watch.tail:
            run = self._run(code, code.at("%work", i))
            one = code.get(f"sub i64 {run}, {field(code, 'origin')}")
            self._put(code, "closed", one, paid, "i64")
