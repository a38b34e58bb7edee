"""The lines that include numbered pages in the source of slides, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Include:
    """How slides of one kind include pages."""

    suffix: str
    """Suffix of the file with the lines."""
    lines: Callable[[str, Sequence[str]], str]
    """Returns the lines for pages in a folder beside the slides."""


def _beamer(folder: str, names: Sequence[str]) -> str:
    """Return a page for each overlay of a frame of Beamer."""
    each = (
        rf"\only<{nth}>{{\includegraphics[width=\textwidth]{{{folder}/{name}}}}}"
        for nth, name in enumerate(names, 1)
    )
    return "\n".join([rf"% in a frame: \input{{{folder}/frames.tex}}", *each, ""])


def _reveal(folder: str, names: Sequence[str]) -> str:
    """Return a stack of fragments, each of which covers the one before."""
    first, *others = (f'<img src="{folder}/{name}">' for name in names)
    fragments = (one.replace("<img", '<img class="fragment"') for one in others)
    return "\n".join(['<div class="r-stack">', first, *fragments, "</div>", ""])


INCLUDES = {
    ".pdf": Include(".tex", _beamer),
    ".svg": Include(".html", _reveal),
    ".png": Include(".html", _reveal),
}
"""By the format of the pages: Beamer takes PDF, a browser the others."""
