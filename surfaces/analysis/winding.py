"""The winding number of a gradient along the edge of a box (Poincaré, Brouwer).

It counts the stationary points inside: minima and maxima of a landscape as 1 each, saddles as -1.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from surfaces.analysis.zeros import Field
from surfaces.box import Array, Box

FIRST_NODES = 257
"""Number of nodes that are placed on a side of the box at first."""

MOST_NODES = 200_000
"""At most this many nodes are placed on a side of the box; a side that needs more has no angle."""

SHORTEST_STRETCH = 1e-12
"""A gradient that turns too fast in such a share of a side has no angle there."""

Indices = npt.NDArray[np.intp]


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
        corners = np.where([[0, 1, 1, 0], [0, 0, 1, 1]], box.high[:, None], box.low[:, None])
        total = angle(field, corners, np.roll(corners, -1, axis=1)) / (2 * np.pi)
    return round(total) if np.isfinite(total) else None


def angle(field: Field, first: Array, last: Array) -> float:
    """Return the angle by which the gradient turns along sides; NaN if it cannot be determined.

    A stretch of a side is halved until the gradient turns by less than 1 radian in it, also if
    it turned at the rate of either end. The sides lead from points ``(2, k)`` to others.
    """
    of = np.repeat(np.arange(first.shape[1]), FIRST_NODES)
    nodes = _nodes(field, first, last, of, np.tile(np.linspace(0, 1, FIRST_NODES), len(first.T)))
    begins = np.arange(of.size) % FIRST_NODES < FIRST_NODES - 1
    side, start, end = of[begins], nodes[:, begins], nodes[:, np.roll(begins, 1)]
    count, total = np.full(first.shape[1], FIRST_NODES), 0.0
    while np.isfinite(nodes).all() and (count < MOST_NODES).all():
        (a, ax, ay, speed_a), (b, bx, by, speed_b) = start, end
        turned = np.arctan2(ax * by - ay * bx, ax * bx + ay * by)
        clear = (np.abs(turned) < 1) & (np.maximum(speed_a, speed_b) * (b - a) < 1)
        total += float(turned[clear].sum())
        side, start, end = side[~clear], start[:, ~clear], end[:, ~clear]
        if not side.size:
            return total
        if (end[0] - start[0]).min() < SHORTEST_STRETCH:
            break
        nodes = _nodes(field, first, last, side, (start[0] + end[0]) / 2)
        count += np.bincount(side, minlength=len(count))
        side = np.concatenate([side, side])
        start, end = np.hstack([start, nodes]), np.hstack([nodes, end])
    return float("nan")


def _nodes(field: Field, first: Array, last: Array, side: Indices, share: Array) -> Array:
    """Return share of the side, gradient and speed of its turn ``(4, n)`` at places on sides.

    Where these are not finite, it has no direction, and none in the stretches beside the place.
    """
    way = (last - first)[:, side]
    points = first[:, side] + way * share
    x, y = field.gradient(points)
    bend_x, bend_y = (field.hessian(points) * way).sum(axis=1)
    speed = np.abs(x * bend_y - y * bend_x) / (x * x + y * y)
    return np.array([share, x, y, speed])
