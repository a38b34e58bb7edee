import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.costs import cost
from optim_viz.optimizers import get
from optim_viz.theory import theory
from surfaces import InputError

RAVINE = surfaces.get("ravine")  # curvatures 0.1 and 2
MU, L = 0.1, 2.0


def test_gradient_descent():
    known = theory(get("sgd"), RAVINE)
    np.testing.assert_allclose(known.curvatures, [MU, L])
    assert known.condition == pytest.approx(20)
    assert known.limit == pytest.approx(2 / L)
    assert known.best == pytest.approx(2 / (L + MU), rel=1e-6)
    assert known.factor(known.best) == pytest.approx((20 - 1) / (20 + 1), rel=1e-6)
    rates = np.array([0.01, 0.3, 0.97])
    np.testing.assert_allclose(
        known.factor(rates), np.maximum(abs(1 - rates * MU), abs(1 - rates * L))
    )


def test_heavy_ball_at_its_best():
    momentum = ((np.sqrt(20) - 1) / (np.sqrt(20) + 1)) ** 2
    known = theory(get("momentum", momentum=momentum), RAVINE)
    assert known.limit == pytest.approx((2 + 2 * momentum) / L)
    assert known.best == pytest.approx((2 / (np.sqrt(L) + np.sqrt(MU))) ** 2, rel=1e-3)
    assert known.factor(known.best) == pytest.approx(np.sqrt(momentum), rel=1e-3)


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_momentum_is_stable_below_its_limit(momentum):
    for name in ("momentum", "keras.momentum", "saito.momentum"):
        known = theory(get(name, momentum=momentum), RAVINE)
        assert known.limit == pytest.approx((2 + 2 * momentum) / L)


@pytest.mark.parametrize("name", ["sgd", "momentum", "nesterov", "keras.nesterov"])
@pytest.mark.parametrize("share", [0.05, 0.4, 0.9])
def test_the_predicted_factor_is_the_measured_one(name, share):
    known = theory(get(name), RAVINE)
    made = get(name, lr=share * known.limit)
    steps = 400
    run = optim_viz.run(made, RAVINE, steps=steps, tolerance=1e-200)
    distance = np.log(np.abs(run.points).max(axis=0))
    last = min(int(run.taken), steps)
    half = last // 2
    window = 40  # oscillation is averaged out by the highest point of each window
    first, second = (distance[k - window : k].max() for k in (half, last))
    measured = np.exp((second - first) / (last - half))
    assert measured == pytest.approx(float(known.factor(share * known.limit)), rel=0.01)


@pytest.mark.parametrize("name", ["sgd", "momentum", "nesterov"])
def test_beyond_the_limit_it_diverges_and_below_it_does_not(name):
    limit = theory(get(name), RAVINE).limit
    below, above = (
        optim_viz.run(get(name, lr=limit * by), RAVINE, steps=4000) for by in (0.99, 1.01)
    )
    assert below.values[-1] < 1e-10
    assert above.values[-1] > 1e10 or above.status == "diverged"


@pytest.mark.parametrize(
    ("optimizer", "surface", "message"),
    [
        ("adam", "ravine", "adam is not linear on a quadratic"),
        ("adagrad", "ravine", "adagrad is not linear"),
        ("sign_descent", "ravine", "sign_descent is not linear"),
        ("newton", "ravine", "newton has no rate"),
        ("sgd", "rosenbrock", "rosenbrock is not a quadratic"),
        ("sgd", "saddle", "saddle is not a quadratic with a minimum"),
    ],
)
def test_where_theory_has_nothing_to_say(optimizer, surface, message):
    with pytest.raises(InputError, match=message):
        theory(get(optimizer), surfaces.get(surface))


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
