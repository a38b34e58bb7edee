"""What a change of coordinates does to a path, for any change that a method should not notice."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import optim_viz
import surfaces
from optim_viz.optimizers import get

QUICK = settings(max_examples=25, deadline=None, derandomize=True)
numbers = st.floats(-2.0, 2.0)
factors = st.floats(0.2, 5.0)


class Mapped(surfaces.Surface):
    """f(A p + b): the same landscape in other coordinates."""

    domain = surfaces.Box((-1e9, 1e9), (-1e9, 1e9))
    start, formula, source = (0.0, 0.0), "", ""
    minima = property(lambda self: self.surface.minima)  # their values are the same

    def __init__(self, surface, matrix, shift=(0.0, 0.0)):
        self.surface, self.matrix = surface, np.asarray(matrix)
        self.shift = np.asarray(shift).reshape(2, 1)

    def there(self, point):
        return self.matrix @ point + self.shift

    def here(self, point):
        return np.linalg.solve(self.matrix, point - self.shift)

    def _value(self, point):
        return self.surface(self.there(point))

    def _gradient(self, point):
        return self.matrix.T @ self.surface.gradient(self.there(point))

    def _hessian(self, point):
        hessian = self.surface.hessian(self.there(point))
        return np.einsum("ki,klb,lj->ijb", self.matrix, hessian, self.matrix)


class Stretched(surfaces.Surface):
    """A surface whose gradient is stretched along the axes: what adaptive methods undo."""

    domain = surfaces.Box((-1e9, 1e9), (-1e9, 1e9))
    start, minima, formula, source = (0.0, 0.0), (), "", ""

    def __init__(self, surface, factors):
        self.surface, self.factors = surface, np.array(factors).reshape(2, 1)

    def _value(self, point):
        return self.surface(point)

    def _gradient(self, point):
        return self.factors * self.surface.gradient(point)

    def _hessian(self, point):
        return self.surface.hessian(point)


def assert_same_path(spec, mapped, start, rtol=1e-8, steps=12):
    """Check that the path in the new coordinates is the old one seen from there."""
    start = np.array(start)
    old = optim_viz.run(get(spec), mapped.surface, start, steps=steps, tolerance=0.0).points
    first = mapped.here(start.reshape(2, 1))[:, 0]
    new = optim_viz.run(get(spec), mapped, first, steps=steps, tolerance=0.0).points
    scale = np.abs(old).max()
    np.testing.assert_allclose(mapped.there(new), old, rtol=rtol, atol=rtol * scale)


@pytest.mark.parametrize(
    "spec",
    [
        "sgd:lr=0.02",
        "momentum:lr=0.01",
        "nesterov:lr=0.01",
        "normalized_descent:lr=0.1",
        "clipped_descent:lr=0.1",
        "polyak",
        "keras.momentum:lr=0.01",
        "newton",
        "saddle_free_newton",
        "damped_newton",
        "regularized_newton",
        "trust_region",
    ],
)
@QUICK
@given(angle=st.floats(0, 2 * np.pi), shift=st.tuples(numbers, numbers), flip=st.booleans())
def test_a_turn_a_shift_and_a_mirror_change_nothing(spec, angle, shift, flip):
    c, s = np.cos(angle), np.sin(angle)
    turn = np.array([[c, -s], [s, c]]) @ np.diag([-1.0 if flip else 1.0, 1.0])
    mapped = Mapped(surfaces.get("three_hump_camel"), turn, shift)
    assert_same_path(spec, mapped, (0.9, 0.7), steps=5)


@pytest.mark.parametrize("spec", ["newton", "damped_newton"])
@QUICK
@given(
    entries=st.tuples(numbers, numbers, numbers, numbers).filter(
        lambda m: abs(m[0] * m[3] - m[1] * m[2]) > 0.3
    ),
    shift=st.tuples(numbers, numbers),
)
def test_newton_does_not_notice_any_affine_map(spec, entries, shift):
    mapped = Mapped(surfaces.get("rosenbrock"), np.reshape(entries, (2, 2)), shift)
    assert_same_path(spec, mapped, (1.3, 1.5), rtol=1e-5, steps=4)


@pytest.mark.parametrize(
    "spec",
    [
        "adagrad:lr=0.3,eps=0",
        "rmsprop:lr=0.03,eps=0",
        "adam:lr=0.1,eps=0",
        "amsgrad:lr=0.1,eps=0",
        "adamax:lr=0.1,eps=0",
        "nadam:lr=0.1,eps=0",
        "sign_descent:lr=0.1",
        "rprop:lr=0.1",
        "lion:lr=0.1",
    ],
)
@QUICK
@given(stretch=st.tuples(factors, factors))
def test_adaptive_methods_do_not_notice_the_scale_of_an_axis(spec, stretch):
    surface = surfaces.get("himmelblau")
    old = optim_viz.run(get(spec), surface, (0.4, 2.2), steps=15)
    new = optim_viz.run(get(spec), Stretched(surface, stretch), (0.4, 2.2), steps=15)
    np.testing.assert_allclose(new.points, old.points, rtol=1e-8)


@pytest.mark.parametrize("spec", ["adam:lr=0.1", "adagrad:lr=0.5", "rmsprop:lr=0.05"])
def test_adaptive_methods_do_notice_a_turn(spec):
    c = np.sqrt(0.5)
    turned = Mapped(surfaces.get("ravine"), [[c, -c], [c, c]])
    with pytest.raises(AssertionError):
        assert_same_path(spec, turned, (-7.0, 2.0))


@pytest.mark.parametrize("spec", ["sgd:lr=0.02", "adam:lr=0.1"])
def test_the_tests_would_see_a_difference(spec):
    stretched = Mapped(surfaces.get("ravine"), [[2.0, 0.0], [0.0, 1.0]])
    with pytest.raises(AssertionError):
        assert_same_path(spec, stretched, (-7.0, 2.0))


@QUICK
@given(lr=st.floats(1e-3, 0.9), scale=st.floats(1e-3, 1e3))
def test_a_multiple_of_the_function_is_a_multiple_of_the_rate(lr, scale):
    surface = surfaces.get("ravine")
    old = optim_viz.run(get("momentum", lr=lr), surface, steps=20)
    new = optim_viz.run(
        get("momentum", lr=lr / scale), Stretched(surface, (scale, scale)), surface.start, steps=20
    )
    np.testing.assert_allclose(new.points, old.points, rtol=1e-9, atol=1e-12)


def test_turning_the_bowl_of_the_book_hurts_the_adaptive_methods():
    """FACTS: turned by 45 degrees SGD and Momentum stay, AdaGrad gets .14 and Adam .62."""
    turned = surfaces.transforms.Rotated(surfaces.get("ravine"), 45)
    for spec, expected in {
        "sgd:lr=0.95": 0.013,
        "momentum:lr=0.1": 0.048,
        "adagrad:lr=1.5": 0.14,
        "adam:lr=0.3": 0.62,
    }.items():
        run = optim_viz.run(get(spec), turned, steps=30)
        assert run.values[-1] == pytest.approx(expected, rel=0.05), spec
