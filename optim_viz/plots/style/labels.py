"""Labels beside the ends of curves: each as near to its curve as the others allow."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from matplotlib import rcParams
from matplotlib.font_manager import FontProperties

from optim_viz.plots.style.fonts import fitted
from optim_viz.plots.style.text_sizes import size_of
from surfaces import Array


def spread(wanted: Array, heights: Array, low: float, high: float) -> Array:
    """Return centres that do not overlap, as near to the wanted ones as possible.

    The order of the wanted centres is kept; groups that touch share the displacement (the pool
    adjacent violators of isotonic regression). Labels that do not fit are spaced evenly.

    Parameters
    ----------
    wanted, heights : arrays ``(n,)``
        In one unit of length.
    low, high : float
        Where the labels have to stay.
    """
    order = np.argsort(wanted, kind="stable")
    sizes = heights[order]
    offsets = np.cumsum(sizes) - sizes / 2
    if sizes.sum() >= high - low:
        centres = low + offsets * (high - low) / sizes.sum()
    else:
        groups: list[tuple[float, int]] = []  # mean of wanted - offset, and how many share it
        for shift in wanted[order] - offsets:
            mean, count = float(shift), 1
            while groups and groups[-1][0] >= mean:
                before, n = groups.pop()
                mean, count = (before * n + mean * count) / (n + count), n + count
            groups.append((mean, count))
        shifts = np.repeat([mean for mean, _ in groups], [count for _, count in groups])
        centres = np.clip(shifts, low, high - sizes.sum()) + offsets
    result = np.empty_like(centres)
    result[order] = centres
    return result


def text_width(texts: Sequence[str], size: float, weight: str = "normal") -> float:
    """Return the width in points of the widest text, set in the font and resolution in force."""
    dpi = float(rcParams["figure.dpi"])
    widths = []
    for text in texts:
        legible, families = fitted(text)
        widths.append(size_of(legible, _font(tuple(families), size, weight), dpi)[0])
    return float(max(widths, default=0.0)) * 72 / dpi


@lru_cache(maxsize=256)
def _font(families: tuple[str, ...], size: float, weight: str) -> FontProperties:
    return FontProperties(family=families, size=size, weight=weight)
