"""Ends of runs as colours: the meaning of each, and its shade by the number of steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.colors import to_rgb

from optim_viz.plots.style.themes import paper
from optim_viz.studies.basins import DIVERGED, ELSEWHERE, FELL, HELD, LEFT, LOST, UNDECIDED, Basins
from optim_viz.text import words

Key = Sequence[tuple[str, str]]
"""Colours and their meanings."""

_MINIMA_WITH_A_COLOUR = 9
"""At most this many minima have a colour of their own; more are coloured by their height."""

# The first ones are as different in grey as in colour; none looks like a faint shade of another.
_COLOURS = (
    "#0b4f8a", "#f0b429", "#35b08f", "#a8326f", "#5b2be0", "#7ed321", "#e0341a", "#bf9a7c",
    "#00b8e0",
)  # fmt: skip
BEST = "#e4572e"
HEIGHTS = ("#3b2a6b", "#2f6b8e", "#3fae82", "#d9dd55")
"""Colours of minima from low to high, in steps of lightness."""

_REST, _KINDS = "#e9e3d3", ("saddle", "maximum", "degenerate")
"""Colour of stationary points that are no minima, and their kinds."""

_LOST_COLOURS = {
    UNDECIDED: "#b9bdc4",
    LEFT: "#6b4a3a",
    DIVERGED: "#6e0f26",
    ELSEWHERE: "#7f858e",
    FELL: "#4a3d57",
    HELD: "#8f8a5a",
}


def shaded(one: Basins) -> npt.NDArray[np.float64]:
    """Return the colours of the starts, ``(*shape, 3)``.

    The strength depends on the logarithm of the steps, between the fastest and the slowest
    hundredth of the starts that come to rest.
    """
    found, pace = one.end >= 0, np.log1p(one.taken)
    low, high = np.quantile(pace[found], (0.01, 0.99)) if found.any() else (0.0, 0.0)
    slow = np.clip((pace - low) / max(high - low, 1e-9), 0, 1)
    strength = np.where(found, 1 - 0.55 * slow, 1.0)[..., np.newaxis]
    own = colours(one)
    ends, which = np.unique(one.end, return_inverse=True)
    palette = np.array([to_rgb(own[i][0]) for i in ends.tolist()])
    pixels = palette[which.reshape(one.end.shape)]
    return strength * pixels + (1 - strength) * np.array(to_rgb(paper()))


def colours(one: Basins) -> dict[int, tuple[str, str]]:
    """Return the colour of each end, and its meaning in words."""
    meaning = {i: (_LOST_COLOURS[i], words.OUTCOME[end]) for i, end in LOST.items()}
    rest = [words.KIND[kind] for kind in _KINDS if kind in one.kinds]
    meaning |= dict.fromkeys(range(len(one.kinds)), (_REST, ", ".join(rest)))
    minima = [i for i, kind in enumerate(one.kinds) if kind == "minimum"]
    meaning |= {i: (BEST, words.KIND[one.kinds[i]]) for i in one.lowest if i not in minima}
    if len(minima) <= _MINIMA_WITH_A_COLOUR:
        for colour, i in zip(_COLOURS, minima, strict=False):
            at = ", ".join(f"{x:.3g}".replace("-", "−") for x in one.targets[i])
            meaning[i] = colour, f"({at})" + (" ★" if i in one.lowest else "")
        return meaning
    others = [i for i in minima if i not in one.lowest]
    heights = one.surface(np.array([one.targets[i] for i in others]).reshape(-1, one.surface.dim).T)
    low, high = heights.min(initial=np.inf), heights.max(initial=-np.inf)
    heights = np.round((heights - low) / max(high - low, np.finfo(float).tiny), 9)
    ranks = np.searchsorted(np.sort(heights), heights)  # the same for minima of the same height
    for i, rank in zip(others, ranks, strict=True):
        quarter = int(4 * rank / len(others))
        meaning[i] = HEIGHTS[quarter], words.MINIMA_BY_HEIGHT[quarter]
    best = words.best_is(one.surface.kind_of_lowest)
    return meaning | dict.fromkeys(one.lowest, (BEST, best))


def entries(found: Sequence[Basins]) -> Key:
    """Return colours and their meanings, only those that occur."""
    own = colours(found[0])
    met = {i for one in found for i, share in one.shares.items() if share >= 5e-4}
    ends = sorted(i for i in met if i >= 0) + sorted((i for i in met if i < 0), reverse=True)
    order = [BEST, *_COLOURS, *HEIGHTS, _REST, *_LOST_COLOURS.values()]
    return sorted(dict.fromkeys(own[i] for i in ends), key=lambda entry: order.index(entry[0]))
