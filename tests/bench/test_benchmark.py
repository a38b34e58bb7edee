"""What a benchmark reports is what single runs say."""

import re
import weakref
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.bench import rows
from optim_viz.bench import units as bench
from optim_viz.bench.executors import benchmark
from optim_viz.bench.units import STATUSES, TARGET_GAPS, pairs, scoring_units, tuning_units
from optim_viz.optimizers import sgd
from optim_viz.problem import Problem
from optim_viz.recipes.bench import BenchmarkRecipe
from optim_viz.runs import statistics
from optim_viz.runs.measures import first_below, reached_minimum
from optim_viz.runs.starts import starts
from optim_viz.runs.statistics import wilson
from surfaces import InputError
from surfaces.transforms import Rotated


def single(unit, i, j):
    """Return what a unit ran from its i-th start, at its j-th rate, alone."""
    recipe, late = unit.recipe, unit.phase == "score"
    optimizer = optimizers.get(unit.optimizer)
    if not np.isnan(unit.rates[j]):
        optimizer = optimizer.replace(lr=unit.rates[j])
    surface, start = unit.problem.posed, i // recipe.seeds
    return optim_viz.run(
        optimizer, surface, starts("halton", surface, 12)[:, start + 6 * late], recipe.steps,
        noise=recipe.noise, seed=i % recipe.seeds + recipe.seeds * (start + 6 * late),
    )  # fmt: skip


def paid(unit_or_cell, steps):
    """Return what steps cost: a gradient each, and Newton a Hessian besides, as many as d."""
    spec, dim = unit_or_cell.pair[1], unit_or_cell.problem.posed.dim
    each = {"sgd": 1, "newton": 1 + dim}[spec]
    return np.where(np.asarray(steps) < 0, -1, each * np.asarray(steps))


def test_every_run_is_what_it_would_be_alone(recipe, stays):
    noisy = replace(recipe, seeds=2, noise=0.1)
    units = list(tuning_units(noisy))
    units += [u for pair in pairs(noisy) for u in scoring_units(noisy, *pair, 0.01)]
    assert len(units) == 12
    for unit in units:
        outcomes, surface = bench.work(unit), unit.problem.posed
        ladder = TARGET_GAPS
        for i in (0, 5, 11):
            for j in range(outcomes.gap.shape[1]):
                run = single(unit, i, j)
                home = surface.inside(run.end) and np.isfinite(run.gap[-1])
                np.testing.assert_array_equal(outcomes.end[:, i, j], run.end)
                assert outcomes.gap[i, j] == (run.gap[-1] if home else np.inf)
                assert outcomes.start[i, j] == run.gap[0]
                inside = run.values[surface.inside(run.points)] - surface.lowest
                assert outcomes.best[i, j] == np.fmin.reduce(inside, initial=np.inf)
                hits = [stays(run, target, int(run.taken)) for target in ladder]
                assert outcomes.hits[:, i, j].tolist() == paid(unit, hits).tolist()
                assert outcomes.spent[i, j] == paid(unit, run.taken)
                assert STATUSES[outcomes.status[i, j]] == run.status
                assert outcomes.taken[i, j] == run.taken
                assert outcomes.evaluations[:, i, j].tolist() == list(run.evaluations)
                assert outcomes.minimum[i, j] == reached_minimum(surface, run.end)


