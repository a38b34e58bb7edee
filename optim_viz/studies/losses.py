"""Losses as functions of a residual or a logit, as log-likelihoods, and two of them in training."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optim_viz.recipes.losses import DUEL, LossesRecipe
from optim_viz.runs.results import Run
from optim_viz.runs.run import run
from surfaces import Array, get
from surfaces.models.losses import (
    MAE,
    MSE,
    BinaryCrossEntropy,
    CrossEntropy,
    Dice,
    Focal,
    Huber,
    Loss,
    sigmoid,
    softmax,
)
from surfaces.models.model import Model

RESIDUALS, LOGITS = (-3.0, 3.0), (-6.0, 6.0)
"""The range of residuals and of logits that is shown."""

_FAR_LOGITS = (-8.0, 8.0)
"""Where the slope of squares has vanished."""

_PLACES = 601

_SMOOTHING, _CLASSES = 0.1, 3


@dataclass(frozen=True, eq=False)
class LossCurve:
    """A loss of one row: values and derivatives ``(n,)`` over residuals or logits."""

    name: str
    """The name that `optim_viz.text` has words for."""
    x: Array
    value: Array
    slope: Array
    loss: Loss | None
    """None where it is the composition of a loss and a sigmoid."""


@dataclass(frozen=True, eq=False)
class Curves:
    """Losses of residuals and of logits; one of both may be left out."""

    residuals: Sequence[LossCurve]
    logits: Sequence[LossCurve]


def residual_losses() -> list[LossCurve]:
    """Return the losses of a residual: of one row with a target of 0."""
    x = np.linspace(*RESIDUALS, _PLACES)
    losses = {"mse": MSE(), "mae": MAE(), "huber": Huber()}
    return [_curve(name, loss, x, 0.0) for name, loss in losses.items()]


def logit_losses() -> list[LossCurve]:
    """Return the losses of the logit of the class that is true, squares behind a sigmoid last."""
    z = np.linspace(*LOGITS, _PLACES)
    losses = {
        "bce": BinaryCrossEntropy(),
        "smoothed": BinaryCrossEntropy(_SMOOTHING),
        "focal": Focal(),
        "dice": Dice(),
    }
    return [*(_curve(name, loss, z, 1.0) for name, loss in losses.items()), squares_of_sigmoid(z)]


def squares_of_sigmoid(z: Array) -> LossCurve:
    """Return the squared error of a sigmoid against 1: its slope has the sigmoid's as a factor."""
    p = sigmoid(z)
    squares = _curve("mse_of_sigmoid", MSE(), p, 1.0)
    return LossCurve(squares.name, z, squares.value, squares.slope * p * sigmoid(-z), None)


def _curve(name: str, loss: Loss, x: Array, target: float) -> LossCurve:
    """Return a loss of one row with one output, for each output ``(n,)``."""
    outputs, targets = x[:, np.newaxis, np.newaxis], np.full((1, 1), target)
    value, slope = loss(outputs, targets), loss.gradient(outputs, targets)[:, 0, 0]
    return LossCurve(name, x, value, slope, loss)


@dataclass(frozen=True, eq=False)
class Likelihood:
    """A distribution of targets, and the loss that is its negative logarithm but for a constant."""

    name: str
    """The name that `optim_viz.text` has words for."""
    x: Array
    """Residuals, or logits of the true class, ``(n,)``."""
    density: Array
    """The density, or the probability of the true class."""
    loss: Array
    """The loss of a row, ``(n,)``."""
    constant: float
    """−ln density − loss, at every place."""

    @property
    def surprise(self) -> Array:
        """The negative logarithm of the density, ``(n,)``."""
        return -np.log(self.density)


@dataclass(frozen=True, eq=False)
class Likelihoods:
    """Distributions of numbers and of classes."""

    numbers: Sequence[Likelihood]
    classes: Sequence[Likelihood]


