"""Functions of formulas: their values and derivatives, against mpmath with 40 digits."""

import itertools
import math
import pickle

import mpmath
import numpy as np
import pytest
import sympy

import surfaces
from surfaces import InputError
from surfaces.custom.building import _CLOSED
from surfaces.custom.expressions import KINKED, NUMERIC, in_powers
from surfaces.custom.vocabulary import FUNCTIONS, SYNONYMS

mp = mpmath.mp.clone()
mp.dps = 40

SAME = {
    # a formula, and the same by mpmath
    "sin(x*y)": lambda x, y: mp.sin(x * y),
    "cos(x) + tan(y)": lambda x, y: mp.cos(x) + mp.tan(y),
    "asin(x/4)*acos(y/4)": lambda x, y: mp.asin(x / 4) * mp.acos(y / 4),
    "atan(x*y)": lambda x, y: mp.atan(x * y),
    "atan2(y, x)": lambda x, y: mp.atan2(y, x),
    "sinh(x) + cosh(y)*tanh(x)": lambda x, y: mp.sinh(x) + mp.cosh(y) * mp.tanh(x),
    "asinh(x*y) + acosh(4 + x) + atanh(y/4)": lambda x, y: (
        mp.asinh(x * y) + mp.acosh(4 + x) + mp.atanh(y / 4)
    ),
    "exp(x)*log(4 + y)": lambda x, y: mp.exp(x) * mp.log(4 + y),
    "log(4 + x, 3 + y/2)": lambda x, y: mp.log(4 + x) / mp.log(3 + y / 2),
    "log2(4 + x)*log10(4 + y)": lambda x, y: mp.log(4 + x, 2) * mp.log(4 + y, 10),
    "log1p(x**2)*expm1(y)": lambda x, y: mp.log1p(x**2) * mp.expm1(y),
    "sqrt(4 + x) + cbrt(x*y)": lambda x, y: (
        mp.sqrt(4 + x) + mp.sign(x * y) * mp.cbrt(abs(x * y))
    ),
    "hypot(x, y - 1)": lambda x, y: mp.hypot(x, y - 1),
    "pow(4 + x, y)": lambda x, y: mp.power(4 + x, y),
    "abs(x)*y + sign(y)*x**2": lambda x, y: abs(x) * y + mp.sign(y) * x**2,
    "heaviside(x)*y**2": lambda x, y: (mp.sign(x) + 1) / 2 * y**2,
    "sigmoid(3*x - y)": lambda x, y: 1 / (1 + mp.exp(y - 3 * x)),
    "softplus(2*x*y)": lambda x, y: mp.log(1 + mp.exp(2 * x * y)),
    "relu(x)*y**2": lambda x, y: max(x, 0) * y**2,
    "min(x**3, y, 1) - max(x, y**2, x*y)": lambda x, y: min(x**3, y, 1) - max(x, y**2, x * y),
    "sum(x, y**2, 3)*mean(x*y, 2, x)": lambda x, y: (x + y**2 + 3) * (x * y + 2 + x) / 3,
    "where(x < y, x**2*y, sqrt(x - y))": lambda x, y: (
        x**2 * y if x < y else mp.sqrt(x - y)
    ),
    "where(0 < x < 1 or not y > 0, log(4 + x), y**3)": lambda x, y: (
        mp.log(4 + x) if 0 < x < 1 or not y > 0 else y**3
    ),
    "where(x > 0 and y > 0, 1/x, 1/(x - 9))": lambda x, y: (
        1 / x if x > 0 and y > 0 else 1 / (x - 9)
    ),
    "x**2*y if x >= 0 else sin(y)": lambda x, y: x**2 * y if x >= 0 else mp.sin(y),
}  # fmt: skip


@pytest.mark.parametrize("text", SAME)
def test_values_and_derivatives_are_those_of_forty_digits(text):
    typed, exact = surfaces.formula(text, domain=((-3, 3), (-3, 3))), SAME[text]
    points = np.random.default_rng(0).uniform(-3, 3, (2, 12))
    for at in points.T:
        try:
            value = exact(*map(mp.mpf, at))
        except ValueError:
            value = mp.nan
        if not mp.isfinite(value) or value.imag:
            continue
        assert typed(at) == pytest.approx(float(value), rel=1e-12, abs=1e-12)
        for i, j in ((1, 0), (0, 1)):
            slope = mp.diff(exact, tuple(map(mp.mpf, at)), (i, j))
            mine = typed.gradient(at)[j]
            assert mine == pytest.approx(float(slope), rel=1e-10, abs=1e-10)
        for (i, j), entry in (((2, 0), (0, 0)), ((1, 1), (0, 1)), ((0, 2), (1, 1))):
            bend = mp.diff(exact, tuple(map(mp.mpf, at)), (i, j))
            mine = typed.hessian(at)[entry]
            assert mine == pytest.approx(float(bend), rel=1e-9, abs=1e-9)


def test_every_function_has_been_tried():
    tried = " ".join(SAME)
    assert not [name for name in FUNCTIONS if f"{name}(" not in tried]
    assert set(SYNONYMS.values()) <= set(FUNCTIONS)
    assert {one for several in KINKED.values() for one in several} <= set(NUMERIC)


@pytest.mark.parametrize("name", _CLOSED)
def test_a_function_of_a_number_is_that_number(name):
    """As an exponent, it decides where the formula has a value."""
    typed = surfaces.formula(f"x*{name}(2) + x*{name}(1.5) + x**2", domain=((-3, 3),))
    number = FUNCTIONS[name]
    assert typed((1.0,)) == pytest.approx(number(2) + number(1.5) + 1, rel=1e-14)
    assert surfaces.formula(f"x**{name}(4)", domain=((1, 3),))((2.0,)) == pytest.approx(
        2.0 ** number(4), rel=1e-13
    )


