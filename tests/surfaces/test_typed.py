"""Formulas that are typed in: exact, explored, and no second-class surfaces."""

import math
import pickle
import subprocess
import sys
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import surfaces
from surfaces.box import Box

SAME = {
    "ravine": "x**2/20 + y**2",
    "rosenbrock": "100*(y - x**2)**2 + (1 - x)**2",
    "rosenbrock:dim=3": "100*(x1-x0**2)**2 + (1-x0)**2 + 100*(x2-x1**2)**2 + (1-x1)**2",
    "himmelblau": "(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
    "beale": "(1.5-x+x*y)**2 + (2.25-x+x*y**2)**2 + (2.625-x+x*y**3)**2",
    "three_hump_camel": "2*x**2 - 1.05*x**4 + x**6/6 + x*y + y**2",
    "rastrigin": "20 + x**2 - 10*cos(2*pi*x) + y**2 - 10*cos(2*pi*y)",
    "mccormick": "sin(x + y) + (x - y)**2 - 1.5*x + 2.5*y + 1",
    "easom": "-cos(x)*cos(y)*exp(-(x - pi)**2 - (y - pi)**2)",
    "forrester": "(6*x - 2)**2*sin(12*x - 4)",
    "bukin_n6": "100*sqrt(abs(y - 0.01*x**2)) + 0.01*abs(x + 10)",
    "saddle": "x**2 - y**2",
}


@pytest.mark.parametrize("spec", SAME)
def test_a_typed_formula_is_as_good_as_the_catalogue(spec):
    ours = surfaces.get(spec)
    typed = surfaces.formula(SAME[spec], domain=ours.charted, start=ours.start)
    box = ours.charted
    points = np.random.default_rng(0).uniform(box.low, box.high, (100, box.dim)).T
    for mine, theirs in [
        (ours, typed), (ours.gradient, typed.gradient), (ours.hessian, typed.hessian)
    ]:  # fmt: skip
        known = mine(points)
        size = 1e-11 * np.abs(known).max()
        np.testing.assert_allclose(theirs(points), known, rtol=1e-9, atol=size)
    assert typed.start == ours.start
    if ours.smooth and ours.dim <= 2:
        assert typed.survey.certified
        assert len(typed.stationary_points) == len(ours.stationary_points)
    assert len(typed.minima) == len(ours.minima)
    for mine, theirs in zip(ours.minima, typed.minima, strict=True):
        assert min(np.abs(np.subtract(m.at, mine.at)).max() for m in typed.minima) < 1e-9 * max(
            1, np.abs(mine.at).max()
        )
        assert mine.kink == theirs.kink
        assert mine.is_global == theirs.is_global
    assert typed.lowest == pytest.approx(ours.lowest, abs=1e-12)


@pytest.mark.parametrize("batch", [(), (5,), (3, 4), (0,)])
@pytest.mark.parametrize("text", ["x**2/20 + y**2", "x*y + max(x, y)", "y", "x0 + x1*x2 + 3*x3"])
def test_shapes_follow_the_batch(text, batch):
    typed = surfaces.formula(text)
    d = typed.dim
    points = np.random.default_rng(0).normal(size=(d, *batch))
    assert typed(points).shape == batch
    assert typed.gradient(points).shape == (d, *batch)
    assert typed.hessian(points).shape == (d, d, *batch)
    assert typed.hessian(points).dtype == float


numbers = st.sampled_from(["1", "2", "0.5", "3.25", "1e-1", "pi", "e", "0.30000000000000004"])
terms = st.recursive(
    st.one_of(numbers, st.sampled_from(["x", "y"])),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(st.sampled_from(["sin", "cos", "tanh", "atan", "abs"]), inner).map(
            lambda t: f"{t[0]}({t[1]})"
        ),
        st.tuples(inner, inner).map(lambda t: f"max({t[0]}, {t[1]})"),
        st.tuples(inner, st.sampled_from([2, 3])).map(lambda t: f"({t[0]})**{t[1]}"),
    ),
    max_leaves=6,
)


