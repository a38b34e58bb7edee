"""Mini-batches: whose turn it is, the same rows for all methods, the same in any company."""

import subprocess
import sys

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.runs import noise

MODEL = surfaces.get("linear_regression")


def gradients_seen(kind, turns, seed=3):
    """Return what a method sees at one point, turn by turn: ``(turns, d)``."""
    at = np.array([[0.5], [1.0]])
    model = noise.get(kind)
    seeds = np.array([seed], dtype=np.uint64)
    exact = lambda: MODEL.gradient(at)  # noqa: E731
    return np.array(
        [model.gradient(MODEL, at, exact, seeds, np.array([turn]))[:, 0] for turn in range(turns)]
    )


@pytest.mark.parametrize("size", [1, 7, 16, 25, 50])
def test_an_epoch_sees_every_row_once(size):
    """By weights of the sizes of batches the mean over an epoch is the whole gradient."""
    turns = -(-MODEL.rows // size)
    sizes = np.full(turns, size)
    sizes[-1] = MODEL.rows - size * (turns - 1)
    for epoch in range(3):
        seen = gradients_seen(f"minibatch:{size}", turns * (epoch + 1))[-turns:]
        mean = (seen * sizes[:, None]).sum(axis=0) / MODEL.rows
        np.testing.assert_allclose(mean, MODEL.gradient((0.5, 1.0)), rtol=1e-12)


def test_epochs_are_shuffled_anew():
    first, second = np.split(gradients_seen("minibatch:1", 100), 2)
    assert not np.array_equal(first, second)
    np.testing.assert_allclose(np.sort(first, axis=0), np.sort(second, axis=0))


def test_with_replacement_rows_come_again():
    seen = gradients_seen("resampled:1", 2000)
    assert len(np.unique(seen[:50], axis=0)) < 50
    deviation = np.std(gradients_seen("minibatch:1", 50), axis=0) / np.sqrt(2000)
    assert (np.abs(seen.mean(axis=0) - MODEL.gradient((0.5, 1.0))) < 4 * deviation).all()


def test_all_methods_see_the_same_rows():
    """At the first step two methods of one seed see one gradient; at another seed another."""
    starts = {}
    for method in ("sgd:lr=0.01", "momentum:lr=0.01"):
        for seed in (1, 2):
            path = optim_viz.run(method, MODEL, steps=1, noise="minibatch:4", seed=seed).points
            starts[method, seed] = path[:, 1]
    np.testing.assert_array_equal(starts["sgd:lr=0.01", 1], starts["momentum:lr=0.01", 1])
    assert not np.array_equal(starts["sgd:lr=0.01", 1], starts["sgd:lr=0.01", 2])


@pytest.mark.parametrize("kind", ["minibatch:8", "resampled:8"])
def test_a_run_is_the_same_in_any_company(kind):
    alone = optim_viz.run("adam:lr=0.1", MODEL, steps=30, noise=kind, seed=5)
    among = optim_viz.run("adam:lr=0.1", MODEL, steps=30, noise=kind, seed=np.arange(9))
    np.testing.assert_allclose(among.points[..., 5], alone.points, rtol=1e-12)


def test_batches_of_different_sizes_run_side_by_side():
    sizes = np.array([1.0, 10.0, 50.0])
    among = optim_viz.run("sgd:lr=0.05", MODEL, steps=20, noise=noise.Minibatch(sizes))
    for i, size in enumerate(sizes):
        alone = optim_viz.run("sgd:lr=0.05", MODEL, steps=20, noise=f"minibatch:{size:g}")
        np.testing.assert_allclose(among.points[..., i], alone.points, rtol=1e-12)


def test_all_rows_are_the_whole_gradient():
    batches = optim_viz.run("sgd:lr=0.05", MODEL, steps=20, noise="minibatch:50")
    whole = optim_viz.run("sgd:lr=0.05", MODEL, steps=20)
    np.testing.assert_allclose(batches.points, whole.points, rtol=1e-12)


@pytest.mark.parametrize("kind", ["minibatch:0", "minibatch:51", "minibatch:1.5", "resampled:0"])
def test_sizes_fit_the_data(kind):
    with pytest.raises(surfaces.InputError, match="a batch has 1 to 50 rows"):
        optim_viz.run("sgd", MODEL, noise=kind)


def test_test_functions_have_no_rows():
    with pytest.raises(surfaces.InputError, match="ravine has no data"):
        optim_viz.run("sgd", "ravine", noise="minibatch:1")


def test_without_a_tolerance_all_steps_are_taken():
    run = optim_viz.run("newton", "bowl", steps=5, tolerance=None)
    assert run.taken == 5
    assert optim_viz.run("newton", "bowl", steps=5).taken == 1


def test_noise_loads_no_models_until_there_is_one():
    code = "import sys, optim_viz.cli.catalogue; print('surfaces.models.model' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
