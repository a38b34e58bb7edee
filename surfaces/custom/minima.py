"""Minima of functions of which nothing is known beforehand: a survey, then what it cannot find."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from surfaces.analysis.stationary import minima_among, survey
from surfaces.analysis.zeros import EPS, Mask, distinct
from surfaces.box import Array, Box, Minimum

if TYPE_CHECKING:
    from surfaces.base import Surface
    from surfaces.custom.explored import Explored

MOST_REFINED_NODES = 200
"""At most this many nodes that lie below their neighbours are refined, the lowest first."""


def search(surface: Explored, box: Box) -> tuple[Minimum, ...]:
    """Return the minima that are found in a box, the lowest first."""
    if surface.dim > 2:
        return ranked(_descents(surface, box))
    found = survey(surface, box)
    smooth = list(minima_among(found.points))
    clear = found.settled and all(point.kind != "degenerate" for point in found.points)
    if clear and not surface.may_have_kinks:
        return ranked(smooth)
    return ranked(smooth + _minima_on_a_grid(surface, box, smooth))


def ranked(minima: list[Minimum]) -> tuple[Minimum, ...]:
    """Return minima in order; those as low as the lowest are global."""
    lowest = min((minimum.value for minimum in minima), default=0.0)
    same = lowest + 1e-10 * max(1.0, abs(lowest))
    ranked = (replace(minimum, is_global=minimum.value <= same) for minimum in minima)
    return tuple(sorted(ranked, key=lambda m: (lowest if m.is_global else m.value, m.at)))


def _minima_on_a_grid(surface: Explored, box: Box, known: list[Minimum]) -> list[Minimum]:
    """Return minima that Newton's method does not find: in tips, creases, flat bottoms.

    Each node of a grid that lies below its neighbours is refined by ever smaller grids.
    """
    count = {1: 2001, 2: 161}[box.dim]
    side = (box.high - box.low)[:, None]
    nodes, near = _grid(box, count), 2 * side / (count - 1)
    heights = surface(nodes)
    centres = nodes[:, _below_neighbours(heights)]
    centres = centres[:, surface(centres).argsort()[:MOST_REFINED_NODES]]
    for minimum in known:
        centres = centres[:, (np.abs(centres - np.array(minimum.at)[:, None]) > near).any(axis=0)]
    offsets = _grid(Box.cube(-1, 1, box.dim), 9).reshape(box.dim, 1, -1)
    for half in (near * 0.5 ** np.arange(48)).T:
        points = centres[:, :, None] + half[:, None, None] * offsets
        values = surface(points)
        lowest = np.where(np.isnan(values), np.inf, values).argmin(axis=1)
        centres = np.take_along_axis(points, lowest[None, :, None], axis=2)[:, :, 0]
    centres = distinct(_rounded(surface, centres, box), 1e-6, box)
    inside = (centres > box.low[:, None] + 1e-9 * side) & (
        centres < box.high[:, None] - 1e-9 * side
    )
    centres = centres[:, inside.all(axis=0) & np.isfinite(surface(centres))]
    values, beside = surface(centres), surface(centres + 1e-9 * side)
    with np.errstate(over="ignore"):  # values may reach from -1e308 to 1e308
        sound = np.abs(beside - values) < 1e-3 * np.ptp(heights[np.isfinite(heights)])  # no pole
    sound &= ~_leads_into_a_pole(surface, centres, side)
    if box.dim == 2:
        sound &= values < _lowest_around(surface, centres, side)  # no line, no place on a crease
    centres, values = centres[:, sound], values[sound]
    usual = np.nanmedian(np.abs(surface.gradient(nodes)))
    aside = 1e-6 * side * np.array([[1.0], [0.37]])[: box.dim]
    slopes = np.abs(surface.gradient(centres + aside)).max(axis=0)
    return [
        Minimum(tuple(at), value, kink=not slope < 1e-4 * usual)
        for at, value, slope in zip(centres.T.tolist(), values.tolist(), slopes, strict=True)
    ]


def _leads_into_a_pole(surface: Explored, centres: Array, side: Array) -> Mask:
    """Return for each point whether the function goes no higher on the way to the nearest pole.

    An example is exp(1/x) from the left: it is 0 to the last digit long before the pole.
    """
    poles = surface._poles()
    if not poles.size or not centres.size:
        return np.zeros(centres.shape[1], dtype=bool)
    apart = np.abs((centres[:, :, None] - poles[:, None]) / side[:, None]).max(axis=0)
    way = poles[:, apart.argmin(axis=1)] - centres
    points = centres[:, :, None] + way[:, :, None] * np.linspace(0.01, 0.99, 99)
    level = (surface(points) <= surface(centres)[:, None]).all(axis=1)
    return np.asarray(level & (apart.min(axis=1) > 1e-9))  # no way if it stands in one


def _lowest_around(surface: Surface, centres: Array, side: Array) -> Array:
    """Return the lowest value on an ellipse round each point of the plane, less what it may err.

    A grid that closes in may stop anywhere in a crease; where the ellipse crosses it, the crease
    shows which way it falls. The effect of rounding is the range of values a few last digits away.
    """
    radius = 1e-3 * side
    angles = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    spread = np.array([0.0, *np.linspace(-1, 1, 12)])
    values = _around(surface, centres, radius, np.broadcast_to(angles, (centres.shape[1], 240)))
    least = values.min(axis=1)
    closed = least > surface(centres)  # around the others, a lower point has been found already
    best = angles[np.argsort(values[closed], axis=1)[:, :24]]
    for reach in 0.03 * 0.25 ** np.arange(23):
        near = best[:, :, None] + reach * spread
        values = _around(surface, centres[:, closed], radius, near)
        best = np.take_along_axis(near, values.argmin(axis=2)[:, :, None], axis=2)[:, :, 0]
    angles = np.take_along_axis(best, values.min(axis=2).argmin(axis=1)[:, None], axis=1)[:, 0]
    points = centres[:, closed] + radius * np.array([np.cos(angles), np.sin(angles)])
    beside = _grid(Box.cube(-8, 8, 2), 9).reshape(2, 1, -1) * EPS * side[:, :, None]
    values = surface(points[:, :, None] + beside)
    with np.errstate(invalid="ignore"):
        least[closed] = values.min(axis=1) - np.ptp(values, axis=1)
    return least - 8 * EPS * np.abs(least)


def _around(surface: Surface, centres: Array, radius: Array, angles: Array) -> Array:
    """Return the values at angles ``(n, ...)`` round the points ``(2, n)``, infinite if none."""
    away = np.array([np.cos(angles), np.sin(angles)])
    column = (2, -1, *(1,) * (angles.ndim - 1))
    values = surface(centres.reshape(column) + radius.reshape(2, *(1,) * angles.ndim) * away)
    return np.where(np.isnan(values), np.inf, values)


def _below_neighbours(values: Array) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Return whether each node of a grid lies below all its neighbours; False on the edge."""
    below = np.zeros(values.shape, dtype=bool)
    inner = (slice(1, -1),) * values.ndim
    below[inner] = True
    for shift in np.ndindex((3,) * values.ndim):
        beside = tuple(slice(s, s + n - 2) for s, n in zip(shift, values.shape, strict=True))
        if beside != tuple(slice(1, n - 1) for n in values.shape):
            below[inner] &= values[inner] < values[beside]
    return below


