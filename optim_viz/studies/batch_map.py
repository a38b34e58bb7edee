"""Maps over the rate and the size of batches: which rate each size takes, and what rules say.

All trainings see the same number of rows: twice the batch is half the updates. Rules for large
batches say how the rate grows then: with the batch (Goyal et al. 2017), or with its square root
(Krizhevsky 2014).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optim_viz.optimizers import Optimizer
from optim_viz.recipes.map import MapRecipe
from optim_viz.runs.batch_size import updates_in_epoch
from optim_viz.studies.train import Tell, Unit, tail, tail_updates, train
from surfaces import Array
from surfaces.brief import Brief
from surfaces.models import is_model
from surfaces.models.model import Model

SEEDS = 3
"""Trainings of each pair: their median counts."""

RULES = {"linear": 1.0, "root": 0.5}
"""Powers of the batch size with which the rate grows."""


@dataclass(frozen=True, eq=False, repr=False)
class BatchMap(Brief):
    """The loss that trainings have come to, for each rate and each size of batches."""

    surface: Model
    optimizer: Optimizer
    sizes: tuple[int, ...]
    rates: Array
    """``(rates,)``"""
    epochs: int
    loss: Array
    """Median over the seeds of the loss in the last tenth, ``(sizes, rates)``; inf if diverged."""
    first: float
    """The loss at the start."""

    @property
    def best(self) -> Array:
        """The rate with the lowest loss for each size, ``(sizes,)``."""
        return np.asarray(self.rates[np.argmin(self.loss, axis=1)])

    @property
    def power(self) -> float:
        """The power of the size with which the best rate grows: a fit to their logarithms."""
        return float(np.polyfit(np.log(self.sizes), np.log(self.best), 1)[0])

    def rule(self, name: str) -> Array:
        """Return the rates of a rule ``(sizes,)``, from the best one of the smallest batches on."""
        sizes = np.array(self.sizes, dtype=float)
        return np.asarray(self.best[0] * (sizes / sizes[0]) ** RULES[name])


def study(recipe: MapRecipe, tell: Tell | None = None) -> BatchMap:
    """Train with each rate and each size that a recipe asks for."""
    model = recipe.posed
    assert is_model(model)  # the recipe has refused all others
    rates = recipe.axes[0].values
    updates = [recipe.epochs * updates_in_epoch(size, model.rows) for size in recipe.sizes]
    losses, done, total = [], 0, SEEDS * sum(updates)
    for size, count in zip(recipe.sizes, updates, strict=True):
        found = []
        for seed in range(SEEDS):
            last = tail_updates(count)
            unit = Unit(str(model), recipe.optimizer, str(size), count, tuple(rates.tolist()),
                        (seed,), last)  # fmt: skip
            found.append(tail(train(model, recipe.method, unit)["loss"]))
            done += count
            if tell is not None:
                tell(len(rates) * done, len(rates) * total)
        losses.append(np.median(found, axis=0))
    first = float(model(model.initial(0)))
    return BatchMap(
        model, recipe.method, recipe.sizes, rates, recipe.epochs, np.array(losses), first
    )
