"""Training: optimizers on the loss of a model, each over several seeds, at the rate tuned for it.

A training is a run on mini-batches; the loss on all data and the accuracy on rows that no training
sees are looked at in `CHECKPOINTS` places only. Work is cut into units, each of which can be kept
(`Kept`) as soon as it is done: an interrupted study goes on where it was.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol
from zlib import crc32

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers import Optimizer
from optim_viz.recipes.train import TrainRecipe
from optim_viz.runs.batch import Batch
from optim_viz.runs.batch_size import in_batches
from optim_viz.runs.checkpoints import Checkpoints
from optim_viz.runs.loop import descend, workers_for
from optim_viz.text import title_of, words
from optim_viz.version import __version__
from surfaces import Array
from surfaces.brief import Brief
from surfaces.models.model import Model

RATES: Array = np.array([float(f"{m}e{k}") for k in range(-4, 1) for m in (1, 3)] + [10.0])
"""Rates that are tried, two in each decade from 1e-4 to 10."""

TUNING_SEEDS = 3
"""Seeds on which rates are tried, none of those that are shown."""

TUNING_UPDATES = 1000
"""Updates at most with which a rate is tried."""

CHECKPOINTS = 20
"""Places in a training at which it is looked at, beside its start: evenly spaced."""

Arrays = Mapping[str, Array]
Tell = Callable[[int, int], None]
"""Is told the updates that are done and all there are."""


class Kept(Protocol):
    """Keeps what is done: arrays by a text that says all that decides them."""

    def arrays(self, described: str) -> Arrays | None:
        """Return the arrays; None where there are none."""

    def keep(self, described: str, arrays: Arrays) -> None:
        """Keep them."""


@dataclass(frozen=True)
class Unit:
    """Trainings of one optimizer that are done at once: plain data."""

    model: str
    optimizer: str
    batch_size: str
    updates: int
    rates: tuple[float, ...]
    """Rates, or none where the optimizer has its own."""
    seeds: tuple[int, ...]
    checkpoints: tuple[int, ...]

    @property
    def size(self) -> int:
        """The number of updates of all its trainings."""
        return self.updates * len(self.seeds) * max(1, len(self.rates))


@dataclass(frozen=True, eq=False, repr=False)
class Course(Brief):
    """The trainings of one optimizer; arrays ``(checkpoints, seeds)``."""

    optimizer: Optimizer
    """With the rate that was chosen."""
    loss: Array
    """On all data; NaN once a training has diverged."""
    accuracy: Array
    """On rows that no training sees; NaN where there are no classes."""
    tried: Array
    """Rates that were tried, ``(n,)``; none where nothing was tuned."""
    tried_loss: Array
    """The loss at the end of each trial, ``(n, seeds)``; inf where it diverged."""

    @property
    def diverged(self) -> int:
        """How many trainings have diverged."""
        return int((~np.isfinite(self.loss[-1])).sum())

    @property
    def tried_median(self) -> Array:
        """The median loss at each rate ``(n,)``: what chooses between them."""
        return np.median(self.tried_loss, axis=1)


@dataclass(frozen=True, eq=False, repr=False)
class Training(Brief):
    """The trainings of several optimizers under the same conditions."""

    model: Model
    recipe: TrainRecipe
    updates: npt.NDArray[np.int64]
    """Updates at the checkpoints, the start first."""
    courses: tuple[Course, ...]

    @property
    def title(self) -> str:
        """The model with its data: of a file or folder its name."""
        return words.trained_on(title_of(self.model), Path(self.model.dataset.name).name)

    @property
    def is_held_out(self) -> bool:
        """Whether the accuracy is that of rows that no training sees."""
        return self.model.dataset.held_out is not None

    @cached_property
    def conditions(self) -> list[str]:
        """The conditions in words."""
        recipe, model = self.recipe, self.model
        updates = recipe.updates_in_epoch
        tuned = any(len(course.tried) for course in self.courses)
        is_open = any(one.scale_is_open for one in recipe.contestants)
        return [
            *([self._rule()] if tuned else [_rates_in_words(recipe.lr)] if is_open else []),
            words.epochs(recipe.epochs, recipe.epochs * updates),
            words.epoch(model.rows, [str(recipe.batch)], [str(updates)]),
            words.band_of_seeds(recipe.seeds, recipe.seed),
        ]

    def _rule(self) -> str:
        trial, whole = tuning_updates(self.recipe), int(self.updates[-1])
        return words.rates_of_trainings(len(RATES), TUNING_SEEDS, trial if trial < whole else None)

    @cached_property
    def summary(self) -> list[str]:
        """The same in few words: how rates were tuned is left out."""
        tuned = any(len(course.tried) for course in self.courses)
        return self.conditions[1:] if tuned else self.conditions

    def rows(self) -> list[dict[str, Any]]:
        """Return one row for each optimizer as plain data."""
        return [
            {
                "optimizer": course.optimizer.title,
                "spec": str(course.optimizer),
                "lr": _plain_rate(course.optimizer),
                "loss": _spread(course.loss[-1]),
                "accuracy": _spread(course.accuracy[-1]),
                "diverged": course.diverged,
                "seeds": self.recipe.seeds,
                "tried": [
                    {"lr": lr, "loss": _finite(loss)}
                    for lr, loss in zip(
                        course.tried.tolist(), course.tried_median.tolist(), strict=True
                    )
                ],
            }
            for course in self.courses
        ]

    def points(self) -> Iterator[dict[str, Any]]:
        """Yield a row for each checkpoint of each training."""
        epoch = self.recipe.updates_in_epoch
        for course in self.courses:
            for i, update in enumerate(self.updates.tolist()):
                for j in range(self.recipe.seeds):
                    yield {
                        "optimizer": str(course.optimizer),
                        "seed": self.recipe.seed + j,
                        "update": update,
                        "epoch": update / epoch,
                        "loss": float(course.loss[i, j]),
                        "accuracy": float(course.accuracy[i, j]),
                    }


def study(recipe: TrainRecipe, kept: Kept | None = None, tell: Tell | None = None) -> Training:
    """Tune the rates that are open, then train; what is kept already is not done again."""
    model, field = recipe.trained, recipe.contestants
    trials = [_trials(recipe, one) if _is_tuned(recipe, one) else [] for one in field]
    last = recipe.epochs * recipe.updates_in_epoch
    tuning = sum(unit.size for units in trials for unit in units)
    work = _Work(model, kept or _NothingKept(), tell, tuning + len(field) * recipe.seeds * last)
    courses = []
    for one, units in zip(field, trials, strict=True):
        tried = [tail(work.done(unit, one)["loss"]) for unit in units]
        losses = np.stack(tried, axis=-1) if tried else np.empty((0, TUNING_SEEDS))
        rated = _rated(recipe, one, losses)
        found = work.done(_shown(recipe, rated), rated)
        rates = RATES if tried else np.empty(0)
        courses.append(Course(rated, found["loss"], found["accuracy"], rates, losses))
    return Training(model, recipe, np.array(checkpoints(last)), tuple(courses))


def checkpoints(updates: int) -> tuple[int, ...]:
    """Return the updates after which a training is looked at, the start and the end too."""
    return tuple(sorted({round(updates * k / CHECKPOINTS) for k in range(CHECKPOINTS + 1)}))


def tuning_updates(recipe: TrainRecipe) -> int:
    """Return the updates with which each rate is tried."""
    return min(recipe.epochs * recipe.updates_in_epoch, TUNING_UPDATES)


def tail_updates(updates: int) -> tuple[int, ...]:
    """Return the updates in the last tenth at which a trial is looked at."""
    return tuple(sorted({round(updates * share) for share in (0.9, 0.95, 1.0)}))


def _is_tuned(recipe: TrainRecipe, optimizer: Optimizer) -> bool:
    return recipe.lr == "tuned" and optimizer.scale_is_open


def _trials(recipe: TrainRecipe, optimizer: Optimizer) -> list[Unit]:
    """Return the units that try the rates: one for each seed of its own."""
    updates = tuning_updates(recipe)
    last = tail_updates(updates)
    first = recipe.seed + recipe.seeds
    return [
        Unit(
            str(recipe.trained), str(optimizer), recipe.batch_size, updates,
            tuple(RATES.tolist()), (seed,), last,
        )
        for seed in range(first, first + TUNING_SEEDS)
    ]  # fmt: skip


def _shown(recipe: TrainRecipe, optimizer: Optimizer) -> Unit:
    """Return the unit of the trainings that are shown."""
    updates = recipe.epochs * recipe.updates_in_epoch
    seeds = tuple(range(recipe.seed, recipe.seed + recipe.seeds))
    return Unit(
        str(recipe.trained), str(optimizer), recipe.batch_size, updates, (), seeds,
        checkpoints(updates),
    )  # fmt: skip


def _rated(recipe: TrainRecipe, optimizer: Optimizer, losses: Array) -> Optimizer:
    """Return the optimizer with its rate: the best of those tried, or the one for all."""
    if losses.size:
        return optimizer.at_scale(float(RATES[int(np.argmin(np.median(losses, axis=1)))]))
    if isinstance(recipe.lr, float) and optimizer.scale_is_open:
        return optimizer.at_scale(recipe.lr)
    return optimizer


class _Work:
    """Does units, or takes them from what is kept, and tells how far it is."""

    def __init__(self, model: Model, kept: Kept, tell: Tell | None, total: int) -> None:
        self._model, self._kept, self._tell = model, kept, tell
        self._total, self._so_far = total, 0

    def done(self, unit: Unit, optimizer: Optimizer) -> Arrays:
        """Return the measures of a unit, ``(checkpoints, trainings)`` each."""
        described = _described(unit, self._model)
        found = self._kept.arrays(described)
        if found is None:
            found = train(self._model, optimizer, unit, self._tell_of(unit))
            self._kept.keep(described, found)
        self._so_far += unit.size
        if self._tell is not None:
            self._tell(self._so_far, self._total)
        return found

    def _tell_of(self, unit: Unit) -> Callable[[int], None]:
        """Return the function that tells how far it is at an update of a unit."""

        def tell(update: int) -> None:
            if self._tell is not None:
                self._tell(self._so_far + unit.size * update // unit.updates, self._total)

        return tell


def train(
    model: Model,
    optimizer: Optimizer,
    unit: Unit,
    tell: Callable[[int], None] = lambda update: None,
) -> Arrays:
    """Train a model with each rate from each seed; return ``(checkpoints, trainings)`` arrays.

    ``tell`` is called with the update at which the trainings are looked at.
    """
    starts = np.array([model.initial(seed) for seed in unit.seeds]).T
    if unit.rates:
        optimizer = optimizer.at_scale(np.array(unit.rates)[:, np.newaxis])
        starts = starts[:, np.newaxis]
    noise = in_batches(unit.batch_size, model)
    batch = Batch.of(optimizer, model, starts, noise, np.array(unit.seeds), unit.updates)
    workers = workers_for(batch, batch.size)
    watch = Checkpoints(_measures(model), 2, unit.checkpoints, batch.size, tell)
    descend(batch, None, watch, slice(0, batch.size), workers)
    loss, accuracy = watch.found
    return {"loss": loss, "accuracy": accuracy}


def _described(unit: Unit, model: Model) -> str:
    """Return all that decides the numbers of a unit: the data themselves, too."""
    data = model.dataset
    parts = [data, data.held_out] if data.held_out else [data]
    arrays = [array for one in parts for array in (one.inputs, one.targets)]
    prints = [crc32(np.ascontiguousarray(array).tobytes()) for array in arrays]
    said = {**asdict(unit), "optim-viz": __version__, "data": prints}
    return json.dumps(said, sort_keys=True)


def _measures(model: Model) -> Callable[[Array], Array]:
    """Return the function that measures parameters ``(d, n)``: loss on all data, accuracy."""
    data = model.dataset.held_out or model.dataset

    def measured(x: Array) -> Array:
        loss = model(x)
        if not data.classes:
            return np.array([loss, np.full(loss.shape, np.nan)])
        accuracy = np.where(np.isfinite(loss), model.accuracy(x, data), np.nan)
        return np.array([loss, accuracy])

    return measured


def tail(loss: Array) -> Array:
    """Return the median loss at the last checkpoints ``(n,)``; inf where one is not finite."""
    return np.median(np.where(np.isfinite(loss), loss, np.inf), axis=0)


def described(training: Training) -> str:
    """Say how low each optimizer has come, for those who do not see the figure."""
    told = []
    for course in training.courses:
        loss, accuracy = (_spread(one[-1])["median"] for one in (course.loss, course.accuracy))
        told.append(
            words.training_told(
                course.optimizer.title,
                None if loss is None else f"{loss:.2g}",
                None if accuracy is None else f"{100 * accuracy:.1f}",
            )
        )
    recipe = training.recipe
    about = words.training_described(training.title, recipe.epochs, recipe.seeds)
    return f"{about}: {'; '.join(told)}."


class _NothingKept:
    """Keeps nothing."""

    def arrays(self, described: str) -> None:
        """Return None."""

    def keep(self, described: str, arrays: Arrays) -> None:
        """Forget them."""


def _rates_in_words(lr: float | str) -> str:
    return words.RATES_BY_DEFAULT if isinstance(lr, str) else words.same_rate(f"{lr:g}")


def _plain_rate(optimizer: Optimizer) -> float | str | None:
    rate = optimizer.knobs.get("lr", optimizer.scale)
    return str(rate) if callable(rate) else rate  # type: ignore[return-value]


def _spread(last: Array) -> dict[str, float | None]:
    """Return the lowest, median and highest of what the seeds have reached."""
    known = np.where(np.isnan(last), np.inf, last)
    low, middle, high = (float(q) for q in np.quantile(known, (0, 0.5, 1), method="inverted_cdf"))
    return {"lowest": _finite(low), "median": _finite(middle), "highest": _finite(high)}


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None
