"""Products of two curves: stationary points of the surface follow from those of the curves."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from itertools import product
from typing import ClassVar

import numpy as np

from surfaces.analysis.stationary import Survey, minima_among, report, widened
from surfaces.analysis.zeros import Roots, Zeros, zeros
from surfaces.arrays import matrix
from surfaces.base import Surface
from surfaces.box import Array, Box, Minimum


class Product(Surface):
    """``lead·u(x)·u(y)``: two curves multiplied.

    The slope of a product vanishes where both curves are stationary, and where both are zero.
    """

    lead: ClassVar[float]

    @abstractmethod
    def _factor(self, x: Array) -> tuple[Array, Array, Array]:
        """Return the curve and its first two derivatives, elementwise."""

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """The minima that the survey finds."""
        return minima_among(self.survey.points)

    @cached_property
    def survey(self) -> Survey:
        """Every pair of stationary points of the curve, and every pair of its zeros."""
        wide = widened(self, self.charted)
        side = Box(wide.sides[0])
        zero = zeros(Roots(lambda x: self._factor(x)[0], lambda x: self._factor(x)[1]), side)
        flat = zeros(Roots(lambda x: self._factor(x)[1], lambda x: self._factor(x)[2]), side)
        pairs = [list(product(found.points[0], repeat=2)) for found in (zero, flat)]
        points = np.array(pairs[0] + pairs[1]).T
        complete = zero.complete and flat.complete
        return report(
            self,
            self.charted,
            wide,
            Zeros(points, np.full(points.shape[1], fill_value=True), complete),
        )

    def _value(self, point: Array) -> Array:
        (u, v), _, _ = self._factor(point)
        return self.lead * u * v

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        (u, v), (du, dv), _ = self._factor(point)
        return self.lead * u * v, self.lead * np.array([du * v, u * dv])

    def _hessian(self, point: Array) -> Array:
        (u, v), (du, dv), (ddu, ddv) = self._factor(point)
        mixed = du * dv
        return self.lead * matrix(point, [[ddu * v, mixed], [mixed, u * ddv]])
