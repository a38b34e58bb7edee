"""The low side of a jump: a minimum where its edge belongs to it, else a value that none has."""

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
    ],
)
def test_an_edge_that_belongs_to_the_low_side_is_a_minimum(text, value, at):
    typed = surfaces.formula(text)
    (minimum,) = typed.minima
    assert minimum.value == pytest.approx(value, abs=1e-12)
    assert minimum.at == pytest.approx(at, abs=1e-9)
    assert minimum.is_global
    assert typed.unattained is None


def test_what_lies_above_a_value_that_is_not_reached_is_not_the_lowest():
    typed = surfaces.formula("where(x < 0, x**2 - 1, (x - 2)**2 - 0.5)", domain=((-3, 4.1),))
    assert typed.unattained.value == pytest.approx(-1, abs=1e-6)
    (minimum,) = typed.minima
    assert minimum.at == pytest.approx((2,))
    assert not minimum.is_global
    assert typed.lowest is None
