"""The nine quantities of statistics of a benchmark, a second time: plain loops over single runs.

Success, its interval, expected runtime, median gap, its interval, runtime distribution,
performance profile, data profile, and the range of rates with the best one; nothing here is taken
from the statistics that it checks.
"""

import itertools
import math

import numpy as np
import pytest

import optim_viz
from optim_viz import optimizers
from optim_viz.bench.executors import benchmark
from optim_viz.recipes.bench import BenchmarkRecipe
from optim_viz.runs.starts import starts

RECIPE = BenchmarkRecipe(
    surfaces=("ravine", "himmelblau", "three_hump_camel"), optimizers=("sgd", "adam", "newton"),
    starts=6, steps=150, rates=(1e-3, 10.0, 13), target=1e-4,
)  # fmt: skip
A_STEP = {"sgd": 1, "adam": 1, "newton": 3}
"""What a step costs in two dimensions: a gradient counts one, a Hessian two."""

LADDER = [10 ** (k / 5) for k in range(10, -41, -1)]
INF = math.inf


class OneRun:
    """What is kept of one of some runs beside each other, by a loop over its steps."""

    def __init__(self, surface, spec, runs, i):
        self.gaps, self.cost = [], A_STEP[spec]
        for step in range(int(runs.taken[i]) + 1):
            point, value = runs.points[:, step, i], runs.values[step, i]
            low, high = surface.domain.low, surface.domain.high
            inside = all(a <= x <= b for a, x, b in zip(low, point, high, strict=True))
            self.gaps.append(float(value - surface.lowest) if inside else INF)
        self.steps = int(runs.taken[i])
        self.spent = self.steps * self.cost

    def hit(self, gap):
        for step, one in enumerate(self.gaps):
            if one <= gap:
                return step * self.cost
        return None

    def until(self, gap):
        return self.spent if self.hit(gap) is None else self.hit(gap)


def runs_of(cell, rate, phase):
    points = starts("latin", cell.surface, RECIPE.starts, ["tune", "score"].index(phase))
    optimizer = optimizers.get(cell.spec)
    made = optim_viz.run(
        optimizer.replace(lr=rate) if rate else optimizer, cell.surface, points, RECIPE.steps
    )
    return [OneRun(cell.surface, cell.spec, made, i) for i in range(RECIPE.starts)]


def success(runs, gap=RECIPE.target):
    return sum(run.hit(gap) is not None for run in runs) / len(runs)


def expected(runs, gap=RECIPE.target):
    count = sum(run.hit(gap) is not None for run in runs)
    return sum(run.until(gap) for run in runs) / count if count else INF


