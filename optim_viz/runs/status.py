"""How runs end: the status of each run, and its final point, value and counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from optim_viz.linalg import eigen, extreme_eigenvalues, solve, squared_norm
from optim_viz.runs.oracle import Counts, Evaluations
from optim_viz.runs.workers import Workers
from surfaces import Array, Surface

_DIVERGED_DISTANCE = 1e6
"""Distance from the domain, in sides of it, beyond which a run has diverged, finite or not."""

_NEAR_DISTANCE = 10.0
"""A run that has no value within this many sides of the window has left where the function is
defined; farther out, its numbers may be too large."""

_LEAST_CURVATURE = 1e-8
"""Curvatures of a smaller size count as zero: flat ground is no saddle."""

_HESSIAN_ENTRIES_AT_ONCE = 2**22
"""Entries of the Hessians that are computed together, which bounds the memory."""


class Status(StrEnum):
    """How a run ended; stored as its index in this list (`CODE`), one byte for each run."""

    CONVERGED = "converged"
    BUDGET = "budget spent"
    LEFT = "left the domain"
    DIVERGED = "diverged"
    SADDLE = "stalled at a saddle"
    MAXIMUM = "stalled at a maximum"
    STOPPED = "stopped by itself"
    """The method's own criterion ended the run, as in SciPy, before its gradient was short."""
    FLAT = "stalled at a flat point"
    """Slope and curvature vanish, and yet lower points are beside it: an inflection; or all points
    beside it are as high: a plateau."""
    FELL = "fell without bound"
    """Where there is no domain to leave, the value fell to minus infinity."""


StatusCodes = npt.NDArray[np.int8]

_NAMES = np.array(list(Status))

CODE = {status: index for index, status in enumerate(Status)}
"""The index by which each status is stored."""

LOST = CODE[Status.LEFT], CODE[Status.DIVERGED], CODE[Status.FELL]
"""Codes of the runs that left the domain, diverged, or fell without bound."""

NEAR_SHARE = 0.02
"""A run is at a minimizer when it is nearer to it than this share of the domain's sides; where the
gradient vanishes slowly, as near x⁴ = 0, it is short long before."""

_BESIDE = 1e-3
"""Flat ground is looked at this far to all sides, as a share of the domain's sides, ..."""

_NEWTON_STEPS = 30.0
"""... or, where there is a curvature, this many of the steps that Newton's method would take."""

_CERTAIN = 1e-9
"""A minimum is certain if its curvatures are positive, and Newton's step to it is shorter than
this share of the domain's sides: at an inflection it is long, as slope and curvature vanish
together."""

_FADING = 0.2
"""Curvatures vanish where Newton's step changes them by more than this share of them."""

_SIDES = 16
"""Directions in which flat ground is looked at, in the plane of its two lowest curvatures."""


class Finding(StrEnum):
    """Where a run ended that its status does not tell: see `optim_viz.runs.measures.outcome`."""

    LOCAL = "local minimum"


def status_names(codes: StatusCodes) -> npt.NDArray[np.str_]:
    """Return the text of each status code, in the same shape."""
    return _NAMES[codes]


@dataclass(frozen=True, eq=False)
class FinalStates:
    """How the runs of a batch ended; every array ``(*batch)`` but ``point``, ``(d, *batch)``."""

    point: Array
    value: Array
    taken: Counts
    unrefined: StatusCodes
    """Status codes before `classified`: a run at rest has converged, be it on a saddle."""
    evaluations: Evaluations

    @classmethod
    def empty(cls, dim: int, size: int, workers: Workers) -> FinalStates:
        """Return arrays, not yet filled, for ``size`` runs in one axis."""
        return cls(
            workers.empty(dim, size),
            workers.empty(size),
            workers.empty(size, dtype=np.int64),
            workers.empty(size, dtype=np.int8),
            Evaluations(*workers.empty(3, size, dtype=np.int64)),
        )

    def private(self, workers: Workers) -> FinalStates:
        """Return the same in arrays that no worker can write to any more."""
        private = workers.private
        return FinalStates(
            private(self.point),
            private(self.value),
            private(self.taken),
            private(self.unrefined),
            Evaluations(*map(private, self.evaluations)),
        )

    def reshape(self, shape: tuple[int, ...]) -> FinalStates:
        """Return the same with the batch in another shape."""
        if shape == self.value.shape:
            return self
        return FinalStates(
            self.point.reshape(-1, *shape),
            self.value.reshape(shape)[()],
            self.taken.reshape(shape)[()],
            self.unrefined.reshape(shape)[()],
            Evaluations(*(count.reshape(shape)[()] for count in self.evaluations)),
        )

    def mark_failures(self, surface: Surface, block: slice, start: Array) -> None:
        """Overwrite the status of runs of a block that left the domain or diverged.

        Divergence overrides having left the domain, and both override what the loop has noted,
        but for one thing: where there is no lowest value, a run that falls has not diverged.
        Where there is no domain to leave, a run that falls to where there are no numbers has fallen
        without bound, unless it has only left where the function is defined, not far from the
        window; and a run diverges that ends beyond the window, and higher than it began.

        Parameters
        ----------
        surface : Surface
        block : slice
        start : array ``(d, n)``
            Starts of the runs of the block.
        """
        point, value = self.point[:, block], self.value[block]
        some: slice | npt.NDArray[np.intp] = slice(None)
        if not (bottomless(surface) or surface.unlimited):  # who is inside has not failed
            if surface.all_inside(point) and _all_finite(value):
                return
            some = np.flatnonzero(~(surface.inside(point) & np.isfinite(value)))
        at, there = point[:, some], value[some]
        codes = _with_failures(surface, at, there, self.unrefined[block][some], start[:, some])
        point[:, some], value[some], self.unrefined[block][some] = at, there, codes


