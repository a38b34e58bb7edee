"""What a figure is called unless it is given a name."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from optim_viz.recipes.base import ProblemRecipe
from optim_viz.recipes.bench import BenchmarkRecipe
from optim_viz.recipes.play import PlayRecipe

if TYPE_CHECKING:
    from optim_viz.recipes.train import TrainRecipe

_LONGEST = 40
"""Number of characters of a formula that a name keeps."""


def of_problem(recipe: ProblemRecipe, method: str = "", step: int | None = None) -> str:
    """Return the name of a figure of one surface: command, method, surface, step."""
    if recipe.formula is not None:
        surface = of_formula(recipe.formula)
    else:
        surface = _of_surface(recipe.surface or recipe.usual)
    parts = [recipe.command, method, surface, "" if step is None else str(step)]
    return "-".join(filter(None, parts))


def of_model(recipe: TrainRecipe) -> str:
    """Return the name of a figure of a model: the command, and its data or its family."""
    return f"{recipe.command}-{_of_surface(Path(recipe.model).name)}"


def of_benchmark(recipe: BenchmarkRecipe) -> str:
    """Return the name of a figure of many surfaces: the command, and its formulas if any."""
    formulas = [] if recipe.surfaces else [of_formula(" ".join(recipe.formulas))]
    return "-".join([recipe.command, *formulas])


def of_page(recipe: PlayRecipe) -> str:
    """Return the name of a live page: the command, and its first surface."""
    first = _of_surface(recipe.surfaces[0]) if recipe.surfaces else of_formula(recipe.formulas[0])
    return f"{recipe.command}-{first}"


def of_formula(formula: str) -> str:
    """Return a name for a formula: its letters and digits, and a number that no other has."""
    number = sha256("".join(formula.split()).encode()).hexdigest()[:6]
    letters = _plain(formula.replace("**", ""))[:_LONGEST].strip("-.")
    return "-".join(filter(None, [letters, number]))


def _of_surface(spec: str) -> str:
    """Return the name of a surface without its parameters; of one in a file, both names."""
    name = spec.partition(":")[0].strip()
    return _plain(spec if name.endswith(".py") else name)


def _plain(text: str) -> str:
    """Return a text in characters that every file system and every shell takes."""
    return re.sub(r"[^A-Za-z0-9_.]+", "-", text).strip("-")
