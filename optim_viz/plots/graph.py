"""A computation as a graph: what goes forward above the edges, what comes back below them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from optim_viz.plots.graph_rows import chain_of, draw_in_rows, in_rows, items_of, layers_of
from optim_viz.plots.graph_steps import table_of, write_table
from optim_viz.plots.panels.graph_parts import (
    HALF,
    WIDE,
    crowding_of,
    draw_arrow,
    draw_node,
    half_width,
    told,
    width_of,
    write_numbers,
    write_sum,
)
from optim_viz.plots.style import text
from optim_viz.plots.style.labels import spread
from optim_viz.plots.style.page import NOTE, Page
from optim_viz.plots.style.themes import whole_figure
from optim_viz.studies.graph import ComputationGraph
from optim_viz.text import words
from surfaces import Array

_BOTTOM, _TOP, _MARGIN = 2.2, 2.6, 0.9
"""Room below and above the graph, and at its sides, in ems."""

_APART = 1.0
"""Least distance of nodes in a column, in rows."""

_PLACE, _NEAREST = 0.42, 0.1
"""Where the numbers of an edge stand, as a share of it, and where they stand at least."""

_PAIR = 1.95
"""Height of two numbers, one above the other, in ems."""

_TALLEST = 4.4
"""Distance of rows, at most, in ems."""

_SIZES, _HALF_A_SLIDE, _LEAST_GAP, _BELOW = (1.0, 0.92, 0.84), (24.0, 20.0), 1.9, 0.9
"""Sizes of type, as shares, that are tried on half a slide; what that is less wide and high than;
the room between columns, in ems, below which they are tried, and every second column is lower by a
share of the distance of rows."""


_CROWDED = 0.5
"""What nodes and numbers of a formula may have in common, in square ems, before it is written in
steps."""


@whole_figure
def figure(found: ComputationGraph) -> Figure:
    """Return the graph with its values and gradients.

    Where these would be on each other a network stands in rows, and a formula is computed step by
    step.
    """
    page, height = _begin(found, words.HOW_GRAPH_IS_DRAWN)
    ax = page.axes(0.0, _BOTTOM, page.width, height)
    _measure(ax, page.width, height)
    half = page.width < _HALF_A_SLIDE[0] and page.height < _HALF_A_SLIDE[1]
    sizes = _SIZES if half else _SIZES[:1]
    for size in sizes:
        widths = [size * half_width(node.name) for node in found.nodes]
        made = placed(found, widths, page.width, height, size)
        if made.gap >= _LEAST_GAP:
            break
    crowding, chain = crowding_of(draw_graph(found, made, widths, ax)), chain_of(found)
    if chain is not None and crowding:
        ax.clear()
        _measure(ax, page.width, height)
        rows = in_rows(items_of(found, chain), page, height, sizes)
        if not rows.fits:
            rows = in_rows(layers_of(found, chain), page, height, sizes)
        draw_in_rows(rows, page.width, ax)
    elif chain is None and crowding > _CROWDED:
        other, _ = _begin(found, "")
        steps = table_of(found, other)
        if steps.fits:
            write_table(steps, other)
            return other.figure
    return page.figure


def _begin(found: ComputationGraph, note: str) -> tuple[Page, float]:
    """Return a page with its title and a note at the foot, and the height that is left."""
    page = Page()
    page.write_title(words.COMPUTATION_GRAPH, (text.shortened(found.title, 60), NOTE))
    page.write_foot([note])
    return page, page.height - _BOTTOM - _TOP


def _measure(ax: Axes, width: float, height: float) -> None:
    """Let axes that fill an area be measured in ems."""
    ax.set(xlim=(0.0, width), ylim=(0.0, height))
    ax.set_axis_off()


@dataclass(frozen=True, eq=False)
class Layout:
    """Where nodes stand: columns from left to right, and the rows of each, in ems."""

    x: Array
    y: Array
    pitch: float
    """Distance of rows."""
    gap: float
    """Room for the numbers between two columns."""
    result: float
    """Room for the result, right of the last node."""
    size: float = 1.0
    """Type, as a share of the usual size."""


def placed(
    found: ComputationGraph, widths: list[float], width: float, height: float, size: float = 1.0
) -> Layout:
    """Return places in an area of a width and a height in ems, for type of a size.

    A node stands one column behind the last that it needs, what begins one before the first that
    needs it; its height is the mean of those that it takes. Where columns are close to each other
    every second one is lower, if there is room.
    """
    columns, rows = _columns(found), _rows(found)
    for column in set(columns):
        own = [i for i, one in enumerate(columns) if one == column]
        wanted = np.array([rows[i] for i in own])
        apart = spread(wanted, np.full(len(own), _APART), -1e3, 1e3)
        for i, row in zip(own, apart.tolist(), strict=True):
            rows[i] = row
    first, last = min(rows), max(rows)
    pitch = min(_TALLEST, (height - 2 * HALF - 0.6) / max(last - first, 1.0))
    y = height / 2 - (np.array(rows) - (first + last) / 2) * pitch
    last = max(columns)
    halves = [
        max(widths[i] for i, one in enumerate(columns) if one == column)
        for column in range(last + 1)
    ]
    said = [told(one, WIDE) for one in (found.nodes[-1].value, found.nodes[-1].gradient)]
    room = width - 2 * _MARGIN - 2 * sum(halves)
    result = width_of(said, size) + 0.9
    gap = room / (last + 1)  # one more for the result
    if gap < result:
        gap = (room - result) / max(last, 1)
    result = max(gap, result)
    below = _BELOW * pitch if gap < _LEAST_GAP else 0.0
    if below and np.ptp(y) + below <= height - 2 * HALF - _PAIR:
        y = y + below * (0.5 - np.array(columns) % 2)
    centres = [_MARGIN + halves[0]]
    for before, half in pairwise(halves):
        centres.append(centres[-1] + before + gap + half)
    return Layout(np.array([centres[one] for one in columns]), y, pitch, gap, result, size)


def _columns(found: ComputationGraph) -> list[int]:
    columns: list[int] = []
    for i in range(len(found.nodes)):
        columns.append(max((columns[one] + 1 for one in found.inputs_of(i)), default=0))
    for edge in sorted(found.edges, key=lambda one: -one.end):
        if not found.inputs_of(edge.start):
            used = [columns[one.end] for one in found.edges if one.start == edge.start]
            columns[edge.start] = min(used) - 1
    return columns


def _rows(found: ComputationGraph) -> list[float]:
    """Return a row for each node: what begins stands below each other, as it is met first."""
    rows: dict[int, float] = {}

    def visit(i: int) -> float:
        if i not in rows:
            inputs = found.inputs_of(i)
            begun = sum(not found.inputs_of(one) for one in rows)
            rows[i] = float(np.mean([visit(one) for one in inputs])) if inputs else float(begun)
        return rows[i]

    visit(len(found.nodes) - 1)
    return [rows[i] for i in range(len(found.nodes))]


def draw_graph(
    found: ComputationGraph, layout: Layout, widths: list[float], ax: Axes
) -> list[Bbox]:
    """Draw the nodes and the edges with their numbers, on axes that are measured in ems.

    Returns
    -------
    list of boxes
        Those of the nodes and of the numbers.
    """
    uses: dict[int, int] = defaultdict(int)
    for edge in found.edges:
        uses[edge.start] += 1
    taken: list[Bbox] = []
    for i, node in enumerate(found.nodes):
        place = np.array([layout.x[i], layout.y[i]])
        taken.append(draw_node(node.name, node.kind, place, widths[i], layout.size, ax))
        if uses[i] > 1 and node.gradient:
            taken.append(write_sum(node.gradient, place, widths[i], layout.size, ax))
    near = float(np.clip(1.0 - _PAIR / layout.pitch, _NEAREST, _PLACE))
    room = layout.gap / layout.size
    for edge in found.edges:
        start = np.array([layout.x[edge.start] + widths[edge.start], layout.y[edge.start]])
        middle = np.array([layout.x[edge.end], layout.y[edge.end]])
        way = middle - start
        around = np.array([widths[edge.end], HALF * layout.size]) + 0.1
        end = middle - way * min(1.0, float((around / np.maximum(np.abs(way), 1e-9)).min()))
        draw_arrow(start, end, ax)
        at = 1.0 - near if uses[edge.start] > 1 else near
        both = [told(one, room) if one else "" for one in (edge.value, edge.gradient)]
        write_numbers(start, end, at, both, layout.size, ax, taken)
    last, result = len(found.nodes) - 1, found.nodes[-1]
    start = np.array([layout.x[last] + widths[last], layout.y[last]])
    end = start + np.array([layout.result - 0.2, 0.0])
    draw_arrow(start, end, ax)
    both = [told(one, room) for one in (result.value, result.gradient)]
    write_numbers(start, end, _PLACE, both, layout.size, ax, taken)
    return taken
