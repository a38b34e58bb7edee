"""How a figure is shown: the settings that a recipe asks for, in force while it is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from optim_viz.cli.style_files import shortcomings
from optim_viz.cli.terminal import note
from optim_viz.optimizers.titles import titled
from optim_viz.presets import SLIDE
from optim_viz.recipes import Recipe


@contextmanager
def presented(recipe: Recipe) -> Iterator[None]:
    """Draw in the theme, at the size, with the margins and in the style that a recipe asks for."""
    from optim_viz.plots.style.page import with_margins
    from optim_viz.plots.style.themes import theme

    style = recipe.deck_style
    for line in shortcomings(recipe):
        note(line)
    margins = with_margins(recipe.title, recipe.footer or "short")
    shown = theme(recipe.theme, recipe.preset, recipe.settings, style)
    with shown, margins, titled(style.names):
        yield


def usual_suffix(recipe: Recipe, formats: Mapping[str, object]) -> str:
    """Return the usual suffix of a figure: that of its medium; films have one everywhere."""
    first, *_ = formats
    return recipe.preset.suffix if first == SLIDE.suffix else first
