"""A step function that is none is refused, whoever calls it."""

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.optimizers import optimizer
from surfaces import InputError

BOWL = surfaces.get("bowl")


def one_norm(f, x, *, lr=0.1):
    g = f.gradient(x)
    return x - lr * g / np.linalg.norm(g)


def mean_square(f, x, v=0.0, *, lr=0.1):
    g = f.gradient(x)
    v = 0.9 * v + (g * g).mean()
    return x - lr * g / np.sqrt(v), v


def random(f, x, *, lr=0.1):
    return x - lr * f.gradient(x) * np.random.default_rng().random()


def adding(f, x, v=np.zeros((2, 1)), *, lr=0.1):  # noqa: B008
    v += f.gradient(x)[:, :1] ** 0
    return x - lr * v, v


def in_place(f, x, *, lr=0.1):
    x -= lr * f.gradient(x)
    return x


def turned(f, x, *, lr=0.1):
    return (x - lr * f.gradient(x)).T


def forgetful(f, x, v=0.0, *, lr=0.1):
    return x - lr * (v + f.gradient(x))


def listing(f, x, past=(), *, lr=0.1):
    return x - lr * f.gradient(x), [*past, 1]


def buffered(f, x, past=0.0, *, lr=0.1):
    return x - lr * f.gradient(x), np.zeros(50)


WRONG = {
    one_norm: "one_norm .* mixes runs",
    mean_square: "mixes runs: .* axis=0",
    random: "gives other numbers when called again",
    adding: "gives other numbers when called again",
    in_place: "in_place .* changes x",
    turned: r"returns numbers of shape \(7, 2\)",
    forgetful: "returns the next iterate and 0 more",
    listing: r"carries past, \[1, 1\]",
    buffered: r"carries past, an array of shape \(50,\)",
}


@pytest.mark.parametrize("step", WRONG, ids=lambda step: step.__name__)
@pytest.mark.parametrize("go", [optim_viz.run, optim_viz.sweep], ids=["run", "sweep"])
def test_what_is_no_step_is_refused(step, go):
    with pytest.raises(InputError, match=WRONG[step]):
        go(optimizer(step)(), BOWL, (2.0, 1.0), steps=3)


def test_what_is_one_runs_as_by_hand():
    @optimizer
    def warm(f, x, v=0.0, t=0, history=(), *, lr=0.1):
        v = 0.5 * v + f.gradient(x)
        return x - lr * min(1, (t + 1) / 3) * v, v, t + 1, (*history[-1:], v)

    @optimizer
    def own_norm(f, x, *, lr=0.1):
        g = f.gradient(x)
        return x - lr * g / np.linalg.norm(g, axis=0)

    x, v = np.array([2.0, 1.0]), np.zeros(2)
    run = optim_viz.run(warm(lr=0.2), BOWL, x, steps=5)
    for t in range(5):
        v = 0.5 * v + BOWL.gradient(x)
        x = x - 0.2 * min(1, (t + 1) / 3) * v
        np.testing.assert_allclose(run.points[:, t + 1], x, rtol=1e-14)
    g = BOWL.gradient((2.0, 1.0))
    one = optim_viz.run(own_norm(), BOWL, (2.0, 1.0), steps=1)
    np.testing.assert_allclose(one.end, (2.0, 1.0) - 0.1 * g / np.hypot(*g), rtol=1e-14)


def test_a_run_ends_where_there_is_no_value():
    log = surfaces.formula("x - log(x)")
    for keep in (optim_viz.run, optim_viz.sweep):
        done = keep(optim_viz.optimizers.get("sgd:lr=10"), log, (0.5,), steps=50)
        path = optim_viz.run(optim_viz.optimizers.get("sgd:lr=10"), log, (0.5,), steps=50)
        assert done.status == "left the domain"
        assert np.isnan(path.values[int(done.taken)])
        assert np.isfinite(path.values[: int(done.taken)]).all()
