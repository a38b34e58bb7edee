"""``optim-viz surface``: one surface by itself."""

from __future__ import annotations

import json
from pathlib import Path

import typer

import optim_viz
from optim_viz.cli.app import AsJson, Quiet, app, print_json, say
from optim_viz.cli.catalogue import points_table, surface_facts
from optim_viz.cli.inputs import (
    Formula,
    Output,
    Rotate,
    Shift,
    SurfaceName,
    Theme,
    read_point,
)
from optim_viz.export.files import check_writable
from optim_viz.problem import pose
from surfaces import InputError
from surfaces.specs import choose


@app.command(name="surface")
def surface_(
    surface: SurfaceName = None,
    formula: Formula = None,
    rotate: Rotate = 0.0,
    shift: Shift = None,
    theme: Theme = "light",
    output: Output = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Draw a surface by itself: contours, every stationary point by its kind, a relief."""
    ground = pose(surface, formula, rotate, read_point(shift, "--shift"))
    choose(theme, ("light", "dark"), "theme")
    if ground.dim > 2:
        raise InputError(f"a picture shows one or two dimensions; {ground.name} has {ground.dim}")
    figure = output or Path(f"surface-{ground.name}.png")
    check_writable(figure, (".png", ".svg", ".pdf"))
    from optim_viz.export import stills
    from optim_viz.plots.style.themes import theme as themed
    from optim_viz.plots.surface import portrait

    recipe = {
        "surface": surface,
        "formula": formula,
        "rotate": rotate,
        "shift": shift,
        "theme": theme,
    }
    with themed(theme):
        text = json.dumps({"optim-viz": optim_viz.__version__, "surface": recipe})
        stills.save(portrait(ground), figure, text)
    if as_json:
        print_json({"written": [str(figure)], **surface_facts(ground)})
    else:
        typer.echo(figure)
    if not quiet:
        say(points_table(ground))
