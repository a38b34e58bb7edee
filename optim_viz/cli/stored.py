"""A benchmark that is kept in a file: the latest there, and the command that goes on with it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import ExitStack
from dataclasses import fields
from itertools import chain
from pathlib import Path
from typing import Any

from optim_viz.cli.app import table
from optim_viz.cli.figure import Report
from optim_viz.recipes.bench import SUITE, BenchmarkRecipe, usual_instances
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
    usual = {
        one.name: one.default
        for one in fields(recipe)
        if one.name != "code" and "shown" not in one.metadata
    }
    usual["surfaces"] = () if recipe.formulas else SUITE
    usual["instances"] = usual_instances(recipe.surfaces, recipe.formulas)
    typed = [
        word
        for name, default in usual.items()
        if (value := getattr(recipe, name)) != default
        for word in _typed(name, value)
    ]
    return shlex.join(["optim-viz", "bench", *typed, "--store", str(store)])


def _typed(name: str, value: Any) -> Iterable[str]:
    """Return a field of a recipe as it is typed."""
    if name == "surfaces":
        return value
    if name in _REPEATED:
        return chain.from_iterable((_REPEATED[name], one) for one in value)
    if isinstance(value, tuple):
        value = {"rates": ":", "shift": ","}[name].join(map(repr, value))
    return [f"--{'start' if name == 'kind' else name}={value}"]


_REPEATED = {"formulas": "-f", "optimizers": "-a"}
"""Options of fields that are typed once for each item."""
