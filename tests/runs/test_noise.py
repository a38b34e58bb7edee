import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.noise import standard_normal
from optim_viz.optimizers import sgd

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
