"""`optim-viz map`: what is typed, what is told, what is refused."""

import json

import pytest
from PIL import Image

from optim_viz import optimizers

SMALL = ("--x", "lr=0.1:2.2:12", "--y", "momentum=0:0.9:10")


def test_it_draws_and_tells(cli, folder):
    ran = cli("map", *SMALL, "--dpi", "40")
    assert (ran.code, ran.err.splitlines()[-1]) == (0, "map-ravine.png")
    assert "stable below lr = (2 + 2β)/L" in ran.err
    with Image.open(folder / "map-ravine.png") as picture:
        recipe = json.loads(picture.info["Description"])["map"]
    assert recipe["x"] == ["lr", 0.1, 2.2, 12]
    assert recipe["optimizer"] == "momentum"


def test_the_same_command_gives_the_same_bytes(cli, files):
    cli("map", *SMALL, "-q", "--dpi", "40")
    before = files()
    cli("map", *SMALL, "-q", "--dpi", "40")
    assert files() == before


def test_json(cli, sketch):
    told = json.loads(cli("map", *SMALL, "--json", "-q", "-o", "a.svg").out)
    assert told["written"] == ["a.svg"]
    assert sum(told["shares"].values()) == pytest.approx(1)
    assert told["theory"]["lr"] == pytest.approx(1.3358, abs=1e-4)
    assert set(told["best"]) == {"lr", "momentum", "steps_per_digit"}


def test_every_option_counts(cli, folder):
    typed = ["-f", "x**2 + 9*y**2", "--rotate", "20", "--shift", "1,1", "--start=-1,1"]
    shown = ("--theme", "dark", "--dpi", "40", "-o", "a.png", "--json")
    ran = cli("map", *typed, *SMALL, "--steps", "40", *shown)
    recipe = json.loads(ran.out)["recipe"]["map"]
    assert (recipe["rotate"], recipe["shift"], recipe["start"]) == (20, [1, 1], [-1, 1])
    assert (recipe["steps"], recipe["theme"]) == (40, "dark")
    with Image.open(folder / "a.png") as picture:
        assert picture.getpixel((0, 0))[0] < 64


def test_a_dry_run_writes_nothing(cli, files):
    ran = cli("map", "--dry-run")
    assert (ran.code, ran.out) == (0, "")
    assert "would write map-ravine.png" in ran.err
    assert not files()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("map --x lr=0.1", "--x is KNOB=LOW:HIGH[:COUNT], as in lr=0.01:1:200; not 'lr=0.1'"),
        ("map --x lr=a:b", "--x is KNOB=LOW:HIGH"),
        ("map --x lr=0.1:1:2.5", "the count is a whole number, not 2.5"),
        ("map --x lr=1:0.1", "lr goes from LOW to a higher HIGH, not 1:0.1:240"),
        ("map --x lr=0.1:1:1", "lr takes 2 to 1024 values, not 1"),
        ("map --x lr=0.1:1:9999", "lr takes 2 to 1024 values, not 9999"),
        ("map --x rl=0.1:1", "did you mean lr?"),
        ("map --x lr=0:1", "momentum: lr is greater than 0, not 0"),
        ("map --y lr=0.1:1", "x and y are two knobs, not lr twice"),
        ("map -a momentum:lr=0.1", "lr is on an axis: do not set it in momentum:lr=0.1 as well"),
        ("map -a adam", "two of lr, beta1, beta2, eps, weight_decay, as in --x lr=0.001:10 --y"),
        ("map -a sign_descent", "sign_descent has one knob, lr: a map needs two"),
        ("map -a newton --x lr=0.1:1 --y lr=0.1:1", "newton has no knob"),
        ("map -a adam -a sgd", "a map shows one method, not 2: adam, sgd"),
        ("map -a lbfgs --x c1=0.1:0.9 --y memory=1:5", "unknown knob of lbfgs: 'memory'"),
        ("map saddle", "saddle"),
        ("map ravin", "did you mean ravine"),
        ("map --start 0,0", "nothing to gain"),
        ("map --start 1,2,3", "2 coordinates, not 3"),
        ("map --steps 3", "between 8 and 100000, not 3"),
        ("map -o a.gif", ".png, .svg, .pdf"),
        ("map --theme drak", "did you mean dark"),
    ],
)
def test_wrong_input_is_one_line(cli, files, typed, said):
    ran = cli(*typed.split())
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err
    assert not files()


def test_the_best_of_theory_is_said_to_be_outside(cli, sketch):
    typed = ("--x", "lr=0.1:0.5:8", "--y", "momentum=0:0.3:8", "--json")
    ran = cli("map", *typed)
    assert json.loads(ran.out)["theory"]["inside"] is False
    assert "theory: lr 1.336, momentum 0.4026 (outside the axes)" in ran.err


@pytest.mark.parametrize("name", optimizers.names())
def test_what_a_refusal_advises_can_be_typed(cli, name):
    said = cli("map", "himmelblau", "-a", name, "--dry-run").err
    if "as in" in said:
        advice = said.split("as in ")[1].split()
        assert cli("map", "himmelblau", "-a", name, *advice, "--dry-run").code == 0
