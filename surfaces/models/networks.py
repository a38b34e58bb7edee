"""Networks: a single neuron with two weights, and fully connected layers of any width."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from surfaces.box import Array, Box, Minimum
from surfaces.models.layers import ACTIVATIONS, Affine
from surfaces.models.losses import LOSSES
from surfaces.models.model import Model
from surfaces.models.stack import Stack
from surfaces.specs import InputError, choose


@dataclass(frozen=True)
class Perceptron(Model):
    """One neuron with a weight and a bias: plateaus and local minima from a single sigmoid."""

    data: str = "neuron"
    activation: str = "sigmoid"
    loss: str = "mse"
    seed: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        choose(self.activation, ("sigmoid", "tanh"), f"{self.name}: activation")
        choose(self.loss, ("mse", "bce"), f"{self.name}: loss")
        if self.loss == "bce" and self.activation == "tanh":
            raise InputError(f"{self.name}: cross-entropy takes the odds of a sigmoid, not of tanh")
        if len(self.dataset.classes) != 2 or self.dataset.features != 1:
            raise InputError(
                f"{self.name} takes one input and two classes, not those of {self.data}"
            )

    @cached_property
    def stack(self) -> Stack:
        """One affine layer; the sigmoid of cross-entropy is in the loss."""
        return Stack((1, 1), last="identity" if self.loss == "bce" else self.activation)

    @cached_property
    def targets(self) -> Array:
        """The targets ``(n, 1)``: 0 and 1, or −1 and 1 for tanh."""
        return (
            self.dataset.numbers if self.activation == "sigmoid" else 2 * self.dataset.numbers - 1
        )

    @property
    def coordinates(self) -> tuple[str, ...]:
        """The weight and the bias."""
        return ("w", "b")

    @property
    def formula(self) -> str:
        """The loss of the neuron."""
        bent = "σ" if self.activation == "sigmoid" else "tanh"
        return f"{'cross-entropy' if self.loss == 'bce' else self.loss}({bent}(w·x + b), y)"

    @property
    def domain(self) -> Box:
        """The window that is shown."""
        return Box((-10.0, 10.0), (-10.0, 10.0))

    @property
    def start(self) -> tuple[float, ...]:
        """A point on a plateau."""
        return (-4.0, -4.0)

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The minima in the window, as a survey of it finds them."""
        return self._found

    @property
    def minima_complete(self) -> bool:
        """Whether it is proven that the window has no others."""
        return self.survey.certified


@dataclass(frozen=True)
class Network(Model):
    """Fully connected layers with an activation between them: the loss that training goes down."""

    data: str = "moons"
    layers: str = ""
    activation: str = "relu"
    loss: str = ""
    init: str = "he"
    seed: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        choose(self.activation, ACTIVATIONS, f"{self.name}: activation")
        choose(self.init, _SCALES, f"{self.name}: init")
        if self.loss:
            choose(self.loss, LOSSES, f"{self.name}: loss")
        if self.layers:
            self._read_widths()

    def _read_widths(self) -> tuple[int, ...]:
        words = self.layers.split("-")
        if len(words) < 2 or not all(word.isdecimal() and 0 < int(word) <= 10**5 for word in words):
            raise InputError(f"{self.name}: layers are widths as in 2-8-1, not {self.layers!r:.60}")
        return tuple(map(int, words))

    @cached_property
    def stack(self) -> Stack:
        """The layers; the function after the last one is in the loss."""
        return Stack(self.widths, self.activation)

    @cached_property
    def widths(self) -> tuple[int, ...]:
        """Inputs, hidden units, outputs."""
        if self.layers:
            return self._read_widths()
        hidden = 8 if self.dataset.features < 10 else 50
        return (self.dataset.features, hidden, self._outputs)

    @property
    def _outputs(self) -> int:
        return self.dataset.numbers.shape[1]

    @property
    def loss_function(self):  # type: ignore[no-untyped-def]
        """The loss: cross-entropy for classes, mean squared error for numbers, unless named."""
        classes = len(self.dataset.classes)
        usual = "mse" if not classes else "bce" if classes == 2 else "cross_entropy"
        return LOSSES[self.loss or usual]()

    @cached_property
    def inputs(self) -> Array:
        """The inputs ``(n, p)``."""
        self._check_fit()
        return super().inputs

    def _check_fit(self) -> None:
        wanted, given = (self.dataset.features, self._outputs), (self.widths[0], self.widths[-1])
        if wanted != given:
            raise InputError(
                f"{self}: {self.data} has {wanted[0]} inputs and {wanted[1]} outputs, the layers"
                f" {given[0]} and {given[1]}"
            )

    @property
    def table(self) -> list[tuple[str, tuple[int, int], int]]:
        """The name of each layer, the shape of its weights and its number of parameters."""
        return [
            (f"affine {number}", (layer.inputs, layer.outputs), layer.size)
            for number, layer in enumerate(self.stack.layers, 1)
        ]

    @property
    def kinks(self) -> str:
        """The kinks of the activation."""
        return ACTIVATIONS[self.activation].kinks

    @property
    def formula(self) -> str:
        """The loss of the outputs, with the activation and the widths."""
        usual = "cross-entropy" if self.dataset.classes else "mse"
        return f"{self.loss or usual}({self.activation} {'-'.join(map(str, self.widths))}, y)"

    @cached_property
    def start(self) -> tuple[float, ...]:
        """Random weights by seed, biases of zero: see `init`."""
        return tuple(self.initial(self.seed).tolist())

    def initial(self, seed: int) -> Array:
        """Return random parameters ``(d,)``: ``he``, ``xavier`` or ``plain`` weights, no biases.

        He et al. 2015, eq. 10: normal with the variance 2 / inputs. Glorot & Bengio 2010, eq. 16:
        uniform up to √(6 / (inputs + outputs)). Plain: normal with the deviation 0.01.
        """
        rng = np.random.default_rng(seed)
        parts = []
        for layer in self.stack.layers:
            parts += [_SCALES[self.init](rng, layer).ravel(), np.zeros(layer.outputs)]
        return np.concatenate(parts)

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """None are known."""
        return ()

    @property
    def lowest(self) -> None:
        """Nobody knows the lowest loss."""
        return None


def _he(rng: np.random.Generator, layer: Affine) -> Array:
    return rng.standard_normal((layer.inputs, layer.outputs)) * np.sqrt(2.0 / layer.inputs)


def _xavier(rng: np.random.Generator, layer: Affine) -> Array:
    reach = np.sqrt(6.0 / (layer.inputs + layer.outputs))
    return rng.uniform(-reach, reach, (layer.inputs, layer.outputs))


def _plain(rng: np.random.Generator, layer: Affine) -> Array:
    return 0.01 * rng.standard_normal((layer.inputs, layer.outputs))


_SCALES: dict[str, Callable[[np.random.Generator, Affine], Array]] = {
    "he": _he,
    "xavier": _xavier,
    "plain": _plain,
}
"""Initial weights of a layer, by name."""

INITS = tuple(_SCALES)
"""The names of initial weights."""
