"""The derivatives of a surface, compared with numerical estimates."""

from __future__ import annotations

import math
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers import as_surface
from surfaces import AnySurface, Array, InputError, Surface

POINTS = 200
"""Points that are tried, where the dimension leaves room for them."""

_ENTRIES = 8 * 10**6
"""Entries of all Hessians together, at most: measured, 0.6 GB."""

AGREES = 1e-4
"""Largest relative difference that central differences may have by themselves."""

EXACTLY = 1e-9
"""Largest relative difference that is allowed to the complex step."""

MAY_FAIL = 0.01
"""Share of the points at which they may fail: those that fall beside a cusp or kink."""

_STEP = float(np.finfo(float).eps ** (1 / 3))
"""The step of central differences, per unit, at which rounding and truncation are alike."""

_COMPLEX_STEP = 1e-30
"""The step into the complex plane: nothing is subtracted, so that it may be this small."""


Derivative = Literal["gradient", "Hessian"]


@dataclass(frozen=True)
class Check:
    """One derivative against its numerical estimates, over many points."""

    derivative: Derivative
    central: float
    """Largest relative difference to central differences, beside cusps and kinks excepted."""
    complex_step: float | None
    """Largest relative difference to the complex step; None where the function is not smooth, or
    does not take complex numbers."""
    agrees: bool
    """Whether it agrees with the complex step, where that can be taken, or with the differences,
    which miss waves shorter than their step."""
    analytic_seconds: float
    """Time for one point."""
    numeric_seconds: float
    without_value: int
    """Points that are left out: the function has no value there, or not beside them."""


def number_of_points(surface: Surface, points: int | None = None) -> int:
    """Return this number of points, or the usual one.

    Raises
    ------
    InputError
        No points, or more than memory has room for their Hessians.
    """
    most = _ENTRIES // surface.dim**2
    points = min(POINTS, most) if points is None else points
    if not most:
        raise InputError(
            f"{surface} has {surface.dim} coordinates: Hessians are checked up to"
            f" {math.isqrt(_ENTRIES)}"
        )
    if not 1 <= points <= most:
        raise InputError(f"points is between 1 and {most} on {surface.name}, not {points}")
    return points


def check(surface: AnySurface, points: int | None = None, seed: int = 0) -> tuple[Check, Check]:
    """Compare gradient and Hessian with estimates at random points of the domain.

    Central differences with the step ``eps**(1/3)`` (Press et al. 2007, Numerical Recipes, 5.7),
    and the complex step (Squire & Trapp 1998): the gradient from values, the Hessian from
    gradients. As many points as `number_of_points` says; those at or beside which the function has
    no value are left out.

    Raises
    ------
    InputError
        No points, too many of them, none at which there is a value, or a seed below 0.
    """
    if seed < 0:
        raise InputError(f"seed is a whole number of 0 or more, not {seed}")
    surface = as_surface(surface)
    points = number_of_points(surface, points)
    box = surface.domain
    unit = np.random.default_rng(seed).random((surface.dim, points))
    where = box.low[:, np.newaxis] + (box.high - box.low)[:, np.newaxis] * unit
    where = where[:, _has_values(surface, where)]
    if not where.size:
        raise InputError(f"{surface.name} has no value at any of {points} points of {box}")
    without = points - where.shape[1]
    return (
        _compare("gradient", surface, surface.gradient, surface._value, where, without),
        _compare("Hessian", surface, surface.hessian, surface._gradient, where, without),
    )


def _has_values(surface: Surface, where: Array) -> npt.NDArray[np.bool_]:
    """Return at which points ``(d, n)`` the function has a value, there and a step beside them."""
    with np.errstate(all="ignore"):
        has = np.isfinite(surface(where))
        for i in range(len(where)):
            step = np.zeros_like(where)
            step[i] = _step(where[i])
            has &= np.isfinite(surface(where + step)) & np.isfinite(surface(where - step))
    return has


def _compare(
    name: Derivative,
    surface: Surface,
    derivative: Callable[[Array], Array],
    function: Callable[[Array], Array],
    where: Array,
    without_value: int,
) -> Check:
    with np.errstate(all="ignore"):
        analytic, analytic_seconds = _timed(derivative, where)
        numeric, numeric_seconds = _timed(lambda x: central(function, x), where)
        errors = _relative(analytic, numeric)
        central_error = float(np.quantile(errors, 1 - MAY_FAIL)) if errors.size else 0.0
        exact = complex_step(function, where) if surface.smooth else None
    exact_error = None if exact is None else float(np.quantile(_relative(analytic, exact), 0.99))
    n = where.shape[1]
    return Check(
        name,
        central_error,
        exact_error,
        central_error <= AGREES if exact_error is None else exact_error <= EXACTLY,
        analytic_seconds / n,
        numeric_seconds / n,
        without_value,
    )


def central(function: Callable[[Array], Array], where: Array) -> Array:
    """Return derivatives ``(..., d, n)`` of ``(..., n)`` values by central differences."""
    columns = []
    for i in range(len(where)):
        step = np.zeros_like(where)
        step[i] = _step(where[i])
        step[i] = (where[i] + step[i]) - where[i]  # a step without rounding
        columns.append((function(where + step) - function(where - step)) / (2 * step[i]))
    return np.stack(columns, axis=-2)


def _step(x: Array) -> Array:
    return np.asarray(_STEP * np.maximum(1.0, np.abs(x)))


def complex_step(function: Callable[[Array], Array], where: Array) -> Array | None:
    """Return derivatives ``(..., d, n)`` by the complex step, None where it cannot be taken."""
    columns = []
    for i in range(len(where)):
        moved = where.astype(complex)
        moved[i] += 1j * _COMPLEX_STEP
        try:
            with warnings.catch_warnings(action="error", category=np.exceptions.ComplexWarning):
                value = function(moved)
        except (TypeError, ValueError, np.exceptions.ComplexWarning):
            return None
        if not np.iscomplexobj(value) or not np.isfinite(value).all():
            return None
        columns.append(value.imag / _COMPLEX_STEP)
    return np.stack(columns, axis=-2)


def _relative(analytic: Array, numeric: Array) -> Array:
    """Return the largest difference at each point, relative to the size of the derivative."""
    axes = tuple(range(analytic.ndim - 1))
    size = np.maximum(np.abs(analytic), np.abs(numeric)).max(axis=axes)
    size = np.maximum(size, np.median(size[np.isfinite(size)]) if np.isfinite(size).any() else 1)
    errors = np.abs(analytic - numeric).max(axis=axes) / np.where(size > 0, size, 1.0)
    return np.where(np.isfinite(errors), errors, np.inf)


def _timed(function: Callable[[Array], Array], where: Array) -> tuple[Array, float]:
    """Return the result and the best time of five calls."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        result = function(where)
        times.append(time.perf_counter() - start)
    return result, min(times)
