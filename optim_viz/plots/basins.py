"""Basins: the colour of a start is the place where it leads, its shade how long that takes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from optim_viz.basins import DIVERGED, ELSEWHERE, LEFT, TRIED, UNDECIDED, WORDS, Basins
from optim_viz.plots import text
from optim_viz.plots.curve import draw_curve
from optim_viz.plots.layouts import NAME, NOTE, Page, write_title
from optim_viz.plots.looks import axes_or_new, ink, paper, points
from optim_viz.plots.marks import draw_local_minimizers, draw_minimizers
from optim_viz.plots.styles import Style, styles
from optim_viz.plots.ticks import label_axes
from optim_viz.plots.tiles import tiles
from optim_viz.plots.views import extent
from optim_viz.tuning import RATES
from surfaces import Array, Box

_FEW = 9
"""So many minima have a colour of their own; more are coloured by how low they are."""

_MARKED = 60
"""So many minima in the picture get a dot."""

# The first ones are as different in grey as in colour; none looks like another that has faded.
_COLOURS = (
    "#0b4f8a", "#f0b429", "#35b08f", "#a8326f", "#5b2be0", "#7ed321", "#e0341a", "#bf9a7c",
    "#00b8e0",
)  # fmt: skip
_BEST = "#e4572e"
_HEIGHTS = ("#3b2a6b", "#2f6b8e", "#3fae82", "#d9dd55")
"""From low to high, in steps of lightness."""

_REST = "#e9e3d3"
"""Where the gradient is zero and nothing is lowest: saddles, maxima."""

_LOST = {UNDECIDED: "#b9bdc4", LEFT: "#6b4a3a", DIVERGED: "#6e0f26", ELSEWHERE: "#7f858e"}
_KS = np.arange(1, 51)
_CURVE = 8.0
"""Width of the curve of restarts, at most, in ems."""

_RESTARTS = "best of k reaches ★"

_Key = Sequence[tuple[str, str]]
"""Colours and what they mean."""

_TOWERING = 10.0
"""Walls so many times as high as the median start are not shown whole: the wells would be flat."""

_SAME = 0.015
"""Curves nowhere further apart are one line to the eye: there their dashes take turns."""

_DASH = 3.5
"""Length of such a dash, in line widths."""


def picture(found: Sequence[Basins]) -> Figure:
    """Return a panel for each optimizer, and how starting more than once helps.

    Where no global minimum is known there is nothing that a start could reach: no curve, no share.
    """
    page, looks = Page(), styles(one.optimizer for one in found)
    write_title(page, found[0].surface)
    page.write(0.9, 0.55, _conditions(found), NOTE, color=ink(0.62))
    key = _entries(found)
    right = 2.8 + max(_width(page, key), 6.0)
    draw = _strips if found[0].surface.dim == 1 else _grid
    draw(page, found, looks, key, right)
    return page.figure


def draw_basins(one: Basins, ax: Axes | None = None) -> Axes:
    """Draw where the starts lead; few steps are vivid, many faint, in this picture."""
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
        if len(rest) <= _MARKED:
            draw_local_minimizers(np.array(rest).reshape(-1, 2).T, ax)
        draw_minimizers(np.array(best).reshape(-1, 2).T, ax)
    return ax


def draw_best_of(found: Sequence[Basins], looks: Sequence[Style], ax: Axes | None = None) -> Axes:
    """Draw the probability that the best of k random starts finds a global minimum.

    Curves that coincide are one line of dashes in their colours.
    """
    ax = axes_or_new(ax)
    for group in _coinciding(found):
        own = looks[group[0]].dash
        for turn, i in enumerate(group):
            dash = _DASH, _DASH * (len(group) - 1)
            alone = (0, own) if own else "-"
            ax.plot(
                _KS, found[i].best_of(_KS), color=looks[i].colour, lw=points("lines.linewidth"),
                ls=alone if len(group) == 1 else (_DASH * (len(group) - turn), dash),
                dash_capstyle="butt", clip_on=False,
            )  # fmt: skip
    ax.set(xscale="log", xlim=(1, _KS[-1]), ylim=(0, 1))
    ax.set_xticks([1, 5, 50], ["1", "5", "50"])
    ax.set_yticks([0, 0.5, 1], ["0", "50", "100 %"])
    ax.minorticks_off()
    ax.grid(axis="y", color=ink(0.1), lw=0.3 * points("lines.linewidth"))
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return ax


def _coinciding(found: Sequence[Basins]) -> list[list[int]]:
    """Return the places of curves that cannot be told apart, in groups, the worst first."""
    groups: list[list[int]] = []
    for i in sorted(range(len(found)), key=lambda i: round(found[i].success, 9)):
        first = found[groups[-1][0]].best_of(_KS) if groups else np.full(len(_KS), np.inf)
        if np.abs(found[i].best_of(_KS) - first).max() < _SAME:
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def shaded(one: Basins) -> npt.NDArray[np.float64]:
    """Return the colours of the starts, ``(*shape, 3)``.

    Strength goes by the logarithm of the steps, between the fastest and the slowest hundredth of
    the starts that come to rest.
    """
    found, pace = one.end >= 0, np.log1p(one.taken)
    low, high = np.quantile(pace[found], (0.01, 0.99)) if found.any() else (0.0, 0.0)
    slow = np.clip((pace - low) / max(high - low, 1e-9), 0, 1)
    strength = np.where(found, 1 - 0.55 * slow, 1.0)[..., np.newaxis]
    colours = _colours(one)
    ends, which = np.unique(one.end, return_inverse=True)
    palette = np.array([to_rgb(colours[i][0]) for i in ends.tolist()])
    pixels = palette[which.reshape(one.end.shape)]
    return strength * pixels + (1 - strength) * np.array(to_rgb(paper()))


def _colours(one: Basins) -> dict[int, tuple[str, str]]:
    """Return the colour of each end, and the words for it."""
    meaning = {i: (_LOST[i], word) for i, word in WORDS.items()}
    meaning |= dict.fromkeys(range(len(one.kinds)), (_REST, "saddle, maximum"))
    minima = [i for i, kind in enumerate(one.kinds) if kind == "minimum"]
    if len(minima) <= _FEW:
        for colour, i in zip(_COLOURS, minima, strict=False):
            at = ", ".join(f"{x:.3g}".replace("-", "−") for x in one.targets[i])
            meaning[i] = colour, f"({at})" + (" ★" if i in one.lowest else "")
        return meaning
    others = [i for i in minima if i not in one.lowest]
    heights = one.surface(np.array([one.targets[i] for i in others]).reshape(-1, one.surface.dim).T)
    order = np.argsort(np.argsort(heights, kind="stable"))
    words = ("minima: lowest ¼", "lower", "higher", "highest ¼")
    for i, rank in zip(others, order, strict=True):
        quarter = int(4 * rank / len(others))
        meaning[i] = _HEIGHTS[quarter], words[quarter]
    return meaning | dict.fromkeys(one.lowest, (_BEST, "global minimum ★"))


def _width(page: Page, key: _Key) -> float:
    """Return the width of the words of the key, in ems."""
    return page.measure([name for _, name in key], NOTE)


def _entries(found: Sequence[Basins]) -> _Key:
    """Return colours and what they mean, only those that occur."""
    colours = _colours(found[0])
    met = {i for one in found for i, share in one.shares.items() if share >= 5e-4}
    ends = sorted(i for i in met if i >= 0) + sorted((i for i in met if i < 0), reverse=True)
    order = [_BEST, *_COLOURS, *_HEIGHTS, _REST, *_LOST.values()]
    return sorted(dict.fromkeys(colours[i] for i in ends), key=lambda entry: order.index(entry[0]))


def _grid(
    page: Page, found: Sequence[Basins], looks: Sequence[Style], key: _Key, right: float
) -> None:
    """Draw the panels as large as there is room for, and as the domain is: not stretched.

    The last cell has the curve; where there is none it has the key, if there is one to spare.
    A single row has the curve above the key where that leaves its panels more room.
    """
    count, curve = len(found), bool(found[0].lowest)
    cells = tiles(page, found[0].box, count, extra=int(curve), right=right)
    end = page.width - right
    stacked = False
    if curve:
        wider = max(right, _CURVE + 2.9)
        other = tiles(page, found[0].box, count, extra=0, right=wider)
        stacked = other.rows == 1 and other.width * other.height > cells.width * cells.height
        cells, end = (other, page.width - wider) if stacked else (cells, end)
    else:
        other = tiles(page, found[0].box, count, extra=1, right=0.9)
        fits = other.place(count)[0] + 1.6 + _width(page, key) <= page.width - 0.9
        fits &= (count + 1) % other.columns == 0  # no cell stays empty
        if fits and min(other.width, other.height) >= min(cells.width, cells.height):
            cells, end = other, page.width
    notes = _notes(page, found, cells.pitch - 0.3)
    for i, (one, style) in enumerate(zip(found, looks, strict=True)):
        x, y = cells.place(i)
        ax = page.axes(x, y, cells.width, cells.height)
        draw_basins(one, ax)
        _write_heading(page, one, style, notes[i], x, y + cells.height + 0.4)
        label_axes(ax, "", "")
        lowest = i + cells.columns >= count
        ax.tick_params(labelleft=i % cells.columns == 0, labelbottom=lowest)
    x, y = cells.place(count)
    if stacked:
        tall = min(_CURVE, page.height - 9.0 - 1.35 * len(key))
        below = page.height - 4.0 - tall
        _best_of(page, found, looks, (end + 2.0, below, _CURVE, tall), (end, 0.6))
        _write_key(page, key, end, below - 2.8)
    elif end == page.width:
        _write_key(page, key, x, y + cells.height, y)
    else:
        _write_key(page, key, end + 0.6, page.height - 4.0)
    if curve and not stacked:
        inset = 2.0 if count % cells.columns else 0.6  # for its numbers
        room = end - x if cells.rows == 1 else cells.pitch
        wide = min(_CURVE, room - inset - 0.6)
        tall = cells.height - (0.7 if count >= cells.columns else 0.0)  # below numbers of a panel
        title = (x + inset, 0.4) if cells.rows > 1 else (x, 0.6)
        _best_of(page, found, looks, (x + inset, y, wide, tall), title)


def _best_of(
    page: Page,
    found: Sequence[Basins],
    looks: Sequence[Style],
    place: tuple[float, float, float, float],
    title: tuple[float, float],
) -> None:
    """Draw the curve; its title starts at a place across, so high above it."""
    ax = page.axes(*place)
    draw_best_of(found, looks, ax)
    left, above = title
    page.write(left, place[1] + place[3] + above, _RESTARTS, NOTE, color=ink(0.8))
    ax.set_xlabel("k starts")


def _notes(page: Page, found: Sequence[Basins], room: float) -> list[str]:
    """Return what is said beside each name: as much as there is room for beside all of them."""
    shares = _shares(found)
    knobs = [text.knobs(one.optimizer) for one in found]
    names = [one.optimizer.title for one in found]
    together = [" · ".join(filter(None, pair)) for pair in zip(knobs, shares, strict=True)]
    for notes in (together, shares, [share.removesuffix(" ★") for share in shares]):
        widths = (
            page.measure([name], NAME, "bold") + 0.5 + page.measure([note], NOTE)
            for name, note in zip(names, notes, strict=True)
        )
        if max(widths) <= room:
            return notes
    return [""] * len(found)


def _shares(found: Sequence[Basins]) -> list[str]:
    return [f"{text.percent(one.success)} ★" if one.lowest else "" for one in found]


def _strips(
    page: Page, found: Sequence[Basins], looks: Sequence[Style], key: _Key, right: float
) -> None:
    right = max(right, 1.5 + page.measure([_RESTARTS], NOTE))
    top = page.height - (11.4 if found[0].lowest else 4.0)
    _write_key(page, key, page.width - right + 0.6, top)
    titles = [one.optimizer.title for one in found]
    names = [f"{name}  {share}".strip() for name, share in zip(titles, _shares(found), strict=True)]
    left, bottom = 1.6 + page.measure(names, NAME, "bold"), 3.0
    width, tall = page.width - left - right, 7.0
    if found[0].lowest:
        place = left + width + 4.0, page.height - 8.8, right - 5.4, 5.0
        _best_of(page, found, looks, place, (left + width + 0.6, 0.9))
    height = (page.height - bottom - tall - 3.4) / len(found)
    one = found[0]
    (low, high) = one.box.sides[0]
    deepest, highest = _wells(one.surface(np.linspace(low, high, 400)[np.newaxis]))
    margin = 0.08 * (highest - deepest)
    curve = page.axes(left, page.height - 2.8 - tall, width, tall)
    box = Box((low, high), (deepest - margin, highest + margin))
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


def _wells(values: Array) -> tuple[float, float]:
    """Return the range of values to show: walls that tower above half of the starts are cut."""
    low, high = extent(values)
    middle = float(np.median(values[np.isfinite(values)], axis=0)) - low
    return low, low + 3 * middle if 0 < _TOWERING * middle < high - low else high


def _write_heading(
    page: Page, one: Basins, style: Style, note: str, left: float, bottom: float
) -> None:
    name = one.optimizer.title
    page.write(left, bottom, name, NAME, color=style.colour, fontweight="bold")
    beside = left + page.measure([name], NAME, "bold") + 0.5
    page.write(beside, bottom, note, NOTE, color=ink(0.8))


def _write_key(page: Page, entries: _Key, left: float, top: float, bottom: float = 2.0) -> None:
    """Write what the colours mean, half way between two heights."""
    pitch = min(1.35, (top - bottom) / len(entries))
    y = (top + bottom + pitch * len(entries)) / 2 - pitch
    for colour, name in entries:
        ax = page.axes(left, y - 0.05, 1.1, 0.85)
        ax.fill([0, 1, 1, 0], [0, 0, 1, 1], color=colour, lw=0)
        ax.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
        page.write(left + 1.6, y, name, NOTE, color=ink(0.8))
        y -= pitch


def _frame(one: Basins) -> tuple[tuple[float, float], tuple[float, float]]:
    sides = one.box.sides
    return sides[0], sides[1] if len(sides) > 1 else (0.0, 1.0)


def _conditions(found: Sequence[Basins]) -> str:
    shape = " × ".join(str(n) for n in found[0].end.shape)
    rule = f"lr: best of {len(RATES)}, {TRIED} starts" if any(one.tuned for one in found) else ""
    starts = [f"{shape} starts", f"{found[0].steps} steps", rule]
    stars = "★ global minimum, % reach it" if found[0].lowest else ""
    return " · ".join(filter(None, [*starts, "faint: slow", stars]))
