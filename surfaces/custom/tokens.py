"""The words and signs of a typed formula, each with the column where it stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NoReturn

from surfaces.custom.vocabulary import ALLOWED, CONSTANTS, FUNCTIONS, HINTS, FormulaError

MOST_CHARACTERS = 400
"""Limit of the characters that are typed."""

_TOKEN = re.compile(
    r"(?P<space>[ \t]*)(?:"
    r"(?P<dots>\.\.\.?|…)"
    r"|(?P<number>(?:[0-9]+(?:\.(?!\.|[*/^])[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_]\w*|[\u0370-\u03ff\u00b5](?:_?[0-9]+|[₀-₉]+)?)"
    r"|(?P<raised>[⁰¹²³⁴-⁹⁻]+)"
    r"|(?P<fraction>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])"
    r"|(?P<sign>\*\*|//|\.[*/^]|[<>=!]=|[-+*/^(),|=<>.\[\]{}√∛≤≥−–×·⋅∙∗÷])"
    r")"
)
_LATIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*[₀-₉]*")

RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
"""Raised digits as digits."""

COMPARISONS = ("<", ">", "<=", ">=", "==", "!=")


@dataclass(frozen=True)
class Token:
    """A word or a sign: its text, its kind, its column, the space before it."""

    text: str
    kind: str
    column: int
    space: str = ""


@dataclass(frozen=True)
class Typed:
    """What was typed, and the variables that are declared; it makes the errors."""

    text: str
    declared: tuple[str, ...] = ()

    def refuse(self, token: Token, hint: str, what: str = "") -> NoReturn:
        """Raise the error that says where a formula cannot be read, and why.

        Raises
        ------
        FormulaError
            Always.
        """
        raise FormulaError(self.text, token.column, what or token.text, hint)

    def is_function(self, token: Token) -> bool:
        """Return whether a token is the name of a function."""
        return token.kind == "name" and token.text in FUNCTIONS

    def is_constant(self, token: Token) -> bool:
        """Return whether a token is the name of a number."""
        return token.text in CONSTANTS and token.text not in self.declared


def cut(text: str) -> list[Token]:
    """Return the words and signs of a text.

    Raises
    ------
    FormulaError
        An empty or long text, a sign that means nothing here, a number that is not decimal.
    """
    if not text.strip():
        raise FormulaError(text, 1, "", "a formula such as x**2/20 + y**2 is expected")
    if len(text) > MOST_CHARACTERS:
        hint = f"a formula has at most {MOST_CHARACTERS} characters"
        raise FormulaError(text, MOST_CHARACTERS + 1, "", hint)
    found: list[Token] = []
    place, end = 0, len(text.rstrip(" \t"))
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            place += len(text[place:]) - len(text[place:].lstrip(" \t"))
            raise FormulaError(text, place + 1, text[place], foreign(text[place]))
        kind = str(match.lastgroup)
        start = match.start(kind)
        word = _LATIN.match(text, start) if kind == "name" and text[start].isascii() else None
        place = word.end() if word else match.end()
        found.append(Token(text[start:place], kind, start + 1, match["space"]))
    _check_numbers(text, found)
    return [replace(found[0], space=""), *found[1:]]


def _check_numbers(text: str, tokens: Sequence[Token]) -> None:
    """Refuse 0x1F and 1_000, which would be products."""
    for number, after in pairwise(tokens):
        prefix = number.text == "0" and re.match(r"[xX][0-9a-fA-F]|[bB][01]|[oO][0-7]", after.text)
        joined = number.kind == "number" and after.kind == "name" and not after.space
        if joined and (prefix or after.text.startswith("_")):
            hint = f"numbers are decimal; allowed are {ALLOWED}"
            raise FormulaError(text, number.column, number.text + after.text, hint)


def foreign(character: str) -> str:
    """Return a hint with the name of a sign that may be taken for an allowed one."""
    if character in HINTS:
        return HINTS[character]
    name = "" if character.isascii() else unicodedata.name(character, "an unknown sign")
    return (f"this is {name}; " if name else "") + f"allowed are {ALLOWED}"


def begins_operand(token: Token) -> bool:
    """Return whether an operand can begin with a token."""
    return token.kind in ("number", "name", "fraction") or token.text in ("(", "|", "√", "∛")


def ends_operand(token: Token) -> bool:
    """Return whether an operand can end with a token."""
    return token.kind in ("number", "name", "fraction", "raised") or token.text == ")"


def closing(tokens: Sequence[Token], opening: int) -> int:
    """Return the place of the bracket that closes the one at a place."""
    depth = 0
    for i in range(opening, len(tokens)):
        depth += (tokens[i].text == "(") - (tokens[i].text == ")")
        if depth == 0:
            return i
    return len(tokens) - 1
