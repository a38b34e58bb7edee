"""The skeleton of every command that makes a figure: run, draw, write, report.

A command returns a `Job`: its recipe, its study, its page, its rows. What all of them share is
here or a field of every recipe: output, ``--data``, ``--json``, ``--quiet``, ``--dry-run``.
The table, or JSON, goes to stdout; written paths, notes and progress go to stderr. ``-o -`` puts
the picture on stdout and the table on stderr.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from optim_viz.cli.app import AsJson, DryRun, Quiet, app, print_json, say
from optim_viz.export.files import Writer, check_writable, write_all
from optim_viz.export.stills import FORMATS
from optim_viz.recipes import Recipe
from surfaces import InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_STDOUT = Path("-")


@dataclass(frozen=True)
class Report:
    """What a command tells: a table, notes below it, the same as plain data, an exit code."""

    table: str
    notes: Sequence[str] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    code: int = 0


@dataclass(frozen=True)
class File:
    """A further file that a command writes: where, with which suffixes, and from what."""

    path: Path | None
    suffixes: tuple[str, ...]
    write: Callable[[Any, Path], None]
    """Takes what the study found, and a path."""


@dataclass(frozen=True)
class Job:
    """A command whose input is checked: what is run, drawn and told."""

    recipe: Recipe
    stem: str
    """The name of the figure unless another is given, without its suffix."""
    study: Callable[[bool], Any]
    """Runs; takes whether to be quiet, returns what it found."""
    draw: Callable[[Any], Figure]
    report: Callable[[Any], Report]
    data: Callable[[Any, Path], None]
    """Writes the numbers of the figure as comma-separated values."""
    files: tuple[File, ...] = ()
    keep: Path | None = None
    """A file that results are kept in: it must not be written over."""


@dataclass(frozen=True)
class Options:
    """The options that all figures share, beside those that every recipe has."""

    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help=f"A {', '.join(list(FORMATS)[:-1])} or {list(FORMATS)[-1]}; - for stdout"
            "  [default: COMMAND-SURFACE.png]",
            show_default=False,
        ),
    ] = None
    data: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Also write the numbers of the figure.")
    ] = None
    as_json: AsJson = False
    quiet: Quiet = False
    dry_run: DryRun = False


def figure_command(function: Callable[..., Job | Report]) -> Callable[..., Any]:
    """Add a command to the program: its own options, then those that all figures share.

    The function takes the fields that all recipes have as ``**drawn``. A report that it returns in
    place of a job is told as it is.
    """
    hints = get_type_hints(Options, include_extras=True)
    shared = [_parameter(one.name, one.default, hints[one.name]) for one in fields(Options)]

    def command(**given: Any) -> int:
        options = Options(**{one.name: given.pop(one.name) for one in shared})
        asked = function(**given)
        return _tell(asked, options) if isinstance(asked, Report) else make(asked, options)

    return _add(command, function, shared)


def with_recipe_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add a command to the program: its own options, then those that all recipes have."""

    def command(**given: Any) -> Any:
        return function(**given)

    return _add(command, function, [])


def _add(
    command: Callable[..., Any], function: Callable[..., Any], shared: list[inspect.Parameter]
) -> Callable[..., Any]:
    """Add a command with the signature of a function, in which options stand for ``**drawn``."""
    own = inspect.signature(function, eval_str=True)
    mine = [one for one in own.parameters.values() if one.kind is not one.VAR_KEYWORD]
    parameters = [*mine, *_recipe_options(), *shared]
    command.__doc__ = function.__doc__
    command.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in parameters}
    app.command(function.__name__.strip("_"))(command)
    return command


def _recipe_options() -> list[inspect.Parameter]:
    """Return an option for each field that all recipes have."""
    hints = get_type_hints(Recipe)
    found = []
    for one in fields(Recipe):
        about = one.metadata
        option = typer.Option(
            help=about["help"],
            metavar="|".join(about.get("choices", ())) or about.get("metavar"),
            show_default=one.default is not None,
        )
        found.append(_parameter(one.name, one.default, Annotated[hints[one.name], option]))
    return found


def _parameter(name: str, default: Any, annotation: Any) -> inspect.Parameter:
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Parameter(name, kind, default=default, annotation=annotation)


def make(job: Job, options: Options) -> int:
    """Do a job: run, draw, write, report; return the exit code.

    Raises
    ------
    InputError
        A file that cannot be written, or two of one name, before anything is run.
    """
    figure = options.output or Path(f"{job.stem}.png")
    files = [one for one in (File(options.data, (".csv",), job.data), *job.files) if one.path]
    _check(figure, files, job.keep, options.as_json)
    paths = [str(path) for path in (figure, *(one.path for one in files)) if path != _STDOUT]
    if options.dry_run:
        _report_plan(job.recipe, paths, options)
        return 0
    found = job.study(options.quiet)
    _write(job, found, figure, files)
    report = job.report(found)
    if options.as_json:
        print_json({"recipe": json.loads(job.recipe.text()), "written": paths, **report.data})
    elif figure != _STDOUT:
        typer.echo(report.table)
    if not options.quiet:
        for line in ([report.table] if figure == _STDOUT else []) + [*report.notes, *paths]:
            say(line)
    return report.code


def _tell(report: Report, options: Options) -> int:
    """Tell what was asked where no figure is made."""
    if options.as_json:
        print_json(report.data)
    else:
        typer.echo(report.table)
    for line in () if options.quiet else report.notes:
        say(line)
    return report.code


def _check(figure: Path, files: Sequence[File], keep: Path | None, as_json: bool) -> None:
    """Raise unless everything can be written, each to a file of its own."""
    if figure != _STDOUT:
        check_writable(figure, FORMATS)
    elif as_json:
        raise InputError(
            "-o - puts the picture on stdout, --json the results: give a file or leave one out"
        )
    paths = [figure]
    for one in files:
        assert one.path is not None
        check_writable(one.path, one.suffixes)
        paths.append(one.path)
    resolved = [path.resolve() for path in paths]
    for i, path in enumerate(resolved):
        if keep and path == keep.resolve():
            raise InputError(f"{keep} keeps the results: it cannot be drawn or written over")
        if path in resolved[:i]:
            raise InputError(f"{paths[i]} is given for two files")


def _report_plan(recipe: Recipe, paths: Sequence[str], options: Options) -> None:
    """Report a command that has only checked what was typed."""
    if options.as_json:
        print_json({"recipe": json.loads(recipe.text()), "written": []})
    if not options.quiet:
        say(f"would write {', '.join(paths) or 'to stdout'}: {recipe.text()}")


def _write(job: Job, found: Any, figure: Path, files: Sequence[File]) -> None:
    """Draw, and write all files or none."""
    from optim_viz.export import stills
    from optim_viz.plots.style.themes import theme

    with theme(job.recipe.theme, settings=job.recipe.settings), _target(figure) as path:
        drawing = job.draw(found)
        writers: list[tuple[Path, Writer]] = [
            (path, lambda at: stills.write(drawing, at, job.recipe.text()))
        ]
        for one in files:
            assert one.path is not None
            writers.append((one.path, _bound(one.write, found)))
        write_all(writers)


def _bound(write: Callable[[Any, Path], None], found: Any) -> Writer:
    return lambda path: write(found, path)


@contextmanager
def _target(figure: Path) -> Iterator[Path]:
    """Give the path to write to; for stdout a temporary one, whose bytes are then copied there."""
    if figure != _STDOUT:
        yield figure
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "figure.png"
        yield path
        sys.stdout.buffer.write(path.read_bytes())
        sys.stdout.buffer.flush()
