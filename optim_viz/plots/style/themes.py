"""Style of figures: a theme gives the colours, a preset the sizes, both as matplotlib settings.

A whole figure keeps to these (`whole_figure`), whatever else is set in matplotlib by a style sheet
or in a notebook, when it is made and whenever it is drawn. What draws on axes of the reader's own
goes by the settings in force.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from typing import Any, Literal, ParamSpec

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure

from optim_viz.plots.style.fonts import settings_of_language
from optim_viz.plots.style.picture import Picture, in_force, with_settings
from optim_viz.presets import SLIDE, Preset
from optim_viz.text import said_of
from surfaces.specs import choose

THEMES: Mapping[str, Mapping[str, str]] = {
    "light": {"paper": "#ffffff", "ink": "#22262b"},
    "dark": {"paper": "#14171c", "ink": "#e9ecef"},
    "print": {"paper": "#ffffff", "ink": "#000000"},
}


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

    Raises
    ------
    InputError
        An unknown theme.
    """
    colours = _colours(**THEMES[choose(name, THEMES, "theme")])
    with _chosen(colours | preset.settings() | (settings or {})):
        yield


@contextmanager
def adjusted(settings: dict[str, Any]) -> Iterator[None]:
    """Draw with some settings of matplotlib that win over those of theme and preset."""
    with _chosen({**(_choice.get() or _usual()), **settings}):
        yield


_choice: ContextVar[dict[str, Any] | None] = ContextVar("settings", default=None)
"""Settings that `theme` has chosen; None outside of it."""


@contextmanager
def _chosen(settings: Any) -> Iterator[None]:
    token = _choice.set(settings)
    try:
        with mpl.rc_context(settings):
            yield
    finally:
        _choice.reset(token)


@cache
def _usual() -> dict[str, Any]:
    return _colours(**THEMES["light"]) | SLIDE.settings()


_Asked = ParamSpec("_Asked")


def whole_figure(draw: Callable[_Asked, Figure]) -> Callable[_Asked, Figure]:
    """Draw a figure in the theme in force, or the light one; all else as matplotlib comes.

    Words are about maxima where what is drawn is maximized.
    """

    @wraps(draw)
    def drawn(*given: _Asked.args, **named: _Asked.kwargs) -> Figure:
        chosen = (_choice.get() or _usual()) | settings_of_language()
        settings = {**in_force(mpl.rcParamsDefault), **chosen}
        with said_of(*given, *named.values()), with_settings(settings):
            figure = draw(*given, **named)
            if isinstance(figure, Picture):
                figure.finish()
        if isinstance(figure, Picture):
            figure.offer()
        return figure

    return drawn


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


def is_print() -> bool:
    """Whether the theme in force is that for a printer, which may have no colours."""
    return (_choice.get() or {}).get("text.color") == THEMES["print"]["ink"]


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
