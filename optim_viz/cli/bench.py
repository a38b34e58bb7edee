"""``optim-viz bench``: which rates work, how wide is the range, how sure are we."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optim_viz.cli import names
from optim_viz.cli.app import Interrupted, table
from optim_viz.cli.completion import complete_surface
from optim_viz.cli.figure import File, Job, Report, figure_command
from optim_viz.cli.inputs import (
    Domain,
    NoiseText,
    OneBatchSize,
    Optimizers,
    Project,
    Rotate,
    Shift,
    Steps,
    noise_or_batches,
    read_point,
    read_sides,
)
from optim_viz.cli.options import Options
from optim_viz.cli.progress import progress
from optim_viz.cli.stored import NotStored, contents, latest
from optim_viz.cli.terminal import note
from optim_viz.recipes.bench import BenchmarkRecipe
from optim_viz.runs.costs import UNITS
from optim_viz.runs.goals import KINDS as GOALS
from optim_viz.runs.starts import KINDS
from optim_viz.text import words
from surfaces import InputError
from surfaces.models import check_has_data
from surfaces.specs import number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from optim_viz.bench.results import Benchmark

_MOST_PROCESSES = 1000
"""Largest number of processes: all of them begin at once, 3 ms after each other."""

_LOW, _HIGH, _COUNT = BenchmarkRecipe.rates

Surfaces = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SURFACE",
        help="name or name:key=value,..., or FILE.py:NAME  [default: a suite of eight]",
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
Rates = Annotated[str, typer.Option(metavar="LOW:HIGH:COUNT", help="Rates to try.")]
Starts = Annotated[int, typer.Option(help="Starts to tune on; as many again to score on.")]
KindOfStarts = Annotated[
    str, typer.Option("--start", metavar="|".join(KINDS), help="Where they lie.")
]
Seeds = Annotated[int, typer.Option(help="With noise: runs from each start.")]
Target = Annotated[
    str,
    typer.Option(
        metavar="|".join(["GAP", *GOALS.values()]),
        help="What counts as success: a gap; or a value of f, or a share of the first decrease,"
        " where the lowest value is not known.",
    ),
]
Seed = Annotated[int, typer.Option(help="Decides random starts and noise.")]
Table = Annotated[
    Path | None, typer.Option("--table", metavar="FILE", help="Also a .csv, .md or .tex table.")
]
Targets = Annotated[
    Path | None,
    typer.Option(metavar="FILE.csv", help="Also every target: ERT and success, one row each."),
]
Comparisons = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE.csv", help="Also the best against each other one, as --table .md has it."
    ),
]
Runs = Annotated[
    Path | None,
    typer.Option(metavar="FILE.csv|.parquet", help="Also every run, tuning included: a row each."),
]
StoreFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Keep what is done here, and go on from there.")
]
Source = Annotated[
    Path | None,
    typer.Option("--from", metavar="FILE", help="Draw the latest of this store; run nothing."),
]
Merged = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE", help="Copy what this store has into --store; run nothing."),
]
Listed = Annotated[
    bool, typer.Option("--list", help="List the benchmarks of --store; run nothing.")
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
CostUnit = Annotated[
    str,
    typer.Option(
        metavar="|".join(UNITS),
        help="What runtimes count; weights: evaluations:gradient=2,hessian=d.",
    ),
]
BudgetOfRun = Annotated[
    float | None,
    typer.Option(help="Most that a run may cost, in that unit, instead of --steps."),
]


@figure_command(stem="bench")
def bench(
    context: typer.Context,
    surfaces: Surfaces = None,
    formulas: Formulas = None,
    rotate: Rotate = BenchmarkRecipe.rotate,
    shift: Shift = None,
    domain: Domain = None,
    instances: Annotated[
        int | None,
        typer.Option(
            metavar="K",
            help="Instances of each surface, rotated and shifted. [default: 1 in the suite]",
            show_default=False,
        ),
    ] = None,
    optimizers: Optimizers = None,
    rates: Rates = f"{_LOW:g}:{_HIGH:g}:{_COUNT}",
    starts: Starts = BenchmarkRecipe.starts,
    kind: KindOfStarts = BenchmarkRecipe.kind,
    seeds: Seeds = BenchmarkRecipe.seeds,
    noise: NoiseText = f"{BenchmarkRecipe.noise:g}",
    batch_size: OneBatchSize = None,
    steps: Steps = BenchmarkRecipe.steps,
    project: Project = BenchmarkRecipe.project,
    cost: CostUnit = BenchmarkRecipe.cost,
    budget: BudgetOfRun = BenchmarkRecipe.budget,
    target: Target = f"{BenchmarkRecipe.target:g}",
    seed: Seed = BenchmarkRecipe.seed,
    summary: Table = None,
    targets: Targets = None,
    comparisons: Comparisons = None,
    runs: Runs = None,
    store: StoreFile = None,
    merge: Merged = None,
    listed: Listed = False,
    source: Source = None,
    processes: Processes = None,
    dask: Dask = None,
    **drawn: Any,
) -> Job[Any] | Report:
    """Try every rate from many starts: one figure, one table, one sentence.

    optim-viz bench -a momentum -a adam --store results.sqlite
    optim-viz bench rosenbrock --target 1e-3 --figure ecdf -o ecdf.pdf
    """
    if merge or listed:
        return contents(_alone(context, "--merge" if merge else "--list"), merge or ())
    _check_one_budget(context)
    gap, reach = _read_target(target)
    recipe = BenchmarkRecipe(
        surfaces=tuple(surfaces or ()),
        formulas=tuple(formulas or ()),
        rotate=rotate,
        shift=read_point(shift, "--shift"),
        domain=read_sides(domain, "--domain"),
        instances=instances,
        optimizers=tuple(optimizers or BenchmarkRecipe.optimizers),
        rates=_read_rates(rates),
        kind=kind,
        starts=starts,
        seeds=seeds,
        steps=steps,
        cost=cost,
        budget=budget,
        target=gap,
        reach=reach,
        project=project,
        noise=noise_or_batches(noise, batch_size),
        seed=seed,
        **drawn,
    )
    for problem in recipe.problems if batch_size else ():
        check_has_data(problem.posed)
    if seeds > recipe.seeds:
        note(words.ONE_SEED_WITHOUT_NOISE)
    if source:
        _check_draws_only(context)
        recipe = replace(latest(source), **drawn)
    spare = None
    if runs and not (source or store):  # runs are kept in a file until they are written
        spare = Path(context.with_resource(TemporaryDirectory())) / "spare"
    how = _How(source or store, bool(source), processes, dask, spare)
    return job(recipe, how, summary=summary, targets=targets, comparisons=comparisons, runs=runs)


@dataclass(frozen=True)
class _How:
    """The place of a benchmark: where it runs and keeps its results, which changes no number."""

    store: Path | None = None
    only_draw: bool = False
    processes: int | None = None
    dask: str | None = None
    spare: Path | None = None
    """A file for the results while the command runs, if they are not kept."""

    def __post_init__(self) -> None:
        if self.processes is not None and not 1 <= self.processes <= _MOST_PROCESSES:
            raise InputError(f"processes is between 1 and {_MOST_PROCESSES}, not {self.processes}")


def job(
    recipe: BenchmarkRecipe,
    how: _How | None = None,
    *,
    summary: Path | None = None,
    targets: Path | None = None,
    comparisons: Path | None = None,
    runs: Path | None = None,
) -> Job[Benchmark]:
    """Return the job of a recipe.

    Raises
    ------
    InputError
        Runs are to be written in a format whose library is not installed.
    """
    from optim_viz.export import every_run

    how, files = how or _How(), []
    if summary:
        files.append(File(summary, (".csv", ".md", ".tex"), _write_summary))
    if targets:
        files.append(File(targets, (".csv",), _write(lambda done: done.target_rows())))
    if comparisons:
        files.append(File(comparisons, (".csv",), _write_comparisons))
    if runs:
        every_run.check(runs)
        formats = tuple(every_run.FORMATS)
        files.append(File(runs, formats, lambda done, path: _write_runs(done, how, path)))
    return Job(
        recipe,
        stem=names.of_benchmark(recipe),
        study=lambda quiet: _study(recipe, how, quiet),
        draw=lambda done: _page(done, recipe),
        report=_report,
        describe=lambda done: _describe(done, recipe),
        write_data=_write(lambda done: done.rate_rows()),
        files=tuple(files),
        keep=how.store,
    )


_OF_A_DRAWING = frozenset(
    [
        *("source", "summary", "targets", "comparisons", "runs"),
        *(one.name for one in fields(Options)),
        *(one.name for one in fields(BenchmarkRecipe) if "shown" in one.metadata),
    ]
)
"""Options that may be given with ``--from``."""


def _check_draws_only(context: typer.Context) -> None:
    """Raise if something was typed beside ``--from`` that a benchmark decides by itself."""
    for word in _typed(context, _OF_A_DRAWING):
        raise InputError(f"--from draws a benchmark as it was run: {word} cannot change it")


def _check_one_budget(context: typer.Context) -> None:
    """Raise if both ways to limit a run were typed."""
    if {"--steps", "--budget"} <= set(_typed(context, ())):
        raise InputError("the budget of a run is given by --steps or by --budget, not by both")


def _alone(context: typer.Context, option: str) -> Path:
    """Return the store; raise if something was typed beside ``option`` that runs or draws."""
    for word in _typed(context, {"store", "merge", "listed", "as_json", "quiet"}):
        raise InputError(f"{option} runs and draws nothing: {word} has no place beside it")
    store: Path | None = context.params["store"]
    if store is None:
        raise InputError(f"{option} needs a store: --store FILE")
    return store


def _read_target(text: str) -> tuple[float, str | None]:
    """Return the gap that was typed, or the usual one and a value that is to be reached."""
    gap = number(text)
    return (BenchmarkRecipe.target, text) if isinstance(gap, str) else (float(gap), None)


def _typed(context: typer.Context, others: Container[str]) -> Iterator[str]:
    """Yield the options that were typed, but for these."""
    for parameter in context.command.params:
        typed = context.get_parameter_source(parameter.name or "")
        if typed and typed.name == "COMMANDLINE" and parameter.name not in others:
            yield parameter.opts[0] if parameter.opts[0].startswith("-") else "SURFACE"


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

    store, file = how.store, how.store or how.spare
    try:
        with ExitStack() as stack:
            kept = None
            if file:
                kept = stack.enter_context(Store.reading(file) if how.only_draw else Store(file))
            executor: Executor | None = None
            if store and how.only_draw:
                executor = NotStored(recipe, store)
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


def _describe(done: Benchmark, recipe: BenchmarkRecipe) -> str:
    from optim_viz.bench.description import of_benchmark

    return of_benchmark(done, recipe.figure)


def _write_summary(done: Benchmark, path: Path) -> None:
    from optim_viz.export import summaries

    summaries.write(done, path)


def _write_comparisons(done: Benchmark, path: Path) -> None:
    from optim_viz.bench.rows import COMPARED
    from optim_viz.export.tables import write_rows

    write_rows(done.comparison_rows(), path, COMPARED)


def _write_runs(done: Benchmark, how: _How, path: Path) -> None:
    from optim_viz.bench.every_run import blocks
    from optim_viz.bench.store import Store
    from optim_viz.export import every_run

    file = how.store or how.spare
    assert file is not None
    with Store.reading(file) as store:
        every_run.write(blocks(done.recipe, store), path)


def _write(rows: Callable[[Benchmark], list[dict[str, Any]]]) -> Callable[[Benchmark, Path], None]:
    """Return a function that writes rows of a benchmark."""

    def write(done: Benchmark, path: Path) -> None:
        from optim_viz.export.tables import write_rows

        write_rows(rows(done), path)

    return write


def _report(done: Benchmark) -> Report:
    from optim_viz.export import summaries

    sentences = [s for s in (done.conclusion(), done.tuning_or_choosing()) if s]
    conditions = done.conditions()
    tables = [table(summaries.header(done), summaries.rows(done), keys=2)]
    if held := summaries.comparisons(done):
        tables.append(table(held[0], held[1:]))
    notes = [
        summaries.legend(done),
        " · ".join(conditions),
        done.tested(),
        *sentences,
        *map(str, done.cards),
    ]
    return Report(
        "\n\n".join(tables),
        list(filter(None, notes)),
        lambda: {
            "conditions": conditions,
            "conclusion": sentences,
            "evidence": done.evidence(),
            "results": done.cell_rows(),
            "reproducibility": [asdict(card) for card in done.cards],
        },
    )


def _read_rates(text: str) -> tuple[float, float, int]:
    """Return lowest rate, highest rate and count of a text such as ``1e-4:10:61``."""
    parts = [number(part) for part in text.split(":")]
    if len(parts) != 3 or any(isinstance(part, str) for part in parts):
        raise InputError(f"rates is LOW:HIGH:COUNT, as in --rates 1e-4:10:61; not {text!r}")
    low, high, count = parts
    if not isinstance(count, int):
        raise InputError(f"rates: the count is a whole number, not {count!r}")
    return float(low), float(high), count
