"""What recipes share: what a recipe is, what those about one surface have, what is checked."""

from __future__ import annotations

from optim_viz.recipes.base.checks import (
    FARTHEST,
    FIVE,
    MOST_STEPS,
    RATES_FOR_ALL,
    TARGET,
    TUNE_BY,
    TuneBy,
    check_noise,
    check_projection,
    check_range,
    check_rate,
    check_start,
    check_view,
    read_optimizers,
    read_tune_by,
)
from optim_viz.recipes.base.problem import HEIGHTS, ProblemRecipe, ReliefRecipe
from optim_viz.recipes.base.recipe import (
    FOOTERS,
    NO_TITLE,
    THEMES,
    Recipe,
    commands,
    field_types,
    kind_of,
    set_beside,
    shown,
)

__all__ = [
    "FARTHEST",
    "FIVE",
    "FOOTERS",
    "HEIGHTS",
    "MOST_STEPS",
    "NO_TITLE",
    "RATES_FOR_ALL",
    "TARGET",
    "THEMES",
    "TUNE_BY",
    "ProblemRecipe",
    "Recipe",
    "ReliefRecipe",
    "TuneBy",
    "check_noise",
    "check_projection",
    "check_range",
    "check_rate",
    "check_start",
    "check_view",
    "commands",
    "field_types",
    "kind_of",
    "read_optimizers",
    "read_tune_by",
    "set_beside",
    "shown",
]
