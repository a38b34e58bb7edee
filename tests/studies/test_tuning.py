"""The rate of every optimizer comes from one rule, here applied a second time run by run."""

from statistics import median

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.optimizers import optimizer
from optim_viz.studies import tuning
from optim_viz.studies.tuning import FLOOR, RATES, SEEDS, tune

SURFACES = [*surfaces.names(), "bowl:dim=3", "rosenbrock:dim=10"]
TUNABLE = ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"]
STEPS = 100

BOWL, SADDLE = surfaces.get("bowl"), surfaces.get("saddle")
HOME = BOWL.minima[0].at


def merits(run):
    """Return what the rule looks at in a single run: whether it stayed, its score, its steps."""
    inside = run.surface.inside(run.points)
    values = run.values[inside & ~np.isnan(run.values)]
    if run.surface.lowest is None:
        return True, values.min(initial=np.inf), 0
    gap = run.gap[-1]
    reached = np.flatnonzero(inside & (run.values <= run.surface.lowest + FLOOR))
    return (
        bool(inside.all()),
        max(gap, FLOOR) if np.isfinite(gap) else np.inf,
        reached[0] if reached.size else run.points.shape[1] - 1,
    )


def best_rate(method, surface, rates, seeds=(0,), **options):
    """Return the rate whose runs, one for each seed, have the best median."""
    seen = {
        rate: [
            merits(optim_viz.run(method(lr=rate), surface, seed=seed, **options)) for seed in seeds
        ]
        for rate in rates
    }
    anybody_stayed = any(stayed for runs in seen.values() for stayed, *_ in runs)
    ranked = []
    for rate, runs in seen.items():
        scores = [np.inf if anybody_stayed and not stayed else score for stayed, score, _ in runs]
        ranked.append((median(scores), median(steps for *_, steps in runs), rate))
    return min(ranked)[-1]


@pytest.mark.parametrize("spec", SURFACES)
def test_the_chosen_rate_is_the_one_that_a_loop_over_runs_finds(spec, monkeypatch):
    rates = np.array([1e-4, 0.003, 0.03, 0.3, 5.0])
    monkeypatch.setattr(tuning, "RATES", rates)
    surface = surfaces.get(spec)
    for name in TUNABLE:
        method = optimizers.methods()[name]
        chosen = tune(method(), surface, steps=25).optimizer
        assert chosen == method(lr=best_rate(method, surface, rates, steps=25)), name


@pytest.mark.parametrize("name", TUNABLE)
def test_under_noise_the_median_over_other_seeds_decides(name, monkeypatch):
    rates = np.array([1e-3, 0.01, 0.1, 0.5])
    monkeypatch.setattr(tuning, "RATES", rates)
    options = {"start": (-4.0, 1.0), "steps": 30, "noise": 0.5}
    method, surface = optimizers.methods()[name], surfaces.get("ravine")
    chosen = tune(method(), surface, seed=7, **options).optimizer
    others = range(8, 8 + SEEDS)
    assert chosen == method(lr=best_rate(method, surface, rates, others, **options))


def test_the_luck_of_the_seed_that_is_shown_has_no_part_in_the_choice(monkeypatch):
    """The rate that is best for the very seed would win if that seed decided."""
    asked = []

    def noted(*arguments, **options):
        asked.append(options["seed"])
        return sweep(*arguments, **options)

    sweep = tuning.sweep
    monkeypatch.setattr(tuning, "sweep", noted)
    tune(optimizers.get("sgd"), BOWL, steps=5, noise=1.0, seed=3)
    (seeds,) = asked
    assert 3 not in seeds
    assert len(set(seeds.tolist())) == len(seeds) == SEEDS


@pytest.mark.parametrize("spec", SURFACES)
def test_the_best_rate_is_never_at_the_edge_of_the_grid(spec):
    for name in TUNABLE:
        chosen = tune(optimizers.get(name), surfaces.get(spec), steps=STEPS).optimizer
        assert RATES[0] < chosen.knobs["lr"] < RATES[-1], name


def test_the_rates_are_the_same_for_all_and_cover_ten_decades_evenly():
    assert (RATES[0], RATES[-1]) == (1e-8, 100.0)
    ratios = RATES[1:] / RATES[:-1]
    assert ratios.min() > 1.05
    assert ratios.max() < 1.16
    for name in TUNABLE:
        np.testing.assert_array_equal(tune(optimizers.get(name), BOWL, steps=2).rates, RATES)


