"""The computation of a formula step by step, where its graph has no room: a line for each node."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from optim_viz.plots.panels.graph_parts import colour_of_gradients
from optim_viz.plots.style import text
from optim_viz.plots.style.page import EDGE, LEAST, NOTE, Page
from optim_viz.plots.style.themes import ink
from optim_viz.studies.graph import ComputationGraph, Kind, Node
from optim_viz.text import words

_SIGNS = "+−×÷^"
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

_LEFT, _APART, _MOST_APART, _ABOVE, _BELOW = 0.9, 0.8, 3.0, 4.0, 1.9
"""Room left of the lines, between columns at least, and beyond that at most, above and below the
lines, in ems."""

_LOOSEST, _LOOSE, _TIGHTEST = 1.9, 1.2, 1.0
"""Largest and smallest distance of lines, and that below which type is smaller, in ems."""


def steps_of(found: ComputationGraph) -> list[tuple[str, Node]]:
    """Return what each node computes from those before, ``v₂ = v₁ × y``, without mere numbers."""
    names: list[str] = []
    steps = []
    for i, node in enumerate(found.nodes):
        if node.kind == Kind.NUMBER:
            names.append(node.name)
            continue
        if node.kind == Kind.VARIABLE:
            names.append(node.name)
            steps.append((node.name, node))
            continue
        number = sum(one.kind == Kind.OPERATION for _, one in steps) + 1
        own = "f" if i == len(found.nodes) - 1 else f"v{number}".translate(_SUBSCRIPTS)
        names.append(own)
        taken = [names[one] for one in found.inputs_of(i)]
        steps.append((f"{own} = {_expression(node.name, taken)}", node))
    return steps


def _expression(name: str, taken: list[str]) -> str:
    """Return an operation with what it takes: a sign, a sign with a number, or a function."""
    if name in _SIGNS:
        return f" {name} ".join(taken) if len(taken) > 1 else f"{name}{taken[0]}"
    if name[0] in _SIGNS and name[1] == " ":
        return f"{taken[0]} {name}"
    if name[-1] in _SIGNS:
        return f"{name} {taken[0]}"
    return f"{words.node_name(name)}({', '.join(taken)})"


@dataclass(frozen=True, eq=False)
class Table:
    """Steps, their values and derivatives in columns under their names, in ems."""

    heads: tuple[str, str, str]
    columns: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    room: float
    """Width of the page."""
    pitch: float
    """Distance of lines."""
    size: float

    @property
    def fits(self) -> bool:
        """Whether it has room."""
        wide = sum(self.widths) + _APART * (len(self.widths) - 1)
        return self.pitch >= _TIGHTEST and wide <= self.room - _LEFT - EDGE


def table_of(found: ComputationGraph, page: Page) -> Table:
    """Return the steps as they fit a page.

    On a narrow one the name of the derivatives gives way, then the size of type, then a figure.
    """
    steps = steps_of(found)
    pitch = min(_LOOSEST, (page.height - _ABOVE - _BELOW) / len(steps))
    sizes = (NOTE, LEAST) if pitch >= _LOOSE else (LEAST,)
    names = words.GRAPH_COLUMNS[2], "∂f/∂v"
    for figures, size, derivative in product((3, 2), sizes, names):
        columns = (
            tuple(said for said, _ in steps),
            tuple(_number(node.value[0], figures) for _, node in steps),
            tuple(_number(node.gradient[0], figures) for _, node in steps),
        )
        heads = "", words.GRAPH_COLUMNS[1], derivative
        pairs = zip(heads, columns, strict=True)
        widths = tuple(page.measure([head, *lines], size) for head, lines in pairs)
        made = Table(heads, columns, widths, page.width, pitch, size)
        if made.fits:
            break
    return made


def _number(number: float, figures: int) -> str:
    return text.number(float(f"{number:.{figures}g}"))


def write_table(made: Table, page: Page) -> None:
    """Write the steps with their values, and the derivatives of the result by these."""
    spare = max(0.0, page.width - 2 * _LEFT - sum(made.widths) - 2 * _APART)
    left, top = _LEFT, page.height - _ABOVE
    colours = ink(), ink(), colour_of_gradients()
    parts = zip(made.heads, made.columns, made.widths, colours, strict=True)
    for head, lines, wide, colour in parts:
        if head:
            page.write(left, top + 0.4, head, made.size, color=ink(0.72))
        for nth, line in enumerate(lines):
            page.write(left, top - made.pitch * (nth + 0.9), line, made.size, color=colour)
        left += wide + _APART + min(spare / 3, _MOST_APART)
