"""A computation as a graph: values on the way forward, gradients on the way back."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from optim_viz.recipes.graph import GraphRecipe
from optim_viz.text import words
from surfaces import Array, InputError, formula
from surfaces.custom.grammar import Parsed, parse
from surfaces.models.losses import LOSSES, Loss
from surfaces.models.networks import Network

MOST_NODES = 20
"""Nodes that a picture has room for."""

_SIGNS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "−",
    ast.Mult: "×",
    ast.Div: "÷",
    ast.Pow: "^",
}

Numbers = tuple[float, ...]
"""A number, or those of a row of units."""


class Kind(StrEnum):
    """What a node is."""

    OPERATION = "operation"
    VARIABLE = "variable"
    NUMBER = "number"
    """One that is written in the formula, or a target: the result is not differentiated by it."""


@dataclass(frozen=True)
class Node:
    """An operation, a variable or a number, with what comes out of it."""

    name: str
    value: Numbers
    gradient: Numbers
    """The derivatives of the result by this value; none of them for numbers in the formula."""
    kind: Kind


@dataclass(frozen=True)
class Edge:
    """What one node hands to another, and the gradient that comes back on the same way."""

    start: int
    end: int
    value: Numbers
    gradient: Numbers


@dataclass(frozen=True)
class ComputationGraph:
    """Nodes, each after those that it needs, the result last."""

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def inputs_of(self, end: int) -> list[int]:
        """Return the nodes that a node takes, in the order of the computation."""
        return [edge.start for edge in self.edges if edge.end == end]

    @property
    def variables(self) -> list[Node]:
        """The nodes that the result is differentiated by."""
        return [node for node in self.nodes if node.kind == Kind.VARIABLE]


@dataclass
class _Forward:
    """Walks the tree of a formula, and keeps for each node what backpropagation needs."""

    point: dict[str, float]
    names: list[str] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    arguments: list[list[int]] = field(default_factory=list)
    locals: list[list[float]] = field(default_factory=list)
    """The derivatives of each node by each of its arguments."""
    places: dict[str, int] = field(default_factory=dict)
    """Where the variables are: each is one node, however often it is used."""

    def visit(self, node: ast.expr) -> int:
        """Return the place of the node of an expression."""
        match node:
            case ast.Constant(value=int() | float() as value):
                return self._add(f"{value:g}", float(value), Kind.NUMBER)
            case ast.Name(id=name) if name in self.point:
                if name not in self.places:
                    self.places[name] = self._add(name, self.point[name], Kind.VARIABLE)
                return self.places[name]
            case ast.Name(id=name):
                return self._add(name, {"pi": math.pi, "e": math.e}[name], Kind.NUMBER)
            case ast.UnaryOp(op=ast.UAdd(), operand=inner):
                return self.visit(inner)
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                of = self.visit(inner)
                return self._add("−", -self.values[of], Kind.OPERATION, [of], [-1.0])
            case ast.BinOp(left=left, op=operator, right=right):
                first, second = _number(left), _number(right)
                if first is not None or second is not None:
                    return self._with_number(node, first, second)
                both = [self.visit(left), self.visit(right)]
                a, b = (self.values[one] for one in both)
                value, slopes = _arithmetic(type(operator), a, b)
                return self._add(_SIGNS[type(operator)], value, Kind.OPERATION, both, slopes)
            case ast.Call(func=ast.Name(id=name), args=given):
                places = [self.visit(one) for one in given]
                value, slopes = _function(name, [self.values[one] for one in places])
                return self._add(name, value, Kind.OPERATION, places, slopes)
        raise InputError("a graph shows arithmetic and functions, no conditions")

    def _with_number(self, node: ast.BinOp, first: float | None, second: float | None) -> int:
        """Return the place of an operation with a number: that stands in the name of its node."""
        sign = _SIGNS[type(node.op)]
        if first is not None and second is not None:
            value, _ = _arithmetic(type(node.op), first, second)
            return self._add(f"{value:g}", value, Kind.NUMBER)
        of = self.visit(node.right if second is None else node.left)
        a = self.values[of] if first is None else first
        b = self.values[of] if second is None else second
        value, slopes = _arithmetic(type(node.op), a, b)
        told = f"{first:g} {sign}" if first is not None else f"{sign} {second:g}"
        return self._add(told, value, Kind.OPERATION, [of], [slopes[first is not None]])

    def _add(
        self,
        name: str,
        value: float,
        kind: Kind,
        arguments: Sequence[int] = (),
        slopes: Sequence[float] = (),
    ) -> int:
        self.names.append(name)
        self.kinds.append(kind)
        self.values.append(value)
        self.arguments.append(list(arguments))
        self.locals.append(list(slopes))
        return len(self.names) - 1


def _number(node: ast.expr) -> float | None:
    """Return the number that an expression is, None where it has a variable or an operation."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -float(value)
    return None


def _arithmetic(operator: type[ast.operator], a: float, b: float) -> tuple[float, list[float]]:
    """Return the value of two numbers, and its derivatives by both."""
    with np.errstate(all="ignore"):
        x, y = np.float64(a), np.float64(b)
        told: dict[type[ast.operator], Callable[[], tuple[float, list[float]]]] = {
            ast.Add: lambda: (x + y, [1.0, 1.0]),
            ast.Sub: lambda: (x - y, [1.0, -1.0]),
            ast.Mult: lambda: (x * y, [b, a]),
            ast.Div: lambda: (x / y, [float(1 / y), float(-x / y**2)]),
            ast.Pow: lambda: (x**y, [float(y * x ** (y - 1)), float(np.log(x) * x**y)]),
        }
        value, slopes = told[operator]()
    return float(value), slopes


