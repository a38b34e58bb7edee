"""A recorded computation as a list of operations, simplified as far as no bit changes.

What is computed twice is computed once, what nothing needs is left out, and constants are folded
where IEEE arithmetic has one result. ``x + 0`` and ``x * 0`` stay: for −0, ∞ and NaN they are not x
and not 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from optim_viz.tracing.operations import OPERATIONS, Cost
from optim_viz.tracing.symbols import NotRecorded, Symbol


class Input(NamedTuple):
    """A number that the computation begins with."""

    name: str
    """The argument of the step that holds it: ``x``, ``m``, ``lr``."""
    place: tuple[int, ...] = ()
    """Where it stands in that argument; empty for a number of its own."""
    of_each_run: bool = True
    """Whether every run has its own: coordinates and state, not knobs and counters."""


class Node(NamedTuple):
    """One operation: its name, and where its arguments stand in the list."""

    operation: str
    """A name in `OPERATIONS`, or ``input`` or ``constant``."""
    arguments: tuple[int, ...] = ()
    value: Any = None
    """The `Input`, or the number."""


@dataclass(frozen=True)
class Graph:
    """Operations in an order in which each comes after its arguments."""

    nodes: tuple[Node, ...]
    outputs: Mapping[Input, int]
    """Which node each number of the result is."""
    parts: Mapping[Input, int]
    """Nodes that have a name of their own in what was recorded: values and derivatives."""

    def evaluate(self, inputs: Mapping[Input, Any]) -> dict[Input, Any]:
        """Return the results as NumPy computes them, elementwise for arrays ``(n,)``."""
        numbers: list[Any] = []
        with np.errstate(all="ignore"):
            for operation, arguments, value in self.nodes:
                if operation == "input":
                    numbers.append(inputs[value])
                elif operation == "constant":
                    numbers.append(value)
                else:
                    function = OPERATIONS[operation].function
                    numbers.append(function(*(numbers[i] for i in arguments)))
        return {name: numbers[i] for name, i in self.outputs.items()}

    @cached_property
    def of_each_run(self) -> tuple[bool, ...]:
        """Whether each node differs between runs; the others are computed once for all."""
        differs: list[bool] = []
        for operation, arguments, value in self.nodes:
            own = operation == "input" and value.of_each_run
            differs.append(own or any(differs[i] for i in arguments))
        return tuple(differs)

    @property
    def inputs(self) -> list[Input]:
        """The inputs that it needs."""
        return [node.value for node in self.nodes if node.operation == "input"]

    def costs(self, nodes: Iterable[int] | None = None) -> Counter[Cost]:
        """Return how many operations of each kind are computed for each run.

        Parameters
        ----------
        nodes : positions, optional
            Those that are counted; by default all.
        """
        counted = range(len(self.nodes)) if nodes is None else nodes
        return Counter(
            OPERATIONS[self.nodes[i].operation].cost
            for i in counted
            if self.of_each_run[i] and self.nodes[i].operation in OPERATIONS
        )

    def only(self, names: Iterable[Input]) -> Graph:
        """Return what some of the results need, and nothing else."""
        ends = {name: self.outputs[name] for name in names}
        needed = sorted(self.needed_for(ends.values()))
        place = {old: new for new, old in enumerate(needed)}
        return Graph(
            tuple(
                Node(operation, tuple([place[i] for i in arguments]), value)
                for operation, arguments, value in (self.nodes[i] for i in needed)
            ),
            {name: place[i] for name, i in ends.items()},
            {name: place[i] for name, i in self.parts.items() if i in place},
        )

    def needed_for(self, goals: Iterable[int]) -> set[int]:
        """Return the nodes that others are computed from, these among them."""
        found: set[int] = set()
        waiting = list(goals)
        while waiting:
            if (i := waiting.pop()) not in found:
                found.add(i)
                waiting.extend(self.nodes[i].arguments)
        return found


def flops(costs: Counter[Cost]) -> int:
    """Return the floating-point operations among them: a root or a function counts as one."""
    return sum(count for cost, count in costs.items() if cost != Cost.CHOICE)


def graph(outputs: Mapping[Input, Symbol], parts: Mapping[Input, Symbol], run: int) -> Graph:
    """Return the graph of the symbols of one run.

    Parameters
    ----------
    outputs, parts : symbols by their names
        What has to be computed; what has a name among what that needs.
    run : int
        Number of the run, whose inputs alone the symbols may depend on.

    Raises
    ------
    NotRecorded
        They depend on those of another run.
    """
    numbering = _Numbering(run)
    named = {name: numbering.number(symbol) for name, symbol in [*parts.items(), *outputs.items()]}
    ends = {name: named[name] for name in outputs}
    whole = Graph(tuple(numbering.nodes), ends, {name: named[name] for name in parts})
    return whole.only(outputs)


_SYMMETRIC = {"add", "multiply", "equal", "logical_and", "logical_or"}
"""Operations with the same bits if their arguments are exchanged."""


class _Sign(NamedTuple):
    """What is known of the sign of a node, be it NaN or not."""

    not_negative: bool
    """It is +0 or greater."""
    never_minus_zero: bool


class _Numbering:
    """Numbers symbols so that those which are the same have the same number."""

    def __init__(self, run: int) -> None:
        self.nodes: list[Node] = []
        self._run = run
        self._known: dict[Any, int] = {}
        self._numbers: dict[Symbol, int] = {}
        self._signs: dict[int, _Sign] = {}

    def number(self, goal: Symbol) -> int:
        """Return the number of a symbol; its arguments come before it."""
        waiting, numbers = [goal], self._numbers
        while waiting:
            symbol = waiting[-1]
            if symbol in numbers:
                waiting.pop()
            elif later := [one for one in symbol.arguments if one not in numbers]:
                waiting.extend(reversed(later))
            else:
                waiting.pop()
                numbers[symbol] = self._of(symbol)
        return numbers[goal]

    def _of(self, symbol: Symbol) -> int:
        if symbol.operation == "input":
            name, run = symbol.value
            if run not in (None, self._run):
                raise NotRecorded("a run depends on another")
            return self._add(Node("input", (), name))
        if symbol.operation == "constant":
            return self._constant(symbol.value)
        return self._operation(
            symbol.operation, tuple([self._numbers[one] for one in symbol.arguments])
        )

    def _add(self, node: Node) -> int:
        operation, arguments, value = node
        key: Any = node
        if operation in _SYMMETRIC and arguments[0] > arguments[1]:
            key = operation, arguments[::-1], value
        elif operation == "constant":  # 0 and -0 are equal, and NaN is not
            key = operation, str(value)
        number = self._known.setdefault(key, len(self.nodes))
        if number == len(self.nodes):
            self.nodes.append(node)
        return number

    def _constant(self, value: float | bool) -> int:
        return self._add(Node("constant", (), value))

    def _operation(self, name: str, arguments: tuple[int, ...]) -> int:
        known = [self.nodes[i] for i in arguments]
        constants = sum(node.operation == "constant" for node in known)
        if constants == len(known) and OPERATIONS[name].exact:
            with np.errstate(all="ignore"):
                folded = OPERATIONS[name].function(*(node.value for node in known))
            is_truth = np.asarray(folded).dtype == bool
            return self._constant(bool(folded) if is_truth else float(folded))
        single = name in ("negative", "logical_not", "where")
        same = self._same(name, arguments, known) if constants or single else None
        return self._add(Node(name, arguments)) if same is None else same

    def _same(self, name: str, arguments: tuple[int, ...], known: list[Node]) -> int | None:
        """Return the node that has the same bits as an operation; None if there is none."""
        first, *others = arguments
        if name == "where":
            return self._choice(*arguments)
        if name == "multiply" and _is(known[1], 1.0):
            return first
        if name in ("multiply", "add") and _is(known[0], 1.0 if name == "multiply" else -0.0):
            return others[0]
        if name == "add" and _is(known[0], 0.0) and self._sign(others[0]).never_minus_zero:
            return others[0]
        neutral = {"divide": 1.0, "subtract": 0.0, "add": -0.0}
        if name in neutral and _is(known[1], neutral[name]):
            return first
        if name == known[0].operation and name in ("negative", "logical_not"):
            return known[0].arguments[0]
        return None

    def _sign(self, i: int) -> _Sign:
        """Return what is known of the sign of a node."""
        if i not in self._signs:
            self._signs[i] = self._sign_of(self.nodes[i])
        return self._signs[i]

    def _sign_of(self, node: Node) -> _Sign:
        signs = [self._sign(i) for i in node.arguments]
        if node.operation == "constant":
            positive = not str(node.value).startswith("-")
            return _Sign(positive, positive or node.value != 0)
        if node.operation == "multiply" and len(set(node.arguments)) == 1:
            return _Sign(True, True)
        if node.operation in ("absolute", "exp"):
            return _Sign(True, True)
        if node.operation in ("add", "multiply", "divide", "sqrt") and all(
            sign.not_negative for sign in signs
        ):
            return _Sign(True, True)
        if node.operation == "add":  # a sum is -0 where both are
            return _Sign(False, any(sign.never_minus_zero for sign in signs))
        return _Sign(False, node.operation == "subtract" and signs[0].never_minus_zero)

    def _choice(self, condition: int, then: int, otherwise: int) -> int | None:
        """Return what a choice takes, if that is known."""
        node = self.nodes[condition]
        if node.operation == "constant":
            return then if node.value else otherwise
        inner = self.nodes[then]
        if inner.operation == "where" and inner.arguments[0] == condition:
            return self._operation("where", (condition, inner.arguments[1], otherwise))
        return then if then == otherwise else None


def _is(node: Node, number: float) -> bool:
    """Whether a node is this very number, its sign included."""
    return node.operation == "constant" and str(node.value) == str(number)
