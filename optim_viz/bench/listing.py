"""What a store holds: a line for each benchmark that was asked for, and how far it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from optim_viz.bench.executors import units_done
from optim_viz.bench.store import Store
from optim_viz.recipes.bench import BenchmarkRecipe
from optim_viz.version import __version__
from surfaces import InputError


def experiments(store: Store) -> Iterator[dict[str, Any]]:
    """Yield a row for each benchmark in the order in which they were asked for, as plain data.

    A benchmark of another version, or one that cannot be read, has no counts of units.
    """
    for number, text in enumerate(store.texts(), 1):
        version, recipe = _read(text)
        done, units = units_done(recipe, store) if recipe else (None, None)
        yield {
            "number": number,
            "surfaces": list(_surfaces(recipe)) if recipe else [],
            "optimizers": list(recipe.optimizers) if recipe else [],
            "version": version,
            "units_done": done,
            "units": units,
        }


def _surfaces(recipe: BenchmarkRecipe) -> Iterator[str]:
    return (str(problem.posed) for problem in recipe.problems)


def _read(text: str) -> tuple[str, BenchmarkRecipe | None]:
    """Return the version that a recipe is of, and the recipe if it is of this one."""
    try:
        version = str(json.loads(text)["optim-viz"])
        return version, BenchmarkRecipe.read(text) if version == __version__ else None
    except (ValueError, TypeError, KeyError, InputError):
        return "", None