def _with_failures(
    surface: Surface, point: Array, value: Array, unrefined: StatusCodes, start: Array
) -> StatusCodes:
    """Return the status codes ``(n,)`` of runs, once it is known which of them have failed."""
    codes, fell = unrefined.copy(), unrefined == CODE[Status.LEFT]
    for numbers in (point, value):
        numbers[np.isnan(numbers)] = np.nan  # of which there are many, with one meaning
    if bottomless(surface):
        fell |= value < height_of_start(surface)
    codes[~surface.inside(point)] = CODE[Status.LEFT]
    lost = ~(np.isfinite(point).all(axis=0) & np.isfinite(value))
    lost = (lost | _far_out(surface, point)) & ~fell
    if surface.unlimited:
        lost |= ~surface.domain.contains(point) & (value > surface(start))
        endless = (codes == CODE[Status.LEFT]) | (fell & ~np.isfinite(value))
        undefined = np.isnan(value) & ~_far_out(surface, point)
        codes[endless] = CODE[Status.FELL]
        strayed = np.isnan(value) & _is_near(surface, point)
        codes[(endless & undefined) | (lost & strayed)] = CODE[Status.LEFT]
        lost &= ~strayed
    codes[lost] = CODE[Status.DIVERGED]
    return codes


def _all_finite(numbers: Array) -> bool:
    """Return whether all numbers are finite: their sum is then, too, or they are looked at."""
    return bool(np.isfinite(numbers.sum()) or np.isfinite(numbers).all())


