"""What is the same for all methods: the loops over groups and steps, and the ends of runs."""

from __future__ import annotations

from functools import cache

from optim_viz.tracing.assembly import DOUBLES, LANES, Assembly, alike, number
from optim_viz.tracing.ends import Ends
from optim_viz.tracing.machine import Library
from optim_viz.tracing.places import GROUP, Places, Watch, field, pointer
from optim_viz.tracing.stretches import STEPS_OF_A_STRETCH


@cache
def frame(dim: int, watch: Watch) -> Library:
    """Return the functions ``descend`` and ``event`` for all steps in a number of dimensions.

    A step is told by `FIELDS`: where ``stretch`` is 0 it calls functions, and is taken by itself.
    """
    places = Places(dim, watch)
    ends = Ends(places, watch)
    own = [_begin(places), *[_log(places)] * watch.logs, _descend(ends)]
    return _library((*ends.functions(), *own))


@cache
def _library(functions: tuple[str, ...]) -> Library:
    """Compile what is the same for many watches once: it does not depend on all that they know."""
    return Library(functions)


def _begin(places: Places) -> str:
    """Write how a group is filled with the runs from ``%first`` on."""
    code = Assembly()
    rows, initial = (pointer(code, field(code, name)) for name in ("input rows", "initial"))
    with code.each("0", field(code, "moved")) as k:
        here = code.at("%work", code.get(f"mul i64 {k}, {GROUP}"))
        row = code.get(f"load i64, ptr {code.at(rows, k)}")
        one = code.spread(code.load(initial, k))
        with code.each("0", str(GROUP), LANES) as i:
            code.store(one, here, i, DOUBLES)
        with code.when(code.get(f"icmp sge i64 {row}, 0")):
            begin = code.get(f"add i64 {code.get(f'mul i64 %stride, {row}')}, %first")
            given = code.at("%inputs", begin)
            with code.each("0", "%n", LANES) as i:
                code.store(code.load(given, i, DOUBLES), here, i, DOUBLES)
    highest = code.spread(code.load(pointer(code, field(code, "targets"))))
    with code.each("0", str(GROUP), LANES) as i:
        code.store(highest, code.at("%work", i), places["target"], DOUBLES)
        code.store(alike("double", number(-1.0)), code.at("%work", i), places["run"], DOUBLES)
    begun = code.get(f"add i64 %first, {field(code, 'origin')}")
    with code.each("0", "%n") as i:
        run = code.get(f"sitofp i64 {code.get(f'add i64 {begun}, {i}')} to double")
        code.store(run, code.at("%work", i), places["run"])
    code.do("ret void")
    return code.function(
        "internal void @begin(ptr %work, ptr %inputs, ptr %context, i64 %stride, i64 %first,"
        " i64 %n)"
    )


def _log(places: Places) -> str:
    """Write how the values and the iterates of eight runs are written down."""
    code = Assembly()
    stride, axis = field(code, "stride"), field(code, "axis")
    begin = code.get(f"mul i64 %row, {stride}")
    values, points = field(code, "values"), field(code, "points")
    with_points = code.get(f"icmp ne i64 {points}, 0")
    with code.each("0", str(LANES)) as lane:
        here = code.at("%work", code.get(f"add i64 %first, {lane}"))
        own = code.load(here, places["run"])
        with code.when(code.get(f"fcmp oge double {own}, {number(0.0)}")):
            to = code.get(f"add i64 {begin}, {code.get(f'fptosi double {own} to i64')}")
            code.store(code.load(here, places["value"]), pointer(code, values), to)
            with code.when(with_points):
                for k in range(places.dim):
                    there = code.get(f"add i64 {to}, {code.get(f'mul i64 {axis}, {k}')}")
                    code.store(code.load(here, places["x", k]), pointer(code, points), there)
    code.do("ret void")
    return code.function("void @log(ptr %work, ptr %context, i64 %first, i64 %row)")


def _descend(ends: Ends) -> str:
    """Write the loops over groups and steps."""
    code = Assembly()
    left = code.get("alloca i64")
    paid = field(code, "paid")
    has_first, has_stretches = (
        code.get(f"icmp ne i64 {field(code, name)}, 0") for name in ("first", "stretch")
    )
    begun = code.get(f"zext i1 {has_first} to i64")
    with code.each("0", "%runs", GROUP) as first:
        rest = code.get(f"sub i64 %runs, {first}")
        few = code.get(f"icmp slt i64 {rest}, {GROUP}")
        n = code.get(f"select i1 {few}, i64 {rest}, i64 {GROUP}")
        given = f"ptr %work, ptr %inputs, ptr %context, i64 %stride, i64 {first}, i64 {n}"
        code.do(f"call void @begin({given})")
        code.do(f"store i64 {n}, ptr {left}")
        with code.when(has_first):
            _take(code, left, "first", "0")
        with code.when(has_stretches), code.each(begun, "%last", STEPS_OF_A_STRETCH) as t:
            _take_stretch(code, left, t)
        alone = code.get(f"select i1 {has_stretches}, i64 %last, i64 {begun}")
        with code.each(alone, code.get("add i64 %last, 1")) as t:
            _take(code, left, "step", t)
        ends.finish(code, code.get(f"load i64, ptr {left}"), paid)
    code.do("ret void")
    return code.function(
        "void @descend(ptr %work, ptr %inputs, ptr %table, ptr %context, i64 %stride,"
        " i64 %runs, i64 %last)"
    )


def _take(code: Assembly, left: str, name: str, t: str) -> None:
    """Write a step of all runs of a group that are left."""
    n = code.get(f"load i64, ptr {left}")
    with code.when(code.get(f"icmp sgt i64 {n}, 0")):
        step, width = pointer(code, field(code, name)), field(code, "width")
        row = code.at("%table", code.get(f"mul i64 {t}, {width}"))
        given = f"ptr %work, ptr {row}, i64 0, i64 {n}, i64 {t}, ptr %context"
        code.get(f"call i1 {step}({given})")
        _remove(code, left, n)


def _take_stretch(code: Assembly, left: str, t: str) -> None:
    """Write some steps of all runs of a group that are left."""
    n = code.get(f"load i64, ptr {left}")
    with code.when(code.get(f"icmp sgt i64 {n}, 0")):
        end = code.get(f"add i64 {t}, {STEPS_OF_A_STRETCH}")
        sooner = code.get(f"icmp slt i64 {end}, %last")
        until = code.get(f"select i1 {sooner}, i64 {end}, i64 %last")
        stretch = pointer(code, field(code, "stretch"))
        given = f"ptr %work, ptr %table, ptr %context, i64 {n}, i64 {t}, i64 {until}"
        code.do(f"call void {stretch}({given})")
        _remove(code, left, n)


def _remove(code: Assembly, left: str, n: str) -> None:
    after = code.get(f"call i64 @remove(ptr %work, ptr %context, i64 {n})")
    code.do(f"store i64 {after}, ptr {left}")
