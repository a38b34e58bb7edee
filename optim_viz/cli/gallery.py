"""``optim-viz gallery``: the figures of the README and of well-known lectures, made again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import chdir
from dataclasses import fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optim_viz.cli.app import Interrupted, Quiet, say
from optim_viz.cli.completion import complete_figure
from optim_viz.cli.figure import Job, Report
from optim_viz.cli.folders import create
from optim_viz.cli.languages import in_words_of
from optim_viz.cli.options import with_recipe_options
from optim_viz.cli.output import STDOUT, check_stdout, place, unless_foreign, write_figure
from optim_viz.cli.presentation import usual_suffix
from optim_viz.cli.replay import job_of
from optim_viz.cli.reports import described
from optim_viz.cli.terminal import file_name, tell
from optim_viz.cli.typed import recipe_of
from optim_viz.export import gallery_page
from optim_viz.recipes import Recipe
from optim_viz.recipes.gallery import GalleryRecipe, figures, has_own_function
from optim_viz.text import words
from surfaces import InputError
from surfaces.specs import choose

if TYPE_CHECKING:
    from matplotlib.figure import Figure


_FOLDER = Path("figures")


@with_recipe_options
def gallery(
    figure: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FIGURE",
            help="Figures to make.  [default: all]",
            autocompletion=complete_figure,
        ),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FOLDER",
            help=f"Where they are written; - puts a single one on stdout.  [default: {_FOLDER}]",
        ),
    ] = None,
    quiet: Quiet = False,
    **drawn: Any,
) -> None:
    """Make the figures of the gallery: files that repeat byte for byte.

    All of them together get a page, README.md, with their commands and lessons.

    optim-viz gallery saito --theme dark -o slides
    optim-viz gallery ravine -o - > ravine.png
    """
    available = figures()
    chosen = dict.fromkeys(choose(name, available, "figure") for name in figure or available)
    jobs = {name: job_of(_recipe(name, drawn)) for name in chosen}
    if folder == STDOUT:
        _send(list(jobs.values()))
        for name in () if quiet else jobs:
            say(_line(name))
        return
    paths = {name: _path(name, job, folder) for name, job in jobs.items()}
    page = _page(folder or _FOLDER) if len(jobs) == len(available) else None
    create(folder or _FOLDER)
    for name in _written(jobs, paths):
        tell(_line(name))
        if not quiet:
            say(file_name(str(paths[name])))
    if page is not None:
        text = gallery_page.page({name: path.name for name, path in paths.items()})
        page.write_text(text, encoding="utf-8", newline="\n")
        if not quiet:
            say(file_name(str(page)))


def _recipe(name: str, drawn: Mapping[str, Any]) -> Recipe:
    """Return the recipe of a figure, presented as it is asked for."""
    if has_own_function(name):
        return GalleryRecipe(figure=name, **drawn)
    usual = {one.name: one.default for one in fields(Recipe)}
    with TemporaryDirectory() as empty, chdir(empty):  # no file here is in the way
        recipe = recipe_of(figures()[name])
    return replace(recipe, **{key: value for key, value in drawn.items() if value != usual[key]})


def _line(name: str) -> str:
    return f"{name}: {words.GALLERY_TITLES[name]}"


def _send(jobs: Sequence[Job[Any]]) -> None:
    """Put the picture on stdout: one, for there is nothing between two of them."""
    if len(jobs) != 1:
        raise InputError(f"-o - puts one figure on stdout, not {len(jobs)}: name it")
    check_stdout()
    with place(STDOUT, usual_suffix(jobs[0].recipe, jobs[0].formats)) as path:
        _make(jobs[0], path)


def _path(name: str, job: Job[Any], folder: Path | None) -> Path:
    """Return where a figure is written; raise if a file of others is there that nobody meant."""
    file = name + usual_suffix(job.recipe, job.formats)
    return unless_foreign(_FOLDER / file) if folder is None else folder / file


def _page(folder: Path) -> Path:
    """Return where the page is written; raise if somebody else's is there."""
    path = folder / gallery_page.NAME
    if path.is_file():
        with path.open(encoding="utf-8", errors="replace") as file:
            if file.readline().rstrip("\n") != words.GALLERY_PAGE:
                raise InputError(f"{path} is not of the gallery: -o FOLDER gives another folder")
    return path


def _written(jobs: Mapping[str, Job[Any]], paths: Mapping[str, Path]) -> Iterator[str]:
    """Write figure after figure and yield the name of each."""
    for done, (name, job) in enumerate(jobs.items()):
        try:
            _make(job, paths[name])
        except KeyboardInterrupt:
            raise Interrupted(f"{done} of {len(jobs)} figures were written") from None
        yield name


def _make(job: Job[Any], path: Path) -> None:
    """Run, draw and write a figure."""
    with in_words_of(job.recipe):
        found = job.study(True)
        write_figure(job, found, described(job, found), path)


def job(recipe: GalleryRecipe) -> Job[Any]:
    """Return the job of a recipe: one figure, made again."""
    name = choose(recipe.figure, figures(), "figure")
    if not has_own_function(name):  # since it was made, a command has come to make it
        drawn = {one.name: getattr(recipe, one.name) for one in fields(Recipe)}
        return job_of(_recipe(name, drawn))
    return Job(
        recipe,
        stem=name,
        study=lambda quiet: _function(name),
        draw=lambda function: function(),
        describe=lambda function: words.GALLERY_LESSONS[name],
        report=lambda function: Report(_line(name), facts={"lesson": words.GALLERY_LESSONS[name]}),
        write_data=None,
    )


def _function(name: str) -> Callable[[], Figure]:
    from optim_viz.gallery import DRAWN

    return DRAWN[name]
