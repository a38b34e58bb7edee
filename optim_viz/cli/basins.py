"""``optim-viz basins``: where every start leads, and what it helps to start again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optim_viz import __version__
from optim_viz.cli.app import AsJson, Quiet, app, print_json, say, table
from optim_viz.cli.inputs import (
    Formula,
    Rotate,
    Shift,
    complete_optimizer,
    complete_surface,
    read_point,
)
from optim_viz.comparison import FIVE
from optim_viz.export.files import check_writable
from optim_viz.places import place
from surfaces import Box, InputError, Surface
from surfaces.specs import choose, number

if TYPE_CHECKING:
    from optim_viz.basins import Basins

DEFAULT = "himmelblau"

_MANY = 6
"""So many ends of each optimizer are in the table; JSON has them all."""


@dataclass(frozen=True)
class _Recipe:
    """Everything that decides the picture, as plain data."""

    surface: str | None
    formula: str | None
    rotate: float
    shift: tuple[float, ...] | None
    optimizers: tuple[str, ...]
    zoom: tuple[tuple[float, float], ...] | None
    side: int
    steps: int
    lr: str
    theme: str


@app.command()
def basins(
    surface: Annotated[
        str | None,
        typer.Argument(
            help="name or name:key=value,... in one or two dimensions [default: himmelblau]",
            autocompletion=complete_surface,
            show_default=False,
        ),
    ] = None,
    formula: Formula = None,
    rotate: Rotate = 0.0,
    shift: Shift = None,
    optimizers: Annotated[
        list[str] | None,
        typer.Option(
            "--optimizer",
            "-a",
            metavar="NAME[:KNOB=VALUE,...]",
            help=f"An optimizer; repeat for more. [default: {', '.join(FIVE)}]",
            autocompletion=complete_optimizer,
        ),
    ] = None,
    zoom: Annotated[
        str | None,
        typer.Option(metavar="LEFT:RIGHT,BOTTOM:TOP", help="Show only this part of the domain."),
    ] = None,
    side: Annotated[int, typer.Option(help="Starts on a side of the picture.")] = 512,
    steps: Annotated[int, typer.Option(help="Updates at most.")] = 500,
    lr: Annotated[
        str, typer.Option(metavar="tuned|default", help="Rates that -a does not set.")
    ] = "tuned",
    theme: Annotated[str, typer.Option(metavar="light|dark", help="Colours.")] = "light",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="A .png, .svg or .pdf [default: basins.png]"
        ),
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Colour every start by the place where it leads, one panel for each optimizer."""
    from optim_viz import optimizers as methods

    if surface is None and formula is None:
        surface = DEFAULT
    moved = read_point(shift, "--shift")
    ground, specs = place(surface, formula, rotate, moved), tuple(optimizers or FIVE)
    chosen = [methods.get(spec) for spec in specs]
    box = _read_box(zoom, ground)
    choose(lr, ("tuned", "default"), "lr")
    choose(theme, ("light", "dark"), "theme")
    figure = output or Path("basins.png")
    check_writable(figure, (".png", ".svg", ".pdf"))
    sides = box.sides if box else None
    recipe = _Recipe(surface, formula, rotate, moved, specs, sides, side, steps, lr, theme)

    from optim_viz.basins import basins as run_all

    found = run_all(ground, chosen, box, steps, side=side, tuned=lr == "tuned")
    _write(found, recipe, figure)
    rows = [row for one in found for row in one.rows()]
    if as_json:
        best = {str(one.optimizer): one.best_of([1, 2, 5, 10, 20, 50]).tolist() for one in found}
        print_json(
            {
                "recipe": _text(recipe),
                "written": [str(figure)],
                "ends": rows,
                "best_of_1_2_5_10_20_50": best,
            }
        )
    else:
        typer.echo(figure)
    if not quiet:
        say(_table(found))


def _write(found: list[Basins], recipe: _Recipe, figure: Path) -> None:
    from optim_viz.export import stills
    from optim_viz.plots.basins import picture
    from optim_viz.plots.looks import look

    with look(recipe.theme):
        stills.save(picture(found), figure, json.dumps(_text(recipe)))


def _text(recipe: _Recipe) -> dict[str, object]:
    return {"optim-viz": __version__, "basins": asdict(recipe)}


def _table(found: list[Basins]) -> str:
    lines = []
    for one in found:
        for row in one.rows()[:_MANY]:
            at = "" if row["at"] is None else "(" + ", ".join(f"{x:.4g}" for x in row["at"]) + ")"
            end = ("global " if row["global"] else "") + row["end"]
            share, pace = f"{row['share']:.1%}", f"{row['median_steps']:.0f}"
            lines.append([row["optimizer"], end, at, share, pace])
    return table(["optimizer", "ends at", "", "share", "median steps"], lines)


def _read_box(text: str | None, surface: Surface) -> Box | None:
    """Return the box that ``-1:1,0:2`` says."""
    if text is None:
        return None
    sides = [[number(end) for end in side.split(":")] for side in text.split(",")]
    flat = [end for side in sides for end in side]
    if (
        len(sides) != surface.dim
        or any(len(s) != 2 for s in sides)
        or any(isinstance(end, str) for end in flat)
    ):
        wanted = ",".join(["LOW:HIGH"] * surface.dim)
        raise InputError(f"zoom on {surface.name} is {wanted}, not {text!r}")
    try:
        return Box(*((float(low), float(high)) for low, high in sides))
    except ValueError as error:
        raise InputError(f"zoom: {error}") from None
