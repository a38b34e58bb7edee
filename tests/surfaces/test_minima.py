"""The lists of minima: right to the last digit, and complete."""

from functools import cache
from itertools import pairwise

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

import surfaces
from surfaces.stationary import find

NAMES = surfaces.names()
SPECS = [
    *NAMES,
    "bowl:dim=5",
    "double_well:tilt=-1.1",
    "double_well:tilt=0",
    "double_well:tilt=1.6",
    "rastrigin:amplitude=0",
    "rastrigin:amplitude=0.3",
    "rastrigin:amplitude=40",
    "rastrigin:dim=1",
    "rastrigin:dim=3",
    "rastrigin:dim=30",
    "rosenbrock:dim=3",
    "rosenbrock:dim=4",
    "rosenbrock:dim=4,steepness=10",
    "rosenbrock:dim=5",
    "rosenbrock:dim=7",
    "rosenbrock:dim=20",
    "rosenbrock:steepness=1",
    "styblinski_tang:dim=1",
    "styblinski_tang:dim=3",
    "styblinski_tang:dim=12",
    "styblinski_tang:dim=50",
]
FLAT = [s for s in SPECS if surfaces.get(s).dim <= 2]


@pytest.fixture(params=SPECS)
def surface(request):
    return surfaces.get(request.param)


@pytest.fixture(params=FLAT)
def flat(request):
    return surfaces.get(request.param)


@cache
def searched(surface):
    return find(surface)


def minimizers(surface):
    return np.array([minimum.at for minimum in surface.minima]).reshape(-1, surface.dim)


def stiffness(surface, at):
    return np.linalg.eigvalsh(surface.hessian(at))


def test_gradient_is_zero_at_a_minimum(surface):
    for minimum in surface.minima[:200]:
        ulps = np.spacing(np.maximum(np.abs(minimum.at), 1e-3))
        curvature = np.abs(surface.hessian(minimum.at)).sum(axis=0)
        assert (np.abs(surface.gradient(minimum.at)) <= 4 * curvature * ulps).all()


def test_curvature_is_positive_at_a_minimum(surface):
    for minimum in surface.minima[:200]:
        assert stiffness(surface, minimum.at).min() > 0


def test_value_is_the_stated_one(surface):
    for minimum in surface.minima[:200]:
        assert surface(minimum.at) == pytest.approx(minimum.value, rel=1e-14, abs=1e-28)


def test_minima_lie_inside_lowest_first(surface):
    values = [minimum.value for minimum in surface.minima]
    assert surface.inside(minimizers(surface).T).all()
    assert all(a <= b + 1e-12 * abs(b) for a, b in pairwise(values))
    assert len({minimum.at for minimum in surface.minima}) == len(values)


def test_global_means_as_low_as_the_lowest(surface):
    for minimum in surface.minima:
        gap = minimum.value - surface.lowest
        assert minimum.is_global == (gap <= 1e-12 * max(1, abs(surface.lowest)))


def test_nothing_on_a_fine_grid_lies_below_the_lowest(flat):
    if flat.lowest is None:
        assert flat.name == "saddle"
        return
    sides = [np.linspace(low, high, 1001) for low, high in flat.domain.sides]
    values = flat(np.array(np.meshgrid(*sides)))
    assert values.min() >= flat.lowest - 1e-13 * max(1, abs(flat.lowest))


def test_nothing_at_random_lies_below_the_lowest(surface):
    if surface.lowest is not None:
        box = surface.domain
        points = np.random.default_rng(3).uniform(box.low, box.high, (20_000, box.dim)).T
        assert surface(points).min() >= surface.lowest


def test_the_search_finds_every_listed_minimum_and_no_other(flat):
    found = np.array([p.at for p in searched(flat) if p.kind == "minimum"])
    listed = minimizers(flat)
    assert len(found) == len(listed)
    for at in listed:
        assert np.abs(found - at).max(axis=1).min() < 1e-12


def test_newton_from_random_points_finds_no_other_minimum(flat):
    """A second, plainer search: long paths of damped Newton descent, no grid, no signs."""
    box = flat.domain
    points = np.random.default_rng(1).uniform(box.low, box.high, (400, box.dim)).T
    for _ in range(200):
        gradient = flat.gradient(points)
        curvatures, axes = np.linalg.eigh(np.moveaxis(flat.hessian(points), -1, 0))
        along = np.einsum("nij,in->nj", axes, gradient) / np.maximum(np.abs(curvatures), 1e-9)
        step = -np.einsum("nij,nj->in", axes, along)
        reach = 0.05 * (box.high - box.low).min()
        step *= np.minimum(1, reach / np.maximum(np.abs(step).max(axis=0), 1e-300))
        points = points + step
    ended = flat.inside(points) & (np.abs(step).max(axis=0) < 1e-9)
    settled = points[:, ended]
    hollow = [stiffness(flat, p).min() > 1e-9 for p in settled.T]
    for point in settled[:, hollow].T:
        assert np.abs(minimizers(flat) - point).max(axis=1).min() < 1e-7


@pytest.mark.parametrize("dim", [3, 4, 5, 6, 7])
def test_rosenbrock_has_two_minima_from_dimension_four_on(dim):
    surface = surfaces.get("rosenbrock", dim=dim)
    starts = np.random.default_rng(dim).uniform(-1.5, 1.5, (400, dim))
    starts[:100, 1:] = np.abs(starts[:100, 1:])
    ends = set()
    for point in starts:
        for _ in range(300):
            curvatures, axes = np.linalg.eigh(surface.hessian(point))
            step = axes @ (axes.T @ surface.gradient(point) / np.maximum(abs(curvatures), 1e-9))
            point = point - step * min(1, 0.3 / max(np.abs(step).max(), 1e-300))
            if np.abs(step).max() < 1e-12:
                break
        else:
            continue
        if stiffness(surface, point).min() > 0:
            ends.add(tuple(np.round(point, 9) + 0.0))
    assert ends == {tuple(np.round(m.at, 9) + 0.0) for m in surface.minima}
    assert len(ends) == (1 if dim == 3 else 2)


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
