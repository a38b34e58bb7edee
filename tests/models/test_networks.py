"""Models on data: gradients of PyTorch, Hessians, batches, mini-batches, solutions."""

import pickle
from pathlib import Path

import mpmath
import numpy as np
import pytest

import surfaces
from optim_viz.runs.run import run
from surfaces.models.layers import ACTIVATIONS

STORED = np.load(Path(__file__).parents[1] / "references" / "models.npz")
NETWORKS = [name.removeprefix("theta ") for name in STORED.files if name.startswith("theta ")]

MODELS = [
    "linear_regression",
    "linear_regression:data=forbes",
    "linear_regression:degree=4,ridge=0.1,outliers=2",
    "logistic_regression",
    "logistic_regression:data=clusters,ridge=0.01",
    "perceptron",
    "perceptron:activation=tanh",
    "perceptron:loss=bce",
    "network",
    "network:layers=2-3-1,activation=tanh",
    "network:data=spirals,layers=2-4-3-1,activation=sigmoid",
]


def start_on(text):
    model = surfaces.get(text)
    return model(model.start)


def points_near_start(surface, *batch, seed=0, spread=0.5):
    rng = np.random.default_rng(seed)
    start = np.reshape(surface.start, (-1, *(1,) * len(batch)))
    return start + spread * rng.standard_normal((surface.dim, *batch))


@pytest.mark.parametrize("text", NETWORKS)
def test_losses_and_gradients_are_those_of_pytorch(text):
    network, theta = surfaces.get(text), STORED[f"theta {text}"]
    assert network(theta) == pytest.approx(float(STORED[f"loss {text}"]), rel=1e-13)
    slope = STORED[f"slope {text}"]
    np.testing.assert_allclose(
        network.gradient(theta), slope, rtol=1e-10, atol=1e-14 * np.abs(slope).max()
    )


def value_in_high_precision(theta):
    """The loss of a network 2-3-1 with tanh, written out: cross-entropy on the two moons."""
    data = surfaces.get("network").dataset
    total = mpmath.mpf(0)
    for (a, b), target in zip(data.inputs.tolist(), data.targets.tolist(), strict=True):
        hidden = [mpmath.tanh(a * theta[j] + b * theta[3 + j] + theta[6 + j]) for j in range(3)]
        z = mpmath.fsum(h * theta[9 + j] for j, h in enumerate(hidden)) + theta[12]
        p = 1 / (1 + mpmath.exp(-z))
        total -= mpmath.log(p if target else 1 - p)
    return total / len(data.targets)


def test_the_gradient_is_that_of_differences_in_high_precision():
    network = surfaces.get("network:layers=2-3-1,activation=tanh")
    at = points_near_start(network, seed=3)
    gradient = network.gradient(at)
    with mpmath.workdps(50):
        step = mpmath.mpf(10) ** -20
        theta = [mpmath.mpf(number) for number in at.tolist()]
        assert network(at) == pytest.approx(float(value_in_high_precision(theta)), rel=1e-14)
        for i in range(network.dim):
            up, down = list(theta), list(theta)
            up[i] += step
            down[i] -= step
            slope = (value_in_high_precision(up) - value_in_high_precision(down)) / (2 * step)
            assert gradient[i] == pytest.approx(float(slope), rel=1e-10, abs=1e-15)


@pytest.mark.parametrize("text", MODELS)
def test_hessians_are_the_change_of_gradients(text):
    model = surfaces.get(text)
    at = points_near_start(model, seed=1)
    step, units = 1e-5, np.eye(model.dim)
    up, down = (model.gradient(at[:, None] + side * step * units) for side in (1, -1))
    hessian = model.hessian(at)
    near = np.abs((up - down) / (2 * step) - hessian).max()
    assert near <= 1e-7 * max(1.0, np.abs(hessian).max())
    v = points_near_start(model, 4, seed=2)
    np.testing.assert_allclose(
        model.hessian_along(at[:, None], v), hessian @ v, rtol=1e-9, atol=1e-11
    )


