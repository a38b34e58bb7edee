"""Linear algebra on many small systems at once: vectors ``(d, n)``, matrices ``(d, d, n)``."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from surfaces import Array


def at_least_two(runs: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the indices ``(n,)``, a single one twice: NumPy sums one column in another order."""
    return runs.repeat(2) if len(runs) == 1 else runs


def dot(left: Array, right: Array) -> Array:
    """Return the inner products ``(n,)`` of vectors ``(d, n)``."""
    return np.einsum("dn,dn->n", left, right)


def squared_norm(vectors: Array) -> Array:
    """Return the squared lengths ``(n,)`` of vectors ``(d, n)``."""
    return dot(vectors, vectors)


def times(matrices: Array, vectors: Array) -> Array:
    """Return the products ``(d, n)`` of matrices ``(d, d, n)`` and vectors ``(d, n)``."""
    return np.einsum("ijn,jn->in", matrices, vectors)


def outer(left: Array, right: Array) -> Array:
    """Return the outer products ``(d, d, n)`` of vectors ``(d, n)``."""
    return left[:, np.newaxis] * right


def identity(vectors: Array) -> Array:
    """Return a unit matrix for each of the vectors ``(d, n)``, ``(d, d, n)``."""
    dim, count = vectors.shape
    return np.repeat(np.eye(dim)[:, :, np.newaxis], count, axis=2)


def power(base: float | Array, exponent: float | Array) -> float | Array:
    """Return ``base**exponent`` with the same bits for one number as for an array of them."""
    result = np.power(base, exponent)
    return result if result.ndim else result.item()


def solve(matrices: Array, vectors: Array) -> Array:
    """Solve one linear system per run; a singular one has non-finite numbers as its own result.

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
    stack, solvable = _finite(matrices)
    right = np.moveaxis(vectors, -1, 0)[..., np.newaxis]
    solution = np.full_like(right, np.nan)
    try:
        solution[solvable] = np.linalg.solve(stack[solvable], right[solvable])
    except np.linalg.LinAlgError:  # NumPy refuses them all for one
        solvable = solvable[np.linalg.slogdet(stack[solvable]).sign != 0]
        solution[solvable] = np.linalg.solve(stack[solvable], right[solvable])
    return np.ascontiguousarray(np.moveaxis(solution[..., 0], 0, -1))


def extreme_eigenvalues(matrices: Array) -> tuple[Array, Array]:
    """Return the lowest and the highest eigenvalue ``(n,)`` of symmetric matrices ``(d, d, n)``.

    They are NaN where a matrix is not finite.
    """
    if len(matrices) == 1:
        return matrices[0, 0], matrices[0, 0]
    if len(matrices) == 2:
        (a, b), (_, d) = matrices
        mean, radius = (a + d) / 2, np.hypot((a - d) / 2, b)
        return mean - radius, mean + radius
    stack, finite = _finite(matrices)
    ends = np.full((2, len(stack)), np.nan)
    ends[:, finite] = np.linalg.eigvalsh(stack[finite])[:, [0, -1]].T
    return ends[0], ends[1]


def eigen(matrices: Array) -> tuple[Array, Array]:
    """Return eigenvalues ``(d, n)``, the lowest first, and eigenvectors ``(d, d, n)`` as columns.

    They are NaN where a matrix is not finite.
    """
    if len(matrices) == 1:
        return matrices[0], np.ones_like(matrices)
    if len(matrices) == 2:
        (a, b), (_, d) = matrices
        angle = np.arctan2(2 * b, a - d) / 2
        cos, sin = np.cos(angle), np.sin(angle)
        return np.array(extreme_eigenvalues(matrices)), np.array([[-sin, cos], [cos, sin]])
    stack, finite = _finite(matrices)
    values, vectors = np.full(stack.shape[:2], np.nan), np.full_like(stack, np.nan)
    values[finite], vectors[finite] = np.linalg.eigh(stack[finite])
    return np.ascontiguousarray(values.T), np.ascontiguousarray(np.moveaxis(vectors, 0, -1))


def _finite(matrices: Array) -> tuple[Array, npt.NDArray[np.int64]]:
    """Return the matrices as a stack ``(n, d, d)``, and the indices of those that are finite."""
    stack = np.moveaxis(matrices, -1, 0)
    return stack, np.flatnonzero(np.isfinite(stack).all(axis=(1, 2)))
