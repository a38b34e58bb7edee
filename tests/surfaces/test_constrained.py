"""A domain as a constraint: the lowest point may lie on its edge, and every step is projected."""

import json
from dataclasses import replace

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.optimizers import get, momentum, sgd
from optim_viz.recipes import Recipe
from optim_viz.recipes.compare import CompareRecipe
from surfaces import Box, InputError, Rotated, Shifted, constrained, formula
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


@pytest.mark.parametrize(
    ("text", "domain", "places"),
    [
        ("x**2 - y**2", SQUARE, [(0, -2), (0, 2)]),
        ("x*y", SQUARE, [(-2, 2), (2, -2)]),
        ("-x**2", [(-1, 1)], [(-1,), (1,)]),
        (
            "sin(x)*y",
            [(-5, 5), (-1, 1)],
            [(-1.5 * np.pi, -1), (-np.pi / 2, 1), (np.pi / 2, -1), (1.5 * np.pi, 1)],
        ),
    ],
)
def test_all_lowest_points_of_the_edge_are_listed(text, domain, places):
    minima = constrained(formula(text, domain=domain)).minima
    np.testing.assert_allclose([one.at for one in minima], places, atol=1e-7)
    assert all(one.is_global and one.on_edge for one in minima)


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


@pytest.mark.parametrize("turn", [0.0, 30.0])
def test_basins_know_where_the_edge_holds_runs(turn):
    from optim_viz.recipes.basins import BasinsRecipe
    from optim_viz.studies.basins import ELSEWHERE, HELD, LEFT, study

    recipe = BasinsRecipe(
        "himmelblau", domain=((-1, 4), (-3, 1.5)), rotate=turn, optimizers=("sgd",), side=24
    )
    (free,) = study(recipe)
    (held,) = study(replace(recipe, project=True))
    assert free.shares[LEFT] > 0.3
    assert held.surface.projected
    assert held.shares[HELD] > 0.3
    assert ELSEWHERE not in held.shares
    lowest = held.surface.minima[0]
    np.testing.assert_allclose(surfaces.get("himmelblau").minima[0].value, lowest.value)
    own = held.surface.inside(np.array(np.meshgrid(*_middles(held.box, 24))))
    assert LEFT not in np.unique(held.end[own])


def _middles(box, side):
    return [low + (high - low) * (np.arange(side) + 0.5) / side for low, high in box.sides]


def test_map_and_bench_hold_runs_in_the_domain():
    from optim_viz.bench import benchmark
    from optim_viz.recipes.bench import BenchmarkRecipe
    from optim_viz.recipes.map import MapRecipe
    from optim_viz.studies.map import LEFT, study

    box = ((1.0, 10.0), (-5.0, 5.0))
    axes = {"x": ("lr", 0.05, 0.9, 9), "y": ("momentum", 0.0, 0.5, 5)}
    recipe = MapRecipe(domain=box, start=(7.0, 2.0), project=True, **axes)
    found = study(recipe)
    assert (found.fate != LEFT).all()
    assert found.known is None  # theory is about free steps
    assert (study(replace(recipe, project=False, reach="value:0.1")).fate == LEFT).any()
    asked = BenchmarkRecipe(
        ("ravine",),
        domain=box,
        project=True,
        optimizers=("sgd", "momentum"),
        starts=4,
        steps=100,
        rates=(0.01, 1.0, 9),
        instances=2,
    )
    done = benchmark(asked)
    assert "each step is projected onto the domain" in done.conditions()
    for cell in done.cells:
        assert cell.tuned.score.success == 1
        assert cell.limit is None
    with pytest.raises(InputError, match="has no lowest value"):
        replace(asked, project=False)


def test_what_cannot_be_projected_is_refused_by_every_command():
    from optim_viz.recipes.basins import BasinsRecipe
    from optim_viz.recipes.bench import BenchmarkRecipe
    from optim_viz.recipes.map import MapRecipe

    formula = "(x-1)**2 + y**2"
    for make in (
        lambda: BasinsRecipe(formula=formula, project=True),
        lambda: MapRecipe(formula=formula, project=True),
        lambda: BenchmarkRecipe(formulas=(formula,), project=True),
    ):
        with pytest.raises(InputError, match="no domain to project onto: give --domain"):
            make()
    for make in (
        lambda: BasinsRecipe(optimizers=("scipy.BFGS",), project=True),
        lambda: BenchmarkRecipe(("ravine",), optimizers=("scipy.BFGS",), project=True),
    ):
        with pytest.raises(InputError, match="keeps its iterates to itself"):
            make()
    with pytest.raises(InputError, match="lies outside the domain"):
        MapRecipe(start=(-30.0, 2.0), project=True)
