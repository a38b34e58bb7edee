"""Many dimensions seen in two: the plane in which the paths vary most, and how much that is."""

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.optimizers import adam, sgd
from optim_viz.plots.panels.projection import principal_plane

SURFACE = surfaces.get("rosenbrock:dim=10")
RUNS = [optim_viz.run(one, SURFACE, steps=60) for one in (sgd(lr=1e-4), adam(lr=0.05))]
POINTS = np.concatenate([run.points for run in RUNS], axis=1)


def test_the_plane_is_that_of_the_largest_variances():
    """Against the eigenvectors of the covariance, the other way to principal components."""
    plane = principal_plane(RUNS)
    points = np.column_stack([POINTS, POINTS[:, 0]])
    values, vectors = np.linalg.eigh(np.cov(points))
    for axis, vector in zip(plane.axes, vectors.T[::-1], strict=False):
        assert abs(axis @ vector) == pytest.approx(1)
    np.testing.assert_allclose(plane.explained, values[::-1][:2] / values.sum())


def test_directions_are_orthonormal_and_point_one_way():
    axes = principal_plane(RUNS).axes
    np.testing.assert_allclose(axes @ axes.T, np.eye(2), atol=1e-12)
    for axis in axes:
        assert axis[np.abs(axis).argmax()] > 0


def test_coordinates_in_the_plane_keep_its_distances():
    plane = principal_plane(RUNS)
    back = plane.axes.T @ plane(POINTS) + plane.centre[:, np.newaxis]
    np.testing.assert_allclose(plane(back), plane(POINTS), atol=1e-12)
    away = ((POINTS - plane.centre[:, np.newaxis]) ** 2).sum()
    assert ((back - POINTS) ** 2).sum() / away == pytest.approx(1 - sum(plane.explained), abs=0.02)


def test_a_run_that_is_lost_does_not_turn_the_plane():
    lost = optim_viz.run(sgd(lr=1.0), SURFACE, steps=60)
    assert lost.status == "diverged"
    plane, with_it = principal_plane(RUNS), principal_plane([*RUNS, lost])
    for axis, other in zip(plane.axes, with_it.axes, strict=True):
        assert abs(axis @ other) > 0.999


def test_paths_that_do_not_move_have_a_plane():
    still = optim_viz.run(sgd(lr=1.0), surfaces.get("bowl:dim=5"), (0.0,) * 5, steps=3)
    plane = principal_plane([still])
    assert plane.explained == (0, 0)
    assert np.isfinite(plane(still.points)).all()


@pytest.mark.parametrize("name", ["bowl:dim=3", "rosenbrock:dim=10"])
@pytest.mark.parametrize("layout", ["race", "grid"])
def test_axes_tell_the_variance_explained(name, layout, drawing):
    drawn = drawing(name, layout)
    first, second = principal_plane(drawn.comparison.runs).explained
    assert f"PC 1: {100 * first:.0f} %" in drawn.text
    assert f"PC 2: {100 * second:.0f} %" in drawn.text


def test_what_is_drawn_is_the_projection_of_the_iterates(drawing):
    drawn = drawing("rosenbrock:dim=10")
    plane = principal_plane(drawn.comparison.runs)
    (stage,) = drawn.stages
    lines = [line for line in stage.lines if line.get_path_effects()]
    for run, line in zip(drawn.comparison.runs, lines, strict=True):
        shown = line.get_xydata().T
        np.testing.assert_allclose(shown, plane(run.points)[:, : shown.shape[1]], atol=1e-9)


def test_the_minimizer_is_marked_where_it_falls(drawing):
    drawn = drawing("rosenbrock:dim=10")
    plane = principal_plane(drawn.comparison.runs)
    lowest = next(m.at for m in drawn.comparison.surface.minima if m.is_global)
    (stars,) = (line for line in drawn.stages[0].lines if line.get_marker() == "*")
    at = plane(np.array([lowest]).T).T
    assert np.abs(stars.get_xydata() - at).max(axis=1).min() < 1e-9
