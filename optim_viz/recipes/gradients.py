"""The recipe of ``optim-viz gradients``: numerical differentiation against backpropagation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from optim_viz.recipes.base import ProblemRecipe, check_range, check_start


@dataclass(frozen=True)
class GradientsRecipe(ProblemRecipe):
    """A surface, a point, and the coordinates whose derivatives are compared there."""

    usual: ClassVar[str] = "network:data=digits"

    start: tuple[float, ...] | None = None
    """The point; None: where the surface's runs begin."""
    seed: int = 0
    """Decides which coordinates are compared where there are many."""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_start(self.posed, self.start)
        check_range("seed", self.seed, 0, 2**62)
