"""``optim-viz check``: the derivatives of a surface against differences."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from optim_viz.cli.app import AsJson, add_command, print_json, table
from optim_viz.cli.formulas import Variables, tell_readings, with_variables
from optim_viz.cli.inputs import (
    Domain,
    Formula,
    Rotate,
    Shift,
    SurfaceName,
    read_point,
    read_sides,
)
from optim_viz.cli.terminal import tell
from optim_viz.problem import pose
from optim_viz.studies.check import POINTS, Check, number_of_points
from optim_viz.studies.check import check as compared
from optim_viz.text import described, title_of, words

DISAGREES = 1


@add_command("check")
def check(
    surface: SurfaceName = None,
    formula: Formula = None,
    variables: Variables = None,
    rotate: Rotate = 0.0,
    shift: Shift = None,
    domain: Domain = None,
    points: Annotated[
        int | None,
        typer.Option(
            help="How many random points of the domain."
            f"  [default: {POINTS}, in many dimensions fewer]",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Decides the points.")] = 0,
    as_json: AsJson = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print no table: the exit code tells.")
    ] = False,
) -> int:
    """Check gradient and Hessian against differences: leave with 1 if they disagree.

    optim-viz check rosenbrock:dim=10
    optim-viz check -f "exp(x)*sin(y)" --points 100
    """
    formula = with_variables(formula, variables)
    tell_readings([formula], quiet=quiet)
    moved, box = read_point(shift, "--shift"), read_sides(domain, "--domain")
    ground = pose(surface, formula, rotate, moved, box)
    many = number_of_points(ground, points)
    results = compared(ground, many, seed)
    if as_json:
        print_json({"surface": str(ground), "checks": [asdict(result) for result in results]})
    elif not quiet:
        tell(words.random_points(title_of(ground), many, str(ground.domain)))
        if without := results[0].without_value:
            tell(words.points_without_value(without))
        tell(table(words.CHECK_COLUMNS, [_row(result) for result in results]))
        if ground.kinks:
            tell(words.not_smooth(described(ground.kinks)))
    return 0 if all(result.agrees for result in results) else DISAGREES


def _row(result: Check) -> tuple[str, ...]:
    return (
        words.DERIVATIVE[result.derivative],
        f"{result.central:.0e}",
        "-" if result.complex_step is None else f"{result.complex_step:.0e}",
        words.AGREES if result.agrees else words.DISAGREES,
        f"{result.analytic_seconds * 1e9:.0f} ns",
        f"{result.numeric_seconds * 1e9:.0f} ns",
    )
