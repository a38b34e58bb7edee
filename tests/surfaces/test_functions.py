"""Python functions of one's own as surfaces."""

import math

import numpy as np
import pytest

import surfaces
from surfaces import InputError
from surfaces.box import Box

HIMMELBLAU = surfaces.get("himmelblau")
POINTS = np.random.default_rng(2).uniform(-5, 5, (2, 60))


def himmelblau(point):
    x, y = point
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def test_missing_derivatives_are_measured_and_it_says_so():
    own = surfaces.from_functions(himmelblau)
    assert own.derivatives == "by central differences"
    assert own.lesson == (
        "A Python function that was brought along; derivatives: by central differences."
    )
    np.testing.assert_allclose(own(POINTS), HIMMELBLAU(POINTS), rtol=1e-14)
    np.testing.assert_allclose(own.gradient(POINTS), HIMMELBLAU.gradient(POINTS), atol=1e-6)
    np.testing.assert_allclose(own.hessian(POINTS), HIMMELBLAU.hessian(POINTS), atol=1e-4)


def test_a_given_gradient_makes_a_better_hessian():
    own = surfaces.from_functions(himmelblau, HIMMELBLAU.gradient)
    assert own.derivatives == "gradient as given, Hessian by central differences of it"
    np.testing.assert_array_equal(own.gradient(POINTS), HIMMELBLAU.gradient(POINTS))
    np.testing.assert_allclose(own.hessian(POINTS), HIMMELBLAU.hessian(POINTS), atol=1e-7)
    whole = surfaces.from_functions(himmelblau, HIMMELBLAU.gradient, HIMMELBLAU.hessian)
    assert whole.derivatives == "as given"
    np.testing.assert_array_equal(whole.hessian(POINTS), HIMMELBLAU.hessian(POINTS))


def test_it_is_explored_like_a_formula():
    own = surfaces.from_functions(himmelblau, HIMMELBLAU.gradient, HIMMELBLAU.hessian)
    assert own.survey.certified
    assert len(own.stationary_points) == 9
    assert sorted(m.at for m in own.minima) == [
        pytest.approx(m.at, abs=1e-12) for m in HIMMELBLAU.minima
    ]
    rough = surfaces.from_functions(himmelblau)
    assert len(rough.stationary_points) == 9
    for minimum in rough.minima:
        assert HIMMELBLAU(minimum.at) < 1e-16


def test_functions_of_single_points_are_called_for_each():
    calls = []

    def curve(point):
        calls.append(point.shape)
        return math.sin(point[0]) + point[0] ** 2 / 10

    own = surfaces.from_functions(curve, domain=[(-5, 5)])
    np.testing.assert_allclose(own([[0.0, 1.0]]), [0, math.sin(1) + 0.1])
    assert own([[[1.0], [2.0]]]).shape == (2, 1)
    assert own(np.zeros((1, 0))).shape == (0,)
    assert own.gradient([[0.0, 1.0]]) == pytest.approx(np.array([[1, math.cos(1) + 0.2]]), rel=1e-8)
    assert (1,) in calls
    assert [m.is_global for m in own.minima] == [True, False]


def test_a_branch_that_looks_at_one_point_is_noticed():
    def ramp(point):
        return point[0] if (np.asarray(point[0]) > 0).all() else 0.0 * point[0]

    own = surfaces.from_functions(ramp, domain=[(-1, 1)])
    np.testing.assert_array_equal(own([[-0.5, 0.5]]), [0, 0.5])


@pytest.mark.parametrize(
    ("function", "at"),
    [
        (lambda p: abs(p[0]) + abs(p[1]), (0, 0)),
        (lambda p: p[0] ** 2 + abs(p[1] - 0.3), (0, 0.3)),
        (lambda p: math.hypot(p[0] - 1, p[1] + 2), (1, -2)),
        (lambda p: np.maximum(p[0], -p[1]) + p[0] ** 2 + p[1] ** 2, (-0.25, 0.25)),
    ],
)
def test_tips_and_creases_are_found_and_nothing_more_is_claimed(function, at):
    own = surfaces.from_functions(function)
    (minimum,) = own.minima
    assert minimum.at == pytest.approx(at, abs=1e-6)
    assert minimum.kink
    assert not own.minima_complete


def test_a_slanted_crease_is_not_cut_into_ever_smaller_cells():
    """Five million calls of a function of single points were several seconds."""
    calls = []

    def creased(p):
        calls.append(1)
        return abs(float(p[0]) - 2 * float(p[1]) + 0.3) + 0.1 * float(p[0]) ** 2

    (minimum,) = surfaces.from_functions(creased).minima
    assert minimum.at == pytest.approx((0, 0.15), abs=1e-9)
    assert len(calls) < 1_500_000


