"""A benchmark that is kept in a file: the latest there, and the command that goes on with it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import ExitStack
from dataclasses import fields
from pathlib import Path
from typing import Any

from optim_viz.cli.app import table
from optim_viz.cli.figure import Report
from optim_viz.cli.typed import command_line
from optim_viz.recipes.bench import BenchmarkRecipe
from optim_viz.text import words
from surfaces import InputError


def latest(path: Path) -> BenchmarkRecipe:
    """Return the benchmark that was last begun in a file.

    Raises
    ------
    InputError
        There is none.
    """
    from optim_viz.bench.store import Store

    with Store.reading(path) as store:
        recipes = store.recipes()
    if not recipes:
        raise InputError(f"{path} holds no benchmark yet")
    return recipes[-1]


def contents(path: Path, merged: Sequence[Path] = ()) -> Report:
    """Return what a store holds, after the stores ``merged`` were copied into it.

    Raises
    ------
    InputError
        One of them is no store, or of another schema; then nothing was copied.
    """
    from optim_viz.bench.listing import experiments
    from optim_viz.bench.store import Store

    with ExitStack() as stack:
        others = [stack.enter_context(Store.reading(other)) for other in merged]
        store = stack.enter_context(Store(path) if merged else Store.reading(path))
        notes = [
            words.units_merged(str(file), store.merge(other))
            for file, other in zip(merged, others, strict=True)
        ]
        rows = list(experiments(store))
    return Report(
        table(words.STORED_COLUMNS, map(_line, rows)), notes, {"store": str(path), "held": rows}
    )


def _line(row: Mapping[str, Any]) -> list[str]:
    """Return a benchmark of a store as cells of a table."""
    done, units = row["units_done"], row["units"]
    return [
        str(row["number"]),
        ", ".join(row["surfaces"]) or "-",
        ", ".join(row["optimizers"]) or "-",
        words.made_by_version(row["version"])
        if done is None
        else words.units_that_are_done(done, units),
    ]


class NotStored(Executor):
    """An executor that runs nothing: what a drawing needs has to be in the store."""

    def __init__(self, recipe: BenchmarkRecipe, store: Path) -> None:
        self._recipe, self._store = recipe, store

    def submit(self, *arguments: Any, **options: Any) -> Future[Any]:
        """Refuse to run, and name the command that finishes the benchmark.

        Raises
        ------
        InputError
            Always.
        """
        going_on = command(self._recipe, self._store)
        raise InputError(f"{self._store} is unfinished; this goes on: {going_on}")


def command(recipe: BenchmarkRecipe, store: Path) -> str:
    """Return the command that runs a benchmark, or the part of it that is missing in a store."""
    plain = {
        one.name: getattr(recipe, one.name) for one in fields(recipe) if "shown" not in one.metadata
    }
    return f"{command_line(recipe.command, plain)} {shlex.join(['--store', str(store)])}"
