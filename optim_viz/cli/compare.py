"""``optim-viz compare``: a race of optimizers on one surface."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import numpy as np
import typer

from optim_viz.cli import names
from optim_viz.cli.app import table
from optim_viz.cli.figure import Job, Report, figure_command
from optim_viz.cli.inputs import (
    BatchSizes,
    Domain,
    Formula,
    NoiseText,
    Optimizers,
    Project,
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
    read_sides,
)
from optim_viz.optimizers import Optimizer
from optim_viz.recipes.base import TARGET
from optim_viz.recipes.compare import CompareRecipe
from optim_viz.runs.status import Status
from optim_viz.studies.compare import SHARES, Comparison, study
from optim_viz.studies.description import of_comparison
from optim_viz.text import words
from surfaces import Surface

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Kind = TypeVar("Kind", bound=CompareRecipe)

_TYPED = ("shift", "domain", "start", "lr", "noise")
"""Options that are typed in another form than the recipe has them."""

DIVERGED = 3
"""The exit code of ``--strict`` where a run diverged."""


@figure_command
def compare(
    surface: SurfaceName = None,
    formula: Formula = None,
    rotate: Rotate = CompareRecipe.rotate,
    shift: Shift = None,
    domain: Domain = None,
    optimizers: Optimizers = None,
    start: Start = None,
    steps: Steps = CompareRecipe.steps,
    lr: RateForAll = str(CompareRecipe.lr),
    tune_by: TuneByText = CompareRecipe.tune_by,
    noise: NoiseText = f"{CompareRecipe.noise:g}",
    batch_size: BatchSizes = None,
    seed: Seed = CompareRecipe.seed,
    seeds: Annotated[
        int, typer.Option(help="Runs with noise: bands in the convergence panel.")
    ] = CompareRecipe.seeds,
    project: Project = CompareRecipe.project,
    strict: Annotated[
        bool, typer.Option("--strict", help="Leave with 3 if a run diverged.")
    ] = False,
    **drawn: Any,
) -> Job[Any]:
    """Race optimizers on a surface: one figure, one table.

    optim-viz compare rosenbrock -a adam:lr=0.1 -a lbfgs --start=-1,2
    optim-viz compare -f "x**2/20 + y**2" --layout relief -o race.svg
    """
    recipe = CompareRecipe(
        surface=surface,
        formula=formula,
        rotate=rotate,
        optimizers=tuple(optimizers or CompareRecipe.optimizers),
        steps=steps,
        tune_by=tune_by,
        batch_size=tuple(batch_size or ()),
        seed=seed,
        seeds=seeds,
        project=project,
        **read_typed(shift=shift, domain=domain, start=start, lr=lr, noise=noise),
        **drawn,
    )
    return job(recipe, strict=strict)


def read_typed(
    *,
    shift: str | None,
    domain: str | None,
    start: str | None,
    lr: str,
    noise: str,
) -> dict[str, Any]:
    """Return the fields of a recipe that are typed in another form.

    Raises
    ------
    InputError
        A text that stands for no such value.
    """
    return {
        "shift": read_point(shift, "--shift"),
        "domain": read_sides(domain, "--domain"),
        "start": read_point(start, "--start"),
        "lr": read_rate(lr),
        "noise": read_noise(noise),
    }


def recipe_like(kind: type[Kind], given: dict[str, Any], **own: Any) -> Kind:
    """Return the recipe of a command that takes what `compare` takes, and more.

    Raises
    ------
    InputError
        A value that does not fit.
    """
    texts = {name: given.pop(name) for name in _TYPED}
    optimizers = tuple(given.pop("optimizers") or kind.optimizers)
    sizes = tuple(given.pop("batch_size") or ())
    return kind(**given, **read_typed(**texts), optimizers=optimizers, batch_size=sizes, **own)


def job(recipe: CompareRecipe, *, strict: bool = False) -> Job[Comparison]:
    """Return the job of a recipe."""
    return Job(
        recipe,
        stem=names.of_problem(recipe),
        study=lambda quiet: study(recipe),
        draw=lambda comparison: _page(comparison, recipe),
        report=lambda comparison: _report(comparison, strict),
        describe=of_comparison,
        write_data=_write_steps,
    )


def _page(comparison: Comparison, recipe: CompareRecipe) -> Figure:
    from optim_viz.plots.compare import figure

    return figure(comparison, recipe.layout, recipe.panel, recipe.view, **recipe.relief)


def _write_steps(comparison: Comparison, path: Path) -> None:
    """Write every step of every run."""
    from optim_viz.export import tables

    tables.write(comparison.bundles or comparison.runs, path)


def _report(comparison: Comparison, strict: bool) -> Report:
    everything = (*comparison.runs, *comparison.bundles)
    diverged = any(np.any(run.status == Status.DIVERGED) for run in everything)
    return Report(
        _table(comparison),
        [" · ".join(comparison.conditions), *_at_the_edge(comparison)],
        {
            "conditions": comparison.conditions,
            "tuning": comparison.tuning,
            "results": [_told(row, comparison.surface) for row in comparison.rows()],
        },
        DIVERGED if strict and diverged else 0,
    )


def _at_the_edge(comparison: Comparison) -> list[str]:
    """Say for which methods a rate that was not tried may be better."""
    rates: dict[str, float] = comparison.tuning.get("at_the_edge", {})
    lowest = comparison.tuning.get("lowest_rate")
    return [
        words.rate_at_the_edge(name, _number(rate), is_lowest=rate == lowest)
        for name, rate in rates.items()
    ]


def _told(row: dict[str, Any], surface: Surface) -> dict[str, Any]:
    """Return a row in which a minimum of −f is told as a maximum of f."""
    return row | {name: surface.told_kind(row[name]) for name in ("status", "outcome")}


def _table(comparison: Comparison) -> str:
    what = "value" if comparison.surface.lowest is None else "gap"
    several = bool(comparison.bundles)
    lines = [
        [
            _name(run.optimizer),
            row["lr"] if isinstance(row["lr"], str) else _number(row["lr"]),
            *(_over_seeds(row["over_seeds"], what) if several else _of_one(row, what)),
        ]
        for row, run in zip(comparison.rows(), comparison.runs, strict=True)
    ]
    columns = [words.OPTIMIZER, "lr", *_columns(what, several)]
    if comparison.plane is not None:
        columns += words.PLANE_COLUMNS
        for line, row in zip(lines, comparison.rows(), strict=True):
            line += [_number(row["off_plane"]), _number(row["value_on_plane"])]
    return table(columns, lines)


def _columns(what: str, several: bool) -> list[str]:
    """Return the names of the columns that tell how runs ended."""
    quantity, goal = words.LOSS if what == "value" else words.GAP, f"{TARGET:g}"
    if not several:
        return [quantity, words.steps_to(goal), words.STATUS, words.EVALUATIONS]
    low, _, high = SHARES
    band = [words.median(quantity), low, high]
    return [*band, words.reached(goal), words.STATUS, words.MEAN_EVALUATIONS]


def _of_one(row: dict[str, Any], what: str) -> list[str]:
    """Return the cells of a single run."""
    reached = row["steps_to_target"]
    return [
        _number(row[what]),
        "-" if reached is None else str(reached),
        words.OUTCOME[row["outcome"]],
        _evaluations(row["evaluations"]),
    ]


def _over_seeds(many: dict[str, Any], what: str) -> list[str]:
    """Return the cells of the runs of all seeds together."""
    reached, (low, median, high) = many["reached_target"], SHARES
    return [
        *(_number(many[what][share]) for share in (median, low, high)),
        "-" if reached is None else words.out_of(reached, many["seeds"]),
        ", ".join(f"{count} {words.OUTCOME[status]}" for status, count in many["status"].items()),
        _evaluations(many["mean_evaluations"]),
    ]


def _name(optimizer: Optimizer) -> str:
    """Return the title with the knobs that were set by hand; the rate has a column of its own."""
    knobs = [f"{name}={value}" for name, value in optimizer.given.items() if name != "lr"]
    return " ".join([optimizer.title, *knobs])


def _number(number: float | None) -> str:
    return "-" if number is None else f"{number:.3g}"


def _evaluations(evaluations: dict[str, float]) -> str:
    units = {"value": "f", "gradient": "g", "hessian": "H"}
    asked = {kind: f"{n:.1f}".removesuffix(".0") for kind, n in evaluations.items() if n}
    return " + ".join(f"{n} {units[kind]}" for kind, n in asked.items()) or "0"
