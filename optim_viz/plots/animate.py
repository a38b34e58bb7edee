"""The film of a comparison: the figure as of each step, its background drawn only once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib import rcParams
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation

from optim_viz.plots.compare import figure as still
from optim_viz.plots.panels.moving import Counting, moves, moving, show_step, turning
from optim_viz.plots.panels.pens import Pen, pen, still_pen
from optim_viz.plots.style.labels import text_width
from optim_viz.plots.style.page import NOTE
from optim_viz.plots.style.picture import Picture
from optim_viz.plots.style.themes import ink, points, whole_figure
from optim_viz.plots.style.ticks import TYPE
from optim_viz.problem import Sides
from optim_viz.recipes.compare import CompareRecipe
from optim_viz.studies.compare import Comparison
from optim_viz.text import words

Pixels = npt.NDArray[np.uint8]
"""A frame, ``(height, width, 4)``: red, green, blue, opacity."""

_BELOW = 2.2
"""Distance of the step below the paths where there are no curves, in ems."""

_MARGIN, _TITLE = 0.9, 1.7
"""Distance of the step from the right of the page, and from its top on the line of the title."""

_TAIL = 0.12
"""Length of the part of a trail that is drawn in full, as a share of all steps."""

_SETTLED_EVERY = 2
"""Frames after which the ground takes up what has left the tail: that is half of their time."""


@whole_figure
def figure(
    comparison: Comparison,
    layout: str,
    panel: str = CompareRecipe.panel,
    frame: Sides | None = CompareRecipe.view,
    **relief: Any,
) -> Figure:
    """Return a comparison with the step beside the title of its curves, or below the paths."""
    drawn = still(comparison, layout, panel, frame, **relief)
    counter = _counter(drawn, layout, words.step(len(comparison.runs[0].values) - 1))
    moves(counter, Counting())
    return drawn


def _counter(drawn: Figure, layout: str, longest: str) -> Annotation:
    """Return an empty text where there is room for the step: a title at the right moves others."""
    em = points("font.size")
    curves = [ax for ax in drawn.axes if ax.get_xlabel() == words.STEP]
    corner = -0.3 * em, -0.3 * em  # that of a panel, where nothing else is free
    ax, at, within = drawn.axes[0], (1, 1), None
    if curves:
        ax, away = curves[0], (0.0, float(rcParams["axes.titlepad"]))
        if not _fits_beside_title(ax, longest):
            away = corner
    elif layout == "race" and ax.get_xlabel():  # beside the name of its axis
        at, away = (1, 0), (0.0, -_BELOW * em)
    elif _fits_on_first_line(drawn, longest):
        away, within = (-_MARGIN * em, -_TITLE * em), drawn.transFigure
    else:
        away = corner
    return ax.annotate(
        "", at, away, xycoords=within or ax.transAxes, textcoords="offset points", ha="right",
        va="top" if away == corner else "baseline",
        fontsize=NOTE * em, color=ink(0.8), zorder=8, annotation_clip=False,
    )  # fmt: skip


def _fits_on_first_line(drawn: Figure, counter: str) -> bool:
    """Whether a text has room right of the title of a figure; a note beside that gives way."""
    em, (width, height) = points("font.size"), 72 * drawn.get_size_inches()
    first = [one for one in drawn.texts if (1 - one.get_position()[1]) * height < 2 * em]
    room = width - text_width([counter], NOTE * em) - 2 * _MARGIN * em
    for one in sorted(first, key=lambda one: one.get_position()[0], reverse=True):
        said, size, weight = one.get_text(), float(one.get_fontsize()), str(one.get_fontweight())
        if one.get_position()[0] * width + text_width([said], size, weight) <= room:
            continue
        if weight == "bold":
            return False
        one.remove()
    return True


def _fits_beside_title(ax: Axes, counter: str) -> bool:
    """Whether a panel is wide enough for its title and a text of one line right of it."""
    em = points("font.size")
    title = text_width([ax.get_title(loc="left")], TYPE * em)
    wide = ax.bbox.width * 72 / ax.figure.dpi
    return title + text_width([counter], NOTE * em) + 0.5 * em <= wide


@dataclass(frozen=True)
class Pace:
    """How the steps of a film are spread over time."""

    last: int
    """The last step."""
    fps: int
    """Frames per second."""
    seconds: float
    """Length of the way to the last step."""

    @property
    def steps(self) -> list[float]:
        """The step of each frame, from 0 to the last one."""
        count = max(2, round(self.fps * self.seconds))
        return [self.last * i / (count - 1) for i in range(count)]


@dataclass(frozen=True, eq=False)
class Film:
    """The frames of a figure over the steps of its runs, the last one as it is drawn in one go."""

    last: Pixels
    moving: tuple[slice, slice]
    """The rows and the columns of pixels outside which all frames are the same."""
    others: Iterator[Pixels]
    """Those before the last one; each array is overwritten by the next frame."""


def film(figure: Figure, pace: Pace) -> Film:
    """Return the film of a figure."""
    canvas: Any = figure.canvas
    _turn(figure, 1.0)
    show_step(figure, pace.last)
    canvas.draw()
    last = np.asarray(canvas.buffer_rgba()).copy()
    part = _part_that_moves(figure)
    frames = _turning_frames if turning(figure) else _frames
    return Film(last, part, frames(figure, pace, part))


def _frames(figure: Figure, pace: Pace, part: tuple[slice, slice]) -> Iterator[Pixels]:
    """Draw what does not move, then on it for each step what does."""
    canvas: Any = figure.canvas
    how, marks = moving(figure), _marks_above(figure)
    with _left_out([*how, *marks]):
        canvas.draw()
    renderer = canvas.get_renderer()
    pens = [pen(artist, motion, renderer) for artist, motion in how.items()]
    above = [still_pen(artist, renderer) for artist in marks]
    pixels = np.asarray(canvas.buffer_rgba())
    ground = pixels[part].copy()
    tail, settled = _TAIL * pace.last, 0.0
    for nth, step in enumerate(pace.steps[:-1]):
        pixels[part] = ground
        if step - tail > settled and nth % _SETTLED_EVERY == 0:
            for one in pens:
                one.settle(settled, step - tail, renderer)
            settled = step - tail
            ground = pixels[part].copy()
        for one in pens:
            one.draw(settled or -1.0, step, renderer)
        for one in above:
            one.draw(-1.0, 0.0, renderer)
        yield pixels


def _turning_frames(figure: Figure, pace: Pace, part: tuple[slice, slice]) -> Iterator[Pixels]:
    """Draw what does not turn, then on it for each step what does, and all that moves."""
    canvas: Any = figure.canvas
    turned = turning(figure)
    curves = {one: how for one, how in moving(figure).items() if one.axes not in turned}
    with _left_out([*curves, *turned]):
        canvas.draw()
    renderer = canvas.get_renderer()
    pens = [pen(artist, motion, renderer) for artist, motion in curves.items()]
    pixels = np.asarray(canvas.buffer_rgba())
    ground = pixels[part].copy()
    for step in pace.steps[:-1]:
        _turn(figure, step / pace.last)
        pixels[part] = ground
        with _settings_of(figure):
            for ax in turned:
                _draw_as_of(ax, step, pace, renderer)
        _draw_moving(pens, step, pace, renderer)
        yield pixels


def _turn(figure: Figure, share: float) -> None:
    """Draw what turns as it is seen after a share of the turn."""
    with _settings_of(figure):
        for ax, draw in turning(figure).items():
            draw(ax, share)


def _settings_of(figure: Figure) -> AbstractContextManager[None]:
    return figure.with_its_settings() if isinstance(figure, Picture) else nullcontext()


def _draw_as_of(ax: Axes, step: float, pace: Pace, renderer: Any) -> None:
    """Draw axes as of a step."""
    how, marks = moving(ax), _marks_above(ax)
    with _left_out([*how, *marks]):
        ax.draw(renderer)
    _draw_moving([pen(one, its, renderer) for one, its in how.items()], step, pace, renderer)
    for mark in marks:
        mark.draw(renderer)


def _draw_moving(pens: Sequence[Pen], step: float, pace: Pace, renderer: Any) -> None:
    """Draw all that moves as of a step, what lies behind the tails first."""
    behind = step - _TAIL * pace.last
    if behind > 0:
        for one in pens:
            one.settle(0.0, behind, renderer)
    for one in pens:
        one.draw(behind if behind > 0 else -1.0, step, renderer)


@contextmanager
def _left_out(artists: Sequence[Artist]) -> Iterator[None]:
    """Leave artists out where their figure is drawn."""
    for artist in artists:
        artist.set_animated(True)
    yield
    for artist in artists:
        artist.set_animated(False)


def _marks_above(figure: Figure | Axes) -> list[Artist]:
    """Return the marks that lie on the paths: of the start, and of the minima."""
    how = moving(figure)
    panels = figure.axes if isinstance(figure, Figure) else [figure]
    lowest = min((artist.get_zorder() for artist in how if artist.axes), default=0.0)
    found = [
        artist
        for ax in panels
        for artist in ax.lines
        if artist not in how and artist.get_zorder() > lowest
    ]
    return sorted(found, key=lambda artist: artist.get_zorder())


def _part_that_moves(figure: Figure) -> tuple[slice, slice]:
    """Return the rows and columns of pixels with all panels, and room for signs on their edges.

    What moves beside the panels, as words in a legend do, is on them, too.
    """
    edges = np.array([ax.bbox.extents for ax in figure.axes])
    room = 2.5 * points("font.size") * figure.dpi / 72
    words_beside = [one.get_window_extent().extents for one in moving(figure) if not one.axes]
    outwards = np.array([-1, -1, 1, 1])
    edges = np.vstack([edges + room * outwards, *(one + outwards for one in words_beside)])
    left, bottom = np.maximum(edges[:, :2].min(axis=0), 0).astype(int)
    right, top = edges[:, 2:].max(axis=0).astype(int)
    height = int(figure.bbox.height)
    return slice(max(0, height - int(top)), height - int(bottom)), slice(int(left), int(right))
