"""Python functions that take one point at a time: how often they are called, what is said."""

import math
import sys
import types

import numpy as np
import pytest

import surfaces
from optim_viz.optimizers import get
from optim_viz.studies.tuning import RATES, rule, tune
from surfaces import InputError
from surfaces.custom.pointwise import MOST_CALLS


def counted(function):
    """Return a function with the number of its calls."""

    def called(point):
        called.calls += 1
        return function(point)

    called.calls = 0
    return called


def waves(point):
    return math.sin(point[0]) + math.cos(2 * point[1]) + (point[0] ** 2 + point[1] ** 2) / 10


def test_minima_are_found_with_few_calls():
    ours, own = surfaces.formula("sin(x) + cos(2*y) + (x**2 + y**2)/10"), counted(waves)
    typed = surfaces.from_functions(own)
    inside = [m for m in ours.minima if np.abs(m.at).max() < 5]
    assert len(typed.minima) == len(inside)
    for mine, known in zip(typed.minima, inside, strict=True):
        assert mine.value == pytest.approx(known.value, abs=1e-12)
        assert min(np.abs(np.subtract(m.at, mine.at)).max() for m in inside) < 1e-6
        assert mine.is_global == known.is_global
    assert own.calls < 5000
    assert typed.survey.points[0].kind == "minimum"
    assert not typed.survey.certified
    assert not typed.minima_complete


@pytest.mark.parametrize("dim", [1, 2, 3, 5])
def test_it_is_done_when_the_budget_is_spent(dim):
    """A function with many creases, on which a search could go on for long."""
    own = counted(lambda p: float(sum(abs(math.sin(5 * x) + x / 3) for x in p)))
    typed = surfaces.from_functions(own, domain=[(-5, 5)] * dim)
    for minimum in typed.minima:
        assert typed(minimum.at) == minimum.value
    assert own.calls <= MOST_CALLS + 100
    assert math.isfinite(typed(typed.start))


def test_a_budget_of_nothing_knows_no_minima():
    own = counted(waves)
    typed = surfaces.from_functions(own, most_calls=0)
    assert typed.minima == ()
    assert typed.lowest is None
    assert own.calls < 20


def test_a_lower_point_on_the_edge_leaves_no_minimum_global():
    typed = surfaces.from_functions(lambda p: math.sin(p[0]) - p[0] / 5, domain=[(-5, 4)])
    assert [m.is_global for m in typed.minima] == [False]
    assert typed.lowest is None


def test_losses_on_data_are_no_longer_searched_for_hours():
    """``X @ w`` of a cloud of points is no cloud of losses: it is noticed, and not used."""
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(200, 2))
    labels = (inputs @ [1.0, -2.0] + rng.normal(size=200) > 0).astype(float)

    @counted
    def cross_entropy(w):
        z = inputs @ w
        return float(np.mean(np.logaddexp(0, z) - labels * z))

    typed = surfaces.from_functions(cross_entropy)
    assert typed.pointwise
    (minimum,) = typed.minima
    shares = 1 / (1 + np.exp(-inputs @ minimum.at))
    np.testing.assert_allclose(inputs.T @ (shares - labels) / 200, 0, atol=1e-7)
    assert cross_entropy.calls < 20_000


def test_functions_of_clouds_are_called_with_clouds():
    own = counted(lambda p: (p**2).sum(axis=0))
    typed = surfaces.from_functions(own)
    assert not typed.pointwise
    assert typed.minima[0].at == pytest.approx((0, 0), abs=1e-9)
    assert own.calls < 5000


def test_progress_is_shown_on_a_terminal_only(monkeypatch, capsys):
    monkeypatch.setattr("surfaces.custom.pointwise.UNSEEN", -1.0)
    typed = surfaces.from_functions(waves)
    cloud = np.zeros((2, 50))
    typed(cloud)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.delenv("TERM", raising=False)
    typed(cloud)
    said = capsys.readouterr().err
    assert "\rwaves: " in said
    assert " calls\033[K" in said
    assert said.endswith("\r\033[K")


