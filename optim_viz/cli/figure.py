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
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from copy import copy
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Generic,
    NamedTuple,
    TypeVar,
    get_args,
    get_type_hints,
    overload,
)

import typer

from optim_viz.cli.app import AsJson, DryRun, Quiet, add_command, print_json
from optim_viz.cli.formulas import Maximize, Variables, tell_readings, with_variables
from optim_viz.cli.presentation import presented, usual_suffix
from optim_viz.cli.style_files import read_style
from optim_viz.cli.terminal import file_name, note, say, say_notes, tell
from optim_viz.deck_style import DeckStyle
from optim_viz.export.embedded import Inside, recipe_in
from optim_viz.export.files import check_writable, write_all
from optim_viz.export.snippets import snippet
from optim_viz.export.stills import FORMATS
from optim_viz.optimizers.titles import titled
from optim_viz.recipes import Recipe
from optim_viz.text import ENGLISH, language, said_of_maxima, words
from surfaces import InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STDOUT = Path("-")
"""What is typed for a picture on stdout."""

_FORMULAS = ("formula", "formulas")
"""Parameters of commands that are formulas; beside them, these take the names of variables."""

_OF_MINIMA_ONLY = ("explain", "theory")
"""Commands whose theory and pictures are about the way down."""


_Found = TypeVar("_Found")
"""The type of what a study finds."""


@dataclass(frozen=True)
class Report:
    """What a command tells: a table, notes below it, the same as plain data, an exit code."""

    table: str
    notes: Sequence[str] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    code: int = 0


class Pasted(NamedTuple):
    """What a figure shows, and the line that puts it into a document."""

    description: str
    line: str


@dataclass(frozen=True)
class File(Generic[_Found]):
    """A file that a command writes beside its figure: where, with which suffixes, and how."""

    path: Path
    suffixes: tuple[str, ...]
    write: Callable[[_Found, Path], None]


@dataclass(frozen=True)
class Job(Generic[_Found]):
    """A command whose input is checked: what is run, drawn, told and written."""

    recipe: Recipe
    stem: str
    """The name of the figure unless another is given, without its suffix."""
    study: Callable[[bool], _Found]
    """Runs what was asked; the argument is whether to be quiet."""
    draw: Callable[[_Found], Figure]
    report: Callable[[_Found], Report]
    describe: Callable[[_Found], str]
    """Says what the figure shows in a few sentences, for those who do not see it."""
    write_data: Callable[[_Found, Path], None] | None
    """Writes the numbers of the figure as comma-separated values; None: it has no one table."""
    files: tuple[File[_Found], ...] = ()
    """Files beside the figure and its numbers."""
    formats: Mapping[str, Callable[[Figure, Path, Inside], None]] = field(
        default_factory=lambda: FORMATS
    )
    """Functions that write the figure with what it carries, by suffix; the first is the usual one,
    unless the medium has another."""
    check: Callable[[Path], None] | None = None
    """Raises unless what writes the figure is installed."""
    keep: Path | None = None
    """A file in which results are kept: it must not be overwritten."""


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


_Function = Callable[..., Job[Any] | Report]


@overload
def figure_command(function: _Function) -> Callable[..., Any]: ...
@overload
def figure_command(
    *, stem: str = "", formats: Iterable[str] = FORMATS
) -> Callable[[_Function], Callable[..., Any]]: ...
def figure_command(
    function: _Function | None = None, *, stem: str = "", formats: Iterable[str] = FORMATS
) -> Callable[..., Any] | Callable[[_Function], Callable[..., Any]]:
    """Add a command to the program: its own options, then those that all figures share.

    The function takes the fields that all recipes have as ``**drawn``. A report that it returns in
    place of a job is told as it is.

    Parameters
    ----------
    function : function
        Returns the job.
    stem : str
        What help says of the name of the figure without its suffix, ``COMMAND-SURFACE`` unless it
        is given.
    formats : iterable of str
        The suffixes of the files that it can write, the usual one first.
    """
    if function is None:
        return partial(_figure_command, stem=stem, formats=tuple(formats))
    return _figure_command(function, stem, tuple(formats))


