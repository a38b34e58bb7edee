"""Methods that no library offers as we write them, against a second transcription.

The second one is written for one coordinate after the other in plain Python, from the paper or the
book, without a look at the first.
"""

from math import copysign, sqrt

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.optimizers import get


def saito_momentum(lr=0.01, momentum=0.9):
    v = [0.0, 0.0]

    def update(p, g):
        for i in range(2):
            v[i] = momentum * v[i] - lr * g[i]
            p[i] += v[i]

    return update


def saito_nesterov(lr=0.01, momentum=0.9):
    v = [0.0, 0.0]

    def update(p, g):
        for i in range(2):
            old = v[i]
            v[i] = momentum * v[i] - lr * g[i]
            p[i] += -momentum * old + (1 + momentum) * v[i]

    return update


def saito_adagrad(lr=0.01):
    h = [0.0, 0.0]

    def update(p, g):
        for i in range(2):
            h[i] += g[i] * g[i]
            p[i] -= lr * g[i] / (sqrt(h[i]) + 1e-7)

    return update


def saito_rmsprop(lr=0.01, decay_rate=0.99):
    h = [0.0, 0.0]

    def update(p, g):
        for i in range(2):
            h[i] *= decay_rate
            h[i] += (1 - decay_rate) * g[i] * g[i]
            p[i] -= lr * g[i] / (sqrt(h[i]) + 1e-7)

    return update


def saito_adam(lr=0.001, beta1=0.9, beta2=0.999):
    m, v, times = [0.0, 0.0], [0.0, 0.0], [0]

    def update(p, g):
        times[0] += 1
        lr_t = lr * sqrt(1.0 - beta2 ** times[0]) / (1.0 - beta1 ** times[0])
        for i in range(2):
            m[i] += (1 - beta1) * (g[i] - m[i])
            v[i] += (1 - beta2) * (g[i] ** 2 - v[i])
            p[i] -= lr_t * m[i] / (sqrt(v[i]) + 1e-7)

    return update


def yogi(lr=0.01, beta1=0.9, beta2=0.999):
    m, v = [0.0, 0.0], [1e-6, 1e-6]

    def update(p, g):
        for i in range(2):
            m[i] = beta1 * m[i] + (1 - beta1) * g[i]
            square = g[i] ** 2
            v[i] -= (1 - beta2) * copysign(1, v[i] - square) * square
            p[i] -= lr * m[i] / (sqrt(v[i]) + 1e-3)

    return update


def barzilai_borwein(lr=0.001):
    last = []

    def update(p, g):
        rate = lr
        if last:
            s = [p[i] - last[0][i] for i in range(2)]
            y = [g[i] - last[1][i] for i in range(2)]
            rate = (s[0] ** 2 + s[1] ** 2) / abs(s[0] * y[0] + s[1] * y[1])
        last[:] = [list(p), list(g)]
        for i in range(2):
            p[i] -= rate * g[i]

    return update


def polyak():
    def update(p, g, value):
        rate = value / (g[0] ** 2 + g[1] ** 2)  # the lowest value is 0
        for i in range(2):
            p[i] -= rate * g[i]

    return update


AGAIN = {
    "saito.momentum": saito_momentum,
    "saito.nesterov": saito_nesterov,
    "saito.adagrad": saito_adagrad,
    "saito.rmsprop": saito_rmsprop,
    "saito.adam": saito_adam,
    "yogi": yogi,
    "barzilai_borwein": barzilai_borwein,
}


def path_of(update, surface, steps, ask_value=False):
    p = list(surface.start)
    path = [list(p)]
    for _ in range(steps):
        g = surface.gradient(p).tolist()
        update(p, g, *([float(surface(p))] if ask_value else []))
        path.append(list(p))
    return np.array(path).T


