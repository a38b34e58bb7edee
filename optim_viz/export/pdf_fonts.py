"""Fonts that a PDF carries: without what no viewer reads."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_LAYOUT = ("GDEF", "GPOS", "GSUB")
"""Tables by which text is laid out: in a PDF every glyph has its place already."""


@contextmanager
def lean_fonts() -> Iterator[None]:
    """Embed fonts without their tables of layout: to cut these down took most of the time.

    It is done in silence: some fonts have other tables that no viewer needs, and that are left out.
    """
    from fontTools import subset

    notes, load = logging.getLogger(subset.__name__), subset.load_font
    before = notes.level

    def load_font(*given: Any, **options: Any) -> Any:
        font = load(*given, **options)
        for table in _LAYOUT:
            if table in font:
                del font[table]
        return font

    notes.setLevel(logging.ERROR)
    subset.load_font = load_font
    try:
        yield
    finally:
        subset.load_font = load
        notes.setLevel(before)
