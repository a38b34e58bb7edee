"""Which stationary points of a survey are what it says: beside a singularity slopes are noise.

There the formula of a slope divides nearly 0 by nearly 0, as that of sin(x)/x at 1e-9, so that
Newton's method finds zeros of the rounding, and curvatures have any sign. Values tell the truth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from surfaces.box import Array, Box
from surfaces.custom.grids import grid
from surfaces.custom.hollows import SAME_BASIN, leads_down
from surfaces.custom.surroundings import Around, around

if TYPE_CHECKING:
    from surfaces.analysis.stationary import StationaryPoint
    from surfaces.custom.explored import Explored

BESIDE = 1e-4
"""A point is beside a singularity if one is nearer than this, in sides; ..."""

STEADY = 0.05
"""... that is where the lowest size of a part is less than this share of its highest."""

SAME_TOP = 1e-2
"""Maxima beside a singularity that are nearer than this, in sides, are one."""


def confirmed(surface: Explored, points: Iterable[StationaryPoint]) -> tuple[StationaryPoint, ...]:
    """Return stationary points without minima that are not listed, as others lie lower beside.

    Of those beside a singularity minima are kept, which a search has confirmed, and maxima
    beside which no values are higher.
    """
    listed = {minimum.at for minimum in surface.minima}
    sure = [
        one
        for one in points
        if one.at in listed
        or not (one.kind == "minimum" or (one.kind == "degenerate" and _falls(surface, one)))
    ]
    place = np.array([one.at for one in sure]).reshape(-1, surface.dim).T
    doubtful = surface.is_singular(place)
    tops = [
        one for one, doubt in zip(sure, doubtful, strict=True) if doubt and one.kind == "maximum"
    ]
    kept = _tops(surface, tops)
    return tuple(
        one
        for one, doubt in zip(sure, doubtful, strict=True)
        if one.kind == "minimum" or not doubt or one in kept
    )


def _falls(surface: Explored, point: StationaryPoint) -> bool:
    """Return whether a way from a point leads down to a minimum beside it: it is on its slope.

    Where that is nearly flat, as towards a minimum of a high order, Newton's steps end early.
    """
    box = surface.domain
    near = [
        one.at
        for one in surface.minima
        if np.abs(np.subtract(one.at, point.at) / (box.high - box.low)).max() <= SAME_BASIN
    ]
    return any(leads_down(surface, point.at, at, box) for at in near)


def _tops(surface: Explored, points: list[StationaryPoint]) -> list[StationaryPoint]:
    """Return the maxima that values confirm, one for each place, the highest."""
    box = surface.domain
    place = np.array([one.at for one in points]).reshape(-1, box.dim).T
    lie = around(lambda point: -surface(point), place, box)
    kept: list[StationaryPoint] = []
    for one, how in sorted(zip(points, lie, strict=True), key=lambda pair: -pair[0].value):
        away = [np.abs((np.array(one.at) - k.at) / (box.high - box.low)).max() for k in kept]
        if how == Around.HIGHER and min(away, default=1.0) > SAME_TOP:
            kept.append(one)
    return kept


def vanishes_beside(
    part: Callable[[Array], Array], points: Array, box: Box
) -> npt.NDArray[np.bool_]:
    """Return beside which points ``(d, n)`` a part of a formula vanishes, or has no value."""
    offsets = grid(Box.cube(-1.0, 1.0, box.dim), 3).reshape(box.dim, 1, -1)
    values = part(points[:, :, None] + BESIDE * (box.high - box.low)[:, None, None] * offsets)
    lowest, highest = np.abs(values).min(axis=1), np.abs(values).max(axis=1)
    same_sign = np.ptp(np.sign(values), axis=1) == 0
    return np.asarray(~(same_sign & (lowest > STEADY * highest)))
