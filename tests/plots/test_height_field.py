"""What hides what on a height field, held against rays and triangles, and against a known ridge."""

from itertools import pairwise

import numpy as np
import pytest

import surfaces
from optim_viz.plots.panels.height_field import Camera, HeightField

EYES = [(20.0, -60.0), (35.0, 10.0), (45.0, 135.0), (60.0, -90.0), (15.0, 180.0)]
"""Elevations and azimuths."""


def field_of(name, nodes=25):
    """Return a surface of the catalogue over a small grid, as high as half a side."""
    surface = surfaces.get(name)
    (left, right), (bottom, top) = surface.pictured.sides
    places = np.meshgrid(np.linspace(left, right, nodes), np.linspace(bottom, top, nodes - 4))
    values = np.log1p(surface(np.array(places)) - surface.lowest)
    return HeightField(0.5 * values / values.max(), (1.2, 0.9))


def triangles_of(field):
    """Return the corners of all triangles of a block, walls too, ``(3 corners, 3 axes, n)``."""
    rows, columns = field.heights.shape
    x = np.linspace(-field.size[0] / 2, field.size[0] / 2, columns)
    y = np.linspace(-field.size[1] / 2, field.size[1] / 2, rows)
    nodes = np.array([*np.meshgrid(x, y), field.heights])
    a, b = nodes[:, :-1, :-1], nodes[:, :-1, 1:]
    c, d = nodes[:, 1:, :-1], nodes[:, 1:, 1:]
    top = np.array([[a, b, c], [d, c, b]]).transpose(1, 2, 0, 3, 4).reshape(3, 3, -1)
    walls = []
    for rim in (nodes[:, 0], nodes[:, -1], nodes[:, :, 0], nodes[:, :, -1]):
        foot = np.array([rim[0], rim[1], np.full(rim.shape[1], -1.0)])
        walls.append([rim[:, :-1], rim[:, 1:], foot[:, :-1]])
        walls.append([foot[:, 1:], foot[:, :-1], rim[:, 1:]])
    return np.concatenate([top, *map(np.array, walls)], axis=2)


def is_hit(point, toward, triangles):
    """Whether a ray from a point meets a triangle (Möller & Trumbore 1997)."""
    corner, other, third = triangles
    first, second = other - corner, third - corner
    along = np.cross(toward, second, axisb=0, axisc=0)
    size = (first * along).sum(axis=0)
    size = np.where(size == 0, np.nan, size)
    way = point[:, np.newaxis] - corner
    u = (way * along).sum(axis=0) / size
    across = np.cross(way, first, axis=0)
    v = toward @ across / size
    far = (second * across).sum(axis=0) / size
    return bool(((u >= 0) & (v >= 0) & (u + v <= 1) & (far > 1e-9)).any())


@pytest.mark.parametrize("name", ["rosenbrock", "himmelblau", "rastrigin"])
@pytest.mark.parametrize("eye", EYES)
def test_a_point_is_hidden_where_its_ray_meets_a_triangle(name, eye):
    field, camera = field_of(name), Camera(*eye)
    places = np.random.default_rng(3).uniform(-0.5, 0.5, (2, 150)) * np.array([[1.2], [0.9]])
    points = np.array([*places, field.at(places)])
    triangles = triangles_of(field)
    depth = field.depth_behind(points, camera)
    sure = np.abs(depth) > 1e-6
    met = np.array([is_hit(point, camera.toward, triangles) for point in points.T])
    assert sure.mean() > 0.9
    assert ((depth > 0) == met)[sure].all()
    assert 0 < met.sum() < len(met)


@pytest.mark.parametrize("eye", EYES)
def test_a_point_above_the_surface_is_seen_over_what_it_sees_over(eye):
    field, camera = field_of("rosenbrock"), Camera(*eye)
    places = np.random.default_rng(5).uniform(-0.45, 0.45, (2, 80))
    above = np.array([*places, field.at(places) + 0.07])
    depth, triangles = field.depth_behind(above, camera), triangles_of(field)
    met = np.array([is_hit(point, camera.toward, triangles) for point in above.T])
    assert ((depth > 0) == met).all()


