"""``optim-viz animate``: a race of optimizers as a film."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optim_viz.cli import compare
from optim_viz.cli.figure import Job, figure_command
from optim_viz.cli.options import like
from optim_viz.export import films
from optim_viz.export.embedded import Inside
from optim_viz.recipes.animate import AnimateRecipe
from optim_viz.recipes.compare import CompareRecipe
from optim_viz.studies.compare import Comparison
from optim_viz.text import words

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@figure_command(formats=films.FORMATS)
@like(compare.compare, CompareRecipe)
def animate(**given: Any) -> Job[Any]:
    """Show a race step by step: a film for a slide.

    optim-viz animate beale -o beale.mp4
    optim-viz animate ravine -a sgd -a momentum --steps 40 --seconds 5
    """
    return job(compare.recipe_like(AnimateRecipe, given))


def job(recipe: AnimateRecipe) -> Job[Comparison]:
    """Return the job of a recipe."""
    still = compare.job(recipe)
    return Job(
        recipe,
        stem=f"animate-{recipe.posed.name}",
        study=still.study,
        draw=lambda comparison: _page(comparison, recipe),
        report=still.report,
        describe=lambda comparison: words.film_described(
            f"{recipe.seconds + recipe.pause:g}", still.describe(comparison)
        ),
        write_data=still.write_data,
        formats={suffix: partial(_write, recipe) for suffix in films.FORMATS},
        check=films.check,
    )


def _page(comparison: Comparison, recipe: AnimateRecipe) -> Figure:
    from optim_viz.plots.animate import figure

    return figure(comparison, recipe.layout, recipe.panel, recipe.view, **recipe.relief)


def _write(recipe: AnimateRecipe, figure: Figure, path: Path, inside: Inside) -> None:
    from optim_viz.plots.animate import Pace, film

    pace = Pace(recipe.steps, recipe.fps, recipe.seconds)
    films.write(film(figure, pace), path, inside, fps=recipe.fps, pause=recipe.pause)
