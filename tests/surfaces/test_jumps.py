"""The low side of a jump: a minimum where its edge belongs to it, else a value that none has."""

import numpy as np
import pytest

import surfaces


@pytest.mark.parametrize(
    ("text", "value", "at"),
    [
        ("sign(x) + x**2 + y**2", -1, (0, 0)),
        ("sign(x - 1) + (x - 1)**2", -1, (1,)),
        ("heaviside(x) + x**2 + y**2", 0, (0, 0)),
        ("where(x <= 0, x**2 + 1, x**2) + y**2", 0, (0, 0)),
        ("where(x < 0.3, 2*(x - 1)**2, 5) + y**2", 0.98, (0.3, 0)),
        ("sign(x)*sign(y) + x**2 + y**2 + 0.5", -0.5, (0, 0)),
        ("where(x**2 + y**2 < 1, 1 - x, 4) + y**2", 0, (1, 0)),
        ("sign(x - y) + x**2 + y**2", -1, (0, 0)),
        ("where(2*x - y <= 0, 1, 0) + x**2 + y**2", 0, (0, 0)),
        ("heaviside(x*y) + x**2 + y**2", 0, (0, 0)),
        ("sign(x - y) + (x - y)**2", -1, (0, 0)),
        ("where(x < 0, 1, where(y < 0, 2, 3)) + x**2 + y**2", 1, (0, 0)),
        ("abs(x - y) + sign(x + y) + x**2 + y**2", -1, (0, 0)),
        ("sign(x0) + x0**2 + x1**2 + x2**2", -1, (0, 0, 0)),
        ("sign(x0 - x1) + x0**2 + x1**2 + x2**2", -1, (0, 0, 0)),
        ("heaviside(x0 - 1) + (x0 - 1)**2 + (x1 - 2)**2 + x2**2", 0, (1, 2, 0)),
        ("where(x0**2 + x1**2 + x2**2 < 1, 1 - x0, 4) + x1**2 + x2**2", 0, (1, 0, 0)),
        ("sign(x0)*sign(x1) + x0**2 + x1**2 + x2**2 + x3**2", -1, (0, 0, 0, 0)),
    ],
)
def test_a_value_that_is_not_reached_is_no_minimum(text, value, at):
    typed = surfaces.formula(text)
    assert typed.minima == ()
    assert typed.continuum is None
    assert typed.lowest is None
    assert typed.unattained.value == pytest.approx(value, abs=1e-6)
    assert typed.unattained.at == pytest.approx(at, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "value", "at"),
    [
        ("where(x < 1, 3, x) + y**2", 1, (1, 0)),
        ("where(x <= 0.3, 2*(x - 1)**2, 5) + y**2", 0.98, (0.3, 0)),
        ("where(x < 0.3, 1, x) + y**2", 0.3, (0.3, 0)),
        ("where(x <= 0, x**2, x**2 + 1)", 0, (0,)),
        ("abs(sign(x)) + x**2 + y**2", 0, (0, 0)),
        ("where(x < 0, -x, x) + y**2", 0, (0, 0)),
        ("sqrt(abs(x)) + y**2", 0, (0, 0)),
        ("where(x*y < 0, 1, 0) + x**2 + y**2", 0, (0, 0)),
        ("where(x + y < 1, 3, x + y) + (x - y)**2", 1, (0.5, 0.5)),
        ("where(x + y < 0.1, 3, x + y) + (x - y)**2", 0.1, (0.05, 0.05)),
        ("max(x, y) + sign(x) + x**2 + y**2", -1.125, (-0.25, -0.25)),
        ("where(min(x, y) < 0, 3, x + y)", 0, (0, 0)),
        ("where(x0 < 1, 3, x0) + x1**2 + x2**2", 1, (1, 0, 0)),
        ("where(x0 <= 0, x0**2, x0**2 + 1) + x1**2 + x2**2", 0, (0, 0, 0)),
    ],
)
def test_an_edge_that_belongs_to_the_low_side_is_a_minimum(text, value, at):
    typed = surfaces.formula(text)
    (minimum,) = typed.minima
    assert minimum.value == pytest.approx(value, abs=1e-12)
    assert minimum.at == pytest.approx(at, abs=1e-9)
    assert minimum.is_global
    assert typed.unattained is None


