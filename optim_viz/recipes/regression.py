"""The recipe of ``optim-viz regression``: one line through data, found in four ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from optim_viz.recipes.base import MOST_STEPS, Recipe, check_range
from surfaces import InputError, get
from surfaces.specs import choose

if TYPE_CHECKING:  # the models of data are loaded where there is one
    from surfaces.models.regressions import LinearRegression

_USUAL = "linear_regression"

_MOST_ROWS = 100_000
"""Rows of data up to which the whole of the paths is computed."""


@dataclass(frozen=True)
class RegressionRecipe(Recipe):
    """A linear regression, and the updates of the methods that take many."""

    surface: str = _USUAL
    steps: int = 100
    seed: int = 0
    """Decides the order of the rows."""

    def __post_init__(self) -> None:
        super().__post_init__()
        choose(self.surface.partition(":")[0], (_USUAL,), "model:")
        check_range("steps", self.steps, 1, MOST_STEPS)
        model = self.model
        if model.rows > _MOST_ROWS or model.targets.shape[1] > 1:
            raise InputError(
                f"regression takes one target and at most {_MOST_ROWS} rows, not"
                f" {model.targets.shape[1]} and {model.rows}"
            )
        model.solution()  # raises where there is none, or more than one

    @property
    def model(self) -> LinearRegression:
        """The model on its data."""
        return cast("LinearRegression", get(self.surface))
