"""``optim-viz theory``: what is known of rates on a quadratic, over what is measured there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optim_viz.cli.app import table
from optim_viz.cli.figure import Job, Report, figure_command
from optim_viz.cli.inputs import Formula, Rotate, Shift, SurfaceName, read_point
from optim_viz.recipes.theory import TheoryRecipe
from optim_viz.studies.theory import TheoryCheck, measured_factor, study

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@figure_command
def theory(
    surface: SurfaceName = None,
    formula: Formula = None,
    rotate: Rotate = TheoryRecipe.rotate,
    shift: Shift = None,
    steps: Annotated[
        int | None,
        typer.Option(
            help="Updates  [default: until the heavy ball has settled]", show_default=False
        ),
    ] = TheoryRecipe.steps,
    **drawn: Any,
) -> Job:
    """Draw the best rate, the limit and the factors of a quadratic over what is measured."""
    recipe = TheoryRecipe(
        surface=surface,
        formula=formula,
        rotate=rotate,
        shift=read_point(shift, "--shift"),
        steps=steps,
        **drawn,
    )
    return job(recipe)


def job(recipe: TheoryRecipe) -> Job:
    """Return what a recipe asks for."""
    return Job(
        recipe,
        f"theory-{recipe.posed.name}",
        lambda quiet: study(recipe),
        _page,
        _report,
        _write_rates,
    )


def _page(checked: TheoryCheck) -> Figure:
    from optim_viz.plots.theory import figure

    return figure(checked, _factors(checked))


def _factors(checked: TheoryCheck) -> tuple[float, float]:
    return measured_factor(checked.descent), measured_factor(checked.ball)


def _write_rates(checked: TheoryCheck, path: Path) -> None:
    """Write the gap that gradient descent reached at each rate."""
    from optim_viz.export.tables import write_rows

    columns = checked.rates.tolist(), checked.gaps.tolist(), checked.falling.tolist()
    rows = zip(*columns, strict=True)
    write_rows([{"lr": lr, "gap": gap, "falling": falling} for lr, gap, falling in rows], path)


def _report(checked: TheoryCheck) -> Report:
    facts = _facts(checked, _factors(checked))
    return Report(
        table(("", "theory", _measured(checked)), _rows(facts)),
        [" · ".join(_conditions(checked))],
        {"surface": str(checked.quadratic.surface), **facts},
    )


def _measured(checked: TheoryCheck) -> str:
    """Return the header of what was measured."""
    alike = checked.steps == checked.rate_steps
    return f"after {checked.steps} steps" if alike else "measured"


def _facts(checked: TheoryCheck, factors: tuple[float, float]) -> dict[str, Any]:
    known = checked.quadratic
    return {
        "mu": known.mu,
        "L": known.L,
        "condition": known.condition,
        "limit": known.limit,
        "measured_limit": list(checked.measured_limit),
        "steps": checked.steps,
        "rate_steps": checked.rate_steps,
        "descent": {
            "lr": known.best_rate,
            "measured_lr": checked.measured_best_rate,
            "factor": known.factor,
            "measured_factor": factors[0],
        },
        "heavy_ball": {
            "lr": known.ball_rate,
            "momentum": known.ball_momentum,
            "factor": known.ball_factor,
            "measured_factor": factors[1],
        },
    }


def _rows(facts: dict[str, Any]) -> list[tuple[str, ...]]:
    descent, ball = facts["descent"], facts["heavy_ball"]
    low, high = map(_six, facts["measured_limit"])
    return [
        ("gradient descent: limit of the rate, 2/L", _six(facts["limit"]), f"{low} to {high}"),
        ("  best rate in the long run, 2/(L + mu)", *_pair(descent, "lr")),
        ("  factor at theory's, (k - 1)/(k + 1)", *_pair(descent, "factor")),
        ("heavy ball: best rate in the long run, 4/(√L + √mu)²", _six(ball["lr"]), _TAKEN),
        ("  best momentum, the factor squared", _six(ball["momentum"]), _TAKEN),
        ("  factor in the long run, (√k - 1)/(√k + 1)", *_pair(ball, "factor")),
    ]


_TAKEN = "(theory's is taken)"


def _pair(facts: dict[str, float], what: str) -> tuple[str, str]:
    """Return what theory says and what was measured."""
    return _six(facts[what]), _six(facts[f"measured_{what}"])


def _six(number: float) -> str:
    return f"{number:.6g}"


def _conditions(checked: TheoryCheck) -> list[str]:
    """Return what a reader has to know to judge what was measured."""
    known, surface = checked.quadratic, checked.quadratic.surface
    start = ", ".join(f"{x:.4g}" for x in surface.start[:3])
    return [
        f"mu {known.mu:.6g}, L {known.L:.6g}, k = L/mu {known.condition:.6g}",
        f"start ({start}{', …' if surface.dim > 3 else ''})",
        "factor: of the error, the root of the gap, in a step",
        *(
            []
            if checked.steps == checked.rate_steps
            else [f"rates after {checked.rate_steps} steps, factors within {checked.steps}"]
        ),
    ]
