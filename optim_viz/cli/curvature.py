"""``optim-viz curvature``: the largest curvature along paths, and the loss between solutions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import typer

from optim_viz.cli import names
from optim_viz.cli.app import table
from optim_viz.cli.figure import Job, Report, figure_command
from optim_viz.cli.inputs import (
    Domain,
    Formula,
    Rotate,
    Shift,
    Start,
    Steps,
    optimizer_option,
    read_point,
    read_sides,
    surface_argument,
)
from optim_viz.recipes.curvature import CurvatureRecipe
from optim_viz.text import title_of, words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from optim_viz.studies.curvature import Curvature


@figure_command
def curvature(
    surface: Annotated[str | None, surface_argument(CurvatureRecipe)] = None,
    formula: Formula = None,
    optimizers: Annotated[
        list[str] | None,
        optimizer_option(
            "An optimizer; repeat for more. The ends of the first two are joined by a line."
            "  [default: " + ", ".join(CurvatureRecipe.optimizers) + "]"
        ),
    ] = None,
    start: Start = None,
    steps: Steps = CurvatureRecipe.steps,
    rotate: Rotate = CurvatureRecipe.rotate,
    shift: Shift = None,
    domain: Domain = None,
    seed: Annotated[
        int, typer.Option(help="Decides the other weights from which a second solution is found.")
    ] = CurvatureRecipe.seed,
    **drawn: Any,
) -> Job[Any]:
    """Follow the largest curvature against the limit of the rate, and cross between solutions.

    optim-viz curvature
    optim-viz curvature moons -a sgd:lr=1 -a momentum:lr=0.1
    """
    recipe = CurvatureRecipe(
        surface=surface,
        formula=formula,
        optimizers=tuple(optimizers or CurvatureRecipe.optimizers),
        start=read_point(start, "--start"),
        steps=steps,
        rotate=rotate,
        shift=read_point(shift, "--shift"),
        domain=read_sides(domain, "--domain"),
        seed=seed,
        **drawn,
    )
    return job(recipe)


def job(recipe: CurvatureRecipe) -> Job[Curvature]:
    """Return the job of a recipe."""
    return Job(
        recipe,
        stem=names.of_problem(recipe),
        study=lambda quiet: _study(recipe),
        draw=_page,
        report=_report,
        describe=_describe,
        write_data=_write_curvatures,
    )


def _study(recipe: CurvatureRecipe) -> Curvature:
    from optim_viz.studies.curvature import study

    return study(recipe)


def _page(found: Curvature) -> Figure:
    from optim_viz.plots.curvature import figure

    return figure(found)


def _rows(found: Curvature) -> list[dict[str, Any]]:
    """Return a row for each run as plain data."""
    from optim_viz.runs.measures import finite_or_none

    return [
        {
            "optimizer": run.optimizer.title,
            "spec": str(run.optimizer),
            "value": finite_or_none(run.surface.told(run.values[-1])),
            "largest_at_start": finite_or_none(values[0]),
            "largest": finite_or_none(max((v for v in values.tolist() if v == v), default=np.nan)),
            "largest_at_end": finite_or_none(values[-1]),
            "limit": limit,
        }
        for run, values, limit in zip(found.runs, found.largest, found.limits, strict=True)
    ]


def _describe(found: Curvature) -> str:
    """Say it for those who do not see the figure."""
    told = [
        words.curvature_told(row["spec"], *(_number(row[name]) for name in ("largest", "limit")))
        for row in _rows(found)
    ]
    barriers = [words.barrier(words.BETWEEN[one.kind], f"{one.barrier:.2g}")
                for one in found.between]  # fmt: skip
    return words.curvature_described(title_of(found.surface), told, barriers)


def _write_curvatures(found: Curvature, path: Path) -> None:
    """Write the largest eigenvalue and the value of each run at each step that was looked at."""
    from optim_viz.export.tables import write_rows

    rows = [
        {
            "optimizer": str(run.optimizer),
            "step": step,
            "value": float(run.values[step]),
            "largest_eigenvalue": value,
        }
        for run, values in zip(found.runs, found.largest, strict=True)
        for step, value in zip(found.steps.tolist(), values.tolist(), strict=True)
    ]
    write_rows(rows, path)


def _report(found: Curvature) -> Report:
    rows = _rows(found)
    cells = ("value", "largest_at_start", "largest", "largest_at_end", "limit")
    lines = [[row["spec"], *(_number(row[cell]) for cell in cells)] for row in rows]
    barriers = [
        {
            "between": one.kind,
            "barrier": one.barrier,
            "first": one.ends[0],
            "second": one.ends[1],
        }
        for one in found.between
    ]
    notes = [words.barrier(words.BETWEEN[one.kind], f"{one.barrier:.3g}") for one in found.between]
    return Report(
        table(words.CURVATURE_COLUMNS, lines),
        [words.HOW_CURVATURE_IS_DRAWN, *notes],
        {"surface": str(found.surface), "results": rows, "between": barriers},
    )


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}"