def test_fewer_rates_are_tried_where_each_point_is_a_call():
    typed = surfaces.from_functions(waves)
    found = tune(get("sgd"), typed, steps=20)
    assert len(found.rates) == 41
    assert set(found.rates) <= set(RATES)
    assert found.optimizer.knobs["lr"] in found.rates
    assert rule(typed).startswith("lr: best of 41 ")


class Tensor:
    """A stand-in for a tensor that records its gradient: NumPy may not read it as it is."""

    def __init__(self, data, recorded=True):
        self.data, self.recorded = np.asarray(data), recorded

    def __array__(self, dtype=None, copy=None):
        if self.recorded:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad.")
        return np.asarray(self.data, dtype=dtype)

    def detach(self):
        return Tensor(self.data, recorded=False)

    def numpy(self):
        return np.asarray(self)

    def __getitem__(self, index):
        return Tensor(self.data[index])


def bowl(point):
    return point[0] ** 2 + 3 * point[1] ** 2


def test_gradients_of_other_libraries_are_taken_as_they_are():
    typed = surfaces.from_functions(
        lambda p: Tensor(bowl(p)),
        lambda p: Tensor([2 * p[0], 6 * p[1]]),
        lambda p: [[Tensor(2.0 + 0 * p[0]), Tensor(0 * p[0])], (Tensor(0 * p[0]), 6 + 0 * p[0])],
    )
    points = np.array([[1.0, 2.0, 3.0], [0.5, -1.0, 2.0]])
    np.testing.assert_array_equal(typed(points), bowl(points))
    np.testing.assert_array_equal(typed.gradient(points), [2 * points[0], 6 * points[1]])
    np.testing.assert_array_equal(typed.hessian(points)[:, :, 0], [[2, 0], [0, 6]])
    assert not typed.pointwise
    assert typed.minima[0].at == pytest.approx((0, 0), abs=1e-12)


def test_functions_of_tensors_are_given_tensors(monkeypatch):
    """As those of ``torch.func.grad`` need; the module is one in name only."""
    torch = types.ModuleType("torch")
    torch.from_numpy = Tensor
    torch.func = types.SimpleNamespace(vmap=lambda function, **_: function)
    monkeypatch.setitem(sys.modules, "torch", torch)

    def value(point):
        if not isinstance(point, Tensor):
            raise TypeError("must be Tensor, not numpy.ndarray")
        return Tensor(bowl(point.data))

    typed = surfaces.from_functions(value, lambda p: Tensor([2 * p[0].data, 6 * p[1].data]))
    assert typed((1.0, 2.0)) == 13
    assert not typed.pointwise
    np.testing.assert_array_equal(typed.gradient((1.0, 2.0)), [2, 12])
    with pytest.raises(InputError, match="no number of that name"):
        surfaces.from_functions(
            lambda p: (_ for _ in ()).throw(ValueError("no number of that name"))
        )


def test_functions_that_a_library_maps_over_points_are_called_with_clouds(monkeypatch):
    """As ``jax.vmap`` does it for ``jax.grad``; the module is one in name only."""
    jax = types.ModuleType("jax")

    def vmap(function, in_axes, out_axes):
        assert (in_axes, out_axes) == (1, -1)
        return lambda points: np.stack([function(one) for one in points.T], axis=-1)

    sizes = set()

    def jit(function):
        return lambda points: sizes.add(points.shape[1]) or function(points)

    jax.vmap, jax.jit = vmap, jit
    monkeypatch.setitem(sys.modules, "jax", jax)
    typed = surfaces.from_functions(
        lambda p: math.hypot(*p), lambda p: np.array([p[0], p[1]]) / math.hypot(*p)
    )
    assert not typed.pointwise
    points = np.array([[3.0, 0.0], [4.0, 2.0]])
    np.testing.assert_allclose(typed.gradient(points), [[0.6, 0], [0.8, 1]])
    np.testing.assert_array_equal(typed.gradient(np.ones((2, 0))), np.ones((2, 0)))
    assert sizes <= {1, 2, 4, 8}
    jax.vmap = lambda *_, **__: lambda points: points[0]  # one that does something else
    assert surfaces.from_functions(lambda p: math.hypot(*p)).pointwise