def test_a_cell_says_of_its_runs_what_counting_says(recipe):
    """A second transcription, run by run, of everything that is aggregated."""
    scored_at, reached_by = [], 0
    for cell in benchmark(recipe).cells:
        (unit,) = (u for u in tuning_units(recipe) if u.pair == (cell.problem, cell.spec))
        tried = [[single(unit, i, j) for i in range(6)] for j in range(len(unit.rates))]
        low = cell.surface.lowest
        for j, runs in enumerate(tried):
            hits = [int(first_below(run, low + recipe.target)) for run in runs]
            reached = [hit for hit in hits if hit >= 0]
            spent = sum(hit if hit >= 0 else run.taken for hit, run in zip(hits, runs, strict=True))
            spent = paid(cell, spent)
            assert cell.rates.success[j] == len(reached) / 6
            assert cell.rates.expected[j] == (spent / len(reached) if reached else np.inf)
            gaps = sorted(
                max(run.gap[-1], 1e-12) if cell.surface.inside(run.end) else np.inf for run in runs
            )
            assert cell.rates.gaps[:, j].tolist() == [gaps[1], gaps[2], gaps[4]]
        rate = cell.rate if cell.is_rated else np.nan
        default = [(cell.untuned, cell.default)] if cell.is_rated else []
        for scored, lr in [(cell.tuned, rate), *default]:
            scored_at.append(lr)
            (unit,) = (
                replace(u, rates=(lr,)) for u in scoring_units(recipe, cell.problem, cell.spec, 0.1)
            )
            runs = [single(unit, i, 0) for i in range(6)]
            hits = [first_below(r, low + recipe.target) for r in runs]
            assert scored.hits.tolist() == paid(cell, hits).tolist()
            for row, target in zip(scored.targets("evaluations"), TARGET_GAPS, strict=True):
                hits = [int(first_below(run, low + target)) for run in runs]
                reached = [hit for hit in hits if hit >= 0]
                spent = sum(h if h >= 0 else run.taken for h, run in zip(hits, runs, strict=True))
                spent = paid(cell, spent)
                assert row["success"] == pytest.approx(len(reached) / 6)
                reached_by += bool(reached)
                expected = pytest.approx(spent / len(reached)) if reached else None
                assert row["expected_evaluations"] == expected
            for run, solved in zip(runs, scored.solved, strict=True):
                wanted = max(
                    [t for t in TARGET_GAPS if t <= 1e-3 * run.gap[0]], default=TARGET_GAPS[-1]
                )
                assert solved == paid(cell, first_below(run, low + wanted))
            assert sum(scored.ends.values()) == sum(scored.minima.values()) == 6
            assert scored.ends == {
                str(s): n for s in STATUSES if (n := sum(run.status == s for run in runs))
            }
    assert np.isnan(scored_at).sum() == 3
    assert len(scored_at) == 9
    assert 0 < reached_by < len(TARGET_GAPS) * len(scored_at)


def test_only_the_cells_under_way_are_held(recipe, monkeypatch):
    """Outcomes go as soon as their cell is complete: as many live as units are handed out ahead."""
    monkeypatch.setattr("optim_viz.bench.executors._MAX_PENDING_UNITS", 2)
    alive, most, done = weakref.WeakSet(), [0], bench.work

    def counted(*given):
        alive.add(made := done(*given))
        most[0] = max(most[0], len(alive))
        return made

    monkeypatch.setattr("optim_viz.bench.executors.work", counted)
    many = replace(recipe, surfaces=("ravine", "matyas", "booth", "beale", "himmelblau", "bowl"))
    with ThreadPoolExecutor(1) as executor:
        assert len(benchmark(many, executor=executor).cells) == 12
    assert most[0] <= 4


def test_the_tuned_rate_has_the_fewest_expected_steps(recipe):
    rated = [cell for cell in benchmark(recipe).cells if cell.is_rated]
    assert len(rated) == 3
    for cell in rated:
        expected = cell.rates.expected
        assert expected[np.flatnonzero(recipe.grid == cell.rate)] == expected.min()


def test_tuning_has_not_seen_what_is_scored(recipe):
    tuned, scored = (
        bench._starts_for("halton", Problem("ravine"), 6, 0, phase) for phase in ("tune", "score")
    )
    assert tuned.shape == scored.shape == (2, 6)
    assert not set(map(tuple, tuned.T)) & set(map(tuple, scored.T))


