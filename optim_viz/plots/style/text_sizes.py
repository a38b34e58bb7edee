"""How large text is: measured once, for the layout of a page and for drawing it, and for others.

Matplotlib measures the words of each figure anew, after the page has measured them.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.font_manager import FontProperties, fontManager

Size = tuple[float, float, float]
"""Width, height, and how much of it is below the baseline, in pixels."""


class PageRenderer(RendererAgg):
    """What draws pixels, and remembers how large text is."""

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: bool | str
    ) -> Size:
        """Return the size of a text: a formula, or what TeX sets, is measured anew."""
        if ismath:
            return super().get_text_width_height_descent(s, prop, ismath)
        return size_of(s, prop.copy(), self.dpi)


class PageCanvas(FigureCanvasAgg):
    """A canvas of pixels, drawn by what remembers how large text is."""

    def get_renderer(self) -> RendererAgg:
        """Return the renderer of a figure of this size."""
        wanted = *self.get_width_height(physical=True), self.figure.dpi
        if wanted != self._made_for:
            self._made_for = wanted
            self.renderer = PageRenderer(*wanted)
        return self.renderer

    _made_for: tuple[Any, ...] | None = None


def size_of(text: str, font: FontProperties, dpi: float) -> Size:
    """Return the size of a text in a font, with the hinting in force."""
    hinting = rcParams["text.hinting"], rcParams["text.hinting_factor"]
    return _size(text, font, dpi, (hinting, len(fontManager.ttflist)))


@lru_cache(maxsize=8192)
def _size(text: str, font: FontProperties, dpi: float, fonts: object) -> Size:
    return RendererAgg.get_text_width_height_descent(_ruler(dpi), text, font, False)


@cache
def _ruler(dpi: float) -> RendererAgg:
    return RendererAgg(1, 1, dpi)
