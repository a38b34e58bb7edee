"""Where slope and curvature vanish together: inflections, flat ground, kinks, flat minima."""

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.optimizers import newton, sgd
from optim_viz.runs.measures import outcome
from surfaces import Box, formula

FLAT, CONVERGED = "stalled at a flat point", "converged"


def at_rest(surface, at):
    """Return a run that begins where its gradient is zero, or short."""
    run = optim_viz.run(sgd(lr=0.1), surface, at, steps=1, tolerance=1e-8)
    assert run.taken == 0
    return run


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("x**3", (1.0,)),
        ("x**3 + y**2", (1.0, 1.0)),
        ("1e3*x**3 + y**2", (1.0, 1.0)),
        ("x**5 + x**6", (0.5,)),
        ("x*y*(x**2 + y**2)", (1.0, 1.2)),
    ],
)
def test_newton_that_creeps_into_an_inflection_has_found_no_minimum(text, start):
    run = optim_viz.run(newton(), formula(text), start, steps=300)
    assert run.taken < 300
    assert (run.status, outcome(run, 1e-6)) == (FLAT, FLAT)
    nearby = run.end[:, None] + 1e-2 * np.random.default_rng(0).normal(size=(len(start), 1000))
    assert run.surface(nearby).min() < run.values[-1]


@pytest.mark.parametrize("name", ["monkey_saddle", "plateau"])
def test_newton_stands_on_a_degenerate_point_of_the_catalogue(name):
    run = optim_viz.run(newton(), surfaces.get(name), steps=100)
    assert (run.status, outcome(run, 1e-6)) == (FLAT, FLAT)
    assert any(point.kind == "degenerate" for point in run.surface.stationary_points)


@pytest.mark.parametrize(
    ("text", "at", "status"),
    [
        ("x**3 - 3*x*y**2", (0.0, 0.0), FLAT),
        ("x*y*(x**2 + y**2)", (0.0, 0.0), FLAT),
        ("exp(-x) + y**2", (30.0, 0.0), FLAT),
        ("x**4 + y**4", (0.0, 0.0), CONVERGED),
        ("x**4 + y**2", (1e-3, 0.0), CONVERGED),
        ("abs(x) + y**2", (0.0, 0.0), CONVERGED),
        ("abs(x) + abs(y)", (0.0, 0.0), CONVERGED),
        ("(x*y - 1)**2", (2.0, 0.5), CONVERGED),
        ("x**2 - y**2", (0.0, 0.0), "stalled at a saddle"),
        ("1e-3*(x**2 + y**2)", (0.0, 0.0), CONVERGED),
        ("-x**4 - y**2", (0.0, 0.0), FLAT),
    ],
)
def test_a_point_without_curvature_is_a_minimum_where_nothing_beside_it_is_lower(text, at, status):
    assert at_rest(formula(text), at).status == status


def test_what_is_near_enough_to_a_very_flat_minimum_has_converged():
    run = optim_viz.run(newton(), formula("x**10 + y**2"), (1.0, 1.0), steps=300)
    assert run.gap[-1] < 1e-6
    assert outcome(run, 1e-6) == CONVERGED


def test_many_runs_at_rest_are_told_apart_as_each_alone():
    surface = formula("x**3 + y**2", domain=Box((-3, 3), (-3, 3)))
    ends = np.array([[0.0, 1e-5, -1e-5, 0.0], [0.0, 0.0, 0.0, 1e-9]])
    many = optim_viz.sweep(sgd(lr=0.1), surface, ends, 1)
    alone = [str(at_rest(surface, end).status) for end in ends.T]
    assert many.status.tolist() == alone == [FLAT] * 4
