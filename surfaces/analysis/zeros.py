"""The zeros of a gradient in a box: cells are divided until each has at most one, then Newton."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Protocol

import numpy as np
import numpy.typing as npt

from surfaces.box import Array, Box

MOST_CELLS = 25_000
"""At most this many cells are searched in one round; a search that needs more is given up."""

CELLS_BEFORE_CREASE_TEST = 2_000
"""With more cells than this, the search tests whether they lie on a crease, where none settles."""

VARIATION_FACTOR = 1.5
"""Factor by which the Hessian may vary more in a cell than between the points that are sampled."""

SMALLEST_CELL = 1e-6
"""Side of the smallest cells, as a share of the side of the box."""

MOST_SINGULAR_POINTS = 60
"""More distinct zeros with a singular Hessian than this are taken for lines, not points."""

BESIDE, VANISHING = 0.1, 1e-9
"""A gradient vanishes that is no more than this share (the second) of those beside it, so far away
(the first), in sides."""

EPS = float(np.finfo(float).eps)

Mask = npt.NDArray[np.bool_]


class Field(Protocol):
    """A gradient and its derivatives, of a surface or any other."""

    def gradient(self, point: Array, /) -> Array:
        """Return the field ``(d, *batch)``, whose zeros are searched, at points ``(d, *batch)``."""

    def hessian(self, point: Array, /) -> Array:
        """Return its derivatives ``(d, d, *batch)``."""


@dataclass(frozen=True)
class Roots:
    """A curve and its slope as a field in one dimension, to search the zeros of the curve."""

    curve: Callable[[Array], Array]
    slope: Callable[[Array], Array]

    def gradient(self, point: Array, /) -> Array:
        """Return the values of the curve, ``(1, *batch)``."""
        return self.curve(point)

    def hessian(self, point: Array, /) -> Array:
        """Return its slopes, ``(1, 1, *batch)``."""
        return self.slope(point)[None]


@dataclass(frozen=True)
class Zeros:
    """The zeros of a gradient ``(d, n)``, which are ``regular``, and whether these are all.

    At a regular zero the Hessian is not singular: the zero is isolated, and the signs of the
    curvatures decide its kind.
    """

    points: Array
    regular: Mask
    complete: bool


def zeros(
    field: Field, box: Box, cusps: Array | None = None, smallest: float = SMALLEST_CELL
) -> Zeros:
    """Return the zeros of a gradient in a box of one or two dimensions.

    Parameters
    ----------
    field : Field
        The gradient.
    box : Box
        The box that is searched.
    cusps : array ``(d, n)``, optional
        Points with an infinite Hessian, which are taken as zeros that are not regular.
    smallest : float
        Side of the smallest cells, as a share of the side of the box.
    """
    with np.errstate(all="ignore"):
        cells = _settle(field, box, smallest)
        points = _newton(field, np.hstack([cells.single, cells.unsettled]), box)
        points = np.where(np.abs(points) < 1e-15 * _column(box), 0.0, points)
        points = points.compress(box.contains(points) & _is_finite(field, points), axis=1)
        regular = _is_regular(field, points, box)
        sure = regular & _is_regular(field, points, box, 1e-8)  # no chance of a fast oscillation
        zero = sure | _is_zero(field, points, box)
        points, regular = points.compress(zero, axis=1), regular[zero]
        sharp = distinct(points.compress(regular, axis=1), 1e-7, box)
        blurred = points.compress(~regular, axis=1)
        places = _first_of_each(np.round(blurred / (0.01 * _column(box))))
        crowded = places.size > MOST_SINGULAR_POINTS
        blurred = _approach_singular(field, blurred[:, : 0 if crowded else None], box)
        blurred = np.where(np.abs(blurred) < 1e-15 * _column(box), 0.0, blurred)
        blurred = _nearest_to_zero(field, blurred[:, _is_finite(field, blurred)], 1e-4, box)
        blurred = blurred[:, _vanishes(field, blurred, box)]
    if cusps is not None:
        blurred = np.hstack([cusps, blurred[:, ~_near(blurred, cusps, 1e-4, box)]])
    points = np.hstack([sharp, blurred])
    complete = cells.complete and not crowded and _near(cells.unsettled, blurred, 1e-3, box).all()
    return Zeros(points, np.arange(points.shape[1]) < sharp.shape[1], bool(complete))


def newton_step(field: Field, points: Array) -> Array:
    """Return the Newton step ``-H⁻¹ g`` at points ``(d, n)`` of one or two dimensions."""
    return -_times(_inverse(field.hessian(points)), field.gradient(points))


@dataclass(frozen=True)
class _Cells:
    """Centres ``(d, n)`` of the cells with at most one zero, and of those too small to divide."""

    single: Array
    unsettled: Array
    complete: bool


def _settle(field: Field, box: Box, smallest: float) -> _Cells:
    """Divide cells until each has no zero, or at most one that Newton's method finds."""
    count = {1: 200, 2: 40}[box.dim]
    half = (box.high - box.low) / (2 * count)
    lines = [
        low + h * np.arange(1, 2 * count, 2) for (low, _), h in zip(box.sides, half, strict=True)
    ]
    centres = np.array(np.meshgrid(*lines, indexing="ij")).reshape(box.dim, -1)
    single, complete = [centres[:, :0]], True
    jumps: list[float] = []
    while centres.size and (half > smallest * (box.high - box.low)).any():
        if centres.shape[1] > MOST_CELLS or (
            centres.shape[1] > CELLS_BEFORE_CREASE_TEST and _is_creased(jumps)
        ):
            return _Cells(np.hstack([*single, centres]), centres[:, :0], False)
        one, many, clear, jump = _classify_cells(field, centres, half)
        complete &= clear
        jumps.append(jump)
        single.append(centres[:, one])
        half = half / 2
        corners = half[:, None] * np.array(list(product((-1, 1), repeat=box.dim))).T
        centres = (centres[:, many, None] + corners[:, None]).reshape(box.dim, -1)
    return _Cells(np.hstack(single), centres, complete)


