"""The grid of rates grows where its best is at an end, and the best rate has an interval."""

from dataclasses import replace

import numpy as np
import pytest

import optim_viz
from optim_viz import optimizers
from optim_viz.bench.executors import benchmark
from optim_viz.bench.tuning import best_interval
from optim_viz.recipes.bench import BenchmarkRecipe
from optim_viz.runs.measures import first_below
from optim_viz.runs.starts import starts

RECIPE = BenchmarkRecipe(
    surfaces=("ravine",), optimizers=("sgd",), starts=3, steps=200, rates=(0.01, 10.0, 13)
)


def tried(cell, rates):
    """Return expected costs and medians of final gaps by plain loops, starts as they are tuned."""
    expected, medians = [], []
    for rate in rates:
        spent, successes, gaps = 0, 0, []
        for start in starts("latin", cell.surface, cell.recipe.starts, 0).T:
            optimizer = optimizers.get(cell.spec).replace(lr=rate)
            run = optim_viz.run(optimizer, cell.surface, start, cell.recipe.steps)
            hit = int(first_below(run, cell.surface.lowest + cell.recipe.target))
            spent += hit if hit >= 0 else int(run.taken)
            successes += hit >= 0
            home = cell.surface.inside(run.end) and np.isfinite(run.gap[-1])
            gaps.append(max(float(run.gap[-1]), 1e-12) if home else np.inf)
        expected.append(spent / successes if successes else np.inf)
        medians.append(sorted(gaps)[(len(gaps) - 1) // 2])
    return expected, medians


@pytest.mark.parametrize(
    ("rates", "below", "above"),
    [
        ((0.01, 10.0, 13), 0, 0),
        ((0.001, 0.1, 9), 0, 1),  # the best is near 0.8
        ((2.0, 200.0, 9), 1, 0),
        ((1e-6, 1e-4, 9), 0, 3),  # and three decades above are not enough
        ((1e5, 1e7, 9), 3, 0),
    ],
)
def test_the_grid_grows_by_decades_until_the_best_is_inside(rates, below, above):
    (cell,) = benchmark(replace(RECIPE, rates=rates)).cells
    first, each = cell.recipe.grid, 4
    assert len(cell.rates.rates) == len(first) + each * (below + above)
    np.testing.assert_allclose(np.diff(np.log10(cell.rates.rates)), 0.25, atol=1e-5)
    assert cell.recipe.decades_more(cell.rates.rates) == (below, above)
    expected, medians = tried(cell, cell.rates.rates)
    np.testing.assert_allclose(cell.rates.expected, expected)
    np.testing.assert_array_equal(cell.rates.gaps[1], medians)
    order = sorted(range(len(expected)), key=lambda i: (expected[i], medians[i], i))
    assert cell.rates.best == order[0]
    assert cell.rate == cell.rates.rates[order[0]]
    inside = 0 < cell.rates.best < len(cell.rates.rates) - 1
    assert inside == (3 not in (below, above))


@pytest.mark.parametrize(
    ("spec", "written"),
    [
        ("adam:lr=cosine", "adam:lr=cosine({0!r})"),
        ("layerwise_descent", "layerwise_descent:lr1={0!r},lr2={0!r}"),
    ],
)
def test_schedules_and_rates_of_other_names_are_tuned_by_their_scale(spec, written):
    recipe = replace(RECIPE, optimizers=(spec,), rates=(0.1, 10.0, 5), code=())
    (cell,) = benchmark(recipe).cells
    for i, rate in enumerate(cell.rates.rates.tolist()):
        fixed = replace(recipe, optimizers=(written.format(rate),), code=())
        alone = benchmark(fixed).cells[0]
        assert cell.rates.success[i] == alone.rates.success[0]
        assert cell.rates.expected[i] == alone.rates.expected[0]
        if rate == cell.rate:
            assert cell.tuned.score.expected == alone.tuned.score.expected
    (known,) = recipe.contestants
    assert cell.default == known.scale


def test_a_grid_that_has_grown_is_disclosed():
    done = benchmark(replace(RECIPE, rates=(0.001, 0.1, 9)))
    assert done.conditions()[0].startswith("lr: best of 13, 10⁻³…1, ")
    both = benchmark(replace(RECIPE, optimizers=("sgd", "momentum:momentum=0.95")))
    assert both.conditions()[0].startswith("lr: best of 13, 10⁻²…10, ")
    mixed = benchmark(replace(RECIPE, surfaces=("ravine", "bowl"), rates=(0.01, 1.0, 9)))
    counts = sorted(len(cell.rates.rates) for cell in mixed.cells)
    assert counts == [9, 13] or counts == [9, 9]
    assert ("best of 9 to 13" in mixed.conditions()[0]) == (counts == [9, 13])


def test_the_interval_of_the_best_rate_is_that_of_resampled_starts():
    (cell,) = benchmark(replace(RECIPE, surfaces=("beale",), starts=9)).cells
    spent, reached = np.zeros((2, 9, len(cell.rates.rates)))
    for i, start in enumerate(starts("latin", cell.surface, 9, 0).T):
        for j, rate in enumerate(cell.rates.rates):
            run = optim_viz.run(optimizers.get("sgd").replace(lr=rate), cell.surface, start, 200)
            hit = int(first_below(run, cell.surface.lowest + 1e-6))
            spent[i, j], reached[i, j] = (hit if hit >= 0 else run.taken), hit >= 0
    generator, chosen = np.random.default_rng(5), []
    medians = cell.rates.gaps[1].tolist()
    for _ in range(1000):
        drawn = generator.integers(9, size=9)
        key = []
        for j in range(len(medians)):
            successes = sum(reached[i, j] for i in drawn)
            cost = sum(spent[i, j] for i in drawn) / successes if successes else np.inf
            key.append((cost, medians[j], j))
        chosen.append(min(key)[2])
    chosen.sort()
    low, high = cell.rates.interval
    assert abs(low - chosen[25]) <= 1
    assert abs(high - chosen[974]) <= 1
    assert cell.rate_interval == (cell.rates.rates[low], cell.rates.rates[high])


def test_without_success_the_median_gap_decides_and_there_is_no_doubt():
    sums = np.stack([np.full((4, 3), 10.0), np.zeros((4, 3))])
    assert best_interval(sums, np.array([3.0, 1.0, 2.0])) == (1, 1)
    assert best_interval(sums, np.array([np.inf] * 3)) == (0, 0)
