"""A figure as `show` prints it: the recipe inside, and the command that makes it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optim_viz.cli.app import table
from optim_viz.cli.tables import paragraph
from optim_viz.cli.typed import as_typed, command_line
from optim_viz.export.embedded import SUFFIXES, Inside, inside, read
from optim_viz.recipe_text import read_plain
from optim_viz.recipes.base import field_types, kind_of
from optim_viz.text import words
from surfaces import InputError
from surfaces.specs import choose


@dataclass(frozen=True)
class Carried:
    """The recipe in a file, as plain data; nothing that it names is run."""

    file: str
    inside: Inside

    @property
    def command(self) -> str:
        """The command line that makes the figure."""
        return command_line(*read_plain(self.inside.recipe))

    def facts(self) -> dict[str, Any]:
        """Return the recipe, the command, and what the figure shows in words."""
        return {
            "file": self.file,
            "recipe": json.loads(self.inside.recipe),
            "command": self.command,
            "description": self.inside.description or None,
        }

    def page(self) -> str:
        """Return a page: what the figure shows, the command, and all fields of the recipe."""
        command, values = read_plain(self.inside.recipe)
        types = field_types(kind_of(command))
        for name in values:
            choose(name, types, f"field of a recipe of {command}:")
        rows = [(name, " ".join(as_typed(values[name], types[name])) or "-") for name in values]
        version = json.loads(self.inside.recipe)["optim-viz"]
        parts = [
            words.figure_of(self.file, command, version),
            paragraph(self.inside.description),
            f"  {self.command}",
            table(rows[0], rows[1:], indent=2),
        ]
        return "\n\n".join(filter(None, parts))


def carried(spec: str) -> Carried | None:
    """Return the recipe in the figure of that name; None for what is no name of a figure.

    Raises
    ------
    InputError
        There is no such file, or no recipe in it.
    """
    if Path(spec).suffix.lower() not in SUFFIXES:
        return None
    if (found := inside(read(Path(spec)))) is None:
        raise InputError(words.no_recipe_inside(spec))
    return Carried(spec, found)
