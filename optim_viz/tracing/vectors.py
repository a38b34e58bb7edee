"""Operations of a graph as instructions on vectors, without liberties: the bits are NumPy's.

No fast-math and no fused multiply-add. Operations of which a processor has no instruction with one
result (exp, powers, hypot) are not written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache
from typing import NamedTuple

import numpy as np

from optim_viz.tracing.assembly import DOUBLES, LANES, LONGS, TRUTHS, Assembly, alike, number
from optim_viz.tracing.graph import Graph, Input, Node
from optim_viz.tracing.operations import OPERATIONS


class NotCompiled(Exception):  # noqa: N818  # it says what happened: nothing is wrong
    """A step has an operation without an instruction; the message says which."""


class Vector(NamedTuple):
    """The name of eight numbers, or of eight truths."""

    name: str
    is_truth: bool = False


_BINARY = {"add": "fadd", "subtract": "fsub", "multiply": "fmul", "divide": "fdiv"}
_COMPARED = {
    "less": "olt",
    "less_equal": "ole",
    "greater": "ogt",
    "greater_equal": "oge",
    "equal": "oeq",
    "not_equal": "une",
}
_INTRINSIC = {
    **{name: name for name in ("sqrt", "rint", "copysign", "floor", "ceil", "trunc")},
    "absolute": "fabs",
}
_LARGER = {"maximum": "ogt", "minimum": "olt"}
_LOGICAL = {"logical_and": "and", "logical_or": "or"}
_INFINITY = alike("double", number(np.inf))

DECLARED = [
    f"declare {DOUBLES} @llvm.{name}.v{LANES}f64({', '.join([DOUBLES] * count)})"
    for name, count in {
        **dict.fromkeys(("sqrt", "rint", "floor", "ceil", "trunc", "fabs"), 1),
        "copysign": 2,
        **dict.fromkeys(("fma", "fmuladd"), 3),
    }.items()
] + [
    f"declare double @llvm.vector.reduce.fmin.v{LANES}f64({DOUBLES})",
    "declare i64 @llvm.cttz.i64(i64, i1)",
    f"declare {DOUBLES} @llvm.masked.gather.v{LANES}f64.v{LANES}p0"
    f"(<{LANES} x ptr>, i32, {TRUTHS}, {DOUBLES})",
]
"""Functions of LLVM that are used."""


class Branch(NamedTuple):
    """Nodes that are needed only where a condition holds, by choices between them and others."""

    condition: int
    first: int
    """The first of the choices."""
    nodes: tuple[int, ...]
    results: tuple[int, ...]
    """Those that the choices take."""


_WORTH_A_BRANCH = 6
"""Fewest nodes that are skipped where none of eight runs needs them."""


def branches(graph: Graph) -> list[Branch]:
    """Return what can be skipped: the other way to solve a system whose determinant is tiny."""
    users: dict[int, set[int]] = {}
    for i, node in enumerate(graph.nodes):
        for argument in node.arguments:
            users.setdefault(argument, set()).add(i)
    for i in graph.outputs.values():
        users.setdefault(i, set()).add(-1)
    choices: dict[int, list[int]] = {}
    for i, node in enumerate(graph.nodes):
        if node.operation == "where" and graph.of_each_run[node.arguments[0]]:
            choices.setdefault(node.arguments[0], []).append(i)
    found = [_branch(graph, users, condition, those) for condition, those in choices.items()]
    return [one for one in found if one is not None]


def _branch(
    graph: Graph, users: dict[int, set[int]], condition: int, choices: list[int]
) -> Branch | None:
    nodes: set[int] = set()
    results = {graph.nodes[i].arguments[1] for i in choices}
    for i in range(max(choices) - 1, -1, -1):
        node = graph.nodes[i]
        if node.operation in OPERATIONS and graph.of_each_run[i]:
            taken = {
                user
                for user in users.get(i, ())
                if user in choices and i not in _others(graph.nodes[user])
            }
            if (users.get(i, set()) - taken) <= nodes and (taken or users.get(i)):
                nodes.add(i)
    given = {k for i in nodes for k in graph.nodes[i].arguments} - nodes
    first = min(choices)
    if len(nodes) < _WORTH_A_BRANCH or max(given) >= first:
        return None
    return Branch(condition, first, tuple(sorted(nodes)), tuple(sorted(results & nodes)))


def _others(choice: Node) -> tuple[int, int]:
    """Return what a choice needs in any case: its condition, and what it takes otherwise."""
    return choice.arguments[0], choice.arguments[2]


class Vectors:
    """Writes the operations of a graph into the body of a loop.

    Parameters
    ----------
    code : Assembly
        What is written to.
    """

    def __init__(self, code: Assembly) -> None:
        self._code = code

    def write(
        self,
        graph: Graph,
        read: Callable[[Input], str],
        shared: dict[int, str],
        never: Collection[Branch] = (),
    ) -> dict[int, Vector]:
        """Write a graph; return its nodes.

        Parameters
        ----------
        graph : Graph
        read : callable
            Writes how an input of each run is read, and returns its name.
        shared : mapping
            Names of the nodes that all runs share, in all lanes.
        never : branches
            Those whose condition holds nowhere: they are left out.
        """
        found = {i: Vector(name) for i, name in shared.items()}
        seldom = {one.first: one for one in branches(graph)}
        later = {i for one in seldom.values() for i in one.nodes}
        excluded = {one.condition for one in never}
        for i, node in enumerate(graph.nodes):
            if node.operation == "constant":
                found[i] = self.constant(node.value)
            elif graph.of_each_run[i] and i not in later:
                if node.operation == "where" and node.arguments[0] in excluded:
                    found[i] = found[node.arguments[2]]
                    continue
                if i in seldom:
                    self._write_branch(graph, seldom[i], found)
                found[i] = (
                    Vector(read(node.value))
                    if node.operation == "input"
                    else self.operation(graph, node, [found[k] for k in node.arguments])
                )
        return found

    def _write_branch(self, graph: Graph, branch: Branch, found: dict[int, Vector]) -> None:
        """Write what is computed only if a condition holds for one of eight runs."""
        get = self._code.get
        bits = get(f"bitcast {TRUTHS} {self.truth(found[branch.condition])} to i{LANES}")

        def write() -> list[str]:
            for i in branch.nodes:
                node = graph.nodes[i]
                found[i] = self.operation(graph, node, [found[k] for k in node.arguments])
            return [self.number(found[i]) for i in branch.results]

        idle = [self.constant(0.0).name] * len(branch.results)
        some = get(f"icmp ne i{LANES} {bits}, 0")
        for i, name in zip(
            branch.results, self._code.only_when(some, write, idle, DOUBLES), strict=True
        ):
            found[i] = Vector(name)

    def constant(self, value: float | bool) -> Vector:
        """Return a constant in all lanes."""
        if isinstance(value, bool):
            return Vector(alike("i1", str(int(value))), is_truth=True)
        return Vector(alike("double", number(value)))

    def number(self, value: Vector) -> str:
        """Return truths as 0 or 1, and numbers as they are."""
        if not value.is_truth:
            return value.name
        return self._code.get(f"uitofp {TRUTHS} {value.name} to {DOUBLES}")

    def truth(self, value: Vector) -> str:
        """Return numbers that stand for truths, as a state has them, as truths."""
        if value.is_truth:
            return value.name
        return self.compare("une", value.name, alike("double", number(0.0)))

    def compare(self, how: str, left: str, right: str) -> str:
        """Compare numbers."""
        return self._code.get(f"fcmp {how} {DOUBLES} {left}, {right}")

    def choose(self, condition: str, then: str, otherwise: str) -> str:
        """Take numbers where a condition holds, and others where not."""
        get = self._code.get
        return get(f"select {TRUTHS} {condition}, {DOUBLES} {then}, {DOUBLES} {otherwise}")

    def logic(self, how: str, left: str, right: str) -> str:
        """Combine truths."""
        return self._code.get(f"{how} {TRUTHS} {left}, {right}")

    def call(self, name: str, *numbers: str) -> str:
        """Call a function of LLVM."""
        given = ", ".join(f"{DOUBLES} {one}" for one in numbers)
        return self._code.get(f"call {DOUBLES} @llvm.{name}.v{LANES}f64({given})")

    def not_finite(self, x: str) -> str:
        """Tell which numbers are infinite, or none."""
        return self.compare("uge", self.call("fabs", x), _INFINITY)

    def operation(self, graph: Graph, node: Node, arguments: list[Vector]) -> Vector:
        """Write one operation.

        Raises
        ------
        NotCompiled
            It has no instruction.
        """
        name = node.operation
        if name == "where":
            condition, then, otherwise = arguments
            if then.is_truth and otherwise.is_truth:
                return self._choice_of_truths(*(one.name for one in map(self._true, arguments)))
            given = self.number(then), self.number(otherwise)
            return Vector(self.choose(self.truth(condition), *given))
        if name in _LOGICAL:
            left, right = map(self.truth, arguments)
            return Vector(self.logic(_LOGICAL[name], left, right), is_truth=True)
        if name == "logical_not":
            return Vector(self.opposite(self.truth(arguments[0])), is_truth=True)
        numbers = tuple(self.number(one) for one in arguments)
        if name in _COMPARED:
            return Vector(self.compare(_COMPARED[name], *numbers), is_truth=True)
        if name in ("isfinite", "isnan", "isinf"):
            return Vector(self._kind_of(name, numbers[0]), is_truth=True)
        return Vector(self._arithmetic(graph, node, numbers))

    def _true(self, value: Vector) -> Vector:
        return Vector(self.truth(value), is_truth=True)

    def _choice_of_truths(self, condition: str, then: str, otherwise: str) -> Vector:
        get = self._code.get
        chosen = get(f"select {TRUTHS} {condition}, {TRUTHS} {then}, {TRUTHS} {otherwise}")
        return Vector(chosen, is_truth=True)

    def opposite(self, truths: str) -> str:
        """Return what is true where truths are not."""
        return self.logic("xor", truths, alike("i1", "1"))

    def _kind_of(self, name: str, x: str) -> str:
        if name == "isnan":
            return self.compare("uno", x, x)
        if name == "isinf":
            return self.compare("oeq", self.call("fabs", x), _INFINITY)
        return self.opposite(self.not_finite(x))

    def _arithmetic(self, graph: Graph, node: Node, numbers: tuple[str, ...]) -> str:
        name, get = node.operation, self._code.get
        if name in _BINARY:
            return get(f"{_BINARY[name]} {DOUBLES} {numbers[0]}, {numbers[1]}")
        if name == "negative":
            return get(f"fneg {DOUBLES} {numbers[0]}")
        if name in _LARGER and second_of_equal_zeros(name):
            first, second = numbers
            chosen = self.choose(self.compare(_LARGER[name], first, second), first, second)
            return self.choose(self.compare("uno", first, first), first, chosen)
        if name == "sign":
            return self._sign(*numbers)
        if name in _INTRINSIC:
            return self.call(_INTRINSIC[name], *numbers)
        if name == "clip" and not any(graph.of_each_run[i] for i in node.arguments[1:]):
            return self._clip(*numbers)
        if name == "exponent":
            return self._exponent(*numbers)
        if name == "ldexp":
            return self._ldexp(*numbers)
        raise NotCompiled(name)

    def _clip(self, x: str, low: str, high: str) -> str:
        """Return numbers kept between bounds that all runs share: NumPy has a way for these."""
        raised = self.choose(self.compare("olt", x, low), low, x)
        return self.choose(self.compare("ogt", raised, high), high, raised)

    def _sign(self, x: str) -> str:
        """Return 1, -1 or 0, or what is not a number as it is."""
        zero, one, minus = (self.constant(n).name for n in (0.0, 1.0, -1.0))
        below = self.choose(self.compare("olt", x, zero), minus, zero)
        sign = self.choose(self.compare("ogt", x, zero), one, below)
        return self.choose(self.compare("uno", x, x), x, sign)

    def _whole(self, instruction: str, left: str, right: int) -> str:
        return self._code.get(f"{instruction} {LONGS} {left}, {alike('i64', str(right))}")

    def _field(self, x: str) -> str:
        """Return the bits of the exponent."""
        bits = self._code.get(f"bitcast {DOUBLES} {x} to {LONGS}")
        return self._whole("and", self._whole("lshr", bits, 52), 2047)

    def _exponent(self, x: str) -> str:
        """Return the exponent of frexp: 0 for 0, infinity and what is not a number."""
        get = self._code.get
        lifted = get(f"fmul {DOUBLES} {x}, {self.constant(2.0**54).name}")  # no longer subnormal
        field, low = self._field(x), self._whole("sub", self._field(lifted), 54)
        tiny, special = self._whole("icmp eq", field, 0), self._whole("icmp eq", field, 2047)
        exponent = get(f"select {TRUTHS} {tiny}, {LONGS} {low}, {LONGS} {field}")
        exponent = self._whole("sub", exponent, 1022)
        none = self.logic("or", special, self.compare("oeq", x, self.constant(0.0).name))
        zero = alike("i64", "0")
        exponent = get(f"select {TRUTHS} {none}, {LONGS} {zero}, {LONGS} {exponent}")
        return get(f"sitofp {LONGS} {exponent} to {DOUBLES}")

    def _ldexp(self, x: str, exponent: str) -> str:
        """Return x · 2ⁿ, rounded once: only the last factor may lead to subnormals (musl)."""
        get, constant = self._code.get, self.constant
        for _ in range(2):
            up = self.compare("ogt", exponent, constant(1023.0).name)
            down = self.compare("olt", exponent, constant(-1022.0).name)
            lower = self.choose(down, constant(2.0**-969).name, constant(1.0).name)
            x = get(f"fmul {DOUBLES} {x}, {self.choose(up, constant(2.0**1023).name, lower)}")
            less = self.choose(down, constant(-969.0).name, constant(0.0).name)
            less = self.choose(up, constant(1023.0).name, less)
            exponent = get(f"fsub {DOUBLES} {exponent}, {less}")
        exponent = self._clip(exponent, constant(-1022.0).name, constant(1023.0).name)
        whole = get(f"fptosi {DOUBLES} {exponent} to {LONGS}")
        shifted = self._whole("shl", self._whole("add", whole, 1023), 52)
        return get(f"fmul {DOUBLES} {x}, " + get(f"bitcast {LONGS} {shifted} to {DOUBLES}"))


@cache
def second_of_equal_zeros(name: str) -> bool:
    """Whether NumPy's function takes the second of 0 and -0 on this processor, always.

    The standard leaves it free to choose.
    """
    function = getattr(np, name)
    return all(
        np.signbit(function(zero, -zero)).all() and not np.signbit(function(-zero, zero)).any()
        for zero in map(np.zeros, (2, 3, 8, 11, 16, 33))
    )
