"""``optim-viz taylor``: what the gradient promises, and what a step keeps of it."""

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
    read_point,
    read_sides,
    surface_argument,
)
from optim_viz.recipes.taylor import TaylorRecipe
from optim_viz.studies.description import point, short_name
from optim_viz.studies.taylor import Taylor, study
from optim_viz.text import title_of, words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_ROWS = 300
"""Rates in the file of numbers."""


@figure_command
def taylor(
    surface: Annotated[str | None, surface_argument(TaylorRecipe)] = None,
    formula: Formula = None,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="X,Y", help="The point of expansion: --at=-1,2  [default: the surface's start]"
        ),
    ] = None,
    rotate: Rotate = TaylorRecipe.rotate,
    shift: Shift = None,
    domain: Domain = None,
    **drawn: Any,
) -> Job[Any]:
    """Draw the decrease that the gradient promises, and what a step keeps of it, over the rate.

    The promise of the first order breaks at the least rate at which f is not lower any more.

    optim-viz taylor rosenbrock --at=-1,2
    optim-viz taylor network:data=moons --theme dark
    """
    recipe = TaylorRecipe(
        surface=surface,
        formula=formula,
        at=read_point(at, "--at"),
        rotate=rotate,
        shift=read_point(shift, "--shift"),
        domain=read_sides(domain, "--domain"),
        **drawn,
    )
    return job(recipe)


def job(recipe: TaylorRecipe) -> Job[Taylor]:
    """Return the job of a recipe."""
    return Job(
        recipe,
        stem=names.of_problem(recipe),
        study=lambda quiet: study(recipe),
        draw=_page,
        report=_report,
        describe=_describe,
        write_data=_write_rates,
    )


def _page(found: Taylor) -> Figure:
    from optim_viz.plots.taylor import figure

    return figure(found)


def _describe(found: Taylor) -> str:
    return words.taylor_described(
        short_name(title_of(found.surface)),
        point(found.at),
        None if found.breaks is None else f"{found.breaks:.4g}",
        None if found.limit is None else f"{found.limit:.4g}",
    )


def _write_rates(found: Taylor, path: Path) -> None:
    """Write the decreases of both models and of f at rates up to beyond the promise."""
    from optim_viz.export.tables import write_rows

    rates = np.linspace(0.0, 1.3 * (found.breaks or 3.0 * found.scale), _ROWS + 1)[1:]
    columns = {
        "lr": rates,
        "first_order": found.first(rates),
        "second_order": found.second(rates),
        "decrease": found.actual(rates),
    }
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    write_rows([dict(zip(columns, row, strict=True)) for row in rows], path)


def _report(found: Taylor) -> Report:
    facts = {
        "surface": str(found.surface),
        "at": found.at.tolist(),
        "value": found.value,
        "squared_gradient": found.slope,
        "curvature_along_gradient": _known(found.bend),
        "L": _known(found.largest),
        "half_kept_up_to": found.half,
        "breaks_at": found.breaks,
        "limit": found.limit,
    }
    rows = [
        (words.BEST_BY_SECOND_ORDER, 1.0 / found.bend if found.bend > 0 else None),
        (words.HALF_IS_KEPT, found.half),
        (words.SAFE_BELOW, found.limit),
        (words.NO_DECREASE_FROM, found.breaks),
    ]
    lines = [
        (name, *_row(found, rate)) for name, rate in sorted(rows, key=_by_rate) if rate is not None
    ]
    notes = [words.gradient_at(point(found.at), f"{found.value:.6g}", f"{found.slope:.6g}")]
    notes += [words.NEVER_BREAKS] if found.breaks is None else []
    return Report(table(words.PROMISE_COLUMNS, lines), notes, facts)


def _by_rate(row: tuple[str, float | None]) -> float:
    return row[1] or 0.0


def _row(found: Taylor, rate: float) -> list[str]:
    """Return a rate, and the decrease of both models and of f there."""
    at = np.array([rate])
    told = [rate, *(float(of(at)[0]) for of in (found.first, found.second, found.actual))]
    small = 1e-9 * found.first(at)[0]
    return [f"{0.0 if abs(one) < small else one:.6g}" for one in told]


def _known(number: float) -> float | None:
    return number if np.isfinite(number) else None
