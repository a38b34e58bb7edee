import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.optimizers import get, sgd
from optim_viz.runs import noise
from optim_viz.runs.noise import Heavy, Normal, Relative, standard_normal
from optim_viz.runs.run import stream
from surfaces import InputError

BOWL = surfaces.get("bowl")


def numbers(seeds=100, calls=100, dim=3):
    """Return numbers ``(dim, seeds, calls)``."""
    seed, call = np.divmod(np.arange(seeds * calls), calls)
    return standard_normal(seed.astype(np.uint64), call, dim).reshape(dim, seeds, calls)


def test_numbers_are_standard_normal():
    z = np.sort(numbers(400, 100, 5).ravel())
    n = z.size
    assert abs(z.mean()) < 4 / np.sqrt(n)
    assert abs(z.var() - 1) < 4 * np.sqrt(2 / n)
    assert abs((z**3).mean()) < 4 * np.sqrt(15 / n)
    assert abs((z**4).mean() - 3) < 4 * np.sqrt(96 / n)
    from math import erf, sqrt

    cdf = np.array([(1 + erf(x / sqrt(2))) / 2 for x in z[::50]])
    assert np.abs(cdf - np.arange(0, n, 50) / n).max() < 1.95 / np.sqrt(n)  # Kolmogorov, 0.1 %


@pytest.mark.parametrize("axis", [0, 1, 2], ids=["coordinates", "seeds", "calls"])
@pytest.mark.parametrize("lag", [1, 2])
def test_neighbours_are_uncorrelated(axis, lag):
    z = numbers(200, 200, 4)
    first = np.take(z, range(z.shape[axis] - lag), axis)
    second = np.take(z, range(lag, z.shape[axis]), axis)
    assert abs((first * second).mean()) < 4 / np.sqrt(first.size)
    assert abs((first**2 * second**2).mean() - 1) < 4 * np.sqrt(8 / first.size)


def test_no_two_addresses_share_a_number():
    assert np.unique(numbers(200, 200, 4)).size == 200 * 200 * 4


def test_noise_has_the_standard_deviation_that_was_asked_for():
    start = np.zeros((2, 20_000)) + 1e-3
    run = optim_viz.run(sgd(lr=1.0), BOWL, start, steps=1, noise=3.0, seed=np.arange(20_000))
    moved = run.end - (start - 2e-3)
    assert abs(moved.std() / 3 - 1) < 4 / np.sqrt(2 * moved.size)
    assert abs(moved.mean()) < 4 * 3 / np.sqrt(moved.size)


def test_same_seed_same_noise_and_another_seed_other_noise():
    first, again, other = (
        optim_viz.run(sgd(lr=0.1), BOWL, steps=20, noise=1.0, seed=seed) for seed in (5, 5, 6)
    )
    assert (first.points == again.points).all()
    assert (first.points[:, 1:] != other.points[:, 1:]).all()


def test_convergence_is_judged_by_the_true_gradient():
    run = optim_viz.run(sgd(lr=1e-3), BOWL, (0.0, 0.0), steps=5, noise=1.0)
    assert run.taken == 0


def test_noise_of_zero_is_no_noise():
    quiet = optim_viz.run(sgd(lr=0.1), BOWL, steps=20)
    assert (
        optim_viz.run(sgd(lr=0.1), BOWL, steps=20, noise=0.0, seed=9).points == quiet.points
    ).all()


def test_seeds_up_to_64_bits_are_told_apart():
    seeds = np.array([0, 2**32, 2**63, 2**64 - 1], dtype=np.uint64)
    run = optim_viz.run(sgd(lr=0.1), BOWL, steps=1, noise=1.0, seed=seeds)
    assert np.unique(run.end[0]).size == 4


def seen(noise, count=20_000):
    """Return the gradients that a batch sees where the true one is (2, -4)."""
    start = np.array([[1.0], [-2.0]]).repeat(count, axis=1)
    run = optim_viz.run(sgd(lr=1.0), BOWL, start, steps=1, noise=noise, seed=np.arange(count))
    return start - run.end


def test_relative_noise_is_as_large_as_the_slope():
    g = seen("relative(0.5)")
    np.testing.assert_allclose(g.mean(axis=1), [2, -4], rtol=0.02)
    np.testing.assert_allclose(g.std(axis=1), [1, 2], rtol=0.02)


@pytest.mark.parametrize("freedom", [1.0, 2.0, 3.5, 30.0])
def test_heavy_noise_follows_students_distribution(freedom):
    """Its share beyond a point, from the density of t by Simpson's rule."""
    from math import gamma, pi, sqrt

    t = np.abs(seen(f"heavy(3,{freedom})")[0] - 2) / 3
    front = gamma((freedom + 1) / 2) / sqrt(freedom * pi) / gamma(freedom / 2)
    for point in (0.5, 1.0, 2.0, 5.0):
        x = np.linspace(0, point, 2001)
        density = front * (1 + x * x / freedom) ** (-(freedom + 1) / 2)
        weights = np.where(np.arange(2001) % 2, 4, 2) * 1.0
        weights[[0, -1]] = 1
        beyond = 1 - 2 * (weights @ density) * (x[1] - x[0]) / 3
        error = 4 * np.sqrt(max(beyond * (1 - beyond), 1e-4) / t.size)
        assert abs((t > point).mean() - beyond) < error


