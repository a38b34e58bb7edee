"""Maps over the rate and the size of batches, with the rules of scaling drawn over them."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from optim_viz.plots.panels.landscape import FULL
from optim_viz.plots.panels.lines import line_styles, write_key
from optim_viz.plots.panels.paths import halo
from optim_viz.plots.style import text
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.page import NAME, NOTE, Page, write_title
from optim_viz.plots.style.themes import axes_or_new, ink, paper, points, whole_figure
from optim_viz.studies.batch_map import RULES, SEEDS, BatchMap
from optim_viz.text import words
from surfaces import Array

_LEFT, _BOTTOM, _RIGHT = 4.2, 3.6, 7.4
"""Room left of, below and right of the map, in ems."""

_NARROW = 22.0
"""A page that is narrower has no scale of tones beside the map."""

_KEY = 4.6
"""Room beside the name of a rule, for its line and at the sides of the page, in ems."""

_TONES = 64


@whole_figure
def figure(found: BatchMap) -> Figure:
    """Return the losses over rate and batch size, with the rates of both rules."""
    page = Page()
    write_title(page, found.surface)
    page.write_foot(conditions(found))
    styles = _styles()
    names = [page.in_parts(words.SCALING[rule], NAME, page.width - _KEY) for rule in RULES]
    height = write_key(page, names, styles) - _BOTTOM
    narrow = page.width < _NARROW
    width = page.width - _LEFT - (1.4 if narrow else _RIGHT)
    ax = page.axes(_LEFT, _BOTTOM, width, height)
    draw_batch_map(found, ax)
    if not narrow:
        _draw_scale(page, found, _LEFT + width + 1.2, _BOTTOM, height)
    return page.figure


def draw_batch_map(found: BatchMap, ax: Axes | None = None) -> Axes:
    """Draw the loss of each pair as a tone, the best rate of each size, and both rules."""
    ax = axes_or_new(ax)
    x, y = np.log10(found.rates), np.log2(np.array(found.sizes, dtype=float))
    pixels = np.array(
        [[to_rgb(colour) for colour in FULL(row.tolist())] for row in _heights(found)]
    )
    extent = _around(x) + _around(y)
    ax.pcolormesh(_edges(x), _edges(y), pixels, shading="flat", zorder=0)
    ax.set(xlim=extent[:2], ylim=extent[2:])
    width, size = points("lines.linewidth"), points("lines.markersize")
    for rule, style in zip(RULES, _styles(), strict=True):
        ax.plot(
            np.log10(found.rule(rule)), y, color=style.colour, lw=width, zorder=4,
            ls=(0, style.dash) if style.dash else "-", path_effects=halo(width),
        )  # fmt: skip
    ax.plot(
        np.log10(found.best), y, ls="none", marker="o", ms=1.8 * size, mfc=paper(), mec=ink(),
        mew=0.4 * size, zorder=5,
    )  # fmt: skip
    low, high = (int(np.ceil(x[0] - 1e-9)), int(np.floor(x[-1] + 1e-9)))
    powers = range(low, high + 1)
    ax.set_xticks(list(powers), [text.power_of_ten(k) if k else "1" for k in powers])
    stride = max(1, -(-len(y) // 8))
    ax.set_yticks(y[::stride].tolist(), [str(one) for one in found.sizes[::stride]])
    ax.set_xlabel(words.KNOB["lr"])
    ax.set_title(words.BATCH_SIZE)
    return ax


def conditions(found: BatchMap) -> list[str]:
    """Return the conditions in words."""
    method = found.optimizer
    knobs = [
        f"{text.symbol(name)} {text.number(value)}"
        for name, value in method.knobs.items()
        if name != "lr" and isinstance(value, int | float) and (value or name in method.given)
    ]
    return [
        words.best_rates_grow(f"{found.power:.2f}"),
        ", ".join([method.title, *knobs]),
        words.same_rows(found.epochs, found.surface.rows),
        words.median_of_seeds(SEEDS),
    ]


def _styles() -> list[Style]:
    return line_styles(3)[1:]


def _heights(found: BatchMap) -> Array:
    """Return the tone of each loss: 0 for the lowest, 1 for that at the start and above."""
    low = float(found.loss.min())
    with np.errstate(all="ignore"):
        share = np.log(found.loss / low) / np.log(max(found.first / low, 1.0 + 1e-9))
    return np.asarray(np.clip(np.where(np.isfinite(share), share, 1.0), 0.0, 1.0))


def _edges(middle: Array) -> Array:
    """Return the edges of cells around their middles."""
    half = np.diff(middle) / 2
    between = middle[:-1] + half
    return np.concatenate([[middle[0] - half[0]], between, [middle[-1] + half[-1]]])


def _around(middle: Array) -> tuple[float, float]:
    edges = _edges(middle)
    return float(edges[0]), float(edges[-1])


def _draw_scale(page: Page, found: BatchMap, left: float, bottom: float, height: float) -> None:
    """Draw the tones from the lowest loss to that at the start, and the mark of the best rate."""
    tall = min(0.5 * height, 7.0)
    ax = page.axes(left, bottom, 0.9, tall)
    rows = np.array([[to_rgb(one)] for one in FULL(np.linspace(0, 1, _TONES).tolist())])
    ax.imshow(rows, origin="lower", aspect="auto")
    ax.set(xticks=[], yticks=[])
    page.write(left + 1.2, bottom, text.number(float(found.loss.min())), NOTE, color=ink(0.8))
    top = f"≥ {text.number(found.first)}"
    page.write(left + 1.2, bottom + tall - 0.7, top, NOTE, color=ink(0.8))
    page.write(left, bottom + tall + 0.5, words.LOSS, NOTE, color=ink(0.8))
    size = points("lines.markersize")
    mark = page.axes(left, bottom + tall + 2.3, 0.9, 0.9)
    mark.set_axis_off()
    mark.plot([0.5], [0.5], "o", ms=1.8 * size, mfc=paper(), mec=ink(), mew=0.4 * size)
    page.write(left + 1.2, bottom + tall + 2.45, words.BEST_LR, NOTE, color=ink(0.8))
