"""Planes through the parameters of a model: slices of its loss, and directions to span them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from surfaces.box import Array, Minimum
from surfaces.models.model import Model
from surfaces.planes import Plane

_AT_ONCE = 2**22
"""Largest number of parameters, of all points of a plane together, that are held at once."""


@dataclass(frozen=True, repr=False)
class LossPlane(Plane):
    """A plane through the parameters of a model; nobody looks for the minima of the slice."""

    costly = True

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """None: the lowest point of a slice of a loss means nothing."""
        return ()

    @property
    def lowest(self) -> None:
        """Nobody knows the lowest loss of a slice."""
        return None

    def _value(self, point: Array) -> Array:
        flat = point.reshape(2, -1)
        size = max(1, _AT_ONCE // self.surface.dim)
        value = np.empty(flat.shape[1])
        for first in range(0, flat.shape[1], size):
            some = slice(first, first + size)
            value[some] = super()._value(flat[:, some])
        return value.reshape(point.shape[1:])


def filter_direction(model: Model, at: Array, seed: int) -> Array:
    """Return a random direction ``(d,)``, as long as the parameters, neuron by neuron.

    Li et al. (2018), section 4: normal numbers, of which those of each filter, here the weights
    into a neuron, are scaled to the norm that these weights have at a point ``(d,)``. Biases stay.
    """
    rng = np.random.default_rng(seed)
    direction = np.zeros(model.dim)
    for layer, part in zip(model.stack.layers, model.stack.parts, strict=True):
        own = rng.standard_normal((layer.inputs, layer.outputs))
        (weights,) = layer.weights(at[np.newaxis, part])
        own *= np.linalg.norm(weights, axis=0) / np.linalg.norm(own, axis=0)
        direction[part][: own.size] = own.ravel()
    return direction
