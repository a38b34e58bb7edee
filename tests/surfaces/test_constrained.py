"""A domain as a constraint: the lowest point may lie on its edge, and every step is projected."""

import json

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.optimizers import get, momentum, sgd
from optim_viz.recipes import Recipe
from optim_viz.recipes.compare import CompareRecipe
from surfaces import Box, InputError, Rotated, Shifted, formula
from surfaces.constrained import constrained
from surfaces.custom.bounded import bounded

SQUARE = Box((-2, 2), (-2, 2))


@pytest.mark.parametrize(
    ("surface", "at", "value"),
    [
        (formula("x + y", domain=SQUARE), (-2, -2), -4),
        (formula("(x-3)**2 + 5*(y-1)**2", domain=SQUARE), (2, 1), 1),
        (formula("-x**2 - (y-1)**2/2", domain=SQUARE), (-2, -2), -8.5),
        (formula("abs(x-5) + abs(y-1)", domain=SQUARE), (2, 1), 3),
        (formula("x**3", domain=[(-2, 1)]), (-2,), -8),
        (formula("exp(x)", domain=[(0, 1)]), (0,), 1),
        (bounded(surfaces.get("rosenbrock"), Box((-1.5, 0.5), (-1, 1))), (0.5, 0.25), 0.25),
        (bounded(surfaces.get("ravine"), Box((1, 3), (-1, 2))), (1, 0), 0.05),
        (surfaces.get("ravine"), (0, 0), 0),
    ],
    ids=str,
)
def test_the_lowest_point_may_lie_on_the_edge(surface, at, value):
    held = constrained(surface)
    assert held.lowest == pytest.approx(value, abs=1e-12)
    lowest = held.minima[0]
    np.testing.assert_allclose(lowest.at, at, atol=1e-9)
    assert lowest.on_edge == (not surface.minima)
    inside = np.random.default_rng(0).uniform(surface.domain.low, surface.domain.high, (999, 2))
    assert (surface(inside[:, : surface.dim].T) >= held.lowest).all()


def test_steps_are_those_of_a_plain_loop_that_projects():
    held = constrained(formula("(x-3)**2 + 5*(y-1)**2 + x*y", domain=SQUARE))
    start, lr, beta = (-1.0, -1.5), 0.05, 0.9
    run = optim_viz.run(momentum(lr=lr, momentum=beta), held, start, 30)
    point, velocity = np.array(start), None
    for k in range(30):
        gradient = held.gradient(point)
        velocity = gradient if velocity is None else beta * velocity + gradient
        point = np.clip(point - lr * velocity, -2, 2)
        np.testing.assert_allclose(run.points[:, k + 1], point, rtol=1e-12)
    assert SQUARE.contains(run.points).all()


@pytest.mark.parametrize("name", ["sgd", "adagrad", "rmsprop", "lion", "nesterov", "adam"])
def test_every_first_order_method_stays_inside(name):
    held = constrained(formula("x**2 + 3*y**2 - 9*x", domain=SQUARE))
    run = optim_viz.run(get(f"{name}:lr=0.5"), held, (-1.5, 1.9), 60)
    assert SQUARE.contains(run.points).all()
    assert run.status != "left the domain"


@pytest.mark.parametrize("turn", [0.0, 30.0, 90.0])
def test_convergence_is_judged_by_the_projected_gradient(turn):
    plain = formula("(x-3)**2 + 5*(y-1)**2", domain=SQUARE)
    moved = Shifted(Rotated(plain, turn), (1.0, -2.0))
    held = constrained(moved)
    run = optim_viz.run(sgd(lr=0.1), held, held.start, 300)
    assert run.status == "converged"
    assert run.taken < 300
    assert np.linalg.norm(held.gradient(run.end)) > 1  # only the domain is in the way
    assert run.gap[-1] == pytest.approx(0, abs=1e-12)
    assert moved.inside(run.points).all()
    free = optim_viz.run(sgd(lr=0.1), moved, held.start, 300)
    assert free.status == "left the domain"


def test_what_is_inside_is_not_moved_by_a_single_bit():
    held = constrained(Rotated(surfaces.get("ravine"), 30))
    points = np.random.default_rng(0).uniform(-2, 2, (2, 50))
    np.testing.assert_array_equal(held.project(points), points)
    far = np.array([[50.0, -40.0], [3.0, 60.0]])
    assert held.inside(held.project(far)).all()
    np.testing.assert_allclose(held.project(held.project(far)), held.project(far), rtol=1e-12)


def test_a_box_is_needed_and_the_start_lies_in_it():
    with pytest.raises(InputError, match="x \\+ y has no domain to project onto: give --domain"):
        CompareRecipe(formula="x + y", project=True)
    with pytest.raises(InputError, match="lies outside the domain"):
        CompareRecipe(project=True, start=(-30.0, 2.0))
    recipe = CompareRecipe(formula="x + y", domain=((0, 1),), project=True)
    assert Recipe.read(recipe.text()) == recipe
    assert json.loads(recipe.text())["compare"]["project"] is True
    assert recipe.posed.lowest == 0


def test_the_figure_states_it():
    from optim_viz.studies.compare import study

    recipe = CompareRecipe(optimizers=("sgd",), project=True, lr=0.5)
    assert "each step is projected onto the domain" in study(recipe).conditions
