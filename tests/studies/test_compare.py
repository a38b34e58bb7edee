"""A comparison: the same start and budget for all, rates by one rule, conditions in words."""

import json
from functools import lru_cache

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.optimizers import adam, newton, sgd
from optim_viz.recipes.base import FIVE, TARGET
from optim_viz.recipes.compare import CompareRecipe
from optim_viz.studies.tuning import rule, tune
from surfaces import InputError
from surfaces.transforms import Rotated

RAVINE = surfaces.get("ravine")
ALL = [
    optimizers.get(name) for name in optimizers.names() if name != "polyak"
]  # that one asks for the lowest value, which a saddle has not
SURFACES = [*surfaces.names(), "bowl:dim=3", "rosenbrock:dim=10"]


def some(spec):
    """Return other methods for each surface, so that all meet many."""
    return ALL[SURFACES.index(spec) % 8 :: 8]


@lru_cache(maxsize=1)  # tests of one comparison follow each other
def compared(spec):
    """Return a comparison of some methods on a surface: at this rate some diverge."""
    return optim_viz.compare(surfaces.get(spec), some(spec), steps=30, lr=0.05)


def rates(comparison):
    return [run.optimizer.knobs.get("lr") for run in comparison.runs]


def test_by_default_five_methods_are_compared():
    comparison = optim_viz.compare(RAVINE)
    assert [run.optimizer.name for run in comparison.runs] == list(FIVE)
    assert all(run.points.shape == (2, CompareRecipe.steps + 1) for run in comparison.runs)


@pytest.mark.parametrize("spec", SURFACES, scope="module")
def test_every_run_is_the_run_that_its_optimizer_makes_alone(spec):
    for run in compared(spec).runs:
        alone = optim_viz.run(run.optimizer, run.surface, steps=30)
        np.testing.assert_array_equal(run.points, alone.points)
        np.testing.assert_array_equal(run.values, alone.values)


@pytest.mark.parametrize("spec", SURFACES, scope="module")
def test_rows_are_plain_data(spec):
    rows = compared(spec).rows()
    assert json.loads(json.dumps(rows, allow_nan=False)) == rows
    assert [row["spec"] for row in rows] == [str(run.optimizer) for run in compared(spec).runs]


def test_all_have_the_same_start_budget_and_noise():
    start = (3.0, -1.0)
    comparison = optim_viz.compare(RAVINE, ALL, start, steps=7, noise=0.1, seed=4)
    for run in comparison.runs:
        assert run.points.shape[1] == 8
        assert tuple(run.points[:, 0]) == start
        alone = optim_viz.run(run.optimizer, RAVINE, start, steps=7, noise=0.1, seed=4)
        np.testing.assert_array_equal(run.points, alone.points)


def test_tuned_rates_come_from_the_rule():
    several = ALL[::4]
    comparison = optim_viz.compare(RAVINE, several, (3.0, -1.0), 40, noise=0.1, seed=4)
    for one, run in zip(several, comparison.runs, strict=True):
        if "lr" in one.knobs:
            expected = tune(one, RAVINE, (3.0, -1.0), 40, noise=0.1, seed=4).optimizer
            assert run.optimizer == expected


def test_a_number_is_the_rate_of_all_that_have_one():
    assert set(rates(optim_viz.compare(RAVINE, ALL, steps=3, lr=0.02))) == {0.02, None}


def test_default_rates_are_those_of_the_methods():
    expected = [one.knobs.get("lr") for one in ALL]
    assert rates(optim_viz.compare(RAVINE, ALL, steps=3, lr="default")) == expected


@pytest.mark.parametrize("lr", ["tuned", "default", 0.5])
def test_a_rate_that_was_set_by_hand_wins(lr):
    given = optimizers.get("adam:lr=0.123,beta1=0.5")
    comparison = optim_viz.compare(RAVINE, [sgd(), given], steps=3, lr=lr)
    assert comparison.runs[1].optimizer == given


@pytest.mark.parametrize("lr", ["tuned", "default", 0.5])
def test_other_knobs_that_were_set_by_hand_stay(lr):
    comparison = optim_viz.compare(RAVINE, [adam(beta1=0.5)], steps=3, lr=lr)
    assert comparison.runs[0].optimizer.knobs["beta1"] == 0.5


def test_optimizers_may_come_from_a_generator():
    comparison = optim_viz.compare(RAVINE, (one for one in ALL[:3]), steps=3)
    assert len(comparison.runs) == 3


