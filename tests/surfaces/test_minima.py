"""The lists of minima: right to the last digit, and complete."""

import itertools
import math
from itertools import pairwise

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

import surfaces
from surfaces.analysis.stationary import find
from surfaces.families.separable import Separable

NAMES = surfaces.names()
SPECS = [
    *NAMES,
    "ackley:dim=1",
    "ackley:dim=4",
    "axis_parallel_ellipsoid:dim=4",
    "bowl:dim=5",
    "dixon_price:dim=3",
    "dixon_price:dim=9",
    "double_well:tilt=-1.1",
    "double_well:tilt=0",
    "double_well:tilt=1.6",
    "egg_crate:dim=3",
    "ellipsoid:dim=6",
    "extended_rosenbrock:dim=10",
    "extended_rosenbrock:dim=2",
    "griewank:dim=1",
    "griewank:dim=5",
    "hartmann3:p41=0.0381",
    "levy:dim=1",
    "levy:dim=3",
    "levy:dim=8",
    "levy_montalvo:dim=1",
    "levy_montalvo:dim=4",
    "levy_montalvo_n2:dim=1",
    "levy_montalvo_n2:dim=3",
    "michalewicz:dim=1",
    "michalewicz:dim=5",
    "michalewicz:steepness=1",
    "michalewicz:steepness=30",
    "rastrigin:amplitude=0",
    "rastrigin:amplitude=0.3",
    "rastrigin:amplitude=40",
    "rastrigin:dim=1",
    "rastrigin:dim=3",
    "rastrigin:dim=30",
    "rosenbrock:dim=20",
    "rosenbrock:dim=3",
    "rosenbrock:dim=4",
    "rosenbrock:dim=4,steepness=10",
    "rosenbrock:dim=5",
    "rosenbrock:dim=7",
    "rosenbrock:steepness=1",
    "salomon:dim=1",
    "salomon:dim=4",
    "schaffer_n1:power=2",
    "schwefel12:dim=6",
    "schwefel:dim=1",
    "schwefel:dim=10",
    "shekel:a72=3,a73=5",
    "shekel:terms=5",
    "shekel:terms=7",
    "sine_bowl:amplitude=-30",
    "sine_bowl:amplitude=1",
    "styblinski_tang:dim=1",
    "styblinski_tang:dim=12",
    "styblinski_tang:dim=3",
    "styblinski_tang:dim=50",
    "sum_of_squares:dim=5",
    "trid:dim=6",
    "zakharov:dim=4",
]
SINGULAR = {"powell_singular"}
"""Convex all the same: a sum of even powers of linear forms that vanish together only there."""
UNBOUNDED = ["monkey_saddle", "saddle"]
"""No minimum, and no lowest value."""

CUSPS = ["salomon", "salomon:dim=1", "salomon:dim=4"]
KINKED = ["ackley", "ackley:dim=1", "ackley:dim=4", "bukin_n6", "eggholder", *CUSPS]
EDGED = ["adjiman", "eggholder"]
"""A minimum in a cusp or kink, and on the edge of the domain."""

SPECIAL_ONLY = ["ackley:dim=4", "adjiman", "bukin_n6", *CUSPS]
"""Every minimum is in a kink or on the edge."""

BOUNDED = [s for s in SPECS if s not in UNBOUNDED]
FLAT = [s for s in BOUNDED if surfaces.get(s).dim <= 2]
SEPARABLE = [s for s in FLAT if isinstance(surfaces.get(s), Separable)]


@pytest.fixture(params=BOUNDED)
def surface(request):
    return surfaces.get(request.param)


@pytest.fixture(params=FLAT)
def flat(request):
    return surfaces.get(request.param)


@pytest.mark.parametrize("spec", SPECS)
def test_every_surface_is_in_the_lists_where_it_belongs(spec):
    surface = surfaces.get(spec)
    assert (not surface.minima) == (surface.lowest is None) == (spec in UNBOUNDED)
    assert any(m.kink for m in surface.minima) == (spec in KINKED)
    assert any(m.on_edge for m in surface.minima) == (spec in EDGED)
    assert (not stationary(surface)) == (spec in [*UNBOUNDED, *SPECIAL_ONLY])


