"""The words that a command speaks in: a language that can be drawn, maxima, names of methods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

from optim_viz.cli.terminal import note
from optim_viz.optimizers.titles import titled
from optim_viz.recipes import Recipe
from optim_viz.text import ENGLISH, language, said_of_maxima, words


def in_words_of(recipe: Recipe) -> AbstractContextManager[None]:
    """Put the words of a recipe in force: its language, those about maxima, names of methods."""
    names = recipe.deck_style.names
    return speaking(recipe.lang, names, maximize=getattr(recipe, "maximize", False))


@contextmanager
def speaking(lang: str, names: Mapping[str, str], *, maximize: bool) -> Iterator[None]:
    """Put a language in force, or English where no font has its letters; and names of methods."""
    spoken = language(lang if _can_be_drawn(lang) else ENGLISH)
    with spoken, said_of_maxima(maximize), titled(names):
        yield


def _can_be_drawn(lang: str) -> bool:
    """Return whether a font has the letters of a language; say what to install if none has."""
    with language(lang):
        if not words.LETTERS:
            return True
        from optim_viz.plots.style.fonts import family_of

        if family_of(words.LETTERS):
            return True
        note(words.no_font_for_language(lang, words.FONTS))
        return False
