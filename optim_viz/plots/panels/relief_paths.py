"""The paths of runs on a relief: what a hill hides of them is faint and dotted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from optim_viz.plots.panels.height_field import Camera
from optim_viz.plots.panels.marks import DRAW, draw_parts, draw_start, neighbours
from optim_viz.plots.panels.moving import moves, trail
from optim_viz.plots.panels.paths import (
    Exit,
    Pattern,
    draw_departures,
    draw_end,
    draw_exits,
    draw_line,
    framed,
    halo,
    longest_lowest,
    told_apart,
    turns_of,
)
from optim_viz.plots.panels.relief import Relief
from optim_viz.plots.panels.relief_axes import Scene
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.themes import FAINT_LINE, ink, mix, paper, points
from surfaces import Array

_FINEST, _MOST_PARTS = 1.0, 10_000
"""Length of a part of a segment, in cells, and about how many parts a whole path has at most."""

_HALVINGS = 14
"""A crossing into the shade of a hill is known to 1 / 16 000 of a part of a segment."""

_FAINT = 0.45
"""Share of the colour that is left of what is hidden."""

HIDDEN = "_hidden"
"""The label of a mark that is faint because a hill hides it."""

MOST_MARKS = 40
"""Points of a kind, but the lowest minima, that are marked on a relief."""

_DOTS = (0.0, (0.1, 1.8))
"""The dash of what is hidden, in line widths: with round ends these are dots."""


@dataclass(frozen=True, eq=False)
class Track:
    """A way over a surface: places in the block, each with the step at which a run is there."""

    steps: Array
    """``(n,)``: whole at iterates."""
    places: Array
    """``(3, n)``."""


def track(path: Array, shown: Relief) -> Track:
    """Return the way along the surface over iterates ``(2, n)``: from each straight to the next."""
    ends = shown.places(path)
    cells = np.abs(np.diff(shown.field.cells(ends), axis=1)).max(axis=0, initial=0.0)
    cells = np.nan_to_num(cells).clip(0, max(shown.field.heights.shape))
    finest = max(_FINEST, float(cells.sum()) / _MOST_PARTS)
    parts = np.ceil(cells / finest).clip(1).astype(np.intp)
    first = np.append(0, parts.cumsum())
    begin = np.repeat(np.arange(len(parts)), parts)
    share = (np.arange(first[-1]) - first[begin]) / parts[begin]
    steps = np.append(begin + share, path.shape[1] - 1.0)
    nth = np.arange(path.shape[1], dtype=float)
    x, y = (np.interp(steps, nth, line) for line in ends)
    return Track(steps, np.array([x, y, shown.field.at(np.array([x, y]))]))


def split(way: Track, shown: Relief, camera: Camera) -> tuple[Track, Track]:
    """Return what is seen of a track and what is hidden, cut where that changes.

    In both a place that is not a number stands for what belongs to the other one.
    """
    is_hidden = shown.is_hidden(way.places, camera)
    at = np.flatnonzero(np.diff(is_hidden))
    begin, end = way.places[:, at], way.places[:, at + 1]
    share = _crossings(begin, end, is_hidden[at], shown, camera)
    when = way.steps[at] + (way.steps[at + 1] - way.steps[at]) * share
    steps = np.insert(way.steps, at + 1, when)
    places = np.insert(way.places, at + 1, _between(begin, end, share, shown), axis=1)
    of_both = np.insert(np.zeros(len(is_hidden), bool), at + 1, True)
    hidden = np.insert(is_hidden, at + 1, False)
    return (
        Track(steps, np.where(hidden, np.nan, places)),
        Track(steps, np.where(hidden | of_both, places, np.nan)),
    )


def _crossings(
    begin: Array, end: Array, was_hidden: npt.NDArray[np.bool_], shown: Relief, camera: Camera
) -> Array:
    """Return where between two places ``(3, n)`` that changes, as a share of the way."""
    low, high = np.zeros(begin.shape[1]), np.ones(begin.shape[1])
    for _ in range(_HALVINGS if len(low) else 0):
        share = (low + high) / 2
        same = shown.is_hidden(_between(begin, end, share, shown), camera) == was_hidden
        low, high = np.where(same, share, low), np.where(same, high, share)
    return (low + high) / 2


def _between(begin: Array, end: Array, share: Array, shown: Relief) -> Array:
    """Return places on the surface between others."""
    places = (begin + (end - begin) * share)[:2]
    return np.array([*places, shown.field.at(places)])


def draw_tracks(
    paths: Sequence[Array],
    styles: Sequence[Style],
    words: Sequence[str],
    shown: Relief,
    scene: Scene,
) -> None:
    """Draw iterates ``(2, steps + 1)`` as lines on a relief, as `draw_paths` does on a plane."""
    box = shown.ground.box
    lines, exits = [], []
    for path, style, word in zip(paths, styles, words, strict=True):
        line, leaving = framed(path, box, word)
        lines.append(line)
        if leaving:
            before, at = scene.project(shown.on_top(np.array([leaving.before, leaving.at]).T)).T
            exits.append((Exit(before, at, word, leaving.step), style))
    ranks = longest_lowest(paths, box)
    ways = [track(line, shown) for line in lines]
    trails = [scene.project(way.places) for way in ways]
    whole = [trail[:, np.isfinite(trail).all(axis=0)] for trail in trails]
    turns = turns_of(whole, ranks.tolist(), scene.ax)
    for way, path, style, rank, turn in zip(ways, paths, styles, ranks, turns, strict=True):
        stays = bool(box.contains(path[:, -1]))
        _draw_track(way, style, 3 + float(rank) / len(paths), turn, stays, shown, scene)

    def place(point: Array) -> Array:
        """Return where a point of the plane falls."""
        return scene.project(shown.on_top(point))

    draw_departures(lines, styles, box, scene.ax, place)
    draw_exits(exits, scene.ax, free=[place(path[:, 0]) for path in paths])


def _draw_track(
    way: Track,
    style: Style,
    level: float,
    dash: Pattern | None,
    stays: bool,
    shown: Relief,
    scene: Scene,
) -> None:
    seen, hidden = split(way, shown, scene.camera)
    x, y = scene.project(hidden.places)
    faint = replace(style, light=faded(style.light), dark=faded(style.dark))
    if np.isfinite(x).any():
        _draw_hidden(x, y, hidden.steps, faint, scene.ax, level - 1)
        draw_end(x, y, faint, scene.ax, steps=hidden.steps, stays=stays)
        scene.ax.lines[-1].set_label(HIDDEN)
    x, y = scene.project(seen.places)
    iterates = np.flatnonzero(way.steps == np.floor(way.steps))
    apart = told_apart(scene.project(way.places[:, iterates]), scene.ax)
    at = np.searchsorted(seen.steps, way.steps[iterates[apart]])
    draw_line(
        x, y, style, scene.ax, steps=seen.steps, marked=at[np.isfinite(x[at])].tolist(),
        level=level, dash=dash,
    )  # fmt: skip
    draw_end(x, y, style, scene.ax, steps=seen.steps, stays=stays)


def _draw_hidden(x: Array, y: Array, steps: Array, faint: Style, ax: Axes, level: float) -> None:
    line = ax.plot(
        x, y, color=faint.colour, lw=points("lines.linewidth"), ls=_DOTS, zorder=level,
        dash_capstyle="round",
    )  # fmt: skip
    moves(line, trail([x, y], steps))


def faded(colour: str) -> str:
    """Return the colour of what is hidden."""
    return mix(colour, paper(), _FAINT)


def draw_edge(shown: Relief, scene: Scene) -> None:
    """Draw the edge of the domain, as far as it is in view and no hill hides it."""
    width = 0.5 * points("lines.linewidth")
    for line in shown.ground.edge.to_polygons(closed_only=False):
        seen, _ = split(track(np.asarray(line).T, shown), shown, scene.camera)
        scene.ax.plot(
            *scene.project(seen.places), color=ink(FAINT_LINE), lw=width, ls=(0, (4, 3)), zorder=1,
            path_effects=halo(width),
        )  # fmt: skip


def draw_curve_of_minimizers(shown: Relief, scene: Scene) -> None:
    """Draw the curve of minimizers, if the surface has one: faint where a hill hides it."""
    level = shown.ground.surface.continuum
    if level is None or level.kind != "curve":
        return
    at = level.points[:, shown.ground.box.contains(level.points)]
    places = shown.on_top(at)
    is_hidden, seen = shown.is_hidden(places, scene.camera), scene.project(places)
    pairs = neighbours(at, shown.ground.box)
    draw_parts([seen[:, one].T for one in pairs if not is_hidden[one].any()], scene.ax)
    faint = [seen[:, one].T for one in pairs if is_hidden[one].any()]
    draw_parts(faint, scene.ax, 0.75 * _FAINT)


def draw_points(kind: str, at: Array, shown: Relief, scene: Scene) -> None:
    """Mark points ``(2, n)`` of a kind on a relief, `DRAW` or the start; faint where hidden.

    Of a kind with many points nothing is marked but the lowest minima: marks would replace what
    they stand on.
    """
    if at.shape[1] > MOST_MARKS and kind != "global minimum":
        return
    places = shown.on_top(at)
    is_hidden = shown.is_hidden(places, scene.camera)
    draw = DRAW.get(kind, draw_start)
    for those, opacity in ((~is_hidden, 1.0), (is_hidden, _FAINT)):
        if those.any():
            known = len(scene.ax.lines)
            draw(scene.project(places[:, those]), scene.ax)
            for mark in scene.ax.lines[known:]:
                mark.set_alpha(opacity)