def minimizers(surface):
    return np.array([minimum.at for minimum in surface.minima]).reshape(-1, surface.dim)


def stationary(surface):
    """The listed minima that have a gradient of zero, not more than some."""
    return [m for m in surface.minima if not m.on_edge and not m.kink][:200]


def rounding(surface, at):
    """What the rounding of coordinates, in the size of the box, does to the gradient."""
    side = surface.charted.high - surface.charted.low
    ulps = np.spacing(np.maximum(np.abs(at), 0.1 * side))
    return 8 * np.abs(surface.hessian(at)) @ ulps


def stiffness(surface, at):
    return np.linalg.eigvalsh(surface.hessian(at))


def scaled_stiffness(surface, at):
    """Return curvatures in units in which the diagonal is 1, which leaves their signs.

    In others a curvature of 1e-8 beside one of 1e10 would drown in the rounding of that.
    """
    hessian = surface.hessian(at)
    unit = 1 / np.sqrt(np.diagonal(hessian))
    return np.linalg.eigvalsh(unit[:, None] * hessian * unit)


@pytest.mark.parametrize("spec", [s for s in BOUNDED if s not in SPECIAL_ONLY])
def test_gradient_is_zero_at_a_minimum(spec):
    surface = surfaces.get(spec)
    for minimum in stationary(surface):
        assert (np.abs(surface.gradient(minimum.at)) <= rounding(surface, minimum.at)).all()


@pytest.mark.parametrize("spec", [s for s in BOUNDED if s not in {*SPECIAL_ONLY, *SINGULAR}])
def test_curvature_is_positive_at_a_minimum(spec):
    surface = surfaces.get(spec)
    for minimum in stationary(surface):
        assert scaled_stiffness(surface, minimum.at).min() > 0


@pytest.mark.parametrize("spec", SINGULAR)
def test_curvature_is_zero_at_a_singular_minimum(spec):
    (minimum,) = surfaces.get(spec).minima
    assert stiffness(surfaces.get(spec), minimum.at).min() == 0


@pytest.mark.parametrize("spec", sorted({*KINKED, *EDGED}))
def test_it_goes_up_from_a_kink_and_from_the_edge(spec):
    surface = surfaces.get(spec)
    random = np.random.default_rng(8)
    side = surface.domain.high - surface.domain.low
    for minimum in (m for m in surface.minima if m.on_edge or m.kink):
        for size in (1e-3, 1e-5, 1e-8):
            away = random.uniform(-size, size, (surface.dim, 200)) * side[:, None]
            around = np.array(minimum.at)[:, None] + away
            around = around[:, surface.inside(around)]
            assert around.size
            assert surface(around).min() > minimum.value


def test_only_what_is_called_so_lies_on_the_edge(surface):
    low, high = surface.domain.low, surface.domain.high
    for minimum in surface.minima:
        at = np.array(minimum.at)
        assert minimum.on_edge == ((at == low) | (at == high)).any()


@pytest.mark.parametrize("spec", EDGED)
def test_on_the_edge_the_slope_points_out(spec):
    surface = surfaces.get(spec)
    for minimum in (m for m in surface.minima if m.on_edge):
        at, gradient = np.array(minimum.at), surface.gradient(minimum.at)
        low, high = at == surface.domain.low, at == surface.domain.high
        outward = np.where(high, -gradient, gradient)[low | high]
        assert outward.size
        assert (outward > 0).all()
        inner = ~(low | high)
        curvature = np.diagonal(surface.hessian(at))[inner]
        assert curvature.size
        assert (curvature > 0).all()
        assert (np.abs(gradient[inner]) <= 8 * curvature * np.spacing(at[inner])).all()


def test_value_is_the_stated_one(surface):
    for minimum in surface.minima[:200]:
        assert surface(minimum.at) == pytest.approx(minimum.value, rel=1e-14, abs=1e-28)


def test_minima_lie_inside_lowest_first(surface):
    values = [minimum.value for minimum in surface.minima]
    assert surface.inside(minimizers(surface).T).all()
    assert all(a <= b + 1e-12 * abs(b) for a, b in pairwise(values))
    assert len({minimum.at for minimum in surface.minima}) == len(values)


