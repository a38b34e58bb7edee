"""The iterates of runs as lines on a plane: every step visible, far ones cut at the frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.patheffects import Normal, Stroke

from optim_viz.plots.panels.moving import Appearing, Head, Marks, moves, trail
from optim_viz.plots.style.labels import text_width
from optim_viz.plots.style.optimizer_styles import Dash, Style
from optim_viz.plots.style.themes import axes_or_new, paper, points
from surfaces import Array, Box

Pattern = tuple[float, Dash]
"""Offset of a dash, and the dash, in line widths."""

_INFINITY = 1e300
_MAX_VIEWS_AWAY = 30.0
"""Iterates further away than this many views are pulled in: renderers overflow on them."""

_PLACES, _SHARED = 400, 0.6
"""Places along each line that are compared, and the share of them at which lines coincide."""

_APART = 4.0
"""Distance of the marks of departures of a path, at least, in sizes of a marker."""

_DASH = 4.0
"""Length of the dashes, in line widths, that take turns where lines coincide."""


@dataclass(frozen=True, eq=False)
class Exit:
    """The last exit of a path from the frame: the iterate before, the crossing, and its word."""

    before: Array
    at: Array
    word: str
    step: int
    """The first step outside."""


def draw_paths(
    paths: Sequence[Array],
    styles: Sequence[Style],
    ax: Axes | None = None,
    *,
    words: Sequence[str] = (),
    weight: float = 1.0,
) -> Axes:
    """Draw iterates ``(2, steps + 1)`` as lines on axes whose limits are set.

    A marker stands at each step that can be told apart, and a larger one at the end. A path that
    ends beyond the limits is cut there, with an arrow and its word; where one leaves for some
    steps is a smaller arrow. The weight is a multiple of the line width in force.
    """
    ax = axes_or_new(ax)
    box = Box(ax.get_xlim(), ax.get_ylim())
    exits, drawn = [], []
    for path, style, word in zip(paths, styles, words or [""] * len(paths), strict=True):
        line, leaving = framed(path, box, word)
        drawn.append(line)
        exits += [(leaving, style)] if leaving else []
    ranks = longest_lowest(paths, box)
    levels = 3 + ranks / len(paths)
    turns = turns_of(drawn, ranks.tolist(), ax)
    for line, style, level, turn in zip(drawn, styles, levels.tolist(), turns, strict=True):
        _draw_path(line, style, box, ax, level, turn, weight)
    draw_departures(drawn, styles, box, ax)
    draw_exits(exits, ax, free=[path[:, 0] for path in paths])
    return ax


def framed(path: Array, box: Box, word: str = "") -> tuple[Array, Exit | None]:
    """Return a path as far as it is in the box, and where it leaves it for good, if it does."""
    line = _within_reach(path, box)
    last = _last_inside(line, box)
    if 0 <= last < line.shape[1] - 1:
        leaving = crossing(line[:, last], line[:, last + 1], box)
        line, before = np.column_stack([line[:, : last + 1], leaving]), line[:, last]
        return line, Exit(before, leaving, word, last + 1)
    if last >= 0 and np.isnan(path[:, -1]).any():  # lost at an unknown place
        return line, Exit(line[:, last], line[:, last], word, last)
    return line, None


def longest_lowest(paths: Sequence[Array], box: Box) -> npt.NDArray[np.intp]:
    """Return the rank of each path in the order of drawing: the longest in view lies below."""
    lengths = np.array([_length(path, box) for path in paths])
    return np.argsort(np.argsort(-lengths, kind="stable"), kind="stable")


def turns_of(paths: Sequence[Array], ranks: Sequence[int], ax: Axes) -> list[Pattern | None]:
    """Return dashes that take turns where paths lie on each other, the lowest solid; else None."""
    groups: list[list[int]] = []
    trails = [_along(path, ax) for path in paths]
    for i in sorted(range(len(paths)), key=ranks.__getitem__):
        group = next((own for own in groups if _hidden(trails[own[0]], trails[i])), None)
        if group is None:
            groups.append([i])
        else:
            group.append(i)
    turns: list[Pattern | None] = [None] * len(paths)
    for group in groups:
        for turn, i in enumerate(group if len(group) > 1 else []):
            turns[i] = _DASH * turn, (_DASH, _DASH * (len(group) - 1)) if turn else ()
    return turns


def _along(path: Array, ax: Axes) -> Array:
    """Return places ``(2, n)`` in points, evenly along a path as far as it is in view."""
    if path.shape[1] < 2:
        return np.empty((2, 0))
    to_points = 72 / ax.figure.dpi
    x, y = ax.transData.transform(path.T).T * to_points
    gone = np.append(0.0, np.hypot(np.diff(x), np.diff(y)).cumsum())
    at = np.linspace(0, gone[-1], _PLACES)
    places = np.array([np.interp(at, gone, x), np.interp(at, gone, y)])
    return places[:, Box(*(ax.bbox.get_points().T * to_points).tolist()).contains(places)]


def _hidden(lower: Array, upper: Array) -> bool:
    """Whether a line, at places ``(2, n)`` in points, lies for the most part below another."""
    if not (lower.size and upper.size):
        return False
    width, most = points("lines.linewidth"), _SHARED * lower.shape[1]
    near = lower[:, _near(lower, upper, width)]
    if near.shape[1] <= most:
        return False
    across, up = near[:, :, np.newaxis] - upper[:, np.newaxis]
    apart = (across**2 + up**2).min(axis=1)
    return float((apart < width**2).sum()) > most


def _near(places: Array, others: Array, width: float) -> npt.NDArray[np.bool_]:
    """Whether places lie in a square of a lattice that others lie in, or in one beside it.

    No other place is nearer than the width of a square; to look all distances up takes long.
    """
    row = 2.0**24  # squares: more than any figure has
    own, taken = ((row, 1.0) @ np.floor(some / width) for some in (places, others))
    beside = [row * across + up for across in (-1, 0, 1) for up in (-1, 0, 1)]
    return np.isin(own, np.add.outer(beside, taken))


def _length(path: Array, box: Box) -> float:
    """Return the length of a path in view: the longest lies below, so as not to hide others."""
    return float(np.abs(np.diff(_within_reach(path, box))).sum())


def _draw_path(
    path: Array,
    style: Style,
    box: Box,
    ax: Axes,
    level: float,
    dash: Pattern | None,
    weight: float,
) -> None:
    x, y = path
    draw_line(x, y, style, ax, marked=told_apart(path, ax), level=level, dash=dash, weight=weight)
    draw_end(x, y, style, ax, stays=bool(box.contains(path[:, -1])))


def draw_line(
    x: Array,
    y: Array,
    style: Style,
    ax: Axes | None = None,
    *,
    marked: Sequence[int] = (),
    steps: Array | None = None,
    level: float = 3.0,
    dash: Pattern | None = None,
    weight: float = 1.0,
) -> Axes:
    """Draw a line of the style with a thin halo, and markers at some of its points.

    Its points are those of the steps 0, 1, ... of a run unless others are given. With another dash
    than that of its style, a line below shows through.
    """
    ax = axes_or_new(ax)
    width, size = weight * points("lines.linewidth"), points("lines.markersize")
    offset, own = dash or (0, style.dash)
    line = ax.plot(
        x, y, color=style.colour, lw=width, ls=(offset, own) if own else "-",
        solid_joinstyle="round", zorder=level, path_effects=halo(width),
    )  # fmt: skip
    path = trail([x, y], steps)
    moves(line, path)
    at = np.array(marked, dtype=int)
    marks = ax.plot(
        x[at], y[at], ms=0.95 * size, ls="none", zorder=level + 1e-3, **marker(style, 0.1 * size)
    )
    moves(marks, Marks(path.steps[at], path.places[:, at]))
    return ax


def draw_end(
    x: Array,
    y: Array,
    style: Style,
    ax: Axes | None = None,
    *,
    steps: Array | None = None,
    stays: bool = True,
) -> Axes:
    """Mark where a line ends, if the mark stays there; its points are those of `draw_line`."""
    ax, size = axes_or_new(ax), points("lines.markersize")
    end = ax.plot(
        x[-1:], y[-1:], ms=1.35 * size, zorder=7, clip_on=False, visible=stays,
        **marker(style, 0.16 * size),
    )  # fmt: skip
    moves(end, Head(trail([x, y], steps), stays))
    return ax


def marker(style: Style, edge: float) -> dict[str, Any]:
    """Return the settings of a marker of the style, with a thin edge in the paper's colour."""
    hollow = style.filling != style.colour
    return {
        "marker": style.marker,
        "mfc": style.filling,
        "mec": style.colour if hollow else paper(),
        "mew": 2 * edge if hollow else edge,
    }