@pytest.mark.parametrize("kind", ["latin", "grid", "random"])
@pytest.mark.parametrize("phase", ["tune", "score"])
@pytest.mark.parametrize("dim", [2, 20, 100])
def test_tuning_and_scoring_each_fill_the_domain(kind, phase, dim):
    """The last coordinate too: in each tenth of its side there are points."""
    if kind == "grid" and dim > 2:
        return
    surface = surfaces.get(f"bowl:dim={dim}")
    points = bench._starts_for(kind, Problem(f"bowl:dim={dim}"), 100, 0, phase)
    low, high = surface.domain.low[-1], surface.domain.high[-1]
    tenths = np.floor((points[-1] - low) / (high - low) * 10).astype(int)
    counts = [int((tenths == tenth).sum()) for tenth in range(10)]
    assert min(counts) > 0
    if kind == "latin":
        assert counts == [10] * 10


def test_footers_count_the_starts_that_were_run():
    for kind, said in (
        ("latin", "30 starts"),
        ("grid", "1 to 25 grid starts"),
        ("fixed", "1 fixed start"),
    ):
        recipe = BenchmarkRecipe(
            surfaces=("bowl", "bowl:dim=10"), optimizers=("sgd",), kind=kind, starts=30,
            steps=2, rates=(0.1, 1.0, 2),
        )  # fmt: skip
        assert any(line.startswith(said) for line in recipe.conditions())
        counts = [len(cell.tuned.starts) for cell in benchmark(recipe).cells]
        assert counts == {"latin": [30, 30], "grid": [25, 1], "fixed": [1, 1]}[kind]


def test_units_of_any_size_and_any_executor_give_the_same(recipe, assert_same, monkeypatch):
    whole = benchmark(recipe)
    with ThreadPoolExecutor(5) as executor:
        assert_same(benchmark(recipe, executor=executor), whole)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        assert_same(benchmark(recipe, executor=executor), whole)
    monkeypatch.setattr(bench, "MAX_STEPS_PER_UNIT", 14)
    assert len(list(tuning_units(recipe))) > 6
    assert_same(benchmark(recipe), whole)


def test_more_runs_than_are_kept_are_right_to_a_thousandth(recipe, monkeypatch):
    whole = benchmark(recipe)
    monkeypatch.setattr(statistics, "_MOST_EXACT_NUMBERS", 5)
    monkeypatch.setattr(bench, "MAX_RUNS_PER_UNIT", 14)
    for one, other in zip(benchmark(recipe).cells, whole.cells, strict=True):
        np.testing.assert_allclose(one.rates.gaps, other.rates.gaps, rtol=1e-3, atol=0)
        np.testing.assert_allclose(one.tuned.score.gap, other.tuned.score.gap, rtol=1e-3)
        assert one.rate == other.rate
        np.testing.assert_array_equal(one.rates.expected, other.rates.expected)
        np.testing.assert_array_equal(one.tuned.hits, other.tuned.hits)


def test_an_optimizer_whose_rate_was_set_is_not_tuned(recipe):
    cell = benchmark(replace(recipe, optimizers=("sgd:lr=0.1",))).cells[0]
    assert not cell.is_rated
    assert cell.rate is cell.default is cell.rate_range is None
    assert cell.untuned is None
    assert cell.tuned.hits.shape == (6,)


def test_a_fixed_start_is_one(recipe):
    cell = benchmark(replace(recipe, kind="fixed")).cells[0]
    assert (cell.rates.runs, cell.rates.success.shape) == (1, (7,))


