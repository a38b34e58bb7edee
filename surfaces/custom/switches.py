"""The switches of a formula: the u at whose zeros sign, where, abs, min and max change over.

So do roots and the like, which end there or are infinitely steep (`ends`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np

from surfaces.box import Array, Box
from surfaces.custom.derivatives import derivative
from surfaces.custom.ends import end_nodes
from surfaces.custom.expressions import compiled, filled, own, sympy

MOST_CORNERS = 3000
"""Corners are looked for from at most about this number of points together."""

MOST_STEPS = 12

SAME = 1e-9
"""Steps shorter than this, in sides, have reached a corner."""


def deciding(node: Any) -> Any:
    """Return the u whose sign decides what a node of an expression is; None of any other node."""
    kinds = own()
    if node.func in (kinds.maximum, kinds.minimum):
        return node.args[0] - node.args[1]
    decided = (kinds.sgn, kinds.step, kinds.absolute, kinds.choice, kinds.closed_choice)
    return node.args[0] if node.func in decided else None


@dataclass(frozen=True, eq=False)
class Switches:
    """The switches of an expression of ``symbols``, also those without a jump."""

    symbols: tuple[Any, ...]
    expression: Any

    @cached_property
    def all(self) -> list[Any]:
        """Each u, but not −u beside it."""
        found: list[Any] = []
        for node in sympy().preorder_traversal(self.expression):
            u = deciding(node)
            if u is not None and u not in found and -u not in found:
                found.append(u)
        for end, _ in end_nodes(self.expression):
            if end.u not in found and -end.u not in found:
                found.append(end.u)
        return found

    @cached_property
    def steep(self) -> list[int]:
        """The numbers of those at which a function ends or is infinitely steep."""
        ends = [end.u for end, _ in end_nodes(self.expression)]
        return [i for i, u in enumerate(self.all) if u in ends or -u in ends]

    @cached_property
    def sides(self) -> list[tuple[int, ...]]:
        """The sides of each switch on which the formula may have values."""
        nodes = [*end_nodes(self.expression)]
        ends = [end.u for end, chosen in nodes if not (chosen or end.goes_on)]
        return [(1,) if u in ends else (-1,) if -u in ends else (-1, 1) for u in self.all]

    def __len__(self) -> int:
        return len(self.all)

    def __call__(self, points: Array) -> Array:
        """Return each u ``(k, *batch)`` at points ``(d, *batch)``."""
        return filled(self._compute, points)

    def values_and_sizes(self, at: Array, box: Box) -> tuple[Array, Array]:
        """Return each u at a point ``(d,)``, and by how much it differs there across a box."""
        u, slopes = np.split(filled(self._compute_slopes, at[:, None])[:, 0], [len(self)])
        return u, np.abs(slopes.reshape(len(self), -1)) @ (box.high - box.low)

    def corners(self, starts: Array, box: Box) -> Array:
        """Return points ``(d, n)`` of a box in which d switches meet, as Newton's method finds."""
        d, k = len(self.symbols), len(self)
        meeting = np.array([*combinations(range(k), d)]).T
        if not meeting.size:
            return np.empty((d, 0))
        each = starts[:, :: max(1, starts.shape[1] * meeting.shape[1] // MOST_CORNERS)]
        at, chosen = np.tile(each, meeting.shape[1]), np.repeat(meeting, each.shape[1], axis=1)
        length = np.full(at.shape[1], np.inf)
        for _ in range(MOST_STEPS):
            u, normals = np.split(filled(self._compute_slopes, at), [k])
            normals = np.take_along_axis(normals.reshape(k, d, -1), chosen[:, None], axis=0)
            matrix, right = np.moveaxis(normals, -1, 0), np.take_along_axis(u, chosen, axis=0).T
            sound = np.isfinite(matrix).all(axis=(1, 2)) & np.isfinite(right).all(axis=1)
            at, chosen, matrix = at[:, sound], chosen[:, sound], matrix[sound]
            step = np.einsum("nij,nj->in", np.linalg.pinv(matrix, rcond=1e-12), right[sound])
            at, length = at - step, np.abs(step / (box.high - box.low)[:, None]).max(axis=0)
        return at[:, (length < SAME) & box.contains(at)]

    def inward(self, at: Array, sides: Sequence[int], meeting: Sequence[int], box: Box) -> Array:
        """Return a vector ``(d,)`` as long as a box along which meeting switches go to their sides.

        It is 0 where their slopes are.
        """
        side, k = box.high - box.low, len(self)
        normals = filled(self._compute_slopes, at[:, None])[k:, 0].reshape(k, -1)[[*meeting]] * side
        size = np.abs(normals).max(axis=1, keepdims=True)
        unit = np.divide(normals, size, out=np.zeros_like(normals), where=size > 0)
        way = np.linalg.pinv(unit, rcond=1e-12) @ np.array(sides)[[*meeting]]
        return np.asarray(side * way / max(np.abs(way).max(), 1e-300))

    @cached_property
    def _compute(self) -> Callable[..., list[Any]]:
        return compiled(self.symbols, self.all)

    @cached_property
    def _compute_slopes(self) -> Callable[..., list[Any]]:
        slopes = [derivative(u, by) for u in self.all for by in self.symbols]
        return compiled(self.symbols, [*self.all, *slopes])