def number_likelihoods() -> list[Likelihood]:
    """Return the distributions of numbers whose negative logarithms are MSE, MAE and Huber's."""
    mse, mae, huber = residual_losses()
    width = math.sqrt(2 * math.pi) * math.erf(math.sqrt(0.5)) + 2 * math.exp(-0.5)
    r = mse.x
    densities = {
        "normal": (mse, np.exp(-(r**2)) / math.sqrt(math.pi)),
        "laplace": (mae, np.exp(-np.abs(r)) / 2),
        "huber_tails": (huber, _huber(r) / width),
    }
    return [_likelihood(name, *both) for name, both in densities.items()]


def _huber(r: Array) -> Array:
    """Return a bell with exponential tails from |r| = 1 on; its integral is not 1."""
    return np.where(np.abs(r) <= 1, np.exp(-(r**2) / 2), np.exp(0.5 - np.abs(r)))


def class_likelihoods() -> list[Likelihood]:
    """Return the distributions of classes whose negative logarithms are the cross-entropies."""
    bce = logit_losses()[0]
    z = bce.x
    rows = np.zeros((len(z), 1, _CLASSES))
    rows[:, 0, 0] = z
    truth = np.eye(_CLASSES)[:1]
    entropy = CrossEntropy()
    slope = entropy.gradient(rows, truth)[:, 0, 0]
    several = LossCurve(bce.name, z, entropy(rows, truth), slope, entropy)
    odds = {
        "bernoulli": (bce, sigmoid(z)),
        "categorical": (several, softmax(rows)[:, 0, 0]),
    }
    return [_likelihood(name, *both) for name, both in odds.items()]


def _likelihood(name: str, curve: LossCurve, density: Array) -> Likelihood:
    """Return a distribution with its loss; the constant is that of the middle."""
    middle = len(density) // 2
    constant = float(-np.log(density[middle]) - curve.value[middle])
    return Likelihood(name, curve.x, density, curve.value, constant)


@dataclass(frozen=True, eq=False)
class Duel:
    """One neuron trained twice from one start: on squared errors and on cross-entropy."""

    squares: Run
    entropy: Run
    curves: tuple[LossCurve, LossCurve]
    """Both losses over the logit."""

    @property
    def runs(self) -> tuple[Run, Run]:
        """Both, squares first."""
        return self.squares, self.entropy

    @property
    def slopes(self) -> tuple[float, float]:
        """The norm of the gradient at the start, of both."""
        first, second = (_norm(one) for one in self.runs)
        return first, second

    def accuracy(self, one: Run, step: int) -> float:
        """Return the share of rows that is classified correctly after a step."""
        model = one.surface
        assert isinstance(model, Model)
        return float(model.accuracy(one.points[:, step]))

    def error(self, one: Run) -> Array:
        """Return the cross-entropy of a run after each step, ``(steps + 1,)``: one measure."""
        return np.asarray(self.entropy.surface(one.points))


def duel(start: tuple[float, ...], lr: float, steps: int) -> Duel:
    """Train the neuron with gradient descent on both losses."""
    first, second = (
        run(f"sgd:lr={lr!r}", get(f"{DUEL},loss={loss}"), start, steps, tolerance=None)
        for loss in ("mse", "bce")
    )
    z = np.linspace(*_FAR_LOGITS, _PLACES)
    entropy = _curve("bce", BinaryCrossEntropy(), z, 1.0)
    return Duel(first, second, (squares_of_sigmoid(z), entropy))


def _norm(one: Run) -> float:
    return float(np.linalg.norm(one.surface.gradient(one.points[:, 0])))


Found = Curves | Likelihoods | Duel
"""What a page shows."""


def study(recipe: LossesRecipe) -> Found:
    """Return what the page of a recipe shows."""
    if recipe.page in ("curves", "residuals", "logits"):
        return Curves(
            residual_losses() if recipe.page != "logits" else (),
            logit_losses() if recipe.page != "residuals" else (),
        )
    if recipe.page == "likelihood":
        return Likelihoods(number_likelihoods(), class_likelihoods())
    return duel(recipe.start, recipe.lr, recipe.steps)
