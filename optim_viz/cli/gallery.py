"""``optim-viz gallery``: the figures of the README and of well-known lectures, made again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optim_viz.cli.app import Interrupted, Quiet, say
from optim_viz.cli.figure import Job, Report, with_recipe_options
from optim_viz.cli.terminal import file_name, tell
from optim_viz.recipes.gallery import GalleryRecipe
from surfaces import InputError
from surfaces.specs import choose

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@with_recipe_options
def gallery(
    figure: Annotated[
        list[str] | None, typer.Argument(help="Figures to make. [default: all]")
    ] = None,
    folder: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where they are written.")
    ] = Path("figures"),
    quiet: Quiet = False,
    **drawn: Any,
) -> None:
    """Make the figures of the gallery: PNG files that repeat byte for byte."""
    from optim_viz.gallery import figures

    available = figures()
    chosen = dict.fromkeys(choose(name, available, "figure") for name in figure or available)
    recipes = [GalleryRecipe(figure=name, **drawn) for name in chosen]
    _create(folder)
    for recipe, path in _written(recipes, folder):
        lesson, *_ = (available[recipe.figure].__doc__ or "").splitlines()
        tell(f"{recipe.figure}: {lesson}")
        if not quiet:
            say(file_name(str(path)))


def _create(folder: Path) -> None:
    """Create a folder unless it is there."""
    if folder.exists() and not folder.is_dir():
        raise InputError(f"cannot write into {folder}: it is a file")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot write into {folder}: {error.strerror}") from None


def _written(
    recipes: Sequence[GalleryRecipe], folder: Path
) -> Iterator[tuple[GalleryRecipe, Path]]:
    """Write figure after figure and yield each with its path."""
    for done, recipe in enumerate(recipes):
        try:
            path = _make(recipe, folder)
        except KeyboardInterrupt:
            raise Interrupted(f"{done} of {len(recipes)} figures were written") from None
        yield recipe, path


def _make(recipe: GalleryRecipe, folder: Path) -> Path:
    """Draw a figure and write it; return its path."""
    from optim_viz.export import stills
    from optim_viz.gallery import figures
    from optim_viz.plots.style.themes import theme

    path = folder / f"{recipe.figure}.png"
    with theme(recipe.theme, settings=recipe.settings):
        stills.save(figures()[recipe.figure](), path, recipe.text())
    return path


def job(recipe: GalleryRecipe) -> Job[Callable[[], Figure]]:
    """Return the job of a recipe: one figure, made again."""
    from optim_viz.gallery import figures

    available = figures()
    draw = available[choose(recipe.figure, available, "figure")]
    lesson, *_ = (draw.__doc__ or "").splitlines()
    return Job(
        recipe,
        stem=recipe.figure,
        study=lambda quiet: draw,
        draw=lambda figure: figure(),
        report=lambda figure: Report(f"{recipe.figure}: {lesson}", facts={"lesson": lesson}),
        write_data=None,
    )
