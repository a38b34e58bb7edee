"""Functions as lines on axes of their own scales, each with its style and its dash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes

from optim_viz.plots.panels.legend import legend, write_legend
from optim_viz.plots.panels.paths import halo
from optim_viz.plots.style import text
from optim_viz.plots.style.labels import text_width
from optim_viz.plots.style.optimizer_styles import DASHES, Style, styles_of_sizes
from optim_viz.plots.style.page import Page
from optim_viz.plots.style.themes import axes_or_new, ink, points
from optim_viz.plots.style.ticks import TYPE, set_ticks
from surfaces import Array
from surfaces.numerals import display_width

_BEYOND = 9.0
"""What lies further outside than this many heights of the axis is pulled in: renderers overflow."""

_BESIDE = 0.8
"""Room for the name of an axis beside its panel, in ems."""

_MOST_DECADES = 5
"""Powers of ten that are named on an axis."""

_MARGIN, _BELOW_TITLE, _ABOVE_PANELS = 0.9, 1.9, 1.7
"""Room left of a key, above it for the title of the page, and below it for those of panels."""

_LOWEST, _HIGHEST = 1e-300, 1e300

_DASHES = (*DASHES, (7.0, 1.4, 1.0, 1.4, 1.0, 1.4))
"""One more than methods have: up to five lines are apart where there are no colours."""

_CORNER = 0.55
"""Height above the corner of axes in which a label would be on that of the other axis, in ems."""

_MOST_UPWARDS, _ABOVE = 0.6, "above"
"""Share of the height of a panel that a name may have which is written upwards in it; what marks
names above panels."""

Names = str | tuple[str, ...]
"""A name, or several from long to short: the first one that has room is written."""


@dataclass(frozen=True, eq=False)
class Line:
    """A named function: places and heights ``(n,)``."""

    name: str
    x: Array
    y: Array
    style: Style


def line_styles(count: int) -> list[Style]:
    """Return styles for this many lines, apart in colour and in dash."""
    return [
        replace(style, dash=_DASHES[i % len(_DASHES)], marker="")
        for i, style in enumerate(styles_of_sizes(count))
    ]


def write_key(
    page: Page, names: Sequence[str], styles: Sequence[Style], notes: Sequence[str] = ()
) -> float:
    """Write the names of lines below the title; return the height of the page that is left.

    From there down is room for the titles of panels. Notes beside the names are left out where
    there is no room; names are whole.
    """
    key = legend(page, names, notes or [""] * len(names), max(map(display_width, names)) + 1)
    write_legend(page, key, styles, _MARGIN, page.height - _BELOW_TITLE - key.height)
    return page.height - _BELOW_TITLE - key.height - _ABOVE_PANELS


def draw_lines(
    lines: Sequence[Line],
    ax: Axes | None = None,
    *,
    across: Names,
    up: Names,
    x_limits: tuple[float, float] | None = None,
    y_limits: tuple[float, float] | None = None,
    log: str = "",
) -> Axes:
    """Draw functions as lines, with few round ticks.

    Parameters
    ----------
    lines : sequence of Line
    ax : Axes, optional
        Its size must be final: ticks have room beside each other.
    across, up : str, or tuple of str
        The names of both axes, or several of each from long to short; that of the vertical one
        stands above.
    x_limits, y_limits : pairs of floats, optional
        By default what the lines need.
    log : str
        The axes with a logarithmic scale: ``x``, ``y`` or ``xy``.
    """
    ax = axes_or_new(ax)
    x_limits = x_limits or limits_of([line.x for line in lines], margin=0.0, log="x" in log)
    y_limits = y_limits or limits_of([line.y for line in lines], margin=0.06, log="y" in log)
    ax.set(xscale="log" if "x" in log else "linear", yscale="log" if "y" in log else "linear")
    ax.set(xlim=x_limits, ylim=y_limits)
    for nth, line in enumerate(lines):
        y = within_reach(line.y, y_limits, log="y" in log)
        ax.plot(
            line.x, y, color=line.style.colour, lw=points("lines.linewidth"), zorder=3 + 0.01 * nth,
            ls=(0, line.style.dash) if line.style.dash else "-", label=line.name,
        )  # fmt: skip
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    _label(ax, across, up, log)
    return ax


def mark_place(
    place: float, name: str, ax: Axes, *, y: float = 0.97, left: bool = False, share: float = 0.6
) -> None:
    """Draw a vertical line at a place and its name upwards, in a low panel above it, if it fits."""
    em = points("font.size")
    low, high = ax.get_xlim()
    if not low < place < high:
        return
    ax.axvline(place, color=ink(share), lw=0.5 * points("lines.linewidth"), zorder=1)
    if text_width([name], 0.8 * em) > _MOST_UPWARDS * ax.bbox.height * 72 / ax.figure.dpi:
        _name_above(place, name, ax)
        return
    ax.annotate(
        name, (place, y), xycoords=("data", "axes fraction"), textcoords="offset points",
        xytext=((-0.25 if left else 0.25) * em, 0), rotation=90, va="bottom" if y < 0.5 else "top",
        ha="right" if left else "left", fontsize=0.8 * em, color=ink(0.85), zorder=6,
        path_effects=halo(0.15 * em),
    )  # fmt: skip


def _name_above(place: float, name: str, ax: Axes) -> None:
    """Write the name of a place above a panel, unless that has a name there, or others do."""
    em, ends = points("font.size"), ax.get_xlim()
    wide = ax.bbox.width * 72 / ax.figure.dpi
    middle, half = wide * (place - ends[0]) / (ends[1] - ends[0]), text_width([name], 0.8 * em) / 2
    taken = text_width([ax.get_title(loc="left")], TYPE * em) + 0.5 * em
    named = any(one.get_gid() == _ABOVE for one in ax.texts)
    if named or middle - half < taken or middle + half > wide + 0.8 * em:
        return
    ax.annotate(
        name, (place, 1.0), xycoords=("data", "axes fraction"), textcoords="offset points",
        xytext=(0, 0.35 * em), va="bottom", ha="center", fontsize=0.8 * em, color=ink(0.85),
        gid=_ABOVE,
    )  # fmt: skip


def limits_of(values: Sequence[Array], *, margin: float, log: bool) -> tuple[float, float]:
    """Return the ends of an axis that shows all finite values, on a log scale those above zero."""
    known = np.concatenate([one[np.isfinite(one)] for one in values] or [np.zeros(1)])
    known = np.clip(known, -_HIGHEST, _HIGHEST)
    known = known[known > _LOWEST] if log else known
    if not known.size:
        return (0.1, 10.0) if log else (-1.0, 1.0)
    low, high = float(known.min()), float(known.max())
    if log:
        low, high = low, max(high, low * 10.0)
        return low / (2.0 if margin else 1.0), high * (2.0 if margin else 1.0)
    room = margin * (high - low) or (0.0 if high > low else max(abs(high), 1.0))
    return low - room, high + room


def within_reach(y: Array, limits: tuple[float, float], *, log: bool = False) -> Array:
    """Return heights in a frame; those far outside are nearer, but still outside."""
    low, high = limits
    if log:
        with np.errstate(invalid="ignore"):
            return np.where(y > 0, np.clip(y, low / 1e9, high * 1e9), np.nan)
    tall = _BEYOND * (high - low)
    return np.clip(y, low - tall, high + tall)


def _label(ax: Axes, across: Names, up: Names, log: str) -> None:
    short = fitting(across, ax), fitting(up, ax)
    x_name, y_name = set_ticks(ax, *short)
    if "x" in log:
        ax.set_xticks(*_decades(*ax.get_xlim(), wide=True, ax=ax))
        x_name = short[0]
    if "y" in log:
        ax.set_yticks(*_decades(*ax.get_ylim(), wide=False, ax=ax))
        y_name = short[1]
    ax.minorticks_off()
    ax.set_xlabel(_fitted(x_name, ax))
    ax.set_title(_fitted(y_name, ax))


def _room(ax: Axes) -> float:
    """Return the room for a name along a panel, and a little beside it, in points."""
    return float(ax.bbox.width * 72 / ax.figure.dpi + _BESIDE * points("font.size"))


def fitting(names: Names, ax: Axes) -> str:
    """Return the first of some names that has room along axes, whose size is final, or the last."""
    several = (names,) if isinstance(names, str) else names
    size = TYPE * points("font.size")
    fits = (one for one in several if text_width([one], size) <= _room(ax))
    return next(fits, several[-1])


def _fitted(name: str, ax: Axes) -> str:
    """Return as much of a name as there is room for."""
    size, letters = TYPE * points("font.size"), display_width(name)
    while letters > 1 and text_width([text.shortened(name, letters)], size) > _room(ax):
        letters -= 1
    return text.shortened(name, letters)


def _decades(low: float, high: float, *, wide: bool, ax: Axes) -> tuple[list[float], list[str]]:
    """Return powers of ten with room beside each other, and their labels."""
    length = (ax.bbox.width if wide else ax.bbox.height) * 72 / ax.figure.dpi / points("font.size")
    corner = 0.0 if wide else _CORNER / length * np.log10(high / low)
    first = int(np.ceil(np.log10(low) + corner - 1e-9))
    last = int(np.floor(np.log10(high) + 1e-9))
    most = max(1, min(_MOST_DECADES, int(length / (3.0 if wide else 1.4))))
    stride = max(1, -(-(last - first + 1) // most))
    powers = range(first, last + 1, stride)
    if len(powers) < 2:  # one label does not make a scale
        between = (m * 10.0**k for k in range(first - 1, last + 1) for m in (1, 2, 5))
        at = [one for one in between if low <= one <= high]
        at = at[:: -(-len(at) // most)]
        return at, [f"{one:g}" for one in at]
    return [10.0**k for k in powers], [text.power_of_ten(k) for k in powers]
