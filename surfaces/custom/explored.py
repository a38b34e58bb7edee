"""Surfaces of which nothing is known beforehand: domain, start and minima are searched for."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Self

import numpy as np

from surfaces.analysis.stationary import minima_among, survey
from surfaces.analysis.zeros import Mask, distinct
from surfaces.base import Surface, repeated
from surfaces.box import Array, Box, Minimum
from surfaces.specs import InputError

EPS = float(np.finfo(float).eps)

SEARCH_HALF_WIDTH = 10.0
"""Half side of the cube around the origin that is searched where no domain is given."""

MOST_FRAMED_POINTS = 25
"""At most this many points are framed by the domain; of more, those nearest to the origin."""

MOST_REFINED_NODES = 200
"""At most this many nodes that lie below their neighbours are refined, the lowest first."""

START_CANDIDATES = [(-0.7, 0.4), (0.7, 0.4), (-0.4, -0.7), (0.6, -0.7), (0.2, 0.8), (-0.3, 0.1)]
"""Points that are tried as a start, from the middle of the domain, in half sides."""


class Explored(Surface):
    """A function of a user, with or without a domain and a start.

    The minima are those that a search finds: Newton's method, and for cusps, kinks and flat
    bottoms a grid that closes in (which may miss some in slanted creases); above two dimensions
    a descent from many starting points. Only a certified survey claims that there are no others.
    """

    within: Box | None
    begin: tuple[float, ...] | None

    @property
    @abstractmethod
    def dim(self) -> int:
        """Number of coordinates, known before the domain is."""

    @property
    def may_have_kinks(self) -> bool:
        """Whether there may be minima in cusps and kinks, which Newton's method does not find."""
        return not self.smooth

    @cached_property
    def domain(self) -> Box:
        """The given domain, else a box around the minima that are found."""
        return self.within or _frame(self)

    @cached_property
    def start(self) -> tuple[float, ...]:
        """The given start, else a point on a slope, not far from the edge of the domain."""
        return self.begin or _start_on_a_slope(self)

    def _poles(self) -> Array:
        """Return points ``(d, n)`` of the domain at which the function may have no value."""
        return np.empty((self.dim, 0))

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """The minima that are found, the lowest first; none is global if other points lie lower."""
        found = _minima(self, self.domain)
        lowest = min((minimum.value for minimum in found), default=np.inf)
        ground = np.nanmin(np.append(self(_nodes(self.domain)), np.inf))
        if self.bounded and ground >= lowest - 1e-9 * (1 + abs(lowest)):
            return found
        return tuple(replace(minimum, is_global=False) for minimum in found)

    @property
    def minima_complete(self) -> bool:
        """Whether search and winding number agree, which is never so above two dimensions."""
        return self.survey.certified and not any(minimum.kink for minimum in self.minima)

    @cached_property
    def lowest(self) -> float | None:
        """The lowest minimum; None if values at the edge are lower, or there is no bound."""
        return min((minimum.value for minimum in self.minima if minimum.is_global), default=None)

    def _within(self, box: Box) -> Self:
        """Return the same function with a box as its domain; what is computed is kept."""
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__, within=box)
        return twin

    def _check(self) -> None:
        """Refuse a domain or a start of the wrong dimension, and a start without a finite value."""
        for what, given in (
            ("domain", None if self.within is None else self.within.sides),
            ("start", self.begin),
        ):
            if given is not None and len(given) != self.dim:
                raise InputError(f"{self.name} has {self.dim} coordinates, its {what} {len(given)}")
        if self.begin is not None and not np.isfinite(self(self.begin)):
            raise InputError(f"{self.name} has no finite value at its start {self.begin}")


def _grid(box: Box, count: int) -> Array:
    sides = np.linspace(box.low, box.high, count).T
    return np.array(np.meshgrid(*sides, indexing="ij"))


