"""The recipe of ``optim-viz layers``: what activations, depth and a second layer do."""

from __future__ import annotations

from dataclasses import dataclass

from optim_viz.recipes.base import MOST_STEPS, Recipe, check_range
from surfaces.specs import choose

PAGES = ("activations", "depth", "linear", "xor")
"""Activations; gradients of deep networks; layers without activation; exclusive or."""

DEEPEST, WIDEST = 60, 512


@dataclass(frozen=True)
class LayersRecipe(Recipe):
    """A page about the layers of networks."""

    page: str = "activations"
    depth: int = 12
    """Hidden layers of the deep networks."""
    width: int = 32
    """Units of each of them."""
    steps: int = 300
    """Updates of both trainings on exclusive or."""
    seed: int = 0
    """Decides the weights."""

    def __post_init__(self) -> None:
        super().__post_init__()
        choose(self.page, PAGES, "page:")
        check_range("depth", self.depth, 2, DEEPEST)
        check_range("width", self.width, 1, WIDEST)
        check_range("steps", self.steps, 1, MOST_STEPS)
        check_range("seed", self.seed, 0, 2**62)