def test_an_edge_through_the_hollow_of_its_low_side_is_a_minimum():
    typed = surfaces.formula(
        "where(-3*x + 1*y + 1.0 <= 0, 0, 8.2) + (x - 0.6)**2 + (y - 0.8)**2"
    )  # at (0.6, 0.8) itself rounding makes the condition false
    (minimum,) = typed.minima
    assert minimum.at == pytest.approx((0.6, 0.8), abs=1e-14)
    assert typed.lowest == typed(minimum.at) == pytest.approx(0, abs=1e-15)
    assert typed.unattained is None


def test_a_corner_between_two_low_sides_is_met_from_within():
    typed = surfaces.formula(
        "where(2*x + y + 0.2 <= 0, 0, 5) + where(3*x + 3*y + 0.3 >= 0, 0, 4) + (x + 0.1)**2 + y**2"
    )
    (minimum,) = typed.minima
    assert minimum.at == pytest.approx((-0.1, 0), abs=1e-12)
    assert typed.lowest == typed(minimum.at) == pytest.approx(0, abs=1e-12)


def test_many_edges_are_looked_at_as_far_as_their_pieces_are_met():
    steps = " + ".join(f"heaviside({i}*x + y - {i})" for i in range(-3, 4))
    typed = surfaces.formula(f"{steps} + 0.1*x**2 + 0.1*(y - 2)**2")
    assert typed.unattained.at == pytest.approx((1, 0), abs=1e-6)  # where all of them meet
    assert typed.unattained.value == pytest.approx(0.5, abs=1e-6)
    assert not typed.skips_edges


def test_too_many_edges_are_said_not_to_be_looked_at():
    typed = surfaces.formula("sum(sign(x0...x7)) + sum((x0...x7)**2)")
    assert typed.skips_edges
    assert not typed.minima_complete


def test_what_lies_above_a_value_that_is_not_reached_is_not_the_lowest():
    typed = surfaces.formula("where(x < 0, x**2 - 1, (x - 2)**2 - 0.5)", domain=((-3, 4.1),))
    assert typed.unattained.value == pytest.approx(-1, abs=1e-6)
    (minimum,) = typed.minima
    assert minimum.at == pytest.approx((2,))
    assert not minimum.is_global
    assert typed.lowest is None


def test_a_lower_edge_far_from_a_hollow_is_shown_with_it():
    typed = surfaces.formula("where(0.5*x + 1.8 < 0, 0, 8.9) + (x + 0.7)**2")
    assert typed.unattained.value == pytest.approx(8.41, abs=1e-6)
    assert typed.unattained.at == pytest.approx((-3.6,), abs=1e-6)
    assert typed.domain.contains(typed.unattained.at)
    (minimum,) = typed.minima
    assert (minimum.at, minimum.value, minimum.is_global) == ((-0.7,), 8.9, False)


def test_beside_a_slanted_edge_a_hollow_is_a_minimum_and_not_the_lowest():
    typed = surfaces.formula("sign(x - 2*y + 0.1) + x**2 + y**2")
    assert typed.unattained.value == pytest.approx(-0.998, abs=1e-6)
    assert typed.unattained.at == pytest.approx((-0.02, 0.04), abs=1e-6)
    (minimum,) = typed.minima
    assert (minimum.at, minimum.value, minimum.is_global) == ((0, 0), 1, False)


def test_the_low_side_of_a_jump_may_be_a_line():
    typed = surfaces.formula("where(x < 1, 3, x) + 0*y")
    assert typed.minima == ()
    assert typed.lowest == typed.continuum.value == 1
    np.testing.assert_allclose(typed.continuum.points[0], 1)


def test_a_slanted_edge_above_two_dimensions_is_met_to_the_last_digits():
    typed = surfaces.formula("where(x0 + x1 + x2 >= 1, 0, 5) + x0**2 + x1**2 + x2**2")
    lowest, hollow = typed.minima
    assert lowest.at == pytest.approx((1 / 3,) * 3, abs=1e-14)
    assert lowest.value == typed(lowest.at) == pytest.approx(1 / 3, abs=1e-14)
    assert (hollow.at, hollow.value, hollow.is_global) == ((0, 0, 0), 5, False)


def test_a_moved_surface_has_its_value_that_is_not_attained_elsewhere():
    typed = surfaces.formula("sign(x - y) + (x - 1)**2 + (y - 1)**2")
    assert typed.unattained.at == (1, 1)
    turned = surfaces.Rotated(typed, 90)
    assert turned.unattained.at == pytest.approx((-1, 1))
    moved = surfaces.Scaled(surfaces.Shifted(turned, (3, -1)), (2, 1), 5)
    assert moved.unattained.at == pytest.approx((4, 0))
    assert moved.unattained.value == -5
