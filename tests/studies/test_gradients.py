"""Numerical differentiation against the gradients that surfaces have."""

from __future__ import annotations

import numpy as np
import pytest
import sympy

import surfaces
from optim_viz.studies.gradients import COORDINATES, STEPS, errors, gradients

MOONS = surfaces.get("network:data=moons,layers=2-5-1,activation=tanh")


def test_errors_follow_their_orders_where_steps_are_large_and_grow_where_they_are_small():
    found = gradients(MOONS, MOONS.initial(3))
    for kind, order, span in (("forward", 1, (-6, -3)), ("central", 2, (-3.5, -1.5))):
        curve = getattr(found, kind)
        chosen = (10.0 ** span[0] <= STEPS) & (10.0 ** span[1] >= STEPS)
        slope = np.polyfit(np.log(STEPS[chosen]), np.log(curve[chosen]), 1)[0]
        assert slope == pytest.approx(order, abs=0.05)
        small = STEPS <= 1e-10
        slope = np.polyfit(np.log(STEPS[small]), np.log(curve[small]), 1)[0]
        assert slope == pytest.approx(-1, abs=0.2)
    step, error = found.best["forward"]
    assert 1e-9 < step < 1e-6
    assert error < 1e-6
    step, error = found.best["central"]
    assert 1e-6 < step < 1e-3
    assert error < 1e-8


def test_forward_errors_are_those_of_the_remainder_of_taylor():
    x, h = sympy.symbols("x h")
    f = 100 * (2 - x**2) ** 2 + (1 - x) ** 2
    remainder = sympy.expand((f.subs(x, -1 + h) - f.subs(x, -1)) / h) - sympy.diff(f, x).subs(x, -1)
    rosenbrock = surfaces.get("rosenbrock")
    forward, _ = errors(rosenbrock, np.array([-1.0, 2.0]), np.array([0]))
    slope = float(rosenbrock.gradient([-1.0, 2.0])[0])
    for place in np.flatnonzero(STEPS >= 1e-4):
        exact = abs(float(remainder.subs(h, sympy.Float(float(STEPS[place]), 40)))) / abs(slope)
        assert forward[place] == pytest.approx(exact, rel=1e-4)


def test_times_of_both_ways_grow_with_the_network_and_differences_take_longer():
    found = gradients(MOONS, MOONS.initial(0))
    sizes = [one.parameters for one in found.times]
    assert sizes == [4 * hidden + 1 for hidden in (1, 3, 10, 30, 100, 300)]
    ratios = [one.numerical / one.backpropagation for one in found.times]
    assert ratios[-1] > 10 * ratios[0]


def test_some_of_many_coordinates_are_compared_none_of_which_stands_still():
    digits = surfaces.get("network:data=digits,layers=64-2-10")
    found = gradients(digits, digits.initial(0))
    assert len(set(found.coordinates.tolist())) == COORDINATES
    assert (digits.gradient(digits.initial(0))[found.coordinates] != 0).all()
    assert not gradients(surfaces.get("rosenbrock"), np.array([-1.0, 2.0])).times