def _figure_command(function: _Function, stem: str, formats: Sequence[str]) -> Callable[..., Any]:
    stem = stem or words.named_after_surface(function.__name__.strip("_"))
    hints = get_type_hints(Options, include_extras=True)
    shared = [_parameter(one.name, one.default, hints[one.name]) for one in fields(Options)]
    about = copy(get_args(hints["output"])[-1])
    about.help = words.kinds_of_file(formats) + words.default_name(f"{stem}{formats[0]}")
    shared[0] = shared[0].replace(annotation=Annotated[Path | None, about])

    def command(**given: Any) -> int:
        options = Options(**{one.name: given.pop(one.name) for one in shared})
        given["style"] = read_style(given["style"])
        with language(given["lang"]):
            asked = function(**_with_formulas(given, quiet=options.quiet))
            if isinstance(asked, Report):
                return _tell_alone(asked, options)
        return make(asked, options)

    return _add(command, function, shared)


def _with_formulas(given: dict[str, Any], *, quiet: bool) -> dict[str, Any]:
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
            return function(**_with_formulas(given, quiet=bool(given.get("quiet"))))

    return _add(command, function, [])


def _add(
    command: Callable[..., Any], function: Callable[..., Any], shared: list[inspect.Parameter]
) -> Callable[..., Any]:
    """Add a command: parameters of a function, those of recipes for ``**drawn``, shared ones."""
    own = inspect.signature(function, eval_str=True)
    named = []
    for one in own.parameters.values():
        named += [one] if one.kind is not one.VAR_KEYWORD else []
        if one.name in _FORMULAS:
            named.append(_parameter("variables", None, Variables))
            of_minima_only = function.__name__.strip("_") in _OF_MINIMA_ONLY
            if not (of_minima_only or "maximize" in own.parameters):
                named.append(_parameter("maximize", False, Maximize))
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
        options.append(_parameter(one.name, one.default, Annotated[hints[one.name], option]))
    return options


def _parameter(name: str, default: Any, annotation: Any) -> inspect.Parameter:
    """Return a parameter of a command, which the parser makes an option."""
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Parameter(name, kind, default=default, annotation=annotation)


def make(job: Job[Any], options: Options) -> int:
    """Do a job: run, draw, write, report; return the exit code.

    Raises
    ------
    InputError
        A file that cannot be written, or two of one name, before anything is run.
    """
    usual = usual_suffix(job.recipe, job.formats)
    figure = options.output or unless_foreign(Path(f"{job.stem}{usual}"))
    files = [*_data_file(job, options.data), *job.files]
    _check_files(job, figure, files, options.as_json)
    paths = [str(path) for path in (figure, *(one.path for one in files)) if path != STDOUT]
    with in_words_of(job.recipe):
        if options.dry_run:
            tell_plan(job.recipe, paths, options)
            return 0
        found = job.study(options.quiet)
        description = described(job, found)
        _write(job, found, description, figure, files)
        report = job.report(found)
        path = None if figure == STDOUT else figure
        pasted = Pasted(description, snippet(path, description, job.recipe.medium))
        tell_all(report, job.recipe, pasted, paths, options)
    return report.code


def in_words_of(recipe: Recipe) -> AbstractContextManager[None]:
    """Put the words of a recipe in force: its language, those about maxima, names of methods."""
    names = recipe.deck_style.names
    return speaking(recipe.lang, names, maximize=getattr(recipe, "maximize", False))


@contextmanager
def speaking(lang: str, names: Mapping[str, str], *, maximize: bool) -> Iterator[None]:
    """Put a language in force, or English where no font has its letters; and names of methods."""
    spoken = language(lang if _can_be_drawn(lang) else ENGLISH)
    with spoken, said_of_maxima(maximize), titled(names):
        yield


def _can_be_drawn(lang: str) -> bool:
    """Return whether a font has the letters of a language; say what to install if none has."""
    with language(lang):
        if not words.LETTERS:
            return True
        from optim_viz.plots.style.fonts import family_of

        if family_of(words.LETTERS):
            return True
        note(words.no_font_for_language(lang, words.FONTS))
        return False


def _data_file(job: Job[_Found], path: Path | None) -> list[File[_Found]]:
    """Return the file for the numbers of a figure, if it is asked for."""
    if path is None:
        return []
    if job.write_data is None:
        raise InputError(f"a figure of {job.recipe.command} has no one table: leave --data out")
    return [File(path, (".csv",), job.write_data)]


def unless_foreign(path: Path) -> Path:
    """Return the path of a figure that nobody has named.

    Raises
    ------
    InputError
        There is a file that this program has not made: it would be lost.
    """
    if path.is_file() and recipe_in(path) is None:
        raise InputError(
            f"{path} is no figure of optim-viz: -o FILE gives another name (-o {path} replaces it)"
        )
    return path


def _tell_alone(report: Report, options: Options) -> int:
    """Tell what was asked where no figure is made; return the exit code."""
    if options.as_json:
        print_json(report.facts)
    else:
        tell(report.table)
    for line in () if options.quiet else report.notes:
        say(line)
    return report.code


