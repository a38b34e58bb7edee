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
