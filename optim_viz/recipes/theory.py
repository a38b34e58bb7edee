"""The recipe of ``optim-viz theory``: what is known of rates on a quadratic."""

from __future__ import annotations

from dataclasses import dataclass

from optim_viz.recipes.base import MOST_STEPS, ProblemRecipe, check_range


@dataclass(frozen=True)
class TheoryRecipe(ProblemRecipe):
    """A quadratic, and the updates after which its rates are measured."""

    steps: int | None = None
    """None: until the heavy ball has settled."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.steps is not None:
            check_range("steps", self.steps, 2, MOST_STEPS)
