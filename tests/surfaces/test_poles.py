"""Formulas that divide by 0, or take roots and logarithms of it: seen, said, and never won."""

import numpy as np
import pytest

import surfaces
from optim_viz.studies.compare import compare
from surfaces import Rotated, Shifted

PLANE = ((-5, 5), (-5, 5))


@pytest.mark.parametrize(
    ("text", "domain", "kinks"),
    [
        ("1/x", None, "division by 0 where x = 0; it falls without bound there"),
        (
            "1/(x - 1) + y**2",
            None,
            "division by 0 where x − 1 = 0; it falls without bound there",
        ),
        ("x**2 + 1/(x - 3)**2", None, "division by 0 where x − 3 = 0"),
        ("1/(x**2 + y**2)", PLANE, "division by 0 where x² + y² = 0"),
        ("1/(x**2 + y**2 - 2*x + 1)", PLANE, "division by 0 where x² − 2·x + y² + 1 = 0"),
        ("x**-0.5", [(0, 1)], "division by 0 where x = 0"),
        ("exp(1/x)", None, "division by 0 where x = 0"),
        ("log(x)", None, "log of 0 where x = 0; it falls without bound there"),
        ("x*log(x)", None, "log of 0 where x = 0"),
        ("-log(1 - x**2 - y**2)", None, "no value where −x² − y² + 1 < 0"),
        ("sqrt(x**2 + y**2)", None, "root of 0 where x² + y² = 0"),
        ("sqrt(x)", [(-1, 1)], "no value where x < 0"),
        ("sqrt(x**2)", None, "where abs change over"),
        ("asin(x)", [(-1, 1)], "infinite slope where 1 − x² = 0"),
        ("tan(x)", None, "tan jumps where cos(x) = 0; it falls without bound there"),
        ("x**y", [(0.0, 2), (-1, 1)], "power of 0 where x = 0"),
        (
            "1/abs(x - 1) + 1/max(x, y)",
            PLANE,
            "where abs, max change over; division by 0 where max(x, y) = 0; division by 0 where"
            " abs(x − 1) = 0; it falls without bound there",
        ),
        (
            "1/x0 + x1**2 + x2**2",
            [(-1, 1)] * 3,
            "division by 0 where x₀ = 0; it falls without bound there",
        ),
    ],
)
def test_where_there_is_no_value_it_says_so(text, domain, kinks):
    typed = surfaces.formula(text, domain=domain)
    assert sorted(typed.kinks.split("; ")) == sorted(kinks.split("; "))
    assert not typed.smooth
    assert typed.bounded == ("falls without bound" not in kinks)


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("1/(x**2 + y**2 + 1)", PLANE),
        ("1/x", [(0.5, 2)]),
        ("log(x)", [(0.5, 2)]),
        ("log(1 + exp(-x)) + x**2", None),
        ("sqrt(1 + x**2)", None),
        ("2**x + x**2", None),
        ("x**2.5", [(0, 2)]),
        ("1/(x - 7) + 1/x**2", [(1, 5)]),
        ("tan(x) + x**2", [(-1, 1)]),
        ("asin(x/2)", [(-1, 1)]),
        ("(1 + x**2)**y", [(-1, 1), (-1, 1)]),
    ],
)
def test_what_does_not_happen_in_the_domain_is_not_claimed(text, domain):
    typed = surfaces.formula(text, domain=domain)
    assert typed.kinks == ""
    assert typed.smooth
    assert typed.bounded


@pytest.mark.parametrize(
    "text",
    [
        *["-1/x**2", "x**2 - 1e-12/(x - 1.00017)**2", "log(abs(x - y))", "x**2 + y**2 + 1/(x - y)"],
        *["1/sin(x)", "log(x**2 + y**2)", "-exp(1/x)", "tan(x)*y", "log(x**2)/abs(x)"],
    ],
)
def test_what_falls_into_a_pole_has_no_lowest_value(text):
    typed = surfaces.formula(text)
    assert not typed.bounded
    assert typed.lowest is None
    assert not any(minimum.is_global for minimum in typed.minima)
    moved = Shifted(typed, (0.5,) * typed.dim)
    assert not moved.bounded
    assert moved.lowest is None


@pytest.mark.parametrize(
    ("text", "lowest"),
    [
        ("x**2 + 1/x**2", 2),
        ("x*log(x)", -np.exp(-1)),
        ("1/(x*(1 - x))", 4),
        ("x**2 + y**2 + 1/(x - y)**2", 2**0.5),
        ("-log(1 - x**2 - y**2)", 0),
        ("sin(x)/x + x**2/50", None),
    ],
)
def test_a_pole_that_only_rises_hides_no_minimum(text, lowest):
    domain = [(0, 1)] if "(1 - x))" in text else None
    typed = surfaces.formula(text, domain=domain)
    assert typed.bounded
    assert typed.minima
    assert any(minimum.is_global for minimum in typed.minima)
    if lowest is not None:
        assert typed.lowest == pytest.approx(lowest, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "count"), [("exp(1/x)", 0), ("exp(1/x) + x**2", 1), ("exp(1/x**3)", 0)]
)
def test_rounded_to_zero_beside_a_pole_is_no_minimum(text, count):
    typed = surfaces.formula(text)
    assert len(typed.minima) == count
    assert all(minimum.at[0] > 0.1 for minimum in typed.minima)
    assert typed.lowest is None


def test_lower_ground_at_the_edge_makes_a_minimum_local():
    (local,) = surfaces.formula("x**3 - 3*x", domain=[(-3, 2)]).minima
    assert not local.is_global


def test_no_rate_is_tuned_to_the_step_that_falls_into_the_pole():
    pole = surfaces.formula("1/(x - 1) + y**2")
    for ground in (pole, Rotated(pole, 30)):
        told = compare(ground, steps=20).conditions
        assert told[0] == "lr 0.01 for all: no lowest f is known"
        ours, theirs = (compare(ground, steps=20, lr=lr).rows() for lr in ("tuned", 0.01))
        assert ours == theirs
    away = surfaces.formula("1/(x + 6) + y**2 + x**2", domain=((-5, 5), (-5, 5)))
    assert compare(away, steps=20).conditions[0].startswith("lr: best of")