def halo(width: float) -> list[Stroke | Normal]:
    """Return the effect of a thin edge in the paper's colour, so that crossing lines stay apart."""
    return [Stroke(linewidth=2 * width, foreground=paper()), Normal()]


_MANY, _COVERED = 100, 0.5
"""A path with more markers than this has one of those within this share of their size."""


def told_apart(path: Array, ax: Axes) -> list[int]:
    """Return the steps whose marker stands clear of the one before and of the one after."""
    on_page = ax.transData.transform(path.T) * 72 / ax.figure.dpi
    clear = np.hypot(*np.diff(on_page, axis=0).T) > 1.15 * points("lines.markersize")
    after = np.append(clear[1:], True)
    steps = np.flatnonzero(clear & after) + 1
    if len(steps) > _MANY:  # of those on each other the first is seen as well as all
        cells = np.floor(on_page[steps] / (_COVERED * points("lines.markersize")))
        steps = np.sort(steps[np.unique(cells, axis=0, return_index=True)[1]])
    return steps.tolist()


def _within_reach(path: Array, box: Box) -> Array:
    """Drop what is not a number and pull distant iterates towards the view, in their direction."""
    path = np.clip(path[:, ~np.isnan(path).any(axis=0)], -_INFINITY, _INFINITY)
    centre = ((box.low + box.high) / 2)[:, np.newaxis]
    away = (path - centre) / (box.high - box.low)[:, np.newaxis]
    distance = np.maximum(np.abs(away).max(axis=0), _MAX_VIEWS_AWAY) / _MAX_VIEWS_AWAY
    return centre + (path - centre) / distance


