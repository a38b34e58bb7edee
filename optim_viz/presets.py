"""Where a figure is shown: canvas, type size, lines and format of each medium, as plain data.

Sizes follow from the height of a slide, not from seaborn's contexts. Those (``paper``, ``talk``)
multiply type, lines and ticks by one factor: axes are 0.10 and ticks 0.5 of the type size, whatever
the context. Type that the last row can read would make them twice as heavy as they are here (0.04
and 0.17), and as heavy as the curves; the curves have nearly their weight, 0.11 where seaborn has
0.125.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from surfaces import InputError

SIZES = "slide|half|4:3|WxH"
"""What is typed for a size."""

_HALF = 0.75
"""Height of a figure on half a slide, below the title of the slide, as a share of its height."""

_LEAST = 12.0, 9.0
"""Narrowest and lowest canvas, in sizes of type: on a smaller one there is no room for words."""

_MOST_PIXELS = 300e6

_MILLIMETRE = 1 / 25.4
"""In inches."""


@dataclass(frozen=True)
class Preset:
    """A canvas in inches; type, lines and markers are shares of the height of the slide."""

    width: float
    height: float
    dpi: float
    text: float = 0.042
    line: float = 0.0045
    marker: float = 0.010
    slide: float | None = None
    """Height of the slide that the canvas stands on, in inches; None: the canvas is all of it."""
    suffix: str = ".png"
    """The usual format."""
    live_text: bool = False
    """Whether SVG keeps text as text, which a browser sets; else it becomes paths."""

    @property
    def slide_height(self) -> float:
        """Height of the slide, in inches."""
        return self.height if self.slide is None else self.slide

    @property
    def type_size(self) -> float:
        """Type size in points, whatever the canvas."""
        return 72 * self.slide_height * self.text

    def sized(self, size: str | None) -> Preset:
        """Return the preset with another canvas: type, lines and markers keep their sizes.

        Parameters
        ----------
        size : text, optional
            One of `SIZES`: ``half`` is half as wide and as high as a slide has room for below its
            title; ``WxH`` are inches.

        Raises
        ------
        InputError
            Another text, or a canvas on which no words have room.
        """
        if size is None or size == "slide":
            return self
        if size == "half":
            width, height = self.width / 2, min(self.height, _HALF * self.slide_height)
        elif size == "4:3":
            width, height = self.height * 4 / 3, self.height
        else:
            width, height = self._typed(size)
        return replace(self, width=width, height=height, slide=self.slide_height)

    def _typed(self, size: str) -> tuple[float, float]:
        found = re.fullmatch(r"(\d+(?:\.\d+)?)[x×](\d+(?:\.\d+)?)", size)
        if not found:
            raise InputError(f"size is {SIZES}, with W and H in inches, not {size!r:.30}")
        width, height = float(found[1]), float(found[2])
        least = [round(one * self.type_size / 72 + 0.005, 2) for one in _LEAST]
        if width < least[0] or height < least[1] or width * height * self.dpi**2 > _MOST_PIXELS:
            most = int((_MOST_PIXELS / self.dpi**2) ** 0.5)
            raise InputError(
                f"with type of {self.type_size:.3g} pt a canvas is at least"
                f" {least[0]:g}x{least[1]:g} inches, at most about {most}x{most}, not {size}"
            )
        return width, height

    def settings(self) -> dict[str, Any]:
        """Return the settings of matplotlib."""
        points = 72 * self.slide_height
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
            "pdf.fonttype": 42,
            "svg.fonttype": "none" if self.live_text else "path",
            **(_LIVE_FONTS if self.live_text else {}),
        }


_LIVE_FONTS = {
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans", "Bitstream Vera Sans", "Verdana"],
}
"""Fonts of one width: a browser takes the first that it has."""

SLIDE = Preset(40 / 3, 7.5, dpi=150)
"""The 16:9 canvas of PowerPoint and Keynote."""

PRESETS: Mapping[str, Preset] = {
    "pptx": SLIDE,
    "gslides": Preset(10, 5.625, dpi=200),
    "beamer": Preset(
        140 * _MILLIMETRE, 71 * _MILLIMETRE, dpi=300, slide=90 * _MILLIMETRE, suffix=".pdf"
    ),
    "beamer-43": Preset(
        108 * _MILLIMETRE, 75 * _MILLIMETRE, dpi=300, slide=96 * _MILLIMETRE, suffix=".pdf"
    ),
    "revealjs": Preset(10, 700 / 96, dpi=192, suffix=".svg", live_text=True),
    "quarto": Preset(1050 / 96, 700 / 96, dpi=192, suffix=".svg", live_text=True),
    "paper": Preset(6.5, 3.75, dpi=300, text=9 / 270, suffix=".pdf"),
    "notebook": Preset(9.6, 5.4, dpi=100, text=0.031),
}
"""Where figures are shown, by the name that is typed.

PowerPoint, also for Keynote; Google Slides; the text of a Beamer frame below its title, on pages of
16:9 and of 4:3; reveal.js, also for Marp, and Quarto at their usual sizes in pixels of a browser;
the text width of an article with type of 9 pt, whose smallest is above 7 pt; a notebook.
"""


def preset(medium: str | None, size: str | None = None, dpi: int | None = None) -> Preset:
    """Return the preset of a medium on a canvas of some size; without a medium that of a slide.

    Other dots per inch than its own may be asked for.

    Raises
    ------
    InputError
        A size that is none, or that has no room for words.
    """
    chosen = SLIDE if medium is None else PRESETS[medium]
    return replace(chosen, dpi=dpi or chosen.dpi).sized(size)
