"""``optim-viz basins`` takes formulas and moves as the other commands do."""

from __future__ import annotations

import json

import pytest


def shares(cli, *arguments: str) -> list[tuple[str, float]]:
    told = json.loads(cli("basins", *arguments, "--side", "64", "-a", "sgd:lr=0.01", "--json").out)
    return sorted((row["end"], round(row["share"], 2)) for row in told["ends"])


def test_a_formula_has_the_basins_of_the_surface_that_it_spells(cli, tmp_path, sketch):
    box, file = "-5:5,-5:5", str(tmp_path / "a.png")
    formula = "(x**2 + y - 11)**2 + (x + y**2 - 7)**2"
    assert shares(cli, "-f", formula, "--zoom", box, "-o", file) == shares(
        cli, "himmelblau", "--zoom", box, "-o", file
    )


def test_a_shift_moves_the_ends(cli, tmp_path, sketch):
    told = [
        json.loads(
            cli("basins", "bowl", *more, "--side", "32", "-a", "newton", "--json",
                "-o", str(tmp_path / "a.png")).out
        )["ends"][0]["at"]
        for more in ((), ("--shift=1,-2",))
    ]  # fmt: skip
    assert told[0] == pytest.approx([0, 0], abs=1e-9)
    assert told[1] == pytest.approx([1, -2], abs=1e-9)


def test_the_lowest_minimum_found_is_called_that(cli, tmp_path, sketch):
    kinked = "abs(x-2*y+1) + x**2 + 2*(y-1)**2 + sin(3*x)"
    small = ["-a", "sgd:lr=0.1", "--side", "8", "-o", str(tmp_path / "a.png")]
    told = cli("basins", "-f", kinked, *small).out
    assert "lowest found" in told
    assert "at the lowest minimum found with probability" in told
    assert "global" not in told
    assert "at a global minimum with probability" in cli("basins", "himmelblau", *small).out