def _last_inside(path: Array, box: Box) -> int:
    """Return the last step inside the box, -1 if there is none."""
    inside = np.flatnonzero(box.contains(path))
    return int(inside[-1]) if inside.size else -1


def crossing(inside: Array, outside: Array, box: Box) -> Array:
    """Return where the segment between two points meets the edge of the box."""
    step = outside - inside
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(step > 0, box.high - inside, box.low - inside) / step
    return inside + step * shares[step != 0].min()


def departures(path: Array, box: Box) -> Iterator[tuple[int, Array]]:
    """Return the first steps outside a box of a path ``(2, n)``, and where it crosses the edge.

    A segment between two points outside may cross the box, too (Liang & Barsky 1984).
    """
    start, way = path[:, :-1], np.diff(path)
    low, high = box.low[:, np.newaxis], box.high[:, np.newaxis]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        at = np.array([(low - start) / way, (high - start) / way])
    still = np.where((start >= low) & (start <= high), np.inf, -np.inf)
    enters = np.where(way == 0, -still, at.min(axis=0)).max(axis=0)
    leaves = np.where(way == 0, still, at.max(axis=0)).min(axis=0)
    for i in np.flatnonzero((np.maximum(enters, 0) <= leaves) & (leaves < 1 - 1e-9)).tolist():
        yield i + 1, path[:, i] + leaves[i] * way[:, i]


