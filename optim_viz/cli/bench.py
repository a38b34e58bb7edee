"""``optim-viz bench``: which rates work, how wide is the range, how sure are we."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from optim_viz.cli.app import AsJson, Interrupted, Quiet, app, print_json, say, table, would_write
from optim_viz.cli.inputs import (
    DryRun,
    NoiseText,
    Optimizers,
    Rotate,
    Shift,
    Theme,
    complete_surface,
    read_noise,
    read_point,
)
from optim_viz.cli.stored import Idle, command, latest
from optim_viz.export.files import check_writable, write_all
from surfaces import InputError
from surfaces.specs import choose, number

if TYPE_CHECKING:
    from optim_viz.bench.executors import Progress
    from optim_viz.bench.recipe import BenchmarkRecipe
    from optim_viz.bench.results import Benchmark

PICTURES = ("sensitivity", "success", "rates", "defaults", "ert", "ecdf", "profiles", "spread")

_MOST_PROCESSES = 1000
"""All of them begin at once, 3 ms after each other."""


@app.command()
def bench(
    context: typer.Context,
    surfaces: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SURFACE]...",
            help="name or name:key=value,... [default: a suite of eight]",
            autocompletion=complete_surface,
        ),
    ] = None,
    formulas: Annotated[
        list[str] | None,
        typer.Option(
            "--formula",
            "-f",
            metavar="FORMULA",
            help='Your own: -f "x**2/20 + y**2"; repeat for more.',
        ),
    ] = None,
    rotate: Rotate = 0.0,
    shift: Shift = None,
    optimizers: Optimizers = None,
    rates: Annotated[
        str, typer.Option(metavar="LOW:HIGH:COUNT", help="Rates to try.")
    ] = "1e-4:10:61",
    starts: Annotated[int, typer.Option(help="Starts to tune on; as many again to score on.")] = 25,
    kind: Annotated[
        str, typer.Option("--start", metavar="fixed|grid|random|halton", help="Where they lie.")
    ] = "halton",
    seeds: Annotated[int, typer.Option(help="With noise: runs from each start.")] = 1,
    noise: NoiseText = "0",
    steps: Annotated[int, typer.Option(help="Updates at most.")] = 1000,
    target: Annotated[float, typer.Option(help="The gap that counts as success.")] = 1e-6,
    seed: Annotated[int, typer.Option(help="Decides random starts and noise.")] = 0,
    picture: Annotated[
        str | None,
        typer.Option(
            "--figure",
            metavar="|".join(PICTURES),
            help="What is drawn. [default: sensitivity on one surface, rates on several]",
            show_default=False,
        ),
    ] = None,
    theme: Theme = "light",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="A .png, .svg or .pdf [default: bench.png]"
        ),
    ] = None,
    summary: Annotated[
        Path | None, typer.Option("--table", metavar="FILE", help="Also a .csv, .md or .tex table.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Also every rate, one row each.")
    ] = None,
    targets: Annotated[
        Path | None,
        typer.Option(metavar="FILE.csv", help="Also every target: ERT and success, one row each."),
    ] = None,
    store: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Keep what is done here, and go on from there."),
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="Draw the latest of this store; run nothing."),
    ] = None,
    processes: Annotated[
        int | None,
        typer.Option(
            help="Run on so many processes. [default: one for each core, where that pays]",
            show_default=False,
        ),
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Run on the workers of a Dask scheduler."),
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    dry_run: DryRun = False,
) -> None:
    """Try every rate from many starts: one figure, one table, one sentence."""
    from optim_viz.bench.recipe import SUITE, BenchmarkRecipe
    from optim_viz.studies.compare import FIVE

    choose(theme, ("light", "dark"), "theme")
    if processes is not None and not 1 <= processes <= _MOST_PROCESSES:
        raise InputError(f"processes is between 1 and {_MOST_PROCESSES}, not {processes}")
    recipe = BenchmarkRecipe(
        surfaces=tuple(surfaces or (() if formulas else SUITE)),
        formulas=tuple(formulas or ()),
        rotate=rotate,
        shift=read_point(shift, "--shift"),
        optimizers=tuple(optimizers or FIVE),
        rates=_read_rates(rates),
        kind=kind,
        starts=starts,
        seeds=seeds,
        steps=steps,
        target=target,
        noise=read_noise(noise),
        seed=seed,
    )
    if seeds > recipe.seeds:
        say("without noise all seeds give the same runs: 1 seed")
    if source:
        _check_draws_only(context)
        recipe = latest(source)
    usual = "rates" if len(recipe.problems) > 1 else "sensitivity"
    name = choose(usual if picture is None else picture, PICTURES, "figure")
    figure = output or Path("bench.png")
    check_writable(figure, (".png", ".svg", ".pdf"))
    tables = _Tables(summary, data, targets)
    tables.check()
    store = source or store
    if store and store.resolve() in (path.resolve() for path in (figure, *tables) if path):
        raise InputError(f"{store} keeps the results: it cannot be drawn or written over")
    if dry_run:
        would_write(figure, json.loads(recipe.text()), as_json, quiet)
        return
    try:
        done = _run(recipe, store, processes, dask, bool(source), quiet)
    except KeyboardInterrupt:
        if store:
            raise Interrupted(f"what is done is in {store}: the same command goes on") from None
        raise Interrupted("nothing kept (--store FILE would)") from None
    _write(done, name, theme, figure, tables)
    paths = [path for path in (figure, *tables) if path]
    _report(done, paths, as_json, quiet)


_OF_A_DRAWING = frozenset(
    [
        "source",
        "picture",
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


class _Tables(NamedTuple):
    """Where the tables are written that were asked for."""

    summary: Path | None
    rates: Path | None
    targets: Path | None

    def check(self) -> None:
        """Raise unless they can be written, each to a place of its own."""
        given = [path for path in self if path]
        for path in given:
            check_writable(path, (".csv", ".md", ".tex") if path is self.summary else (".csv",))
        if len({path.resolve() for path in given}) < len(given):
            raise InputError(f"{given[-1]} is given for two tables")

    def writers(self, done: Benchmark) -> list[tuple[Path, Callable[[Path], None]]]:
        """Return what writes each of them."""
        from optim_viz.export import summaries

        write = (
            lambda path: summaries.write(done, path),
            lambda path: summaries.write_rows(done.rate_rows(), path),
            lambda path: summaries.write_rows(done.target_rows(), path),
        )
        return [(path, writer) for path, writer in zip(self, write, strict=True) if path]


def _run(
    recipe: BenchmarkRecipe,
    store: Path | None,
    processes: int | None,
    dask: str | None,
    only_draw: bool,
    quiet: bool,
) -> Benchmark:
    from optim_viz.bench.cluster import on_dask
    from optim_viz.bench.executors import benchmark, on_processes, that_pay
    from optim_viz.bench.store import Store

    with ExitStack() as stack:
        kept = None
        if store:
            kept = stack.enter_context(Store.reading(store) if only_draw else Store(store))
        executor: Executor | None = None
        if store and only_draw:
            executor = Idle(f"{store} is unfinished; this goes on: {command(recipe, store)}")
        elif dask is not None:
            executor = stack.enter_context(on_dask(dask))
        elif (count := that_pay(recipe) if processes is None else processes) > 1:
            executor = stack.enter_context(on_processes(count))
        tell = stack.enter_context(_progress(quiet))
        return benchmark(recipe, executor=executor, store=kept, progress=tell)


def _write(done: Benchmark, name: str, theme: str, figure: Path, tables: _Tables) -> None:
    from optim_viz.export import stills
    from optim_viz.plots.bench import FIGURES
    from optim_viz.plots.style.themes import theme as themed

    made_by = json.dumps(json.loads(done.recipe.text()) | {"figure": name, "theme": theme})
    with themed(theme):
        drawing = FIGURES[name](done)
        write_all(
            [(figure, lambda path: stills.write(drawing, path, made_by)), *tables.writers(done)]
        )


def _report(done: Benchmark, paths: list[Path], as_json: bool, quiet: bool) -> None:
    from optim_viz.export import summaries

    sentences = [s for s in (done.conclusion(), done.tuning_or_choosing()) if s]
    if as_json:
        print_json(
            {
                "recipe": json.loads(done.recipe.text()),
                "written": [str(path) for path in paths],
                "conditions": done.recipe.conditions(),
                "conclusion": sentences,
                "evidence": done.evidence(),
                "results": [cell.row() for cell in done.cells],
            }
        )
    else:
        for path in paths:
            typer.echo(path)
    if not quiet:
        say(table(summaries.HEADER, summaries.rows(done)))
        say(summaries.legend(done))
        say(" · ".join(done.recipe.conditions()))
        for sentence in sentences:
            say(sentence)


def _read_rates(text: str) -> tuple[float, float, int]:
    """Return what ``1e-4:10:61`` says."""
    parts = [number(part) for part in text.split(":")]
    if len(parts) != 3 or any(isinstance(part, str) for part in parts):
        raise InputError(f"rates is LOW:HIGH:COUNT, as in --rates 1e-4:10:61; not {text!r}")
    low, high, count = parts
    if not isinstance(count, int):
        raise InputError(f"rates: the count is a whole number, not {count!r}")
    return float(low), float(high), count


@contextmanager
def _progress(quiet: bool) -> Iterator[Progress | None]:
    """Give what shows on a terminal how far we are, how fast, and how long it takes; else None."""
    if quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    began = time.monotonic()

    def tell(done: int, total: int) -> None:
        passed = max(time.monotonic() - began, 1e-3)
        filled, left = 24 * done // total, passed * (total - done) / max(done, 1)
        bar = "█" * filled + "░" * (24 - filled)
        line = f"{bar} {done / total:4.0%}  {done / passed / 1e6:.0f} M steps/s  {left:.0f} s left"
        sys.stderr.write(f"\r{line}\033[K")
        sys.stderr.flush()

    try:
        yield tell
    finally:
        sys.stderr.write("\r\033[K")
        sys.stderr.flush()
