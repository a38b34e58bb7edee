"""How a run moves, as a few facts that a sentence can tell: it zigzags, creeps, arrives.

A fact is one of the whole way, so that it is as true of a run that is a step shorter: a step that
is the best by chance is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from optim_viz.recipes.base import TARGET
from optim_viz.runs.measures import outcome
from optim_viz.runs.results import Run
from optim_viz.runs.status import Finding, Status
from surfaces import Array, Surface

_SEEN = 0.005
"""The shortest move that a reader sees, as a share of the domain's sides."""

_TURNS = 3
"""Turns from one side to the other that make a zigzag: four moves."""

_SHARP, _BACK = np.cos(np.deg2rad(60)), np.cos(np.deg2rad(150))
"""Cosines of the least angle of a turn in a zigzag, and of that at which it goes straight back."""

_VALLEY = 5.0
"""Curvatures across and along a valley have at least this ratio."""

_ALIGNED = 0.8
"""Cosine of the largest angle between a direction and one that it is said to follow."""

_PAST = 0.05
"""A run has overshot that was farther than this share of the way beyond the minimizer."""

_STRAIGHT = 0.9
"""Share of the length of a path that its ends are apart where it goes straight on."""

_DECADE = 10.0

_FEW_STEPS = 8
"""Steps that show how a run goes that is lost where there is no domain to leave."""

_MOST_COORDINATES = 10
"""Curvatures are asked for in at most this many dimensions."""


class Manner(StrEnum):
    """How a run goes its way, where it shows."""

    ZIGZAG = "zigzags across the valley"
    BACK_AND_FORTH = "jumps back and forth"
    OVERSHOOT = "overshoots"
    CREEP = "creeps"
    CREEP_ALONG = "creeps along the valley"


@dataclass(frozen=True)
class Motion:
    """The facts of one run."""

    outcome: Status | Finding
    arrived: int | None
    """The step from which on it is at the lowest value for good; None if it never is."""
    gone: int | None
    """The step from which on it is outside the domain, or not finite, for good; None if never."""
    steps: int
    """The steps that it took."""
    level: float
    """The gap at its end, or the value where there is no gap."""
    swings: bool
    """Whether that still goes up and down, by a factor of ten or more over the last tenth."""
    manner: Manner | None
    grows: bool = False
    """Whether it jumps ever farther."""


def motion(run: Run, *, noisy: bool = False) -> Motion:
    """Return the facts of a single run; one that noise pushes around has no manner of its own."""
    taken = int(run.taken)
    known = run.surface.lowest is not None
    heights = (run.gap if known else run.values)[: taken + 1]
    ended = outcome(run, TARGET)
    outside = ~np.asarray(run.surface.inside(run.points) & np.isfinite(run.values))
    gone = _for_good(outside) or None
    there = run.surface.inside(run.points) & (run.gap <= TARGET)  # NaN is not
    arrived = _for_good(there)
    if not known and ended is Status.CONVERGED:
        arrived = taken
    path = run.points[:, : taken + 1]
    if ended in (Status.DIVERGED, Status.LEFT, Status.FELL):  # the rest is not seen any more
        path = path[:, : (gone or _FEW_STEPS) + 1]
    with np.errstate(all="ignore"):  # the last moves of a run that diverges
        creeps = ended is Status.BUDGET and arrived is None and _creeps(run.surface, path, heights)
        manner, grows = (None, False) if noisy else _manner(run.surface, path, creeps=creeps)
    swings = arrived is None and known and not noisy and _swings(heights)
    level = float(heights[-1])
    return Motion(ended, arrived, gone, taken, level, swings, manner, grows)


def _for_good(holds: npt.NDArray[np.bool_]) -> int | None:
    """Return the step from which on something holds to the end; None where it does not at last."""
    if not holds[-1]:
        return None
    return int(len(holds) - np.argmin(holds[::-1])) if not holds.all() else 0


