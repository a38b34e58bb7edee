"""Costs of runs: what is counted, with which weights, and how a budget of them ends a run."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.bench.executors import benchmark
from optim_viz.bench.units import TARGET_GAPS
from optim_viz.recipes.bench import BenchmarkRecipe
from optim_viz.runs.costs import Cost
from optim_viz.runs.measures import first_below
from optim_viz.runs.noise import get as read_noise
from optim_viz.runs.run import sweep
from optim_viz.runs.starts import starts
from surfaces import InputError

METHODS = ("sgd:lr=0.0001", "newton", "lbfgs", "conjugate_gradient", "damped_newton")


def paid(cost, optimizer, surface, start, steps):
    """Return what the first steps of a run cost, by running those and no others."""
    if steps == 0:
        return 0.0
    run = alone(optimizer, surface, tuple(start), int(steps))
    if cost.unit == "steps":
        return float(run.taken)
    hessian = surface.dim if cost.hessian is None else cost.hessian
    value, gradient, curvature = map(int, run.evaluations)
    return cost.value * value + cost.gradient * gradient + hessian * curvature


@cache  # it is paid for in several currencies
def alone(optimizer, surface, start, steps):
    return optim_viz.run(optimizer, surface, start, steps)


@pytest.mark.parametrize("text", ["steps", "evaluations", "gradients", "evaluations:hessian=0.5"])
@pytest.mark.parametrize("spec", METHODS)
def test_hits_are_costs_of_the_steps_until_then(spec, text):
    cost, optimizer = Cost.read(text), optimizers.get(spec)
    surface = surfaces.get("rosenbrock:dim=3")
    where = starts("random", surface, 6, 4)
    targets = surface.lowest + np.array([3000.0, 10.0, 1e-1, 1e-6])
    done = sweep(optimizer, surface, where, 60, targets=targets, cost=cost)
    met = 0
    for i, start in enumerate(where.T):
        run = alone(optimizer, surface, tuple(start), 60)
        assert done.spent[i] == paid(cost, optimizer, surface, start, run.taken)
        for k, target in enumerate(targets):
            step = first_below(run, target)
            met += step >= 0
            expected = -1 if step < 0 else paid(cost, optimizer, surface, start, step)
            assert done.hits[k, i] == expected
            assert done.hit_steps[k, i] == step
    assert met


@pytest.mark.parametrize("spec", METHODS)
def test_a_budget_ends_a_run_before_the_step_that_costs_too_much(spec):
    cost, optimizer, budget = Cost.read("evaluations"), optimizers.get(spec), 25.0
    surface = surfaces.get("rosenbrock")
    where = starts("random", surface, 6, 4)
    done = sweep(optimizer, surface, where, 60, targets=(1e-3,), cost=cost, budget=budget)
    for i, start in enumerate(where.T):
        whole = optim_viz.run(optimizer, surface, start, 60)
        costs = [0.0]
        while len(costs) <= whole.taken and costs[-1] <= budget:
            costs.append(paid(cost, optimizer, surface, start, len(costs)))
        last = max(k for k, one in enumerate(costs) if one <= budget)
        np.testing.assert_array_equal(done.end[:, i], whole.points[:, last])
        np.testing.assert_array_equal(done.value[i], whole.values[last])
        assert done.spent[i] == min(budget, costs[min(last + 1, len(costs) - 1)])
        hit = first_below(whole, 1e-3)
        assert done.hits[0, i] == (costs[hit] if 0 <= hit <= last else -1)


def expected_of(done):
    return [cell.tuned.score.expected for cell in done.cells]


def test_a_failed_run_costs_what_it_spent():
    """Newton stops at saddles and maxima within a few steps: a restart costs little."""
    recipe = BenchmarkRecipe(surfaces=("himmelblau",), optimizers=("newton",))
    surface = surfaces.get("himmelblau")
    spent = successes = steps = 0
    for start in starts("latin", surface, 25, 1).T:
        run = optim_viz.run(optimizers.get("newton"), surface, start, recipe.steps)
        hit = int(first_below(run, surface.lowest + recipe.target))
        successes += hit >= 0
        steps += hit if hit >= 0 else int(run.taken)
        spent += 3 * (hit if hit >= 0 else int(run.taken))
    assert 0 < successes < 25
    assert expected_of(benchmark(recipe)) == [pytest.approx(spent / successes)]
    by_steps = benchmark(replace(recipe, cost="steps"))
    assert expected_of(by_steps) == [pytest.approx(steps / successes)]
    assert steps / successes < 20


def test_a_ranking_by_steps_need_not_be_one_by_evaluations():
    """A step of conjugate gradient searches along a line, and costs more than one of L-BFGS."""
    specs = ("conjugate_gradient", "lbfgs")
    found = {
        unit: expected_of(
            benchmark(BenchmarkRecipe(surfaces=("rosenbrock",), optimizers=specs, cost=unit))
        )
        for unit in ("steps", "evaluations")
    }
    assert found["steps"][0] < found["steps"][1]
    assert found["evaluations"][0] > found["evaluations"][1]


def test_the_budget_of_a_recipe_is_in_its_currency():
    recipe = BenchmarkRecipe(
        surfaces=("rosenbrock",), optimizers=("newton", "lbfgs"), budget=40, starts=6
    )
    assert recipe.steps == 40
    assert "40 evaluations" in recipe.conditions()
    for cell in benchmark(recipe).cells:
        assert (cell.tuned.spent <= 40).all()


def test_steps_that_may_be_free_are_limited_and_the_limit_is_stated():
    recipe = BenchmarkRecipe(
        surfaces=("ravine",), optimizers=("newton", "sgd"), starts=2, rates=(0.1, 1, 2),
        cost="evaluations:value=0,gradient=0", budget=9,
    )  # fmt: skip
    newton, sgd = benchmark(recipe).cells
    assert "9 evaluations, 9 steps at most" in recipe.conditions()
    assert newton.tuned.spent.max() == 2  # a Hessian counts as two
    assert sgd.tuned.spent.max() == 0
    assert sgd.tuned.evaluations[1] == 9
    paid = BenchmarkRecipe(surfaces=("ravine",), budget=9)
    assert "9 evaluations" in paid.conditions()


def test_a_budget_pays_as_many_steps_as_its_weights_allow():
    recipe = BenchmarkRecipe(
        surfaces=("rosenbrock",),
        optimizers=("sgd:lr=1e-6",),
        cost="evaluations:gradient=0.25",
        budget=40,
        starts=6,
    )
    (cell,) = benchmark(recipe).cells
    assert recipe.steps == 160
    assert (cell.tuned.spent == 40).all()  # so small a rate ends no run before
    with pytest.raises(InputError, match=r"pays 4e\+06 evaluations, more than 1000000"):
        BenchmarkRecipe(cost="evaluations:gradient=0.25", budget=1e6)


SHRINK = """
import numpy as np
from optim_viz.optimizers import optimizer


