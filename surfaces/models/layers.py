"""Layers of a network: forward, backward, and the same along a direction.

What is passed on is ``(batch, n, k)``, the parameters of a layer are ``(batch, size)``: one row for
each model of a batch. A layer answers the questions of backpropagation:

- ``forward``: what goes out for what comes in;
- ``slopes`` and ``backward``: the derivatives of the loss by its parameters, and by what came in,
  from those by what went out (the chain rule);
- ``forward_along``, ``slopes_along``, ``backward_along``: how these change when the parameters move
  along a direction v, for products with the Hessian (Pearlmutter 1994).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from surfaces.box import Array
from surfaces.models.losses import sigmoid


@dataclass(frozen=True)
class Affine:
    """Every output is a weighted sum of all inputs and a bias: ``a W + b``.

    Its parameters are the weights ``(inputs, outputs)``, row by row, then the biases.
    """

    inputs: int
    outputs: int

    @cached_property
    def size(self) -> int:
        """Number of parameters."""
        return (self.inputs + 1) * self.outputs

    def weights(self, theta: Array) -> Array:
        """Return the weights ``(batch, inputs, outputs)`` of parameters ``(batch, size)``."""
        return theta[:, : self.inputs * self.outputs].reshape(-1, self.inputs, self.outputs)

    def biases(self, theta: Array) -> Array:
        """Return the biases ``(batch, 1, outputs)``."""
        return theta[:, np.newaxis, self.inputs * self.outputs :]

    def forward(self, theta: Array, a: Array) -> Array:
        """Return ``a W + b``."""
        z: Array = a @ self.weights(theta)
        z += self.biases(theta)
        return z

    def backward(self, theta: Array, slope: Array) -> Array:
        """Return the derivatives of the loss by what came in, from those by what went out."""
        by_inputs: Array = slope @ self.weights(theta).swapaxes(-1, -2)
        return by_inputs

    def slopes(self, a: Array, slope: Array) -> Array:
        """Return the derivatives of the loss by the parameters, ``(batch, size)``."""
        by_parameters = np.empty((len(slope), self.size))
        np.matmul(a.swapaxes(-1, -2), slope, out=self.weights(by_parameters))
        slope.sum(axis=-2, out=by_parameters[:, self.inputs * self.outputs :])
        return by_parameters

    def forward_along(self, theta: Array, v: Array, a: Array, v_a: Array | None) -> Array:
        """Return the change of ``a W + b`` along v; ``v_a`` is None where the input is fixed."""
        change: Array = a @ self.weights(v) + self.biases(v)
        return change if v_a is None else change + v_a @ self.weights(theta)

    def slopes_along(self, a: Array, v_a: Array | None, slope: Array, v_slope: Array) -> Array:
        """Return the change of `slopes` along v."""
        change = self.slopes(a, v_slope)
        if v_a is not None:
            self.weights(change)[...] += v_a.swapaxes(-1, -2) @ slope
        return change

    def backward_along(self, theta: Array, v: Array, slope: Array, v_slope: Array) -> Array:
        """Return the change of `backward` along v."""
        change: Array = v_slope @ self.weights(theta).swapaxes(-1, -2)
        change += slope @ self.weights(v).swapaxes(-1, -2)
        return change


class Activation(ABC):
    """A function of each number by itself; its derivatives are told by what went out, ``y``."""

    kinks: str = ""
    """Where its derivative jumps, in words; empty if it never does."""

    @abstractmethod
    def forward(self, z: Array) -> Array:
        """Return the function of ``z``."""

    @abstractmethod
    def derivative(self, y: Array) -> Array:
        """Return its derivative where its value is ``y``."""

    @abstractmethod
    def second_derivative(self, y: Array) -> Array:
        """Return its second derivative where its value is ``y``."""


class Identity(Activation):
    """What comes in goes out: layers without a function between them collapse into one."""

    def forward(self, z: Array) -> Array:
        """Return z."""
        return z

    def derivative(self, y: Array) -> Array:
        """Return 1, for all."""
        return np.ones(1)

    def second_derivative(self, y: Array) -> Array:
        """Return 0, for all."""
        return np.zeros(1)


class ReLU(Activation):
    """The positive part (Nair & Hinton 2010); its derivative at 0 is 0, as in PyTorch."""

    kinks = "where the input of a unit is 0"

    def forward(self, z: Array) -> Array:
        """Return max(z, 0)."""
        return np.maximum(z, 0.0)

    def derivative(self, y: Array) -> Array:
        """Return 1 where the unit is active, else 0."""
        return (y > 0).astype(float)

    def second_derivative(self, y: Array) -> Array:
        """Return 0, for all."""
        return np.zeros(1)


class Sigmoid(Activation):
    """The logistic function: its derivative is at most 1/4, so that slopes fade layer by layer."""

    def forward(self, z: Array) -> Array:
        """Return 1 / (1 + exp(−z))."""
        return sigmoid(z)

    def derivative(self, y: Array) -> Array:
        """Return y (1 − y)."""
        return y * (1.0 - y)

    def second_derivative(self, y: Array) -> Array:
        """Return y (1 − y) (1 − 2 y)."""
        return y * (1.0 - y) * (1.0 - 2.0 * y)


class Tanh(Activation):
    """The hyperbolic tangent: as the logistic function, but around 0 and with a derivative of 1."""

    def forward(self, z: Array) -> Array:
        """Return tanh z."""
        return np.tanh(z)

    def derivative(self, y: Array) -> Array:
        """Return 1 − y²."""
        return 1.0 - y * y

    def second_derivative(self, y: Array) -> Array:
        """Return −2 y (1 − y²)."""
        return -2.0 * y * (1.0 - y * y)


ACTIVATIONS: dict[str, Activation] = {
    "identity": Identity(),
    "relu": ReLU(),
    "sigmoid": Sigmoid(),
    "tanh": Tanh(),
}
"""The activations by the names that are typed."""

BENT = ("sigmoid", "tanh", "relu")
"""Those that bend what goes in."""
