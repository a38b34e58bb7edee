"""No point is called stationary whose gradient is not zero, at the border of where f is defined."""

import numpy as np
import pytest
import sympy as sp

import surfaces
from surfaces.custom.hollows import rises_from

X, Y = sp.symbols("x y", real=True)

FORMULAS = [
    "x**2 + y**2 - log(x)",
    "x**2 + y**2 - 2*log(x)",
    "x - log(x) + (y-1)**2",
    "x - log(x)",
    "x**2 + y**2 - sqrt(x)",
    "x**2 + y**2 - log(x) - log(y)",
    "1/x + x + y**2",
    "x**2 + y**2 - x**0.3",
    "log(x)**2 + y**2",
    "x*log(x) + y**2",
    "32*x**5 + exp(1 + x) + tan(x**(-2))",
    "log(x**2 + y**2)",
    "exp(x**2) + y**2",
    "x*y**2*log(y)",
    "x**2 + y**2 + exp(1/x)",
    "x**2 + y**2 + 3*sinh(x**3)",
    "sqrt(x + y) + x**2 + y**2",
]

POINTS = {
    "1/x + x + y**2": 2,
    "32*x**5 + exp(1 + x) + tan(x**(-2))": 3,
    "log(x**2 + y**2)": 0,
    "x**2 + y**2 + 3*sinh(x**3)": 2,
    "sqrt(x + y) + x**2 + y**2": 0,
}
"""How many smooth stationary points there are, where it is not one."""


@pytest.mark.parametrize("text", FORMULAS)
def test_no_point_is_listed_where_the_gradient_is_not_zero_to_forty_digits(text):
    surface = surfaces.formula(text)
    value = sp.sympify(text, locals={"x": X, "y": Y})
    symbols = (X, Y)[: surface.dim]
    smooth = [p for p in surface.stationary_points if not (p.on_edge or p.kink)]
    assert len(smooth) == POINTS.get(text, 1)
    for point in smooth:
        assert abs(point.value) < float("inf")
        at = dict(zip(symbols, map(sp.Float, point.at, ["40"] * surface.dim), strict=True))
        for symbol in symbols:
            slope = sp.diff(value, symbol)
            size = sum(abs(term.evalf(40, subs=at)) for term in sp.Add.make_args(sp.expand(slope)))
            bend = sum(
                abs(sp.diff(slope, by).evalf(40, subs=at) * at[by]) for by in symbols
            )  # a point is known to its last digits only
            assert abs(slope.evalf(40, subs=at)) <= 1e-9 * size + 1e-14 * bend, point


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("(x-1)**4 + y**4", (1, 0)),
        ("x**20", (0,)),
        ("(x-2)**3", (2,)),
        ("x**3 - 3*x*y**2", (0, 0)),
        ("x**2 + y**2 - 2*log(x)", (1, 0)),
    ],
)
def test_a_point_with_little_curvature_or_beside_a_pole_is_still_found(text, at):
    points = surfaces.formula(text).stationary_points
    assert [point.at for point in points] == [pytest.approx(at, abs=1e-6)]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2*(x0+1.61)**2 - cos(2*(x0+1.61)) + (x1+1.6)**4 + x2**2 + x3**4", (-1.61, -1.6, 0, 0)),
        ("(x0+1.4)**4 + 2*(x1-0.27)**2 + (x2-1)**4 + (x3-0.4)**4", (-1.4, 0.27, 1.0, 0.4)),
        ("7*(x0+1.32)**2 + 2*(x1+1)**2 + (x2-1.01)**4 + (x0-x1+0.32)**2", (-1.32, -1.0, 1.01)),
    ],
)  # fmt: skip
def test_a_flat_minimum_has_its_fewest_digits_in_every_coordinate(text, at):
    (minimum,) = surfaces.formula(text).minima
    assert minimum.at == at


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("where(x < 0, x**2, x**2 + 1) + y**2", []),
        ("where(x < 0, x**2, x**2 + 1)", []),
        ("where(x <= 0, x**2, x**2 + 1) + y**2", [(0, 0)]),
        ("where(x + y < 1, x + y, 3) + (x - y)**2 + (x + y)**2", [(-0.25, -0.25)]),
        ("heaviside(x - 1) + (x - 2)**2 + y**2", [(2, 0)]),
    ],
)
def test_no_minimum_is_listed_on_the_high_side_of_a_jump(text, places):
    typed = surfaces.formula(text)
    assert [minimum.at for minimum in typed.minima] == [
        pytest.approx(at, abs=1e-6) for at in places
    ]


