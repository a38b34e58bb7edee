"""One rule that picks a rate for every optimizer: same rates, start, budget; best final gap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers.base import Optimizer
from optim_viz.runs.batch import read_seed
from optim_viz.runs.noise import Noise
from optim_viz.runs.noise import get as read_noise
from optim_viz.runs.run import STEPS, sweep
from optim_viz.text import words
from surfaces import Array, Surface
from surfaces.numerals import superscript

FLOOR = 1e-12
"""Gaps below this count as reached: figures end here, and tuning sees no difference."""

SEEDS = 9
"""Under noise the median over this many seeds decides."""

_E24 = [10, 11, 12, 13, 15, 16, 18, 20, 22, 24, 27, 30]
_E24 += [33, 36, 39, 43, 47, 51, 56, 62, 68, 75, 82, 91]

RATES: Array = np.array([float(f"{m}e{k}") for k in range(-9, 1) for m in _E24] + [100.0])
"""Rates from 1e-8 to 100, 24 in each decade: the preferred numbers E24 (IEC 60063)."""


def rule(surface: Surface, noise: bool = False) -> str:
    """Return in words how `tune` picks a rate on this surface."""
    if not surface.bounded:
        return words.RATES_BY_DEFAULT_WITHOUT_BOUND
    criterion = words.FINAL_GAP if surface.lowest is not None else words.LOWEST_VALUE
    if noise:
        return words.rate_tuned_under_noise(len(RATES), criterion, SEEDS)
    low, high = (f"10{superscript(exponent)}" for exponent in (-8, 2))
    return words.rate_tuned(len(RATES), low, high, criterion)


@dataclass(frozen=True, eq=False)
class Tuning:
    """A rate sweep of one optimizer, and the rate that it chose."""

    optimizer: Optimizer
    """The optimizer with the chosen rate."""
    rates: Array
    """The rates that were tried, ``(n,)``."""
    score: Array
    """The measure that was compared, ``(n,)``: the final gap, inf where the run left the domain; or
    the lowest value inside it, where the surface has no lowest; under noise their medians."""


def tune(
    optimizer: Optimizer,
    surface: Surface,
    start: npt.ArrayLike | None = None,
    steps: int = STEPS,
    *,
    noise: float | str | Noise = 0.0,
    seed: int = 0,
) -> Tuning:
    """Try every rate of `RATES` in one batch and keep the best.

    The best has the smallest final gap; gaps below `FLOOR` are equal, then fewer steps to the
    floor win, then the smaller rate. A run that was ever outside the domain comes last (unless
    all were, as from a start out there). A surface without a lowest value has no gap: there the
    lowest value met inside the domain decides, and nothing does where it falls without bound: it
    would be the luck of a step beside a pole. Under noise the median over `SEEDS` seeds counts,
    none of them the one that is given: a rate is not chosen by the luck that it is judged by.

    Parameters
    ----------
    optimizer : Optimizer
        With a knob ``lr``; its other knobs stay, and so does its rate where nothing is to be done.
    surface, start, steps, noise, seed
        As in `run`; every rate sees the same.
    """
    rates, lowest, noise = RATES, surface.lowest, read_noise(noise)
    if not surface.bounded:
        return Tuning(optimizer, rates, np.full(rates.shape, np.nan))
    result = sweep(
        optimizer.replace(lr=rates[:, np.newaxis]),
        surface,
        start if start is None else np.reshape(start, (-1, 1, 1)),
        steps,
        targets=() if lowest is None else (lowest + FLOOR,),
        noise=noise,
        seed=read_seed(seed) + np.arange(1, (SEEDS if np.any(noise.size) else 1) + 1, dtype="u8"),
    )
    if lowest is None:
        score, reached = result.best, np.zeros(result.best.shape)
    else:
        gap = np.where(np.isfinite(result.gap), np.maximum(result.gap, FLOOR), np.inf)
        score = np.where(result.stayed, gap, np.inf) if result.stayed.any() else gap
        reached = np.where(result.hits[0] < 0, steps, result.hits[0])
    score, reached = np.median(score, axis=1), np.median(reached, axis=1)
    if not result.taken.any():  # it begins where it would end
        return Tuning(optimizer, rates, score)
    best = np.lexsort((rates, reached, score))[0]
    return Tuning(optimizer.replace(lr=float(rates[best])), rates, score)