def test_global_means_as_low_as_the_lowest(surface):
    lowest = surface.lowest
    for minimum in surface.minima:
        assert minimum.is_global == (minimum.value - lowest <= 1e-12 * max(1, abs(lowest)))


def test_nothing_on_a_fine_grid_lies_below_the_lowest(flat):
    for box in {flat.domain, flat.charted}:
        sides = [np.linspace(low, high, 701) for low, high in box.sides]
        values = flat(np.array(np.meshgrid(*sides)))
        assert values.min() >= flat.lowest - 1e-13 * max(1, abs(flat.lowest))


def test_nothing_at_random_lies_below_the_lowest(surface):
    box = surface.domain
    points = np.random.default_rng(3).uniform(box.low, box.high, (20_000, box.dim)).T
    assert surface(points).min() >= surface.lowest


@pytest.mark.parametrize("spec", SEPARABLE)
def test_the_minima_of_a_sum_are_the_products_of_those_of_its_curves(spec):
    flat = surfaces.get(spec)
    assert len(flat.minima) == math.prod(len(curve.minima) for curve in flat.curves)


NARROW = ["powell_badly_scaled"]
"""Narrower than the search can follow; what is stationary there is derived below."""


@pytest.mark.parametrize("spec", [*(s for s in FLAT if s not in {*SEPARABLE, *NARROW}), *UNBOUNDED])
def test_the_search_finds_every_listed_minimum_and_no_other(spec):
    flat = surfaces.get(spec)
    found = np.array([p.at for p in find(flat) if p.kind == "minimum"]).reshape(-1, flat.dim)
    listed = np.array([m.at for m in flat.minima if not m.on_edge and not m.kink])
    assert len(found) == len(listed)
    for at in listed:
        assert (np.abs(found - at) < 4 * np.spacing(np.maximum(np.abs(at), 0.1))).all(axis=1).any()


def test_newton_from_random_points_finds_no_other_minimum(flat):
    """A second, plainer search: long paths of damped Newton descent, no cells, no signs."""
    box = flat.charted
    points = np.random.default_rng(1).uniform(box.low, box.high, (300, box.dim)).T
    side = (box.high - box.low)[:, None]
    going, length = np.arange(300), np.full(300, np.inf)
    for _ in range(150):
        here = points[:, going]
        curvatures, axes = np.linalg.eigh(np.moveaxis(flat.hessian(here), -1, 0))
        along = np.einsum("nij,in->nj", axes, flat.gradient(here))
        step = -np.einsum("nij,nj->in", axes, along / np.maximum(np.abs(curvatures), 1e-9))
        step *= np.minimum(1, 0.05 / np.maximum(np.abs(step / side).max(axis=0), 1e-300))
        points[:, going] = np.clip(here + step, box.low[:, None] - side, box.high[:, None] + side)
        length[going] = np.abs(step / side).max(axis=0)
        going = going[length[going] > 1e-13]
    settled = points[:, box.contains(points) & (length < 1e-10)]
    hollow = [stiffness(flat, point).min() > 1e-9 for point in settled.T]
    assert any(hollow) == any(stiffness(flat, m.at).min() > 1e-9 for m in stationary(flat))
    for point in settled[:, hollow].T:
        apart = np.abs(minimizers(flat) - point) / side[:, 0]
        assert apart.max(axis=1).min() < 1e-7


@pytest.mark.parametrize("dim", [3, 4, 5, 6, 7])
def test_rosenbrock_has_two_minima_from_dimension_four_on(dim):
    surface = surfaces.get("rosenbrock", dim=dim)
    starts = np.random.default_rng(dim).uniform(-1.5, 1.5, (400, dim))
    starts[:100, 1:] = np.abs(starts[:100, 1:])
    points, going = starts.T, np.arange(400)
    for _ in range(300):
        here = points[:, going]
        curvatures, axes = np.linalg.eigh(np.moveaxis(surface.hessian(here), -1, 0))
        along = np.einsum("nij,in->nj", axes, surface.gradient(here))
        step = np.einsum("nij,nj->in", axes, along / np.maximum(abs(curvatures), 1e-9))
        longest = np.abs(step).max(axis=0)
        points[:, going] = here - step * np.minimum(1, 0.3 / np.maximum(longest, 1e-300))
        going = going[longest >= 1e-12]
    settled = np.delete(points, going, axis=1).T
    assert len(settled) > 350
    ends = {
        tuple(np.round(point, 9) + 0.0) for point in settled if stiffness(surface, point).min() > 0
    }
    assert ends == {tuple(np.round(m.at, 9) + 0.0) for m in surface.minima}
    assert len(ends) == (1 if dim == 3 else 2)


