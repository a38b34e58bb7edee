"""Valleys: a steep way down, then a long flat floor that bends."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from surfaces.base import Array, Box, Minimum, Surface, matrix, repeated
from surfaces.specs import InputError


@dataclass(frozen=True)
class Rosenbrock(Surface):
    """The banana valley: finding the floor takes a few steps, following it takes hundreds.

    ``Σ steepness·(xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)²``, the extended form in which neighbours are coupled
    (not the sum of separate pairs). From four dimensions on there is a second, local minimum
    near (−1, 1, …, 1), if the walls are steep enough (Shang & Qiu 2006; Kok & Sandrock 2009).
    """

    dim: int = 2
    steepness: float = 100.0

    source = "Rosenbrock (1960); start of Moré, Garbow & Hillstrom (1981), no. 1"

    def __post_init__(self) -> None:
        if self.dim < 2:
            raise InputError(f"rosenbrock: dim is at least 2, not {self.dim}")
        if self.steepness <= 0:
            raise InputError(f"rosenbrock: steepness is greater than 0, not {self.steepness:g}")

    @property
    def formula(self) -> str:
        """In x and y where there are only two."""
        if self.dim == 2:
            return f"{self.steepness:g}·(y − x²)² + (1 − x)²"
        return f"Σ {self.steepness:g}·(xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)²"

    @property
    def domain(self) -> Box:
        """The usual cube."""
        return Box.cube(-5, 10, self.dim)

    @property
    def start(self) -> tuple[float, ...]:
        """Across the bend from the minimum."""
        return repeated((-1.2, 1.0), self.dim)

    @property
    def minima_complete(self) -> bool:
        """Up to dimension 3, and for the usual steepness up to 7, all minima are known."""
        return self.dim <= 3 or (self.dim <= 7 and self.steepness == 100)

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """All ones, and the local minimum across the bend, where there is one."""
        ones = Minimum(at=(1.0,) * self.dim, value=0.0)
        other = self._across() if self.dim >= 4 else None
        return (ones,) if other is None else (ones, other)

    def _across(self) -> Minimum | None:
        point = np.array([-1.0] + [1.0] * (self.dim - 1))
        if self.dim == 4:
            point = np.array([-0.7757, 0.6131, 0.3821, 0.1460])
        for _ in range(50):
            step = np.linalg.solve(self._hessian(point), self._gradient(point))
            point = point - step
            if np.abs(step).max() < 1e-15:
                break
        lowest_curvature = np.linalg.eigvalsh(self._hessian(point)).min()
        if np.abs(step).max() > 1e-12 or point[0] > 0 or lowest_curvature <= 0:
            return None
        return Minimum(tuple(point.tolist()), float(self._value(point)), is_global=False)

    def _value(self, point: Array) -> Array:
        x, after = point[:-1], point[1:]
        off, rest = after - x * x, 1 - x
        return (self.steepness * (off * off) + rest * rest).sum(axis=0)

    def _gradient(self, point: Array) -> Array:
        return self._slopes(point, point[1:] - point[:-1] * point[:-1], 1 - point[:-1])

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        off, rest = point[1:] - point[:-1] * point[:-1], 1 - point[:-1]
        terms = self.steepness * (off * off) + rest * rest
        return terms.sum(axis=0), self._slopes(point, off, rest)

    def _slopes(self, point: Array, off: Array, rest: Array) -> Array:
        """Each term pulls at two neighbours."""
        pull = 2 * self.steepness * off
        along = -2 * point[:-1] * pull - 2 * rest
        gradient = np.empty_like(point)
        gradient[1:] = pull
        gradient[0] = along[0]
        gradient[1:-1] += along[1:]
        return gradient

    def _hessian(self, point: Array) -> Array:
        x, after = point[:-1], point[1:]
        hessian = np.zeros((self.dim, *point.shape))
        for i in range(self.dim - 1):
            hessian[i, i] += self.steepness * (12 * x[i] * x[i] - 4 * after[i]) + 2
            hessian[i + 1, i + 1] = 2 * self.steepness
            hessian[i, i + 1] = hessian[i + 1, i] = -4 * self.steepness * x[i]
        return hessian


@dataclass(frozen=True)
class Beale(Surface):
    """A flat valley between sharp corners: rates that suit the walls crawl on the floor.

    Far out the valley goes on along y = 1, where it stays above 0.452.
    """

    domain, start = Box((-4.5, 4.5), (-4.5, 4.5)), (1.0, 1.6)
    minima = (Minimum(at=(3.0, 0.5), value=0.0),)
    formula = "(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²"
    source = "Beale (1958); Moré, Garbow & Hillstrom (1981), no. 5"

    def _value(self, point: Array) -> Array:
        x, y = point
        one, two, three = self._residuals(x, y)
        return one * one + two * two + three * three

    def _gradient(self, point: Array) -> Array:
        x, y = point
        one, two, three = self._residuals(x, y)
        y2 = y * y
        return np.array(
            [
                2 * (one * (y - 1) + two * (y2 - 1) + three * (y2 * y - 1)),
                2 * x * (one + 2 * two * y + 3 * three * y2),
            ]
        )

    def _hessian(self, point: Array) -> Array:
        x, y = point
        one, two, three = self._residuals(x, y)
        y2 = y * y
        xx = (y - 1) * (y - 1) + (y2 - 1) * (y2 - 1) + (y2 * y - 1) * (y2 * y - 1)
        xy = x * (y - 1 + 2 * y * (y2 - 1) + 3 * y2 * (y2 * y - 1))
        xy += one + 2 * y * two + 3 * y2 * three
        yy = x * (x * (1 + 4 * y2 + 9 * y2 * y2) + 2 * two + 6 * y * three)
        return matrix(point, [[2 * xx, 2 * xy], [2 * xy, 2 * yy]])

    @staticmethod
    def _residuals(x: Array, y: Array) -> tuple[Array, Array, Array]:
        return 1.5 - x + x * y, 2.25 - x + x * y * y, 2.625 - x + x * y * y * y