def _swings(gaps: Array) -> bool:
    """Return whether the gap goes up as well as down over the last tenth, by ten times or more."""
    tail = gaps[-max(4, len(gaps) // 10) :]
    if not (np.isfinite(tail).all() and (tail > 0).all()):
        return False
    rises = (np.diff(tail) > 0).any() and (np.diff(tail) < 0).any()
    return bool(rises and tail.max() >= _DECADE * tail.min())


def _manner(surface: Surface, path: Array, *, creeps: bool) -> tuple[Manner | None, bool]:
    """Return how a path ``(d, n)`` goes, and whether it jumps ever farther."""
    moves = np.diff(path)
    jumps = _alternating(surface, moves)
    if jumps.stop - jumps.start >= _TURNS:
        first, last = moves[:, jumps.start], moves[:, jumps.stop]
        grows = bool(np.linalg.norm(last) > np.linalg.norm(first))
        aside = moves[:, jumps.start + 1] - first
        across = _follows(surface, path[:, jumps.start + 1], aside, steepest=True)
        return (Manner.ZIGZAG if across else Manner.BACK_AND_FORTH), grows
    if _overshoots(surface, path):
        return Manner.OVERSHOOT, False
    if creeps:
        middle = path.shape[1] * 3 // 4
        way = path[:, -1] - path[:, path.shape[1] // 2]
        along = _follows(surface, path[:, middle], way, steepest=False)
        return (Manner.CREEP_ALONG if along else Manner.CREEP), False
    return None, False


def _alternating(surface: Surface, moves: Array) -> slice:
    """Return the first of the longest series of moves that turn from side to side: the turns.

    A turn is sharp, from a move that is seen to another, and goes to the other side than the one
    before; straight back is to either side.
    """
    sides = (surface.domain.high - surface.domain.low)[:, np.newaxis]
    far = np.abs(moves / sides) >= _SEEN
    seen = np.asarray(far.any(axis=0) & np.isfinite(moves).all(axis=0))
    length = np.linalg.norm(moves, axis=0)
    cosine = (moves[:, :-1] * moves[:, 1:]).sum(axis=0) / (length[:-1] * length[1:])
    back = cosine <= _BACK
    turns = seen[:-1] & seen[1:] & (cosine <= _SHARP)
    if len(moves) == 2:
        side = np.sign(moves[0, :-1] * moves[1, 1:] - moves[1, :-1] * moves[0, 1:])
        goes_on = (side[:-1] * side[1:] < 0) | back[:-1] | back[1:]
    else:
        turns &= cosine < 0
        goes_on = np.ones(max(len(turns) - 1, 0), dtype=bool)
    best, first = slice(0, 0), 0
    for k, turn in enumerate(turns):
        if not turn or (k > first and not goes_on[k - 1]):
            first = k if turn else k + 1
        if k + 1 - first > best.stop - best.start:
            best = slice(first, k + 1)
    return best


def _follows(surface: Surface, at: Array, way: Array, *, steepest: bool) -> bool:
    """Return whether there is a valley at a point, and a way goes across it, or along it."""
    if not 1 < len(at) <= _MOST_COORDINATES:
        return False
    hessian = surface.hessian(at)
    if not np.isfinite(hessian).all():
        return False
    curvatures, axes = np.linalg.eigh(hessian)
    order = np.argsort(np.abs(curvatures))
    flat, steep = np.abs(curvatures[order[[0, -1]]])
    axis = axes[:, order[-1 if steepest else 0]]
    aligned = abs(float(axis @ way)) >= _ALIGNED * np.linalg.norm(way)
    return bool(curvatures[order[-1]] > 0 and steep >= _VALLEY * flat and aligned)


def _overshoots(surface: Surface, path: Array) -> bool:
    """Return whether a path goes beyond the minimizer that it ends nearest to, and comes back."""
    start, end = path[:, 0], path[:, -1]
    minima = [np.array(one.at) for one in surface.minima]
    if not minima or not np.isfinite(end).all():
        return False
    at = min(minima, key=lambda one: float(np.abs(one - end).max()))
    way = at - start
    if not way.any():
        return False
    share = way @ (path - start[:, np.newaxis]) / (way @ way)
    last = int(np.argmax(share))
    farthest = float(share[last]) - 1
    return farthest >= _PAST and float(share[last:].min()) - 1 <= farthest / 2


def _creeps(surface: Surface, path: Array, heights: Array) -> bool:
    """Return whether the second half of a path is straight, in short moves, and gains little."""
    half = path.shape[1] // 2
    if half < 2 or not (np.isfinite(heights[[half, -1]]).all() and heights[half] > heights[-1]):
        return False
    rest = np.diff(path[:, half:])
    length = float(np.linalg.norm(rest, axis=0).sum())
    sides = (surface.domain.high - surface.domain.low)[:, np.newaxis]
    slow = bool((np.abs(rest / sides) < 2 * _SEEN).all())
    straight = np.linalg.norm(path[:, -1] - path[:, half]) >= _STRAIGHT * length
    known = surface.lowest is not None
    little = not known or heights[half] < _DECADE * heights[-1]
    return bool(slow and straight and little and length > 0)
