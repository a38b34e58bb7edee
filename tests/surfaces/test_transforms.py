"""Turned landscapes: the same landscape, elsewhere."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import surfaces
from surfaces.transforms import Rotated

PLANE = [name for name in surfaces.names() if surfaces.get(name).dim == 2]
angles = st.floats(-720, 720)
units = st.tuples(st.floats(0, 1), st.floats(0, 1))


def placed(surface, unit):
    box = surface.domain
    return box.low + (box.high - box.low) * np.array(unit)


def assert_same_but_for_rounding(ours, theirs, point):
    """As close as results for points that differ in the last places of their coordinates."""
    delta = 16 * np.finfo(float).eps * np.linalg.norm(point)
    nearby = point[:, None] + delta * np.array([[0, 1, 1, -1, -1], [0, 1, -1, 1, -1]])
    exact = theirs(nearby)
    reach = 4 * np.ptp(exact, axis=-1) + 1e-13 * np.abs(exact).max()
    assert (np.abs(ours - exact[..., 0]) <= reach).all()


@pytest.mark.parametrize("name", PLANE)
@settings(max_examples=12, deadline=None)
@given(angle=angles, unit=units)
def test_rotated_and_back_is_the_same(name, angle, unit):
    surface = surfaces.get(name)
    back = Rotated(Rotated(surface, angle), -angle)
    point = placed(surface, unit)
    if not surface.smooth:  # a crease nearby, and rounding may land on its other side
        beside = point[:, None] + 1e-9 * np.array([[0, 1, 1, -1, -1], [0, 1, -1, 1, -1]])
        bends = surface.hessian(beside)
        assume(np.ptp(bends, axis=-1).max() < 1e-3 * np.abs(bends).max())
    assert_same_but_for_rounding(back(point), surface, point)
    assert_same_but_for_rounding(back.gradient(point), surface.gradient, point)
    assert_same_but_for_rounding(back.hessian(point), surface.hessian, point)


@pytest.mark.parametrize("name", PLANE)
@settings(max_examples=6, deadline=None)
@given(angle=angles)
def test_minima_and_start_are_carried_along(name, angle):
    surface, turned = surfaces.get(name), Rotated(surfaces.get(name), angle)
    assert len(turned.minima) == len(surface.minima)
    back = Rotated(turned, -angle)
    for inner, minimum, again in zip(surface.minima[:20], turned.minima, back.minima, strict=False):
        assert minimum == replace(inner, at=minimum.at)
        assert again.at == pytest.approx(inner.at, rel=1e-14, abs=1e-14 * max(map(abs, inner.at)))
        assert turned.inside(minimum.at)
        if not inner.kink:
            assert_same_but_for_rounding(turned(minimum.at), surface, np.array(inner.at))
    assert turned.lowest == surface.lowest
    assert turned.inside(turned.start)
    assert turned.domain.contains(turned.start)


def test_a_quarter_turn_is_exact():
    ravine = surfaces.get("ravine")
    turned = Rotated(ravine, 90)
    assert turned.start == (-2.0, -7.0)
    assert turned.domain.sides == ((-5.0, 5.0), (-10.0, 10.0))
    assert turned((2.0, 3.0)) == ravine((3.0, -2.0))
    np.testing.assert_array_equal(turned.hessian((1, 1)), [[2.0, 0.0], [0.0, 0.1]])


def test_derivatives_are_those_of_the_turned_formula():
    turned = Rotated(surfaces.get("ravine"), 45)
    x, y = 1.25, -0.5
    u, v = (x + y) / np.sqrt(2), (y - x) / np.sqrt(2)
    assert turned((x, y)) == pytest.approx(u * u / 20 + v * v, rel=1e-15)
    mean, half = (0.1 + 2) / 2, (0.1 - 2) / 2
    np.testing.assert_allclose(turned.hessian((x, y)), [[mean, half], [half, mean]], rtol=1e-15)
    np.testing.assert_allclose(turned.gradient((x, y)), [mean * x + half * y, half * x + mean * y])


def test_inside_is_the_turned_domain_not_its_box():
    turned = Rotated(surfaces.get("ravine"), 45)
    assert turned.domain.contains((10.0, 0.0))
    assert not turned.inside((10.0, 0.0))
    assert turned.inside((7.0, 7.0))


def test_only_the_first_two_coordinates_turn():
    bowl = surfaces.get("rosenbrock", dim=4)
    turned = Rotated(bowl, 90)
    point = np.array([0.3, -0.4, 0.5, 0.6])
    assert turned(point) == bowl((-0.4, -0.3, 0.5, 0.6))
    assert turned.dim == 4
    inner = bowl.hessian((-0.4, -0.3, 0.5, 0.6))
    assert turned.hessian(point)[0, 2] == -inner[1, 2]
    np.testing.assert_array_equal(turned.hessian(point)[2:, 2:], inner[2:, 2:])


def test_stationary_points_are_carried_along():
    turned = Rotated(surfaces.get("himmelblau"), 30)
    for point in turned.stationary_points:
        assert np.abs(turned.gradient(point.at)).max() < 1e-11
    assert len(turned.stationary_points) == 9


def test_words():
    turned = Rotated(surfaces.get("ravine"), 45)
    assert turned.name == "ravine"
    assert turned.title == "Ravine, rotated 45°"
    assert turned.formula == "x²/20 + y², turned by 45°"
    assert (
        str(Rotated(surfaces.get("ravine:condition=3"), -7.5))
        == "ravine:condition=3, rotated -7.5°"
    )


def test_a_curve_cannot_be_turned():
    with pytest.raises(surfaces.InputError, match="double_well has one dimension"):
        Rotated(surfaces.get("double_well"), 45)
    with pytest.raises(surfaces.InputError, match="finite"):
        Rotated(surfaces.get("ravine"), float("nan"))
