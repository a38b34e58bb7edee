"""Tests and intervals for two methods that were run from the same starts, surface by surface.

Observations come in strata: one array for each surface. All strata weigh the same, and a claim
concerns these strata, not others that might have been chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log, prod

import numpy as np
import numpy.typing as npt

from optim_viz.runs.statistics import CONFIDENCE_LEVEL, Interval
from surfaces import Array

DRAWS = 9_999
"""Number of random sign flips where there are too many to go through all."""

_ROUNDING = 1e-9
"""Statistics that differ by less, relative to the largest possible one, are equal."""

_MOST_NUMBERS = 2**22
"""Largest number of random numbers held at a time."""


def lead(runtimes: Array, others: Array) -> Array:
    """Return 1 where a runtime is below the other, -1 where it is above, 0 for equals.

    A run that failed has the runtime inf: it ranks behind every success, and equals another
    failure. Only the order counts, so a surface on which runs are long weighs no more than others.
    """
    return np.asarray((runtimes < others).astype(float) - (runtimes > others))


def paired_permutation(differences: Sequence[Array], *, draws: int = DRAWS, seed: int = 0) -> float:
    """Return the two-sided p-value of paired differences: flips of their signs (Fisher 1935).

    If two methods are equal, each difference could as well have had the other sign. The statistic
    is the mean over the strata of their means. Equal differences are flipped together: the number
    of positive ones among n is binomial. All outcomes are enumerated where there are at most
    ``draws``; otherwise ``draws`` outcomes are drawn, and the observed one is added to them
    (Phipson & Smyth 2010).

    Parameters
    ----------
    differences : sequence of arrays ``(n,)``
        One array for each stratum; the strata may differ in size.
    """
    shares = mean_shares(differences)
    sizes, counts = np.unique(np.abs(shares[shares != 0]), return_counts=True)
    if not sizes.size:
        return 1.0
    least = abs(float(shares.sum())) - _ROUNDING * float(sizes @ counts)
    if prod(int(count) + 1 for count in counts) <= draws:
        totals, chances = _every_total(sizes, counts)
        return min(1.0, float(chances[np.abs(totals) >= least].sum()))
    generator, extreme = np.random.default_rng(seed), 0
    most = max(1, _MOST_NUMBERS // len(sizes))
    for done in range(0, draws, most):
        positive = generator.binomial(counts, 0.5, size=(min(most, draws - done), len(counts)))
        extreme += int((np.abs((2 * positive - counts) @ sizes) >= least).sum())
    return (1 + extreme) / (1 + draws)


def mean_shares(strata: Sequence[Array]) -> Array:
    """Return what each value adds to the mean over the strata of their means, ``(all,)``."""
    return np.concatenate([values / (len(values) * len(strata)) for values in strata])


def _every_total(sizes: Array, counts: npt.NDArray[np.int64]) -> tuple[Array, Array]:
    """Return every total of flipped differences and its probability, one flip of each group."""
    totals, chances = np.zeros(1), np.ones(1)
    for size, count in zip(sizes, counts, strict=True):
        positive = np.arange(count + 1)
        logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, count + 1)))])
        chance = np.exp(logs[-1] - logs - logs[::-1] - count * log(2))
        totals = np.add.outer(totals, size * (2 * positive - count)).ravel()
        chances = np.multiply.outer(chances, chance).ravel()
    return totals, chances


def holm(p_values: npt.ArrayLike) -> Array:
    """Return p-values ``(m,)`` corrected for their number (Holm 1979).

    Of all hypotheses that are true, one or more is rejected with at most the probability at which
    the corrected p-values are cut.
    """
    given = np.asarray(p_values, dtype=float)
    order = np.argsort(given, kind="stable")
    stepped = given[order] * np.arange(len(given), 0, -1)
    corrected = np.empty_like(given)
    corrected[order] = np.minimum(np.maximum.accumulate(stepped), 1.0)
    return corrected


def probability_of_improvement(
    runtimes: Sequence[Array], others: Sequence[Array], *, seed: int = 0
) -> tuple[float, Interval]:
    """Return how probably a run is ahead of another method's from the same start, and its interval.

    Equals count half (Agarwal et al. 2021, whose runs are not paired; ours share their starts).
    The interval is that of `mean_interval`.

    Parameters
    ----------
    runtimes, others : sequences of arrays ``(starts, seeds)``
        One array for each stratum; inf for a run that failed.
    """
    ahead = [
        (1 + lead(one, other)).mean(axis=1) / 2 for one, other in zip(runtimes, others, strict=True)
    ]
    return float(mean_shares(ahead).sum()), mean_interval(ahead, seed=seed)


def mean_interval(
    strata: Sequence[Array],
    ends: tuple[float, float] = (0.0, 1.0),
    *,
    level: float = CONFIDENCE_LEVEL,
    seed: int = 0,
) -> Interval:
    """Return the stratified bootstrap percentile interval of a mean over strata of their means.

    Values ``(n,)`` are resampled within their stratum (Agarwal et al. 2021). Two
    pseudo-observations are added to all of them, one at each end of the range (Agresti & Caffo
    2000): a few starts that all agree do not prove that every start would.
    """
    generator = np.random.default_rng(seed)
    draws, weight = _draws_for(max(map(len, strata))), 1 / len(strata)
    drawn = np.mean([_resampled(one, draws, generator, ends, weight) for one in strata], axis=0)
    tail = (1 - level) / 2
    return Interval(*np.quantile(drawn, (tail, 1 - tail)))


def _resampled(
    values: Array,
    draws: int,
    generator: np.random.Generator,
    ends: tuple[float, float],
    weight: float,
) -> Array:
    """Return the means of a number of resamples of values, only a few of which are distinct.

    Values are resampled together with both ends of their range, which have a weight.
    """
    distinct, which = np.unique([*values, *ends], return_inverse=True)
    weights = np.bincount(which, [1.0] * len(values) + [weight, weight])
    drawn = generator.multinomial(len(values), weights / weights.sum(), size=draws)
    return np.asarray(drawn @ distinct / len(values))


def _draws_for(count: int) -> int:
    """Return the number of resamples for a number of items."""
    return max(400, min(4000, 4_000_000 // count))
