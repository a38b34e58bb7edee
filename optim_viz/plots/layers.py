"""Activations, gradients in depth, layers that are a line, and exclusive or."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from optim_viz.plots.panels.lines import Line, draw_lines, line_styles, write_key
from optim_viz.plots.style import text
from optim_viz.plots.style.grids import Place, Room, grid
from optim_viz.plots.style.page import NOTE, Page
from optim_viz.plots.style.themes import axes_or_new, ink, mix, paper, points, whole_figure
from optim_viz.plots.style.ticks import label_axes
from optim_viz.runs.results import Run
from optim_viz.studies.layers import (
    DEPTHS,
    RANGE,
    Activations,
    Collapse,
    Depth,
    Xor,
)
from optim_viz.text import words
from surfaces.models.layers import BENT
from surfaces.models.model import Model
from surfaces.models.networks import INITS

_THREE = Room(left=3.8, narrowest=6.0, across=3.4)

_TELLING = {1: (0,), 2: (0, 2), 3: (0, 1, 2)}
"""Initialisations, by their number, for as many panels: the best one, and where all fades."""

_PIXELS = 121
"""Points on each side of a picture of odds."""

_AROUND_ROWS = (-0.35, 1.35)
"""The part of the plane of inputs that is shown."""

_TINT = 0.55
"""Strength of the colour of a class that is certain."""


@whole_figure
def activations(found: Activations) -> Figure:
    """Return the activations and their derivatives."""
    page = Page()
    page.write_title(words.ACTIVATIONS)
    page.write_foot([words.SLOPES_OF_ACTIVATIONS])
    styles = line_styles(len(found.curves))
    top = write_key(page, [words.ACTIVATION_NAMES[one.name] for one in found.curves], styles)
    for slopes, place in zip((False, True), grid(page, top, 2, 2), strict=False):
        lines = [
            Line(one.name, one.x, one.slope if slopes else one.value, style)
            for one, style in zip(found.curves, styles, strict=True)
        ]
        draw_lines(
            lines, page.axes(*place), across=words.INPUT_OF_UNIT, x_limits=RANGE,
            up=words.SLOPE_OF_ACTIVATION if slopes else words.ACTIVATION,
            y_limits=(-0.06, 1.1) if slopes else (-1.1, 3.0),
        )  # fmt: skip
    return page.figure


@whole_figure
def depth(found: Depth) -> Figure:
    """Return the sizes of gradients in each layer, a panel for each initialisation."""
    page = Page()
    page.write_title(words.GRADIENTS_IN_DEPTH)
    page.write_foot([words.deep_networks(found.depth, found.width)])
    styles = line_styles(len(BENT))
    top = write_key(page, [words.ACTIVATION_NAMES[one] for one in BENT], styles)
    places = _in_a_row(page, top, 3)
    shown = [INITS[nth] for nth in _TELLING[len(places)]]
    everything = np.concatenate([found.sizes[init, name] for init in shown for name in BENT])
    low = max(float(everything[everything > 0].min(initial=1.0)), 1e-300)
    limits = low / 10, float(everything.max()) * 100
    for init, place in zip(shown, places, strict=True):
        layers = np.arange(1.0, found.depth + 1)
        lines = [
            Line(name, layers, found.sizes[init, name], style)
            for name, style in zip(BENT, styles, strict=True)
        ]
        first = place[0] == places[0][0]
        ax = draw_lines(
            lines, page.axes(*place), across=words.HIDDEN_LAYER, up=words.INIT_NAMES[init],
            y_limits=limits, log="y",
        )  # fmt: skip
        ax.tick_params(labelleft=first)
    return page.figure


@whole_figure
def collapse(found: Collapse) -> Figure:
    """Return what networks make of one input: without activation a line, whatever their depth."""
    page = Page()
    page.write_title(words.LINEAR_LAYERS)
    page.write_foot([words.PRODUCT_OF_WEIGHTS])
    styles = line_styles(len(DEPTHS))
    top = write_key(page, [words.hidden_layers(one) for one in DEPTHS], styles)
    for name, place in zip(found.names, _in_a_row(page, top, 3), strict=False):
        lines = [
            Line(name, found.x, found.outputs[name, one], style)
            for one, style in zip(DEPTHS, styles, strict=True)
        ]
        draw_lines(
            lines, page.axes(*place), across=words.INPUT,
            up=(words.output_with(words.ACTIVATION_NAMES[name]), words.ACTIVATION_NAMES[name]),
        )  # fmt: skip
    return page.figure


@whole_figure
def xor(found: Xor) -> Figure:
    """Return what one layer and two make of the plane, and the losses of both trainings."""
    page = Page()
    page.write_title(words.XOR)
    page.write_foot([words.WHY_NOT_ONE_LAYER])
    styles = line_styles(2)
    top = write_key(page, [words.ONE_LAYER, words.TWO_LAYERS], styles)
    places = _in_a_row(page, top, 3)
    both = list(zip(found.runs, styles, strict=True))
    for (taken, style), place in zip(both if len(places) > 1 else both[1:], places, strict=False):
        draw_odds(taken, page.axes(*place))
        page.write(
            place[0] + place[2], place[1] + place[3] + 0.35, _outcome(found, taken), NOTE,
            color=style.text_colour, ha="right",
        )  # fmt: skip
    if len(places) > 2:
        lines = [
            Line("", np.arange(float(len(one.values))), one.values, style)
            for one, style in zip(found.runs, styles, strict=True)
        ]
        ax = draw_lines(
            lines, page.axes(*places[2]), across=words.STEP, up=words.LOSS_OF_ROW,
            y_limits=(0.0, 1.05 * max(float(one.values.max()) for one in found.runs)),
        )  # fmt: skip
        ax.axhline(np.log(2), color=ink(0.58), lw=0.4 * points("lines.linewidth"), zorder=1)
    return page.figure


def _outcome(found: Xor, taken: Run) -> str:
    """Return the share of rows that is right; at even odds rounding decides, and nothing is."""
    if found.is_even(taken):
        return words.EVEN_ODDS
    return words.right(text.percent(found.accuracy(taken)))


def draw_odds(taken: Run, ax: Axes | None = None) -> Axes:
    """Draw the odds of both classes over the plane of two inputs, and the rows of the data.

    Parameters
    ----------
    taken : Run
        Of a model of two inputs and two classes, at its end.
    ax : Axes, optional
        Its size must be final.
    """
    ax, (first, second) = axes_or_new(ax), line_styles(5)[3:]
    model = taken.surface
    assert isinstance(model, Model)
    ticks = np.linspace(*_AROUND_ROWS, _PIXELS)
    plane = np.array(np.meshgrid(ticks, ticks)).reshape(2, -1).T
    odds = model.predict(taken.points[:, -1], plane)[:, 0].reshape(_PIXELS, _PIXELS, 1)
    middle = to_rgb(paper())
    ends = [to_rgb(mix(one.colour, paper(), _TINT)) for one in (first, second)]
    share = np.abs(2.0 * odds - 1.0)
    colour = np.where(odds > 0.5, ends[1], ends[0])
    ax.imshow(
        share * colour + (1.0 - share) * middle, origin="lower", extent=(*_AROUND_ROWS,) * 2,
        aspect="auto", interpolation="nearest", zorder=0,
    )  # fmt: skip
    ax.set(xlim=_AROUND_ROWS, ylim=_AROUND_ROWS)
    if odds.min() < 0.5 < odds.max() and np.ptp(odds) > 1e-3:
        ax.contour(
            ticks, ticks, odds[..., 0], levels=[0.5], colors=[ink(0.8)],
            linewidths=0.7 * points("lines.linewidth"),
        )  # fmt: skip
    size = 2.2 * points("lines.markersize")
    for (x, y), target in zip(model.dataset.inputs, model.targets[:, 0], strict=True):
        ax.plot(
            x, y, marker="o" if target else "s", ms=size, mew=0.12 * size, mec=ink(), zorder=3,
            mfc=(second if target else first).colour, ls="none",
        )  # fmt: skip
    label_axes(ax, *model.dataset.input_names)
    return ax


def _in_a_row(page: Page, top: float, count: int) -> Sequence[Place]:
    """Return places for panels beside each other, as many as have room."""
    places = grid(page, top, count, count, _THREE)
    columns = len({place[0] for place in places})
    return places if columns == count else grid(page, top, columns, columns, _THREE)
