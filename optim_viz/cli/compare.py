"""``optim-viz compare``: the main job."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from optim_viz.cli.app import AsJson, Quiet, app, print_json, say, table
from optim_viz.cli.inputs import (
    DryRun,
    Formula,
    NoiseText,
    Optimizers,
    Output,
    Rotate,
    Seed,
    Shift,
    SurfaceName,
    Theme,
    read_noise,
    read_point,
    read_rate,
)
from optim_viz.export.files import check_writable, write_all
from optim_viz.optimizers import Optimizer
from optim_viz.recipes.compare import Recipe
from optim_viz.studies.compare import FIVE, SHARES, STEPS, TARGET, Comparison
from surfaces.specs import choose

DIVERGED = 3


@app.command()
def compare(
    surface: SurfaceName = None,
    formula: Formula = None,
    optimizers: Optimizers = None,
    start: Annotated[
        str | None,
        typer.Option(metavar="X,Y", help="Where all begin: --start=-7,2  [default: the surface's]"),
    ] = None,
    steps: Annotated[int, typer.Option(help="Updates at most.")] = STEPS,
    lr: Annotated[
        str, typer.Option(metavar="tuned|default|NUMBER", help="Rates that -a does not set.")
    ] = "tuned",
    rotate: Rotate = 0.0,
    shift: Shift = None,
    noise: NoiseText = "0",
    seed: Seed = 0,
    seeds: Annotated[
        int, typer.Option(help="So many runs with noise: bands in the convergence panel.")
    ] = 1,
    layout: Annotated[str, typer.Option(metavar="race|grid", help="One stage or many.")] = "race",
    theme: Theme = "light",
    output: Output = None,
    data: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Also write every step.")
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    dry_run: DryRun = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Leave with 3 if a run diverged.")
    ] = False,
) -> int:
    """Race optimizers on a surface: one figure, one table."""
    recipe = Recipe(
        surface=surface,
        formula=formula,
        rotate=rotate,
        shift=read_point(shift, "--shift"),
        optimizers=tuple(optimizers or FIVE),
        start=read_point(start, "--start"),
        steps=steps,
        lr=read_rate(lr),
        noise=read_noise(noise),
        seed=seed,
        seeds=seeds,
        layout=choose(layout, ("race", "grid"), "layout"),
        theme=choose(theme, ("light", "dark"), "theme"),
    )
    figure = output or Path(f"compare-{recipe.pose().name}.png")
    check_writable(figure, (".png", ".svg", ".pdf"))
    if data:
        check_writable(data, (".csv",))
    paths = [figure, data] if data else [figure]
    if dry_run:
        return _finish(recipe, paths, None, as_json, quiet)
    comparison = recipe.comparison()
    _write(recipe, comparison, figure, data)
    _finish(recipe, paths, comparison, as_json, quiet)
    everything = (*comparison.runs, *comparison.bundles)
    diverged = any(np.any(run.status == "diverged") for run in everything)
    return DIVERGED if strict and diverged else 0


def _write(recipe: Recipe, comparison: Comparison, figure: Path, data: Path | None) -> None:
    from optim_viz.export import stills, tables
    from optim_viz.plots.compare import LAYOUTS
    from optim_viz.plots.style.themes import theme as themed

    runs = comparison.bundles or comparison.runs
    with themed(recipe.theme):
        drawing = LAYOUTS[recipe.layout](comparison)
        writers = [(figure, lambda path: stills.write(drawing, path, recipe.text()))]
        if data:
            writers.append((data, lambda path: tables.write(runs, path)))
        write_all(writers)


def _finish(
    recipe: Recipe, paths: list[Path], comparison: Comparison | None, as_json: bool, quiet: bool
) -> int:
    """Report: the table to the person, the paths or JSON to the program that reads us."""
    if as_json:
        print_json(
            {
                "recipe": json.loads(recipe.text()),
                "written": [str(path) for path in paths] if comparison else [],
                "conditions": comparison.conditions if comparison else [],
                "results": comparison.rows() if comparison else [],
            }
        )
    elif comparison:
        for path in paths:
            typer.echo(path)
    if comparison and not quiet:
        say(_table(comparison))
        say(" · ".join(comparison.conditions))
    elif not comparison and not quiet:
        say(f"would write {', '.join(map(str, paths))}: {recipe.text()}")
    return 0


def _table(comparison: Comparison) -> str:
    rows = comparison.rows()
    what = "value" if comparison.surface.lowest is None else "gap"
    several = bool(comparison.bundles)
    low, median, high = SHARES
    header = [f"{median} {what}", low, high, f"reached {TARGET:g}", "status", "mean calls"]
    if not several:
        header = [what, f"steps to {TARGET:g}", "status", "calls"]
    return table(
        ["optimizer", "lr", *header],
        [
            [
                _name(run.optimizer),
                row["lr"] if isinstance(row["lr"], str) else _number(row["lr"]),
                *(_over_seeds(row["over_seeds"], what) if several else _of_one(row, what)),
            ]
            for row, run in zip(rows, comparison.runs, strict=True)
        ],
    )


def _of_one(row: dict[str, Any], what: str) -> list[str]:
    """Return what is said of a single run."""
    reached = row["steps_to_target"]
    return [
        _number(row[what]),
        "-" if reached is None else str(reached),
        row["outcome"],
        _calls(row["evaluations"]),
    ]


def _over_seeds(many: dict[str, Any], what: str) -> list[str]:
    """Return what is said of as many runs as there are seeds, and of none of them alone."""
    reached, (low, median, high) = many["reached_target"], SHARES
    return [
        *(_number(many[what][share]) for share in (median, low, high)),
        "-" if reached is None else f"{reached} of {many['seeds']}",
        ", ".join(f"{count} {status}" for status, count in many["status"].items()),
        _calls(many["mean_evaluations"]),
    ]


def _name(optimizer: Optimizer) -> str:
    """Return the title with the knobs that were set by hand; the rate has a column of its own."""
    knobs = [f"{name}={value}" for name, value in optimizer.given.items() if name != "lr"]
    return " ".join([optimizer.title, *knobs])


def _number(number: float | None) -> str:
    return "-" if number is None else f"{number:.3g}"


def _calls(evaluations: dict[str, float]) -> str:
    units = {"value": "f", "gradient": "g", "hessian": "H"}
    asked = {kind: f"{n:.1f}".removesuffix(".0") for kind, n in evaluations.items() if n}
    return " + ".join(f"{n} {units[kind]}" for kind, n in asked.items()) or "0"
