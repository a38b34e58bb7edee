"""Curves and regions of minimizers: they have a lowest value, and are no row of single points."""

import numpy as np
import pytest

import surfaces
from optim_viz.runs.run import run
from surfaces import Rotated

CURVES = {
    "(x - y)**2": (0, lambda x, y: x - y),
    "(x*y - 1)**2": (0, lambda x, y: x * y - 1),
    "(x**2 + y**2 - 1)**2": (0, lambda x, y: x**2 + y**2 - 1),
    "(x*y)**2": (0, lambda x, y: x * y),
    "(x - y)**4": (0, lambda x, y: x - y),
    "1e6 + (x - y)**2": (1e6, lambda x, y: x - y),
    "abs(x - y)": (0, lambda x, y: x - y),
    "abs(x**2 - y)": (0, lambda x, y: x**2 - y),
    "abs(sin(x) - 1.37*y)": (0, lambda x, y: np.sin(x) - 1.37 * y),
    "sin(x - y)": (-1, lambda x, y: np.cos(x - y)),
    "x**2 - 2*x*y + y**2": (0, lambda x, y: x - y),
    "(x + 2*y - 3)**2 + (2*x + 4*y - 7)**2": (0.2, lambda x, y: x + 2 * y - 3.4),
    "max(x - y, 2*y - 2*x) + 3": (3, lambda x, y: x - y),
    "(y - x**3)**2": (0, lambda x, y: y - x**3),
    "log(1 + (x - y)**2)": (0, lambda x, y: x - y),
}
"""The lowest value, and what is 0 on the curve."""


@pytest.mark.parametrize("text", CURVES)
def test_a_curve_of_minimizers_has_a_lowest_value(text):
    typed, (value, on_curve) = surfaces.formula(text), CURVES[text]
    assert typed.minima == ()
    assert typed.lowest == pytest.approx(value, abs=1e-13)
    assert typed.continuum.value == typed.lowest
    assert typed.continuum.extent == 1
    assert typed.continuum.points.shape[1] > 20
    np.testing.assert_allclose(on_curve(*typed.continuum.points), 0, atol=1e-5)
    assert typed(typed.continuum.example) == pytest.approx(value, abs=1e-13)
    assert not typed.minima_complete


def test_a_floor_above_two_dimensions_that_hardly_rises_is_a_curve_of_minimizers():
    typed = surfaces.formula("cos(x0) + x0**2 + x1**2*x2**2 + x2**2")
    assert (typed.minima, typed.lowest, typed.continuum.extent) == ((), 1, 1)
    np.testing.assert_allclose(typed.continuum.points[[0, 2]], 0, atol=1e-6)
    assert np.ptp(typed.continuum.points[1]) > 1


def test_the_window_of_a_long_curve_of_minima_lies_near_the_origin():
    typed = surfaces.formula("(x0**2 - x1)**2 + (x1 - x2)**2*(1 + x0**2)")
    assert typed.continuum.extent == 1
    assert np.abs([typed.domain.low, typed.domain.high]).max() < 10


@pytest.mark.parametrize(
    ("text", "extent"),
    [
        ("max(0, x) + max(0, y)", 2),
        ("max(x**2 + y**2 - 1, 0)**2", 2),
        ("max(0, abs(x) - 1)", 1),
        ("abs(x) + abs(y) - x", 1),  # rays
        ("abs(y) + max(0, x - 1)", 1),
        ("max(0, -x) + abs(y - 1)", 1),
        ("max(x, -x, y)", 1),
        ("max(-y - 8, -x - 2*y - 1, x + 2*y + 1)", 1),
        ("max(2*x - 2*y - 1, 1 - 2*x - 2*y, 1 - x) + x**2 - 0.75", 1),
        ("(x0 + x1 - 1)**2 + (x1 - x2)**2", 1),
        ("(x0 + x1 - x2)**2", 2),
        ("abs(x0 - x1) + abs(x1 - x2)", 1),
        ("x0**2*x1**2 + x2**2", 1),
        ("sin(x0)**2 + x1**2*(1 + x2**2)", 1),
        ("x0**2 + x1**2*x2**4", 1),
        ("(x0 + x1 + x2 - 1)**4", 2),
        ("x0**2*x1**2*x2**2", 2),
    ],
)
def test_regions_and_more_dimensions(text, extent):
    typed = surfaces.formula(text)
    assert typed.minima == ()
    assert typed.lowest == 0
    assert typed.continuum.extent == extent


def test_a_lower_point_makes_a_curve_no_continuum_of_the_lowest():
    typed = surfaces.formula("(x**2 + y**2 - 1)**2*((x - 3)**2 + y**2 - 0.01)")
    assert typed.continuum is None
    (lowest,) = [minimum for minimum in typed.minima if minimum.is_global]
    assert typed.lowest == lowest.value < 0


def test_a_rotated_surface_has_the_rotated_curve():
    typed = Rotated(surfaces.formula("(x - y)**2"), 45)
    assert typed.lowest == 0
    np.testing.assert_allclose(typed.continuum.points[0], 0, atol=1e-12)


def test_single_points_are_no_continuum():
    for text in ("x**2 + y**2", "x**4 + y**4", "abs(x) + abs(y)", "sin(x)**2", "x**100 + y**100"):
        assert surfaces.formula(text).continuum is None


@pytest.mark.parametrize("text", ["(x - y)**2", "(x*y - 1)**2", "abs(x - y)*(x - y)"])
def test_a_run_to_the_curve_has_converged(text):
    from optim_viz.optimizers import sgd

    typed = surfaces.formula(text)
    done = run(sgd(lr=0.1), typed, (1.5, 0.2), steps=400)
    if typed.lowest is not None:
        assert done.status == "converged"
        assert done.gap[-1] < 1e-12
