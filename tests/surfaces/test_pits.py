"""Hartmann's functions and Shekel's: that their lists of minima are complete is proven here.

Where the gradient of ``−Σ bellᵢ(qᵢ)`` vanishes, the point is the mean of the centres with the
weights ``−bellᵢ′(qᵢ)·wᵢⱼ``. In a box of points, bounds of the squared distances bound these
weights, and so the means: the box shrinks to where its own means can be, often to nothing. Of what
is left, a box is discarded where one direction leads downward all over it, and is done with where
the Hessian is positive definite all over it and a minimum is listed in it, since it then holds no
other. All other boxes are cut in two, until none is left.
"""

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers

SPECS = [
    "hartmann3",
    "hartmann3:p41=0.0381",
    "hartmann6",
    *(f"shekel:terms={terms}" for terms in range(1, 11)),
    *(f"shekel:terms={terms},a72=3,a73=5" for terms in range(7, 11)),
]

ROUNDING = 1e-12
"""Bounds are widened by this share: far more than rounding can do to them."""


def distances(pits, i, low, high):
    """Return the least and the largest distance to a centre along each axis, ``(n, d)``."""
    centre = np.array(pits.centres[i])
    far = np.maximum(np.abs(low - centre), np.abs(high - centre))
    return np.maximum(np.maximum(low - centre, centre - high), 0), far


def bell_bounds(pits, i, low, high):
    """Return bounds of −bell′ and bell″, both of which fall with the distance."""
    near, far = distances(pits, i, low, high)
    weights = np.array(pits.narrowness[i])
    (_, steep, bend), (_, gentle, even) = (
        pits.bell((weights * away**2).sum(axis=1), i) for away in (near, far)
    )
    return -gentle * (1 - ROUNDING), -steep * (1 + ROUNDING), even, bend


def shrunk(pits, low, high):
    """Return the boxes in which the weighted means of the centres of all their points lie."""
    bounds = [bell_bounds(pits, i, low, high)[:2] for i in range(len(pits.centres))]
    least, most = np.array(bounds).transpose(1, 0, 2)
    low, high = low.copy(), high.copy()
    for j, places in enumerate(np.array(pits.centres).T):
        order = np.argsort(places)
        place = places[order, None]
        share = np.array(pits.narrowness)[order, j, None]
        little, much = least[order] * share, most[order] * share
        cuts = range(len(order) + 1)  # the largest mean has much to the right of one, little left
        right = np.array([np.vstack([little[:cut], much[cut:]]) for cut in cuts])
        left = np.array([np.vstack([much[:cut], little[cut:]]) for cut in cuts])
        largest, smallest = ((w * place).sum(axis=1) / w.sum(axis=1) for w in (right, left))
        high[:, j] = np.minimum(high[:, j], largest.max(axis=0) + ROUNDING)
        low[:, j] = np.maximum(low[:, j], smallest.min(axis=0) - ROUNDING)
    possible = (low <= high).all(axis=1)
    return low[possible], high[possible]


def hessian_bounds(pits, low, high):
    """Return bounds of every entry of the Hessian in boxes, ``(n, d, d)`` each."""
    axes = np.arange(pits.dim)
    least, most = np.zeros((2, len(low), pits.dim, pits.dim))
    for i, (centre, narrow) in enumerate(zip(pits.centres, pits.narrowness, strict=True)):
        gentle, steep, even, bend = bell_bounds(pits, i, low, high)
        ends = np.array([narrow * (low - centre), narrow * (high - centre)])
        products = (ends[:, None, :, :, None] * ends[None, :, :, None]).reshape(4, *least.shape)
        small, large = products.min(axis=0), products.max(axis=0)
        small[:, axes, axes] = (narrow * distances(pits, i, low, high)[0]) ** 2
        pulls = np.array([f[:, None, None] * g for f in (even, bend) for g in (small, large)])
        least -= 4 * pulls.max(axis=0)
        most -= 4 * pulls.min(axis=0)
        least[:, axes, axes] += 2 * gentle[:, None] * narrow
        most[:, axes, axes] += 2 * steep[:, None] * narrow
    return least, most


def halved(low, high, scale):
    """Cut boxes in two along the side that is longest on the scale of the bells."""
    cut = np.argmax((high - low) * scale, axis=1)
    number = np.arange(len(low))
    first, second = high.copy(), low.copy()
    first[number, cut] = second[number, cut] = (low + high)[number, cut] / 2
    return np.vstack([low, second]), np.vstack([first, high])


