"""What the gradient promises of a step down, and what is kept of it as the rate grows.

Along the negative gradient g, Taylor's theorem says of the decrease

    f(x) - f(x - lr g) = lr |g|² - lr² gᵀHg / 2 + O(lr³).

The first term is the promise of the gradient, both are that of the Hessian, too. A function whose
curvatures nowhere exceed L falls for every rate below 2 / L (Nesterov 2004, section 1.2.3).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers import as_surface
from optim_viz.recipes.taylor import TaylorRecipe
from optim_viz.runs.batch import read_start
from surfaces import AnySurface, Array, InputError, Surface
from surfaces.brief import Brief
from surfaces.models import is_model

_EVEN, _AWAY, _GROWTH = 800, 360, 1.04
"""Rates that are tried evenly up to four times the best one of the second order, and beyond it,
each larger than the one before by a factor: up to 5 million times."""

_FEW, _FEW_AWAY, _FAST = 32, 48, 1.25
"""The same where a value is expensive: up to 40 000 times."""

_REACH = 4.0

_EXPENSIVE = 10**6
"""Rows times parameters of a model above which its value is expensive."""

_MOST_WRITTEN = 200
"""Most parameters of a model whose Hessian is written out; of more, Lanczos takes products."""

_PRODUCTS = 80

_HALVINGS = 60

_ROUNDING = 8 * np.finfo(float).eps


@dataclass(frozen=True, eq=False, repr=False)
class Taylor(Brief):
    """A surface around a point, along its negative gradient."""

    surface: Surface
    at: Array
    """The point, ``(d,)``."""
    value: float
    slope: float
    """|g|², the decrease per unit of the rate that the gradient promises."""
    bend: float
    """The curvature along the gradient, gᵀHg / |g|²; NaN where there is no Hessian."""
    largest: float
    """The largest curvature at the point, L; NaN where there is no Hessian."""
    half: float | None
    """The least rate at which half of the promise is kept, no more; None where none was found."""
    breaks: float | None
    """The least rate at which f is not lower than at the point; None where none was found."""
    farthest: float
    """The largest rate that was tried."""

    @property
    def limit(self) -> float | None:
        """2 / L: every lower rate is safe where no curvature is larger than at the point."""
        return 2.0 / self.largest if self.largest > 0 else None

    @property
    def scale(self) -> float:
        """The rate that the second order thinks best, 1 / bend; else one that suits the surface."""
        return _scale(self.surface, self.slope, self.bend, self.largest)

    def first(self, rates: Array) -> Array:
        """Return the decrease that the gradient promises, ``(n,)``."""
        return rates * self.slope

    def second(self, rates: Array) -> Array:
        """Return the decrease with the Hessian, ``(n,)``."""
        return rates * self.slope * (1.0 - rates * self.bend / 2.0)

    def actual(self, rates: Array) -> Array:
        """Return the decrease that a step keeps, ``(n,)``; NaN where f is not finite."""
        return _decrease(self.surface, self.at, self.value, rates)


def expand(surface: AnySurface, at: npt.ArrayLike | None = None) -> Taylor:
    """Return what the gradient promises at a point, by default the start, and when it breaks.

    Raises
    ------
    InputError
        A point of another dimension, one without a finite value, or with a gradient of zero.
    """
    surface = as_surface(surface)
    point = read_start(surface, None if at is None else np.asarray(at, dtype=float))
    with np.errstate(all="ignore"):
        value, gradient = float(surface(point)), surface.gradient(point)
    slope = float((gradient * gradient).sum())
    if not (np.isfinite(value) and 0 < slope < np.inf):
        raise InputError(
            f"the gradient of {surface.name} at {_written(point)} is"
            f" {_written(gradient)}: there is no direction to step along"
        )
    bend, largest = _curvatures(surface, point, gradient)
    rates = _tried(surface, _scale(surface, slope, bend, largest))
    kept = _decrease(surface, point, value, rates)

    def first_below(share: float) -> float | None:
        def is_below(rate: Array, decrease: Array) -> Any:
            known = rate * slope > _ROUNDING * abs(value)
            return known & ~(decrease > share * rate * slope)

        return _first(
            rates, is_below(rates, kept),
            lambda rate: bool(is_below(rate, _decrease(surface, point, value, rate))[0]),
        )  # fmt: skip

    return Taylor(
        surface, point, value, slope, bend, largest, first_below(0.5), first_below(0.0),
        float(rates[-1]),
    )  # fmt: skip


def study(recipe: TaylorRecipe) -> Taylor:
    """Expand the surface of a recipe."""
    return expand(recipe.posed, recipe.at)


def _decrease(surface: Surface, point: Array, value: float, rates: Array) -> Array:
    with np.errstate(all="ignore"):
        gradient = surface.gradient(point)
        kept: Array = value - surface(point[:, np.newaxis] - np.multiply.outer(gradient, rates))
    return np.where(np.isfinite(kept), kept, np.nan)


def _tried(surface: Surface, scale: float) -> Array:
    """Return the rates at which the promise is looked at, ``(n,)``, from small to large."""
    dear = surface.pointwise or (is_model(surface) and surface.rows * surface.dim > _EXPENSIVE)
    near, away, growth = (_FEW, _FEW_AWAY, _FAST) if dear else (_EVEN, _AWAY, _GROWTH)
    even = np.linspace(0.0, _REACH, near + 1)[1:]
    return scale * np.append(even, _REACH * np.cumprod(np.full(away, growth)))


def _first(
    rates: Array, found: npt.NDArray[np.bool_], holds: Callable[[Array], bool]
) -> float | None:
    """Return the first rate at which a condition holds, refined by halving; None without one."""
    if not found.any():
        return None
    nth = int(found.argmax())
    low, high = (float(rates[nth - 1]) if nth else 0.0), float(rates[nth])
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        low, high = (low, middle) if holds(np.array([middle])) else (middle, high)
    return high


def _scale(surface: Surface, slope: float, bend: float, largest: float) -> float:
    for curvature in (bend, largest, abs(bend)):
        if 0 < curvature < np.inf:
            return float(1.0 / curvature)
    reach = np.linalg.norm(surface.domain.high - surface.domain.low)
    return float(reach / np.sqrt(slope))


def _curvatures(surface: Surface, point: Array, gradient: Array) -> tuple[float, float]:
    """Return the curvature along the gradient and the largest one; NaN without a Hessian."""
    way = gradient / np.linalg.norm(gradient)
    if is_model(surface) and surface.dim > _MOST_WRITTEN:
        bend = float(way @ surface.hessian_along(point, way))
        return bend, largest_eigenvalue(lambda v: surface.hessian_along(point, v), way)
    with np.errstate(all="ignore"):
        hessian = surface.hessian(point)
    if not np.isfinite(hessian).all():
        return np.nan, np.nan
    return float(way @ hessian @ way), float(np.linalg.eigvalsh(hessian)[-1])


def largest_eigenvalue(product: Callable[[Array], Array], first: Array) -> float:
    """Return the largest eigenvalue of a symmetric matrix by its products (Lanczos 1950).

    All directions are kept, and each new one is made orthogonal to them twice, so that rounding
    does no harm; the value is never above the true one.

    Parameters
    ----------
    product : callable
        From a vector ``(d,)`` to the product ``(d,)``.
    first : array ``(d,)``
        The first direction; a random part is added, so that it misses no eigenvector.
    """
    noise = np.random.default_rng(0).standard_normal(len(first))
    v = first / np.linalg.norm(first) + 0.1 * noise / np.linalg.norm(noise)
    basis: list[Array] = []
    products: list[Array] = []
    for _ in range(min(_PRODUCTS, len(first))):
        for _ in range(2):
            for one in basis:
                v = v - (one @ v) * one
        size = float(np.linalg.norm(v))
        if size < 1e-10:
            break
        basis.append(v / size)
        products.append(product(basis[-1]))
        v = products[-1] / max(float(np.linalg.norm(products[-1])), 1e-300)
    small = np.array(basis) @ np.array(products).T
    return float(np.linalg.eigvalsh((small + small.T) / 2)[-1])


def _written(point: Array) -> str:
    shown = [f"{x:.4g}" for x in point[:3]]
    return f"({', '.join(shown + ['…'] * (len(point) > 3))})"
