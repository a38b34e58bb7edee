"""Linear algebra on many small systems at once: vectors ``(d, n)``, matrices ``(d, d, n)``."""

from __future__ import annotations

import numpy as np

from surfaces import Array


def squared_norm(vectors: Array) -> Array:
    """Return the squared lengths ``(n,)`` of vectors ``(d, n)``."""
    return np.einsum("dn,dn->n", vectors, vectors)


def power(base: float | Array, exponent: float | Array) -> float | Array:
    """Return ``base**exponent`` with the same bits for one number as for an array of them."""
    result = np.power(base, exponent)
    return result if result.ndim else result.item()


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
    solution = np.full_like(right, np.nan)
    solvable = np.asarray(np.isfinite(stack).all(axis=(1, 2)))
    try:
        solution[solvable] = np.linalg.solve(stack[solvable], right[solvable])
    except np.linalg.LinAlgError:  # NumPy refuses them all for one
        solvable[solvable] = np.linalg.slogdet(stack[solvable]).sign != 0
        solution[solvable] = np.linalg.solve(stack[solvable], right[solvable])
    return np.ascontiguousarray(np.moveaxis(solution[..., 0], 0, -1))


def extreme_eigenvalues(matrices: Array) -> tuple[Array, Array]:
    """Return the lowest and the highest eigenvalue ``(n,)`` of symmetric matrices.

    They are NaN where a matrix is not finite.
    """
    if len(matrices) == 1:
        return matrices[0, 0], matrices[0, 0]
    if len(matrices) == 2:
        (a, b), (_, d) = matrices
        mean, radius = (a + d) / 2, np.hypot((a - d) / 2, b)
        return mean - radius, mean + radius
    stack = np.moveaxis(matrices, -1, 0)
    finite = np.isfinite(stack).all(axis=(1, 2))
    ends = np.full((2, len(stack)), np.nan)
    ends[:, finite] = np.linalg.eigvalsh(stack[finite])[:, [0, -1]].T
    return ends[0], ends[1]
