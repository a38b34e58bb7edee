"""The recipe of ``optim-viz gallery``: a figure by its name, and the commands of all of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from optim_viz.recipes.base import Recipe


@dataclass(frozen=True)
class GalleryRecipe(Recipe):
    """A figure of the gallery that no single command makes; its function decides everything."""

    figure: str = ""


@cache
def figures() -> Mapping[str, str]:
    """Return the command of each figure by name, without the word of the program, in order."""
    text = files("optim_viz.recipes").joinpath("gallery.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def has_own_function(figure: str) -> bool:
    """Return whether a function makes a figure, which no command but `gallery` can."""
    return figures()[figure] == f"{GalleryRecipe.command} {figure}"
