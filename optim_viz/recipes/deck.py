"""The recipe of ``optim-viz deck``: an outline, and what its slides are for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from optim_viz.outlines import Outline
from optim_viz.recipes.base import Recipe
from surfaces import InputError
from surfaces.specs import choose

TARGETS = ("pptx", "beamer", "beamer-43", "revealjs", "quarto")
"""Media that have slides of their own."""


@dataclass(frozen=True)
class DeckRecipe(Recipe):
    """A lecture: the outline as it is written, in TOML."""

    without: ClassVar[tuple[str, ...]] = ("size", "data")

    lecture: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        choose(self.target, TARGETS, "deck for")
        if self.size is not None:
            raise InputError("the slides of a deck have the size of what they are --for")
        assert self.plan  # an outline that cannot be read raises

    @property
    def target(self) -> str:
        """What the slides are for."""
        return self.medium or TARGETS[0]

    @cached_property
    def plan(self) -> Outline:
        """The outline."""
        return Outline.read(self.lecture)
