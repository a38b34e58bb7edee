"""The pieces of a formula that jumps, and the lowest points of their edges.

``sign(u)``, ``heaviside(u)`` and ``where(u < 0, ..., ...)`` switch where u is 0, and so do ``abs``,
``min`` and ``max``. With each switch at one side the formula is smooth: a piece. Its lowest points
where switches meet are stationary under the constraints u = 0 (Nocedal & Wright 2006, theorem
12.1), and Newton's method on the conditions of Karush, Kuhn and Tucker finds them, in any dimension
and along slanted lines. What the formula is on the edge itself, its text says: there may be a
minimum, or a value that is not attained.
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
from surfaces.custom.expressions import compiled, own, symmetric, sympy

MOST_SWITCHES = 3
"""Edges of a formula with more switches are not looked at: there would be too many pieces."""

MOST_STARTS = 60
MOST_STEPS = 25

RADII = (1e-3, 1e-6)
"""Nowhere so far beside a lowest point, as shares of the sides, is there a lower one."""

BESIDE = 300
"""Points that are tried at each radius."""

MOST_NUDGED = 4
"""Coordinates that are moved by their last digits so that a point lies on the low side."""

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


@dataclass(frozen=True, eq=False)
class Pieces:
    """A formula of ``symbols`` with its switches."""

    symbols: tuple[Any, ...]
    expression: Any

    @cached_property
    def switches(self) -> list[Any]:
        """The u at whose zeros the formula switches, also without a jump: one of u and -u."""
        found: list[Any] = []
        for node in sympy().preorder_traversal(self.expression):
            u = _switch(node)
            if u is not None and u not in found and -u not in found:
                found.append(u)
        return found

    def low_edges(self, f: Callable[[Array], Array], starts: Array, box: Box) -> list[LowEdge]:
        """Return the lowest points of edges to which Newton's method leads from starts ``(d, n)``.

        ``f`` is the function as it is computed.
        """
        if not 0 < len(self.switches) <= MOST_SWITCHES:
            return []
        starts = starts[:, :: -(-starts.shape[1] // MOST_STARTS)]
        found: list[LowEdge] = []
        with np.errstate(all="ignore"):
            for sides, meeting in self._edges():
                found += self._lowest_of(f, sides, meeting, starts, box)
        return found

    def _edges(self) -> Iterator[tuple[Sides, tuple[int, ...]]]:
        """Yield each piece with each set of its switches that may meet."""
        count = len(self.switches)
        for sides in product((-1, 1), repeat=count):
            for size in range(1, min(count, len(self.symbols)) + 1):
                yield from ((sides, meeting) for meeting in combinations(range(count), size))

    def _lowest_of(
        self,
        f: Callable[[Array], Array],
        sides: Sides,
        meeting: tuple[int, ...],
        starts: Array,
        box: Box,
    ) -> list[LowEdge]:
        """Return the lowest points of one piece where these of its switches meet."""
        conditions = _Conditions(self, sides, meeting)
        at, single = conditions.solved(starts, box)
        at = _rounder(distinct(at, 1e-7, box), box) if single else _rounder(at, box)
        if not at.size:
            return []
        limits = self._piece(sides)(at)
        at = at[:, self._beside(at, sides, meeting, box) & _none_lower(f, at, limits, box)]
        on_edge = tuple(0 if i in meeting else side for i, side in enumerate(sides))
        found = []
        pairs = zip(at.T, self._piece(sides)(at), self._piece(on_edge)(at), strict=True)
        for point, limit, value in pairs:
            room = ROUNDING * (1 + abs(limit))
            if value < limit - room:  # the edge alone lies lower than what is beside it
                continue
            attained = bool(value <= limit + room)
            if attained:
                point, reached = _on_the_low_side(f, point, float(limit))
                if abs(reached - limit) > room:  # no number lies on the edge
                    continue
                limit = reached
            found.append(LowEdge(tuple(point.tolist()), float(limit), attained, single))
        return found

    def _beside(self, at: Array, sides: Sides, meeting: tuple[int, ...], box: Box) -> Mask:
        """Return which points ``(d, n)`` have this piece beside them, and no other switch."""
        u = _filled(self._compute_switches, at[:, :, None] + RADII[-1] * _around(box))
        right = u * np.array(sides).reshape(-1, 1, 1) > 0
        others = [i for i in range(len(sides)) if i not in meeting]
        return np.asarray(right.all(axis=0).any(axis=1) & right[others].all(axis=(0, 2)))

    @cached_property
    def _compute_switches(self) -> Callable[..., list[Any]]:
        return compiled(self.symbols, self.switches)

    def _piece(self, sides: Sides) -> Callable[[Array], Array]:
        compute = compiled(self.symbols, [self.piece(sides)])
        return lambda point: _filled(compute, point)[0]

    def piece(self, sides: Sides, expression: Any = None) -> Any:
        """Return the formula, or a part of it, with each switch at a side or on its edge."""
        kinds, sp = own(), sympy()

        def side_of(u: Any) -> int:
            return next(
                side if u == one else -side
                for one, side in zip(self.switches, sides, strict=True)
                if u in (one, -one)
            )

        def rebuilt(node: Any) -> Any:
            u = _switch(node)
            if u is None:
                return node.func(*map(rebuilt, node.args)) if node.args else node
            side = side_of(u)
            if node.func is kinds.sgn:
                return sp.Integer(side)
            if node.func is kinds.step:
                return sp.Rational(1 + side, 2)
            if node.func is kinds.absolute:
                return side * rebuilt(u)
            first, second = map(rebuilt, node.args[-2:])
            if node.func is kinds.minimum:
                side = -side
            return first if side >= (1 if node.func is kinds.choice else 0) else second

        return rebuilt(self.expression if expression is None else expression)


def _switch(node: Any) -> Any:
    """Return the u whose sign decides what a node of an expression is; None of any other node."""
    kinds = own()
    if node.func in (kinds.maximum, kinds.minimum):
        return node.args[0] - node.args[1]
    decided = (kinds.sgn, kinds.step, kinds.absolute, kinds.choice, kinds.closed_choice)
    return node.args[0] if node.func in decided else None


class _Conditions:
    """∇g + Σ λ ∇u = 0 and u = 0: a piece g is stationary where switches u meet."""

    def __init__(self, pieces: Pieces, sides: Sides, meeting: tuple[int, ...]) -> None:
        self._d, self._m = len(pieces.symbols), len(meeting)
        self._sides = np.array([sides[i] for i in meeting])
        weights = [sympy().Symbol(f"weight{i}") for i in meeting]
        u = [pieces.piece(sides, pieces.switches[i]) for i in meeting]
        whole = pieces.piece(sides) + sum(w * one for w, one in zip(weights, u, strict=True))
        slopes = [whole.diff(by) for by in pieces.symbols]
        bends = [s.diff(by) for i, s in enumerate(slopes, 1) for by in pieces.symbols[:i]]
        normals = [one.diff(by) for one in u for by in pieces.symbols]
        self._compute = compiled([*pieces.symbols, *weights], [*slopes, *u, *bends, *normals])

    def solved(self, starts: Array, box: Box) -> tuple[Array, bool]:
        """Return the lowest points ``(d, n)`` that are reached; whether they are single points."""
        side, d, m = (box.high - box.low)[:, None], self._d, self._m
        at, weights = starts.copy(), np.zeros((m, starts.shape[1]))
        length = np.full(starts.shape[1], np.inf)
        for _ in range(MOST_STEPS):
            right, matrix = self._system(at, weights)
            sound = np.isfinite(matrix).all(axis=(1, 2)) & np.isfinite(right).all(axis=1)
            at, weights = at[:, sound], weights[:, sound]
            step = -np.einsum(
                "nij,nj->ni", np.linalg.pinv(matrix[sound], rcond=1e-12), right[sound]
            )
            at, weights = at + step[:, :d].T, weights + step[:, d:].T
            length = np.abs(step[:, :d].T / side).max(axis=0)
        reached = (length < 1e-9) & box.contains(at)
        at, weights = at[:, reached], weights[:, reached]
        if not at.size:
            return at, True
        right, matrix = self._system(at, weights)
        normals = np.abs(matrix[:, d:, :d]) * side[:, 0]
        fits = (np.abs(right[:, d:]) <= 1e-9 * normals.sum(axis=2)).all(axis=1)
        turned = np.abs(side * matrix[:, :d, :d] * side[:, 0]).sum(axis=(1, 2))
        reach = turned + (np.abs(weights.T)[:, :, None] * normals).sum(axis=(1, 2))
        fits &= (np.abs(right[:, :d]) * side[:, 0] <= 1e-9 * reach[:, None]).all(axis=1)
        _, sizes, axes = np.linalg.svd(matrix[:, d:, :d])
        rank = int((sizes > 1e-9 * sizes.max()).sum(axis=1).max())
        along, scaled = axes[:, rank:], side * matrix[:, :d, :d] * side[:, 0]
        bent = np.linalg.eigvalsh(along @ scaled @ along.swapaxes(1, 2))
        size = 1e-9 * np.abs(scaled).max(axis=(1, 2), initial=1e-300)[:, None]
        # g rises towards its own side of each switch, and along the edge it does not fall.
        fits &= (weights.T * self._sides <= 1e-9 * (1 + np.abs(weights.T))).all(axis=1)
        fits &= (bent >= -size).all(axis=1)
        return at[:, fits], bool((bent[fits] > size[fits]).all())

    def _system(self, at: Array, weights: Array) -> tuple[Array, Array]:
        """Return the residuals ``(n, d + m)`` and their derivatives ``(n, d + m, d + m)``."""
        d, m = self._d, self._m
        entries = _filled(self._compute, np.concatenate([at, weights]))
        right, entries = entries[: d + m], entries[d + m :]
        count = d * (d + 1) // 2
        matrix = np.zeros((d + m, d + m, at.shape[1]))
        matrix[:d, :d] = symmetric(entries[:count], d)
        matrix[d:, :d] = entries[count:].reshape(m, d, -1)
        matrix[:d, d:] = matrix[d:, :d].swapaxes(0, 1)
        return right.T, np.moveaxis(matrix, -1, 0)


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


def _on_the_low_side(f: Callable[[Array], Array], at: Array, limit: float) -> tuple[Array, float]:
    """Return a point at which the computed value is that of the edge, a few last digits away."""
    ways = np.zeros((len(at), 3 ** min(len(at), MOST_NUDGED)))
    ways[:MOST_NUDGED] = np.array(list(product((0, 1, -1), repeat=min(len(at), MOST_NUDGED)))).T
    digits = np.spacing(np.abs(at))[:, None, None] * 2.0 ** np.arange(8)
    tried = (at[:, None, None] + ways[:, :, None] * digits).reshape(len(at), -1)
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


def _filled(compute: Callable[..., list[Any]], point: Array) -> Array:
    """Return computed entries ``(n, *batch)``; constants are spread over the batch."""
    entries = compute(*point)
    filled = np.empty((len(entries), *point.shape[1:]))
    for i, entry in enumerate(entries):
        filled[i] = entry
    return filled
