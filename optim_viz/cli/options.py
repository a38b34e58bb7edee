"""The options of a command: its own, those of every recipe, those that all figures share."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from optim_viz.cli.app import AsJson, DryRun, Quiet, add_command
from optim_viz.cli.formulas import Maximize, Variables, tell_readings, with_variables
from optim_viz.cli.languages import speaking
from optim_viz.cli.style_files import read_style
from optim_viz.deck_style import DeckStyle
from optim_viz.recipes import Recipe

_FORMULAS = ("formula", "formulas")
"""Parameters of commands that are formulas; beside them, these take the names of variables."""

_OF_MINIMA_ONLY = ("explain", "theory", "taylor")
"""Commands whose theory and pictures are about the way down."""


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
        drawn = {one.name for one in fields(Recipe)}
        taken = [theirs[one.name] for one in fields(recipe) if one.name not in drawn]
        own = inspect.signature(function, eval_str=True)
        mine = [one for one in own.parameters.values() if one.kind is not one.VAR_KEYWORD]
        function.__signature__ = own.replace(parameters=[*taken, *mine])  # type: ignore[attr-defined]
        return function

    return extend


def with_recipe_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add a command to the program: its own options, then those that all recipes have."""

    def command(**given: Any) -> Any:
        given["style"] = read_style(given["style"])
        names = DeckStyle.read(given["style"], given["theme"]).names
        with speaking(given["lang"], names, maximize=bool(given.get("maximize"))):
            return function(**with_formulas(given, quiet=bool(given.get("quiet"))))

    return add_with_recipe_options(command, function, [])


def add_with_recipe_options(
    command: Callable[..., Any], function: Callable[..., Any], shared: list[inspect.Parameter]
) -> Callable[..., Any]:
    """Add a command: parameters of a function, those of recipes for ``**drawn``, shared ones."""
    own = inspect.signature(function, eval_str=True)
    named = []
    for one in own.parameters.values():
        named += [one] if one.kind is not one.VAR_KEYWORD else []
        if one.name in _FORMULAS:
            named.append(parameter("variables", None, Variables))
            of_minima_only = function.__name__.strip("_") in _OF_MINIMA_ONLY
            if not (of_minima_only or "maximize" in own.parameters):
                named.append(parameter("maximize", False, Maximize))
    parameters = [*named, *_recipe_options(), *shared]
    command.__doc__ = function.__doc__
    command.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in parameters}
    add_command(function.__name__.strip("_"))(command)
    return command


def _recipe_options() -> list[inspect.Parameter]:
    """Return an option for each field that all recipes have."""
    hints = get_type_hints(Recipe)
    options = []
    for one in fields(Recipe):
        about = one.metadata
        option = typer.Option(
            *([about["option"]] if "option" in about else []),
            help=about["help"],
            metavar="|".join(about.get("choices", ())) or about.get("metavar"),
            show_default=one.default is not None,
        )
        options.append(parameter(one.name, one.default, Annotated[hints[one.name], option]))
    return options


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
