"""Affine layers, each with an activation, for a whole batch of parameter vectors at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np

from surfaces.box import Array
from surfaces.models.layers import ACTIVATIONS, Activation, Affine
from surfaces.models.losses import Loss


@dataclass(frozen=True)
class Stack:
    """Affine layers of these widths: inputs, hidden units, ..., outputs.

    ``activation`` follows each layer but the last, and ``last`` that one.
    """

    widths: tuple[int, ...]
    activation: str = "identity"
    last: str = "identity"

    @cached_property
    def layers(self) -> tuple[Affine, ...]:
        """The affine layers."""
        return tuple(Affine(inputs, outputs) for inputs, outputs in pairwise(self.widths))

    @cached_property
    def activations(self) -> tuple[Activation, ...]:
        """The activation after each layer."""
        hidden = [self.activation] * (len(self.layers) - 1)
        return tuple(ACTIVATIONS[name] for name in (*hidden, self.last))

    @cached_property
    def size(self) -> int:
        """Number of parameters of all layers."""
        return sum(layer.size for layer in self.layers)

    @cached_property
    def parts(self) -> tuple[slice, ...]:
        """The place of each layer's parameters among all."""
        ends = [0, *accumulate(layer.size for layer in self.layers)]
        return tuple(slice(first, last) for first, last in pairwise(ends))

    def outputs(self, theta: Array, inputs: Array) -> Array:
        """Return the outputs ``(batch, n, k)``.

        Parameters
        ----------
        theta : array ``(batch, size)``
            Parameters, a row for each model.
        inputs : array ``(n, p)`` or ``(batch, n, p)``
        """
        return self._forward(theta, inputs)[-1]

    def _forward(self, theta: Array, inputs: Array) -> list[Array]:
        """Return what goes into each layer, and the outputs last."""
        passed = [inputs]
        for layer, part, activation in zip(self.layers, self.parts, self.activations, strict=True):
            passed.append(activation.forward(layer.forward(theta[:, part], passed[-1])))
        return passed

    def value_and_gradient(
        self, theta: Array, inputs: Array, targets: Array, loss: Loss
    ) -> tuple[Array, Array]:
        """Return the losses ``(batch)`` and their gradients ``(batch, size)``: backpropagation."""
        passed = self._forward(theta, inputs)
        gradient = np.empty(theta.shape)
        slope = loss.gradient(passed[-1], targets)
        for number in reversed(range(len(self.layers))):
            layer, part = self.layers[number], self.parts[number]
            slope = slope * self.activations[number].derivative(passed[number + 1])
            gradient[:, part] = layer.slopes(passed[number], slope)
            if number:
                slope = layer.backward(theta[:, part], slope)
        return loss(passed[-1], targets), gradient

    def hessian_along(
        self, theta: Array, v: Array, inputs: Array, targets: Array, loss: Loss
    ) -> Array:
        """Return the products of the Hessians with the directions v, ``(batch, size)`` each."""
        passed = self._forward(theta, inputs)
        moves, before = self._forward_along(theta, v, passed)
        product = np.empty(theta.shape)
        slope = loss.gradient(passed[-1], targets)
        v_slope = loss.curvature_along(passed[-1], targets, moves[-1])
        for number in reversed(range(len(self.layers))):
            layer, part, y = self.layers[number], self.parts[number], passed[number + 1]
            first = self.activations[number].derivative(y)
            second = self.activations[number].second_derivative(y)
            v_slope = v_slope * first + slope * second * before[number]
            slope = slope * first
            v_a = moves[number] if number else None
            product[:, part] = layer.slopes_along(passed[number], v_a, slope, v_slope)
            if number:
                v_slope = layer.backward_along(theta[:, part], v[:, part], slope, v_slope)
                slope = layer.backward(theta[:, part], slope)
        return product

    def _forward_along(
        self, theta: Array, v: Array, passed: list[Array]
    ) -> tuple[list[Array], list[Array]]:
        """Return the change along v of what goes into each layer, outputs last.

        And that of what comes out of each layer before its activation.
        """
        moves, before = [np.zeros(1)], []
        for number, (layer, part) in enumerate(zip(self.layers, self.parts, strict=True)):
            v_a = moves[-1] if number else None
            v_z = layer.forward_along(theta[:, part], v[:, part], passed[number], v_a)
            before.append(v_z)
            moves.append(self.activations[number].derivative(passed[number + 1]) * v_z)
        return moves, before
