"""Calls of Python functions of users: of many points at once, with arrays of other libraries."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from surfaces.analysis.zeros import EPS
from surfaces.box import Array


def as_floats(result: Any) -> Array:
    """Return a copy as floats, which the function cannot change later."""
    return np.array(as_array(result), dtype=float)


def as_array(result: Any) -> Any:
    """Return what NumPy reads: tensors without the record of their gradient, on the processor."""
    if isinstance(result, list | tuple):
        return [as_array(one) for one in result]
    for way in ("detach", "cpu", "numpy"):
        if not isinstance(result, np.ndarray | np.generic) and callable(getattr(result, way, None)):
            result = getattr(result, way)()
    return result


def _is_foreign(result: Any) -> bool:
    """Return whether a result is an array of another library than NumPy.

    Each new number of points may cost such a library a compilation.
    """
    if isinstance(result, list | tuple):
        return any(map(_is_foreign, result))
    return hasattr(result, "__array__") and not isinstance(result, np.ndarray | np.generic)


def taking_arrays(function: Callable[[Array], Any], point: Array) -> Callable[[Array], Any]:
    """Return a function that takes arrays: the same, or for one of tensors of PyTorch another."""
    torch = sys.modules.get("torch")
    if torch is None:
        return function
    try:
        function(point.copy())
    except Exception:  # whatever a function of tensors may raise

        def of_tensors(array: Array) -> Any:
            return function(torch.from_numpy(array))

        try:
            of_tensors(point.copy())
        except Exception:  # then the error is not about tensors
            return function
        return of_tensors
    return function


def _precision(result: Any) -> float:
    """Return the distance of 1 to the next number of the result: single precision is coarser."""
    kind = np.asarray(as_array(result)).dtype
    return float(np.finfo(kind).eps) if kind.kind == "f" else EPS


@dataclass(frozen=True)
class AtWork:
    """A function of a user, as it is called."""

    single: Callable[[Array], Any]
    """Takes a point ``(d,)``."""
    whole: Callable[[Array], Any] | None
    """Takes points ``(d, n)``, with the same results; None if nothing does."""
    precision: float
    """Distance of 1 to the next number of its results: single precision is coarser."""
    is_foreign: bool
    """Whether its results are arrays of another library than NumPy."""


def at_work(function: Callable[[Array], Any], samples: Array, lead: tuple[int, ...]) -> AtWork:
    """Return how a function is called: with many points at once if that agrees with each.

    Then it is the function itself, or what the library that it is written in makes of it.

    Parameters
    ----------
    function : function
        Of a point ``(d,)``, to an array of shape ``lead``.
    samples : array ``(n, d)``
        Points at which both are compared.
    lead : tuple of int
    """
    first = function(samples[0].copy())
    alone = AtWork(function, None, _precision(first), _is_foreign(first))
    each = [as_floats(first), *(as_floats(function(one.copy())) for one in samples[1:])]
    tolerance = max(1e-9, 100 * alone.precision)
    for whole in (function, *_mapped(function)):
        try:
            together = spread(whole(samples.T.copy()), lead, len(samples))
        except Exception:  # whatever a function of single points may raise
            continue
        near = np.moveaxis(together, -1, 0)
        if np.allclose(near, each, rtol=tolerance, atol=0.1 * tolerance, equal_nan=True):
            return replace(alone, whole=whole)
    return alone


def _mapped(function: Callable[[Array], Any]) -> Iterator[Callable[[Array], Any]]:
    """Yield the function as JAX and PyTorch, where they are loaded, map it over points."""
    if jax := sys.modules.get("jax"):
        yield _padded(jax.jit(jax.vmap(function, in_axes=1, out_axes=-1)))
    if torch := sys.modules.get("torch"):
        mapped = torch.func.vmap(function, in_dims=1, out_dims=-1)
        yield lambda points: mapped(torch.from_numpy(points))


def _padded(function: Callable[[Array], Any]) -> Callable[[Array], Any]:
    """Return the same function of points, called with 1, 2, 4, 8, ... of them.

    Each other number would be a compilation; the last point is repeated.
    """

    def of_points(points: Array) -> Array:
        count = points.shape[1]
        more = (1 << max(count - 1, 0).bit_length()) - count
        padded = np.concatenate([points, np.repeat(points[:, -1:], more, axis=1)], axis=1)
        return as_floats(function(padded))[..., :count]

    return of_points


def spread(result: Any, lead: tuple[int, ...], number: int) -> Array:
    """Return a copy of shape ``(*lead, number)``; a constant is repeated.

    Raises
    ------
    ValueError
        The result has another shape.
    """
    array = as_floats(result)
    if array.shape == lead:
        array = np.broadcast_to(array[..., None], (*lead, number))
    if array.shape != (*lead, number):
        raise ValueError(f"shape {array.shape}, not {(*lead, number)}")
    return array
