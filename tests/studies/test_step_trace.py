"""One step of one run, taken apart by the names that the step function itself uses."""

import sys

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import ingredients, optimizers
from optim_viz.optimizers import adam, get, newton
from surfaces import InputError

RAVINE = surfaces.get("ravine")


@pytest.mark.parametrize("name", optimizers.methods())
@pytest.mark.parametrize("step", [1, 2, 4])
def test_the_step_is_that_of_the_run(name, step):
    surface = surfaces.get("rosenbrock:dim=3")
    run = optim_viz.run(get(name), surface, (0.5, 0.2, 0.3), steps=5)
    parts = ingredients(get(name), surface, (0.5, 0.2, 0.3), step=step)
    np.testing.assert_array_equal(parts.point, run.points[:, step - 1])
    np.testing.assert_array_equal(parts.end, run.points[:, step])
    np.testing.assert_array_equal(parts.move, parts.end - parts.point)
    np.testing.assert_allclose(parts.gradient, surface.gradient(parts.point), rtol=1e-13)
    assert parts.before.keys() <= get(name).method.state.keys()


def test_adam_by_hand():
    parts = ingredients(adam(lr=0.1, eps=0.0), RAVINE, step=2)
    first, second = np.array([-0.7, 4.0]), np.array([-0.69, 3.8])
    np.testing.assert_allclose(parts.gradient, second)
    np.testing.assert_allclose(parts.before["m"], 0.1 * first)
    np.testing.assert_allclose(parts.before["v"], 0.001 * first**2)
    np.testing.assert_allclose(parts.after["m"], 0.09 * first + 0.1 * second)
    np.testing.assert_allclose(parts.named["m_hat"], (0.09 * first + 0.1 * second) / 0.19)
    np.testing.assert_allclose(
        parts.named["v_hat"], (0.000999 * first**2 + 0.001 * second**2) / (1 - 0.999**2)
    )
    assert (parts.before["t"], parts.after["t"]) == (1, 2)
    knobs = {"lr": 0.1, "beta1": 0.9, "beta2": 0.999, "eps": 0.0, "weight_decay": 0.0}
    assert parts.knobs == knobs


def test_what_follows_from_what_came_in():
    """The state after one step is the state before the next."""
    for name in ("adam", "bfgs", "trust_region", "nadam"):
        first, second = (ingredients(get(name), RAVINE, step=k) for k in (2, 3))
        assert first.after.keys() == second.before.keys()
        for key, value in first.after.items():
            np.testing.assert_array_equal(value, second.before[key])


def test_shapes_are_those_of_one_run():
    parts = ingredients(newton(), surfaces.get("himmelblau"))
    assert parts.named["g"].shape == (2,)
    assert parts.named["hessian"].shape == (2, 2)
    assert ingredients(get("bfgs"), RAVINE, step=3).before["inverse"].shape == (2, 2)


def test_schedules_are_at_their_rate_of_the_whole_run():
    parts = ingredients(get("sgd:lr=polynomial(1)"), RAVINE, step=6, steps=10)
    assert parts.knobs["lr"] == pytest.approx(0.5)


def test_noise_is_that_of_the_run():
    run = optim_viz.run(get("sgd:lr=0.1"), RAVINE, steps=5, noise=1.0, seed=3)
    parts = ingredients(get("sgd:lr=0.1"), RAVINE, step=4, noise=1.0, seed=3)
    np.testing.assert_array_equal(parts.end, run.points[:, 4])
    np.testing.assert_allclose(parts.gradient, RAVINE.gradient(run.points[:, 3]))


@pytest.mark.parametrize("name", [name for name in optimizers.methods() if name != "polyak"])
def test_the_gradient_that_was_seen_is_that_of_the_oracle(name):
    """It is the true one where there is no noise, and what the noise has made of it otherwise."""
    surface, start = surfaces.get("rosenbrock:dim=3"), (0.5, 0.2, 0.3)
    for step in (1, 3):
        quiet = ingredients(get(name), surface, start, step=step)
        np.testing.assert_allclose(quiet.seen, quiet.gradient, rtol=1e-12)
        noisy = ingredients(get(name), surface, start, step=step, noise="relative(0.5)", seed=2)
        share = noisy.seen / noisy.gradient
        assert (np.abs(share - 1) > 1e-6).all()
        assert (np.abs(share - 1) < 3).all()


def test_the_gradient_that_was_seen_moves_the_iterate():
    parts = ingredients(get("sgd:lr=0.1"), RAVINE, step=4, noise="heavy(1,2)", seed=3)
    np.testing.assert_allclose(parts.move, -0.1 * parts.seen, rtol=1e-12)


def test_a_profiler_that_runs_is_left_alone():
    def mine(frame, event, argument):
        pass

    sys.setprofile(mine)
    try:
        ingredients(adam(), RAVINE)
        assert sys.getprofile() is mine
    finally:
        sys.setprofile(None)


@pytest.mark.parametrize(
    ("optimizer", "options", "message"),
    [
        (newton(), {"step": 2}, "ended after 1 step .converged.: there is no step 2"),
        (adam(), {"step": 0}, "a run of 200 steps has steps 1 to 200, not 0"),
        (adam(), {"step": 9, "steps": 5}, "a run of 5 steps has steps 1 to 5, not 9"),
        (adam(lr=[0.1, 0.2]), {}, r"not a batch of \(2,\)"),
        (adam(), {"start": (1, 2, 3)}, "2 coordinates, not 3"),
    ],
)
def test_what_cannot_be_taken_apart(optimizer, options, message):
    with pytest.raises(InputError, match=message):
        ingredients(optimizer, RAVINE, **options)
