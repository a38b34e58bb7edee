"""A computation as a graph: what goes forward above the edges, what comes back below them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import BoxStyle, FancyBboxPatch

from optim_viz.plots.panels.paths import halo
from optim_viz.plots.style import text
from optim_viz.plots.style.labels import spread, text_width
from optim_viz.plots.style.optimizer_styles import styles_of_sizes
from optim_viz.plots.style.page import NAME, NOTE, Page
from optim_viz.plots.style.themes import ink, mix, paper, points, whole_figure
from optim_viz.studies.graph import ComputationGraph, Kind, Node, Numbers
from optim_viz.text import words
from surfaces import Array

_BOTTOM, _TOP, _MARGIN = 2.2, 2.6, 0.9
"""Room below and above the graph, and at its sides, in ems."""

_HALF, _PADDING = 0.8, 0.45
"""Half the height of a node, and room beside its name, in ems."""

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

_WIDE = 10.0
"""Room for a sum below a node, in ems."""


@whole_figure
def figure(found: ComputationGraph) -> Figure:
    """Return the graph with its values and gradients."""
    page = Page()
    page.write_title(words.COMPUTATION_GRAPH, (text.shortened(found.title, 60), NOTE))
    page.write_foot([words.HOW_GRAPH_IS_DRAWN])
    height = page.height - _BOTTOM - _TOP
    ax = page.axes(0.0, _BOTTOM, page.width, height)
    ax.set(xlim=(0.0, page.width), ylim=(0.0, height))
    ax.set_axis_off()
    half = page.width < _HALF_A_SLIDE[0] and page.height < _HALF_A_SLIDE[1]
    for size in _SIZES if half else _SIZES[:1]:
        widths = [size * _half_width(page, node) for node in found.nodes]
        made = placed(found, widths, page.width, height, size)
        if made.gap >= _LEAST_GAP:
            break
    draw_graph(found, made, widths, ax)
    return page.figure


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
    pitch = min(_TALLEST, (height - 2 * _HALF - 0.6) / max(last - first, 1.0))
    y = height / 2 - (np.array(rows) - (first + last) / 2) * pitch
    last = max(columns)
    halves = [
        max(widths[i] for i, one in enumerate(columns) if one == column)
        for column in range(last + 1)
    ]
    told = [_told(one, _WIDE) for one in (found.nodes[-1].value, found.nodes[-1].gradient)]
    em, room = points("font.size"), width - 2 * _MARGIN - 2 * sum(halves)
    result = text_width(told, size * NOTE * em) / em + 0.9
    gap = room / (last + 1)  # one more for the result
    if gap < result:
        gap = (room - result) / max(last, 1)
    result = max(gap, result)
    below = _BELOW * pitch if gap < _LEAST_GAP else 0.0
    if below and np.ptp(y) + below <= height - 2 * _HALF - _PAIR:
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


def draw_graph(found: ComputationGraph, layout: Layout, widths: list[float], ax: Axes) -> Axes:
    """Draw the nodes and the edges with their numbers, on axes that are measured in ems."""
    uses: dict[int, int] = defaultdict(int)
    for edge in found.edges:
        uses[edge.start] += 1
    near = float(np.clip(1.0 - _PAIR / layout.pitch, _NEAREST, _PLACE))
    for edge in found.edges:
        start = np.array([layout.x[edge.start] + widths[edge.start], layout.y[edge.start]])
        middle = np.array([layout.x[edge.end], layout.y[edge.end]])
        way = middle - start
        around = np.array([widths[edge.end], _HALF * layout.size]) + 0.1
        end = middle - way * min(1.0, float((around / np.maximum(np.abs(way), 1e-9)).min()))
        _draw_arrow(start, end, ax)
        at = 1.0 - near if uses[edge.start] > 1 else near
        _write_numbers(start, end, at, (edge.value, edge.gradient), layout, ax)
    last, result = len(found.nodes) - 1, found.nodes[-1]
    start = np.array([layout.x[last] + widths[last], layout.y[last]])
    end = start + np.array([layout.result - 0.2, 0.0])
    _draw_arrow(start, end, ax)
    _write_numbers(start, end, _PLACE, (result.value, result.gradient), layout, ax)
    for i, node in enumerate(found.nodes):
        place = layout.x[i], layout.y[i], widths[i]
        _draw_node(node, *place, layout.size, ax, several=uses[i] > 1)
    return ax


def _draw_arrow(start: Array, end: Array, ax: Axes) -> None:
    em, width = points("font.size"), points("lines.linewidth")
    ax.annotate(
        "", end.tolist(), start.tolist(), zorder=2,
        arrowprops={
            "arrowstyle": "-|>", "color": ink(0.6), "lw": 0.5 * width, "shrinkA": 0, "shrinkB": 0,
            "mutation_scale": 0.7 * em,
        },
    )  # fmt: skip


def _write_numbers(
    start: Array, end: Array, at: float, both: tuple[Numbers, Numbers], layout: Layout, ax: Axes
) -> None:
    """Write the value above an edge and the gradient below it, at a share of it but on no node."""
    em = layout.size * points("font.size")
    told = [_told(numbers, layout.gap / layout.size) if numbers else "" for numbers in both]
    half = text_width(told, NOTE * em) / points("font.size") / 2 + 0.1
    x, y = (start + at * (end - start)).tolist()
    x = float(np.clip(x, start[0] + half, max(end[0] - half, start[0] + half)))
    for line, colour, up in zip(told, (ink(), _colour()), (True, False), strict=True):
        if line:
            ax.text(
                x, y + (0.1 if up else -0.1), line, fontsize=NOTE * em, color=colour, ha="center",
                va="bottom" if up else "top", zorder=4, path_effects=halo(0.15 * em),
            )  # fmt: skip


def _draw_node(
    node: Node, x: float, y: float, half: float, size: float, ax: Axes, *, several: bool
) -> None:
    em, width = size * points("font.size"), points("lines.linewidth")
    inner = _HALF if node.kind == Kind.OPERATION else 0.0
    fill = mix(ink(), paper(), 0.1) if node.kind == Kind.OPERATION else paper()
    ax.add_patch(
        FancyBboxPatch(
            (x - half + 0.4, y - _HALF + 0.4), 2 * half - 0.8, 2 * _HALF - 0.8, zorder=3,
            boxstyle=BoxStyle.Round(pad=0.4, rounding_size=max(inner, 0.25)), fc=fill,
            ec=ink(0.6) if node.kind != Kind.NUMBER else fill, lw=0.5 * width,
        )
    )  # fmt: skip
    ax.text(
        x, y, words.node_name(node.name), fontsize=NAME * em, ha="center", va="center",
        color=ink(1.0 if node.kind != Kind.NUMBER else 0.8), zorder=5,
    )  # fmt: skip
    if several and node.gradient:
        ax.text(
            x - half, y - _HALF - 0.1, f"Σ {_told(node.gradient, _WIDE)}", fontsize=NOTE * em,
            color=_colour(), ha="left", va="top", zorder=5, path_effects=halo(0.15 * em),
        )  # fmt: skip


def _half_width(page: Page, node: Node) -> float:
    """Return half the width of a node, in ems."""
    return max(_HALF, page.measure([words.node_name(node.name)], NAME) / 2 + _PADDING)


def _colour() -> str:
    """Return the colour of what comes back."""
    return styles_of_sizes(3)[2].text_colour


def _told(numbers: Numbers, room: float) -> str:
    """Return a number, or a row of them if it has room, in ems, else their norm."""
    if len(numbers) == 1:
        return text.number(numbers[0])
    told = f"({', '.join(text.number(one) for one in numbers)})"
    em = points("font.size")
    if text_width([told], NOTE * em) < room * em:
        return told
    return f"‖·‖ {text.number(float(np.linalg.norm(numbers)))}"
