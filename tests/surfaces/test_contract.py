"""What every surface of the catalogue promises, whichever it is."""

import numpy as np
import pytest

import optim_viz
import surfaces
from surfaces.base import Surface
from surfaces.box import Box
from surfaces.transforms import Rotated

NAMES = surfaces.names()
TURNED = [name for name in NAMES if surfaces.get(name).dim == 2]


@pytest.fixture(params=[*NAMES, *(f"{name}, rotated" for name in TURNED)])
def surface(request) -> Surface:
    name, _, turned = request.param.partition(",")
    return Rotated(surfaces.get(name), 30) if turned else surfaces.get(name)


def scattered(surface, *shape, seed=5):
    box = surface.domain
    return np.moveaxis(
        np.random.default_rng(seed).uniform(box.low, box.high, (*shape, box.dim)), -1, 0
    )


@pytest.mark.parametrize("batch", [(), (7,), (3, 4), (2, 3, 4), (0,)])
def test_shapes_follow_the_batch(surface, batch):
    points = scattered(surface, *batch)
    d = surface.dim
    assert surface(points).shape == batch
    assert surface.gradient(points).shape == (d, *batch)
    assert surface.hessian(points).shape == (d, d, *batch)
    assert surface.inside(points).shape == batch


def test_batch_equals_single_points(surface):
    points = scattered(surface, 50)
    for of in (surface, surface.gradient, surface.hessian):
        batch = of(points)
        for i in range(50):
            single = of(points[:, i])
            np.testing.assert_allclose(single, batch[..., i], rtol=1e-15, atol=0)


@pytest.mark.parametrize("name", [n for n in NAMES if "dim" in surfaces.get(n).__dict__])
def test_bits_do_not_depend_on_the_batch_nor_on_its_place_in_memory(name):
    surface = surfaces.get(name, dim=20)
    points = np.ascontiguousarray(scattered(surface, 30))
    for of in (surface, surface.gradient, surface.hessian):
        batch = of(points)
        np.testing.assert_array_equal(of(np.asfortranarray(points)), batch)
        np.testing.assert_array_equal(of(points.reshape(20, 5, 6)).reshape(batch.shape), batch)
        for i in range(30):
            np.testing.assert_array_equal(of(points[:, i]), batch[..., i])
            np.testing.assert_array_equal(of(points[:, i : i + 1])[..., 0], batch[..., i])


def test_lists_and_whole_numbers_are_points(surface):
    point = [1] * surface.dim
    array = np.array(point, dtype=float)
    assert surface(point) == surface(array)
    assert surface.gradient(point).dtype == float
    np.testing.assert_array_equal(surface.gradient(point), surface.gradient(array))
    np.testing.assert_array_equal(surface.hessian(tuple(point)), surface.hessian(array))


def test_points_are_not_changed(surface):
    points = scattered(surface, 9)
    before = points.copy()
    surface(points), surface.gradient(points), surface.hessian(points)
    np.testing.assert_array_equal(points, before)


@pytest.mark.parametrize("method", ["__call__", "gradient", "hessian"])
def test_wrong_dimension_is_an_error(surface, method):
    for shape in [(surface.dim + 1,), (surface.dim + 1, 4), (), (0,)]:
        with pytest.raises(ValueError, match="takes points of shape"):
            getattr(surface, method)(np.zeros(shape))


def test_hessian_is_symmetric(surface):
    hessian = surface.hessian(scattered(surface, 20))
    np.testing.assert_allclose(hessian, hessian.swapaxes(0, 1), rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("rosenbrock", (-1.2, 1)),
        ("freudenstein_roth", (0.5, -2)),
        ("brown_badly_scaled", (1, 1)),
        ("beale", (1, 1)),
        ("jennrich_sampson", (0.3, 0.4)),
        ("powell_singular", (3, -1, 0, 1)),
        ("wood", (-3, -1, -3, -1)),
        ("powell_badly_scaled", (0, 1)),
        ("helical_valley", (-1, 0, 0)),
        ("extended_rosenbrock:dim=6", (-1.2, 1, -1.2, 1, -1.2, 1)),
    ],
)
def test_starts_are_those_of_more_garbow_and_hillstrom(name, start):
    assert surfaces.get(name).start == start


def test_start_is_an_instructive_place(surface):
    assert len(surface.start) == surface.dim
    assert surface.inside(surface.start)
    assert np.linalg.norm(surface.gradient(surface.start)) > 1e-3
    if surface.lowest is not None:
        assert surface(surface.start) > surface.lowest


def test_metadata_is_there(surface):
    assert surface.name in NAMES
    assert surface.title[0].isupper()
    assert surface.lesson.endswith(".") or isinstance(surface, Rotated)
    assert len(surface.lesson) <= 96
    assert surface.formula
    assert surface.source
    assert not any(word in surface.formula for word in ("**", "^"))


@pytest.mark.parametrize("name", NAMES)
def test_surfaces_are_values(name):
    surface = surfaces.get(name)
    assert surface == surfaces.get(name)
    assert hash(surface) == hash(surfaces.get(name))
    assert surfaces.get(str(surface)) == surface
    assert getattr(surfaces, type(surface).__name__) is type(surface)
    with pytest.raises(AttributeError):
        surface.start = (0.0,)


@pytest.mark.parametrize("name", [n for n in NAMES if "dim" in surfaces.get(n).__dict__])
def test_any_dimension_is_taken(name):
    step = surfaces.catalogue()[name].multiple
    for dim in (2, 3 * step, 7 * step, 40):
        surface = surfaces.get(name, dim=dim)
        assert surface.dim == surface.domain.dim == len(surface.start) == dim
        assert all(len(minimum.at) == dim for minimum in surface.minima)
    for dim in (0, -1):
        with pytest.raises(surfaces.InputError, match="dim is at least"):
            surfaces.get(name, dim=dim)


@pytest.mark.parametrize("name", [n for n in NAMES if surfaces.get(n).more_outside])
def test_outside_of_its_chart_a_surface_has_more_minima(name):
    """From starts farther out, descent comes to rest there, on a point or a circle of minima."""
    surface = surfaces.get(name)
    low, high = surface.charted.low[:, None], surface.charted.high[:, None]
    spread = np.random.default_rng(4).uniform(-1.5, 2.5, (2, 30))  # in sides of the chart
    starts = low + (high - low) * spread
    starts = starts[:, surface.inside(starts) & ~surface.charted.contains(starts)]
    runs = optim_viz.sweep(optim_viz.optimizers.get("bfgs"), surface, starts, 40)
    ends = runs.end[:, runs.status == "converged"]
    assert (surface.inside(ends) & ~surface.charted.contains(ends)).any()


def test_pairs_of_coordinates_come_in_even_dimensions():
    for dim in (3, 7, 41):
        with pytest.raises(surfaces.InputError, match=f"dim is a multiple of 2, not {dim}"):
            surfaces.get("extended_rosenbrock", dim=dim)


def test_a_cube_of_many_dimensions_is_written_as_a_power():
    assert str(surfaces.get("bowl:dim=3").domain).count("×") == 2
    assert str(surfaces.get("bowl:dim=50").domain) == "[-5.12, 5.12]⁵⁰"
    assert str(Box(*[(0, 1)] * 4, (0, 2))).count("×") == 4
