"""`compare --noise KIND --seeds N` on the command line."""

import json
import re

import pytest


def test_seeds_are_told_in_the_table_and_the_recipe(cli, sketch, folder):
    ran = cli("compare", "--noise", "heavy:0.3:2", "--seeds", "5", "-o", "a.png", "--steps", "20")
    assert (ran.code, ran.err.splitlines()[-1]) == (0, "a.png")
    words = "optimizer  lr  median gap  10 %  90 %  reached 1e-06  status  mean evaluations"
    assert re.sub("  +", "  ", ran.lines[0]) == words
    assert "5 seeds" in ran.err
    recipe = json.loads((folder / "a.png").read_text("utf-8"))["compare"]
    assert (recipe["noise"], recipe["seeds"]) == ("heavy:0.3:2", 5)


def test_over_seeds_nothing_is_said_of_one_seed(cli, sketch):
    noise = ["--noise", "relative:0.9", "--seeds", "9"]
    typed = ("compare", "-a", "sgd:lr=0.9", "-a", "sgd:lr=9", *noise)
    results, lines = json.loads(cli(*typed, "--json").out)["results"], cli(*typed).lines[1:]
    assert len(results) == 2
    for row, line in zip(results, lines, strict=True):
        many = row["over_seeds"]
        assert sum(many["status"].values()) == many["seeds"] == 9
        gap = many["gap"]["median"]
        shown = "-" if gap is None else f"{gap:.3g}"
        status = ", ".join(f"{count} {word}" for word, count in many["status"].items())
        assert re.split("  +", line)[2] == shown
        assert f"{many['reached_target']} of 9" in line
        assert status in line
    assert "diverged" in line


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
