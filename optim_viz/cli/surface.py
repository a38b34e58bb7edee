"""``optim-viz surface``: one surface by itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from optim_viz.cli import names
from optim_viz.cli.figure import Job, Report, figure_command
from optim_viz.cli.inputs import (
    Domain,
    Formula,
    Rotate,
    Shift,
    SurfaceName,
    read_point,
    read_sides,
)
from optim_viz.cli.surface_pages import points_table, surface_facts
from optim_viz.recipes.surface import SurfaceRecipe
from optim_viz.studies.description import of_surface
from surfaces import Surface

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@figure_command
def surface_(
    surface: SurfaceName = None,
    formula: Formula = None,
    rotate: Rotate = SurfaceRecipe.rotate,
    shift: Shift = None,
    domain: Domain = None,
    **drawn: Any,
) -> Job[Any]:
    """Draw a surface by itself: contours, every stationary point by its kind, a relief.

    optim-viz surface himmelblau --theme dark
    optim-viz surface -f "x**3 - 3*x*y**2" -o saddle.svg
    """
    recipe = SurfaceRecipe(
        surface=surface,
        formula=formula,
        rotate=rotate,
        shift=read_point(shift, "--shift"),
        domain=read_sides(domain, "--domain"),
        **drawn,
    )
    return job(recipe)


def job(recipe: SurfaceRecipe) -> Job[Surface]:
    """Return the job of a recipe."""
    return Job(
        recipe,
        stem=names.of_problem(recipe),
        study=lambda quiet: recipe.posed,
        draw=lambda surface: _page(surface, recipe),
        report=lambda surface: Report(points_table(surface), facts=surface_facts(surface)),
        describe=of_surface,
        write_data=_write_points,
    )


def _page(surface: Surface, recipe: SurfaceRecipe) -> Figure:
    from optim_viz.plots.surface import figure

    return figure(surface, frame=recipe.view, **recipe.relief)


def _write_points(surface: Surface, path: Path) -> None:
    """Write the stationary points."""
    from optim_viz.export.tables import write_rows
    from optim_viz.runs.results import coordinate_names

    names = coordinate_names(surface, ["kind", "value"])
    write_rows(
        [
            {
                "kind": surface.told_kind(point.kind),
                "value": surface.told(point.value),
                **dict(zip(names, point.at, strict=True)),
            }
            for point in surface.stationary_points
        ],
        path,
        ["kind", "value", *names],
    )
