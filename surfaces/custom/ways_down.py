"""The ways down: where descents lead from all over a box, and from beside a point.

Where they come back to a point, it is a minimum; where they end beside it on the same level, it is
one of a curve of minimizers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from surfaces.analysis.zeros import Mask
from surfaces.box import Array, Box
from surfaces.custom.descent import LEAST_CURVATURE, descend
from surfaces.custom.grids import grid, low_nodes
from surfaces.custom.hollows import rises_from
from surfaces.custom.surroundings import RADII, Around, rounding

if TYPE_CHECKING:
    from surfaces.custom.explored import Explored
    from surfaces.custom.kinks import Kinks

MOST_STEPS = 120
"""At most this many steps are taken downhill from a starting point."""

LEAST_SHARE_INSIDE = 0.1
"""If fewer descents than this end in the box, others take shorter steps."""

MOST_STEPS_DOWN = 40
LEAST_CURVATURE_DOWN = 1e-3
"""Their number of steps, for which a curvature counts as at least this share of the largest."""

STARTS_ABOVE_TWO_DIMENSIONS = 96
"""Random points from which a descent starts above two dimensions."""

STARTS_ON_A_SIDE = {1: 40, 2: 12}
"""Points of a lattice from which a descent starts where a survey is not complete."""

REGULAR = 1e-7
"""Curvatures at a regular minimum are greater than this share of the largest."""

DIRECTIONS_ABOVE_TWO_DIMENSIONS = 24
"""Directions in which a descent starts beside a point that may be a minimum."""

MOST_STEPS_TO_A_TIP = 30
MOST_TIPS = 16
"""Steps of the descents, and how many of the lowest ends are followed, where tips may be."""

WIDEST_PATTERN, SHRINKING, PATTERNS = 0.05, 0.7, 95
"""Reach of the first pattern around a point, in sides, its factor, and the number of patterns."""

MOVES = 3
DIRECTIONS_OF_A_PATTERN = 24
"""How often a point moves by each pattern, and random directions of these, beside the axes."""

SETTLED = 1e-9
"""A descent that has left at most this share of its height is on level ground."""

MOST_MOVES = 6
"""At most this many times a point above two dimensions moves to a lower one beside it."""


def starts_in(surface: Explored, box: Box) -> Array:
    """Return points ``(d, n)`` from which a descent starts."""
    if box.dim > 2:
        random = np.random.default_rng(0)
        return random.uniform(box.low, box.high, (STARTS_ABOVE_TWO_DIMENSIONS, box.dim)).T
    count = STARTS_ON_A_SIDE[box.dim]
    half = (box.high - box.low) / (2 * count)
    inner = Box(*zip((box.low + half).tolist(), (box.high - half).tolist(), strict=True))
    return np.hstack([low_nodes(surface, box), grid(inner, count).reshape(box.dim, -1)])


def ends_of_descents(surface: Explored, starts: Array, box: Box) -> Array:
    """Return the points ``(d, n)`` to which the ways down from points of a box lead."""
    if surface.creases is not None:
        return _ends_in_creases(surface, surface.creases, [starts], box)[0]
    return _settled(surface, starts, box, MOST_STEPS, LEAST_CURVATURE)[0]


def _ends_in_creases(
    surface: Explored, creases: Kinks, starts: list[Array], box: Box
) -> list[Array]:
    """Return the same for each of some groups of points, where kinks are known."""
    return [
        np.hstack([np.array([one.at for one in found]).reshape(-1, box.dim).T, flat])
        for found, flat in zip(
            creases.near_each(starts, box),
            [flat_points(surface, one) for one in starts],
            strict=True,
        )
    ]


def ends_on_floors(surface: Explored, starts: Array, box: Box) -> Array:
    """Return the same; where hardly any is left in the box, as a floor leads out of it, others."""
    ends = ends_of_descents(surface, starts, box)
    if surface.creases is not None or ends.shape[1] >= LEAST_SHARE_INSIDE * starts.shape[1]:
        return ends
    return _settled(surface, starts, box, MOST_STEPS_DOWN, LEAST_CURVATURE_DOWN)[0]


def ends_in_tips(surface: Explored, starts: Array, box: Box) -> Array:
    """Return the lowest points ``(d, n)`` of ever smaller patterns around the ends of descents."""
    side, random = (box.high - box.low)[:, None], np.random.default_rng(5)
    points, _ = _settled(surface, starts, box, MOST_STEPS_TO_A_TIP, LEAST_CURVATURE)
    points = points[:, np.argsort(surface(points), kind="stable")[:MOST_TIPS]]
    axes = np.hstack([np.eye(box.dim), -np.eye(box.dim), np.zeros((box.dim, 1))])
    for reach in WIDEST_PATTERN * SHRINKING ** np.repeat(np.arange(PATTERNS), MOVES):
        ways = np.hstack([axes, random.normal(size=(box.dim, DIRECTIONS_OF_A_PATTERN))])
        others = (points[:, None] - points[:, :, None]) / side[:, :, None]  # along a ridge of tips
        others /= np.maximum(np.abs(others).max(axis=0), 1e-300)
        every = np.repeat(ways[:, None], points.shape[1], axis=1)
        ways = np.concatenate([every, others, -others], axis=2)
        around = points[:, :, None] + reach * side[:, :, None] * ways
        heights = surface(around)
        best = np.where(np.isnan(heights), np.inf, heights).argmin(axis=1)
        points = np.take_along_axis(around, best[None, :, None], axis=2)[:, :, 0]
    return points[:, inside(points, box)]


def _settled(
    surface: Explored, starts: Array, box: Box, most: int, least: float
) -> tuple[Array, npt.NDArray[np.intp]]:
    """Return the ends ``(d, n)`` of descents that stay in a box, and the numbers of their starts.

    See `descend`.
    """
    side, slopes = (box.high - box.low)[:, None], surface.slope_and_bend
    ends = descend(surface, slopes, starts, side, most, least)
    with np.errstate(all="ignore"):
        which = np.flatnonzero(inside(ends, box) & np.isfinite(surface(ends)))
        ends = ends.take(which, axis=1)
        for _ in range(4):  # a descent stands still when the value does, before the gradient is 0
            step, _ = newton_steps(*slopes(ends), side)
            ends = ends + np.where(np.abs(step / side).max(axis=0) < 1e-3, step, 0.0)
    return ends, which


def flat_points(surface: Explored, points: Array) -> Array:
    """Return the points ``(d, n)`` at which slope and curvature vanish: on level ground."""
    gradient, hessian = surface.slope_and_bend(points)
    return points[:, (gradient == 0).all(axis=0) & (hessian == 0).all(axis=(0, 1))]


def newton_steps(gradient: Array, hessian: Array, side: Array) -> tuple[Array, Mask]:
    """Return Newton steps ``(d, n)`` where all curvatures are greater than 0, and where that is.

    ``side`` ``(d, 1)`` are the units of the coordinates.
    """
    bend = (hessian * side[:, None] * side).transpose(2, 0, 1)
    bend = np.where(np.isfinite(bend), bend, 0.0)
    curvatures, axes = np.linalg.eigh(bend)
    regular = curvatures[:, 0] > REGULAR * np.abs(curvatures).max(axis=1)
    along = np.einsum("nij,in->nj", axes, gradient * side) / curvatures
    step = -side * np.einsum("nij,nj->in", axes, along)
    return np.where(regular, step, 0.0), regular


def around_by_descents(
    surface: Explored, points: Array, box: Box
) -> tuple[Array, npt.NDArray[np.int64]]:
    """Return how the ends of descents from beside points ``(d, n)`` lie to them: see `Around`.

    Above two dimensions no ring of points is dense enough to meet the way down. Where an end lies
    lower, the point moves there, a few times; what is returned first are the points at last.
    """
    points, lie = points.copy(), np.empty(points.shape[1], dtype=np.int64)
    for i, ends in enumerate(_ends_beside(surface, points, box, RADII[0])):
        for _ in range(MOST_MOVES):
            lie[i], lower = _compared(surface, points[:, [i]], ends, box, RADII[0])
            if lie[i] != Around.LOWER:
                break
            points[:, [i]] = rounded(surface, lower, box)
            (ends,) = _ends_beside(surface, points[:, [i]], box, RADII[0])
    level = np.flatnonzero(lie == Around.LEVEL)
    for i, ends in zip(
        level.tolist(), _ends_beside(surface, points[:, level], box, RADII[1]), strict=True
    ):
        wide, _ = _compared(surface, points[:, [i]], ends, box, RADII[1])
        lie[i] = wide if wide == Around.HIGHER else Around.LEVEL
    return points, lie


def _beside(box: Box, radius: float) -> Array:
    """Return vectors ``(d, n)`` to points this far away, in sides."""
    side = (box.high - box.low)[:, None]
    away = np.random.default_rng(1).normal(size=(box.dim, DIRECTIONS_ABOVE_TWO_DIMENSIONS))
    return np.asarray(away * radius * side / np.sqrt((away * away).sum(axis=0)))


def _ends_beside(surface: Explored, points: Array, box: Box, radius: float) -> list[Array]:
    """Return for each of points ``(d, n)`` the ends of descents from this far beside it."""
    starts = points[:, :, None] + _beside(box, radius)[:, None]
    if surface.creases is not None:
        return _ends_in_creases(surface, surface.creases, [*starts.swapaxes(0, 1)], box)
    ends, which = _settled(surface, starts.reshape(box.dim, -1), box, MOST_STEPS, LEAST_CURVATURE)
    owner = which // starts.shape[2]
    return [ends[:, owner == i] for i in range(points.shape[1])]


def _compared(
    surface: Explored, at: Array, ends: Array, box: Box, radius: float
) -> tuple[Around, Array]:
    """Return how the ends of descents from this far beside a point lie to it; the lowest end."""
    if not ends.size:  # they leave the box: at a minimum they would come back to it
        return (Around.HIGHER if surface.creases is not None else Around.LEVEL), at
    side = (box.high - box.low)[:, None]
    apart = np.abs((ends - at) / (radius * side)).max(axis=0)
    noise = 4 * (rounding(surface, at, side) + rounding(surface, ends, side))
    difference = surface(ends) - surface(at)
    lowest = ends[:, [int(difference.argmin())]]
    if (difference < -noise).any():
        return Around.LOWER, lowest
    height = np.nanmax(np.abs(surface(at + _beside(box, radius)) - surface(at)))
    level = np.flatnonzero((difference <= noise + SETTLED * height) & (apart > 0.1))
    floor = any(not rises_from(surface, at[:, 0], ends[:, i], box) for i in level)
    return (Around.LEVEL if floor else Around.HIGHER), lowest


def inside(points: Array, box: Box) -> Mask:
    """Return which points lie in a box, and not on its edge."""
    room = 1e-9 * (box.high - box.low)[:, None]
    within = (points > box.low[:, None] + room) & (points < box.high[:, None] - room)
    return np.asarray(within.all(axis=0))


def rounded(surface: Explored, points: Array, box: Box) -> Array:
    """Return nearby points with the fewest digits, no higher and with a gradient no longer.

    A rounder point may lie lower by chance on a slope nearby.
    """

    def steepness(where: Array) -> Array:
        return np.asarray(np.abs(surface.gradient(where)).max(axis=0, initial=0.0))

    best = points
    for rounder in with_fewer_digits(points, box):
        better = (surface(rounder) <= surface(best)) & (steepness(rounder) <= steepness(best))
        best = np.where(better, rounder, best)
    return best


def with_fewer_digits(points: Array, box: Box) -> list[Array]:
    """Return the points with ever fewer digits; as they are where that would move them far."""
    reach = 1e-3 * (box.high - box.low)[:, None]
    rounded = [np.round(points, digits) + 0.0 for digits in (12, 9, 6, 3, 0)]
    return [np.where(np.abs(one - points) < reach, one, points) for one in rounded]
