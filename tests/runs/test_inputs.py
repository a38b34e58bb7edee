from functools import partial

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.optimizers import adam, sgd
from surfaces import InputError

RAVINE = surfaces.get("ravine")


class Signed:
    """A step that is an object."""

    def __call__(self, f, x, *, lr=0.1):
        return x - lr * np.sign(f.gradient(x))


def scaled(scale, f, x, *, lr=0.1):
    return x - scale * lr * f.gradient(x)


def test_a_step_may_be_an_object_that_is_called():
    assert str(optim_viz.run(Signed(), RAVINE, steps=2).optimizer) == "signed"
    halved = optim_viz.run(partial(scaled, 0.5), RAVINE, steps=3)
    np.testing.assert_array_equal(
        halved.points, optim_viz.run("sgd:lr=0.05", RAVINE, steps=3).points
    )
    assert str(halved.optimizer) == "scaled"


@pytest.mark.parametrize("door", [optim_viz.run, optim_viz.sweep])
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"start": (1, 2, 3)}, "a start on ravine has 2 coordinates, not 3"),
        ({"start": 1.0}, "2 coordinates, not a single number"),
        ({"start": np.ones((3, 2))}, "2 coordinates, not 3"),
        ({"start": (1, np.nan)}, "a start is finite"),
        ({"start": (1, np.inf)}, "a start is finite"),
        ({"start": np.ones((2, 0))}, "nothing to run"),
        ({"steps": 0}, "steps is a whole number, at least 1, not 0"),
        ({"steps": -3}, "steps is a whole number, at least 1, not -3"),
        ({"steps": 2.5}, "steps is a whole number, at least 1, not 2.5"),
        ({"noise": -1.0}, "the size of a noise is a finite number, at least 0, not -1"),
        ({"noise": np.nan}, "the size of a noise is a finite number"),
        ({"noise": np.inf}, "the size of a noise is a finite number"),
        ({"seed": -1}, "a seed is a whole number, at least 0, not -1"),
        ({"seed": 0.5}, "a seed is a whole number"),
        ({"start": np.ones((2, 3)), "seed": [1, 2]}, r"do not broadcast: \(3,\), \(\), \(2,\)"),
    ],
)
def test_wrong_input_is_answered_in_one_line(door, options, message):
    with pytest.raises(InputError, match=message) as error:
        door(sgd(), RAVINE, **options)
    assert "\n" not in str(error.value)


def test_a_history_that_does_not_fit_is_refused_before_it_is_made():
    with pytest.raises(InputError, match="GiB of history"):
        optim_viz.run(sgd(), RAVINE, np.ones((2, 10**6)), steps=10**6)


def test_the_start_that_was_given_is_not_handed_on():
    start = np.array([-7.0, 2.0])
    run = optim_viz.run(sgd(lr=0.1), RAVINE, start, steps=3)
    assert start.tolist() == [-7.0, 2.0]
    start[:] = 0
    assert run.points[:, 0].tolist() == [-7.0, 2.0]


@pytest.mark.parametrize("door", [optim_viz.run, optim_viz.sweep])
@pytest.mark.parametrize(
    ("optimizer", "surface", "message"),
    [
        ("adm", RAVINE, r"unknown optimizer 'adm'; did you mean adam"),
        (adam, RAVINE, r"^adam is no optimizer; write adam\(\) or optim_viz.optimizers.get"),
        (RAVINE, sgd(), "^ravine is no optimizer, but a surface: run.optimizer, surface."),
        (sgd(), "bowll", r"unknown surface 'bowll'; did you mean bowl"),
        (None, RAVINE, r"NoneType is no optimizer: give a name"),
        (sgd(), None, r"None is no surface, .* becomes one by surfaces.from_functions\(f\)"),
        (sgd(), 3.0, r"3.0 is no surface, but float"),
        (sgd(), RAVINE.start, r"is no surface, but tuple"),
    ],
)
def test_what_is_no_optimizer_or_surface_is_told_how_to_become_one(
    door, optimizer, surface, message
):
    with pytest.raises(InputError, match=message):
        door(optimizer, surface)


def test_knobs_have_names():
    with pytest.raises(InputError, match="adam takes its knobs by name, and these are: lr, beta1"):
        adam(0.1)
