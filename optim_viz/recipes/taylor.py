"""The recipe of ``optim-viz taylor``: what the gradient promises, and what a step keeps of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from optim_viz.problem import Problem
from optim_viz.recipes.base import ProblemRecipe, check_start


@dataclass(frozen=True)
class TaylorRecipe(ProblemRecipe):
    """A surface and the point at which it is expanded."""

    usual: ClassVar[str] = "rosenbrock"

    at: tuple[float, ...] | None = None
    """None: the start of the surface."""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_start(self.posed, self.at)

    @property
    def problem(self) -> Problem:
        """The surface in text and numbers; what is shown of a formula holds the point."""
        return super().problem._replace(start=self.at)
