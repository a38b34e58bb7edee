"""Filled contours as an artist: lines in vector files, a picture where these would be huge."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.path import Path

from optim_viz.plots.style.themes import points
from surfaces import Array

Indices = npt.NDArray[np.intp]

_TOLERANCE = 0.05
"""Distance up to which a contour may be off, in widths of a line: a quarter of a pixel."""

_MOST_VERTICES = 12_000
"""With more vertices than this on a page, its contours are a picture in vector files."""

_ROUGH = 6
"""With this multiple of it there are too many whatever is left out."""

_SHADES = 4
"""Colours of such a picture from a band to its edge, both with it."""


class Bands(PathCollection):
    """Bands between the levels of a surface, each filled and with a thin edge.

    Pixels show them as they are; vector files have no more vertices than can be seen.
    """

    def __init__(
        self, bands: Sequence[Path], fills: Sequence[str], edges: Sequence[str], width: float
    ) -> None:
        super().__init__(bands, facecolors=fills, edgecolors=edges, linewidths=width, zorder=0)
        self._looks = tuple(fills), tuple(edges), width
        self._tolerance = _TOLERANCE * points("lines.linewidth")

    def draw(self, renderer: RendererBase) -> None:
        """Draw all vertices as pixels, few vertices in a vector file, or pixels there, too."""
        if not isinstance(renderer, MixedModeRenderer) or not self.get_visible():
            super().draw(renderer)
        elif sum(one.vertices_drawn() for one in self._all_on_page()) > _MOST_VERTICES:
            self._draw_picture(renderer)
        else:
            whole = self.get_paths()
            self.set_paths(self._simplified())
            super().draw(renderer)
            self.set_paths(whole)

    def vertices_drawn(self) -> int:
        """Return how many vertices a vector file has; of a very rough landscape, has by far."""
        whole = _vertices(self.get_paths())
        return whole if whole > _ROUGH * _MOST_VERTICES else _vertices(self._simplified())

    def _all_on_page(self) -> list[Bands]:
        assert self.figure is not None
        return [one for ax in self.figure.axes for one in ax.collections if isinstance(one, Bands)]

    def _size(self) -> tuple[float, float]:
        """Return width and height of the axes in points: those of vector files."""
        assert self.axes is not None
        to_points = 72 / self.axes.figure.dpi
        return float(self.axes.bbox.width) * to_points, float(self.axes.bbox.height) * to_points

    def _view(self) -> tuple[tuple[float, float], tuple[float, float]]:
        assert self.axes is not None
        return self.axes.get_xlim(), self.axes.get_ylim()

    def _simplified(self) -> tuple[Path, ...]:
        (left, right), (bottom, top) = self._view()
        width, height = self._size()
        scale = round(width / (right - left), 9), round(height / (top - bottom), 9)
        return simplified(tuple(self.get_paths()), scale, self._tolerance)

    def _draw_picture(self, renderer: MixedModeRenderer) -> None:
        assert self.axes is not None
        size = tuple(round(side, 3) for side in self._size())
        pixels = _picture(tuple(self.get_paths()), self._looks, self._view(), size, renderer.dpi)
        graphics = renderer.new_gc()
        graphics.set_clip_rectangle(self.axes.bbox)
        x, y = self.axes.bbox.min
        renderer.draw_image(graphics, x, y, pixels)
        graphics.restore()


def _vertices(paths: Sequence[Path]) -> int:
    return sum(np.shape(path.vertices)[0] for path in paths)


@lru_cache(maxsize=2)
def simplified(
    paths: tuple[Path, ...], scale: tuple[float, float], tolerance: float
) -> tuple[Path, ...]:
    """Return closed lines with as few vertices as show the same (Douglas & Peucker 1973).

    They are those of a landscape, the same for all panels of one size.

    Parameters
    ----------
    paths : tuple of Path
        Straight pieces, each line with its own start.
    scale : pair of float
        Lengths on paper for one unit across and up.
    tolerance : float
        Distance on paper up to which a vertex may be left out.
    """
    lengths = [np.shape(path.vertices)[0] for path in paths]
    if not any(lengths):
        return paths
    lines = [path for path, length in zip(paths, lengths, strict=True) if length]
    vertices = np.concatenate([np.asarray(path.vertices) for path in lines])
    codes = np.concatenate([np.asarray(path.codes) for path in lines])
    kept = _kept(vertices * scale, codes, tolerance)
    ends = np.cumsum(lengths)
    places = [slice(end - length, end) for end, length in zip(ends, lengths, strict=True)]
    return tuple(Path(vertices[i][kept[i]], codes[i][kept[i]]) for i in places)


def _kept(places: Array, codes: npt.NDArray[np.uint8], tolerance: float) -> npt.NDArray[np.bool_]:
    """Return which of the vertices of lines are not left out, their places ``(n, 2)`` on paper."""
    x, y = np.ascontiguousarray(places.T)
    starts = codes == Path.MOVETO
    kept = starts | np.append(starts[1:], True)
    ends, own = np.flatnonzero(kept), np.flatnonzero(~kept)
    after = np.searchsorted(ends, own)
    first, last = ends[after - 1], ends[after]
    while own.size:  # each time the farthest vertex of every piece that is off
        off = _distance(x, y, own, first, last)
        begin = np.flatnonzero(np.diff(first, prepend=-1))
        many = np.diff(begin, append=own.size)
        farthest = np.maximum.reduceat(off, begin)
        is_off = farthest > tolerance
        at = np.flatnonzero(off == np.repeat(np.where(is_off, farthest, np.inf), many))
        piece = np.searchsorted(begin, at, side="right")
        new = own[at[np.diff(piece, prepend=0) > 0]]
        kept[new] = True
        parted = np.repeat(is_off, many)
        own, first, last = own[parted], first[parted], last[parted]
        middle = np.repeat(new, many[is_off])
        first, last = np.where(own > middle, middle, first), np.where(own < middle, middle, last)
        left = own != middle
        own, first, last = own[left], first[left], last[left]
    return kept


def _distance(x: Array, y: Array, own: Indices, first: Indices, last: Indices) -> Array:
    """Return the distances of some of the places ``(n,)`` from the pieces between two others."""
    across, up = x[last] - x[first], y[last] - y[first]
    right, above = x[own] - x[first], y[own] - y[first]
    square = np.maximum(across * across + up * up, 1e-300)
    along = np.clip((across * right + up * above) / square, 0.0, 1.0)
    return np.hypot(right - along * across, above - along * up)


@lru_cache(maxsize=2)
def _picture(
    paths: tuple[Path, ...],
    looks: tuple[tuple[str, ...], tuple[str, ...], float],
    view: tuple[tuple[float, float], tuple[float, float]],
    size: tuple[float, float],
    dpi: float,
) -> npt.NDArray[np.uint8]:
    """Return a landscape ``(height, width, 4)`` in few colours, the lowest row first.

    The same array for all panels of one size: files hold it once where they can.
    """
    wanted = np.array(size) * dpi / 72
    whole = np.ceil(wanted)
    figure = Figure(figsize=tuple(whole / dpi), dpi=dpi, frameon=False)
    ax = figure.add_axes((0, 0, *(wanted / whole)))
    ax.set(xlim=view[0], ylim=view[1])
    ax.set_axis_off()
    fills, edges, width = looks
    bands = PathCollection(paths, facecolors=fills, edgecolors=edges, linewidths=width)
    ax.add_collection(bands, autolim=False)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return _in_few_colours(np.asarray(canvas.buffer_rgba())[::-1], fills, edges)


def _in_few_colours(
    pixels: npt.NDArray[np.uint8], fills: Sequence[str], edges: Sequence[str]
) -> npt.NDArray[np.uint8]:
    """Return pixels that are opaque or let everything through, in the colours of the bands.

    Those are the fills, the edges, and what lies between an edge and the bands on its sides.
    """
    ground, lines = (np.array([to_rgb(one) for one in some]) for some in (fills, edges))
    below = np.vstack([ground[:1], ground[:-1]])
    shares = np.linspace(0, 1, _SHADES)[:, np.newaxis, np.newaxis]
    table = np.concatenate([side + (lines - side) * shares for side in (ground, below)])
    opaque = pixels[..., 3] > 127
    packed = np.ascontiguousarray(pixels[opaque]).view(np.uint32)[:, 0]
    codes, which = np.unique(packed, return_inverse=True)
    apart = codes.view(np.uint8).reshape(-1, 1, 4)[..., :3] - 255 * table.reshape(-1, 3)
    nearest = np.rint(255 * table).astype(np.uint8).reshape(-1, 3)[(apart**2).sum(-1).argmin(1)]
    few = np.zeros_like(pixels)
    few[opaque] = np.insert(nearest, 3, 255, axis=1)[which]
    return few
