"""``optim-viz map``: where the gap shrinks and how fast, over two knobs of a method."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optim_viz.cli import batch_map, names
from optim_viz.cli.figure import Job, Report, figure_command
from optim_viz.cli.inputs import (
    Domain,
    Formula,
    Project,
    Reach,
    Rotate,
    Shift,
    Start,
    Steps,
    SurfaceName,
    optimizer_option,
    read_point,
    read_sides,
)
from optim_viz.cli.tables import paragraph
from optim_viz.recipes.map import COUNT, MapRecipe
from optim_viz.studies.description import of_map
from optim_viz.studies.map import Map, study
from optim_viz.text import words
from surfaces import InputError
from surfaces.specs import number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_AXIS = "KNOB=LOW:HIGH[:COUNT]"


@figure_command
def map_(
    surface: SurfaceName = None,
    formula: Formula = None,
    rotate: Rotate = MapRecipe.rotate,
    shift: Shift = None,
    domain: Domain = None,
    optimizer: Annotated[
        list[str] | None,
        optimizer_option(
            "The method; knobs that are on no axis have their defaults."
            f"  [default: {MapRecipe.optimizer}]"
        ),
    ] = None,
    x: Annotated[
        str | None,
        typer.Option(
            metavar=_AXIS,
            help="Values across; spaced in the logarithm where HIGH is 100 times LOW or more."
            "  [default: lr to 4.4/L of the minimum]",
            show_default=False,
        ),
    ] = None,
    y: Annotated[
        str | None,
        typer.Option(
            metavar=_AXIS,
            help="Values upwards; on the loss of a model also batch_size=1:256, beside rates."
            "  [default: momentum=0:0.99]",
            show_default=False,
        ),
    ] = None,
    start: Start = None,
    steps: Steps = MapRecipe.steps,
    target: Reach = MapRecipe.reach,
    project: Project = MapRecipe.project,
    epochs: Annotated[
        int, typer.Option(help="Budget where batch sizes are on an axis: all see as many rows.")
    ] = MapRecipe.epochs,
    **drawn: Any,
) -> Job[Any]:
    """Colour every pair of two knobs by how fast the gap shrinks, or the method is lost.

    The gap shrinks: it reaches 1e-6, or halves at least from the second quarter of the steps to
    the last.

    optim-viz map ravine --x lr=0.01:1:100 --y momentum=0:0.99:100
    optim-viz map rosenbrock -a adam --x lr=1e-3:1 --y beta1=0:0.99
    """
    recipe = MapRecipe(
        surface=surface,
        formula=formula,
        rotate=rotate,
        shift=read_point(shift, "--shift"),
        domain=read_sides(domain, "--domain"),
        optimizer=_read_method(optimizer or [MapRecipe.optimizer]),
        x=_read_axis(x, "--x"),
        y=_read_axis(y, "--y"),
        start=read_point(start, "--start"),
        steps=steps,
        reach=target,
        project=project,
        epochs=epochs,
        **drawn,
    )
    return job(recipe)


def job(recipe: MapRecipe) -> Job[Map]:
    """Return the job of a recipe."""
    if recipe.by_batches:
        return batch_map.job(recipe)
    return Job(
        recipe,
        stem=names.of_problem(recipe),
        study=lambda quiet: study(recipe),
        draw=_page,
        report=_report,
        describe=of_map,
        write_data=_write_pairs,
    )


def _page(found: Map) -> Figure:
    from optim_viz.plots.map import figure

    return figure(found)


def _write_pairs(found: Map, path: Path) -> None:
    """Write what became of each pair of knobs."""
    from optim_viz.export.tables import write_rows
    from optim_viz.studies.map import Fate

    rows = [
        {
            found.x.knob: x,
            found.y.knob: y,
            "outcome": str(list(Fate)[found.fate[i, j]]),
            "steps_per_digit": float(found.pace[i, j]),
        }
        for i, y in enumerate(found.y.values.tolist())
        for j, x in enumerate(found.x.values.tolist())
    ]
    write_rows(rows, path)


def _report(found: Map) -> Report:
    first, *notes = _lines(found)
    return Report(paragraph(first), notes, _facts(found))


def _facts(found: Map) -> dict[str, object]:
    """Return what was found as plain data."""
    names, known = (found.x.knob, found.y.knob), found.known
    pair = dict(zip(names, found.best, strict=True)) if found.best else None
    theory = None
    if known:
        theory = {
            "lr": known.lr,
            "momentum": known.momentum,
            "steps_per_digit": known.pace,
            "limit": known.formula,
            "inside": found.theory_inside,
        }
    return {
        "best": pair and {**pair, "steps_per_digit": found.best_pace},
        "shares": found.shares,
        "theory": theory,
    }


def _lines(found: Map) -> list[str]:
    """Return the shares of the fates, then the best pair of knobs and what theory says of it."""
    shares = [
        f"{words.FATE_IN_A_WORD[fate]} {share:.1%}" for fate, share in found.shares.items() if share
    ]
    lines = [words.runs_by_fate(found.pace.size, ", ".join(shares))]
    if found.best:
        best = zip((found.x.knob, found.y.knob), found.best, strict=True)
        knobs = ", ".join(f"{name} {value:.4g}" for name, value in best)
        lines.append(words.gap_shrinks(found.goal, found.steps))
        lines.append(words.best_pair(knobs, f"{found.best_pace:.3g}"))
    if known := found.known:
        pair = f"{known.lr:.4g}", f"{known.momentum:.4g}"
        pace, is_outside = f"{known.pace:.3g}", not found.theory_inside
        lines.append(
            words.best_pair_in_theory(*pair, pace, str(known.formula), is_outside=is_outside)
        )
    return lines


def _read_method(specs: list[str]) -> str:
    """Return the only optimizer that was typed."""
    if len(specs) > 1:
        raise InputError(f"a map shows one method, not {len(specs)}: {', '.join(specs)}")
    return specs[0]


def _read_axis(text: str | None, option: str) -> tuple[str, float, float, int] | None:
    """Return knob, lowest, highest value and count of a text such as ``lr=0.01:1:200``."""
    if text is None:
        return None
    knob, _, rest = text.partition("=")
    parts = [number(part) for part in rest.split(":")]
    if not knob or len(parts) not in (2, 3) or any(isinstance(part, str) for part in parts):
        raise InputError(f"{option} is {_AXIS}, as in lr=0.01:1:200; not {text!r}")
    low, high, count = (*parts, COUNT)[:3]
    if not isinstance(count, int):
        raise InputError(f"{option}: the count is a whole number, not {count!r}")
    return knob.strip(), float(low), float(high), count
