"""Targets where the lowest value is not known: a value, or a share of the first decrease."""

import json

import numpy as np
import pytest

import optim_viz
from optim_viz.bench import benchmark
from optim_viz.bench.keys import conditions
from optim_viz.bench.units import starts_of, tuning_units
from optim_viz.optimizers import sgd
from optim_viz.recipes.bench import BenchmarkRecipe
from optim_viz.runs.goals import Goal
from surfaces import InputError, formula, get

SMALL = {"optimizers": ("sgd",), "rates": (0.01, 1.0, 3), "starts": 6, "steps": 60}


def test_a_value_is_reached_as_a_plain_loop_says():
    text, value = "exp(x) + y", -3.0
    done = benchmark(BenchmarkRecipe(surfaces=(), formulas=(text,), reach="value:-3", **SMALL))
    (cell,) = done.cells
    recipe, surface = done.recipe, formula(text)
    (unit,) = tuning_units(recipe)
    starts = starts_of(unit)
    for rate, success in zip(cell.rates.rates, cell.rates.success, strict=True):
        reached = 0
        for start in starts.T:
            point = np.array(start)
            for _ in range(recipe.steps):
                if surface(point) <= value:
                    break
                point = point - rate * surface.gradient(point)
            reached += bool(surface(point) <= value)
        if rate in recipe.grid:
            assert success == reached / starts.shape[1]


def test_a_share_of_the_first_decrease():
    himmelblau = get("himmelblau")
    first = float(himmelblau(np.array(himmelblau.start)))
    assert Goal.read("decrease:0.9").value_on(himmelblau) == pytest.approx(0.1 * first)
    cubic = formula("x**3 - 3*x + y**2", start=(2.0, 1.0))  # no lowest value, a minimum of -2
    assert cubic.lowest is None
    assert Goal.read("decrease:0.75").value_on(cubic) == pytest.approx(3 - 0.75 * 5)


def test_gaps_are_measured_from_the_target_and_a_run_that_falls_has_succeeded():
    done = benchmark(
        BenchmarkRecipe(surfaces=(), formulas=("-x**2 - y**4",), reach="value:-9", **SMALL)
    )
    (cell,) = done.cells
    assert cell.tuned.score.success == 1
    assert (cell.rates.lost == 0).all()
    assert done.recipe.goal == "f ≤ −9"
    run = optim_viz.run(sgd(lr=0.1), formula("exp(x) + y"), (0.0, 0.0), 9)
    assert np.isnan(run.gap).all()


def test_the_key_of_a_unit_has_a_goal_only_where_there_is_one():
    plain = next(tuning_units(BenchmarkRecipe(surfaces=("ravine",), **SMALL)))
    asked = next(tuning_units(BenchmarkRecipe(surfaces=("ravine",), reach="value:1", **SMALL)))
    assert "reach" not in json.loads(conditions(plain))
    assert json.loads(conditions(asked))["reach"] == "value:1"


@pytest.mark.parametrize(
    ("surface", "reach", "message"),
    [
        ("himmelblau", "value:-1", "himmelblau has no value below 0, so none reaches -1"),
        ("himmelblau", "value:x", "a target is a gap, or value:NUMBER"),
        ("himmelblau", "decrease:1", "between 0 and 1"),
        ("himmelblau", "decrese:0.9", "did you mean decrease"),
        ("saddle", "decrease:0.9", "no decrease to take a share of: give value:NUMBER"),
        ("saddle", None, "give --target value:NUMBER or --target decrease:SHARE"),
    ],
)
def test_a_goal_that_cannot_be_reached_is_refused(surface, reach, message):
    with pytest.raises(InputError, match=message):
        BenchmarkRecipe(surfaces=(surface,), reach=reach, **SMALL)