def classified(surface: Surface, point: Array, unrefined: StatusCodes) -> StatusCodes:
    """Return status codes in which only those runs at rest have converged that are at a minimum.

    The signs of the curvatures at the final point decide, which costs a Hessian for each run at
    rest: it is done only when a status is asked for. Where a curvature vanishes, a run is at a
    minimum if one is listed that is nearer than `NEAR_SHARE`, or if no point beside it is lower.

    Parameters
    ----------
    surface : Surface
        The surface on which the runs took place.
    point : array ``(d, *batch)``
        Final iterates.
    unrefined : array ``(*batch)``
        Status codes in which every run at rest has converged.
    """
    line, codes = point.reshape(len(point), -1), np.array(unrefined).reshape(-1)
    at_rest = np.flatnonzero(codes == CODE[Status.CONVERGED])
    if surface.projected:
        at_rest = at_rest[~is_held(surface, line[:, at_rest])]
    most = max(1, _HESSIAN_ENTRIES_AT_ONCE // len(point) ** 2)
    with np.errstate(all="ignore"):
        for first in range(0, len(at_rest), most):
            some = at_rest[first : first + most]
            hessian = surface.hessian(line[:, some])
            codes[some] = by_curvature(hessian)
            minima = codes[some] == CODE[Status.CONVERGED]
            fading = np.flatnonzero(~minima)[_fades(surface, line[:, some[~minima]])]
            codes[some[fading]] = CODE[Status.FLAT]
            doubtful = np.flatnonzero(minima)[_doubtful(surface, line[:, some[minima]])]
            where = line[:, some[doubtful]]
            doubtful = doubtful[~_near_minimum(surface, where)]
            flat = _is_flat(surface, line[:, some[doubtful]], hessian[..., doubtful])
            codes[some[doubtful[flat]]] = CODE[Status.FLAT]
    return codes.reshape(np.shape(unrefined))[()]


def is_held(surface: Surface, point: Array) -> npt.NDArray[np.bool_]:
    """Return which points at rest ``(d, n)`` are there as the way down leads out of the domain.

    The domain is one that runs are projected onto.
    """
    slope = surface.gradient(point)
    free = point - surface.project(point - slope)
    return np.asarray(squared_norm(free) < squared_norm(slope) / 4)


def _newton_steps(surface: Surface, point: Array) -> Array:
    """Return the lengths of Newton's steps ``(n,)`` to the minimum, in sides of the domain.

    They are inf where a curvature vanishes, and NaN where it is not known.
    """
    lowest, highest = extreme_eigenvalues(surface.hessian(point))
    step = np.sqrt(squared_norm(surface.gradient(point))) / lowest / _shortest_side(surface)
    return np.where(lowest <= _smallest_curvature(lowest, highest), np.inf, step)


def _fades(surface: Surface, point: Array) -> npt.NDArray[np.bool_]:
    """Return near which saddles and maxima ``(d, n)`` the curvatures vanish with the slope.

    Newton's step, halfway to such a point or more, then changes them by a good part.
    """
    if not point.shape[1]:
        return np.full(0, False)
    hessian = surface.hessian(point)
    after = surface.hessian(point - solve(hessian, surface.gradient(point)))
    pairs = zip(extreme_eigenvalues(hessian), extreme_eigenvalues(after), strict=True)
    return np.any([np.abs(new - old) > _FADING * np.abs(old) for old, new in pairs], axis=0)


def _shortest_side(surface: Surface) -> float:
    return float((surface.domain.high - surface.domain.low).min())


def _doubtful(surface: Surface, point: Array) -> npt.NDArray[np.bool_]:
    """Return which points at rest without negative curvature ``(d, n)`` may be no minima."""
    if not point.shape[1]:
        return np.full(0, False)
    return np.asarray(_newton_steps(surface, point) > _CERTAIN)


def _near_minimum(surface: Surface, point: Array) -> npt.NDArray[np.bool_]:
    """Return which points ``(d, n)`` are near a known minimizer, or as low as the lowest."""
    size = (surface.domain.high - surface.domain.low)[:, np.newaxis]
    near = np.full(point.shape[1], False)
    if not len(near):
        return near
    known = [np.array(minimum.at) for minimum in surface.minima]
    if surface.continuum is not None:
        known += list(surface.continuum.points.T)
    for at in known:
        near |= (np.abs(point - at[:, np.newaxis]) <= NEAR_SHARE * size).all(axis=0)
    if surface.lowest is not None:
        near |= surface(point) <= surface.lowest + _rounding(np.array(surface.lowest))
    return near


def _rounding(value: Array) -> Array:
    return np.asarray(8 * np.finfo(float).eps * np.abs(value))


def _is_flat(surface: Surface, point: Array, hessian: Array) -> npt.NDArray[np.bool_]:
    """Return which points ``(d, n)`` are no minima: a lower one is beside, or all are as high."""
    if not point.shape[1]:
        return np.full(0, False)
    step = np.minimum(_NEWTON_STEPS * _newton_steps(surface, point), _BESIDE)
    radius = step * _shortest_side(surface)
    _, axes = eigen(hessian)
    angle = 2 * np.pi * np.arange(_SIDES) / _SIDES
    plane = axes[:, :2] if len(point) > 1 else np.concatenate([axes, 0 * axes], axis=1)
    sides = np.einsum("dkn,km->dmn", plane, np.array([np.cos(angle), np.sin(angle)]))
    beside = surface(point[:, np.newaxis] + radius * sides)
    value = surface(point)
    lower = (beside < value - _rounding(value)).any(axis=0)
    level = (np.abs(beside - value) <= _rounding(value)).all(axis=0)
    return np.asarray(lower | level)


def bottomless(surface: Surface) -> bool:
    """Return whether a function falls beyond its domain, as a saddle does, and not at a pole.

    A loss has a floor that it may never reach: its lowest value is not known, but it is not without
    bound.
    """
    return surface.lowest is None and surface.bounded and surface.floor is None


def height_of_start(surface: Surface) -> float:
    """Return the value at the start that the surface suggests: what is below it has fallen."""
    return float(surface(np.array(surface.start)))


def _far_out(surface: Surface, point: Array) -> npt.NDArray[np.bool_]:
    """Return which points ``(d, n)`` are so far from the domain that they count as diverged."""
    low, high = surface.domain.low[:, np.newaxis], surface.domain.high[:, np.newaxis]
    return np.asarray(
        (np.abs(point - (low + high) / 2) > _DIVERGED_DISTANCE * (high - low)).any(axis=0)
    )


def _is_near(surface: Surface, point: Array) -> npt.NDArray[np.bool_]:
    """Return which points ``(d, n)`` are so near to the window that no number overflows there."""
    low, high = surface.domain.low[:, np.newaxis], surface.domain.high[:, np.newaxis]
    return np.asarray(
        (np.abs(point - (low + high) / 2) <= _NEAR_DISTANCE * (high - low)).all(axis=0)
    )


def _smallest_curvature(lowest: Array, highest: Array) -> Array:
    """Return the size below which curvatures count as zero."""
    return np.maximum(1e-8 * np.maximum(np.abs(lowest), np.abs(highest)), _LEAST_CURVATURE)


def by_curvature(hessian: Array) -> StatusCodes:
    """Return the status codes ``(n,)`` of runs at rest by their curvatures, ``(d, d, n)``."""
    lowest, highest = extreme_eigenvalues(hessian)
    flat = _smallest_curvature(lowest, highest)
    kinds = (Status.MAXIMUM, Status.SADDLE, Status.FLAT)
    falls = lowest < -flat
    return np.select(
        [highest < -flat, falls & (highest > flat), falls],
        [CODE[status] for status in kinds],
        CODE[Status.CONVERGED],
    )