@pytest.mark.parametrize("text", MODELS)
def test_a_batch_has_the_values_of_its_points(text):
    model = surfaces.get(text)
    batch = points_near_start(model, 3, 5)
    values, slopes = model.value_and_gradient(batch)
    assert values.shape == (3, 5)
    assert slopes.shape == batch.shape
    np.testing.assert_allclose(model(batch), values, rtol=1e-12)
    for at in np.ndindex(3, 5):
        point = batch[:, *at]
        np.testing.assert_allclose(model(point), values[at], rtol=1e-12)
        np.testing.assert_allclose(
            model.gradient(point), slopes[:, *at], rtol=1e-12, atol=1e-13 * np.abs(slopes).max()
        )


def test_large_batches_are_cut_into_blocks(monkeypatch):
    model = surfaces.get("network")
    batch = points_near_start(model, 40)
    whole = model.value_and_gradient(batch)
    monkeypatch.setattr("surfaces.models.model._AT_ONCE", 5000)
    for together, cut in zip(whole, model.value_and_gradient(batch), strict=True):
        np.testing.assert_allclose(cut, together, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("text", MODELS)
def test_mini_batches_average_to_the_whole(text):
    """All rows in parts of one size: the mean of their losses and gradients is that of all."""
    model = surfaces.get(text)
    part = next(size for size in (5, 4, 3, 2, 1) if model.rows % size == 0)
    at = points_near_start(model, 2)
    order = np.random.default_rng(0).permutation(model.rows).reshape(-1, part)
    found = [model.value_and_gradient_on(at, rows) for rows in order]
    values, slopes = model.value_and_gradient(at)
    np.testing.assert_allclose(np.mean([one for one, _ in found], axis=0), values, rtol=1e-12)
    mean = np.mean([one for _, one in found], axis=0)
    np.testing.assert_allclose(mean, slopes, rtol=1e-10, atol=1e-13)


def test_each_model_of_a_batch_may_have_rows_of_its_own():
    model = surfaces.get("network:data=digits,layers=64-5-10")
    at = points_near_start(model, 3)
    rows = np.random.default_rng(1).integers(0, model.rows, (8, 3))
    values, slopes = model.value_and_gradient_on(at, rows)
    for i in range(3):
        value, slope = model.value_and_gradient_on(at[:, i], rows[:, i])
        assert value == pytest.approx(values[i], rel=1e-12)
        np.testing.assert_allclose(slope, slopes[:, i], rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("text", MODELS)
def test_models_are_values(text):
    model = surfaces.get(text)
    assert surfaces.get(str(model)) == model
    assert pickle.loads(pickle.dumps(model)) == model
    assert len(pickle.dumps(model)) < 1000  # the data are read again
    assert len(model.start) == model.dim == model.domain.dim
    assert np.linalg.norm(model.gradient(model.start)) > 1e-6
    assert model.formula
    assert model.source


@pytest.mark.parametrize("text", [m for m in MODELS if "regression" in m])
def test_solutions_of_regressions_are_stationary(text):
    model = surfaces.get(text)
    (minimum,) = model.minima
    assert np.abs(model.gradient(minimum.at)).max() < 1e-11
    around = points_near_start(model, 200) * 3
    assert (model(around) > minimum.value).all()
    assert model.minima_complete


@pytest.mark.parametrize("data", ["line", "forbes"])
@pytest.mark.parametrize("degree", [1, 3, 6])
def test_the_normal_equation_is_that_of_exact_fractions(data, degree):
    model = surfaces.get(f"linear_regression:data={data},degree={degree}")
    with mpmath.workdps(60):
        design = mpmath.matrix(np.column_stack([model.inputs, np.ones(model.rows)]).tolist())
        targets = mpmath.matrix(model.targets.tolist())
        exact = mpmath.lu_solve(design.T * design, design.T * targets)
    np.testing.assert_allclose(model.solution(), [float(x) for x in exact], rtol=1e-9)


def test_a_line_through_equal_inputs_has_no_single_solution(tmp_path):
    (tmp_path / "same.csv").write_text("x,y\n1,2\n1,3\n1,4\n")
    model = surfaces.get(f"linear_regression:data={tmp_path / 'same.csv'}")
    with pytest.raises(surfaces.InputError, match="singular"):
        model.solution()
    assert model.minima == ()
    assert surfaces.get(f"linear_regression:data={tmp_path / 'same.csv'},ridge=0.1").minima


def test_separable_data_are_said_so_and_have_no_minimum(tmp_path):
    (tmp_path / "apart.csv").write_text("x,y\n-2,no\n-1,no\n1,yes\n3,yes\n")
    model = surfaces.get(f"logistic_regression:data={tmp_path / 'apart.csv'}")
    assert model.separable
    assert model.minima == ()
    assert model.lowest is None
    assert not surfaces.get("logistic_regression").separable
    assert surfaces.get("logistic_regression:data=xor").minima[0].value == pytest.approx(np.log(2))


def test_newton_finds_the_minimum_of_odds_from_the_start_and_overshoots_from_afar():
    model = surfaces.get("logistic_regression")
    assert model.start == (0.0, 0.0)
    ends = [run(one, model, steps=50) for one in ("newton", "damped_newton")]
    afar = [run(one, model, (-1.0, -1.0), steps=50) for one in ("newton", "damped_newton")]
    assert [str(one.status) for one in (*ends, *afar)] == [
        "converged", "converged", "diverged", "converged",
    ]  # fmt: skip
    everywhere = np.random.default_rng(0).normal(0, 3, (2, 50))
    less = model.hessian(np.zeros((2, 1))) - model.hessian(everywhere)
    assert np.linalg.eigvalsh(np.moveaxis(less, -1, 0)).min() > -1e-14  # largest at the start


def test_layers_of_mnist_are_counted_without_its_files():
    network = surfaces.get("network:layers=784-100-10")
    assert network.dim == 79_510
    assert [row[2] for row in network.table] == [78_500, 1_010]
    with pytest.raises(
        surfaces.InputError, match="moons has 2 inputs and 1 outputs, the layers 784"
    ):
        network.gradient(np.zeros(network.dim))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_and_their_derivatives(name):
    activation, z = ACTIVATIONS[name], np.linspace(-4.05, 4.05, 60)
    y, step = activation.forward(z), 1e-5
    up, down = activation.forward(z + step), activation.forward(z - step)
    np.testing.assert_allclose(
        activation.derivative(y) * np.ones(60), (up - down) / (2 * step), atol=1e-9
    )
    np.testing.assert_allclose(
        activation.second_derivative(y) * np.ones(60), (up - 2 * y + down) / step**2, atol=1e-5
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("network:layers=2-x-1", "layers are widths as in 2-8-1"),
        ("network:activation=rlu", "relu"),
        ("network:init=hee", "he"),
        ("network:data=monns", "moons"),
        ("linear_regression:data=moons", "classes, not numbers"),
        ("logistic_regression:data=line", "numbers, not classes"),
        ("linear_regression:loss=bce", "mse, rmse, mae or huber"),
        ("linear_regression:ridge=-1", "at least 0"),
        ("linear_regression:degree=0", "between 1 and 20"),
        ("perceptron:activation=tanh,loss=bce", "not of tanh"),
        ("perceptron:data=moons", "one input and two classes"),
        ("linear_regression:data=no/such/file.csv", "there is no file or folder"),
    ],
)
def test_what_does_not_fit_is_said_in_one_line(text, message):
    with pytest.raises(surfaces.InputError, match=message) as error:
        start_on(text)
    assert "\n" not in str(error.value)
