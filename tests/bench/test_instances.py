"""Instances of surfaces are the same surfaces elsewhere, and runs on them the same runs there."""

from dataclasses import replace

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.bench.executors import benchmark
from optim_viz.bench.instances import instance
from optim_viz.bench.units import scoring_units, tuning_units
from optim_viz.problem import Problem
from optim_viz.recipes.bench import SUITE, BenchmarkRecipe
from optim_viz.runs.measures import first_below
from optim_viz.runs.starts import starts
from surfaces import InputError
from surfaces.transforms import Rotated, Shifted


@pytest.mark.parametrize("name", [*SUITE, "double_well", "rosenbrock:dim=4"])
def test_an_instance_is_the_surface_rotated_and_shifted(name):
    problem, surface = Problem(name), surfaces.get(name)
    for number in (1, 2):
        one = instance(problem, number, 5)
        turned = Rotated(surface, one.degrees) if surface.dim > 1 else surface
        other = Shifted(turned, one.by)
        points = one.place(starts("random", surface, 30, 2))
        np.testing.assert_allclose(one(points), other(points), rtol=1e-12)
        np.testing.assert_allclose(
            one.gradient(points), other.gradient(points), rtol=1e-8, atol=1e-8
        )
        np.testing.assert_allclose(one.hessian(points), other.hessian(points), rtol=1e-8, atol=1e-7)
        assert one.inside(points).all()
        far = points + (surface.domain.high - surface.domain.low)[:, None]
        np.testing.assert_array_equal(one.inside(far), other.inside(far))
        for mine, theirs in zip(one.minima, other.minima, strict=True):
            np.testing.assert_allclose(mine.at, theirs.at, atol=1e-9)
        side = surface.domain.high - surface.domain.low
        assert (np.abs(one.by) <= side / 2).all()
    assert instance(problem, 1, 5) != instance(problem, 2, 5) != instance(problem, 2, 6)


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
