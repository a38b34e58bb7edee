"""Maps and orders where no lowest value is known: a value is to be reached instead."""

import numpy as np
import pytest

from optim_viz.optimizers import get
from optim_viz.problem import Problem
from optim_viz.recipes.map import Axis, MapRecipe
from optim_viz.studies.map import CONVERGED, map_knobs
from optim_viz.studies.orders import orders
from surfaces import InputError, formula

AXES = Axis("lr", 0.01, 0.5, 6), Axis("momentum", 0.0, 0.5, 3)


def test_pairs_of_knobs_that_reach_a_value_have_converged():
    surface, start, steps = formula("exp(x) + y"), (0.0, 0.0), 40
    found = map_knobs(surface, get("momentum"), *AXES, start, steps, reach="value:-2")
    assert found.goal == "f ≤ −2"
    for j, lr in enumerate(found.x.values):
        for i, momentum in enumerate(found.y.values):
            point, velocity = np.array(start), np.zeros(2)
            for _ in range(steps):  # as in PyTorch: the first velocity is the gradient
                velocity = momentum * velocity + surface.gradient(point)
                point = point - lr * velocity
            if surface(point) <= -2:
                assert found.fate[i, j] == CONVERGED
    assert 0 < (found.fate == CONVERGED).mean() < 1


def test_orders_count_the_steps_to_a_value():
    found = orders(Problem(formula="exp(x) + y"), steps=500, reach="value:-1")
    (sgd,) = found.of("sgd")
    surface = formula("exp(x) + y")
    point, steps = np.array(surface.start), 0
    while surface(point) > -1:
        point, steps = point - 0.01 * surface.gradient(point), steps + 1
    assert sgd.steps == steps
    assert found.conditions[0] == "to f ≤ −1"


def test_without_a_goal_both_say_how_one_is_given():
    with pytest.raises(InputError, match="give --target value:NUMBER"):
        orders(Problem(formula="exp(x) + y"))
    with pytest.raises(InputError, match="give --target value:NUMBER"):
        MapRecipe(formula="exp(x) + y")
    start = (0.0, 0.0)
    with pytest.raises(InputError, match="at f ≤ 9 already"):
        map_knobs(formula("exp(x) + y"), get("momentum"), *AXES, start, reach="value:9")
