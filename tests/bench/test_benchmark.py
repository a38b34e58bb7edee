"""What a benchmark reports is what single runs say."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import benchmark as bench
from optim_viz import optimizers
from optim_viz.benchmark import LADDER, STATUSES, BenchmarkRecipe
from optim_viz.executors import benchmark
from optim_viz.measures import first_below, reached_minimum
from optim_viz.optimizers import sgd
from optim_viz.places import Place
from optim_viz.starts import starts
from surfaces import InputError
from surfaces.transforms import Rotated


def test_every_run_is_what_it_would_be_alone(recipe):
    result = benchmark(replace(recipe, seeds=2, noise=0.1))
    for cell in result.cells:
        surface = surfaces.get(cell.place.surface)
        where = starts("halton", surface, 12)
        phases = [(cell.tuning, 0, [recipe.target]), (cell.scored, 1, [*LADDER, recipe.target])]
        for outcomes, odd, ladder in phases:
            rates = [cell.rate, cell.default] if odd else recipe.grid
            for i in (0, 5, 11):
                for j in range(outcomes.gap.shape[1]):
                    optimizer = optimizers.get(cell.spec)
                    optimizer = optimizer.replace(lr=rates[j]) if cell.is_rated else optimizer
                    run = optim_viz.run(
                        optimizer, surface, where[:, odd::2][:, i // 2], 60, noise=0.1,
                        seed=i % 2 + 2 * (2 * (i // 2) + odd),
                    )  # fmt: skip
                    home = surface.inside(run.end) and np.isfinite(run.gap[-1])
                    assert outcomes.gap[i, j] == (run.gap[-1] if home else np.inf)
                    hits = [first_below(run, surface.lowest + target) for target in ladder]
                    assert outcomes.hits[:, i, j].tolist() == hits
                    assert STATUSES[outcomes.status[i, j]] == run.status
                    assert outcomes.taken[i, j] == run.taken
                    assert outcomes.calls[:, i, j].tolist() == list(run.calls)
                    assert outcomes.minimum[i, j] == reached_minimum(surface, run.end)


def test_the_tuned_rate_has_the_fewest_expected_steps(recipe):
    for cell in benchmark(recipe).cells:
        if cell.is_rated:
            expected = cell.expected
            assert expected[np.flatnonzero(recipe.grid == cell.rate)] == expected.min()


def test_tuning_has_not_seen_what_is_scored(recipe):
    tuned, scored = (
        bench._starts_for("halton", Place("ravine"), 6, 0, phase) for phase in ("tune", "score")
    )
    assert tuned.shape == scored.shape == (2, 6)
    assert not set(map(tuple, tuned.T)) & set(map(tuple, scored.T))


def test_units_of_any_size_and_any_executor_give_the_same(recipe, assert_same, monkeypatch):
    whole = benchmark(recipe)
    with ThreadPoolExecutor(5) as executor:
        assert_same(benchmark(recipe, executor=executor), whole)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        assert_same(benchmark(recipe, executor=executor), whole)
    monkeypatch.setattr(bench, "UNIT", 14)
    assert len(list(recipe.units())) > 6
    assert_same(benchmark(recipe), whole)


def test_an_optimizer_whose_rate_was_set_is_not_tuned(recipe):
    cell = benchmark(replace(recipe, optimizers=("sgd:lr=0.1",))).cells[0]
    assert not cell.is_rated
    assert cell.rate is cell.default is cell.tolerance is None
    assert cell.scored.gap.shape == (6, 1)


def test_a_fixed_start_is_one(recipe):
    cell = benchmark(replace(recipe, kind="fixed")).cells[0]
    assert cell.tuning.gap.shape == (1, 7)


def test_progress_ends_at_the_whole(recipe):
    told = []
    benchmark(recipe, progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_failing_unit_fails_the_benchmark(recipe, monkeypatch):
    def broken(unit):
        raise OSError("no such luck")

    monkeypatch.setattr("optim_viz.executors.work", broken)
    with pytest.raises(OSError, match="no such luck"):
        benchmark(recipe)


def test_rates_are_those_that_a_person_would_write():
    grid = BenchmarkRecipe(rates=(1e-4, 10.0, 6)).grid
    assert grid.tolist() == [1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0]
    assert (LADDER[0], LADDER[-1], len(LADDER)) == (100.0, 1e-8, 51)


def test_a_recipe_reads_back(recipe):
    assert BenchmarkRecipe.read(recipe.text()) == recipe


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rates": (1.0, 0.1, 5)}, "0 < LOW < HIGH, not 1:0.1:5"),
        ({"rates": (0.1, 1.0, 1)}, "LOW:HIGH:COUNT"),
        ({"starts": 0}, "starts is at least 1, not 0"),
        ({"steps": -1}, "steps is at least 1"),
        ({"target": 0.0}, "target is a gap greater than 0"),
        ({"noise": float("nan")}, "noise is a finite"),
        ({"kind": "rand"}, "did you mean random"),
        ({"surfaces": ("saddle",)}, "no lowest value"),
        ({"surfaces": ()}, "at least one"),
        ({"optimizers": ("sgd", "sgd")}, "each once"),
        ({"optimizers": ("sgdd",)}, "did you mean sgd"),
    ],
)
def test_wrong_recipes(change, message):
    with pytest.raises(InputError, match=message):
        BenchmarkRecipe(**change)


def test_a_turned_and_moved_surface_scores_as_it_did_before(recipe):
    still = replace(recipe, surfaces=("himmelblau",), optimizers=("sgd",), kind="fixed")
    (one,), (other,) = (
        benchmark(each).cells for each in (still, replace(still, rotate=30.0, shift=(1.0, -2.0)))
    )
    np.testing.assert_array_equal(one.tuning.hits, other.tuning.hits)
    np.testing.assert_allclose(one.tuning.gap, other.tuning.gap, rtol=1e-6, atol=1e-12)


def test_a_formula_scores_as_the_function_it_spells(recipe):
    spelled = replace(recipe, surfaces=(), formulas=("x**2/20 + y**2",), rotate=20.0)
    (cell,) = benchmark(replace(spelled, optimizers=("sgd",))).cells
    surface = Rotated(surfaces.formula("x**2/20 + y**2"), 20)
    run = optim_viz.run(
        sgd(lr=recipe.grid), surface, starts("halton", surface, 12)[:, ::2, np.newaxis], 60
    )
    home = surface.inside(run.end)
    np.testing.assert_array_equal(cell.tuning.gap, np.where(home, run.gap[-1], np.inf))
