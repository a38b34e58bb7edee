"""``optim-viz explain``: one step of a method, its numbers and a picture of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

import optim_viz
from optim_viz import optimizers
from optim_viz.cli.app import AsJson, Quiet, app, print_json, say, table
from optim_viz.cli.inputs import (
    Formula,
    NoiseText,
    Output,
    Rotate,
    Seed,
    Shift,
    Theme,
    complete_optimizer,
    complete_surface,
    read_noise,
    read_point,
    read_rate,
)
from optim_viz.export.files import check_writable
from optim_viz.export.quantities import FORMATS, Line, cells, latex, markdown
from optim_viz.problem import pose
from optim_viz.recipes.compare import MOST_STEPS, check_start
from optim_viz.studies.compare import STEPS
from optim_viz.studies.explain import Explanation
from optim_viz.studies.explain import explain as explained
from surfaces import InputError
from surfaces.specs import choose

HEADER = ("quantity", "before", "after")


@app.command()
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
            help="name or name:key=value,...  [default: ravine]",
            autocompletion=complete_surface,
            show_default=False,
        ),
    ] = None,
    step: Annotated[int, typer.Option(help="Which step, counted from 1.")] = 1,
    formula: Formula = None,
    rotate: Rotate = 0.0,
    shift: Shift = None,
    start: Annotated[
        str | None,
        typer.Option(metavar="X,Y", help="Where it begins: --start=-7,2"),
    ] = None,
    steps: Annotated[int, typer.Option(help="Budget of the run: for tuning, schedules.")] = STEPS,
    lr: Annotated[
        str, typer.Option(metavar="tuned|default|NUMBER", help="The rate, if the knobs do not say.")
    ] = "tuned",
    noise: NoiseText = "0",
    seed: Seed = 0,
    numbers: Annotated[
        str | None,
        typer.Option("--table", metavar="text|markdown|latex", help="Print the table to stdout."),
    ] = None,
    theme: Theme = "light",
    output: Output = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Take one step apart: gradient, state, step in a table, and as arrows on the surface."""
    ground = pose(surface, formula, rotate, read_point(shift, "--shift"))
    location_of = read_point(start, "--start")
    check_start(ground, location_of)
    if seed >= 2**63:
        raise InputError(f"a seed is a whole number below 2**63, not {seed}")
    if not 1 <= steps <= MOST_STEPS:
        raise InputError(f"steps is between 1 and {MOST_STEPS}, not {steps}")
    choose(theme, ("light", "dark"), "theme")
    choose("text" if numbers is None else numbers, FORMATS, "table")
    method = optimizers.get(optimizer)
    short = re.split(r"[.:]", method.name)[-1]
    figure = output or Path(f"explain-{short}-{ground.name}-{step}.png")
    check_writable(figure, (".png", ".svg", ".pdf"))
    told = explained(
        method, ground, location_of, step,
        steps=steps, lr=read_rate(lr), noise=read_noise(noise), seed=seed,
    )  # fmt: skip
    _draw(told, figure, theme)
    rows = [(row.name, row.before, row.after) for row in told.rows()]
    if as_json:
        print_json({"written": [str(figure)], **_facts(told)})
    elif numbers:
        typer.echo(_table(rows, numbers))
    else:
        typer.echo(figure)
    if not quiet and not (numbers or as_json):
        say(_table(rows, "text"))
    if not quiet:
        say(" · ".join([repr(told.parts.optimizer), f"step {step}", *told.conditions]))


def _draw(told: Explanation, figure: Path, theme: str) -> None:
    from optim_viz.export import stills
    from optim_viz.plots.explain import draw_step
    from optim_viz.plots.style.themes import theme as themed

    recipe = {
        "optimizer": str(told.parts.optimizer),
        "surface": str(told.parts.surface),
        "conditions": told.conditions,
        "theme": theme,
    }
    with themed(theme):
        text = json.dumps({"optim-viz": optim_viz.__version__, "explain": recipe})
        stills.save(draw_step(told), figure, text)


def _table(rows: list[Line], form: str) -> str:
    if form == "text":
        return table(HEADER, cells(rows))
    if form == "markdown":
        return markdown(HEADER, rows)
    return latex(("quantity", "before the step", "after the step"), rows)


def _facts(told: Explanation) -> dict[str, Any]:
    return {
        "optimizer": str(told.parts.optimizer),
        "surface": str(told.parts.surface),
        "step": told.parts.step,
        "conditions": told.conditions,
        "quantities": [
            {"name": row.name, "before": _listed(row.before), "after": _listed(row.after)}
            for row in told.rows()
        ],
    }


def _listed(quantity: Any) -> Any:
    """Return a quantity as JSON has it; what is not finite is null."""
    if quantity is None:
        return None
    numbers = np.asarray(quantity, dtype=float)
    return np.where(np.isfinite(numbers), numbers, None).tolist()  # type: ignore[call-overload]
