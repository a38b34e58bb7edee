"""``optim-viz theory``: rates on a quadratic, in theory and measured."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optim_viz.cli import names
from optim_viz.cli.app import table
from optim_viz.cli.figure import Job, Report, figure_command
from optim_viz.cli.inputs import (
    Domain,
    Formula,
    Rotate,
    Shift,
    SurfaceName,
    read_point,
    read_sides,
)
from optim_viz.recipes.theory import TheoryRecipe
from optim_viz.studies.description import of_theory
from optim_viz.studies.theory import TheoryCheck, measured_factor, quadratic, study
from optim_viz.text import words

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@figure_command
def theory(
    surface: SurfaceName = None,
    formula: Formula = None,
    rotate: Rotate = TheoryRecipe.rotate,
    shift: Shift = None,
    domain: Domain = None,
    steps: Annotated[
        int | None,
        typer.Option(
            help="Updates  [default: until the heavy ball has settled]", show_default=False
        ),
    ] = TheoryRecipe.steps,
    **drawn: Any,
) -> Job[Any]:
    """Draw the best rate, the limit and the factors of a quadratic over what is measured.

    optim-viz theory ravine:condition=100
    optim-viz theory -f "3*x**2 + 2*x*y + 2*y**2" --data rates.csv
    """
    recipe = TheoryRecipe(
        surface=surface,
        formula=formula,
        rotate=rotate,
        shift=read_point(shift, "--shift"),
        domain=read_sides(domain, "--domain"),
        steps=steps,
        **drawn,
    )
    return job(recipe)


def job(recipe: TheoryRecipe) -> Job[TheoryCheck]:
    """Return the job of a recipe."""
    return Job(
        recipe,
        stem=names.of_problem(recipe),
        study=lambda quiet: study(recipe),
        draw=_page,
        report=_report,
        describe=lambda checked: of_theory(checked, _factors(checked)),
        write_data=_write_rates,
        check_study=lambda: quadratic(recipe.posed),
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
        table(("", words.THEORY, _measured(checked)), _rows(facts)),
        [" · ".join(_conditions(checked))],
        {"surface": str(checked.quadratic.surface), **facts},
    )


def _measured(checked: TheoryCheck) -> str:
    """Return the header of what was measured."""
    alike = checked.steps == checked.rate_steps
    return words.after(checked.steps) if alike else words.MEASURED


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
        (words.DESCENT_LIMIT, _six(facts["limit"]), words.interval(low, high)),
        (f"  {words.DESCENT_BEST_RATE}", *_pair(descent, "lr")),
        (f"  {words.DESCENT_FACTOR}", *_pair(descent, "factor")),
        (words.BALL_BEST_RATE, _six(ball["lr"]), words.THEORY_IS_TAKEN),
        (f"  {words.BALL_BEST_MOMENTUM}", _six(ball["momentum"]), words.THEORY_IS_TAKEN),
        (f"  {words.BALL_FACTOR}", *_pair(ball, "factor")),
    ]


def _pair(facts: dict[str, float], what: str) -> tuple[str, str]:
    """Return a quantity in theory and as it was measured."""
    return _six(facts[what]), _six(facts[f"measured_{what}"])


def _six(number: float) -> str:
    return f"{number:.6g}"


def _conditions(checked: TheoryCheck) -> list[str]:
    """Return the conditions that a reader needs to judge the measurement."""
    known, surface = checked.quadratic, checked.quadratic.surface
    start = ", ".join(f"{x:.4g}" for x in surface.start[:3])
    return [
        f"mu {known.mu:.6g}, L {known.L:.6g}, k = L/mu {known.condition:.6g}",
        words.start(start + ", …" * (surface.dim > 3)),
        words.FACTOR_EXPLAINED,
        *(
            []
            if checked.steps == checked.rate_steps
            else [words.rates_and_factors_after(checked.rate_steps, checked.steps)]
        ),
    ]