def rosenbrock_chain(dim, steepness):
    """Return the last equation of a stationary point, by the first coordinate alone.

    Each equation gives the next coordinate from the two before it.
    """
    t = sp.Symbol("t")
    chain = [t, t**2 - (1 - t) / (2 * steepness * t)]
    for before, x in itertools.islice(itertools.pairwise(chain), dim - 2):
        slope = steepness * (x - before**2) - (1 - x)
        chain.append(sp.together(x**2 + slope / (2 * steepness * x)))
    return t, chain, sp.numer(sp.together(chain[-1] - chain[-2] ** 2))


def test_rosenbrock_in_three_dimensions_has_one_stationary_point():
    b = sp.Symbol("b", positive=True)
    t, _, equation = rosenbrock_chain(3, b)
    rest = sp.quo(equation, t - 1, t)
    assert sp.rem(equation, t - 1, t) == 0
    assert (
        sp.discriminant(rest, t).subs(b, b).is_negative
        or sp.simplify(sp.discriminant(rest, t) + 4 * b * (b + 2)) == 0
    )  # no real root for any steepness


def test_rosenbrock_in_four_dimensions_has_three_stationary_points():
    t, chain, equation = rosenbrock_chain(4, 100)
    roots = sp.Poly(equation, t).real_roots(multiple=False)
    surface = surfaces.get("rosenbrock", dim=4)
    points = [[float(x.subs(t, sp.N(root, 40))) for x in chain] for root, _ in roots]
    points = [p for p in points if np.abs(surface.gradient(p)).max() < 1e-6]
    minima = [p for p in points if stiffness(surface, p).min() > 0]
    assert len(points) == 3
    assert sorted(minima) == [pytest.approx(m.at, abs=1e-9) for m in surface.minima[::-1]]


def test_wood_has_one_minimum_and_one_saddle_besides_the_ways_between():
    """x₂ and x₄ enter as a convex quadratic: minimized over them, a landscape is left."""
    x1, x3, x2, x4 = sp.symbols("x y u v", real=True)
    whole = (
        100 * (x2 - x1**2) ** 2 + (1 - x1) ** 2 + 90 * (x4 - x3**2) ** 2 + (1 - x3) ** 2
        + 10 * (x2 + x4 - 2) ** 2 + (x2 - x4) ** 2 / 10
    )  # fmt: skip
    best = sp.solve([whole.diff(x2), whole.diff(x4)], [x2, x4])
    assert sp.hessian(whole, (x2, x4)).is_positive_definite
    landscape = sp.expand(whole.subs(best))
    reduced = surfaces.formula(str(landscape.evalf(15)), domain=[(-10, 10), (-10, 10)])
    assert reduced.survey.certified
    assert [m.at for m in reduced.minima] == [pytest.approx((1, 1), abs=1e-6)]