def lower(values):
    return sorted(values)[(len(values) - 1) // 2]


def last_gaps(runs):
    return [max(run.gaps[-1], 1e-12) if math.isfinite(run.gaps[-1]) else INF for run in runs]


@pytest.fixture(scope="module")
def done():
    return benchmark(RECIPE)


@pytest.fixture(scope="module")
def scored(done):
    """The runs of each cell at its tuned rate, from the starts of scoring."""
    return {cell.pair: runs_of(cell, cell.rate, "score") for cell in done.cells}


def test_success_and_its_interval(done, scored):
    z, n = 1.959963984540054, RECIPE.starts
    for cell in done.cells:
        p = success(scored[cell.pair])
        middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
        reach = z / (1 + z**2 / n) * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
        ends = max(0, middle - reach), min(1, middle + reach)
        assert cell.tuned.score.success == p
        assert tuple(cell.tuned.score.interval) == pytest.approx(ends, abs=1e-12)


def test_expected_runtime(done, scored):
    seen = set()
    for cell in done.cells:
        value = expected(scored[cell.pair])
        assert cell.tuned.score.expected == pytest.approx(value, rel=1e-14)
        assert cell.tuned.score.steps == pytest.approx(value / A_STEP[cell.spec], rel=1e-14)
        seen.add(value)
        unit = RECIPE.currency.unit
        for row, gap in zip(cell.tuned.targets(unit), LADDER, strict=True):
            assert row["target"] == pytest.approx(gap, rel=1e-5)
            counted = expected(scored[cell.pair], row["target"])
            told = row[f"expected_{unit}"]
            assert (INF if told is None else told) == pytest.approx(counted, rel=1e-12)
    assert len(seen) > 5


def test_median_gap_and_its_interval(done, scored):
    """The percentile interval of all resamples there are: six of six starts."""
    for cell in done.cells:
        gaps = last_gaps(scored[cell.pair])
        theirs = max(cell.tuned.score.gap, 1e-12)
        assert theirs == pytest.approx(lower(gaps), rel=1e-9)
        medians = sorted(lower(one) for one in itertools.product(gaps, repeat=6))
        ends = (medians[math.ceil(share * len(medians)) - 1] for share in (0.025, 0.975))
        assert [max(end, 1e-12) for end in cell.tuned.score.gap_interval] == pytest.approx(
            list(ends), rel=1e-9
        )


def test_runtime_distribution(done, scored):
    targets = [float(f"{gap:.6g}") for gap in LADDER]
    for spec, (x, share) in zip(RECIPE.optimizers, done.ecdfs(), strict=True):
        runs = [run for cell in done.column(spec) for run in scored[cell.pair]]
        hits = [run.hit(gap) for gap in targets for run in runs]
        for within in (0, 1, 3, 10, 40.5, 150, 1000):
            counted = sum(hit is not None and hit <= within for hit in hits) / len(hits)
            index = np.searchsorted(x, within, side="right") - 1
            assert (share[index] if index >= 0 else 0) == pytest.approx(counted, abs=1e-12)


def test_performance_profile(done, scored):
    costs = [[expected(scored[cell.pair]) for cell in done.row(p)] for p in RECIPE.problems]
    for method, (x, share) in enumerate(done.performance()):
        for factor in (1, 1.5, 3, 10, 100):
            counted = sum(row[method] < INF and row[method] <= factor * min(row) for row in costs)
            index = np.searchsorted(x, factor, side="right") - 1
            got = share[index] if index >= 0 else 0
            assert got == pytest.approx(counted / len(costs), abs=1e-12)


def test_data_profile(done, scored):
    """Solved at the first target of the ladder at or below a thousandth of the first gap."""
    targets = [float(f"{gap:.6g}") for gap in LADDER]
    for spec, (x, share) in zip(RECIPE.optimizers, done.data_profiles(), strict=True):
        costs = []
        for run in (run for cell in done.column(spec) for run in scored[cell.pair]):
            wanted = [gap for gap in targets if gap <= 1e-3 * run.gaps[0]]
            costs.append(run.hit(wanted[0]) if wanted else None)
        for within in (1, 5, 20, 60, 200, 450):
            counted = sum(cost is not None and cost <= within for cost in costs) / len(costs)
            index = np.searchsorted(x, within, side="right") - 1
            assert (share[index] if index >= 0 else 0) == pytest.approx(counted, abs=1e-12)


def test_best_rate_and_the_range_of_those_that_work(done):
    for cell in done.cells:
        if not cell.is_rated:
            continue
        tried = {float(rate): runs_of(cell, float(rate), "tune") for rate in cell.rates.rates}
        order = {r: (expected(runs), lower(last_gaps(runs)), r) for r, runs in tried.items()}
        assert cell.rate == min(order, key=order.get)
        shares = [success(runs) for runs in tried.values()]
        assert cell.rates.success.tolist() == shares
        least = 0.5 if max(shares) >= 0.5 else max(shares) / 2
        between = math.log10(max(tried) / min(tried)) / (len(tried) - 1)
        wide = sum(share >= least and share > 0 for share in shares) * between
        assert cell.rate_range.decades == pytest.approx(wide)
