"""A recorded step as a function in JavaScript, with the bits of NumPy where arithmetic has one way.

``step(x, state, knobs)`` takes and returns plain arrays and numbers of one run: ``x`` is an array
of coordinates, ``state.m`` an array of as many, ``state.t`` and ``knobs.lr`` are numbers. Where
gradients have errors, these are a fourth argument: an array for each gradient of the step.
Additions, multiplications, divisions and roots have the bits of NumPy, and so has what is rounded
or chosen; ``Math.exp`` and its like may differ in the last digit.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable
from typing import Any

from optim_viz.tracing.graph import Graph, Input
from optim_viz.tracing.recording import Item, Recording, is_error
from optim_viz.tracing.writing import Language, lines

HELPERS = {
    "rint": """\
function rint(x) {
  if (!(Math.abs(x) < 4503599627370496)) return x;
  const large = x < 0 ? -4503599627370496 : 4503599627370496;
  const whole = x + large - large;
  return whole === 0 ? copysign(0, x) : whole;
}""",
    "copysign": """\
function copysign(size, sign) {
  const negative = sign < 0 || Object.is(sign, -0);
  return negative ? -Math.abs(size) : Math.abs(size);
}""",
    "sign": "function sign(x) {\n  return Math.sign(x) + 0;\n}",
    "clip": """\
function clip(x, low, high) {
  return Math.min(Math.max(x, low), high);
}""",
    "isinf": "function isinf(x) {\n  return Math.abs(x) === Infinity;\n}",
    "heaviside": """\
function heaviside(x, middle) {
  return Number.isNaN(x) ? x : x < 0 ? 0 : x > 0 ? 1 : middle;
}""",
    "logaddexp": """\
function logaddexp(x, y) {
  return x === y ? x + Math.LN2 : Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y)));
}""",
    "exponent": """\
function exponent(x) {
  if (x === 0 || !Number.isFinite(x)) return 0;
  const raised = Math.abs(x) < 2 ** -1022 ? x * 2 ** 54 : x;
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, raised);
  return ((bits.getUint16(0) >> 4) & 2047) - 1022 - (raised === x ? 0 : 54);
}""",
    "mantissa": "function mantissa(x) {\n  return ldexp(x, -exponent(x));\n}",
    "ldexp": """\
function ldexp(x, exponent) {
  let [left, result] = [exponent, x];
  for (; left > 1000; left -= 1000) result *= 2 ** 1000;
  for (; left < -1000; left += 1000) result *= 2 ** -1000;
  return result * 2 ** left;
}""",
}
"""Functions that JavaScript lacks, by their names."""


def step_script(recording: Recording) -> str:
    """Return the functions ``step``, ``begin`` and what they call, as text.

    ``begin()`` returns the state before the first step; where that is another one, it is
    ``first(x, state, knobs)``.
    """
    return with_helpers(step_functions(recording))


def step_functions(recording: Recording) -> list[str]:
    """Return the same functions, each as text, without what they call."""
    graphs = {"first": recording.first, "step": recording.step}
    return [
        _begin(recording),
        *(_function(name, graph, recording) for name, graph in graphs.items() if graph),
    ]


def surface_script(graph: Graph) -> str:
    """Return the functions ``value(x)`` and ``gradient(x)`` of a recorded surface, as text."""
    return with_helpers(surface_functions(graph))


def surface_functions(graph: Graph) -> list[str]:
    """Return the same functions, each as text, without what they call."""
    height, slopes = Input("f"), [key for key in graph.outputs if key.name == "gradient"]
    listed = ", ".join(map(_result, slopes))
    return [
        f"function value(x) {{\n{_body(graph.only([height]))}\n  return {_result(height)};\n}}",
        f"function gradient(x) {{\n{_body(graph.only(slopes))}\n  return [{listed}];\n}}",
    ]


def projection_function(graph: Graph) -> str:
    """Return the function ``project(x)`` of a recorded projection, as text."""
    listed = ", ".join(map(_result, graph.outputs))
    return f"function project(x) {{\n{_body(graph)}\n  return [{listed}];\n}}"


def number_function(name: str, graph: Graph) -> str:
    """Return a function of the knobs whose graph has one result, as text."""
    (result,) = graph.outputs
    return f"function {name}(knobs) {{\n{_body(graph)}\n  return {_result(result)};\n}}"


def _begin(recording: Recording) -> str:
    """Return the function that gives the first state: a number stands for all that it fills."""
    state = recording.optimizer.method.state
    filled = {
        item.name: _filled(item.shape, state[item.name])
        for item in recording.items[1:]
        if isinstance(state[item.name], int | float)
    }
    if recording.first:  # before the first step a number may be one for all coordinates
        filled = {name: state[name] for name in filled}
    return f"function begin() {{\n  return {json.dumps(filled)};\n}}"


def _filled(shape: tuple[int, ...], number: Any) -> Any:
    return [_filled(shape[1:], number) for _ in range(shape[0])] if shape else number


def _function(name: str, graph: Graph, recording: Recording) -> str:
    x, *state = (f"{item.name}: {_nested(item)}" for item in recording.items)
    after = f"{{ {x}, state: {{ {', '.join(state)} }} }}" if state else f"{{ {x}, state: {{}} }}"
    errors = ", errors" if recording.errors else ""
    return f"function {name}(x, state, knobs{errors}) {{\n{_body(graph)}\n  return {after};\n}}"


def _nested(item: Item, place: tuple[int, ...] = ()) -> str:
    """Return the results of an item as nested arrays."""
    if len(place) == len(item.shape):
        return _result(Input(item.name, place))
    inner = (_nested(item, (*place, i)) for i in range(item.shape[len(place)]))
    return f"[{', '.join(inner)}]"


def _body(graph: Graph) -> str:
    names = {item.name for item in graph.inputs if item.of_each_run} | {
        key.name for key in graph.outputs
    }
    return "\n".join(f"  const {one.name} = {one.expression};" for one in lines(graph, _js(names)))


def _js(carried: set[str]) -> Language:
    """Return the spelling; ``carried`` are the names of iterate and state, not of knobs."""

    def given(key: Input) -> str:
        if is_error(key):
            nth = int(key.name.rpartition(" ")[2])
            return f"errors[{nth - 1}][{key.place[0]}]"
        owner = (
            "x" if key.name == "x" else f"{'state' if key.name in carried else 'knobs'}.{key.name}"
        )
        return owner + "".join(f"[{i}]" for i in key.place)

    return Language(
        template=lambda operation: operation.javascript,
        constant=_number,
        given=given,
        part=lambda key: "_".join(map(str, ["its", key.name, *key.place])),
        result=_result,
    )


def _result(key: Input) -> str:
    return "_".join(map(str, ["next", key.name, *key.place]))


def _number(value: float | bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if math.isfinite(value):
        return repr(value).removesuffix(".0")
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def with_helpers(blocks: list[str]) -> str:
    """Return the functions as one text, before them those that they call."""
    return "\n\n".join([*helpers(blocks), *blocks]) + "\n"


def helpers(blocks: Iterable[str]) -> list[str]:
    """Return the functions that others call and that JavaScript lacks, in the order of names."""
    called: dict[str, str] = {}
    waiting = list(blocks)
    calls: Callable[[str], list[str]] = re.compile(r"(?<![\w.])(\w+)\(").findall
    while waiting:
        for name in calls(waiting.pop()):
            if name in HELPERS and name not in called:
                called[name] = HELPERS[name]
                waiting.append(HELPERS[name])
    return [called[name] for name in sorted(called)]
