"""The recipe of ``optim-viz multistart``: one search from many starts, the best end is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from optim_viz.optimizers import Optimizer
from optim_viz.recipes.base import MOST_STEPS, ProblemRecipe, check_range, read_optimizers

MOST_STARTS = 1000


@dataclass(frozen=True)
class MultistartRecipe(ProblemRecipe):
    """A surface, a method, and random starts in the domain."""

    usual: ClassVar[str] = "rastrigin"

    optimizer: str = "lbfgs"
    starts: int = 20
    steps: int = 200
    seed: int = 0
    """Decides the starts."""

    def __post_init__(self) -> None:
        super().__post_init__()
        assert self.method.name
        assert self.posed.dim > 0
        check_range("starts", self.starts, 2, MOST_STARTS)
        check_range("steps", self.steps, 1, MOST_STEPS)

    @property
    def method(self) -> Optimizer:
        """The optimizer."""
        (one,) = read_optimizers([self.optimizer])
        return one
