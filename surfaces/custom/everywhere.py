"""Proofs about the stationary points of a formula in the whole of space, not only in a box."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from surfaces.custom.singularities import parts


def count_everywhere(
    symbols: Sequence[Any], expression: Any, slopes: Sequence[Any], bends: Sequence[Any]
) -> int | None:
    """Return the number of stationary points of a smooth formula; None if no proof is known.

    There is none where one slope keeps its sign, and none or one where the curvatures are constant
    numbers. The real zeros of a slope that is a polynomial in one variable are counted by Sturm's
    theorem.

    Parameters
    ----------
    symbols : symbols ``(d,)``
    expression : expression
        With a value everywhere, and without kinks.
    slopes, bends : expressions
        Its first derivatives ``(d,)``; the second, row by row, up to the diagonal.
    """
    import sympy as sp

    if any(True for _ in parts(expression)):
        return None
    if any(slope.is_nonzero for slope in slopes):
        return 0
    if all(bend.is_number for bend in bends):
        return 1 if _is_regular([float(bend) for bend in bends], len(symbols)) else None
    if len(symbols) == 1 and slopes[0].is_polynomial(*symbols):
        slope = sp.Poly(slopes[0], *symbols)
        exact = all(number.is_Rational for number in slope.coeffs())
        return int(slope.count_roots()) if exact and slope.degree() > 0 else None
    return None


def _is_regular(bends: list[float], dim: int) -> bool:
    """Return whether a constant Hessian is not singular, whatever rounding does to it."""
    hessian = np.zeros((dim, dim))
    hessian[np.tril_indices(dim)] = bends
    hessian += np.tril(hessian, -1).T
    if not np.isfinite(hessian).all():
        return False
    sizes = np.abs(np.linalg.eigvalsh(hessian))
    return bool(sizes.min() > 1e-10 * sizes.max())
