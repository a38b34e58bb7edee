"""The skeleton of every command that makes a figure: run, draw, write, report.

A command returns a `Job`: its recipe, its study, its page, its rows. What all of them share are
fields of every recipe, or `Options`: output, ``--data``, ``--json``, ``--quiet``, ``--dry-run``.
The table, or JSON, goes to stdout; written paths, notes and progress go to stderr. ``-o -`` puts
the picture on stdout and the table on stderr.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import fields, replace
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args, get_type_hints, overload

from optim_viz.cli.job import File as File
from optim_viz.cli.job import Job as Job
from optim_viz.cli.job import Report as Report
from optim_viz.cli.languages import in_words_of
from optim_viz.cli.options import (
    Options,
    add_with_recipe_options,
    parameter,
    read_drawn,
    with_formulas,
)
from optim_viz.cli.output import STDOUT, check_files, unless_foreign, write
from optim_viz.cli.presentation import usual_suffix
from optim_viz.cli.reports import Pasted, described, tell_all, tell_alone, tell_plan
from optim_viz.export.stills import FORMATS
from optim_viz.recipes.base import commands, kind_of
from optim_viz.text import ENGLISH, language, words
from surfaces import InputError

_Found = TypeVar("_Found")
"""The type of what a study finds."""


_Function = Callable[..., Job[Any] | Report]


@overload
def figure_command(function: _Function) -> Callable[..., Any]: ...
@overload
def figure_command(
    *, stem: str = "", formats: Iterable[str] = FORMATS, trained_on: str = ""
) -> Callable[[_Function], Callable[..., Any]]: ...
def figure_command(
    function: _Function | None = None,
    *,
    stem: str = "",
    formats: Iterable[str] = FORMATS,
    trained_on: str = "",
) -> Callable[..., Any] | Callable[[_Function], Callable[..., Any]]:
    """Add a command to the program: its own options, then those that all figures share.

    The function takes the fields of its recipe that say how it is drawn as ``**drawn``; one that
    has no recipe takes those of all recipes, as text, None where nothing was typed. A report that
    it returns in place of a job is told as it is.

    Parameters
    ----------
    function : function
        Returns the job.
    stem : str
        What help says of the name of the figure without its suffix, ``COMMAND-SURFACE`` unless it
        is given.
    formats : iterable of str
        The suffixes of the files that it can write, the usual one first.
    trained_on : str
        The parameter that takes a folder which is given to ``--data``: one of data to train on, no
        file for the numbers of the figure.
    """
    if function is None:
        return lambda given: _figure_command(given, stem, tuple(formats), trained_on)
    return _figure_command(function, stem, tuple(formats), trained_on)


def _figure_command(
    function: _Function, stem: str, formats: Sequence[str], trained_on: str
) -> Callable[..., Any]:
    name = function.__name__.strip("_")
    kind = kind_of(name) if name in commands() else None
    stem = stem or words.named_after_surface(name)
    hints = get_type_hints(Options, include_extras=True)
    output = copy(get_args(hints["output"])[-1])
    output.help = words.kinds_of_file(formats) + words.default_name(f"{stem}{formats[0]}")
    hints["output"] = Annotated[Path | None, output]
    if kind is not None and "data" in kind.without:
        data = copy(get_args(hints["data"])[-1])
        data.hidden = True
        hints["data"] = Annotated[Path | None, data]
    shared = [parameter(one.name, one.default, hints[one.name]) for one in fields(Options)]

    def command(**given: Any) -> int:
        options = Options(**{one.name: given.pop(one.name) for one in shared})
        if trained_on and options.data and options.data.suffix.lower() != ".csv":
            given[trained_on], options = str(options.data), replace(options, data=None)
        if kind is not None:
            read_drawn(kind, given)
        with language(given["lang"] or ENGLISH):
            asked = function(**with_formulas(given, quiet=options.quiet))
            if isinstance(asked, Report):
                return tell_alone(asked, options)
        return make(asked, options)

    return add_with_recipe_options(command, function, shared)


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
    check_files(job, figure, files, options.as_json)
    paths = [str(path) for path in (figure, *(one.path for one in files)) if path != STDOUT]
    with in_words_of(job.recipe):
        if options.dry_run:
            if job.check_study is not None:
                job.check_study()
            tell_plan(job.recipe, paths, options)
            return 0
        found = job.study(options.quiet)
        description = described(job, found)
        write(job, found, description, figure, files)
        report = job.report(found)
        path = None if figure == STDOUT else figure
        pasted = Pasted(description, job.line(path, description, job.recipe.medium))
        tell_all(report, job.recipe, pasted, paths, options)
    return report.code


def _data_file(job: Job[_Found], path: Path | None) -> list[File[_Found]]:
    """Return the file for the numbers of a figure, if it is asked for."""
    if path is None:
        return []
    if job.write_data is None:
        raise InputError(f"a figure of {job.recipe.command} has no one table: leave --data out")
    return [File(path, (".csv",), job.write_data)]