def test_progress_ends_at_the_whole(recipe):
    told = []
    benchmark(recipe, progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_failing_unit_fails_the_benchmark(recipe, monkeypatch):
    def broken(unit, engine):
        raise OSError("no such luck")

    monkeypatch.setattr("optim_viz.bench.executors.work", broken)
    with pytest.raises(OSError, match="no such luck"):
        benchmark(recipe)


def test_rates_are_those_that_a_person_would_write():
    grid = BenchmarkRecipe(rates=(1e-4, 10.0, 6)).grid
    assert grid.tolist() == [1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0]
    assert (TARGET_GAPS[0], TARGET_GAPS[-1], len(TARGET_GAPS)) == (100.0, 1e-8, 51)


def test_a_recipe_reads_back(recipe):
    assert BenchmarkRecipe.read(recipe.text()) == recipe


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rates": (1.0, 0.1, 5)}, "0 < LOW < HIGH and COUNT at least 2, not 1:0.1:5"),
        ({"rates": (0.1, 1.0, 1)}, "LOW:HIGH:COUNT"),
        ({"starts": 0}, "starts is a whole number, at least 1, not 0"),
        ({"steps": -1}, "steps is a whole number, at least 1"),
        ({"target": 0.0}, "target is a gap greater than 0"),
        ({"noise": float("nan")}, "noise is a finite"),
        ({"kind": "rand"}, "did you mean random"),
        ({"surfaces": ("saddle",)}, "no lowest value"),
        ({"optimizers": ("sgd", "sgd")}, "sgd is given twice"),
        ({"optimizers": ("sgdd",)}, "did you mean sgd"),
        ({"optimizers": "sgd"}, r"optimizers is a tuple, such as \('sgd',\), not 'sgd'"),
        ({"optimizers": sgd()}, r"optimizers is a tuple, such as \(sgd\(\),\), not sgd\(\)"),
        ({"surfaces": ("bowl", "bowl:dim=2")}, "bowl is given twice"),
        ({"starts": 2.5}, "starts is a whole number"),
        ({"rates": (0.1, 1.0)}, "rates is a tuple of a number, a whole number"),
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
    np.testing.assert_array_equal(one.rates.expected, other.rates.expected)
    np.testing.assert_allclose(one.rates.gaps, other.rates.gaps, rtol=1e-6, atol=1e-12)


def test_a_formula_scores_as_the_function_it_spells(recipe):
    spelled = replace(recipe, surfaces=(), formulas=("x**2/20 + y**2",), rotate=20.0)
    (cell,) = benchmark(replace(spelled, optimizers=("sgd",))).cells
    surface = Rotated(surfaces.formula("x**2/20 + y**2"), 20)
    run = optim_viz.run(
        sgd(lr=recipe.grid), surface, starts("halton", surface, 12)[:, :6, np.newaxis], 60
    )
    home = surface.inside(run.end)
    gaps = np.sort(np.maximum(np.where(home, run.gap[-1], np.inf), 1e-12), axis=0)
    np.testing.assert_array_equal(cell.rates.gaps, gaps[[1, 2, 4]])


def test_sentences_say_how_sure_they_are(recipe):
    for surfaces_ in (("ravine",), ("ravine", "himmelblau", "beale")):
        done = benchmark(replace(recipe, surfaces=surfaces_, optimizers=("sgd", "adam", "newton")))
        said = done.tuning_or_choosing()
        assert said.endswith(" matters more here.")
        rated = [c for c in done.cells if c.untuned]
        gain = np.mean([c.tuned.score.success - c.untuned.score.success for c in rated])
        assert f"gains {100 * gain:.0f} points of success over the default" in said
        told = done.evidence()
        assert told["gain_of_tuning"]["mean"] == pytest.approx(gain)
        assert told["best"] in done.conclusion()
        assert len(told["comparisons"]) == 2
        for one in told["comparisons"]:
            low, high = one["interval"]
            assert low <= one["probability_of_improvement"] <= high
            assert (one["ahead_by"] is None) == (one["over"] in done.conclusion().partition(";")[2])


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (4, 0, "too close"),
        (6, 0, "too close"),
        (25, 0, "more often"),
        (20, 5, "more often"),
        (15, 12, "too close"),
    ],
)
def test_a_lead_is_sure_where_a_test_of_signs_says_so(recipe, monkeypatch, first, second, said):
    """Of 25 starts each, at the same cost: as many signs as starts in which one alone succeeds."""
    done = benchmark(replace(recipe, surfaces=("ravine",), optimizers=("sgd", "adam")))
    shares = np.array([[1.0] * k + [0.0] * (25 - k) for k in (first, second)])
    runtimes = np.where(shares, 7.0, np.inf)[:, :, np.newaxis]
    monkeypatch.setattr(type(done), "_shares", lambda _, tuned=True: [shares])
    monkeypatch.setattr(type(done), "_runtimes", lambda _: [runtimes])
    by_chance = 2 * 2 * 0.5 ** (first - second)  # two-sided, success and cost alike
    assert (by_chance <= 0.05) == (said == "more often")
    assert said in done.conclusion()
    for k, share in zip((first, second), shares, strict=True):
        assert done._spread([share]) == pytest.approx(tuple(map(float, wilson(k, 25))), abs=0.06)


