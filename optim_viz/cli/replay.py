"""``optim-viz replay``: a figure is made again from the recipe that it carries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from optim_viz.cli.figure import Job, figure_command
from optim_viz.cli.options import drawn_anywhere, option_of, options_of
from optim_viz.cli.style_files import read_style
from optim_viz.cli.typed import command_line, python_files, read_field, read_setting
from optim_viz.export.embedded import recipe_in
from optim_viz.recipe_text import read_plain
from optim_viz.recipes import Recipe
from optim_viz.recipes.base import kind_of, shown_fields
from optim_viz.text import words
from surfaces import InputError

TrustCode = Annotated[
    bool,
    typer.Option("--trust-code", help="Run the Python files that a recipe names, as they are now."),
]


@figure_command(stem="COMMAND-SURFACE")
def replay(
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

    The same versions give the same bytes. How it is drawn may be said anew; none is the default.

    optim-viz replay compare-ravine.png --for beamer --panel paths
    optim-viz replay compare-ravine.png --set steps=300 -o longer.svg
    """
    typed = {name: text for name, text in drawn.items() if text is not None}
    return job_of(asked(_text_in(file), settings or (), typed, trust_code=trust_code))


def _text_in(file: Path) -> str:
    if (text := recipe_in(file)) is None:
        raise InputError(words.no_recipe_inside(str(file)))
    return text


def asked(
    text: str,
    settings: Iterable[str] = (),
    typed: Mapping[str, str] | None = None,
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
    changes = dict(read_setting(kind, setting) for setting in settings)
    changes |= dict(_read_drawn(kind, *item) for item in (typed or {}).items())
    wanted = {**_kept(kind, values, changes), **changes}
    if not trust_code and (named := python_files(wanted)):
        raise InputError(words.recipe_names_code(named[0], command_line(command, wanted)))
    return kind.of(command, wanted)


def _read_drawn(kind: type[Recipe], name: str, text: str) -> tuple[str, Any]:
    """Return name and value of a field that says how a figure is drawn, if this kind has it."""
    option = option_of(drawn_anywhere()[name])
    fitting = (one.name for one in shown_fields(kind) if option in options_of(one))
    field = next(fitting, None)
    if field is None:
        known = [option_of(one) for one in shown_fields(kind)]
        raise InputError(words.not_drawn_so(kind.command, option, known))
    return field, read_style(text) if field == "style" else read_field(kind, field, text)


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
