"""Tests of significance are those of plain loops, and of SciPy."""

from itertools import product
from math import comb

import numpy as np
import pytest

from optim_viz.runs import significance
from optim_viz.runs.significance import (
    holm,
    lead,
    mean_interval,
    paired_permutation,
    probability_of_improvement,
)

RNG = np.random.default_rng(7)


def test_a_failure_is_behind_every_success():
    one = np.array([3.0, np.inf, 5.0, np.inf, 4.0])
    other = np.array([4.0, 9.0, np.inf, np.inf, 4.0])
    assert lead(one, other).tolist() == [1, -1, 1, 0, 0]


def mean_of_means(strata):
    total = 0.0
    for values in strata:
        total += sum(values) / len(values) / len(strata)
    return total


def by_flipping(strata):
    """Return the p-value by going through every flip of every sign."""
    flat = [value for values in strata for value in values]
    ends = np.cumsum([len(values) for values in strata])
    observed, extreme = abs(mean_of_means(strata)), 0
    for signs in product((1, -1), repeat=len(flat)):
        flipped = [value * sign for value, sign in zip(flat, signs, strict=True)]
        parts = [flipped[end - len(s) : end] for s, end in zip(strata, ends, strict=True)]
        extreme += abs(mean_of_means(parts)) >= observed - 1e-12
    return extreme / 2 ** len(flat)


@pytest.mark.parametrize(
    "strata",
    [
        [[1.0, 1.0, -1.0, 1.0, 0.0], [1.0, 1.0, 1.0]],
        [[0.3, -0.2, 0.9], [1.4, 0.8], [-0.1, 0.6, 0.2, 0.5]],
        [[1.0, 0.5, 0.5, -0.5, 1.0, 0.0, 1.0, 1.0]],
        [[0.0, 0.0], [0.0]],
        [[2.0], [2.0], [2.0]],
    ],
)
def test_every_flip_of_signs_is_counted(strata):
    arrays = [np.array(values) for values in strata]
    assert paired_permutation(arrays) == pytest.approx(by_flipping(strata), abs=1e-12)


def test_signs_alone_are_the_sign_test():
    for wins, losses in ((25, 0), (18, 7), (13, 12), (400, 320)):
        signs = np.array([1.0] * wins + [-1.0] * losses + [0.0] * 9)
        n = wins + losses
        tail = sum(comb(n, k) for k in range(wins, n + 1)) / 2**n
        assert paired_permutation([signs]) == pytest.approx(min(1.0, 2 * tail), rel=1e-9)


def test_drawn_flips_agree_with_scipy():
    stats = pytest.importorskip("scipy.stats")
    values = RNG.normal(0.35, 1.0, 40)
    theirs = stats.permutation_test(
        (values,), np.mean, permutation_type="samples", n_resamples=20_000,
        rng=np.random.default_rng(1), vectorized=True,
    ).pvalue  # fmt: skip
    mine = paired_permutation([values])
    assert mine == pytest.approx(theirs, abs=4 * np.sqrt(theirs * (1 - theirs) / 10_000))
    assert mine == paired_permutation([values]), "the draws are seeded"


def test_drawn_flips_agree_with_all_flips(monkeypatch):
    strata = [RNG.normal(0.5, 1.0, 5), RNG.normal(0.5, 1.0, 6)]
    exact = paired_permutation(strata)
    assert exact == pytest.approx(by_flipping([list(one) for one in strata]))
    drawn = paired_permutation(strata, draws=2000)
    assert drawn == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 2000))
    monkeypatch.setattr(significance, "_MOST_NUMBERS", 1000)
    assert paired_permutation(strata, draws=2000) == drawn, "pieces of any size give the same"


def test_holm_steps_down():
    given = [0.04, 0.001, 0.03, 0.8, 0.01]
    expected, before = {}, 0.0
    for rank, p in enumerate(sorted(given)):
        before = expected[p] = max(before, min(1.0, p * (len(given) - rank)))
    assert holm(given) == pytest.approx([expected[p] for p in given])
    assert holm([]).size == 0


def test_improvement_counts_pairs_from_one_start():
    one = [np.array([[3.0, 5.0], [np.inf, 2.0], [7.0, 7.0]]), np.array([[1.0, np.inf]])]
    other = [np.array([[4.0, 4.0], [np.inf, 9.0], [8.0, 7.0]]), np.array([[2.0, 6.0]])]
    shares = []
    for mine, theirs in zip(one, other, strict=True):
        scores = [
            1.0 if a < b else 0.5 if a == b else 0.0
            for a, b in zip(mine.ravel(), theirs.ravel(), strict=True)
        ]
        shares.append(sum(scores) / len(scores))
    found, (low, high) = probability_of_improvement(one, other)
    assert found == pytest.approx(sum(shares) / 2)
    assert 0 <= low <= found <= high <= 1
    back, (least, most) = probability_of_improvement(other, one)
    assert back == pytest.approx(1 - found)
    assert (least, most) == pytest.approx((1 - high, 1 - low), abs=0.03)


def test_the_interval_is_a_bootstrap_within_strata():
    """Resampled one by one, with a pseudo-observation at each end shared by the strata."""
    strata = [RNG.random(12), 0.3 + 0.2 * RNG.random(9)]
    means = []
    for _ in range(4000):
        total = 0.0
        for values in strata:
            pool, weights = [*values, 0.0, 1.0], [1.0] * len(values) + [0.5, 0.5]
            chances = np.array(weights) / sum(weights)
            total += RNG.choice(pool, len(values), p=chances).mean() / len(strata)
        means.append(total)
    low, high = mean_interval(strata)
    assert (low, high) == pytest.approx(tuple(np.quantile(means, (0.025, 0.975))), abs=0.012)
