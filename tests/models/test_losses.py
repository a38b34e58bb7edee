"""Losses: against high precision, against PyTorch and Keras, and far out where logits are large."""

from pathlib import Path

import mpmath
import numpy as np
import pytest

from surfaces.models.losses import LOSSES, MSE, Focal, Huber, sigmoid, softmax, softplus
from surfaces.specs import InputError, parse

STORED = np.load(Path(__file__).parents[1] / "references" / "models.npz")
RECORDED = [name.removeprefix("value ") for name in STORED.files if name.startswith("value ")]


def loss_of(text):
    name, knobs = parse(text.removeprefix("keras "))
    return LOSSES[name](**knobs)


def targets_for(loss):
    if loss.link == "identity":
        return STORED["numbers"]
    return np.eye(4)[STORED["class"]] if loss.link == "softmax" else STORED["several"]


@pytest.mark.parametrize("text", RECORDED)
def test_losses_and_gradients_are_those_of_pytorch_and_keras(text):
    loss = loss_of(text)
    outputs, targets = STORED["outputs"], targets_for(loss)
    single = text.startswith("keras")  # Keras rounds some constants to single precision
    rtol = 5e-8 if single else 1e-12
    np.testing.assert_allclose(loss(outputs, targets), STORED[f"value {text}"], rtol=rtol)
    np.testing.assert_allclose(
        loss.gradient(outputs, targets), STORED[f"gradient {text}"], rtol=10 * rtol, atol=1e-15
    )


def test_every_loss_is_recorded():
    assert {type(loss_of(text)) for text in RECORDED} == set(LOSSES.values())


def by_hand(loss, z, t):
    """The definitions, in 240 digits."""
    n, k = len(z), len(z[0])
    every = [(mpmath.mpf(z[i][j]), mpmath.mpf(t[i][j])) for i in range(n) for j in range(k)]
    p = [1 / (1 + mpmath.exp(-a)) for a, _ in every]
    t_only = [b for _, b in every]
    mean = lambda terms: mpmath.fsum(terms) / len(every)  # noqa: E731
    match type(loss).__name__:
        case "MSE":
            return mean((a - b) ** 2 for a, b in every)
        case "RMSE":
            return mpmath.sqrt(mean((a - b) ** 2 for a, b in every))
        case "MAE":
            return mean(abs(a - b) for a, b in every)
        case "Huber":
            d = mpmath.mpf(loss.delta)
            sizes = [abs(a - b) for a, b in every]
            return mean(r * r / 2 if r <= d else d * (r - d / 2) for r in sizes)
        case "BinaryCrossEntropy":
            return mean(
                -b * mpmath.log(q) - (1 - b) * mpmath.log(1 - q)
                for q, b in zip(p, t_only, strict=False)
            )
        case "CrossEntropy":
            total = 0
            for row, own in zip(z, t, strict=True):
                whole = mpmath.fsum(mpmath.exp(a) for a in row)
                total -= mpmath.fsum(
                    b * mpmath.log(mpmath.exp(a) / whole) for a, b in zip(row, own, strict=True)
                )
            return total / n
        case "Focal":
            right = [q if b else 1 - q for q, b in zip(p, t_only, strict=True)]
            return mean(-((1 - q) ** loss.gamma) * mpmath.log(q) for q in right)
        case "Dice":
            both = 2 * mpmath.fsum(q * b for q, b in zip(p, t_only, strict=True)) + loss.smooth
            return 1 - both / (mpmath.fsum(p) + mpmath.fsum(t_only) + loss.smooth)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("size", [0.5, 8.0, 40.0])
def test_values_gradients_and_curvatures_in_high_precision(name, size):
    loss, rng = LOSSES[name](), np.random.default_rng(2)
    outputs, along = rng.normal(scale=size, size=(2, 3, 2))
    targets = (rng.integers(0, 2, (3, 2)) if loss.link != "identity" else along).astype(float)
    if loss.link == "softmax":
        targets = np.eye(2)[rng.integers(0, 2, 3)]
    with mpmath.workdps(240):
        exact = by_hand(loss, outputs.tolist(), targets.tolist())
        step = mpmath.mpf(10) ** -60

        def moved(*at):
            z = [[mpmath.mpf(v) for v in row] for row in outputs.tolist()]
            for (i, j), sign in at:
                z[i][j] += sign * step
            return by_hand(loss, z, targets.tolist())

        places = [(i, j) for i in range(3) for j in range(2)]
        slopes = [float((moved((at, 1)) - moved((at, -1))) / (2 * step)) for at in places]
        bends = [
            float(
                mpmath.fsum(
                    mpmath.mpf(along[other])
                    * (
                        moved((at, 1), (other, 1))
                        - moved((at, 1), (other, -1))
                        - moved((at, -1), (other, 1))
                        + moved((at, -1), (other, -1))
                    )
                    for other in places
                )
                / (4 * step**2)
            )
            for at in places
        ]
    assert loss(outputs, targets) == pytest.approx(float(exact), rel=1e-13, abs=1e-15)
    np.testing.assert_allclose(
        loss.gradient(outputs, targets).ravel(), slopes, rtol=1e-12, atol=1e-15
    )
    found = loss.curvature_along(outputs, targets, along).ravel()
    np.testing.assert_allclose(found, bends, rtol=1e-11, atol=1e-15 * np.abs(along).max())


