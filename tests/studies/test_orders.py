"""What a step costs: memory and evaluations, by order."""

import numpy as np
import pytest

import surfaces
from optim_viz.optimizers import get
from optim_viz.studies.orders import step_cost

RAVINE, ROSENBROCK = surfaces.get("ravine"), surfaces.get("rosenbrock")


def test_the_memory_of_each_order_grows_as_it_must():
    def grows(name, what):
        small, large = (
            getattr(step_cost(get(name), surfaces.get(f"rosenbrock:dim={d}"), 14), what)
            for d in (20, 80)
        )
        return large / small

    assert grows("sgd", "carried") == pytest.approx(4)
    assert grows("adam", "carried") == pytest.approx(4, rel=0.01)
    assert grows("lbfgs", "carried") == pytest.approx(4, rel=0.1)
    assert grows("bfgs", "carried") == pytest.approx(16, rel=0.2)
    assert grows("newton", "peak") > 10
    assert grows("sgd", "peak") < 5


def test_the_memory_is_that_of_one_run():
    assert step_cost(get("sgd"), surfaces.get("bowl:dim=50"), 1).carried == 8 * 50
    assert step_cost(get("newton"), surfaces.get("rosenbrock:dim=50"), 1).peak >= 8 * 50 * 50


def test_evaluations_are_those_of_a_step():
    assert step_cost(get("sgd"), RAVINE, 4).evaluations == (0, 1, 0)
    assert step_cost(get("newton"), ROSENBROCK, 2).evaluations == (0, 1, 1)
    costs = [step_cost(get("bfgs"), ROSENBROCK, step) for step in range(4, 14)]
    values, gradients, hessians = np.mean([cost.evaluations for cost in costs], axis=0)
    assert values >= gradients >= 1
    assert hessians == 0
    assert step_cost(get("adam"), RAVINE, 4).seconds > 0
