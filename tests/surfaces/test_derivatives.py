"""Derivatives of formulas: the same expressions as SymPy's own ``diff`` gives."""

import pytest

from surfaces import formula
from surfaces.custom.derivatives import derivative, second_derivatives

TEXTS = [
    "x**2*y - 3*x*y**3 + 7",
    "exp(-x**2)*cos(3*x + y)/(1 + y**2)",
    "sqrt(1 + x**2) + x**y + 2**x + x**0.3",
    "log1p(x**2) + expm1(y) + log(2 + sin(x), 3) + log2(x**2 + 1) + log10(y**2 + 1)",
    "max(x, y) + min(x**2, abs(y)) + sign(x)*heaviside(y) + sigmoid(x*y) + softplus(x)",
    "where(x < y, x**2, sin(y)) + where(x >= 0, 1, y) + cbrt(x)",
    "atan(x/y) + asin(x)*acosh(y) + tanh(x)**3 + atan2(y, x)",
    "((x + y)**2 + (x - y)**4)**1.5*(x*y*(x + 1))",
]


@pytest.mark.parametrize("text", TEXTS)
def test_they_are_those_of_sympy(text):
    surface = formula(text)
    f, (x, y) = surface.expression, surface._symbols
    slopes = [derivative(f, x), derivative(f, y)]
    assert slopes == [f.diff(x), f.diff(y)]
    bends = [f.diff(x).diff(x), f.diff(y).diff(x), f.diff(y).diff(y)]
    assert second_derivatives(slopes, (x, y)) == bends


def test_a_formula_of_one_variable_does_not_change_with_another():
    x, y = formula("x + y")._symbols
    assert derivative(formula("x**2 + sin(x)").expression, y) == 0
    assert derivative(x, x) == 1
