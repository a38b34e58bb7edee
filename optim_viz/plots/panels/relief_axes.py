"""The axes of a relief: the walls behind it, the edges of its block, ticks, and names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import ceil

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from optim_viz.plots.panels.height_field import Camera
from optim_viz.plots.style.labels import text_width
from optim_viz.plots.style.page import NOTE
from optim_viz.plots.style.themes import FAINT_LINE, ink, points
from optim_viz.plots.style.ticks import Ticks, ticks
from surfaces import Array, Box

_LEFT, _RIGHT, _BELOW, _ABOVE = 3.2, 2.2, 2.6, 1.6
"""Room for ticks and names around a block, in ems."""

_SMALL, _BESIDE, _BARE = 13.5, 1.3, 0.3
"""Width of axes that are too small for numbers, and room around a block there, in ems."""

WITH_NUMBERS, WITHOUT = (_LEFT + _RIGHT, _BELOW + _ABOVE), (2 * _BESIDE, _BESIDE + _BARE)
"""Room around a block across and up, with numbers and without, in ems."""

_MOST_TICKS = 4
_TICK, _GAP = 0.22, 0.25
"""Length of a tick, and distance of its label from its end, in ems."""

_LEADING = 1.1
"""Least distance of labels one above the other, in ems."""

_SHORTEST = 2.0
"""An axis that is seen shorter than this, in ems, is seen from its end and has no labels."""


@dataclass(frozen=True, eq=False)
class Scene:
    """Where the points of a block fall on axes; the data of the axes are the picture plane."""

    size: tuple[float, float]
    heights: tuple[float, float]
    """Those of the lower and the upper end of the block."""
    camera: Camera
    ax: Axes
    seen_from: tuple[Camera, ...] = ()
    """Eyes for all of which there is room; none: for this one."""

    @cached_property
    def em(self) -> float:
        """The type size in force, in pixels."""
        return points("font.size") * self.ax.figure.dpi / 72

    @property
    def pixels(self) -> tuple[int, int]:
        """Pixels that cover the axes, across and up."""
        return ceil(self.ax.bbox.width), ceil(self.ax.bbox.height)

    @cached_property
    def _extent(self) -> Array:
        """The lowest and the highest place of corners across and up, ``(2, 2)``."""
        x, y = ((-side / 2, side / 2) for side in self.size)
        corners = np.array(list(product(x, y, self.heights))).T
        seen = [camera.project(corners) for camera in self.seen_from or (self.camera,)]
        everything = np.concatenate(seen, axis=1)
        return np.array([everything.min(axis=1), everything.max(axis=1)])

    @cached_property
    def scale(self) -> float:
        """Pixels for a unit."""
        low, high = self._extent
        room = [self.ax.bbox.width, self.ax.bbox.height] - self.em * self._margins.sum(axis=0)
        return float((np.maximum(room, 1.0) / (high - low)).min())

    @property
    def _margins(self) -> Array:
        if self.is_small:
            return np.array([[_BESIDE, _BESIDE], [_BESIDE, _BARE]])
        return np.array([[_LEFT, _BELOW], [_RIGHT, _ABOVE]])

    @property
    def is_small(self) -> bool:
        """Whether there is no room for numbers, but only for the names of the axes of the plane."""
        return self.ax.bbox.width < _SMALL * self.em

    @cached_property
    def corner(self) -> tuple[float, float]:
        """The left lower corner of the axes in the picture plane: the block is in the middle."""
        low, high = self._extent
        before, after = self._margins * self.em / self.scale
        whole = np.array([self.ax.bbox.width, self.ax.bbox.height]) / self.scale
        spare = whole - (high - low) - before - after
        left, bottom = low - before - spare / 2
        return float(left), float(bottom)

    def limit(self) -> None:
        """Set the limits of the axes, and hide their own lines and ticks."""
        left, bottom = self.corner
        wide, high = self.ax.bbox.width / self.scale, self.ax.bbox.height / self.scale
        self.ax.set(xlim=(left, left + wide), ylim=(bottom, bottom + high))
        self.ax.set_axis_off()

    def project(self, points: Array) -> Array:
        """Return where points ``(3, *batch)`` fall, ``(2, *batch)``."""
        return self.camera.project(points)


def draw_frame(scene: Scene, box: Box, heights: Ticks, names: Sequence[str]) -> None:
    """Draw walls behind a block, its edges, and three axes with ticks."""
    (wide, deep), (foot, _) = scene.size, scene.heights
    toward = scene.camera.toward
    near_x, near_y = (0.5 * side * (1.0 if along >= 0 else -1.0)
                      for side, along in zip((wide, deep), toward, strict=False))  # fmt: skip
    corners = np.array([[-near_x, near_y, foot], [-near_x, -near_y, foot], [near_x, -near_y, foot]])
    _draw_walls(scene, corners.T, heights)
    floor = np.array([[-near_x, near_x, near_x], [near_y, near_y, -near_y], [foot] * 3])
    _plot(scene, floor, FAINT_LINE, 1.0)
    first, second = (ticks(*side, 3.0 * _MOST_TICKS, across=True) for side in box.sides)
    for axis, (made, side, size) in enumerate(
        zip((first, second), box.sides, scene.size, strict=True)
    ):
        low, high = side
        at = [((one - low) / (high - low) - 0.5) * size for one in made.at]
        ends = np.array([[0.0, 0.0], [0.0, 0.0], [foot, foot]])
        ends[axis] = -size / 2, size / 2
        ends[1 - axis] = (near_x, near_y)[1 - axis]
        few = slice(None, None, -(-len(at) // _MOST_TICKS) or 1)
        _draw_axis(
            scene, axis, ends, Ticks(tuple(at[few]), made.labels[few], made.exponent), names[axis]
        )
    sides = corners.T[:, [0, 2]]
    left = sides[:, scene.project(sides)[0].argmin()]
    _draw_heights(scene, left, heights, names[2])


def _draw_walls(scene: Scene, corners: Array, heights: Ticks) -> None:
    """Draw the walls behind a block through its three hind corners, a line at each height."""
    foot, top = scene.heights
    for begin, end in ((0, 1), (1, 2)):
        wall = corners[:, [begin, end, end, begin]]
        wall[2] = foot, foot, top, top
        face = Polygon(scene.project(wall).T, closed=True, fc=ink(0.04), ec=ink(0.15),
                       lw=0.3 * points("lines.linewidth"), zorder=-3)  # fmt: skip
        scene.ax.add_patch(face)
    for at in heights.at:
        line = corners.copy()
        line[2] = at
        _plot(scene, line, 0.15, -2.0)


def _plot(scene: Scene, line: Array, share: float, level: float) -> None:
    scene.ax.plot(
        *scene.project(line), color=ink(share), lw=0.35 * points("lines.linewidth"), zorder=level,
        solid_joinstyle="round", clip_on=False,
    )  # fmt: skip


def _draw_axis(scene: Scene, axis: int, ends: Array, made: Ticks, name: str) -> None:
    """Draw ticks along an edge at the foot, outwards, and the name beside its middle."""
    if scene.is_small:
        made = Ticks((), (), 0)
    begin, end = scene.project(ends).T
    unit = scene.em / scene.scale
    length = float(np.hypot(*(end - begin)))
    if length < _SHORTEST * unit:
        return
    out = np.array([begin[1] - end[1], end[0] - begin[0]]) / length
    middle = (begin + end) / 2
    if out @ (middle - scene.project(np.array([0.0, 0.0, scene.heights[0]]))) < 0:
        out = -out
    places = np.repeat(ends[:, :1], len(made.at), axis=1)
    places[axis] = made.at
    feet, farthest = scene.project(places).T, 0.0
    every = _every(feet / unit, made.labels)
    for foot, label in zip(feet[::every], made.labels[::every], strict=True):
        farthest = max(farthest, _draw_tick(scene, foot, out, label))
    size = NOTE * points("font.size")
    room = _reach(name := made.name(name), out)
    at = middle + out * unit * (_TICK + 2 * _GAP + 2 * farthest + room)
    scene.ax.text(at[0], at[1], name, fontsize=size, color=ink(0.72), ha="center", va="center")


def _every(feet: Array, labels: Sequence[str]) -> int:
    """Return how many labels there are to one of those that have room, by their places in ems."""
    em = points("font.size")
    wide = text_width(labels, NOTE * em) / em + 0.15
    for every in range(1, len(labels)):
        across, up = np.abs(np.diff(feet[::every], axis=0)).T
        if ((across >= wide) | (up >= NOTE)).all():
            return every
    return max(len(labels), 1)


def _draw_tick(scene: Scene, at: Array, out: Array, label: str) -> float:
    """Draw a tick with its label, and return half the extent of that outwards, in ems."""
    unit, reach = scene.em / scene.scale, _reach(label, out)
    tip = at + _TICK * unit * out
    scene.ax.plot(
        *np.array([at, tip]).T, color=ink(FAINT_LINE), lw=0.35 * points("lines.linewidth"),
        zorder=1, clip_on=False,
    )  # fmt: skip
    place = tip + (_GAP + reach) * unit * out
    size = NOTE * points("font.size")
    scene.ax.text(
        place[0], place[1], label, fontsize=size, color=ink(0.72), ha="center", va="center"
    )
    return reach


def _reach(label: str, out: Array) -> float:
    """Return half the extent of a label in a direction, in ems."""
    em = points("font.size")
    wide, high = text_width([label], NOTE * em) / em, 0.72 * NOTE
    return float(abs(out[0]) * wide + abs(out[1]) * high) / 2


def _draw_heights(scene: Scene, foot: Array, made: Ticks, name: str) -> None:
    """Draw the axis of the heights at the left side of the walls, its name above."""
    upper = foot.copy()
    upper[2] = scene.heights[1]
    begin, end = scene.project(np.array([foot, upper]).T).T
    unit = scene.em / scene.scale
    if scene.is_small or end[1] - begin[1] < _SHORTEST * unit:
        return
    _plot(scene, np.array([foot, upper]).T, FAINT_LINE, 1.0)
    lowest = -np.inf
    for at, label in sorted(zip(made.at, made.labels, strict=True)):
        place = foot.copy()
        place[2] = at
        tip = scene.project(place)
        if tip[1] > lowest + _LEADING * unit:
            _draw_tick(scene, tip, np.array([-1.0, 0.0]), label)
            lowest = tip[1]
    name = made.name(name)
    wide = text_width([name], NOTE * points("font.size")) / points("font.size")
    left = end[0] - min(max(wide / 2, wide - 0.8), _LEFT) * unit  # long ones not over the walls
    scene.ax.text(
        left, end[1] + 0.9 * unit, name, fontsize=NOTE * points("font.size"),
        color=ink(0.72), ha="left", va="bottom",
    )  # fmt: skip
