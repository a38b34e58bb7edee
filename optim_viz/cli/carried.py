"""A figure as `show` prints it: the recipe inside, and the command that makes it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optim_viz.cli.app import table
from optim_viz.cli.typed import as_typed, command_line
from optim_viz.export.embedded import SUFFIXES, recipe_in
from optim_viz.recipes.base import field_types, kind_of, read_plain
from optim_viz.text import words
from surfaces import InputError
from surfaces.specs import choose


@dataclass(frozen=True)
class Carried:
    """The recipe in a file, as plain data; nothing that it names is run."""

    file: str
    text: str

    @property
    def command(self) -> str:
        """The command line that makes the figure."""
        return command_line(*read_plain(self.text))

    def facts(self) -> dict[str, Any]:
        """Return the recipe and the command."""
        return {"file": self.file, "recipe": json.loads(self.text), "command": self.command}

    def page(self) -> str:
        """Return a page: the command, and all fields of the recipe."""
        command, values = read_plain(self.text)
        types = field_types(kind_of(command))
        for name in values:
            choose(name, types, f"field of a recipe of {command}:")
        rows = [(name, " ".join(as_typed(values[name], types[name])) or "-") for name in values]
        head = words.figure_of(self.file, command, json.loads(self.text)["optim-viz"])
        return "\n\n".join([head, f"  {self.command}", table(rows[0], rows[1:], indent=2)])


def carried(spec: str) -> Carried | None:
    """Return the recipe in the figure of that name; None for what is no name of a figure.

    Raises
    ------
    InputError
        There is no such file, or no recipe in it.
    """
    if Path(spec).suffix.lower() not in SUFFIXES:
        return None
    if (text := recipe_in(Path(spec))) is None:
        raise InputError(words.no_recipe_inside(spec))
    return Carried(spec, text)