def _check_files(job: Job[Any], figure: Path, files: Sequence[File[Any]], as_json: bool) -> None:
    """Raise unless everything can be written, each to a file of its own."""
    if figure != STDOUT:
        check_writable(figure, job.formats)
    else:
        check_stdout(as_json=as_json)
    if job.check is not None:
        job.check(figure)
    for one in files:
        check_writable(one.path, one.suffixes)
    taken: set[Path] = set()
    for path in (figure, *(one.path for one in files)):
        place = path.resolve()
        if job.keep and place == job.keep.resolve():
            raise InputError(f"{job.keep} keeps the results: it cannot be drawn or written over")
        if place in taken:
            raise InputError(f"{path} is given for two files")
        taken.add(place)


def check_stdout(*, as_json: bool = False) -> None:
    """Raise unless a picture can go to stdout.

    Raises
    ------
    InputError
        Results go there as well, or it is a terminal, which would show its bytes as characters.
    """
    if as_json:
        raise InputError(
            "-o - puts the picture on stdout, --json the results: give a file or leave one out"
        )
    if sys.stdout.isatty():
        raise InputError(
            "-o - puts the picture on stdout, which is a terminal here: send it to a program or a"
            " file, as in -o - | display, or -o - > figure.png"
        )


def tell_plan(recipe: Recipe, paths: Sequence[str], options: Options) -> None:
    """Print what a command would do that has only checked what was typed."""
    say_notes(quiet=options.quiet)
    if options.as_json:
        print_json({"recipe": json.loads(recipe.text()), "written": []})
    if not options.quiet:
        names = ", ".join(map(file_name, paths)) or words.TO_STDOUT
        say(words.would_write(names, recipe.text()))


def tell_all(
    report: Report, recipe: Recipe, pasted: Pasted, paths: Sequence[str], options: Options
) -> None:
    """Print the table, or JSON; then notes, the line to paste, the paths of what was written."""
    say_notes(quiet=options.quiet)
    lines = [*report.notes, pasted.line, *map(file_name, paths)]
    if options.as_json:
        told = {"recipe": json.loads(recipe.text()), "written": paths}
        print_json({**told, "description": pasted.description, **report.facts})
    elif options.output == STDOUT:
        lines = [report.table, *lines]
    else:
        tell(report.table)
    if not options.quiet:
        for line in lines:
            say(line)


def described(job: Job[_Found], found: _Found) -> str:
    """Return the description of a figure on one line, without control characters."""
    text = "".join(one if one.isprintable() else " " for one in job.describe(found))
    return " ".join(text.split())


def _write(
    job: Job[_Found],
    found: _Found,
    description: str,
    figure: Path,
    files: Sequence[File[_Found]],
) -> None:
    """Draw, and write all files or none."""
    with place(figure, usual_suffix(job.recipe, job.formats)) as path:
        write_all(
            [
                (path, partial(write_figure, job, found, description)),
                *((one.path, partial(one.write, found)) for one in files),
            ]
        )


def write_figure(job: Job[_Found], found: _Found, description: str, path: Path) -> None:
    """Draw the figure of a job and write it straight to the path."""
    with drawing(job.recipe):
        figure = job.draw(found)
        inside = Inside(carried_by(figure, job.recipe), description)
        job.formats[path.suffix.lower()](figure, path, inside)


@contextmanager
def drawing(recipe: Recipe) -> Iterator[None]:
    """Draw as a recipe asks for; of characters that no font has, `carried_by` tells."""
    from optim_viz.plots.style.fonts import FontWarning

    quiet = warnings.catch_warnings(action="ignore", category=FontWarning)
    with presented(recipe), quiet:
        yield


def carried_by(figure: Figure, recipe: Recipe) -> str:
    """Return the text of a recipe as a figure carries it: with the fonts that it depends on."""
    if unwritten := getattr(figure, "unwritten", ""):
        note(words.no_font_has(unwritten))
    return recipe.text(getattr(figure, "fonts", ()))


@contextmanager
def place(figure: Path, usual: str = ".png") -> Iterator[Path]:
    """Yield the path to write to; for stdout a temporary one, whose bytes are then copied there."""
    if figure != STDOUT:
        yield figure
        return
    sys.stdout.flush()
    with TemporaryDirectory() as folder:
        path = Path(folder, "figure").with_suffix(usual)
        yield path
        sys.stdout.buffer.write(path.read_bytes())
        sys.stdout.buffer.flush()
