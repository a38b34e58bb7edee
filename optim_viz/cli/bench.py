"""``optim-viz bench``: which rates work, how wide is the range, how sure are we."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optim_viz.cli.app import Interrupted, say, table
from optim_viz.cli.figure import File, Job, Report, figure_command
from optim_viz.cli.inputs import (
    NoiseText,
    Optimizers,
    Rotate,
    Shift,
    Steps,
    complete_surface,
    read_noise,
    read_point,
)
from optim_viz.cli.progress import progress
from optim_viz.cli.stored import NotStored, command, latest
from optim_viz.recipes.bench import FIGURES, BenchmarkRecipe
from optim_viz.runs.costs import UNITS
from optim_viz.runs.starts import KINDS
from surfaces import InputError
from surfaces.specs import number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from optim_viz.bench.results import Benchmark

_MOST_PROCESSES = 1000
"""All of them begin at once, 3 ms after each other."""

_LOW, _HIGH, _COUNT = BenchmarkRecipe.rates

Surfaces = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SURFACE]...",
        help="name or name:key=value,... [default: a suite of eight]",
        autocompletion=complete_surface,
    ),
]
Formulas = Annotated[
    list[str] | None,
    typer.Option(
        "--formula",
        "-f",
        metavar="FORMULA",
        help='Your own: -f "x**2/20 + y**2"; repeat for more.',
    ),
]
Table = Annotated[
    Path | None, typer.Option("--table", metavar="FILE", help="Also a .csv, .md or .tex table.")
]
Targets = Annotated[
    Path | None,
    typer.Option(metavar="FILE.csv", help="Also every target: ERT and success, one row each."),
]
StoreFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Keep what is done here, and go on from there.")
]
Source = Annotated[
    Path | None,
    typer.Option("--from", metavar="FILE", help="Draw the latest of this store; run nothing."),
]
Processes = Annotated[
    int | None,
    typer.Option(
        help="Processes to run on. [default: one for each core, where that pays]",
        show_default=False,
    ),
]
Dask = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Run on the workers of a Dask scheduler."),
]


@figure_command
def bench(
    context: typer.Context,
    surfaces: Surfaces = None,
    formulas: Formulas = None,
    rotate: Rotate = BenchmarkRecipe.rotate,
    shift: Shift = None,
    instances: Annotated[
        int | None,
        typer.Option(
            metavar="K",
            help="Instances of each surface, rotated and shifted. [default: 1 in the suite]",
            show_default=False,
        ),
    ] = None,
    optimizers: Optimizers = None,
    rates: Annotated[
        str, typer.Option(metavar="LOW:HIGH:COUNT", help="Rates to try.")
    ] = f"{_LOW:g}:{_HIGH:g}:{_COUNT}",
    starts: Annotated[
        int, typer.Option(help="Starts to tune on; as many again to score on.")
    ] = BenchmarkRecipe.starts,
    kind: Annotated[
        str, typer.Option("--start", metavar="|".join(KINDS), help="Where they lie.")
    ] = BenchmarkRecipe.kind,
    seeds: Annotated[
        int, typer.Option(help="With noise: runs from each start.")
    ] = BenchmarkRecipe.seeds,
    noise: NoiseText = f"{BenchmarkRecipe.noise:g}",
    steps: Steps = BenchmarkRecipe.steps,
    cost: Annotated[
        str,
        typer.Option(
            metavar="|".join(UNITS),
            help="What runtimes count; weights: evaluations:gradient=2,hessian=d.",
        ),
    ] = BenchmarkRecipe.cost,
    budget: Annotated[
        float | None,
        typer.Option(help="Most that a run may cost, in that unit, instead of --steps."),
    ] = None,
    target: Annotated[
        float, typer.Option(help="The gap that counts as success.")
    ] = BenchmarkRecipe.target,
    seed: Annotated[
        int, typer.Option(help="Decides random starts and noise.")
    ] = BenchmarkRecipe.seed,
    figure: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(FIGURES),
            help="What is drawn. [default: sensitivity on one surface, rates on several]",
            show_default=False,
        ),
    ] = BenchmarkRecipe.figure,
    summary: Table = None,
    targets: Targets = None,
    store: StoreFile = None,
    source: Source = None,
    processes: Processes = None,
    dask: Dask = None,
    **drawn: Any,
) -> Job:
    """Try every rate from many starts: one figure, one table, one sentence."""
    recipe = BenchmarkRecipe(
        surfaces=tuple(surfaces or ()),
        formulas=tuple(formulas or ()),
        rotate=rotate,
        shift=read_point(shift, "--shift"),
        instances=instances,
        optimizers=tuple(optimizers or BenchmarkRecipe.optimizers),
        rates=_read_rates(rates),
        kind=kind,
        starts=starts,
        seeds=seeds,
        steps=steps,
        cost=cost,
        budget=budget,
        target=target,
        noise=read_noise(noise),
        seed=seed,
        figure=figure,
        **drawn,
    )
    if seeds > recipe.seeds:
        say("without noise all seeds give the same runs: 1 seed")
    if source:
        _check_draws_only(context)
        recipe = replace(latest(source), figure=figure, **drawn)
    how = _How(source or store, bool(source), processes, dask)
    return job(recipe, how, summary=summary, targets=targets)


@dataclass(frozen=True)
class _How:
    """Where a benchmark runs and where its results are kept: nothing of it changes a number."""

    store: Path | None = None
    only_draw: bool = False
    processes: int | None = None
    dask: str | None = None

    def __post_init__(self) -> None:
        if self.processes is not None and not 1 <= self.processes <= _MOST_PROCESSES:
            raise InputError(f"processes is between 1 and {_MOST_PROCESSES}, not {self.processes}")


def job(
    recipe: BenchmarkRecipe,
    how: _How | None = None,
    *,
    summary: Path | None = None,
    targets: Path | None = None,
) -> Job:
    """Return what a recipe asks for."""
    how = how or _How()
    return Job(
        recipe,
        "bench",
        lambda quiet: _study(recipe, how, quiet),
        lambda done: _page(done, recipe),
        _report,
        _write(lambda done: done.rate_rows()),
        (
            File(summary, (".csv", ".md", ".tex"), _write_summary),
            File(targets, (".csv",), _write(lambda done: done.target_rows())),
        ),
        keep=how.store,
    )


_OF_A_DRAWING = frozenset(
    [
        "source",
        "figure",
        "theme",
        "output",
        "summary",
        "data",
        "targets",
        "as_json",
        "quiet",
        "dry_run",
    ]
)


def _check_draws_only(context: typer.Context) -> None:
    """Raise if something was typed beside ``--from`` that a benchmark decides by itself."""
    for parameter in context.command.params:
        typed = context.get_parameter_source(parameter.name or "")
        if typed and typed.name == "COMMANDLINE" and parameter.name not in _OF_A_DRAWING:
            word = parameter.opts[0] if parameter.opts[0].startswith("-") else "SURFACE"
            raise InputError(f"--from draws a benchmark as it was run: {word} cannot change it")


def _study(recipe: BenchmarkRecipe, how: _How, quiet: bool) -> Benchmark:
    """Run a benchmark, or what is missing of it.

    Raises
    ------
    Interrupted
        Ctrl-C: it says what is kept.
    """
    from optim_viz.bench.cluster import on_dask
    from optim_viz.bench.executors import benchmark, on_processes, that_pay
    from optim_viz.bench.store import Store

    store = how.store
    try:
        with ExitStack() as stack:
            kept = None
            if store:
                kept = stack.enter_context(Store.reading(store) if how.only_draw else Store(store))
            executor: Executor | None = None
            if store and how.only_draw:
                executor = NotStored(
                    f"{store} is unfinished; this goes on: {command(recipe, store)}"
                )
            elif how.dask is not None:
                executor = stack.enter_context(on_dask(how.dask))
            elif (count := how.processes or that_pay(recipe)) > 1:
                executor = stack.enter_context(on_processes(count))
            tell = stack.enter_context(progress(quiet))
            return benchmark(recipe, executor=executor, store=kept, progress=tell)
    except KeyboardInterrupt:
        if store:
            raise Interrupted(f"what is done is in {store}: the same command goes on") from None
        raise Interrupted("nothing kept (--store FILE would)") from None


def _page(done: Benchmark, recipe: BenchmarkRecipe) -> Figure:
    from optim_viz.plots.bench import figure

    return figure(done, recipe.figure)


def _write_summary(done: Benchmark, path: Path) -> None:
    from optim_viz.export import summaries

    summaries.write(done, path)


def _write(rows: Callable[[Benchmark], list[dict[str, Any]]]) -> Callable[[Benchmark, Path], None]:
    """Return what writes rows of a benchmark."""

    def write(done: Benchmark, path: Path) -> None:
        from optim_viz.export.tables import write_rows

        write_rows(rows(done), path)

    return write


def _report(done: Benchmark) -> Report:
    from optim_viz.export import summaries

    sentences = [s for s in (done.conclusion(), done.tuning_or_choosing()) if s]
    conditions = done.recipe.conditions()
    return Report(
        table(summaries.HEADER, summaries.rows(done)),
        [summaries.legend(done), " · ".join(conditions), *sentences],
        {
            "conditions": conditions,
            "conclusion": sentences,
            "evidence": done.evidence(),
            "results": done.cell_rows(),
        },
    )


def _read_rates(text: str) -> tuple[float, float, int]:
    """Return what ``1e-4:10:61`` says."""
    parts = [number(part) for part in text.split(":")]
    if len(parts) != 3 or any(isinstance(part, str) for part in parts):
        raise InputError(f"rates is LOW:HIGH:COUNT, as in --rates 1e-4:10:61; not {text!r}")
    low, high, count = parts
    if not isinstance(count, int):
        raise InputError(f"rates: the count is a whole number, not {count!r}")
    return float(low), float(high), count
