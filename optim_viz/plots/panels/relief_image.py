"""The picture of a block whose top is a height field: a pixel shows the first part behind it.

Seen from above in parallel projection, what lies on a vertical line of the picture is one profile
of the surface, read from front to back; a pixel shows the first place of the profile that is as
high in the picture. So every pixel is found by one running maximum, without sorting cells.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import hypot
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optim_viz.plots.panels.height_field import Camera, HeightField
from surfaces import Array

_FINER = 2
"""Lines and columns for each pixel of the picture: their mean has smooth edges."""

_STRIP = 128
"""Columns that are found in one go."""

_PLACES = 1.5
"""Places of a profile for each node along the longer side of the grid."""

_SHADES, _DARKEST, _LIGHTEST = 64, 0.5, 1.5
"""Number and range of the shades of each colour."""

Pixels = npt.NDArray[np.uint8]
"""``(..., 4)``: red, green, blue, opacity; of pictures the uppermost row first."""

_Floats = npt.NDArray[np.float32]
_Whole = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Window:
    """The part of the picture plane that is shown: its left lower corner, and pixels for a unit."""

    left: float
    bottom: float
    columns: int
    rows: int
    scale: float

    @property
    def finer(self) -> Window:
        """The same part with the lines and columns of which a pixel is the mean."""
        columns, rows = self.columns * _FINER, self.rows * _FINER
        return Window(self.left, self.bottom, columns, rows, self.scale * _FINER)

    @property
    def strips(self) -> list[Window]:
        """The same part in some columns after the other: their arrays stay at hand."""
        begins = range(0, self.columns, _STRIP)
        return [
            replace(self, left=self.left + at / self.scale, columns=min(_STRIP, self.columns - at))
            for at in begins
        ]


@dataclass(frozen=True, eq=False)
class Paint:
    """What a block is painted with: each node of the field has a tone and a light."""

    tones: Array
    """``(rows, columns)``: a place in the colours; between two of them there is a line."""
    light: Array
    """``(rows, columns)``: 1 on level ground."""
    colours: Array
    """``(n, 3)``, from 0 to 1."""
    line: Array
    """Colour of the lines, ``(3,)``."""
    walls: Array
    """Colours of the walls across the first and across the second axis, ``(2, 3)``."""

    @property
    def palette(self) -> Pixels:
        """All colours with their opacity: shades of each tone, the line, both walls, nothing."""
        shades = np.linspace(_DARKEST, _LIGHTEST, _SHADES)[:, np.newaxis]
        shaded = (self.colours[:, np.newaxis] * shades).clip(0, 1).reshape(-1, 3)
        opaque = np.concatenate([shaded, self.line[np.newaxis], self.walls])
        whole = np.hstack([opaque, np.ones((len(opaque), 1))])
        return (255 * np.vstack([whole, np.zeros(4)]) + 0.5).astype(np.uint8)


def picture(
    field: HeightField, foot: float, paint: Paint, camera: Camera, window: Window
) -> Pixels:
    """Return the picture of a field, and of the walls below its edges down to the foot."""
    strips = [_entries(field, foot, paint, camera, strip) for strip in window.finer.strips]
    entries = np.concatenate(strips)
    line = len(paint.colours) * _SHADES
    tones = entries // _SHADES  # all that is not the surface counts as one tone
    edges = np.zeros(entries.shape, bool)
    edges[:-1] |= tones[:-1] != tones[1:]
    edges[:, :-1] |= tones[:, :-1] != tones[:, 1:]
    entries[edges & (entries < line)] = line
    return _reduced(paint.palette, entries)


def _entries(
    field: HeightField, foot: float, paint: Paint, camera: Camera, window: Window
) -> npt.NDArray[np.int16]:
    """Return what is seen in each column, from below: places in the palette."""
    profiles = _Profiles(field, camera, window)
    seen = _seen(profiles, window)
    tones = seen.sample(profiles.sample(paint.tones)).astype(np.int16)
    light = (seen.sample(profiles.sample(paint.light)) - _DARKEST) / (_LIGHTEST - _DARKEST)
    shades = (light * _SHADES).astype(np.int16).clip(0, _SHADES - 1)
    sheet = tones.clip(0, len(paint.colours) - 1) * np.int16(_SHADES) + shades
    wall = len(paint.colours) * _SHADES + 1
    nothing = wall + 2
    sides = wall + profiles.walls[seen.pixels // window.rows]
    sides[seen.height < profiles.on_page(foot, seen.after)] = nothing
    entries = np.full(window.columns * window.rows, nothing, np.int16)
    entries[seen.pixels] = np.where(seen.is_wall, sides, sheet)
    return entries.reshape(window.columns, window.rows)


def _reduced(palette: Pixels, entries: npt.NDArray[np.int16]) -> Pixels:
    """Return pixels of which each is the mean of some lines and columns."""
    from PIL import Image

    colours = palette.view(np.uint32)[:, 0][entries.T[::-1]]
    finer = Image.frombuffer("RGBA", colours.shape[::-1], colours.tobytes(), "raw", "RGBA", 0, 1)
    pixels = np.array(finer.reduce(_FINER))
    rim = (pixels[..., 3] > 0) & (pixels[..., 3] < 255)  # what is not there has darkened them
    pixels[rim, :3] = np.minimum(255.0 * pixels[rim, :3] / pixels[rim, 3:], 255)
    return pixels


class _Profiles:
    """The profiles of a field, one for each column of the picture, from front to back."""

    heights: _Floats
    """Heights in the picture plane, ``(columns, places)``; ``-inf`` where nothing is."""
    walls: _Whole
    """Which wall each profile begins with, ``(columns,)``: across which axis."""

    def __init__(self, field: HeightField, camera: Camera, window: Window) -> None:
        right = camera.across[:2]
        self._field, self._right, self._back = field, right, np.array([-right[1], right[0]])
        self._up, self._deep = float(camera.up[2]), float(camera.toward[2])
        self._across = window.left + (np.arange(window.columns) + 0.5) / window.scale
        length, count = hypot(*field.size), int(_PLACES * max(field.heights.shape))
        places = np.linspace(-length / 2, length / 2, count)
        step = places[1] - places[0]
        begin, end, self.walls = self._stretches()
        hit = np.flatnonzero(begin < end)
        first = np.ceil((begin[hit] - places[0]) / step).clip(1, count - 1).astype(np.intp)
        last = np.floor((end[hit] - places[0]) / step).clip(0, count - 2).astype(np.intp)
        self._ends = (hit, first - 1, begin[hit]), (hit, last + 1, end[hit])
        inside = np.zeros((window.columns, count), bool)
        nth = np.arange(count)
        inside[hit] = (nth >= first[:, np.newaxis] - 1) & (nth <= last[:, np.newaxis] + 1)
        self._first, self._step = places[0], step
        self._depths = np.tile(places.astype(np.float32), (window.columns, 1))
        for columns, place, depth in self._ends:
            self._depths[columns, place] = depth
        heights = self.sample(field.heights) * self._up + self._depths * self._deep
        heights[~(inside & np.isfinite(heights))] = -np.inf
        self.heights = heights.astype(np.float32)

    def _stretches(self) -> tuple[Array, Array, _Whole]:
        """Return where each profile begins and ends, and across which axis it begins."""
        begin = np.full((2, len(self._across)), -np.inf)
        end = -begin
        for axis in (0, 1):
            half, at = self._field.size[axis] / 2, self._across * self._right[axis]
            with np.errstate(divide="ignore", invalid="ignore"):
                ends = np.array([-half - at, half - at]) / self._back[axis]
            begin[axis], end[axis] = np.fmin(*ends), np.fmax(*ends)
        return begin.max(axis=0), end.min(axis=0), begin.argmax(axis=0)

    def on_page(self, height: float, at: _Whole) -> _Floats:
        """Return where a height at places falls in the picture plane."""
        return self._up * np.float32(height) + self._deep * self._depths.ravel()[at]

    def sample(self, nodes: Array) -> _Floats:
        """Return values at nodes as values of profiles ``(columns, places)``."""
        from PIL import Image

        cells = (np.array(self._field.heights.shape[::-1]) - 1) / self._field.size
        middle = (np.array(self._field.heights.shape[::-1]) - 1) / 2
        by_place = self._back * self._step * cells
        by_column = self._right * (self._across[1] - self._across[0]) * cells
        origin = (self._across[0] * self._right + self._first * self._back) * cells + middle
        corner = origin + 0.5 - (by_place + by_column) / 2  # of pixels, whose middles are nodes
        matrix = np.column_stack([by_place, by_column, corner]).ravel()
        picture = Image.fromarray(nodes.astype(np.float32))
        turned = picture.transform(
            self._depths.shape[::-1],
            Image.Transform.AFFINE,
            matrix.tolist(),
            Image.Resampling.BILINEAR,
        )
        values = np.array(turned)
        for columns, place, depth in self._ends:
            at = np.outer(self._right, self._across[columns]) + np.outer(self._back, depth)
            values[columns, place] = _bilinear(nodes, *self._field.cells(at))
        return values


def _bilinear(nodes: Array, x: Array, y: Array) -> Array:
    """Return values between nodes, at places in cells; those a little outside are at the edge."""
    rows, columns = nodes.shape
    x, y = x.clip(0, columns - 1), y.clip(0, rows - 1)
    i, j = x.astype(np.intp).clip(0, columns - 2), y.astype(np.intp).clip(0, rows - 2)
    right, up = x - i, y - j
    lower = nodes[j, i] * (1 - right) + nodes[j, i + 1] * right
    upper = nodes[j + 1, i] * (1 - right) + nodes[j + 1, i + 1] * right
    return lower * (1 - up) + upper * up


class _Seen(NamedTuple):
    """Pixels that show something, in columns from below: what they show lies between two places."""

    pixels: _Whole
    """Their numbers, column after column."""
    before: _Whole
    after: _Whole
    """Numbers of both places, profile after profile."""
    share: _Floats
    """How far it is from the one before."""
    is_wall: npt.NDArray[np.bool_]
    """Whether nothing is at the place before."""
    height: _Floats
    """The height of each pixel in the picture plane."""

    def sample(self, values: _Floats) -> _Floats:
        """Return what each pixel shows of the values ``(columns, places)`` of profiles."""
        flat = values.ravel()
        first = flat[self.before]
        return first + (flat[self.after] - first) * self.share


def _seen(profiles: _Profiles, window: Window) -> _Seen:
    """Return the pixels that show something: those below the highest place of their profile."""
    columns, places = profiles.heights.shape
    horizon = np.maximum.accumulate(profiles.heights, axis=1)
    below = np.floor((horizon - np.float32(window.bottom)) * np.float32(window.scale) + 0.5)
    below = below.clip(0, window.rows).astype(np.intp)  # pixels whose middle is not higher
    after = np.repeat(np.arange(columns * places), np.diff(below, axis=1, prepend=0).ravel())
    counts = below[:, -1]
    begin = np.arange(columns) * window.rows - (np.cumsum(counts) - counts)
    pixels = np.arange(len(after)) + np.repeat(begin, counts)
    height = (pixels % window.rows + 0.5) / window.scale + window.bottom
    heights, before = profiles.heights.ravel(), np.maximum(after - 1, 0)
    start, end = heights[before], heights[after]
    is_wall = np.isneginf(start) | (after % places == 0)
    share = np.ones(len(after))
    np.divide(height - start, end - start, out=share, where=~is_wall)
    shares, heights = share.astype(np.float32), height.astype(np.float32)
    return _Seen(pixels, before, after, shares, is_wall, heights)
