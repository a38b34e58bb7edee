"""Style of figures: a theme gives the colours, a preset the sizes, both as matplotlib settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure

THEMES: Mapping[str, Mapping[str, str]] = {
    "light": {"paper": "#ffffff", "ink": "#22262b"},
    "dark": {"paper": "#14171c", "ink": "#e9ecef"},
}


@dataclass(frozen=True)
class Preset:
    """A canvas in inches; type, lines and markers are shares of its height."""

    width: float
    height: float
    dpi: float
    text: float = 0.042
    line: float = 0.0045
    marker: float = 0.010

    def settings(self) -> dict[str, Any]:
        """Return the matplotlib settings."""
        points = 72 * self.height
        line = points * self.line
        return {
            "figure.figsize": (self.width, self.height),
            "figure.dpi": self.dpi,
            "font.size": points * self.text,
            "lines.linewidth": line,
            "lines.markersize": points * self.marker,
            "axes.linewidth": line * 0.4,
            "grid.linewidth": line * 0.3,
            "xtick.major.width": line * 0.4,
            "ytick.major.width": line * 0.4,
            "xtick.major.size": line * 1.6,
            "ytick.major.size": line * 1.6,
            "xtick.major.pad": line * 1.6,
            "ytick.major.pad": line * 1.6,
            "xtick.labelsize": "small",
            "ytick.labelsize": "small",
            "axes.labelsize": "small",
            "axes.labelpad": line * 1.2,
            "axes.titlesize": "small",
            "axes.titlepad": points * self.text * 0.4,
            "axes.titlelocation": "left",
        }


SLIDE = Preset(40 / 3, 7.5, dpi=150)
"""The 16:9 canvas of PowerPoint and Keynote."""


@contextmanager
def theme(
    name: str = "light", preset: Preset = SLIDE, settings: dict[str, Any] | None = None
) -> Iterator[None]:
    """Draw in this theme and at this size; what was set before comes back afterwards.

    Parameters
    ----------
    name : str
        One of `THEMES`.
    preset : Preset
        Canvas and sizes.
    settings : dict, optional
        Settings of matplotlib that win over both.
    """
    everything: Any = _colours(**THEMES[name]) | preset.settings() | (settings or {})
    with mpl.rc_context(everything):
        yield


class Picture(Figure):
    """A figure that shows itself in a notebook, without pyplot."""

    def __init__(self) -> None:
        super().__init__()
        FigureCanvasAgg(self)

    def _repr_png_(self) -> bytes:
        picture = BytesIO()
        self.savefig(picture, format="png")
        return picture.getvalue()


def axes_or_new(ax: Axes | None) -> Axes:
    """Return the axes, or those of a new figure where there are none."""
    return Picture().add_subplot() if ax is None else ax


def paper() -> str:
    """Return the background colour in force."""
    return to_hex(mpl.rcParams["axes.facecolor"])


def ink(share: float = 1.0) -> str:
    """Return the text colour in force, mixed with the background to this share."""
    return mix(mpl.rcParams["text.color"], paper(), share)


def is_dark() -> bool:
    """Whether the background in force is darker than the text."""
    return sum(to_rgb(paper())) < sum(to_rgb(mpl.rcParams["text.color"]))


def heat(share: float) -> str:
    """Return the colour of a cell of a table, from pale (0) to vivid (1): text can be read on all.

    Neither end is in the middle between ink and paper: the contrast to the ink is 4.5 or more.
    """
    floor, top = ("#16263a", "#2a669e") if is_dark() else ("#ffffff", "#6ba5da")
    return mix(top, floor, 0.08 + 0.92 * share)


def veil(of: int) -> float:
    """Return the opacity of one of this many bands: together they may not hide the curves."""
    return 0.13 * min(1.0, 5 / of) ** 2


def mix(colour: Any, other: Any, share: float) -> str:
    """Return ``share`` of one colour and the rest of another."""
    mixed = share * np.array(to_rgb(colour)) + (1 - share) * np.array(to_rgb(other))
    return to_hex(tuple(mixed.tolist()))


Size = Literal["font.size", "lines.linewidth", "lines.markersize"]


def points(name: Size) -> float:
    """Return a size in force, in points."""
    return float(mpl.rcParams[name])


def _colours(paper: str, ink: str) -> dict[str, Any]:
    quiet = mix(ink, paper, 0.72)
    return {
        "figure.facecolor": paper,
        "axes.facecolor": paper,
        "savefig.facecolor": paper,
        "text.color": ink,
        "axes.labelcolor": quiet,
        "axes.edgecolor": mix(ink, paper, 0.45),
        "axes.titlecolor": quiet,
        "xtick.color": mix(ink, paper, 0.45),
        "ytick.color": mix(ink, paper, 0.45),
        "xtick.labelcolor": quiet,
        "ytick.labelcolor": quiet,
        "axes.grid": False,
        "grid.color": mix(ink, paper, 0.12),
        "font.family": ["DejaVu Sans"],
    }
