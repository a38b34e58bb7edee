"""The program to which commands are added, and how a command prints."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Annotated, Any

import typer

from optim_viz.cli.help import Command, Program, describe
from optim_viz.cli.tables import table as table
from optim_viz.cli.terminal import say as say
from optim_viz.cli.terminal import takes_unicode, tell
from optim_viz.text import ENGLISH, language, languages
from optim_viz.version import __version__

app = typer.Typer(
    name="optim-viz",
    cls=Program,
    help="Compare optimizers and look at loss surfaces.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of the table.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on stderr.")]
Language = Annotated[
    str,
    typer.Option("--lang", metavar="|".join(languages()), help="Language of what is printed."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check everything, run and write nothing.")]


class Interrupted(Exception):  # noqa: N818
    """The interruption of a command; the message tells what it has kept."""


@app.callback(invoke_without_command=True)
def program(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and leave.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error arose.")] = False,
) -> None:
    """Compare optimizers and look at loss surfaces."""
    if version:
        tell(f"optim-viz {__version__}")
    elif context.invoked_subcommand is None:
        tell(context.get_help())


def parser() -> Any:
    """Return what parses the commands that are loaded, the program; made anew when one is added."""
    return _parser(*map(id, app.registered_commands))


@lru_cache(maxsize=1)
def _parser(*commands: object) -> Any:  # a gallery parses a command for each of its figures
    return typer.main.get_command(app)


def add_command(name: str) -> Callable[[Callable[..., Any]], Any]:
    """Return a decorator that adds a function to the program as a command of this name."""

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        command = function
        if _LANG not in inspect.signature(function).parameters:
            command = _in_a_language(function)
        describe(command)
        app.command(name, cls=Command)(command)
        return function

    return add


_LANG = "lang"
"""The parameter of a command that is the language of what it tells."""


def _in_a_language(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a command that takes the language of what it prints; figures have it in the recipe."""

    @wraps(function)
    def command(lang: str, **given: Any) -> Any:
        with language(lang):
            return function(**given)

    own = inspect.signature(function, eval_str=True)
    kind = inspect.Parameter.KEYWORD_ONLY
    option = inspect.Parameter(_LANG, kind, default=ENGLISH, annotation=Language)
    command.__signature__ = own.replace(  # type: ignore[attr-defined]
        parameters=[*own.parameters.values(), option]
    )
    return command


def print_json(data: Any) -> None:
    """Print plain data as JSON, for other programs: in ASCII where stdout has no more."""
    tell(json.dumps(data, ensure_ascii=not takes_unicode(), indent=2))