def is_complete(pits, listed):
    """Return whether the listed minimizers ``(m, d)`` are all, if 20 000 boxes show it."""
    centres = np.array(pits.centres)
    low, high = centres.min(axis=0)[None], centres.max(axis=0)[None]
    scale = np.sqrt(np.array(pits.narrowness).max(axis=0))
    count = 0
    while len(low):
        count += len(low)
        if count > 20_000:
            return False
        for _ in range(3):
            low, high = shrunk(pits, low, high)
        least, most = hessian_bounds(pits, low, high)
        middle, spread = (least + most) / 2, (most - least) / 2
        curvatures, directions = np.linalg.eigh(middle)
        down = np.abs(directions[:, :, 0])
        falling = curvatures[:, 0] + np.einsum("ni,nij,nj->n", down, spread, down) < 0
        room = np.linalg.norm(spread, axis=(1, 2)) + ROUNDING * np.abs(curvatures).max(axis=1)
        convex = curvatures[:, 0] > room
        holds = ((low[:, None] <= listed) & (listed <= high[:, None])).all(axis=2).any(axis=1)
        left = ~falling & ~(convex & holds)
        low, high = halved(low[left], high[left], scale)
    return True


@pytest.mark.parametrize("spec", SPECS)
def test_the_list_of_minima_is_complete(spec):
    pits = surfaces.get(spec)
    assert pits.minima_complete
    assert is_complete(pits, np.array([minimum.at for minimum in pits.minima]))


@pytest.mark.parametrize("spec", ["hartmann3", "hartmann6", "shekel"])
def test_without_one_of_its_minima_a_list_is_not_complete(spec):
    pits = surfaces.get(spec)
    listed = np.array([minimum.at for minimum in pits.minima])
    for i in (0, -1):
        assert not is_complete(pits, np.delete(listed, i, axis=0))


@pytest.mark.parametrize("spec", ["hartmann3", "hartmann6", "shekel"])
def test_descent_from_everywhere_ends_in_a_listed_minimum(spec):
    pits = surfaces.get(spec)
    starts = np.random.default_rng(2).uniform(pits.domain.low, pits.domain.high, (300, pits.dim)).T
    runs = optim_viz.sweep(optimizers.get("damped_newton"), pits, starts, 200)
    ends = runs.end[:, runs.status == "converged"]
    apart = [np.abs(ends - np.array(m.at)[:, None]).max(axis=0) for m in pits.minima]
    assert ends.shape[1] > 200
    assert np.min(apart, axis=0).max() < 1e-7
    assert (np.argmin(apart, axis=0)[:, None] == np.arange(len(apart))).any(axis=0).all()


@pytest.mark.parametrize(
    ("spec", "count", "lowest"),
    [
        ("hartmann3", 3, -3.86278),
        ("hartmann6", 2, -3.32237),
        ("shekel:terms=5", 5, -10.1532),
        ("shekel:terms=7", 7, -10.4029),
        ("shekel:terms=10", 10, -10.5364),
    ],
)
def test_the_lowest_values_are_those_of_the_literature(spec, count, lowest):
    minima = surfaces.get(spec).minima
    assert (len(minima), minima[0].value) == (count, pytest.approx(lowest, abs=5e-5))


def test_the_printed_minimizer_of_hartmann_3_belongs_to_the_longer_entry():
    """Surjanovic & Bingham print P₄₁ = 0.0381, and the minimizer (0.114614, 0.555649, 0.852547)."""
    printed = (0.114614, 0.555649, 0.852547)
    longer, shorter = (surfaces.get("hartmann3", p41=p).minima[0] for p in (0.03815, 0.0381))
    assert np.abs(np.subtract(longer.at, printed)).max() < 5e-7
    assert np.abs(np.subtract(shorter.at, printed)).max() > 2e-5
    assert shorter.value - longer.value == pytest.approx(2.36e-6, rel=1e-2)


def test_other_entries_are_not_claimed_to_be_complete():
    assert not surfaces.get("hartmann3:p41=0.5").minima_complete
    assert not surfaces.get("shekel:a72=4").minima_complete
    assert surfaces.get("shekel:terms=6,a72=4").minima_complete  # there is no seventh


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("shekel:terms=0", "terms is a whole number from 1 to 10, not 0"),
        ("shekel:terms=11", "terms is a whole number from 1 to 10, not 11"),
        ("shekel:a73=10.5", "a73 lies between 0 and 10, not at 10.5"),
        ("hartmann3:p41=-1", "p41 lies between 0 and 1, not at -1"),
    ],
)
def test_entries_outside_the_domain_are_refused(spec, message):
    with pytest.raises(surfaces.InputError, match=message):
        surfaces.get(spec)
