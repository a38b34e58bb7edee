"""The recipe of ``optim-viz losses``: losses, where they come from, and how they train."""

from __future__ import annotations

from dataclasses import dataclass

from optim_viz.recipes.base import MOST_STEPS, Recipe, check_range
from optim_viz.runs.batch import read_start
from surfaces import InputError, get
from surfaces.specs import choose

PAGES = ("curves", "residuals", "logits", "likelihood", "sigmoid")
"""Losses and gradients, all or those of residuals or of logits; as negative log-likelihoods;
cross-entropy against squares."""

DUEL = "perceptron:data=interval"
"""The neuron that two losses train."""


@dataclass(frozen=True)
class LossesRecipe(Recipe):
    """A page about losses; on the last one a neuron is trained with two of them."""

    page: str = "curves"
    start: tuple[float, ...] = (-4.0, -4.0)
    """Weight and bias at which both trainings begin."""
    lr: float = 1.0
    steps: int = 100

    def __post_init__(self) -> None:
        super().__post_init__()
        choose(self.page, PAGES, "page:")
        check_range("steps", self.steps, 1, MOST_STEPS)
        if not 0 < self.lr < float("inf"):
            raise InputError(f"lr is a finite number greater than 0, not {self.lr:g}")
        read_start(get(DUEL), self.start)
