"""Stripes and letters on the parts of a picture, for a reader who prints it without colours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patheffects import withStroke

from optim_viz.plots.style.page import NAME
from optim_viz.plots.style.themes import ink, paper, points

_PIXELS, _PERIOD = 24, 9
"""Pixels of the stripes in an em, and from one stripe to the next."""

_CELLS = 8
"""Cells in an em in which a place for a letter is looked for."""

_ROOM = 0.55
"""Distance from the middle of a letter to the edge of its part, at least, in ems."""

_MARKED = 0.5
"""Size of a mark that a letter keeps off, in ems."""

Part = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Stripes:
    """How stripes look: their colour, their lean, and their share of the ground."""

    colour: str
    lean: int = 1
    """1 upwards to the right, -1 downwards."""
    share: float = 0.3


def draw_stripes(part: Part, stripes: Stripes, ax: Axes) -> None:
    """Draw stripes on a part, ``(rows, columns)``, of a picture over the whole of some axes.

    They are pixels, too: a part may have any shape, and a vector file stays small.
    """
    if not part.any():
        return
    fine = _sampled(part, ax, _PIXELS)
    tall, wide = fine.shape
    row, column = np.ogrid[:tall, :wide]
    drawn = fine & ((row - stripes.lean * column) % _PERIOD < stripes.share * _PERIOD)
    pixels = np.zeros((tall, wide, 4))
    pixels[drawn] = to_rgba(stripes.colour)
    limits = (*ax.get_xlim(), *ax.get_ylim())
    ax.imshow(
        pixels, origin="lower", aspect="auto", extent=limits, interpolation="nearest", zorder=0.5
    )


def draw_letter(part: Part, letter: str, marks: Iterable[tuple[float, float]], ax: Axes) -> None:
    """Write a letter where a part of a picture is widest, if it has room; it keeps off marks."""
    cells = _sampled(part, ax, _CELLS)
    tall, wide = cells.shape
    middles = [(np.arange(n) + 0.5) / n for n in (wide, tall)]
    half = 0.5 * _CELLS * _MARKED + 1
    for x, y in ax.transLimits.transform(list(marks)) if marks else ():
        beside = np.abs(middles[0] - x) * wide > half, np.abs(middles[1] - y) * tall > half
        cells &= beside[0] | beside[1][:, np.newaxis]
    depth = np.zeros(cells.shape, dtype=int)
    while cells.any():
        depth += cells
        inner = np.pad(cells, 1)
        cells = (
            inner[1:-1, 1:-1] & inner[:-2, 1:-1] & inner[2:, 1:-1] & inner[1:-1, :-2]
            & inner[1:-1, 2:]
        )  # fmt: skip
    if depth.max() < _ROOM * _CELLS:
        return
    row, column = np.unravel_index(int(depth.argmax()), depth.shape)
    ax.text(
        middles[0][column], middles[1][row], letter, transform=ax.transAxes, ha="center",
        va="center", fontsize=NAME * points("font.size"), color=ink(), zorder=7,
        path_effects=[withStroke(linewidth=0.7 * points("lines.linewidth"), foreground=paper())],
    )  # fmt: skip


def _sampled(part: Part, ax: Axes, per_em: int) -> npt.NDArray[Any]:
    """Return a part in another grid over some axes, with a number of cells in an em."""
    em = points("font.size") * ax.figure.dpi / 72
    places = [
        ((np.arange(n := max(int(per_em * side / em), 1)) + 0.5) / n * count).astype(int)
        for side, count in zip((ax.bbox.height, ax.bbox.width), part.shape, strict=True)
    ]
    return part[np.ix_(*places)]
