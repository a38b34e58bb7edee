"""Minima of functions of which nothing is known beforehand: a survey, then what it cannot find."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from surfaces.analysis.stationary import minima_among, survey
from surfaces.analysis.zeros import Mask, distinct
from surfaces.box import Array, Box, Minimum
from surfaces.custom.descent import descend
from surfaces.custom.grids import (
    NODES_ON_A_SIDE,
    closed_in,
    grid,
    is_no_pole,
    low_nodes,
    nodes,
)
from surfaces.custom.jumps import edges
from surfaces.custom.pieces import none_lower
from surfaces.custom.surroundings import RADII, Around, around, rounding

if TYPE_CHECKING:
    from surfaces.custom.explored import Explored

MOST_STEPS = 120
"""At most this many steps are taken downhill from a starting point."""

STARTS_ABOVE_TWO_DIMENSIONS = 96
"""Random points from which a descent starts above two dimensions."""

STARTS_ON_A_SIDE = {1: 40, 2: 12}
"""Points of a lattice from which a descent starts where a survey is not complete."""

REGULAR = 1e-7
"""Curvatures at a regular minimum are greater than this share of the largest."""

DIRECTIONS_ABOVE_TWO_DIMENSIONS = 24
"""Directions in which a descent starts beside a point that may be a minimum."""

MOST_MOVES = 6
"""At most this many times a point above two dimensions moves to a lower one beside it."""

MOST_DOUBTFUL = 60
"""At most this many points that may be minima are looked at closely, the lowest."""

DIGITS_OF_AN_EDGE = 7
"""Decimals that are known of where a function comes near to a value that it has not."""

SAME_BASIN = 1e-2
"""Minima nearer than this, in sides, are one if there is no higher ground between them."""


@dataclass(frozen=True, eq=False)
class Findings:
    """What a search finds in a box."""

    minima: tuple[Minimum, ...]
    """Single points that are lower than all around them, the lowest first."""
    level: Array
    """Points ``(d, n)`` beside which others are as low, and none lower: on a curve of minima."""
    open_ends: tuple[Minimum, ...] = ()
    """Edges of jumps, and the values near to which the function comes there, but which it has not;
    the lowest first."""


def search(surface: Explored, box: Box) -> tuple[Minimum, ...]:
    """Return the minima that are found in a box, the lowest first."""
    return explore(surface, box).minima


@lru_cache(maxsize=64)
def explore(surface: Explored, box: Box) -> Findings:
    """Search a box for minima, and for curves of minima."""
    certain, doubtful = _candidates(surface, box)
    doubtful = sorted(doubtful, key=lambda one: (one.value, one.at))[:MOST_DOUBTFUL]
    place = np.array([minimum.at for minimum in doubtful]).reshape(-1, box.dim).T
    if box.dim <= 2:
        lie = around(surface, place, box)
    else:
        place, lie = _around(surface, place, box)
        doubtful = [
            replace(one, at=tuple(at.tolist()), value=float(surface(at)))
            for one, at in zip(doubtful, place.T, strict=True)
        ]
    higher = [one for one, how in zip(doubtful, lie, strict=True) if how == Around.HIGHER]
    level = place[:, lie == Around.LEVEL]
    found = Findings(ranked(_merged(surface, [certain, higher], box)), level)
    if surface.may_have_tips:
        found = _without_open_ends(surface, found, box)
    return found if surface.pieces is None else _with_edges(surface, found, box)


def _with_edges(surface: Explored, found: Findings, box: Box) -> Findings:
    """Return the same with the lowest points of the edges of jumps, and without false points."""
    assert surface.pieces is not None
    edge = surface.pieces.low_edges(surface, _starts(surface, box), box)
    single = [Minimum(one.at, one.value, kink=True) for one in edge if one.attained and one.single]
    ends = [_open_end(one.at, one.value) for one in edge if not one.attained]
    known = _apart_from([*single, *ends], [*found.minima], box)
    places = np.array([one.at for one in known]).reshape(-1, box.dim).T
    sure = none_lower(surface, places, box)
    true = [one for one, holds in zip(known, sure, strict=True) if holds]
    minima = _merged(surface, [single, true], box)
    flat = [one.at for one in edge if one.attained and not one.single]
    level = np.hstack([found.level, np.array(flat).reshape(-1, box.dim).T])
    ends += _apart_from(ends, [*found.open_ends], box)
    return Findings(
        ranked(minima),
        level[:, none_lower(surface, level, box)],
        tuple(sorted(set(ends), key=lambda one: (one.value, _off_centre(one, box), one.at))),
    )


def _open_end(at: npt.ArrayLike, value: float) -> Minimum:
    """Return where a function comes near to a value, with the digits that are known."""
    *place, height = (np.round(np.append(at, value), DIGITS_OF_AN_EDGE) + 0.0).tolist()
    return Minimum(tuple(place), height)


def _off_centre(minimum: Minimum, box: Box) -> float:
    """Return how far a point lies from the middle of a box."""
    return float(
        np.abs((2 * np.array(minimum.at) - box.low - box.high) / (box.high - box.low)).max()
    )


def _apart_from(known: list[Minimum], others: list[Minimum], box: Box) -> list[Minimum]:
    """Return those others that are not beside one that is known."""
    at = np.array([one.at for one in known]).reshape(-1, box.dim)
    room = 1e-5 * (box.high - box.low)
    return [one for one in others if not (np.abs(at - one.at) < room).all(axis=1).any()]


def _without_open_ends(surface: Explored, found: Findings, box: Box) -> Findings:
    """Return the same without points at a jump that has no lowest value on its low side."""
    if box.dim > 2:
        return found
    places = np.array([one.at for one in found.minima]).reshape(-1, box.dim).T
    edge, upper = edges(surface, places, box)
    kept, ends = [], []
    for i, one in enumerate(found.minima):
        at = edge[:, i]
        if upper[i]:
            ends.append(_open_end(at, one.value))
        elif (value := float(surface(at))) <= one.value:
            kept.append(replace(one, at=tuple(at.tolist()), value=value))
        else:
            kept.append(one)
    _, above = edges(surface, found.level, box)
    return Findings(ranked(kept), found.level[:, ~above], tuple(ends))


def _candidates(surface: Explored, box: Box) -> tuple[list[Minimum], list[Minimum]]:
    """Return minima that are certain, and points that may be some."""
    certain: list[Minimum] = []
    doubtful: list[Minimum] = []
    if surface.dim <= 2:
        found = survey(surface, box)
        certain += minima_among(found.points)
        doubtful += [
            Minimum(point.at, point.value) for point in found.points if point.kind == "degenerate"
        ]
        sure = found.certified or (found.settled and found.points)
        if sure and not surface.may_have_kinks:
            return certain, doubtful
        if surface.may_have_kinks:
            certain = _off_jumps(surface, certain, box)
    if surface.creases is not None:
        for one in surface.creases.near(_starts(surface, box), box):
            minimum = Minimum(one.at, float(surface(one.at)), kink=one.kink)
            (certain if one.strict else doubtful).append(minimum)
        doubtful += _listed(surface, flat_points(surface, _starts(surface, box)))
    elif surface.dim > 2 or not surface.may_have_kinks:
        sharp, blurred = _descents(surface, box)
        certain += sharp
        doubtful += blurred
    if surface.dim <= 2 and surface.may_have_tips:
        doubtful += _on_a_grid(surface, box, certain)
    return certain, doubtful


def _off_jumps(surface: Explored, minima: list[Minimum], box: Box) -> list[Minimum]:
    """Return the minima that are no ends of a jump: their slopes do not tell of lower ground."""
    place = np.array([minimum.at for minimum in minima]).reshape(-1, box.dim).T
    lie = around(surface, place, box)
    return [one for one, how in zip(minima, lie, strict=True) if how != Around.LOWER]


def _around(surface: Explored, points: Array, box: Box) -> tuple[Array, npt.NDArray[np.int64]]:
    """Return how the ends of descents from beside points ``(d, n)`` lie to them: see `Around`.

    Above two dimensions no ring of points is dense enough to meet the way down. Where an end lies
    lower, the point moves there, a few times; what is returned first are the points at last.
    """
    points, lie = points.copy(), np.empty(points.shape[1], dtype=np.int64)
    for i in range(points.shape[1]):
        for _ in range(MOST_MOVES):
            lie[i], lower = _at_a_distance(surface, points[:, [i]], box, RADII[0])
            if lie[i] != Around.LOWER:
                break
            points[:, [i]] = _rounded(surface, lower, box)
        if lie[i] == Around.LEVEL:
            wide, _ = _at_a_distance(surface, points[:, [i]], box, RADII[1])
            lie[i] = wide if wide == Around.HIGHER else Around.LEVEL
    return points, lie


def _at_a_distance(surface: Explored, at: Array, box: Box, radius: float) -> tuple[Around, Array]:
    """Return how the ends of descents from this far beside a point lie to it; the lowest end."""
    side = (box.high - box.low)[:, None]
    away = np.random.default_rng(1).normal(size=(box.dim, DIRECTIONS_ABOVE_TWO_DIMENSIONS))
    away *= radius * side / np.sqrt((away * away).sum(axis=0))
    ends = ends_of_descents(surface, at + away, box)
    if not ends.size:  # they leave the box: at a minimum they would come back to it
        return (Around.HIGHER if surface.creases is not None else Around.LEVEL), at
    apart = np.abs((ends - at) / (radius * side)).max(axis=0)
    noise = 4 * (rounding(surface, at, side) + rounding(surface, ends, side))
    difference = surface(ends) - surface(at)
    lowest = ends[:, [int(difference.argmin())]]
    if (difference < -noise).any():
        return Around.LOWER, lowest
    level = ((difference <= noise) & (apart > 0.1)).any()
    return (Around.LEVEL if level else Around.HIGHER), lowest


def _starts(surface: Explored, box: Box) -> Array:
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
        found = [one.at for one in surface.creases.near(starts, box)]
        return np.hstack([np.array(found).reshape(-1, box.dim).T, flat_points(surface, starts)])
    side = (box.high - box.low)[:, None]
    slopes = surface.slope_and_bend
    ends = descend(surface, slopes, starts, side, MOST_STEPS)
    with np.errstate(all="ignore"):
        ends = ends[:, _inside(ends, box) & np.isfinite(surface(ends))]
        for _ in range(4):  # a descent stands still when the value does, before the gradient is 0
            step, _ = _newton(*slopes(ends), side)
            ends = ends + np.where(np.abs(step / side).max(axis=0) < 1e-3, step, 0.0)
    return ends


def flat_points(surface: Explored, points: Array) -> Array:
    """Return the points ``(d, n)`` at which slope and curvature vanish: on level ground."""
    gradient, hessian = surface.slope_and_bend(points)
    return points[:, (gradient == 0).all(axis=0) & (hessian == 0).all(axis=(0, 1))]


def _descents(surface: Explored, box: Box) -> tuple[list[Minimum], list[Minimum]]:
    """Return the minima to which descents lead, and ends of others where a curvature vanishes."""
    side = (box.high - box.low)[:, None]
    ends = ends_of_descents(surface, _starts(surface, box), box)
    with np.errstate(all="ignore"):
        step, regular = _newton(*surface.slope_and_bend(ends), side)
        regular &= np.abs(step / side).max(axis=0) < 1e-9
    sharp = _rounded(surface, distinct(ends[:, regular], 1e-7, box), box)
    blurred = distinct(_rounded(surface, ends[:, ~regular], box), 1e-6, box)
    return _listed(surface, sharp), _listed(surface, blurred)


def _newton(gradient: Array, hessian: Array, side: Array) -> tuple[Array, Mask]:
    """Return Newton steps ``(d, n)`` where all curvatures are greater than 0, and where that is.

    ``side`` ``(d, 1)`` are the units of the coordinates.
    """
    bend = np.moveaxis(hessian * side[:, None] * side, -1, 0)
    bend = np.where(np.isfinite(bend), bend, 0.0)
    curvatures, axes = np.linalg.eigh(bend)
    regular = curvatures[:, 0] > REGULAR * np.abs(curvatures).max(axis=1)
    along = np.einsum("nij,in->nj", axes, gradient * side) / curvatures
    step = -side * np.einsum("nij,nj->in", axes, along)
    return np.where(regular, step, 0.0), regular


def _on_a_grid(surface: Explored, box: Box, known: list[Minimum]) -> list[Minimum]:
    """Return low points that Newton's method does not find: in tips, creases, flat bottoms.

    Each node of a grid that lies below its neighbours is refined by ever smaller grids.
    """
    side = (box.high - box.low)[:, None]
    centres = low_nodes(surface, box)
    near = 2 * side / (NODES_ON_A_SIDE[box.dim] - 1)
    for minimum in known:
        centres = centres[:, (np.abs(centres - np.array(minimum.at)[:, None]) > near).any(axis=0)]
    centres = closed_in(surface, centres, box)
    best = centres
    for rounder in _rounder(centres, box):
        best = np.where(surface(rounder) <= surface(best), rounder, best)
    centres = distinct(best, 1e-6, box)
    centres = centres[:, _inside(centres, box) & np.isfinite(surface(centres))]
    centres = centres[:, is_no_pole(surface, centres, box)]
    with np.errstate(all="ignore"):
        usual = np.nanmedian(np.abs(surface.gradient(nodes(box))))
        aside = 1e-6 * side * np.array([[1.0], [0.37]])[: box.dim]
        slopes = np.abs(surface.gradient(centres + aside)).max(axis=0)
    return [
        replace(minimum, kink=not slope < 1e-4 * usual)
        for minimum, slope in zip(_listed(surface, centres), slopes, strict=True)
    ]


def _listed(surface: Explored, points: Array) -> list[Minimum]:
    return [
        Minimum(tuple(at), value)
        for at, value in zip(points.T.tolist(), surface(points).tolist(), strict=True)
    ]


def _inside(points: Array, box: Box) -> Mask:
    """Return which points lie in a box, and not on its edge."""
    room = 1e-9 * (box.high - box.low)[:, None]
    within = (points > box.low[:, None] + room) & (points < box.high[:, None] - room)
    return np.asarray(within.all(axis=0))


def _rounded(surface: Explored, points: Array, box: Box) -> Array:
    """Return nearby points with the fewest digits, no higher and with a gradient no longer.

    A rounder point may lie lower by chance on a slope nearby.
    """

    def steepness(where: Array) -> Array:
        return np.asarray(np.abs(surface.gradient(where)).max(axis=0, initial=0.0))

    best = points
    for rounder in _rounder(points, box):
        better = (surface(rounder) <= surface(best)) & (steepness(rounder) <= steepness(best))
        best = np.where(better, rounder, best)
    return best


def _rounder(points: Array, box: Box) -> list[Array]:
    """Return the points with ever fewer digits; as they are where that would move them far."""
    reach = 1e-3 * (box.high - box.low)[:, None]
    rounded = [np.round(points, digits) + 0.0 for digits in (12, 9, 6, 3, 0)]
    return [np.where(np.abs(one - points) < reach, one, points) for one in rounded]


def _merged(surface: Explored, ranks: list[list[Minimum]], box: Box) -> list[Minimum]:
    """Return minima of which no two are in the same hollow: no high ground lies between them.

    The lower one stays; of two that differ by rounding only, the one in the first list.
    """
    side = (box.high - box.low)[:, None]
    kept: list[Minimum] = []
    places = np.empty((box.dim, 0))
    for minimum in (one for rank in ranks for one in sorted(rank, key=lambda m: m.value)):
        at = np.array(minimum.at)[:, None]
        near = np.flatnonzero((np.abs(places - at) <= SAME_BASIN * side).all(axis=0))
        noise = 4 * float(rounding(surface, at, side)[0]) if near.size else 0.0
        same = [i for i in near.tolist() if _in_one_hollow(surface, minimum, kept[i], noise)]
        if not same:
            kept.append(minimum)
            places = np.hstack([places, at])
        elif minimum.value < kept[same[0]].value - noise:
            kept[same[0]] = minimum
            places[:, same[0]] = at[:, 0]
    return kept


def _in_one_hollow(surface: Explored, one: Minimum, other: Minimum, noise: float) -> bool:
    """Return whether the straight way between two minima leads over no higher ground."""
    way = np.linspace(one.at, other.at, 18).T
    return bool((surface(way) <= max(one.value, other.value) + noise).all())


def ranked(minima: list[Minimum]) -> tuple[Minimum, ...]:
    """Return minima, the lowest first; those as low as the lowest are global."""
    lowest = min((minimum.value for minimum in minima), default=0.0)
    same = lowest + 1e-10 * max(1.0, abs(lowest))
    ranked = (replace(minimum, is_global=minimum.value <= same) for minimum in minima)
    return tuple(sorted(ranked, key=lambda m: (lowest if m.is_global else m.value, m.at)))
