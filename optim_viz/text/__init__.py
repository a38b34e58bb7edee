"""The words of figures and tables, in one language at a time.

Each folder or module in this one is a language: `en` has every word, `ko` those of Korean. To add
one, copy `en` under its name and translate it; what it does not have is said in English, as help
and the messages of errors always are. Nothing else has to be changed::

    from optim_viz.text import language, words

    with language("ko"):
        words.LEARNING_RATE

`words` looks a name up when it is asked for it, so that it follows the language in force. For the
same reason a word is never stored when a module is imported: a constant would keep the language of
that moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, Protocol

from surfaces.specs import choose

ENGLISH = "en"
"""The language of words that another language lacks."""

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

_in_force = ContextVar("language", default=ENGLISH)
_of_maxima = ContextVar("of maxima", default=False)


def can_be_written(text: str) -> bool:
    """Whether files hold all characters: SVG and slides, which are XML, have no control ones."""
    return not _CONTROLS.search(text)


def languages() -> list[str]:
    """Return the names of all languages: those of the folders and modules in this one."""
    return sorted(module.name for module in iter_modules(__path__))


@contextmanager
def language(name: str) -> Iterator[None]:
    """Put a language in force; afterwards the one before is in force again.

    Raises
    ------
    InputError
        There is no such language.
    """
    before = _in_force.set(choose(name, languages(), "language"))
    try:
        yield
    finally:
        _in_force.reset(before)


@contextmanager
def said_of_maxima(yes: bool = True) -> Iterator[None]:
    """Put words in force that are about maxima, where maxima are looked for.

    The values of f go up then, and what the program calls a minimum inside, one of −f, is a
    maximum of f.
    """
    before = _of_maxima.set(yes)
    try:
        yield
    finally:
        _of_maxima.reset(before)


@contextmanager
def said_of(*things: Any) -> Iterator[None]:
    """Put words in force that fit what is shown.

    They are about maxima where a surface, a result on one, or one of several such is maximized;
    else as they are.
    """
    with said_of_maxima(_of_maxima.get() or any(map(_is_of_maxima, things))):
        yield


def _is_of_maxima(thing: Any) -> bool:
    if isinstance(thing, list | tuple):
        return any(map(_is_of_maxima, thing))
    surface, recipe = getattr(thing, "surface", thing), getattr(thing, "recipe", None)
    return bool(getattr(surface, "is_maximized", getattr(recipe, "maximize", False)))


class _Words:
    """The words of the language in force, by the names that `en` gives them."""

    def __getattr__(self, name: str) -> Any:
        if not _of_maxima.get() or name in _MECHANICS:
            return _said(name)
        if name in _said("SAID_OF_MINIMA"):
            return _turned_over(_said(name), _said("MAXIMUM"))
        return _said("WHERE_MAXIMIZED").get(name) or _said(name)


_MECHANICS = ("SAID_OF_MINIMA", "WHERE_MAXIMIZED", "MAXIMUM")
"""What decides how words are said of maxima."""


def _said(name: str) -> Any:
    """Return a word in the language in force, or in English where it is not translated."""
    modules = [import_module(f"{__name__}.{one}") for one in (ENGLISH, _in_force.get())]
    found = [getattr(module, name) for module in modules if hasattr(module, name)]
    if not found:
        raise AttributeError(f"there is no word {name!r}")
    if isinstance(found[0], dict) and name != "MAXIMUM":
        return found[0] | found[-1]  # a member that is not translated is said in English, too
    return found[-1]


def described(text: str) -> str:
    """Return what something says of itself in the language in force, as far as it is translated.

    Paragraphs that are not stay as they are: what users say of their own.
    """
    known = _said("DESCRIPTION")
    return "\n\n".join(known.get(" ".join(one.split()), one) for one in text.split("\n\n"))


class Titled(Protocol):
    """What has a title in English: a surface."""

    @property
    def title(self) -> str:
        """The title of a family, then what was changed, each after a comma."""


def title_of(surface: Titled) -> str:
    """Return the title of a surface in the language in force, as far as it is translated.

    A family that somebody brought keeps its title.
    """
    family, comma, changes = surface.title.partition(", ")
    known: str = _said("SURFACE_TITLE").get(family, family)
    return known + _said("as_changed")(comma + changes)


def _turned_over(word: Any, instead: dict[str, str]) -> Any:
    """Return a word with minima and maxima exchanged: text, several, or a function of text."""
    if isinstance(word, str):
        either = "|".join(sorted(instead, key=len, reverse=True))
        whole = rf"(?<![a-z])({either})(?![a-z])"  # in Korean, particles follow without a space
        return re.sub(whole, lambda found: instead[found[1]], word)
    if isinstance(word, dict):
        return {name: _turned_over(one, instead) for name, one in word.items()}
    if isinstance(word, tuple | list):
        return type(word)(_turned_over(one, instead) for one in word)
    return lambda *given, **named: _turned_over(word(*given, **named), instead)


if TYPE_CHECKING:
    from optim_viz.text import en as words  # its names and types are those of every language
else:
    words = _Words()

__all__ = ["described", "language", "languages", "said_of", "said_of_maxima", "title_of", "words"]
