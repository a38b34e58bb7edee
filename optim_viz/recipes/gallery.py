"""The recipe of ``optim-viz gallery``: a figure by its name."""

from __future__ import annotations

from dataclasses import dataclass

from optim_viz.recipes.base import Recipe


@dataclass(frozen=True)
class GalleryRecipe(Recipe):
    """A figure of the gallery; the function of that name decides everything else."""

    figure: str = ""