def test_a_tip_and_a_ridge_that_cancel_in_the_count_are_not_missed():
    own = surfaces.from_functions(lambda p: abs(p[0] + 1) - abs(p[0] - 1) - p[0], domain=[(-3, 3)])
    assert [m.at for m in own.minima] == [(-1.0,)]
    assert not own.minima_complete


@pytest.mark.parametrize("batch", [(), (4,), (2, 3)])
def test_constant_derivatives_are_spread(batch):
    own = surfaces.from_functions(
        lambda p: p[0] + 2 * p[1], lambda p: [1.0, 2.0], lambda p: np.zeros((2, 2))
    )
    points = np.ones((2, *batch))
    assert own.gradient(points).shape == (2, *batch)
    assert own.hessian(points).shape == (2, 2, *batch)
    assert own.lowest is None


def test_words_and_options():
    own = surfaces.from_functions(himmelblau, domain=Box((-6, 6), (-6, 6)), start=(1, 1))
    assert own.name == str(own) == "himmelblau"
    assert own.title == "Himmelblau"
    assert own.start == (1.0, 1.0)
    assert own.domain == Box((-6, 6), (-6, 6))
    assert surfaces.from_functions(himmelblau, name="mine").title == "Mine"
    assert surfaces.from_functions(lambda p: p[0] + p[1]).name == "lambda"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: surfaces.from_functions(lambda x, y: x + y), "cannot be called with the array"),
        (lambda: surfaces.from_functions(lambda p: "a"), "cannot be called with the array"),
        (lambda: surfaces.from_functions(lambda p: p), r"shape \(\) at a point, not \(2,\)"),
        (lambda: surfaces.from_functions(sum, lambda p: p[0]), r"shape \(2,\) at a point"),
        (lambda: surfaces.from_functions(sum, start=(1,)), "2 coordinates, its start 1"),
        (lambda: surfaces.from_functions(lambda p: np.nan, start=(1, 1)), "no finite value"),
    ],
)
def test_functions_that_do_not_fit_are_refused(make, message):
    with pytest.raises(surfaces.InputError, match=message):
        make()


@pytest.mark.parametrize(
    "domain", [(-2, 2), 3, ((-2, 2), (1, 0)), ((-2, 2, 3),), "ab", ((0, math.inf),)]
)
def test_a_domain_is_pairs(domain):
    for make in (
        lambda: surfaces.formula("x**2 + y**2", domain=domain),
        lambda: surfaces.from_functions(himmelblau, domain=domain),
    ):
        with pytest.raises(surfaces.InputError, match=r"a pair \(low, high\) for each coordinate"):
            make()


def test_a_function_may_change_what_it_is_given():
    def shifted(point):
        point -= 1
        return (point**2).sum(axis=0)

    own = surfaces.from_functions(shifted, domain=[(-2, 2), (-2, 2)])
    points = np.array([[1.0, 2.0, -1.0], [2.0, 0.5, 0.0]])
    before = points.copy()
    np.testing.assert_allclose(own(points), ((before - 1) ** 2).sum(axis=0))
    np.testing.assert_allclose(own.gradient(points), 2 * (before - 1), atol=1e-8)
    np.testing.assert_array_equal(points, before)


@pytest.mark.parametrize("size", [2, 6])
def test_a_function_may_return_the_same_array_each_time(size):
    """Called with single points, and with all at once."""
    buffer = np.empty((2, 3)) if size == 6 else np.empty(2)

    def slope(point):
        if point.size == size:
            return np.multiply(2, point, out=buffer)
        return 2 * point if size == 6 else np.multiply(2, point[:, 0], out=buffer)

    own = surfaces.from_functions(lambda p: (p**2).sum(axis=0), slope, domain=[(-2, 2), (-2, 2)])
    points = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    first = own.gradient(points)
    np.testing.assert_array_equal(first, 2 * points)
    own.gradient(-points)
    np.testing.assert_array_equal(first, 2 * points)


@pytest.mark.parametrize(
    ("function", "said"),
    [(lambda p: None, "nothing: a return is missing"), (lambda p: p[0] * 1j, "complex numbers")],
)
def test_what_is_no_number_is_refused(function, said):
    with pytest.raises(InputError, match=said):
        surfaces.from_functions(function, domain=[(-1, 1), (-1, 1)])
