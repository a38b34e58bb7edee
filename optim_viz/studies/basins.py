"""Basins of attraction: the end of a run from every start of a picture; the gain of restarts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers import AnyOptimizer, Optimizer, as_optimizer, as_surface
from optim_viz.recipes.basins import BasinsRecipe, check_grid
from optim_viz.runs.oracle import Counts
from optim_viz.runs.run import final_states
from optim_viz.runs.starts import halton, within
from optim_viz.runs.statistics import best_rate
from optim_viz.runs.status import CODE, NEAR_SHARE, Status, is_held
from optim_viz.studies.tuning import RATES
from surfaces import AnySurface, Array, Box, Surface
from surfaces.brief import Brief
from surfaces.custom.hollows import leads_down

SIDE = 512
"""Starts on a side of the picture."""

STEPS = 500
NEAR = 1e-3
"""An end this near to a stationary point, as a share of the domain, has found it."""

_COMPARED_ONE_BY_ONE = 16
"""At most this many stationary points are compared with all ends; more are found in squares."""

REST = 1e-5
"""A run has come to rest when its gradient is at most this long: its end is clear by then."""

_FLAT = 0.25
"""A flat minimum is looked for this near to an end at rest, as a share of the domain's sides."""

_MOST_WAYS = 500
"""At most this many bent ways are looked at."""

_SHARES = np.linspace(0, 1, 13)
"""Parts of the way to a flat minimum at which the height is looked at."""

TRIED = 25
"""Starts that tuning tries."""

UNDECIDED, LEFT, DIVERGED, ELSEWHERE, FELL, HELD = -1, -2, -3, -4, -5, -6
"""Ends that are no stationary point: still on the way, outside the domain, not finite; ended
before the budget all the same, on flat ground or by a criterion of the method; fallen without
bound; held at the edge of a domain that steps are projected onto."""


class Lost(StrEnum):
    """These ends in the data, in the same order."""

    UNDECIDED = str(Status.BUDGET)
    LEFT = str(Status.LEFT)
    DIVERGED = str(Status.DIVERGED)
    ELSEWHERE = "stopped early"
    FELL = str(Status.FELL)
    HELD = "held at the edge"


LOST = dict(zip((UNDECIDED, LEFT, DIVERGED, ELSEWHERE, FELL, HELD), Lost, strict=True))

MOST = 2048
"""Starts on a side, at most."""

MOST_STEPS = 100_000


