"""``optim-viz multistart``: one search from many starts, the best end is kept."""

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
    Steps,
    optimizer_option,
    read_point,
    read_sides,
    surface_argument,
)
from optim_viz.recipes.multistart import MultistartRecipe
from optim_viz.studies.description import point, short_name
from optim_viz.studies.multistart import Multistart, study
from optim_viz.text import title_of, words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from surfaces import Array

_ROWS = 12
"""Places that are told one by one."""

_NOTHING = 1e-9
"""Coordinates below this share of the domain's sides are told as 0."""


@figure_command
def multistart(
    surface: Annotated[str | None, surface_argument(MultistartRecipe)] = None,
    formula: Formula = None,
    optimizer: Annotated[
        str, optimizer_option("The method of each search.  [default: lbfgs]")
    ] = MultistartRecipe.optimizer,
    starts: Annotated[
        int, typer.Option(help="Random starts in the domain.")
    ] = MultistartRecipe.starts,
    steps: Steps = MultistartRecipe.steps,
    seed: Annotated[int, typer.Option(help="Decides the starts.")] = MultistartRecipe.seed,
    rotate: Rotate = MultistartRecipe.rotate,
    shift: Shift = None,
    domain: Domain = None,
    **drawn: Any,
) -> Job[Any]:
    """Search from many starts and keep the best end: paths, and how many starts lead to each place.

    optim-viz multistart rastrigin --starts 20
    optim-viz multistart network:data=xor,layers=2-3-1 -a adam:lr=0.1
    """
    recipe = MultistartRecipe(
        surface=surface,
        formula=formula,
        optimizer=optimizer,
        starts=starts,
        steps=steps,
        seed=seed,
        rotate=rotate,
        shift=read_point(shift, "--shift"),
        domain=read_sides(domain, "--domain"),
        **drawn,
    )
    return job(recipe)


def job(recipe: MultistartRecipe) -> Job[Multistart]:
    """Return the job of a recipe."""
    return Job(
        recipe,
        stem=names.of_problem(recipe),
        study=lambda quiet: study(recipe),
        draw=_page,
        report=_report,
        describe=_describe,
        write_data=_write,
    )


def _page(found: Multistart) -> Figure:
    from optim_viz.plots.multistart import figure

    return figure(found)


def _describe(found: Multistart) -> str:
    return words.multistart_described(
        short_name(title_of(found.surface)),
        found.run.optimizer.title,
        found.starts,
        len(found.places),
        (
            _at(found, found.best.at),
            _four(_told(found, found.value(found.best))),
            len(found.best.runs),
        ),
        found.is_lowest,
    )


def _report(found: Multistart) -> Report:
    rows = [
        (
            str(rank), _four(_told(found, found.value(place))), str(len(place.runs)),
            f"{len(place.runs) / found.starts:.0%}", _at(found, place.at),
        )
        for rank, place in enumerate(found.places[:_ROWS], 1)
    ]  # fmt: skip
    if (more := len(found.places) - _ROWS) > 0:
        count = sum(len(place.runs) for place in found.places[_ROWS:])
        share = f"{count / found.starts:.0%}"
        rows.append((words.other_places(more), "", str(count), share, ""))
    notes = [words.starts_enough(found.enough, found.is_lowest)]
    notes += [words.lost(found.lost, found.starts)] if found.lost else []
    facts = {
        "surface": str(found.surface),
        "optimizer": str(found.run.optimizer),
        "starts": found.starts,
        "lost": found.lost,
        "best_is_lowest_known": found.is_lowest,
        "starts_for_95_percent": found.enough,
        "places": [
            {
                "value": _told(found, place.value),
                "at": place.at.tolist(),
                "starts": len(place.runs),
            }
            for place in found.places
        ],
    }
    return Report(table(words.PLACE_COLUMNS, rows), notes, facts)


def _at(found: Multistart, end: Array) -> str:
    """Write a place, and 0 where a search has come as near to it as rounding lets it."""
    sides = found.surface.domain.high - found.surface.domain.low
    return point(np.where(np.abs(end) <= _NOTHING * sides, 0.0, end))


def _told(found: Multistart, value: float) -> float:
    return float(found.surface.told(value))


def _four(number: float) -> str:
    return f"{number:.4g}"


def _write(found: Multistart, path: Path) -> None:
    """Write a row for each start: where it begins and ends, and at which place."""
    from optim_viz.export.tables import write_rows
    from optim_viz.runs.results import coordinate_names

    place_of = {
        one: rank for rank, place in enumerate(found.places, 1) for one in place.runs.tolist()
    }
    axes = coordinate_names(found.surface, ["run", "place", "value", "status", "steps"])
    begins = [f"start_{name}" for name in axes]
    rows = [
        {
            "run": one,
            "place": place_of.get(one, ""),
            "value": _told(found, float(found.run.values[-1, one])),
            "status": str(found.run.status[one]),
            "steps": int(found.run.taken[one]),
            **dict(zip(begins, found.run.points[:, 0, one].tolist(), strict=True)),
            **dict(zip(axes, found.run.end[:, one].tolist(), strict=True)),
        }
        for one in range(found.starts)
    ]
    write_rows(rows, path)
