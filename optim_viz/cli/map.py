"""``optim-viz map``: where the gap shrinks and how fast, over two knobs of a method."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optim_viz import __version__
from optim_viz.cli.app import AsJson, Quiet, app, print_json, say, would_write
from optim_viz.cli.inputs import (
    Formula,
    Output,
    Rotate,
    Shift,
    SurfaceName,
    Theme,
    complete_optimizer,
    read_point,
)
from optim_viz.export.files import check_writable
from optim_viz.problem import Problem
from optim_viz.recipes.compare import MOST_STEPS, check_start
from optim_viz.studies.compare import TARGET
from surfaces import InputError
from surfaces.specs import choose, number

if TYPE_CHECKING:
    from optim_viz.optimizers import Optimizer
    from optim_viz.studies.map import Axis, Map

STEPS = 200

_RANGE = typer.Option(
    metavar="KNOB=LOW:HIGH[:COUNT]",
    help="Values across; spaced in the logarithm where HIGH is 100 times LOW or more."
    "  [default: lr to 4.4/L of the minimum]",
    show_default=False,
)


@dataclass(frozen=True)
class _Recipe:
    """Everything that decides the picture, as plain data."""

    problem: Problem
    optimizer: str
    x: Axis
    y: Axis
    start: tuple[float, ...] | None
    steps: int
    theme: str

    def text(self) -> str:
        fields = self.problem._asdict() | asdict(self)
        del fields["problem"]
        return json.dumps({"optim-viz": __version__, "map": fields})


@app.command("map")
def draw(
    surface: SurfaceName = None,
    formula: Formula = None,
    rotate: Rotate = 0.0,
    shift: Shift = None,
    optimizer: Annotated[
        list[str] | None,
        typer.Option(
            "--optimizer",
            "-a",
            metavar="NAME[:KNOB=VALUE,...]",
            help="The method; knobs that are on no axis have their defaults.  [default: momentum]",
            autocompletion=complete_optimizer,
            show_default=False,
        ),
    ] = None,
    x: Annotated[str | None, _RANGE] = None,
    y: Annotated[
        str | None,
        typer.Option(
            metavar="KNOB=LOW:HIGH[:COUNT]",
            help="Values upwards.  [default: momentum=0:0.99]",
            show_default=False,
        ),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(metavar="X,Y", help="Where all begin: --start=-7,2  [default: the surface's]"),
    ] = None,
    steps: Annotated[int, typer.Option(help="Updates at most.")] = STEPS,
    theme: Theme = "light",
    output: Output = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check everything, run and write nothing.")
    ] = False,
) -> None:
    """Colour every pair of two knobs by how fast the gap shrinks, or the method is lost.

    The gap shrinks: it reaches 1e-6, or halves at least from the second quarter of the steps to
    the last.
    """
    from optim_viz import optimizers
    from optim_viz.studies import map as study

    where = Problem(surface, formula, rotate, read_point(shift, "--shift"))
    spec, *more = optimizer or ["momentum"]
    if more:
        raise InputError(f"a map shows one method, not {len(more) + 1}: {spec}, {', '.join(more)}")
    ground, method = where.posed, optimizers.get(spec)
    origin = read_point(start, "--start")
    choose(theme, ("light", "dark"), "theme")
    if not 1 <= steps <= MOST_STEPS:
        raise InputError(f"steps is between 1 and {MOST_STEPS}, not {steps}")
    check_start(ground, origin)
    knobs = study.check_knobs(method)
    if None in (x, y) and not {"lr", "momentum"} <= set(knobs):
        one, other = (_example(method, knob) for knob in knobs[:2])
        raise InputError(f"--x and --y take two of {', '.join(knobs)}, as in --x {one} --y {other}")
    study.check_gap(ground)
    across = _read(x, "--x") if x is not None else study.default_rates(ground)
    up = _read(y, "--y") if y is not None else study.Axis("momentum", 0.0, 0.99)
    study.check(ground, method, across, up)
    recipe = _Recipe(where, spec, across, up, origin, steps, theme)
    figure = output or Path(f"map-{ground.name}.png")
    check_writable(figure, (".png", ".svg", ".pdf"))
    if dry_run:
        would_write(figure, json.loads(recipe.text()), as_json, quiet)
        return
    found = study.map_knobs(ground, method, across, up, origin, steps)
    _write(found, recipe, figure)
    if as_json:
        facts = {"recipe": json.loads(recipe.text()), "written": [str(figure)], **_facts(found)}
        print_json(facts)
    else:
        typer.echo(figure)
    if not quiet:
        say("\n".join(_words(found)))


def _write(found: Map, recipe: _Recipe, figure: Path) -> None:
    from optim_viz.export import stills
    from optim_viz.plots.map import picture
    from optim_viz.plots.style.themes import theme as themed

    with themed(recipe.theme):
        stills.save(picture(found), figure, recipe.text())


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


def _words(found: Map) -> list[str]:
    shares = ", ".join(f"{name} {share:.1%}" for name, share in found.shares.items() if share)
    lines = [f"{found.pace.size} runs: {shares}"]
    if found.best:
        lines.append(
            f"gap shrinks: to {TARGET:g} in {found.steps} steps, or at least to half from the"
            " second quarter of them to the last"
        )
    if found.best:
        best = zip((found.x.knob, found.y.knob), found.best, strict=True)
        knobs = ", ".join(f"{name} {value:.4g}" for name, value in best)
        lines.append(f"best: {knobs}: {found.best_pace:.3g} steps per digit of the gap")
    if known := found.known:
        outside = "" if found.theory_inside else " (outside the axes)"
        pair = f"lr {known.lr:.4g}, momentum {known.momentum:.4g}{outside}"
        lines.append(
            f"theory: {pair}: {known.pace:.3g} steps"
            f" per digit in the long run; stable below lr = {known.formula}"
        )
    return lines


def _example(method: Optimizer, knob: str) -> str:
    """Return an axis for a knob: wide for a rate, else from half its default, which is allowed."""
    if knob == "lr":
        return "lr=0.001:10"
    value = method.method.knobs[knob]
    return f"{knob}={value / 2:g}:{value:g}" if value else f"{knob}=0:0.1"


def _read(text: str, option: str) -> Axis:
    """Return what ``lr=0.01:1:200`` says."""
    from optim_viz.studies.map import COUNT, Axis

    knob, _, rest = text.partition("=")
    parts = [number(part) for part in rest.split(":")]
    if not knob or len(parts) not in (2, 3) or any(isinstance(part, str) for part in parts):
        raise InputError(f"{option} is KNOB=LOW:HIGH[:COUNT], as in lr=0.01:1:200; not {text!r}")
    low, high, count = (*parts, COUNT)[:3]
    if not isinstance(count, int):
        raise InputError(f"{option}: the count is a whole number, not {count!r}")
    return Axis(knob.strip(), float(low), float(high), count)
