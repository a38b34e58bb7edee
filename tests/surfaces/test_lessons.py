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
    "forrester": {"minima": 2, "maxima": 1},
    "freudenstein_roth": {"minima": 2},
    "gramacy_lee": {"minima": 9},
    "himmelblau": {"minima": 4},
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
