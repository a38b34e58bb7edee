"""Recipes as they are typed: the command line of a recipe, and a field out of a text."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import fields
from importlib import import_module
from io import StringIO
from types import UnionType
from typing import Any, Union, get_args, get_origin

import typer

from optim_viz.cli.app import parser
from optim_viz.cli.inputs import read_sides
from optim_viz.problem import Sides
from optim_viz.recipes import Recipe
from optim_viz.recipes.base import commands, field_types, kind_of
from surfaces import InputError
from surfaces.numerals import shortest
from surfaces.specs import choose, number

_NO_FIGURES = ("deck", "gallery", "play")
"""Commands that make several figures, or what is no picture."""

_FILE = re.compile(r"\.py(\W|$)", re.IGNORECASE)


def python_files(values: Mapping[str, Any]) -> list[str]:
    """Return the texts among the fields of a recipe that may name a file with code in it."""
    return [text for text in _texts(values) if _FILE.search(text)]


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def recipe_of(line: str) -> Recipe:
    """Return the recipe of a figure from the command that makes it; nothing is run.

    Raises
    ------
    InputError
        Another command, or one that cannot be read.
    """
    name, *arguments = shlex.split(line.removeprefix("optim-viz ")) or [""]
    choose(name, [one for one in commands() if one not in _NO_FIGURES], "command of a figure:")
    import_module(f"optim_viz.cli.{name}")
    said = StringIO()
    try:
        with redirect_stdout(said):
            parser().main(  # the program, for a command of its own would forget -h for good
                [name, *arguments, "--dry-run", "--json", "--quiet"],
                prog_name="optim-viz",
                standalone_mode=False,
            )
    except typer.TyperException as error:
        raise InputError(error.format_message()) from None
    return Recipe.read(json.dumps(json.loads(said.getvalue())["recipe"]))


def command_line(command: str, values: Mapping[str, Any]) -> str:
    """Return the command that makes a recipe with these fields; the usual ones are left out."""
    kind, options = kind_of(command), _parameters(command)
    arguments: list[str] = []
    others: list[str] = []
    for name, value in values.items():
        if name not in options or not (options[name].required or _is_typed(kind, name, values)):
            continue
        texts = as_typed(value, field_types(kind)[name])
        if options[name].param_type_name == "argument":
            arguments += texts
        else:
            others += _words(options[name].opts, texts)
    return shlex.join(["optim-viz", command, *arguments, *others])


def _parameters(command: str) -> Mapping[str, Any]:
    """Return what a command takes, by the names of its parameters, which are those of fields."""
    import_module(f"optim_viz.cli.{command}")
    return {one.name: one for one in parser().commands[command].params}


def _words(names: Sequence[str], texts: Iterable[str]) -> Iterator[str]:
    """Yield an option once for each text, by its short name if it has one."""
    name = min(names, key=len)
    for text in texts:
        if name.startswith("--") or text.startswith("-"):
            yield f"{names[0]}={text}"
        else:
            yield from (name, text)


def _is_typed(kind: type[Recipe], name: str, values: Mapping[str, Any]) -> bool:
    """Return whether a field has to be typed: without it, the recipe would be another."""
    (usual,) = (one.default for one in fields(kind) if one.name == name)
    if values[name] in (usual, list(usual) if isinstance(usual, tuple) else usual):
        return False
    if python_files(values):  # a recipe that is made would run them
        return True
    others = {key: value for key, value in values.items() if key != name}
    try:
        without = kind.of(kind.command, others)
    except InputError:
        return True
    return without != kind.of(kind.command, values)


def as_typed(value: Any, wanted: Any) -> list[str]:
    """Return the texts that stand for a value: several where the option is repeated."""
    if (
        isinstance(value, list | tuple)
        and _items(wanted)[1:] == (...,)
        and _items(wanted)[0] is str
    ):
        return [str(one) for one in value]
    return [] if value is None else [_text(value, _tuple_of(wanted))]


def _text(value: Any, wanted: Any) -> str:
    """Join items that are alike by commas, the others by colons, after a name by =."""
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    if not isinstance(value, list | tuple):
        return shortest(value) if isinstance(value, float) else str(value)
    items = get_args(wanted)
    if items[1:] == (...,):
        return ",".join(_text(one, items[0]) for one in value)
    texts = [_text(one, kind) for one, kind in zip(value, items, strict=True)]
    return f"{texts[0]}={':'.join(texts[1:])}" if items[0] is str else ":".join(texts)


def read_setting(kind: type[Recipe], setting: str) -> tuple[str, Any]:
    """Return name and value of a field from a text such as ``steps=50``.

    Raises
    ------
    InputError
        No name and value, or no such field.
    """
    name, equals, text = setting.partition("=")
    if not equals:
        raise InputError(f"--set is NAME=VALUE, as in --set steps=50, not {setting!r:.60}")
    name = name.strip().replace("-", "_")
    known = {one.name: one.default for one in fields(kind)}
    choose(name, known, f"field of a recipe of {kind.command}:")
    return name, read_field(kind, name, text)


def read_field(kind: type[Recipe], name: str, text: str) -> Any:
    """Return the value of a field from what is typed: none is nothing, unless that is a name there.

    Raises
    ------
    InputError
        A text that stands for no such value.
    """
    (about,) = (one.metadata for one in fields(kind) if one.name == name)
    wanted = field_types(kind)[name]
    if text in about.get("choices", about.get("metavar", "").split("|")):
        return text
    if wanted == (Sides | None) and text != "none":
        return read_sides(text, name)
    return _read(text, wanted)


def _read(text: str, wanted: Any) -> Any:
    """Return the value that `as_typed` would write so; what does not fit is refused later."""
    kinds = _kinds(wanted)
    if text == "none" and type(None) in kinds:
        return None
    items = _items(wanted)
    if items[1:] == (...,):
        parts = text.split() if items[0] is str else text.split(",")
        return [_read(part, items[0]) for part in parts]
    if items:
        parts = re.split("[=:]" if items[0] is str else ":", text)
        return [_read(part, kind) for part, kind in zip(parts, items, strict=False)]
    return text if kinds == (str,) or kinds == (str, type(None)) else number(text)


def _kinds(wanted: Any) -> tuple[Any, ...]:
    """Return the types that a field may have."""
    return get_args(wanted) if get_origin(wanted) in (Union, UnionType) else (wanted,)


def _tuple_of(wanted: Any) -> Any:
    """Return the tuple among the types of a field, if there is one."""
    return next((one for one in _kinds(wanted) if get_origin(one) is tuple), None)


def _items(wanted: Any) -> tuple[Any, ...]:
    """Return what the tuple among the types of a field holds."""
    return get_args(_tuple_of(wanted))
