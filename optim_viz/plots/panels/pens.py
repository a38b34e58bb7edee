"""What moves is drawn straight onto the pixels of a figure, many times as fast as by its artists.

A pen copies the look of an artist once; afterwards each part of its trail is a path in pixels.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, IdentityTransform

from optim_viz.plots.panels.moving import Counting, Head, Marks, Moving, Trail
from optim_viz.plots.style.themes import mix, paper
from surfaces import Array

_FAINT = 0.35
"""Share of the colour that is left of a path behind its tail."""

_HERE = IdentityTransform()

_PLAIN = Path(np.zeros((2, 2)))
"""A path whose settings others have: to look them up takes as long as to draw a few pixels."""


class Pen(ABC):
    """Draws an artist as of any step."""

    level: float
    """Its place in the order of drawing."""

    def settle(self, first: float, last: float, renderer: Any) -> None:  # noqa: B027
        """Draw what stays for good between two steps, once the tail has passed it."""

    @abstractmethod
    def draw(self, first: float, last: float, renderer: Any) -> None:
        """Draw what lies between two steps, the last of which is the present one."""


class _ByItself(Pen):
    """An artist that draws itself: a text, a band."""

    def __init__(self, artist: Artist, motion: Moving) -> None:
        self.level, self._artist, self._motion = artist.get_zorder(), artist, motion

    def draw(self, first: float, last: float, renderer: Any) -> None:
        self._motion.show(self._artist, last)
        self._artist.draw(renderer)


class _Counter(Pen):
    """A text that says the step: what it made of the pixels is kept until it says another."""

    def __init__(self, artist: Text, motion: Counting, renderer: Any) -> None:
        self.level, self._artist, self._motion = artist.get_zorder(), artist, motion
        extent, size = artist.get_window_extent(renderer).extents, artist.get_fontsize()
        pixels = np.asarray(renderer.buffer_rgba())
        room = np.array([-2 * size, -2, 2, 2])  # other digits may be wider than those of the last
        left, low, right, high = np.maximum(extent + room, 0).round().astype(int)
        self._spot = pixels[max(len(pixels) - high, 0) : len(pixels) - low, left:right]
        self._under, self._made = self._spot.copy(), self._spot.copy()
        self._said = ""

    def draw(self, first: float, last: float, renderer: Any) -> None:
        self._motion.show(self._artist, last)
        text = self._artist.get_text()
        if text == self._said and np.array_equal(self._spot, self._under):
            self._spot[:] = self._made
            return
        self._said, self._under[:] = text, self._spot
        self._artist.draw(renderer)
        self._made[:] = self._spot


class _Way:
    """A trail in pixels, with the length of the way to each of its places."""

    def __init__(self, line: Line2D, trail: Trail) -> None:
        self.steps: list[float] = trail.steps.tolist()
        self.at = np.asarray(line.get_transform().transform(trail.places.T))
        lengths = np.nan_to_num(np.hypot(*np.diff(self.at, axis=0).T))  # 0 where there is a gap
        self.gone = np.append(0.0, lengths.cumsum())

    def place(self, step: float) -> Array:
        """Return the pixel at a step, ``(2,)``."""
        after = min(bisect_left(self.steps, step), len(self.steps) - 1)
        if after == 0 or self.steps[after] <= step:
            return self.at[after]
        begin, end = self.steps[after - 1], self.steps[after]
        share = (step - begin) / (end - begin)
        return (1 - share) * self.at[after - 1] + share * self.at[after]

    def part(self, first: float, last: float) -> Array:
        """Return the corners between two steps, ``(n, 2)``; none where it has ended before."""
        first, last = max(first, self.steps[0]), min(last, self.steps[-1])
        if first >= last:
            return np.empty((0, 2))
        begin, end = bisect_right(self.steps, first), bisect_left(self.steps, last)
        corners = np.empty((end - begin + 2, 2))
        corners[0], corners[1:-1], corners[-1] = (
            self.place(first),
            self.at[begin:end],
            self.place(last),
        )
        return corners

    def length(self, step: float) -> float:
        """Return the length of the way to a step."""
        return float(np.interp(step, self.steps, self.gone))


class _Stroke(Pen):
    """A line: with a halo where it has one; a path is faint behind its tail, a curve is not."""

    def __init__(self, line: Line2D, trail: Trail, renderer: Any) -> None:
        self.level = line.get_zorder()
        self._way, self._is_curve = _Way(line, trail), trail.is_curve
        self._dash: Any = line._dash_pattern  # type: ignore[attr-defined]  # its only place
        self._points = 72 / line.figure.dpi
        colour, width = line.get_color(), line.get_linewidth()
        self._faint = _settings(line, mix(colour, paper(), _FAINT), width, renderer)
        self._whole = [_settings(line, colour, width, renderer)]
        if line.get_path_effects():
            halo = to_rgba(paper())
            self._whole.insert(0, _settings(line, halo, 2 * width, renderer))

    def settle(self, first: float, last: float, renderer: Any) -> None:
        if self._is_curve:
            self.draw(first, last, renderer)
        else:
            self._stroke([self._faint], first, last, renderer)

    def draw(self, first: float, last: float, renderer: Any) -> None:
        *halo, ink = self._whole
        self._stroke(halo, first, last, renderer)  # its end covers some of what was drawn before
        self._stroke([ink], first - 1 if self._is_curve else first, last, renderer)

    def _stroke(self, layers: Sequence[Any], first: float, last: float, renderer: Any) -> None:
        corners = self._way.part(first, last)
        if not len(corners):
            return
        offset, dashes = self._dash
        if dashes is not None:
            offset += self._way.length(max(first, 0.0)) * self._points
        path = Path._fast_from_codes_and_verts(corners, None, _PLAIN)  # type: ignore[attr-defined]
        for settings in layers:
            settings.set_dashes(offset, dashes)
            renderer.draw_path(settings, path, _HERE)


class _Stamp(Pen):
    """Markers: those of a path go with its tail, those of a curve stay; a head moves along."""

    def __init__(self, line: Line2D, motion: Marks | Head, renderer: Any) -> None:
        self.level, self._motion = line.get_zorder(), motion
        size = renderer.points_to_pixels(line.get_markersize())
        marker = MarkerStyle(line.get_marker())
        self._path = marker.get_path()
        self._transform = marker.get_transform() + Affine2D().scale(size)
        self._face = to_rgba(line.get_markerfacecolor())
        edge, width = line.get_markeredgecolor(), line.get_markeredgewidth()
        self._settings = _settings(line, edge, width, renderer)
        snap = marker.get_snap_threshold()
        self._settings.set_snap(None if snap is None else size >= snap)
        self._settings.set_joinstyle(marker.get_joinstyle())
        self._settings.set_capstyle(marker.get_capstyle())
        if isinstance(motion, Head):
            self._way = _Way(line, motion.trail)
        else:
            self._at = np.asarray(line.get_transform().transform(motion.places.T))

    def settle(self, first: float, last: float, renderer: Any) -> None:
        if isinstance(self._motion, Marks) and self._motion.is_curve:
            self.draw(first, last, renderer)

    def draw(self, first: float, last: float, renderer: Any) -> None:
        at = self._places(first, last)
        if len(at):
            renderer.draw_markers(
                self._settings, self._path, self._transform, Path(at), _HERE, self._face
            )

    def _places(self, first: float, last: float) -> Array:
        """Return the pixels at which markers stand, ``(n, 2)``."""
        motion = self._motion
        if isinstance(motion, Marks):
            if motion.is_curve:
                first -= 1  # its line begins in the marker before, and was drawn on that
            return self._at[(motion.steps > first) & (motion.steps <= last)]
        if motion.stays or last < motion.trail.steps[-1]:
            return self._way.place(last)[np.newaxis]
        return np.empty((0, 2))


def pen(artist: Artist, motion: Moving, renderer: Any) -> Pen:
    """Return the pen of an artist that moves."""
    if isinstance(artist, Line2D) and isinstance(motion, Trail):
        return _Stroke(artist, motion, renderer)
    if isinstance(artist, Line2D) and isinstance(motion, Marks | Head):
        return _Stamp(artist, motion, renderer)
    if isinstance(artist, Text) and isinstance(motion, Counting):
        return _Counter(artist, motion, renderer)
    return _ByItself(artist, motion)


def still_pen(artist: Artist, renderer: Any) -> Pen:
    """Return the pen of an artist that looks the same at every step."""
    is_line = isinstance(artist, Line2D) and artist.get_linestyle() not in ("None", "")
    if not isinstance(artist, Line2D) or is_line or artist.get_path_effects():
        return _ByItself(artist, _Still())
    places = np.asarray(artist.get_xydata(), dtype=float).T
    return _Stamp(artist, Marks(np.zeros(places.shape[1]), places), renderer)


@dataclass(frozen=True, eq=False)
class _Still(Moving):
    """No motion."""

    def show(self, artist: Artist, step: float) -> None:
        """Leave the artist as it is."""


def _settings(line: Line2D, colour: Any, width: float, renderer: Any) -> Any:
    """Return settings of the renderer with the look of a line."""
    settings = renderer.new_gc()
    settings.set_foreground(to_rgba(colour), isRGBA=True)
    settings.set_alpha(to_rgba(colour)[3])
    settings.set_linewidth(width)
    is_dashed = line.is_dashed()
    settings.set_joinstyle(line.get_dash_joinstyle() if is_dashed else line.get_solid_joinstyle())
    settings.set_capstyle(line.get_dash_capstyle() if is_dashed else line.get_solid_capstyle())
    if line.get_clip_on() and line.axes is not None:
        settings.set_clip_rectangle(line.axes.bbox)
    return settings
