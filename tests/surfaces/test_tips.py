"""In a tip a formula has the shortest subgradient: a run that begins at such a minimum stays."""

import math

import numpy as np
import pytest

import surfaces
from optim_viz import optimizers
from optim_viz.runs.run import run
from surfaces.custom.tips import shortest_between

ACKLEY = "-20*exp(-0.2*sqrt((x**2 + y**2)/2)) - exp((cos(2*pi*x) + cos(2*pi*y))/2) + 20 + exp(1)"


@pytest.mark.parametrize(
    ("text", "at", "gradient"),
    [
        ("sqrt(x**2 + y**2)", (0, 0), (0, 0)),
        ("sqrt((x - 1)**2 + 4*(y + 2)**2)", (1, -2), (0, 0)),
        ("sqrt(x**2 + y**2) + x/2", (0, 0), (0, 0)),
        ("sqrt(x**2 + y**2) + 3*x", (0, 0), (2, 0)),
        ("2*sqrt(x**2 + y**2) + 3*x + 4*y", (0, 0), (1.8, 2.4)),
        ("sqrt(abs(x))", (0,), (0,)),
        ("sqrt(x0**2 + x1**2 + x2**2)", (0, 0, 0), (0, 0, 0)),
        ("(x**2 + y**2)**0.7", (0, 0), (0, 0)),
        (ACKLEY, (0, 0), (0, 0)),
        ("sqrt(abs(x)) + y**2", (0, 1), (0, 2)),
        ("sqrt(abs(x)) + y**2", (0, 0.001), (0, 0.002)),
        ("100*sqrt(abs(y - 0.01*x**2)) + 0.01*abs(x + 10)", (-10, 1), (0, 0)),  # Bukin N. 6
        ("sqrt(x) + y**2", (0, 0), (0, 0)),
        ("sqrt(x) + y**2", (0, 1), (0, 2)),
        ("acosh(x) + (y-1)**2", (1, 0), (0, -2)),
        ("asin(x)", (-1,), (0,)),
        ("sqrt(1-x**2-y**2)", (0.6, 0.8), (0, 0)),
        ("sqrt(x)*sqrt(y)", (0, 0), (0, 0)),
        ("sqrt(x)*sqrt(y)", (0, 1), (0, 0)),
        ("sqrt(x+2*y-1) + x**2 + y**2", (1, 0), (1.6, -0.8)),
        ("sqrt(x0) + sqrt(x1-1) + (x2-2)**2", (0, 1, 0), (0, 0, -4)),
    ],
)
def test_the_shortest_subgradient_of_a_tip(text, at, gradient):
    typed = surfaces.formula(text)
    size = max(1.0, math.hypot(*gradient))
    np.testing.assert_allclose(typed.gradient(at), gradient, atol=0.03 * size)
    if not any(gradient):
        np.testing.assert_array_equal(typed.gradient(at), gradient)
    assert np.isfinite(typed.hessian(at)).all()
    batch = np.array([at, np.add(at, 1.0), at]).T
    np.testing.assert_array_equal(typed.gradient(batch)[:, 0], typed.gradient(at))
    np.testing.assert_array_equal(typed.gradient(batch)[:, 1], typed.gradient(np.add(at, 1.0)))


def test_outside_its_domain_a_root_has_no_slope():
    assert np.isnan(surfaces.formula("sqrt(x) + y").gradient([-1.0, 0.0])).any()


@pytest.mark.parametrize(
    ("text", "at"), [("-sqrt(x)", (0,)), ("asin(x)", (1,)), ("sqrt(x) - sqrt(y)", (0, 0))]
)
def test_where_it_falls_infinitely_fast_the_slope_is_infinite(text, at):
    assert np.isinf(surfaces.formula(text).gradient(at)).any()


def test_from_a_steep_edge_a_run_goes_along_it_to_the_minimum():
    typed = surfaces.formula("sqrt(x) + y**2")
    done = run(optimizers.get("sgd:lr=0.25"), typed, (0.0, 1.0), steps=40)
    assert done.status == "converged"
    assert done.gap[-1] < 1e-9
    np.testing.assert_array_equal(done.points[0], 0)


@pytest.mark.parametrize("name", ["sgd:lr=0.1", "adam:lr=0.1", "newton", "momentum:lr=0.1", "bfgs"])
@pytest.mark.parametrize("text", ["sqrt(x**2 + y**2)", "sqrt(x) + y**2", ACKLEY])
def test_a_run_that_begins_in_the_tip_stays(text, name):
    done = run(optimizers.get(name), surfaces.formula(text), (0.0, 0.0), steps=80)
    assert done.status == "converged"
    np.testing.assert_array_equal(done.end, 0)
    assert done.gap[-1] == 0


def test_the_shortest_mean_of_vectors():
    random = np.random.default_rng(0)
    for d in (1, 2, 3, 5):
        for _ in range(20):
            vectors = random.normal(size=(d, 12)) + random.normal(size=(d, 1))
            shortest = shortest_between(vectors)
            assert (shortest @ vectors >= shortest @ shortest - 1e-9).all()
            weights = random.dirichlet(np.ones(12), 500).T
            lengths = np.linalg.norm(vectors @ weights, axis=0)
            assert np.linalg.norm(shortest) <= lengths.min() + 1e-9


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("hypot(x0 - 1, x1) + x2**2", (1, 0, 0)),
        ("hypot(x0 - 1, x1) + abs(x2)", (1, 0, 0)),
        ("x0**2 + hypot(x1 - 0.123456, x2 + x0)", (0, 0.123456, 0)),
        ("sqrt(abs(x0)) + x1**2 + (x2 - 1)**2", (0, 0, 1)),
        ("sqrt(x0**2 + x1**2) + sqrt(x2**2 + (x3 - 1)**2)", (0, 0, 0, 1)),
    ],
)
def test_tips_are_found_above_two_dimensions(text, at):
    """They may go on along a line, straight or slanted, on which another term decides."""
    typed = surfaces.formula(text)
    (minimum,) = typed.minima
    assert (minimum.at, minimum.value, minimum.is_global) == (at, 0, True)
    np.testing.assert_array_equal(typed.gradient(at), 0)
