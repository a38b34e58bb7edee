"""Recorded steps in a JavaScript engine: the bits of NumPy, or 12 digits where ``Math`` rounds."""

from __future__ import annotations

import json
import math
import os
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import surfaces
from optim_viz import optimizers
from optim_viz.export.live import part
from optim_viz.tracing import NotRecorded, Recording
from optim_viz.tracing.graph import Input
from optim_viz.tracing.javascript import (
    HELPERS,
    helpers,
    step_functions,
    step_script,
    surface_script,
)
from optim_viz.tracing.operations import OPERATIONS, Cost
from optim_viz.tracing.record import Recorder, record, record_surface
from optim_viz.tracing.recording import is_error
from surfaces import Array, InputError
from surfaces.custom.formulas import Formula

SURFACES = ("double_well", "ravine", "rosenbrock", "himmelblau", "rastrigin", "ackley")
STEPS = 100
FEW = 5
"""Steps after which 12 digits are left where functions round in another way."""

CHAOS = 1000.0
"""Paths may be this many times as far apart as those where a last bit is changed in each step."""

SENT = """
const sent = (x) => Array.isArray(x) ? x.map(sent) : Number.isFinite(x) && !Object.is(x, -0)
  ? x : Object.is(x, -0) ? "-0.0" : String(x);
"""
"""Numbers as JSON, with those that it lacks."""


