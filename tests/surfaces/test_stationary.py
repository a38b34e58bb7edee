"""Stationary points: how many, where, and of which kind."""

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import pytest

import surfaces
from surfaces.analysis import winding
from surfaces.analysis.stationary import find, report, widened
from surfaces.analysis.winding import winding_number
from surfaces.analysis.zeros import distinct, zeros
from surfaces.arrays import matrix
from surfaces.base import Surface
from surfaces.box import Box

FLAT = [name for name in surfaces.names() if surfaces.get(name).dim <= 2]


def kinds(points):
    return Counter(point.kind for point in points)


@pytest.mark.parametrize(
    ("spec", "minima", "saddles", "maxima"),
    [
        ("himmelblau", 4, 4, 1),
        ("six_hump_camel", 6, 7, 2),
        ("three_hump_camel", 3, 2, 0),
        ("goldstein_price", 4, 4, 1),
        ("beale", 1, 2, 0),
        ("saddle", 0, 1, 0),
        ("styblinski_tang", 4, 4, 1),
        ("styblinski_tang:dim=3", 8, 18, 1),
        ("rastrigin", 121, 220, 100),
        ("ackley", 121, 220, 100),
        ("adjiman", 1, 2, 0),
        ("branin", 3, 2, 0),
        ("deckkers_aarts", 3, 2, 0),
        ("dixon_price", 2, 1, 0),
        ("double_well", 2, 0, 1),
        ("mccormick", 2, 1, 0),
        ("mountain_pass", 2, 1, 0),
        ("peaks", 3, 3, 3),
        ("shubert", 722, 1444, 722),
        ("eggholder", 85, 148, 72),
        ("double_well:tilt=3", 1, 0, 0),
        ("egg_crate", 9, 24, 16),
        ("levy_montalvo", 21, 35, 10),
        ("levy_montalvo:dim=1", 5, 0, 5),
        ("powell_badly_scaled", 3, 2, 0),
        ("trefethen", 47, 86, 39),
        ("zettl", 1, 1, 1),
    ],
)
def test_known_counts(spec, minima, saddles, maxima):
    found = kinds(surfaces.get(spec).stationary_points)
    assert found == Counter(minimum=minima, saddle=saddles, maximum=maxima)


@pytest.mark.parametrize("name", FLAT)
def test_every_stationary_point_has_zero_gradient_and_its_kind(name):
    surface = surfaces.get(name)
    assert surface.stationary_points
    for point in surface.stationary_points:
        assert point.value == pytest.approx(float(surface(point.at)), rel=1e-13, abs=1e-28)
    smooth = [p for p in surface.stationary_points if not (p.on_edge or p.kink)]
    assert bool(smooth) == (name not in {"bukin_n6", "salomon"})
    for point in smooth:
        curvatures = np.linalg.eigvalsh(surface.hessian(point.at))
        side = surface.charted.high - surface.charted.low
        ulps = np.spacing(np.maximum(np.abs(point.at), 0.1 * side))
        slope = np.abs(surface.gradient(point.at))
        assert (slope <= 8 * np.abs(surface.hessian(point.at)) @ ulps + 1e-12).all()
        if point.kind == "degenerate":
            assert np.abs(curvatures).min() < 1e-5
        else:
            assert point.kind == {
                (True, False): "minimum", (False, True): "maximum", (False, False): "saddle",
            }[bool((curvatures > 0).all()), bool((curvatures < 0).all())]  # fmt: skip


@pytest.mark.parametrize("name", FLAT)
def test_listed_minima_are_the_minima_among_the_stationary_points(name):
    surface = surfaces.get(name)
    minima = [p for p in surface.stationary_points if p.kind == "minimum"]
    assert sorted((p.at, p.value, p.on_edge, p.kink) for p in minima) == sorted(
        (m.at, m.value, m.on_edge, m.kink) for m in surface.minima
    )


def test_product_of_curves_equals_the_search_in_the_plane():
    for name in ("rastrigin", "styblinski_tang", "levy", "bohachevsky", "egg_crate"):
        surface = surfaces.get(name)
        product = np.array([p.at for p in surface.stationary_points])
        search = np.array([p.at for p in find(surface)])
        assert product.shape == search.shape
        apart = np.abs(product[:, None] - search[None]).max(axis=2)
        assert apart.min(axis=0).max() < 1e-12
        assert kinds(surface.stationary_points) == kinds(find(surface))


@pytest.mark.parametrize("name", FLAT)
def test_search_and_count_along_the_edge_agree(name):
    surface = surfaces.get(name)
    survey = surface.survey
    if surface.kinks and not surface.cusps and name != "schwefel":
        assert not survey.certified  # lines of kinks: there is no gradient to count
    elif name == "powell_badly_scaled":
        assert (survey.settled, survey.winding, survey.expected) == (True, None, 1)
    else:
        assert survey.settled
        assert survey.winding == survey.expected
        assert survey.certified


