"""Every run of a benchmark as tidy columns, unit by unit from a store: memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from optim_viz.bench.executors import OutcomeStore, from_store
from optim_viz.bench.units import STATUSES, Outcomes, Unit
from optim_viz.recipes.bench import BenchmarkRecipe


def blocks(recipe: BenchmarkRecipe, store: OutcomeStore) -> Iterator[dict[str, Any]]:
    """Yield the runs of each unit as columns: name to ``(runs,)``, the end ``(runs, d)``.

    First the runs that a method was tuned by on a surface, then those that it was scored by; in
    each by start, seed and rate. The order depends on the recipe only.

    Raises
    ------
    LookupError
        A unit is not in the store.
    """
    for unit, outcomes in from_store(recipe, store):
        yield columns(unit, outcomes)


def columns(unit: Unit, outcomes: Outcomes) -> dict[str, Any]:
    """Return the runs of a unit as tidy columns.

    A target that was not reached is -1; a method without a rate has the rate NaN; a gap is inf
    where the run ended outside the domain or is not finite. Starts are counted within the phase.
    """
    recipe, (runs, rates) = unit.recipe, outcomes.gap.shape
    run = np.arange(runs).repeat(rates)
    known = unit.problem._asdict()
    same = {
        "surface": str(unit.problem.posed),
        **{name: _text(known[name]) for name in ("rotate", "shift")},
        "optimizer": str(recipe.contestant(unit.optimizer)),
        "instance": unit.instance,
        "phase": unit.phase,
    }
    unit_of_cost = recipe.currency.unit
    hits = outcomes.hits.reshape(len(outcomes.hits), -1)
    names = [f"{name}_evaluations" for name in ("value", "gradient", "hessian")]
    evaluations = outcomes.evaluations.reshape(3, -1)
    return {
        **{name: np.full(len(run), value, dtype=object) for name, value in same.items()},
        "lr": np.tile(unit.rates, runs),
        "start": unit.first + run // recipe.seeds,
        "seed": run % recipe.seeds,
        **{
            f"{unit_of_cost}_to_{gap:g}": line for gap, line in zip(unit.targets, hits, strict=True)
        },
        "steps": outcomes.taken.ravel(),
        **dict(zip(names, evaluations, strict=True)),
        "gap": outcomes.gap.ravel(),
        "end": outcomes.end.reshape(len(outcomes.end), -1).T,
        "status": np.array(STATUSES, dtype=object)[outcomes.status.ravel()],
    }


def _text(value: object) -> str:
    """Return a field of a problem as text: numbers of a tuple apart by spaces, nothing for None."""
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return "" if value is None else str(value)
