"""``optim-viz train``: optimizers on the loss of a model on data, over epochs and seeds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optim_viz.cli.app import Interrupted, table
from optim_viz.cli.figure import Job, Report, figure_command
from optim_viz.cli.inputs import RateForAll, optimizer_option, read_rate
from optim_viz.cli.names import of_model
from optim_viz.cli.progress import progress
from optim_viz.recipes.train import TrainRecipe
from optim_viz.text import words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from optim_viz.studies.train import Training


@figure_command(trained_on="model")
def train(
    model: Annotated[
        str,
        typer.Argument(
            metavar="DATA",
            help="A data set, a .csv or .npz file, a folder with the IDX files of MNIST or"
            " Fashion-MNIST; or a model: network:data=digits,layers=64-50-10.",
        ),
    ] = TrainRecipe.model,
    optimizers: Annotated[
        list[str] | None,
        optimizer_option(
            "An optimizer; repeat for more.  [default: " + ", ".join(TrainRecipe.optimizers) + "]"
        ),
    ] = None,
    lr: RateForAll = str(TrainRecipe.lr),
    batch_size: Annotated[
        str, typer.Option("--batch-size", metavar="N|all", help="Rows of each gradient.")
    ] = TrainRecipe.batch_size,
    epochs: Annotated[int, typer.Option(help="How often all rows are seen.")] = TrainRecipe.epochs,
    seeds: Annotated[
        int, typer.Option(help="Trainings of each optimizer, from other weights each.")
    ] = TrainRecipe.seeds,
    seed: Annotated[int, typer.Option(help="The first seed of them.")] = TrainRecipe.seed,
    store: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Keep what is done here, and go on from there."),
    ] = None,
    **drawn: Any,
) -> Job[Any]:
    """Train a network with several optimizers: loss, accuracy, and sensitivity to the rate.

    --data FOLDER trains on its files, as the argument does; --data FILE.csv writes the numbers.

    optim-viz train
    optim-viz train moons -a sgd -a adam:lr=0.01 --store results.sqlite
    """
    recipe = TrainRecipe(
        model=model,
        optimizers=tuple(optimizers or TrainRecipe.optimizers),
        lr=read_rate(lr),
        batch_size=batch_size,
        epochs=epochs,
        seeds=seeds,
        seed=seed,
        **drawn,
    )
    return job(recipe, store)


def job(recipe: TrainRecipe, store: Path | None = None) -> Job[Training]:
    """Return the job of a recipe."""
    from optim_viz.studies.train import described

    return Job(
        recipe,
        stem=of_model(recipe),
        study=lambda quiet: _study(recipe, store, quiet),
        draw=_page,
        report=_report,
        describe=described,
        write_data=_write_points,
        keep=store,
    )


def _study(recipe: TrainRecipe, store: Path | None, quiet: bool) -> Training:
    """Train, or do what is missing of it.

    Raises
    ------
    Interrupted
        Ctrl-C: it says what is kept.
    """
    from optim_viz.bench.store import Store
    from optim_viz.studies.train import study

    try:
        with progress(quiet) as tell:
            if store is None:
                return study(recipe, None, tell)
            with Store(store) as kept:
                return study(recipe, kept, tell)
    except KeyboardInterrupt:
        if store:
            raise Interrupted(f"what is done is in {store}: the same command goes on") from None
        raise Interrupted("nothing kept (--store FILE would)") from None


def _page(training: Training) -> Figure:
    from optim_viz.plots.train import figure

    return figure(training)


def _write_points(training: Training, path: Path) -> None:
    """Write loss and accuracy of each training at each checkpoint."""
    from optim_viz.export.tables import write_rows

    write_rows(training.points(), path)


def _report(training: Training) -> Report:
    rows = training.rows()
    classes = bool(training.model.dataset.classes)
    lines = [
        [
            row["optimizer"],
            _number(row["lr"]),
            *(_number(row["loss"][one]) for one in ("median", "lowest", "highest")),
            *([_share(row["accuracy"]["median"])] if classes else []),
            words.diverged_of(row["diverged"], row["seeds"]) if row["diverged"] else "-",
        ]
        for row in rows
    ]
    accuracy = words.ACCURACY_HELD_OUT if training.is_held_out else words.ACCURACY_ON_DATA
    columns = [*words.TRAINING_COLUMNS, *([accuracy] if classes else []), words.STATUS]
    conditions = training.conditions
    return Report(
        table(columns, lines),
        [" · ".join(conditions)],
        {"model": str(training.model), "conditions": conditions, "results": rows},
    )


def _number(value: float | str | None) -> str:
    return "-" if value is None else value if isinstance(value, str) else f"{value:.3g}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"
