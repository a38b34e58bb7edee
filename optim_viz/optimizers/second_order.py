"""Methods that use the Hessian: fast near a convex minimum, costly, wrong on other ground."""

from __future__ import annotations

import numpy as np

from optim_viz.optimizers.base import optimizer
from surfaces import Array


@optimizer
def newton(f, x):
    """Jump to the stationary point of the local parabola (Newton-Raphson), be it what it may.

    Pure, with no rate and no safeguard: near a saddle or a maximum it goes there, and a singular
    Hessian sends the run to infinity.
    """
    return x - solve(f.hessian(x), f.gradient(x))


def solve(matrices: Array, vectors: Array) -> Array:
    """Solve one linear system per run; a singular one gives non-finite numbers, to itself only.

    Parameters
    ----------
    matrices, vectors : arrays ``(d, d, n)`` and ``(d, n)``

    Returns
    -------
    array ``(d, n)``
    """
    if len(vectors) == 1:
        return vectors / matrices[0]
    if len(vectors) == 2:  # Cramer's rule: several times faster than LAPACK on a stack
        (a, b), (c, d) = matrices
        p, q = vectors
        determinant = a * d - b * c
        return np.array([(d * p - b * q) / determinant, (a * q - c * p) / determinant])
    stack = np.moveaxis(matrices, -1, 0)
    right = np.moveaxis(vectors, -1, 0)[..., np.newaxis]
    solvable = np.isfinite(stack).all(axis=(1, 2)) & (np.linalg.matrix_rank(stack) == len(vectors))
    solution = np.full_like(right, np.nan)
    solution[solvable] = np.linalg.solve(stack[solvable], right[solvable])
    return np.moveaxis(solution[..., 0], 0, -1)
