"""Statistics over many runs: runtimes, intervals, profiles; arrays in, arrays out.

A *runtime* is the cost of a run until a target was first reached, in evaluations or in steps, never
mixed; `inf` if it never was. A run that failed has spent what it cost until it ended.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from surfaces import Array

CONFIDENCE_LEVEL = 0.95
"""Probability with which a confidence interval covers the true value."""


class Interval(NamedTuple):
    """Both ends of a confidence interval."""

    low: Array
    high: Array


def expected_runtime(runtimes: Array, spent: npt.ArrayLike) -> Array:
    """Return the cost of all runs divided by the number of successes, along the first axis.

    A successful run costs its runtime, a failed one what it has ``spent`` (an array that broadcasts
    against the runtimes) until it ended, however early; without any success the result is infinite
    (Hansen et al. 2010, ERT; Auger & Hansen 2005).
    """
    reached = np.isfinite(runtimes)
    return per_success(np.where(reached, runtimes, spent).sum(axis=0), reached.sum(axis=0))


def per_success(spent: npt.ArrayLike, successes: npt.ArrayLike) -> Array:
    """Return the expense divided by the successes; inf where there were none."""
    counts = np.asarray(successes)
    with np.errstate(divide="ignore", invalid="ignore"):  # nothing spent, nothing reached
        return np.where(counts > 0, np.asarray(spent, dtype=float) / counts, np.inf)[()]


def median(values: Array) -> Array:
    """Return the lower median along the first axis: a value that occurred, be it inf."""
    return quantile(values, 0.5)


def quantile(values: Array, share: float) -> Array:
    """Return the least value that at least this share of the values does not exceed, first axis."""
    return np.asarray(np.sort(values, axis=0)[_rank(share, len(values))])


def _rank(share: float, n: int) -> int:
    """Return the index, among n sorted values, of the quantile."""
    return max(1, math.ceil(share * n - 1e-9)) - 1


class Sample:
    """Columns of numbers that are added in pieces, and their quantiles.

    Up to a million numbers are kept as they are. Of more, only the counts in the cells of a
    logarithmic grid are kept: quantiles are then right to 0.1 %, and memory is bounded. The order
    in which numbers are added makes no difference.
    """

    def __init__(self, values: Array | None = None) -> None:
        self._size = 0
        self._parts: list[Array] = []
        self._counts: list[tuple[Cells, Cells]] = []
        """For each column the cells, in order, and the count of numbers in each."""
        if values is not None:
            self.add(values)

    def __len__(self) -> int:
        """Return the number of values in each column."""
        return self._size

    def add(self, values: Array) -> None:
        """Add numbers ``(n, columns)`` of 0 or more, inf included."""
        self._size += len(values)
        self._parts.append(values)
        if self._counts or self._size * values.shape[1] > _MOST_EXACT_NUMBERS:
            self._round()

    def _round(self) -> None:
        """Replace the numbers that are kept by counts in cells."""
        columns, self._parts = np.concatenate(self._parts).T, []
        before = self._counts or [(np.empty(0, np.int64),) * 2] * len(columns)
        self._counts = []
        for column, (cells, counts) in zip(columns, before, strict=True):
            bits = np.maximum(column, 0.0).view(np.int64)
            merged, which = np.unique(
                np.concatenate([cells, bits + _HALF_A_CELL >> _DROPPED_BITS]), return_inverse=True
            )
            total = np.bincount(which[: len(cells)], counts, len(merged))
            total += np.bincount(which[len(cells) :], minlength=len(merged))
            self._counts.append((merged, total.astype(np.int64)))

    def quantile(self, share: float) -> Array:
        """Return the least value that at least this share does not exceed, ``(columns,)``."""
        return self.ordered(_rank(share, self._size))

    def ordered(self, rank: int) -> Array:
        """Return the values of this rank, counted from 0, ``(columns,)``."""
        if not self._counts:
            return np.asarray(np.sort(np.concatenate(self._parts), axis=0)[rank])
        at = [
            cells[np.searchsorted(np.cumsum(counts), rank, side="right")]
            for cells, counts in self._counts
        ]
        return (np.array(at) << _DROPPED_BITS).view(float)


Cells = npt.NDArray[np.int64]

_MOST_EXACT_NUMBERS = 2**20
"""A sample keeps at most this many numbers as they are; of more, it keeps counts in cells."""

_DROPPED_BITS = 43
"""Lowest bits of a number that its cell leaves out: 9 of the 52 bits of the fraction are left."""

_HALF_A_CELL = 1 << _DROPPED_BITS - 1


def median_interval(values: Sample, level: float = CONFIDENCE_LEVEL) -> Interval:
    """Return the bootstrap percentile interval of the median of each column.

    In the limit of infinitely many resamples, which has a closed form (Efron 1979): the median of
    a resample is at most the k-th value if at least half of n draws fall among the k lowest.
    """
    return Interval(*map(values.ordered, _median_ranks(len(values), level)))


@cache
def _median_ranks(n: int, level: float) -> tuple[int, int]:
    """Return the ranks (from 0) of the ends of the interval among n sorted values."""
    counts = np.arange(math.ceil(n / 2), n + 1)
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, n + 1)))])  # of the factorials
    ways = logs[n] - logs[counts] - logs[n - counts]

    def at_most(k: int) -> float:
        """Return the probability that the median of a resample is at most the k-th value."""
        if k == n:
            return 1.0
        p = k / n
        return float(np.exp(ways + counts * math.log(p) + (n - counts) * math.log1p(-p)).sum())

    tail = (1 - level) / 2
    first, last = (bisect_left(range(1, n + 1), p - 1e-12, key=at_most) for p in (tail, 1 - tail))
    return first, min(last, n - 1)


def wilson(
    successes: npt.ArrayLike, trials: npt.ArrayLike, level: float = CONFIDENCE_LEVEL
) -> Interval:
    """Return the score interval of a success rate (Wilson 1927)."""
    k, n = np.asarray(successes, dtype=float), np.asarray(trials, dtype=float)
    z = NormalDist().inv_cdf((1 + level) / 2)
    centre = (k + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * np.sqrt(k * (n - k) / n + z * z / 4)
    low, high = np.where(k > 0, centre - half, 0.0), np.where(k < n, centre + half, 1.0)
    return Interval(np.maximum(low, 0.0), np.minimum(high, 1.0))


class StepFunction(NamedTuple):
    """A share that grows in steps: at ``x[i]`` it becomes ``share[i]``."""

    x: Array
    share: Array


def ecdf(runtimes: Array) -> StepFunction:
    """Return the share of runtimes (any shape) that are at most x; infinite ones count as runs."""
    every = np.asarray(runtimes, dtype=float).ravel()
    x, counts = np.unique(every[np.isfinite(every)], return_counts=True)
    return StepFunction(x, np.cumsum(counts) / max(1, every.size))


class Tally:
    """Counts of costs that are added in pieces; only the distinct ones are kept."""

    def __init__(self) -> None:
        self._parts: list[Array] = []
        self._waiting = 0
        self._x, self._counts = np.empty(0), np.empty(0, np.int64)

    def add(self, costs: Array) -> None:
        """Add costs ``(n,)``."""
        self._parts.append(costs)
        self._waiting += len(costs)
        if self._waiting > _MOST_COSTS_WAITING:
            self._count()

    def _count(self) -> None:
        new, counts = _distinct(np.concatenate(self._parts))
        if self._x.size:
            x, which = np.unique(np.concatenate([self._x, new]), return_inverse=True)
            total = np.bincount(which, np.concatenate([self._counts, counts]), len(x))
            new, counts = x, total.astype(np.int64)
        self._x, self._counts = new, counts
        self._parts, self._waiting = [], 0

    def ecdf(self, runs: int) -> StepFunction:
        """Return the share of a number of runs that cost at most x."""
        if self._waiting:
            self._count()
        return StepFunction(self._x, self._counts.cumsum() / runs)


def _distinct(costs: Array) -> tuple[Array, npt.NDArray[np.int64]]:
    """Return what `np.unique` does of a few numbers, without NaN, in half of its time."""
    ordered = np.sort(np.asarray(costs, dtype=float))
    ends = np.append((ordered[1:] != ordered[:-1]).nonzero()[0], len(ordered) - 1)
    counts = ends.copy()
    counts[0] += 1
    counts[1:] -= ends[:-1]
    return ordered[ends], counts


_MOST_COSTS_WAITING = 2**16
"""Costs that a `Tally` keeps one by one before it counts them."""


def mean_of(curves: Sequence[StepFunction]) -> StepFunction:
    """Return the mean of step functions, each with the same weight."""
    x = np.concatenate([curve.x for curve in curves])
    rise = np.concatenate([np.diff(curve.share, prepend=0.0) for curve in curves])
    at, which = np.unique(x, return_inverse=True)
    total = np.bincount(which, weights=rise, minlength=len(at))
    return StepFunction(at, np.cumsum(total) / max(1, len(curves)))


def expected_of(reached: StepFunction, failed: StepFunction) -> float:
    """Return the expected runtime (see `expected_runtime`) from shares of all runs.

    Parameters
    ----------
    reached, failed : StepFunction
        Share of the runs that reached the target, and of those that failed, at a cost of at most x.
    """
    success = float(reached.share[-1]) if reached.share.size else 0.0
    spent = sum(float(x @ np.diff(share, prepend=0.0)) for x, share in (reached, failed))
    return spent / success if success else math.inf


def restarted(reached: StepFunction, failed: StepFunction, x: npt.ArrayLike) -> Array:
    """Return the share that succeeds within a cost of x if each failed run is followed by another.

    The limit of infinitely many simulated restarts (Hansen et al. 2010), whose failed runs cost
    what they have spent: with S(z) and F(z) the generating functions of the costs of runs that
    reach the target and of those that fail, S / (1 - F) is that of the total. Costs are shared out
    between the two nearest points of a grid, which keeps their mean, of `_CELLS` cells up to the
    largest x.

    Parameters
    ----------
    reached, failed : StepFunction
        As in `expected_of`.
    x : array
        Costs, of any shape; the largest is greater than 0.
    """
    return restarted_each([(reached, failed)], x)[0]


def restarted_each(
    pairs: Iterable[tuple[StepFunction, StepFunction]], x: npt.ArrayLike
) -> list[Array]:
    """Return what `restarted` does of each pair of curves; those that repeat are computed once."""
    at = np.asarray(x, dtype=float)
    cell, size = float(at.max()) / _CELLS, 2 * _CELLS
    damping = _LEAST_ALIAS ** (np.arange(size) / size)
    places = np.ceil(at / cell - 1e-6).astype(int)
    transforms: dict[Bits, npt.NDArray[np.complex128]] = {}
    shares: dict[tuple[Bits, Bits], Array] = {}

    def transformed(curve: StepFunction, bits: Bits) -> npt.NDArray[np.complex128]:
        if bits not in transforms:
            transforms[bits] = np.fft.rfft(damping * _masses(curve, cell, size))
        return transforms[bits]

    found = []
    for reached, failed in pairs:
        key = _bits(reached), _bits(failed)
        if not reached.share.size:
            shares[key] = np.zeros(at.shape)
        elif key not in shares:
            reach, fail = transformed(reached, key[0]), transformed(failed, key[1])
            total = np.fft.irfft(reach / (1 - fail), size) / damping
            shares[key] = np.minimum(np.cumsum(total), 1.0)[places]
        found.append(shares[key])
    return found


Bits = tuple[bytes, bytes]


def _bits(curve: StepFunction) -> Bits:
    return curve.x.tobytes(), curve.share.tobytes()


def _masses(curve: StepFunction, cell: float, size: int) -> Array:
    """Return the rises of a curve on a grid, ``(size,)``; those that lie beyond it are left out."""
    rise, place = np.diff(curve.share, prepend=0.0), curve.x / cell
    before = np.floor(place + 1e-9)
    after = np.maximum(place - before, 0.0)
    masses = np.zeros(size)
    for at, weight in ((before, 1 - after), (before + 1, after)):
        kept = at < size
        masses += np.bincount(at[kept].astype(int), (rise * weight)[kept], size)
    return masses


_CELLS = 2**13
"""Cells of the grid of `restarted`, up to the largest cost."""

_LEAST_ALIAS = 1e-9
"""What a share beyond the grid of `restarted` counts at its start, where it comes round again."""


def performance_profiles(costs: Array) -> list[StepFunction]:
    """Return for each method the share of problems it solves within a factor of the best.

    Dolan & Moré (2002). The best depends on which methods take part: read off which is first, and
    do not rank the others by it.

    Parameters
    ----------
    costs : array ``(problems, methods)``
        inf where a problem was not solved. A problem that no method solves counts against all.
    """
    best = costs.min(axis=1, keepdims=True)
    ratios = np.where(np.isfinite(costs), costs / np.where(np.isfinite(best), best, 1.0), np.inf)
    return [ecdf(column) for column in ratios.T]


def data_profiles(costs: Array, dims: npt.ArrayLike) -> list[StepFunction]:
    """Return for each method the share of problems solved, by number of simplex gradients.

    Moré & Wild (2009): the cost of each problem is counted in units of (dimension + 1).

    Parameters
    ----------
    costs : array ``(problems, methods)``
        inf where a problem was not solved.
    dims : array ``(problems,)``
        Dimension of each problem.
    """
    units = np.asarray(dims, dtype=float)[:, np.newaxis] + 1
    return [ecdf(column) for column in (costs / units).T]


def solved_value(first: Array, lowest: npt.ArrayLike, tau: float) -> Array:
    """Return the value at which a problem counts as solved: f_L + tau (f_0 - f_L)."""
    return np.asarray(lowest + tau * (first - np.asarray(lowest)))


@dataclass(frozen=True)
class RateRange:
    """The rates that reach a target: their width in decades, and their intervals."""

    decades: float
    """Number of grid cells that reach it, times their width."""
    spans: tuple[tuple[float, float], ...]
    """First and last rate of each interval; with more than one, there are gaps between them."""


def rate_range(rates: Sequence[float] | Array, good: npt.NDArray[np.bool_]) -> RateRange:
    """Return the range of the ``good`` ones ``(rates,)`` of log-spaced rates, each for its cell."""
    logs = np.log10(np.asarray(rates, dtype=float))
    width = (logs[-1] - logs[0]) / max(1, len(logs) - 1)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], good, [False]]).astype(int)))
    spans = tuple(
        (float(rates[first]), float(rates[after - 1]))
        for first, after in zip(edges[::2], edges[1::2], strict=True)
    )
    return RateRange(float(good.sum() * width), spans)


def best_rate(runtimes: Array, gaps: Array, spent: npt.ArrayLike) -> int:
    """Return the index of the best rate over runs ``(runs, rates)``, by the rule of `best_of`."""
    return best_of(expected_runtime(runtimes, spent), median(gaps))


def best_of(expected: Array, medians: Array) -> int:
    """Return the index of the best rate, from expected runtimes and median gaps ``(rates,)``.

    It has the lowest expected runtime; where no rate reaches the target, the lowest median gap; of
    equals it is the smallest rate.
    """
    return int(np.lexsort((np.arange(len(expected)), medians, expected))[0])