def test_the_count_knows_nothing_of_the_search():
    himmelblau = surfaces.get("himmelblau")
    assert winding_number(himmelblau, Box((-5, 5), (-5, 5))) == 1  # 4 + 1 - 4
    assert winding_number(himmelblau, Box((2.5, 3.2), (1.5, 2.5))) == 1
    assert winding_number(himmelblau, Box((3.2, 3.5), (-0.5, 0.5))) == -1
    assert winding_number(himmelblau, Box((-1, 1), (-4, -3))) == 0
    assert winding_number(himmelblau, Box((3, 5), (0, 2))) is None  # a minimum lies on the corner


@dataclass(frozen=True)
class Waves(Surface):
    """Six plane waves at random: a landscape that nobody has arranged."""

    seed: int
    speed: float

    domain, start, minima = Box((-1, 1), (-1, 1)), (0.3, 0.2), ()
    formula = source = "random"

    def waves(self, point):
        random = np.random.default_rng(self.seed)
        column = (-1, *(1,) * (point.ndim - 1))
        x, y, height, phase = (n.reshape(column) for n in random.normal(size=(4, 6)))
        x, y = self.speed * x, self.speed * y
        return x, y, height, x * point[0] + y * point[1] + 3 * phase

    def _value(self, point):
        _, _, height, phase = self.waves(point)
        return (height * np.cos(phase)).sum(axis=0)

    def _gradient(self, point):
        x, y, height, phase = self.waves(point)
        slope = -height * np.sin(phase)
        return np.array([(x * slope).sum(axis=0), (y * slope).sum(axis=0)])

    def _hessian(self, point):
        x, y, height, phase = self.waves(point)
        bend = -height * np.cos(phase)
        xx, xy, yy = ((a * bend).sum(axis=0) for a in (x * x, x * y, y * y))
        return matrix(point, [[xx, xy], [xy, yy]])


@pytest.mark.parametrize("speed", [1, 4, 16])
@pytest.mark.parametrize("seed", range(7))
def test_search_and_count_agree_on_random_landscapes(seed, speed):
    survey = Waves(seed, speed).survey
    assert survey.certified
    assert speed < 16 or len(survey.points) > 20


def test_a_point_that_is_missed_is_missed_by_the_count():
    """Break the search, and the certificate is gone."""
    surface = Waves(3, 4)
    wide = widened(surface, surface.domain)
    found = zeros(surface, wide)
    one_less = replace(found, points=found.points[:, 1:], regular=found.regular[1:])
    assert report(surface, surface.domain, wide, found).certified
    assert not report(surface, surface.domain, wide, one_less).certified


class Spinning:
    """A gradient that turns as often along x as there are nodes, so that they all look alike."""

    def gradient(self, point):
        angle = 2 * np.pi * 256 * point[0]
        return np.array([np.cos(angle), np.sin(angle)])

    def hessian(self, point):
        angle = 2 * np.pi * 256 * point[0]
        by_x = 2 * np.pi * 256 * np.array([-np.sin(angle), np.cos(angle)])
        return np.array([[by_x[0], 0 * angle], [by_x[1], 0 * angle]])


def test_turns_between_the_nodes_are_not_missed():
    angle = winding.angle(Spinning(), np.array([[0.0], [0.0]]), np.array([[1.0], [0.0]]))
    assert angle == pytest.approx(2 * np.pi * 256)


def test_order_is_lowest_first_and_repeatable():
    surface = surfaces.get("six_hump_camel")
    values = [point.value for point in find(surface)]
    assert values == pytest.approx(sorted(values))
    assert find(surface) == find(surface)


def test_search_stays_within_the_box():
    points = find(surfaces.get("himmelblau"), within=Box((0, 5), (0, 5)))
    assert kinds(points) == Counter(minimum=1, saddle=2)
    wide = find(surfaces.get("six_hump_camel"), within=Box((-300, 300), (-300, 300)))
    assert kinds(wide) == Counter(minimum=6, saddle=7, maximum=2)


def test_a_vanishing_curvature_is_called_degenerate():
    edge = surfaces.get("double_well", tilt=8 / np.sqrt(27))
    assert kinds(find(edge)) == Counter(minimum=1, degenerate=1)


def test_three_dimensions_are_too_many_for_a_grid():
    with pytest.raises(ValueError, match="1 or 2 dimensions"):
        find(surfaces.get("bowl", dim=3))
    assert kinds(surfaces.get("rosenbrock", dim=4).stationary_points) == Counter(minimum=2)


def test_thousands_of_points_are_told_apart():
    box = Box((0, 1), (0, 1))
    points = np.array(np.meshgrid(*[np.linspace(0, 1, 100)] * 2)).reshape(2, -1)
    kept = distinct(np.hstack([points, points + 1e-9]), 1e-7, box)
    assert kept.shape == (2, 10_000)


@pytest.mark.parametrize("name", ["bohachevsky", "bohachevsky_n2", "bohachevsky_n3"])
def test_outside_of_its_chart_a_bohachevsky_is_a_bowl(name):
    surface = surfaces.get(name)
    points = np.random.default_rng(0).uniform(-100, 100, (2, 100_000))
    points *= np.geomspace(1e-2, 1, 100_000)
    gradient = surface.gradient(points)
    for x, slope, edge in zip(points, gradient, surface.charted.high, strict=True):
        assert (x * slope)[np.abs(x) > edge].min() > 0
