"""Decks: pictures, films and text become slides of a program.

A writer takes a `Deck` whose pictures are files already, and writes the file that opens it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.resources import files
from pathlib import Path

PICTURES = "pictures"
"""End of the name of the folder with the pictures of a deck, beside its source."""


@dataclass(frozen=True)
class Picture:
    """A picture of a slide, or a film with the picture that stands for it."""

    path: Path
    description: str
    """What it shows, for those who do not see it."""
    poster: Path | None = None
    """The last step of a film; None: it is a still."""


@dataclass(frozen=True)
class Page:
    """A slide: its pictures are shown one after the other in one place."""

    title: str
    pictures: tuple[Picture, ...]
    text: tuple[str, ...]
    notes: str


@dataclass(frozen=True)
class Deck:
    """A lecture whose pictures are made."""

    title: str
    subtitle: str
    author: str
    pages: tuple[Page, ...]
    recipe: str
    """The recipe of the deck, for its source."""
    medium: str
    folder: str
    """The name of the folder with the pictures, beside the source."""
    language: str
    paper: str
    """Colour of the background."""
    ink: str
    """Colour of the text."""
    font: str | None
    """A font with the letters of the language, where the usual ones lack them; or of a style."""


@dataclass(frozen=True)
class Format:
    """How slides for one medium are made."""

    suffix: str
    pictures: str
    """Suffix of stills."""
    films: str
    """Suffix of films."""
    size: tuple[float, float] | None
    """Room for a picture below the title, in inches; None: the canvas of the medium."""
    half: tuple[float, float] | None
    """The same beside text."""
    module: str

    def write(self, deck: Deck, path: Path) -> None:
        """Write the file that opens the deck."""
        writer: Callable[[Deck, Path], None] = import_module(f"{__name__}.{self.module}").write
        writer(deck, path)


FORMATS: Mapping[str, Format] = {
    "pptx": Format(".pptx", ".png", ".mp4", (12.3, 5.9), (6.6, 5.9), "pptx"),
    "beamer": Format(".tex", ".pdf", ".mp4", None, (3.0, 2.6), "beamer"),
    "beamer-43": Format(".tex", ".pdf", ".mp4", None, (2.35, 2.7), "beamer"),
    "revealjs": Format(".html", ".svg", ".mp4", (9.6, 5.9), (5.3, 5.9), "revealjs"),
    "quarto": Format(".qmd", ".svg", ".mp4", (10.4, 5.6), (5.7, 5.6), "quarto"),
}
"""By the medium that is typed."""


def in_comment(recipe: str) -> str:
    """Return a recipe without two hyphens in a row, which would end a comment of HTML."""
    return recipe.replace("--", "-\\u002d")


def example_in(language: str) -> str:
    """Return the outline of the lecture that comes with the program."""
    return (files(__name__) / f"example.{language}.toml").read_text(encoding="utf-8")