def test_a_gradient_of_single_points_makes_the_search_sparing():
    slope = counted(lambda p: [math.copysign(1, p[0]) * 2 * abs(p[0]), 6.0 * float(p[1])])
    typed = surfaces.from_functions(bowl, slope)
    assert typed.pointwise
    assert typed.minima[0].at == pytest.approx((0, 0), abs=1e-9)
    assert slope.calls < MOST_CALLS


def test_single_precision_is_differentiated_with_longer_steps():
    typed = surfaces.from_functions(lambda p: bowl(p).astype(np.float32))
    points = np.random.default_rng(0).uniform(-3, 3, (2, 40))
    exact = np.array([2 * points[0], 6 * points[1]])
    np.testing.assert_allclose(typed.gradient(points), exact, atol=2e-3)
    assert np.abs(typed.hessian(points)[1, 1] - 6).max() < 0.1


class Egg:
    """A class of a user, and an object that is a function."""

    def __call__(self, point):
        return bowl(point)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (None, "not None"),
        (3, "not 3"),
        ("x**2", r"surfaces.formula\('x\*\*2'\) takes formulas"),
        (Egg, r"Egg is a class: give a function of a point, or an object Egg\(...\)"),
        (surfaces.get("ravine"), "ravine is a surface already"),
        (surfaces.Rosenbrock, "Rosenbrock is a class"),
    ],
)
def test_what_is_no_function_is_refused(given, told):
    with pytest.raises(InputError, match=told):
        surfaces.from_functions(given)
    if given is not None:
        with pytest.raises(InputError, match=told):
            surfaces.from_functions(bowl, given)


def test_an_object_that_can_be_called_is_a_function():
    assert surfaces.from_functions(Egg())((1.0, 1.0)) == 4
    assert surfaces.from_functions(Egg()).minima[0].value == 0


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (None, r"surfaces.get\('ravine'\), not None; surfaces.from_functions\(f\)"),
        (3, r"not 3; surfaces.from_functions\(f\)"),
        (bowl, r"bowl is a function, .*surfaces.from_functions\(f\)"),
        (lambda p: p[0], r"lambda is a function, .*surfaces.from_functions\(f\)"),
        (Egg, r"Egg is a class, .*surfaces.from_functions\(f\)"),
        (Egg(), r"surfaces.from_functions\(f\)"),
        (["ravine"], "a surface is named by text"),
        (surfaces.Rosenbrock, r"Rosenbrock is a family: Rosenbrock\(\) is a surface"),
        (surfaces.get("ravine"), "ravine is a surface already"),
    ],
)
def test_what_is_no_name_of_a_surface_is_refused(given, told):
    with pytest.raises(InputError, match=told):
        surfaces.get(given)


@pytest.mark.parametrize(
    ("function", "beyond"),
    [
        (lambda p: math.cosh(p[0]) + p[1] ** 2, np.inf),
        (lambda p: math.log(2 - abs(p[0])) + p[1] ** 2, np.nan),
        (lambda p: 1 / float(abs(p[0]) < 2) + math.sin(p[1]), np.nan),
    ],
    ids=["overflow", "domain", "division"],
)
def test_where_arithmetic_of_python_stops_a_run_diverges(function, beyond):
    surface = surfaces.from_functions(function, domain=((-1, 1), (-1, 1)), name="mine")
    values = surface(np.array([[0.5, 1000.0], [0.5, 0.5]]))
    assert np.isfinite(values[0])
    np.testing.assert_array_equal(values[1], beyond)


def test_a_fault_of_a_function_is_still_told():
    def broken(p):
        raise ValueError(f"no such thing as {math.sin(p[0]):.1f}")

    with pytest.raises(Exception, match="no such thing as"):
        surfaces.from_functions(broken, domain=((-1, 1),) * 2, name="mine")(np.zeros(2))
