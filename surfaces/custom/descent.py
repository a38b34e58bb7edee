"""Descent by Newton steps with the sizes of the curvatures, shortened until the function falls."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from surfaces.box import Array

LONGEST_STEP = 0.05
"""Longest step, as a share of the sides of the box."""

LENGTHS = 2.0 ** np.arange(6, -8, -1)
"""Multiples of a step that are tried: in flat ground Newton's steps are too short."""

PLAIN = LENGTHS.tolist().index(1.0)
"""The number of the step itself: those before it are longer."""

LEAST_CURVATURE = 1e-12
"""Curvatures count as at least this share of the largest."""

LEAST_GAIN = 0.05
"""A step is made longer than Newton's if it falls farther by at least this share: on the floor of
a valley, where rounding decides what is lower, it would run away."""

Indices = npt.NDArray[np.intp]

Value = Callable[[Array], Array]
Slopes = Callable[[Array], tuple[Array, Array]]
"""From points ``(d, n)`` to gradients ``(d, n)`` and Hessians ``(d, d, n)``."""

ValueOfEach = Callable[[Array, Indices], Array]
SlopesOfEach = Callable[[Array, Indices], tuple[Array, Array]]
"""The same of a function for each descent, of which these are the numbers ``(n,)``."""


def downhill(gradient: Array, hessian: Array, side: Array, least: float = LEAST_CURVATURE) -> Array:
    """Return steps ``(d, n)``: Newton's, but down also where a curvature is negative; 0 if unknown.

    ``side`` ``(d, 1)`` are the sides of the box, the units of all coordinates. With a larger
    ``least`` share, as which curvatures count, steps along the floor of a valley are short.
    """
    slope, bend = gradient * side, hessian * side[:, None] * side
    if not (np.isfinite(slope).all() and np.isfinite(bend).all()):
        known = np.isfinite(slope).all(axis=0) & np.isfinite(bend).all(axis=(0, 1))
        slope, bend = np.where(known, slope, 0.0), np.where(known, bend, 0.0)
    curvatures, axes = np.linalg.eigh(bend.transpose(2, 0, 1))
    sizes = np.abs(curvatures)
    sizes = np.maximum(sizes, np.maximum(least * sizes.max(axis=1, keepdims=True), 1e-300))
    along = np.einsum("nij,in->nj", axes, slope) / sizes
    step = -np.einsum("nij,nj->in", axes, along)
    step *= np.minimum(1.0, LONGEST_STEP / np.abs(step).max(axis=0, initial=1e-300))
    return np.asarray(step * side)


def descend(
    value: Value,
    slopes: Slopes,
    points: Array,
    side: Array,
    most: int,
    least: float = LEAST_CURVATURE,
) -> Array:
    """Take at most ``most`` steps downhill from points ``(d, n)``, each the best of `LENGTHS`."""
    return descend_each(
        lambda point, _: value(point), lambda point, _: slopes(point), points, side, most, least
    )


def descend_each(
    value: ValueOfEach,
    slopes: SlopesOfEach,
    points: Array,
    side: Array,
    most: int,
    least: float = LEAST_CURVATURE,
) -> Array:
    """Return the same where each point ``(d, n)`` has a function of its own."""
    points, going = points.copy(), np.arange(points.shape[1])
    with np.errstate(all="ignore"):
        for _ in range(most):
            if not going.size:
                break
            here = points.take(going, axis=1)
            step = downhill(*slopes(here, going), side, least)
            heights = value(here[:, :, None] + step[:, :, None] * LENGTHS, going)
            reach = np.abs(step / side).max(axis=0)[:, None] * LENGTHS
            heights = np.where((reach <= LONGEST_STEP) & ~np.isnan(heights), heights, np.inf)
            now, plain = value(here, going), heights[:, PLAIN, None]
            heights[:, :PLAIN] += LEAST_GAIN * np.fmax(now[:, None] - plain, 0.0)
            lowest = heights.argmin(axis=1)
            falls = heights[np.arange(lowest.size), lowest] < now
            move = np.where(falls, LENGTHS[lowest], 0.0) * step
            points[:, going] = here + move
            going = going[np.abs(move / side).max(axis=0) > 1e-11]
    return points
