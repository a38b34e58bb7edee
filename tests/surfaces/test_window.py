"""What is shown of a formula without a domain: its minima wherever they lie, and the start."""

import numpy as np
import pytest

from optim_viz.problem import pose
from surfaces import InputError, Rotated, Shifted, formula


@pytest.mark.parametrize(
    ("text", "minima"),
    [
        ("(x-10.1)**2", [(10.1,)]),
        ("(x-12)**2 + 10*(y-15)**2", [(12, 15)]),
        ("(x-3)**2 + (y-15)**2", [(3, 15)]),
        ("(x-500)**2 + y**2", [(500, 0)]),
        ("(x-1e5)**2 + (y+3e4)**2", [(1e5, -3e4)]),
        ("100*((y-30) - (x-30)**2)**2 + (31-x)**2", [(31, 31)]),
        ("cosh(x+30) + y**2", [(-30, 0)]),
        ("abs(x-20) + abs(y+33)", [(20, -33)]),
        ("max(abs(x-40), abs(y-20))", [(40, 20)]),
        ("((x-1)*(x-12))**2 + y**2", [(1, 0), (12, 0)]),
        ("(x-1)**2*(x-1000)**2", [(1,), (1000,)]),
        ("(x-200)**2*(x+300)**2 + y**2", [(-300, 0), (200, 0)]),
        ("log(x-50)**2 + y**2", [(51, 0)]),
        ("(x0-30)**2 + (x1+70)**2 + x2**2", [(30, -70, 0)]),
        ("x**2/20 + y**2", [(0, 0)]),
    ],
)
def test_minima_are_found_wherever_they_lie(text, minima):
    surface = formula(text)
    found = sorted(minimum.at for minimum in surface.minima)
    np.testing.assert_allclose(found, sorted(minima), rtol=1e-9, atol=1e-9)
    assert all(surface.domain.contains(at) for at in minima)
    assert surface.lowest == pytest.approx(float(surface(minima[0])), abs=1e-12)


def test_what_falls_far_away_has_no_lowest_value():
    for text in ("x**3 - 3*x + y**2", "x**2 - 1e-3*x**4 + y**2", "exp(x) + y", "x*sin(x)"):
        assert formula(text).lowest is None
    assert formula("x**4 - 1e6*x**2 + y**2").lowest == pytest.approx(-2.5e11)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("(x-500)**2 + y**2", (480.0, 3.0)),
        ("x**2 + y**2", (480.0, 3.0)),
        ("exp(x) + y", (80.0, 3.0)),
        ("sin(x)*cos(y)", (480.0, 3.0)),
        ("x**2 + y**2", (1.0, -3.0)),
        ("log(x - 5000)", (5002.0,)),
    ],
)
def test_the_start_counts_when_the_window_is_chosen(text, start):
    surface = pose(formula=text, start=start)
    assert surface.start == start
    assert surface.domain.contains(start)
    for minimum in surface.minima:
        assert surface.domain.contains(minimum.at)
    sides = surface.domain.high - surface.domain.low
    assert (sides < 1100).all()


@pytest.mark.parametrize("start", [(900, 5), (989, 0), (1009, 0), (-30, 8)])
def test_a_minimum_beyond_the_box_around_the_start_is_shown(start):
    typed = formula("(x-1000)**2/100 + 10*sin(x/50) + y**2", start=start)
    (minimum,) = typed.minima
    assert minimum.at == pytest.approx((995.0340522507571, 0))
    assert typed.domain.contains(start)


def test_the_start_is_turned_and_moved_with_the_surface():
    start = (40.0, -25.0)
    turned = pose(formula="x**2 + 3*y**2", rotate=30, shift=(5, 6), start=start)
    assert turned.inside(start)
    assert turned.domain.contains(start)
    np.testing.assert_allclose(turned.start, start)
    assert isinstance(turned, Shifted)
    assert isinstance(turned.surface, Rotated)


def test_what_has_no_value_anywhere_is_refused():
    with pytest.raises(InputError, match=r"no finite values within ±1e\+06"):
        assert formula("sqrt(-1 - x**2)").domain


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("exp(x) + y", 0),
        ("exp(-x) + y**2", 0),
        ("x + y", 0),
        ("x**2*y + y", 0),
        ("(x-12)**2 + 10*(y-15)**2", 1),
        ("0.1*x**2 + 2*y**2", 1),
        ("x**2 - y**2 + x", 1),
        ("x**4 - 3*x", 1),
        ("x**5/5 - 5*x**3/3 + 4*x", 4),
        ("x**3", 1),
    ],
)
def test_what_is_proven_for_the_whole_of_space(text, points):
    surface = formula(text)
    assert surface.proven_everywhere
    assert len(surface.stationary_points) == points


@pytest.mark.parametrize(
    "text",
    [
        "(x-y)**2",  # a whole line
        "sin(x)*cos(y)",
        "x**4 + y**4",
        "sqrt(x) + y",  # where it has no value, no slope says anything
        "abs(x) + x**2",
        "x**3 - 3*x + y**2",
        "1/x + y",
    ],
)
def test_nothing_is_proven_where_no_theorem_applies(text):
    assert not formula(text).proven_everywhere
    assert not formula(text, domain=((-1, 1),) * formula(text).dim).proven_everywhere


def test_the_searched_box_is_said_where_it_is_wider_than_what_is_shown():
    surface = formula("x**3 - 3*x + y**2")
    assert surface.searched.sides == ((-10, 10), (-10, 10))
    assert surface.domain != surface.searched
    assert Rotated(surface, 90).searched.sides == ((-10, 10), (-10, 10))
    bounded = formula("x**3 - 3*x + y**2", domain=((-3, 3), (-3, 3)))
    assert bounded.searched == bounded.domain


def test_beyond_the_outlook_nothing_is_claimed():
    typed = formula("(x-1e7)**2")
    assert typed.minima == ()
    assert typed.lowest is None
    assert not typed.lowest_is_proven
    assert not typed.proven_everywhere
    near = formula("(x-1e7)**2", start=(9_999_000.0,))
    assert [minimum.at for minimum in near.minima] == [(1e7,)]


@pytest.mark.parametrize(
    "text", ["log(x - 3)", "log(x - 3) + y**2", "where(x > 2, 1, log(x - 3)) + x", "sqrt(x - 3)*y"]
)
def test_a_domain_without_a_value_is_told(text):
    surface = formula(text, domain=[(-2, 2)] * (1 + ("y" in text)))
    assert not surface.minima
    with pytest.raises(InputError, match=r"no finite values in its domain \[-2, 2\]"):
        surface.start  # noqa: B018


def test_a_start_has_a_value_where_few_points_of_the_domain_have_one():
    surface = formula("log(x - 1.9) + y**2", domain=[(-2, 2), (-2, 2)])
    assert np.isfinite(surface(surface.start))
    assert surface.domain.contains(surface.start)
