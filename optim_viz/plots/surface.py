"""A surface by itself: its stationary points and its shape."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.plots.panels.curve import draw_curve, values_along
from optim_viz.plots.panels.landscape import Landscape, draw_landscape, landscape
from optim_viz.plots.panels.marks import DRAW, draw_curve_of_minimizers, kinds
from optim_viz.plots.panels.relief import View, draw_relief, relief
from optim_viz.plots.panels.relief_paths import draw_curve_of_minimizers as draw_curve_on_relief
from optim_viz.plots.panels.relief_paths import draw_edge, draw_points
from optim_viz.plots.panels.tone_scale import draw_tone_scale
from optim_viz.plots.style import text
from optim_viz.plots.style.framing import extent, with_margin
from optim_viz.plots.style.page import NOTE, Page, write_title
from optim_viz.plots.style.themes import ink, whole_figure
from optim_viz.plots.style.ticks import TYPE, label_axes
from optim_viz.problem import Sides
from optim_viz.recipes.surface import SurfaceRecipe
from optim_viz.text import title_of, words
from surfaces import Array, Box, InputError, Surface

_TOP, _BOTTOM, _LEFT = 4.6, 3.6, 2.9
"""Room above, below and left of the panels, in ems."""

_KEY, _WIDE = 0.55, Box.cube(-100.0, 100.0, 2)
"""Height of the key above the foot, in ems, and the box of which its signs are a small part."""

_LINE, _NARROWEST = 1.15, 9.0
"""Height of a further line of text, and width below which there is no relief, in ems."""

_MOST_LINES = 2
"""A lesson that takes more lines is left out: the picture needs its room."""

_TITLE = 0.9
"""Size of the titles on a sheet of small pictures; one that is too long for its own is smaller."""


@whole_figure
def figure(
    surface: Surface,
    elevation: float = View.elevation,
    azimuth: float | None = None,
    z: str | None = None,
    frame: Sides | None = SurfaceRecipe.view,
) -> Figure:
    """Return the contours with every stationary point and a relief; a curve in one dimension.

    ``frame`` is the part that is shown, if the reader has chosen it.

    Raises
    ------
    InputError
        A surface of more than two dimensions.
    """
    if surface.dim > 2:
        raise InputError(
            f"a portrait shows one or two dimensions, {surface.name} has {surface.dim}"
        )
    page = Page()
    write_title(page, surface)
    page.height -= _LINE * (_write_lesson(page, surface) - 1)
    shown = _shown(surface, frame)
    found = {kind: _in_view(at, shown) for kind, at in kinds(surface).items()}
    counts = {kind: len(at) for kind, at in found.items() if at}
    page.raise_foot(_LINE * (_rows_of_key(page, counts, surface.kind_of_lowest) - 1))
    level = surface.continuum if surface.dim == 2 else None
    curve = level if level and level.kind == "curve" else None
    height = page.height - _TOP - _BOTTOM
    if surface.dim == 1:
        ax = page.axes(_LEFT, _BOTTOM, page.width - _LEFT - 0.9, height)
        draw_curve(surface, shown, ax)
        _draw_points({kind: _lifted(surface, at) for kind, at in found.items()}, ax)
        label_axes(ax, text.coordinates(surface)[0], "f")
    else:
        (left, right), (bottom, top) = shown.sides
        shape = min(max((right - left) / (top - bottom), 0.5), 1.3)
        width = min(height * shape, 20.0, page.width - _LEFT - 0.9)
        alone = page.width - _LEFT - width < _NARROWEST
        width = page.width - _LEFT - 0.9 if alone else width
        ax = page.axes(_LEFT, _BOTTOM, width, height)
        ground = landscape(surface, shown)
        draw_landscape(ground, ax)
        if curve:
            draw_curve_of_minimizers(curve.points, shown, ax)
        _draw_points({kind: np.array(at).reshape(-1, 2).T for kind, at in found.items()}, ax)
        across, up = text.coordinates(surface)
        label_axes(ax, across, up)
        draw_tone_scale(ground, ax, taken=page.measure([ax.get_title(loc="left")], TYPE))
        start, below = _LEFT + width, 1.7
        place = start, below, page.width - start - 1.0, page.height - below - 3.9
        at = {kind: np.array(at).reshape(-1, 2).T for kind, at in found.items()}
        if not alone:
            _draw_relief(ground, View(elevation, azimuth, z=z), at, page.axes(*place))
    left = _write_key(page, counts, surface.kind_of_lowest)
    if curve:
        low = _KEY - _LINE * (_rows_of_key(page, counts, surface.kind_of_lowest) - 1)
        spot = _sign(page, left, low)
        draw_curve_of_minimizers(np.array([[-1.0, 1.0], [0.0, 0.0]]), _WIDE, spot)
        page.write(left + 1.2, low, words.KIND["curve"], NOTE, color=ink(0.8))
    return page.figure


def _write_lesson(page: Page, surface: Surface) -> int:
    """Write what a surface teaches below the title, unless that is long; return the lines of it."""
    lesson = words.DESCRIPTION.get(surface.lesson, surface.lesson)
    lines = page.wrapped([lesson], " ", NOTE, _MOST_LINES + 1) if lesson else []
    if len(lines) > _MOST_LINES:
        return 0
    for nth, line in enumerate(lines):
        page.write(0.9, page.height - 3.1 - _LINE * nth, line, NOTE, color=ink(0.72))
    return len(lines)


def _draw_relief(ground: Landscape, view: View, found: dict[str, Array], ax: Axes) -> None:
    """Draw a landscape from the side, with its stationary points: faint where a hill hides them."""
    shown = relief(ground, view.z)
    scene = draw_relief(shown, shown.camera(view, *found.values(), shown.nodes), ax)
    draw_edge(shown, scene)
    draw_curve_on_relief(shown, scene)
    for kind, at in found.items():
        draw_points(kind, at, shown, scene)


def _draw_points(found: dict[str, Array], ax: Axes) -> None:
    for kind, at in found.items():
        if at.size:
            DRAW[kind](at, ax)


def _lifted(surface: Surface, at: Sequence[tuple[float, ...]]) -> Array:
    """Put points of a line onto its curve: ``(2, n)``."""
    x = np.array(at).reshape(-1, 1).T
    return np.array([x[0], surface.told(surface(x))])


def _shown(surface: Surface, frame: Sides | None) -> Box:
    """Return the part that is shown; of a curve the reader may have chosen one side alone."""
    if frame and len(frame) > 1:
        return Box(*frame)
    return surface.pictured if surface.dim == 2 else _curve_box(surface, frame)


def _in_view(at: Sequence[tuple[float, ...]], shown: Box) -> list[tuple[float, ...]]:
    """Return the points whose coordinates are shown; those of a line have one."""
    ends = list(zip(shown.low, shown.high, strict=True))
    return [
        point
        for point in at
        if all(low <= x <= high for x, (low, high) in zip(point, ends, strict=False))
    ]


def _curve_box(surface: Surface, frame: Sides | None) -> Box:
    (across,) = frame or surface.domain.sides
    y = surface.told(values_along(surface, np.linspace(*across, 400)))
    return Box(across, with_margin(*extent(y), 0.08))


def _write_key(page: Page, counts: dict[str, int], lowest: str) -> float:
    """Write the meaning of the marks and their numbers at the foot; where the last line ends.

    The lowest minima are called ``lowest``.
    """
    left, row = 0.9, _rows_of_key(page, counts, lowest) - 1
    bottom = _KEY - _LINE * row
    for kind, meaning in _meanings(counts, lowest).items():
        wide = 1.2 + page.measure([meaning], NOTE)
        if left > 0.9 and left + wide > page.width - 0.6:
            left, row = 0.9, row - 1
        DRAW[kind](np.zeros((2, 1)), _sign(page, left, bottom + _LINE * row))
        page.write(left + 1.2, bottom + _LINE * row, meaning, NOTE, color=ink(0.8))
        left += 1.2 + wide
    return left


def _rows_of_key(page: Page, counts: dict[str, int], lowest: str) -> int:
    """Return the number of lines that the meanings of the marks take."""
    left, rows = 0.9, 1
    for meaning in _meanings(counts, lowest).values():
        wide = 1.2 + page.measure([meaning], NOTE)
        if left > 0.9 and left + wide > page.width - 0.6:
            left, rows = 0.9, rows + 1
        left += 1.2 + wide
    return rows


def _meanings(counts: dict[str, int], lowest: str) -> dict[str, str]:
    """Return what each mark means, with the number of such points."""
    return {
        kind: words.points(lowest if kind == "global minimum" else kind, count)
        for kind, count in counts.items()
    }


def _sign(page: Page, left: float, bottom: float) -> Axes:
    """Return axes of one em for a sign of the key."""
    spot = page.axes(left, bottom - 0.2, 1.0, 1.0)
    spot.set_axis_off()
    spot.set(xlim=(-1, 1), ylim=(-1, 1))
    return spot


@whole_figure
def sheet(surfaces: Sequence[Surface]) -> Figure:
    """Return small contour pictures of two-dimensional surfaces with their minima, side by side."""
    page = Page()
    closest, down, margin = 0.9, 1.5, 1.2
    width = page.width - 2 * margin

    def largest(columns: int) -> float:
        rows = ceil(len(surfaces) / columns)
        high = (page.height - 2 * margin - down * rows) / rows
        return min((width - closest * (columns - 1)) / columns, high)

    columns = max(range(1, len(surfaces) + 1), key=largest)
    size = largest(columns)
    across = (width - size * columns) / max(columns - 1, 1)
    for i, surface in enumerate(surfaces):
        row, column = divmod(i, columns)
        left = margin + column * (size + across)
        bottom = page.height - margin - (row + 1) * (size + down)
        ax = page.axes(left, bottom, size, size)
        draw_landscape(landscape(surface, surface.pictured), ax)
        found = {"global minimum": [m.at for m in surface.minima if m.is_global]}
        _draw_points({kind: np.array(at).reshape(-1, 2).T for kind, at in found.items()}, ax)
        ax.set_xticks([])
        ax.set_yticks([])
        share = (size + across - 0.5) / page.measure([title_of(surface)], _TITLE)
        page.write(left, bottom + size + 0.3, title_of(surface), _TITLE * min(1.0, share))
    return page.figure
