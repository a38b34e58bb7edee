"""The window of a function without a domain: what there is to see, and how far it was looked for.

First a cube around the origin is searched, and one around the start if that lies beyond. Then the
search looks out for minima farther away, on a grid whose cells grow with the distance; where there
are few of them, the searched box is widened until it holds them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from surfaces.analysis.stationary import survey
from surfaces.analysis.zeros import Mask
from surfaces.any_dimension import repeated
from surfaces.box import Array, Box
from surfaces.custom.grids import nodes
from surfaces.custom.minima import explore
from surfaces.specs import InputError

if TYPE_CHECKING:
    from surfaces.base import Surface
    from surfaces.custom.explored import Explored

SEARCH_HALF_WIDTH = 10.0
"""Half side of the cubes that are searched first."""

FAR = 1e6
"""Minima are looked out for up to this distance."""

MOST_FRAMED_POINTS = 25
"""At most this many points are framed by the window; of more, those nearest to the start."""

MOST_FAR_MINIMA = 8
"""Where more minima than this lie beyond the first cube, they have no end: it is not widened."""

MOST_DESCENTS = 64
"""At most this many nodes of the outlook are followed down, the nearest first."""

START_CANDIDATES = [(-0.7, 0.4), (0.7, 0.4), (-0.4, -0.7), (0.6, -0.7), (0.2, 0.8), (-0.3, 0.1)]
"""Points that are tried as a start, from the middle of the domain, in half sides."""

LAST_CELL = 1 / 120
"""Where a function ends inside a cube, this share of its sides is searched beyond."""

Mark = tuple[float, ...]


@dataclass(frozen=True)
class Window:
    """What is shown of a function without a domain."""

    box: Box
    """The minima and other stationary points, with room around them, and the start."""
    searched: Box
    """The box in which all of them were looked for."""
    holds_all: bool
    """Whether all that were found are shown."""
    lowest: float
    """The lowest value that was met far away, where rounding does not explain it; inf if none."""


def window(surface: Explored) -> Window:
    """Search for what there is, and return what to show of it.

    Raises
    ------
    InputError
        A function that has no finite values where a window is looked for.
    """
    centre = np.zeros(surface.dim) if surface.begin is None else np.array(surface.begin)
    searched = _first(surface, centre)
    marks = _marks(surface, searched)
    for box in [_around(at) for at in marks if _is_on_edge(at, searched, surface)][:1]:
        searched, marks = [*searched, box], [*marks, *_marks(surface, [box])]
    known = surface._within(searched[0])
    outlook = _look_out(known, searched)
    if len(marks) <= MOST_FRAMED_POINTS:
        begin = np.reshape(surface.begin or (), (surface.dim, -1))
        ends = _descended(known, np.hstack([begin, outlook.points]))
        further = _further(known, ends, searched)
        if not further and not marks and (at := _lower(known, ends, searched, centre)) is not None:
            further = {_around(at): [at]}
        for box, found in further.items():
            searched, marks = [*searched, box], [*marks, *found]
    near = sorted(set(marks), key=lambda at: float(np.abs(centre - at).max()))
    shown, region = near[:MOST_FRAMED_POINTS], _hull(searched)
    return Window(_frame(surface, shown, region), region, len(shown) == len(near), outlook.lowest)


def _first(surface: Explored, centre: Array) -> list[Box]:
    """Return the boxes that are searched first: around the origin, and around the start."""
    origin = np.zeros(surface.dim)
    places = [origin]
    if not _cube(origin, SEARCH_HALF_WIDTH).contains(centre):
        places.append(centre)
    boxes = [box for place in places if (box := _finite_part(surface, place)) is not None]
    if not boxes:
        cloud = _outlook_nodes(surface.dim).reshape(surface.dim, -1)
        cloud = cloud[:, np.isfinite(surface(cloud))]
        if cloud.size:
            nearest = cloud[:, (cloud**2).sum(axis=0).argmin()]
            reach = max(SEARCH_HALF_WIDTH, float(np.abs(nearest).max()) / 2)
            boxes = [box for box in [_finite_part(surface, nearest, reach)] if box is not None]
    if not boxes:
        raise InputError(
            f"{str(surface)!r} has no finite values within ±{FAR:g}, where a domain is looked for"
        )
    return boxes


def _is_on_edge(at: Mark, searched: Sequence[Box], surface: Explored) -> bool:
    """Return whether a point lies on the edge of what was searched, and has values around it."""
    hull, place = _hull(searched), np.array(at)
    if not ((place == hull.low) | (place == hull.high)).any():
        return False
    beside = place[:, None] + 1e-3 * (hull.high - hull.low)[:, None] * _directions(len(at))
    return bool(np.isfinite(surface(beside)).all())


def _cube(middle: Array, half: float) -> Box:
    return Box(*zip((middle - half).tolist(), (middle + half).tolist(), strict=True))


def _hull(boxes: Sequence[Box]) -> Box:
    low = np.min([box.low for box in boxes], axis=0)
    high = np.max([box.high for box in boxes], axis=0)
    return Box(*zip(low.tolist(), high.tolist(), strict=True))


def _around(at: npt.ArrayLike) -> Box:
    """Return a box around a point far away that is wider than the cells of the outlook there."""
    return _rounded(_cube(np.asarray(at), max(2.0, 0.3 * float(np.abs(at).max()))))


def _finite_part(surface: Explored, middle: Array, half: float = SEARCH_HALF_WIDTH) -> Box | None:
    """Return the part of a cube in which the function has values; None if it has none."""
    cube = _cube(middle, half)
    cloud = nodes(cube)
    finite = np.isfinite(surface(cloud))
    if finite.all():
        return cube
    cloud = cloud[:, finite]
    if not cloud.size or (np.ptp(cloud, axis=1) == 0).any():
        return None
    part = Box(*zip(cloud.min(axis=1).tolist(), cloud.max(axis=1).tolist(), strict=True))
    return part if surface.pieces is None else _with_its_edge(part, cube)


def _with_its_edge(part: Box, cube: Box) -> Box:
    """Return the part of a cube in which nodes lie, with a cell more: there are its minima."""
    cell = LAST_CELL * (cube.high - cube.low)
    low, high = np.maximum(part.low - cell, cube.low), np.minimum(part.high + cell, cube.high)
    return Box(*zip(low.tolist(), high.tolist(), strict=True))


def _marks(surface: Explored, boxes: Sequence[Box]) -> list[Mark]:
    """Return the minima, the lowest edges and the other stationary points in some boxes."""
    marks = []
    for box in boxes:
        bounded = surface._within(box)
        found = explore(bounded, box)
        marks += [minimum.at for minimum in found.minima]
        lowest = min((minimum.value for minimum in found.minima), default=np.inf)
        marks += [end.at for end in found.open_ends[:1] if end.value < lowest]
        if surface.dim <= 2:
            level = found.level.size > 0  # flat points may then be on a curve
            points = survey(bounded, box).points
            marks += [one.at for one in points if not (level and one.kind == "degenerate")]
    return marks


def _frame(surface: Explored, marks: Sequence[Mark], region: Box) -> Box:
    """Return a box around marks, with room; it holds the start."""
    begin = None if surface.begin is None else np.array(surface.begin)
    if marks:
        low, high = np.min(marks, axis=0), np.max(marks, axis=0)
        room = max(0.6 * (high - low).max(), 2.0) * _proportions(surface, marks[0])
        low, high = low - room, high + room
    else:
        origin = np.zeros(surface.dim) if begin is None else begin
        middle = np.clip(origin, region.low, region.high)
        low, high = middle - SEARCH_HALF_WIDTH / 2, middle + SEARCH_HALF_WIDTH / 2
    low, high = np.maximum(low, region.low), np.minimum(high, region.high)
    if begin is not None:
        room = 0.1 * (np.maximum(high, begin) - np.minimum(low, begin))
        low = np.where(begin - room < low, begin - room, low)
        high = np.where(begin + room > high, begin + room, high)
    return _rounded(Box(*zip(low.tolist(), high.tolist(), strict=True)))


def _rounded(box: Box) -> Box:
    """Return the box that reaches to the next tenths."""
    low, high = np.floor(10 * box.low + 1e-9) / 10, np.ceil(10 * box.high - 1e-9) / 10
    return Box(*zip(low.tolist(), high.tolist(), strict=True))


def _proportions(surface: Surface, at: Mark) -> Array:
    """Return the relative width of the window by each coordinate: 1 for the steepest, at most 3."""
    curvature = np.abs(np.diagonal(surface.hessian(at)))
    if not (np.isfinite(curvature).all() and (curvature > 0).all()):
        return np.ones(surface.dim)
    return np.minimum(np.sqrt(curvature.max() / curvature), 3.0)


@dataclass(frozen=True)
class _Outlook:
    """What is to be seen far away."""

    points: Array
    """Points ``(d, n)`` from which it may go down to minima, the nearest first."""
    lowest: float
    """The lowest value, as in `Window`."""


def _outlook_nodes(dim: int) -> Array:
    """Return points up to `FAR`: a grid whose cells grow, above two dimensions random ones."""
    reach = float(np.arcsinh(FAR))
    if dim > 2:
        cloud = np.random.default_rng(0).uniform(-reach, reach, (dim, 20 * MOST_DESCENTS))
        return np.asarray(np.sinh(cloud))
    side = np.sinh(np.linspace(-reach, reach, {1: 1001, 2: 121}[dim]))
    return np.array(np.meshgrid(*[side] * dim, indexing="ij"))


def _look_out(surface: Explored, searched: Sequence[Box]) -> _Outlook:
    """Look at the nodes far away: those that lie below all their neighbours may be near minima."""
    grid = _outlook_nodes(surface.dim)
    values = surface(grid)
    with np.errstate(all="ignore"):
        if surface.dim > 2:
            lows = grid[:, _outside(grid, searched) & np.isfinite(values)][:, :MOST_DESCENTS]
            return _Outlook(lows, _certain(values, np.abs(values)))
        count, inner = grid.shape[1], (slice(1, -1),) * surface.dim
        least, most = np.full(values[inner].shape, np.inf), np.zeros(values[inner].shape)
        for shift in np.ndindex((3,) * surface.dim):
            if any(one != 1 for one in shift):
                beside = values[tuple(slice(s, s + count - 2) for s in shift)]
                least = np.minimum(least, beside)  # NaN beside a place without a value
                most = np.fmax(most, np.abs(beside))
        is_low = (values[inner] < least) & np.isfinite(values[inner])
        lows = grid[:, *inner][:, is_low]
    cell = 2 * np.arcsinh(FAR) / (count - 1) * np.sqrt(1 + lows**2)
    lows = lows[
        :, ~np.any([b.contains(lows - cell) & b.contains(lows + cell) for b in searched], axis=0)
    ]
    nearest = np.abs(lows).max(axis=0).argsort(kind="stable")[:MOST_DESCENTS]
    return _Outlook(lows[:, nearest], _certain(values[inner], most))


def _certain(values: Array, around: Array) -> float:
    """Return the lowest of some values, each plus what rounding may have taken from it."""
    finite = np.isfinite(values) & np.isfinite(around)
    sure = np.where(finite, values + 1e-10 * np.where(finite, around, 0.0), np.inf)
    return float(np.where(values == -np.inf, values, sure).min(initial=np.inf))


def _outside(points: Array, boxes: Sequence[Box]) -> Mask:
    """Return which points ``(d, *batch)`` lie in none of some boxes."""
    return np.asarray(~np.any([box.contains(points) for box in boxes], axis=0))


def _further(surface: Explored, ends: Array, searched: Sequence[Box]) -> dict[Box, list[Mark]]:
    """Return boxes with the minima in them, around points ``(d, n)`` that lie below all around.

    Those in a searched box are known.

    Where there are too many, they have no end, and none is returned.
    """
    with np.errstate(all="ignore"):
        size = 1 + np.abs(ends).max(axis=0, initial=0.0)
        rings = ends[:, :, None] + 1e-3 * size[:, None] * _directions(surface.dim)[:, None]
        around = surface(rings) - surface(ends)[:, None]
        least, most = around.min(axis=1, initial=np.inf), around.max(axis=1, initial=0.0)
        farthest = FAR if surface.begin is None else max(FAR, 4 * np.abs(surface.begin).max())
        ends = ends[:, (least > 1e-9 * most) & (size < farthest / 2)]
    single: list[Array] = []
    for at in ends.T:
        near = 1e-3 * (1 + np.abs(at).max())
        if all((np.abs(at - other) > near).any() for other in single):
            single.append(at)
    if len(single) > MOST_FAR_MINIMA:
        return {}
    far = [at for at in single if _outside(at, searched)]
    found = {_around(at): _marks(surface, [_around(at)]) for at in far}
    return {box: marks for box, marks in found.items() if marks}


def _lower(surface: Explored, ends: Array, searched: Sequence[Box], centre: Array) -> Mark | None:
    """Return the nearest of some points ``(d, n)`` if they lie below all that was searched.

    It may lie on a whole curve of minimizers, or in a crease. What was searched may hold one, too,
    between its nodes.
    """
    ends = ends[:, np.abs(ends).max(axis=0) < FAR]
    if not ends.size:
        return None
    level = [explore(surface._within(box), box).level for box in searched]
    known = surface(np.hstack([*map(nodes, searched), *level]))
    values = surface(ends)
    with np.errstate(all="ignore"):
        low = values < np.nanmin(known) - 1e-6 * np.ptp(known[np.isfinite(known)])
        low &= values <= np.nanmin(values) + 1e-9 * np.nanmax(np.abs(known))
    if not low.any():
        return None
    ends = ends[:, low]
    nearest = ends[:, np.abs(ends - centre[:, None]).max(axis=0).argmin()]
    return tuple(nearest.tolist())


def _directions(dim: int) -> Array:
    """Return unit vectors ``(d, n)`` to all sides, also along the axes, as many creases lie."""
    if dim == 1:
        return np.array([[-1.0, 1.0]])
    if dim == 2:
        angles = 2 * np.pi * np.arange(32) / 32
        return np.array([np.cos(angles), np.sin(angles)])
    spread = np.random.default_rng(0).normal(size=(dim, 6 * dim))
    return np.hstack([np.eye(dim), -np.eye(dim), spread / np.linalg.norm(spread, axis=0)])


def _descended(surface: Explored, points: Array) -> Array:
    """Return where damped Newton steps lead from points ``(d, n)``, only ever down."""
    lengths = 2.0 ** np.arange(1, -8, -1)
    with np.errstate(all="ignore"):
        for _ in range(80):
            if not points.size:
                break
            step = _downhill(surface, points)
            heights = surface(points[:, :, None] + step[:, :, None] * lengths)
            heights = np.where(np.isfinite(heights), heights, np.inf)
            falls = heights.min(axis=1) < surface(points)
            if not falls.any():
                break
            points = points + np.where(falls, lengths[heights.argmin(axis=1)], 0.0) * step
        return _closed_in(surface, points) if surface.may_have_kinks and points.size else points


def _closed_in(surface: Surface, points: Array) -> Array:
    """Return the lowest points ``(d, n)`` of ever smaller patterns around points: for kinks."""
    directions = np.concatenate([_directions(surface.dim), np.zeros((surface.dim, 1))], axis=1)
    half = 0.3 * (1 + np.abs(points).max(axis=0))
    for shrunk in 0.7 ** np.arange(40):
        around = points[:, :, None] + (shrunk * half)[:, None] * directions[:, None]
        heights = surface(around)
        heights = np.where(np.isnan(heights), np.inf, heights)
        best = heights.argmin(axis=1)
        points = np.take_along_axis(around, best[None, :, None], axis=2)[:, :, 0]
    return points


def _downhill(surface: Surface, points: Array) -> Array:
    """Return Newton's steps, but down also where a curvature is negative, and of limited length."""
    gradient, hessian = surface.gradient(points), surface.hessian(points)
    known = np.isfinite(gradient).all(axis=0) & np.isfinite(hessian).all(axis=(0, 1))
    gradient, hessian = np.where(known, gradient, 0.0), np.where(known, hessian, 0.0)
    curvatures, axes = np.linalg.eigh(np.moveaxis(hessian, -1, 0))
    sizes = np.abs(curvatures)
    sizes = np.maximum(sizes, np.maximum(1e-12 * sizes.max(axis=1, keepdims=True), 1e-300))
    step = -np.einsum("nij,nj->in", axes, np.einsum("nij,in->nj", axes, gradient) / sizes)
    longest = 0.5 * (1 + np.abs(points).max(axis=0))
    return np.asarray(step * np.minimum(1.0, longest / np.abs(step).max(axis=0, initial=1e-300)))


def start_on_a_slope(surface: Surface) -> tuple[float, ...]:
    """Return the first of the candidates that is on a slope and away from the minima.

    Where all of them are at no finite value, it is a node with one that is nearest to the last.

    Raises
    ------
    InputError
        No node of the domain has a finite value.
    """
    box = surface.domain
    middle, half = (box.low + box.high) / 2, (box.high - box.low) / 2
    ends = [np.array(minimum.at) for minimum in surface.minima]
    for pattern in START_CANDIDATES:
        point = np.round(middle + half * repeated(pattern, surface.dim), 2)
        with np.errstate(all="ignore"):
            steep = np.abs(surface.gradient(point) * half).max()
        far = all((np.abs(point - end) > 0.1 * half).any() for end in ends)
        if far and np.isfinite(surface(point)) and 1e-6 < steep < np.inf:
            return tuple(point.tolist())
    last = middle + 0.3 * half
    if not np.isfinite(surface(last)):
        known = nodes(box)
        known = known[:, np.isfinite(surface(known))]
        if not known.size:
            raise InputError(f"{str(surface)!r} has no finite values in its domain {box}")
        last = known[:, np.abs((known.T - last) / half).max(axis=1).argmin()]
    return tuple(last.tolist())
