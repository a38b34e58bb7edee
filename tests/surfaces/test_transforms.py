"""Turned landscapes: the same landscape, elsewhere."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import surfaces
from surfaces import Box, Plane, Rotated, Scaled, Shifted

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


def assume_no_crease(surface, point):
    """Where there is one, rounding may land on its other side."""
    if not surface.smooth:
        beside = point[:, None] + 1e-9 * np.array([[0, 1, 1, -1, -1], [0, 1, -1, 1, -1]])
        bends = surface.hessian(beside)
        assume(np.ptp(bends, axis=-1).max() < 1e-3 * np.abs(bends).max())


@pytest.mark.parametrize("name", PLANE)
@settings(max_examples=12, deadline=None)
@given(angle=angles, unit=units)
def test_rotated_and_back_is_the_same(name, angle, unit):
    surface = surfaces.get(name)
    back = Rotated(Rotated(surface, angle), -angle)
    point = placed(surface, unit)
    assume_no_crease(surface, point)
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
    assert turned.formula == "x²/20 + y², rotated 45°"
    assert (
        str(Rotated(surfaces.get("ravine:condition=3"), -7.5))
        == "ravine:condition=3, rotated -7.5°"
    )


def test_a_curve_cannot_be_turned():
    with pytest.raises(surfaces.InputError, match="double_well has one dimension"):
        Rotated(surfaces.get("double_well"), 45)
    with pytest.raises(surfaces.InputError, match="finite"):
        Rotated(surfaces.get("ravine"), float("nan"))


@pytest.mark.parametrize("name", PLANE)
@settings(max_examples=8, deadline=None)
@given(unit=units, by=st.tuples(st.floats(-9, 9), st.floats(-9, 9)))
def test_shifted_and_back_is_the_same(name, unit, by):
    surface = surfaces.get(name)
    back = Shifted(Shifted(surface, by), tuple(-step for step in by))
    point = placed(surface, unit)
    assume_no_crease(surface, point)
    margin = np.array([9.0, 9.0]) + np.abs(point)
    for ours, theirs in [
        (back, surface), (back.gradient, surface.gradient), (back.hessian, surface.hessian)
    ]:  # fmt: skip
        near = ours(point), theirs
        assert_same_but_for_rounding_of(margin, *near, point)


def assert_same_but_for_rounding_of(size, ours, theirs, point):
    """As close as results for points that were rounded while their coordinates were ``size``."""
    delta = 4 * np.spacing(size)[:, None]
    nearby = point[:, None] + delta * np.array([[0, 1, 1, -1, -1], [0, 1, -1, 1, -1]])
    exact = theirs(nearby)
    reach = 4 * np.ptp(exact, axis=-1) + 1e-13 * np.abs(exact).max()
    assert (np.abs(ours - exact[..., 0]) <= reach).all()


@pytest.mark.parametrize("name", PLANE)
def test_powers_of_two_scale_exactly(name):
    surface = surfaces.get(name)
    scaled = Scaled(surface, (2, 0.5), height=4)
    point = np.array(surface.start) * 0.9
    there = point * (2, 0.5)
    assert scaled(there) == 4 * surface(point)
    np.testing.assert_array_equal(scaled.gradient(there), 4 * surface.gradient(point) / (2, 0.5))
    np.testing.assert_array_equal(
        scaled.hessian(there), 4 * surface.hessian(point) / [[4, 1], [1, 0.25]]
    )
    assert scaled.start == tuple(np.array(surface.start) * (2, 0.5))
    assert [m.at for m in scaled.minima] == [(2 * m.at[0], m.at[1] / 2) for m in surface.minima]
    assert [m.value for m in scaled.minima] == [4 * m.value for m in surface.minima]
    assert [m.is_global for m in scaled.minima] == [m.is_global for m in surface.minima]


@pytest.mark.parametrize(
    "moved",
    [
        Shifted(surfaces.get("himmelblau"), (1.5, -2)),
        Scaled(surfaces.get("himmelblau"), (3, 0.2), height=7),
        Shifted(Rotated(Scaled(surfaces.get("himmelblau"), (1, 2)), 33), (0.1, 5)),
        Rotated(surfaces.get("himmelblau"), 30),
    ],
)
def test_what_is_known_is_carried_along(moved):
    assert len(moved.minima) == 4
    assert moved.survey.certified
    assert len(moved.stationary_points) == 9
    for point in moved.stationary_points:
        stiff = np.abs(moved.hessian(point.at)).max()
        assert np.abs(moved.gradient(point.at)).max() < 1e-11 * stiff
        assert moved(point.at) == pytest.approx(point.value, rel=1e-12, abs=1e-24)
        assert moved.inside(point.at)
        assert moved.domain.contains(point.at)
    assert moved.inside(moved.start)
    assert moved.lowest == 0


def test_a_curve_can_be_moved_and_stretched():
    curve = Scaled(Shifted(surfaces.get("double_well"), [1]), [2])
    assert curve.dim == 1
    assert curve.domain.sides == ((-2.0, 6.0),)
    assert curve([2.0]) == surfaces.get("double_well")([0.0])
    assert str(curve) == "double_well, shifted by (1), stretched by (2)"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda s: Shifted(s, (1,)), "a shift of ravine is 2 finite numbers, not \\(1\\)"),
        (lambda s: Shifted(s, (1, float("nan"))), "2 finite numbers"),
        (lambda s: Scaled(s, (1, 2, 3)), "a stretch of ravine is 2"),
        (lambda s: Scaled(s, (1, 0)), "greater than 0"),
        (lambda s: Scaled(s, (1, 1), height=-1), "greater than 0"),
        (lambda s: Plane(s, (0, 0), (1, 2), (2, 4)), "two different directions"),
        (lambda s: Plane(s, (0, 0), (0, 0), (1, 1)), "neither of them 0"),
        (lambda s: Plane(s, (0, 99), (1, 0), (0, 1)), "lies in the domain"),
        (lambda s: Plane(s, (0, 0, 0), (1, 0), (0, 1)), "origin of ravine is 2"),
    ],
)
def test_moves_that_make_no_sense_are_refused(make, message):
    with pytest.raises(surfaces.InputError, match=message):
        make(surfaces.get("ravine"))


def test_a_plane_has_the_derivatives_of_the_slice():
    whole = surfaces.get("rosenbrock", dim=3)
    cut = Plane(whole, (0.5, -0.5, 0.25), (1, 2, 0), (0, -1, 3), within=Box((-1, 1), (-1, 1)))
    s, t, h = 0.3, -0.2, 1e-5
    point = np.array([s, t])
    assert cut(point) == whole([0.5 + s, -0.5 + 2 * s - t, 0.25 + 3 * t])
    for i in range(2):
        step = h * np.eye(2)[i]
        slope = (cut(point + step) - cut(point - step)) / (2 * h)
        assert cut.gradient(point)[i] == pytest.approx(slope, rel=1e-7)
        bend = (cut.gradient(point + step) - cut.gradient(point - step)) / (2 * h)
        np.testing.assert_allclose(cut.hessian(point)[i], bend, rtol=1e-6)


def test_a_plane_through_minima_shows_them():
    whole = surfaces.get("rosenbrock", dim=4)
    ones, other = (np.array(m.at) for m in whole.minima)
    cut = Plane(whole, ones, other - ones, (1, 0, 0, 0), within=Box((-0.5, 1.5), (-1.5, 1.5)))
    assert cut.dim == 2
    for at in [(0, 0), (1, 0)]:
        assert any(m.at == pytest.approx(at, abs=1e-15) for m in cut.minima)
    assert [m.value for m in cut.minima if m.is_global] == [0.0]
    assert cut.lowest == 0
    assert cut.survey.certified


def test_a_plane_ends_where_the_domain_ends():
    cut = Plane(surfaces.get("bowl", dim=3), (1, 0, 0), (1, 0, 0), (0, 1, 1))
    np.testing.assert_allclose(cut.domain.sides, [(-6.12, 4.12), (-5.12, 5.12)])
    assert cut.inside(cut.start)
    assert not cut.inside((4.2, 0))
    assert cut.minima[0].at == pytest.approx((-1, 0))
    assert not Plane(surfaces.get("ravine"), (0, 0), (1, 1), (1, -1)).inside((5, -3))


def test_a_plane_of_a_plane_is_the_landscape_again():
    surface = surfaces.get("six_hump_camel")
    same = Plane(surface, (0, 0), (1, 0), (0, 1))
    assert same.domain == surface.domain
    assert [m.at for m in same.minima] == [m.at for m in surface.minima]
    assert same.start == pytest.approx(surface.start)


def test_the_cusp_of_a_whole_is_the_cusp_of_the_slice():
    u, v = np.eye(5)[:2]
    cut = Plane(surfaces.get("ackley", dim=5), np.zeros(5), u, v, Box((-2, 2), (-2, 2)))
    assert cut.cusps == ((0.0, 0.0),)
    assert cut.minima[0].kink
    assert cut.minima[0].at == (0.0, 0.0)
    assert cut.survey.certified


@pytest.mark.parametrize(
    "wrap",
    [
        lambda inner: Rotated(inner, 30),
        lambda inner: Shifted(inner, (0.1, 0.2)),
        lambda inner: Scaled(inner, (2, 0.5), 3),
        lambda inner: Plane(inner, (0, 0), (1, 1), (0, 1)),
    ],
)
@pytest.mark.parametrize("name", ["bird", "rastrigin", "beale"])
def test_value_and_gradient_are_asked_of_the_inner_surface_at_once(monkeypatch, wrap, name):
    inner = surfaces.get(name)
    wrapped, family, asked = wrap(inner), type(inner), []
    points = np.random.default_rng(1).uniform(-2, 2, (2, 40))
    known = wrapped(points), wrapped.gradient(points)
    both = family._value_and_gradient
    monkeypatch.setattr(
        family, "_value_and_gradient", lambda self, point: asked.append(point) or both(self, point)
    )
    for ours, theirs in zip(wrapped.value_and_gradient(points), known, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert len(asked) == 1
