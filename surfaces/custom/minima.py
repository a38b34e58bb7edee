"""Minima of functions of which nothing is known beforehand: a survey, then what it cannot find."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from surfaces.analysis.stationary import minima_among, survey
from surfaces.analysis.zeros import distinct
from surfaces.box import Array, Box, Minimum
from surfaces.custom.grids import (
    NODES_ON_A_SIDE,
    closed_in,
    is_no_pole,
    low_nodes,
    nodes,
)
from surfaces.custom.hollows import SAME_BASIN, in_one_hollow
from surfaces.custom.jumps import edges
from surfaces.custom.pieces import none_lower
from surfaces.custom.surroundings import Around, around, rounding
from surfaces.custom.ways_down import (
    around_by_descents,
    ends_in_tips,
    ends_on_floors,
    flat_points,
    inside,
    newton_steps,
    rounded,
    starts_in,
    with_fewer_digits,
)

if TYPE_CHECKING:
    from surfaces.custom.explored import Explored

MOST_DOUBTFUL = 60
"""At most this many points that may be minima are looked at closely, the lowest."""

DIGITS_OF_AN_EDGE = 7
"""Decimals that are known of where a function comes near to a value that it has not."""

NEAR = 1e-5
"""Minima nearer than this, in sides, are one at the edge of a jump."""

NEAR_IN_A_KINK = 1e-3
"""The same for those that a grid has found, if the other one is lower."""

LEAST_SLOPE = 1e-6
"""A point with a larger slope, by the sides, is no flat minimum."""

SAME_POINT = 1e-9
"""Minima nearer than this are one: between them, at an end, the function may have no value."""


@dataclass(frozen=True, eq=False)
class Findings:
    """What a search finds in a box."""

    minima: tuple[Minimum, ...]
    """Single points that are lower than all around them, the lowest first."""
    level: Array
    """Points ``(d, n)`` beside which others are as low, and none lower: on a curve of minima."""
    floor: float = np.inf
    """The lowest value that the text gives on a curve of minima, where rounding may not reach."""
    open_ends: tuple[Minimum, ...] = ()
    """Edges of jumps, and the values near to which the function comes there, but which it has not;
    the lowest first."""
    skips_edges: bool = False
    """Whether the formula has too many edges of jumps and cases: none of them was looked at."""


def search(surface: Explored, box: Box) -> tuple[Minimum, ...]:
    """Return the minima that are found in a box, the lowest first."""
    return explore(surface, box).minima


@lru_cache(maxsize=64)
def explore(surface: Explored, box: Box) -> Findings:
    """Search a box for minima, and for curves of minima."""
    certain, doubtful = _candidates(surface, box)
    if box.dim > 2 and surface.pieces is not None:
        doubtful = _off_slopes(surface, doubtful, box)
    doubtful = sorted(doubtful, key=lambda one: (one.value, one.at))[:MOST_DOUBTFUL]
    place = np.array([minimum.at for minimum in doubtful]).reshape(-1, box.dim).T
    if box.dim <= 2:
        lie = around(surface, place, box)
    else:
        place, lie = around_by_descents(surface, place, box)
        doubtful = [
            replace(one, at=tuple(at.tolist()), value=float(surface(at)))
            for one, at in zip(doubtful, place.T, strict=True)
        ]
    higher = [one for one, how in zip(doubtful, lie, strict=True) if how == Around.HIGHER]
    level = place[:, lie == Around.LEVEL]
    found = Findings(ranked(_merged(surface, [certain, higher], box)), level)
    if surface.may_have_tips:  # a grid also closes in on holes, as that of sin(x)*sin(y)/(x*y)
        found = replace(found, minima=_with_none_lower(surface, found.minima, box))
        found = _without_open_ends(surface, found, box)
    return found if surface.pieces is None else _with_edges(surface, found, box)


def _with_edges(surface: Explored, found: Findings, box: Box) -> Findings:
    """Return the same with the lowest points of the edges of jumps, and without false points."""
    assert surface.pieces is not None
    edge = surface.pieces.low_edges(surface, starts_in(surface, box), box)
    if edge is None:
        return replace(found, skips_edges=True)
    attained = [one for one in edge if one.attained]
    single = [Minimum(one.at, one.value, kink=True) for one in attained if one.single]
    ends = [_open_end(one.at, one.value) for one in edge if not one.attained]
    places = np.array([one.at for one in found.minima]).reshape(-1, box.dim).T
    steady = ~surface.pieces.falling(places, box)
    others = [one for one, holds in zip(found.minima, steady, strict=True) if holds]
    known = _apart_from([*single, *ends], others, box)
    minima = _merged(surface, [single, known], box)
    flat = [Minimum(one.at, one.value) for one in attained if not one.single]
    apart = [one.at for one in _apart_from(minima, flat, box)]
    level = np.hstack([found.level, np.array(apart).reshape(-1, box.dim).T])
    ends += _apart_from([*ends, *single], [*found.open_ends], box)
    level = level[:, none_lower(surface, level, box)]
    return Findings(
        ranked(minima),
        level,
        min((one.value for one in flat if level.size), default=np.inf),
        tuple(sorted(set(ends), key=lambda one: (one.value, _off_centre(one, box), one.at))),
    )


def _with_none_lower(
    surface: Explored, minima: tuple[Minimum, ...], box: Box
) -> tuple[Minimum, ...]:
    """Return those minima beside which nothing lies lower: no false points at jumps."""
    places = np.array([one.at for one in minima]).reshape(-1, box.dim).T
    sure = none_lower(surface, places, box)
    return tuple(one for one, holds in zip(minima, sure, strict=True) if holds)


def _open_end(at: npt.ArrayLike, value: float) -> Minimum:
    """Return where a function comes near to a value, with the digits that are known."""
    *place, height = (np.round(np.append(at, value), DIGITS_OF_AN_EDGE) + 0.0).tolist()
    return Minimum(tuple(place), height, kink=True)


def _off_centre(minimum: Minimum, box: Box) -> float:
    """Return how far a point lies from the middle of a box."""
    return float(
        np.abs((2 * np.array(minimum.at) - box.low - box.high) / (box.high - box.low)).max()
    )


def _apart_from(known: list[Minimum], others: list[Minimum], box: Box) -> list[Minimum]:
    """Return those others that are not beside one that is known.

    In a kink, where a grid that closes in may stop before, those beside it lie no lower.
    """
    at = np.array([one.at for one in known]).reshape(-1, box.dim)
    values = np.array([one.value for one in known])
    apart = []
    for one in others:
        away = np.abs((at - one.at) / (box.high - box.low)).max(axis=1, initial=0.0)
        lower = values <= one.value + 1e-7 * (1 + abs(one.value))
        if not (away < np.where(one.kink & lower, NEAR_IN_A_KINK, NEAR)).any():
            apart.append(one)
    return apart


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
    return Findings(ranked(kept), found.level[:, ~above], open_ends=tuple(ends))


def _candidates(surface: Explored, box: Box) -> tuple[list[Minimum], list[Minimum]]:
    """Return minima that are certain, and points that may be some."""
    certain: list[Minimum] = []
    doubtful: list[Minimum] = []
    if surface.dim <= 2:
        found = survey(surface, box)
        certain += minima_among(found.points)
        blunt = [point.at for point in found.points if point.kind == "degenerate"]
        blunt_points = np.array(blunt).reshape(-1, box.dim).T
        doubtful += _listed(surface, rounded(surface, blunt_points, box))
        sure = found.certified or (found.settled and found.points)
        if sure and not surface.may_have_kinks:
            return certain, doubtful
        if surface.may_have_kinks:
            certain = _off_jumps(surface, certain, box)
    if surface.creases is not None:
        for one in surface.creases.near(starts_in(surface, box), box):
            minimum = Minimum(one.at, float(surface(one.at)), kink=one.kink)
            (certain if one.strict else doubtful).append(minimum)
        doubtful += _listed(surface, flat_points(surface, starts_in(surface, box)))
    elif surface.dim > 2 or not surface.may_have_kinks:
        sharp, blurred = _descents(surface, box)
        certain += sharp
        doubtful += blurred
    if surface.may_have_tips:
        in_tips = _on_a_grid(surface, box, certain) if surface.dim <= 2 else None
        doubtful += _tips_in_space(surface, box) if in_tips is None else in_tips
    return certain, doubtful


def _off_slopes(surface: Explored, minima: list[Minimum], box: Box) -> list[Minimum]:
    """Return those that are in kinks or flat: on a slope, a descent has stopped at a jump."""
    slopes = surface.gradient(np.array([one.at for one in minima]).reshape(-1, box.dim).T)
    steep = np.abs(slopes * (box.high - box.low)[:, None]).max(axis=0, initial=0.0) > LEAST_SLOPE
    return [one for one, is_steep in zip(minima, steep, strict=True) if one.kink or not is_steep]


def _off_jumps(surface: Explored, minima: list[Minimum], box: Box) -> list[Minimum]:
    """Return the minima that are no ends of a jump: their slopes do not tell of lower ground."""
    place = np.array([minimum.at for minimum in minima]).reshape(-1, box.dim).T
    lie = around(surface, place, box)
    return [one for one, how in zip(minima, lie, strict=True) if how != Around.LOWER]


def _descents(surface: Explored, box: Box) -> tuple[list[Minimum], list[Minimum]]:
    """Return the minima to which descents lead, and ends of others where a curvature vanishes."""
    side = (box.high - box.low)[:, None]
    ends = ends_on_floors(surface, starts_in(surface, box), box)
    with np.errstate(all="ignore"):
        step, regular = newton_steps(*surface.slope_and_bend(ends), side)
        regular &= np.abs(step / side).max(axis=0) < 1e-9
    sharp = rounded(surface, distinct(ends[:, regular], 1e-7, box), box)
    blurred = distinct(rounded(surface, ends[:, ~regular], box), 1e-6, box)
    sharp, blurred = (one[:, is_no_pole(surface, one, box)] for one in (sharp, blurred))
    return _listed(surface, sharp), _listed(surface, blurred)


def _tips_in_space(surface: Explored, box: Box) -> list[Minimum]:
    """Return low points above two dimensions to which patterns around ends of descents close in."""
    ends = ends_in_tips(surface, starts_in(surface, box), box)
    ends = distinct(rounded(surface, ends, box), 1e-6, box)
    ends = ends[:, is_no_pole(surface, ends, box)]
    return [replace(one, kink=True) for one in _listed(surface, ends)]


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
    for rounder in with_fewer_digits(centres, box):
        best = np.where(surface(rounder) <= surface(best), rounder, best)
    centres = distinct(best, 1e-6, box)
    centres = centres[:, inside(centres, box) & np.isfinite(surface(centres))]
    centres = centres[:, is_no_pole(surface, centres, box)]
    if not centres.size:
        return []
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
        touching = np.abs(places - at).max(axis=0) <= SAME_POINT * side.max()
        same = [
            i
            for i in near.tolist()
            if touching[i] or in_one_hollow(surface, minimum.at, kept[i].at, box, noise)
        ]
        if not same:
            kept.append(minimum)
            places = np.hstack([places, at])
        elif minimum.value < kept[same[0]].value - noise:
            kept[same[0]] = minimum
            places[:, same[0]] = at[:, 0]
    return kept


def ranked(minima: list[Minimum]) -> tuple[Minimum, ...]:
    """Return minima, the lowest first; those as low as the lowest are global."""
    lowest = min((minimum.value for minimum in minima), default=0.0)
    same = lowest + 1e-10 * max(1.0, abs(lowest))
    ranked = (
        replace(one, value=one.value + 0.0, is_global=one.value <= same) for one in minima
    )  # no -0
    return tuple(sorted(ranked, key=lambda m: (lowest if m.is_global else m.value, m.at)))
