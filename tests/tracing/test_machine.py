"""Machine code of operations has the bits of NumPy, or says which operation it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from ctypes import CFUNCTYPE, c_void_p
from typing import Any

import numpy as np
import pytest

import surfaces
from optim_viz import optimizers
from optim_viz.tracing import NotRecorded, Recording
from optim_viz.tracing.assembly import DOUBLES, LANES, Assembly
from optim_viz.tracing.graph import Graph, Input, graph
from optim_viz.tracing.record import Recorder, record
from optim_viz.tracing.symbols import Symbol, constant
from optim_viz.tracing.vectors import NotCompiled, Vectors
from surfaces import InputError

pytest.importorskip("llvmlite", reason="the extra `fast` is not installed")

from optim_viz.tracing.machine import Library, SharedNumbers

RUNS = 40  # five vectors
STEPS = 4
LACKING = {"saddle_free_newton": "hypot"}
"""Methods with an operation that no instruction has, and which."""


def computed(graph: Graph, given: Mapping[Input, Any]) -> dict[Input, Any]:
    """Return what `Graph.evaluate` returns, by machine code."""
    read = [key for key in graph.inputs if key.of_each_run]
    written = {key: i for key, i in graph.outputs.items() if key.of_each_run}
    rows = {key: place for place, key in enumerate(dict.fromkeys([*read, *written]))}
    shared = SharedNumbers(graph)
    code = Assembly()
    known = {i: code.spread(code.load("%shared", k)) for k, i in enumerate(shared.nodes)}
    with code.each("0", str(RUNS), LANES) as i:
        here, vectors = code.at("%numbers", i), Vectors(code)
        found = vectors.write(graph, lambda key: code.load(here, rows[key] * RUNS, DOUBLES), known)
        numbers = {key: vectors.number(found[node]) for key, node in written.items()}
        for key, value in numbers.items():
            code.store(value, here, rows[key] * RUNS, DOUBLES)
    code.do("ret void")
    library = Library([code.function("void @step(ptr %numbers, ptr %shared)")])
    table = np.zeros((len(rows), RUNS))
    for key in read:
        table[rows[key]] = given[key]
    left = dict(given)
    handed = shared.over(slice(0, 1), left)
    call = CFUNCTYPE(None, c_void_p, c_void_p)(library.address("step"))
    call(table.ctypes.data, handed.ctypes.data)
    counters = {key: left[key] for key in graph.outputs if not key.of_each_run}
    return {key: table[rows[key]] for key in written} | counters


def state_of(recording: Recording) -> dict[Input, Any]:
    """Return the first state of some runs, a number in the place of each that is missing."""
    box = recording.surface.domain
    points = np.random.default_rng(2).uniform(box.low, box.high, size=(RUNS, len(box.low))).T
    state: dict[Input, Any] = {Input("x", (i,)): row.copy() for i, row in enumerate(points)}
    for item in recording.items[1:]:
        initial = recording.optimizer.method.state[item.name]
        number = float(initial) if isinstance(initial, int | float) else 0.5
        state |= {
            key: np.full(RUNS, number) if item.of_each_run else initial for key in item.inputs
        }
    return state


def bits(numbers: Any) -> bytes:
    filled = np.broadcast_to(np.asarray(numbers, dtype=float), RUNS)
    return np.where(np.isnan(filled), np.nan, filled).tobytes()


def differing(recording: Recording) -> list[Input]:
    """Return what differs after a step by NumPy and by machine code."""
    knobs = {Input(name, (), False): value for name, value in recording.optimizer.knobs.items()}
    given = knobs | state_of(recording)
    ours, theirs = recording.step.evaluate(given), computed(recording.step, given)
    return [key for key in ours if bits(ours[key]) != bits(theirs[key])]


@pytest.mark.parametrize("name", ["double_well", "rosenbrock", "rastrigin", "powell_singular"])
def test_machine_code_has_the_bits_of_numpy(name: str) -> None:
    recorder = Recorder(surfaces.get(name))
    compiled = 0
    for method in optimizers.methods():
        if optimizers.methods()[method].library and name != "rosenbrock":
            continue
        try:
            recording = recorder.record(optimizers.get(method))
        except (NotRecorded, InputError):
            continue
        if method in LACKING and recording.surface.dim == 2:
            with pytest.raises(NotCompiled, match=LACKING[method]):
                computed(recording.step, {})
        else:
            assert differing(recording) == [], method
            compiled += 1
    assert compiled >= (45 if name == "rosenbrock" else 19)


NUMBERS = [0.0, -0.0, 1.0, -3.7, 5e-324, -1e-310, 2.3e-308, 1.7e308, np.inf, -np.inf, np.nan]


@pytest.mark.parametrize(
    "by", [0, 1, -1, -1000, -1022, -1030, -2098, 1023, 1024, 2098, 5000, -5000]
)
def test_exponents_are_those_of_frexp_and_ldexp(by: int) -> None:
    x = Symbol("input", value=(Input("x"), 0))
    graph_of = {
        Input("exponent"): Symbol("exponent", (x,)),
        Input("ldexp"): Symbol("ldexp", (x, constant(by))),
        Input("back"): Symbol("ldexp", (x, Symbol("negative", (Symbol("exponent", (x,)),)))),
    }
    recorded = graph(graph_of, {}, 0)
    given = {Input("x"): np.resize(NUMBERS, RUNS)}
    ours, theirs = recorded.evaluate(given), computed(recorded, given)
    assert [key for key in ours if bits(ours[key]) != bits(theirs[key])] == []


def test_kinds_of_numbers_and_choices_are_those_of_numpy() -> None:
    x, y = (Symbol("input", value=(Input(name), 0)) for name in "xy")
    finite, nan = Symbol("isfinite", (x,)), Symbol("isnan", (y,))
    graph_of = {
        **{Input(name): Symbol(name, (x, y)) for name in ("maximum", "minimum", "copysign")},
        **{Input(name): Symbol(name, (x,)) for name in ("isfinite", "isnan", "isinf", "sign")},
        **{Input(name): Symbol(name, (x, y)) for name in ("less", "equal", "not_equal")},
        Input("either"): Symbol("where", (nan, finite, Symbol("logical_not", (finite,)))),
        Input("number"): Symbol("where", (Symbol("logical_or", (finite, nan)), y, x)),
    }
    recorded = graph(graph_of, {}, 0)
    numbers = np.resize(NUMBERS, RUNS)
    given = {Input("x"): numbers, Input("y"): np.roll(numbers, 3)}
    ours, theirs = recorded.evaluate(given), computed(recorded, given)
    assert [key for key in ours if bits(ours[key]) != bits(theirs[key])] == []


def test_zeros_have_their_signs() -> None:
    """Where the larger of 0 and -0 is asked for, and at the edges of what is finite."""
    recording = record(optimizers.get("amsgrad"), surfaces.get("ravine"))
    state = state_of(recording)
    edges = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 5e-324, -1e308])
    for i, key in enumerate(state):
        if key.of_each_run:
            state[key] = np.resize(np.roll(edges, i), RUNS)
    knobs = {Input(name, (), False): value for name, value in recording.optimizer.knobs.items()}
    ours, theirs = recording.step.evaluate(knobs | state), computed(recording.step, knobs | state)
    assert [key for key in ours if bits(ours[key]) != bits(theirs[key])] == []


def test_what_has_no_instruction_is_said() -> None:
    recording = record(optimizers.get("sgd"), surfaces.get("peaks"))
    with pytest.raises(NotCompiled, match="exp"):
        computed(recording.step, {})
