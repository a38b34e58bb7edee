"""The largest eigenvalue of a Hessian by products with it: Lanczos' method."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from surfaces.box import Array

MOST_PRODUCTS = 100

_TOLERANCE = 1e-7
"""It is found once it changes by no more than this share of itself, three times in a row."""


def largest_eigenvalue(product: Callable[[Array], Array], dim: int, seed: int = 0) -> float:
    """Return the largest eigenvalue of a symmetric matrix of which only products are known.

    Lanczos (1950) with full reorthogonalisation: the largest Ritz value, from below. NaN where a
    product is not finite.

    Parameters
    ----------
    product : function
        Returns the product of the matrix with a vector ``(d,)``.
    dim : int
        d; with as many products the value is exact but for rounding.
    seed : int
        Decides the first vector.
    """
    vector = np.random.default_rng(seed).standard_normal(dim)
    basis = [vector / np.linalg.norm(vector)]
    diagonal: list[float] = []
    beside: list[float] = []
    found: list[float] = []
    for _ in range(min(dim, MOST_PRODUCTS)):
        image = product(basis[-1])
        if not np.isfinite(image).all():
            return float("nan")
        diagonal.append(float(basis[-1] @ image))
        for one in (*basis, *basis):  # twice is enough (Parlett 1998, section 6.9)
            image = image - (one @ image) * one
        found.append(_largest(diagonal, beside))
        length = float(np.linalg.norm(image))
        if length <= 1e-12 * max(abs(found[-1]), 1e-300) or _settled(found):
            break
        beside.append(length)
        basis.append(image / length)
    return found[-1]


def _largest(diagonal: list[float], beside: list[float]) -> float:
    """Return the largest eigenvalue of a tridiagonal matrix."""
    matrix = np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1)
    return float(np.linalg.eigvalsh(matrix)[-1])


def _settled(found: list[float]) -> bool:
    return len(found) > 3 and abs(found[-1] - found[-4]) <= _TOLERANCE * abs(found[-1])
