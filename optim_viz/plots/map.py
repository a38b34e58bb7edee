"""Maps over two knobs: where a method converges and how fast, with the theory drawn over it.

Runs that converge are lighter than those that do not, also in grey: the palettes do not overlap.
In print all is grey, and what neither converges nor diverges has stripes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.plots.panels.print_marks import Stripes, draw_stripes
from optim_viz.plots.style import text
from optim_viz.plots.style.page import NOTE, Page, write_title
from optim_viz.plots.style.themes import axes_or_new, ink, is_print, points, whole_figure
from optim_viz.plots.style.ticks import ticks, width_in_ems
from optim_viz.recipes.map import Axis
from optim_viz.studies.map import CONVERGED, DIVERGED, LEFT, SLOW, Fate, Map
from optim_viz.text import words
from surfaces import Array


@dataclass(frozen=True)
class _Palette:
    """Colours of the fates; what neither converges nor diverges may have stripes."""

    converged: tuple[str, ...]
    """From fast to slow, the lighter half of all greys."""
    diverged: tuple[str, ...]
    """From early to late, the darker half."""
    other: Mapping[int, str]
    stripes: Mapping[int, Stripes]


_COLOURS = _Palette(
    ("#fbf6d0", "#b9e0b8", "#6fc3c4", "#4b9fd0", "#3f78bd"),
    ("#a33e24", "#7f2823", "#561525", "#2c0a1c"),
    {SLOW: "#d8a4c4", LEFT: "#5d5a63"},
    {},
)
_GREYS = _Palette(
    ("#ffffff", "#d9d9d9", "#b4b4b4", "#909090"),
    ("#5c5c5c", "#3a3a3a", "#0a0a0a"),
    {SLOW: "#ffffff", LEFT: "#3c3c3c"},
    {SLOW: Stripes("#000000"), LEFT: Stripes("#ffffff", lean=-1)},
)
"""In print."""

_SLOWEST = 0.99
"""The palettes end at this quantile of the measured numbers, which is marked by ≥."""

_NARROWEST = 9.0
"""Width of the map in ems below which its key gives way."""

_OVERHANG = 3.0
"""How far the key may reach below the map, in ems."""

_COORDINATES = 3
"""At most this many coordinates of the start are written."""

_CORNER = 0.02
"""Share of an axis at its lower end where a label is beside that of the other axis."""

_OVERHANGING = 0.5
"""How far the name of an axis may be wider than it, in ems."""

_RARE = 5e-4
"""Fates with a smaller share of the runs are not explained."""

_EDGE = ("#14171c", "#ffffff")
"""Colours of lines over the map, dark on a light ribbon: they are visible on every colour."""


def draw_map(found: Map, ax: Axes | None = None) -> Axes:
    """Draw the fate of every run; the axes go from 0 to 1 in both directions (`Axis.place`)."""
    ax = axes_or_new(ax)
    half = [0.5 / (axis.count - 1) for axis in (found.x, found.y)]
    extent = (-half[0], 1 + half[0], -half[1], 1 + half[1])
    ax.imshow(
        colours(found), origin="lower", aspect="auto", extent=extent, interpolation="nearest",
        zorder=0,
    )  # fmt: skip
    ax.set(xlim=extent[:2], ylim=extent[2:])
    for fate, stripes in _palette().stripes.items():
        draw_stripes(found.fate == fate, stripes, ax)
    return ax


def draw_theory(found: Map, ax: Axes) -> None:
    """Draw the limit above which runs diverge in theory; mark the fastest pair if it is in view."""
    if found.known is None:
        return
    x, y = limit(found)
    width = points("lines.linewidth")
    for colour, size, order in ((_EDGE[1], 1.5, 3), (_EDGE[0], 0.8, 4)):
        ax.plot(
            x, y, color=colour, lw=size * width, zorder=order, solid_capstyle="butt",
            gid="limit" if order == 4 else None,
        )  # fmt: skip
    best = {"lr": found.known.lr, "momentum": found.known.momentum}
    if found.theory_inside:
        _mark(found, (best[found.x.knob], best[found.y.knob]), "D", ax)


def limit(found: Map) -> tuple[Array, Array]:
    """Return the limit above which runs diverge in theory, ``(n,)`` across and up.

    Both go from 0 to 1 along the axes; where these do not reach the line, it has no points.
    """
    if found.known is None:
        return np.empty(0), np.empty(0)
    (axis,) = (one for one in (found.x, found.y) if one.knob == "momentum")
    (other,) = (one for one in (found.x, found.y) if one.knob == "lr")
    momentum = np.linspace(max(axis.low, 0.0), min(axis.high, 1.0), 400)
    sides = {"lr": other.position(found.known.limit(momentum)), "momentum": axis.position(momentum)}
    in_view = axis.low <= 1 and axis.high >= 0 and sides["lr"].min() <= 1 and sides["lr"].max() >= 0
    x, y = (sides[one.knob][: 400 * in_view] for one in (found.x, found.y))
    return x, y


def draw_best(found: Map, ax: Axes) -> None:
    """Mark the pair with the fewest steps for a digit."""
    if found.best:
        _mark(found, found.best, "o", ax)


@whole_figure
def figure(found: Map) -> Figure:
    """Return the map with the meanings of its colours, and the best pairs."""
    page = Page()
    write_title(page, found.surface)
    page.write_foot(
        _conditions(found, words.runs_on_grid(found.x.count, found.y.count)), _conditions(found)
    )
    left, bottom, top = 4.2, 3.7, 3.5
    key = _key(found)
    right = 3.6 + max(page.measure([line for lines in key.values() for line in lines], NOTE), 9.0)
    height, width = page.height - bottom - top, page.width - left - right
    if width < _NARROWEST:
        return _with_palettes_below(page, found, left, bottom)
    key = _in_height(key, height)
    ax = draw_map(found, page.axes(left, bottom, width, height))
    draw_theory(found, ax)
    draw_best(found, ax)
    _label(found, ax, width, height)
    _write_key(page, found, key, left + width + 1.0, bottom + height)
    return page.figure


def _with_palettes_below(page: Page, found: Map, left: float, bottom: float) -> Figure:
    """Draw the map as wide as the page; only its colours and stripes, below it, are explained."""
    key = _key(found)
    entries = [
        (sign, key[sign][0], _PALETTE if sign in _FATES else _PATCH)
        for sign in ("pace", "escape", "left", "slow")
        if sign in key
    ]
    rows = _rows(page, entries)
    below = _KEY_ROW * len(rows)
    width, height = page.width - left - 0.9, page.height - bottom - below - 3.5
    ax = draw_map(found, page.axes(left, bottom + below, width, height))
    draw_theory(found, ax)
    draw_best(found, ax)
    _label(found, ax, width, height)
    for nth, row in enumerate(rows):
        y, x = bottom - 1.85 + _KEY_ROW * (len(rows) - 1 - nth), _MARGIN
        for sign, said, wide in row:
            _draw_sign(page.axes(x, y - 0.12, wide, 0.9), sign)
            page.write(x + wide + 0.5, y, said, NOTE, color=ink(0.8))
            x += _wide(page, said, wide) + _APART
    return page.figure


_PALETTE, _PATCH, _KEY_ROW, _MARGIN, _APART = 2.4, 1.2, 1.25, 0.9, 1.3
"""Widths of a palette and of a single colour in a key below the map, the height of one of its
rows, the room left of it and between entries, in ems."""

_FATES = {"pace": CONVERGED, "escape": DIVERGED}
"""Fates of the runs that have a palette, by their signs."""

_Entry = tuple[str, str, float]
"""A sign, its meaning, and the width of the sign in ems."""


def _rows(page: Page, entries: Sequence[_Entry]) -> list[list[_Entry]]:
    """Return the entries of a key in rows: in short if one does not fit, or for fewer rows."""
    short = [(sign, page.in_parts(said, NOTE, 0.0), wide) for sign, said, wide in entries]
    rows, fewer = _in_rows(page, entries), _in_rows(page, short)
    widest = max((_wide(page, *entry[1:]) for entry in entries), default=0.0)
    fits = widest <= page.width - 2 * _MARGIN
    return rows if fits and len(rows) <= len(fewer) else fewer


def _in_rows(page: Page, entries: Sequence[_Entry]) -> list[list[_Entry]]:
    rows: list[list[_Entry]] = []
    end = 0.0
    for entry in entries:
        wide = _wide(page, *entry[1:])
        if rows and end + _APART + wide <= page.width - _MARGIN:
            rows[-1].append(entry)
            end += _APART + wide
        else:
            rows.append([entry])
            end = _MARGIN + wide
    return rows


def _wide(page: Page, said: str, sign: float) -> float:
    return sign + 0.5 + page.measure([said], NOTE)


def _in_height(key: dict[str, list[str]], height: float) -> dict[str, list[str]]:
    """Return as much of the key as there is room for: numbers go first, then whole entries."""

    def tall(key: dict[str, list[str]]) -> float:
        return sum(3.2 if sign in _FATES else 1.1 * len(own) + 0.55 for sign, own in key.items())

    if tall(key) > height + _OVERHANG:
        key = {sign: own[:1] for sign, own in key.items()}
    while tall(key) > height + _OVERHANG:
        key.popitem()
    return key


def colours(found: Map) -> Array:
    """Return the colour of every run, ``(y, x, 3)``."""
    pixels, own = np.empty((*found.fate.shape, 3)), _palette()
    for fate, measure in _MEASURES.items():
        mine = found.fate == fate
        low, high = limits(found, fate)
        share = (np.log(getattr(found, measure)[mine]) - np.log(low)) / np.log(high / low)
        pixels[mine] = _from(_scale(fate), share)
    for fate, colour in own.other.items():
        pixels[found.fate == fate] = _rgb([colour])[0]
    return pixels


def limits(found: Map, fate: int) -> tuple[float, float]:
    """Return the ends of the palette of the runs with a fate, converged or diverged."""
    values = getattr(found, _MEASURES[fate])[found.fate == fate]
    if not values.size:
        return 1.0, 2.0
    low, high = float(values.min()), float(np.quantile(values, _SLOWEST))
    return low, max(high, 1.01 * low)


_MEASURES = {CONVERGED: "pace", DIVERGED: "escape"}


def _palette() -> _Palette:
    return _GREYS if is_print() else _COLOURS


def _scale(fate: int) -> tuple[str, ...]:
    """Return the colours of the runs with a fate, converged or diverged."""
    return _palette().converged if fate == CONVERGED else _palette().diverged


def _from(palette: Sequence[str], share: Array) -> Array:
    stops = np.linspace(0, 1, len(palette))
    rgb = _rgb(palette)
    return np.stack([np.interp(share, stops, channel) for channel in rgb.T], axis=-1)


def _rgb(palette: Sequence[str]) -> Array:
    return np.array([[int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)] for c in palette])


def _mark(found: Map, at: tuple[float, float], marker: str, ax: Axes) -> None:
    size = points("lines.markersize")
    x, y = (axis.position(value) for axis, value in zip((found.x, found.y), at, strict=True))
    scale = {"o": 2.1, "D": 1.5}[marker]
    for colour, width in ((_EDGE[1], 0.9), (_EDGE[0], 0.42)):
        ax.plot(x, y, marker, ms=scale * size, mfc="none", mec=colour, mew=width * size, zorder=6,
                clip_on=False)  # fmt: skip


def _label(found: Map, ax: Axes, width: float, height: float) -> None:
    """Set ticks and names of axes with these lengths in ems: short names where it is narrow."""
    at, labels, name = _ticks(found.x, width, across=True)
    ax.set_xticks(at, labels)
    ax.set_xlabel(name)
    at, labels, up = _ticks(found.y, height, across=False)
    ax.set_yticks(at, labels)
    if at and at[0] < _CORNER:
        ax.get_yticklabels()[0].set_verticalalignment("bottom")  # clear of the label in the corner
    ax.set_title(up)
    if max(map(width_in_ems, (name, up))) > width + _OVERHANGING:
        ax.set_xlabel(text.symbol(found.x.knob))
        ax.set_title(text.symbol(found.y.knob))


def _ticks(axis: Axis, length: float, *, across: bool) -> tuple[list[float], list[str], str]:
    name = words.KNOB.get(axis.knob, text.symbol(axis.knob))
    if axis.is_logarithmic:
        low, high = np.log10(axis.low), np.log10(axis.high)
        decades = range(int(np.ceil(low - 1e-9)), int(np.floor(high + 1e-9)) + 1)
        return (
            [float(axis.position(10.0**k)) for k in decades],
            [text.power_of_ten(k) if k else "1" for k in decades],
            name,
        )
    made = ticks(axis.low, axis.high, length, across=across)
    return [float(axis.position(x)) for x in made.at], list(made.labels), made.name(name)


def _key(found: Map) -> dict[str, list[str]]:
    """Return the notes beside the map, by the kind of their signs."""
    fates = {fate for fate in range(4) if (found.fate == fate).mean() >= _RARE}
    key: dict[str, list[str]] = {}
    if CONVERGED in fates:
        key["pace"] = [words.FATE[Fate.CONVERGED]]
    if DIVERGED in fates:
        key["escape"] = [words.FATE[Fate.DIVERGED]]
    if LEFT in fates:
        key["left"] = [words.FATE[Fate.LEFT]]
    if SLOW in fates:
        key["slow"] = [words.FATE[Fate.SLOW]]
    if found.best:
        key["o"] = [words.BEST_MEASURED, *_pair(found, found.best, found.best_pace)]
    if found.known:
        known = {"lr": found.known.lr, "momentum": found.known.momentum}
        pair = known[found.x.knob], known[found.y.knob]
        if found.theory_inside:
            key["D"] = [words.BEST_IN_THEORY, *_pair(found, pair, found.known.pace)]
        if limit(found)[0].size:
            key["-"] = [words.limit_in_theory(found.known.formula)]
    return key


def _pair(found: Map, pair: tuple[float, float], pace: float) -> list[str]:
    names = [text.symbol(axis.knob) for axis in (found.x, found.y)]
    names = ["β" if name == "μ" else name for name in names]  # μ is a curvature here
    values = [f"{name} {_knob(x)}" for name, x in zip(names, pair, strict=True)]
    return [", ".join(values), words.steps_per_digit(text.number(pace))]


def _knob(value: float) -> str:
    """Return a knob in four figures: a momentum of 0.9999 is not one of 1."""
    return f"{value:.4g}" if value == 0 or abs(value) >= 1e-3 else text.number(value)


def _write_key(page: Page, found: Map, key: dict[str, list[str]], left: float, top: float) -> None:
    y, indent = top - 0.7, left + 1.9
    for sign, lines in key.items():
        if sign in _FATES:
            page.write(left, y, lines[0], NOTE, color=ink(0.8))
            _draw_scale(page, found, _FATES[sign], left, y - 1.5)
            y -= 3.2
            continue
        _draw_sign(page.axes(left, y - 0.12, 1.2, 0.9), sign)
        for i, line in enumerate(lines):
            page.write(indent, y - 1.1 * i, line, NOTE, color=ink(0.8))
        y -= 1.1 * len(lines) + 0.55


def _draw_scale(page: Page, found: Map, fate: int, left: float, bottom: float) -> None:
    """Draw a palette between the numbers at its ends."""
    ends = limits(found, fate)
    beyond = getattr(found, _MEASURES[fate])[found.fate == fate].max() > ends[1]
    low, high = (text.number(x if fate == CONVERGED else round(x)) for x in ends)
    same = low == high
    high = "" if same else f"≥ {high}" if beyond else high
    before, wide = page.measure([low], NOTE) + 0.5, 5.0
    ax = page.axes(left + before, bottom - 0.12, wide, 0.9)
    ax.imshow(_from(_scale(fate), np.linspace(0, not same, 256))[np.newaxis], aspect="auto")
    ax.set(xticks=[], yticks=[])
    page.write(left, bottom, low, NOTE, color=ink(0.8))
    page.write(left + before + wide + 0.5, bottom, high, NOTE, color=ink(0.8))


def _draw_sign(ax: Axes, sign: str) -> None:
    ax.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
    size, width = points("lines.markersize"), points("lines.linewidth")
    fill = {"left": LEFT, "slow": SLOW}
    if sign in _FATES:
        colours = _from(_scale(_FATES[sign]), np.linspace(0, 1, 256))
        ax.imshow(colours[np.newaxis], extent=(0, 1, 0, 1), aspect="auto")
        return
    if sign in fill:
        own, fate = _palette(), fill[sign]
        ax.fill([0, 1, 1, 0], [0, 0, 1, 1], color=own.other[fate], lw=0, zorder=0)
        if fate in own.stripes:
            draw_stripes(np.ones((1, 1), dtype=bool), own.stripes[fate], ax)
        return
    ax.set_axis_off()
    if sign == "-":
        ax.plot([0, 1], [0.5, 0.5], color=ink(), lw=0.8 * width)
    else:
        scale = {"o": 2.1, "D": 1.5}[sign]
        ax.plot(0.5, 0.5, sign, ms=scale * size, mfc="none", mec=ink(), mew=0.42 * size)


def _conditions(found: Map, *size: str) -> list[str]:
    """Return the conditions of the runs, with the size of the map where it is to be said."""
    start = ", ".join(text.number(x) for x in found.start[:_COORDINATES]) + ", …" * (
        len(found.start) > _COORDINATES
    )
    method = found.optimizer
    knobs = [
        f"{text.symbol(name)} {text.number(value)}"
        for name, value in method.knobs.items()
        if name not in (found.x.knob, found.y.knob)
        and isinstance(value, int | float)
        and (value or name in method.given)  # a penalty of 0 is none
    ]
    return [
        ", ".join([method.title, *knobs]),
        words.from_start(start),
        words.steps(found.steps),
        *size,
        *([words.PROJECTED] if found.surface.projected else []),
        words.DIGIT_EXPLAINED,
        *([] if found.reach is None else [words.gap_above(found.goal)]),
    ]
