import numpy as np
import pytest
from mpmath import mp, mpf

import surfaces
import surfaces.families.ripples
from surfaces.trig import sine_cosine, sine_cosine_versine


def exact(function, revolutions):
    with mp.workdps(40):
        return np.array([float(function(2 * mp.pi * mpf(float(t)))) for t in revolutions])


def places():
    rng = np.random.default_rng(0)
    return np.concatenate(
        [rng.uniform(-40, 40, 2000), np.arange(-40, 41) / 8, rng.normal(0, 1e-5, 500)]
    )


def test_sine_and_cosine_are_exact_to_four_units():
    revolutions = places()
    sine, cosine, _ = sine_cosine_versine(revolutions)
    np.testing.assert_allclose(sine, exact(mp.sin, revolutions), rtol=0, atol=9e-16)
    np.testing.assert_allclose(cosine, exact(mp.cos, revolutions), rtol=0, atol=9e-16)


def test_what_the_cosine_lacks_to_one_is_exact_where_it_is_small():
    revolutions = places()
    versine = sine_cosine_versine(revolutions)[2]
    np.testing.assert_allclose(versine, exact(lambda a: 1 - mp.cos(a), revolutions), rtol=2e-15)
    assert (sine_cosine_versine(np.arange(-5.0, 6.0))[2] == 0).all()


def test_shapes_and_what_is_not_finite():
    assert [item.shape for item in sine_cosine_versine(np.zeros((2, 3, 4)))] == [(2, 3, 4)] * 3
    with np.errstate(invalid="ignore"):
        assert np.isnan(sine_cosine_versine(np.array([np.nan, np.inf, -np.inf]))).all()


@pytest.mark.parametrize("scale", [1e-3, 1, 10, 1000, 3e6])
def test_sine_and_cosine_of_radians_are_exact_to_three_units(scale):
    angles = np.random.default_rng(1).uniform(-scale, scale, 1000)
    sine, cosine = sine_cosine(angles)
    with mp.workdps(40):
        exact_sine = np.array([float(mp.sin(mpf(angle))) for angle in angles])
        exact_cosine = np.array([float(mp.cos(mpf(angle))) for angle in angles])
    np.testing.assert_allclose(sine, exact_sine, rtol=5e-16, atol=0)
    np.testing.assert_allclose(cosine, exact_cosine, rtol=0, atol=5e-16)


def test_however_large_the_angle_the_result_is_on_the_circle_or_not_a_number():
    angles = np.concatenate([10.0 ** np.arange(7, 300), [np.inf, -np.inf, np.nan]])
    with np.errstate(all="ignore"):
        sine, cosine = sine_cosine(np.concatenate([angles, -angles]))
    np.testing.assert_array_equal(np.isnan(sine), np.isnan(cosine))
    known = ~np.isnan(sine)
    np.testing.assert_allclose(sine[known] ** 2 + cosine[known] ** 2, 1, rtol=1e-15)
    assert not known[[angles.size - 3, -1]].any()


@pytest.mark.parametrize("name", [*surfaces.names(), "rosenbrock:dim=7", "rastrigin:dim=5"])
def test_value_and_gradient_together_are_those_apart_bit_by_bit(name):
    surface = surfaces.get(name)
    rng = np.random.default_rng(3)
    low, high = (side.reshape(-1, 1) for side in (surface.domain.low, surface.domain.high))
    points = low + (high - low) * rng.random((surface.dim, 500))
    for cloud in (points, points[:, 0], points.reshape(surface.dim, 20, 25)):
        value, gradient = surface.value_and_gradient(cloud)
        np.testing.assert_array_equal(value, surface(cloud))
        np.testing.assert_array_equal(gradient, surface.gradient(cloud))


def test_the_waves_of_shubert_cost_one_sine(monkeypatch):
    """The angles are multiples of one; and long rows are worked out in pieces, to the same bits."""
    asked = []
    monkeypatch.setattr(
        surfaces.families.ripples,
        "sine_cosine",
        lambda angles: asked.append(angles) or sine_cosine(angles),
    )
    surface = surfaces.get("shubert")
    cloud = np.random.default_rng(0).uniform(-10, 10, (2, 20_000))
    value, gradient = surface.value_and_gradient(cloud)
    assert sum(angles.size for angles in asked) == cloud.size
    assert max(angles.size for angles in asked) < 20_000
    np.testing.assert_array_equal(value[::7], surface(cloud[:, ::7]))
    np.testing.assert_array_equal(gradient[:, ::7], surface.gradient(cloud[:, ::7]))


def test_the_waves_of_shubert_are_exact_to_the_last_digits():
    angles = np.random.default_rng(1).uniform(-10, 10, 300)
    with mp.workdps(40):
        exact = [
            [
                mp.fsum(j * mp.cos((j + 1) * mpf(x) + j) for j in range(1, 6)),
                -mp.fsum(j * (j + 1) * mp.sin((j + 1) * mpf(x) + j) for j in range(1, 6)),
                -mp.fsum(j * (j + 1) ** 2 * mp.cos((j + 1) * mpf(x) + j) for j in range(1, 6)),
            ]
            for x in angles
        ]
    ours = np.array(surfaces.get("shubert")._factor(angles)).T
    off = np.abs(ours - np.array(exact, dtype=float)).max(axis=0)
    assert (off < 2e-15 * np.array([15, 70, 350])).all()  # of the amplitudes of their terms
