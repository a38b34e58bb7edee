"""`theory`: what is known of a quadratic, in a figure and in numbers."""

import json
import re

import pytest


def test_it_draws_and_tells(cli, folder):
    ran = cli("theory")
    assert (ran.code, ran.err.splitlines()[-1]) == (0, "theory-ravine.png")
    assert "0.952381" in ran.out
    told = json.loads(cli("theory", "-f", "x**2 + 9*y**2", "-o", "a.svg", "--json", "-q").out)
    assert told["condition"] == pytest.approx(9.0)
    assert told["descent"]["factor"] == pytest.approx(0.8)
    assert (folder / "a.svg").exists()


def test_no_cell_of_the_table_is_empty_and_what_holds_in_the_long_run_says_so(cli, sketch):
    ran = cli("theory", "ellipsoid")
    header, *rows = ran.out.splitlines()
    conditions, _, _ = ran.err.splitlines()
    assert re.split("  +", header.strip()) == ["theory", "after 10000 steps"]
    cells = [re.split("  +", row.strip()) for row in rows]
    assert [len(row) for row in cells] == [3] * 6
    assert cells[0][0] == "gradient descent: limit of the rate, 2/L"
    low, high = map(float, cells[0][2].split(" to "))
    assert low <= 1e-6 < high
    assert [i for i, row in enumerate(cells) if "in the long run" in row[0]] == [1, 3, 5]
    assert [i for i, row in enumerate(cells) if row[2] == "(theory's is taken)"] == [3, 4]
    assert conditions.startswith("mu 2, L 2e+06, k = L/mu 1e+06 · start (-4, 3) · ")


def test_json_has_what_the_table_has(cli, sketch):
    told = json.loads(cli("theory", "--json", "-q").out)
    assert told["steps"] == 100
    assert told["measured_limit"] == pytest.approx([1, 1], abs=0.03)
    assert told["descent"]["measured_lr"] == pytest.approx(told["descent"]["lr"], rel=0.05)
    assert told["descent"]["measured_factor"] == pytest.approx(told["descent"]["factor"])


def test_the_best_rate_is_found_where_gaps_are_below_all_rounding(cli, sketch):
    formula = "3*x**2 + 2*x*y + 2*y**2 - x + 4*y"
    ran = cli("theory", "-f", formula, "-o", "a.svg")
    (row,) = [line for line in ran.out.splitlines() if "best rate in the long run, 2/" in line]
    assert row.split()[-2:] == ["0.2", "0.2"]


def test_steps_that_differ_are_told(cli, sketch):
    ran = cli("theory", "ravine:condition=1000", "-o", "a.svg")
    assert ran.out.splitlines()[0].split() == ["theory", "measured"]
    assert "rates after 5000 steps, factors within 400" in ran.err


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("theory beale", "quadratics with a minimum"),
        ("theory --steps 1", "between 2 and"),
        ("theory -o a.gif", ".png, .svg, .pdf"),
        ("theory --theme pink", "light, dark"),
    ],
)
def test_what_cannot_be_drawn_is_one_line(typed, said, cli, folder):
    ran = cli(*typed.split())
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not list(folder.iterdir())
