"""The recipe of ``optim-viz train``: optimizers on the loss of a model, over epochs and seeds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import surfaces
from optim_viz.optimizers import Optimizer
from optim_viz.recipes.base import Recipe, check_range, check_rate, read_optimizers
from optim_viz.runs.batch_size import ALL, BatchSize, in_batches, read_batch_size
from optim_viz.runs.batch_size import updates_in_epoch as updates_of
from surfaces import InputError, datasets
from surfaces.models import check_has_data, is_model
from surfaces.specs import choose

if TYPE_CHECKING:
    from surfaces.models.model import Model

MOST_OPTIMIZERS, MOST_SEEDS, MOST_EPOCHS, MOST_UPDATES = 10, 100, 10_000, 10**7

_FILES = (".csv", ".npz")


@dataclass(frozen=True)
class TrainRecipe(Recipe):
    """A model, optimizers, the size of batches, and how long and how often each trains."""

    model: str = "digits"
    """A data set, a file or folder of data, or a model of them."""
    optimizers: tuple[str, ...] = ("sgd", "momentum", "adagrad", "adam")
    lr: float | str = "tuned"
    batch_size: str = "32"
    epochs: int = 20
    seeds: int = 5
    seed: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        check_range("epochs", self.epochs, 1, MOST_EPOCHS)
        check_range("seeds", self.seeds, 1, MOST_SEEDS)
        check_range("seed", self.seed, 0, 2**62)
        check_rate(self.lr)
        assert self.contestants
        if self.batch_size == TrainRecipe.batch_size and self.trained.rows < int(self.batch_size):
            object.__setattr__(self, "batch_size", ALL)
        assert in_batches(self.batch_size, self.trained)
        updates = self.epochs * self.updates_in_epoch
        if updates > MOST_UPDATES:
            raise InputError(f"{updates} updates are more than {MOST_UPDATES}: take fewer epochs")

    @property
    def trained(self) -> Model:
        """The model, or a network on the data.

        Raises
        ------
        InputError
            A surface without data, or no such data.
        """
        return model_of(self.model)

    @property
    def contestants(self) -> tuple[Optimizer, ...]:
        """The optimizers."""
        return read_optimizers(self.optimizers, MOST_OPTIMIZERS)

    @property
    def batch(self) -> int:
        """Rows of a batch."""
        size: BatchSize = read_batch_size(self.batch_size)
        return self.trained.rows if size == ALL else int(size)

    @property
    def updates_in_epoch(self) -> int:
        """Updates of an epoch."""
        return updates_of(self.batch, self.trained.rows)


def model_of(text: str) -> Model:
    """Return the model that is typed; a data set, a file or a folder stands for a network on it.

    Raises
    ------
    InputError
        A surface without data, or no such data.
    """
    is_data = text in datasets.names() or Path(text).suffix.lower() in _FILES
    if is_data or Path(text).is_dir() or ("/" in text and ":" not in text):
        text = f"network:data={text}"
    elif text.isidentifier() and text not in surfaces.names():
        choose(text, [*datasets.names(), *surfaces.model_families()], "data set or model")
    surface = surfaces.get(text)
    check_has_data(surface)
    assert is_model(surface)
    return surface