@settings(max_examples=40, deadline=None)
@given(text=terms, x=st.floats(-2, 2), y=st.floats(-2, 2))
def test_a_formula_means_what_python_means(text, x, y):
    names = {name: getattr(math, name) for name in ("sin", "cos", "tanh", "atan", "pi", "e")}
    meant = eval(text, {"__builtins__": {"abs": abs, "max": max}}, {**names, "x": x, "y": y})
    typed = surfaces.formula(f"{text} + exp(x + y)", domain=Box((-2, 2), (-2, 2)))
    assert typed((x, y)) == pytest.approx(meant + math.exp(x + y), rel=1e-10, abs=1e-10)


@pytest.mark.parametrize(
    ("text", "latex", "written"),
    [
        ("x**2/20+y**2", r"\frac{x^{2}}{20} + y^{2}", "x²/20+y²"),
        ("abs(x)", r"\left|{x}\right|", "abs(x)"),
        ("max(x, 0, y)**2", r"\max\left(x,\, 0,\, y\right)^{2}", "max(x, 0, y)²"),
        ("0.26*x", "0.26 x", "0.26·x"),
        ("sqrt(x)*pi", r"\pi \sqrt{x}", "√(x)·π"),
        ("x0 - x1**-2", r"x_{0} - \frac{1}{x_{1}^{2}}", "x₀ − x₁⁻²"),
        ("x**0.5", r"\sqrt{x}", "x^0.5"),
    ],
)
def test_words_for_titles(text, latex, written):
    typed = surfaces.formula(text)
    assert typed.latex == latex
    assert typed.title == typed.formula == written
    assert str(typed) == text
    assert typed.name == "formula"
    assert typed.derivatives == "exact, by SymPy"


def test_view_and_start_are_proposed():
    typed = surfaces.formula("(x - 3)**2/9 + (y + 1)**2")
    assert typed.minima[0].at == (3.0, -1.0)
    assert typed.domain == Box((-3, 9), (-3, 1))
    assert typed.inside(typed.start)
    assert np.linalg.norm(typed.gradient(typed.start)) > 0.1
    wells = surfaces.formula("x**4 - 2*x**2 + 0.3*x")
    assert [m.is_global for m in wells.minima] == [True, False]
    assert all(wells.inside(m.at) for m in wells.minima)
    half = surfaces.formula("x - log(x)")
    assert half.domain.low[0] >= 0
    assert np.isfinite(half(half.start))


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("abs(x) + abs(y - 1)", (0, 1)),
        ("sqrt(x**2 + y**2)", (0, 0)),
        ("max(abs(x), 2*abs(y))", (0, 0)),
        ("abs(x - y) + x**2", (0, 0)),
        ("x**4 + y**4", (0, 0)),
        ("abs(x)**1.5", (0,)),
        ("x**100", (0,)),
        ("x**100 + y**100", (0, 0)),
        ("(x + y)**40 + (x - y)**100", (0, 0)),
    ],
)
def test_tips_creases_and_flat_bottoms_are_found(text, at):
    (minimum,) = surfaces.formula(text).minima
    assert minimum.at == pytest.approx(at, abs=1e-6)
    assert surfaces.formula(text).lowest == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        *["1/x", "log(x**2)", "x + y", "exp(x)", "exp(x) + y**2", "x*y", "x - abs(x)"],
        *["exp(-(x - y)**2)", "1/(1 + x**2)", "(x - y)**2 + 0.001*x", "-exp(x)", "atan(x) + y**2"],
    ],
)
def test_what_has_no_lowest_point_claims_none(text):
    typed = surfaces.formula(text)
    assert typed.minima == ()
    assert typed.lowest is None


def test_no_lowest_value_where_the_edge_is_lower():
    typed = surfaces.formula("x**3 - 3*x", domain=[(-3, 2)])
    assert [m.at for m in typed.minima] == [(1.0,)]
    assert typed.lowest is None
    assert surfaces.formula("x**3 - 3*x", domain=[(-1.5, 2)]).lowest == -2


def test_four_dimensions_are_searched_and_not_claimed():
    valley = surfaces.formula(
        "100*(x1-x0**2)**2+(1-x0)**2+100*(x2-x1**2)**2+(1-x1)**2+100*(x3-x2**2)**2+(1-x2)**2",
        domain=[(-2, 2)] * 4,
    )
    listed = surfaces.get("rosenbrock", dim=4).minima
    assert len(valley.minima) == 2
    for found, known in zip(valley.minima, listed, strict=True):
        assert found.at == pytest.approx(known.at, abs=1e-9)
    assert not valley.minima_complete


