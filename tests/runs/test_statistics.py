"""Every aggregate against brute force or a published example."""

import itertools

import numpy as np
import pytest

from optim_viz.runs import statistics as stats

INF = np.inf


def test_expected_runtime_by_hand():
    runtimes = np.array([[10.0, INF, 5.0], [30.0, INF, INF], [INF, INF, 7.0]])
    np.testing.assert_array_equal(stats.expected_runtime(runtimes, 100), [70.0, INF, 56.0])


def test_expected_runtime_is_that_of_restarts():
    """Restart until success, at random: the mean number of steps is the ERT."""
    runtimes, budget = np.array([4.0, 9.0, INF, INF, INF]), 20
    rng, totals = np.random.default_rng(0), []
    for _ in range(40_000):
        total = 0.0
        while not np.isfinite(one := rng.choice(runtimes)):
            total += budget
        totals.append(total + one)
    expected = stats.expected_runtime(runtimes, budget)
    assert abs(np.mean(totals) - expected) < 4 * np.std(totals) / np.sqrt(len(totals))


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_in_newcombe_1998_table_1(successes, trials, low, high):
    interval = stats.wilson(successes, trials)
    assert (round(float(interval.low), 4), round(float(interval.high), 4)) == (low, high)


@pytest.mark.parametrize("trials", [1, 7, 10, 1000])
def test_wilson_ends_at_none_and_all(trials):
    assert stats.wilson(0, trials).low == 0 < stats.wilson(0, trials).high < 1
    assert 0 < stats.wilson(trials, trials).low < 1 == stats.wilson(trials, trials).high


def test_medians_are_values_that_occurred():
    values = np.array([[3.0, INF], [1.0, 2.0], [2.0, INF], [INF, 1.0]])
    assert stats.median(values).tolist() == [2.0, 2.0]
    assert stats.quantile(np.arange(1.0, 11.0), 0.1) == 1
    assert stats.quantile(np.arange(1.0, 11.0), 0.9) == 9


@pytest.mark.parametrize("n", [1, 2, 3, 5, 6])
def test_median_interval_is_that_of_all_resamples(n):
    values = np.sort(np.random.default_rng(n).random(n))
    resamples = np.array(list(itertools.product(values, repeat=n)))
    medians = np.sort(stats.median(resamples.T))
    for level in (0.5, 0.8, 0.95):
        tail = (1 - level) / 2
        interval = stats.median_interval(stats.Sample(values[:, np.newaxis]), level)
        low, high = (stats.quantile(medians, p) for p in (tail, 1 - tail))
        assert (interval.low, interval.high) == (low, high)


def test_median_interval_against_drawn_resamples():
    values = np.random.default_rng(0).exponential(size=101)
    drawn = np.random.default_rng(1).choice(values, (20_000, 101))
    medians = stats.median(drawn.T)
    interval = np.ravel(stats.median_interval(stats.Sample(values[:, np.newaxis])))
    ranks = np.searchsorted(np.sort(values), [*interval, *np.quantile(medians, (0.025, 0.975))])
    assert np.abs(ranks[:2] - ranks[2:]).max() <= 1


def test_median_interval_covers_the_median_about_as_often_as_it_says():
    samples = np.random.default_rng(5).normal(size=(41, 4000))
    interval = stats.median_interval(stats.Sample(samples))
    share = ((interval.low <= 0) & (interval.high >= 0)).mean()
    assert 0.93 < share < 0.98


def pieces(values, size):
    return [values[first : first + size] for first in range(0, len(values), size)]


def pooled(parts):
    pool = stats.Sample()
    for part in parts:
        pool.add(part)
    return pool


def test_a_pool_has_the_quantiles_of_all_that_came():
    values = np.random.default_rng(0).exponential(size=(1000, 3))
    pool = pooled(pieces(values, 7))
    assert len(pool) == 1000
    for share in (0.001, 0.25, 0.5, 0.999):
        np.testing.assert_array_equal(pool.quantile(share), stats.quantile(values, share))


def test_a_pool_of_many_is_right_to_a_thousandth_in_any_order(monkeypatch):
    monkeypatch.setattr(stats, "_MOST_EXACT_NUMBERS", 5000)
    random = np.random.default_rng(0)
    values = 10 ** random.uniform(-12, 5, (4000, 3))
    values[random.random(4000) < 0.3, 1] = INF
    parts = pieces(values, 301)
    pool, other = pooled(parts), pooled(reversed(pieces(values, 17)))
    assert len(pool) == 4000
    for share in (0.001, 0.25, 0.5, 0.69, 0.71, 0.999):
        np.testing.assert_allclose(
            pool.quantile(share), stats.quantile(values, share), rtol=1e-3, atol=0
        )
        np.testing.assert_array_equal(pool.quantile(share), other.quantile(share))
    held = sum(cells.size for cells, _ in pool._counts)
    pool.add(values)
    assert sum(cells.size for cells, _ in pool._counts) == held


def test_ecdf_by_counting():
    runtimes = np.array([[3.0, INF, 1.0], [3.0, 8.0, INF]])
    x, share = stats.ecdf(runtimes)
    assert x.tolist() == [1, 3, 8]
    for at in (0.5, 1, 2, 3, 7, 8, 100):
        expected = (runtimes <= at).sum() / 6
        assert np.interp(at, x, share) >= expected - 1e-15 or at > 8
        index = np.searchsorted(x, at, side="right") - 1
        assert (share[index] if index >= 0 else 0) == expected
    assert stats.ecdf(np.array([INF])).x.size == 0


