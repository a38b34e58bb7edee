"""Numbers and variables as text: raised and lowered digits, shortest texts, the room they take."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = "-0123456789"
_RAISED = str.maketrans(_DIGITS, "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans(_DIGITS, "₋₀₁₂₃₄₅₆₇₈₉")


def superscript(number: int | str) -> str:
    """Return a whole number as an exponent: ``⁻⁶`` for -6. Text keeps what is not a digit."""
    return str(number).translate(_RAISED)


def subscript(number: int | str) -> str:
    """Return a whole number as an index: ``₁₂`` for 12. Text keeps what is not a digit."""
    return str(number).translate(_LOWERED)


def display_width(text: str) -> int:
    """Return how many letters wide a text is: Hangul and the like take the room of two."""
    if text.isascii():
        return len(text)
    return sum(_WIDE.get(unicodedata.east_asian_width(one), 1) for one in text if not _is_mark(one))


def _is_mark(character: str) -> bool:
    """Return whether a character takes no room: it changes the one before, or is not seen."""
    return unicodedata.category(character) in ("Mn", "Me", "Cf")


_WIDE = {"W": 2, "F": 2}
"""Columns of a character, by its East Asian width; all others take one."""


def typeset_name(name: str) -> str:
    """Return a variable as it is printed: ``x₁`` for x1, ``θ`` for theta."""
    stem, index = re.fullmatch(r"(.*?)(\d*)", name).groups()  # type: ignore[union-attr]
    try:
        letter = unicodedata.lookup(f"GREEK SMALL LETTER {stem}") if len(stem) > 1 else stem
    except KeyError:
        return name
    return letter + subscript(index)


def shortest(number: float) -> str:
    """Return the shortest text that reads back as the same number: ``0.1``, ``20``, ``1e-08``."""
    texts = (f"{number:g}", repr(float(number)))
    return min((text for text in texts if float(text) == number), key=len, default=texts[1])
