"""Instances of a surface: rotated and shifted by seed, with its domain, its minima and the starts.

What is at the origin, or along the axes, is there by no more than chance: methods that favour such
places gain nothing from them (Hansen et al. 2021, COCO).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from math import ceil
from zlib import crc32

import numpy as np
import numpy.typing as npt

from optim_viz.problem import Problem
from optim_viz.text import words
from surfaces import Array, Box, Surface
from surfaces.arrays import column
from surfaces.brief import Brief
from surfaces.moved import Moved

MAX_TURNED_TOGETHER = 40
"""Largest number of coordinates that one rotation mixes; of more, groups drawn by chance turn each
by itself (Varelas et al. 2018, the large-scale suite of COCO), or a step would take d² operations.
"""

_Turn = list[tuple[npt.NDArray[np.int64], Array]]
"""Groups of coordinates, and the matrix that rotates each."""


@dataclass(frozen=True, repr=False)
class Instance(Brief, Moved):
    """A surface rotated in all coordinates and shifted: outer = Q (inner - anchor).

    The rotation Q is uniform among all rotations. The anchor, the inner point that the shift takes
    to the origin, is uniform in the domain. Both depend on the surface, the number of the instance
    and the seed, and on nothing else. The domain moves along, so that it holds what it held.

    At a step the loop asks for the value and for the domain at the same iterates, an array that
    nobody changes: the inner points of the latest array are kept.
    """

    surface: Surface
    number: int
    seed: int

    @property
    def _words(self) -> str:
        return words.instance(self.number)

    @cached_property
    def _drawn(self) -> tuple[Array, _Turn]:
        which = crc32(str(self.surface).encode())
        generator = np.random.default_rng([self.seed, self.number, which])
        box = self.surface.domain
        anchor = generator.uniform(box.low, box.high)
        order = generator.permutation(box.dim)
        groups = np.array_split(order, ceil(box.dim / MAX_TURNED_TOGETHER))
        return anchor, [(np.sort(one), rotation(len(one), generator)) for one in groups]

    @property
    def anchor(self) -> Array:
        """The inner point ``(d,)`` that lies at the origin."""
        return self._drawn[0]

    @property
    def _turn(self) -> _Turn:
        return self._drawn[1]

    @cached_property
    def _turn_back(self) -> _Turn:
        return [(group, matrix.T) for group, matrix in self._turn]

    def _to_inner(self, point: Array) -> Array:
        seen, inner = self.__dict__.get("_latest", (None, None))
        if seen is point and inner is not None:
            return np.asanyarray(inner)
        inner = _turned(self._turn_back, point)
        inner += column(self.anchor, point)
        self.__dict__["_latest"] = point, inner
        return inner

    def _from_inner(self, point: Array) -> Array:
        return _turned(self._turn, point - column(self.anchor, point))

    def _outer_slopes(self, slopes: Array) -> Array:
        return _turned(self._turn, slopes)

    @cached_property
    def domain(self) -> Box:
        """The upright box around the moved domain; `inside` knows the moved one."""
        return self._around(self.surface.domain)

    def _around(self, box: Box) -> Box:
        middle = self._from_inner((box.low + box.high) / 2)
        reach = np.abs(_turned(self._turn, np.eye(box.dim))) @ ((box.high - box.low) / 2)
        return Box(*zip(middle - reach, middle + reach, strict=True))

    def place(self, points: Array) -> Array:
        """Return the points ``(d, n)`` that belong to points of the original surface."""
        return self._from_inner(points)

    def inside(self, point: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Return whether each point ``(d, *batch)`` lies in the moved domain, ``(*batch)``."""
        with np.errstate(invalid="ignore", over="ignore"):  # a diverged run has no finite point
            return np.asarray(self._holds(np.asarray(point, dtype=float)))

    def _holds(self, point: Array) -> npt.NDArray[np.bool_]:
        inner = self._to_inner(point)
        return self.surface._holds(inner + 1e-12 * (column(self._middle, inner) - inner))

    @cached_property
    def _middle(self) -> Array:
        """The middle of the domain: points that rounding has moved off its edge count as inside."""
        return (self.surface.domain.low + self.surface.domain.high) / 2


def rotation(dim: int, generator: np.random.Generator) -> Array:
    """Return a matrix ``(d, d)`` that is uniform among the rotations (Stewart 1980).

    Columns of normal numbers are made orthogonal one after the other. Each is done twice, which
    leaves errors of rounding only, and by plain sums, which have the same bits everywhere.
    """
    rows = np.empty((dim, dim))
    for k, row in enumerate(generator.standard_normal((dim, dim))):
        for _ in range(2):
            along = (rows[:k] * row).sum(axis=1)
            row = row - (along[:, np.newaxis] * rows[:k]).sum(axis=0)
        rows[k] = row / np.sqrt((row * row).sum())
    if np.linalg.det(rows) < 0:  # a reflection
        rows[-1] = -rows[-1]
    return rows


def _turned(turn: _Turn, point: Array) -> Array:
    """Return points ``(d, *batch)`` rotated."""
    if len(turn) == 1:
        return _product(turn[0][1], point)
    turned = np.empty_like(point)
    for group, matrix in turn:
        turned[group] = _product(matrix, point[group])
    return turned


def _product(matrix: Array, point: Array) -> Array:
    """Return the products of a matrix and points ``(d, *batch)``.

    Added up coordinate by coordinate: a point has the bits that it has among others.
    """
    columns = matrix.T.reshape(*matrix.shape, *(1,) * (point.ndim - 1))
    total = columns[0] * point[0]
    for one, entries in zip(columns[1:], point[1:], strict=True):
        total += one * entries
    return np.asanyarray(total)


@cache
def instance(problem: Problem, number: int, seed: int) -> Instance | None:
    """Return an instance of the surface of a problem; None for number 0, the surface as it is."""
    return Instance(problem.posed, number, seed) if number else None
