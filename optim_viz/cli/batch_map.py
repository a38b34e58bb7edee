"""What ``optim-viz map`` does where batch sizes are on its vertical axis."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from optim_viz.cli import names
from optim_viz.cli.app import table
from optim_viz.cli.figure import Job, Report
from optim_viz.cli.progress import progress
from optim_viz.recipes.map import MapRecipe
from optim_viz.text import title_of, words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from optim_viz.studies.batch_map import BatchMap


def job(recipe: MapRecipe) -> Job[Any]:
    """Return the job of a recipe."""
    return Job(
        recipe,
        stem=names.of_problem(recipe),
        study=lambda quiet: _study(recipe, quiet),
        draw=_page,
        report=_report,
        describe=_describe,
        write_data=_write_pairs,
    )


def _study(recipe: MapRecipe, quiet: bool) -> BatchMap:
    from optim_viz.studies.batch_map import study

    with progress(quiet) as tell:
        return study(recipe, tell)


def _page(found: BatchMap) -> Figure:
    from optim_viz.plots.batch_map import figure

    return figure(found)


def _describe(found: BatchMap) -> str:
    """Say it for those who do not see the figure."""
    low, high = (f"{rate:.3g}" for rate in found.best[[0, -1]])
    return words.batch_map_described(
        title_of(found.surface), found.optimizer.title, (found.sizes[0], found.sizes[-1]),
        (low, high), f"{found.power:.2f}",
    )  # fmt: skip


def _write_pairs(found: BatchMap, path: Path) -> None:
    """Write the loss of each pair."""
    from optim_viz.export.tables import write_rows

    rows = [
        {"batch_size": size, "lr": lr, "loss": loss}
        for size, row in zip(found.sizes, found.loss.tolist(), strict=True)
        for lr, loss in zip(found.rates.tolist(), row, strict=True)
    ]
    write_rows(rows, path)


def _report(found: BatchMap) -> Report:
    from optim_viz.plots.batch_map import conditions

    rules = [found.rule(rule) for rule in ("linear", "root")]
    columns = found.best, found.loss.min(axis=1), *rules
    lines = [
        [str(size), *(f"{one:.3g}" for one in row)]
        for size, row in zip(found.sizes, zip(*columns, strict=True), strict=True)
    ]
    said = conditions(found)
    facts = {
        "conditions": said,
        "power": found.power,
        "best": [
            {"batch_size": size, "lr": float(rate)}
            for size, rate in zip(found.sizes, found.best, strict=True)
        ],
    }
    return Report(table(words.BATCH_MAP_COLUMNS, lines), [" · ".join(said)], facts)
