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
from optim_viz.places import place
from optim_viz.recipes import MOST_STEPS
from optim_viz.theory import Proof, measured_factor, prove
from surfaces import InputError
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
    ground = place(surface, formula, rotate, read_point(shift, "--shift"))
    choose(theme, ("light", "dark"), "theme")
    if steps is not None and not 2 <= steps <= MOST_STEPS:
        raise InputError(f"steps is between 2 and {MOST_STEPS}, not {steps}")
    figure = output or Path(f"theory-{ground.name}.png")
    check_writable(figure, (".png", ".svg", ".pdf"))
    proof = prove(ground, steps)
    factors = measured_factor(proof.descent), measured_factor(proof.ball)
    from optim_viz.export import stills
    from optim_viz.plots.looks import look
    from optim_viz.plots.theory import draw_stability

    with look(theme):
        recipe = {"surface": str(ground), "steps": proof.steps, "theme": theme}
        text = json.dumps({"optim-viz": optim_viz.__version__, "theory": recipe})
        stills.save(draw_stability(proof, factors), figure, text)
    facts = _facts(proof, factors)
    if as_json:
        print_json({"written": [str(figure)], "surface": str(ground), **facts})
    else:
        typer.echo(figure)
    if not quiet:
        say(table(("", "theory", "measured"), _rows(facts)))


def _facts(proof: Proof, factors: tuple[float, float]) -> dict[str, Any]:
    known = proof.quadratic
    return {
        "mu": known.mu,
        "L": known.L,
        "condition": known.condition,
        "limit": known.limit,
        "descent": {
            "lr": known.best_rate,
            "factor": known.factor,
            "measured": factors[0],
        },
        "heavy_ball": {
            "lr": known.ball_rate,
            "momentum": known.ball_momentum,
            "factor": known.ball_factor,
            "measured": factors[1],
        },
    }


def _rows(facts: dict[str, Any]) -> list[tuple[str, ...]]:
    descent, ball = facts["descent"], facts["heavy_ball"]
    return [
        ("limit of the rate, 2/L", f"{facts['limit']:.6g}", ""),
        ("best rate, 2/(L + mu)", f"{descent['lr']:.6g}", ""),
        ("factor, (k - 1)/(k + 1)", f"{descent['factor']:.6g}", f"{descent['measured']:.6g}"),
        ("heavy ball: rate", f"{ball['lr']:.6g}", ""),
        ("heavy ball: momentum", f"{ball['momentum']:.6g}", ""),
        ("heavy ball: factor", f"{ball['factor']:.6g}", f"{ball['measured']:.6g}"),
    ]
