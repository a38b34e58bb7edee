"""The program to which commands are added, and how a command prints."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any

import typer

from optim_viz.cli.help import Command, Program, describe
from optim_viz.cli.tables import table as table
from optim_viz.cli.terminal import say as say
from optim_viz.cli.terminal import takes_unicode, tell
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


def add_command(name: str) -> Callable[[Callable[..., Any]], Any]:
    """Return a decorator that adds a function to the program as a command of this name."""

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        describe(function)
        return app.command(name, cls=Command)(function)

    return add


def print_json(data: Any) -> None:
    """Print plain data as JSON, for other programs: in ASCII where stdout has no more."""
    tell(json.dumps(data, ensure_ascii=not takes_unicode(), indent=2))
