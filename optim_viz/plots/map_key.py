"""The meanings of the colours and marks of a map: beside it, or below it in short."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from optim_viz.plots.panels.knob_map import MEASURES, SIZES, limit, limits, palette, scale, shades
from optim_viz.plots.panels.print_marks import draw_stripes
from optim_viz.plots.style import text
from optim_viz.plots.style.page import NOTE, Page
from optim_viz.plots.style.themes import ink, points
from optim_viz.studies.map import CONVERGED, DIVERGED, LEFT, SLOW, Fate, Map
from optim_viz.text import words

_PALETTE, _PATCH, KEY_ROW, _MARGIN, _APART = 2.4, 1.2, 1.25, 0.9, 1.3
"""Widths of a palette and of a single colour in a key below the map, the height of one of its
rows, the room left of it and between entries, in ems."""

FATES = {"pace": CONVERGED, "escape": DIVERGED}
"""Fates of the runs that have a palette, by their signs."""

_Entry = tuple[str, str, float]
"""A sign, its meaning, and the width of the sign in ems."""

_OVERHANG = 3.0
"""How far the key may reach below the map, in ems."""

_RARE = 5e-4
"""Fates with a smaller share of the runs are not explained."""


def rows_of_key(page: Page, found: Map) -> list[list[_Entry]]:
    """Return the colours and stripes of a map with their meanings, in rows across a page."""
    key = key_of(found)
    entries = [
        (sign, key[sign][0], _PALETTE if sign in FATES else _PATCH)
        for sign in ("pace", "escape", "left", "slow")
        if sign in key
    ]
    return _rows(page, entries)


def write_rows(page: Page, rows: Sequence[Sequence[_Entry]], bottom: float) -> None:
    """Write the rows of a key, the last one at a height."""
    for nth, row in enumerate(rows):
        y, x = bottom + KEY_ROW * (len(rows) - 1 - nth), _MARGIN
        for sign, said, wide in row:
            _draw_sign(page.axes(x, y - 0.12, wide, 0.9), sign)
            page.write(x + wide + 0.5, y, said, NOTE, color=ink(0.8))
            x += _wide(page, said, wide) + _APART


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


def in_height(key: dict[str, list[str]], height: float) -> dict[str, list[str]]:
    """Return as much of the key as there is room for: numbers go first, then whole entries."""

    def tall(key: dict[str, list[str]]) -> float:
        return sum(3.2 if sign in FATES else 1.1 * len(own) + 0.55 for sign, own in key.items())

    if tall(key) > height + _OVERHANG:
        key = {sign: own[:1] for sign, own in key.items()}
    while tall(key) > height + _OVERHANG:
        key.popitem()
    return key


def key_of(found: Map) -> dict[str, list[str]]:
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


def write_key(page: Page, found: Map, key: dict[str, list[str]], left: float, top: float) -> None:
    """Write a key whose upper left corner is given, in ems."""
    y, indent = top - 0.7, left + 1.9
    for sign, lines in key.items():
        if sign in FATES:
            page.write(left, y, lines[0], NOTE, color=ink(0.8))
            _draw_scale(page, found, FATES[sign], left, y - 1.5)
            y -= 3.2
            continue
        _draw_sign(page.axes(left, y - 0.12, 1.2, 0.9), sign)
        for i, line in enumerate(lines):
            page.write(indent, y - 1.1 * i, line, NOTE, color=ink(0.8))
        y -= 1.1 * len(lines) + 0.55


def _draw_scale(page: Page, found: Map, fate: int, left: float, bottom: float) -> None:
    """Draw a palette between the numbers at its ends."""
    ends = limits(found, fate)
    beyond = getattr(found, MEASURES[fate])[found.fate == fate].max() > ends[1]
    low, high = (text.number(x if fate == CONVERGED else round(x)) for x in ends)
    same = low == high
    high = "" if same else f"≥ {high}" if beyond else high
    before, wide = page.measure([low], NOTE) + 0.5, 5.0
    ax = page.axes(left + before, bottom - 0.12, wide, 0.9)
    ax.imshow(shades(scale(fate), np.linspace(0, not same, 256))[np.newaxis], aspect="auto")
    ax.set(xticks=[], yticks=[])
    page.write(left, bottom, low, NOTE, color=ink(0.8))
    page.write(left + before + wide + 0.5, bottom, high, NOTE, color=ink(0.8))


def _draw_sign(ax: Axes, sign: str) -> None:
    ax.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
    size, width = points("lines.markersize"), points("lines.linewidth")
    own_fates = {"left": LEFT, "slow": SLOW}
    if sign in FATES:
        filled = shades(scale(FATES[sign]), np.linspace(0, 1, 256))
        ax.imshow(filled[np.newaxis], extent=(0, 1, 0, 1), aspect="auto")
        return
    if sign in own_fates:
        own, fate = palette(), own_fates[sign]
        ax.fill([0, 1, 1, 0], [0, 0, 1, 1], color=own.other[fate], lw=0, zorder=0)
        if fate in own.stripes:
            draw_stripes(np.ones((1, 1), dtype=bool), own.stripes[fate], ax)
        return
    ax.set_axis_off()
    if sign == "-":
        ax.plot([0, 1], [0.5, 0.5], color=ink(), lw=0.8 * width)
    else:
        ax.plot(0.5, 0.5, sign, ms=SIZES[sign] * size, mfc="none", mec=ink(), mew=0.42 * size)
