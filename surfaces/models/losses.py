"""Losses of the outputs of a model against targets, with two derivatives each.

Outputs are ``(*batch, n, k)``: n rows of data, k outputs. Targets are ``(n, k)``, or have the batch
in front as well. A loss is one number for each model of the batch, ``(*batch)``, a mean over the
rows; its gradient has the shape of the outputs.

Losses of classes take logits, the outputs before the sigmoid or the softmax: there the logarithm
of the loss and the exponential of the function cancel, so that nothing overflows, and the logarithm
of zero never occurs, however large the logits are.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from surfaces.box import Array
from surfaces.specs import InputError

Link = Literal["identity", "sigmoid", "softmax"]
"""The function that turns the outputs that a loss takes into predictions."""


@dataclass(frozen=True)
class Loss(ABC):
    """A loss: one number for the outputs ``(*batch, n, k)`` and the targets ``(n, k)``."""

    link: ClassVar[Link] = "identity"
    """The function from outputs to predictions."""

    formula: ClassVar[str]
    """The loss of one output, in one line: r is the residual, z the logit, t the target."""

    likelihood: ClassVar[str] = ""
    """The distribution of the targets whose negative log-likelihood it is; empty if it is none."""

    sums_over_rows: ClassVar[bool] = True
    """Whether it is a mean over rows: only then is the gradient of a mini-batch unbiased."""

    kinks: ClassVar[str] = ""
    """Where its gradient jumps, in words; empty if it never does."""

    @abstractmethod
    def __call__(self, outputs: Array, targets: Array) -> Array:
        """Return the loss of each model, ``(*batch)``."""

    @abstractmethod
    def gradient(self, outputs: Array, targets: Array) -> Array:
        """Return the derivatives of the loss by the outputs, ``(*batch, n, k)``."""

    @abstractmethod
    def curvature_along(self, outputs: Array, targets: Array, along: Array) -> Array:
        """Return how the gradient changes along a direction of the outputs, ``(*batch, n, k)``."""


class Residual(Loss):
    """A mean over rows and outputs of a function of the residual r = output − target."""

    def __call__(self, outputs: Array, targets: Array) -> Array:
        """Return the loss of each model, ``(*batch)``."""
        return self._of(outputs - targets).mean(axis=(-2, -1))

    def gradient(self, outputs: Array, targets: Array) -> Array:
        """Return the derivatives of the loss by the outputs, ``(*batch, n, k)``."""
        return self._slope(outputs - targets) / _size(outputs)

    def curvature_along(self, outputs: Array, targets: Array, along: Array) -> Array:
        """Return how the gradient changes along a direction of the outputs, ``(*batch, n, k)``."""
        return self._bend(outputs - targets) * along / _size(outputs)

    @abstractmethod
    def _of(self, r: Array) -> Array:
        """Return the loss of each residual."""

    @abstractmethod
    def _slope(self, r: Array) -> Array:
        """Return its first derivative."""

    @abstractmethod
    def _bend(self, r: Array) -> Array:
        """Return its second derivative."""


class MSE(Residual):
    """Mean squared error, without a factor of one half, as in PyTorch and Keras."""

    formula = "r²"
    likelihood = "normal"

    def _of(self, r: Array) -> Array:
        return r * r

    def _slope(self, r: Array) -> Array:
        return 2.0 * r

    def _bend(self, r: Array) -> Array:
        return np.full(r.shape, 2.0)


class MAE(Residual):
    """Mean absolute error; at a residual of zero the gradient is that of the flat side, zero."""

    formula = "|r|"
    likelihood = "Laplace"
    kinks = "where a residual is 0"

    def _of(self, r: Array) -> Array:
        return np.abs(r)

    def _slope(self, r: Array) -> Array:
        return np.sign(r)

    def _bend(self, r: Array) -> Array:
        return np.zeros(r.shape)


@dataclass(frozen=True)
class Huber(Residual):
    """Squares up to a residual of delta, lines beyond (Huber 1964, eq. 2.5), as in PyTorch."""

    delta: float = 1.0

    formula = "r²/2 where |r| ≤ δ, else δ(|r| − δ/2)"
    likelihood = "normal with Laplace tails"
    kinks = "where a residual is ±delta: its curvature jumps"

    def __post_init__(self) -> None:
        if not 0 < self.delta < np.inf:
            raise InputError(f"delta is a finite number greater than 0, not {self.delta}")

    def _of(self, r: Array) -> Array:
        size = np.abs(r)
        return np.where(size <= self.delta, 0.5 * r * r, self.delta * (size - 0.5 * self.delta))

    def _slope(self, r: Array) -> Array:
        return np.clip(r, -self.delta, self.delta)

    def _bend(self, r: Array) -> Array:
        return (np.abs(r) <= self.delta).astype(float)


class RMSE(Loss):
    """Root of the mean squared error, in the units of the targets.

    No mean over rows: the gradient of a mini-batch is biased. Where all residuals are zero it has
    a tip and no gradient; the one given there is zero, the shortest of its subgradients.
    """

    formula = "√(mean r²)"
    sums_over_rows = False
    kinks = "where all residuals are 0"

    def __call__(self, outputs: Array, targets: Array) -> Array:
        """Return the loss of each model, ``(*batch)``."""
        r, scale = _scaled(outputs - targets)
        return scale * np.sqrt((r * r).mean(axis=(-2, -1)))

    def gradient(self, outputs: Array, targets: Array) -> Array:
        """Return the derivatives of the loss by the outputs, ``(*batch, n, k)``."""
        direction, _ = self._unit(outputs - targets)
        return direction / np.sqrt(_size(outputs))

    def curvature_along(self, outputs: Array, targets: Array, along: Array) -> Array:
        """Return how the gradient changes along a direction of the outputs, ``(*batch, n, k)``."""
        direction, length = self._unit(outputs - targets)
        across = along - direction * (direction * along).sum(axis=(-2, -1), keepdims=True)
        safe = np.where(length > 0, length, 1.0)
        return np.where(length > 0, across / safe, 0.0) / np.sqrt(_size(outputs))

    @staticmethod
    def _unit(r: Array) -> tuple[Array, Array]:
        """Return residuals divided by their norm, zero where they are zero, and the norm."""
        small, scale = _scaled(r)
        norm = np.sqrt((small * small).sum(axis=(-2, -1), keepdims=True))
        unit = np.where(norm > 0, small / np.where(norm > 0, norm, 1.0), 0.0)
        return unit, norm * scale[..., np.newaxis, np.newaxis]


@dataclass(frozen=True)
class Smoothed(Loss):
    """A loss of classes; ``smoothing`` mixes the targets with a share of even odds.

    One share serves PyTorch's and Keras' ``label_smoothing``: t becomes (1 − s) t + s / classes.
    """

    smoothing: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.smoothing < 1:
            raise InputError(f"smoothing is from 0 up to 1, without it, not {self.smoothing}")

    def _smooth(self, targets: Array, classes: int) -> Array:
        if not self.smoothing:
            return targets
        return (1.0 - self.smoothing) * targets + self.smoothing / classes


class BinaryCrossEntropy(Smoothed):
    """Cross-entropy of a sigmoid, for each output by itself: several classes may be true of a row.

    A mean over rows and outputs, as `BCEWithLogitsLoss` of PyTorch.
    """

    link = "sigmoid"
    formula = "−t ln p − (1 − t) ln(1 − p),  p = σ(z)"
    likelihood = "Bernoulli"

    def __call__(self, outputs: Array, targets: Array) -> Array:
        """Return the loss of each model, ``(*batch)``."""
        t = self._smooth(targets, 2)
        return (t * softplus(-outputs) + (1.0 - t) * softplus(outputs)).mean(axis=(-2, -1))

    def gradient(self, outputs: Array, targets: Array) -> Array:
        """Return the derivatives of the loss by the logits, ``(*batch, n, k)``: (p − t) / nk."""
        return (sigmoid(outputs) - self._smooth(targets, 2)) / _size(outputs)

    def curvature_along(self, outputs: Array, targets: Array, along: Array) -> Array:
        """Return how the gradient changes along a direction of the logits, ``(*batch, n, k)``."""
        return sigmoid(outputs) * sigmoid(-outputs) * along / _size(outputs)


class CrossEntropy(Smoothed):
    """Cross-entropy of a softmax: one of k classes is true of a row.

    Targets are 1 for the class that is true and 0 for the others, or the odds of each. A mean over
    rows, as `CrossEntropyLoss` of PyTorch.
    """

    link = "softmax"
    formula = "−Σ t ln p,  p = softmax(z)"
    likelihood = "categorical"

    def __call__(self, outputs: Array, targets: Array) -> Array:
        """Return the loss of each model, ``(*batch)``."""
        t = self._smooth(targets, outputs.shape[-1])
        return -(t * log_softmax(outputs)).sum(axis=-1).mean(axis=-1)

    def gradient(self, outputs: Array, targets: Array) -> Array:
        """Return the derivatives of the loss by the logits, ``(*batch, n, k)``: (p − t) / n."""
        t = self._smooth(targets, outputs.shape[-1])
        return (softmax(outputs) * t.sum(axis=-1, keepdims=True) - t) / outputs.shape[-2]

    def curvature_along(self, outputs: Array, targets: Array, along: Array) -> Array:
        """Return how the gradient changes along a direction of the logits, ``(*batch, n, k)``."""
        p, weight = softmax(outputs), self._smooth(targets, outputs.shape[-1])
        change = p * (along - (p * along).sum(axis=-1, keepdims=True))
        return change * weight.sum(axis=-1, keepdims=True) / outputs.shape[-2]


@dataclass(frozen=True)
class Focal(Loss):
    """Cross-entropy of a sigmoid with less weight on rows that are right already (Lin et al. 2017).

    Eq. 4 of the paper, without its alpha: the weight is the probability of the wrong class, to the
    power gamma. Targets are 0 or 1. A mean over rows and outputs.
    """

    gamma: float = 2.0

    link = "sigmoid"
    formula = "−(1 − q)^γ ln q,  q = p where t = 1, else 1 − p"

    def __post_init__(self) -> None:
        if not 0 <= self.gamma < np.inf:
            raise InputError(f"gamma is a finite number, at least 0, not {self.gamma}")

    def __call__(self, outputs: Array, targets: Array) -> Array:
        """Return the loss of each model, ``(*batch)``."""
        wrong = (1.0 - 2.0 * targets) * outputs  # the logit of the wrong class
        return (_power_of_sigmoid(wrong, self.gamma) * softplus(wrong)).mean(axis=(-2, -1))

    def gradient(self, outputs: Array, targets: Array) -> Array:
        """Return the derivatives of the loss by the logits, ``(*batch, n, k)``."""
        sign = 1.0 - 2.0 * targets
        wrong = sign * outputs
        q, p = sigmoid(-wrong), sigmoid(wrong)
        slope = self.gamma * q * softplus(wrong) + p
        return sign * _power_of_sigmoid(wrong, self.gamma) * slope / _size(outputs)

    def curvature_along(self, outputs: Array, targets: Array, along: Array) -> Array:
        """Return how the gradient changes along a direction of the logits, ``(*batch, n, k)``."""
        wrong = (1.0 - 2.0 * targets) * outputs
        q, p, cost = sigmoid(-wrong), sigmoid(wrong), softplus(wrong)
        slope = self.gamma * q * cost + p
        bend = self.gamma * q * slope + self.gamma * (q * p - q * p * cost) + q * p
        return _power_of_sigmoid(wrong, self.gamma) * bend * along / _size(outputs)


@dataclass(frozen=True)
class Dice(Loss):
    """One minus the overlap of predicted and true sets (Dice 1945; soft, Milletari et al. 2016).

    The overlap of all rows and outputs together, so no mean over rows: the gradient of a mini-batch
    is biased. ``smooth`` is added above and below; with it the empty sets overlap wholly.
    """

    smooth: float = 1.0

    link = "sigmoid"
    formula = "1 − (2 Σ p t + s) / (Σ p + Σ t + s)"
    sums_over_rows = False

    def __post_init__(self) -> None:
        if not 0 < self.smooth < np.inf:
            raise InputError(f"smooth is a finite number greater than 0, not {self.smooth}")

    def __call__(self, outputs: Array, targets: Array) -> Array:
        """Return the loss of each model, ``(*batch)``."""
        both, either = self._sums(sigmoid(outputs), targets)
        return (1.0 - both / either)[..., 0, 0]

    def gradient(self, outputs: Array, targets: Array) -> Array:
        """Return the derivatives of the loss by the logits, ``(*batch, n, k)``."""
        p = sigmoid(outputs)
        both, either = self._sums(p, targets)
        return self._slope(targets, both, either) * p * sigmoid(-outputs)

    def curvature_along(self, outputs: Array, targets: Array, along: Array) -> Array:
        """Return how the gradient changes along a direction of the logits, ``(*batch, n, k)``."""
        p, q = sigmoid(outputs), sigmoid(-outputs)
        both, either = self._sums(p, targets)
        v = p * q * along
        v_both, v_either = (2.0 * _total(v * targets), _total(v))
        turn = (v_both + 2.0 * targets * v_either) / either**2 - 2.0 * both * v_either / either**3
        return turn * p * q + self._slope(targets, both, either) * (q - p) * v

    def _sums(self, p: Array, targets: Array) -> tuple[Array, Array]:
        """Return numerator and denominator of the overlap, ``(*batch, 1, 1)``."""
        both = 2.0 * _total(p * targets) + self.smooth
        either = _total(p) + _total(np.broadcast_to(targets, p.shape)) + self.smooth
        return both, either

    @staticmethod
    def _slope(targets: Array, both: Array, either: Array) -> Array:
        """Return the derivatives by the predictions."""
        return both / either**2 - 2.0 * targets / either


LOSSES: dict[str, type[Loss]] = {
    "mse": MSE,
    "rmse": RMSE,
    "mae": MAE,
    "huber": Huber,
    "bce": BinaryCrossEntropy,
    "cross_entropy": CrossEntropy,
    "focal": Focal,
    "dice": Dice,
}
"""The losses by the names that are typed."""


def sigmoid(z: Array) -> Array:
    """Return 1 / (1 + exp(−z)), without overflow and exact in both tails."""
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, small) / (1.0 + small)


def softplus(z: Array) -> Array:
    """Return ln(1 + exp(z)), without overflow: minus the logarithm of ``sigmoid(-z)``."""
    return np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z)))


def softmax(z: Array) -> Array:
    """Return exp(z) over its sum along the last axis, without overflow."""
    raised = np.exp(z - z.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


def log_softmax(z: Array) -> Array:
    """Return the logarithm of `softmax`, finite where that underflows to zero."""
    lowered = z - z.max(axis=-1, keepdims=True)
    return lowered - np.log(np.exp(lowered).sum(axis=-1, keepdims=True))


def _power_of_sigmoid(z: Array, power: float) -> Array:
    return np.exp(-power * softplus(-z))


def _total(terms: Array) -> Array:
    return terms.sum(axis=(-2, -1), keepdims=True)


def _size(outputs: Array) -> int:
    """Return the number of outputs of one model: rows times outputs of a row."""
    return outputs.shape[-2] * outputs.shape[-1]


def _scaled(r: Array) -> tuple[Array, Array]:
    """Return residuals divided by the largest of a model, and that, so that no square overflows."""
    scale = np.abs(r).max(axis=(-2, -1), initial=0.0)
    scale = np.where(scale > 0, scale, 1.0)
    return r / scale[..., np.newaxis, np.newaxis], scale
