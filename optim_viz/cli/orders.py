"""``optim-viz orders``: first, 1.5th and second order, measured as the dimension grows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optim_viz.cli import names
from optim_viz.cli.app import say, table
from optim_viz.cli.figure import Job, Report, figure_command
from optim_viz.cli.inputs import (
    Domain,
    Formula,
    Reach,
    Rotate,
    Shift,
    Steps,
    read_point,
    read_sides,
    surface_argument,
)
from optim_viz.recipes.orders import DIMENSIONS, OrdersRecipe
from optim_viz.studies.description import of_orders
from optim_viz.studies.orders import Effort, Orders, check, study
from optim_viz.text import words
from surfaces import InputError
from surfaces.specs import number

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@figure_command
def orders(
    surface: Annotated[str | None, surface_argument(OrdersRecipe)] = None,
    formula: Formula = None,
    rotate: Rotate = OrdersRecipe.rotate,
    shift: Shift = None,
    domain: Domain = None,
    dims: Annotated[
        str | None,
        typer.Option(
            metavar="N,N,...",
            help="Where a surface has any dimension: those to measure in."
            f"  [default: {','.join(map(str, DIMENSIONS))}]",
            show_default=False,
        ),
    ] = None,
    steps: Steps = OrdersRecipe.steps,
    target: Reach = OrdersRecipe.reach,
    **drawn: Any,
) -> Job[Any]:
    """Measure what gradient descent, L-BFGS, BFGS and Newton cost from 2 to 1000 dimensions.

    optim-viz orders rosenbrock --dims 2,10,50
    optim-viz orders --steps 5000 -o orders.pdf
    """
    recipe = OrdersRecipe(
        surface=surface,
        formula=formula,
        rotate=rotate,
        shift=read_point(shift, "--shift"),
        domain=read_sides(domain, "--domain"),
        dims=None if dims is None else _dimensions(dims),
        steps=steps,
        reach=target,
        **drawn,
    )
    return job(recipe)


def job(recipe: OrdersRecipe) -> Job[Orders]:
    """Return the job of a recipe."""

    def measure(quiet: bool) -> Orders:
        def tell(effort: Effort) -> None:
            if not quiet:
                say(words.measured(str(effort.optimizer), effort.dim))

        return study(recipe, tell)

    return Job(
        recipe,
        stem=names.of_problem(recipe),
        study=measure,
        draw=_page,
        report=_report,
        describe=of_orders,
        write_data=_write_efforts,
        check_study=lambda: check(recipe),
    )


def _page(measured: Orders) -> Figure:
    from optim_viz.plots.orders import figure

    return figure(measured)


def _report(measured: Orders) -> Report:
    return Report(
        table(words.EFFORT_COLUMNS, map(_row, measured.efforts)),
        [" · ".join(measured.conditions)],
        {
            "surface": str(measured.surface),
            "conditions": measured.conditions,
            "efforts": [_facts(effort) for effort in measured.efforts],
        },
    )


def _write_efforts(measured: Orders, path: Path) -> None:
    """Write what each method took in each dimension."""
    from optim_viz.export.tables import write_rows

    facts = [_facts(effort) for effort in measured.efforts]
    write_rows([{**one, **one.pop("evaluations")} for one in facts], path)


def _dimensions(text: str) -> tuple[int, ...]:
    """Return the whole numbers of ``2,10,100``."""
    dims = [number(word.strip()) for word in text.split(",")]
    if not all(isinstance(dim, int) and dim >= 1 for dim in dims):
        raise InputError(
            f"--dims takes whole numbers joined by commas, as in 2,10,100; not {text!r}"
        )
    return tuple(int(dim) for dim in dims)


def _row(effort: Effort) -> tuple[str, ...]:
    return (
        str(effort.dim),
        effort.optimizer.title,
        f"{effort.optimizer.method.order:g}",
        str(effort.steps or "-"),
        *map(str, (effort.value, effort.gradient, effort.hessian)),
        f"{effort.seconds * 1e6:.0f} µs",
        f"{effort.bytes / 1e3:.0f} kB",
    )


def _facts(effort: Effort) -> dict[str, Any]:
    return {
        "optimizer": str(effort.optimizer),
        "order": effort.optimizer.method.order,
        "dim": effort.dim,
        "steps": effort.steps,
        "evaluations": {
            "value": effort.value,
            "gradient": effort.gradient,
            "hessian": effort.hessian,
        },
        "seconds": effort.seconds,
        "bytes": effort.bytes,
    }
