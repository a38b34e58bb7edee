"""What trainings cost: ``pytest tests/benchmarks/test_training.py --benchmark-enable``.

Where PyTorch is installed, the same trainings in it, one after another, stand beside: float64, one
thread, its own layers and optimizers.
"""

from __future__ import annotations

import numpy as np
import pytest

import surfaces
from optim_viz.optimizers import get
from optim_viz.runs.batch import Batch
from optim_viz.runs.checkpoints import Checkpoints
from optim_viz.runs.loop import descend
from optim_viz.runs.noise import Minibatch
from optim_viz.runs.workers import Workers
from surfaces.models.planes import LossPlane

OPTIMIZERS = {"sgd": 0.1, "momentum": 0.1, "adagrad": 0.1, "rmsprop": 0.01, "adam": 0.01}
SEEDS, BATCH = 5, 32


def trained(model, optimizer, seeds, updates):
    """Return the losses of trainings from these seeds, at their start and end."""
    starts = np.array([model.initial(seed) for seed in range(seeds)]).T
    batch = Batch.of(optimizer, model, starts, Minibatch(BATCH), np.arange(seeds), updates)
    watch = Checkpoints(lambda x: model(x)[np.newaxis], 1, (0, updates), seeds)
    descend(batch, None, watch, slice(0, seeds), Workers())
    return watch.found[0]


def test_digits_with_five_optimizers_and_five_seeds_at_once(benchmark):
    model = surfaces.get("network:data=digits")
    epochs = 20 if benchmark.enabled else 1
    updates = epochs * -(-model.rows // BATCH)

    def work():
        return [
            trained(model, get(f"{name}:lr={lr}"), SEEDS, updates)
            for name, lr in OPTIMIZERS.items()
        ]

    for losses in benchmark(work):
        assert (losses[1] < losses[0]).all()


def test_an_epoch_of_data_as_large_as_fashion_mnist(benchmark, tmp_path):
    rows, pixels = (60_000, 784) if benchmark.enabled else (64, 16)
    rng = np.random.default_rng(0)
    file = tmp_path / "images.npz"
    np.savez(file, x=rng.random((rows, pixels)), y=np.arange(rows) % 10)
    model = surfaces.get(f"network:data={file},layers={pixels}-100-10")
    assert np.isfinite(model.inputs).all()
    updates = -(-rows // BATCH)
    losses = benchmark(trained, model, get("adam:lr=0.001"), 1, updates)
    assert losses[1] < losses[0]


def test_a_landscape_of_the_digits(benchmark):
    model = surfaces.get("network:data=digits")
    rng = np.random.default_rng(0)
    u, v = (tuple((0.1 * rng.standard_normal(model.dim)).tolist()) for _ in range(2))
    plane = LossPlane(model, model.start, u, v)
    side = np.linspace(-1, 1, 51 if benchmark.enabled else 3)
    values = benchmark(plane, np.array(np.meshgrid(side, side)))
    assert np.isfinite(values).all()


@pytest.mark.parametrize("rows", ["digits", "images"])
def test_the_same_in_torch(benchmark, rows):
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    digits = surfaces.get("network:data=digits").dataset
    inputs, targets = torch.tensor(digits.inputs), torch.tensor(digits.targets)
    names, seeds, hidden, epochs = list(OPTIMIZERS), SEEDS, 50, 20
    if rows == "images":
        inputs, targets = torch.rand((60_000, 784)), torch.arange(60_000) % 10
        names, seeds, hidden, epochs = ["adam"], 1, 100, 1
    makers = {
        "sgd": torch.optim.SGD, "adagrad": torch.optim.Adagrad, "rmsprop": torch.optim.RMSprop,
        "adam": torch.optim.Adam,
        "momentum": lambda p, lr: torch.optim.SGD(p, lr=lr, momentum=0.9),
    }  # fmt: skip

    def one(name, seed):
        torch.manual_seed(seed)
        layers = (torch.nn.Linear(inputs.shape[1], hidden), torch.nn.ReLU(),
                  torch.nn.Linear(hidden, 10))  # fmt: skip
        net = torch.nn.Sequential(*layers)
        optimizer = makers[name](net.parameters(), lr=OPTIMIZERS[name])
        for _ in range(epochs if benchmark.enabled else 0):
            order = torch.randperm(len(inputs))
            for first in range(0, len(inputs), BATCH):
                some = order[first : first + BATCH]
                optimizer.zero_grad()
                torch.nn.functional.cross_entropy(net(inputs[some]), targets[some]).backward()
                optimizer.step()

    benchmark(lambda: [one(name, seed) for name in names for seed in range(seeds)])
