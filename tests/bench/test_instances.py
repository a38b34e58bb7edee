"""Instances of surfaces are the same surfaces elsewhere, and runs on them the same runs there."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.bench.executors import benchmark
from optim_viz.bench.instances import instance, rotation
from optim_viz.bench.units import scoring_units, tuning_units
from optim_viz.problem import Problem
from optim_viz.recipes.bench import SUITE, BenchmarkRecipe
from optim_viz.runs.measures import first_below
from optim_viz.runs.starts import starts
from surfaces import InputError


@pytest.mark.parametrize(
    "name", [*SUITE, "double_well", "rosenbrock:dim=4", "branin", "rastrigin:dim=50"]
)
def test_an_instance_is_the_surface_rotated_and_shifted(name):
    problem, surface = Problem(name), surfaces.get(name)
    for number in (1, 2):
        one = instance(problem, number, 5)
        turn = _matrix(one)
        points = starts("random", surface, 20, 2)
        moved = turn @ (points - one.anchor[:, np.newaxis])
        np.testing.assert_allclose(one.place(points), moved, rtol=1e-12, atol=1e-9)
        np.testing.assert_allclose(one(moved), surface(points), rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(
            one.gradient(moved), turn @ surface.gradient(points), rtol=1e-7, atol=1e-7
        )
        curvatures = np.einsum("ai,bj,ijn->abn", turn, turn, surface.hessian(points))
        np.testing.assert_allclose(one.hessian(moved), curvatures, rtol=1e-6, atol=1e-6)
        alone = one.gradient(moved[:, 3:5])[:, 0]
        assert alone.tolist() == one.gradient(moved)[:, 3].tolist()
        for mine, theirs in zip(one.minima, surface.minima, strict=True):
            np.testing.assert_allclose(mine.at, turn @ (theirs.at - one.anchor), atol=1e-9)
    assert instance(problem, 1, 5) != instance(problem, 2, 5) != instance(problem, 2, 6)


@pytest.mark.parametrize("name", [*SUITE, "mccormick", "eggholder", "rosenbrock:dim=4"])
def test_the_domain_moves_along_with_its_minima_and_holds_the_origin(name):
    problem, surface = Problem(name), surfaces.get(name)
    for number in range(1, 5):
        one = instance(problem, number, 0)
        edges = np.array(list(product(*surface.domain.sides))).T
        moved = one.place(edges)
        assert one.inside(moved).all()
        assert not one.inside(one.place(1.001 * edges - 0.001 * _middle(surface))).any()
        np.testing.assert_allclose(one.domain.low, moved.min(axis=1), rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(one.domain.high, moved.max(axis=1), rtol=1e-9, atol=1e-9)
        minima = np.array([minimum.at for minimum in one.minima]).T
        assert one.inside(minima).all()
        assert one.inside(np.zeros(surface.dim))
        assert min(np.linalg.norm(minima, axis=0)) > 1e-3


@pytest.mark.parametrize("dim", [2, 3, 40])
def test_every_coordinate_turns_and_no_direction_is_preferred(dim):
    generator = np.random.default_rng(0)
    turns = np.array([rotation(dim, generator) for _ in range(200)])
    np.testing.assert_allclose(
        turns @ turns.swapaxes(1, 2), np.broadcast_to(np.eye(dim), turns.shape), atol=1e-14
    )
    np.testing.assert_allclose(np.linalg.det(turns), 1, atol=1e-12)
    # entries of a uniform rotation have the mean 0 and the mean square 1 / d
    assert np.abs(turns.mean(axis=0)).max() < 4.5 / np.sqrt(200 * dim)
    np.testing.assert_allclose((turns**2).mean(), 1 / dim)
    squares = dim * (turns**2).mean(axis=0)
    assert np.abs(squares - 1).max() < 5 * np.sqrt(2 / 200)


def test_many_coordinates_turn_in_groups():
    turn = _matrix(instance(Problem("rastrigin:dim=100"), 1, 0))
    np.testing.assert_allclose(turn @ turn.T, np.eye(100), atol=1e-13)
    mixed = (turn != 0).sum(axis=0)
    assert set(mixed.tolist()) == {33, 34}


def test_surfaces_turn_each_by_itself():
    turns = [_matrix(instance(Problem(name), 1, 0))[0, 0] for name in SUITE]
    assert len(set(turns)) == len(SUITE)


def _matrix(one):
    """Return the rotation of an instance, ``(d, d)``."""
    anchor = one.anchor[:, np.newaxis]
    return one.place(anchor + np.eye(len(anchor))) - one.place(anchor)


def _middle(surface):
    return (surface.domain.low + surface.domain.high)[:, np.newaxis] / 2


def test_instances_share_the_starts_and_runs_are_those_on_the_moved_surface():
    recipe = BenchmarkRecipe(
        surfaces=("himmelblau",), optimizers=("adamw",), instances=2, starts=5, steps=60,
        rates=(1e-2, 1.0, 3),
    )  # fmt: skip
    units = list(tuning_units(recipe))
    assert [(u.first, u.last, u.instance) for u in units] == [(0, 2, 1), (2, 5, 2)]
    (cell,) = benchmark(recipe).cells
    hits = []
    for i, start in enumerate(starts("latin", cell.surface, 5, 1).T):
        one = instance(cell.problem, 1 if i < 2 else 2, recipe.seed)
        place = one.place(start[:, np.newaxis])[:, 0]
        optimizer = optimizers.get("adamw").replace(lr=cell.rate)
        run = optim_viz.run(optimizer, one, place, recipe.steps)
        hits.append(int(first_below(run, one.lowest + recipe.target)))
    assert cell.tuned.hits.tolist() == hits
    assert len(list(scoring_units(recipe, *cell.pair, 0.1))) == 2


def test_methods_that_move_with_the_surface_score_as_they_did_before():
    still = BenchmarkRecipe(
        surfaces=("himmelblau",), optimizers=("sgd", "newton"), starts=6, steps=60,
        rates=(1e-3, 0.1, 4),
    )  # fmt: skip
    for one, other in zip(
        benchmark(still).cells, benchmark(replace(still, instances=1)).cells, strict=True
    ):
        np.testing.assert_array_equal(one.tuned.hits, other.tuned.hits)
        assert one.tuned.minima == other.tuned.minima


def test_the_standard_suite_has_an_instance_and_says_so():
    assert BenchmarkRecipe().instances == 1
    assert "1 instance each" in BenchmarkRecipe().conditions()
    assert BenchmarkRecipe(surfaces=("ravine",)).instances == 0
    assert BenchmarkRecipe(instances=0).instances == 0
    with pytest.raises(InputError, match="instances is between 0 and the number of starts, 3"):
        BenchmarkRecipe(instances=4, starts=3)