def _is_creased(jumps: list[float]) -> bool:
    """Return whether the gradient varies in cells about as much as in those of 16 times the side.

    A smooth gradient varies half as much in half the cell; across a crease it jumps.
    """
    return len(jumps) > 4 and jumps[-1] > 0.5 * jumps[-5]


def _classify_cells(field: Field, centres: Array, half: Array) -> tuple[Mask, Mask, bool, float]:
    """Return which cells have at most one zero, which may have many, and whether that is certain.

    The other cells have none. The variation of the Hessian in a cell is estimated from its corners
    and from four points inside that fit no period. The last number is the median variation of the
    gradient in the cells that may have many zeros.
    """
    samples = centres[:, None] + half[:, None, None] * _OFFSETS[len(half)][:, :, None]
    gradient = field.gradient(samples) * half[:, None, None]  # all in units of the cell
    hessian = field.hessian(samples) * (half[:, None] * half)[:, :, None, None]
    known = np.isfinite(gradient).all(axis=0) & np.isfinite(hessian).all(axis=(0, 1))
    flat = ((gradient == 0).all(axis=0) & (hessian == 0).all(axis=(0, 1))).all(axis=0)
    clear = bool(known.all() and not flat.any())

    left = np.flatnonzero(known.any(axis=0) & ~flat)
    if left.size < known.shape[1]:
        gradient, hessian = gradient.take(left, axis=-1), hessian.take(left, axis=-1)
    gentle = np.flatnonzero(~_is_steep(gradient, hessian))
    left = left[gentle]
    gradient, hessian = gradient.take(gentle, axis=-1), hessian.take(gentle, axis=-1)
    if len(half) == 2:
        floor = np.flatnonzero(~_is_steep(*_across(gradient, hessian)))
        left = left[floor]
        gradient, hessian = gradient.take(floor, axis=-1), hessian.take(floor, axis=-1)
    even, empty = _is_even(gradient, hessian)
    one, many = np.zeros((2, centres.shape[1]), dtype=bool)
    one[left[even & ~empty]] = True
    many[left[~even]] = True
    jumps = np.ptp(gradient.compress(~even, axis=-1), axis=1) / half[:, None]
    return one, many, clear, float(np.median(jumps.max(axis=0))) if many.any() else 0.0


def _is_steep(gradient: Array, hessian: Array) -> Mask:
    """Return in which cells a slope is too large to vanish in the cell (mean value theorem)."""
    same_sign = (gradient > 0).all(axis=1) | (gradient < 0).all(axis=1)
    reach = VARIATION_FACTOR * np.abs(hessian).sum(axis=1).max(axis=1)
    return (same_sign & (np.abs(gradient[:, 0]) > reach)).any(axis=0)


def _across(gradient: Array, hessian: Array) -> tuple[Array, Array]:
    """Return the slope along the direction in which it varies least, and its derivatives.

    On the floor of a valley this is the direction of the floor.
    """
    a, b, c = hessian[0, 0, 0], hessian[0, 1, 0], hessian[1, 1, 0]
    angle = np.arctan2(2 * b * (a + c), (a - c) * (a + c)) / 2  # the main axis of H²
    x, y = -np.sin(angle), np.cos(angle)
    return (x * gradient[0] + y * gradient[1])[None], (x * hessian[0] + y * hessian[1])[None]


