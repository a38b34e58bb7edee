"""Reading of names with parameters: ``rosenbrock``, ``rastrigin:dim=10``, ``adam:lr=0.1,eps=1``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

Value = int | float | str


class InputError(ValueError):
    """An input that cannot be used; the message is one line that says what to do."""


SESSION = "session"
"""What stands for the file in the name of an object that was made in this session, not in a file:
``session:signed``."""


def parse(spec: str) -> tuple[str, dict[str, Value]]:
    """Split ``name:key=value,...`` into the name and its values, numbers where they read so.

    The name may be one in a file, ``mine.py:signed``, or in this session: see `place_and_name`.

    Raises
    ------
    InputError
        The text has another form, or a key is given twice.
    """
    if not isinstance(spec, str):
        raise InputError(f"a name is text, as in 'adam:lr=0.1', not {quoted(spec)}")
    if elsewhere := _ELSEWHERE.fullmatch(spec.strip()):
        place, bare, rest = elsewhere.groups()
        name, given = parse(bare + (rest or ""))
        return f"{place}:{name}", given
    name, colon, rest = spec.partition(":")
    name = name.strip()
    values: dict[str, Value] = {}
    for item in _COMMA.split(rest) if colon else ():
        key, equals, text = (part.strip() for part in item.partition("="))
        if not (name and key and equals and text):
            raise InputError(
                f"cannot read {quoted(spec)}: expected name or name:key=value,key=value"
            )
        if key in values:
            raise InputError(f"cannot read {quoted(spec)}: {quoted(key)[1:-1]} is given twice")
        values[key] = number(text)
    return name, values


_ELSEWHERE = re.compile(rf"(.*\.py|{SESSION}):([^:=,]*)(:.*)?")
"""A name in a file or in this session, with its parameters."""

_COMMA = re.compile(r",(?![^()]*\))")
"""A comma that is not inside parentheses."""


def place_and_name(name: str) -> tuple[str, str]:
    """Split the name of `parse` into a file, or `SESSION`, and what is called so there.

    The file is empty for the name of a catalogue.
    """
    place, _, bare = name.rpartition(":")
    return place, bare


@cache
def plugins(group: str) -> dict[str, EntryPoint]:
    """Return the entry points of other packages in a group, by name; nothing is imported."""
    from importlib.metadata import entry_points

    return {point.name: point for point in entry_points(group=group)}


def quoted(given: object) -> str:
    """Return what was given as a message repeats it: its first 60 characters."""
    text = repr(given)
    if len(text) <= _MOST_REPEATED + 2:
        return text
    if isinstance(given, str):
        return repr(f"{given[:_MOST_REPEATED]}...")
    return f"{text[:_MOST_REPEATED]}..."


_MOST_REPEATED = 60
"""Number of characters of a text that a message repeats."""


def number(text: str) -> Value:
    """Return the integer or float that the text spells, else the text itself."""
    try:
        return (
            int(text) if abs(float(text)) < 2**53 and text.lstrip("+-").isdigit() else float(text)
        )
    except ValueError:
        return text


def choose(given: str, allowed: Iterable[str], what: str, see: str = "", here: str = "") -> str:
    """Return the name if it is allowed.

    Parameters
    ----------
    given : str
        The name that was typed.
    allowed : iterable of str
        The names that can be used.
    what : str
        What the names stand for, in the message: "surface".
    see : str
        Where the names are listed, if the list is too long for the message; more near matches are
        named then.
    here : str
        What is said instead of the nearest match, of a name that is known elsewhere.

    Raises
    ------
    InputError
        The name is not allowed; the message has the nearest match and what is allowed.
    """
    allowed = list(allowed)
    if given in allowed:
        return given
    near = _nearest(given, allowed)[: 3 if see else 1] if isinstance(given, str) else []
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    hint = f"; {here}" if here else hint
    raise InputError(
        f"unknown {what} {quoted(given)}{hint} ({see or 'allowed: ' + ', '.join(allowed)})"
    )


ORDER = "run(optimizer, surface), compare(surface, optimizers)"
"""How what is passed is ordered, for those who have changed it."""


def refuse_optimizers(thing: object) -> None:
    """Refuse an optimizer, or a list with one, where a surface is expected.

    Raises
    ------
    InputError
        It is one: the message has the order of arguments.
    """
    for one in thing if isinstance(thing, list | tuple) else [thing]:
        if hasattr(one, "knobs") and hasattr(one, "name"):
            raise InputError(f"{one.name} is an optimizer, not a surface: {ORDER}")


def _nearest(given: str, allowed: Iterable[str]) -> list[str]:
    """Return the three nearest names, or only those with the same letters, if there are any.

    Names of which it is a word are nearer than others: ``camel`` of ``six_hump_camel``.
    """
    small = {name.lower(): name for name in allowed}
    swapped = [name for name in small if _letters(name) == _letters(given.lower())]
    holding = [name for name in small if given.lower() in name.split("_")]
    near = swapped or [*holding, *get_close_matches(given.lower(), small, n=3)]
    return [small[name] for name in dict.fromkeys(near)][:3]


def _letters(name: str) -> list[str]:
    return sorted(filter(str.isalnum, name))


def check_keys(
    given: Mapping[str, object],
    allowed: Iterable[str],
    owner: str,
    here: Callable[[str], str] = lambda key: "",
) -> None:
    """Check that every key is one of those that the ``owner``, named in the message, takes.

    Parameters
    ----------
    given, allowed
        Keys.
    owner : str
    here : callable
        Returns what is said of a key that is known elsewhere, or nothing.

    Raises
    ------
    InputError
        A key is not allowed; the message has the nearest match and what is allowed.
    """
    allowed = list(allowed)
    for key in given:
        if not allowed:
            hint = f"; {told}" if (told := here(key)) else ""
            raise InputError(f"{owner} takes no parameters, but {quoted(key)} was given{hint}")
        choose(key, allowed, f"parameter of {owner}:", here="" if key in allowed else here(key))
