"""Points in which kinks of a formula meet, by Newton's method, and whether they are minima.

Unknown are the point, and for each u that is 0 there a slope s between −1 and 1 for which |u| is
taken. The formula has no slope left, each of these u is 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from surfaces.box import Array, Box

Indices = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Found:
    """A point at which slopes and curvatures do not forbid a minimum."""

    at: tuple[float, ...]
    kink: bool
    """Whether the gradient jumps there."""
    strict: bool
    """Whether slopes and curvatures prove that it is an isolated minimum."""


@dataclass(frozen=True, eq=False)
class Crossing:
    """A point in which kinks meet, or a guess of one."""

    at: Array
    """``(d,)``."""
    signs: Array
    """The slope of each |u| there, ``(k,)``."""
    meeting: Indices
    """The numbers of the kinks that meet."""


class System(NamedTuple):
    """What decides where a `Crossing` is, and whether it is a minimum."""

    slope: Array
    """The gradient of the formula ``(d,)``."""
    hessian: Array
    """Its second derivatives ``(d, d)``."""
    arguments: Array
    """Each u, ``(k,)``."""
    normals: Array
    """The gradients of those u that are 0 there, ``(m, d)``."""
    turns: Array
    """How the gradient turns with their slopes s: ∂∇f/∂s ``(d, m)``."""


def newton_step(point: Crossing, system: System, side: Array) -> float:
    """Move a point by a Newton step, and return its length, in sides; NaN if there is none."""
    slope, hessian, arguments, normals, turns = system
    d, meeting = len(side), point.meeting
    matrix = np.zeros((d + meeting.size, d + meeting.size))
    matrix[:d, :d], matrix[:d, d:], matrix[d:, :d] = hessian, turns, normals
    right = -np.concatenate([slope, arguments[meeting]])
    if not (np.isfinite(right).all() and np.isfinite(matrix).all()):
        return np.nan
    step = np.linalg.lstsq(matrix, right, rcond=1e-12)[0]
    point.at[:] += step[:d]
    point.signs[meeting] += step[d:]
    return float(np.abs(step[:d] / side).max())


def minimum(point: Crossing, system: System, box: Box) -> Found | None:
    """Return the minimum at a point; None if other kinks lie there, or it falls from there."""
    (at, signs, meeting), side = (point.at, point.signs, point.meeting), box.high - box.low
    slope, hessian, arguments, normals, turns = system
    size = np.abs(normals) @ side
    if (np.abs(arguments[meeting]) > 1e-9 * size).any():
        return None
    elsewhere = np.setdiff1d(np.arange(len(signs)), meeting)
    if (arguments[elsewhere] * signs[elsewhere] < 0).any():
        return None
    if (np.abs(slope) * side).max() > 1e-7 * (np.abs(hessian) @ side * side + size.sum()).max():
        return None
    across = np.einsum("di,id->i", turns, normals)  # greater than 0 where |u| counts upwards
    least = np.maximum(np.abs(across).max(initial=0.0), (normals**2).sum(axis=1))
    if (across < -1e-9 * least).any():
        return None
    _, sizes, axes = np.linalg.svd(normals / np.maximum(np.abs(normals).max(initial=1), 1e-300))
    rank = int((sizes > 1e-9).sum())
    along = axes[rank:]
    bend = side[:, None] * hessian * side
    bent = np.linalg.eigvalsh(along @ bend @ along.T)
    scale = max(np.abs(bend).max(), np.abs(turns.T * side).max(initial=0.0), 1e-300)
    if (bent < -1e-9 * scale).any():
        return None
    apart = rank == len(meeting) and (np.abs(signs[meeting]) < 1 - 1e-9).all()
    strict = bool(apart and (bent > 1e-9 * scale).all() and (across > 0).all())
    return Found(tuple(at.tolist()), bool((across > 0).any()), strict)
