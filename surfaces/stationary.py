"""Where the gradient vanishes: every minimum, saddle and maximum of a curve or a landscape.

Newton's method looks for *any* zero of the gradient, which is its vice as an optimizer and its
virtue here: started from everywhere at once, it finds them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from surfaces.base import Array, Box, Minimum, Surface

Kind = Literal["minimum", "saddle", "maximum", "degenerate"]


@dataclass(frozen=True)
class StationaryPoint:
    """A point with zero gradient: where, how high, and of which kind.

    Where a curvature vanishes, the Hessian does not decide and the kind is ``degenerate``.
    """

    at: tuple[float, ...]
    value: float
    kind: Kind


def of(surface: Surface) -> tuple[StationaryPoint, ...]:
    """Return all that `find` finds, the listed minima to their last digit.

    Above two dimensions only the listed minima are known.
    """
    if surface.dim > 2:
        return tuple(StationaryPoint(m.at, m.value, "minimum") for m in surface.minima)
    found = find(surface)
    near = 1e-8 * (surface.domain.high - surface.domain.low)
    for minimum in surface.minima:
        found = tuple(
            StationaryPoint(minimum.at, minimum.value, point.kind)
            if (np.abs(np.subtract(point.at, minimum.at)) < near).all()
            else point
            for point in found
        )
    return in_order(found)


def find(surface: Surface, within: Box | None = None) -> tuple[StationaryPoint, ...]:
    """Return the stationary points in the domain (or ``within`` a box), the lowest first.

    Newton's method from the nodes of a grid, all at once, in one or two dimensions.
    """
    if surface.dim > 2:
        raise ValueError(f"a grid of starts takes 1 or 2 dimensions, not {surface.dim}")
    box = within or surface.domain
    with np.errstate(all="ignore"):
        found = _newton(surface, _starts(surface, box), box)
        found = _distinct(found, box)
        found = found[:, box.contains(found) & (within is not None or surface.inside(found))]
        kinds = _kinds(surface, found, box)
        values = surface(found)
    return in_order(
        StationaryPoint(tuple(at), value, kind)
        for at, value, kind in zip(found.T.tolist(), values.tolist(), kinds, strict=True)
    )


def in_order(points: Iterable[StationaryPoint]) -> tuple[StationaryPoint, ...]:
    """Sort by value, then by place; values that differ only by rounding count as equal."""
    return tuple(sorted(points, key=lambda p: (float(f"{p.value:.11e}"), p.at)))


def minima_among(points: Iterable[StationaryPoint]) -> tuple[Minimum, ...]:
    """Return the minima among stationary points; all that are as low as the lowest are global."""
    minima = [point for point in in_order(points) if point.kind == "minimum"]
    lowest = min((point.value for point in minima), default=0.0)
    same = lowest + 1e-12 * max(1.0, abs(lowest))
    return tuple(Minimum(point.at, point.value, point.value <= same) for point in minima)


def _starts(surface: Surface, box: Box) -> Array:
    """Cells where every slope changes sign, nodes with the least slope nearby, a coarse grid."""
    nodes = _grid(box, 1001 if box.dim == 1 else 101)
    gradient = surface.gradient(nodes)
    signs = (_cells(gradient, np.minimum) <= 0) & (_cells(gradient, np.maximum) >= 0)
    middles = _cells(nodes, lambda low, high: (low + high) / 2)
    steep = np.sqrt((gradient * gradient).sum(axis=0))
    least = np.ones(steep.shape, dtype=bool)
    for axis in range(box.dim):
        for shift in (-1, 1):
            least &= steep <= np.roll(steep, shift, axis)
    coarse = _grid(box, 51 if box.dim == 1 else 21).reshape(box.dim, -1)
    return np.hstack([middles[:, signs.all(axis=0)], nodes[:, least], coarse])


def _grid(box: Box, count: int) -> Array:
    sides = [np.linspace(low, high, count) for low, high in box.sides]
    return np.array(np.meshgrid(*sides, indexing="ij"))


def _cells(nodes: Array, combine: Callable[[Array, Array], Array]) -> Array:
    """Combine what stands at the corners of every cell of a grid ``(d, n, ...)``."""
    for axis in range(1, nodes.ndim):
        start = (slice(None),) * axis
        nodes = combine(nodes[*start, :-1], nodes[*start, 1:])
    return nodes


def _newton(surface: Surface, points: Array, box: Box) -> Array:
    """Take Newton steps until they are as small as rounding; return where that happened."""
    side = (box.high - box.low)[:, None]
    arrived = []
    for _ in range(60):
        step = _step(surface, points)
        length = np.abs(step / side).max(axis=0)
        step *= np.minimum(1.0, 0.1 / length)
        points = points + step
        inside = (np.abs(points - box.low[:, None] - side / 2) <= 0.75 * side).all(axis=0)
        arrived.append(points[:, inside & (length < 1e-8)])
        points = points[:, inside & (length >= 1e-8)]
    found = np.hstack(arrived)
    for _ in range(3):
        found = found + np.nan_to_num(_step(surface, found), posinf=0.0, neginf=0.0)
    return np.where(np.abs(found) < 1e-15 * side, 0.0, found)


def _step(surface: Surface, points: Array) -> Array:
    """Return the Newton step ``-H⁻¹ g`` at points ``(d, n)``."""
    gradient, hessian = surface.gradient(points), surface.hessian(points)
    if surface.dim == 1:
        return -gradient / hessian[0]
    (a, b), (_, c) = hessian
    gx, gy = gradient
    return np.array([b * gy - c * gx, b * gx - a * gy]) / (a * c - b * b)


def _distinct(points: Array, box: Box) -> Array:
    """Keep one of those that stand closer together than rounding explains."""
    near = 1e-6 * (box.high - box.low)
    kept: list[Any] = []
    for point in points.T[np.lexsort(points)]:
        if not kept or not (np.abs(np.array(kept) - point) < near).all(axis=1).any():
            kept.append(point)
    return np.array(kept).reshape(-1, box.dim).T


def _kinds(surface: Surface, points: Array, box: Box) -> list[Kind]:
    """Classify by the signs of the curvatures, where Newton's method contracts as it should."""
    regular = np.ones(points.shape[1], dtype=bool)
    for nudge in 1e-6 * np.diag(box.high - box.low):
        for away in (nudge[:, None], -nudge[:, None]):
            left = away + _step(surface, points + away)
            regular &= np.abs(left).max(axis=0) < 0.25 * np.abs(away).max()
    curvatures = np.linalg.eigvalsh(np.moveaxis(surface.hessian(points), -1, 0))
    names: dict[tuple[bool, bool], Kind] = {
        (True, False): "minimum",
        (False, True): "maximum",
        (False, False): "saddle",
    }
    return [
        names[bool((c > 0).all()), bool((c < 0).all())] if good else "degenerate"
        for c, good in zip(curvatures, regular, strict=True)
    ]
