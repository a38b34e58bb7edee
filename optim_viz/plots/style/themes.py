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

from optim_viz.deck_style import DeckStyle
from optim_viz.plots.style.contrast import contrast, lightness
from optim_viz.plots.style.fonts import families, settings_of_language
from optim_viz.plots.style.halos import make_transparent
from optim_viz.plots.style.picture import Picture, in_force, with_settings
from optim_viz.presets import SLIDE, Preset
from optim_viz.text import said_of
from surfaces.specs import choose

THEMES: Mapping[str, Mapping[str, str]] = {
    "light": {"paper": "#ffffff", "ink": "#22262b"},
    "dark": {"paper": "#14171c", "ink": "#e9ecef"},
    "print": {"paper": "#ffffff", "ink": "#000000"},
}

LEAST_CONTRAST = 4.5
"""Contrast of text to the paper that WCAG 2 asks for."""

_NO_STYLE = DeckStyle()


FAINT_TEXT, FAINT_LINE = 0.66, 0.58
"""Least shares of ink in text and in lines: contrasts of 4.5 and of 3 to the paper of any theme."""


@contextmanager
def theme(
    name: str = "light",
    preset: Preset = SLIDE,
    settings: dict[str, Any] | None = None,
    style: DeckStyle = _NO_STYLE,
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
    style : DeckStyle, optional
        What a deck has of its own: it wins over the theme.

    Raises
    ------
    InputError
        An unknown theme.
    """
    chosen = _colours(**page_colours(name, style)) | preset.settings()
    if own := families(style.font, live=preset.live_text):
        chosen["font.family"] = own
    before = _style.set(style)
    try:
        with _chosen(chosen | (settings or {})):
            yield
    finally:
        _style.reset(before)


def page_colours(name: str, style: DeckStyle = _NO_STYLE) -> dict[str, str]:
    """Return ``paper`` and ``ink`` of a theme, or those of a style.

    Where a style has a background alone, the ink is that of the theme, or of the one that can be
    read on it.

    Raises
    ------
    InputError
        An unknown theme.
    """
    usual = THEMES[choose(name, THEMES, "theme")]
    paper, ink = style.paper or usual["paper"], style.text or usual["ink"]
    if style.text is None and contrast(paper, ink) < LEAST_CONTRAST:
        inks = (THEMES[one]["ink"] for one in ("light", "dark"))
        ink = max(inks, key=lambda one: contrast(paper, one))
    return {"paper": paper, "ink": ink}


@contextmanager
def adjusted(settings: dict[str, Any]) -> Iterator[None]:
    """Draw with some settings of matplotlib that win over those of theme and preset."""
    with _chosen({**(_choice.get() or _usual()), **settings}):
        yield


_choice: ContextVar[dict[str, Any] | None] = ContextVar("settings", default=None)
"""Settings that `theme` has chosen; None outside of it."""

_style: ContextVar[DeckStyle] = ContextVar("style", default=_NO_STYLE)


def style_in_force() -> DeckStyle:
    """Return the style of the deck in force: an empty one where there is none."""
    return _style.get()


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
        chosen = (_choice.get() or _usual()) | settings_of_language(style_in_force().font)
        settings = {**in_force(mpl.rcParamsDefault), **chosen}
        with said_of(*given, *named.values()), with_settings(settings):
            figure = draw(*given, **named)
            if isinstance(figure, Picture):
                figure.finish()
                if style_in_force().is_transparent:
                    make_transparent(figure, paper())
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
    is_black = (_choice.get() or {}).get("text.color") == THEMES["print"]["ink"]
    return is_black and style_in_force().text is None


def heat(share: float) -> str:
    """Return the colour of a cell of a table, from pale (0) to vivid (1): text can be read on all.

    Neither end is in the middle between ink and paper: the contrast to the ink is 4.5 or more.
    """
    floor, top = ("#16263a", "#2a669e") if is_dark() else ("#ffffff", "#6ba5da")
    style = style_in_force()
    if style.accent:
        floor, top = (with_lightness(style.accent, lightness(one)) for one in (floor, top))
    return mix(top, floor, 0.08 + 0.92 * share)


def veil(of: int) -> float:
    """Return the opacity of one of this many bands: together they may not hide the curves."""
    return 0.13 * min(1.0, 5 / of) ** 2


def mix(colour: Any, other: Any, share: float) -> str:
    """Return ``share`` of one colour and the rest of another."""
    mixed = share * np.array(to_rgb(colour)) + (1 - share) * np.array(to_rgb(other))
    return to_hex(tuple(mixed.tolist()))


@cache
def with_lightness(colour: str, wanted: float) -> str:
    """Return the hue in this lightness, L* of CIE 1976: mixed with white, or with black."""
    end = "white" if wanted > lightness(colour) else "black"
    shades = [mix(end, colour, share) for share in np.linspace(0, 1, 101)]
    return min(shades, key=lambda shade: abs(lightness(shade) - wanted))


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
        "axes.edgecolor": mix(ink, paper, FAINT_LINE),
        "axes.titlecolor": quiet,
        "xtick.color": mix(ink, paper, FAINT_LINE),
        "ytick.color": mix(ink, paper, FAINT_LINE),
        "xtick.labelcolor": quiet,
        "ytick.labelcolor": quiet,
        "axes.grid": False,
        "grid.color": mix(ink, paper, 0.12),
        "font.family": ["DejaVu Sans"],
    }
