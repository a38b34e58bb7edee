"""The options of a command: its own, those of every recipe, those that all figures share."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import Field, dataclass, fields
from pathlib import Path
from typing import Annotated, Any

import typer

from optim_viz.cli.app import AsJson, DryRun, Quiet, add_command
from optim_viz.cli.formulas import Maximize, Variables, tell_readings, with_variables
from optim_viz.cli.help import TYPED
from optim_viz.cli.inputs import read_sides
from optim_viz.cli.languages import speaking
from optim_viz.cli.style_files import read_style
from optim_viz.deck_style import DeckStyle
from optim_viz.problem import Sides
from optim_viz.recipes import Recipe
from optim_viz.recipes.base import commands, field_types, kind_of, shown_fields

_FORMULAS = ("formula", "formulas")
"""Parameters of commands that are formulas; beside them, these take the names of variables."""

_OF_MINIMA_ONLY = ("explain", "theory", "taylor", "graph")
"""Commands whose theory and pictures are about the way down, or about no way at all."""

_SIDES = Sides | None
"""The type of a field that is typed as text: X0:X1,Y0:Y1."""


@dataclass(frozen=True)
class Options:
    """The options that all figures share, beside those that every recipe has."""

    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
        ),
    ] = None
    data: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Also write the numbers of the figure.")
    ] = None
    as_json: AsJson = False
    quiet: Quiet = False
    dry_run: DryRun = False


def like(
    other: Callable[..., Any], recipe: type[Recipe]
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return a decorator that gives a command the options of another, for the fields of a recipe.

    The function takes them as ``**given``.
    """

    def extend(function: Callable[..., Any]) -> Callable[..., Any]:
        theirs = inspect.signature(other).parameters
        taken = [theirs[one.name] for one in fields(recipe) if "shown" not in one.metadata]
        own = inspect.signature(function, eval_str=True)
        mine = [one for one in own.parameters.values() if one.kind is not one.VAR_KEYWORD]
        function.__signature__ = own.replace(parameters=[*taken, *mine])  # type: ignore[attr-defined]
        return function

    return extend


def with_recipe_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add a command to the program: its own options, then those that say how it is drawn."""
    kind = kind_of(function.__name__)

    def command(**given: Any) -> Any:
        read_drawn(kind, given)
        names = DeckStyle.read(given["style"], given["theme"]).names
        with speaking(given["lang"], names, maximize=bool(given.get("maximize"))):
            return function(**with_formulas(given, quiet=bool(given.get("quiet"))))

    return add_with_recipe_options(command, function, [])


def add_with_recipe_options(
    command: Callable[..., Any], function: Callable[..., Any], shared: list[inspect.Parameter]
) -> Callable[..., Any]:
    """Add a command: parameters of a function, fields that are shown for ``**drawn``, shared ones.

    The fields are those of the recipe of the command; where it has none, those of all recipes.
    """
    name = function.__name__.strip("_")
    own = inspect.signature(function, eval_str=True)
    named = []
    for one in own.parameters.values():
        named += [one] if one.kind is not one.VAR_KEYWORD else []
        if one.name in _FORMULAS:
            named.append(parameter("variables", None, Variables))
            of_minima_only = name in _OF_MINIMA_ONLY
            if not (of_minima_only or "maximize" in own.parameters):
                named.append(parameter("maximize", False, Maximize))
    drawn = _drawn_options(kind_of(name)) if name in commands() else _drawn_anew()
    parameters = [*named, *drawn, *shared]
    command.__doc__ = function.__doc__
    command.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in parameters}
    add_command(name)(command)
    return command


def _drawn_options(kind: type[Recipe]) -> list[inspect.Parameter]:
    """Return an option for each field that says how a figure is drawn; what all have comes last."""
    return [
        parameter(
            one.name,
            one.default,
            Annotated[
                _typed(kind, one),
                _option(one, *options_of(one), hidden=one.name in kind.without),
            ],
        )
        for one in shown_fields(kind)
    ]


def _drawn_anew() -> list[inspect.Parameter]:
    """Return an option for each field that says how figures are drawn, of any kind, as text.

    Nothing is the default: the figure has it already.
    """
    options = []
    for name, one in drawn_anywhere().items():
        about = _option(one, option_of(one))
        about.help, _, _ = about.help.partition("  [default")
        about.show_default = False
        about.metavar = about.metavar or TYPED[type(one.default)]
        options.append(parameter(name, None, Annotated[str | None, about]))
    return options


def drawn_anywhere() -> dict[str, Field[Any]]:
    """Return the fields of all kinds of recipes that say how a figure is drawn, by their names."""
    kinds: list[type[Recipe]] = [Recipe, *map(kind_of, commands())]
    return {one.name: one for kind in kinds for one in shown_fields(kind)}


def option_of(one: Field[Any]) -> str:
    """Return what is typed for a field."""
    name: str = one.metadata.get("option", f"--{one.name.replace('_', '-')}")
    return name


def options_of(one: Field[Any]) -> tuple[str, ...]:
    """Return all that may be typed for a field."""
    return option_of(one), *one.metadata.get("aliases", ())


def _option(one: Field[Any], *names: str, hidden: bool = False) -> Any:
    """Return what the command line is told of a field."""
    about = one.metadata
    return typer.Option(
        *names,
        help=about["help"],
        metavar="|".join(about.get("choices", ())) or about.get("metavar"),
        show_default=one.default is not None,
        hidden=hidden,
    )


def _typed(kind: type[Recipe], one: Field[Any]) -> Any:
    """Return the type of an option: that of the field, text where the parser does not know that."""
    wanted = field_types(kind)[one.name]
    return str | None if wanted == _SIDES else wanted


def read_drawn(kind: type[Recipe], given: dict[str, Any]) -> None:
    """Put what a recipe has in place of what was typed, where that is a text for something else."""
    given["style"] = read_style(given["style"])
    for one in shown_fields(kind):
        if field_types(kind)[one.name] == _SIDES:
            given[one.name] = read_sides(given[one.name], f"--{one.name}")


def parameter(name: str, default: Any, annotation: Any) -> inspect.Parameter:
    """Return a parameter of a command, which the parser makes an option."""
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Parameter(name, kind, default=default, annotation=annotation)


def with_formulas(given: dict[str, Any], *, quiet: bool) -> dict[str, Any]:
    """Return what was given, formulas with their variables; say how they were read."""
    variables = given.pop("variables", None)
    if not given.get("maximize"):
        given.pop("maximize", None)
    match given:
        case {"formula": formula}:
            given["formula"] = with_variables(formula, variables)
            tell_readings([given["formula"]], quiet=quiet)
        case {"formulas": formulas}:
            if variables is not None or formulas:
                formulas = [with_variables(one, variables) for one in formulas or [None]]
                tell_readings(formulas, quiet=quiet)
            given["formulas"] = formulas
    return given
