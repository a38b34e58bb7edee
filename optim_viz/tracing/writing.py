"""Write a graph as expressions: what is used once stands where it is used, the rest has a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

from optim_viz.tracing.graph import Graph, Input, Node
from optim_viz.tracing.operations import OPERATIONS, Operation

_ATOM = 9
"""How strongly a name or a call holds together."""


class Line(NamedTuple):
    """A name, and the expression that it stands for."""

    name: str
    expression: str
    of_each_run: bool
    """Whether every run has its own value of it."""


@dataclass(frozen=True)
class Language:
    """How a graph is spelled."""

    template: Callable[[Operation], str]
    constant: Callable[[float | bool], str]
    given: Callable[[Input], str]
    """Name of an input."""
    part: Callable[[Input], str]
    """Name of a value or a derivative of the surface."""
    result: Callable[[Input], str]
    """Name of a number of the next state."""


def lines(graph: Graph, language: Language) -> Iterator[Line]:
    """Yield the lines of a graph: each follows those whose names it uses."""
    names = _names(graph, language)
    texts: list[tuple[str, int]] = []
    for i, node in enumerate(graph.nodes):
        texts.append(_expression(node, texts, language))
        if i in names:
            if texts[i][0] != names[i]:
                yield Line(names[i], texts[i][0], graph.of_each_run[i])
            texts[i] = names[i], _ATOM
    for key, i in graph.outputs.items():
        if texts[i][0] != language.result(key):  # it is an input, or has another name as well
            yield Line(language.result(key), texts[i][0], graph.of_each_run[i])


def _names(graph: Graph, language: Language) -> dict[int, str]:
    """Return which nodes have a name: parts, results, and what is used more than once."""
    names = {
        i: language.given(n.value) for i, n in enumerate(graph.nodes) if n.operation == "input"
    }
    constants = {i for i, node in enumerate(graph.nodes) if node.operation == "constant"}
    owned: list[tuple[Mapping[Input, int], Callable[[Input], str]]] = [
        (graph.parts, language.part),
        (graph.outputs, language.result),
    ]
    for keys, name in owned:
        for key, i in keys.items():
            if i not in constants:
                names.setdefault(i, name(key))
    uses = Counter(argument for node in graph.nodes for argument in node.arguments)
    taken = {*names.values(), *map(language.result, graph.outputs)}
    free = (f"u{number}" for number in count(1) if f"u{number}" not in taken)
    for i, times in sorted(uses.items()):
        is_shared = times > 1 or _is_handed_on(graph, i)
        if is_shared and i not in names and i not in constants:
            names[i] = next(free)
    return names


def _is_handed_on(graph: Graph, i: int) -> bool:
    """Whether what is the same for all runs is used by what is not."""
    return not graph.of_each_run[i] and any(
        i in node.arguments and graph.of_each_run[j] for j, node in enumerate(graph.nodes)
    )


def _expression(node: Node, texts: list[tuple[str, int]], language: Language) -> tuple[str, int]:
    """Return the text of a node, and how strongly it holds together."""
    if node.operation == "input":
        return language.given(node.value), _ATOM
    if node.operation == "constant":
        text = language.constant(node.value)
        return text, 4 if text.startswith("-") else _ATOM
    operation = OPERATIONS[node.operation]
    if node.operation == "add" and texts[node.arguments[1]][0].startswith("-"):
        operation = OPERATIONS["subtract"]  # which has the same bits
        texts = [*texts, (texts[node.arguments[1]][0][1:], 4)]
        node = Node("subtract", (node.arguments[0], len(texts) - 1))
    arguments = [
        f"({text})" if _needs_brackets(operation, binds, place) else text
        for place, (text, binds) in enumerate(texts[i] for i in node.arguments)
    ]
    holds = operation.binds or _ATOM
    return language.template(operation).format(*arguments), holds


def _needs_brackets(operation: Operation, binds: int, place: int) -> bool:
    if operation.binds in (0, _ATOM):  # a call has brackets of its own
        return False
    return binds < operation.binds or (binds == operation.binds and place > 0)
