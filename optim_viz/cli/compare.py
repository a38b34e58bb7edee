"""``optim-viz compare``: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import typer

from optim_viz.cli.app import table
from optim_viz.cli.figure import Job, Report, figure_command
from optim_viz.cli.inputs import (
    Formula,
    NoiseText,
    Optimizers,
    RateForAll,
    Rotate,
    Seed,
    Shift,
    Start,
    Steps,
    SurfaceName,
    TuneByText,
    read_noise,
    read_point,
    read_rate,
)
from optim_viz.optimizers import Optimizer
from optim_viz.recipes.base import TARGET
from optim_viz.recipes.compare import LAYOUTS, CompareRecipe
from optim_viz.runs.status import Status
from optim_viz.studies.compare import SHARES, Comparison, study

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DIVERGED = 3
"""The exit code of ``--strict`` where a run diverged."""


@figure_command
def compare(
    surface: SurfaceName = None,
    formula: Formula = None,
    rotate: Rotate = CompareRecipe.rotate,
    shift: Shift = None,
    optimizers: Optimizers = None,
    start: Start = None,
    steps: Steps = CompareRecipe.steps,
    lr: RateForAll = str(CompareRecipe.lr),
    tune_by: TuneByText = CompareRecipe.tune_by,
    noise: NoiseText = f"{CompareRecipe.noise:g}",
    seed: Seed = CompareRecipe.seed,
    seeds: Annotated[
        int, typer.Option(help="Runs with noise: bands in the convergence panel.")
    ] = CompareRecipe.seeds,
    layout: Annotated[
        str, typer.Option(metavar="|".join(LAYOUTS), help="One stage or many.")
    ] = CompareRecipe.layout,
    strict: Annotated[
        bool, typer.Option("--strict", help="Leave with 3 if a run diverged.")
    ] = False,
    **drawn: Any,
) -> Job:
    """Race optimizers on a surface: one figure, one table."""
    recipe = CompareRecipe(
        surface=surface,
        formula=formula,
        rotate=rotate,
        shift=read_point(shift, "--shift"),
        optimizers=tuple(optimizers or CompareRecipe.optimizers),
        start=read_point(start, "--start"),
        steps=steps,
        lr=read_rate(lr),
        tune_by=tune_by,
        noise=read_noise(noise),
        seed=seed,
        seeds=seeds,
        layout=layout,
        **drawn,
    )
    return job(recipe, strict=strict)


def job(recipe: CompareRecipe, *, strict: bool = False) -> Job:
    """Return what a recipe asks for."""
    return Job(
        recipe,
        f"compare-{recipe.posed.name}",
        lambda quiet: study(recipe),
        lambda comparison: _page(comparison, recipe),
        lambda comparison: _report(comparison, strict),
        _write_steps,
    )


def _page(comparison: Comparison, recipe: CompareRecipe) -> Figure:
    from optim_viz.plots.compare import figure

    return figure(comparison, recipe.layout)


def _write_steps(comparison: Comparison, path: Path) -> None:
    """Write every step of every run."""
    from optim_viz.export import tables

    tables.write(comparison.bundles or comparison.runs, path)


def _report(comparison: Comparison, strict: bool) -> Report:
    everything = (*comparison.runs, *comparison.bundles)
    diverged = any(np.any(run.status == Status.DIVERGED) for run in everything)
    return Report(
        _table(comparison),
        [" · ".join(comparison.conditions)],
        {
            "conditions": comparison.conditions,
            "tuning": comparison.tuning,
            "results": comparison.rows(),
        },
        DIVERGED if strict and diverged else 0,
    )


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
