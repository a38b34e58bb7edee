"""Surveys: the minima, saddles and maxima of a surface in one or two dimensions, and their proof.

A search by cells and Newton's method finds the zeros of the gradient (`zeros`). The winding number
of the gradient along the edge (`winding`), which does not depend on the search, tells how many
minima, maxima and saddles there must be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from surfaces.analysis.winding import winding_number
from surfaces.analysis.zeros import Field, Zeros, zeros
from surfaces.box import Array, Box, Minimum
from surfaces.brief import Brief

Kind = Literal["minimum", "saddle", "maximum", "degenerate"]

SMALLEST_CELL_AT_CREASES = 5e-4
"""Side of the smallest cells where the gradient jumps, as a share of the side of the box.

No cell on a crease settles, however small; cells of this size are start points for Newton."""


class Landscape(Field, Protocol):
    """The part of a `Surface` that a survey uses."""

    @property
    def dim(self) -> int:
        """Number of coordinates."""

    @property
    def charted(self) -> Box:
        """The box in which all stationary points are listed."""

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The minima that are listed."""

    @property
    def cusps(self) -> tuple[tuple[float, ...], ...]:
        """Single points where the gradient jumps."""

    @property
    def creased(self) -> bool:
        """Whether the gradient jumps along lines."""

    @property
    def smooth(self) -> bool:
        """Whether value, gradient and Hessian are continuous."""

    def __call__(self, point: npt.ArrayLike, /) -> Array:
        """Return the values ``(*batch)``."""

    def __hash__(self) -> int:
        """Tell surfaces with other parameters apart."""

    def inside(self, point: npt.ArrayLike, /) -> npt.NDArray[np.bool_]:
        """Return whether each point ``(d, *batch)`` lies in the domain, ``(*batch)``."""


@dataclass(frozen=True, repr=False)
class StationaryPoint(Brief):
    """A point ``at`` ``(d,)`` with zero gradient, its value and its kind.

    If a curvature vanishes, the Hessian does not decide, and the kind is ``degenerate``. Two sorts
    of minima are listed although the gradient is not zero: those on the edge of the domain
    (``on_edge``) and those in a cusp or kink (``kink``).
    """

    at: tuple[float, ...]
    value: float
    kind: Kind
    on_edge: bool = False
    kink: bool = False


@dataclass(frozen=True, repr=False)
class Survey(Brief):
    """The stationary points of a box, and whether there are no others.

    ``settled`` says that the search excluded every other point, ``winding`` is the winding number
    of the gradient along the edge (None if it is not defined), ``expected`` the winding number
    that the found points add up to; neither is computed where points may have been missed.
    """

    points: tuple[StationaryPoint, ...]
    settled: bool
    winding: int | None
    expected: int | None

    @property
    def certified(self) -> bool:
        """Whether the search is complete and agrees with the winding number."""
        return self.settled and self.winding is not None and self.winding == self.expected


def find(surface: Landscape, within: Box | None = None) -> tuple[StationaryPoint, ...]:
    """Return the stationary points in the domain (or ``within`` a box), the lowest first.

    Raises
    ------
    ValueError
        The surface has more than two dimensions.
    """
    return survey(surface, within).points


def survey(surface: Landscape, within: Box | None = None) -> Survey:
    """Find, classify and count the stationary points of a curve or a landscape.

    Parameters
    ----------
    surface : Landscape
        A surface in one or two dimensions.
    within : Box, optional
        The box that is searched; by default the charted box of the surface.

    Raises
    ------
    ValueError
        The surface has more than two dimensions.
    """
    if within is not None:
        return _survey(surface, within)
    found = _survey(surface, surface.charted)
    return replace(found, points=tuple(p for p in found.points if surface.inside(p.at)))


@lru_cache(maxsize=512)
def _survey(surface: Landscape, box: Box) -> Survey:
    if surface.dim > 2:
        raise ValueError(f"a survey takes 1 or 2 dimensions, not {surface.dim}")
    wide = widened(surface, box)
    cusps = np.array(surface.cusps).reshape(-1, box.dim).T
    if not surface.creased:
        return report(surface, box, wide, zeros(surface, wide, cusps))
    found = zeros(surface, wide, smallest=SMALLEST_CELL_AT_CREASES)
    sound = found.regular & _is_smooth_at(surface, found.points, wide)
    return report(surface, box, wide, Zeros(found.points[:, sound], sound[sound], complete=False))


def report(surface: Landscape, box: Box, wide: Box, found: Zeros) -> Survey:
    """Return the survey of a box from the zeros ``found`` in the slightly ``wide``r box."""
    kinds = _kinds(surface, found.points, found.regular)
    nearest = np.clip(found.points, box.low[:, None], box.high[:, None])
    moved = np.abs(found.points - nearest).T
    points = [
        StationaryPoint(tuple(at), value + 0.0, kind, kink=tuple(at) in surface.cusps)
        for at, value, kind, shift in zip(
            nearest.T.tolist(), surface(nearest).tolist(), kinds, moved, strict=True
        )
        if (shift <= 1e-9 * (box.high - box.low)).all()
        and np.isfinite(value)  # a slope may go on where there is no value, as that of log(x*y)
    ]
    settled = found.complete and (surface.smooth or bool(surface.cusps))
    if not settled:
        return Survey(in_order(points), settled, winding=None, expected=None)
    expected = _expected(surface, found.points, kinds, wide)
    return Survey(in_order(points), settled, winding_number(surface, wide), expected)


