"""The ground of the paths of a comparison: a curve, a landscape, or a projection of many axes.

A stage is computed once from all runs and drawn on any number of axes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

import numpy as np
from matplotlib.axes import Axes

from optim_viz.plots.panels.curve import draw_curve, heights
from optim_viz.plots.panels.height_field import Camera
from optim_viz.plots.panels.landscape import (
    QUIET,
    Landscape,
    draw_landmarks,
    draw_landscape,
    landmarks,
    landscape,
)
from optim_viz.plots.panels.marks import draw_minimizers, draw_start
from optim_viz.plots.panels.moving import turns
from optim_viz.plots.panels.paths import draw_end, draw_paths
from optim_viz.plots.panels.projection import Projection, principal_plane
from optim_viz.plots.panels.relief import Relief, View, draw_relief, relief
from optim_viz.plots.panels.relief_paths import (
    draw_curve_of_minimizers,
    draw_edge,
    draw_points,
    draw_tracks,
)
from optim_viz.plots.panels.tone_scale import draw_tone_scale
from optim_viz.plots.style import text
from optim_viz.plots.style.framing import COMPARABLE, MINIMA_IN_VIEW, around, to_aspect, view
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.problem import Sides
from optim_viz.runs.results import Run
from optim_viz.studies.planes import Slice
from optim_viz.text import words
from surfaces import Array, Box, Surface

_LONGEST = 2.5
"""Largest ratio of the sides of a panel with a landscape."""

_CHORD = 0.3
"""Weight of the chords between iterates on a curve: full lines would hide it."""


_ABOVE_SLICE = 0.6
"""Weight of paths that are projected onto a slice."""

_EYES = 73
"""Places along a turn for all of which there is room: every five degrees of a whole one."""


class Stage(Protocol):
    """A ground that runs can be drawn on."""

    @property
    def box(self) -> Box:
        """The view of the axes."""

    @property
    def labels(self) -> tuple[str, str]:
        """Labels of the horizontal and the vertical axis."""

    def draw(self, runs: Sequence[Run], styles: Sequence[Style], ax: Axes) -> None:
        """Draw the ground, the start, and the paths of single runs."""

    def explain(self, ax: Axes, taken: float) -> None:
        """Say above the panel what its tones mean, right of the room taken there, in ems."""


def natural_aspect(
    surface: Surface, runs: Sequence[Run], frame: Sides | None = None
) -> float | None:
    """Return width over height of what a landscape shows with both scales the same.

    None where there is no landscape, or one whose scales differ; a long one is shown with some of
    its surroundings.
    """
    if surface.dim != 2:
        return None
    width, height = (high - low for low, high in frame or view(surface, runs).sides)
    if not 1 / COMPARABLE < width / height < COMPARABLE:
        return None
    return min(max(width / height, 1 / _LONGEST), _LONGEST)


def stage(
    surface: Surface,
    runs: Sequence[Run],
    aspect: float,
    frame: Sides | None = None,
    plane: Slice | None = None,
) -> Stage:
    """Return the stage that fits the dimension, for axes of this aspect (width over height).

    A reader may have chosen the frame, or a plane through many dimensions.
    """
    if plane is not None:
        ground = landscape(plane.plane(plane.span), plane.span)
        return PlaneStage(ground, plane, tuple(runs))
    if surface.dim == 1:
        across, *up = frame or view(surface, runs).sides
        return CurveStage(surface, Box(across, up[0] if up else heights(surface, runs, across)))
    if surface.dim == 2:
        box = Box(*frame) if frame else to_aspect(view(surface, runs), aspect, surface.domain)
        return LandscapeStage(landscape(surface, box))
    principal = principal_plane(runs)
    paths = np.concatenate([principal(run.points) for run in runs], axis=1)
    inside = np.concatenate([surface.inside(run.points) for run in runs])
    inside[0] = True  # a start outside is still a place
    lowest = principal(_lowest(surface))
    shown = np.concatenate([paths[:, inside], lowest], axis=1)
    return ProjectionStage(principal, lowest, to_aspect(around(shown), aspect))


def relief_stage(
    surface: Surface, runs: Sequence[Run], view_of: View, frame: Sides | None = None
) -> ReliefStage:
    """Return the stage that shows the surface from the side."""
    box = Box(*frame) if frame else to_aspect(view(surface, runs), 1.0, surface.domain)
    shown = relief(landscape(surface, box), view_of.z)
    iterates = np.concatenate([run.points for run in runs], axis=1)
    marks = [runs[0].points[:, :1], *landmarks(surface, box).values()]
    groups = (every[:, box.contains(every)] for every in (iterates, np.hstack(marks)))
    return ReliefStage(shown, shown.camera(view_of, *groups), view_of.turn)


def _lowest(surface: Surface) -> Array:
    """Return the global minimizers ``(d, n)``, or none where there are too many to frame."""
    at = [minimum.at for minimum in surface.minima if minimum.is_global]
    return np.array(at if len(at) <= MINIMA_IN_VIEW else []).reshape(-1, surface.dim).T


@dataclass(frozen=True, eq=False)
class CurveStage:
    """One dimension: the iterates stand on the curve, joined by chords."""

    surface: Surface
    box: Box

    @property
    def labels(self) -> tuple[str, str]:
        """Labels of the horizontal and the vertical axis."""
        return text.coordinates(self.surface)[0], "f"

    def draw(self, runs: Sequence[Run], styles: Sequence[Style], ax: Axes) -> None:
        """Draw the curve with its minima, and the paths."""
        draw_curve(self.surface, self.box, ax)
        paths = [np.array([run.points[0], self.surface.told(run.values)]) for run in runs]
        _draw_all(runs, paths, styles, ax, weight=_CHORD)

    def explain(self, ax: Axes, taken: float) -> None:
        """There are no tones."""


@dataclass(frozen=True, eq=False)
class LandscapeStage:
    """Two dimensions: the surface from above."""

    ground: Landscape

    @property
    def labels(self) -> tuple[str, str]:
        """Labels of the horizontal and the vertical axis."""
        across, up = text.coordinates(self.ground.surface)
        return across, up

    @property
    def box(self) -> Box:
        """The view of the axes."""
        return self.ground.box

    def draw(self, runs: Sequence[Run], styles: Sequence[Style], ax: Axes) -> None:
        """Draw the contours with the landmarks, and the paths."""
        draw_landscape(self.ground, ax, QUIET)
        draw_landmarks(self.ground.surface, self.ground.box, ax)
        _draw_all(runs, [run.points for run in runs], styles, ax)

    def explain(self, ax: Axes, taken: float) -> None:
        """Draw the tones from low to high."""
        draw_tone_scale(self.ground, ax, QUIET, taken=taken)


@dataclass(frozen=True, eq=False)
class ReliefStage:
    """Two dimensions, seen from the side: what a hill hides is faint."""

    shown: Relief
    camera: Camera
    turn: float = 0.0
    """By how much the eye goes around during a film, in degrees."""

    @property
    def labels(self) -> tuple[str, str]:
        """Names of both axes of the plane; the relief writes them itself."""
        across, up = text.coordinates(self.shown.ground.surface)
        return across, up

    @property
    def box(self) -> Box:
        """The part of the plane that is shown."""
        return self.shown.ground.box

    def draw(self, runs: Sequence[Run], styles: Sequence[Style], ax: Axes) -> None:
        """Draw the block with the landmarks, and the paths."""
        self._draw_after(runs, styles, ax, 0.0)
        if self.turn:
            turns(ax, partial(self._draw_after, runs, styles))

    def _eye(self, share: float) -> Camera:
        """Return where the eye is after a share of the turn."""
        return Camera(self.camera.elevation, self.camera.azimuth + share * self.turn)

    def _draw_after(
        self, runs: Sequence[Run], styles: Sequence[Style], ax: Axes, share: float
    ) -> None:
        """Draw all of it as it is seen after a share of the turn, in place of what was there."""
        for artist in (*ax.lines, *ax.images, *ax.patches, *ax.texts, *ax.collections):
            artist.remove()
        eyes = tuple(map(self._eye, np.linspace(0, 1, _EYES))) if self.turn else ()
        scene = draw_relief(self.shown, self._eye(share), ax, QUIET, eyes)
        draw_edge(self.shown, scene)
        draw_curve_of_minimizers(self.shown, scene)
        ground = self.shown.ground
        for kind, at in landmarks(ground.surface, ground.box).items():
            draw_points(kind, at, self.shown, scene)
        paths = [run.points for run in runs]
        draw_tracks(paths, styles, _exit_words(runs, paths, self.box), self.shown, scene)
        draw_points("start", paths[0][:, :1], self.shown, scene)

    def explain(self, ax: Axes, taken: float) -> None:
        """Leave it to the axis of the heights."""


@dataclass(frozen=True, eq=False)
class PlaneStage:
    """More dimensions: a slice from above, and the paths projected onto it.

    Where an iterate does not lie on the slice, what is drawn of it is hollow: the contours below
    it are not its own value.
    """

    ground: Landscape
    plane: Slice
    runs: tuple[Run, ...]
    """Those of the slice, in its order."""

    @property
    def labels(self) -> tuple[str, str]:
        """Labels of the horizontal and the vertical axis, with the share that they explain."""
        first, second = (
            f"{text.number(float(f'{100 * one:.2g}'))} %" for one in self.plane.explained
        )
        if self.plane.kind == "pca":
            return words.principal_component(1, first), words.principal_component(2, second)
        if self.plane.kind == "filter":
            return words.random_direction(1, first), words.random_direction(2, second)
        titles = {run.optimizer.name: run.optimizer.title for run in self.runs}
        points = (titles.get(name, words.START_OF_PATHS) for name in self.plane.kind.split(","))
        origin, *ends = points
        across, up = (words.towards(origin, one) for one in ends)
        return across, up

    @property
    def box(self) -> Box:
        """The view of the axes."""
        return self.ground.box

    def draw(self, runs: Sequence[Run], styles: Sequence[Style], ax: Axes) -> None:
        """Draw the slice, and the paths above it."""
        draw_landscape(self.ground, ax, QUIET)
        places = [self.runs.index(run) for run in runs]
        hollow = [replace(style, nth=1) for style in styles]
        _draw_all(runs, [self.plane.paths[i] for i in places], hollow, ax, weight=_ABOVE_SLICE)
        for i, style in zip(places, styles, strict=True):
            on = self.plane.is_on(i)
            if on[-1]:
                x, y = self.plane.paths[i][:, -1:]
                draw_end(x, y, replace(style, nth=0), ax, steps=np.array([float(len(on) - 1)]))

    def explain(self, ax: Axes, taken: float) -> None:
        """Draw the tones from low to high."""
        draw_tone_scale(self.ground, ax, QUIET, taken=taken)


@dataclass(frozen=True, eq=False)
class ProjectionStage:
    """More dimensions: the plane in which the paths vary most, and its share of the variance."""

    plane: Projection
    lowest: Array
    """Global minimizers in the plane, ``(2, n)``."""
    box: Box

    @property
    def labels(self) -> tuple[str, str]:
        """Labels of the horizontal and the vertical axis, with the variance explained."""
        first, second = map(text.percent, self.plane.explained)
        return words.principal_component(1, first), words.principal_component(2, second)

    def draw(self, runs: Sequence[Run], styles: Sequence[Style], ax: Axes) -> None:
        """Draw the paths, and the minimizers where they fall in the plane."""
        (left, right), (bottom, top) = self.box.sides
        ax.set(xlim=(left, right), ylim=(bottom, top))
        draw_minimizers(self.lowest, ax)
        _draw_all(runs, [self.plane(run.points) for run in runs], styles, ax)

    def explain(self, ax: Axes, taken: float) -> None:
        """There are no tones."""


def _draw_all(
    runs: Sequence[Run],
    paths: Sequence[Array],
    styles: Sequence[Style],
    ax: Axes,
    *,
    weight: float = 1.0,
) -> None:
    exits = _exit_words(runs, paths, Box(ax.get_xlim(), ax.get_ylim()))
    draw_paths(paths, styles, ax, words=exits, weight=weight)
    if Box(ax.get_xlim(), ax.get_ylim()).contains(paths[0][:, :1]).all():
        draw_start(paths[0][:, 0], ax)


def _exit_words(runs: Sequence[Run], paths: Sequence[Array], frame: Box) -> list[str]:
    """Return what is said of each path where it leaves the frame."""
    shown = [int(np.flatnonzero(frame.contains(path))[-1:].sum()) for path in paths]
    return [text.exit_word(run, step) for run, step in zip(runs, shown, strict=True)]
