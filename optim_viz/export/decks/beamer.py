"""A deck for Beamer: one source file, with the pictures in a folder beside it."""

from __future__ import annotations

from pathlib import Path

from optim_viz.export.decks import Deck, Page, Picture
from optim_viz.export.snippets import text_in_latex

_PREAMBLE = r"""% optim-viz: {recipe}
% pdflatex, or lualatex where the text is not Latin
\documentclass[aspectratio={ratio},11pt]{{beamer}}
\usepackage{{iftex}}
\ifPDFTeX\usepackage[utf8]{{inputenc}}\usepackage[T1]{{fontenc}}\usepackage{{lmodern}}
\else\usepackage{{fontspec}}{font}\fi
\definecolor{{paper}}{{HTML}}{{{paper}}}
\definecolor{{ink}}{{HTML}}{{{ink}}}
\setbeamercolor{{background canvas}}{{bg=paper}}
\setbeamercolor{{normal text}}{{fg=ink}}
\setbeamercolor{{structure}}{{fg=ink}}
\setbeamercolor{{frametitle}}{{fg=ink}}
\setbeamercolor{{title}}{{fg=ink}}
\setbeamertemplate{{navigation symbols}}{{}}
\setbeamertemplate{{itemize item}}{{\textbullet}}
\setbeamertemplate{{frametitle}}{{\vskip0.7ex\textbf{{\insertframetitle}}\par}}
\setbeamersize{{text margin left=10mm,text margin right=10mm}}
\title{{{title}}}
\subtitle{{{subtitle}}}
\author{{{author}}}
\date{{}}
\begin{{document}}
\begin{{frame}}[plain]
\titlepage
\end{{frame}}
"""


def write(deck: Deck, path: Path) -> None:
    """Write the source; several steps of a figure become overlays of one frame."""
    font = rf"\setsansfont{{{deck.font}}}" if deck.font else ""
    head = _PREAMBLE.format(
        recipe=deck.recipe,
        ratio="43" if deck.medium.endswith("43") else "169",
        font=font,
        paper=deck.paper.lstrip("#").upper(),
        ink=deck.ink.lstrip("#").upper(),
        **{name: text_in_latex(getattr(deck, name)) for name in ("title", "subtitle", "author")},
    )
    frames = [_frame(page, deck.folder) for page in deck.pages]
    path.write_text("\n".join([head, *frames, r"\end{document}", ""]), encoding="utf-8")


def _frame(page: Page, folder: str) -> str:
    pictures = [
        _picture(one, folder, rf"\only<{nth}>" if len(page.pictures) > 1 else "")
        for nth, one in enumerate(page.pictures, 1)
    ]
    items = [
        r"\begin{itemize}",
        *(rf"\item {text_in_latex(one)}" for one in page.text),
        r"\end{itemize}",
    ]
    body = pictures if not page.text else items if not pictures else _columns(pictures, items)
    notes = [rf"\note{{{text_in_latex(page.notes)}}}"] if page.notes else []
    start = rf"\begin{{frame}}[t]{{{text_in_latex(page.title)}}}"
    return "\n".join([start, *body, *notes, r"\end{frame}", ""])


def _columns(left: list[str], right: list[str]) -> list[str]:
    return [
        r"\begin{columns}[T]",
        r"\begin{column}{0.55\textwidth}",
        *left,
        r"\end{column}",
        r"\begin{column}{0.42\textwidth}",
        *right,
        r"\end{column}",
        r"\end{columns}",
    ]


def _picture(picture: Picture, folder: str, overlay: str) -> str:
    """Return the line of a picture; a film is its last step, which opens the film."""
    still = picture.poster or picture.path
    alt = text_in_latex(picture.description)
    size = r"width=\textwidth,height=0.8\textheight,keepaspectratio"
    line = rf"\includegraphics[{size},alt={{{alt}}}]{{{folder}/{still.name}}}"
    if picture.poster is not None:
        line = rf"\href{{run:{folder}/{picture.path.name}}}{{{line}}}"
    return rf"{overlay}{{{line}}}" if overlay else rf"\centering{line}"
