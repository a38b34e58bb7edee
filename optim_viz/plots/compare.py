"""The layouts of a comparison: a page for each, chosen by its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matplotlib.figure import Figure

from optim_viz.plots.compare_grid import grid
from optim_viz.plots.compare_race import race
from optim_viz.plots.compare_relief import relief
from optim_viz.problem import Sides
from optim_viz.recipes.compare import CompareRecipe
from optim_viz.studies.compare import Comparison

LAYOUTS: dict[str, Callable[..., Figure]] = {"race": race, "grid": grid, "relief": relief}


def figure(
    comparison: Comparison,
    layout: str = CompareRecipe.layout,
    panel: str = CompareRecipe.panel,
    frame: Sides | None = CompareRecipe.view,
    **relief: Any,
) -> Figure:
    """Return a comparison in a layout: one stage for all, a panel for each, a relief as viewed."""
    return LAYOUTS[layout](comparison, panel, frame, **relief)