def _is_even(gradient: Array, hessian: Array) -> tuple[Mask, Mask]:
    """Return in which cells the Hessian varies by less than half of itself, and which have no zero.

    An even cell has at most one zero, and Newton's method finds it from the centre.
    """
    inverse = _inverse(hessian[:, :, 0])
    step = np.abs(_times(inverse, gradient[:, 0]))
    unit = np.eye(len(hessian))[:, :, None, None]
    varied = np.einsum("ikn,kjmn->ijmn", inverse, hessian) - unit
    variation = VARIATION_FACTOR * np.abs(varied).sum(axis=1).max(axis=1)
    even = (variation < 0.5).all(axis=0)
    return even, even & (step > 1.01 + variation).any(axis=0)


_OFFSETS = {
    1: np.array([[0.0, -1.0, 1.0, -0.62, 0.27, 0.81, -0.13]]),
    2: np.array([
        [0.0, -1.0, -1.0, 1.0, 1.0, 0.62, -0.27, -0.71, 0.13],
        [0.0, -1.0, 1.0, -1.0, 1.0, 0.27, 0.71, -0.37, -0.57],
    ]),
}  # fmt: skip
"""Sample points of a cell ``(d, m)``, in half sides from its centre, the centre first."""


def _newton(field: Field, points: Array, box: Box) -> Array:
    """Return the points ``(d, n)`` at which Newton steps become as small as rounding."""
    side = _column(box)
    arrived = [points[:, :0]]
    for _ in range(60):
        if not points.size:
            break
        step = newton_step(field, points)
        length = np.abs(step / side).max(axis=0, initial=0.0)
        points = points + step * np.minimum(1.0, 0.1 / length)
        inside = (np.abs(points - box.low[:, None] - side / 2) <= 0.6 * side).all(axis=0)
        arrived.append(points.compress(inside & (length < 1e-8), axis=1))
        points = points.compress(inside & (length >= 1e-8), axis=1)
    found = np.hstack(arrived)
    for _ in range(3):
        step = newton_step(field, found)
        found = found + np.where(np.abs(step) < 1e-7 * side, step, 0.0)
    return found


def _is_finite(field: Field, points: Array) -> Mask:
    """Return at which points gradient and inverse Hessian are finite and not zero.

    If the Hessian or its determinant overflows, a Newton step is 0, as it is at a zero.
    """
    hessian = field.hessian(points)
    finite = np.isfinite(field.gradient(points) + hessian.sum(axis=0)).all(axis=0)
    return np.asarray(finite & (_inverse(hessian) != 0).any(axis=(0, 1)))


def _is_zero(field: Field, points: Array, box: Box) -> Mask:
    """Return at which points, where Newton steps have become small, the gradient vanishes.

    Further steps shrink, be it slowly, or the gradient is as small as its rounding errors a few
    units in the last place away. Near a pole of the gradient (of ``log x``, ``√x``) steps are
    small as well, but they grow.
    """
    rounded = _is_rounding(field, points, box)
    lengths = np.empty((10, points.shape[1]))
    for length in lengths:
        step = newton_step(field, points)
        length[:] = np.abs(step / _column(box)).max(axis=0, initial=0.0)
        points = points + step
    shrinks = (lengths[1:] < 0.97 * lengths[:-1]) | (lengths[1:] == 0)
    grows = lengths[1:] > 1.03 * lengths[:-1]
    return np.asarray(shrinks.all(axis=0) | (rounded & ~grows.all(axis=0)))


def _is_rounding(field: Field, points: Array, box: Box) -> Mask:
    """Return at which points the gradient is as small as it varies a few last digits away."""
    hair = 4 * EPS * np.maximum(np.abs(points), 0.01 * _column(box))
    signs = np.array(list(product((-1.0, -0.5, 0.5, 1.0), repeat=box.dim))).T
    gradient = field.gradient(points)
    around = field.gradient(points[:, :, None] + hair[:, :, None] * signs[:, None])
    noise = np.fmax.reduce(np.abs(around - gradient[:, :, None]), axis=2)
    return np.asarray((np.abs(gradient) <= 8 * noise.max(axis=0)).all(axis=0))


def _vanishes(field: Field, points: Array, box: Box) -> Mask:
    """Return at which singular zeros Newton steps have ended: not halfway down a valley."""
    ways = np.vstack([np.eye(box.dim), -np.eye(box.dim)]).T
    sides = _column(box)[:, :, None]
    beside = np.abs(field.gradient(points[:, :, None] + BESIDE * sides * ways[:, None]) * sides)
    usual = np.fmax.reduce(beside.max(axis=0), axis=1)
    size = np.abs(field.gradient(points) * sides[:, 0]).max(axis=0, initial=0.0)
    return np.asarray((size <= VANISHING * usual) | _is_rounding(field, points, box))