@pytest.mark.parametrize("text", ["x0**2 + x1**4 + x2**2", "x0**2 + 2*x1**2 + x2**4 + 3*x3**2"])
def test_a_flat_bottom_is_found_in_more_dimensions_too(text):
    (minimum,) = surfaces.formula(text).minima
    assert minimum.at == (0.0,) * surfaces.formula(text).dim
    assert surfaces.formula(text).lowest == 0


@pytest.mark.parametrize("text", ["exp(100*x)", "exp(exp(x))", "x**-100"])
def test_where_the_curvature_overflows_nothing_is_stationary(text):
    assert surfaces.formula(text).stationary_points == ()
    assert surfaces.formula(text).domain == Box((-5, 5))


def test_beside_a_kink_the_derivatives_are_those_of_the_side():
    np.testing.assert_array_equal(surfaces.formula("max(x, 3*y)").gradient([4, 1]), [1, 0])
    np.testing.assert_array_equal(surfaces.formula("max(x, 3*y)").gradient([2, 1]), [0, 3])
    np.testing.assert_array_equal(surfaces.formula("min(x, 3*y)").gradient([4, 1]), [0, 3])
    np.testing.assert_array_equal(surfaces.formula("min(x, 3*y)").gradient([2, 1]), [1, 0])
    np.testing.assert_array_equal(surfaces.formula("abs(x)*y").gradient([-2, 5]), [-5, 2])
    np.testing.assert_array_equal(surfaces.formula("max(0, x)**2").hessian([[-1, 1]]), [[[0, 2]]])


def test_derivatives_at_a_kink_are_the_mean_of_both_sides():
    assert surfaces.formula("abs(x)").gradient([0.0]) == 0
    np.testing.assert_array_equal(surfaces.formula("max(x, y)").gradient([1, 1]), [0.5, 0.5])
    np.testing.assert_array_equal(surfaces.formula("min(x, 3*y)").gradient([3, 1]), [0.5, 1.5])
    assert surfaces.formula("sqrt(x**2)").hessian([0.0]) == 0
    assert "abs change over" in surfaces.formula("abs(x) + y").kinks
    assert not surfaces.formula("abs(x) + y").smooth
    assert surfaces.formula("x + y").smooth


def test_all_digits_of_a_number_count():
    assert surfaces.formula("0.30000000000000004*x")([1.0]) == 0.30000000000000004


def test_overflow_and_holes_are_no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert surfaces.formula("exp(x)")([1e4]) == np.inf
        assert np.isnan(surfaces.formula("log(x)")([-1.0]))
        assert surfaces.formula("1/x")([0.0]) == np.inf


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("x - x", {}, "the same everywhere"),
        ("1/(x - x)", {}, "no real value"),
        ("x*tan(pi/2)", {}, "no real value"),
        ("sqrt(-1 - x**2)", {}, "no finite values within"),
        ("*".join(f"(x + {i}*y)" for i in range(19)), {}, "too long to be differentiated"),
        ("x + y", {"domain": [(0, 1)]}, "2 coordinates, its domain 1"),
        ("x", {"start": (1, 2)}, "1 coordinates, its start 2"),
        ("log(x)", {"start": (-1,)}, "no finite value at its start"),
        ("x", {"domain": [(2, 1)]}, "low < high"),
    ],
)
def test_what_cannot_be_a_surface_is_refused(text, options, message):
    with pytest.raises(ValueError, match=message):
        _ = surfaces.formula(text, **options).domain


def test_a_formula_is_a_value():
    typed = surfaces.formula("x**2 + y**2", start=(1, 2))
    assert typed == surfaces.formula("x**2 + y**2", start=(1, 2))
    assert hash(typed) == hash(surfaces.formula("x**2 + y**2", start=(1, 2)))
    typed.hessian((1, 1))
    again = pickle.loads(pickle.dumps(typed))
    assert again == typed
    assert again((1, 2)) == 5
    assert "formula" not in surfaces.names()


def test_sympy_is_loaded_by_a_formula_only():
    code = "import sys, surfaces; surfaces.names(); a = 'sympy' in sys.modules;"
    code += "surfaces.formula('x**2'); print(a, 'sympy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "True"]


def test_a_refused_formula_does_not_wait_for_sympy():
    code = "import sys, surfaces\ntry: surfaces.formula('x +')\n"
    code += "except surfaces.InputError: print('sympy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False"]
