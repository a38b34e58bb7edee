"""The parts of a figure that depend on the step: a figure can be shown as of any step of its runs.

Whoever draws a run says which of its artists move. The layout, the axes and the labels are those of
the whole run, at every step to the pixel.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox, TransformedBbox

from optim_viz.text import words
from surfaces import Array


@dataclass(frozen=True, eq=False)
class Moving(ABC):
    """An artist that looks otherwise at another step."""

    @abstractmethod
    def show(self, artist: Artist, step: float) -> None:
        """Let the artist look as it does at a step."""


@dataclass(frozen=True, eq=False)
class Placed(Moving, ABC):
    """What is drawn at the places of some steps."""

    steps: Array
    """``(n,)``, in order."""
    places: Array
    """``(2, n)``."""

    @cached_property
    def is_curve(self) -> bool:
        """Whether the steps are on the horizontal axis, as in a curve; else it is a path."""
        return np.allclose(self.steps, self.places[0])


@dataclass(frozen=True, eq=False)
class Trail(Placed):
    """A line through the places at some steps, drawn as far as the run has come."""

    def show(self, artist: Artist, step: float) -> None:
        """Cut the line."""
        assert isinstance(artist, Line2D)
        artist.set_data(*self.places[:, self.steps <= step])


@dataclass(frozen=True, eq=False)
class Marks(Placed):
    """Markers at some steps, each drawn once the run has come there."""

    def show(self, artist: Artist, step: float) -> None:
        """Leave out the markers of other steps."""
        assert isinstance(artist, Line2D)
        artist.set_data(*self.places[:, self.steps <= step])


@dataclass(frozen=True, eq=False)
class Head(Moving):
    """A marker at the place where the run is; whether it stays where the line ends."""

    trail: Trail
    stays: bool = True

    def show(self, artist: Artist, step: float) -> None:
        """Move the marker."""
        assert isinstance(artist, Line2D)
        artist.set_data(*self.trail.places[:, self.trail.steps <= step][:, -1:])
        artist.set_visible(self.stays or step < self.trail.steps[-1])


@dataclass(frozen=True, eq=False)
class Appearing(Moving):
    """An artist that is there from a step on: the arrow where a path leaves, the word beside it."""

    since: float

    def show(self, artist: Artist, step: float) -> None:
        """Hide the artist before its step."""
        artist.set_visible(step >= self.since)


@dataclass(frozen=True, eq=False)
class Uncovered(Moving):
    """An artist over an axis of steps, which is uncovered from the left."""

    ax: Axes

    def show(self, artist: Artist, step: float) -> None:
        """Clip the artist at the step."""
        low, high = self.ax.get_ylim()
        shown = Bbox([[self.ax.get_xlim()[0], low], [step, high]])
        artist.set_clip_box(TransformedBbox(shown, self.ax.transData))


@dataclass(frozen=True, eq=False)
class Counting(Moving):
    """A text that says which step it is."""

    def show(self, artist: Artist, step: float) -> None:
        """Write the step that was last reached."""
        assert isinstance(artist, Text)
        artist.set_text(words.step(math.floor(step)))


_MOVING: WeakKeyDictionary[Artist, Moving] = WeakKeyDictionary()


def moves(artists: Artist | Sequence[Artist], how: Moving) -> None:
    """Say that artists depend on the step."""
    for artist in [artists] if isinstance(artists, Artist) else artists:
        _MOVING[artist] = how


def trail(places: npt.ArrayLike, steps: npt.ArrayLike | None = None) -> Trail:
    """Return the trail through places ``(2, n)``, one for each step from 0 on unless given."""
    at = np.asarray(places, dtype=float)
    when = np.arange(at.shape[1]) if steps is None else np.asarray(steps)
    return Trail(when.astype(float), at)


def moving(figure: Figure | Axes) -> dict[Artist, Moving]:
    """Return the artists of a figure, or of axes, that depend on the step, the lowest first."""
    found = figure.findobj(lambda artist: artist in _MOVING)
    return {one: _MOVING[one] for one in sorted(found, key=lambda one: one.get_zorder())}


Turn = Callable[[Axes, float], None]
"""Draws axes anew as they look after a share of a turn, from 0 to 1."""

_TURNING: WeakKeyDictionary[Axes, Turn] = WeakKeyDictionary()


def turns(ax: Axes, draw: Turn) -> None:
    """Say that axes are seen from another side in each frame of a film."""
    _TURNING[ax] = draw


def turning(figure: Figure) -> dict[Axes, Turn]:
    """Return the axes of a figure that turn."""
    return {ax: _TURNING[ax] for ax in figure.axes if ax in _TURNING}


def show_step(figure: Figure, step: float) -> None:
    """Let a figure look as it does at a step of its runs."""
    for artist, how in moving(figure).items():
        how.show(artist, step)