def _is_regular(field: Field, points: Array, box: Box, reach: float = 1e-6) -> Mask:
    """Return which zeros are regular: a Newton step from ``reach`` away ends within a quarter.

    The reach is in sides of the box. From near a zero with a singular Hessian the step ends at half
    the distance, or farther.
    """
    regular = np.ones(points.shape[1], dtype=bool)
    side = _column(box)
    for direction in np.vstack([np.eye(box.dim), -np.eye(box.dim)]):
        away = reach * side * direction[:, None]
        left = (away + newton_step(field, points + away)) / side
        regular &= np.abs(left).max(axis=0, initial=0.0) < 0.25 * reach
    return regular


def _approach_singular(field: Field, points: Array, box: Box) -> Array:
    """Take Newton steps as long as they shrink: towards a singular zero each is half the last.

    Along the floor of a bent valley a step ahead and one back to the floor take turns, so that of
    two steps the shorter one is looked at.
    """
    here, going = points, np.arange(points.shape[1])
    before, least = np.full((2, points.shape[1]), np.inf)
    points = points.copy()
    for _ in range(200):
        step = newton_step(field, here)
        length = np.abs(step / _column(box)).max(axis=0, initial=0.0)
        before, shorter = length, np.minimum(length, before)
        shrinks = (shorter <= least) & (length > 0)
        least = shorter
        if not shrinks.all():
            points[:, going[~shrinks]] = here.compress(~shrinks, axis=1)
            here, step = here.compress(shrinks, axis=1), step.compress(shrinks, axis=1)
            going, before, least = going[shrinks], before[shrinks], least[shrinks]
        if not going.size:
            break
        here = here + step
    points[:, going] = here
    return points


def _nearest_to_zero(field: Field, points: Array, near: float, box: Box) -> Array:
    """Return points ``(d, n)`` without those closer than ``near`` to one of a lesser gradient.

    Newton steps towards a singular zero may stop before it.
    """
    side = _column(box)
    size = np.abs(field.gradient(points) * side).max(axis=0, initial=0.0)
    from_left = np.argsort(points[0], kind="stable")
    lined_up = points[:, from_left]
    place = np.argsort(from_left, kind="stable")  # of each point in that row
    reach = 1.001 * near * side[0, 0]  # those near to a point are in this slice of the row
    first = np.searchsorted(lined_up[0], points[0] - reach).tolist()
    last = np.searchsorted(lined_up[0], points[0] + reach, side="right").tolist()
    is_near = np.zeros(points.shape[1], dtype=bool)
    kept: list[int] = []
    for i in np.argsort(size, kind="stable").tolist():
        if not is_near[place[i]]:
            kept.append(i)
            around = slice(first[i], last[i])
            apart = np.abs(lined_up[:, around] - points[:, [i]]) / side
            is_near[around] |= (apart < near).all(axis=0)
    return points[:, sorted(kept)]


def distinct(points: Array, near: float, box: Box) -> Array:
    """Return points ``(d, n)`` without those closer to a kept one than ``near``, in sides."""
    return points.take(apart(points, near, box), axis=1)


def apart(points: Array, near: float, box: Box) -> npt.NDArray[np.intp]:
    """Return the numbers of those points ``(d, n)`` that are `distinct`."""
    scaled = (points - box.low[:, None]) / (near * _column(box))
    first = _first_of_each(np.round(scaled))
    kept: list[int] = []
    behind = 0  # kept points that are too far to the left to be near
    for i in first[np.lexsort(scaled[::-1, first])]:
        while behind < len(kept) and scaled[0, kept[behind]] <= scaled[0, i] - 1:
            behind += 1
        if not (np.abs(scaled[:, kept[behind:]] - scaled[:, i, None]) < 1).all(axis=0).any():
            kept.append(i)
    return np.array(kept, dtype=np.intp)


def _first_of_each(columns: Array) -> npt.NDArray[np.intp]:
    """Return the numbers of the columns ``(d, n)`` that none before them is equal to."""
    order = np.lexsort(columns[::-1])
    lined_up = columns.take(order, axis=1)
    new = np.ones(order.size, dtype=bool)
    new[1:] = (lined_up[:, 1:] != lined_up[:, :-1]).any(axis=0)
    return order[new]


def _near(points: Array, others: Array, reach: float, box: Box) -> Mask:
    """Return which points are within ``reach`` (in sides of the box) of one of the others."""
    apart = np.abs(points[:, :, None] - others[:, None]) / _column(box)[:, None]
    return np.asarray((apart < reach).all(axis=0).any(axis=-1))


def _column(box: Box) -> Array:
    return (box.high - box.low)[:, None]


def _inverse(matrix: Array) -> Array:
    """Invert matrices ``(d, d, ...)`` of one or two dimensions; singular ones become infinite."""
    if len(matrix) == 1:
        return 1 / matrix
    (a, b), (c, d) = matrix
    return np.array([[d, -b], [-c, a]]) / (a * d - b * c)


def _times(matrix: Array, vector: Array) -> Array:
    return (matrix * vector).sum(axis=1)
