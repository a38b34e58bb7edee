"""Slices that paths are seen on: values on them are exact, and what is off them is said to be."""

from __future__ import annotations

import numpy as np
import pytest

import surfaces
from optim_viz.recipes.compare import FIRST_ORDER, CompareRecipe
from optim_viz.studies.compare import compare
from optim_viz.studies.planes import slice_of
from surfaces import InputError
from surfaces.models.planes import filter_direction

NETWORK = "network:data=moons,layers=2-6-1,activation=tanh"
FIELD = ("sgd:lr=0.5", "momentum:lr=0.1", "adam:lr=0.02")
KINDS = ("filter", "pca", "start,sgd,adam", "sgd,momentum,adam")


@pytest.fixture(scope="module")
def raced():
    return compare(NETWORK, FIELD, steps=30)


@pytest.mark.parametrize("kind", KINDS)
def test_values_of_a_slice_are_those_of_the_model_there(raced, kind):
    found = slice_of(kind, raced.runs, 0)
    plane = found.plane(found.span)
    for i, run in enumerate(raced.runs):
        inside = found.origin[:, np.newaxis] + found.directions @ found.paths[i]
        np.testing.assert_allclose(plane(found.paths[i]), raced.surface(inside), rtol=1e-12)
        off = np.linalg.norm(run.points - inside, axis=0)
        np.testing.assert_allclose(off, found.off[i], atol=1e-9)
        away = run.points - inside  # what is left out is orthogonal to the plane
        assert np.abs(found.directions.T @ away).max() < 1e-9 * np.abs(found.directions).max() * 60
        on = found.is_on(i)
        np.testing.assert_allclose(plane(found.paths[i][:, on]), run.values[on], rtol=1e-9)


@pytest.mark.parametrize(
    ("kind", "on"),
    [("filter", {1}), ("pca", {1}), ("start,sgd,adam", {0, 2}), ("sgd,momentum,adam", {0, 1, 2})],
)
def test_the_points_of_a_plane_lie_on_it_and_others_do_not(raced, kind, on):
    found = slice_of(kind, raced.runs, 0)
    lowest = min(range(3), key=lambda i: float(raced.runs[i].values[-1]))
    assert lowest == 1
    assert {i for i in range(3) if found.is_on(i)[-1]} == on
    for i in on:
        assert found.end_value(i) == pytest.approx(raced.runs[i].values[-1], rel=1e-9)
    assert found.is_on(0)[0] == ("start" in kind)


def test_shares_are_those_of_all_iterates_and_no_plane_explains_more_than_the_principal(raced):
    found = {kind: slice_of(kind, raced.runs, 0) for kind in KINDS}
    principal = found["pca"]
    away = np.concatenate([run.points for run in raced.runs], axis=1)
    away = away - principal.origin[:, np.newaxis]
    curvature = np.linalg.eigvalsh(away @ away.T)[::-1]  # another way to the same
    np.testing.assert_allclose(principal.explained, curvature[:2] / curvature.sum(), rtol=1e-9)
    assert sum(found["filter"].explained) < sum(principal.explained)
    left = sum(float((off**2).sum()) for off in principal.off) / float((away**2).sum())
    assert sum(principal.explained) + left == pytest.approx(1.0)


def test_filter_directions_are_as_long_as_the_weights_into_each_neuron():
    model = surfaces.get("network:data=moons,layers=2-6-3-1")
    at = model.initial(1)
    direction = filter_direction(model, at, 0)
    assert not np.allclose(direction, filter_direction(model, at, 1))
    for layer, part in zip(model.stack.layers, model.stack.parts, strict=True):
        of_weights = layer.inputs * layer.outputs
        own, theirs = direction[part], at[part]
        for neuron in range(layer.outputs):
            into = slice(neuron, of_weights, layer.outputs)
            assert np.linalg.norm(own[into]) == pytest.approx(np.linalg.norm(theirs[into]))
        assert not own[of_weights:].any()


def test_the_table_says_how_far_ends_are_off_and_what_the_slice_is_there(raced):
    seen = compare(NETWORK, FIELD, steps=30, plane="start,sgd,adam")
    off, below = ([row[name] for row in seen.rows()] for name in ("off_plane", "value_on_plane"))
    assert off[0] == off[2] == 0.0
    assert off[1] > 0.01
    assert below[0] == pytest.approx(seen.runs[0].values[-1])
    assert below[1] != pytest.approx(seen.runs[1].values[-1], rel=1e-3)
    assert [run.values.tobytes() for run in seen.runs] == [
        run.values.tobytes() for run in raced.runs
    ]


def test_a_test_function_has_planes_too():
    seen = compare("rosenbrock:dim=5", ("newton", "momentum"), plane="pca")
    assert seen.plane is not None
    assert min(row["off_plane"] for row in seen.rows()) == 0.0


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"surface": "ravine", "plane": "pca"}, "2 dimensions: there is nothing to slice"),
        ({"surface": "rosenbrock:dim=5", "plane": "filter"}, "filters are those of networks"),
        ({"surface": NETWORK, "plane": "pcs"}, "--plane is filter, pca or three different points"),
        ({"surface": NETWORK, "plane": "start,start,sgd"}, "three different points"),
        ({"surface": NETWORK, "plane": "start,sgd,adan"}, "did you mean adam"),
    ],
)
def test_what_is_no_plane_is_one_clear_line(given, message):
    with pytest.raises(InputError, match=message):
        CompareRecipe(**given)


def test_a_large_network_has_no_newton_unless_asked():
    assert CompareRecipe("network:data=digits").optimizers == FIRST_ORDER
    assert "newton" in CompareRecipe(NETWORK).optimizers


def test_lost_runs_have_places_as_far_as_they_are_finite():
    seen = compare("network:data=moons,activation=identity,loss=mse,layers=2-3-1",
                   ("sgd:lr=1e200", "adam:lr=0.01"), steps=10, plane="pca")  # fmt: skip
    row = seen.rows()[0]
    assert row["off_plane"] is None
    assert row["value_on_plane"] is None
    assert np.isfinite(seen.plane.span.low).all()