def test_the_rule_names_the_rates_and_what_decides():
    for surface, what in ((BOWL, "gap"), (SADDLE, "value")):
        quiet, noisy = tuning.rule(surface), tuning.rule(surface, 1.0)
        assert str(len(RATES)) in quiet
        assert str(len(RATES)) in noisy
        assert "10⁻⁸…10²" in quiet
        assert what in quiet
        assert f"median {'final gap' if what == 'gap' else 'lowest value'}" in noisy
        assert f"{SEEDS} other seeds" in noisy


def test_other_knobs_stay_as_they_were_set():
    chosen = tune(optimizers.get("adam:beta1=0.5,lr=3"), BOWL, steps=20).optimizer
    assert chosen.given == {"beta1": 0.5, "lr": chosen.knobs["lr"]}
    assert chosen.knobs["lr"] != 3


def test_a_score_for_each_rate_and_the_chosen_one_has_the_lowest():
    result = tune(optimizers.get("sgd"), surfaces.get("rosenbrock"), steps=50)
    assert result.rates.shape == result.score.shape == RATES.shape
    assert result.score[list(result.rates).index(result.optimizer.knobs["lr"])] == min(result.score)
    assert np.isinf(result.score[-1]), "a rate of 100 blows up there"


def chosen_by(step, surface=BOWL, rates=(1.0, 2.0, 4.0, 8.0), **options):
    """Return the rate that is chosen for a made-up method."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tuning, "RATES", np.array(rates))
        return tune(optimizer(step)(), surface, steps=10, **options).optimizer.knobs["lr"]


def test_a_smaller_gap_wins_over_fewer_steps():
    def early_or_exact(f, x, t=0, *, lr=1.0):
        """Come near at once; to the last digit only late, and only at rate 4."""
        return np.where((lr == 4) & (t >= 7), 0.0, np.where(lr == 4, x, 1e-3)), t + 1

    assert chosen_by(early_or_exact) == 4


def test_equal_gaps_are_decided_by_steps():
    def arrive(f, x, t=0, *, lr=1.0):
        """Arrive the sooner the nearer the rate is to 4."""
        return np.where(t >= abs(lr - 4), 0.0, x), t + 1

    assert chosen_by(arrive) == 4


def test_gaps_below_the_floor_are_equal():
    def arrive(f, x, t=0, *, lr=1.0):
        """Arrive late and exactly at rate 8, soon and all but exactly at rate 2."""
        soon = np.where((lr == 2) & (t >= 1), 1e-7, x)
        return np.where((lr == 8) & (t >= 5), 0.0, soon), t + 1

    assert chosen_by(arrive) == 2


def test_equal_gaps_and_steps_are_decided_by_the_smaller_rate():
    def arrive(f, x, *, lr=1.0):
        """Arrive at once, except at rate 1."""
        return np.where(lr > 1, 0.0, x)

    assert chosen_by(arrive) == 2
    assert chosen_by(arrive, rates=(8.0, 4.0, 2.0)) == 2


def test_a_run_that_was_ever_outside_the_domain_comes_last():
    def detour(f, x, t=0, *, lr=1.0):
        """Arrive, at every rate but the smallest by way of the outside."""
        away = np.where(t == 0, 1e3, 0.0)
        return np.where(lr > 1, away, 0.9 * x), t + 1

    assert chosen_by(detour) == 1


def test_where_every_run_was_outside_the_gap_decides_alone():
    def shrink(f, x, *, lr=1.0):
        """Shrink by the rate."""
        return x / lr

    assert chosen_by(shrink, start=(7.0, 7.0)) == 8


def test_a_diverged_run_is_never_the_best():
    def explode(f, x, *, lr=1.0):
        """Explode at every rate but 4, where nothing happens."""
        return np.where(lr == 4, x, np.nan)

    assert chosen_by(explode) == 4


def test_without_a_lowest_value_the_lowest_met_inside_decides():
    def slide(f, x, *, lr=1.0):
        """Go up the second axis, where the saddle falls: 8 leaves at once, 2 stays in."""
        return x + np.array([[0.0], [1.0]]) * lr / 20

    assert SADDLE.lowest is None
    heights = {rate: 0.001 + rate / 20 * np.arange(11) for rate in (1.0, 2.0, 4.0, 8.0)}
    top = SADDLE.domain.high[1]
    reached = {rate: ys[ys <= top].max() for rate, ys in heights.items()}
    assert chosen_by(slide, SADDLE) == max(reached, key=reached.get)


def test_a_start_at_the_minimum_leaves_the_rate_alone():
    assert tune(optimizers.get("adam"), BOWL, HOME, steps=5).optimizer == optimizers.get("adam")
    given = optimizers.get("adam:lr=0.5")
    assert tune(given, BOWL, HOME, steps=5).optimizer == given
