"""What was made in this session, in a notebook say, and goes by a name of its own in a recipe."""

from __future__ import annotations

import pickle
from collections.abc import Iterable

from surfaces.specs import SESSION, InputError, parse, place_and_name

_MADE: dict[str, object] = {}


def remember(thing: object, name: str) -> str:
    """Return a name for an object, the same each time: ``session:tilted``.

    Another object of the same name is told apart by a number, so that the name of the first keeps
    its meaning where a cell of a notebook is run again.
    """
    number, called = 1, name
    while called in _MADE and _MADE[called] is not thing:
        number += 1
        called = f"{name}-{number}"
    _MADE[called] = thing
    return f"{SESSION}:{called}"


def recall(name: str) -> object:
    """Return the object that has a name in this session.

    Raises
    ------
    InputError
        There is none: it was made in another session.
    """
    if name not in _MADE:
        raise InputError(
            f"{SESSION}:{name} was made in another session of Python, and is not here; what stands"
            " in a file is found again: FILE.py:NAME"
        )
    return _MADE[name]


def carried(names: Iterable[str]) -> dict[str, object]:
    """Return the objects of this session among names, for a recipe that is pickled.

    Raises
    ------
    PicklingError
        An object that cannot be pickled.
    """
    split = (place_and_name(parse(name)[0]) for name in names)
    made = {name: recall(name) for place, name in split if place == SESSION}
    for name, thing in made.items():
        try:
            pickle.dumps(thing)
        except Exception as error:
            raise pickle.PicklingError(
                f"{SESSION}:{name} cannot go to another process: {error}"
            ) from error
    return made


def is_of_session(name: str) -> bool:
    """Whether a name is that of an object of this session."""
    return place_and_name(parse(name)[0])[0] == SESSION


def restore(made: dict[str, object]) -> None:
    """Take over what was remembered in another process, under the same names."""
    _MADE.update(made)
