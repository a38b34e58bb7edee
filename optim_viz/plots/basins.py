"""Basins: the colour of a start is the place where it leads, its shade how long that takes."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from optim_viz.basins import DIVERGED, LEFT, UNDECIDED, Basins
from optim_viz.plots import text
from optim_viz.plots.curve import draw_curve
from optim_viz.plots.layouts import NAME, NOTE, Page, write_title
from optim_viz.plots.looks import axes_or_new, ink, is_dark, mix, paper, points
from optim_viz.plots.marks import draw_local_minimizers, draw_minimizers
from optim_viz.plots.styles import Style, styles
from optim_viz.plots.ticks import label_axes
from surfaces import Box

_FEW = 8
"""So many minima have a colour of their own."""

_COLOURS = (
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a800", "#7b5ec6",
)  # fmt: skip
_OTHERS = {"minimum": "#8a8f98", "saddle": "#f2efe6", "maximum": "#f2efe6", "degenerate": "#f2efe6"}
_LOST = {UNDECIDED: "#b9bdc4", LEFT: "#6b4a3a", DIVERGED: "#1c1c22"}
_WORDS = {UNDECIDED: "budget spent", LEFT: "left the domain", DIVERGED: "diverged"}
_KS = np.arange(1, 51)


def picture(found: Sequence[Basins]) -> Figure:
    """Return a panel for each optimizer, and how starting more than once helps."""
    page, looks = Page(), styles(one.optimizer for one in found)
    write_title(page, found[0].surface)
    page.write(0.9, 0.55, _conditions(found), NOTE, color=ink(0.62))
    entries = _entries(found)
    right = 3.4 + max(page.measure([name for _, name in entries], NOTE), 6.0)
    if found[0].surface.dim == 1:
        _strips(page, found, looks, right)
    else:
        _grid(page, found, looks, right)
    _write_key(page, entries, page.width - right + 1.0)
    return page.figure


def draw_basins(one: Basins, ax: Axes | None = None) -> Axes:
    """Draw where the starts lead; few steps are vivid, many faint."""
    ax = axes_or_new(ax)
    pixels = shaded(one)
    (left, right), (bottom, top) = _frame(one)
    ax.imshow(
        pixels if pixels.ndim == 3 else pixels[np.newaxis], origin="lower", aspect="auto",
        extent=(left, right, bottom, top), interpolation="nearest", zorder=0,
    )  # fmt: skip
    ax.set(xlim=(left, right), ylim=(bottom, top))
    if one.surface.dim == 2:
        minima = one.surface.minima
        best = [m.at for m in minima if m.is_global and one.box.contains(m.at)]
        rest = [m.at for m in minima if not m.is_global and one.box.contains(m.at)]
        draw_local_minimizers(np.array(rest).reshape(-1, 2).T, ax)
        draw_minimizers(np.array(best).reshape(-1, 2).T, ax)
    return ax


def draw_best_of(found: Sequence[Basins], looks: Sequence[Style], ax: Axes | None = None) -> Axes:
    """Draw the probability that the best of k random starts finds a global minimum."""
    ax = axes_or_new(ax)
    for one, style in zip(found, looks, strict=True):
        ax.plot(
            _KS, one.best_of(_KS), color=style.colour, lw=points("lines.linewidth"),
            ls=(0, style.dash) if style.dash else "-", clip_on=False,
        )  # fmt: skip
    ax.set(xscale="log", xlim=(1, _KS[-1]), ylim=(0, 1))
    ax.set_xticks([1, 5, 50], ["1", "5", "50"])
    ax.set_yticks([0, 0.5, 1], ["0", "50", "100 %"])
    ax.minorticks_off()
    ax.grid(axis="y", color=ink(0.1), lw=0.3 * points("lines.linewidth"))
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return ax


def shaded(one: Basins) -> npt.NDArray[np.float64]:
    """Return the colours of the starts, ``(*shape, 3)``."""
    colours = {i: np.array(to_rgb(_colour(one, i))) for i in one.shares}
    ground = np.array(to_rgb(paper()))
    speed = np.log1p(one.taken) / np.log1p(one.steps)
    strength = np.where(one.end >= 0, 1 - 0.62 * speed**1.5, 1.0)[..., np.newaxis]
    pixels = np.empty((*one.end.shape, 3))
    for i, colour in colours.items():
        pixels[one.end == i] = colour
    return strength * pixels + (1 - strength) * ground


def _colour(one: Basins, i: int) -> str:
    if i < 0:
        lost = _LOST[i]
        return mix(lost, "#ffffff", 0.6) if is_dark() and i == DIVERGED else lost
    if one.kinds[i] == "minimum" and i < _FEW:
        return _COLOURS[i]
    return _OTHERS[one.kinds[i]]


def _entries(found: Sequence[Basins]) -> list[tuple[str, str]]:
    """Return colours and what they mean, only those that occur."""
    one = found[0]
    met = sorted({i for other in found for i, share in other.shares.items() if share >= 5e-4})
    entries: dict[str, str] = {}
    for i in [i for i in met if i >= 0] + [i for i in (UNDECIDED, LEFT, DIVERGED) if i in met]:
        if i < 0:
            name = _WORDS[i]
        elif one.kinds[i] == "minimum" and i < _FEW:
            at = ", ".join(f"{x:.3g}".replace("-", "−") for x in one.targets[i])
            name = f"({at})" + (" ★" if i in one.lowest else "")
        else:
            name = "other minima" if one.kinds[i] == "minimum" else "saddle, maximum"
        entries.setdefault(name, _colour(one, i))
    return [(colour, name) for name, colour in entries.items()]


def _grid(page: Page, found: Sequence[Basins], looks: Sequence[Style], right: float) -> None:
    left, bottom, top, across, down = 2.9, 3.7, 2.2, 1.0, 2.5
    panels = len(found) + 1
    rows = max(1, round(sqrt(0.62 * panels)))
    columns = ceil(panels / rows)
    width = (page.width - left - right - across * columns - 1.6) / columns
    height = (page.height - bottom - top - down * rows) / rows
    for i in range(panels):
        row, column = divmod(i, columns)
        last = i == panels - 1
        x = left + column * (width + across) + (2.4 if last and column else 0)
        y = bottom + (rows - 1 - row) * (height + down)
        ax = page.axes(x, y, width - (0.8 if last else 0), height)
        if last:
            draw_best_of(found, looks, ax)
            name = "best of k reaches ★"
            name = name if page.measure([name], NAME) < width + 1.0 else "best of k"
            page.write(x, y + height + 0.4, name, NAME, color=ink(0.72))
            ax.set_xlabel("k starts")
            continue
        draw_basins(found[i], ax)
        _write_heading(page, found[i], looks[i], x, y + height + 0.4, width)
        label_axes(ax, "", "")
        ax.tick_params(labelleft=column == 0, labelbottom=row == rows - 1)


def _strips(page: Page, found: Sequence[Basins], looks: Sequence[Style], right: float) -> None:
    names = [f"{one.optimizer.title}  {text.percent(one.success)} ★" for one in found]
    left, bottom = 1.6 + page.measure(names, NAME, "bold"), 3.0
    width, tall = page.width - left - right, 7.0
    height = (page.height - bottom - tall - 3.4) / len(found)
    one = found[0]
    (low, high) = one.box.sides[0]
    values = one.surface(np.linspace(low, high, 400)[np.newaxis])
    margin = 0.08 * float(np.ptp(values))
    curve = page.axes(left, page.height - 2.8 - tall, width, tall)
    box = Box((low, high), (float(values.min()) - margin, float(values.max()) + margin))
    draw_curve(one.surface, box, curve)
    curve.tick_params(labelbottom=False)
    for i, (own, style) in enumerate(zip(found, looks, strict=True)):
        y = bottom + (len(found) - 1 - i) * height
        ax = page.axes(left, y, width, height - 0.35)
        draw_basins(own, ax)
        label_axes(ax, "", "")
        ax.set_yticks([])
        ax.tick_params(labelbottom=i == len(found) - 1)
        page.write(0.9, y + height / 2 - 0.5, names[i], NAME, color=style.colour, fontweight="bold")


def _write_heading(
    page: Page, one: Basins, style: Style, left: float, bottom: float, width: float
) -> None:
    """Write the name, and to its right the share of the global minima and the rate if it fits."""
    name = one.optimizer.title
    page.write(left, bottom, name, NAME, color=style.colour, fontweight="bold")
    room = width - page.measure([name], NAME, "bold") - 0.5
    share = f"{text.percent(one.success)} ★"
    for note in (f"{text.knobs(one.optimizer)} · {share}", share, text.percent(one.success)):
        if not note.startswith(" ·") and page.measure([note], NOTE) <= room:
            page.write(left + width, bottom, note, NOTE, color=ink(0.8), ha="right")
            return


def _write_key(page: Page, entries: Sequence[tuple[str, str]], left: float) -> None:
    y = (page.height + 1.35 * len(entries)) / 2
    for colour, name in entries:
        ax = page.axes(left, y - 0.05, 1.1, 0.85)
        ax.fill([0, 1, 1, 0], [0, 0, 1, 1], color=colour, lw=0)
        ax.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
        page.write(left + 1.6, y, name, NOTE, color=ink(0.8))
        y -= 1.35


def _frame(one: Basins) -> tuple[tuple[float, float], tuple[float, float]]:
    sides = one.box.sides
    return sides[0], sides[1] if len(sides) > 1 else (0.0, 1.0)


def _conditions(found: Sequence[Basins]) -> str:
    shape = " × ".join(str(n) for n in found[0].end.shape)
    return f"{shape} starts · {found[0].steps} steps · faint: slow · ★ global minimum"
