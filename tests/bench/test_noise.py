"""Under noise a run succeeds if it stays at the target, judged by values without noise."""

from dataclasses import replace

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.bench.executors import benchmark
from optim_viz.bench.units import TARGET_GAPS
from optim_viz.export import summaries
from optim_viz.recipes.bench import BenchmarkRecipe
from optim_viz.runs.run import sweep
from optim_viz.runs.starts import starts

TARGETS = np.array([*TARGET_GAPS[::5], 1e-3])


@pytest.mark.parametrize("steps", [7, 60, 403])
@pytest.mark.parametrize("spec", ["sgd:lr=0.1", "sgd:lr=1.1", "adam:lr=0.3", "newton"])
def test_a_run_that_does_not_stay_has_not_reached(spec, steps, stays):
    optimizer, surface = optimizers.get(spec), surfaces.get("ravine")
    where = starts("random", surface, 12, 1)
    done = sweep(
        optimizer, surface, where, steps, targets=TARGETS, noise=0.5, seed=np.arange(12), tail=0.1
    )
    touched = sweep(
        optimizer, surface, where, steps, targets=TARGETS, noise=0.5, seed=np.arange(12)
    )
    for i, start in [*enumerate(where.T)][::2]:
        run = optim_viz.run(optimizer, surface, start, steps, noise=0.5, seed=i)
        expected = [stays(run, target, int(run.taken)) for target in TARGETS]
        assert done.hits[:, i].tolist() == expected
    if steps == 403 and spec != "sgd:lr=1.1":
        assert (done.hits >= 0).sum() < (touched.hits >= 0).sum()


def test_a_rate_is_tuned_on_runs_that_stay(stays):
    recipe = BenchmarkRecipe(
        surfaces=("ravine",), optimizers=("sgd",), noise=0.5, seeds=2, starts=3, target=1e-3,
        steps=200, rates=(1e-2, 1.0, 5),
    )  # fmt: skip
    (cell,) = benchmark(recipe).cells
    for j, rate in enumerate(recipe.grid):
        success = 0
        for i, start in enumerate(starts("latin", cell.surface, 3, 0).T):
            for seed in (0, 1):
                run = optim_viz.run(
                    optimizers.get("sgd").replace(lr=rate), cell.surface, start, 200,
                    noise=0.5, seed=2 * i + seed,
                )  # fmt: skip
                success += stays(run, 1e-3, int(run.taken)) >= 0
        assert cell.rates.success[j] == pytest.approx(success / 6)


def test_without_noise_a_run_has_reached_what_it_once_met():
    recipe = BenchmarkRecipe(surfaces=("ravine",), optimizers=("momentum",), starts=4, steps=40)
    (cell,) = benchmark(recipe).cells
    for j in (30, 50):
        optimizer = optimizers.get("momentum").replace(lr=recipe.grid[j])
        starts_ = starts("latin", cell.surface, 4, 0)
        runs = [optim_viz.run(optimizer, cell.surface, start, 40) for start in starts_.T]
        met = [bool((run.gap[cell.surface.inside(run.points)] <= 1e-6).any()) for run in runs]
        assert cell.rates.success[j] == sum(met) / 4


def test_tables_name_the_methods_that_are_told_exact_values_and_hessians():
    specs = ("sgd", "newton", "damped_newton")
    few = BenchmarkRecipe(
        surfaces=("ravine",), optimizers=specs, noise=0.5, starts=2, steps=20, rates=(0.1, 1.0, 2)
    )
    said = summaries.legend(benchmark(few))
    assert "exact values: Damped Newton; exact ∇²f: Newton, Damped Newton" in said
    assert "and stay" in said
    quiet = summaries.legend(benchmark(replace(few, noise=0.0)))
    assert "exact" not in quiet
    assert "stay" not in quiet
