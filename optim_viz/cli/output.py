"""Where the files of a command go, stdout among them, and how its figure is written there."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

from optim_viz.cli.job import File, Job
from optim_viz.cli.presentation import presented, usual_suffix
from optim_viz.cli.terminal import note
from optim_viz.export.embedded import Inside, recipe_in
from optim_viz.export.files import check_writable, write_all
from optim_viz.recipes import Recipe
from optim_viz.text import words
from surfaces import InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STDOUT = Path("-")
"""What is typed for a picture on stdout."""

_Found = TypeVar("_Found")


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


def check_files(job: Job[Any], figure: Path, files: Sequence[File[Any]], as_json: bool) -> None:
    """Raise unless everything can be written, each to a file of its own.

    Raises
    ------
    InputError
        A file that cannot be written, two of one name, or one that keeps results.
    """
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


def write(
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