@pytest.mark.parametrize("name", LOSSES)
def test_large_outputs_overflow_nowhere(name):
    loss = LOSSES[name]()
    for size in (40.0, 745.0, 1e4, 1e150):
        outputs = np.array([[size, -size], [-size, size], [size, size]])
        for targets in (np.array([[1.0, 0], [1, 0], [0, 1]]), np.array([[0.0, 1], [0, 1], [1, 0]])):
            with np.errstate(over="raise", divide="raise", invalid="raise"):
                if not (size == 1e150 and name == "mse"):  # its square is 1e300
                    assert np.isfinite(loss(outputs, targets))
                assert np.isfinite(loss.gradient(outputs, targets)).all()
                assert np.isfinite(loss.curvature_along(outputs, targets, np.ones((3, 2)))).all()


def test_tails_keep_their_relative_accuracy():
    z = np.array([-700.0, -40.0, 0.0, 40.0, 700.0])
    exact = [float(1 / (1 + mpmath.exp(-mpmath.mpf(a)))) for a in z]
    np.testing.assert_allclose(sigmoid(z), exact, rtol=1e-14)
    exact = [float(mpmath.log1p(mpmath.exp(mpmath.mpf(a)))) for a in z]
    np.testing.assert_allclose(softplus(z), exact, rtol=1e-14)
    assert softmax(np.array([1e4, 0.0])).tolist() == [1.0, 0.0]


@pytest.mark.parametrize("name", LOSSES)
def test_a_batch_has_the_losses_of_its_models(name):
    loss, rng = LOSSES[name](), np.random.default_rng(4)
    outputs = rng.normal(size=(2, 3, 7, 4))
    targets = np.eye(4)[rng.integers(0, 4, 7)]
    assert loss(outputs, targets).shape == (2, 3)
    for at in np.ndindex(2, 3):
        np.testing.assert_allclose(
            loss(outputs, targets)[at], loss(outputs[at], targets), rtol=1e-15
        )
        np.testing.assert_allclose(
            loss.gradient(outputs, targets)[at], loss.gradient(outputs[at], targets), rtol=1e-14
        )


@pytest.mark.parametrize("name", LOSSES)
def test_only_means_over_rows_have_unbiased_mini_batches(name):
    """The mean of the gradients of all halves is the gradient, or it is said that it is not."""
    loss, rng = LOSSES[name](), np.random.default_rng(6)
    outputs = rng.normal(size=(4, 3))
    targets = np.eye(3)[rng.integers(0, 3, 4)]
    total = np.zeros((4, 3))
    pairs = [(i, j) for i in range(4) for j in range(i)]
    for pair in pairs:
        rows = list(pair)
        total[rows] += loss.gradient(outputs[rows], targets[rows])
    unbiased = np.allclose(total / len(pairs), loss.gradient(outputs, targets), rtol=1e-10)
    assert unbiased == loss.sums_over_rows


def test_rmse_has_no_slope_where_it_is_zero():
    rmse, flat = LOSSES["rmse"](), np.ones((3, 2))
    assert rmse(flat, flat) == 0
    assert not rmse.gradient(flat, flat).any()
    assert rmse.kinks


@pytest.mark.parametrize("name", LOSSES)
def test_likelihoods(name):
    """Minus the logarithm of the density, up to a constant and a factor, over a scan of outputs."""
    loss, z = LOSSES[name](), np.linspace(-3, 3, 7)
    target, other = (np.array([[1.0]]), np.array([[0.0]]))
    densities = {
        "normal": lambda a: np.exp(-((a - 1.0) ** 2) / 2),
        "Laplace": lambda a: np.exp(-abs(a - 1.0)),
        "Bernoulli": lambda a: 1 / (1 + np.exp(-a)),
    }
    if loss.likelihood not in densities:
        return
    losses = [float(loss(np.array([[a]]), target)) for a in z]
    logs = -np.log(densities[loss.likelihood](z))
    assert np.polyfit(logs, losses, 1, full=True)[1] == pytest.approx(0, abs=1e-20)
    assert loss(other, other) <= loss(target, other)


def test_knobs_are_checked():
    for wrong in (lambda: Huber(0.0), lambda: Focal(-1.0), lambda: LOSSES["bce"](1.0)):
        with pytest.raises(InputError):
            wrong()
    assert MSE() == MSE()
