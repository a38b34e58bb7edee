"""``optim-viz list`` and ``optim-viz show``: what there is."""

from __future__ import annotations

from textwrap import indent
from typing import Annotated, Any

import typer

import surfaces
from optim_viz import optimizers
from optim_viz.cli.app import AsJson, app, print_json, table
from optim_viz.cli.inputs import complete_name
from optim_viz.optimizers import Optimizer
from surfaces import Surface
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
        known = [surfaces.get(name) for name in surfaces.names()]
        facts = [_surface_facts(surface) for surface in known]
        text = table(("name", "dim", "minima", "what it shows"), map(_surface_row, known))
    else:
        methods = [method() for method in optimizers.methods().values()]
        facts = [_optimizer_facts(method) for method in methods]
        text = table(("name", "knobs", "what it does"), map(_optimizer_row, methods))
    if as_json:
        print_json(facts)
    else:
        typer.echo(text)


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


def _surface_row(surface: Surface) -> tuple[str, ...]:
    return surface.name, str(surface.dim), str(len(surface.minima)), surface.lesson


def _optimizer_row(optimizer: Optimizer) -> tuple[str, ...]:
    knobs = ", ".join(f"{name}={value:g}" for name, value in optimizer.method.knobs.items())
    return optimizer.name, knobs or "-", optimizer.method.summary


def _surface_facts(surface: Surface) -> dict[str, Any]:
    return {
        "name": surface.name,
        "spec": str(surface),
        "title": surface.title,
        "lesson": surface.lesson,
        "formula": surface.formula,
        "dim": surface.dim,
        "domain": {"low": surface.domain.low.tolist(), "high": surface.domain.high.tolist()},
        "start": list(surface.start),
        "lowest": surface.lowest,
        "smooth": surface.smooth,
        "minima": [
            {"at": list(minimum.at), "value": minimum.value, "global": minimum.is_global}
            for minimum in surface.minima
        ],
        "minima_complete": surface.minima_complete,
        "source": surface.source,
    }


def _surface_page(surface: Surface) -> str:
    lines = [
        surface.title,
        surface.lesson,
        "",
        f"  f        {surface.formula}",
        f"  domain   {surface.domain}",
        f"  start    {_point(surface.start)}",
        f"  source   {surface.source}",
        "",
        _minima_heading(surface),
    ]
    for minimum in surface.minima[:_MANY]:
        kind = "global" if minimum.is_global else "local"
        lines.append(f"  {kind:7}  f = {minimum.value:<14.10g} at {_point(minimum.at)}")
    if len(surface.minima) > _MANY:
        lines.append(f"  ... and {len(surface.minima) - _MANY} more (--json has all)")
    return "\n".join(lines)


def _minima_heading(surface: Surface) -> str:
    if not surface.minima:
        return "It has no minimum."
    scope = "in the domain" if surface.minima_complete else "known; there are more"
    return f"Minima {scope}: {len(surface.minima)}"


def _point(at: tuple[float, ...]) -> str:
    return "(" + ", ".join(f"{x:.10g}" for x in at) + ")"


def _optimizer_facts(optimizer: Optimizer) -> dict[str, Any]:
    method = optimizer.method
    return {
        "name": method.name,
        "spec": str(optimizer),
        "title": method.title,
        "summary": method.summary,
        "knobs": optimizer.knobs,
        "state": list(method.state),
        "rule": method.rule,
    }


def _optimizer_page(optimizer: Optimizer) -> str:
    method = optimizer.method
    knobs = [f"  {name:<9} {value:g}" for name, value in optimizer.knobs.items()]
    return "\n".join(
        [
            method.title,
            method.__doc__ or "",
            "",
            "Knobs:" if knobs else "It has no knobs.",
            *knobs,
            "",
            "One step (f is the surface, x the iterate):",
            indent(method.rule, "  "),
        ]
    )
