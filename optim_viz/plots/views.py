"""Which part of a surface a figure shows: the start, the minima and the paths, not the domain."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optim_viz.runs import Run
from surfaces import Array, Box, Surface

_MANY = 8
"""Up to so many minima are all shown; of more, the global ones."""

_WILD = 3.0
"""A path that would make the picture larger than this many times is cut at the frame instead."""

_COMPARABLE = 4.0
"""Axes are drawn to the same scale unless that would waste more than this."""


def view(surface: Surface, runs: Sequence[Run]) -> Box:
    """Return the box that holds the start, the minima and the paths, with a margin.

    Parameters
    ----------
    surface : Surface
        In one or two dimensions.
    runs : sequence of Run
        Single runs. What lies outside the domain is never framed, nor is a path that alone would
        make the picture much larger.
    """
    low, high = _span(_landmarks(surface, runs))
    inside = [run.points[:, run.surface.inside(run.points)] for run in runs]
    spans = [_span(points) for points in inside if points.size]
    unions = [(np.minimum(low, a), np.maximum(high, b)) for a, b in spans]
    for a, b in sorted(unions, key=lambda union: float(np.prod(union[1] - union[0]))):
        a, b = np.minimum(low, a), np.maximum(high, b)
        if np.prod(b - a) <= _WILD * np.prod(_at_least(high - low, surface)):
            low, high = a, b
    centre, size = (low + high) / 2, 1.2 * _at_least(high - low, surface)
    return _box(centre, size)


def to_aspect(box: Box, aspect: float, domain: Box | None = None) -> Box:
    """Return the box grown to an aspect (width over height), so that both scales are the same.

    It is returned as it is where that would show mostly nothing. What is added lies in the domain
    as far as possible.
    """
    size = box.high - box.low
    width, height = size
    wanted = np.array([max(width, height * aspect), max(height, width / aspect)])
    if (wanted / size).max() > _COMPARABLE:
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


def _box(centre: Array, size: Array) -> Box:
    return Box(*zip(centre - size / 2, centre + size / 2, strict=True))


def _landmarks(surface: Surface, runs: Sequence[Run]) -> Array:
    minima = surface.minima
    if len(minima) > _MANY:
        minima = tuple(minimum for minimum in minima if minimum.is_global)
    marks = [run.points[:, 0] for run in runs] + [np.array(minimum.at) for minimum in minima]
    return np.array(marks or [surface.start]).T


def _span(points: Array) -> tuple[Array, Array]:
    return points.min(axis=1), points.max(axis=1)


def _at_least(size: Array, surface: Surface) -> Array:
    """Return the size, but no side thinner than a fifth of the longest or of the domain's tenth."""
    domain = surface.domain.high - surface.domain.low
    return np.maximum(size, np.maximum(0.2 * size.max(), 0.05 * domain))
