"""``optim-viz replay``: a figure is made again from the recipe that it carries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from optim_viz.cli.figure import Job, figure_command
from optim_viz.cli.typed import command_line, python_files, read_field
from optim_viz.export.embedded import recipe_in
from optim_viz.recipe_text import read_plain
from optim_viz.recipes import Recipe
from optim_viz.recipes.base import kind_of
from optim_viz.text import words
from surfaces import InputError

TrustCode = Annotated[
    bool,
    typer.Option("--trust-code", help="Run the Python files that a recipe names, as they are now."),
]


@figure_command(stem="COMMAND-SURFACE")
def replay(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A figure that optim-viz made.", show_default=False),
    ],
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="Change one field of the recipe; `show FILE` has them all. Repeat for more.",
        ),
    ] = None,
    trust_code: TrustCode = False,
    **drawn: Any,
) -> Job[Any]:
    """Make a figure again from the recipe inside it, with one thing changed if you like.

    The same versions give the same bytes.

    optim-viz replay compare-ravine.png
    optim-viz replay compare-ravine.png --set steps=300 -o longer.svg
    """
    typed = {name: value for name, value in drawn.items() if _is_typed(context, name)}
    return job_of(asked(_text_in(file), settings or (), typed, trust_code=trust_code))


def _text_in(file: Path) -> str:
    if (text := recipe_in(file)) is None:
        raise InputError(words.no_recipe_inside(str(file)))
    return text


def asked(
    text: str,
    settings: Iterable[str] = (),
    typed: Mapping[str, Any] | None = None,
    *,
    trust_code: bool,
) -> Recipe:
    """Return the recipe of a file, with some fields changed.

    Nothing that a recipe names is run unless the reader trusts it: formulas are no code.

    Raises
    ------
    InputError
        No recipe, a field that does not fit, or a recipe that names files with code.
    """
    command, values = read_plain(text)
    kind = kind_of(command)
    changes = dict(read_field(kind, setting) for setting in settings)
    wanted = {**_kept(kind, values, changes), **changes, **(typed or {})}
    if not trust_code and (named := python_files(wanted)):
        raise InputError(words.recipe_names_code(named[0], command_line(command, wanted)))
    return kind.of(command, wanted)


def _kept(
    kind: type[Recipe], values: Mapping[str, Any], changes: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the fields of a recipe without those that were chosen together with a changed one."""
    chosen_anew = {
        one.name for one in fields(kind) if changes.keys() & one.metadata.get("set_beside", ())
    }
    return {name: value for name, value in values.items() if name not in chosen_anew}


def job_of(recipe: Recipe) -> Job[Any]:
    """Return the job of any recipe: that of the command with its name."""
    made: Job[Any] = import_module(f"optim_viz.cli.{recipe.command}").job(recipe)
    return made


def _is_typed(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"
