"""``optim-viz explain``: one step of a method, its numbers and a picture of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import typer

from optim_viz.cli import names
from optim_viz.cli.app import table
from optim_viz.cli.completion import complete_optimizer, complete_surface
from optim_viz.cli.figure import Job, Report, figure_command
from optim_viz.cli.inputs import (
    Domain,
    Formula,
    NoiseText,
    OneBatchSize,
    RateForAll,
    Rotate,
    Seed,
    Shift,
    Start,
    TuneByText,
    noise_or_batches,
    read_point,
    read_rate,
    read_sides,
)
from optim_viz.export.quantities import FORMATS, Line, cells, latex, markdown
from optim_viz.recipes.explain import ExplainRecipe
from optim_viz.studies.description import of_explanation
from optim_viz.studies.explain import Explanation, study
from optim_viz.text import words
from surfaces.models import check_has_data
from surfaces.specs import choose

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@figure_command(stem="explain-OPTIMIZER-SURFACE-STEP")
def explain(
    optimizer: Annotated[
        str,
        typer.Argument(
            metavar="OPTIMIZER[:KNOB=VALUE,...]",
            help="See `list optimizers`.",
            autocompletion=complete_optimizer,
        ),
    ],
    surface: Annotated[
        str | None,
        typer.Option(
            "--on",
            metavar="SURFACE",
            help=f"name or name:key=value,...  [default: {ExplainRecipe.usual}]",
            autocompletion=complete_surface,
            show_default=False,
        ),
    ] = None,
    step: Annotated[int, typer.Option(help="Which step, counted from 1.")] = ExplainRecipe.step,
    formula: Formula = None,
    rotate: Rotate = ExplainRecipe.rotate,
    shift: Shift = None,
    domain: Domain = None,
    start: Start = None,
    steps: Annotated[
        int, typer.Option(help="Budget of the run: for tuning, schedules.")
    ] = ExplainRecipe.steps,
    lr: RateForAll = str(ExplainRecipe.lr),
    tune_by: TuneByText = ExplainRecipe.tune_by,
    noise: NoiseText = f"{ExplainRecipe.noise:g}",
    batch_size: OneBatchSize = None,
    seed: Seed = ExplainRecipe.seed,
    form: Annotated[
        str,
        typer.Option("--table", metavar="|".join(FORMATS), help="How the table is written."),
    ] = FORMATS[0],
    **drawn: Any,
) -> Job[Any]:
    """Take one step apart: gradient, state, step in a table, and as arrows on the surface.

    optim-viz explain adam --on rosenbrock --step 3
    optim-viz explain momentum:lr=0.1 -f "x**2 + 5*y**2" --table latex
    """
    recipe = ExplainRecipe(
        optimizer=optimizer,
        surface=surface,
        formula=formula,
        rotate=rotate,
        shift=read_point(shift, "--shift"),
        domain=read_sides(domain, "--domain"),
        step=step,
        start=read_point(start, "--start"),
        steps=steps,
        lr=read_rate(lr),
        tune_by=tune_by,
        noise=noise_or_batches(noise, batch_size),
        seed=seed,
        **drawn,
    )
    if batch_size:
        check_has_data(recipe.posed)
    return job(recipe, form=choose(form, FORMATS, "table"))


def job(recipe: ExplainRecipe, *, form: str = FORMATS[0]) -> Job[Explanation]:
    """Return the job of a recipe."""
    short = re.split(r"[.:]", recipe.method.name)[-1]
    return Job(
        recipe,
        stem=names.of_problem(recipe, short, recipe.step),
        study=lambda quiet: study(recipe),
        draw=lambda explanation: _page(explanation, recipe),
        report=lambda explanation: _report(explanation, form),
        describe=of_explanation,
        write_data=_write_quantities,
    )


def _page(explanation: Explanation, recipe: ExplainRecipe) -> Figure:
    from optim_viz.plots.explain import figure

    return figure(explanation, recipe.view)


def _report(explanation: Explanation, form: str) -> Report:
    parts = explanation.parts
    rows = [(row.name, row.before, row.after) for row in explanation.rows()]
    note = " · ".join([repr(parts.optimizer), words.step(parts.step), *explanation.conditions])
    return Report(_table(rows, form), [note], _facts(explanation))


def _table(rows: list[Line], form: str) -> str:
    if form == "text":
        return table(words.QUANTITY_COLUMNS, cells(rows))
    if form == "markdown":
        return markdown(words.QUANTITY_COLUMNS, rows)
    return latex(words.QUANTITY_COLUMNS_ALONE, rows)


def _facts(explanation: Explanation) -> dict[str, Any]:
    parts = explanation.parts
    return {
        "optimizer": str(parts.optimizer),
        "surface": str(parts.surface),
        "step": parts.step,
        "conditions": explanation.conditions,
        "tuning": explanation.tuning,
        "quantities": [
            {"name": row.name, "before": _listed(row.before), "after": _listed(row.after)}
            for row in explanation.rows()
        ],
    }


def _listed(quantity: Any) -> Any:
    """Return a quantity as JSON has it; what is not finite is null."""
    if quantity is None:
        return None
    numbers = np.asarray(quantity, dtype=float)
    return np.where(np.isfinite(numbers), numbers, None).tolist()  # type: ignore[call-overload]


def _write_quantities(explanation: Explanation, path: Path) -> None:
    """Write each entry of each quantity before and after the step."""
    from optim_viz.export.tables import write_rows

    rows = []
    for row in explanation.rows():
        both = [None if one is None else np.ravel(one) for one in (row.before, row.after)]
        entries = max(len(one) for one in both if one is not None)
        both = [None if one is None else np.broadcast_to(one, entries) for one in both]
        for i in range(entries):  # a number, such as a first mean of 0, stands for each of them
            before, after = (None if one is None else float(one[i]) for one in both)
            rows.append({"quantity": row.name, "entry": i, "before": before, "after": after})
    write_rows(rows, path)
