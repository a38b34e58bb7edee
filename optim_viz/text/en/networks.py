"""The words of trainings of networks."""

from __future__ import annotations

from optim_viz.text.en.counting import counted as _counted
from optim_viz.text.en.figures import seed, seeds

# Trainings of networks.


def epochs(count: int, updates: int) -> str:
    """Say how long a training is."""
    return f"{_counted(count, 'epoch')}, {_counted(updates, 'update')}"


def band_of_seeds(count: int, first: int) -> str:
    """Say what the bands of trainings are over."""
    if count == 1:
        return seed(first)
    return f"median and range of {seeds(count, first)}"


def rates_of_trainings(count: int, seeds: int, updates: int | None) -> str:
    """Say how the rates of trainings were chosen; trials may be shorter than trainings."""
    short = f" after {updates} updates" if updates else ""
    return (
        f"lr: best of {count}, 10⁻⁴…10, by the median loss of the last tenth{short}, {seeds} other"
        " seeds"
    )


def diverged_of(count: int, of: int) -> str:
    """Say how many trainings have diverged."""
    return f"{count} of {of} diverged"


def trained_on(model: str, data: str) -> str:
    """Name a model with its data."""
    return f"{model} on {data}"


def training_described(model: str, epochs: int, seeds: int) -> str:
    """Begin to say what trainings have come to."""
    return f"{model} after {_counted(epochs, 'epoch')}, median of {_counted(seeds, 'seed')}"


def training_told(name: str, loss: str | None, accuracy: str | None) -> str:
    """Say what an optimizer has come to."""
    if loss is None:
        return f"{name} diverges"
    return f"{name} loss {loss}" + (f", {accuracy} % correct" if accuracy else "")


LOSS_ON_ALL_ROWS = "loss on all training rows"
ACCURACY_HELD_OUT = "test accuracy"
ACCURACY_ON_DATA = "training accuracy"
LOSS_OF_TRIALS = "loss in trials of the rate"
UPDATES = "updates"
TRAINING_COLUMNS = ("optimizer", "lr", "loss: median", "lowest", "highest")


def random_direction(number: int, share: str) -> str:
    """Say which random direction an axis is, and which share of the paths lies along it."""
    return f"random direction {number}: {share}"


def towards(origin: str, end: str) -> str:
    """Say between which points an axis runs."""
    return f"{origin} → {end}"


SLICED = "contours: a slice; hollow: paths off it, projected"
PLANE_COLUMNS = ("off plane", "loss on plane")
START_OF_PATHS = "start"
OVER_SLICE = ", over a slice of the loss"
