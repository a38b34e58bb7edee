"""A recorded step as machine code: many runs side by side in vectors, with the bits of NumPy.

What differs between runs is compiled, without liberties (no fast-math, no fused multiply-add); what
all runs share, as ``beta**t``, is computed once by NumPy and handed over. Operations of which a
processor has no instruction with one result (exp, powers, hypot) are not compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ctypes import CFUNCTYPE, c_int64, c_void_p
from functools import cache
from typing import Any

import numpy as np

from optim_viz.tracing.graph import Graph, Input, Node


class NotCompiled(Exception):  # noqa: N818  # it says what happened: nothing is wrong
    """A step has an operation without an instruction; the message says which."""


_BINARY = {"add": "fadd", "subtract": "fsub", "multiply": "fmul", "divide": "fdiv"}
_COMPARED = {"less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">=", "equal": "=="}
_INTRINSIC = {
    **{name: name for name in ("sqrt", "rint", "copysign", "floor", "ceil", "trunc")},
    "absolute": "fabs",
}
_LARGER = {"maximum": ">", "minimum": "<"}
_LOGICAL = {"logical_and": "and_", "logical_or": "or_"}


class MachineCode:
    """A step of many runs, compiled.

    Parameters
    ----------
    graph : Graph
        What is computed for each run.

    Raises
    ------
    NotCompiled
        An operation that differs between runs has no instruction.
    """

    def __init__(self, graph: Graph) -> None:
        own = graph.of_each_run
        read = [key for key in graph.inputs if key.of_each_run]
        written = {key: i for key, i in graph.outputs.items() if key.of_each_run}
        used = {
            i
            for node, is_own in zip(graph.nodes, own, strict=True)
            if is_own
            for i in node.arguments
        }
        handed = sorted(
            i
            for i in used | {*written.values()}
            if not own[i] and graph.nodes[i].operation != "constant"
        )
        self._arrays = list(dict.fromkeys([*read, *written]))
        self._handed = {Input("shared", (i,)): i for i in handed}
        counters = {key: i for key, i in graph.outputs.items() if not key.of_each_run}
        self._of_all = Graph(graph.nodes, self._handed | counters, {}).only(
            [*self._handed, *counters]
        )
        self._engine, address = _compiled(_Writer(graph, self._arrays, handed, written).text())
        pointers = [c_void_p] * (len(self._arrays) + 1)
        self._call: Callable[..., None] = CFUNCTYPE(None, *pointers, c_int64, c_int64)(address)

    def __call__(self, inputs: Mapping[Input, Any], steps: int = 1) -> dict[Input, Any]:
        """Return the state after some steps: after one, what `Graph.evaluate` returns.

        Parameters
        ----------
        inputs : mapping
            Numbers; for what differs between runs, arrays ``(n,)`` of one length.
        steps : int
            How often it is computed, each time from what came of it before.
        """
        numbers = np.empty((steps, len(self._handed)))
        shared = dict(inputs)
        for row in numbers:
            shared |= self._of_all.evaluate(shared)
            row[:] = [shared[key] for key in self._handed]
        count = max(np.size(inputs[key]) for key in self._arrays if key in inputs)
        made = {key: np.empty(count) for key in self._arrays}
        for key, array in made.items():
            array[:] = inputs.get(key, 0.0)
        pointers = [array.ctypes.data for array in [*made.values(), numbers]]
        self._call(*pointers, count, steps)
        return made | {key: shared[key] for key in self._of_all.outputs if key not in self._handed}


class _Writer:
    """Writes the loops over the steps and the runs in LLVM's language.

    The state is changed in place. What all runs share stands in a table, a row for each step.
    """

    def __init__(
        self, graph: Graph, arrays: list[Input], handed: list[int], written: dict[Input, int]
    ) -> None:
        from llvmlite import ir

        self._ir, self._double, self._long = ir, ir.DoubleType(), ir.IntType(64)
        self._graph, self._arrays, self._handed, self._written = graph, arrays, handed, written
        pointers = [self._double.as_pointer()] * (len(arrays) + 1)
        kind = ir.FunctionType(ir.VoidType(), [*pointers, self._long, self._long])
        self._module = ir.Module()
        self._function = ir.Function(self._module, kind, "step")
        for argument in self._function.args[:-2]:
            argument.add_attribute("noalias")

    def text(self) -> str:
        """Return the module."""
        ir, function = self._ir, self._function
        *places, table, runs, steps = function.args
        blocks = [function.append_basic_block(name) for name in ("first", "outer", "inner")]
        after, end = (function.append_basic_block(name) for name in ("after", "end"))
        first, outer, inner = blocks
        build = ir.IRBuilder(first)
        zero, one = (ir.Constant(self._long, number) for number in (0, 1))
        some = build.icmp_signed(">", runs, zero)
        build.cbranch(build.and_(some, build.icmp_signed(">", steps, zero)), outer, end)
        build.position_at_end(outer)
        step = build.phi(self._long)
        row = build.gep(table, [build.mul(step, ir.Constant(self._long, len(self._handed)))])
        shared = {
            i: build.load(build.gep(row, [ir.Constant(self._long, place)]))
            for place, i in enumerate(self._handed)
        }
        build.branch(inner)
        build.position_at_end(inner)
        run = build.phi(self._long)
        self._step(build, run, dict(zip(self._arrays, places, strict=True)), shared)
        next_run = build.add(run, one)
        build.cbranch(build.icmp_signed("<", next_run, runs), inner, after)
        build.position_at_end(after)
        next_step = build.add(step, one)
        build.cbranch(build.icmp_signed("<", next_step, steps), outer, end)
        for phi, before, following, block in (
            (step, first, next_step, after),
            (run, outer, next_run, inner),
        ):
            phi.add_incoming(zero, before)
            phi.add_incoming(following, block)
        ir.IRBuilder(end).ret_void()
        return str(self._module)

    def _step(self, build: Any, run: Any, places: dict[Input, Any], values: dict[int, Any]) -> None:
        """Write a step of one run; ``values`` are those that all runs share."""
        for i, node in enumerate(self._graph.nodes):
            if node.operation == "constant":
                values[i] = self._constant(node.value)
            elif node.operation == "input" and self._graph.of_each_run[i]:
                values[i] = build.load(build.gep(places[node.value], [run]))
            elif self._graph.of_each_run[i]:
                values[i] = self._operation(build, node, [values[k] for k in node.arguments])
        for key, i in self._written.items():
            build.store(self._number(build, values[i]), build.gep(places[key], [run]))

    def _constant(self, value: float | bool) -> Any:
        if isinstance(value, bool):
            return self._ir.Constant(self._ir.IntType(1), int(value))
        return self._ir.Constant(self._double, value)

    def _number(self, build: Any, value: Any) -> Any:
        """Return a truth as 0 or 1, and a number as it is."""
        return value if value.type == self._double else build.uitofp(value, self._double)

    def _truth(self, build: Any, value: Any) -> Any:
        """Return a number that stands for a truth, as the state has it, as a truth."""
        zero = self._ir.Constant(self._double, 0.0)
        return build.fcmp_unordered("!=", value, zero) if value.type == self._double else value

    def _operation(self, build: Any, node: Node, arguments: list[Any]) -> Any:
        name = node.operation
        if name == "where":
            condition, *choices = arguments
            then, otherwise = (self._number(build, one) for one in choices)
            return build.select(self._truth(build, condition), then, otherwise)
        if name in _LOGICAL:
            return getattr(build, _LOGICAL[name])(*(self._truth(build, one) for one in arguments))
        if name == "logical_not":
            return build.not_(self._truth(build, arguments[0]))
        numbers = [self._number(build, one) for one in arguments]
        if name in _BINARY:
            return getattr(build, _BINARY[name])(*numbers)
        if name in _COMPARED:
            return build.fcmp_ordered(_COMPARED[name], *numbers)
        if name == "not_equal":
            return build.fcmp_unordered("!=", *numbers)
        if name == "negative":
            return build.fneg(*numbers)
        if name in _LARGER and _second_of_equal_zeros():
            first, second = numbers
            chosen = build.select(build.fcmp_ordered(_LARGER[name], *numbers), first, second)
            return build.select(build.fcmp_unordered("uno", first, first), first, chosen)
        if name == "sign":
            return self._sign(build, numbers[0])
        if name in _INTRINSIC:
            kind = self._ir.FunctionType(self._double, [self._double] * len(numbers))
            intrinsic = self._module.declare_intrinsic(
                f"llvm.{_INTRINSIC[name]}", [self._double], kind
            )
            return build.call(intrinsic, numbers)
        if name == "clip" and not any(self._graph.of_each_run[i] for i in node.arguments[1:]):
            return self._clip(build, *numbers)
        if name == "exponent":
            return self._exponent(build, *numbers)
        if name == "ldexp":
            return self._ldexp(build, *numbers)
        raise NotCompiled(name)

    def _clip(self, build: Any, x: Any, low: Any, high: Any) -> Any:
        """Return a number kept between bounds that all runs share, as NumPy has a way for these."""
        raised = build.select(build.fcmp_ordered("<", x, low), low, x)
        return build.select(build.fcmp_ordered(">", raised, high), high, raised)

    def _exponent(self, build: Any, x: Any) -> Any:
        """Return the exponent of frexp: 0 for 0, infinity and what is not a number."""
        long, short = self._ir.IntType(64), self._ir.IntType(32)

        def field(y: Any) -> Any:
            bits = build.lshr(build.bitcast(y, long), self._ir.Constant(long, 52))
            return build.and_(bits, self._ir.Constant(long, 2047))

        lifted = build.fmul(x, self._constant(2.0**54))  # out of the range of the subnormal
        tiny = build.icmp_unsigned("==", field(x), self._ir.Constant(long, 0))
        low = build.sub(field(lifted), self._ir.Constant(long, 54))
        exponent = build.sub(build.select(tiny, low, field(x)), self._ir.Constant(long, 1022))
        special = build.icmp_unsigned("==", field(x), self._ir.Constant(long, 2047))
        none = build.or_(special, build.fcmp_ordered("==", x, self._constant(0.0)))
        exponent = build.select(none, self._ir.Constant(long, 0), exponent)
        return build.sitofp(build.trunc(exponent, short), self._double)

    def _ldexp(self, build: Any, x: Any, exponent: Any) -> Any:
        """Return x · 2ⁿ, rounded once: only the last factor may lead to subnormals (musl)."""
        for _ in range(2):
            up = build.fcmp_ordered(">", exponent, self._constant(1023.0))
            down = build.fcmp_ordered("<", exponent, self._constant(-1022.0))
            lower = build.select(down, self._constant(2.0**-969), self._constant(1.0))
            x = build.fmul(x, build.select(up, self._constant(2.0**1023), lower))
            less = build.select(down, self._constant(-969.0), self._constant(0.0))
            exponent = build.fsub(exponent, build.select(up, self._constant(1023.0), less))
        exponent = self._clip(build, exponent, self._constant(-1022.0), self._constant(1023.0))
        long = self._ir.IntType(64)
        whole = build.sext(build.fptosi(exponent, self._ir.IntType(32)), long)
        biased = build.add(whole, self._ir.Constant(long, 1023))
        power = build.bitcast(build.shl(biased, self._ir.Constant(long, 52)), self._double)
        return build.fmul(x, power)

    def _sign(self, build: Any, x: Any) -> Any:
        """Return 1, -1 or 0, or what is not a number as it is."""
        zero, one, minus = (self._ir.Constant(self._double, n) for n in (0.0, 1.0, -1.0))
        below = build.select(build.fcmp_ordered("<", x, zero), minus, zero)
        sign = build.select(build.fcmp_ordered(">", x, zero), one, below)
        return build.select(build.fcmp_unordered("uno", x, x), x, sign)


@cache
def _second_of_equal_zeros() -> bool:
    """Whether NumPy takes the second of 0 and -0 on this processor, which is free to choose."""
    zero, minus = np.zeros(8), -np.zeros(8)
    return all(
        np.signbit(function(zero, minus)).all() and not np.signbit(function(minus, zero)).any()
        for function in (np.maximum, np.minimum)
    )


def _target() -> Any:
    """Return LLVM's description of this processor; what is compiled for it owns it."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=2
    )


def _compiled(text: str) -> tuple[Any, int]:
    """Return what keeps the code in memory, and the address of its function."""
    import llvmlite.binding as llvm

    module = llvm.parse_assembly(text)
    options = llvm.create_pipeline_tuning_options(speed_level=2)
    options.loop_vectorization = True
    target = _target()
    builder = llvm.create_pass_builder(target, options)
    builder.getModulePassManager().run(module, builder)
    engine = llvm.create_mcjit_compiler(module, target)
    engine.finalize_object()
    return engine, engine.get_function_address("step")
