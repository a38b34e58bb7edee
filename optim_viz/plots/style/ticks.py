"""Ticks at round numbers, as many as there is room for, with short labels in plain text."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from optim_viz.plots.style import text
from optim_viz.plots.style.labels import text_width
from optim_viz.plots.style.themes import points
from surfaces import Array

TYPE = 0.833
"""Type size of tick labels, a share of the size in force (matplotlib calls it small)."""


@dataclass(frozen=True)
class Ticks:
    """The ticks of an axis, their labels, and the power of ten that these leave out."""

    at: tuple[float, ...]
    labels: tuple[str, ...]
    exponent: int

    def name(self, axis: str) -> str:
        """Return the name of the axis with the power that its labels leave out."""
        return f"{axis}  · {text.power_of_ten(self.exponent)}" if self.exponent else axis


def ticks(low: float, high: float, length: float, *, across: bool, overhang: float = 0.4) -> Ticks:
    """Return ticks for an axis of this length in ems; labels hang over the ends a little."""
    most = max(1, min(6, int(length / (2.2 if across else 1.8))))
    for apart in (0.4, 0.1):  # one tick does not make a scale
        for more in range(3):
            made = _ticks(low, high, length, most + more, across, overhang, apart)
            if len(made.at) > 1:
                return made
    return _ticks(low, high, length, most, across, overhang)


def _ticks(
    low: float,
    high: float,
    length: float,
    most: int,
    across: bool,
    overhang: float,
    apart: float = 0.4,
) -> Ticks:
    """Return ticks in about this many intervals, none whose label has no room."""
    at: Array = np.array(MaxNLocator(nbins=most, steps=[1, 2, 5, 10]).tick_values(low, high))
    at = at[(at >= low) & (at <= high)]
    largest = float(np.abs(at).max(initial=0.0))
    exponent = floor(log10(largest)) if largest and not 0.01 <= largest < 1000 else 0
    step = float(np.diff(at).min(initial=largest or 1.0)) / 10.0**exponent
    places = max(0, -floor(log10(step) + 1e-9)) if step else 0
    labels = [f"{x:.{places}f}".replace("-", "−") for x in at / 10.0**exponent]
    where = (at - low) / (high - low) * length
    sizes = np.array([width_in_ems(label) if across else 1.0 for label in labels])
    inside = np.ones(len(at), dtype=bool)
    if across:
        inside = (where >= sizes / 2 - overhang) & (where <= length - sizes / 2 + overhang)
    kept = np.flatnonzero(inside)
    while len(kept) > 1 and (np.diff(where[kept]) < apart + sizes[kept].max()).any():
        kept = kept[::2]
    return Ticks(tuple(at[kept].tolist()), tuple(labels[i] for i in kept), exponent)


def room_for_labels(low: float, high: float, height: float) -> float:
    """Return the room that the labels of a vertical axis of this height need, with a margin."""
    return 1.2 + max(map(width_in_ems, ticks(low, high, height, across=False).labels), default=0.0)


def width_in_ems(label: str) -> float:
    """Return the width of a tick label."""
    em = points("font.size")
    return text_width([label], TYPE * em) / em


def label_axes(ax: Axes, across: str, up: str) -> None:
    """Set the ticks of axes whose limits and size are final, and write the names of both."""
    across, up = set_ticks(ax, across, up)
    ax.set_xlabel(across)
    ax.set_title(up)


def name_axes_beside_ticks(ax: Axes) -> None:
    """Write the names of both axes in line with their ticks, not below and above the panel."""
    across, up = ax.get_xlabel(), ax.get_title(loc="left")
    ax.set_xlabel("")
    ax.set_title("")
    ax.set_ylabel(up, rotation=0, ha="right", va="center")
    em = points("font.size")
    down = rcParams["xtick.major.size"] + rcParams["xtick.major.pad"]
    ax.annotate(
        across, (1, 0), xycoords="axes fraction", xytext=(_PAST_TICKS * em, -down),
        textcoords="offset points", va="top", fontsize=TYPE * em, color=ax.xaxis.label.get_color(),
    )  # fmt: skip


_PAST_TICKS = 0.85
"""Room right of a panel for half a label of a tick, in ems."""


def set_ticks(ax: Axes, across: str, up: str) -> tuple[str, str]:
    """Set the ticks of such axes, and return the names of both, with the powers of ten left out."""
    em = points("font.size") * ax.figure.dpi / 72
    x = ticks(*ax.get_xlim(), ax.bbox.width / em, across=True)
    y = ticks(*ax.get_ylim(), ax.bbox.height / em, across=False)
    ax.set_xticks(x.at, x.labels)
    ax.set_yticks(y.at, y.labels)
    return x.name(across), y.name(up)


def ticks_of_shares(ax: Axes) -> None:
    """Set ticks from none to all on the axis upwards, which is linear; fewer on a low one."""
    tall = ax.bbox.height * 72 / ax.figure.dpi / points("font.size")
    shares = (0, 0.5, 1) if tall >= _WITH_A_HALF else (0, 1) if tall >= _WITH_BOTH else (1,)
    ax.set_yticks(shares, [f"{100 * share:.0f}{' %' * (share == 1)}" for share in shares])


_WITH_A_HALF, _WITH_BOTH = 3.6, 1.7
"""Heights of axes in ems from which on a tick in the middle, and at the lower end, has room."""
