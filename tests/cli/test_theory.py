"""`theory`: what is known of a quadratic, in a figure and in numbers."""

import json

import pytest


def test_it_draws_and_tells(cli, folder):
    ran = cli("theory")
    assert (ran.code, ran.out) == (0, "theory-ravine.png\n")
    assert "0.952381" in ran.err
    told = json.loads(cli("theory", "-f", "x**2 + 9*y**2", "-o", "a.svg", "--json", "-q").out)
    assert told["condition"] == pytest.approx(9.0)
    assert told["descent"]["factor"] == pytest.approx(0.8)
    assert (folder / "a.svg").exists()


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