def engine(script: str, folder: Path) -> Any:
    """Return what a script prints, as data; skip where there is no engine."""
    node = shutil.which("node")
    if node is None:
        assert not os.environ.get("OPTIM_VIZ_PROGRAMS"), "node is not installed"
        pytest.skip("node is not installed")
    file = folder / "script.js"
    file.write_text(script)
    done = subprocess.run([node, str(file)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def received(numbers: Any) -> Any:
    if isinstance(numbers, list):
        return [received(one) for one in numbers]
    return float(numbers.replace("Infinity", "inf")) if isinstance(numbers, str) else float(numbers)


def racing(recording: Recording, number: int) -> str:
    """Return a block that runs as a live page does, and keeps the iterates."""
    knobs = {k: v for k, v in recording.optimizer.knobs.items() if isinstance(v, float)}
    own = "{ begin, step, first }" if recording.first else "{ begin, step }"
    method = {"gradients": recording.gradients, "schedules": {}}
    exact = {"kind": "normal", "size": 0, "seed": 0}
    given = ", ".join(map(json.dumps, (method, recording.surface.start, STEPS, knobs, exact)))
    functions = "\n".join(step_functions(recording))
    return f"{{\n{functions}\n  paths[{number}] = sent(race(flat, {own}, {given}).points);\n}}"


def is_exact(recording: Recording) -> bool:
    """Whether nothing in a step is left to the library of an engine."""
    graphs = [recording.step, *([recording.first] if recording.first else [])]
    used = {node.operation for one in graphs for node in one.nodes if node.operation in OPERATIONS}
    costs = {OPERATIONS[name].cost for name in used}
    return Cost.FUNCTION not in costs and not used & {"hypot", "cbrt"}


def shaken(recording: Recording, start: Array, steps: int) -> Array:
    """Return the iterates where a last bit is changed in each: rounding that grows is chaos."""
    iterates, knobs = [start], recording.optimizer.knobs
    given: dict[Input, Any] = {Input(name, (), False): value for name, value in knobs.items()}
    for item in recording.items[1:]:
        begin = recording.optimizer.method.state[item.name]
        given |= dict.fromkeys([*item.inputs, Input(item.name, (), False)], begin)
    for t in range(steps):
        at = recording.first if t == 0 and recording.first else recording.step
        x = iterates[-1] * (1 + 2.0**-52 * (-1) ** t)
        given |= {Input("x", (i,)): row for i, row in enumerate(x)}
        given |= {one: -0.0 for one in at.inputs if is_error(one)}
        given |= at.evaluate(given)
        rows = [given[one] for one in recording.items[0].inputs]
        iterates.append(np.array([np.broadcast_to(row, start.shape[1:]) for row in rows]))
    return np.array(iterates)


@pytest.fixture(scope="module")
def recordings() -> list[Recording]:
    found = []
    for name in SURFACES:
        recorder = Recorder(surfaces.get(name), "add")
        for method in optimizers.methods():
            try:
                found.append(recorder.record(optimizers.get(method)))
            except (NotRecorded, InputError):
                continue
    return found


def test_paths_in_a_page_are_those_of_numpy(recordings: list[Recording], tmp_path: Path) -> None:
    functions = [one for each in recordings for one in step_functions(each)]
    blocks = [racing(one, number) for number, one in enumerate(recordings)]
    begin = "const paths = [], flat = { value: () => 0, gradient: () => [1] };"  # never at rest
    parts = [part("play.js"), SENT, *helpers(functions), begin, *blocks]
    script = "\n".join([*parts, "console.log(JSON.stringify(paths));"])
    exact = 0
    for recording, path in zip(recordings, engine(script, tmp_path), strict=True):
        start = np.array([recording.surface.start] * 2).T
        ours = np.array(recording.run(start, STEPS))[..., 0]
        theirs = np.array(received(path))
        told = f"{recording.optimizer} on {recording.surface}"
        assert len(theirs) == STEPS + 1 or not np.isfinite(ours[len(theirs)]).all(), told
        ours = ours[: len(theirs)]
        if is_exact(recording):
            exact += 1
            assert ours.tobytes() == theirs.tobytes(), told
        else:
            away = np.abs(theirs - ours) / np.maximum(np.abs(ours), 1.0)
            grown = shaken(recording, start, len(theirs) - 1)[..., 0] - ours
            grown = np.nan_to_num(np.abs(grown), nan=np.inf).max(axis=1, keepdims=True)
            chaos = np.maximum.accumulate(grown)
            assert (away[: FEW + 1] <= 1e-12).all(), told
            assert (away <= 1e-12 + CHAOS * chaos).all(), told
    assert exact >= len(recordings) // 3
    assert len(recordings) >= 300


@pytest.mark.parametrize(
    "surface", [surfaces.get("peaks"), Formula("exp(-x)*sin(3*y) + x**2 + y**4")], ids=str
)
def test_values_and_gradients_in_javascript(surface: surfaces.Surface, tmp_path: Path) -> None:
    point = [0.3, -0.7]
    script = surface_script(record_surface(surface))
    told = engine(
        f"{SENT}{script}console.log(JSON.stringify([value({point}), ...gradient({point})]));",
        tmp_path,
    )
    ours = [float(surface(point)), *surface.gradient(point).tolist()]
    assert told == pytest.approx(ours, rel=1e-12)


NUMBERS = (0.0, -0.0, 0.3, -0.3, 0.5, 1.5, -2.5, 1e-310, -3e-320, 7e300, 2.0**52 + 1, math.inf)


def test_functions_that_javascript_lacks_are_those_of_numpy(tmp_path: Path) -> None:
    numbers = [*NUMBERS, -math.inf, math.nan]
    text = ", ".join(str(x).replace("inf", "Infinity").replace("nan", "NaN") for x in numbers)
    names = ("rint", "sign", "exponent", "mantissa")
    calls = ", ".join(f"sent([{text}].map({name}))" for name in names)
    pairs = f"sent([{text}].map((x) => [copysign(2, x), ldexp(x, 3), heaviside(x, 0.5)]))"
    helpers = "\n".join(HELPERS.values())
    told = engine(f"{SENT}{helpers}\nconsole.log(JSON.stringify([{calls}, {pairs}]));", tmp_path)
    for name, theirs in zip(names, told[:-1], strict=True):
        ours = OPERATIONS[name].function(np.array(numbers)).astype(float)
        keep = ~np.isnan(ours)
        if name == "exponent":  # of what is not finite it is nothing
            keep &= np.isfinite(numbers)
        got = np.array(received(theirs))
        assert [struct.pack("d", x) for x in got[keep]] == [struct.pack("d", x) for x in ours[keep]]
    array = np.array(numbers[:-1])
    ours = [np.copysign(2, array), np.ldexp(array, 3), np.heaviside(array, 0.5)]
    assert np.array(received(told[-1][:-1])).T.tolist() == np.array(ours).tolist()


def test_a_script_is_short_and_reads_like_the_step() -> None:
    script = step_script(record(optimizers.get("adam"), surfaces.get("rosenbrock")))
    assert len(script) < 2000
    assert "const next_m_0 = knobs.beta1 * state.m[0] + u1 * its_gradient_0;" in script
    assert script.startswith(
        'function begin() {\n  return {"m": [0.0, 0.0], "v": [0.0, 0.0], "t": 0};'
    )
