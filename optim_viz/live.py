"""A live page from Python: `optim_viz.play` shows itself in notebooks, and can be saved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from optim_viz.export.live import LivePage
from optim_viz.optimizers import AnyOptimizer
from optim_viz.optimizers.titles import titled
from optim_viz.recipes.base import FIVE, NO_TITLE
from optim_viz.recipes.play import PlayRecipe
from optim_viz.studies.compare import listed
from optim_viz.studies.play import LiveRaces, study
from optim_viz.text import language, said_of_maxima
from surfaces import AnySurface

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["LivePage", "page_of", "play"]


def play(
    surface: AnySurface | Iterable[AnySurface] = PlayRecipe.usual,
    optimizers: Iterable[AnyOptimizer] = FIVE,
    start: ArrayLike | None = None,
    steps: int = PlayRecipe.steps,
    **settings: Any,
) -> LivePage:
    """Return a page on which optimizers run from wherever the reader clicks.

    Parameters
    ----------
    surface : Surface, str or function, or several of them
        As in `run`; with several there is a choice on the page.
    optimizers, start, steps
        As in `compare`.
    **settings
        The other fields of a recipe: ``lr``, ``noise``, ``seed``, ``theme``, ``lang``, ``title``,
        ...

    Raises
    ------
    InputError
        Whatever cannot be run.
    """
    several = (
        [surface] if isinstance(surface, str) or not isinstance(surface, Iterable) else surface
    )
    where = None if start is None else tuple(map(float, start))  # type: ignore[arg-type]
    recipe = PlayRecipe(
        surfaces=tuple(several),  # type: ignore[arg-type]  # the recipe makes them text
        optimizers=tuple(listed(optimizers)),  # type: ignore[arg-type]
        start=where,
        steps=steps,
        **settings,
    )
    told = titled(recipe.deck_style.names)
    with language(recipe.lang), said_of_maxima(recipe.maximize), told:
        return page_of(study(recipe))


def page_of(races: LiveRaces) -> LivePage:
    """Return the page that shows some races, in the language in force."""
    from optim_viz.plots.play import page

    recipe, data = races.recipe, page(races)
    title = data["surfaces"][0]["title"] if recipe.title in (None, NO_TITLE) else recipe.title
    return LivePage(str(title), recipe.lang, data, races.script, recipe.text())
