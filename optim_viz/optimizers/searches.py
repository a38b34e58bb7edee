"""Line searches: the length of a step in a given direction, for each run of a batch.

Every run has its own step, bracket and number of evaluations; a run that has found its step asks
no more.
"""

from __future__ import annotations

import numpy as np

from optim_viz.linalg import dot

MOST_TRIALS = 30
"""At most this many steps are tried in a search, which then keeps the best of them."""

MOST_HALVINGS = 1074
"""The step is halved at most this often: then it is the smallest number above 0."""

ROUNDING = 1e-12
"""Relative differences of values below this are noise: near a minimum only slopes can be told
apart (Hager & Zhang 2005, section 4, with a smaller tolerance than theirs)."""


def armijo(f, x, value, g, direction, *, shrink=0.5, c1=1e-4):
    """Halve the step, from 1, until the value falls by a share of what the slope promises.

    Nocedal & Wright (2006), algorithm 3.1. It goes on until the step is lost in rounding: where a
    coordinate is 1e12 times as steep as the other, 30 halvings would leave a run where it is.

    Returns
    -------
    tuple
        The new iterates and their values; those of a run that found nothing are the old ones.
    """
    slope = dot(g, direction)
    step = np.ones_like(slope)
    searching = (slope < 0) & (value > -np.inf)  # there is no way down from there
    x_new, value_new = x, value
    for _ in range(MOST_HALVINGS):
        trial = x + step * direction
        searching = searching & (trial != x).any(axis=0)
        if not searching.any():
            break
        tried = f.value(trial, searching)
        found = searching & (tried <= value + c1 * step * slope + ROUNDING * np.abs(value))
        x_new, value_new = np.where(found, trial, x_new), np.where(found, tried, value_new)
        searching = searching & ~found
        step = shrink * step
    return x_new, value_new


def wolfe(f, x, value, g, direction, first, *, c1=1e-4, c2=0.9):
    """Go farther, then close in, until the value has fallen enough and the slope flattened.

    The strong conditions of Wolfe (Nocedal & Wright 2006, equation 3.7): a step is too long where
    the value has not fallen by ``c1`` of what the slope promises, or the slope has turned up; too
    short where it is still steeper than ``c2`` times the first slope (the bracket of Lewis &
    Overton 2013, algorithm 2.6). After one that was too short, the next ends where the slope would
    vanish if it went on as it did: 1.1 to 4 times as far again, within two thirds of the bracket
    (Moré & Thuente 1994, section 4). After one that was too long it is the minimum of the parabola
    through both values and the lower slope (equation 3.58), kept off the ends of the bracket. A
    gradient is asked for only where the value has fallen. A search ends where no number is left
    between the ends of its bracket.

    Returns
    -------
    tuple
        The new iterates, their values and gradients. A run that found no such step has those of
        the longest step that lowered its value, or the old ones.
    """
    slope = dot(g, direction)
    step, low, high = first, np.zeros_like(slope), np.full_like(slope, np.inf)
    low_slope, high_value = slope, high
    searching = (slope < 0) & (value > -np.inf)  # there is no way down from there
    x_new, value_new, g_new = x, value, g
    for _ in range(MOST_TRIALS):
        if not searching.any():
            break
        trial = x + step * direction
        tried = f.value(trial, searching)
        fallen = searching & (tried <= value + c1 * step * slope + ROUNDING * np.abs(value))
        tried_g = f.gradient(trial, fallen)
        tried_slope = dot(tried_g, direction)
        short = fallen & (tried_slope < c2 * slope)
        found = fallen & (np.abs(tried_slope) <= -c2 * slope)
        searching, better = searching & ~found, short | found
        x_new = np.where(better, trial, x_new)
        value_new, g_new = np.where(better, tried, value_new), np.where(better, tried_g, g_new)
        level = np.clip(tried_slope / (low_slope - tried_slope), 1.1, 4.0)
        farther = step + np.where(tried_slope > low_slope, level, 4.0) * (step - low)
        low, low_slope = np.where(short, (step, tried_slope), (low, low_slope))
        high, high_value = np.where(short, (high, high_value), (step, tried))
        width = high - low
        searching = searching & ~(width * np.abs(direction) < np.spacing(np.abs(x))).all(axis=0)
        share = -low_slope * width / (high_value - value_new - low_slope * width) / 2
        inner = np.where(np.isfinite(share), np.clip(share, 0.001, 0.9), 0.5)
        step = np.where(short, np.minimum(farther, low + 0.66 * width), low + inner * width)
    return x_new, value_new, g_new