def _rounded(surface: Surface, points: Array, box: Box) -> Array:
    """Return nearby points with the fewest digits at which the function is not higher."""
    best = points
    for digits in (12, 9, 6, 3, 0):
        rounded = np.round(points, digits) + 0.0
        near = np.abs(rounded - points) < 1e-3 * (box.high - box.low)[:, None]
        best = np.where(near & (surface(rounded) <= surface(points)), rounded, best)
    return best


def _descents(surface: Surface, box: Box) -> list[Minimum]:
    """Return the minima that damped, downhill Newton steps reach from random points."""
    side = (box.high - box.low)[:, None]
    points = np.random.default_rng(0).uniform(box.low, box.high, (96, box.dim)).T
    with np.errstate(all="ignore"):
        for _ in range(120):
            gradient, hessian = surface.gradient(points), surface.hessian(points)
            known = np.isfinite(gradient).all(axis=0) & np.isfinite(hessian).all(axis=(0, 1))
            points, gradient, hessian = points[:, known], gradient[:, known], hessian[..., known]
            curvatures, axes = np.linalg.eigh(np.moveaxis(hessian, -1, 0))
            bent = np.abs(curvatures)
            bent = np.maximum(bent, 1e-12 * bent.max(axis=1, keepdims=True))
            along = np.einsum("nij,in->nj", axes, gradient) / bent
            step = -np.einsum("nij,nj->in", axes, along)
            step *= np.minimum(1.0, 0.05 / np.abs(step / side).max(axis=0, initial=1e-300))
            points = points + step
        settled = (np.abs(step / side).max(axis=0, initial=0) < 1e-9) & (curvatures > 0).all(axis=1)
    found = distinct(points[:, settled & box.contains(points)], 1e-6, box)
    found = _rounded(surface, found, box)
    return [
        Minimum(tuple(at), value)
        for at, value in zip(found.T.tolist(), surface(found).tolist(), strict=True)
    ]


def _grid(box: Box, count: int) -> Array:
    sides = np.linspace(box.low, box.high, count).T
    return np.array(np.meshgrid(*sides, indexing="ij"))


def nodes(box: Box) -> Array:
    """Return the middles of many cells, or above two dimensions random points, ``(d, n)``."""
    if box.dim > 2:
        return np.random.default_rng(0).uniform(box.low, box.high, (4000, box.dim)).T
    half = (box.high - box.low) / (2 * {1: 2000, 2: 120}[box.dim])
    inner = Box(*zip((box.low + half).tolist(), (box.high - half).tolist(), strict=True))
    return _grid(inner, {1: 2000, 2: 120}[box.dim]).reshape(box.dim, -1)
