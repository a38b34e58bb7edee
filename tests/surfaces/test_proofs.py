"""What is called the lowest value is proven to be it; otherwise it is the lowest found."""

import numpy as np
import pytest

import surfaces
from optim_viz.cli.catalogue import points_table
from surfaces import Rotated
from surfaces.custom.proofs import is_convex, value_range

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
]
OPEN = [
    "x0**2 + 2*x1**2 + 3*x2**2 + sin(x0*x1*x2)",
    "x0**4 - x0**2 + x1**2 + x2**2",
    "-abs(x) + x**2 + y**2",
    "abs(x*y) - x + x**2 + y**2",
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
