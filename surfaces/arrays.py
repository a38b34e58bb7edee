"""Columns and matrices in the shape of a batch of points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from surfaces.box import Array


def matrix(point: Array, rows: Sequence[Sequence[Any]]) -> Array:
    """Assemble a Hessian ``(d, d, *batch)`` from its entries; constants are spread over the batch.

    Parameters
    ----------
    point : array ``(d, *batch)``
        Points of the Hessian: their batch is the batch of the result.
    rows : nested sequence, d x d
        Arrays ``(*batch)`` or numbers.
    """
    hessian = np.empty((len(rows), len(rows), *point.shape[1:]), like=point)
    for i, row in enumerate(rows):
        for j, entry in enumerate(row):
            hessian[i, j] = entry
    return hessian


def column(numbers: npt.ArrayLike, point: Array) -> Array:
    """Return numbers ``(d,)`` in a shape that broadcasts with points ``(d, *batch)``."""
    return np.asarray(numbers, dtype=float).reshape(-1, *(1,) * (point.ndim - 1))


def total(terms: Array) -> Array:
    """Return the sum ``(*batch)`` of terms ``(d, *batch)``, added one after the other.

    NumPy adds eight numbers or more in pairs where they lie side by side in memory, so that a
    point alone, or a batch in another order, would have other bits.
    """
    if len(terms) < 8:
        added: Array = terms.sum(axis=0)
    elif terms.size == len(terms):
        added = np.add.accumulate(terms)[-1]
    else:
        added = np.ascontiguousarray(terms, like=terms).sum(axis=0)
    return added


def diagonal(entries: Array) -> Array:
    """Return the diagonal matrices ``(d, d, *batch)`` of entries ``(d, *batch)``."""
    hessian = np.zeros((len(entries), *entries.shape), like=entries)
    for i, entry in enumerate(entries):
        hessian[i, i] = entry
    return hessian
