"""Minima at the edge of a jump: whether a function has the value that it comes near to there.

``sign(x) + x²`` comes as near to −1 as one likes, and is 0 at 0: there is no minimum. At the edge
of ``where(x <= 0, x², x² + 1)`` there is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from surfaces.analysis.zeros import EPS, Mask
from surfaces.box import Array, Box

if TYPE_CHECKING:
    from surfaces.base import Surface

NEAR = 1e-7
"""The other side of a jump is looked for so far away, as a share of the sides."""

HALVINGS = 300
"""By then the two sides are neighbours, and what is continuous has no difference left."""

SHARE = 0.1
"""What lies higher than this share of a jump is not on its low side."""

LEAST_JUMP = 1e-9
"""Jumps are higher than this, as a share of the value."""

DIGITS = range(15, -1, -1)
"""Decimals of the numbers among which the edge of a jump is looked for, most first."""


def edges(surface: Surface, points: Array, box: Box) -> tuple[Array, Mask]:
    """Return where points ``(d, n)`` at the low side of a jump have its edge.

    Returns
    -------
    tuple
        The edges ``(d, n)``, or the points themselves where no jump is beside them; and which edges
        belong to the high side: what lies below them has no lowest value.
    """
    with np.errstate(invalid="ignore"):  # values may be infinite
        side = (box.high - box.low)[:, None]
        axes = NEAR * side[:, :, None] * np.hstack([np.eye(box.dim), -np.eye(box.dim)])[:, None]
        beside, value = points[:, :, None] + axes, surface(points)
        heights = surface(beside)
        highest = np.where(np.isnan(heights), -np.inf, heights).argmax(axis=1)
        low, high = points, np.take_along_axis(beside, highest[None, :, None], axis=2)[:, :, 0]
        rise = surface(high) - value
        low, high = _halved(surface, low, high, value, SHARE * rise)
        jumps = surface(high) - surface(low) > LEAST_JUMP * (1 + np.abs(value))
        edge, upper = np.where(jumps, low, points), np.full(points.shape[1], False)
        for digits in DIGITS:
            rounder = np.round(low, digits) + 0.0
            same = jumps & (np.abs(rounder - low) <= 4 * EPS * side).all(axis=0)
            edge = np.where(same, rounder, edge)
            on_low_side = surface(rounder) - value < SHARE * rise
            upper = np.where(same, ~on_low_side, upper)  # also where there is no value
    return edge, upper


def _halved(
    surface: Surface, low: Array, high: Array, value: Array, rise: Array
) -> tuple[Array, Array]:
    """Return neighbours ``(d, n)`` between points: one that is low, and one that has risen."""
    low, high = low.copy(), high.copy()
    going = np.arange(low.shape[1])
    for _ in range(HALVINGS):
        lower, upper = low.take(going, axis=1), high.take(going, axis=1)
        middle = lower / 2 + upper / 2
        below = surface(middle) - value[going] < rise[going]
        low[:, going[below]] = middle[:, below]
        high[:, going[~below]] = middle[:, ~below]
        going = going[((middle != lower) & (middle != upper)).any(axis=0)]
        if not going.size:
            break
    return low, high
