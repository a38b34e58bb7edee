"""Losses and their gradients, where they come from, and what they do to training."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.plots.panels.lines import Line, draw_lines, line_styles, write_key
from optim_viz.plots.panels.stages import LandscapeStage, stage
from optim_viz.plots.style.grids import Place, Room, grid
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.page import NOTE, Page
from optim_viz.plots.style.themes import ink, paper, points, whole_figure
from optim_viz.plots.style.ticks import TYPE, label_axes
from optim_viz.studies.losses import Curves, Duel, Likelihood, Likelihoods, LossCurve
from optim_viz.text import words
from surfaces import Array

_STEEPEST = 1.6
"""Gradients are shown up to this size: those of squares grow without bound."""

_HIGHEST = 4.0
"""Losses are shown up to this height."""

_NARROW = 26.0
"""Width of a page on which losses of one kind have room, in ems."""

_PAIRS = Room(down=2.5)
"""Room of panels whose column has one axis across, named at its foot."""

_MAPS = Room(narrowest=6.5)
"""Room of a panel among those of the page of two trainings."""


@whole_figure
def curves(found: Curves) -> Figure:
    """Return losses of a residual and of a logit, and below them their gradients.

    Where only one of both kinds is given, or has room, its gradients stand beside it.
    """
    page = Page()
    page.write_title(words.LOSSES)
    narrow = page.width < _NARROW
    styles = line_styles(len(found.residuals) + len(found.logits))
    first = len(found.residuals)
    kinds = [(found.residuals, styles[:first]), (found.logits, styles[first:])]
    kinds = [(some, own) for some, own in kinds if some]
    kinds = kinds[:1] if narrow else kinds
    shown = [(one.name, style) for some, own in kinds for one, style in zip(some, own, strict=True)]
    no_sums = [words.NO_SUMS_OVER_ROWS] if "dice" in (name for name, _ in shown) else []
    page.write_foot([words.LOSSES_OF_ONE_ROW, *no_sums])
    names = [words.LOSS_NAMES[name] for name, _ in shown]
    top = write_key(page, names, [style for _, style in shown])
    places = grid(page, top, 2 * len(kinds), 2, _PAIRS)
    panels = [(some, own, slopes) for slopes in (False, True) for some, own in kinds]
    for place, (some, own, slopes) in zip(places, panels, strict=False):
        ax = draw_losses(some, own, page.axes(*place), slopes=slopes)
        _share_axis(ax, place, places)
    return page.figure


def draw_losses(
    some: Sequence[LossCurve], styles: Sequence[Style], ax: Axes | None = None, *, slopes: bool
) -> Axes:
    """Draw losses of a residual, or of the logit of the true class; or their gradients."""
    lines = [
        Line(words.LOSS_NAMES[one.name], one.x, one.slope if slopes else one.value, style)
        for one, style in zip(some, styles, strict=True)
    ]
    is_residual = some[0].name == "mse"
    top = _STEEPEST if slopes else _HIGHEST
    low = 0.04 * top if not slopes else 1.15 if not is_residual else top
    return draw_lines(
        lines, ax, across=words.RESIDUAL if is_residual else (words.LOGIT, words.LOGIT_IN_SHORT),
        up=(words.SLOPE_OF_LOSS, words.GRADIENT) if slopes else words.LOSS_OF_ROW,
        y_limits=(-low, 0.25 if slopes and not is_residual else top),
    )  # fmt: skip


def _share_axis(ax: Axes, place: Place, places: Sequence[Place]) -> None:
    """Name the axis across in the last row only."""
    if place[1] > min(one[1] for one in places):
        ax.set_xlabel("")


@whole_figure
def likelihoods(found: Likelihoods) -> Figure:
    """Return densities of residuals and of classes, and below them their negative logarithms."""
    page = Page()
    page.write_title(words.LOSSES_ARE_LIKELIHOODS)
    narrow = page.width < _NARROW
    page.write_foot([words.LIKELIHOODS_IN_SHORT if narrow else words.HOW_LIKELIHOODS_ARE_DRAWN])
    styles = line_styles(len(found.numbers) + len(found.classes))
    first = len(found.numbers)
    kinds = [(found.numbers, styles[:first]), (found.classes, styles[first:])]
    kinds = kinds[:1] if narrow else kinds
    shown = [(one.name, style) for some, own in kinds for one, style in zip(some, own, strict=True)]
    names = [words.LIKELIHOOD_NAMES[name] for name, _ in shown]
    top = write_key(page, names, [style for _, style in shown])
    places = grid(page, top, 2 * len(kinds), 2, _PAIRS)
    panels = [(some, own, logs) for logs in (False, True) for some, own in kinds]
    panels = panels[-len(places) :]
    for place, (some, own, logs) in zip(places, panels, strict=False):
        ax = draw_likelihoods(some, own, page.axes(*place), logs=logs)
        _share_axis(ax, place, places)
    return page.figure


def draw_likelihoods(
    some: Sequence[Likelihood], styles: Sequence[Style], ax: Axes | None = None, *, logs: bool
) -> Axes:
    """Draw densities, or their negative logarithms with the losses as dots on them."""
    lines = [
        Line(one.name, one.x, one.surprise if logs else one.density, style)
        for one, style in zip(some, styles, strict=True)
    ]
    of_residual = some[0].name == "normal"
    plain = words.DENSITY if of_residual else words.PROBABILITY
    up: tuple[str, ...] = words.SURPRISE if logs else plain
    top = _HIGHEST if logs else 0.62 if of_residual else 1.04
    across = words.RESIDUAL if of_residual else (words.LOGIT, words.LOGIT_IN_SHORT)
    ax = draw_lines(
        lines, ax, across=across, up=up,
        y_limits=(-0.04 * top, top),
    )  # fmt: skip
    size = 1.2 * points("lines.markersize")
    for one, style in zip(some if logs else [], styles, strict=False):
        few = slice(None, None, 30)
        ax.plot(
            one.x[few], (one.loss + one.constant)[few], ls="none", marker="o", ms=size,
            color=style.colour, mec=paper(), mew=0.15 * size, zorder=5,
        )  # fmt: skip
    return ax


@whole_figure
def sigmoid(found: Duel) -> Figure:
    """Return the slope by the logit of both losses, the two trainings, and what they reach."""
    page = Page()
    page.write_title(words.ENTROPY_BEATS_SQUARES)
    page.write_foot([words.slopes_at_start(*(f"{one:.2g}" for one in found.slopes))])
    styles = line_styles(2)
    names = [words.LOSS_NAMES["mse_of_sigmoid"], words.LOSS_NAMES["bce"]]
    top = write_key(page, names, styles)
    places = grid(page, top, 4, 4, _MAPS)
    if len({place[0] for place in places}) < 4:
        places = grid(page, top, 4, 2)
    draws = [_draw_slopes, _draw_error, _draw_squares, _draw_entropy]
    in_a_row = len(places) == 4 and len({place[1] for place in places}) == 1
    order = (0, 2, 3, 1) if in_a_row else (0, 1, 2, 3)
    for place, nth in zip(places, order, strict=False):
        draws[nth](found, styles, page, place)
    return page.figure


def _draw_slopes(found: Duel, styles: Sequence[Style], page: Page, place: Place) -> None:
    """Draw the slope of both losses by the logit of the true class."""
    lines = [
        Line("", one.x, one.slope, style) for one, style in zip(found.curves, styles, strict=True)
    ]
    draw_lines(
        lines, page.axes(*place), across=words.LOGIT_IN_SHORT, up=words.GRADIENT,
        y_limits=(-1.08, 0.08),
    )  # fmt: skip


def _draw_error(found: Duel, styles: Sequence[Style], page: Page, place: Place) -> None:
    """Draw the share of rows that are classified wrongly after each step."""
    lines = []
    for one, style in zip(found.runs, styles, strict=True):
        shares = [100 * (1 - found.accuracy(one, step)) for step in range(len(one.values))]
        lines.append(Line("", np.arange(len(shares), dtype=float), np.array(shares), style))
    draw_lines(
        lines, page.axes(*place), across=words.STEP, up=words.WRONG_ROWS, y_limits=(0.0, 100.0)
    )


def _draw_squares(found: Duel, styles: Sequence[Style], page: Page, place: Place) -> None:
    _draw_training(found, 0, styles[0], page, place)


def _draw_entropy(found: Duel, styles: Sequence[Style], page: Page, place: Place) -> None:
    _draw_training(found, 1, styles[1], page, place)


def _draw_training(found: Duel, nth: int, style: Style, page: Page, place: Place) -> None:
    """Draw the path of one training on the contours of its loss, both in the same frame."""
    ax, taken = page.axes(*place), found.runs[nth]
    ground = stage(taken.surface, found.runs, place[2] / place[3], _frame(found))
    assert isinstance(ground, LandscapeStage)
    ground.draw([taken], [_marked(style)], ax)
    across, up = ground.labels
    label_axes(ax, across, up)
    name = words.LOSS_NAMES["mse_of_sigmoid" if nth == 0 else "bce"]
    room = place[2] - page.measure([ax.get_title(loc="left")], TYPE) - 0.6
    if page.measure([name], NOTE) <= room:  # else the path has the colour of the key
        top = place[1] + place[3] + 0.35
        page.write(place[0] + place[2], top, name, NOTE, color=ink(0.8), ha="right")


def _marked(style: Style) -> Style:
    """Return a style with a marker, so that steps can be told."""
    return Style(style.light, style.dark, (), "o")


def _frame(found: Duel) -> tuple[tuple[float, float], ...]:
    """Return the part of the plane with both paths, with a margin."""
    both: Array = np.concatenate([one.points for one in found.runs], axis=1)
    low, high = both.min(axis=1), both.max(axis=1)
    room = 0.15 * np.maximum(high - low, 1.0)
    return tuple(zip((low - room).tolist(), (high + room).tolist(), strict=True))
