"""The pieces of a formula that jumps, and the lowest points of their edges.

``sign(u)``, ``heaviside(u)`` and ``where(u < 0, ..., ...)`` switch where u is 0, and so do ``abs``,
``min`` and ``max``. With each switch at one side the formula is smooth: a piece. Newton's method
finds its lowest points where switches meet, in any dimension and along slanted lines
(`conditions`). What the formula is on the edge itself, its text says: there may be a minimum, or a
value that is not attained. Where a root or the like ends, or is infinitely steep, it is taken for
the number that it is there (`ends`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from typing import Any

import numpy as np

from surfaces.analysis.zeros import EPS, Mask, distinct
from surfaces.box import Array, Box
from surfaces.custom.conditions import Conditions
from surfaces.custom.ends import ends_of
from surfaces.custom.expressions import compiled, filled, own, sympy
from surfaces.custom.grids import nodes
from surfaces.custom.switches import Switches, deciding

MOST_SWITCHES = 3
"""With more switches only those pieces of a formula are looked at that some point lies in."""

MOST_PIECES = 150
"""A formula with more pieces is not looked at."""

MOST_STARTS = 60
"""Points at which Newton's method begins for each piece and each set of meeting switches."""

MOST_COLUMNS = 20_000
"""The number of these points in all is at most this, or `LEAST_STARTS` for each."""

LEAST_STARTS = 4

RADII = (1e-3, 1e-6)
"""Nowhere so far beside a lowest point, as shares of the sides, is there a lower one."""

BESIDE = 300
"""Points that are tried at each radius."""

ON_AN_EDGE = 1e-9
"""A point is on an edge where u is smaller than this share of its change across the box."""

MOST_MEETING = 6
"""Where more edges than this meet, slopes are not looked at."""

ROUNDING = 1e-9
"""Differences below this share of the values (and of 1) are rounding."""

Sides = tuple[int, ...]
"""For each switch: 1 or -1 for the side on which u is greater or less than 0, 0 for the edge."""


@dataclass(frozen=True)
class LowEdge:
    """A point of an edge near to which no value is lower than those on one side of it."""

    at: tuple[float, ...]
    value: float
    """What the function comes near to there."""
    attained: bool
    """Whether it has that value there."""
    single: bool
    """Whether it rises from there in all directions along the edge."""


@dataclass(frozen=True)
class _Edge:
    """A piece where some of its switches meet, and where it is looked for its lowest points."""

    sides: Sides
    meeting: tuple[int, ...]
    starts: Array
    """Points ``(d, n)``."""


