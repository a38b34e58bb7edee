"""The winding number of a gradient along the edge of a box (Poincaré, Brouwer).

It counts the stationary points inside: minima and maxima of a landscape as 1 each, saddles as -1.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from surfaces.analysis.zeros import Field
from surfaces.box import Array, Box

MOST_NODES = 200_000
"""At most this many nodes are placed on a side of the box; a side that needs more has no angle."""


def winding_number(field: Field, box: Box) -> int | None:
    """Return the turns of a gradient along the edge of a box; None if it vanishes there.

    In one dimension the edge is two points, and the number is half the change of the sign: 1 for a
    minimum between them, -1 for a maximum.
    """
    with np.errstate(all="ignore"):
        if box.dim == 1:
            (left, right) = field.gradient(np.array([[*box.low, *box.high]]))[0]
            change = (np.sign(right) - np.sign(left)) / 2
            return int(change) if left * right != 0 and np.isfinite(change) else None
        corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
        points = [np.where(corner, box.high, box.low) for corner in corners]
        angles = [_angle(field, *ends) for ends in pairwise(points)]
    total = sum(angles) / (2 * np.pi)
    return round(total) if np.isfinite(total) else None


def _angle(field: Field, first: Array, last: Array) -> float:
    """Return the angle by which the gradient turns along a side; NaN if it cannot be determined.

    A stretch of the side is halved until the gradient turns by less than 1 radian in it, also if
    it turned at the rate of either end.
    """
    way = (last - first)[:, None]
    share = np.linspace(0, 1, 257)
    while share.size < MOST_NODES:
        points = first[:, None] + way * share
        gx, gy = field.gradient(points)
        hessian = field.hessian(points)
        bend_x, bend_y = (hessian * way).sum(axis=1)
        speed = np.abs(gx * bend_y - gy * bend_x) / (gx * gx + gy * gy)
        turned = np.arctan2(
            gx[:-1] * gy[1:] - gy[:-1] * gx[1:], gx[:-1] * gx[1:] + gy[:-1] * gy[1:]
        )
        fastest = np.maximum(speed[:-1], speed[1:]) * np.diff(share)
        unclear = ~((np.abs(turned) < 1) & (fastest < 1))
        if not unclear.any():
            return float(turned.sum())
        if np.diff(share)[unclear].min() < 1e-12:
            break
        middles = (share[:-1] + share[1:])[unclear] / 2
        share = np.sort(np.concatenate([share, middles]))
    return float("nan")
