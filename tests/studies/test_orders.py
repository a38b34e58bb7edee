"""What a step costs: memory and questions, by order."""

import pytest

import surfaces
from optim_viz.optimizers import get
from optim_viz.studies.costs import cost

RAVINE = surfaces.get("ravine")


def test_the_memory_of_each_order_grows_as_it_must():
    def grows(name, what):
        small, large = (
            getattr(cost(get(name), surfaces.get(f"rosenbrock:dim={d}"), steps=2), what)
            for d in (20, 80)
        )
        return large / small

    assert grows("sgd", "carried") == pytest.approx(4)
    assert grows("adam", "carried") == pytest.approx(4)
    assert grows("lbfgs", "carried") == pytest.approx(4, rel=0.1)
    assert grows("bfgs", "carried") == pytest.approx(16, rel=0.2)
    assert grows("newton", "peak") > 10
    assert grows("sgd", "peak") < 5


def test_questions_are_those_of_a_step():
    assert cost(get("sgd"), RAVINE).questions == (0, 1, 0)
    assert cost(get("newton"), surfaces.get("rosenbrock"), warm=1, steps=2).questions == (0, 1, 1)
    values, gradients, hessians = cost(get("bfgs"), surfaces.get("rosenbrock")).questions
    assert values >= gradients >= 1
    assert hessians == 0
    assert cost(get("adam"), RAVINE).seconds > 0
