"""Surfaces of which nothing is known beforehand: domain, start and minima are searched for."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Self

import numpy as np

from surfaces.analysis.stationary import survey
from surfaces.base import Surface, repeated
from surfaces.box import Array, Box, Minimum
from surfaces.custom.grids import nodes
from surfaces.custom.kinks import Kinks
from surfaces.custom.minima import search
from surfaces.specs import InputError

SEARCH_HALF_WIDTH = 10.0
"""Half side of the cube around the origin that is searched where no domain is given."""

MOST_FRAMED_POINTS = 25
"""At most this many points are framed by the domain; of more, those nearest to the origin."""

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

    @property
    def creases(self) -> Kinks | None:
        """The kinks that are known from a formula; None if none is known."""
        return None

    @property
    def may_have_tips(self) -> bool:
        """Whether there may be minima in kinks that are not known, which a grid has to find."""
        return self.may_have_kinks

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
        return self._checked(search(self, self.domain))

    @property
    def minima_complete(self) -> bool:
        """Whether search and winding number agree, which is never so above two dimensions."""
        return self.survey.certified and not any(minimum.kink for minimum in self.minima)

    @cached_property
    def lowest(self) -> float | None:
        """The lowest minimum; None if values at the edge are lower, or there is no bound."""
        return min((minimum.value for minimum in self.minima if minimum.is_global), default=None)

    def _checked(self, found: tuple[Minimum, ...]) -> tuple[Minimum, ...]:
        """Return minima of which none is global if a lower point is known."""
        lowest = min((minimum.value for minimum in found), default=np.inf)
        ground = np.nanmin(np.append(self(nodes(self.domain)), np.inf))
        if self.bounded and ground >= lowest - 1e-9 * (1 + abs(lowest)):
            return found
        return tuple(replace(minimum, is_global=False) for minimum in found)

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


def _frame(surface: Explored) -> Box:
    """Return a box around the minima and the other points with zero gradient."""
    cloud = nodes(Box.cube(-SEARCH_HALF_WIDTH, SEARCH_HALF_WIDTH, surface.dim))
    cloud = cloud[:, np.isfinite(surface(cloud))]
    if not cloud.size or (np.ptp(cloud, axis=1) == 0).any():
        raise InputError(
            f"{str(surface)!r} has no finite values within ±{SEARCH_HALF_WIDTH:g},"
            " where a domain is looked for"
        )
    region = Box(*zip(cloud.min(axis=1).tolist(), cloud.max(axis=1).tolist(), strict=True))
    surface = surface._within(region)
    marks = [minimum.at for minimum in search(surface, region)]
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
