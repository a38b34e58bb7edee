"""Second-order and quasi-Newton methods against the same mathematics in 60 digits (mpmath)."""

import mpmath
import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.linalg import eigen, times
from optim_viz.optimizers import get, second_order
from optim_viz.optimizers.base import optimizer

mpmath.mp.dps = 60


def gradient_and_hessian(x, y):
    """Return those of Rosenbrock's function, (1 - x)² + 100 (y - x²)²."""
    g = mpmath.matrix([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])
    h = mpmath.matrix([[2 - 400 * y + 1200 * x**2, -400 * x], [-400 * x, 200]])
    return g, h


def as_floats(column):
    return np.array([float(item) for item in column])


@pytest.mark.parametrize("start", [(-1.2, 1.0), (2.0, -3.0), (0.1, 4.0)])
def test_newton_step_by_step(start):
    p = mpmath.matrix([mpmath.mpf(c) for c in start])
    run = optim_viz.run(get("newton"), surfaces.get("rosenbrock"), start, steps=4)
    assert run.taken == 4
    for k in range(1, 5):
        g, h = gradient_and_hessian(*p)
        p = p - mpmath.lu_solve(h, g)
        np.testing.assert_allclose(run.points[:, k], as_floats(p), rtol=1e-9)


@pytest.mark.parametrize("start", [(-1.2, 1.0), (0.1, 4.0), (0.5, 1.5)])
def test_saddle_free_newton_takes_absolute_curvatures(start):
    g, h = gradient_and_hessian(*map(mpmath.mpf, start))
    values, q = mpmath.eigsy(h)
    move = q * mpmath.diag([1 / abs(v) for v in values]) * q.T * g
    run = optim_viz.run(get("saddle_free_newton"), surfaces.get("rosenbrock"), start, steps=1)
    np.testing.assert_allclose(run.end, np.array(start) - as_floats(move), rtol=1e-10)


def lowest_within(g, h, radius):
    """Return the minimum of the parabola in the circle by bisection of the multiplier."""
    values, q = mpmath.eigsy(h)
    along = q.T * g

    def p(shift):
        return -(q * mpmath.matrix([a / (v + shift) for a, v in zip(along, values, strict=True)]))

    if values[0] > 0 and mpmath.norm(p(mpmath.mpf(0))) <= radius:
        return p(mpmath.mpf(0))
    low = max(mpmath.mpf(0), -values[0])
    high = low + mpmath.norm(g) / radius
    for _ in range(150):
        middle = (low + high) / 2
        low, high = (middle, high) if mpmath.norm(p(middle)) > radius else (low, middle)
    return p(high)


@pytest.mark.parametrize("start", [(-1.2, 1.0), (0.1, 4.0), (0.5, 1.5), (-0.2, 3.0)])
@pytest.mark.parametrize("radius", [1e-3, 0.1, 1.0, 100.0])
def test_the_trust_region_step_is_the_lowest_point_of_the_circle(start, radius):
    g, h = gradient_and_hessian(*map(mpmath.mpf, start))
    expected = as_floats(lowest_within(g, h, radius))
    surface, point = surfaces.get("rosenbrock"), np.array([start, start]).T
    step = second_order._lowest_within(
        surface.gradient(point), surface.hessian(point), np.full(2, radius)
    )[0]
    np.testing.assert_allclose(step[:, 0], expected, rtol=1e-10)