def _nodes(box: Box) -> Array:
    """Return the middles of many cells, or above two dimensions random points, ``(d, n)``."""
    if box.dim > 2:
        return np.random.default_rng(0).uniform(box.low, box.high, (4000, box.dim)).T
    half = (box.high - box.low) / (2 * {1: 2000, 2: 120}[box.dim])
    inner = Box(*zip((box.low + half).tolist(), (box.high - half).tolist(), strict=True))
    return _grid(inner, {1: 2000, 2: 120}[box.dim]).reshape(box.dim, -1)


def _frame(surface: Explored) -> Box:
    """Return a box around the minima and the other points with zero gradient."""
    nodes = _nodes(Box.cube(-SEARCH_HALF_WIDTH, SEARCH_HALF_WIDTH, surface.dim))
    nodes = nodes[:, np.isfinite(surface(nodes))]
    if not nodes.size or (np.ptp(nodes, axis=1) == 0).any():
        raise InputError(
            f"{str(surface)!r} has no finite values within ±{SEARCH_HALF_WIDTH:g},"
            " where a domain is looked for"
        )
    region = Box(*zip(nodes.min(axis=1).tolist(), nodes.max(axis=1).tolist(), strict=True))
    surface = surface._within(region)
    marks = [minimum.at for minimum in _minima(surface, region)]
    if surface.dim <= 2:
        marks += [point.at for point in survey(surface, region).points]
    marks = (
        sorted(marks, key=lambda at: max(map(abs, at)))[:MOST_FRAMED_POINTS]
        if len(marks) > MOST_FRAMED_POINTS
        else marks
    )
    low, high = (
        -np.full(surface.dim, SEARCH_HALF_WIDTH / 2),
        np.full(surface.dim, SEARCH_HALF_WIDTH / 2),
    )
    if marks:
        low, high = np.min(marks, axis=0), np.max(marks, axis=0)
        room = max(0.6 * (high - low).max(), 2.0) * _proportions(surface, marks[0])
        low, high = low - room, high + room
    low, high = np.maximum(low, region.low), np.minimum(high, region.high)
    low, high = np.floor(10 * low + 1e-9) / 10, np.ceil(10 * high - 1e-9) / 10
    return Box(*zip(low.tolist(), high.tolist(), strict=True))


def _proportions(surface: Surface, at: Sequence[float]) -> Array:
    """Return the relative width of the domain by each coordinate: 1 for the steepest, at most 3."""
    curvature = np.abs(np.diagonal(surface.hessian(at)))
    if not (np.isfinite(curvature).all() and (curvature > 0).all()):
        return np.ones(surface.dim)
    return np.minimum(np.sqrt(curvature.max() / curvature), 3.0)


def _start_on_a_slope(surface: Surface) -> tuple[float, ...]:
    """Return the first of the candidates that is on a slope and away from the minima."""
    box = surface.domain
    middle, half = (box.low + box.high) / 2, (box.high - box.low) / 2
    ends = [np.array(minimum.at) for minimum in surface.minima]
    for pattern in START_CANDIDATES:
        point = np.round(middle + half * repeated(pattern, surface.dim), 2)
        steep = np.abs(surface.gradient(point) * half).max()
        far = all((np.abs(point - end) > 0.1 * half).any() for end in ends)
        if far and np.isfinite(surface(point)) and 1e-6 < steep < np.inf:
            return tuple(point.tolist())
    return tuple((middle + 0.3 * half).tolist())


def _minima(surface: Explored, box: Box) -> tuple[Minimum, ...]:
    if surface.dim > 2:
        return _ranked(_descents(surface, box))
    found = survey(surface, box)
    smooth = list(minima_among(found.points))
    clear = found.settled and all(point.kind != "degenerate" for point in found.points)
    if clear and not surface.may_have_kinks:
        return _ranked(smooth)
    return _ranked(smooth + _minima_on_a_grid(surface, box, smooth))


def _ranked(minima: list[Minimum]) -> tuple[Minimum, ...]:
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
