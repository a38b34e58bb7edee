"""Which method of a benchmark is best, and which others are surely behind it.

The claim concerns the suite that was run. Two methods are compared from the same starts on each
surface, by success and then by cost. With many methods the best is itself chosen from the data, so
every pair is tested, and Holm's correction is for all of these tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from optim_viz.runs.significance import holm, lead, mean_shares, paired_permutation
from surfaces import Array

LEVEL = 0.05
"""Probability, at most, that equal methods are told apart somewhere in a benchmark."""

LEAST_LEAD = 0.005
"""Smallest lead in success, as a share, that tells methods apart however sure it is."""


@dataclass(frozen=True)
class Versus:
    """The best method held against another one."""

    other: int
    improvement: float
    """Probability that a run of the best is ahead of one of the other from the same start; equals
    count half."""
    p_success: float
    """Corrected p-value of equal success."""
    p_cost: float
    """Corrected p-value of equal chances to be ahead, where a failure is behind every success."""
    ahead_by: str
    """``success``, ``cost``, or nothing: too close to tell apart."""


@dataclass(frozen=True)
class Verdict:
    """The best method and how surely it is ahead of each other one, in their order."""

    best: int
    versus: tuple[Versus, ...]
    tests: int
    """Number of tests that the p-values are corrected for: two for each pair, without those in
    which nothing differs, which cannot reject."""


def verdict(runtimes: Sequence[Array], level: float = LEVEL) -> Verdict:
    """Return which method is best, and what separates it from the others.

    Candidates are the methods that no other surpasses in success for sure; the best of them is the
    one most probably ahead of the other candidates from the same start.

    Parameters
    ----------
    runtimes : sequence of arrays ``(methods, starts, seeds)``
        One for each surface; inf for a run that failed.
    level : float
        Largest probability that equal methods are told apart.
    """
    count = len(runtimes[0])
    pairs = list(combinations(range(count), 2))
    success = [np.isfinite(one).mean(axis=2) for one in runtimes]
    leads, sooner = np.zeros((2, count, count))
    p_values = np.ones((2, count, count))
    for a, b in pairs:
        for table, chances, strata in (
            (leads, p_values[0], [share[a] - share[b] for share in success]),
            (sooner, p_values[1], [lead(one[a], one[b]).mean(axis=1) for one in runtimes]),
        ):
            table[a, b] = float(mean_shares(strata).sum())
            table[b, a] = -table[a, b]
            nothing_differs = not any(map(np.any, strata))
            chances[a, b] = np.nan if nothing_differs else paired_permutation(strata)
    upper = np.triu_indices(count, 1)
    tested = np.isfinite(p_values[:, *upper])
    corrected = np.ones(tested.shape)
    corrected[tested] = holm(p_values[:, *upper][tested])
    p_values[:, *upper] = corrected
    p_values = np.minimum(p_values, p_values.transpose(0, 2, 1))
    more_often = (p_values[0] <= level) & (leads >= LEAST_LEAD)
    best = _best(more_often, sooner, np.mean([s.mean(axis=1) for s in success], axis=0))
    versus = []
    for other in range(count):
        if other == best:
            continue
        at_less_cost = p_values[1, best, other] <= level and sooner[best, other] > 0
        ahead_by = "success" if more_often[best, other] else "cost" if at_less_cost else ""
        improvement = float(1 + sooner[best, other]) / 2
        p_success, p_cost = p_values[:, best, other].tolist()
        versus.append(Versus(other, improvement, p_success, p_cost, ahead_by))
    return Verdict(best, tuple(versus), int(tested.sum()))


def _best(more_often: Array, sooner: Array, success: Array) -> int:
    """Return the candidate that is most probably ahead; of equals the more successful one."""
    candidates = np.flatnonzero(~more_often.any(axis=0))
    ahead = sooner[np.ix_(candidates, candidates)].sum(axis=1)
    return int(candidates[np.lexsort((-success[candidates], -np.round(ahead, 9)))[0]])
