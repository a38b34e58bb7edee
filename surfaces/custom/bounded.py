"""Surfaces with another domain than their own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from surfaces.base import Surface
from surfaces.box import Box, Minimum
from surfaces.brief import Brief
from surfaces.custom.explored import Explored
from surfaces.custom.minima import ranked
from surfaces.derived import Derived, kept


def bounded(surface: Surface, domain: Box) -> Surface:
    """Return a surface with another domain; its minima are those in it.

    Raises
    ------
    InputError
        A box of another dimension.
    """
    if isinstance(surface, Explored) and not isinstance(surface, Bounded):
        given: Surface = replace(surface, within=domain)  # type: ignore[type-var]
        return given.typed_as(surface)
    return Bounded(surface, domain)


@dataclass(frozen=True, repr=False)
class Bounded(Brief, Derived, Explored):
    """A surface of the catalogue in another box than the usual one.

    Inside the box in which all its minima are known these are taken; elsewhere they are searched
    for. A minimum is global if no lower point of the new domain is known.

    Raises
    ------
    InputError
        A box of another dimension.
    """

    surface: Surface
    within: Box

    dim = kept()
    coordinates = kept()
    formula = kept()
    latex = kept()
    lesson = kept()
    bounded = kept()
    floor = kept()
    creased = kept()
    _value = kept()
    _gradient = kept()
    _value_and_gradient = kept()
    _hessian = kept()

    def __post_init__(self) -> None:
        self._check()

    @property
    def begin(self) -> tuple[float, ...] | None:  # type: ignore[override]
        """The start of the surface, if it lies in the domain."""
        return self.surface.start if self.within.contains(self.surface.start) else None

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """The known minima that lie in the domain, and those that a search finds beside them."""
        known = [
            minimum
            for minimum in self.surface.minima
            if self.within.contains(minimum.at) and not minimum.on_edge
        ]
        if not self._is_charted:
            own = np.array([minimum.at for minimum in known]).reshape(-1, self.dim)
            near = 1e-6 * (self.within.high - self.within.low)
            known += [
                minimum
                for minimum in super().minima
                if not (np.abs(own - minimum.at) <= near).all(axis=1).any()
            ]
        return self._checked(ranked(known))

    @property
    def minima_complete(self) -> bool:
        """Whether those of the surface are, or search and winding number agree."""
        return self.surface.minima_complete if self._is_charted else super().minima_complete

    @property
    def _is_charted(self) -> bool:
        """Whether all minima of the domain are known."""
        chart = self.surface.charted
        return bool(chart.contains(self.within.low) and chart.contains(self.within.high))

    @property
    def title(self) -> str:
        """``Rosenbrock, domain [-3, 3] × [-1, 2]``."""
        return f"{self.surface.title}, domain {self.within}"

    @property
    def cusps(self) -> tuple[tuple[float, ...], ...]:
        """The cusps of the surface that lie in the domain."""
        return tuple(cusp for cusp in self.surface.cusps if self.within.contains(cusp))

    @property
    def _typed(self) -> str:
        return f"{self.surface}, domain {self.within}"
