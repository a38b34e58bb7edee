"""One colour, dash and marker for each optimizer, the same in every figure.

The first colours come from the palette of Okabe and Ito (2008), which colour-blind readers can tell
apart; the others are much paler or deeper. In a family no two methods share a colour, nor both
lightness and dash: so they are told apart in grey print, by their markers as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cache
from zlib import crc32

import numpy as np
from matplotlib.colors import to_rgb

from optim_viz import optimizers as catalogue
from optim_viz.optimizers import Optimizer
from optim_viz.plots.style.themes import is_dark, mix, paper

Dash = tuple[float, ...]

_SOLID: Dash = ()
DASHES: tuple[Dash, ...] = (_SOLID, (5, 1.8), (2.2, 1.5), (6, 1.5, 1.4, 1.5))
_MARKERS = ("o", "s", "D", "^", "v", "P", "h", ">")
_COLOURS = (  # on light and on dark paper
    ("#0072b2", "#5cb6ee"),
    ("#cc7700", "#f2b134"),
    ("#c8401a", "#ff7a4d"),
    ("#00855f", "#2fd0a0"),
    ("#a4478a", "#e08fc6"),
    ("#3f3f46", "#d9dbe0"),
    ("#6a5acd", "#a99cff"),
    ("#7a6a00", "#d8c93a"),
    ("#1a9fc0", "#9defff"),
    ("#f0508c", "#f857a8"),
    ("#5f9e12", "#bdf060"),
    ("#6e3010", "#a8683a"),
    ("#1c2f86", "#4f70ea"),
    ("#0c4a2c", "#3a8f4e"),
    ("#7d0f3c", "#bd3858"),
)

_MEDIUM_COLOURS = 8
"""The first ones, this many, are neither very pale nor very deep."""


@dataclass(frozen=True)
class Style:
    """Colours, dash and marker of an optimizer."""

    light: str
    dark: str
    dash: Dash = _SOLID
    marker: str = "o"
    nth: int = 0
    """0 for the first of its method in a figure, 1 for the second with other knobs, ..."""

    @property
    def colour(self) -> str:
        """The colour on the paper in force."""
        return self.dark if is_dark() else self.light

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
        "adadelta": (_BROWN, _SHORT, "v"),
        "adamw": (_NAVY, _LONG, "o"),
        "amsgrad": (_SKY, _SHORT, "s"),
        "adamax": (_FOREST, _MIXED, "h"),
        "nadam": (_VIOLET, _MIXED, ">"),
        "radam": (_PINK, _LONG, "<"),
        "adabelief": (_WINE, _SOLID, "p"),
        "yogi": (_LIME, _MIXED, "X"),
        "lion": (_OLIVE, _LONG, "d"),
        "rprop": (_GREEN, _SHORT, "^"),
        "sign_descent": (_OLIVE, _SHORT, "X"),
        "normalized_descent": (_PINK, _LONG, "D"),
        "clipped_descent": (_WINE, _SHORT, "^"),
        "polyak": (_BROWN, _MIXED, "d"),
        "barzilai_borwein": (_SKY, _MIXED, "P"),
        "layerwise_descent": (_FOREST, _LONG, "h"),
        "bfgs": (_NAVY, _SHORT, "h"),
        "lbfgs": (_SKY, _MIXED, "d"),
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

    The same method with other knobs, or in another version of a file, has its marker, and of all
    colours the one that is farthest from those in use: figures often compare two rates of one
    method.
    """
    optimizers = list(optimizers)
    styles = [_of_method(one.name) for one in optimizers]
    used = {style.light for style in styles}
    seen: dict[Style, int] = {}
    for i, style in enumerate(styles):
        nth = seen[style] = seen.get(style, -1) + 1
        if nth:
            light, dark = _farthest(used)
            used.add(light)
            styles[i] = replace(_turned(style, nth), light=light, dark=dark)
    return styles


def _of_method(name: str) -> Style:
    """Return the style of a method; the forms of other libraries are shades of it."""
    library, _, base = name.rpartition(".")
    style = _STYLES.get(base) or _from_name(base)
    if not library:
        return style
    nth = _libraries().get(library, 4)
    other, share = (("black", 1.0), ("white", 0.7), ("black", 0.62))[nth % 3]
    light, dark = (mix(own, other, share) for own in (style.light, style.dark))
    return replace(_turned(style, nth), light=light, dark=dark)


def _turned(style: Style, nth: int) -> Style:
    """Return the style with another dash, its markers filled or hollow in turn."""
    dash = DASHES[(DASHES.index(style.dash) + nth) % len(DASHES)]
    return replace(style, nth=style.nth + nth, dash=dash)


def _farthest(used: Collection[str]) -> tuple[str, str]:
    """Return the colours, on light and on dark paper, that are farthest from those in use.

    The medium ones are chosen first, as long as there are any left: every eye tells them apart.
    """
    free = [pair for pair in _COLOURS[:_MEDIUM_COLOURS] if pair[0] not in used] or _COLOURS
    others = np.array([to_rgb(colour) for colour in used])

    def distance(pair: tuple[str, str]) -> float:
        return float(np.linalg.norm(others - to_rgb(pair[0]), axis=1).min())

    return max(free, key=distance)


def apart(styles: Iterable[Style]) -> list[Style]:
    """Return styles with a dash of its own for each, as long as there are some left.

    They are for curves without markers, which may lie on each other or be printed in grey.
    """
    chosen: list[Style] = []
    for style in styles:
        taken = {one.dash for one in chosen}
        free = [dash for dash in DASHES if dash not in taken]
        again = style.dash in taken and free
        chosen.append(replace(style, dash=free[0]) if again else style)
    return chosen


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
