"""``optim-viz list`` and ``optim-viz show``: what there is."""

from __future__ import annotations

from typing import Annotated, Any

import typer

import surfaces
from optim_viz import optimizers
from optim_viz.cli.app import AsJson, app, print_json, table
from optim_viz.cli.inputs import complete_name
from optim_viz.optimizers import Optimizer
from surfaces import InputError, Surface
from surfaces.specs import choose

_MANY = 12
"""Up to so many minima are printed; JSON has them all."""


@app.command(name="list")
def list_(
    what: Annotated[str, typer.Argument(metavar="surfaces|optimizers", help="What to list.")],
    as_json: AsJson = False,
) -> None:
    """List the surfaces or the optimizers."""
    if choose(what, ("surfaces", "optimizers"), "catalogue") == "surfaces":
        everything: list[Any] = [surfaces.get(name) for name in surfaces.names()]
        header, row, facts = ("name", "dim", "minima", "what it shows"), _row, _surface_facts
    else:
        everything = [method() for method in optimizers.methods().values()]
        header, row, facts = ("name", "knobs", "what it does"), _optimizer_row, _optimizer_facts
    if as_json:
        print_json([facts(one) for one in everything])
    else:
        typer.echo(table(header, map(row, everything)))


@app.command()
def show(
    name: Annotated[
        str,
        typer.Argument(
            help="A surface or an optimizer, with or without :key=value,...",
            autocompletion=complete_name,
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Show what is known of a surface or an optimizer."""
    thing = _find(name)
    if as_json:
        print_json(_surface_facts(thing) if isinstance(thing, Surface) else _optimizer_facts(thing))
    else:
        typer.echo(_surface_page(thing) if isinstance(thing, Surface) else _optimizer_page(thing))


def _find(spec: str) -> Surface | Optimizer:
    name = spec.partition(":")[0].strip()
    choose(name, [*surfaces.names(), *optimizers.names()], "surface or optimizer")
    return surfaces.get(spec) if name in surfaces.names() else optimizers.get(spec)
