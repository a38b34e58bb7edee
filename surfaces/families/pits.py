"""Pits: a few bells of different depth sunk into a plain, in three, four and six dimensions.

Where the slope is zero, the point is a weighted mean of the centres of the bells. All stationary
points therefore lie in the smallest box that holds the centres, and a search of that box alone
proves the lists of minima (``tests/surfaces/test_pits.py`` does).
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from surfaces.arrays import column
from surfaces.base import Surface
from surfaces.box import Array, Box, Minimum
from surfaces.specs import InputError

Rows = tuple[tuple[float, ...], ...]


class _Pits(Surface):
    """``−Σ bell(qᵢ)`` with ``qᵢ = Σⱼ wᵢⱼ·(xⱼ − cᵢⱼ)²``: centres c and narrownesses w."""

    @property
    @abstractmethod
    def centres(self) -> Rows:
        """The middle of each bell ``(d,)``."""

    @property
    @abstractmethod
    def narrowness(self) -> Rows:
        """The weights of the squared distances from it, ``(d,)`` for each bell."""

    @property
    @abstractmethod
    def near_minima(self) -> Rows:
        """Points ``(d,)`` from which Newton's method goes to the minima."""

    @abstractmethod
    def bell(self, q: Array, i: int) -> tuple[Array, Array, Array]:
        """Return bell number ``i`` (from 0) at squared distances, and its derivatives by them."""

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """Where Newton's method ends, but for merged pits, of which one is left."""
        found: list[Minimum] = []
        for near in self.near_minima:
            at = self._settled(near)
            known = any(np.allclose(at, minimum.at, rtol=0, atol=1e-6) for minimum in found)
            if not known and np.linalg.eigvalsh(self._hessian(at)).min() > 0:
                found.append(Minimum(tuple(at.tolist()), float(self._value(at))))
        lowest = min(minimum.value for minimum in found)
        return tuple(
            Minimum(minimum.at, minimum.value, is_global=minimum.value == lowest)
            for minimum in sorted(found, key=lambda minimum: minimum.value)
        )

    def _settled(self, near: tuple[float, ...]) -> Array:
        at = np.array(near)
        for _ in range(20):
            step = np.linalg.solve(self._hessian(at), self._gradient(at))
            if np.abs(step).max() < 1e-16 * self.domain.high[0]:
                break
            at = at - step
        return at

    def _value(self, point: Array) -> Array:
        value = np.zeros(point.shape[1:], like=point)
        for _, _, bell, _, _ in self._bells(point):
            value = value - bell
        return value

    def _gradient(self, point: Array) -> Array:
        gradient = np.zeros_like(point)
        for pull, _, _, slope, _ in self._bells(point):
            gradient -= 2 * slope * pull
        return gradient

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        value, gradient = np.zeros(point.shape[1:], like=point), np.zeros_like(point)
        for pull, _, bell, slope, _ in self._bells(point):
            value = value - bell
            gradient -= 2 * slope * pull
        return value, gradient

    def _hessian(self, point: Array) -> Array:
        hessian = np.zeros((self.dim, *point.shape), like=point)
        for pull, weights, _, slope, bend in self._bells(point):
            hessian -= 4 * bend * (pull[:, np.newaxis] * pull)
            for j, weight in enumerate(weights):
                hessian[j, j] -= 2 * weight * slope
        return hessian

    def _bells(
        self, point: Array
    ) -> Iterator[tuple[Array, tuple[float, ...], Array, Array, Array]]:
        """Yield of each bell half the gradient of q, the weights, value, slope and curvature.

        The squares are added one after the other, so that a point has the same bits in a batch.
        """
        for i, (centre, weights) in enumerate(zip(self.centres, self.narrowness, strict=True)):
            off = point - column(centre, point)
            pull = column(weights, point) * off
            q = off[0] * pull[0]
            for distance, weighted in zip(off[1:], pull[1:], strict=True):
                q = q + distance * weighted
            yield pull, weights, *self.bell(q, i)


class _Hartmann(_Pits):
    """Four Gaussian bells of the depths 1, 1.2, 3 and 3.2."""

    depths: ClassVar[tuple[float, ...]] = (1.0, 1.2, 3.0, 3.2)

    formula = "−Σ αᵢ·exp(−Σⱼ Aᵢⱼ·(xⱼ − Pᵢⱼ)²), α = (1, 1.2, 3, 3.2)"
    source = "Hartman (1973), Some experiments in global optimization; Dixon & Szegő (1978)"

    def bell(self, q: Array, i: int) -> tuple[Array, Array, Array]:
        """Return a Gaussian bell."""
        bell = self.depths[i] * np.exp(-q)
        return bell, -bell, bell


