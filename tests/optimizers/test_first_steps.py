"""The first two steps of every textbook method, worked out by hand.

On x²/20 + y² from (-7, 2) the gradient is (x/10, 2y): first (-0.7, 4).
"""

from math import sqrt

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.optimizers import adagrad, adam, momentum, nesterov, newton, rmsprop, sgd

BY_HAND = {
    sgd(lr=0.1): [
        (-7 + 0.07, 2 - 0.4),
        (-6.93 + 0.0693, 1.6 - 0.32),
    ],
    momentum(lr=0.1, momentum=0.9): [
        (-7 + 0.07, 2 - 0.4),
        (-6.93 + 0.1 * (0.63 + 0.693), 1.6 - 0.1 * (3.6 + 3.2)),
    ],
    nesterov(lr=0.1, momentum=0.9): [
        (-7 + 0.133, 2 - 0.76),
        (-6.867 + 0.1 * (0.6867 + 0.9 * 1.3167), 1.24 - 0.1 * (2.48 + 0.9 * 6.08)),
    ],
    adagrad(lr=0.1, eps=0): [
        (-6.9, 1.9),
        (-6.9 + 0.069 / sqrt(0.49 + 0.4761), 1.9 - 0.38 / sqrt(16 + 14.44)),
    ],
    rmsprop(lr=0.1, alpha=0.99, eps=0): [
        (-6.0, 1.0),
        (-6 + 0.06 / sqrt(0.0099 * 0.49 + 0.01 * 0.36), 1 - 0.2 / sqrt(0.0099 * 16 + 0.01 * 4)),
    ],
    adam(lr=0.1, beta1=0.9, beta2=0.999, eps=0): [
        (-6.9, 1.9),
        (
            -6.9 + 0.1 * (0.063 + 0.069) / 0.19 / sqrt((0.999 * 0.49 + 0.4761) / 1.999),
            1.9 - 0.1 * (0.36 + 0.38) / 0.19 / sqrt((0.999 * 16 + 14.44) / 1.999),
        ),
    ],
    newton(): [(0.0, 0.0)],
}


@pytest.mark.parametrize(("optimizer", "expected"), BY_HAND.items(), ids=str)
def test_first_steps_are_those_worked_out_by_hand(optimizer, expected):
    run = optim_viz.run(optimizer, surfaces.get("ravine"), (-7, 2), steps=len(expected))
    np.testing.assert_allclose(run.points[:, 1:].T, expected, rtol=1e-13, atol=1e-15)


def test_newton_on_rosenbrock_from_the_origin_goes_to_one_zero():
    # gradient (-2, 0), Hessian diag(2, 200)
    run = optim_viz.run(newton(), surfaces.get("rosenbrock"), (0, 0), steps=1)
    assert run.end.tolist() == [1.0, 0.0]


@pytest.mark.parametrize("method", [adam, adagrad], ids=str)
def test_first_adaptive_step_is_the_rate_in_every_coordinate(method):
    run = optim_viz.run(method(lr=0.1), surfaces.get("beale"), (1.5, -0.7), steps=1)
    sign = np.sign(run.surface.gradient(run.points[:, 0]))
    np.testing.assert_allclose(run.points[:, 1], run.points[:, 0] - 0.1 * sign, atol=1e-8)


BOOK = {  # Saito (2016), ch. 6: after 29 moves
    sgd(lr=0.95): (-0.3872, -0.0942),
    momentum(lr=0.1, momentum=0.9): (0.8141, 0.2729),
    adagrad(lr=1.5): (-0.1362, 0.0),
    adam(lr=0.3): (0.0201, 0.3220),
}


@pytest.mark.parametrize(("optimizer", "end"), BOOK.items(), ids=str)
def test_the_end_points_of_the_book(optimizer, end):
    run = optim_viz.run(optimizer, surfaces.get("ravine"), steps=29)
    np.testing.assert_allclose(run.end, end, atol=1e-4)
