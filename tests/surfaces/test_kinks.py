"""Where a surface is not smooth it says so, and says what it returns there."""

import numpy as np
import pytest

import surfaces

PLANE = [name for name in surfaces.names() if surfaces.get(name).dim <= 2]


def unevenness(surface, count):
    """How far gradients along lines are from what the Hessians between them say.

    By Simpson's rule, relative to the steepest; for smooth surfaces it falls with the step.
    """
    box = surface.charted
    random = np.random.default_rng(4)
    ends = random.uniform(box.low, box.high, (2, 30, box.dim))
    points = np.moveaxis(np.linspace(*ends, 2 * count + 1, axis=1), 2, 0)
    gradient, hessian = surface.gradient(points), surface.hessian(points)
    step = np.moveaxis(ends[1] - ends[0], 1, 0)[:, :, None] / count
    mean = (hessian[..., :-2:2] + 4 * hessian[..., 1::2] + hessian[..., 2::2]) / 6
    rise = gradient[..., 2::2] - gradient[..., :-2:2]
    error = np.abs(rise - (mean * step).sum(axis=1)).max()
    return error / np.abs(rise).max(), np.abs(gradient).max()


@pytest.mark.parametrize("name", PLANE)
def test_smooth_means_that_slopes_change_gradually(name):
    surface = surfaces.get(name)
    coarse, _ = unevenness(surface, 1000)
    fine, _ = unevenness(surface, 4000)
    if surface.smooth or surface.cusps:  # single points, which no line meets
        assert fine < 1e-6 or fine < coarse / 20
    else:
        assert fine > 1e-3


@pytest.mark.parametrize("name", [n for n in surfaces.names() if surfaces.get(n).kinks])
def test_kinks_are_described(name):
    surface = surfaces.get(name)
    assert not surface.smooth
    text = type(surface).__doc__.lower()
    assert any(word in text for word in ("no gradient", "infinite"))


@pytest.mark.parametrize(
    ("name", "point", "gradient"),
    [
        ("ackley", (0, 0), (0, 0)),
        ("bukin_n6", (-10, 1), (0, 0)),
        ("bukin_n6", (-8, 0.64), (0.01, 0)),
        ("cross_in_tray", (0, 1), (0, 0)),
        ("cross_in_tray", (2, 0), (0, 0)),
        ("helical_valley", (0, 0, 3), (0, 0, 606)),
        ("holder_table", (0, 1), (0, 0)),
        ("holder_table", (0, 0), (0, 0)),
        ("salomon", (0, 0), (0, 0)),
        ("schwefel", (0, 0), (0, 0)),
    ],
)
def test_the_documented_subgradient_is_returned(name, point, gradient):
    surface = surfaces.get(name)
    np.testing.assert_allclose(surface.gradient(point), gradient, atol=1e-15)
    assert np.isfinite(surface.hessian(point)).all()


def test_in_a_crease_of_eggholder_the_root_has_no_slope():
    x, y = 100.0, -97.0  # y + 47 = -x/2
    gradient = surfaces.get("eggholder").gradient((x, y))
    argument = x - y - 47
    wave, slope = np.sin(np.sqrt(argument)), np.cos(np.sqrt(argument)) / (2 * np.sqrt(argument))
    np.testing.assert_allclose(gradient, [-wave - x * slope, x * slope], rtol=1e-14)


def test_on_the_circle_of_the_holder_table_the_gradient_is_the_mean():
    surface = surfaces.get("holder_table")
    angles = np.linspace(0.5, 1, 200)
    circle = np.pi * np.array([np.cos(angles), np.sin(angles)])
    on = circle[:, np.sqrt((circle * circle).sum(axis=0)) == np.pi][:, 0]  # rounding misses some
    beside = [surface.gradient(on * (1 + shift)) for shift in (1e-7, -1e-7)]
    np.testing.assert_allclose(surface.gradient(on), np.mean(beside, axis=0), rtol=1e-5)


def test_at_the_cut_of_the_helical_valley_the_floor_falls_by_ten():
    surface = surfaces.get("helical_valley")
    heights = [-2.5, 7.5]  # of the floor, where the angle is -1/4 and 3/4 of a turn
    for x, height in zip((1e-9, -1e-9), heights, strict=True):
        assert surface((x, -1, height)) == pytest.approx(height**2, rel=1e-6)
    for x in (0.0, -0.0):
        assert surface((x, -1, -2.5)) == 2.5**2
        assert surface((x, 1, 2.5)) == 2.5**2


def test_the_helical_valley_has_no_minimum_on_its_cut():
    """On the upper side, at the best height, it goes down along the floor, away from the cut."""
    surface = surfaces.get("helical_valley")
    best = 7.5 * 100 / 101
    heights = np.linspace(-10, 10, 4001)
    cut = surface(np.array([np.full(4001, -1e-12), np.full(4001, -1.0), heights]))
    assert heights[cut.argmin()] == pytest.approx(best, abs=5e-3)
    x, y, _ = surface.gradient((-1e-12, -1.0, best))
    assert x > 20  # so it is lower to the left
    assert abs(y) < 1e-6


@pytest.mark.parametrize(
    ("name", "count"), [("ackley", 1), ("bukin_n6", 1), ("eggholder", 9), ("salomon", 1)]
)
def test_there_is_a_finite_subgradient_at_a_minimum_in_a_kink(name, count):
    kinks = [minimum.at for minimum in surfaces.get(name).minima if minimum.kink]
    assert len(kinks) == count
    assert np.isfinite(surfaces.get(name).gradient(np.array(kinks).T)).all()
