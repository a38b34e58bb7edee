"""Surfaces of which nothing is known beforehand: domain, start and minima are searched for."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from surfaces.analysis.stationary import Survey, chart, survey
from surfaces.base import Surface
from surfaces.box import Array, Box, Continuum, Minimum
from surfaces.custom.confirmed import confirmed
from surfaces.custom.continua import continuum
from surfaces.custom.grids import nodes
from surfaces.custom.kinks import Kinks
from surfaces.custom.minima import explore, search
from surfaces.custom.pieces import Pieces
from surfaces.custom.window import Window, start_on_a_slope, window
from surfaces.specs import InputError


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
    def pieces(self) -> Pieces | None:
        """What the formula is on each side of its jumps; None of one without, or of a function."""
        return None

    @property
    def may_have_tips(self) -> bool:
        """Whether there may be minima in kinks that are not known, which a grid has to find."""
        return self.may_have_kinks

    @cached_property
    def domain(self) -> Box:
        """The given domain, else a box around the minima that are found."""
        return self.within or self.window.box

    @cached_property
    def window(self) -> Window:
        """What is shown where no domain is given, and how far it was looked for."""
        return window(self)

    @cached_property
    def searched(self) -> Box:
        """The box in which no other points were found than those listed: wider than the window."""
        if self.within is not None or self.dim > 2 or self.creased or not self.window.holds_all:
            return self.domain
        wide = survey(self._within(self.window.searched), self.window.searched)
        same = wide.certified and len(wide.points) == len(self.survey.points)
        return self.window.searched if same else self.domain

    @cached_property
    def start(self) -> tuple[float, ...]:
        """The given start, else a point on a slope, not far from the edge of the domain."""
        return self.begin or start_on_a_slope(self)

    @cached_property
    def survey(self) -> Survey:
        """The stationary points that are found, without those that values do not confirm."""
        found = chart(self)
        return replace(found, points=confirmed(self, found.points))

    def is_singular(self, points: Array) -> npt.NDArray[np.bool_]:
        """Return beside which points ``(d, n)`` slopes are noise: at a division of 0 by 0."""
        return np.zeros(points.shape[1], dtype=bool)

    def _poles(self) -> Array:
        """Return points ``(d, n)`` of the domain at which the function may have no value."""
        return np.empty((self.dim, 0))

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """The minima that are found, the lowest first; none is global if other points lie lower."""
        return self._checked(search(self, self.domain))

    @cached_property
    def continuum(self) -> Continuum | None:
        """The curve or the region of minimizers that is found, if no lower point is known."""
        found = continuum(self, self.domain)
        return found if found and self.bounded and self._is_lowest(found.value) else None

    @cached_property
    def unattained(self) -> Minimum | None:
        """The edge of a jump at which the function comes near to a value below all that it has."""
        ends = explore(self, self.domain).open_ends
        lowest = ends[0] if ends else None
        known = [one.value for one in self.minima] + [self.lowest or np.inf]
        if lowest is None or min(known) <= lowest.value or not self.bounded:
            return None
        return lowest if self._is_lowest(lowest.value) else None

    @property
    def skips_edges(self) -> bool:
        """Whether there are too many edges of jumps to look for minima on them."""
        return self.pieces is not None and explore(self, self.domain).skips_edges

    @property
    def lowest_is_proven(self) -> bool:
        """Whether all minima are known, and with them the lowest; beyond a window nothing is."""
        everywhere = self.within is not None or self.proven_everywhere
        return self.lowest is not None and self.minima_complete and everywhere

    @property
    def minima_complete(self) -> bool:
        """Whether search and winding number agree, which is never so above two dimensions."""
        return self.survey.certified and not any(minimum.kink for minimum in self.minima)

    @cached_property
    def lowest(self) -> float | None:
        """The lowest minimum; None if values at the edge are lower, or there is no bound."""
        heights = [minimum.value for minimum in self.minima if minimum.is_global]
        heights += [self.continuum.value] if self.continuum else []
        return min(heights, default=None)

    def _checked(self, found: tuple[Minimum, ...]) -> tuple[Minimum, ...]:
        """Return minima of which none is global if a lower point is known."""
        lowest = min((minimum.value for minimum in found), default=np.inf)
        level, ends = continuum(self, self.domain), explore(self, self.domain).open_ends
        beside = min(
            [one.value for one in ends] + ([] if level is None else [level.value]) + [np.inf]
        )
        if self.bounded and self._is_lowest(lowest) and _reaches(beside, lowest):
            return found
        return tuple(replace(minimum, is_global=False) for minimum in found)

    def _is_lowest(self, value: float) -> bool:
        """Return whether no lower point is known, in the domain or beyond a window."""
        ground = float(np.nanmin(np.append(self(nodes(self.domain)), np.inf)))
        if self.within is None:
            ground = min(ground, self.window.lowest)
        return _reaches(ground, value)

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


def _reaches(value: float, lowest: float) -> bool:
    """Return whether a value is no lower than the lowest, but for rounding."""
    return bool(value >= lowest - 1e-9 * (1 + abs(lowest)))