def draw_departures(
    paths: Sequence[Array],
    styles: Sequence[Style],
    box: Box,
    ax: Axes,
    place: Callable[[Array], Array] = np.asarray,
) -> None:
    """Put a small arrowhead wherever a path leaves the frame for some steps.

    What a point ``(2,)`` of the frame is on the axes is another place where these show a relief.
    """
    clear = _APART * points("lines.markersize") * ax.figure.dpi / 72
    for path, style in zip(paths, styles, strict=True):
        marked: list[Array] = []
        for step, at in departures(path, box):
            tip = ax.transData.transform(place(at))
            if all(np.hypot(*(tip - other)) > clear for other in marked):
                marked.append(tip)
                _draw_arrow(place(at), place(path[:, step - 1]), 1.6, step, style, ax)


def _draw_arrow(at: Array, before: Array, share: float, step: int, style: Style, ax: Axes) -> None:
    """Put an arrowhead at a place, away from another; it is there from a step on."""
    size = points("lines.markersize")
    way = ax.transData.transform(at) - ax.transData.transform(before)
    arrow = ax.plot(
        *at, marker=(3, 0, np.degrees(np.arctan2(*way[::-1])) - 90), ms=share * size,
        color=style.colour, mec=paper(), mew=0.14 * size, zorder=8, clip_on=False,
    )  # fmt: skip
    moves(arrow, Appearing(step))


def draw_exits(exits: Sequence[tuple[Exit, Style]], ax: Axes, free: Sequence[Array] = ()) -> None:
    """Put an arrowhead where each path crosses the frame, and its word inside, none on another.

    No word is put on the places that are to be free: on marks of a start. One that has no room in
    a small panel is left out.
    """
    font, unit = 0.8 * points("font.size"), ax.figure.dpi / 72  # pixels in a point
    mark = points("lines.markersize") * unit
    taken = [(ax.transData.transform(place), np.array([mark, mark])) for place in free]
    for leaving, style in exits:
        if (leaving.at != leaving.before).any():
            _draw_arrow(leaving.at, leaving.before, 2.2, leaving.step, style, ax)
        if not leaving.word:
            continue
        half = np.array([text_width([leaving.word], font), 1.2 * font]) * unit / 2
        place = _free_place(ax.transData.transform(leaving.at), half, taken, ax)
        if place is None:
            continue
        taken.append((place, half))
        x, y = ax.transData.inverted().transform(place)
        word = ax.text(
            x, y, leaving.word, color=style.text_colour,
            fontsize=font, ha="center", va="center", zorder=8, path_effects=halo(0.15 * font),
        )  # fmt: skip
        moves(word, Appearing(leaving.step))


def _free_place(
    tip: Array, half: Array, taken: Sequence[tuple[Array, Array]], ax: Axes
) -> Array | None:
    """Return the middle of a word beside a tip: in the frame, and on nothing that was put there.

    None where there is no such place. Places and halves of sizes are in pixels. Of all lines and
    three columns the nearest is taken.
    """
    low, high = np.array(ax.bbox.min), np.array(ax.bbox.max)
    room = half + half[1]
    wanted = np.clip(tip + np.sign((low + high) / 2 - tip) * room, low + room, high - room)
    lines = range(int((high - low)[1] / (2 * half[1])) + 1)
    places = [
        wanted + 2 * half * [column, sign * line]
        for line in lines for sign in (1, -1) for column in (0, 1, -1)
    ]  # fmt: skip
    for place in sorted(places, key=lambda one: float(np.abs(one - wanted).sum())):
        within = (place - half >= low).all() and (place + half <= high).all()
        if within and not any(
            (np.abs(place - at) < 0.99 * (half + size)).all() for at, size in taken
        ):
            return place
    return None
