"""How runs end: what is known of each when it stops, and in which words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from optim_viz.linalg import extreme_eigenvalues
from optim_viz.runs.oracle import Counts, Evaluations
from optim_viz.runs.workers import Workers
from surfaces import Array, Surface

_FAR = 1e6
"""A run that is so many domains away has diverged, whether or not its numbers still hold."""

_FLAT = 1e-8
"""Curvatures below this decide nothing: a plain is no saddle."""

_MANY = 2**22
"""Numbers in the Hessians that are looked at together."""


class Status(StrEnum):
    """How a run ended; kept as its place in this list, one byte for each run."""

    CONVERGED = "converged"
    BUDGET = "budget spent"
    LEFT = "left the domain"
    DIVERGED = "diverged"
    SADDLE = "stalled at a saddle"
    MAXIMUM = "stalled at a maximum"
    STOPPED = "stopped by itself"
    """By a criterion of its own, as SciPy's methods do, and not yet at rest by ours."""


StatusCodes = npt.NDArray[np.int8]

CODE = {status: place for place, status in enumerate(Status)}

LOST = CODE[Status.LEFT], CODE[Status.DIVERGED]
"""Codes of the runs that left the domain or diverged."""


class Place(StrEnum):
    """Where a run ended that its status does not tell: see `optim_viz.runs.measures.outcome`."""

    LOCAL = "local minimum"
    FLAT = "flat ground"


def in_words(ending: StatusCodes) -> npt.NDArray[np.str_]:
    """Return the status of each run."""
    return np.array(list(Status))[ending]


@dataclass(frozen=True, eq=False)
class FinalStates:
    """How the runs of a batch ended; every array ``(*batch)`` but ``point``, ``(d, *batch)``."""

    point: Array
    value: Array
    taken: Counts
    unrefined: StatusCodes
    """As `judge` sees it: what has come to rest has converged, be it on a saddle."""
    evaluations: Evaluations

    @classmethod
    def blank(cls, dim: int, size: int, workers: Workers) -> FinalStates:
        """Return room for the ends of so many runs in one line."""
        return cls(
            workers.room(dim, size),
            workers.room(size),
            workers.room(size, of=np.int64),
            workers.room(size, of=np.int8),
            Evaluations(*workers.room(3, size, of=np.int64)),
        )

    def owned(self, workers: Workers) -> FinalStates:
        """Return the same for nobody else to write to."""
        own = workers.own
        evaluations = Evaluations(*map(own, self.evaluations))
        return FinalStates(
            own(self.point), own(self.value), own(self.taken), own(self.unrefined), evaluations
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

    def judge(self, surface: Surface, block: slice) -> None:
        """Overrule what was noted of a block of runs ``(n,)``: the worst news counts."""
        point, unrefined = self.point[:, block], self.unrefined[block]
        unrefined[~surface.inside(point)] = CODE[Status.LEFT]
        lost = ~(np.isfinite(point).all(axis=0) & np.isfinite(self.value[block]))
        unrefined[lost | _far_out(surface, point)] = CODE[Status.DIVERGED]


def refined(surface: Surface, point: Array, unrefined: StatusCodes) -> StatusCodes:
    """Tell saddles and maxima from minima: the curvature where runs came to rest decides.

    Costs a Hessian for each of them, so that only who asks has it done.

    Parameters
    ----------
    point, rough : arrays ``(d, *batch)`` and ``(*batch)``
    """
    line, ending = point.reshape(len(point), -1), np.array(unrefined).reshape(-1)
    still = np.flatnonzero(ending == CODE[Status.CONVERGED])
    most = max(1, _MANY // len(point) ** 2)
    with np.errstate(all="ignore"):
        for first in range(0, len(still), most):
            some = still[first : first + most]
            ending[some] = _kind(surface.hessian(line[:, some]))
    return ending.reshape(np.shape(unrefined))[()]


def _far_out(surface: Surface, point: Array) -> npt.NDArray[np.bool_]:
    """Whether a run is so far from the domain that only time parts it from infinity."""
    low, high = surface.domain.low[:, np.newaxis], surface.domain.high[:, np.newaxis]
    return np.asarray((np.abs(point - (low + high) / 2) > _FAR * (high - low)).any(axis=0))


def _kind(hessian: Array) -> StatusCodes:
    """Tell what runs have come to rest on, from Hessians ``(d, d, n)``."""
    lowest, highest = extreme_eigenvalues(hessian)
    flat = np.maximum(1e-8 * np.maximum(np.abs(lowest), np.abs(highest)), _FLAT)
    places = [CODE[status] for status in (Status.MAXIMUM, Status.SADDLE, Status.CONVERGED)]
    return np.select([highest < -flat, lowest < -flat], places[:2], places[2])
