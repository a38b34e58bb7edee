"""One colour, dash and marker for each optimizer, the same in every figure.

The first colours come from the palette of Okabe and Ito (2008), which colour-blind readers can tell
apart; the others are much paler or deeper. Of the common methods those with the same dash differ in
lightness too, so that curves are told apart in grey print; everywhere by their markers as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import inf
from zlib import crc32

import numpy as np

from optim_viz import optimizers as catalogue
from optim_viz.optimizers import Optimizer
from optim_viz.plots.style.contrast import contrast, lightness
from optim_viz.plots.style.themes import (
    LEAST_CONTRAST,
    ink,
    is_dark,
    is_print,
    mix,
    paper,
    style_in_force,
    with_lightness,
)

Dash = tuple[float, ...]

_SOLID: Dash = ()
DASHES: tuple[Dash, ...] = (_SOLID, (5, 1.8), (2.2, 1.5), (6, 1.5, 1.4, 1.5))
_MARKERS = ("o", "s", "D", "^", "v", "P", "h", ">")
_COLOURS = (  # on light and on dark paper
    ("#0078bd", "#5cb6ee"),
    ("#cf7a04", "#fdc14a"),
    ("#ad2f0f", "#f2633a"),
    ("#00855f", "#2fd0a0"),
    ("#9a3d82", "#e08fc6"),
    ("#3f3f46", "#e6e8ec"),
    ("#5b4ac4", "#a494ff"),
    ("#8e7c00", "#d8c93a"),
    ("#1a9fc0", "#9defff"),
    ("#f0508c", "#f857a8"),
    ("#5f9e12", "#bdf060"),
    ("#6e3010", "#a8683a"),
    ("#1c2f86", "#4f70ea"),
    ("#0c4a2c", "#3a8f4e"),
    ("#7d0f3c", "#bd3858"),
)

LEAST_CONTRAST_OF_LINES = 3.0
"""Contrast of lines and marks to the paper that WCAG 2 asks for."""

_ON_LIGHT, _ON_DARK = (14.0, 30.0, 46.0, 61.0), (50.0, 65.0, 80.0, 95.0)
"""Lightnesses of further runs of a method, L* of CIE 1976, that stand out from the paper."""

_PRINTED = 11.0
"""By how much the lightnesses L* are lower in print: the palest has a contrast of 4.5 then."""

_PRINTED_OTHERWISE = {"#00855f": "#007638"}
"""A green that is too near to the blue when both are deep, for eyes without blue."""


@dataclass(frozen=True)
class Style:
    """Colours, dash and marker of an optimizer."""

    light: str
    dark: str
    dash: Dash = _SOLID
    marker: str = "o"
    nth: int = 0
    """0 for the first of its method in a figure, 1 for the second with other knobs, ..."""
    is_given: bool = False
    """Whether a deck gives the colour, which is drawn as it is."""

    @property
    def colour(self) -> str:
        """The colour on the paper in force.

        In print it is darker, as thin lines come out pale; where a deck has a paper of its own it
        goes towards the ink, until it stands out from that.
        """
        own = self.dark if is_dark() else self.light
        if self.is_given:
            return own
        if is_print():
            return _darker(own)
        if style_in_force().paper is None:
            return own
        return readable(own, ink(), paper(), LEAST_CONTRAST_OF_LINES)

    @property
    def text_colour(self) -> str:
        """The colour of its name: towards the ink, until it can be read on the paper."""
        return readable(self.colour, ink(), paper(), LEAST_CONTRAST)

    @property
    def filling(self) -> str:
        """The colour inside markers: those of every second run of a method are hollow."""
        return paper() if self.nth % 2 else self.colour


_BLUE, _ORANGE, _RED, _GREEN, _PURPLE, _GREY, _VIOLET, _OLIVE, *_MORE = _COLOURS
_SKY, _PINK, _LIME, _BROWN, _NAVY, _FOREST, _WINE = _MORE
_LONG, _SHORT, _MIXED = DASHES[1:]
_STYLES = {
    name: Style(*colours, dash, marker)
    for name, (colours, dash, marker) in {
        "sgd": (_GREY, _SOLID, "o"),
        "momentum": (_BLUE, _SOLID, "s"),
        "nesterov": (_VIOLET, _LONG, "v"),
        "adagrad": (_ORANGE, _SOLID, "^"),
        "rmsprop": (_PURPLE, _SHORT, "P"),
        "adam": (_RED, _SOLID, "D"),
        "newton": (_GREEN, _LONG, "p"),
        "adadelta": (_BROWN, _SHORT, "<"),
        "adamw": (_NAVY, _LONG, "X"),
        "amsgrad": (_SKY, _SHORT, "s"),
        "adamax": (_FOREST, _MIXED, "h"),
        "nadam": (_VIOLET, _MIXED, ">"),
        "radam": (_PINK, _LONG, "v"),
        "adabelief": (_WINE, _SOLID, "p"),
        "yogi": (_LIME, _MIXED, "o"),
        "lion": (_OLIVE, _SHORT, "d"),
        "rprop": (_GREEN, _SHORT, "^"),
        "sign_descent": (_OLIVE, _MIXED, "X"),
        "normalized_descent": (_PINK, _SHORT, "D"),
        "clipped_descent": (_WINE, _SHORT, "^"),
        "polyak": (_BROWN, _MIXED, "d"),
        "barzilai_borwein": (_SKY, _MIXED, "P"),
        "layerwise_descent": (_FOREST, _LONG, "h"),
        "steepest_descent": (_RED, _MIXED, "p"),
        "armijo_descent": (_LIME, _LONG, "h"),
        "bfgs": (_NAVY, _SHORT, "d"),
        "lbfgs": (_SKY, _MIXED, "h"),
        "conjugate_gradient": (_PINK, _SOLID, "s"),
        "damped_newton": (_FOREST, _SOLID, "o"),
        "saddle_free_newton": (_LIME, _SHORT, "P"),
        "regularized_newton": (_OLIVE, _MIXED, "^"),
        "trust_region": (_BROWN, _LONG, "D"),
    }.items()
}
"""Methods that are often seen together; any other gets a style from its name."""


def styles_for(optimizers: Iterable[Optimizer]) -> list[Style]:
    """Return a style for each: every method and every library has its own in all figures.

    The same method with other knobs, or in another version of a file, has its marker and its hue in
    another lightness, with another dash: figures often compare two rates of one method.
    """
    optimizers = list(optimizers)
    styles = [_of_method(one.name) for one in optimizers]
    seen: dict[Style, int] = {}
    for i, style in enumerate(styles):
        nth = seen[style] = seen.get(style, -1) + 1
        if nth:
            light, dark = _shade(style.light, nth, _ON_LIGHT), _shade(style.dark, nth, _ON_DARK)
            styles[i] = replace(_turned(style, nth), light=light, dark=dark)
    return styles


def styles_of_sizes(count: int) -> list[Style]:
    """Return styles for batch sizes of one method: colours as far apart as those of methods."""
    methods = ("momentum", "adagrad", "adam", "newton", "rmsprop", "sgd")
    return [_STYLES[methods[i % len(methods)]] for i in range(count)]


def _of_method(name: str) -> Style:
    """Return the style of a method; the forms of other libraries are shades of it."""
    usual = _usual_style(name)
    if given := style_in_force().colours.get(name):
        return replace(usual, light=given, dark=given, is_given=True)
    return usual


def _usual_style(name: str) -> Style:
    library, _, base = name.rpartition(".")
    style = _STYLES.get(base) or _from_name(base)
    if not library:
        return style
    nth = _libraries().get(library, 4)
    other, share = (("black", 1.0), ("white", 0.7), ("black", 0.62))[nth % 3]
    light, dark = (mix(own, other, share) for own in (style.light, style.dark))
    light = with_lightness(light, min(lightness(light), max(_ON_LIGHT)))
    dark = with_lightness(dark, max(lightness(dark), min(_ON_DARK)))
    return replace(_turned(style, nth), light=light, dark=dark)


def _turned(style: Style, nth: int) -> Style:
    """Return the style with another dash, its markers filled or hollow in turn."""
    dash = DASHES[(DASHES.index(style.dash) + nth) % len(DASHES)]
    return replace(style, nth=style.nth + nth, dash=dash)


def _shade(colour: str, nth: int, steps: Sequence[float]) -> str:
    """Return the hue in another lightness, each as far as possible from those before it."""
    own = lightness(colour)
    taken, free = [own], set(steps) - {min(steps, key=lambda one: abs(one - own))}
    for _ in range((nth - 1) % len(free) + 1):
        wanted = max(sorted(free), key=lambda one: min(abs(one - other) for other in taken))
        taken.append(wanted)
        free.remove(wanted)
    return with_lightness(colour, wanted)


@cache
def _darker(colour: str) -> str:
    """Return the hue for a printer: all are darker by the same, and stay as far apart."""
    darker = with_lightness(colour, max(lightness(colour) - _PRINTED, 0.0))
    return _PRINTED_OTHERWISE.get(colour, darker)


@cache
def readable(colour: str, ink: str, paper: str, least: float) -> str:
    """Return a colour mixed with ink, no more than a contrast to the paper takes."""
    shades = [mix(ink, colour, share) for share in np.linspace(0, 1, 51)]
    return next((shade for shade in shades if contrast(shade, paper) >= least), ink)


def apart(styles: Iterable[Style]) -> list[Style]:
    """Return styles with a dash of its own for each, as long as there are some left.

    They are for curves without markers, which may lie on each other or be printed in grey; later
    ones have the dash of those that differ most in lightness.
    """
    chosen: list[Style] = []
    for style in styles:
        unlike = {dash: _unlike(style, [o for o in chosen if o.dash == dash]) for dash in DASHES}
        best = max(DASHES, key=lambda dash: (unlike[dash], dash == style.dash))
        chosen.append(replace(style, dash=best))
    return chosen


def _unlike(style: Style, others: Iterable[Style]) -> float:
    """Return by how much the lightness differs at least from that of others, on any paper."""
    return min(
        (abs(lightness(mine) - lightness(its)) for other in others
         for mine, its in ((style.light, other.light), (style.dark, other.dark))),
        default=inf,
    )  # fmt: skip


@cache
def _libraries() -> dict[str, int]:
    """Return a number for each library whose conventions we have: 1, 2, ..."""
    libraries = sorted({name.rpartition(".")[0] for name in catalogue.names()} - {""})
    return {library: i for i, library in enumerate(libraries, 1)}


def _from_name(name: str) -> Style:
    """Return a style that depends on the name alone, so that it is the same in every figure."""
    digest = crc32(name.encode())
    light, dark = _COLOURS[digest % len(_COLOURS)]
    digest //= len(_COLOURS)
    dash = DASHES[digest % len(DASHES)]
    return Style(light, dark, dash, _MARKERS[digest // len(DASHES) % len(_MARKERS)])
