"""Formulas on the command line: how they are read, what their variables are called."""

import csv
import json

import pytest

from optim_viz.plots.surface import figure
from surfaces import formula


def test_what_is_read_otherwise_is_said_on_stderr(cli):
    done = cli("show", "-f", "2x^2 + |y|")
    assert done.err == "2x^2 + |y| is read as 2*x**2 + abs(y)\n"
    assert "2·x² + abs(y)" in done.out
    assert cli("show", "-f", "2x^2 + |y|", "-q").err == ""
    assert cli("show", "-f", "2*x**2 + abs(y)").err == ""
    assert cli("check", "-f", "ln(x+20)", "-q").err == ""


def test_several_formulas_are_read_each(cli, tmp_path):
    done = cli("bench", "-f", "x^2", "-f", "2x**2", "--dry-run", "-o", str(tmp_path / "a.png"))
    assert done.err.splitlines()[:2] == ["x^2 is read as x**2", "2x**2 is read as 2*x**2"]


def test_variables_are_told_and_can_be_ordered(cli):
    guessed = cli("show", "-f", "(w-1)**2 + 2*b**2")
    assert guessed.err == "the variables are w, b, in this order; --variables b,w changes it\n"
    assert "at (1, 0)" in guessed.out
    given = cli("show", "-f", "(w-1)**2 + 2*b**2", "--variables", "b, w")
    assert given.err == ""
    assert "at (0, 1)" in given.out
    assert cli("show", "-f", "t**2").err == "the variable is t\n"
    assert cli("show", "-f", "f(w, b) = (w-1)**2 + 2*b**2").out == guessed.out


def test_tables_have_columns_of_that_name(cli, tmp_path, sketch):
    where = tmp_path / "a.csv"
    cli("surface", "-f", "(w-1)**2 + step**2", "--variables", "w,step", "--data", str(where),
         "-o", str(tmp_path / "a.png"))  # fmt: skip
    with where.open(newline="") as text:
        (row,) = csv.DictReader(text)
    assert {**row} == {"kind": "minimum", "value": "0.0", "w": "1.0", "step": "0.0"}
    cli("compare", "-f", "(w-1)**2 + step**2", "--variables", "w,step", "--data", str(where),
         "-a", "newton", "-o", str(tmp_path / "a.png"))  # fmt: skip
    with where.open(newline="") as text:
        first = next(csv.DictReader(text))
    assert first["step"] == "0"
    assert {"w", "variable step"} <= set(first)


def test_axes_carry_the_names():
    page = figure(formula("(w2-1)**2 + theta**2", variables=("w2", "theta")))
    assert page.axes[0].get_xlabel() == "w₂"
    assert "θ" in page.axes[0].get_title("left")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["compare", "--variables", "w,b"], "--variables names those of a formula: -f is missing"),
        (["bench", "--variables", "w,b"], "--variables names those of a formula: -f is missing"),
        (["show", "-f", "w*v", "--variables", "w"], "the variables are w"),
        (["show", "-f", "w*v", "--variables", "w,"], "--variables takes names"),
        (["show", "-f", "1/2x"], "write it as (1/2)*x or as 1/(2*x)"),
    ],
)
def test_what_is_not_clear_is_refused_in_one_line(cli, arguments, told):
    done = cli(*arguments)
    assert done.code == 2
    assert told in done.err
    assert done.err.count("\n") == 1


def test_show_says_that_the_lowest_value_is_not_attained(cli):
    page = " ".join(cli("show", "-f", "sign(x) + x**2 + y**2").out.split())
    assert "It has no known minimum" in page
    assert "lowest value not attained: values come as near as one likes to f = -1 at (0, 0)" in page
    facts = json.loads(cli("show", "-f", "sign(x) + x**2 + y**2", "--json").out)
    assert facts["unattained"] == {"value": -1.0, "near": [0.0, 0.0]}
