"""Division by a number that all runs share: by its reciprocal, and yet rounded as a division is.

With 1/c rounded to nearest, x / c is q + (x - q c) / c, where q is x times the reciprocal: one
multiplication and two fused operations, which give the quotient rounded to nearest where nothing
overflows or is subnormal (Markstein 1990; Brisebarre, Muller & Raina 2004, section 2). That takes a
third of the time of a division. Where it may be another number, it is told, and one divides.
"""

from __future__ import annotations

import numpy as np

from optim_viz.tracing.assembly import DOUBLES, Assembly
from optim_viz.tracing.graph import Graph, Node
from optim_viz.tracing.vectors import Vectors, branches
from surfaces import Array

_DIVISOR, _QUOTIENT = 100, 800
"""Powers of two between which, and their inverses, divisors and quotients have to lie."""


def divided(graph: Graph) -> list[Node]:
    """Return the quotients by a number that all runs share, of those that are always computed."""
    own, seldom = graph.of_each_run, {i for one in branches(graph) for i in one.nodes}
    return [
        node
        for i, node in enumerate(graph.nodes)
        if node.operation == "divide" and own[i] and i not in seldom and not own[node.arguments[1]]
    ]


def divisors(graph: Graph) -> list[int]:
    """Return the nodes, no constants, by which `divided` divides."""
    found = {node.arguments[1] for node in divided(graph)}
    return sorted(i for i in found if graph.nodes[i].operation != "constant")


def reciprocals(numbers: Array) -> Array:
    """Return 1/c of divisors; NaN of those that are too large or too small."""
    size = np.abs(numbers)
    known = (size >= 2.0**-_DIVISOR) & (size <= 2.0**_DIVISOR)
    return np.divide(1.0, numbers, out=np.full(numbers.shape, np.nan), where=known)


class Quotients(Vectors):
    """Writes the operations of a graph; divides by what all runs share without dividing.

    Parameters
    ----------
    code : Assembly
    graph : Graph
    shared : mapping
        Names of the reciprocals of `divisors`, in all lanes.
    """

    def __init__(self, code: Assembly, graph: Graph, shared: dict[int, str]) -> None:
        super().__init__(code)
        self._divided = set(divided(graph))
        self._shared = shared
        self._checked: list[tuple[str, str]] = []

    def _arithmetic(self, graph: Graph, node: Node, numbers: tuple[str, ...]) -> str:
        if node in self._divided and (reciprocal := self._reciprocal(graph, node.arguments[1])):
            return self._quotient(numbers[0], numbers[1], reciprocal=reciprocal)
        return super()._arithmetic(graph, node, numbers)

    def _reciprocal(self, graph: Graph, divisor: int) -> str:
        """Return the name of a reciprocal; none of a constant whose own is as exact, or unknown."""
        if graph.nodes[divisor].operation != "constant":
            return self._shared[divisor]
        value = float(graph.nodes[divisor].value)
        inverse = float(reciprocals(np.array(value)))
        return "" if np.isnan(inverse) or np.frexp(value)[0] == 0.5 else self.constant(inverse).name

    def _quotient(self, x: str, divisor: str, *, reciprocal: str) -> str:
        get = self._code.get
        first = get(f"fmul {DOUBLES} {x}, {reciprocal}")
        rest = self.call("fma", get(f"fneg {DOUBLES} {first}"), divisor, x)
        quotient = self.call("fma", rest, reciprocal, first)
        self._checked.append((first, quotient))
        return quotient

    def exact(self) -> str:
        """Write of which of eight runs no quotient is doubtful; empty if there are none.

        One that overflows on the way becomes NaN, and the sum of all with it.
        """
        if not self._checked:
            return ""
        least, total = "", ""
        for first, quotient in self._checked:
            size = self.call("fabs", first)
            least = self.choose(self.compare("olt", size, least), size, least) if least else size
            total = self._code.get(f"fadd {DOUBLES} {total}, {quotient}") if total else quotient
        least = self.call("fmuladd", total, self.constant(0.0).name, least)
        return self.compare("oge", least, self.constant(2.0**-_QUOTIENT).name)