@dataclass(frozen=True)
class Hartmann3(_Hartmann):
    """Three pits from four bells, in three dimensions: the first coordinate is felt the least.

    Often said to have four minima: there are three, as two of the bells merge. P₄₁ is 0.03815, as
    Dixon and Szegő have it; some print 0.0381 (``p41=0.0381``), which raises the lowest value by
    2.4·10⁻⁶, beside the minimizer of 0.03815.
    """

    p41: float = 0.03815

    domain, start = Box.cube(0, 1, 3), (0.2, 0.8, 0.4)
    narrowness = ((3.0, 10.0, 30.0), (0.1, 10.0, 35.0), (3.0, 10.0, 30.0), (0.1, 10.0, 35.0))
    title = "Hartmann 3"
    known_as = ("hartmann_3", "hartman3", "hartman_3")

    def __post_init__(self) -> None:
        if not 0 <= self.p41 <= 1:
            raise InputError(f"hartmann3: p41 lies between 0 and 1, not at {self.p41:g}")

    @property
    def centres(self) -> Rows:
        """The matrix P."""
        return (
            (0.3689, 0.1170, 0.2673),
            (0.4699, 0.4387, 0.7470),
            (0.1091, 0.8732, 0.5547),
            (self.p41, 0.5743, 0.8828),
        )

    @property
    def near_minima(self) -> Rows:
        """The minimizers for the entries that are printed, to the last digit."""
        if self.p41 == 0.0381:
            return (
                (0.11458887665506896, 0.55564889461693, 0.8525469846866774),
                (0.10933747837181026, 0.8605242257018716, 0.5641231666105351),
                (0.3687227270693186, 0.11756162882466425, 0.26757374301517134),
            )
        return (
            (0.11461433858967197, 0.5556488499718569, 0.8525469535208657),
            (0.10933750083503116, 0.8605242217690773, 0.5641231710535382),
            (0.3687227270704408, 0.1175616288257356, 0.2675737430168289),
        )

    @property
    def minima_complete(self) -> bool:
        """For the two entries that are printed, where it is proven."""
        return self.p41 in {0.03815, 0.0381}


@dataclass(frozen=True)
class Hartmann6(_Hartmann):
    """Two pits from four bells, in six dimensions: the second is nearly as deep as the best.

    Often said to have six minima: there are two, as the other bells merge into slopes. (A
    rescaled form, of Picheny, Wagner & Ginsbourger (2013), has other values.)
    """

    domain, start = Box.cube(0, 1, 6), (0.8, 0.8, 0.3, 0.8, 0.7, 0.2)
    centres = (
        (0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886),
        (0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991),
        (0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650),
        (0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381),
    )
    narrowness = (
        (10.0, 3.0, 17.0, 3.5, 1.7, 8.0),
        (0.05, 10.0, 17.0, 0.1, 8.0, 14.0),
        (3.0, 3.5, 1.7, 10.0, 17.0, 8.0),
        (17.0, 8.0, 0.05, 10.0, 0.1, 14.0),
    )
    near_minima = (
        (
            0.20168951100670543,
            0.15001069182345797,
            0.476873974221897,
            0.2753324304940561,
            0.31165161660011326,
            0.6573005340656203,
        ),
        (
            0.4046531277061713,
            0.8824449239723832,
            0.8461015704781808,
            0.5739896924303658,
            0.1389266036672439,
            0.038495892478237266,
        ),
    )
    title = "Hartmann 6"
    known_as = ("hartmann_6", "hartman6", "hartman_6")


@dataclass(frozen=True)
class Shekel(_Pits):
    """Foxholes: narrow holes in a plain that hardly slopes, the narrowest of them the deepest.

    Four dimensions, with 5, 7 or 10 holes (``terms``) in the literature, and as many minima. The
    seventh lies at (5, 5, 3, 3), as Dixon and Szegő have it; others print (5, 3, 5, 3), which is
    ``a72=3,a73=5``. De Jong's F5, Shekel's foxholes in two dimensions, is another function.
    """

    terms: int = 10
    a72: float = 5.0
    a73: float = 3.0

    domain, start = Box.cube(0, 10, 4), (5.0, 5.0, 5.0, 5.0)
    widths = (0.1, 0.2, 0.2, 0.4, 0.4, 0.6, 0.3, 0.7, 0.5, 0.5)
    source = "Shekel (1971), Test functions for multimodal search techniques; Dixon & Szegő (1978)"

    def __post_init__(self) -> None:
        if not 1 <= self.terms <= 10:
            raise InputError(f"shekel: terms is a whole number from 1 to 10, not {self.terms}")
        for name, entry in (("a72", self.a72), ("a73", self.a73)):
            if not 0 <= entry <= 10:
                raise InputError(f"shekel: {name} lies between 0 and 10, not at {entry:g}")

    @property
    def formula(self) -> str:
        """With the number of its terms."""
        return f"−Σ 1/(cᵢ + Σⱼ (xⱼ − aᵢⱼ)²), i = 1 … {self.terms}"

    @property
    def centres(self) -> Rows:
        """The matrix a."""
        rows: Rows = (
            (4.0, 4.0, 4.0, 4.0),
            (1.0, 1.0, 1.0, 1.0),
            (8.0, 8.0, 8.0, 8.0),
            (6.0, 6.0, 6.0, 6.0),
            (3.0, 7.0, 3.0, 7.0),
            (2.0, 9.0, 2.0, 9.0),
            (5.0, self.a72, self.a73, 3.0),
            (8.0, 1.0, 8.0, 1.0),
            (6.0, 2.0, 6.0, 2.0),
            (7.0, 3.6, 7.0, 3.6),
        )
        return rows[: self.terms]

    @property
    def narrowness(self) -> Rows:
        """Round holes."""
        return ((1.0,) * 4,) * self.terms

    @property
    def near_minima(self) -> Rows:
        """The centres."""
        return self.centres

    @property
    def minima_complete(self) -> bool:
        """For the two seventh rows that are printed, where it is proven."""
        return self.terms < 7 or (self.a72, self.a73) in {(5.0, 3.0), (3.0, 5.0)}

    def bell(self, q: Array, i: int) -> tuple[Array, Array, Array]:
        """Return one over the squared distance and the width."""
        bell = 1 / (self.widths[i] + q)
        slope = -bell * bell
        return bell, slope, -2 * bell * slope
