"""Surfaces with another domain: its minima are those in it, and it is the box that runs leave."""

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.optimizers import sgd
from optim_viz.problem import pose
from surfaces import Box, InputError, formula
from surfaces.custom.bounded import bounded


def cube(low, high, dim=2):
    return Box.cube(low, high, dim)


@pytest.mark.parametrize("name", ["rosenbrock", "himmelblau", "ackley", "eggholder", "wood"])
def test_values_and_derivatives_are_those_of_the_surface(name):
    inner = surfaces.get(name)
    outer = bounded(inner, cube(-1.0, 2.0, inner.dim))
    points = np.random.default_rng(0).uniform(-5, 5, (inner.dim, 7))
    for method in ("__call__", "gradient", "hessian"):
        np.testing.assert_array_equal(
            getattr(outer, method)(points), getattr(inner, method)(points)
        )
    assert (outer.name, outer.formula, outer.dim) == (inner.name, inner.formula, inner.dim)


def test_minima_are_those_in_the_domain():
    every = surfaces.get("himmelblau").minima
    half = bounded(surfaces.get("himmelblau"), Box((0, 5), (-5, 5)))
    assert half.minima == tuple(m for m in every if m.at[0] > 0)
    assert half.lowest == 0
    assert half.minima_complete


def test_beyond_the_usual_domain_minima_are_searched_for():
    wide = bounded(surfaces.get("mccormick"), cube(-5, 20))
    usual = surfaces.get("mccormick").minima[0]
    shift = np.pi * np.arange(-1, 7)
    found = sorted(m.at for m in wide.minima)
    expected = [tuple(usual.at + k) for k in shift]
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_a_lower_point_on_the_edge_means_that_no_minimum_inside_is_the_lowest():
    cubic = formula("x**3 - 3*x + y**2")
    held = bounded(cubic, cube(-3, 3))
    assert [m.is_global for m in held.minima if m.at == (1, 0)] == [False]
    high = bounded(surfaces.get("styblinski_tang"), cube(2, 5))
    assert high.minima[0].is_global
    assert high.lowest > surfaces.get("styblinski_tang").lowest


def test_the_start_is_that_of_the_surface_where_it_is_inside():
    ravine = surfaces.get("ravine")
    assert bounded(ravine, cube(-8, 8)).start == ravine.start
    small = bounded(ravine, cube(-3, 3))
    assert small.within.contains(small.start)


def test_a_run_leaves_the_given_domain_and_not_the_usual_one():
    start, ravine = (-7.0, 2.0), surfaces.get("ravine")
    assert optim_viz.run(sgd(lr=1.05), ravine, start, 30).status == "left the domain"
    wide = bounded(ravine, cube(-1000, 1000))
    assert optim_viz.run(sgd(lr=1.05), wide, start, 30).status == "budget spent"
    run = optim_viz.run(sgd(lr=0.5), bounded(ravine, Box((-6, -5), (-3, 3))), (-5.5, 0.1), 30)
    assert run.status == "left the domain"


def test_one_range_serves_all_coordinates_and_the_domain_turns_with_the_surface():
    assert pose("bowl:dim=5", domain=((-3, 3),)).domain == cube(-3, 3, 5)
    turned = pose("ravine", rotate=90, shift=(1, 0), domain=((-3, 3), (-1, 1)))
    np.testing.assert_allclose(turned.domain.sides, ((0, 2), (-3, 3)), atol=1e-15)
    assert pose(formula="x + y", domain=((0, 1),)) == formula("x + y", domain=cube(0, 1))


@pytest.mark.parametrize(
    ("domain", "message"),
    [
        (((-1, 1), (-1, 1), (-1, 1)), "domain of ravine is LOW:HIGH,LOW:HIGH, not 3 ranges"),
        (((1, -1),), "LOW < HIGH"),
        (((1, 1), (0, 1)), "LOW < HIGH"),
        (((0, 1e308),), "within"),
        (((float("nan"), 1.0),), "LOW < HIGH"),
    ],
)
def test_a_domain_that_does_not_fit_is_refused(domain, message):
    with pytest.raises(InputError, match=message):
        pose("ravine", domain=domain)
