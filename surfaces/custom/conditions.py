"""The lowest points of pieces of a formula where some of its switches meet, by Newton's method.

On the edge u = 0 of a piece g it is ∇g + Σ λ ∇u = 0 that makes a point stationary, with a factor λ
for each switch u that meets there (Nocedal & Wright 2006, theorem 12.1). All pieces with as many
meeting switches are solved together, from many starts each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from surfaces.box import Array, Box
from surfaces.custom.derivatives import derivative, second_derivatives
from surfaces.custom.expressions import compiled, filled, symmetric

MOST_STEPS = 25

SETTLED = 1e-13
"""A step shorter than this, in sides, is rounding: the one before has reached the point."""

REACHED = 1e-9
"""The last step is shorter than this where a point was reached."""

TOLERANCE = 1e-9
"""Slopes, curvatures and weights below this share of their terms are 0."""

LEVEL = 1e-14
"""Slopes below this, across a box, are 0 also where no term is left to compare them with."""

LEAST_FALL = 1e-6
"""A piece falls from a point where its slope is this share of its terms, or more."""

Indices = npt.NDArray[np.intp]


@dataclass(frozen=True)
class LowPoints:
    """Points at which a piece is lowest, as far as slopes and curvatures tell."""

    at: Array
    """Points ``(d, n)``."""
    start: Indices
    """The number of the start ``(n,)`` from which each was reached."""
    single: npt.NDArray[np.bool_]
    """Whether the piece rises from there in all directions along the edge ``(n,)``."""


@dataclass(frozen=True, eq=False)
class Conditions:
    """The conditions for ``formula`` in which symbols ``sides`` stand for the signs of switches."""

    symbols: Sequence[Any]
    sides: Sequence[Any]
    formula: Any
    switches: Sequence[Any]
    """The u, one for each of ``sides``."""

    def lowest(self, starts: Array, sides: Array, meeting: Indices, box: Box) -> LowPoints:
        """Return the points of a box that are reached, and are lowest on their edge.

        Parameters
        ----------
        starts : array ``(d, n)``
        sides : array ``(k, n)``
            The piece that is looked at from each start: the signs of all k switches.
        meeting : array ``(m, n)``
            The numbers of the switches that are 0.
        box : Box
        """
        at, weights, length = self._solved(starts, sides, meeting, box)
        reached = np.flatnonzero((length < REACHED) & box.contains(at))
        at, weights = at[:, reached], weights[:, reached]
        sides, meeting = sides[:, reached], meeting[:, reached]
        right, matrix = self._system(at, weights, sides, meeting)
        d, side = len(self.symbols), (box.high - box.low)[:, None]
        normals = np.abs(matrix[:, d:, :d]) * side[:, 0]
        fits = (np.abs(right[:, d:]) <= TOLERANCE * normals.sum(axis=2)).all(axis=1)
        bend = side * matrix[:, :d, :d] * side[:, 0]
        reach = np.abs(bend).sum(axis=(1, 2))
        reach += (np.abs(weights.T)[:, :, None] * normals).sum(axis=(1, 2))
        room = TOLERANCE * reach[:, None] + LEVEL
        fits &= (np.abs(right[:, :d]) * side[:, 0] <= room).all(axis=1)
        # g rises towards its own side of each switch, and along the edge it does not fall.
        outward = (weights * np.take_along_axis(sides, meeting, axis=0)).T
        fits &= (outward <= TOLERANCE * (1 + np.abs(weights.T))).all(axis=1)
        bent = _along(matrix[:, d:, :d], bend)
        size = TOLERANCE * np.abs(bend).max(axis=(1, 2))[:, None] + LEVEL
        fits &= (bent >= -size).all(axis=1)
        return LowPoints(at[:, fits], reached[fits], (bent > size).all(axis=1)[fits])

    def falls(self, at: Array, sides: Array, meeting: Indices, box: Box) -> bool:
        """Return whether a piece falls from a point ``(d,)`` of its edge into the piece.

        It does not if its gradient is a sum of those of the meeting switches, each towards the side
        of the piece: then it rises wherever these do (Farkas' lemma). Along a crease of two edges
        the way down may be too narrow to be met by chance.
        """
        m, d, side = len(meeting), len(at), box.high - box.low
        right, matrix = self._system(
            at[:, None], np.zeros((m, 1)), sides[:, None], meeting[:, None]
        )
        slope, towards = right[0, :d] * side, matrix[0, d:, :d] * side * sides[meeting, None]
        if not (np.isfinite(slope).all() and np.isfinite(matrix).all()):
            return False
        reach = np.abs(slope).max() + np.abs(side[:, None] * matrix[0, :d, :d] * side).sum()
        return bool(_beyond_cone(slope, towards) > LEAST_FALL * reach)

    def _solved(
        self, starts: Array, sides: Array, meeting: Indices, box: Box
    ) -> tuple[Array, Array, Array]:
        """Return the points ``(d, n)``, weights ``(m, n)``, and last steps in sides, at the end."""
        side, d = (box.high - box.low)[:, None], len(self.symbols)
        at, weights = starts.copy(), np.zeros(meeting.shape)
        length, going = np.full(at.shape[1], np.inf), np.arange(at.shape[1])
        for _ in range(MOST_STEPS):
            here, factors, piece = (one.take(going, axis=1) for one in (at, weights, sides))
            right, matrix = self._system(here, factors, piece, meeting.take(going, axis=1))
            sound = np.isfinite(matrix).all(axis=(1, 2)) & np.isfinite(right).all(axis=1)
            length[going[~sound]] = np.inf
            going = going[sound]
            if not going.size:
                break
            inverse = np.linalg.pinv(matrix[sound], rcond=1e-12, hermitian=True)
            step = -np.einsum("nij,nj->in", inverse, right[sound])
            at[:, going] += step[:d]
            weights[:, going] += step[d:]
            length[going] = np.abs(step[:d] / side).max(axis=0)
            going = going[length[going] > SETTLED]
        return at, weights, length

    def _system(
        self, at: Array, weights: Array, sides: Array, meeting: Indices
    ) -> tuple[Array, Array]:
        """Return the residuals ``(n, d + m)`` and their derivatives ``(n, d + m, d + m)``."""
        d, k, m = len(self.symbols), len(self.switches), len(meeting)
        entries = filled(self._compute, np.concatenate([at, sides]))
        triangle = d * (d + 1) // 2
        slopes, u, normals, bends, turns = np.split(
            entries, np.cumsum([d, k, k * d, triangle]).tolist()
        )
        u = np.take_along_axis(u, meeting, axis=0)
        normals = _chosen(normals.reshape(k, d, -1), meeting)
        turns = _chosen(turns.reshape(k, triangle, -1), meeting)
        matrix = np.zeros((d + m, d + m, at.shape[1]))
        matrix[:d, :d] = symmetric(bends + (weights[:, None] * turns).sum(axis=0), at)
        matrix[d:, :d] = normals
        matrix[:d, d:] = normals.swapaxes(0, 1)
        right = np.concatenate([slopes + (weights[:, None] * normals).sum(axis=0), u])
        return right.T, np.moveaxis(matrix, -1, 0)

    @cached_property
    def _compute(self) -> Any:
        """A function of point and sides: slopes, switches, their slopes, curvatures of both."""
        slopes = [derivative(self.formula, by) for by in self.symbols]
        normals = [[derivative(u, by) for by in self.symbols] for u in self.switches]
        expressions = [*slopes, *self.switches, *(one for normal in normals for one in normal)]
        for gradient in (slopes, *normals):
            expressions += second_derivatives(gradient, self.symbols)
        return compiled([*self.symbols, *self.sides], expressions)


def _chosen(rows: Array, meeting: Indices) -> Array:
    """Return of rows ``(k, ..., n)`` those of the meeting switches, ``(m, ..., n)``."""
    return np.take_along_axis(rows, meeting[:, None], axis=0)


def _beyond_cone(vector: Array, rays: Array) -> float:
    """Return how far a vector ``(d,)`` is from all sums of rays ``(m, d)`` with factors from 0."""
    least = float(np.abs(vector).max())
    for size in range(1, min(rays.shape) + 1):
        for some in combinations(rays, size):
            basis = np.array(some).T
            factors = np.linalg.lstsq(basis, vector, rcond=1e-12)[0]
            if (factors >= 0).all():
                least = min(least, float(np.abs(vector - basis @ factors).max()))
    return least


def _along(normals: Array, bend: Array) -> Array:
    """Return the curvatures ``(n, d)`` of matrices ``(n, d, d)`` across normals ``(n, m, d)``.

    Where fewer than d directions are left, the last curvatures are infinite.
    """
    count, d = len(bend), bend.shape[1]
    _, sizes, axes = np.linalg.svd(normals)
    rank = (sizes > TOLERANCE * sizes.max(initial=0.0)).sum(axis=1)
    bent = np.full((count, d), np.inf)
    for r in np.unique(rank):
        along = axes[rank == r, r:]
        bent[rank == r, : d - r] = np.linalg.eigvalsh(
            along @ bend[rank == r] @ along.swapaxes(1, 2)
        )
    return bent
