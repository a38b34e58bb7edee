"""What activations, depth and a second layer do, computed by the layers of `surfaces.models`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from optim_viz.recipes.layers import LayersRecipe
from optim_viz.runs.results import Run
from optim_viz.runs.run import run
from surfaces import Array, get
from surfaces.models.layers import ACTIVATIONS, BENT
from surfaces.models.networks import INITS, Network
from surfaces.models.stack import Stack

SEEDS = 5
"""Networks of which the median is told."""

RANGE, _PLACES = (-5.0, 5.0), 401

DEPTHS = (0, 1, 4)
"""Hidden layers of the networks that are compared with one line."""

_ROWS = 200
"""Rows of the digits whose gradients are told."""

_UNITS = 8

ONE_LAYER, TWO_LAYERS = "2-1", "2-3-1"

_RATE = 0.1

_EVEN = 1e-3
"""Odds that differ by less from 1/2 choose no class."""


@dataclass(frozen=True, eq=False)
class Curve:
    """An activation: values and derivatives ``(n,)`` over inputs."""

    name: str
    x: Array
    value: Array
    slope: Array


@dataclass(frozen=True)
class Activations:
    """The activations."""

    curves: tuple[Curve, ...]


def activations() -> Activations:
    """Return the activations with their derivatives."""
    x = np.linspace(*RANGE, _PLACES)
    curves = []
    for name in BENT:
        bend = ACTIVATIONS[name]
        y = bend.forward(x)
        curves.append(Curve(name, x, y, bend.derivative(y)))
    return Activations(tuple(curves))


@dataclass(frozen=True, eq=False)
class Depth:
    """Sizes of backpropagated gradients in deep networks before they are trained."""

    depth: int
    width: int
    sizes: Mapping[tuple[str, str], Array]
    """From initialisation and activation to the root mean square of the derivatives of the loss by
    what each hidden layer passes on, ``(depth,)``, from the first to the last; the median over
    `SEEDS` networks."""

    def factor(self, init: str, activation: str) -> float:
        """Return the factor of one layer on the way back: below 1 gradients vanish."""
        size = self.sizes[init, activation]
        return float((size[0] / size[-1]) ** (1 / (len(size) - 1))) if size[-1] else 0.0


def gradients_in_depth(depth: int, width: int, seed: int = 0) -> Depth:
    """Return the gradients of networks on the digits at their random starts, layer by layer."""
    layers = "-".join(["64", *[str(width)] * depth, "10"])
    usual, sizes = get("network:data=digits"), {}
    assert isinstance(usual, Network)
    for init in INITS:
        for activation in BENT:
            net = replace(usual, layers=layers, activation=activation, init=init)
            theta = np.array([net.initial(seed + one) for one in range(SEEDS)])
            slopes = passed_back(net, theta, net.inputs[:_ROWS], net.targets[:_ROWS])
            roots = np.array([np.sqrt((one * one).mean(axis=(1, 2))) for one in slopes])
            sizes[init, activation] = np.median(roots, axis=1)
    return Depth(depth, width, sizes)


def passed_back(net: Network, theta: Array, inputs: Array, targets: Array) -> list[Array]:
    """Return the derivatives of the loss by what each hidden layer passes on: backpropagation.

    Parameters
    ----------
    net : Network
    theta : array ``(batch, d)``
    inputs, targets : arrays ``(n, p)``, ``(n, k)``

    Returns
    -------
    list of arrays ``(batch, n, units)``
        From the first hidden layer to the last.
    """
    stack = net.stack
    out = [inputs]
    for layer, part, bend in zip(stack.layers, stack.parts, stack.activations, strict=True):
        out.append(bend.forward(layer.forward(theta[:, part], out[-1])))
    slope, slopes = net.loss_function.gradient(out[-1], targets), []
    for nth in range(len(stack.layers) - 1, 0, -1):
        slope = slope * stack.activations[nth].derivative(out[nth + 1])
        slope = stack.layers[nth].backward(theta[:, stack.parts[nth]], slope)
        slopes.append(slope)
    return slopes[::-1]


@dataclass(frozen=True, eq=False)
class Collapse:
    """Networks of one input with the same weights and other activations; without one, a line."""

    x: Array
    outputs: Mapping[tuple[str, int], Array]
    """From activation and number of hidden layers to the outputs ``(n,)``."""
    lines: Mapping[int, tuple[float, float]]
    """The one weight and the one bias that linear layers collapse into."""
    parameters: Mapping[int, int]

    @property
    def names(self) -> list[str]:
        """The activations, none of them first."""
        return list(dict.fromkeys(name for name, _ in self.outputs))

    def error(self, depth: int) -> float:
        """Return the largest distance between linear layers and the one line."""
        weight, bias = self.lines[depth]
        return float(np.abs(self.outputs["identity", depth] - weight * self.x - bias).max())


def collapse(seed: int = 0) -> Collapse:
    """Return the outputs of networks with one input, at random weights and biases."""
    rng, x = np.random.default_rng(seed), np.linspace(-2.0, 2.0, _PLACES)
    outputs, lines, parameters = {}, {}, {}
    for depth in DEPTHS:
        widths = (1, *[_UNITS] * depth, 1)
        stack = Stack(widths)
        theta = np.concatenate(
            [rng.standard_normal(one.size) * 1.2 / np.sqrt(one.inputs) for one in stack.layers]
        )[np.newaxis]
        for name in ("identity", *BENT[1:]):
            one = replace(stack, activation=name)
            outputs[name, depth] = one.outputs(theta, x[:, np.newaxis])[0, :, 0]
        lines[depth] = _one_layer(stack, theta)
        parameters[depth] = stack.size
    return Collapse(x, outputs, lines, parameters)


def _one_layer(stack: Stack, theta: Array) -> tuple[float, float]:
    """Return the product of all weights, and the bias that goes with it: (a W + b) V + c."""
    weight, bias = np.eye(1), np.zeros((1, 1))
    for layer, part in zip(stack.layers, stack.parts, strict=True):
        own = layer.weights(theta[:, part])[0]
        weight, bias = weight @ own, bias @ own + layer.biases(theta[:, part])[0]
    return float(weight[0, 0]), float(bias[0, 0])


@dataclass(frozen=True, eq=False)
class Xor:
    """Exclusive or, learnt by one layer and by two."""

    one: Run
    two: Run

    @property
    def runs(self) -> tuple[Run, Run]:
        """Both, the single layer first."""
        return self.one, self.two

    def accuracy(self, taken: Run) -> float:
        """Return the share of the four rows that is classified correctly at the end."""
        model = taken.surface
        assert isinstance(model, Network)
        return float(model.accuracy(taken.points[:, -1]))

    def is_even(self, taken: Run) -> bool:
        """Whether the odds of all rows are even at the end: then no class is chosen."""
        model = taken.surface
        assert isinstance(model, Network)
        return float(np.abs(model.predict(taken.points[:, -1]) - 0.5).max()) < _EVEN


def learn_xor(steps: int, seed: int = 0) -> Xor:
    """Train both networks on exclusive or with Adam."""
    nets = [
        get(f"network:data=xor,layers={layers},activation=tanh,seed={seed}")
        for layers in (ONE_LAYER, TWO_LAYERS)
    ]
    one, two = (run(f"adam:lr={_RATE}", net, steps=steps, tolerance=None) for net in nets)
    return Xor(one, two)


Found = Activations | Depth | Collapse | Xor
"""What a page shows."""


def study(recipe: LayersRecipe) -> Found:
    """Return what the page of a recipe shows."""
    if recipe.page == "activations":
        return activations()
    if recipe.page == "depth":
        return gradients_in_depth(recipe.depth, recipe.width, recipe.seed)
    return (
        collapse(recipe.seed) if recipe.page == "linear" else learn_xor(recipe.steps, recipe.seed)
    )