def test_decades_are_of_half_the_runs_or_of_half_the_best(recipe):
    wide = replace(recipe, surfaces=("rastrigin", "himmelblau"), optimizers=("sgd", "adam"))
    done = benchmark(replace(wide, rates=(1e-4, 10.0, 26), starts=12, steps=300, target=1e-3))
    relative = []
    for cell in done.cells:
        best, good = max(cell.rates.success), 0
        for share in cell.rates.success:
            good += share >= 0.5 if best >= 0.5 else share > 0 and share >= best / 2
        assert cell.rate_range.decades == pytest.approx(good * 5 / 25)
        assert cell.decades().endswith("*") == (0 < best < 0.5)
        assert rows.cell_row(cell)["tolerance_of"] == ("half" if best >= 0.5 else "best")
        relative.append(best < 0.5)
    assert any(relative)
    assert not all(relative)
    assert any(cell.decades().endswith("*") for cell in done.cells)


def test_a_loss_is_no_gain(recipe, monkeypatch):
    done = benchmark(replace(recipe, surfaces=("ravine",), optimizers=("sgd",)))
    monkeypatch.setattr(type(done), "_gains", lambda _: [[np.array([-0.01] * 5)]])
    said = "Tuning the rate loses 1 point of success against the default, maybe by chance."
    assert done.tuning_or_choosing() == said


def test_sentences_can_be_said_aloud(recipe):
    for surfaces_ in (("ravine",), ("ravine", "himmelblau", "beale")):
        for names in (("sgd", "adam", "newton"), ("adam",), ("newton",)):
            done = benchmark(replace(recipe, surfaces=surfaces_, optimizers=names))
            for said in (done.conclusion(), done.tuning_or_choosing()):
                bare = said.replace("(95 % sure)", "").replace("10⁻⁶", "")
                figures = re.findall("[0-9]+", bare)
                assert len(figures) <= 3, said
                assert said.count("(") <= 1, said


def test_a_table_for_pandas_is_tidy(recipe):
    pytest.importorskip("pandas")
    frame = benchmark(recipe).to_frame()
    assert len(frame) == 3 * (7 + 1)
    assert {"surface", "optimizer", "lr", "success", "gap_median"} <= set(frame.columns)


@pytest.mark.parametrize("kind", ["grid", "halton", "random"])
def test_both_phases_are_spread_over_the_whole_domain(kind):
    place = Problem("styblinski_tang")
    tuned, scored = (bench._starts_for(kind, place, 25, 0, phase) for phase in ("tune", "score"))
    assert tuned.shape == scored.shape == (2, 25)
    assert not set(map(tuple, tuned.T)) & set(map(tuple, scored.T))
    for where in (tuned, scored):
        for axis in where:
            assert 8 <= (axis < 0).sum() <= 17


def test_seeds_of_one_start_are_no_further_evidence(recipe):
    noisy = replace(recipe, surfaces=("himmelblau",), optimizers=("sgd",), noise=0.5, seeds=5)
    (cell,) = benchmark(noisy).cells
    score = cell.tuned.score
    low, high = statistics.wilson(score.success * noisy.starts, noisy.starts)
    assert score.interval == (low, high)
    assert cell.tuned.starts.shape == (noisy.starts,)


def test_many_runs_are_no_reason_to_refuse():
    recipe = BenchmarkRecipe(surfaces=("ravine",), rates=(1e-4, 10, 1000), starts=10_000_000)
    assert len(recipe.grid) * recipe.starts == 10**10
    BenchmarkRecipe(surfaces=("ravine",), rates=(1e-4, 10, 10_000_000))
    BenchmarkRecipe(surfaces=("ravine",), steps=10**6)
    BenchmarkRecipe(surfaces=("ravine",), kind="fixed", starts=10**9)
