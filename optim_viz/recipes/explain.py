"""The recipe of ``optim-viz explain``: one step of one method."""

from __future__ import annotations

from dataclasses import dataclass

from optim_viz import optimizers
from optim_viz.optimizers import Optimizer
from optim_viz.problem import Sides
from optim_viz.recipes.base import (
    MOST_STEPS,
    TUNE_BY,
    ProblemRecipe,
    check_noise,
    check_range,
    check_rate,
    check_start,
    check_view,
    read_tune_by,
    shown_view,
)
from optim_viz.recipes.compare import CompareRecipe
from surfaces import InputError


@dataclass(frozen=True)
class ExplainRecipe(ProblemRecipe):
    """A step of a run: its gradient, state and move."""

    optimizer: str = "adam"
    step: int = 1
    """Counted from 1."""
    start: tuple[float, ...] | None = None
    steps: int = CompareRecipe.steps
    """The budget of the run: for tuning and schedules."""
    lr: float | str = "tuned"
    noise: float | str = 0.0
    seed: int = 0
    tune_by: str = TUNE_BY
    view: Sides | None = shown_view()  # noqa: RUF009
    """The part of a curve or landscape that is shown; None: that of the run, or of the step."""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_start(self.posed, self.start)
        if not 0 <= self.seed < 2**63:
            raise InputError(f"a seed is a whole number from 0 to below 2**63, not {self.seed}")
        check_range("steps", self.steps, 1, MOST_STEPS)
        check_rate(self.lr)
        read_tune_by(self.tune_by)
        check_noise(self.noise).check(self.posed)
        check_view(self.posed, self.view)
        if self.step < 1:
            raise InputError(f"steps are counted from 1: there is no step {self.step}")
        assert self.method  # an unknown one raises

    @property
    def method(self) -> Optimizer:
        """The optimizer."""
        return optimizers.get(self.optimizer)
