"""Formulas far out, flat, kinked, endless or without values: one figure or one line, no crash."""

import json
import warnings

import pytest

RUNS = [
    ("compare", "-f", "(x-500)**2 + y**2", "--start=480,3", "-a", "adam", "-a", "newton"),
    ("compare", "-f", "max(x,1e100)", "-a", "adam", "-a", "newton"),
    ("compare", "-f", "max(x**2 + y**2, 1)", "-a", "adam", "-a", "newton"),
    ("compare", "-f", "0**x", "-a", "adam", "-a", "newton"),
    ("compare", "-f", "exp(200*x)*x", "-a", "sgd"),
    ("compare", "-f", "exp(1000*x)", "-a", "momentum:lr=1e150", "-a", "sgd", "--domain=-3:3"),
    ("compare", "-f", "(x+1e12)**2 + y**2", "-a", "sgd:lr=1e-300", "--start=0,0"),
    ("compare", "-f", "-exp(-x**2-y**2)", "-a", "sgd", "--start=480,3", "--rotate", "30"),
    ("compare", "-f", "x0 + x1 + x2", "-a", "sgd"),
    ("surface", "-f", "x/abs(x)", "--domain=400:600"),
    ("surface", "-f", "0*x + y + x**2*1e-99*1e-99"),
    ("basins", "-f", "x/abs(x)", "-a", "bfgs", "--side", "9", "--domain=400:600"),
    ("basins", "-f", "x**2 - y**4", "-a", "momentum", "--side", "9", "--steps", "40"),
]

REFUSED = [
    (("explain", "newton", "-f", "(x-y)**2"), "the Hessian is singular there"),
    (("explain", "newton", "-f", "x + y"), "the Hessian is singular there"),
    (("explain", "newton", "-f", "abs(x) + abs(y)"), "the Hessian is singular there"),
    (("explain", "sgd:lr=1e300"), "is lost by step 1: it then goes to (7e+299, -4e+300)"),
    (("explain", "adam:lr=1e200", "-f", "x**2 + y**2"), "is lost by step 1"),
    (("explain", "momentum:lr=1e200", "--step", "2"), "is lost by step 2"),
    (("compare", "-f", "x**2 + y**2", "--start=1e154,0"), "further than 1000 times the domain"),
    (("compare", "-f", "atan(x) + y**2", "--start=1e100,1"), "further than 1000 times the domain"),
    (("orders", "-f", "x0**2 + x1**2 - x2**2"), "lowest value"),
]


@pytest.mark.parametrize("typed", RUNS, ids=" ".join)
def test_odd_formulas_are_drawn(cli, typed):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ran = cli(*typed, "-o", "a.png", "--dpi", "40")
    assert ran.code == 0, ran.err


@pytest.mark.parametrize(("typed", "message"), REFUSED, ids=str)
def test_what_cannot_be_drawn_is_refused_in_one_line(cli, files, typed, message):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ran = cli(*typed)
    assert (ran.code, files()) == (2, {})
    assert message in ran.err
    assert ran.err.count("\n") == 1


def test_where_a_maximum_is_looked_for_it_rises_without_bound(cli, sketch):
    ran = cli("compare", "-f", "x**3", "--maximize", "--start=1", "-a", "sgd:lr=0.5")
    assert "rose without bound" in ran.out


def test_what_falls_without_bound_leaves_no_domain(cli, sketch):
    for formula, start in (("x**3", "-1"), ("-exp(x)", "1"), ("x**2 - y**4", "1,0.5")):
        typed = ("compare", "-f", formula, f"--start={start}", "-a", "momentum:lr=0.5", "--json")
        (row,) = json.loads(cli(*typed).out)["results"]
        assert (row["status"], row["gap"]) == ("fell without bound", None)
        (row,) = json.loads(cli(*typed, "--domain=-2:2").out)["results"]
        assert row["status"] == "left the domain"


@pytest.mark.parametrize(("formula", "start"), [("sqrt(x) + y**2", "0.8,2"), ("acosh(x)", "1.5")])
def test_what_ends_where_a_formula_is_not_defined_has_not_fallen_without_bound(
    formula, start, cli, sketch
):
    for method in ("sgd:lr=0.05", "adam:lr=0.3"):
        ran = cli("compare", "-f", formula, f"--start={start}", "-a", method, "--json")
        (row,) = json.loads(ran.out)["results"]
        assert row["status"] == "left the domain"
