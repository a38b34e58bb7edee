"""``optim-viz losses``: losses and gradients, their likelihoods, two of them in training."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from optim_viz.cli.app import table
from optim_viz.cli.figure import Job, Report, figure_command
from optim_viz.cli.inputs import read_point
from optim_viz.recipes.losses import PAGES, LossesRecipe
from optim_viz.studies.description import point
from optim_viz.text import words
from surfaces import Array

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from optim_viz.studies.losses import Curves, Duel, Found, Likelihoods

_TOLD = (-2.0, 0.0, 2.0)
"""Residuals and logits whose losses are told."""


@figure_command(stem="losses-PAGE")
def losses(
    page: Annotated[
        str,
        typer.Option(
            metavar="|".join(PAGES),
            help="Losses and gradients over residuals and logits, or one of both; as negative"
            " log-likelihoods; squares against cross-entropy behind a sigmoid.",
        ),
    ] = LossesRecipe.page,
    start: Annotated[
        str, typer.Option(metavar="W,B", help="Where both trainings behind a sigmoid begin.")
    ] = ",".join(f"{x:g}" for x in LossesRecipe.start),
    lr: Annotated[float, typer.Option(help="Rate of both trainings.")] = LossesRecipe.lr,
    steps: Annotated[int, typer.Option(help="Updates of both.")] = LossesRecipe.steps,
    **drawn: Any,
) -> Job[Any]:
    """Draw losses and their gradients, where they come from, and what they do to training.

    optim-viz losses
    optim-viz losses --page sigmoid --theme dark
    """
    at = read_point(start, "--start") or LossesRecipe.start
    return job(LossesRecipe(page=page, start=at, lr=lr, steps=steps, **drawn))


def job(recipe: LossesRecipe) -> Job[Any]:
    """Return the job of a recipe."""
    told = {"likelihood": _LIKELIHOODS, "sigmoid": _DUEL}.get(recipe.page, _CURVES)
    return Job(
        recipe,
        stem=f"losses-{recipe.page}",
        study=lambda quiet: _study(recipe),
        draw=told.draw,
        report=told.report,
        describe=told.describe,
        write_data=told.write,
    )


def _study(recipe: LossesRecipe) -> Found:
    from optim_viz.studies.losses import study

    return study(recipe)


class _Told(NamedTuple):
    """What is made of what a page shows."""

    draw: Callable[[Any], Figure]
    report: Callable[[Any], Report]
    describe: Callable[[Any], str]
    write: Callable[[Any, Path], None]


def _draw_curves(found: Curves) -> Figure:
    from optim_viz.plots.losses import curves

    return curves(found)


def _draw_likelihoods(found: Likelihoods) -> Figure:
    from optim_viz.plots.losses import likelihoods

    return likelihoods(found)


def _draw_duel(found: Duel) -> Figure:
    from optim_viz.plots.losses import sigmoid

    return sigmoid(found)


def _describe_duel(found: Duel) -> str:
    ends = [f"{found.accuracy(one, -1):.1%}" for one in found.runs]
    slopes = [f"{one:.2g}" for one in found.slopes]
    start = point(found.squares.points[:, 0])
    return words.duel_described(start, slopes, len(found.squares.values) - 1, ends)


def _report_of_curves(found: Curves) -> Report:
    rows, facts = [], []
    for one in (*found.residuals, *found.logits):
        nearest = [int(abs(one.x - place).argmin()) for place in _TOLD]
        pairs = [f"{_four(one.value[i])}, {_four(one.slope[i])}" for i in nearest]
        rows.append([words.LOSS_NAMES[one.name], *pairs])
        facts.append(
            {
                "loss": one.name,
                "at": list(_TOLD),
                "value": [float(one.value[i]) for i in nearest],
                "gradient": [float(one.slope[i]) for i in nearest],
                "sums_over_rows": one.loss is None or one.loss.sums_over_rows,
            }
        )
    header = (words.LOSS_COLUMN, *(words.loss_and_slope_at(f"{place:g}") for place in _TOLD))
    return Report(
        table(header, rows), [words.LOSSES_OF_ONE_ROW, words.NO_SUMS_OVER_ROWS], {"losses": facts}
    )


def _report_of_likelihoods(both: Likelihoods) -> Report:
    found = [*both.numbers, *both.classes]
    rows = [
        (words.LIKELIHOOD_NAMES[one.name], words.DENSITIES[one.name], _four(one.constant))
        for one in found
    ]
    facts = [
        {"distribution": one.name, "density": words.DENSITIES[one.name], "constant": one.constant}
        for one in found
    ]
    return Report(
        table(words.LIKELIHOOD_COLUMNS, rows),
        [words.HOW_LIKELIHOODS_ARE_DRAWN],
        {"likelihoods": facts},
    )


def _report_of_duel(found: Duel) -> Report:
    rows, facts = [], []
    for name, one, slope in zip(("mse_of_sigmoid", "bce"), found.runs, found.slopes, strict=True):
        first, last = (found.accuracy(one, step) for step in (0, -1))
        end, at = float(found.error(one)[-1]), one.points[:, -1].tolist()
        rows.append(
            [
                words.LOSS_NAMES[name],
                _four(slope),
                f"{first:.1%}",
                f"{last:.1%}",
                _four(end),
                ", ".join(f"{x:.4g}" for x in at),
            ]
        )
        facts.append(
            {"loss": name, "gradient_at_start": slope, "accuracy_at_start": first}
            | {"accuracy": last, "cross_entropy": end, "end": at}
        )
    return Report(
        table(words.DUEL_COLUMNS, rows),
        [words.slopes_at_start(*(f"{one:.2g}" for one in found.slopes))],
        {"trainings": facts},
    )


def _four(number: float) -> str:
    return f"{number + 0.0:.4g}"


def _write_duel(found: Duel, path: Path) -> None:
    """Write every step of both trainings."""
    from optim_viz.export.tables import write

    write(found.runs, path)


def _write_curves(found: Curves, path: Path) -> None:
    """Write the losses and their gradients."""
    from optim_viz.export.tables import write_rows

    write_rows(
        [
            row
            for one in (*found.residuals, *found.logits)
            for row in _rows(one.name, {"x": one.x, "loss": one.value, "gradient": one.slope})
        ],
        path,
    )


def _write_likelihoods(found: Likelihoods, path: Path) -> None:
    """Write densities, their negative logarithms and the losses."""
    from optim_viz.export.tables import write_rows

    rows: list[dict[str, Any]] = []
    for one in (*found.numbers, *found.classes):
        columns = {"density": one.density, "negative_log": one.surprise, "loss": one.loss}
        rows += _rows(one.name, {"x": one.x, **columns})
    write_rows(rows, path)


def _rows(name: str, columns: dict[str, Array]) -> Iterator[dict[str, Any]]:
    """Yield a row for each place of a curve."""
    for numbers in zip(*(column.tolist() for column in columns.values()), strict=True):
        yield {"name": name, **dict(zip(columns, numbers, strict=True))}


_CURVES = _Told(
    _draw_curves, _report_of_curves, lambda found: words.LOSSES_DESCRIBED, _write_curves
)
_LIKELIHOODS = _Told(
    _draw_likelihoods, _report_of_likelihoods, lambda found: words.LIKELIHOODS_DESCRIBED,
    _write_likelihoods,
)  # fmt: skip
_DUEL = _Told(_draw_duel, _report_of_duel, _describe_duel, _write_duel)