def test_in_the_hard_case_the_step_goes_to_the_edge_along_the_lowest_axis():
    # f = x² - y² at (1, 0): the gradient knows nothing of the way down
    g = np.array([[2.0, 2.0], [0.0, 0.0]])
    hessian = np.repeat(np.diag([2.0, -2.0])[:, :, np.newaxis], 2, axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        step, fall = second_order._lowest_within(g, hessian, np.array([3.0, 3.0]))
    np.testing.assert_allclose(fall, 1 - 0.25 + (9 - 0.25))  # of the gradient, of both curvatures
    np.testing.assert_allclose(step[0], -0.5)
    np.testing.assert_allclose(np.abs(step[1]), np.sqrt(9 - 0.25))


def value(x, y):
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def trust_region_by_the_book(p, steps):
    """Nocedal & Wright, algorithm 4.1: first radius 1, ratios 1/4, 3/4 and 0.15."""
    radius, path = mpmath.mpf(1), []
    for _ in range(steps):
        g, h = gradient_and_hessian(*p)
        s = lowest_within(g, h, radius)
        promised = -(g.T * s)[0] - (s.T * h * s)[0] / 2
        ratio = (value(*p) - value(*(p + s))) / promised
        if ratio > 0.15:
            p = p + s
        if ratio < 0.25:
            radius /= 4
        elif ratio > 0.75 and mpmath.norm(s) > 0.99 * radius:
            radius *= 2
        path.append(as_floats(p))
    return np.array(path).T


def regularized_newton_by_the_book(p, steps):
    """Levenberg's weight, ten times less after a step that went down, ten times more if not."""
    weight, path = mpmath.mpf(1), []
    for _ in range(steps):
        g, h = gradient_and_hessian(*p)
        trial = p - mpmath.lu_solve(h + weight * mpmath.eye(2), g)
        down = value(*trial) <= value(*p)
        p, weight = (trial, weight / 10) if down else (p, weight * 10)
        path.append(as_floats(p))
    return np.array(path).T


def damped_newton_by_the_book(p, steps):
    """Newton's direction, or the gradient's where that goes up, and halving from 1."""
    path = []
    for _ in range(steps):
        g, h = gradient_and_hessian(*p)
        d = -mpmath.lu_solve(h, g)
        if (g.T * d)[0] >= 0:
            d = -g
        t = mpmath.mpf(1)
        while value(*(p + t * d)) > value(*p) + t * (g.T * d)[0] / 10000:
            t /= 2
        p = p + t * d
        path.append(as_floats(p))
    return np.array(path).T


@pytest.mark.parametrize(
    "again",
    [trust_region_by_the_book, regularized_newton_by_the_book, damped_newton_by_the_book],
)
@pytest.mark.parametrize("start", [(-1.2, 1.0), (0.1, 4.0), (-1.9, 2.0), (3.0, -3.0)])
def test_guarded_newton_methods_step_by_step(again, start):
    name = again.__name__.removesuffix("_by_the_book")
    run = optim_viz.run(get(name), surfaces.get("rosenbrock"), start, steps=18, tolerance=1e-5)
    steps = int(run.taken)
    path = again(mpmath.matrix([mpmath.mpf(c) for c in start]), steps)
    np.testing.assert_allclose(run.points[:, 1 : steps + 1], path, rtol=1e-7)


@pytest.mark.parametrize("dim", [2, 3, 6])
def test_the_trust_region_step_cannot_be_bettered(dim):
    rng = np.random.default_rng(dim)
    a = rng.standard_normal((dim, dim, 50))
    hessian, g = a + a.swapaxes(0, 1), rng.standard_normal((dim, 50))
    radius = np.full(50, 0.7)
    p, _ = second_order._lowest_within(g, hessian, radius)

    def parabola(p):
        return (g * p).sum(axis=0) + np.einsum("in,ijn,jn->n", p, hessian, p) / 2

    assert (np.linalg.norm(p, axis=0) <= 0.7 * (1 + 1e-12)).all()
    for _ in range(200):
        other = rng.standard_normal(p.shape)
        other *= 0.7 * rng.random(50) ** (1 / dim) / np.linalg.norm(other, axis=0)
        assert (parabola(p) <= parabola(other) + 1e-12).all()
        near = p + 1e-4 * rng.standard_normal(p.shape)
        near *= np.minimum(1, 0.7 / np.linalg.norm(near, axis=0))
        assert (parabola(p) <= parabola(near) + 1e-12).all()


def test_bfgs_builds_the_inverse_that_exact_arithmetic_builds():
    """Its own steps, its formula again: H' = (I - r s yᵀ) H (I - r y sᵀ) + r s sᵀ."""
    surface = surfaces.get("rosenbrock")
    run = optim_viz.run(get("bfgs"), surface, steps=15)
    inverse = mpmath.eye(2)
    for k in range(14):
        x, x_new = ([mpmath.mpf(c) for c in run.points[:, i]] for i in (k, k + 1))
        (g, _), (g_new, _) = gradient_and_hessian(*x), gradient_and_hessian(*x_new)
        s, y = mpmath.matrix(x_new) - mpmath.matrix(x), g_new - g
        sy = (s.T * y)[0]
        left = mpmath.eye(2) - s * y.T / sy
        inverse = left * inverse * left.T + s * s.T / sy
        parts = optim_viz.ingredients(get("bfgs"), surface, step=k + 2)
        np.testing.assert_allclose(
            parts.before["inverse"], np.array(inverse.tolist(), dtype=float), rtol=1e-6
        )
        direction = -(inverse * g_new)
        np.testing.assert_allclose(parts.named["direction"], as_floats(direction), rtol=1e-5)


def test_bfgs_first_tries_what_the_last_fall_promises():
    """No longer than 1, and 1.01 times the minimum of the parabola of slope and last fall."""
    surface = surfaces.get("ellipsoid:dim=5,condition=1e4")
    run, tried = optim_viz.run(get("bfgs"), surface, steps=9), []
    for k in range(2, 9):
        parts = optim_viz.ingredients(get("bfgs"), surface, step=k)
        slope = parts.before["g"][:] @ -(parts.before["inverse"] @ parts.before["g"])
        promised = 2 * (run.values[k - 1] - run.values[k - 2]) / slope
        tried.append(float(parts.before["length"]))
        assert tried[-1] == pytest.approx(min(1, 1.01 * promised))
    assert min(tried) < 0.9
    assert max(tried) == 1


QUADRATICS = {
    "ellipsoid:dim=10,condition=1e3": (19, 48),
    "ellipsoid:dim=10,condition=1e6": (18, 54),
    "ellipsoid:dim=30,condition=1e3": (37, 94),
    "ellipsoid:dim=30,condition=1e6": (43, 106),
    "ellipsoid:dim=100,condition=1e4": (114, 262),
}
"""Steps of SciPy 1.17's BFGS from the usual start until the gradient is 1e-6, and evaluations."""


@pytest.mark.parametrize("spec", QUADRATICS)
def test_bfgs_needs_no_more_than_scipy_on_a_long_ellipse(spec):
    run = optim_viz.run(get("bfgs"), surfaces.get(spec), steps=1000, tolerance=1e-6)
    steps, evaluations = QUADRATICS[spec]
    assert run.status == "converged"
    assert run.taken <= steps
    assert sum(run.evaluations) <= evaluations


def test_lbfgs_with_a_long_memory_is_bfgs_from_a_scaled_start():
    """On a quadratic its directions are those of BFGS whose first inverse has its last scale."""
    surface = surfaces.get("rosenbrock:dim=6")
    parts = optim_viz.ingredients(get("lbfgs:memory=50"), surface, step=8)
    run = optim_viz.run(get("lbfgs:memory=50"), surface, steps=8)
    points, slopes = run.points, surface.gradient(run.points)
    s, y = np.diff(points, axis=1)[:, :7].T, np.diff(slopes, axis=1)[:, :7].T
    inverse = (s[-1] @ y[-1]) / (y[-1] @ y[-1]) * np.eye(6)
    for a, b in zip(s, y, strict=True):
        left = np.eye(6) - np.outer(a, b) / (a @ b)
        inverse = left @ inverse @ left.T + np.outer(a, a) / (a @ b)
    np.testing.assert_allclose(parts.named["direction"], -inverse @ slopes[:, 7], rtol=1e-7)


def test_lbfgs_remembers_no_more_than_it_may():
    surface = surfaces.get("rosenbrock:dim=6")
    short, long = (
        optim_viz.run(get(f"lbfgs:memory={m}"), surface, steps=12).points for m in (3, 50)
    )
    assert (short[:, :4] == long[:, :4]).all()
    assert (short[:, 6] != long[:, 6]).any()


@pytest.mark.parametrize("dim", [2, 5])
def test_conjugate_gradient_ends_in_dim_steps_on_a_quadratic_when_searches_are_sharp(dim):
    rng = np.random.default_rng(0)
    a = rng.standard_normal((dim, dim))
    matrix = a @ a.T + np.eye(dim)

    class Quadratic(surfaces.Surface):
        domain = surfaces.Box.cube(-9, 9, dim)
        start, minima, formula, source = (1.0,) * dim, (), "", ""

        def _value(self, point):
            return np.einsum("i...,ij,j...->...", point, matrix, point) / 2

        def _gradient(self, point):
            return np.einsum("ij,j...->i...", matrix, point)

        def _hessian(self, point):
            return np.broadcast_to(matrix[:, :, None], (dim, dim, point.shape[1]))

    sharp = get("conjugate_gradient:c1=1e-10,c2=1e-8")
    run = optim_viz.run(sharp, Quadratic(), steps=dim + 1, tolerance=1e-6)
    assert run.taken <= dim
    assert run.status == "converged"


def test_a_singular_hessian_spoils_no_neighbour():
    """x⁴ + y² is flat at x = 0, McCormick-like; neighbours must not notice."""

    class Flat(surfaces.Surface):
        domain = surfaces.Box((-9, 9), (-9, 9))
        start, formula, source = (1.0, 1.0), "", ""
        minima = (surfaces.Minimum(at=(0.0, 0.0), value=0.0),)

        def _value(self, point):
            x, y = point
            return x**4 + y * y

        def _gradient(self, point):
            x, y = point
            return np.array([4 * x**3, 2 * y])

        def _hessian(self, point):
            x, y = point
            return np.array([[12 * x * x, 0 * x], [0 * x, 2 + 0 * y]])

    start = np.array([[1.0, 0.0, -2.0], [1.0, 1.0, 0.5]])
    newtons = [n for n, method in optim_viz.optimizers.methods().items() if method.order == 2]
    assert len(newtons) == 5
    for name in newtons:
        run = optim_viz.run(get(name), Flat(), start, steps=6)
        for i in (0, 2):
            alone = optim_viz.run(get(name), Flat(), start[:, i], steps=6)
            assert (run.points[..., i] == alone.points).all(), name
            assert np.isfinite(alone.points).all(), name
    assert optim_viz.run(get("newton"), Flat(), start, steps=6).status[1] == "diverged"


@pytest.mark.parametrize("dim", [1, 2, 3, 7])
def test_eigenvectors_put_the_matrix_together_again(dim):
    a = np.random.default_rng(dim).standard_normal((dim, dim, 30))
    matrices = a + a.swapaxes(0, 1)
    matrices[:, :, 4] = 3 * np.eye(dim)  # all directions alike
    values, vectors = eigen(matrices)
    assert (np.diff(values, axis=0) >= 0).all()
    again = np.einsum("ikn,kn,jkn->ijn", vectors, values, vectors)
    np.testing.assert_allclose(again, matrices, atol=1e-12)
    np.testing.assert_allclose(
        times(matrices, vectors[:, 0]), values[0] * vectors[:, 0], atol=1e-12
    )


def test_the_order_of_a_method_is_what_it_asks_for():
    for name, method in optim_viz.optimizers.methods().items():
        run = optim_viz.run(get(name), surfaces.get("himmelblau"), steps=3)
        assert (run.evaluations.hessian > 0) == (method.order == 2), name
        assert method.order in (1, 1.5, 2)


def test_a_method_of_our_own_has_the_order_that_it_is_given():
    @optimizer(order=2, title="Mine")
    def mine(f, x):
        """Do nothing."""
        return x

    assert (mine.order, mine.title, mine().name) == (2, "Mine", "mine")
