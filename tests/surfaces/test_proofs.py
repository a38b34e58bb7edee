"""What is called the lowest value is proven to be it; otherwise it is the lowest found."""

import numpy as np
import pytest
import sympy as sp

import surfaces
from optim_viz.cli.surface_pages import points_table
from surfaces import Rotated
from surfaces.custom.proofs import _degree, is_convex, value_range

PROVEN = [
    "x**2 + y**2",
    "abs(x-2*y+1) + x**2 + 2*(y-1)**2",
    "(x-y)**2",
    "sin(x-y)",
    "x**2 + x*y + y**2 + abs(x+y-1)",
    "sqrt(x**2 + y**2)",
    "max(x+y, -x+2*y, -y-1)",
    "abs(abs(x)-1) + y**2",
    "(x-1)**2 + 1000000*(y-x**2)**2",
    "abs(x) - 2*exp(-x**2) + y**2",
    "exp(abs(x-2*y)) + x**2 + y**2",
    "x0**2 + x1**2 + x2**2 + abs(x0-1)",
    "x0**2*x1**2 + (x0-1)**2 + x2**4",
    "x0**4 - x0**2 + x1**2 + x2**2",
    "x**4 + y**4 - y**2",
    "x**6 - 3*x**4 + x + y**2",
    "x**2/9 - sin(x)",
    "sin(3*x) + x**2/50 + y**2",
    "cosh(x) - 3*cos(y) + y**2 - y",
    "abs(x*y) - x + x**2 + y**2",
]
OPEN = [
    "x0**2 + 2*x1**2 + 3*x2**2 + sin(x0*x1*x2)",
    "exp(-x**2) - 3*exp(-(x-1)**2) + y**2 - 4*exp(-(x-5000)**2)",
    "-abs(x) + x**2 + y**2",
    "exp(x) + exp(-x) - 3*x + y**2 - cos(y)",
    "x**2 - 2*x*y + y**2",
]


@pytest.mark.parametrize("text", PROVEN)
def test_convexity_and_bounds_prove_the_lowest(text):
    typed = surfaces.formula(text)
    assert typed.lowest is not None
    assert typed.lowest_is_proven
    far = np.random.default_rng(0).normal(scale=50, size=(typed.dim, 4000))
    assert typed(far).min() >= typed.lowest
    assert "lowest found" not in points_table(typed)


@pytest.mark.parametrize("text", OPEN)
def test_without_a_proof_it_is_the_lowest_found(text):
    typed = surfaces.formula(text)
    assert typed.lowest is not None
    assert not typed.lowest_is_proven
    assert "lowest found" in " ".join(points_table(typed).split())
    assert not Rotated(typed, 30).lowest_is_proven


@pytest.mark.parametrize(
    "text",
    [
        "sin(3*x) - x/10",
        "-sin(3*x)*cos(2*y) - x**2/20 - y**2/20",
        "cos(5*x) + cos(5*y) - x/20",
        "sin(4*x)*sin(4*y) - log(1 + x**2 + y**2)",
        "sin(x0) + sin(x1) + sin(x2) - x0/20",
    ],
)
def test_what_falls_without_end_has_no_lowest_value_however_many_minima(text):
    typed = surfaces.formula(text)
    assert typed.minima
    assert typed.lowest is None
    assert not any(minimum.is_global for minimum in typed.minima)


@pytest.mark.parametrize(
    ("text", "sides", "low", "high"),
    [
        ("x**4 - 2*x**2 + y", {"x": (0.5, 3), "y": (1, 2)}, 0, 65),
        ("x**4 - 2*x**2", {}, -1, np.inf),
        ("x**3 - x", {"x": (-np.inf, 0)}, -np.inf, 2 / 27**0.5),
        ("exp(x) - y**2", {"x": (1e9, np.inf)}, -np.inf, np.inf),
        ("3*x - x**2 + sin(y)", {}, -np.inf, 3.25),
        ("x*y", {"x": (1, 2), "y": (-3, 5)}, -6, 10),
    ],
)
def test_ranges_hold_every_value_that_is_met(text, sides, low, high):
    typed = surfaces.formula(text)
    expression = typed.expression
    box = {x: sides[str(x)] for x in expression.free_symbols if str(x) in sides}
    assert value_range(expression, box) == pytest.approx((low, high))


def test_a_plain_function_with_kinks_has_a_lowest_found():
    own = surfaces.from_functions(lambda p: abs(p[0]) + p[1] ** 2)
    assert not own.lowest_is_proven
    assert "lowest found" in points_table(own)
    assert surfaces.get("ackley").lowest_is_proven


@pytest.mark.parametrize(
    "text",
    [
        "x**2 - 3*y**4 + 2", "abs(x) - exp(-y**2)", "sin(x)*cos(y) - 2*tanh(x*y)",
        "3 - sqrt(x**2 + 4)",
        "max(sin(x), cos(y)) + min(x**2, 3)", "cosh(x)*(y**2 + 1)", "1/(1 + x**2)", "(x - y)**3",
        "log(2 + sin(x))", "exp(sin(x) - y**2)", "-x**2*y**2", "abs(x - 2)**1.5 + (x*y - 1)**2",
    ],
)  # fmt: skip
def test_values_lie_in_their_range(text):
    typed = surfaces.formula(text)
    low, high = value_range(typed.expression)
    values = typed(np.random.default_rng(1).normal(scale=3, size=(typed.dim, 5000)))
    assert low <= np.nanmin(values) + 1e-12
    assert np.nanmax(values) <= high + 1e-12


@pytest.mark.parametrize("text", [*PROVEN, *OPEN, "x**3", "x*y", "max(x, -y**2)", "x**2 - y**2"])
def test_what_is_called_convex_bends_upwards_between_any_two_points(text):
    typed = surfaces.formula(text)
    one, other = np.random.default_rng(2).normal(scale=2, size=(2, typed.dim, 3000))
    bends_up = typed((one + other) / 2) <= (typed(one) + typed(other)) / 2 + 1e-9
    if is_convex(typed.expression):
        assert bends_up.all()


def test_convex_formulas_are_recognized():
    found = {text for text in [*PROVEN, *OPEN] if is_convex(surfaces.formula(text).expression)}
    assert {PROVEN[i] for i in (0, 1, 2, 4, 5, 6, 10, 11)} <= found
    assert not found & {OPEN[i] for i in range(4)}


@pytest.mark.parametrize(
    ("text", "degree"),
    [
        ("x*y**2 + x", 3), ("(x + y)**3*x", 4), ("7 + pi*x", 1), ("sin(2)*x**2", 2),
        ("(x + y)**2 - (x - y)**2", 2), ("(x + 1)**2 - x**2", 1), ("(x + 1)*(x - 1) - x**2 + y", 1),
        ("x + sin(y)", np.inf), ("(x + y)**2/x", np.inf), ("sqrt(x)", np.inf),
    ],
)  # fmt: skip
def test_degrees_are_those_of_the_expanded_polynomial(text, degree):
    expression = surfaces.formula(text).expression
    assert _degree(expression) == degree
    if degree < np.inf:
        assert sp.Poly(expression.expand(), *expression.free_symbols).total_degree() == degree
