import numpy as np
import pytest

import surfaces
from optim_viz.runs.starts import KINDS, halton, latin, starts, usual_correlation
from surfaces import InputError

RAVINE = surfaces.get("ravine")


def test_halton_begins_as_printed():
    first, second = halton(2, 8)
    assert first.tolist() == [1 / 2, 1 / 4, 3 / 4, 1 / 8, 5 / 8, 3 / 8, 7 / 8, 1 / 16]
    np.testing.assert_array_equal(second, np.array([3, 6, 1, 4, 7, 2, 5, 8]) / 9)


def test_halton_fills_the_square_more_evenly_than_chance():
    def discrepancy(points):
        corners = np.random.default_rng(9).random((400, 2))
        inside = (points[:, None] < corners.T[:, :, None]).all(axis=0).mean(axis=1)
        return np.abs(inside - corners.prod(axis=1)).max()

    chance = KINDS["random"](2, 500, 0)
    assert discrepancy(halton(2, 500)) < discrepancy(chance) / 3


def correlation(one, other):
    """Return Pearson's correlation of two lists of numbers, by sums."""
    mine, theirs = sum(one) / len(one), sum(other) / len(other)
    pairs = list(zip(one, other, strict=True))
    across = sum((a - mine) * (b - theirs) for a, b in pairs)
    scale = sum((a - mine) ** 2 for a in one) * sum((b - theirs) ** 2 for b in other)
    return across / scale**0.5


@pytest.mark.parametrize("dim", [2, 3, 20, 50, 200])
@pytest.mark.parametrize("n", [25, 60])
def test_a_latin_hypercube_has_full_margins_and_no_unusual_correlation(dim, n):
    for seed in (0, 1):
        points = latin(dim, n, seed)
        for line in points:
            assert sorted(int(x * n) for x in line) == list(range(n))
        lines, limit = points.tolist(), usual_correlation(n)
        most = max(
            abs(correlation(lines[i], lines[j])) for i in range(min(dim, 12)) for j in range(i)
        )
        assert most <= limit
        every = np.corrcoef(points) - np.eye(dim)
        assert np.abs(every).max() <= limit + 1e-9


@pytest.mark.parametrize("n", [5, 25, 100])
def test_the_usual_correlation_is_exceeded_in_five_of_a_hundred_cases(n):
    draws = np.random.default_rng(0).normal(size=(2, 40_000, n))
    one, other = draws - draws.mean(axis=2, keepdims=True)
    r = (one * other).sum(axis=1) / np.sqrt((one**2).sum(axis=1) * (other**2).sum(axis=1))
    assert (np.abs(r) > usual_correlation(n)).mean() == pytest.approx(0.05, abs=0.005)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["ravine", "double_well", "rastrigin:dim=4", "rosenbrock"])
def test_starts_lie_in_the_domain_and_repeat(kind, name):
    surface = surfaces.get(name)
    points = starts(kind, surface, 20, seed=3)
    assert points.shape[0] == surface.dim
    assert surface.inside(points).all()
    np.testing.assert_array_equal(points, starts(kind, surface, 20, seed=3))
    assert len(np.unique(points.T, axis=0)) == points.shape[1]


@pytest.mark.parametrize(("kind", "count"), [("fixed", 1), ("grid", 16), ("random", 20)])
def test_how_many(kind, count):
    assert starts(kind, RAVINE, 20).shape == (2, count)


def test_a_grid_is_symmetric():
    points = starts("grid", RAVINE, 9)
    assert np.unique(points[0]).tolist() == pytest.approx([-20 / 3, 0, 20 / 3])


def test_more_random_starts_begin_with_the_same():
    few, many = (starts("random", RAVINE, n, seed=1) for n in (5, 50))
    np.testing.assert_array_equal(many[:, :5], few)


@pytest.mark.parametrize(
    ("kind", "n", "message"), [("rand", 5, "did you mean"), ("grid", 0, "at least 1")]
)
def test_wrong_starts(kind, n, message):
    with pytest.raises(InputError, match=message):
        starts(kind, RAVINE, n)