def test_powell_badly_scaled_is_stationary_on_its_diagonal_or_where_both_residuals_vanish():
    """Without f₁ = 0, x·e⁻ˣ = y·e⁻ʸ: on the diagonal, or y = x + t with x = t/(eᵗ − 1)."""
    surface = surfaces.get("powell_badly_scaled")
    x, y = symbols = sp.symbols("x y", real=True)
    one, two = 10**4 * x * y - 1, sp.exp(-x) + sp.exp(-y) - sp.Rational("1.0001")
    slopes = [(one**2 + two**2).diff(s) / 2 for s in symbols]
    both = sp.expand(slopes[0] * sp.exp(-y) - slopes[1] * sp.exp(-x))
    assert sp.expand(both - 10**4 * one * (y * sp.exp(-y) - x * sp.exp(-x))) == 0

    slope = sp.lambdify(symbols, slopes[0], "mpmath")
    with mp.workdps(40):
        lower = [(t, t / mp.expm1(t)) for t in (mp.mpf(n) / 50 for n in range(1, 625))]
        beside = [slope(at, at + t) for t, at in lower]  # y = at + t, up to 12.5
        assert all(abs(a - b) < min(a, b) for a, b in pairwise(beside))  # none of them is 0

        def rest(y):
            return mp.exp(-mp.mpf("1e-4") / y) + mp.exp(-y) - mp.mpf("1.0001")

        heights = [rest(mp.mpf(10) ** (n / mp.mpf(20))) > 0 for n in range(-160, 40)]
        assert sum(a != b for a, b in pairwise(heights)) == 2
        ends = [(1e-5, 1.2e-5), (9, 9.2)]
        small, large = (float(mp.findroot(rest, end, solver="anderson")) for end in ends)
    assert [m.at for m in surface.minima if m.is_global] == [(small, large), (large, small)]


def test_more_minima_than_can_be_listed_are_not_claimed():
    assert len(surfaces.get("styblinski_tang", dim=12).minima) == 4096
    assert surfaces.get("styblinski_tang", dim=12).minima_complete
    many = surfaces.get("rastrigin", dim=30)
    assert not many.minima_complete
    assert [m.at for m in many.minima] == [(0.0,) * 30]


@pytest.mark.parametrize("tilt", [-1.5, -0.2, 0.0, 0.3, 1.0, 1.6, 12.0])
def test_double_well_has_the_roots_of_its_cubic(tilt):
    with mp.workdps(40):
        roots = mp.polyroots([4, 0, -4, tilt], maxsteps=200, extraprec=200)
        real = [r.real for r in roots if abs(r.imag) < 1e-30]
        wells = sorted(float(r) for r in real if 12 * r * r > 4)
    found = sorted(m.at[0] for m in surfaces.get("double_well", tilt=tilt).minima)
    assert found == pytest.approx(wells, rel=4e-16)


def test_styblinski_tang_has_the_roots_of_its_cubic():
    with mp.workdps(40):
        deep, _, high = sorted(mp.polyroots([2, 0, -16, mp.mpf("2.5")]))
        values = [(r**4 - 16 * r**2 + 5 * r) / 2 for r in (deep, high)]
    found = surfaces.get("styblinski_tang", dim=1).minima
    assert [m.at[0] for m in found] == pytest.approx([float(deep), float(high)], rel=4e-16)
    assert [m.value for m in found] == pytest.approx([float(v) for v in values], rel=4e-16)


def test_rastrigin_has_one_minimum_near_every_whole_number():
    curve = surfaces.get("rastrigin", dim=1)
    expected = []
    with mp.workdps(40):
        for k in range(-5, 6):
            slope = lambda x: 2 * x + 20 * mp.pi * mp.sin(2 * mp.pi * x)  # noqa: E731
            expected.append(float(mp.findroot(slope, (k - 0.1, k + 0.1), solver="anderson")))
    found = sorted(m.at[0] for m in curve.minima)
    assert found == pytest.approx(expected, rel=1e-15, abs=1e-15)


EXACT = {
    "himmelblau": "(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
    "six_hump_camel": "4*x**2 - 21*x**4/10 + x**6/3 + x*y - 4*y**2 + 4*y**4",
    "three_hump_camel": "2*x**2 - 105*x**4/100 + x**6/6 + x*y + y**2",
}


@pytest.mark.parametrize("name", EXACT)
def test_listed_numbers_are_the_nearest_doubles(name):
    x, y = symbols = sp.symbols("x y")
    formula = sp.sympify(EXACT[name])
    value, slopes = sp.lambdify(symbols, formula, "mpmath"), [formula.diff(s) for s in (x, y)]
    gradient = sp.lambdify(symbols, slopes, "mpmath")
    for minimum in surfaces.get(name).minima:
        with mp.workdps(40):
            at = mp.findroot(gradient, minimum.at, tol=1e-60, maxsteps=50)
            assert tuple(float(c) for c in at) == minimum.at
            assert float(mp.chop(value(*at), 1e-60)) == minimum.value
