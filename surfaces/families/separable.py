"""Sums of curves: stationary points are the combinations of those of the coordinates."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, ClassVar

import numpy as np

from surfaces.analysis.stationary import (
    Kind,
    StationaryPoint,
    Survey,
    in_order,
    minima_among,
    survey,
)
from surfaces.any_dimension import AnyDimension
from surfaces.arrays import column, diagonal, total
from surfaces.base import Surface, check_written
from surfaces.box import Array, Box, Minimum

MOST_LISTED_POINTS = 5000
"""At most this many stationary points are listed; of more, the minima, or the global ones only."""


class Separable(AnyDimension):
    """``Σ curve(xᵢ, i)`` in any dimension ``dim``.

    A family gives the curve of a coordinate with its two derivatives, elementwise: ``_curve`` and
    ``_slope``, or ``_curve_and_slope``, and ``_curvature``. The stationary points are the products
    of those of the curves, and so are the minima.
    """

    def __init_subclass__(cls, **options: Any) -> None:
        """Refuse a family that does not define its curve and its slope."""
        super().__init_subclass__(**options)
        check_written(cls, Separable, "_curve", "_slope", "_curve_and_slope")

    curve_cusps: ClassVar[tuple[tuple[float, ...], ...]] = ()
    """Points at which the curve of each coordinate has an infinite curvature."""

    def _curve(self, x: Array, i: Array) -> Array:
        """Return the terms of the coordinates number ``i`` (from 1), elementwise."""
        return self._curve_and_slope(x, i)[0]

    def _slope(self, x: Array, i: Array) -> Array:
        """Return their first derivatives, elementwise."""
        return self._curve_and_slope(x, i)[1]

    def _curve_and_slope(self, x: Array, i: Array) -> tuple[Array, Array]:
        """Return both."""
        return self._curve(x, i), self._slope(x, i)

    @abstractmethod
    def _curvature(self, x: Array, i: Array) -> Array:
        """Return their second derivatives, elementwise."""

    def _survey(self, i: int) -> Survey:
        """Return the stationary points of the curve of coordinate ``i``."""
        return survey(Term(self, i))

    def _like(self, i: int) -> int:
        """Return the first coordinate that has the same curve as coordinate ``i``."""
        return 1

    @cached_property
    def curves(self) -> tuple[Term, ...]:
        """The curve of each coordinate, as a surface of one dimension."""
        different = {i: Term(self, i) for i in {self._like(i) for i in range(1, self.dim + 1)}}
        return tuple(different[self._like(i)] for i in range(1, self.dim + 1))

    @cached_property
    def minima_complete(self) -> bool:
        """Whether the products are few enough to be listed."""
        return _number([curve.minima for curve in self.curves]) <= MOST_LISTED_POINTS

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """One minimizer of its curve per coordinate, in every combination."""
        choices = [curve.minima for curve in self.curves]
        if not self.minima_complete:
            choices = [tuple(m for m in choice if m.is_global) for choice in choices]
        return minima_among(
            self._combined([[(m.at[0], "minimum", False) for m in choice] for choice in choices])
        )

    @cached_property
    def survey(self) -> Survey:
        """One stationary point of its curve per coordinate, in every combination."""
        surveys = [curve.survey for curve in self.curves]
        choices = [[(p.at[0], p.kind, p.kink) for p in survey.points] for survey in surveys]
        if _number(choices) > MOST_LISTED_POINTS:
            minima = (StationaryPoint(m.at, m.value, "minimum") for m in self.minima)
            return Survey(in_order(minima), settled=False, winding=None, expected=None)
        return Survey(
            self._combined(choices),
            settled=all(survey.settled for survey in surveys),
            winding=_multiplied([survey.winding for survey in surveys]),
            expected=_multiplied([survey.expected for survey in surveys]),
        )

    def _combined(
        self, choices: Sequence[Sequence[tuple[float, Kind, bool]]]
    ) -> tuple[StationaryPoint, ...]:
        chosen = [tuple(zip(*choice, strict=True)) for choice in product(*choices)]
        values = self(np.array([at for at, _, _ in chosen]).reshape(-1, self.dim).T)
        return in_order(
            StationaryPoint(at, value, _together(kinds), kink=any(kinks))
            for (at, kinds, kinks), value in zip(chosen, values.tolist(), strict=True)
        )

    def _value(self, point: Array) -> Array:
        return total(self._curve(point, _numbers(point)))

    def _gradient(self, point: Array) -> Array:
        return self._slope(point, _numbers(point))

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        terms, gradient = self._curve_and_slope(point, _numbers(point))
        return total(terms), gradient

    def _hessian(self, point: Array) -> Array:
        return diagonal(self._curvature(point, _numbers(point)))


@dataclass(frozen=True)
class Term(Surface):
    """The curve of one coordinate of a separable surface, as a surface of one dimension."""

    whole: Separable
    number: int

    formula = "one term of a sum"

    @property
    def domain(self) -> Box:
        """One side of the cube."""
        return Box(self.whole.side)

    @property
    def start(self) -> tuple[float, ...]:
        """One coordinate of the start."""
        return self.whole.start[self.number - 1 : self.number]

    @property
    def source(self) -> str:
        """As the whole."""
        return self.whole.source

    @property
    def kinks(self) -> str:
        """As the whole."""
        return self.whole.kinks

    @property
    def cusps(self) -> tuple[tuple[float, ...], ...]:
        """The points of infinite curvature of the curve."""
        return self.whole.curve_cusps

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """The minima that the survey finds."""
        return minima_among(self.survey.points)

    @cached_property
    def survey(self) -> Survey:
        """The survey of the curve, by the family."""
        return self.whole._survey(self.number)

    def _value(self, point: Array) -> Array:
        return self.whole._curve(point, np.array(float(self.number)))[0]

    def _gradient(self, point: Array) -> Array:
        return self.whole._slope(point, np.array(float(self.number)))

    def _hessian(self, point: Array) -> Array:
        return self.whole._curvature(point, np.array(float(self.number)))[None]


def _numbers(point: Array) -> Array:
    """Return 1, 2, ..., d in a column that fits points ``(d, *batch)``."""
    return column(np.arange(1.0, len(point) + 1), point)


def _number(choices: Iterable[Sequence[object]]) -> int:
    return math.prod(len(choice) for choice in choices)


def _multiplied(numbers: Sequence[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return math.prod(known) if len(known) == len(numbers) else None


def _together(kinds: Iterable[Kind]) -> Kind:
    different = set(kinds)
    if "degenerate" in different:
        return "degenerate"
    return different.pop() if len(different) == 1 else "saddle"
