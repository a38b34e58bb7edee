"""Parts of a computation graph: nodes, arrows, and the numbers on both sides of an arrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import BoxStyle, FancyBboxPatch
from matplotlib.transforms import Bbox

from optim_viz.plots.panels.paths import halo
from optim_viz.plots.style import text
from optim_viz.plots.style.labels import text_width
from optim_viz.plots.style.optimizer_styles import styles_of_sizes
from optim_viz.plots.style.page import NAME, NOTE
from optim_viz.plots.style.themes import ink, mix, paper, points
from optim_viz.studies.graph import Kind, Numbers
from optim_viz.text import words
from surfaces import Array

HALF, _PADDING = 0.8, 0.45
"""Half the height of a node, and room beside its name, in ems."""

WIDE = 10.0
"""Room for a sum below a node, in ems."""

LINE, _BESIDE = 0.95, 0.1
"""Height of a number beside an arrow, as a share of its size, and its distance, in ems."""

_TOUCHING = 0.04
"""Boxes with less in common are beside each other, in square ems."""

_TRIED = tuple(sign * step / 20 for step in range(11) for sign in (1, -1))
"""Where on an arrow numbers are tried, from where they stand best, as shares of it."""


def half_width(name: str) -> float:
    """Return half the width of a node with a name of usual size, in ems."""
    em = points("font.size")
    return max(HALF, text_width([words.node_name(name)], NAME * em) / em / 2 + _PADDING)


def told(numbers: Numbers, room: float) -> str:
    """Return a number, or a row of them if it has room, in ems, else their norm."""
    if len(numbers) == 1:
        return text.number(numbers[0])
    row = f"({', '.join(text.number(one) for one in numbers)})"
    em = points("font.size")
    if text_width([row], NOTE * em) < room * em:
        return row
    return f"‖·‖ {text.number(float(np.linalg.norm(numbers)))}"


def width_of(lines: Sequence[str], size: float) -> float:
    """Return the width of numbers beside an arrow, in ems, for type of a size."""
    em = points("font.size")
    return text_width(lines, size * NOTE * em) / em


def draw_arrow(start: Array, end: Array, ax: Axes) -> None:
    """Draw a thin arrow."""
    em, width = points("font.size"), points("lines.linewidth")
    ax.annotate(
        "", end.tolist(), start.tolist(), zorder=2,
        arrowprops={
            "arrowstyle": "-|>", "color": ink(0.6), "lw": 0.5 * width, "shrinkA": 0, "shrinkB": 0,
            "mutation_scale": 0.7 * em,
        },
    )  # fmt: skip


def write_numbers(
    start: Array, end: Array, at: float, both: Sequence[str], size: float, ax: Axes,
    taken: list[Bbox],
) -> None:  # fmt: skip
    """Write a value above an arrow and a gradient below it, where they are on nothing else.

    Parameters
    ----------
    start, end : arrays ``(2,)``
        Those of the arrow.
    at : float
        Where they stand best, as a share of it.
    both : sequence of two str
        One of them may be empty.
    size : float
        Type, as a share of the usual size.
    ax : Axes
    taken : list of boxes
        Nodes and numbers; these are added.
    """
    half = width_of(both, size) / 2 + 0.1
    places = [_box(start + share * (end - start), start, end, half, size, both)
              for share in (at + tried for tried in _TRIED) if 0 <= share <= 1]  # fmt: skip
    others = [_edges(other) for other in taken]
    box = min(places, key=lambda one: sum(_overlaps(_edges(one), others)))
    taken.append(box)
    em, x = size * points("font.size"), (box.x0 + box.x1) / 2
    y = box.y0 + (_height(size) if both[1] else 0.0)
    for line, colour, up in zip(both, (ink(), colour_of_gradients()), (True, False), strict=True):
        if line:
            ax.text(
                x, y + (_BESIDE if up else -_BESIDE), line, fontsize=NOTE * em, color=colour,
                ha="center", va="bottom" if up else "top", zorder=4, path_effects=halo(0.15 * em),
            )  # fmt: skip


def _box(
    place: Array, start: Array, end: Array, half: float, size: float, both: Sequence[str]
) -> Bbox:
    """Return the box of numbers at a place of an arrow, between its ends if there is room."""
    x = float(np.clip(place[0], start[0] + half, max(end[0] - half, start[0] + half)))
    down, up = (_height(size) if line else 0.0 for line in reversed(both))
    y = float(place[1])
    return Bbox([[x - half, y - down], [x + half, y + up]])


def _height(size: float) -> float:
    return LINE * size + _BESIDE


def crowding_of(boxes: Sequence[Bbox]) -> float:
    """Return what nodes and numbers that are on each other have in common, in square ems."""
    edges = [_edges(box) for box in boxes]
    common = (area for i, one in enumerate(edges) for area in _overlaps(one, edges[i + 1 :]))
    return sum(one for one in common if one > _TOUCHING)


def _edges(box: Bbox) -> list[float]:
    """Return left, bottom, right and top of a box."""
    return [float(edge) for edge in box.extents]


def _overlaps(one: Sequence[float], others: Iterable[Sequence[float]]) -> Iterator[float]:
    """Yield the areas that a box has in common with others, each given by its edges."""
    left, bottom, right, top = one
    for other in others:
        wide = min(right, other[2]) - max(left, other[0])
        tall = min(top, other[3]) - max(bottom, other[1])
        yield wide * tall if wide > 0 and tall > 0 else 0.0


def draw_node(name: str, kind: Kind, place: Array, half: float, size: float, ax: Axes) -> Bbox:
    """Draw a node of a half width around a place; return its box."""
    x, y = place.tolist()
    em, width = size * points("font.size"), points("lines.linewidth")
    tall = HALF * size
    inner = tall if kind == Kind.OPERATION else 0.0
    fill = mix(ink(), paper(), 0.1) if kind == Kind.OPERATION else paper()
    ax.add_patch(
        FancyBboxPatch(
            (x - half + 0.4, y - tall + 0.4), 2 * half - 0.8, 2 * tall - 0.8, zorder=3,
            boxstyle=BoxStyle.Round(pad=0.4, rounding_size=max(inner, 0.25)), fc=fill,
            ec=ink(0.6) if kind != Kind.NUMBER else fill, lw=0.5 * width,
        )
    )  # fmt: skip
    ax.text(
        x, y, words.node_name(name), fontsize=NAME * em, ha="center", va="center",
        color=ink(1.0 if kind != Kind.NUMBER else 0.8), zorder=5,
    )  # fmt: skip
    return Bbox([[x - half, y - tall], [x + half, y + tall]])


def write_sum(gradient: Numbers, place: Array, half: float, size: float, ax: Axes) -> Bbox:
    """Write below a node the sum of the gradients that come back to it; return its box."""
    em, line = size * points("font.size"), f"Σ {told(gradient, WIDE)}"
    x, y = (place - np.array([half, HALF * size + 0.1])).tolist()
    ax.text(
        x, y, line, fontsize=NOTE * em, color=colour_of_gradients(), ha="left", va="top", zorder=5,
        path_effects=halo(0.15 * em),
    )  # fmt: skip
    return Bbox([[x, y - LINE * size], [x + width_of([line], size), y]])


def colour_of_gradients() -> str:
    """Return the colour of what comes back."""
    return styles_of_sizes(3)[2].text_colour
