"""The lines that include numbered pages in the source of slides, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from optim_viz.export.snippets import address, file_in_latex, text_in_latex

Page = tuple[str, str]
"""The name of a file, and what it shows in words."""


@dataclass(frozen=True)
class Include:
    """How slides of one kind include pages."""

    suffix: str
    """Suffix of the file with the lines."""
    lines: Callable[[str, Sequence[Page]], str]
    """Returns the lines for pages in a folder beside the slides."""


def _beamer(folder: str, pages: Sequence[Page]) -> str:
    """Return a page for each overlay of a frame of Beamer."""
    each = (
        rf"\only<{nth}>{{\includegraphics[width=\textwidth,alt={{{text_in_latex(words)}}}]"
        rf"{{{file_in_latex(Path(folder, name))}}}}}"
        for nth, (name, words) in enumerate(pages, 1)
    )
    return "\n".join([rf"% in a frame: \input{{{folder}/frames.tex}}", *each, ""])


def _reveal(folder: str, pages: Sequence[Page]) -> str:
    """Return a stack of fragments, each of which covers the one before."""
    first, *others = (
        f'<img src="{address(Path(folder, name))}" alt="{escape(words)}">' for name, words in pages
    )
    fragments = (one.replace("<img", '<img class="fragment"') for one in others)
    return "\n".join(['<div class="r-stack">', first, *fragments, "</div>", ""])


INCLUDES = {
    ".pdf": Include(".tex", _beamer),
    ".svg": Include(".html", _reveal),
    ".png": Include(".html", _reveal),
}
"""By the format of the pages: Beamer takes PDF, a browser the others."""
