"""Record losses and gradients of PyTorch and Keras, for tests that need neither.

Run from the root of the repository, in an environment that has them::

    pip install torch==2.13.0 keras numpy
    PYTHONPATH=. python tests/references/generate_models.py

Writes ``models.npz`` beside this file: outputs, targets, losses and their gradients, and the loss
and the gradient of networks at random parameters.
"""

import os
from pathlib import Path

os.environ["KERAS_BACKEND"] = "torch"

import itertools

import keras
import numpy as np
import torch
from torch import nn
from torch.nn import functional

from surfaces.models.networks import Network

keras.config.set_floatx("float64")
torch.set_default_dtype(torch.float64)

RNG = np.random.default_rng(11)
ROWS, CLASSES = 6, 4
OUTPUTS = RNG.normal(scale=3.0, size=(ROWS, CLASSES))
NUMBERS = RNG.normal(scale=2.0, size=(ROWS, CLASSES))
CLASS = RNG.integers(0, CLASSES, ROWS)
SEVERAL = RNG.integers(0, 2, (ROWS, CLASSES)).astype(float)


def torch_losses(z: torch.Tensor) -> dict[str, torch.Tensor]:
    """Return the losses that PyTorch has, by our names, of outputs ``(n, k)``."""
    numbers, several = torch.tensor(NUMBERS), torch.tensor(SEVERAL)
    classes = torch.tensor(CLASS)
    return {
        "mse": functional.mse_loss(z, numbers),
        "rmse": functional.mse_loss(z, numbers).sqrt(),
        "mae": functional.l1_loss(z, numbers),
        "huber": functional.huber_loss(z, numbers),
        "huber:delta=0.3": functional.huber_loss(z, numbers, delta=0.3),
        "bce": functional.binary_cross_entropy_with_logits(z, several),
        "cross_entropy": functional.cross_entropy(z, classes),
        "cross_entropy:smoothing=0.2": functional.cross_entropy(z, classes, label_smoothing=0.2),
    }


def keras_losses(z: torch.Tensor) -> dict[str, torch.Tensor]:
    """Return the losses that Keras alone has, or has in the same form.

    Rows are averaged here: the reduction of Keras rounds to single precision. Its dice adds its
    epsilon to the denominator only, so that is set to nearly nothing.
    """
    several, one_hot = torch.tensor(SEVERAL), torch.eye(CLASSES)[CLASS]
    keras.config.set_epsilon(1e-300)
    k = keras.losses
    found = {
        "keras bce:smoothing=0.2": k.binary_crossentropy(
            several, z, from_logits=True, label_smoothing=0.2
        ),
        "keras cross_entropy:smoothing=0.1": k.categorical_crossentropy(
            one_hot, z, from_logits=True, label_smoothing=0.1
        ),
        "keras focal": k.binary_focal_crossentropy(several, z, gamma=2.0, from_logits=True),
        "keras dice:smooth=1e-300": k.dice(several, torch.sigmoid(z)),
        "keras huber:delta=1.5": k.huber(torch.tensor(NUMBERS), z, delta=1.5),
    }
    return {name: value.mean() for name, value in found.items()}


def network(widths: tuple[int, ...], activation: str, theta: np.ndarray) -> nn.Sequential:
    """Return the network with our parameters in it."""
    bend = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "identity": nn.Identity}
    layers, place = [], 0
    for i, (inputs, outputs) in enumerate(itertools.pairwise(widths)):
        layer = nn.Linear(inputs, outputs)
        weights = theta[place : place + inputs * outputs].reshape(inputs, outputs)
        biases = theta[place + inputs * outputs : place + (inputs + 1) * outputs]
        layer.weight.data, layer.bias.data = torch.tensor(weights.T.copy()), torch.tensor(biases)
        place += (inputs + 1) * outputs
        layers += [layer] + ([bend[activation]()] if i < len(widths) - 2 else [])
    return nn.Sequential(*layers)


def in_our_order(model: nn.Sequential) -> np.ndarray:
    """Return the gradient of the parameters in our order."""
    parts = []
    for layer in model:
        if isinstance(layer, nn.Linear):
            parts += [layer.weight.grad.numpy().T.ravel(), layer.bias.grad.numpy()]
    return np.concatenate(parts)


NETWORKS = [
    "network:layers=2-5-4-1,activation=tanh",
    "network:layers=2-6-1,activation=sigmoid",
    "network:layers=2-7-5-1",
    "network:data=digits,layers=64-12-10",
    "network:data=line,layers=1-5-1,activation=tanh",
    "network:data=forbes,layers=1-4-1,activation=sigmoid",
]


def main() -> None:
    found: dict[str, np.ndarray] = {
        "outputs": OUTPUTS, "numbers": NUMBERS, "class": CLASS, "several": SEVERAL,
    }  # fmt: skip
    for losses in (torch_losses, keras_losses):
        for name in losses(torch.tensor(OUTPUTS)):
            z = torch.tensor(OUTPUTS, requires_grad=True)
            value = losses(z)[name]
            value.backward()
            found[f"value {name}"], found[f"gradient {name}"] = (
                value.detach().numpy(),
                z.grad.numpy(),
            )
    import surfaces

    for text in NETWORKS:
        ours = surfaces.get(text)
        assert isinstance(ours, Network)
        theta = ours.initial(3) + 0.05 * RNG.normal(size=ours.dim)
        model = network(ours.widths, ours.activation, theta)
        outputs = model(torch.tensor(ours.dataset.inputs))
        targets = torch.tensor(ours.targets)
        name = type(ours.loss_function).__name__
        loss = {
            "MSE": functional.mse_loss,
            "BinaryCrossEntropy": functional.binary_cross_entropy_with_logits,
            "CrossEntropy": functional.cross_entropy,
        }[name](outputs, targets)
        loss.backward()
        found[f"theta {text}"], found[f"loss {text}"] = theta, loss.detach().numpy()
        found[f"slope {text}"] = in_our_order(model)
    np.savez_compressed(Path(__file__).with_name("models.npz"), **found)


if __name__ == "__main__":
    main()
