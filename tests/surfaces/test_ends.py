"""Minima where the values of a formula end, or where it is infinitely steep.

``END_FUZZ=200 pytest tests/surfaces/test_ends.py`` tries as many random formulas.
"""

import os
import random

import numpy as np
import pytest

import surfaces
from optim_viz import run
from optim_viz.optimizers import sgd
from surfaces import Box


@pytest.mark.parametrize(
    ("text", "value", "at"),
    [
        ("sqrt(x) + y**2", 0, (0, 0)),
        ("sqrt(x-1/3) + abs(y-1/7)", 0, (1 / 3, 1 / 7)),
        ("sqrt(x-2) + abs(y)", 0, (2, 0)),
        ("acosh(x) + (y-1)**2", 0, (1, 1)),
        ("asin(x)", -np.pi / 2, (-1,)),
        ("acos(x) - 1", -1, (1,)),
        ("x**1.5 + y**2", 0, (0, 0)),
        ("sqrt(x+y) + sqrt(x-y) + x**2", 0, (0, 0)),
        ("cbrt(x)**2 + (y-1)**2", 0, (0, 1)),
        ("(x**2)**(1/3) + abs(y)", 0, (0, 0)),
        ("abs(x-y)**0.5 + abs(x+y-2)**0.3", 0, (1, 1)),
        ("where(y > 0, sqrt(x), x**2) + y**2", 0, (0, 0)),
        ("sqrt(x0) + sqrt(x1-1) + (x2-2)**2", 0, (0, 1, 2)),
        ("100*sqrt(abs(y - 0.01*x**2)) + 0.01*abs(x + 10)", 0, (-10, 1)),  # Bukin N. 6
        ("100*sqrt(abs(y - 0.02*x**2)) + 0.1*abs(x - 5)", 0, (5, 0.5)),
    ],
)
def test_a_minimum_at_an_end_is_found(text, value, at):
    typed = surfaces.formula(text)
    (minimum,) = typed.minima
    assert minimum.at == pytest.approx(at, abs=1e-12)
    assert minimum.value == typed.lowest == pytest.approx(value, abs=1e-15)
    assert minimum.is_global
    assert minimum.kink
    assert np.all(typed.domain.low <= at)
    assert np.all(at <= typed.domain.high)


@pytest.mark.parametrize("text", ["sqrt(x) + y**2", "asin(x)", "acosh(x) + y**2", "x**1.5 + y**2"])
def test_a_bound_that_an_end_attains_is_a_proof(text):
    assert surfaces.formula(text).lowest_is_proven


@pytest.mark.parametrize(
    "text",
    ["y**2 - sqrt(x)", "y**2 + 1/sqrt(x) + x*0", "y**2 - acosh(x)", "x**1.5 - x - 3*x**2 + y**2"],
)
def test_an_end_from_which_it_falls_is_no_minimum(text):
    assert not any(minimum.at[1] == 0 for minimum in surfaces.formula(text).minima)


def test_a_rim_may_be_a_curve_of_minima():
    typed = surfaces.formula("sqrt(1-x**2-y**2)")
    assert typed.minima == ()
    assert typed.lowest == typed.continuum.value == 0
    assert typed.continuum.extent == 1
    np.testing.assert_allclose((typed.continuum.points**2).sum(axis=0), 1, atol=1e-14)


def test_a_given_domain_bounds_the_ends():
    assert surfaces.formula("sqrt(x) + y**2", domain=Box((1, 3), (-1, 1))).minima == ()
    (minimum,) = surfaces.formula("sqrt(x) + y**2", domain=Box((-1, 3), (-1, 1))).minima
    assert minimum.at == (0, 0)


def test_a_tip_does_not_take_the_time_of_an_end():
    assert surfaces.formula("sqrt(x**2 + y**2)").pieces is None
    assert surfaces.formula("sqrt(2 + sin(x)) + y**2").pieces is None


def test_a_run_that_steps_over_an_end_has_left_where_the_formula_is_defined():
    typed = surfaces.formula("sqrt(x) + y**2")
    assert run(sgd(lr=0.1), typed, start=(1, 1)).status == "left the domain"
    assert run(sgd(lr=1e9), typed, start=(1, 1)).status == "diverged"
    assert run(sgd(lr=3.0), surfaces.formula("x**4 + y**2"), start=(3, 1)).status == "diverged"


def random_case(seed):
    """Return a root or a cusp plus a parabola, and its lowest value by a line search.

    Of all points with u = t that on the line through the centre is lowest: what is left is
    a·√t + (t − c)²/n in one variable.
    """
    r = random.Random(seed)
    c = np.array([round(r.uniform(-3, 3), 1) for _ in range(2)])
    w = np.array([r.choice([0.5, 1, 2, 7]) for _ in range(2)])
    a = np.array([r.choice([-2, -1, 1, 3]), r.choice([0, 1, -1.5])])
    b, height = round(r.uniform(-3, 3), 1), r.choice([0.5, 1, 4, 9])
    fold, power = r.choice(["({})", "abs({})"]), r.choice([0.5, 0.75, 1.5])
    u = fold.format(f"{a[0]:g}*x + {a[1]:g}*y + ({b:g})")
    text = f"{height:g}*{u}**{power} + {w[0]:g}*(x-({c[0]:g}))**2 + {w[1]:g}*(y-({c[1]:g}))**2"
    centre, width = float(a @ c + b), float((a * a / w).sum())
    t, step = np.linspace(0 if fold == "({})" else -40, 40, 8001), 0.01
    for _ in range(5):
        f = height * np.abs(t) ** power + (t - centre) ** 2 / width
        best, step = t[f.argmin()], step / 100
        t = np.append(best + step * np.arange(-200, 201), 0)
        t = np.abs(t) if fold == "({})" else t
    return text, float(f.min())


@pytest.mark.parametrize("seed", range(int(os.environ.get("END_FUZZ", "6"))))
def test_the_lowest_of_a_root_and_a_parabola_is_found(seed):
    text, lowest = random_case(seed)
    typed = surfaces.formula(text)
    assert typed.lowest == pytest.approx(lowest, abs=1e-9), text
    for minimum in typed.minima:
        assert typed(minimum.at) == pytest.approx(minimum.value, abs=1e-6), text