@optimizer
def shrink(f, x):
    \"\"\"Go half the way to the origin where it is lower there.\"\"\"
    return np.where(f.value(x / 2) < f.value(x), x / 2, x)
"""


def test_data_profiles_are_in_simplex_gradients_only_where_no_method_uses_gradients(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(SHRINK)
    shrink = f"{path}:shrink"
    for specs, by_dimension in (((shrink,), True), ((shrink, "sgd"), False)):
        recipe = BenchmarkRecipe(surfaces=("bowl",), optimizers=specs, starts=4, steps=50)
        done = benchmark(recipe)
        assert done.by_dimension == by_dimension
        steps = set()
        for start in starts("latin", done.cells[0].surface, 4, 1).T:
            run = optim_viz.run(optimizers.get(shrink), done.cells[0].surface, start, 50)
            wanted = max(target for target in TARGET_GAPS if target <= 1e-3 * run.gap[0])
            steps.add(2 * int(first_below(run, wanted)))  # two values in each step
        units = 3 if by_dimension else 1
        assert done.data_profiles()[0].x.tolist() == [one / units for one in sorted(steps)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("evals", "did you mean evaluations"),
        ("evaluations:grad=2", "did you mean gradient"),
        ("evaluations:value=-1", "a number of 0 or more, not -1"),
        ("evaluations:value=d", "a number of 0 or more, not 'd'"),
        ("gradients:gradient=0,hessian=0", "costs more than 0"),
        ("steps:value=1", "a step costs 1"),
    ],
)
def test_wrong_costs(text, message):
    with pytest.raises(InputError, match=message):
        Cost.read(text)


@pytest.mark.parametrize("text", ["steps", "gradients", "evaluations:gradient=2.0,hessian=0.0"])
def test_costs_read_back(text):
    assert str(Cost.read(text)) == text
    assert Cost.read(str(Cost.read(text))) == Cost.read(text)
    assert Cost.read("evaluations:hessian=d,value=1") == Cost()


@pytest.mark.parametrize("noise", ["minibatch:16", "resampled:16", 0.0])
@pytest.mark.parametrize("spec", ["sgd:lr=0.01", "newton"])
def test_rows_as_cost_are_the_rows_that_were_seen(monkeypatch, noise, spec):
    model = surfaces.get("linear_regression")
    cost = Cost.read("rows").on(model, read_noise(noise))
    seen = []
    kind = type(model)
    some = kind.value_and_gradient_on
    monkeypatch.setattr(
        kind, "value_and_gradient_on", lambda m, x, rows: seen.append(len(rows)) or some(m, x, rows)
    )
    steps = 11  # an epoch of 50 rows is 4 updates: two epochs and three quarters
    done = sweep(optimizers.get(spec), model, None, steps, noise=noise, cost=cost, tolerance=None)
    value, gradient, hessian = map(int, done.evaluations)
    slopes = sum(seen) if noise else 50 * gradient
    if noise:
        assert len(seen) == gradient
        assert sum(seen) == (11 * 16 if "resampled" in noise else 2 * 50 + 3 * 16)
    assert done.spent == 50 * value + slopes + 50 * model.dim * hessian


def test_a_budget_of_rows_ends_a_run_before_the_batch_that_costs_too_much():
    model, noise = surfaces.get("linear_regression"), read_noise("minibatch:16")
    cost = Cost.read("rows").on(model, noise)
    done = sweep("sgd:lr=0.01", model, None, 99, noise=noise, cost=cost, budget=100, tolerance=None)
    assert (done.taken, done.spent) == (8, 100)  # two epochs of 50 rows, 16, 16, 16 and 2 each


def test_rows_need_data():
    with pytest.raises(InputError, match="ravine has no data"):
        BenchmarkRecipe(surfaces=("ravine",), cost="rows")
    with pytest.raises(InputError, match="a row costs 1"):
        Cost.read("rows:gradient=2")