@dataclass(frozen=True, eq=False)
class Pieces:
    """A formula of ``symbols`` with its switches."""

    symbols: tuple[Any, ...]
    expression: Any

    @cached_property
    def switches(self) -> Switches:
        """The u at whose zeros the formula switches."""
        return Switches(self.symbols, self.expression)

    def low_edges(
        self, f: Callable[[Array], Array], starts: Array, box: Box
    ) -> list[LowEdge] | None:
        """Return the lowest points of edges to which Newton's method leads; None if too many.

        Parameters
        ----------
        f : function
            The formula as it is computed.
        starts : array ``(d, n)``
            Points at which it begins.
        box : Box
            Where it is looked.
        """
        found: list[LowEdge] = []
        with np.errstate(all="ignore"):
            few = len(self.switches) <= MOST_SWITCHES
            edges = self._few(starts) if few else self._met(self._cloud(starts, box))
            for size in range(1, len(self.symbols) + 1):
                alike = [edge for edge in edges or () if len(edge.meeting) == size]
                found += self._lowest_of(f, alike, box) if alike else []
        return None if edges is None else found

    def falling(self, points: Array, box: Box) -> Mask:
        """Return from which points ``(d, n)`` on edges a piece that is as low beside it falls."""
        with np.errstate(all="ignore"):
            return np.array([self._falls_from(at, box) for at in points.T], dtype=bool)

    def _falls_from(self, at: Array, box: Box) -> bool:
        u, size = self.switches.values_and_sizes(at, box)
        meeting = np.flatnonzero(np.abs(u) <= ON_AN_EDGE * size)
        if not 0 < meeting.size <= MOST_MEETING:
            return False
        sides, value = np.sign(u), float(self._heights(at[:, None], np.sign(u).tolist())[0])
        for signs in product((-1.0, 1.0), repeat=meeting.size):
            sides[meeting] = signs
            height = float(self._heights(at[:, None], sides.tolist())[0])
            as_low = abs(height - value) <= ROUNDING * (1 + abs(value))
            if as_low and self._conditions.falls(at, sides, meeting, box):
                return True
        return False

    def _few(self, starts: Array) -> list[_Edge]:
        """Return each piece with each set of its switches, whether these meet or not."""
        starts = _some(starts, MOST_STARTS)
        count = len(self.switches)
        sizes = range(1, min(count, len(self.symbols)) + 1)
        return [
            _Edge(sides, meeting, starts)
            for sides in product(*self.switches.sides)
            for size in sizes
            for meeting in combinations(range(count), size)
        ]

    def _cloud(self, starts: Array, box: Box) -> Array:
        """Return points ``(d, n)`` of a box in all pieces that are large, or have a corner."""
        corners = distinct(self.switches.corners(_some(starts, MOST_STARTS), box), 1e-7, box)
        beside = [corners[:, :, None] + radius * _around(box) for radius in RADII]
        return np.hstack([starts, nodes(box), *(one.reshape(box.dim, -1) for one in beside)])

    def _met(self, points: Array) -> list[_Edge] | None:
        """Return each piece that some points are in, with each set of switches between such ones.

        None is returned if there are too many pieces.
        """
        signs = np.sign(self.switches(points))
        inside = (np.abs(signs) == 1).all(axis=0)  # and not where a switch has no value
        points, signs = points[:, inside], signs[:, inside].astype(int)
        pieces, of = np.unique(signs.T, axis=0, return_inverse=True)
        if len(pieces) > MOST_PIECES:
            return None
        found = [
            (i, meeting)
            for i, piece in enumerate(pieces)
            if all(one in sides for one, sides in zip(piece, self.switches.sides, strict=True))
            for between in [_next_to(piece, pieces)]
            for size in range(1, min(len(between), len(self.symbols)) + 1)
            for meeting in combinations(between, size)
        ]
        count = min(max(MOST_COLUMNS // max(len(found), 1), LEAST_STARTS), MOST_STARTS)
        return [
            _Edge(tuple(pieces[i].tolist()), meeting, _some(points[:, of.ravel() == i], count))
            for i, meeting in found
        ]

    def _lowest_of(
        self, f: Callable[[Array], Array], edges: list[_Edge], box: Box
    ) -> Iterator[LowEdge]:
        """Yield the lowest points of edges that have the same number of meeting switches."""
        counts = [edge.starts.shape[1] for edge in edges]
        found = self._conditions.lowest(
            np.hstack([edge.starts for edge in edges]),
            np.repeat(np.array([self._on(edge) for edge in edges], float).T, counts, axis=1),
            np.repeat(np.array([edge.meeting for edge in edges]).T, counts, axis=1),
            box,
        )
        owner = np.repeat(np.arange(len(edges)), counts)[found.start]
        for i in np.unique(owner):
            at, single = found.at[:, owner == i], bool(found.single[owner == i].all())
            at = _rounder(distinct(at, 1e-7, box) if single else at, box)
            yield from self._judged(f, edges[i], at, single, box)

    def _on(self, edge: _Edge) -> Sides:
        """Return the sides of a piece, but 0 for steep switches that meet: numbers stand there."""
        level = set(edge.meeting) & set(self.switches.steep)
        return tuple(0 if i in level else side for i, side in enumerate(edge.sides))

    def _judged(
        self, f: Callable[[Array], Array], edge: _Edge, at: Array, single: bool, box: Box
    ) -> Iterator[LowEdge]:
        """Yield those of points ``(d, n)`` of an edge that have nothing lower beside them."""
        u = self.switches(at[:, :, None] + RADII[-1] * _around(box))
        right = u * np.array(edge.sides).reshape(-1, 1, 1) > 0
        limits = self._heights(at, self._on(edge))
        fits = np.flatnonzero(right.all(axis=0).any(axis=1) & _none_lower(f, at, limits, box))
        for i in fits:
            point, limit, apart = at[:, i], limits[i], right[:, i].all(axis=1)
            meeting = [k for k in range(len(apart)) if k in edge.meeting or not apart[k]]
            on_edge = tuple(0 if k in meeting else side for k, side in enumerate(edge.sides))
            value = self._heights(at[:, [i]], on_edge)[0]
            room = ROUNDING * (1 + abs(limit))
            if value < limit - room:  # the edge alone lies lower than what is beside it
                continue
            attained = bool(value <= limit + room)
            if attained:
                inward = self.switches.inward(point, edge.sides, meeting, box)
                point, reached = _on_the_low_side(f, point, float(limit), inward)
                is_steep = not set(meeting).isdisjoint(self.switches.steep)
                if not (abs(reached - limit) <= room or (is_steep and np.isfinite(reached))):
                    continue  # no number lies on the edge
                limit = value if is_steep else reached
            yield LowEdge(tuple(point.tolist()), float(limit), attained, single)

    def _heights(self, points: Array, sides: Sides) -> Array:
        """Return what the formula is at points ``(d, n)``, with each switch at a side."""
        column = np.broadcast_to(np.array(sides, float)[:, None], (len(sides), points.shape[1]))
        return filled(self._compute_heights, np.concatenate([points, column]))[0]

    @cached_property
    def _compute_heights(self) -> Callable[..., list[Any]]:
        conditions = self._conditions
        return compiled([*self.symbols, *conditions.sides], [conditions.formula])

    @cached_property
    def _conditions(self) -> Conditions:
        """The formula and its switches, in which symbols stand for the signs of switches."""
        kinds, sides = own(), [sympy().Dummy("side", real=True) for _ in self.switches.all]

        def side_of(u: Any) -> Any:
            pairs = zip(self.switches.all, sides, strict=True)
            return next(side if u == one else -side for one, side in pairs if u in (one, -one))

        def rebuilt(node: Any) -> Any:
            u = deciding(node)
            if u is None:
                again = node.func(*map(rebuilt, node.args)) if node.args else node
                for end in ends_of(node):
                    again = kinds.choice(side_of(end.u) ** 2, again, end.value)
                return again
            side = side_of(u)
            if node.func is kinds.sgn:
                return side
            if node.func is kinds.step:
                return (1 + side) / 2
            if node.func is kinds.absolute:
                return side * rebuilt(u)
            choice = kinds.choice if node.func is kinds.choice else kinds.closed_choice
            turned = -side if node.func is kinds.minimum else side
            return choice(turned, *map(rebuilt, node.args[-2:]))

        switches = [rebuilt(u) for u in self.switches.all]
        return Conditions(self.symbols, sides, rebuilt(self.expression), switches)


def _next_to(piece: Array, pieces: Array) -> list[int]:
    """Return the switches ``(n,)`` between a piece and those next to it, by their signs.

    Between neighbours no piece lies that differs from the first one in some of the same switches.
    """
    apart = sorted((set(np.flatnonzero(other != piece).tolist()) for other in pieces), key=len)
    nearest: list[set[int]] = []
    for one in apart[1:]:
        if not any(known <= one for known in nearest):
            nearest.append(one)
    return sorted(set().union(*nearest))


def _some(points: Array, count: int) -> Array:
    """Return at most this number of points ``(d, n)``, evenly chosen."""
    return points[:, :: -(-points.shape[1] // count) or 1]


def none_lower(f: Callable[[Array], Array], at: Array, box: Box) -> Mask:
    """Return at which points ``(d, n)`` no value beside is lower, but for rounding."""
    return _none_lower(f, at, f(at), box)


def _none_lower(f: Callable[[Array], Array], at: Array, value: Array, box: Box) -> Mask:
    """Return beside which points ``(d, n)`` no value is lower than these, but for rounding."""
    sound = np.isfinite(value)
    for radius in RADII:
        beside = f(at[:, :, None] + radius * _around(box))
        least = np.where(np.isnan(beside), np.inf, beside).min(axis=1, initial=np.inf)
        sound &= least >= value - ROUNDING * (1 + np.abs(value))
    return sound


def _around(box: Box) -> Array:
    """Return random points ``(d, 1, n)`` of an ellipsoid as wide as a box."""
    away = np.random.default_rng(4).normal(size=(box.dim, 1, BESIDE))
    return np.asarray(away * (box.high - box.low)[:, None, None] / np.sqrt((away**2).sum(axis=0)))


def _on_the_low_side(
    f: Callable[[Array], Array], at: Array, limit: float, inward: Array
) -> tuple[Array, float]:
    """Return a point at which the computed value is that of the edge, a few last digits away.

    ``inward`` ``(d,)`` leads from the edge into the piece, whose values have the limit there.
    """
    tried = at[:, None] + inward[:, None] * EPS * np.append(0.0, 2.0 ** np.arange(-4, 12))
    heights = f(tried)
    apart = np.where(np.isnan(heights), np.inf, np.abs(heights - limit))
    best = int(apart.argmin())
    return tried[:, best], float(heights[best])


def _rounder(points: Array, box: Box) -> Array:
    """Return the same points with the fewest digits that are within rounding of them."""
    room = 4 * EPS * (box.high - box.low)[:, None]
    best = points
    for digits in range(15, -1, -1):
        rounded = np.round(points, digits) + 0.0
        best = np.where((np.abs(rounded - points) <= room).all(axis=0), rounded, best)
    return best