def test_performance_profiles_by_counting():
    costs = np.array([[10.0, 20.0, INF], [6.0, 3.0, 3.0], [INF, 5.0, INF], [INF, INF, INF]])
    profiles = stats.performance_profiles(costs)
    for tau in (1, 1.5, 2, 10):
        for method, (x, share) in enumerate(profiles):
            within = sum(
                row[method] <= tau * min(row) and row[method] < INF for row in costs.tolist()
            )
            index = np.searchsorted(x, tau, side="right") - 1
            assert (share[index] if index >= 0 else 0) == within / 4


def test_data_profiles_count_in_simplex_gradients():
    costs = np.array([[30.0, 6.0], [INF, 22.0]])
    first, second = stats.data_profiles(costs, [2, 10])
    assert (first.x.tolist(), first.share.tolist()) == ([10.0], [0.5])
    assert (second.x.tolist(), second.share.tolist()) == ([2.0], [1.0])


def test_solved_value_of_more_and_wild():
    assert stats.solved_value(np.array(101.0), 1.0, 1e-2) == 2.0


def test_tolerance_reports_gaps():
    rates = [1e-3, 1e-2, 1e-1, 1.0, 10.0]
    result = stats.rate_range(rates, np.array([True, True, False, True, False]))
    assert result.decades == pytest.approx(3)
    assert result.spans == ((1e-3, 1e-2), (1.0, 1.0))
    assert stats.rate_range(rates, np.zeros(5, bool)) == stats.RateRange(0.0, ())


def test_the_best_rate_needs_fewest_steps_then_has_the_lowest_gap():
    runtimes = np.array([[INF, 9.0, 4.0], [INF, 8.0, INF]])
    gaps = np.array([[1.0, 0.1, 0.0], [1.0, 0.1, 7.0]])
    assert stats.best_rate(runtimes, gaps, 10) == 1
    assert stats.best_rate(runtimes, gaps, 11) == 1
    assert stats.best_rate(np.full((2, 3), INF), gaps, 10) == 2


def test_the_mean_of_curves_is_the_curve_of_all():
    rng = np.random.default_rng(5)
    runtimes = np.where(rng.random((4, 30)) < 0.6, rng.integers(0, 40, (4, 30)), INF)
    runtimes[3] = INF
    mean, whole = stats.mean_of([stats.ecdf(line) for line in runtimes]), stats.ecdf(runtimes)
    np.testing.assert_array_equal(mean.x, whole.x)
    np.testing.assert_allclose(mean.share, whole.share)


def test_a_tally_is_the_ecdf_of_what_came_however_it_came(monkeypatch):
    monkeypatch.setattr(stats, "_MOST_COSTS_WAITING", 10)
    costs = np.random.default_rng(3).integers(0, 30, 100) / 4
    tally = stats.Tally()
    for part in pieces(costs, 7):
        tally.add(part)
    runtimes = np.concatenate([costs, np.full(20, INF)])
    for one, other in zip(tally.ecdf(120), stats.ecdf(runtimes), strict=True):
        np.testing.assert_array_equal(one, other)
    assert stats.Tally().ecdf(3).x.size == 0


def split(runtimes, spent):
    """Return the shares of runs that reached the target and that failed, by their cost."""
    reached, failed = stats.Tally(), stats.Tally()
    reached.add(runtimes[np.isfinite(runtimes)])
    failed.add(spent[np.isinf(runtimes)])
    return reached.ecdf(len(runtimes)), failed.ecdf(len(runtimes))


def test_the_expected_runtime_can_be_read_off_the_curves():
    runtimes, spent = np.array([4.0, 9.0, 9.0, INF, INF]), np.array([7.0, 9.0, 9.0, 20.0, 5.0])
    expected = (4 + 9 + 9 + 20 + 5) / 3
    assert stats.expected_of(*split(runtimes, spent)) == pytest.approx(expected)
    assert stats.expected_runtime(runtimes, spent) == pytest.approx(expected)
    assert stats.expected_of(*split(np.full(3, INF), spent[:3])) == INF


def test_restarts_are_what_drawing_again_and_again_comes_to():
    """Failed runs cost what they spent: some stop after 2 or 5, one takes all of 20."""
    runtimes = np.array([3.0, 8.0, 8.0, 20.0, INF, INF, INF, INF])
    spent = np.array([20.0, 20.0, 20.0, 20.0, 2.0, 5.0, 20.0, 0.0])
    rng, totals = np.random.default_rng(1), []
    for _ in range(20_000):
        total = 0.0
        while not np.isfinite(runtimes[one := rng.integers(len(runtimes))]):
            total += spent[one]
        totals.append(total + runtimes[one])
    x = np.array([20.0, 22.0, 23.0, 28.0, 40.0, 47.0, 100.0, 200.0])
    drawn = [(np.array(totals) <= at).mean() for at in x]
    found = stats.restarted(*split(runtimes, spent), np.append(x, 2048.0))[:-1]
    np.testing.assert_allclose(found, drawn, atol=0.012)


def test_restarts_of_what_always_or_never_succeeds():
    never, x = split(np.full(3, INF), np.array([1.0, 2.0, 20.0])), [20.0, 40.0, 1000.0]
    assert (stats.restarted(*never, x) == 0).all()
    always = split(np.array([1.0, 2.0]), np.array([1.0, 2.0]))
    np.testing.assert_allclose(stats.restarted(*always, x), 1)
    once = split(np.array([1.0, INF]), np.array([1.0, 10.0]))
    np.testing.assert_allclose(  # 1 - (1/2)^(restarts + 1) after whole failures of 10 each
        stats.restarted(*once, [9.5, 10.5, 11.5, 21.5, 31.5, 1024.0]),
        [0.5, 0.5, 0.75, 0.875, 0.9375, 1.0], atol=1e-8,
    )  # fmt: skip
