"""How runs end: the status of each run, and its final point, value and counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from optim_viz.linalg import extreme_eigenvalues
from optim_viz.runs.oracle import Counts, Evaluations
from optim_viz.runs.workers import Workers
from surfaces import Array, Surface

_DIVERGED_DISTANCE = 1e6
"""Distance from the domain, in sides of it, beyond which a run has diverged, finite or not."""

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


StatusCodes = npt.NDArray[np.int8]

CODE = {status: index for index, status in enumerate(Status)}
"""The index by which each status is stored."""

LOST = CODE[Status.LEFT], CODE[Status.DIVERGED]
"""Codes of the runs that left the domain or diverged."""


class Finding(StrEnum):
    """Where a run ended that its status does not tell: see `optim_viz.runs.measures.outcome`."""

    LOCAL = "local minimum"
    FLAT = "flat ground"


def status_names(codes: StatusCodes) -> npt.NDArray[np.str_]:
    """Return the text of each status code, in the same shape."""
    return np.array(list(Status))[codes]


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
        return FinalStates(
            self.point.reshape(-1, *shape),
            self.value.reshape(shape)[()],
            self.taken.reshape(shape)[()],
            self.unrefined.reshape(shape)[()],
            Evaluations(*(count.reshape(shape)[()] for count in self.evaluations)),
        )

    def mark_failures(self, surface: Surface, block: slice) -> None:
        """Overwrite the status of runs of a block that left the domain or diverged.

        Divergence overrides having left the domain, and both override what the loop has noted,
        but for one thing: where there is no lowest value, a run that falls has not diverged.
        """
        point, unrefined = self.point[:, block], self.unrefined[block]
        value, fell = self.value[block], unrefined == CODE[Status.LEFT]
        if bottomless(surface):
            fell |= value < height_of_start(surface)
        unrefined[~surface.inside(point)] = CODE[Status.LEFT]
        lost = ~(np.isfinite(point).all(axis=0) & np.isfinite(value))
        lost = (lost | _far_out(surface, point)) & ~fell
        unrefined[lost] = CODE[Status.DIVERGED]


def classified(surface: Surface, point: Array, unrefined: StatusCodes) -> StatusCodes:
    """Return status codes in which runs at rest on saddles and maxima no longer count as converged.

    The signs of the curvatures at the final point decide, which costs a Hessian for each run at
    rest: it is done only when a status is asked for.

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
    most = max(1, _HESSIAN_ENTRIES_AT_ONCE // len(point) ** 2)
    with np.errstate(all="ignore"):
        for first in range(0, len(at_rest), most):
            some = at_rest[first : first + most]
            codes[some] = _kind(surface.hessian(line[:, some]))
    return codes.reshape(np.shape(unrefined))[()]


def bottomless(surface: Surface) -> bool:
    """Return whether a function falls beyond its domain, as a saddle does, and not at a pole."""
    return surface.lowest is None and surface.bounded


def height_of_start(surface: Surface) -> float:
    """Return the value at the start that the surface suggests: what is below it has fallen."""
    return float(surface(np.array(surface.start)))


def _far_out(surface: Surface, point: Array) -> npt.NDArray[np.bool_]:
    """Return which points ``(d, n)`` are so far from the domain that they count as diverged."""
    low, high = surface.domain.low[:, np.newaxis], surface.domain.high[:, np.newaxis]
    return np.asarray(
        (np.abs(point - (low + high) / 2) > _DIVERGED_DISTANCE * (high - low)).any(axis=0)
    )


def _kind(hessian: Array) -> StatusCodes:
    """Return the status codes ``(n,)`` of runs at rest, from Hessians ``(d, d, n)``."""
    lowest, highest = extreme_eigenvalues(hessian)
    flat = np.maximum(1e-8 * np.maximum(np.abs(lowest), np.abs(highest)), _LEAST_CURVATURE)
    codes = [CODE[status] for status in (Status.MAXIMUM, Status.SADDLE, Status.CONVERGED)]
    return np.select([highest < -flat, lowest < -flat], codes[:2], codes[2])
