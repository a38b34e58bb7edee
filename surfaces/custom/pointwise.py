"""Functions that take one point at a time: progress while they are called, and a sparing search.

``math.sin`` takes no arrays, and ``X @ w`` no cloud of points. Every point then costs a call, and a
search by hundreds of thousands of points may take hours. This one has a budget of calls, and says
what it has found when that is spent, or that it has found nothing.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from surfaces.analysis.zeros import distinct
from surfaces.box import Array, Box, Minimum
from surfaces.custom.descent import descend
from surfaces.custom.grids import closed_in, grid, lower_than_neighbours
from surfaces.custom.minima import ranked
from surfaces.custom.surroundings import Around, around

if TYPE_CHECKING:
    from surfaces.custom.functions import OwnFunction

MOST_CALLS = 50_000
"""Calls that a search for minima may take, unless another budget is given."""

NODES = {1: 401, 2: 41}
"""Nodes on a side of the grid at which the search begins; above two dimensions it has 500."""

MOST_BASINS = 12
"""At most this many low nodes are followed down."""

MOST_STEPS = 40

UNSEEN = 1.0
"""Seconds before progress is shown."""


class OutOfCallsError(Exception):
    """A search has spent its calls."""


@dataclass
class Meter:
    """Counts calls, stops a search that has spent its budget, and shows progress on a terminal."""

    name: str
    calls: int = 0
    most: float = np.inf
    began: float = 0.0
    """When calls began that are still going on, in seconds."""
    ended: float = -np.inf
    """When the last of them ended."""

    @contextmanager
    def limited(self, budget: int) -> Iterator[None]:
        """Allow a number of calls within; the next one raises `OutOfCallsError`."""
        before = self.most
        self.most = self.calls + budget
        try:
            yield
        finally:
            self.most = before

    def through(self, points: Array) -> Iterator[Array]:
        """Yield points ``(d, n)`` one by one, each for a call.

        Raises
        ------
        OutOfCallsError
            The budget does not reach for all of them.
        """
        if self.calls + points.shape[1] > self.most:
            raise OutOfCallsError
        yield from self._shown(points.T)

    def _shown(self, points: Array) -> Iterator[Array]:
        """Yield points, and show on a terminal how many have been called if that takes long."""
        before, shown = time.monotonic(), False
        if before - self.ended > UNSEEN / 4:  # something else has been done since the last call
            self.began = before
        live = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        for i, point in enumerate(points):
            if live and (i == 0 or i % 16 == 0) and time.monotonic() - self.began > UNSEEN:
                shown = True
                sys.stderr.write(f"\r{self.name}: {self.calls} calls\033[K")
                sys.stderr.flush()
            self.calls += 1
            yield point
        if shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
        self.ended = time.monotonic()


def search_sparingly(surface: OwnFunction, box: Box, budget: int) -> tuple[Minimum, ...]:
    """Return the minima that are found with a number of calls, the lowest first.

    None is called global if a lower point is known.
    """
    found: list[Minimum] = []
    ground = np.inf
    try:
        with surface.meter.limited(budget):
            heights, places = _low_nodes(surface, box)
            ground = float(np.nanmin(np.append(heights, np.inf)))
            for place in places.T:
                found += _below(surface, place, box, found)
    except OutOfCallsError:
        pass
    lowest = min((minimum.value for minimum in found), default=np.inf)
    known = ranked(found)
    if ground < lowest - 1e-9 * (1 + abs(lowest)):
        known = tuple(Minimum(one.at, one.value, False, kink=one.kink) for one in known)
    return known


def _low_nodes(surface: OwnFunction, box: Box) -> tuple[Array, Array]:
    """Return heights of nodes, and the nodes ``(d, n)`` that may lie in basins, lowest first."""
    if box.dim > 2:
        nodes = np.random.default_rng(0).uniform(box.low, box.high, (500, box.dim)).T
        heights = surface(nodes)
        low = np.ones(500, dtype=bool)
    else:
        nodes = grid(box, NODES[box.dim])
        heights = surface(nodes)
        low = lower_than_neighbours(heights)
    order = heights[low].argsort()[:MOST_BASINS]
    return heights, nodes[:, low][:, order]


def _below(surface: OwnFunction, place: Array, box: Box, known: list[Minimum]) -> list[Minimum]:
    """Return the minimum in the basin of a node, if it is new, and higher ground lies around."""
    side = (box.high - box.low)[:, None]

    def slopes(points: Array) -> tuple[Array, Array]:
        return surface.gradient(points), surface.hessian(points)

    (end,) = descend(surface, slopes, place[:, None], side, MOST_STEPS).T
    with np.errstate(all="ignore"):
        gradient, hessian = (array[..., 0] for array in slopes(end[:, None]))
        curvatures = np.linalg.eigvalsh(side * hessian * side[:, 0])
        regular = curvatures[0] > 1e-7 * np.abs(curvatures).max()
        step = np.linalg.solve(hessian, gradient) if regular else np.full(box.dim, np.inf)
        settled = bool((np.abs(step) < 1e-5 * side[:, 0]).all())
    if not settled and box.dim <= 2:
        end = closed_in(surface, end[:, None], box, NODES[box.dim])[:, 0]
    end = _rounded(surface, end, side[:, 0])
    at = tuple(end.tolist())
    places = np.array([*(one.at for one in known), at]).T
    inside = bool(((end > box.low) & (end < box.high)).all())
    if not inside or distinct(places, 1e-5, box).shape[1] < places.shape[1]:
        return []
    if not settled and (
        box.dim > 2 or around(surface, end[:, None], box)[0] != Around.HIGHER
    ):  # above two dimensions a kink is not recognized
        return []
    return [Minimum(at, float(surface(end)), kink=_is_in_a_kink(surface, end, side[:, 0]))]


def _is_in_a_kink(surface: OwnFunction, point: Array, side: Array) -> bool:
    """Return whether slopes beside a minimum are not much less than those farther away."""
    aside = side * np.array([1.0, 0.37, *[0.61] * len(side)])[: len(side)]
    near, far = (
        np.abs(surface.gradient(point + share * aside) * side).max() for share in (1e-4, 3e-2)
    )
    return not near < 0.1 * far


def _rounded(surface: OwnFunction, point: Array, side: Array) -> Array:
    """Return a point nearby with fewer digits that lies no higher."""
    value, best = surface(point), point
    for digits in (9, 6, 3):
        rounder = np.round(point, digits) + 0.0
        if (np.abs(rounder - point) < 1e-6 * side).all() and surface(rounder) <= value:
            best = rounder
    return best
