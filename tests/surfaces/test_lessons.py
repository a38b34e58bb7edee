"""What a lesson claims in words and numbers is what is computed."""

import numpy as np
import pytest

import surfaces
from surfaces.census import count

COUNTED = {
    "bird": {"minima": 6, "maxima": 6},
    "cross_in_tray": {"minima": 36},
    "deckkers_aarts": {"minima": 3},
    "double_well": {"minima": 2},
    "egg_crate": {"minima": 9},
    "forrester": {"minima": 2, "maxima": 1},
    "freudenstein_roth": {"minima": 2},
    "gramacy_lee": {"minima": 9},
    "hartmann3": {"minima": 3},
    "hartmann6": {"minima": 2},
    "himmelblau": {"minima": 4},
    "levy_montalvo": {"minima": 21},
    "mccormick": {"minima": 2},
    "mountain_pass": {"minima": 2, "saddles": 1},
    "peaks": {"minima": 3, "maxima": 3},
    "sine_bowl": {"minima": 2},
    "six_hump_camel": {"minima": 6},
    "styblinski_tang": {"minima": 4},
    "three_hump_camel": {"minima": 3},
    "saddle": {"minima": 0, "saddles": 1},
}
BEST = {
    "bird": 2,
    "branin": 3,
    "cross_in_tray": 4,
    "deckkers_aarts": 2,
    "himmelblau": 4,
    "holder_table": 4,
    "powell_badly_scaled": 2,
    "schaffer_n4": 4,
    "shubert": 18,
}


@pytest.mark.parametrize(("name", "told"), COUNTED.items())
def test_so_many_points_are_spoken_of_as_there_are(name, told):
    assert told.items() <= count(surfaces.get(name)).items()


@pytest.mark.parametrize(("name", "told"), BEST.items())
def test_so_many_are_called_best_as_are_global(name, told):
    assert sum(minimum.is_global for minimum in surfaces.get(name).minima) == told


def test_the_best_valley_of_gramacy_and_lee_is_the_first_from_the_left():
    surface = surfaces.get("gramacy_lee")
    assert surface.minima[0].at == min(minimum.at for minimum in surface.minima)
    assert surface.minima[0].at == pytest.approx((0.548563,), abs=1e-6)
    assert surface.start[0] - surface.minima[0].at[0] > 1.8  # of a domain of 2
    assert "far left" in surface.lesson
    left = np.linspace(1e-4, 0.5, 100_001)[None]
    assert left[0, surface(left).argmin()] == pytest.approx(0.144, abs=1e-3)
    assert surface([1e-4]) > 16  # no pole: sin(10πx)/(2x) tends to 5π


def test_branin_has_no_hills_inside_its_domain():
    assert "hills" not in surfaces.get("branin").lesson
    assert not any(point.kind == "maximum" for point in surfaces.get("branin").stationary_points)


def test_the_edge_of_bukin_is_a_thousand_times_steeper_across_than_along():
    surface = surfaces.get("bukin_n6")
    points = np.random.default_rng(0).uniform(*zip(*surface.domain.sides), (9999, 2)).T  # noqa: B905
    assert np.abs(surface.gradient(points)[1]).min() > 1000 * 0.01  # 0.01 along the parabola


def test_the_corners_hold_the_four_pits_of_the_holder_table():
    best = [minimum.at for minimum in surfaces.get("holder_table").minima if minimum.is_global]
    assert np.abs(best).min() > 8
    assert len({tuple(np.sign(at)) for at in best}) == 4


def test_there_are_dozens_of_hollows_in_the_eggholder_and_hundreds_in_levy_n13():
    assert 36 < len(surfaces.get("eggholder").minima) < 100
    assert len(surfaces.get("levy_n13").minima) > 100  # in a part of the domain


def test_what_is_called_rotated_is_the_sum_of_squares_in_reverse():
    points = np.random.default_rng(1).uniform(-9, 9, (5, 40))
    upright, squares = (
        surfaces.get(name, dim=5) for name in ("axis_parallel_ellipsoid", "sum_of_squares")
    )
    np.testing.assert_allclose(upright(points), squares(points[::-1]), rtol=1e-14)
    turned = surfaces.get("schwefel12", dim=5).hessian(points)
    assert np.count_nonzero(upright.hessian(points[:, 0])) == 5
    assert (turned > 0).all()
    assert surfaces.get("rotated_hyper_ellipsoid") == surfaces.get("axis_parallel_ellipsoid")


@pytest.mark.parametrize("dim", [10, 40, 200])
def test_conditions_grow_as_they_are_said_to(dim):
    conditions = [
        np.linalg.cond(surfaces.get(name, dim=dim).hessian(np.zeros(dim)))
        for name in ("sum_of_squares", "axis_parallel_ellipsoid", "schwefel12")
    ]
    np.testing.assert_allclose(conditions, [dim, dim, 16 * (dim / np.pi) ** 2], rtol=0.15)


def test_the_second_problem_of_levy_and_montalvo_is_a_tenth_of_levy_n13():
    tenth, whole = surfaces.get("levy_montalvo_n2"), surfaces.get("levy_n13")
    points = np.random.default_rng(1).uniform(-5, 5, (2, 200))
    np.testing.assert_allclose(10 * tenth(points), whole(points), rtol=1e-13)
    assert len(tenth.minima) == len(whole.minima)


def test_extended_rosenbrock_is_a_sum_of_bananas_and_not_the_chained_one():
    points = np.random.default_rng(1).uniform(-2, 2, (6, 50))
    pairs, banana = surfaces.get("extended_rosenbrock", dim=6), surfaces.get("rosenbrock")
    apart = sum(banana(points[i : i + 2]) for i in (0, 2, 4))
    np.testing.assert_allclose(pairs(points), apart, rtol=1e-14)
    assert not np.allclose(surfaces.get("rosenbrock", dim=6)(points), apart)


def test_outside_the_unit_circle_trefethen_is_never_as_low_as_its_lowest():
    """exp(sin) is at least 1/e, two sines at least −1, sin(sin) at least −sin 1."""
    bound = 1 / np.e - 3 - np.sin(1) + 1 / 4
    surface = surfaces.get("trefethen")
    assert bound > surface.lowest
    assert bound == pytest.approx(-3.2236, abs=1e-4)
    angles, radii = np.random.default_rng(1).uniform([0, 1], [2 * np.pi, 20], (20_000, 2)).T
    assert surface(radii * np.array([np.cos(angles), np.sin(angles)])).min() > bound


def test_trefethens_lowest_value_has_the_hundred_digits_challenge_s_first_sixteen():
    assert surfaces.get("trefethen").lowest == pytest.approx(-3.306868647475237280, abs=1e-14)


@pytest.mark.parametrize(("name", "apart"), [("schaffer_f6", np.pi), ("salomon", 1.0)])
def test_the_rings_lie_at_even_distances(name, apart):
    surface = surfaces.get(name)
    radii = np.linspace(0.5 * apart, 5.5 * apart, 500_001)
    values = surface(np.array([radii, 0 * radii]))
    lowest = radii[1:-1][(values[1:-1] < values[:-2]) & (values[1:-1] < values[2:])]
    np.testing.assert_allclose(lowest, apart * np.arange(1, 6), atol=0.01 * apart)
    assert (np.diff(surface(np.array([lowest, 0 * lowest]))) > 0).all()
