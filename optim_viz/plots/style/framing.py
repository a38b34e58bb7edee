"""The part of a surface that a figure shows: start, minima and paths, not the whole domain."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optim_viz.runs.results import Run
from optim_viz.runs.status import CODE, Status
from surfaces import Array, Box, Surface

MINIMA_IN_VIEW = 8
"""Up to this many minima are all in view; of more, only the global ones."""

WILD = 3.0
"""A path that takes this many times the room of the middle one is cut at the frame instead."""

POLE = 40.0
"""A range of values this many times as wide as that of most of them is that of a pole."""

LARGEST_VALUE = 1e300
"""Higher values are drawn as if they were this: their differences have to be numbers, too."""

_LEAST_RANGE = 1e-12
"""An axis of values is at least this share of them wide, so that rounding leaves it both ends."""

_BEYOND = 1.5
"""Iterates are framed up to the domain enlarged by this factor."""

_WHOLE = 1000.0
"""Where there is no domain, paths are framed up to the window enlarged by this factor."""

COMPARABLE = 12.0
"""Axes are drawn to the same scale unless that would waste more than this."""


def view(surface: Surface, runs: Sequence[Run]) -> Box:
    """Return the box that holds the start, the minima and the paths, with a margin.

    Parameters
    ----------
    surface : Surface
        In one or two dimensions.
    runs : sequence of Run
        Single runs. Iterates far outside the domain are not framed, nor is a path that takes much
        more room than the others. Where there is no domain, a path is framed as a whole, with
        axes of their own scales if it goes far beyond the window; among others, if it diverges.
    """
    domain = surface.domain
    middle, size = (domain.low + domain.high) / 2, domain.high - domain.low
    near, whole = _box(middle, _BEYOND * size), _box(middle, _WHOLE * size)
    low, high = _span(_landmarks(surface, runs))
    seen, growing = [], []
    for run in runs:
        is_whole = surface.unlimited and bool(whole.contains(run.points).all())
        points = run.points if is_whole else run.points[:, near.contains(run.points)]
        if points.size:
            seen.append(points)
            growing.append(is_whole and run.unrefined == CODE[Status.DIVERGED])
    unions = [(np.minimum(low, a), np.maximum(high, b)) for a, b in map(_span, seen)]
    rooms = [float(np.prod(_at_least(b - a, surface))) for a, b in unions]
    usual = sorted(rooms)[(len(rooms) - 1) // 2] if rooms else 0.0  # of two the smaller
    for (a, b), room, grows in zip(unions, rooms, growing, strict=True):
        if grows or room <= WILD * usual:
            low, high = np.minimum(low, a), np.maximum(high, b)
    beyond = surface.unlimited and not near.contains(np.array([low, high]).T).all()
    thinnest = 0.05 * size if beyond else _at_least(high - low, surface)
    centre, size = (low + high) / 2, 1.2 * np.maximum(high - low, thinnest)
    return _box(centre, size)


def to_aspect(box: Box, aspect: float, domain: Box | None = None) -> Box:
    """Return the box grown to an aspect (width over height), so that both scales are the same.

    The box is returned unchanged where the grown one would be mostly empty. The added part lies in
    the domain as far as possible.
    """
    size = box.high - box.low
    width, height = size
    wanted = np.array([max(width, height * aspect), max(height, width / aspect)])
    if (wanted / size).max() > COMPARABLE:
        return box
    low, high = ((box.low + box.high) + sign * wanted for sign in (-1, 1))
    low, high = low / 2, high / 2
    if domain is not None:
        shift = np.maximum(domain.low - low, 0) + np.minimum(domain.high - high, 0)
        shift = np.where(wanted <= domain.high - domain.low, shift, 0.0)
        low, high = low + shift, high + shift
    return Box(*zip(low, high, strict=True))


def around(points: Array) -> Box:
    """Return the box around points ``(d, n)``, with a margin."""
    low, high = _span(points)
    size = high - low
    return _box((low + high) / 2, 1.2 * np.maximum(size, max(0.05 * size.max(), 1e-9)))


def extent(values: Array) -> tuple[float, float]:
    """Return the lowest and the highest of the finite values, (0, 1) if there are none.

    Values at a pole, `POLE` times as high as most of the others, are cut off.
    """
    known = np.clip(values[np.isfinite(values)], -LARGEST_VALUE, LARGEST_VALUE)
    if not known.size:
        return 0.0, 1.0
    low, high = known.min(), known.max()
    below, above = np.quantile(known, [0.04, 0.96])
    room = 0.25 * (above - below)
    with np.errstate(over="ignore"):
        if 0 < POLE * (above - below) < high - low:
            low, high = max(low, below - room), min(high, above + room)
    return float(low), float(high)


def with_margin(low: float, high: float, share: float) -> tuple[float, float]:
    """Return both ends of an axis of values with a margin, a share of it; they always differ."""
    size = max(abs(low), abs(high))
    if low == high:
        return low - share * max(size, 1.0), high + share * max(size, 1.0)
    margin = max(share * (high - low), _LEAST_RANGE * size)
    return low - margin, high + margin


def _box(centre: Array, size: Array) -> Box:
    return Box(*zip(centre - size / 2, centre + size / 2, strict=True))


def _landmarks(surface: Surface, runs: Sequence[Run]) -> Array:
    minima = surface.minima
    if len(minima) > MINIMA_IN_VIEW:
        minima = tuple(minimum for minimum in minima if minimum.is_global)
    marks = [run.points[:, 0] for run in runs] + [np.array(minimum.at) for minimum in minima]
    if not minima:  # then the whole domain is shown
        marks += [surface.domain.low, surface.domain.high]
    return np.array(marks).T


def _span(points: Array) -> tuple[Array, Array]:
    return points.min(axis=1), points.max(axis=1)


def _at_least(size: Array, surface: Surface) -> Array:
    """Return the size, but no side thinner than a fifth of the longest or of the domain's tenth."""
    domain = surface.domain.high - surface.domain.low
    return np.maximum(size, np.maximum(0.2 * size.max(), 0.05 * domain))
