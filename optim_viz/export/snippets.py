"""The line that puts a figure into a document, with the words for those who do not see it.

It is whole: nothing has to be added or escaped, whatever is in the path or in the words.
"""

from __future__ import annotations

import html
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

_IN_LATEX = {
    **{one: rf"\{one}" for one in "%&_#${}"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}
"""Characters that mean something in LaTeX, and what stands for them in a text."""

_IN_LATEX_FILES = {
    **{one: rf"\string{one}" for one in "&$^~"},
    "%": r"\csname c_percent_str\endcsname ",
    "#": r"\csname c_hash_str\endcsname ",
}
"""The same in the name of a file."""

_STARTS = re.compile(r"^(\s*\d*)([#+:.)-])", re.MULTILINE)
"""What would begin a heading, an item or a block."""

_MARKS = re.compile(r"([\\`*_\[\]<>&$~^|])")
"""Characters that may mean something in Markdown."""

_FILMS = (".mp4",)
"""Suffixes of what a browser plays and does not show as a picture."""

_NEVER_IN_LATEX = frozenset('"{}\\')
"""Characters that no name of a file has there."""

_READ_BY_LATEX = (".pdf", ".png")

_BUILDERS = {".tex": "lualatex", ".qmd": "quarto render"}
"""What makes slides of a source; of LaTeX's the one that takes every script."""


def snippet(path: Path | None, description: str, target: str | None = None) -> str:
    """Return the line for a target: source of slides, or the words alone where nothing is pasted.

    Parameters
    ----------
    path : Path or None
        The file; None where the figure went somewhere else.
    description : str
        What the figure shows, in one line.
    target : str, optional
        Where it is shown, as ``--for`` names it; Markdown where nobody says it.
    """
    write = _LINES.get(target, _words)
    if path is None or path.suffix == ".html":  # lines in a file are pasted from there
        return _words(Path(), description)
    if path.suffix == ".tex":
        return rf"\input{{{file_in_latex(path)}}}"
    return write(path, description)


def frame(path: Path | None, description: str, target: str | None = None) -> str:
    """Return the line that puts a live page into slides or documents of HTML, whatever the target.

    The frame is as tall as a slide of 960 x 540 in reveal.js and Quarto; its page copies commands.
    """
    if path is None:
        return _words(Path(), description)
    about = f'src="{address(path)}" title="{html.escape(description)}"'
    room = 'width="100%" height="540" style="border:0"'
    return f'<iframe {about} {room} allow="clipboard-write"></iframe>'


def building(path: Path | None, description: str, target: str | None = None) -> str:
    """Return the command that makes slides of their source, or what they are: nothing is pasted."""
    if path is None or path.suffix not in _BUILDERS:
        return _words(Path(), description)
    there = [] if path.parent == Path() else [f"cd {shlex.quote(path.parent.as_posix())} &&"]
    return " ".join([*there, _BUILDERS[path.suffix], shlex.quote(path.name)])


def _words(path: Path, description: str) -> str:
    """Return what is typed into a dialog that asks for it."""
    return f"alt: {description}"


def latex(path: Path, description: str) -> str:
    r"""Return the line for LaTeX, whose ``\includegraphics`` takes PDF and PNG."""
    if path.suffix.lower() not in _READ_BY_LATEX or _NEVER_IN_LATEX & {*path.as_posix()}:
        return _words(path, description)
    alternative = f"alt={{{text_in_latex(description)}}}"
    return rf"\includegraphics[width=\linewidth,{alternative}]{{{file_in_latex(path)}}}"


def text_in_latex(text: str) -> str:
    """Return a text as the source of LaTeX has it."""
    return "".join(_IN_LATEX.get(one, one) for one in text)


def file_in_latex(path: Path) -> str:
    """Return a path as the source of LaTeX has it."""
    name = "".join(_IN_LATEX_FILES.get(one, one) for one in path.as_posix())
    return name.replace(r"\endcsname  ", r"\endcsname\space ")  # the first space is swallowed


def markup(path: Path, description: str) -> str:
    """Return the line for HTML."""
    where, words = address(path), html.escape(description)
    if path.suffix.lower() in _FILMS:
        return f'<video src="{where}" controls autoplay muted loop aria-label="{words}"></video>'
    return f'<img src="{where}" alt="{words}">'


def markdown(path: Path, description: str) -> str:
    """Return the line for Markdown."""
    if path.suffix.lower() in _FILMS:
        return markup(path, description)
    return f"![{text_in_markdown(description)}]({address(path)})"


def text_in_markdown(text: str) -> str:
    """Return a text as the source of Markdown has it: a paragraph, however it begins."""
    return _STARTS.sub(r"\1\\\2", _MARKS.sub(r"\\\1", text))


def quarto(path: Path, description: str) -> str:
    """Return the line for Quarto, whose caption is another text than the alternative."""
    if path.suffix.lower() in _FILMS:
        return markup(path, description)
    words = description.replace("\\", r"\\").replace('"', r"\"")
    return f'![]({address(path)}){{fig-alt="{words}"}}'


def address(path: Path) -> str:
    """Return a path as addresses have it: ``a%20b.png``."""
    return quote(path.as_posix())


_LINES: dict[str | None, Callable[[Path, str], str]] = {
    None: markdown,
    "beamer": latex,
    "beamer-43": latex,
    "paper": latex,
    "revealjs": markup,
    "quarto": quarto,
}
"""What a line is for, by the target; others have a dialog for the words."""
