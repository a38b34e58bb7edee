"""A step of a method with velocity is the sum of its parts, in every convention."""

from __future__ import annotations

import numpy as np
import pytest

import surfaces
from optim_viz import optimizers
from optim_viz.studies.explain import explain

WITH_VELOCITY = [
    name for name in optimizers.names() if name.rpartition(".")[2] in ("momentum", "nesterov")
]
SURFACES = ("ravine", "rosenbrock", "bowl:dim=5")


def told_of(name, surface, step, **options):
    return explain(
        optimizers.get(name).replace(lr=0.001), surfaces.get(surface), step=step, **options
    )


def test_all_conventions_are_tried():
    assert {"momentum", "nesterov", "keras.nesterov", "saito.momentum"} <= set(WITH_VELOCITY)


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("name", WITH_VELOCITY)
@pytest.mark.parametrize("step", [1, 2, 9])
def test_the_parts_add_up_to_the_step(name, surface, step):
    told = told_of(name, surface, step, noise=0.1)
    looks_ahead = name.endswith("nesterov")
    kinds = ["gradient", "ahead"] if looks_ahead else ["velocity", "gradient"]
    assert [term.kind for term in told.terms] == kinds
    np.testing.assert_allclose(sum(term.move for term in told.terms), told.parts.move, rtol=1e-8)
    (gradient,) = (term.move for term in told.terms if term.kind == "gradient")
    np.testing.assert_allclose(gradient, -0.001 * told.parts.seen, rtol=1e-12)


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("name", [one for one in WITH_VELOCITY if one.endswith("momentum")])
def test_what_is_kept_is_a_share_of_the_step_before(name, surface):
    before, now = (told_of(name, surface, step) for step in (4, 5))
    np.testing.assert_allclose(now.terms[0].move, 0.9 * before.parts.move, rtol=1e-8)
    assert now.behind is None


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("name", [one for one in WITH_VELOCITY if one.endswith("nesterov")])
def test_the_gradient_is_taken_ahead_of_where_the_step_before_arrived(name, surface):
    """In the textbook's variables the gradient leads from the look ahead to the next point."""
    first = told_of(name, surface, 1)
    np.testing.assert_allclose(first.behind, first.parts.point)
    for step in (2, 7):
        before, now = (told_of(name, surface, one) for one in (step - 1, step))
        arrived = before.parts.point + before.terms[0].move
        np.testing.assert_allclose(now.behind, arrived, rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("name", ["sgd", "adam", "newton", "rmsprop", "lion", "barzilai_borwein"])
def test_other_methods_have_no_parts(name):
    told = explain(optimizers.get(name), surfaces.get("ravine"), step=1)
    assert told.terms == ()
    assert told.behind is None
