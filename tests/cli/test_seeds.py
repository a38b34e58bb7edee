"""`compare --noise KIND --seeds N` on the command line."""

import json

import pytest


def test_seeds_are_told_in_the_table_and_the_recipe(cli, sketch, folder):
    ran = cli("compare", "--noise", "heavy:0.3:2", "--seeds", "5", "-o", "a.png", "--steps", "20")
    assert (ran.code, ran.out) == (0, "a.png\n")
    assert "median gap" in ran.err
    assert "10 %" in ran.err
    assert "5 seeds" in ran.err
    recipe = json.loads((folder / "a.png").read_text("utf-8"))["compare"]
    assert (recipe["noise"], recipe["seeds"]) == ("heavy:0.3:2", 5)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("--seeds 5", "no difference"),
        ("--noise 1 --seeds 0", "between 1 and"),
        ("--noise 1 --seeds 100000", "between 1 and"),
        ("--noise heavi:1", "did you mean heavy"),
        ("--noise heavy", "expected heavy"),
        ("--noise=-1", "at least 0"),
        ("--noise nan", "finite"),
    ],
)
def test_what_cannot_be_is_one_line(typed, said, cli, folder):
    ran = cli("compare", *typed.split())
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not list(folder.iterdir())
