"""The data of a model, and what each run makes of them: a line, a curve, a decision boundary."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeGuard

import numpy as np
from contourpy import contour_generator
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from optim_viz.plots.panels.moving import Moving, moves
from optim_viz.plots.panels.paths import halo
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.themes import axes_or_new, ink, paper, points
from optim_viz.runs.results import Run
from optim_viz.text import words
from surfaces import Array, Box, Surface
from surfaces.models.model import Model

_ALONG, _ACROSS = 161, 61
"""Inputs at which a curve is computed, and in each direction of a plane for a boundary."""

_FEW = 20
"""Rows up to this number have large dots."""

_MARGIN = 0.08
"""Room beside the data, as a share of their extent."""

_NOWHERE: Array = np.full((2, 1), np.nan)


def has_picture(surface: Surface) -> TypeGuard[Model]:
    """Whether it is a model whose data can be drawn: see `Model.has_picture`."""
    return isinstance(surface, Model) and surface.has_picture


@dataclass(frozen=True, eq=False)
class Fit(Moving):
    """What a run makes of the data at a step: a line in the plane of the panel."""

    model: Model
    run: Run
    box: Box
    """The part of the plane that is shown."""

    def show(self, artist: Artist, step: float) -> None:
        """Draw the model of the last step that was reached."""
        assert isinstance(artist, Line2D)
        artist.set_data(*self.at(min(int(step), len(self.run.values) - 1)))

    def at(self, step: int) -> Array:
        """Return the line ``(2, n)`` of a step; nowhere where parameters are not finite."""
        point = self.run.points[:, step]
        if not np.isfinite(point).all():
            return _NOWHERE
        with np.errstate(all="ignore"):
            return self._line(point)

    @abstractmethod
    def _line(self, point: Array) -> Array:
        """Return the line of a model ``(2, n)``."""


class Curve(Fit):
    """Predictions over one input."""

    def _line(self, point: Array) -> Array:
        (low, high), (bottom, top) = self.box.sides
        x = np.linspace(low, high, _ALONG)
        y = self.model.predict(point, x[:, np.newaxis])[:, 0]
        tall = 9 * (top - bottom)  # renderers overflow on what is drawn far outside
        return np.array([x, np.clip(y, bottom - tall, top + tall)])


class Boundary(Fit):
    """Where a model cannot decide between two classes, in the plane of two inputs."""

    def _line(self, point: Array) -> Array:
        x, y = (np.linspace(low, high, _ACROSS) for low, high in self.box.sides)
        grid = np.array(np.meshgrid(x, y)).reshape(2, -1).T
        odds = self.model.predict(point, grid)[:, 0].reshape(_ACROSS, _ACROSS)
        targets = self.model.targets
        lines = contour_generator(x, y, odds).lines(float(targets.max() + targets.min()) / 2)
        parts = [np.vstack([np.asarray(line, dtype=float), _NOWHERE.T]) for line in lines]
        return np.concatenate(parts).T if parts else _NOWHERE


def draw_data(
    model: Model, runs: Sequence[Run], styles: Sequence[Style], ax: Axes | None = None
) -> Axes:
    """Draw the rows of the data, and the model that each single run has come to.

    Parameters
    ----------
    model : Model
        One that `has_picture`.
    runs, styles : sequences of the same length
    ax : Axes, optional
        By default those of a new figure.
    """
    ax = axes_or_new(ax)
    data, is_plane = model.dataset, model.dataset.features == 2
    places = data.inputs if is_plane else np.column_stack([data.inputs, model.targets])
    box = _around(places)
    kind = Boundary if is_plane else Curve
    (low, high), (bottom, top) = box.sides
    ax.set(xlim=(low, high), ylim=(bottom, top))
    _draw_rows(places, model.targets[:, 0] if data.classes else np.ones(data.rows), ax)
    width = points("lines.linewidth")
    for run, style in zip(runs, styles, strict=True):
        fit = kind(model, run, box)
        line = ax.plot(
            *fit.at(int(run.taken)), color=style.colour, lw=width, zorder=3,
            ls=(0, style.dash) if style.dash else "-", path_effects=halo(width),
        )  # fmt: skip
        moves(line, fit)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    names = data.input_names if is_plane else (data.input_names[0], data.target_name)
    ax.locator_params(nbins=4)
    ax.set_xlabel(names[0])
    ax.set_title(f"{words.DATA}: {names[1]}")
    return ax


def _around(places: Array) -> Box:
    """Return a box around places ``(n, 2)`` with a margin."""
    low, high = places.min(axis=0), places.max(axis=0)
    room = _MARGIN * np.where(high > low, high - low, 1.0)
    return Box(*zip((low - room).tolist(), (high + room).tolist(), strict=True))


def _draw_rows(places: Array, targets: Array, ax: Axes) -> None:
    """Draw a dot for each row above the lines, hollow for those of the first class."""
    size = (1.5 if len(places) <= _FEW else 0.8) * points("lines.markersize")
    for filled in (False, True):
        some = (targets == targets.max()) == filled
        ax.plot(
            *places[some].T, ls="none", marker="o", ms=size, mew=0.2 * size, zorder=3.5,
            mec=ink(0.55), mfc=ink(0.55) if filled else paper(),
        )  # fmt: skip
