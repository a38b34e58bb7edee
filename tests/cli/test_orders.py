"""`orders`: what the methods cost, counted and measured in several dimensions."""

import json
import re

import pytest

from optim_viz.studies.orders import GROWTH, orders


@pytest.fixture(scope="module")
def measured():
    return orders(dimensions=(20, 2, 60), steps=400)


def test_every_method_is_measured_in_every_dimension_once(measured):
    assert [e.dim for e in measured.of("bfgs")] == [2, 20, 60]
    assert len(measured.efforts) == 3 * len(GROWTH)
    for effort in measured.efforts:
        assert effort.seconds > 0
        assert effort.bytes > 0


def test_what_is_counted_is_what_theory_says_of_a_quadratic(measured):
    for effort in measured.of("newton"):
        assert (effort.steps, effort.value, effort.gradient, effort.hessian) == (1, 0, 1, 1)
    for effort in measured.of("sgd"):
        assert effort.gradient == effort.steps
        assert effort.value == effort.hessian == 0
    for effort in measured.of("bfgs") + measured.of("lbfgs"):
        assert effort.hessian == 0
        assert effort.evaluations >= 2 * effort.steps


def test_memory_grows_with_the_square_where_there_is_a_matrix(measured):
    for name, growth in GROWTH.items():
        small, large = (effort.bytes for effort in measured.of(name)[1:])
        assert large / small > (4.0 if growth.memory == 2 else 1.0)
        if growth.memory == 1:
            assert large / small < 4


def test_it_draws_and_tells(cli, folder):
    ran = cli("orders", "--dims", "2,6", "--steps", "50", "-o", "a.png")
    assert (ran.code, ran.err.splitlines()[-1]) == (0, "a.png")
    assert (folder / "a.png").stat().st_size > 10_000
    assert "L-BFGS" in ran.out
    told = json.loads(cli("orders", "rosenbrock", "--dims", "2", "--json", "-q").out)
    assert told["surface"] == "rosenbrock"
    assert [item["order"] for item in told["efforts"]] == [1, 1.5, 1.5, 2]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("orders ravine --dims 2,5", "for surfaces of any dimension; ravine has 2"),
        ("orders ravine -f x**2", "not both"),
        ("orders --dims 2,3 --shift 1,2,3", "a shift of"),
        ("orders nowhere", "unknown surface"),
        ("orders bowl:dim=5", "leave dim out of 'bowl:dim=5': .* as in `bowl --dims 5`"),
        ("orders ellipsoid:dim=3,condition=9", "as in `ellipsoid:condition=9 --dims 3`"),
        ("orders --dims 2,x", "whole numbers"),
        ("orders --dims 0", "whole numbers"),
        ("orders --dims 10000", "at most"),
        ("orders --steps 0", "between 1 and"),
        ("orders -o a.gif", ".png, .svg, .pdf"),
        ("orders --theme pink", "light, dark"),
    ],
)
def test_what_cannot_be_measured_is_one_line(typed, said, cli, folder):
    ran = cli(*typed.split())
    assert (ran.code, ran.out) == (2, "")
    assert re.search(said, ran.err)
    assert len(ran.err.splitlines()) == 1
    assert not list(folder.iterdir())


def test_a_surface_of_one_dimension_is_measured_there(cli, folder, sketch):
    told = json.loads(cli("orders", "-f", "x**2/20 + y**2", "--rotate", "30", "--json", "-q").out)
    assert told["surface"] == "x**2/20 + y**2, rotated 30°"
    assert [item["dim"] for item in told["efforts"]] == [2] * len(GROWTH)


def test_every_dimension_is_turned_and_moved(cli, folder, sketch):
    still, moved = (
        json.loads(cli("orders", "--dims", "2,7", "--json", "-q", *more).out)["efforts"]
        for more in ((), ("--rotate", "40", "--shift=1,2"))
    )
    for one, other in zip(still, moved, strict=True):  # none of these methods sees its place
        assert other["steps"] == pytest.approx(one["steps"], abs=1)
