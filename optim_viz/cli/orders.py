"""``optim-viz orders``: first, 1.5th and second order, measured as the dimension grows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

import optim_viz
from optim_viz.cli.app import AsJson, Quiet, app, print_json, say, table
from optim_viz.cli.inputs import Formula, Output, Rotate, Shift, Theme, complete_surface, read_point
from optim_viz.export.files import check_writable
from optim_viz.problem import Problem
from optim_viz.studies.orders import DEFAULT, DIMENSIONS, STEPS, Effort, Orders
from optim_viz.studies.orders import orders as measure
from surfaces import InputError
from surfaces.specs import choose, number

MOST_STEPS = 100_000


@app.command()
def orders(
    surface: Annotated[
        str | None,
        typer.Argument(
            metavar="SURFACE",
            help=f"name or name:key=value,...  [default: {DEFAULT.surface}]",
            autocompletion=complete_surface,
            show_default=False,
        ),
    ] = None,
    formula: Formula = None,
    rotate: Rotate = 0.0,
    shift: Shift = None,
    dims: Annotated[
        str | None,
        typer.Option(
            metavar="N,N,...",
            help="Where a surface has any dimension: those to measure in."
            f"  [default: {','.join(map(str, DIMENSIONS))}]",
            show_default=False,
        ),
    ] = None,
    steps: Annotated[int, typer.Option(help="Updates at most.")] = STEPS,
    theme: Theme = "light",
    output: Output = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Measure what gradient descent, L-BFGS, BFGS and Newton cost from 2 to 1000 dimensions."""
    choose(theme, ("light", "dark"), "theme")
    if not 1 <= steps <= MOST_STEPS:
        raise InputError(f"steps is between 1 and {MOST_STEPS}, not {steps}")
    if surface is None and formula is None:
        surface = DEFAULT.surface
    problem = Problem(surface, formula, rotate, read_point(shift, "--shift"))
    name = "formula" if surface is None else surface.partition(":")[0].strip()
    figure = output or Path(f"orders-{name}.png")
    check_writable(figure, (".png", ".svg", ".pdf"))
    measured = measure(
        problem,
        None if dims is None else _dimensions(dims),
        steps,
        report=lambda effort: (
            None if quiet else say(f"measured {effort.optimizer} in {effort.dim}")
        ),
    )
    _draw(measured, figure, theme)
    if as_json:
        print_json({"written": [str(figure)], **_facts(measured)})
    else:
        typer.echo(figure)
    if not quiet:
        say(table(_HEADER, map(_row, measured.efforts)))
        say(" · ".join(measured.conditions))


def _dimensions(text: str) -> list[int]:
    dims = [number(word.strip()) for word in text.split(",")]
    if not all(isinstance(dim, int) and dim >= 1 for dim in dims):
        raise InputError(
            f"--dims takes whole numbers joined by commas, as in 2,10,100; not {text!r}"
        )
    return [int(dim) for dim in dims]


def _draw(measured: Orders, figure: Path, theme: str) -> None:
    from optim_viz.export import stills
    from optim_viz.plots.orders import draw_orders
    from optim_viz.plots.style.themes import theme as themed

    with themed(theme):
        recipe = {
            "optim-viz": optim_viz.__version__,
            "orders": {**_facts(measured), "theme": theme},
        }
        stills.save(draw_orders(measured), figure, json.dumps(recipe))


_HEADER = ("dim", "optimizer", "order", "steps", "f", "g", "H", "time", "memory")


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


def _facts(measured: Orders) -> dict[str, Any]:
    return {
        "surface": str(measured.surface),
        "conditions": measured.conditions,
        "efforts": [
            {
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
            for effort in measured.efforts
        ],
    }
