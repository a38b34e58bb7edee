"""``optim-viz gallery``: the figures of the README and of well-known lectures, made again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optim_viz.cli.app import Interrupted, Quiet, say
from optim_viz.cli.completion import complete_figure
from optim_viz.cli.figure import (
    STDOUT,
    Job,
    Report,
    carried_by,
    check_stdout,
    drawing,
    place,
    unless_foreign,
    with_recipe_options,
)
from optim_viz.cli.folders import create
from optim_viz.cli.presentation import usual_suffix
from optim_viz.cli.terminal import file_name, tell
from optim_viz.export.embedded import Inside
from optim_viz.export.stills import FORMATS
from optim_viz.recipes.gallery import GalleryRecipe
from optim_viz.text import described
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

    optim-viz gallery saito --theme dark -o slides
    optim-viz gallery ravine -o - > ravine.png
    """
    from optim_viz.gallery import figures

    available = figures()
    chosen = dict.fromkeys(choose(name, available, "figure") for name in figure or available)
    recipes = [GalleryRecipe(figure=name, **drawn) for name in chosen]
    lessons = {name: _lesson(available[name]) for name in chosen}
    if folder == STDOUT:
        _send(recipes)
        for name, lesson in () if quiet else lessons.items():
            say(f"{name}: {lesson}")
        return
    paths = [_path(recipe, folder) for recipe in recipes]
    create(folder or _FOLDER)
    for recipe, path in _written(recipes, paths):
        tell(f"{recipe.figure}: {lessons[recipe.figure]}")
        if not quiet:
            say(file_name(str(path)))


def _send(recipes: Sequence[GalleryRecipe]) -> None:
    """Put the picture on stdout: one, for there is nothing between two of them."""
    if len(recipes) != 1:
        raise InputError(f"-o - puts one figure on stdout, not {len(recipes)}: name it")
    check_stdout()
    with place(STDOUT, usual_suffix(recipes[0], FORMATS)) as path:
        _make(recipes[0], path)


def _path(recipe: GalleryRecipe, folder: Path | None) -> Path:
    """Return where a figure is written; raise if a file of others is there that nobody meant."""
    name = recipe.figure + usual_suffix(recipe, FORMATS)
    return unless_foreign(_FOLDER / name) if folder is None else folder / name


def _written(
    recipes: Sequence[GalleryRecipe], paths: Sequence[Path]
) -> Iterator[tuple[GalleryRecipe, Path]]:
    """Write figure after figure and yield each with its path."""
    for done, (recipe, path) in enumerate(zip(recipes, paths, strict=True)):
        try:
            _make(recipe, path)
        except KeyboardInterrupt:
            raise Interrupted(f"{done} of {len(recipes)} figures were written") from None
        yield recipe, path


def _make(recipe: GalleryRecipe, path: Path) -> None:
    """Draw a figure and write it."""
    from optim_viz.export import stills
    from optim_viz.gallery import figures

    draw = figures()[recipe.figure]
    with drawing(recipe):
        figure = draw()
        stills.save(figure, path, Inside(carried_by(figure, recipe), _lesson(draw)))


def job(recipe: GalleryRecipe) -> Job[Callable[[], Figure]]:
    """Return the job of a recipe: one figure, made again."""
    from optim_viz.gallery import figures

    available = figures()
    draw = available[choose(recipe.figure, available, "figure")]
    return Job(
        recipe,
        stem=recipe.figure,
        study=lambda quiet: draw,
        draw=lambda figure: figure(),
        describe=lambda figure: _lesson(draw),
        report=lambda figure: Report(
            f"{recipe.figure}: {_lesson(draw)}", facts={"lesson": _lesson(draw)}
        ),
        write_data=None,
    )


def _lesson(draw: Callable[[], Figure]) -> str:
    """Return what a figure of the gallery shows, in a line."""
    return described((draw.__doc__ or "").partition("\n")[0])
