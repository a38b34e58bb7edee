"""Sums of one curve over the coordinates: what holds in one dimension multiplies up."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from itertools import product
from typing import ClassVar, Self

import numpy as np

from surfaces.base import Array, Box, Minimum, Surface, diagonal, repeated
from surfaces.specs import InputError
from surfaces.stationary import Kind, StationaryPoint, find, in_order, minima_among

MANY = 5000
"""So many points of a product are listed; of more, only the minima, or only the lowest."""


class Separable(Surface):
    """``Σ curve(xᵢ)`` in any dimension ``dim``.

    A family gives the curve with its two derivatives, elementwise, and the side of its cubic
    domain. Its stationary points are the products of those of the curve, and so are its minima.
    """

    dim: int

    side: ClassVar[tuple[float, float]]

    pattern: ClassVar[tuple[float, ...]]
    """The start, repeated as often as the dimension asks for."""

    @abstractmethod
    def _curve(self, x: Array) -> Array:
        """Return the term of one coordinate, elementwise."""

    @abstractmethod
    def _slope(self, x: Array) -> Array:
        """Return its first derivative, elementwise."""

    @abstractmethod
    def _curvature(self, x: Array) -> Array:
        """Return its second derivative, elementwise."""

    def _curve_and_slope(self, x: Array) -> tuple[Array, Array]:
        """Return both; a family for which that is cheaper than each alone says how."""
        return self._curve(x), self._slope(x)

    def __post_init__(self) -> None:
        if self.dim < 1:
            raise InputError(f"{self.name}: dim is at least 1, not {self.dim}")

    @property
    def domain(self) -> Box:
        """The usual cube."""
        return Box.cube(*self.side, self.dim)

    @property
    def start(self) -> tuple[float, ...]:
        """The pattern, repeated."""
        return repeated(self.pattern, self.dim)

    @property
    def curve(self) -> Self:
        """The same family in one dimension."""
        return replace(self, dim=1)  # type: ignore[type-var]  # every family is a dataclass

    @cached_property
    def minima_complete(self) -> bool:
        """Whether the products are few enough to be listed."""
        return len(self.curve.minima) ** self.dim <= MANY

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """One minimizer of the curve per coordinate, in every combination."""
        if self.dim == 1:
            return minima_among(find(self))
        curve = self.curve.minima
        if not self.minima_complete:
            curve = tuple(minimum for minimum in curve if minimum.is_global)
        points = self._product((minimum.at[0], "minimum") for minimum in curve)
        return minima_among(points)

    @cached_property
    def stationary_points(self) -> tuple[StationaryPoint, ...]:
        """One stationary point of the curve per coordinate, in every combination."""
        if self.dim == 1:
            return super().stationary_points
        curve = self.curve.stationary_points
        if len(curve) ** self.dim > MANY:
            return tuple(StationaryPoint(m.at, m.value, "minimum") for m in self.minima)
        return self._product((point.at[0], point.kind) for point in curve)

    def _product(self, points: Iterable[tuple[float, Kind]]) -> tuple[StationaryPoint, ...]:
        chosen = list(product(points, repeat=self.dim))
        at = np.array([[x for x, _ in choice] for choice in chosen])
        kinds = [{kind for _, kind in choice} for choice in chosen]
        return in_order(
            StationaryPoint(tuple(x), value, _together(kind))
            for x, value, kind in zip(at.tolist(), self(at.T).tolist(), kinds, strict=True)
        )

    def _value(self, point: Array) -> Array:
        return self._curve(point).sum(axis=0)

    def _gradient(self, point: Array) -> Array:
        return self._slope(point)

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        terms, gradient = self._curve_and_slope(point)
        return terms.sum(axis=0), gradient

    def _hessian(self, point: Array) -> Array:
        return diagonal(self._curvature(point))


def _together(kinds: set[Kind]) -> Kind:
    if "degenerate" in kinds:
        return "degenerate"
    return kinds.pop() if len(kinds) == 1 else "saddle"