def test_a_row_says_what_the_run_did():
    row, jump = optim_viz.compare(RAVINE, [sgd(lr=0.95), newton()], steps=150).rows()
    run = optim_viz.run(sgd(lr=0.95), RAVINE, steps=150)
    below = np.flatnonzero(run.gap <= TARGET)
    assert row == {
        "optimizer": "SGD",
        "spec": "sgd:lr=0.95",
        "lr": 0.95,
        "value": run.values[-1],
        "gap": run.gap[-1],
        "steps": 150,
        "steps_to_target": below[0],
        "status": "budget spent",
        "outcome": "budget spent",
        "end": run.end.tolist(),
        "evaluations": {"value": 0, "gradient": 150, "hessian": 0},
    }
    assert (jump["lr"], jump["steps"], jump["steps_to_target"]) == (None, 1, 1)
    assert jump["evaluations"] == {"value": 0, "gradient": 1, "hessian": 1}


def test_what_is_not_finite_is_none_in_a_row():
    comparison = optim_viz.compare(surfaces.get("rosenbrock"), [sgd(lr=1.0)])
    (row,) = comparison.rows()
    assert row["status"] == "diverged"
    assert row["gap"] is None
    assert row["value"] is None
    assert row["steps_to_target"] is None
    assert json.loads(json.dumps(row, allow_nan=False)) == row


def test_the_target_counts_only_inside_the_domain():
    camel = surfaces.get("himmelblau")
    (row,) = optim_viz.compare(camel, [sgd(lr=1e-9)], (6.0, 6.0), steps=2).rows()
    assert row["steps_to_target"] is None


def test_a_surface_without_lowest_value_has_no_gap_in_its_rows():
    for row in optim_viz.compare(surfaces.get("saddle")).rows():
        assert row["gap"] is None
        assert row["steps_to_target"] is None
        assert isinstance(row["value"], float)


def test_conditions_tell_the_rule_the_start_and_the_budget():
    conditions = optim_viz.compare(RAVINE, start=(-3.25, 1.5), steps=40).conditions
    assert conditions == (rule(RAVINE), "start (-3.25, 1.5)", "40 steps")


def test_conditions_tell_noise_and_seed_only_where_there_is_noise():
    quiet = optim_viz.compare(RAVINE, steps=5, seed=3).conditions
    assert not any("noise" in note or "seed" in note for note in quiet)
    noisy = optim_viz.compare(RAVINE, steps=5, noise=0.25, seed=3).conditions
    assert noisy[-1] == "noise 0.25, seed 3"


@pytest.mark.parametrize(
    ("lr", "words"), [("default", "each method's default"), (0.02, "lr 0.02 for all")]
)
def test_conditions_tell_where_untuned_rates_come_from(lr, words):
    assert words in optim_viz.compare(RAVINE, steps=5, lr=lr).conditions[0]


@pytest.mark.parametrize("lr", ["tuned", "default", 0.02])
def test_conditions_claim_no_rule_where_every_rate_was_set_by_hand(lr):
    conditions = optim_viz.compare(RAVINE, [sgd(lr=0.1), newton()], steps=5, lr=lr).conditions
    assert not any("lr" in note for note in conditions)


def test_the_rule_that_is_told_is_the_rule_that_was_used():
    """A saddle has no lowest value and so no gap that could decide."""
    notes = optim_viz.compare(surfaces.get("saddle")).conditions
    assert "gap" not in notes[0]
    assert "no lowest f is known" in notes[0]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"start": (1, 2, 3)}, "2 coordinates, not 3"),
        ({"start": np.ones((2, 5))}, "one start"),
        ({"start": 1.0}, "one start|a single number"),
        ({"start": (1, np.nan)}, "finite"),
        ({"steps": 0}, "at least 1, not 0"),
        ({"steps": 1.5}, "whole number"),
        ({"lr": "tund"}, "did you mean tuned"),
        ({"lr": 0.0}, "greater than 0"),
        ({"lr": -1.0}, "greater than 0"),
        ({"lr": float("nan")}, "finite"),
        ({"lr": float("inf")}, "finite"),
        ({"noise": -1.0}, "at least 0"),
        ({"noise": float("nan")}, "noise"),
        ({"seed": -1}, "at least 0"),
        ({"optimizers": []}, "optimizer"),
    ],
    ids=lambda item: next(iter(item)) if isinstance(item, dict) else None,
)
def test_what_cannot_be_run_is_refused_in_one_line(options, message):
    with pytest.raises(InputError, match=message) as error:
        optim_viz.compare(RAVINE, **options)
    assert "\n" not in str(error.value)


def test_turning_leaves_newton_and_gradient_descent_but_not_adagrad():
    plain = optim_viz.compare(RAVINE, ALL, lr=0.5, steps=30)
    turned = optim_viz.compare(Rotated(RAVINE, 45), ALL, lr=0.5, steps=30)
    ends = {
        a.optimizer.name: (a.values[20], b.values[20])
        for a, b in zip(plain.runs, turned.runs, strict=True)
    }
    for name in ("sgd", "momentum", "nesterov"):
        np.testing.assert_allclose(*ends[name], rtol=1e-6)
    for name in ("adagrad", "rmsprop", "adam"):
        first, second = ends[name]
        assert abs(first - second) > 1e-3 * max(first, second)