def test_heavy_noise_has_outliers_that_normal_noise_has_not():
    assert np.abs(seen("heavy(1)")).max() > 30 > np.abs(seen(1.0)).max()


@pytest.mark.parametrize("noise", ["relative(0.3)", "heavy(0.3,3)", 0.3])
def test_every_kind_is_the_same_alone_and_in_a_batch(noise):
    surface = surfaces.get("rosenbrock:dim=9")
    start = np.random.default_rng(0).uniform(-1, 1, (9, 5))
    seeds = np.array([3, 4, 3, 5, 6])
    run = optim_viz.run(sgd(lr=1e-3), surface, start, steps=20, noise=noise, seed=seeds)
    for i, seed in enumerate(seeds):
        alone = optim_viz.run(
            sgd(lr=1e-3), surface, start[:, i], steps=20, noise=noise, seed=int(seed)
        )
        np.testing.assert_array_equal(run.points[..., i], alone.points)


def test_the_size_of_any_kind_may_differ_from_run_to_run():
    sizes = np.array([0.0, 0.1, 0.2])
    run = optim_viz.run(sgd(lr=0.1), BOWL, steps=5, noise=Relative(sizes))
    for i, size in enumerate(sizes):
        alone = optim_viz.run(sgd(lr=0.1), BOWL, steps=5, noise=Relative(size))
        np.testing.assert_array_equal(run.points[..., i], alone.points)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("0.5", Normal(0.5)),
        ("normal(0.5)", Normal(0.5)),
        ("relative:0.5", Relative(0.5)),
        ("heavy(0.5)", Heavy(0.5, 2.0)),
        ("heavy:0.5:3", Heavy(0.5, 3)),
    ],
)
def test_noise_as_it_is_typed(text, meant):
    assert noise.get(text) == meant
    assert noise.get(str(meant)) == meant


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("loud(1)", "unknown noise 'loud'.*allowed: normal, relative, heavy"),
        ("heavi(1)", "did you mean heavy"),
        ("normal", r"cannot read 'normal': expected normal\(size\)"),
        ("heavy(1,2,3)", r"expected heavy\(size, freedom\)"),
        ("heavy(1,0)", "more than 0 degrees of freedom"),
        ("normal(x)", r"expected normal\(size\)"),
        ("-1", "a finite number, at least 0, not -1"),
        ("nan", "a finite number, at least 0, not nan"),
    ],
)
def test_wrong_noise_is_answered_in_one_line(text, message):
    with pytest.raises(InputError, match=message):
        noise.get(text)


@pytest.mark.parametrize("noise", [0.5, "relative(0.5)", "heavy(0.5,1.5)"])
def test_every_kind_is_the_same_on_any_number_of_threads_and_alone(noise):
    """Runs enough for three threads, some of which end early and leave their block."""
    count, surface = 110_000, surfaces.get("himmelblau")
    start = np.random.default_rng(0).uniform(-5, 5, (2, count))
    start[:, ::7] = np.reshape(surface.minima[0].at, (2, 1))  # these end at once
    start[:, 3::7] *= 1e150  # and these soon, at infinity
    options = {"steps": 6, "noise": noise, "seed": np.arange(count) % 1000}
    one, two, three = (
        optim_viz.sweep(sgd(lr=0.01), surface, start, workers=threads, **options)
        for threads in (1, 2, 3)
    )
    assert {str(status) for status in np.unique(one.status)} >= {"converged", "diverged"}
    for name in ("end", "value", "best", "taken", "status_code", "stayed"):
        for other in (two, three):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    pieces = list(stream(sgd(lr=0.01), surface, start, workers=2, most=40_000, **options))
    np.testing.assert_array_equal(np.concatenate([part.end for part in pieces], axis=1), one.end)
    for i in range(5, count, count // 40):
        alone = optim_viz.run(sgd(lr=0.01), surface, start[:, i], 6, noise=noise, seed=i % 1000)
        np.testing.assert_array_equal(alone.end, one.end[:, i])
        assert alone.taken == one.taken[i]


@pytest.mark.parametrize("noise", [0.5, "relative(0.5)", "heavy(0.5,1.5)"])
@pytest.mark.parametrize("name", ["adam", "bfgs", "newton", "trust_region", "barzilai_borwein"])
def test_methods_that_ask_at_their_own_pace_see_the_same_noise_alone_and_in_a_batch(name, noise):
    surface, seeds = surfaces.get("rosenbrock"), np.arange(20)
    made = get(name)
    start = np.random.default_rng(1).uniform(-2, 2, (2, 20))
    batch = optim_viz.sweep(made, surface, start, 15, noise=noise, seed=seeds)
    for i in seeds:
        alone = optim_viz.run(made, surface, start[:, i], 15, noise=noise, seed=int(i))
        np.testing.assert_array_equal(alone.end, batch.end[:, i])
        assert tuple(alone.evaluations) == tuple(count[i] for count in batch.evaluations)