@pytest.mark.parametrize("surface", ["ravine", "himmelblau", "three_hump_camel"])
@pytest.mark.parametrize("name", AGAIN)
@pytest.mark.parametrize("knobs", [{}, {"lr": 0.005}])
def test_paths_are_those_of_the_second_transcription(name, surface, knobs):
    surface = surfaces.get(surface)
    steps = 8 if name == "barzilai_borwein" else 300  # later its rates divide noise by noise
    again = path_of(AGAIN[name](**knobs), surface, steps)
    run = optim_viz.run(get(name, **knobs), surface, steps=steps, tolerance=0.0)
    np.testing.assert_allclose(run.points, again, rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("surface", ["ravine", "rosenbrock", "himmelblau"])
def test_polyak_goes_where_the_lowest_value_would_be(surface):
    surface = surfaces.get(surface)
    run = optim_viz.run(get("polyak"), surface, steps=7)
    again = path_of(polyak(), surface, 7, ask_value=True)
    np.testing.assert_allclose(run.points, again, rtol=1e-10)


def test_polyak_needs_a_lowest_value():
    with pytest.raises(surfaces.InputError, match="lowest value, and saddle tells none"):
        optim_viz.run(get("polyak"), surfaces.get("saddle"))


@pytest.mark.parametrize("lr", [0.1, 0.01])
def test_normalized_steps_are_as_long_as_the_rate(lr):
    run = optim_viz.run(get("normalized_descent", lr=lr), surfaces.get("beale"), steps=30)
    np.testing.assert_allclose(np.linalg.norm(np.diff(run.points), axis=0), lr, rtol=1e-12)


def test_clipped_steps_are_never_longer_than_rate_times_norm():
    run = optim_viz.run(get("clipped_descent:lr=0.1,max_norm=2"), surfaces.get("beale"), steps=99)
    steps = np.linalg.norm(np.diff(run.points), axis=0)
    gradients = np.linalg.norm(run.surface.gradient(run.points[:, :-1]), axis=0)
    np.testing.assert_allclose(steps, 0.1 * np.minimum(gradients, 2), rtol=1e-9)
    assert (gradients > 2).any()
    assert (gradients < 2).any()


def test_the_table_of_facts_on_the_ravine():
    """The same name and rate, another rule: final values after 30 updates at equal rates."""
    expected = {
        "adagrad:lr=1.5": 7.2e-4,
        "saito.adagrad:lr=1.5": 7.2e-4,
        "keras.adagrad:lr=1.5": 1.26e-3,
        "optax.adagrad:lr=1.5": 1.26e-3,
        "rmsprop:lr=0.3": 1.4e-12,
        "keras.rmsprop:lr=0.3": 1.2e-3,
        "optax.rmsprop:lr=0.3": 1.2e-3,
        "momentum:lr=0.1": 0.048,
        "nesterov:lr=0.1": 0.0238,
    }
    for spec, value in expected.items():
        run = optim_viz.run(get(spec), surfaces.get("ravine"), steps=30)
        assert run.values[-1] == pytest.approx(value, rel=0.05), spec  # two digits are given


@pytest.mark.parametrize("spec", ["ravine", "ellipsoid:condition=100", "booth", "ellipsoid:dim=5"])
def test_steepest_descent_goes_to_the_lowest_point_ahead(spec):
    """On a quadratic that is the rate g·g / g·Hg (Cauchy's)."""
    surface = surfaces.get(spec)
    p = np.array(surface.start)
    run = optim_viz.run(get("steepest_descent"), surface, steps=25)
    for k in range(1, min(15, int(run.taken))):
        g, h = surface.gradient(p), surface.hessian(p)
        p = p - (g @ g) / (g @ h @ g) * g
        np.testing.assert_allclose(run.points[:, k], p, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    "spec", ["ravine", "rosenbrock", "himmelblau", "beale", "rosenbrock:dim=6"]
)
def test_each_steepest_step_is_perpendicular_to_the_one_before(spec):
    run = optim_viz.run(get("steepest_descent"), surfaces.get(spec), steps=60)
    moves = np.diff(run.points[:, : int(run.taken)], axis=1)
    long = np.linalg.norm(moves, axis=0)
    pairs = (long[1:] > 1e-5) & (long[:-1] > 1e-5)
    cosines = (moves[:, 1:] * moves[:, :-1]).sum(axis=0)[pairs] / (long[1:] * long[:-1])[pairs]
    assert len(cosines) >= 3
    np.testing.assert_allclose(cosines, 0, atol=1e-4)


def armijo_descent(first=1.0, shrink=0.5, c1=1e-4):
    def update(p, g, f):
        step, square = first, sum(slope * slope for slope in g)
        value = f(p)
        while True:
            new = [p[i] - step * g[i] for i in range(2)]
            if f(new) <= value - c1 * step * square:
                p[:] = new
                return
            step *= shrink

    return update


@pytest.mark.parametrize("surface", ["ravine", "rosenbrock", "himmelblau", "beale"])
@pytest.mark.parametrize("knobs", [{}, {"first": 0.3}, {"shrink": 0.8}, {"c1": 0.3}])
def test_armijo_descent_is_backtracking(surface, knobs):
    surface = surfaces.get(surface)
    update, p = armijo_descent(**knobs), list(surface.start)
    run = optim_viz.run(get("armijo_descent", **knobs), surface, steps=30, tolerance=1e-4)
    for k in range(1, int(run.taken) + 1):
        update(p, surface.gradient(p).tolist(), lambda q: float(surface(q)))
        np.testing.assert_allclose(run.points[:, k], p, rtol=1e-9, atol=1e-12)