def _function(name: str, given: Sequence[float]) -> tuple[float, list[float]]:
    """Return the value of a function and its derivatives, as those of a formula of its own."""
    letters = [f"x{i}" for i in range(len(given))] if len(given) > 1 else ["x"]
    surface = formula(f"{name}({', '.join(letters)})")
    point = np.array(given)
    return float(surface(point)), surface.gradient(point).tolist()


def of_formula(text: str, point: Sequence[float]) -> ComputationGraph:
    """Return the graph of a formula at a point: one number for each variable.

    Raises
    ------
    InputError
        A formula with conditions, one of too many nodes, or one that has no finite value there.
    """
    parsed: Parsed = parse(text)
    walk = _Forward(dict(zip(parsed.variables, point, strict=True)))
    walk.visit(parsed.tree)
    count = len(walk.names)
    if count > MOST_NODES:
        raise InputError(f"a graph has room for {MOST_NODES} nodes, and this formula has {count}")
    if not all(map(math.isfinite, walk.values)):
        raise InputError(f"the formula has no finite value at {tuple(point)}")
    gradients, edges = _backward(walk)
    nodes = [
        Node(name, (value,), () if kind == Kind.NUMBER else (gradient,), kind)
        for name, value, gradient, kind in zip(
            walk.names, walk.values, gradients, walk.kinds, strict=True
        )
    ]
    return ComputationGraph(parsed.text, tuple(nodes), tuple(edges))


def _backward(walk: _Forward) -> tuple[list[float], list[Edge]]:
    """Return the derivatives of the result by each node, and what each edge carries."""
    count = len(walk.names)
    gradients, edges = [0.0] * count, []
    gradients[-1] = 1.0
    for end in reversed(range(count)):
        for start, slope in zip(walk.arguments[end], walk.locals[end], strict=True):
            back = gradients[end] * slope if walk.kinds[start] != Kind.NUMBER else 0.0
            gradients[start] += back
            told = () if walk.kinds[start] == Kind.NUMBER else (back,)
            edges.append(Edge(start, end, (walk.values[start],), told))
    return gradients, edges


def of_network(net: Network, row: int = 0) -> ComputationGraph:
    """Return the graph of a network on one row of its data: affine layers, activations, the loss.

    Numbers are those that the layers pass on forward and backward.
    """
    stack, theta = net.stack, np.array(net.start)[np.newaxis]
    inputs, targets = net.inputs[[row]], net.targets[[row]]
    walk, last = _Layers([Node("x", _row(inputs), (), Kind.VARIABLE)], []), 0
    places, outs = [], [inputs]
    for layer, part, bend in zip(stack.layers, stack.parts, stack.activations, strict=True):
        sums = layer.forward(theta[:, part], outs[-1])
        last = walk.add(words.affine_layer(len(outs)), sums, [last])
        places.append(last)
        outs.append(bend.forward(sums))
        if len(outs) <= len(stack.layers):
            last = walk.add(net.activation, outs[-1], [last])
    target = walk.add("t", targets, [], Kind.NUMBER)
    loss = net.loss_function
    end = walk.add(_name_of(loss), loss(outs[-1], targets), [last, target])
    walk.gradients[end] = (1.0,)
    slope = loss.gradient(outs[-1], targets)
    for nth in reversed(range(len(stack.layers))):
        if nth < len(stack.layers) - 1:
            walk.gradients[places[nth] + 1] = _row(slope)
        slope = slope * stack.activations[nth].derivative(outs[nth + 1])
        walk.gradients[places[nth]] = _row(slope)
        slope = stack.layers[nth].backward(theta[:, stack.parts[nth]], slope)
    walk.gradients[0] = _row(slope)
    return walk.graph(str(net))


def _name_of(loss: Loss) -> str:
    """Return the name of a loss as it is typed."""
    return next(name for name, kind in LOSSES.items() if type(loss) is kind)


@dataclass
class _Layers:
    """Collects the nodes of a network, whose gradients come later."""

    nodes: list[Node]
    arguments: list[tuple[int, int]]
    gradients: dict[int, Numbers] = field(default_factory=dict)

    def add(self, name: str, out: Array, inputs: Sequence[int], kind: Kind = Kind.OPERATION) -> int:
        """Return the place of a new node."""
        self.nodes.append(Node(name, _row(out), (), kind))
        self.arguments += [(one, len(self.nodes) - 1) for one in inputs]
        return len(self.nodes) - 1

    def graph(self, title: str) -> ComputationGraph:
        """Return the whole."""
        nodes = [
            Node(node.name, node.value, self.gradients.get(i, ()), node.kind)
            for i, node in enumerate(self.nodes)
        ]
        edges = [
            Edge(start, end, nodes[start].value, nodes[start].gradient)
            for start, end in self.arguments
        ]
        return ComputationGraph(title, tuple(nodes), tuple(edges))


def _row(numbers: Array) -> Numbers:
    return tuple(np.ravel(numbers).tolist())


def study(recipe: GraphRecipe) -> ComputationGraph:
    """Return the graph of a recipe."""
    if recipe.surface is not None:
        return of_network(recipe.network, recipe.row)
    return of_formula(recipe.text_of_formula, recipe.point)
