"""The rate of every optimizer comes from one rule, here applied a second time run by run."""

import json
from functools import lru_cache
from statistics import median

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.optimizers import optimizer
from optim_viz.studies import tuning
from optim_viz.studies.compare import compare
from optim_viz.studies.tuning import FLOOR, RATES, SAME_RATE, SEEDS, tune
from surfaces import InputError

SURFACES = [*surfaces.names(), "bowl:dim=3", "rosenbrock:dim=10"]
TUNABLE = ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"]
STEPS = 100

BOWL, SADDLE = surfaces.get("bowl"), surfaces.get("saddle")
HOME = BOWL.minima[0].at


def merits(surface, points, values, gaps, noisy=False, by="tail"):
    """Return what the rule looks at in a single run: whether it stayed, its score, its steps."""
    inside = surface.inside(points)
    steps = points.shape[1] - 1
    tail = [gaps[step] for step in range(steps - steps // 10, steps + 1)]
    tail = [gap if not np.isnan(gap) else np.inf for gap in tail]
    gap = {"tail": median(tail) if noisy else max(tail), "final": tail[-1]}[by]
    reached = np.flatnonzero(inside & (values <= surface.lowest + FLOOR))
    return (
        bool(inside.all()),
        max(gap, FLOOR) if np.isfinite(gap) else np.inf,
        reached[0] if reached.size else steps,
    )


@lru_cache(maxsize=64)  # rules of the same runs follow each other
def together(method, rates, surface, seed, options):
    """Return points, values and gaps of a run at each rate; beside each other they are the same."""
    run = optim_viz.run(method(lr=np.array(rates)), surface, seed=seed, **dict(options))
    return [(run.points[..., i], run.values[:, i], run.gap[:, i]) for i in range(len(rates))]


def one_by_one(method, rates, surface, seed, options):
    """Return the same of a method that has one rate at a time."""
    runs = [optim_viz.run(method(lr=rate), surface, seed=seed, **dict(options)) for rate in rates]
    return [(run.points, run.values, run.gap) for run in runs]


def best_rate(method, surface, rates, seeds=(0,), by="tail", made=together, **options):
    """Return the rate that is the best at itself and at its neighbours, by loops over runs."""
    noisy = bool(options.get("noise"))
    if surface.lowest is None:
        return SAME_RATE
    asked = [(rate, factor) for rate in rates for factor in (1.0, 1 / 1.1, 1.1)]
    scaled = tuple(float(rate * factor) for rate, factor in asked)
    runs = [made(method, scaled, surface, seed, tuple(options.items())) for seed in seeds]
    seen = {
        key: [merits(surface, *run, noisy, by) for run in some]
        for key, some in zip(asked, zip(*runs, strict=True), strict=True)
        if by == "tail" or key[1] == 1.0
    }
    anybody_stayed = any(stayed for runs in seen.values() for stayed, *_ in runs)
    judged = {
        key: (
            median(np.inf if anybody_stayed and not stayed else score for stayed, score, _ in runs),
            median(steps for *_, steps in runs),
        )
        for key, runs in seen.items()
    }
    ranked = []
    for rate in rates:
        own = [judged[key] for key in judged if key[0] == rate]
        ranked.append((max(gap for gap, _ in own), max(steps for _, steps in own), rate))
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
        chosen = tune(method(), surface, steps=25, by="final").optimizer
        best = best_rate(method, surface, rates, by="final", steps=25)
        assert chosen == method(lr=best), name


SCALED = {
    "adam:lr=cosine": "adam:lr=cosine({0!r})",
    "sgd:lr=warmup(steps=5)+cosine": "sgd:lr=warmup({0!r},steps=5)+cosine({0!r})",
    "layerwise_descent": "layerwise_descent:lr1={0!r},lr2={0!r}",
}


@pytest.mark.parametrize("spec", SCALED)
def test_schedules_and_rates_of_other_names_are_tuned_by_their_scale(spec, monkeypatch):
    rates = np.array([0.001, 0.003, 0.03, 0.3, 5.0])
    monkeypatch.setattr(tuning, "RATES", rates)
    written = lambda lr: optimizers.get(SCALED[spec].format(float(lr)))  # noqa: E731
    for surface in (surfaces.get("ravine"), surfaces.get("rosenbrock"), BOWL):
        best = best_rate(written, surface, rates, made=one_by_one, steps=25)
        assert tune(optimizers.get(spec), surface, steps=25).optimizer == written(best)
        (run,) = compare(surface, [optimizers.get(spec)], steps=25).runs
        assert run.optimizer == written(best)
        (run,) = compare(surface, [optimizers.get(spec)], steps=25, lr=0.02).runs
        assert run.optimizer == written(0.02)


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
        asked.append(arguments[4])
        return made(*arguments, **options)

    made = tuning.Batch.of
    monkeypatch.setattr(tuning.Batch, "of", noted)
    tune(optimizers.get("sgd"), BOWL, steps=5, noise=1.0, seed=3)
    (seeds,) = asked
    assert 3 not in seeds
    assert len(set(seeds.tolist())) == len(seeds) == SEEDS


@pytest.mark.parametrize("spec", [spec for spec in SURFACES if spec != "powell_badly_scaled"])
def test_the_best_rate_is_never_at_the_edge_of_the_grid(spec):
    surface = surfaces.get(spec)
    for name in TUNABLE:
        found = tune(optimizers.get(name), surface, steps=STEPS)
        assert RATES[0] < found.optimizer.knobs["lr"] < RATES[-1], name
        assert found.chosen in (None, found.optimizer.knobs["lr"])
        assert not found.is_at_the_edge


def test_a_best_rate_at_the_edge_of_the_grid_is_said():
    """The curvature at the start of Powell's is 2e8: above 2 / 2e8, the lowest rate, descent is
    unstable; with Nesterov's momentum every rate leaves the domain, and none is the best."""
    surface = surfaces.get("powell_badly_scaled")
    steepest = np.linalg.eigvalsh(surface.hessian(np.array(surface.start))).max()
    assert 2 / steepest == pytest.approx(RATES[0])
    found = {name: tune(optimizers.get(name), surface, steps=STEPS) for name in TUNABLE}
    assert [name for name in TUNABLE if found[name].is_at_the_edge] == ["momentum"]
    assert np.isinf(found["nesterov"].score).all()
    told = compare(surface, TUNABLE, steps=STEPS).tuning["at_the_edge"]
    assert told == {"Momentum": RATES[0]}
    assert "at_the_edge" not in compare(BOWL, TUNABLE, steps=STEPS).tuning


def test_where_all_rates_are_as_good_none_is_said_to_be_at_the_edge():
    tip = surfaces.formula("sqrt(x**2 + y**2)", start=(0, 0))
    assert "at_the_edge" not in compare(tip, ["sgd", "adam"], steps=STEPS).tuning


def test_the_rates_are_the_same_for_all_and_cover_ten_decades_evenly():
    assert (RATES[0], RATES[-1]) == (1e-8, 100.0)
    ratios = RATES[1:] / RATES[:-1]
    assert ratios.min() > 1.05
    assert ratios.max() < 1.16
    for name in TUNABLE:
        np.testing.assert_array_equal(tune(optimizers.get(name), BOWL, steps=2).rates, RATES)


def test_the_rule_names_the_rates_and_what_decides():
    quiet, noisy = tuning.rule(BOWL), tuning.rule(BOWL, True)
    for words in (quiet, noisy):
        assert "last tenth" in words
    assert str(len(RATES)) in quiet
    assert str(len(RATES)) in tuning.rule(BOWL, True, "final")
    assert tuning.details(BOWL, True)["rates"] == len(RATES)
    assert "worst gap" in quiet
    assert "lr ± 10 %" in quiet
    for said in (noisy, tuning.short_rule()):
        assert f"{SEEDS} other seeds" in said
        assert "median" in said
        assert "± 10 %" in said
    assert "± 10 %" not in tuning.short_rule("final")
    assert "steps to gap 0.001" in tuning.rule(BOWL, by="steps:1e-3")
    assert "final gap" in tuning.rule(BOWL, by="final")


def test_the_details_of_the_rule_are_plain_data():
    told = json.loads(json.dumps(tuning.details(BOWL, noise=True)))
    assert told == {
        "by": "tail",
        "rates": len(RATES),
        "lowest_rate": 1e-8,
        "highest_rate": 100.0,
        "share_of_steps": 0.1,
        "over_these_steps": "median",
        "also_at_multiples_of_the_rate": [1 / 1.1, 1.1],
        "seeds": SEEDS,
        "over_seeds": "median",
    }
    assert "also_at_multiples_of_the_rate" not in tuning.details(BOWL, by="final")
    assert tuning.details(SADDLE) == {"same_rate_for_all": SAME_RATE}


@pytest.mark.parametrize(
    ("by", "message"),
    [
        ("tial", "did you mean tail"),
        ("steps", "steps:1e-6"),
        ("steps:0", "greater than 0"),
        ("steps:nan", "greater than 0"),
        ("final:3", "no number"),
    ],
)
def test_another_rule_is_refused_in_one_line(by, message):
    with pytest.raises(InputError, match=message) as error:
        tune(optimizers.get("sgd"), BOWL, by=by)
    assert "\n" not in str(error.value)


def test_other_knobs_stay_as_they_were_set():
    chosen = tune(optimizers.get("adam:beta1=0.5,lr=3"), BOWL, steps=20).optimizer
    assert chosen.given == {"beta1": 0.5, "lr": chosen.knobs["lr"]}
    assert chosen.knobs["lr"] != 3


def test_a_score_for_each_rate_and_the_chosen_one_has_the_lowest():
    result = tune(optimizers.get("sgd"), surfaces.get("rosenbrock"), steps=50)
    assert result.rates.shape == result.score.shape == RATES.shape
    assert result.score[list(result.rates).index(result.optimizer.knobs["lr"])] == min(result.score)
    assert np.isinf(result.score[-1]), "a rate of 100 blows up there"


def chosen_by(step, surface=BOWL, rates=(1.0, 2.0, 4.0, 8.0), steps=10, **options):
    """Return the rate that is chosen for a made-up method."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tuning, "RATES", np.array(rates))
        return tune(optimizer(step)(), surface, steps=steps, **options).optimizer.knobs["lr"]


def test_a_smaller_gap_wins_over_fewer_steps():
    def early_or_exact(f, x, t=0, *, lr=1.0):
        """Come near at once; to the last digit only late, and only at rate 4."""
        near = abs(lr - 4) < 1
        return np.where(near & (t >= 7), 0.0, np.where(near, x, 1e-3)), t + 1

    assert chosen_by(early_or_exact) == 4


def test_equal_gaps_are_decided_by_steps():
    def arrive(f, x, t=0, *, lr=1.0):
        """Arrive the sooner the nearer the rate is to 4."""
        return np.where(t >= abs(lr - 4), 0.0, x), t + 1

    assert chosen_by(arrive) == 4


def test_gaps_below_the_floor_are_equal():
    def arrive(f, x, t=0, *, lr=1.0):
        """Arrive late and exactly at rate 8, soon and all but exactly at rate 2."""
        soon = np.where((abs(lr - 2) < 0.5) & (t >= 1), 1e-7, x)
        return np.where((abs(lr - 8) < 1) & (t >= 5), 0.0, soon), t + 1

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
        return np.where(lr > 1.5, away, 0.9 * x), t + 1

    assert chosen_by(detour) == 1


def test_where_every_run_was_outside_the_gap_decides_alone():
    def shrink(f, x, *, lr=1.0):
        """Shrink by the rate."""
        return x / lr

    assert chosen_by(shrink, start=(7.0, 7.0)) == 8


def test_a_diverged_run_is_never_the_best():
    def explode(f, x, *, lr=1.0):
        """Explode at every rate but 4, where nothing happens."""
        return np.where(abs(lr - 4) < 1, x, np.nan)

    assert chosen_by(explode) == 4


def test_without_a_lowest_value_all_have_the_same_small_rate():
    for surface in (SADDLE, surfaces.get("monkey_saddle"), surfaces.formula("1/x + x")):
        assert surface.lowest is None
        for name in TUNABLE:
            assert tune(optimizers.get(name), surface).optimizer.knobs["lr"] == SAME_RATE
        assert f"lr {SAME_RATE:g} for all" in tuning.rule(surface)


def test_a_lucky_last_step_does_not_win():
    def lucky(f, x, t=0, *, lr=1.0):
        """At rate 4 be far away until the last step; at the others always a little."""
        return np.where(lr > 3.5, np.where(t == 19, 0.0, 3.0), np.full_like(x, 0.1)), t + 1

    assert chosen_by(lucky, rates=(1.0, 4.0), steps=20) == 1
    assert chosen_by(lucky, rates=(1.0, 4.0), steps=20, by="final") == 4


def test_a_rate_whose_neighbours_fail_does_not_win():
    def lattice(f, x, *, lr=1.0):
        """Arrive at rate 4 exactly, be lost around it; everywhere else be near."""
        lost = np.where(abs(lr - 4) < 1, 4.0, 0.1)
        return np.where(lr == 4, 0.0, lost) + np.zeros_like(x)

    assert chosen_by(lattice) == 1
    assert chosen_by(lattice, by="final") == 4


def test_by_steps_the_soonest_wins_and_of_those_that_never_come_the_nearest():
    def arrive(f, x, t=0, *, lr=1.0):
        """Come within 0.1 the sooner the nearer the rate is to 4, nearer than that only at 8."""
        return np.where(t >= abs(lr - 4), np.where(lr == 8, 1e-9, 0.1), 3.0) + 0 * x, t + 1

    assert chosen_by(arrive, by="steps:0.1") == 4
    assert chosen_by(arrive, by="steps:1e-6") == 8
    assert chosen_by(arrive, rates=(1.0, 2.0, 4.0), by="steps:1e-6") == 1


def test_a_start_at_the_minimum_leaves_the_rate_alone():
    assert tune(optimizers.get("adam"), BOWL, HOME, steps=5).optimizer == optimizers.get("adam")
    given = optimizers.get("adam:lr=0.5")
    assert tune(given, BOWL, HOME, steps=5).optimizer == given