def test_small_and_large_arguments_keep_their_digits():
    at = np.array([[1e-12, 800.0, -800.0, -40.0]])
    with mpmath.workdps(40):
        for text, exact in (
            ("sigmoid(x)", lambda x: 1 / (1 + mpmath.exp(-x))),
            ("softplus(x)", lambda x: mpmath.log1p(mpmath.exp(x))),
        ):
            typed = surfaces.formula(text, domain=((-1000, 1000),))
            wanted = [float(exact(mpmath.mpf(x))) for x in at[0]]
            np.testing.assert_allclose(typed(at), wanted, rtol=1e-14, atol=1e-300)
            slopes = [float(mpmath.diff(exact, mpmath.mpf(x))) for x in at[0, [0, 3]]]
            np.testing.assert_allclose(typed.gradient(at)[0, [0, 3]], slopes, rtol=1e-13)
            assert np.isfinite(typed.hessian(at)).all()
    assert surfaces.formula("log1p(x)", domain=((0, 1),))((1e-18,)) == 1e-18


@pytest.mark.parametrize(
    ("text", "kinks"),
    [
        ("where(x < 0, x**2, sqrt(x))", "where cases change over; root of 0 where x = 0"),
        ("where(x < 1, 1, 1/x) + x**2", "where cases change over"),
        ("where(x > 0.5, 1, 1/x)", "where cases change over; division by 0 where x = 0"),
        ("where(x > 2, 1, log(x - 3)) + x", "where cases change over; no value where x − 3 < 0"),
        ("sign(x)*x**2", "where sign change over"),
        ("cbrt(x)**2", "infinite slope where x = 0"),
        ("log10(x)**2", "no value where x < 0"),
        ("sigmoid(x) + softplus(-x)", ""),
    ],
)
def test_kinks_and_singularities_are_named_where_they_are(text, kinks):
    assert surfaces.formula(text, domain=((-2, 2),)).kinks.partition("; it falls")[0] == kinks


@pytest.mark.parametrize(
    ("text", "at", "lowest"),
    [
        ("softplus(x) - x/3", -math.log(2), math.log(1.5) + math.log(2) / 3),
        ("log10(x)^2", 1, 0),
        ("where(x < 0, x², 3x)", 0, 0),
        ("|x - 1| + ½x²", 1, 0.5),
        ("relu(x) + sigmoid(-x) + x²", 0, 0.5),
    ],
)
def test_minima_of_such_formulas_are_found(text, at, lowest):
    typed = surfaces.formula(text, domain=((-2, 2),))
    (minimum,) = typed.minima
    assert minimum.at == pytest.approx((at,), abs=1e-9)
    assert minimum.value == pytest.approx(lowest, abs=1e-12)


def test_variables_have_the_names_that_are_given():
    typed = surfaces.formula("(w-1)**2 + b**2")
    assert typed.coordinates == ("w", "b")
    assert typed.minima[0].at == (1.0, 0.0)
    turned = surfaces.formula("(w-1)**2 + b**2", variables=("b", "w"))
    assert turned.coordinates == ("b", "w")
    assert turned.minima[0].at == (0.0, 1.0)
    assert turned == surfaces.formula("f(b, w) = (w-1)**2 + b**2")
    assert turned == pickle.loads(pickle.dumps(turned))
    assert turned.title == "(w−1)² + b²"
    assert surfaces.formula("theta**2 + w1**2").title == "θ² + w₁²"
    assert surfaces.formula("x**2", variables=["x", "y"]).dim == 2
    assert surfaces.formula("y = width*bias", variables=["width", "bias"]).dim == 2
    assert surfaces.formula("x0 + x1").coordinates == ("x0", "x1")
    assert surfaces.get("rosenbrock").coordinates == ("x", "y")
    assert surfaces.get("rosenbrock:dim=3").coordinates == ("x0", "x1", "x2")
    assert surfaces.Rotated(typed, 30).coordinates == ("w", "b")


@pytest.mark.parametrize(
    ("text", "names", "told"),
    [
        ("f(u, v) = u*v", ["v", "u"], "names the variables u, v already"),
        ("x*y", ["x", "x"], "named twice"),
        ("x*y", ["x", "sin"], "is a function"),
        ("x*y", ["x"], "the variables are x"),
        ("x*y", ["x y"], "cannot read"),
        ("x*y", ["for"], "allowed are"),
        ("x*y", ["__class__"], "begins with a letter"),
        ("x*y", [], "cannot read"),
    ],
)
def test_names_that_cannot_be_are_refused(text, names, told):
    with pytest.raises(InputError, match=told):
        surfaces.formula(text, variables=names)


def test_repeated_factors_of_polynomials_are_found_and_no_others():
    x, y = symbols = sympy.symbols("x y", real=True)
    once = (x - 1, x * y - 2, x**2 + y**2 - 4, y - x**3, 2 * x + 1, y)
    for one, other in itertools.permutations(once, 2):
        for powers in ((1, 1), (2, 1), (1, 3)):
            expanded = sympy.expand(one ** powers[0] * other ** powers[1] / 3)
            found = in_powers(expanded, symbols)
            assert sympy.expand(found - expanded) == 0
            assert powers != (1, 1) or found == expanded
            assert max(powers) in {1, *(power.exp for power in found.atoms(sympy.Pow))}
            assert powers == (1, 1) or found.is_Mul
