"""Methods with curvature where one coordinate is 1e6 and more times as steep as the other."""

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.optimizers import get, second_order

WITH_CURVATURE = [
    "newton",
    "damped_newton",
    "saddle_free_newton:lr=1",
    "regularized_newton",
    "trust_region",
    "bfgs",
    "lbfgs",
]
GUARDED = [name for name in WITH_CURVATURE if "newton" not in name or name == "damped_newton"]


def scattered(surface, count, seed=0):
    low, high = surface.domain.low, surface.domain.high
    return (low + (high - low) * np.random.default_rng(seed).random((count, surface.dim))).T


@pytest.mark.parametrize("name", WITH_CURVATURE)
def test_every_start_leads_to_the_minimum_of_brown(name):
    surface = surfaces.get("brown_badly_scaled")
    run = optim_viz.run(get(name), surface, scattered(surface, 40), steps=3000)
    assert (run.status == "converged").all()
    np.testing.assert_allclose(run.end[0], 1e6, rtol=1e-9)
    np.testing.assert_allclose(run.end[1], 2e-6, rtol=1e-6)


@pytest.mark.parametrize("name", [*WITH_CURVATURE[:5], "bfgs"])
@pytest.mark.parametrize("condition", ["1e9", "1e13", "1e17"])
def test_a_long_ellipse_is_no_obstacle(name, condition):
    surface = surfaces.get(f"ellipsoid:condition={condition}")
    run = optim_viz.run(get(name), surface, scattered(surface, 10), steps=1000)
    assert (run.status == "converged").all()
    assert run.gap[-1].max() < 1e-12


@pytest.mark.parametrize("dim", [2, 3, 6])
@pytest.mark.parametrize("spec", ["saddle_free_newton:lr=1", "trust_region:first=1e9,largest=1e9"])
def test_one_step_ends_on_the_minimum_of_coupled_units(spec, dim):
    """A parabola whose coordinates have units 1e-5 to 1e5, and are coupled all the same."""
    units = np.logspace(-5, 5, dim)
    hessian = (np.eye(dim) + 0.5) * units * units[:, np.newaxis]
    centre = np.arange(1.0, dim + 1) / units

    class Parabola(surfaces.Surface):
        domain = surfaces.Box(*[(-1e9, 1e9)] * dim)
        start = tuple(0.5 * centre)
        minima, formula, source = (), "", ""

        def _value(self, point):
            away = point - centre.reshape(-1, *[1] * (point.ndim - 1))
            return np.einsum("i...,ij,j...->...", away, hessian, away) / 2

        def _gradient(self, point):
            away = point - centre.reshape(-1, *[1] * (point.ndim - 1))
            return np.einsum("ij,j...->i...", hessian, away)

        def _hessian(self, point):
            return hessian.reshape(dim, dim, *[1] * (point.ndim - 1)) + 0 * point[0]

    run = optim_viz.run(get(spec), Parabola(), steps=1, tolerance=0.0)
    np.testing.assert_allclose(run.end, centre, rtol=1e-9)


@pytest.mark.parametrize("dim", [2, 3, 6])
def test_the_parabola_promises_no_rise(dim):
    random = np.random.default_rng(dim)
    units = 10.0 ** random.uniform(-6, 6, (dim, 300))
    core = random.standard_normal((dim, dim, 300))
    hessian = (core + core.swapaxes(0, 1)) * units * units[:, np.newaxis]
    g, radius = random.standard_normal((dim, 300)) * units, 10.0 ** random.uniform(-9, 9, 300)
    with np.errstate(all="ignore"):
        step, fall = second_order._lowest_within(g, hessian, radius)
    assert (fall >= 0).all()
    assert (fall > 0).mean() > 0.99
    assert (np.linalg.norm(step, axis=0) <= radius * (1 + 1e-9)).all()


@pytest.mark.parametrize("name", ["trust_region", "damped_newton", "regularized_newton"])
@pytest.mark.parametrize(
    "surface", ["brown_badly_scaled", "ellipsoid:condition=1e17", "beale", "rosenbrock:dim=6"]
)
def test_guarded_methods_do_not_climb(name, surface):
    surface = surfaces.get(surface)
    run = optim_viz.run(get(name), surface, scattered(surface, 30), steps=400)
    assert (np.diff(run.values, axis=0) <= 1e-12 * np.abs(run.values[:-1])).all()


@pytest.mark.parametrize("name", ["damped_newton", "trust_region", "regularized_newton", "bfgs"])
@pytest.mark.parametrize(
    "surface", ["brown_badly_scaled", "goldstein_price", "beale", "rosenbrock:dim=6", "himmelblau"]
)
def test_no_run_rests_where_there_is_a_slope(name, surface):
    surface = surfaces.get(surface)
    run = optim_viz.run(get(name), surface, scattered(surface, 40, seed=1), steps=400)
    still = (run.points[:, -1] == run.points[:, -40]).all(axis=0)
    slope = np.linalg.norm(surface.gradient(run.end), axis=0)
    assert not (still & (slope > 1e-6)).any()


def test_a_search_goes_on_until_the_step_is_lost():
    """The first 30 halvings leave 1e12 of slope far too long a step."""
    surface = surfaces.get("brown_badly_scaled")
    run = optim_viz.run(get("damped_newton"), surface, (5e5, -0.9), steps=1)
    assert run.evaluations.value > 31
    assert run.values[1] < 0.9 * run.values[0]


@pytest.mark.parametrize(("largest", "steps"), [("1000", 1010), ("1e6", 33), ("1e9", 33)])
def test_the_trust_region_is_as_fast_as_that_of_scipy(largest, steps):
    """The steps of ``trust-exact`` (SciPy 1.17), whose radius has the same bounds.

    The way to the minimum is 1e6 long, which takes 1000 steps of a radius of 1000.
    """
    surface = surfaces.get("brown_badly_scaled")
    run = optim_viz.run(get(f"trust_region:largest={largest}"), surface, (1, 1), steps=steps)
    assert run.status == "converged"