def chart(surface: Landscape) -> Survey:
    """Return the survey of a surface with the minima that it lists, to their last digit.

    These include minima without a zero gradient. Above two dimensions nothing else is listed.
    """
    if surface.dim > 2:
        nothing = Survey((), settled=False, winding=None, expected=None)
        return with_listed(surface, nothing)
    return with_listed(surface, survey(surface))


def with_listed(surface: Landscape, found: Survey) -> Survey:
    """Return a survey with the listed minima of a surface in the place of those that were found."""
    listed = [StationaryPoint(m.at, m.value, "minimum", m.on_edge, m.kink) for m in surface.minima]
    own = np.array([point.at for point in listed]).reshape(-1, surface.dim)
    near = 1e-7 * (surface.charted.high - surface.charted.low)
    others = [
        point for point in found.points if not (np.abs(own - point.at) < near).all(axis=1).any()
    ]
    return replace(found, points=in_order(listed + others))


def in_order(points: Iterable[StationaryPoint]) -> tuple[StationaryPoint, ...]:
    """Return points sorted by value, then by position; values equal but for rounding are equal."""
    return tuple(sorted(points, key=lambda p: (float(f"{p.value:.11e}"), p.at)))


def minima_among(points: Iterable[StationaryPoint]) -> tuple[Minimum, ...]:
    """Return the minima among stationary points; those as low as the lowest are global."""
    minima = [point for point in in_order(points) if point.kind == "minimum"]
    lowest = min((point.value for point in minima), default=0.0)
    same = lowest + 1e-12 * max(1.0, abs(lowest))
    return tuple(Minimum(point.at, point.value, point.value <= same) for point in minima)


def widened(surface: Landscape, box: Box) -> Box:
    """Return a slightly larger box, for points on the edge; the same if the gradient has an end."""
    room = 0.002 * (box.high - box.low)
    wide = Box(*zip((box.low - room).tolist(), (box.high + room).tolist(), strict=True))
    sides = np.linspace(wide.low, wide.high, 33).T
    with np.errstate(all="ignore"):
        gradient = surface.gradient(np.array(np.meshgrid(*sides)))
    return wide if np.isfinite(gradient).all() else box


def _is_smooth_at(surface: Landscape, points: Array, box: Box) -> npt.NDArray[np.bool_]:
    """Return which points have the same Hessian on all sides: where kinks cross, it differs."""
    hessian = surface.hessian(points)
    smooth = np.ones(points.shape[1], dtype=bool)
    for away in product((-1e-6, 1e-6), repeat=box.dim):
        beside = surface.hessian(points + ((box.high - box.low) * away)[:, None])
        change = np.abs(beside - hessian).max(axis=(0, 1))
        smooth &= change < 0.1 * np.abs(hessian).max(axis=(0, 1))
    return smooth


def _kinds(surface: Landscape, points: Array, regular: npt.NDArray[np.bool_]) -> list[Kind]:
    """Return the kind of each point by the signs of its curvatures.

    Coordinates are measured so that the diagonal is ±1, which leaves the signs (Sylvester 1852):
    otherwise a curvature far below another would drown in its rounding.
    """
    hessian = np.moveaxis(surface.hessian(points[:, regular]), -1, 0)
    diagonal = np.abs(np.diagonal(hessian, axis1=1, axis2=2))
    unit = np.where(diagonal > 0, 1 / np.sqrt(np.where(diagonal > 0, diagonal, 1.0)), 1.0)
    curvatures = np.linalg.eigvalsh(hessian * unit[:, :, np.newaxis] * unit[:, np.newaxis])
    kinds: list[Kind] = ["degenerate"] * len(regular)
    for i, curvature in zip(np.flatnonzero(regular), curvatures, strict=True):
        if (curvature > 0).all():
            kinds[i] = "minimum"
        else:
            kinds[i] = "maximum" if (curvature < 0).all() else "saddle"
    return kinds


def _expected(surface: Landscape, points: Array, kinds: list[Kind], box: Box) -> int | None:
    """Return the sum of the winding numbers of the points; a degenerate one has its own box."""
    total = 0
    side = (box.high - box.low)[:, None]
    for i, kind in enumerate(kinds):
        if kind == "degenerate":
            others = np.abs(np.delete(points, i, axis=1) - points[:, [i]]) / side
            room = min(1e-3, others.max(axis=0).min(initial=1.0) / 3) * side[:, 0]
            around = zip(
                (points[:, i] - room).tolist(), (points[:, i] + room).tolist(), strict=True
            )
            own = winding_number(surface, Box(*around))
            if own is None:
                return None
            total += own
        else:
            total += -1 if kind == ("maximum" if box.dim == 1 else "saddle") else 1
    return total
