"""``optim-viz regression``: one line through data, found in four ways."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optim_viz.cli.app import table
from optim_viz.cli.completion import complete_surface
from optim_viz.cli.figure import Job, Report, figure_command
from optim_viz.cli.inputs import Steps
from optim_viz.recipes.regression import RegressionRecipe
from optim_viz.studies.description import point
from optim_viz.text import words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from optim_viz.studies.regression import Regression


@figure_command(stem="regression")
def regression(
    surface: Annotated[
        str,
        typer.Argument(
            metavar="MODEL",
            help="linear_regression, or with data=, degree=, outliers=, ridge=",
            autocompletion=complete_surface,
        ),
    ] = RegressionRecipe.surface,
    steps: Steps = RegressionRecipe.steps,
    seed: Annotated[
        int, typer.Option(help="Decides the order of the rows.")
    ] = RegressionRecipe.seed,
    **drawn: Any,
) -> Job[Any]:
    """Draw one line through data, found in four ways, in the space of parameters and of data.

    The normal equation by QR, Newton in one step, gradient descent, and steps on single rows.

    optim-viz regression
    optim-viz regression linear_regression:data=forbes,outliers=1 --theme dark
    """
    return job(RegressionRecipe(surface=surface, steps=steps, seed=seed, **drawn))


def job(recipe: RegressionRecipe) -> Job[Regression]:
    """Return the job of a recipe."""
    return Job(
        recipe,
        stem="regression",
        study=lambda quiet: _study(recipe),
        draw=_page,
        report=_report,
        describe=_describe,
        write_data=_write,
    )


def _study(recipe: RegressionRecipe) -> Regression:
    from optim_viz.studies.regression import study

    return study(recipe)


def _page(found: Regression) -> Figure:
    from optim_viz.plots.regression import figure

    return figure(found)


def _describe(found: Regression) -> str:
    gaps = [f"{_gap(float(one.gap[-1])):.2g}" for one in found.runs]
    return words.regression_described(
        found.model.data, point(found.solution), gaps, len(found.descent.values) - 1,
        f"{found.condition:.3g}",
    )  # fmt: skip


def _gap(gap: float) -> float:
    """Return a gap; rounding may leave one below 0."""
    return max(gap, 0.0)


def _report(found: Regression) -> Report:
    model = found.model
    seen = [model.rows * int(one.taken) for one in (found.newton, found.descent)]
    seen = [model.rows, *seen, int(found.by_rows.taken)]
    runs = [found.solved, *found.runs]
    rows, facts = [], []
    for name, one, count in zip([words.NORMAL_EQUATION, *words.WAYS], runs, seen, strict=True):
        gap = _gap(float(one.gap[-1]))
        at = found.solution if one is found.solved else one.points[:, -1]
        away = 0.0 if one is found.solved else found.distance(one)
        steps = 0 if one is found.solved else int(one.taken)
        told = [name, str(steps), str(count), f"{gap:.3g}", f"{away:.3g}"]
        rows.append([*told, *(f"{x:.6g}" for x in at[:4])])
        facts.append(
            {"way": name, "steps": steps, "rows_seen": count, "gap": gap, "distance": away}
            | {"parameters": at.tolist()}
        )
    header = (*words.WAY_COLUMNS, *model.coordinates[:4])
    return Report(
        table(header, rows),
        [],
        {"surface": str(model), "condition": found.condition, "ways": facts},
    )


def _write(found: Regression, path: Path) -> None:
    """Write every step of the three runs."""
    from optim_viz.export.tables import write

    write(found.runs, path)