def test_the_depth_is_the_way_up_to_where_a_point_is_seen():
    field, camera = field_of("himmelblau"), Camera(25.0, 40.0)
    places = np.random.default_rng(1).uniform(-0.45, 0.45, (2, 300))
    points = np.array([*places, field.at(places)])
    depth = field.depth_behind(points, camera)
    hidden = np.flatnonzero(depth > 1e-6)
    assert hidden.size > 10
    risen = points[:, hidden].copy()
    for share, seen in ((0.999, False), (1.001, True)):
        risen[2] = points[2, hidden] + share * depth[hidden] / np.cos(np.radians(25.0))
        assert ((field.depth_behind(risen, camera) <= 0) == seen).all()


def ridge(width=0.12, height=0.12):
    """Return the profile of a ridge and its slope."""
    return (
        lambda y: height * np.exp(-((y / width) ** 2)),
        lambda y: -2 * y / width**2 * height * np.exp(-((y / width) ** 2)),
    )


def root(f, low, high):
    """Return where a function changes its sign, by bisection."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) * f(low) > 0 else (low, middle)
    return (low + high) / 2


@pytest.mark.parametrize("elevation", [17.0, 25.0, 38.0])
def test_the_shade_of_a_ridge_is_found_the_better_the_finer_the_grid(elevation):
    profile, slope = ridge()
    steep = np.tan(np.radians(elevation))
    # seen from behind the ridge, y > 0: the ray that touches it, and where that meets the ground
    begin = root(lambda y: slope(y) - steep, -0.12 / 2**0.5, 0.0)
    end = root(lambda y: profile(y) - profile(begin) - steep * (y - begin), -1.0, -0.12 / 2**0.5)
    assert end < begin < 0
    errors = []
    for nodes in (41, 81, 161, 321, 641):
        y = np.linspace(-0.5, 0.5, nodes)
        field = HeightField(np.tile(profile(y)[:, np.newaxis], (1, 9)), (1.0, 1.0))
        way = np.linspace(-0.49, 0.49, 20_001)
        places = np.array([0.03 + 0.1 * way, way])
        depth = field.depth_behind(np.array([*places, field.at(places)]), Camera(elevation, 90.0))
        hidden = way[depth > 1e-9]
        errors.append(max(abs(hidden.min() - end), abs(hidden.max() - begin)))
        assert errors[-1] < 1 / (nodes - 1), "a ray touches a node beside the place"
        assert ((way >= hidden.min()) & (way <= hidden.max())).sum() == hidden.size, "one interval"
    assert errors[-1] < errors[0] / 5


def test_from_above_nothing_is_hidden():
    field = field_of("rastrigin")
    places = np.random.default_rng(2).uniform(-0.45, 0.45, (2, 200))
    points = np.array([*places, field.at(places)])
    assert (field.depth_behind(points, Camera(90.0, 30.0)) <= 0).all()


@pytest.mark.parametrize("azimuth", [-60.0, 0.0, 45.0, 200.0])
def test_a_higher_eye_sees_more(azimuth):
    field = field_of("himmelblau")
    places = np.random.default_rng(4).uniform(-0.45, 0.45, (2, 400))
    points = np.array([*places, field.at(places)])
    seen = [field.depth_behind(points, Camera(high, azimuth)) <= 1e-9 for high in range(5, 91, 5)]
    for lower, higher in pairwise(seen):
        assert (higher | ~lower).all()
    assert seen[0].sum() < seen[-1].sum() == 400


def test_a_hole_hides_nothing_and_has_no_height():
    heights = np.full((21, 21), 0.4)
    heights[:10] = np.nan
    heights[12:] = 0.0
    field = HeightField(heights, (1.0, 1.0))
    points = np.array([[0.0, 0.0], [0.3, -0.3], [0.0, 0.0]])
    assert np.isnan(field.at(points[:2])[1])
    depth = field.depth_behind(points, Camera(30.0, -90.0))
    assert depth[0] > 0.1
    assert depth[1] == -np.inf
    assert np.isneginf(field.depth_behind(np.full((3, 1), np.nan), Camera(30.0, 0.0)))[0]


def test_the_picture_plane_is_that_of_a_parallel_projection():
    camera = Camera(30.0, -60.0)
    basis = np.array([camera.across, camera.up, camera.toward])
    assert basis @ basis.T == pytest.approx(np.eye(3), abs=1e-12)
    assert np.linalg.det(basis) == pytest.approx(1.0)
    assert camera.project(np.array([0.0, 0.0, 1.0])) == pytest.approx([0.0, np.cos(np.pi / 6)])
