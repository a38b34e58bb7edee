"""The words of trainings of networks."""

from __future__ import annotations

from collections.abc import Sequence

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


def ends_at_loss(value: str) -> str:
    """Say how high a training ends that is out of view."""
    return f"ends at {value}"


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
FORWARD_DIFFERENCE = "forward difference"
CENTRAL_DIFFERENCE = "central difference"
BACKPROPAGATION = "backpropagation"
STEP_SIZE = "step h"
ERROR_OF_DERIVATIVES = "relative error of the derivatives", "relative error"
PARAMETERS = "parameters"
TIME_OF_A_GRADIENT = "time of a gradient"
STEPS_CROSS_KINKS = "large steps cross kinks"
TIMED_HERE = "times: measured here, a value × 2 for each parameter"
GRADIENT_COLUMNS = ("formula", "best step", "error")
TIME_COLUMNS = ("parameters", "backpropagation, ms", "central difference, ms", "ratio")


def derivatives_compared(count: int, of: int) -> str:
    """Say how many derivatives are compared with those of the surface."""
    if count == of:
        return "every derivative at the start"
    return f"{count} of {of} derivatives at the start"


def best_steps(forward: str, central: str) -> str:
    """Say which steps have the smallest error."""
    return f"best step: forward {forward}, central {central}"


def gradients_described(
    surface: str, forward: str, forward_error: str, central: str, central_error: str
) -> str:
    """Say what a figure shows of numerical derivatives."""
    return (
        f"The error of numerical derivatives of {surface} over the size of the step: forward"
        f" differences are best at {forward} (error {forward_error}), central ones at {central}"
        f" (error {central_error})."
    )


def times_described(parameters: int, ratio: str) -> str:
    """Say how much longer numerical derivatives take."""
    return f"For {parameters} parameters they take {ratio} times as long as backpropagation."


def same_rows(epochs: int, rows: int) -> str:
    """Say that all trainings see as many rows."""
    return f"{_counted(epochs, 'epoch')} of {rows} rows for all"


def median_of_seeds(count: int) -> str:
    """Say over how many seeds a loss is the median."""
    return f"median of {_counted(count, 'seed')}, last tenth"


def best_rates_grow(power: str) -> str:
    """Say with which power of the batch size the best rate grows, as measured."""
    return f"measured: best lr ∝ batch^{power}"


def batch_map_described(
    surface: str, method: str, sizes: tuple[int, int], rates: tuple[str, str], power: str
) -> str:
    """Say what a map over rate and batch size shows."""
    return (
        f"Loss of {method} on {surface} after the same number of rows, over rate and batch size:"
        f" the best rate goes from {rates[0]} for batches of {sizes[0]} to {rates[1]} for"
        f" {sizes[1]}, about as the batch to the power of {power}."
    )


SCALING = {"linear": "linear scaling: lr ∝ batch", "root": "square-root scaling: lr ∝ √batch"}
BATCH_SIZE = "batch size"
BEST_LR = "best lr"
BATCH_MAP_COLUMNS = ("batch size", "best lr", "loss", "linear rule", "root rule")


def unstable_above(limit: str) -> str:
    """Say above which curvature a method is unstable at its rate."""
    return f"limit {limit}"


def barrier(line: str, height: str) -> str:
    """Say how high the barrier between two solutions is."""
    return f"{line}: barrier {height}"


def curvature_told(optimizer: str, largest: str, limit: str) -> str:
    """Say how large the curvature along a path becomes."""
    told = f"with {optimizer} up to {largest}"
    return told if limit == "-" else f"{told} (its limit is {limit})"


def curvature_described(surface: str, runs: Sequence[str], barriers: Sequence[str]) -> str:
    """Say what a figure of curvatures shows."""
    crossed = f" {'; '.join(barriers)}." if barriers else ""
    return f"Largest curvature of {surface} along paths: {'; '.join(runs)}.{crossed}"


HOW_CURVATURE_IS_DRAWN = "largest eigenvalue of the Hessian on all data; dashed: limit of the rate"
LARGEST_EIGENVALUE = "largest curvature"
ON_THE_LINE = "from one solution, 0, to another, 1"
BETWEEN = {
    "same_start": "both from one start",
    "other_start": "from other weights",
    "start_to_end": "start to end",
}
CURVATURE_COLUMNS = ("optimizer", "f", "λ max at the start", "largest", "at the end", "limit")
