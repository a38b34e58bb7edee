"""Words at the wrong place, and what was meant: a surface where an optimizer is expected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

from typer.core import TyperArgument

from optim_viz.text import words
from surfaces import InputError

LONGEST = 60
"""Number of characters of a word that a message repeats."""


def check_places(context: Any) -> None:
    """Raise if what was typed for a surface is an optimizer, or the other way round.

    Raises
    ------
    InputError
        It is: the message says where it belongs.
    """
    options = {one.name: one.opts for one in context.command.params}
    typed = [
        (word, _EXPECTED[name])
        for name, value in context.params.items()
        if name in _EXPECTED
        for word in (value if isinstance(value, list) else [value])
        if isinstance(word, str)
    ]
    _check_order(context.command.name, typed, options)
    for word, expected in typed:
        _check_place(word, expected, options)
    _check_alone(context.params, options)


def _check_order(
    command: str, typed: Sequence[tuple[str, str]], options: Mapping[str, Sequence[str]]
) -> None:
    """Raise if a surface and an optimizer have changed places."""
    wrong = [(word, other) for word, expected in typed if (other := _other(word, expected))]
    if {kind for _, kind in wrong} == {"surface", "optimizer"}:
        places = sorted((_place(kind, options), word) for word, kind in wrong)
        arguments = " ".join(f"{place} {word}".strip() for place, word in places)
        raise InputError(words.changed_places(f"{command} {arguments}"))


def _other(word: str, expected: str) -> str:
    """Return what a word is if it is of the other kind; nothing if it is not."""
    name = word.partition(":")[0].strip()
    (other,) = {"surface", "optimizer"} - {expected}
    return other if not _is_a(expected, name) and _is_a(other, name) else ""


_FORMULA = re.compile(r"\b[xy]\d?\s*[-+*/^)]|[-+*/^(]\s*[xy]\b")
"""A formula: a variable beside a sign."""

_EXPECTED = {
    "surface": "surface",
    "surfaces": "surface",
    "optimizer": "optimizer",
    "optimizers": "optimizer",
}
"""What is expected where, by the names of parameters."""


def _check_place(word: str, expected: str, options: Mapping[str, Sequence[str]]) -> None:
    if _is_a(expected, word.partition(":")[0].strip()):
        return
    if other := _other(word, expected):
        raise InputError(words.belongs_elsewhere(word, other, expected, _place(other, options)))
    if expected == "surface" and _FORMULA.search(word) and _place("formula", options):
        raise InputError(words.belongs_elsewhere(f'"{word}"', "formula", expected, "-f"))
    key = re.fullmatch(r"([\w.]+)[\s,;(]+(\w+\s*=.*?)\)?", word.strip())
    if key and _is_a(expected, key[1]):
        values = ",".join(re.split(r"[\s,;]+", key[2]))
        raise InputError(words.cannot_read(cut(word), f"{key[1]}:{values}"))


def _check_alone(given: Mapping[str, Any], options: Mapping[str, Sequence[str]]) -> None:
    """Raise if several names that are typed one by one are joined by commas."""
    for kind in ("surface", "optimizer"):
        several = given.get(f"{kind}s")
        for word in several if isinstance(several, list) else []:
            parts = word.split(",")
            if len(parts) > 1 and all(_is_a(kind, part.strip()) for part in parts):
                place = _place(kind, options)
                right = " ".join(f"{place} {part.strip()}".strip() for part in parts)
                raise InputError(words.one_by_one(cut(word), kind, right))


def refuse_surplus(command: Any, rest: Sequence[str]) -> NoReturn:
    """Say that a command was given more words than it takes, and what was meant.

    Raises
    ------
    InputError
        Always.
    """
    options = {one.name: one.opts for one in command.params}
    takes = [one.metavar or "" for one in command.params if isinstance(one, TyperArgument)]
    first = rest[0]
    for kind in ("surface", "optimizer"):
        place = _place(kind, options)
        if _is_a(kind, first.partition(":")[0].strip()) and place.startswith("-"):
            raise InputError(words.too_many(command.name, takes, cut(first), kind, place))
    if _FORMULA.search(first) and _place("formula", options):
        raise InputError(words.too_many(command.name, takes, cut(first), "formula", "-f"))
    raise InputError(words.too_many(command.name, takes, cut(first)))


def _place(kind: str, options: Mapping[str, Sequence[str]]) -> str:
    """Return how one types it: an option, or nothing where it is an argument or unknown."""
    found = options.get(kind) or options.get(f"{kind}s") or [""]
    return min((one for one in found if one.startswith("-")), key=len, default="")


def _is_a(kind: str, name: str) -> bool:
    if kind == "surface":
        import surfaces

        return name in surfaces.names() or name in surfaces.model_families()
    from optim_viz import optimizers
    from optim_viz.optimizers.vocabulary import METHODS, plain

    return name in optimizers.names() or plain(name) in METHODS


def cut(text: str) -> str:
    """Return a text that is not longer than a message should repeat."""
    return text if len(text) <= LONGEST else text[:LONGEST] + "..."


def shortened(message: str, typed: Iterable[str]) -> str:
    """Return a message in which what was typed is repeated in part, where it is long."""
    for word in typed:
        for part in sorted({word, *re.split("[=:,]", word)}, key=len, reverse=True):
            if len(part) > LONGEST:
                for form in (repr(part)[1:-1], part):
                    message = message.replace(form, cut(form))
    return message
