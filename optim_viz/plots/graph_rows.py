"""The graph of a network where it has no room in one row: its layers in lines, as text is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from optim_viz.plots.panels.graph_parts import (
    HALF,
    LINE,
    draw_arrow,
    draw_node,
    half_width,
    told,
    width_of,
    write_numbers,
)
from optim_viz.plots.style import text
from optim_viz.plots.style.page import Page
from optim_viz.studies.graph import ComputationGraph, Kind
from optim_viz.text import words
from surfaces import Array

_MARGIN, _STUB = 0.9, 1.1
"""Room beside the rows, and length of the arrow that goes on with one, in ems."""

_ARROW = 1.1
"""Room for an arrow beyond its numbers, in ems."""

_TALLEST = 3.6
"""Distance of rows, at most, in ems."""


@dataclass(frozen=True)
class Chain:
    """Nodes of which each hands on what the next one takes, and what begins beside them."""

    nodes: tuple[int, ...]
    beside: dict[int, int]
    """What begins beside the chain, and the node that takes it."""


def chain_of(found: ComputationGraph) -> Chain | None:
    """Return the chain that a graph is, or None: a network is one, a formula seldom."""
    at = len(found.nodes) - 1
    nodes, beside = [at], {}
    while inputs := found.inputs_of(at):
        inner = [one for one in inputs if found.inputs_of(one)]
        if len(inner) > 1:
            return None
        at, after = (inner or inputs)[0], at
        for one in inputs:
            if one != at:
                beside[one] = after
        nodes.append(at)
    known = {*nodes, *beside}
    is_all = len(known) == len(found.nodes) and len(found.edges) == len(known) - 1
    return Chain(tuple(reversed(nodes)), beside) if is_all else None


@dataclass(frozen=True)
class Item:
    """What stands in a row: a node, or a layer with its activation, and what that hands on."""

    name: str
    kind: Kind
    numbers: tuple[str, str]
    """The value, and the gradient that comes back."""
    beside: str
    """What else it takes, with its value; may be empty."""


@dataclass(frozen=True, eq=False)
class Rows:
    """What stands in each row, in type of a size."""

    rows: tuple[tuple[Item, ...], ...]
    pitch: float
    """Distance of rows, in ems."""
    size: float

    @property
    def fits(self) -> bool:
        """Whether numbers of neighbouring rows are apart."""
        return self.pitch >= 2 * (LINE * self.size + 0.1)

    @property
    def count(self) -> int:
        """Number of rows, with one for what is taken beside the chain."""
        return len(self.rows) + any(item.beside for row in self.rows for item in row)


def items_of(found: ComputationGraph, chain: Chain) -> list[Item]:
    """Return the nodes of a chain."""
    taken = {taker: one for one, taker in chain.beside.items()}
    made = []
    for i in chain.nodes:
        node = found.nodes[i]
        other = found.nodes[taken[i]] if i in taken else None
        beside = f"{other.name} = {', '.join(map(text.number, other.value))}" if other else ""
        numbers = told(node.value, 0.0), told(node.gradient, 0.0)
        made.append(Item(words.node_name(node.name), node.kind, numbers, beside))
    return made


def layers_of(found: ComputationGraph, chain: Chain) -> list[Item]:
    """Return the same with each activation in the node of the layer before it."""
    made: list[Item] = []
    for i, item in zip(chain.nodes, items_of(found, chain), strict=True):
        if found.nodes[i].name in words.ACTIVATION_NAMES and made:
            made[-1] = replace(item, name=f"{made[-1].name}, {item.name}")
        else:
            made.append(item)
    return made


def in_rows(items: Sequence[Item], page: Page, height: float, sizes: Sequence[float]) -> Rows:
    """Return the rows that fill an area of a height in ems, for the largest type that fits."""
    for size in sizes:
        made = _in_rows(items, page, height, size)
        if made.fits:
            break
    return made


def _in_rows(items: Sequence[Item], page: Page, height: float, size: float) -> Rows:
    rows: list[list[Item]] = []
    room = 0.0
    for item in items:
        needed = 2 * size * half_width(item.name) + width_of(item.numbers, size) + _ARROW
        if not rows or needed > room:
            rows.append([])
            room = page.width - 2 * _MARGIN - _STUB
        rows[-1].append(item)
        room -= needed
    made = Rows(tuple(map(tuple, rows)), 0.0, size)
    pitch = (height - 2 * HALF - 0.6) / max(made.count - 1, 1)
    return replace(made, pitch=min(_TALLEST, pitch))


def draw_in_rows(made: Rows, width: float, ax: Axes) -> Axes:
    """Draw a chain in rows, on axes of a width that are measured in ems."""
    taken: list[Bbox] = []
    top = sum(ax.get_ylim()) / 2 + (made.count - 1) / 2 * made.pitch
    for nth, row in enumerate(made.rows):
        left, y = _MARGIN + (_STUB if nth else 0.0), top - nth * made.pitch
        if nth:
            draw_arrow(np.array([_MARGIN, y]), np.array([left, y]), ax)
        halves = [made.size * half_width(item.name) for item in row]
        gap = (width - _MARGIN - left - 2 * sum(halves)) / len(row)
        for item, half in zip(row, halves, strict=True):
            place = np.array([left + half, y])
            taken.append(draw_node(item.name, item.kind, place, half, made.size, ax))
            left += 2 * half + gap
            start, end = np.array([left - gap, y]), np.array([left - 0.1, y])
            draw_arrow(start, end, ax)
            write_numbers(start, end, 0.45, item.numbers, made.size, ax, taken)
            if item.beside:
                _draw_beside(item.beside, place, made, ax)
    return ax


def _draw_beside(name: str, place: Array, made: Rows, ax: Axes) -> None:
    """Draw what is taken beside the chain below the node that takes it."""
    below, tall = place - np.array([0.0, made.pitch]), np.array([0.0, HALF * made.size])
    draw_node(name, Kind.NUMBER, below, made.size * half_width(name), made.size, ax)
    draw_arrow(below + tall, place - tall, ax)
