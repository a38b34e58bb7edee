"""``optim-viz basins``: where every start leads, and what it helps to start again."""

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
    Optimizers,
    Project,
    Rotate,
    Shift,
    Steps,
    read_point,
    read_sides,
    surface_argument,
)
from optim_viz.cli.tables import paragraph
from optim_viz.recipes.basins import BasinsRecipe
from optim_viz.text import words
from surfaces import Surface

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from optim_viz.studies.basins import Basins

_QUICK_STARTS = 20_000
"""Number of starts that take an optimizer of another library, run by run, seconds only."""

_LISTED_ENDS = 6
"""Number of ends of each optimizer with a row of their own; JSON has all of them."""

_RESTARTS = (1, 2, 5, 10, 20, 50)
"""Numbers of starts, of which the best is kept."""

_Row = dict[str, Any]


@figure_command
def basins(
    surface: Annotated[
        str | None, surface_argument(BasinsRecipe, "in one or two dimensions")
    ] = None,
    formula: Formula = None,
    rotate: Rotate = BasinsRecipe.rotate,
    shift: Shift = None,
    domain: Domain = None,
    optimizers: Optimizers = None,
    side: Annotated[int, typer.Option(help="Starts on a side of the picture.")] = BasinsRecipe.side,
    steps: Steps = BasinsRecipe.steps,
    lr: Annotated[
        str, typer.Option(metavar="tuned|default", help="Rates that -a does not set.")
    ] = BasinsRecipe.lr,
    project: Project = BasinsRecipe.project,
    **drawn: Any,
) -> Job[Any]:
    """Colour every start by the minimum that it leads to, one panel for each optimizer.

    optim-viz basins himmelblau -a sgd:lr=0.01 -a newton
    optim-viz basins -f "x**4 - x**2 + y**2" --side 100 --steps 300
    """
    recipe = BasinsRecipe(
        surface=surface,
        formula=formula,
        rotate=rotate,
        shift=read_point(shift, "--shift"),
        domain=read_sides(domain, "--domain"),
        optimizers=tuple(optimizers or BasinsRecipe.optimizers),
        side=side,
        steps=steps,
        lr=lr,
        project=project,
        **drawn,
    )
    return job(recipe)


def job(recipe: BasinsRecipe) -> Job[list[Basins]]:
    """Return the job of a recipe."""

    def run(quiet: bool) -> list[Basins]:
        from optim_viz.studies.basins import study

        starts = recipe.side**recipe.posed.dim
        slow = next((one for one in recipe.contestants if one.method.apart), None)
        if slow and starts > _QUICK_STARTS and not quiet:
            say(words.slow_one_by_one(str(slow), starts))
        return study(recipe)

    return Job(
        recipe,
        stem=names.of_problem(recipe),
        study=run,
        draw=_page,
        report=_report,
        describe=_describe,
        write_data=_write_ends,
    )


def _describe(found: list[Basins]) -> str:
    from optim_viz.studies.description import of_basins

    return of_basins(found)


def _page(found: list[Basins]) -> Figure:
    from optim_viz.plots.basins import figure

    return figure(found)


def _report(found: list[Basins]) -> Report:
    ks = list(_RESTARTS)
    restarts = [
        {"spec": str(one.optimizer), "k": ks, "global": one.best_of(ks).tolist()}
        for one in found
        if one.lowest
    ]
    told = _table(found)
    if found[0].lowest:
        chance = words.CHANCE_OF_BEST_OF_K[found[0].surface.kind_of_lowest]
        told += f"\n\n{paragraph(chance)}\n{_restarts(found)}"
    return Report(told, facts={"ends": _ends(found), "best_of_k": restarts})


def _ends(found: list[Basins]) -> list[_Row]:
    """Return each end of each optimizer; a minimum of −f is told as a maximum of f."""
    return [row | {"end": one.surface.told_kind(row["end"])} for one in found for row in one.rows()]


def _write_ends(found: list[Basins], path: Path) -> None:
    """Write each end of each optimizer."""
    from optim_viz.export.tables import write_rows

    write_rows(_ends(found), path)


def _table(found: list[Basins]) -> str:
    lines = []
    for one in found:
        shown, others = _shown(one)
        lines += [[_name(one), *_line(row, one.surface)] for row in shown]
        if others:
            share = f"{sum(row['share'] for row in others):.1%}"
            lines.append([_name(one), words.other_ends(len(others)), "", share, ""])
    return table(words.BASIN_COLUMNS, lines)


def _line(row: _Row, surface: Surface) -> list[str]:
    """Return an end, where it is, its share and its steps as they are printed."""
    lowest = row["global"] and row["end"] == "minimum"
    end = surface.kind_of_lowest if lowest else row["end"]
    at = "" if row["at"] is None else "(" + ", ".join(f"{x:.4g}" for x in row["at"]) + ")"
    pace = f"{row['median_steps']:.0f}" if row["share"] else ""
    return [(words.KIND | words.OUTCOME)[end], at, f"{row['share']:.1%}", pace]


def _shown(one: Basins) -> tuple[list[_Row], list[_Row]]:
    """Return the rows of the table, a global minimum always among them, and those left over."""
    rows = one.rows()
    most = _LISTED_ENDS + (len(rows) == _LISTED_ENDS + 1)  # one more takes the line of the others
    shown, others = rows[:most], rows[most:]
    if one.lowest and not any(row["global"] for row in shown):
        best = next((row for row in others if row["global"]), None)
        missed = {"end": "minimum", "global": True, "at": one.targets[min(one.lowest)]}
        shown = [*shown, best or missed | {"share": 0.0, "median_steps": 0.0}]
        others = [row for row in others if row is not best]
    return shown, others


def _restarts(found: list[Basins]) -> str:
    lines = [[_name(one), *(f"{chance:.1%}" for chance in one.best_of(_RESTARTS))] for one in found]
    return table([words.OPTIMIZER, *(f"k = {k}" for k in _RESTARTS)], lines)


def _name(one: Basins) -> str:
    """Return the name of an optimizer with its rate, typed or tuned: ``SGD, lr 0.0075``."""
    from optim_viz.plots.style import text

    return ", ".join(filter(None, [one.optimizer.title, text.knobs(one.optimizer)]))
