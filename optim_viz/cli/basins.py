"""``optim-viz basins``: where every start leads, and what it helps to start again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optim_viz import __version__
from optim_viz.cli.app import AsJson, Quiet, app, print_json, say, table
from optim_viz.cli.inputs import (
    DryRun,
    Formula,
    Optimizers,
    Output,
    Rotate,
    Shift,
    Theme,
    complete_surface,
    read_point,
)
from optim_viz.export.files import check_writable
from optim_viz.problem import pose
from optim_viz.studies.compare import FIVE
from surfaces import Box, InputError, Surface
from surfaces.specs import choose, number

if TYPE_CHECKING:
    from optim_viz.studies.basins import Basins

_SOON = 20_000
"""Starts that an optimizer of another library, which knows one run only, does in seconds."""

DEFAULT = "himmelblau"

_MANY = 6
"""So many ends of each optimizer are rows of the table, the rest is one; JSON has them all."""

_Row = dict[str, Any]
_KS = [1, 2, 5, 10, 20, 50]
_ROOM = 8


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
    optimizers: Optimizers = None,
    zoom: Annotated[
        str | None,
        typer.Option(metavar="LEFT:RIGHT,BOTTOM:TOP", help="Show only this part of the domain."),
    ] = None,
    side: Annotated[int, typer.Option(help="Starts on a side of the picture.")] = 512,
    steps: Annotated[int, typer.Option(help="Updates at most.")] = 500,
    lr: Annotated[
        str, typer.Option(metavar="tuned|default", help="Rates that -a does not set.")
    ] = "tuned",
    theme: Theme = "light",
    output: Output = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    dry_run: DryRun = False,
) -> None:
    """Colour every start by the place where it leads, one panel for each optimizer."""
    from optim_viz import optimizers as methods

    if surface is None and formula is None:
        surface = DEFAULT
    moved = read_point(shift, "--shift")
    ground, specs = pose(surface, formula, rotate, moved), tuple(optimizers or FIVE)
    chosen = [methods.get(spec) for spec in specs]
    if len(chosen) > _ROOM:
        raise InputError(f"a picture has room for 1 to {_ROOM} optimizers, not {len(chosen)}")
    if twice := [spec for i, spec in enumerate(specs) if chosen[i] in chosen[:i]]:
        raise InputError(f"{twice[0]} is given twice")
    box = _read_box(zoom, ground)
    choose(lr, ("tuned", "default"), "lr")
    choose(theme, ("light", "dark"), "theme")
    figure = output or Path(f"basins-{ground.name}.png")
    check_writable(figure, (".png", ".svg", ".pdf"))
    sides = box.sides if box else None
    recipe = _Recipe(surface, formula, rotate, moved, specs, sides, side, steps, lr, theme)

    from optim_viz.studies.basins import basins as run_all
    from optim_viz.studies.basins import check

    check(ground, steps, side)
    if dry_run:
        _report(recipe, figure, [], as_json, quiet)
        return
    alone = next((one for one in chosen if one.method.apart), None)
    if alone and side**ground.dim > _SOON and not quiet:
        say(f"{alone} starts {side**ground.dim} times, one by one: minutes; --side 100: seconds")
    found = run_all(ground, chosen, box, steps, side=side, tuned=lr == "tuned")
    _write(found, recipe, figure)
    _report(recipe, figure, found, as_json, quiet)


def _report(recipe: _Recipe, figure: Path, found: list[Basins], as_json: bool, quiet: bool) -> None:
    """Report: tables to the person, the path or JSON to the program that reads us."""
    if as_json:
        print_json(
            {
                "recipe": _text(recipe),
                "written": [str(figure)] if found else [],
                "ends": [row for one in found for row in one.rows()],
                "best_of_k": [
                    {"spec": str(one.optimizer), "k": _KS, "global": one.best_of(_KS).tolist()}
                    for one in found
                    if one.lowest
                ],
            }
        )
    elif found:
        typer.echo(figure)
    if found and not quiet:
        say(_table(found))
    if found and found[0].lowest and not quiet:
        say("\nthe best of k random starts is at a global minimum with probability")
        say(_restarts(found))
    elif not found and not quiet:
        say(f"would write {figure}: {json.dumps(_text(recipe))}")


def _write(found: list[Basins], recipe: _Recipe, figure: Path) -> None:
    from optim_viz.export import stills
    from optim_viz.plots.basins import picture
    from optim_viz.plots.style.themes import theme as themed

    with themed(recipe.theme):
        stills.save(picture(found), figure, json.dumps(_text(recipe)))


def _text(recipe: _Recipe) -> dict[str, object]:
    return {"optim-viz": __version__, "basins": asdict(recipe)}


def _table(found: list[Basins]) -> str:
    lines = []
    for one in found:
        shown, others = _shown(one)
        for row in shown:
            at = "" if row["at"] is None else "(" + ", ".join(f"{x:.4g}" for x in row["at"]) + ")"
            end = ("global " if row["global"] else "") + row["end"]
            share, pace = f"{row['share']:.1%}", f"{row['median_steps']:.0f}"
            lines.append([_name(one), end, at, share, pace if row["share"] else ""])
        if others:
            share = f"{sum(row['share'] for row in others):.1%}"
            lines.append([_name(one), f"others ({len(others)})", "", share, ""])
    return table(["optimizer", "ends at", "", "share", "median steps"], lines)


def _shown(one: Basins) -> tuple[list[_Row], list[_Row]]:
    """Return the rows of the table, a global minimum always among them, and those left over."""
    rows = one.rows()
    most = _MANY + (len(rows) == _MANY + 1)  # one more takes the line of the others
    shown, others = rows[:most], rows[most:]
    if one.lowest and not any(row["global"] for row in shown):
        best = next((row for row in others if row["global"]), None)
        missed = {"end": "minimum", "global": True, "at": one.targets[min(one.lowest)]}
        shown = [*shown, best or missed | {"share": 0.0, "median_steps": 0.0}]
        others = [row for row in others if row is not best]
    return shown, others


def _restarts(found: list[Basins]) -> str:
    lines = [[_name(one), *(f"{chance:.1%}" for chance in one.best_of(_KS))] for one in found]
    return table(["optimizer", *(f"k = {k}" for k in _KS)], lines)


def _name(one: Basins) -> str:
    """Return the name with the rate, which tuning may have found: ``SGD, lr 0.0075``."""
    from optim_viz.plots.style import text

    return ", ".join(filter(None, [one.optimizer.title, text.knobs(one.optimizer)]))


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
        box = Box(*((float(low), float(high)) for low, high in sides))
    except ValueError as error:
        raise InputError(f"zoom: {error}") from None
    if ((box.high <= surface.domain.low) | (box.low >= surface.domain.high)).any():
        domain = ",".join(f"{low:g}:{high:g}" for low, high in surface.domain.sides)
        raise InputError(f"zoom {text} lies outside the domain of {surface.name}, {domain}")
    return box
