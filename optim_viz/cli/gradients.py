"""``optim-viz gradients``: numerical differentiation against backpropagation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
    read_point,
    read_sides,
    surface_argument,
)
from optim_viz.recipes.gradients import GradientsRecipe
from optim_viz.text import title_of, words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from optim_viz.studies.gradients import Gradients


@figure_command
def gradients(
    surface: Annotated[str | None, surface_argument(GradientsRecipe)] = None,
    formula: Formula = None,
    start: Start = None,
    rotate: Rotate = GradientsRecipe.rotate,
    shift: Shift = None,
    domain: Domain = None,
    seed: Annotated[
        int, typer.Option(help="Decides which derivatives are compared where there are many.")
    ] = GradientsRecipe.seed,
    **drawn: Any,
) -> Job[Any]:
    """Compare numerical derivatives with backpropagation: error over the step, time over size.

    optim-viz gradients
    optim-viz gradients rosenbrock --start=-1,2
    """
    recipe = GradientsRecipe(
        surface=surface,
        formula=formula,
        start=read_point(start, "--start"),
        rotate=rotate,
        shift=read_point(shift, "--shift"),
        domain=read_sides(domain, "--domain"),
        seed=seed,
        **drawn,
    )
    return job(recipe)


def job(recipe: GradientsRecipe) -> Job[Gradients]:
    """Return the job of a recipe."""
    return Job(
        recipe,
        stem=names.of_problem(recipe),
        study=lambda quiet: _study(recipe),
        draw=_page,
        report=_report,
        describe=_describe,
        write_data=_write_errors,
    )


def _study(recipe: GradientsRecipe) -> Gradients:
    from optim_viz.studies.gradients import study

    return study(recipe)


def _page(found: Gradients) -> Figure:
    from optim_viz.plots.gradients import figure

    return figure(found)


def _describe(found: Gradients) -> str:
    """Say it for those who do not see the figure."""
    best = found.best
    told = words.gradients_described(
        title_of(found.surface),
        *(f"{number:.2g}" for name in ("forward", "central") for number in best[name]),
    )
    if found.times:
        last = found.times[-1]
        ratio = f"{last.numerical / last.backpropagation:.2g}"
        told = f"{told} {words.times_described(last.parameters, ratio)}"
    return told


def _write_errors(found: Gradients, path: Path) -> None:
    """Write the error of both formulas at each step."""
    from optim_viz.export.tables import write_rows
    from optim_viz.studies.gradients import STEPS

    columns = STEPS.tolist(), found.forward.tolist(), found.central.tolist()
    write_rows(
        [
            {"step": step, "forward": one, "central": other}
            for step, one, other in zip(*columns, strict=True)
        ],
        path,
    )


def _report(found: Gradients) -> Report:
    lines = [
        [name, f"{found.best[kind][0]:.2g}", f"{found.best[kind][1]:.2g}"]
        for kind, name in (
            ("forward", words.FORWARD_DIFFERENCE),
            ("central", words.CENTRAL_DIFFERENCE),
        )
    ]
    tables = [table(words.GRADIENT_COLUMNS, lines)]
    if found.times:
        rows = [
            [
                f"{one.parameters}",
                f"{1e3 * one.backpropagation:.3g}",
                f"{1e3 * one.numerical:.3g}",
                f"{one.numerical / one.backpropagation:.3g}",
            ]
            for one in found.times
        ]
        tables.append(table(words.TIME_COLUMNS, rows))
    facts = {
        "surface": str(found.surface),
        "coordinates": found.coordinates.tolist(),
        "best": {
            kind: {"step": step, "error": error} for kind, (step, error) in found.best.items()
        },
        "times": [vars(one) for one in found.times],
    }
    return Report("\n\n".join(tables), [], facts)