@pytest.mark.parametrize(
    "text", ["x0**2 + x1**2*x2**2", "x0**2*x1**2 + x2**2 + x0**2", "(x0*x1 - 1)**2 + x2**2"]
)
def test_points_of_a_curve_of_minima_are_no_single_minima_above_two_dimensions(text):
    typed = surfaces.formula(text)
    assert typed.minima == ()
    assert typed.continuum.kind == "curve"
    assert typed.lowest == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("x**2 + y**2 - log(x*y)", [(-(0.5**0.5), -(0.5**0.5)), (0.5**0.5, 0.5**0.5)]),
        ("1/x + x**2*y**2 + sqrt(x*y)", []),
        ("x0*x1*x2 + 1/x0 + 1/x1 + 1/x2", [(1, 1, 1)]),
    ],
)
def test_a_place_without_a_value_or_beside_a_pole_is_no_minimum(text, places):
    found = [minimum.at for minimum in surfaces.formula(text).minima]
    assert len(found) == len(places)
    assert all(one == pytest.approx(at) for one, at in zip(found, places, strict=True))


def test_a_single_minimum_in_a_tip_of_a_case_is_no_curve():
    typed = surfaces.formula("where(x < 0, x**2, sqrt(x)) + y**2")
    assert [minimum.at for minimum in typed.minima] == [(0, 0)]
    assert typed.continuum is None


def test_zero_has_no_sign():
    assert str(surfaces.formula("max(x + y, x - y, -x)").lowest) == "0.0"


@pytest.mark.parametrize(
    ("text", "minima", "others"),
    [
        ("sin(x)/x", 2, 2),
        ("(1-cos(x))/x**2", 2, 2),
        ("(sin(x)/x)**2 + y**2", 6, 4),
        ("x*y/(x**2+y**2) + x**2 + y**2", 0, 0),
    ],
)
def test_zeros_of_the_rounding_beside_a_division_of_0_by_0_are_no_stationary_points(
    text, minima, others
):
    typed = surfaces.formula(text)
    points = typed.stationary_points
    assert sum(one.kind == "minimum" for one in points) == len(typed.minima) == minima
    assert len(points) == minima + others
    assert not any(np.linalg.norm(one.at) < 1e-3 for one in points)


def test_a_limit_that_is_higher_than_all_around_is_a_maximum():
    (top,) = surfaces.formula("(x**2+y**2)*log(x**2+y**2)").stationary_points
    assert top.kind == "maximum"
    assert top.value == pytest.approx(0, abs=1e-12)
    assert top.at == pytest.approx((0, 0), abs=1e-6)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("x**4 - 2*x**2*y + y**2 + y**4", (0, 0)),
        ("(1-x)**4 + 100*(y-x**2)**2", (1, 1)),
        ("(y-sin(x))**2 + x**6", (0, 0)),
    ],
)
def test_a_flat_minimum_in_a_bent_valley_is_one_point(text, at):
    (point,) = surfaces.formula(text).stationary_points
    assert (point.at, point.value, point.kind) == (at, 0, "minimum")


@pytest.mark.parametrize(
    ("text", "rises"), [("(x0**2-x1)**2 + x1**4 + x2**2", True), ("(x0**2-x1)**2 + x2**2", False)]
)
def test_a_floor_that_rises_slowly_is_no_curve_of_minimizers(text, rises):
    typed = surfaces.formula(text, domain=surfaces.Box.cube(-2, 2, 3))
    end = np.array([0.015, 0.015**2 + 1e-9, 0.0])
    assert rises_from(typed, np.zeros(3), end, typed.domain) == rises
