"""Linear algebra on many small systems at once: vectors ``(d, n)``, matrices ``(d, d, n)``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from surfaces import Array

_SMALLEST, _LARGEST = 1e-280, 1e280
"""Determinants between these have their digits."""

GRADED = 1e-6
"""Where the smallest eigenvalue is less than this share of the largest, LAPACK's lacks digits."""

MOST_ROTATED = 10
"""Rotations are for matrices of at most this many rows; these take a hundred times as long."""

MOST_SWEEPS = 30
"""Times that every entry is turned to zero; half a dozen are enough."""


def at_least_two(runs: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the indices ``(n,)``, a single one twice: NumPy sums one column in another order."""
    return runs.repeat(2) if len(runs) == 1 else runs


def for_some(mask: Any) -> bool:
    """Whether a mask ``(n,)`` holds for some run: only then what follows has to be computed.

    What follows decides by the mask again, run by run, as nothing else tells whether it is computed
    for one of many or for all of them. On symbols (`optim_viz.tracing`) it always is.
    """
    return bool(mask.dtype == object or mask.any())


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
    if len(vectors) == 2:
        return _solve_two(matrices, vectors)
    stack, solvable = _finite(matrices)
    right = np.moveaxis(vectors, -1, 0)[..., np.newaxis]
    solution = np.full_like(right, np.nan)
    try:
        solution[solvable] = np.linalg.solve(stack[solvable], right[solvable])
    except np.linalg.LinAlgError:  # NumPy refuses them all for one
        solvable = solvable[np.linalg.slogdet(stack[solvable]).sign != 0]
        solution[solvable] = np.linalg.solve(stack[solvable], right[solvable])
    return np.ascontiguousarray(np.moveaxis(solution[..., 0], 0, -1))


def _solve_two(matrices: Array, vectors: Array) -> Array:
    """Solve by Cramer's rule, several times faster than LAPACK on a stack.

    Where the determinant leaves the range of numbers, as of curvatures of 1e-170, entries are
    brought near 1 before.
    """
    solution, determinant = _by_cramer(matrices, vectors)
    size = np.abs(determinant)
    lost = ~((size > _SMALLEST) & (size < _LARGEST))
    if for_some(lost):
        matrices, up = _near_one(matrices)
        vectors, down = _near_one(vectors)
        solution = np.where(lost, np.ldexp(_by_cramer(matrices, vectors)[0], down - up), solution)
    return solution


def _by_cramer(matrices: Array, vectors: Array) -> tuple[Array, Array]:
    """Return solution and determinant."""
    (a, b), (c, d) = matrices
    p, q = vectors
    determinant = a * d - b * c
    solution = [(d * p - b * q) / determinant, (a * q - c * p) / determinant]
    return np.array(solution, like=determinant), determinant


def _near_one(numbers: Array) -> tuple[Array, npt.NDArray[np.int64]]:
    """Return numbers ``(..., n)`` divided by a power of two for each run, and its exponent."""
    _, exponent = np.frexp(np.abs(numbers).max(axis=tuple(range(numbers.ndim - 1))))
    return np.ldexp(numbers, -exponent), exponent


def extreme_eigenvalues(matrices: Array) -> tuple[Array, Array]:
    """Return the lowest and the highest eigenvalue ``(n,)`` of symmetric matrices ``(d, d, n)``.

    They are NaN where a matrix is not finite.
    """
    if len(matrices) == 1:
        return matrices[0, 0], matrices[0, 0]
    if len(matrices) == 2:
        (a, b), (_, d) = matrices
        return _eigenvalues_of_two(a, b, d)
    stack, finite = _finite(matrices)
    values = np.full(stack.shape[:2], np.nan)
    values[finite] = np.linalg.eigvalsh(stack[finite])
    if len(graded := _graded(values)):
        values[graded] = _rotated_until_diagonal(stack[graded])[0]
    return values[:, 0], values[:, -1]


def eigen(matrices: Array) -> tuple[Array, Array]:
    """Return eigenvalues ``(d, n)``, the lowest first, and eigenvectors ``(d, d, n)`` as columns.

    They are NaN where a matrix is not finite.
    """
    if len(matrices) == 1:
        return matrices[0], np.ones_like(matrices)
    if len(matrices) == 2:
        (a, b), (_, d) = matrices
        cos, sin = _highest_axis(a, b, d)
        values = np.array(_eigenvalues_of_two(a, b, d), like=a)
        return values, np.array([[-sin, cos], [cos, sin]], like=a)
    stack, finite = _finite(matrices)
    values, vectors = np.full(stack.shape[:2], np.nan), np.full_like(stack, np.nan)
    values[finite], vectors[finite] = np.linalg.eigh(stack[finite])
    if len(graded := _graded(values)):
        values[graded], vectors[graded] = _rotated_until_diagonal(stack[graded])
    return np.ascontiguousarray(values.T), np.ascontiguousarray(np.moveaxis(vectors, 0, -1))


def _eigenvalues_of_two(a: Array, b: Array, d: Array) -> tuple[Array, Array]:
    """Return the eigenvalues of [[a, b], [b, d]], the lower first, each to its own last digits.

    That of larger modulus is a sum of what has one sign; the other is the determinant divided by
    it, as the difference would be nothing but rounding where the first is 1e16 times as large.
    """
    (a, b, d), exponent = _near_one(np.array([a, b, d], like=a))
    mean, radius = (a + d) / 2, np.hypot((a - d) / 2, b)
    far = mean + np.copysign(radius, mean)
    with np.errstate(divide="ignore", invalid="ignore"):
        near = np.where(far == 0, 0.0, _determinant(a, b, d) / far)
    far, near = np.ldexp(far, exponent), np.ldexp(near, exponent)
    return np.minimum(far, near), np.maximum(far, near)


def _determinant(a: Array, b: Array, d: Array) -> Array:
    """Return a d - b² to its last digits, however much of the two cancels (Kahan 2004)."""
    first, second = a * d, b * b
    return (first - second) + (_rest(a, d, first) - _rest(b, b, second))


def _rest(x: Array, y: Array, product: Array) -> Array:
    """Return what the rounded product lacks to x y, exactly (Dekker 1971)."""
    (high, low), (top, bottom) = _halves(x), _halves(y)
    return ((high * top - product) + high * bottom + low * top) + low * bottom


def _halves(x: Array) -> tuple[Array, Array]:
    """Split numbers into two of 26 digits each, whose products are exact (Veltkamp)."""
    lifted = 134217729.0 * x  # 2²⁷ + 1
    high = lifted - (lifted - x)
    return high, x - high


def _highest_axis(a: Array, b: Array, d: Array) -> tuple[Array, Array]:
    """Return cosine and sine of the axis of the higher eigenvalue of [[a, b], [b, d]].

    From the ratio of its components, so that the small one keeps its digits: the cosine of an angle
    of 90° would be 6e-17.
    """
    half = (a - d) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        tangent = np.where(b == 0, 0.0, b / (np.hypot(half, b) + np.abs(half)))
    large = 1 / np.sqrt(1 + tangent * tangent)
    small = tangent * large
    flat = half >= 0
    return np.where(flat, large, np.abs(small)), np.where(flat, small, np.copysign(large, b))


def _graded(values: Array) -> npt.NDArray[np.int64]:
    """Return the indices of those of which LAPACK may have lost the small eigenvalues ``(n, d)``.

    It keeps them to 1e-16 of the largest, be they 1e-20 of it.
    """
    if values.shape[1] > MOST_ROTATED:
        return np.empty(0, dtype=np.int64)
    sizes = np.abs(values)
    return np.flatnonzero(sizes.min(axis=1) < GRADED * sizes.max(axis=1))


def _rotated_until_diagonal(stack: Array) -> tuple[Array, Array]:
    """Return eigenvalues ``(n, d)``, the lowest first, and eigenvectors ``(n, d, d)`` as columns.

    Jacobi's rotations, which keep the digits of the small ones as well (Demmel & Veselić 1992):
    entries count as zero when they are small beside the diagonal of their own row and column.
    """
    a = np.ascontiguousarray(np.moveaxis(stack, 0, -1))
    axes = identity(a[0])
    rounds = list(_rounds(len(a)))
    for _ in range(MOST_SWEEPS):
        size = np.sqrt(np.abs(np.einsum("iin->in", a)))
        if (np.abs(a) <= 2.0**-53 * size * size[:, np.newaxis])[~np.eye(len(a), dtype=bool)].all():
            break
        for p, q in rounds:
            _rotate(a, axes, p, q)
    values = np.einsum("iin->ni", a)
    order = np.argsort(values, axis=1)
    vectors = np.take_along_axis(np.moveaxis(axes, -1, 0), order[:, np.newaxis], axis=2)
    return np.take_along_axis(values, order, axis=1), vectors


def _rotate(a: Array, axes: Array, p: list[int], q: list[int]) -> None:
    """Turn the axes of each pair, so that its entry beside the diagonal vanishes; in place."""
    along, across, beside = a[p, p], a[q, q], a[p, q]
    half = (across - along) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        tangent = beside / (half + np.copysign(np.hypot(half, beside), half))
        tangent = np.where(beside == 0, 0.0, tangent)
    cos = 1 / np.sqrt(1 + tangent * tangent)
    sin = tangent * cos
    for matrix in (a, a.swapaxes(0, 1), axes.swapaxes(0, 1)):
        one, other = matrix[p], matrix[q]
        matrix[p] = cos[:, np.newaxis] * one - sin[:, np.newaxis] * other
        matrix[q] = sin[:, np.newaxis] * one + cos[:, np.newaxis] * other
    a[p, p], a[q, q] = along - tangent * beside, across + tangent * beside
    a[p, q] = a[q, p] = 0.0


def _rounds(dim: int) -> Iterator[tuple[list[int], list[int]]]:
    """Yield rounds of disjoint pairs, as of a tournament, in which each meets each once."""
    seats = list(range(dim + dim % 2))
    for _ in seats[1:]:
        pairs = zip(seats[: len(seats) // 2], seats[: len(seats) // 2 - 1 : -1], strict=True)
        met = [pair for pair in pairs if max(pair) < dim]
        yield [min(pair) for pair in met], [max(pair) for pair in met]
        seats = [seats[0], seats[-1], *seats[1:-1]]


def _finite(matrices: Array) -> tuple[Array, npt.NDArray[np.int64]]:
    """Return the matrices as a stack ``(n, d, d)``, and the indices of those that are finite."""
    stack = np.moveaxis(matrices, -1, 0)
    return stack, np.flatnonzero(np.isfinite(stack).all(axis=(1, 2)))