@dataclass(frozen=True, eq=False, repr=False)
class Basins(Brief):
    """The runs of one optimizer from every start: arrays ``(height, width)``, or ``(width,)``."""

    surface: Surface
    optimizer: Optimizer
    box: Box
    """The box of the starts, which are the middles of equal cells."""
    end: npt.NDArray[np.int16]
    """Index into `targets`, or one of `LOST`."""
    taken: Counts
    """Steps until it came to rest, or the budget."""
    steps: int
    tuned: bool = False
    """Whether its rate is the best of `RATES`."""

    @cached_property
    def targets(self) -> tuple[tuple[float, ...], ...]:
        """The stationary points of the surface, minima first, the lowest first."""
        return tuple(at for at, _ in stationary(self.surface))

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of the targets: ``minimum``, ``saddle``, ``maximum``, ``degenerate``; ``curve``."""
        return tuple(kind for _, kind in stationary(self.surface))

    @property
    def shares(self) -> dict[int, float]:
        """Share of the starts that end so, by index; only what occurs."""
        index, counts = np.unique(self.end, return_counts=True)
        return dict(zip(index.tolist(), (counts / self.end.size).tolist(), strict=True))

    @cached_property
    def lowest(self) -> frozenset[int]:
        """Indices of the targets that are global minimizers."""
        best = {minimum.at for minimum in self.surface.minima if minimum.is_global}
        level = self.surface.continuum
        if level is not None:
            best.add(level.example)
        return frozenset(i for i, at in enumerate(self.targets) if at in best)

    @property
    def success(self) -> float:
        """Share of the starts that end at a global minimizer."""
        return sum(share for i, share in self.shares.items() if i in self.lowest)

    def best_of(self, k: npt.ArrayLike) -> Array:
        """Return the probability that the best of ``k`` random starts finds a global minimum."""
        return np.asarray(1 - (1 - self.success) ** np.asarray(k, dtype=float))

    def rows(self) -> list[dict[str, Any]]:
        """Return one row for each end, as plain data, the most frequent first."""
        order, shares = np.argsort(self.end, axis=None, kind="stable"), self.shares
        counts = np.rint(np.array([*shares.values()]) * self.end.size).astype(int)
        taken = np.split(self.taken.ravel()[order], np.cumsum(counts)[:-1])
        median = {i: float(np.median(steps)) for i, steps in zip(shares, taken, strict=True)}
        return [
            {
                "optimizer": self.optimizer.title,
                "spec": str(self.optimizer),
                "end": str(LOST[i]) if i < 0 else self.kinds[i],
                "global": i in self.lowest,
                "at": list(self.targets[i]) if i >= 0 else None,
                "share": share,
                "median_steps": median[i],
            }
            for i, share in sorted(self.shares.items(), key=lambda item: (-item[1], item[0]))
        ]


def basins(
    surface: AnySurface,
    optimizers: Iterable[AnyOptimizer],
    box: Box | None = None,
    steps: int = BasinsRecipe.steps,
    *,
    side: int = BasinsRecipe.side,
    tuned: bool = True,
    engine: str | None = None,
) -> list[Basins]:
    """Run each optimizer from every cell of a picture.

    Parameters
    ----------
    surface
        As in `run`, in one or two dimensions.
    optimizers : iterable
        Of what `run` takes.
    box : Box, optional
        The view of the picture; by default the part of the domain that is charted.
    side : int
        Cells along the longer axis, and in one dimension along the only one.
    tuned : bool
        Whether rates that were not set by hand are those of `RATES` that bring the first
        `TRIED` Halton points of the box to rest in the fewest expected steps.
    engine : str, optional
        As in `run`.
    """
    surface = as_surface(surface)
    check_grid(surface, steps, side)
    box = box or surface.charted
    starts = cells(box, side)
    found = []
    for one in map(as_optimizer, optimizers):
        open_rate = tuned and one.scale_is_open
        if open_rate:
            one = _tuned(one, surface, box, steps, engine)
        done = final_states(one, surface, starts, steps, tolerance=REST, engine=engine)
        end = _nearest(surface, done.point)
        _find_flat(surface, done.point, end, (end < 0) & (done.unrefined == CODE[Status.CONVERGED]))
        if surface.projected:
            _find_held(surface, done.point, end, done.unrefined == CODE[Status.CONVERGED])
        end[(end == UNDECIDED) & (done.taken < steps)] = ELSEWHERE
        end[(end < 0) & (done.unrefined == CODE[Status.LEFT])] = LEFT
        end[(end < 0) & (done.unrefined == CODE[Status.FELL])] = FELL
        end[done.unrefined == CODE[Status.DIVERGED]] = DIVERGED
        found.append(Basins(surface, one, box, end, done.taken, steps, open_rate))
    return found


def study(recipe: BasinsRecipe) -> list[Basins]:
    """Find the basins that a recipe asks for."""
    return basins(
        recipe.posed,
        recipe.contestants,
        recipe.box,
        recipe.steps,
        side=recipe.side,
        tuned=recipe.lr == "tuned",
    )


def cells(box: Box, side: int) -> Array:
    """Return the middles of equal cells ``(2, height, width)``, or ``(1, width)``."""
    counts = [side] * box.dim
    ticks = [
        low + (high - low) * (np.arange(count) + 0.5) / count
        for (low, high), count in zip(box.sides, counts, strict=True)
    ]
    return np.array(np.meshgrid(*ticks))


def stationary(surface: Surface) -> Sequence[tuple[tuple[float, ...], str]]:
    """Return places and kinds of all stationary points: minima first, the lowest first."""
    order = {"minimum": 0, "saddle": 1, "maximum": 2}
    points = sorted(surface.stationary_points, key=lambda p: (order.get(p.kind, 3), p.value, p.at))
    known = {point.at for point in points}
    more = [(minimum.at, "minimum") for minimum in surface.minima if minimum.at not in known]
    level = (
        [] if surface.continuum is None else [(surface.continuum.example, surface.continuum.kind)]
    )
    return [*more, *((point.at, point.kind) for point in points), *level]


def _tuned(
    optimizer: Optimizer, surface: Surface, box: Box, steps: int, engine: str | None
) -> Optimizer:
    """Return the optimizer with the rate that brings the starts of a box to rest the soonest."""
    where = within(box, halton(surface.dim, TRIED))[:, :, np.newaxis]
    tried = optimizer.at_scale(RATES)
    done = final_states(tried, surface, where, steps, tolerance=REST, engine=engine)
    end = _nearest(surface, done.point)
    _find_flat(surface, done.point, end, (end < 0) & (done.unrefined == CODE[Status.CONVERGED]))
    found = (end >= 0) & (done.taken < steps)
    runtimes = np.where(found, done.taken.astype(float), np.inf)
    values = np.where(np.isfinite(done.value), done.value, np.inf)
    return optimizer.at_scale(float(RATES[best_rate(runtimes, values, steps)]))


def _find_held(
    surface: Surface, ends: Array, which: npt.NDArray[np.int16], at_rest: npt.NDArray[np.bool_]
) -> None:
    """Note in ``which`` which ends ``(d, *batch)`` at rest, at no known point, the edge holds."""
    asked = at_rest & (which == UNDECIDED)
    which[asked] = np.where(is_held(surface, ends[:, asked]), HELD, UNDECIDED)


def _find_flat(
    surface: Surface, ends: Array, which: npt.NDArray[np.int16], asked: npt.NDArray[np.bool_]
) -> None:
    """Note in ``which`` at which flat minimum the ends ``(d, *batch)`` at rest lie that are asked.

    Where the curvature vanishes, gradients are short long before the minimum. A run has arrived if
    the straight way there does not lead up, and leads down no farther than a slope of `REST`.
    """
    for i, (at, kind) in enumerate(stationary(surface) if asked.any() else ()):
        there = _is_at(surface, ends[:, asked], at, kind)
        index = np.flatnonzero(asked)[there]
        which.reshape(-1)[index] = i
        asked.reshape(-1)[index] = False


def _is_at(
    surface: Surface, points: Array, at: tuple[float, ...], kind: str
) -> npt.NDArray[np.bool_]:
    """Return which points ``(d, n)`` at rest are at a flat point, or on a curve of minimizers."""
    sides = (surface.domain.high - surface.domain.low)[:, np.newaxis]
    end, level = np.reshape(at, (-1, 1)), surface.continuum
    if kind == "degenerate":  # no minimum: the way there may lead up
        return np.asarray((np.abs(points - end) <= NEAR_SHARE * sides).all(axis=0))
    if level is not None and kind == level.kind:  # it may have arrived anywhere on the curve
        room = REST * np.sqrt((sides * sides).sum())
        return np.asarray(surface(points) - level.value <= room)
    if kind != "minimum":
        return np.full(points.shape[1], False)
    heights, lengths = surface(points), np.sqrt(((points - end) ** 2).sum(axis=0))
    there = (np.abs(points - end) <= _FLAT * sides).all(axis=0)
    there &= heights - surface(end) <= REST * lengths
    way = points[:, there, np.newaxis] + (end - points)[:, there, np.newaxis] * _SHARES
    room = heights[there, np.newaxis] + 1e-15 * np.abs(heights[there, np.newaxis])
    falls = np.asarray((surface(way) <= room).all(axis=1))
    falls[~falls] = _on_a_bent_floor(surface, points[:, there][:, ~falls], at)
    there[there] = falls
    return there


def _on_a_bent_floor(
    surface: Surface, points: Array, at: tuple[float, ...]
) -> npt.NDArray[np.bool_]:
    """Return from which points ``(d, n)`` a way along the floor to a minimum nowhere rises.

    Points that are nearer to each other than `NEAR` share one way.
    """
    box = surface.domain
    cells = np.round(points / (NEAR * (box.high - box.low)[:, np.newaxis]))
    _, first, own = np.unique(cells, axis=1, return_index=True, return_inverse=True)
    found = np.full(len(first), False)
    for i, one in enumerate(first[:_MOST_WAYS]):
        found[i] = leads_down(surface, tuple(points[:, one].tolist()), at, box)
    return found[own.reshape(-1)]


def _nearest(surface: Surface, ends: Array) -> npt.NDArray[np.int16]:
    """Return the index of the stationary point at which ends ``(d, *batch)`` lie, or `UNDECIDED`.

    Of several points, the last one counts. Where there are many, the plane is cut into squares as
    wide as a point reaches to both sides: an end can only lie at a point of its own square or of
    one beside it.
    """
    flat = ends.reshape(len(ends), -1)
    which = np.full(flat.shape[1], UNDECIDED, dtype=np.int16)
    places = np.array([at for at, _ in stationary(surface)]).reshape(-1, len(ends)).T
    near = NEAR * (surface.charted.high - surface.charted.low)[:, np.newaxis]
    if places.shape[1] <= _COMPARED_ONE_BY_ONE:
        for i, place in enumerate(places.T[..., np.newaxis]):
            which[(np.abs(flat - place) <= near).all(axis=0)] = i
        return which.reshape(ends.shape[1:])
    low, high = (f(places, axis=1, keepdims=True, initial=0.0) for f in (np.min, np.max))
    possible = np.flatnonzero(((flat >= low - near) & (flat <= high + near)).all(axis=0))
    squares = ((high - low) / (2 * near)).astype(int) + 4
    strides = np.cumprod(np.append(1, squares[:0:-1]))[::-1]

    def square(points: Array) -> npt.NDArray[np.intp]:
        return strides @ (np.floor((points - low) / (2 * near)).astype(int) + 1)

    own = square(flat[:, possible])
    order = np.argsort(own, kind="stable")
    own = own[order]
    for beside in product((-1, 0, 1), repeat=len(ends)):
        wanted = square(places) + strides @ beside
        first, last = (np.searchsorted(own, wanted, side) for side in ("left", "right"))
        number = last - first
        point = np.repeat(np.arange(number.size), number)
        member = np.arange(point.size) + np.repeat(first - np.cumsum(number) + number, number)
        end = possible[order[member]]
        at = (np.abs(flat[:, end] - places[:, point]) <= near).all(axis=0)
        np.maximum.at(which, end[at], point[at].astype(np.int16))
    return which.reshape(ends.shape[1:])
