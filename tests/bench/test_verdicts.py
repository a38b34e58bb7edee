"""Verdicts are rarely false, and find what is there: by simulation."""

import json
from dataclasses import replace
from itertools import combinations
from math import comb

import numpy as np
import pytest

from optim_viz.bench.executors import benchmark
from optim_viz.bench.verdicts import LEVEL, verdict
from optim_viz.recipes.bench import BenchmarkRecipe
from optim_viz.runs.significance import holm, paired_permutation


def suite(generator, methods, surfaces, starts, *, seeds=1, speed=1.0, lost=0.2, spread=0.4):
    """Return runtimes of methods that are equal, but for the first, on surfaces of any length."""
    found = []
    for length in np.exp(generator.normal(4.0, 2.0, surfaces)):
        far = np.exp(generator.normal(0.0, 0.5, (1, starts, 1)))
        own = np.exp(generator.normal(0.0, spread, (methods, starts, seeds)))
        own[0] *= speed
        runtimes = 1 + np.round(length * far * own)
        runtimes[generator.random(runtimes.shape) < lost * generator.random()] = np.inf
        found.append(runtimes)
    return found


@pytest.mark.parametrize(
    ("methods", "surfaces", "starts", "seeds"),
    [(2, 1, 25, 1), (3, 3, 8, 1), (5, 8, 6, 1), (3, 2, 6, 3)],
)
def test_equal_methods_are_rarely_told_apart(methods, surfaces, starts, seeds):
    generator, trials = np.random.default_rng(11), 200
    wrong = sum(
        any(one.ahead_by for one in verdict(made).versus)
        for made in (
            suite(generator, methods, surfaces, starts, seeds=seeds) for _ in range(trials)
        )
    )
    margin = 2.3 * np.sqrt(LEVEL * (1 - LEVEL) * trials)  # one in a hundred, were it the level
    assert wrong <= LEVEL * trials + margin


@pytest.mark.parametrize(("methods", "surfaces", "starts"), [(2, 1, 25), (2, 8, 10), (5, 8, 15)])
def test_a_method_faster_by_half_on_every_surface_is_found(methods, surfaces, starts):
    generator, trials = np.random.default_rng(12), 40
    found = 0
    for _ in range(trials):
        told = verdict(suite(generator, methods, surfaces, starts, speed=0.5, lost=0.1))
        found += told.best == 0 and all(one.ahead_by for one in told.versus)
    assert found >= 0.9 * trials


def test_success_comes_before_cost():
    """The first is ten times as fast, but fails from half of the starts."""
    fast, sure = np.full((2, 30, 1), 10.0), np.full((2, 30, 1), 100.0)
    fast[0, ::2] = np.inf
    (told,) = [verdict([np.array([fast[0], sure[0]])])]
    assert told.best == 1
    assert told.versus[0].ahead_by == "success"


def test_a_start_more_does_not_outweigh_a_speed_that_is_seen_everywhere():
    fast, slow = np.full((30, 1), 5.0), np.full((30, 1), 34.0)
    fast[0] = np.inf
    told = verdict([np.array([slow, fast])])
    assert (told.best, told.versus[0].ahead_by) == (1, "cost")


def test_every_pair_is_tested_and_corrected():
    made = suite(np.random.default_rng(3), 4, 2, 9, speed=0.5)
    told, raw, which = verdict(made), [], []
    for what in ("success", "cost"):
        for a, b in combinations(range(4), 2):
            strata = []
            for runtimes in made:
                values = []
                for mine, theirs in zip(runtimes[a, :, 0], runtimes[b, :, 0], strict=True):
                    if what == "success":
                        values.append(float(np.isfinite(mine)) - float(np.isfinite(theirs)))
                    else:
                        values.append(float(mine < theirs) - float(mine > theirs))
                strata.append(np.array(values))
            if any(map(np.any, strata)):
                raw.append(paired_permutation(strata))
                which.append((what, {a, b}))
    assert told.tests == len(raw)
    corrected = holm(raw)
    for one in told.versus:
        for what, mine in (("success", one.p_success), ("cost", one.p_cost)):
            key = (what, {told.best, one.other})
            assert mine == pytest.approx(corrected[which.index(key)] if key in which else 1.0)


def test_l_bfgs_is_told_from_newton(capsys):
    recipe = BenchmarkRecipe(surfaces=("ravine", "booth"), optimizers=("lbfgs", "newton"))
    done = benchmark(replace(recipe, starts=12))
    said = "Newton reaches 10⁻⁶ in 100% of runs, mostly sooner than L-BFGS from the same start."
    assert done.conclusion() == said
    (row,) = done.comparisons()
    assert (row["optimizer"], row["over"], row["ahead_by"]) == ("Newton", "L-BFGS", "cost")
    steps = [[cell.tuned.hits for cell in done.column(one)] for one in recipe.optimizers]
    wins = sum(int((b < a).sum()) for a, b in zip(*steps, strict=True))
    ties = sum(int((b == a).sum()) for a, b in zip(*steps, strict=True))
    assert row["probability_of_improvement"] == pytest.approx((wins + ties / 2) / 24)
    n = 24 - ties
    tail = sum(comb(n, k) for k in range(wins, n + 1)) / 2**n
    assert row["p_cost"] == pytest.approx(2 * tail, rel=1e-9)
    assert "these 2 surfaces alone" in done.tested()
    assert "1 test," in done.tested()
    assert json.dumps(done.evidence())


def test_a_single_method_is_held_against_nothing():
    done = benchmark(BenchmarkRecipe(surfaces=("bowl",), optimizers=("newton",), starts=3))
    assert (done.comparisons(), done.tested()) == ([], "")
    assert done.conclusion() == "Newton reaches 10⁻⁶ in 100% of runs."
