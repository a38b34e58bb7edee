"""``optim-viz theory``: what is known of rates on a quadratic, over what is measured there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

import optim_viz
from optim_viz.cli.app import AsJson, Quiet, app, print_json, say, table
from optim_viz.cli.inputs import Formula, Output, Rotate, Shift, SurfaceName, Theme, read_point
from optim_viz.export.files import check_writable
from optim_viz.problem import pose
from optim_viz.recipes.compare import MOST_STEPS
from optim_viz.studies.theory import TheoryCheck, check_theory, measured_factor
from surfaces import InputError, Surface
from surfaces.specs import choose


@app.command()
def theory(
    surface: SurfaceName = None,
    formula: Formula = None,
    rotate: Rotate = 0.0,
    shift: Shift = None,
    steps: Annotated[
        int | None,
        typer.Option(
            help="Updates  [default: until the heavy ball has settled]", show_default=False
        ),
    ] = None,
    theme: Theme = "light",
    output: Output = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Draw the best rate, the limit and the factors of a quadratic over what is measured."""
    ground = pose(surface, formula, rotate, read_point(shift, "--shift"))
    choose(theme, ("light", "dark"), "theme")
    if steps is not None and not 2 <= steps <= MOST_STEPS:
        raise InputError(f"steps is between 2 and {MOST_STEPS}, not {steps}")
    figure = output or Path(f"theory-{ground.name}.png")
    check_writable(figure, (".png", ".svg", ".pdf"))
    checked = check_theory(ground, steps)
    factors = measured_factor(checked.descent), measured_factor(checked.ball)
    from optim_viz.export import stills
    from optim_viz.plots.style.themes import theme as themed
    from optim_viz.plots.theory import draw_stability

    with themed(theme):
        recipe = {"surface": str(ground), "steps": checked.steps, "theme": theme}
        text = json.dumps({"optim-viz": optim_viz.__version__, "theory": recipe})
        stills.save(draw_stability(checked, factors), figure, text)
    facts = _facts(checked, factors)
    if as_json:
        print_json({"written": [str(figure)], "surface": str(ground), **facts})
    else:
        typer.echo(figure)
    if not quiet:
        say(table(("", "theory", f"after {checked.steps} steps"), _rows(facts)))
        say(" · ".join(_conditions(ground, checked)))


def _facts(checked: TheoryCheck, factors: tuple[float, float]) -> dict[str, Any]:
    known = checked.quadratic
    return {
        "mu": known.mu,
        "L": known.L,
        "condition": known.condition,
        "limit": known.limit,
        "measured_limit": list(checked.measured_limit),
        "steps": checked.steps,
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


def _conditions(ground: Surface, checked: TheoryCheck) -> list[str]:
    """Return what a reader has to know to judge what was measured."""
    known, start = checked.quadratic, ", ".join(f"{x:.4g}" for x in ground.start[:3])
    return [
        f"mu {known.mu:.6g}, L {known.L:.6g}, k = L/mu {known.condition:.6g}",
        f"start ({start}{', …' if ground.dim > 3 else ''})",
        "factor: of the error, the root of the gap, in a step",
    ]
