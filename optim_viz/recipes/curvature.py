"""The recipe of ``optim-viz curvature``: curvature along paths, the loss between solutions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from optim_viz.optimizers import Optimizer
from optim_viz.recipes.base import (
    MOST_STEPS,
    ProblemRecipe,
    check_range,
    check_start,
    read_optimizers,
)
from surfaces import InputError

MOST_OPTIMIZERS = 6


@dataclass(frozen=True)
class CurvatureRecipe(ProblemRecipe):
    """A surface, optimizers on all of its data, and how long they run."""

    usual: ClassVar[str] = "network:data=digits"

    optimizers: tuple[str, ...] = ("sgd:lr=0.2", "sgd:lr=0.5")
    start: tuple[float, ...] | None = None
    steps: int = 200
    seed: int = 0
    """Decides the other start from which the first optimizer finds another solution."""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_range("steps", self.steps, 2, MOST_STEPS)
        check_start(self.posed, self.start)
        check_range("seed", self.seed, 0, 2**62)
        for one in self.contestants:
            if one.method.apart:
                raise InputError(f"{one} keeps its iterates to itself: it is not looked at")

    @property
    def contestants(self) -> tuple[Optimizer, ...]:
        """The optimizers."""
        return read_optimizers(self.optimizers, MOST_OPTIMIZERS)
