"""What a command tells: its table or JSON, notes, the line to paste, the paths it has written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from optim_viz.cli.app import print_json
from optim_viz.cli.job import Job, Report
from optim_viz.cli.options import Options
from optim_viz.cli.output import STDOUT
from optim_viz.cli.terminal import file_name, say, say_notes, tell
from optim_viz.recipes import Recipe
from optim_viz.text import words

_Found = TypeVar("_Found")


class Pasted(NamedTuple):
    """What a figure shows, and the line that puts it into a document."""

    description: str
    line: str


def described(job: Job[_Found], found: _Found) -> str:
    """Return the description of a figure on one line, without control characters."""
    text = "".join(one if one.isprintable() else " " for one in job.describe(found))
    return " ".join(text.split())


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
        print_json({**told, "description": pasted.description, **report.data})
    elif options.output == STDOUT:
        lines = [report.table, *lines]
    else:
        tell(report.table)
    if not options.quiet:
        for line in lines:
            say(line)


def tell_alone(report: Report, options: Options) -> int:
    """Tell what was asked where no figure is made; return the exit code."""
    if options.as_json:
        print_json(report.data)
    else:
        tell(report.table)
    for line in () if options.quiet else report.notes:
        say(line)
    return report.code
