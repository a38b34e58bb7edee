"""Ends of runs as colours: the meaning of each, and its shade by the number of steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.colors import to_rgb

from optim_viz.plots.panels.print_marks import Stripes
from optim_viz.plots.style.themes import is_dark, is_print, paper
from optim_viz.studies.basins import DIVERGED, ELSEWHERE, FELL, HELD, LEFT, LOST, UNDECIDED, Basins
from optim_viz.text import words


class Meaning(NamedTuple):
    """An entry of the key: a colour and what it means; in print also stripes, or a letter."""

    colour: str
    name: str
    stripes: Stripes | None = None
    letter: str = ""


Key = Sequence[Meaning]
"""Colours and their meanings."""

_MINIMA_WITH_A_COLOUR = 9
"""At most this many minima have a colour of their own; more are coloured by their height."""


@dataclass(frozen=True)
class Palette:
    """Colours of minima that none of the common optimizers has: pale on light paper, deep on dark.

    They differ for colour-blind eyes, the first four in grey, too, and none of these looks like a
    faint shade of another.
    """

    minima: tuple[str, ...]
    best: str
    heights: tuple[str, ...]
    """For minima from low to high, in steps of lightness."""


_LIGHT = Palette(
    ("#b8ae4f", "#758af4", "#eab7c5", "#ffe86c", "#66a26f", "#c9d2a4", "#9e9a97", "#93bfff",
     "#b683b0"),
    "#56ffff",
    ("#b48fd8", "#8fb4ea", "#8fd6c0", "#e6e69a"),
)  # fmt: skip
_DARK = Palette(
    ("#056855", "#69002b", "#4c4162", "#5e757d", "#777600", "#10433c", "#1e459e", "#493900",
     "#546333"),
    "#8360b1",
    ("#3c2c74", "#27496b", "#33705a", "#74782c"),
)  # fmt: skip


def palette() -> Palette:
    """Return the colours on the paper in force."""
    return _DARK if is_dark() else _LIGHT


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


_PALE = 1.3
"""Sum of red, green and blue above which stripes are black."""

_FAINTEST, _FAINTEST_PRINTED = 0.45, 0.75
"""Strength of the colour of the slowest starts; in print shades tell the minima apart, too."""


def shaded(one: Basins) -> npt.NDArray[np.float64]:
    """Return the colours of the starts, ``(*shape, 3)``.

    The strength depends on the logarithm of the steps, between the fastest and the slowest
    hundredth of the starts that come to rest.
    """
    found, pace = one.end >= 0, np.log1p(one.taken)
    low, high = np.quantile(pace[found], (0.01, 0.99)) if found.any() else (0.0, 0.0)
    slow = np.clip((pace - low) / max(high - low, 1e-9), 0, 1)
    faintest = _FAINTEST_PRINTED if is_print() else _FAINTEST
    strength = np.where(found, 1 - (1 - faintest) * slow, 1.0)[..., np.newaxis]
    own = colours(one)
    ends, which = np.unique(one.end, return_inverse=True)
    rgb = np.array([to_rgb(own[i][0]) for i in ends.tolist()])
    pixels = rgb[which.reshape(one.end.shape)]
    return strength * pixels + (1 - strength) * np.array(to_rgb(paper()))


def colours(one: Basins) -> dict[int, tuple[str, str]]:
    """Return the colour of each end, and its meaning in words."""
    own = palette()
    meaning = {i: (_LOST_COLOURS[i], words.OUTCOME[end]) for i, end in LOST.items()}
    rest = [words.KIND[kind] for kind in _KINDS if kind in one.kinds]
    meaning |= dict.fromkeys(range(len(one.kinds)), (_REST, ", ".join(rest)))
    minima = [i for i, kind in enumerate(one.kinds) if kind == "minimum"]
    meaning |= {i: (own.best, words.KIND[one.kinds[i]]) for i in one.lowest if i not in minima}
    if len(minima) <= _MINIMA_WITH_A_COLOUR:
        for colour, i in zip(own.minima, minima, strict=False):
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
        meaning[i] = own.heights[quarter], words.MINIMA_BY_HEIGHT[quarter]
    best = words.best_is(one.surface.kind_of_lowest)
    return meaning | dict.fromkeys(one.lowest, (own.best, best))


def entries(found: Sequence[Basins]) -> Key:
    """Return colours and their meanings, only those that occur.

    In print, starts from which a run is lost have stripes, and the others letters.
    """
    own = colours(found[0])
    met = {i for one in found for i, share in one.shares.items() if share >= 5e-4}
    ends = sorted(i for i in met if i >= 0) + sorted((i for i in met if i < 0), reverse=True)
    known = palette()
    order = [known.best, *known.minima, *known.heights, _REST, *_LOST_COLOURS.values()]
    named = dict.fromkeys(own[i] for i in ends)
    sorted_by_kind = sorted(named, key=lambda entry: order.index(entry[0]))
    if not is_print():
        return [Meaning(*entry) for entry in sorted_by_kind]
    letters, lost = iter(ascii_uppercase), list(_LOST_COLOURS.values())
    return [
        Meaning(*entry, stripes=_stripes(entry[0]))
        if entry[0] in lost
        else Meaning(*entry, letter=next(letters, ""))
        for entry in sorted_by_kind
    ]


def is_of_minimum(entry: Meaning) -> bool:
    """Whether a colour is that of starts that lead to a minimum."""
    return entry.colour not in (_REST, *_LOST_COLOURS.values())


def _stripes(colour: str) -> Stripes:
    """Return stripes that can be seen on the colour of starts from which runs are lost."""
    nth = list(_LOST_COLOURS.values()).index(colour)
    pale = sum(to_rgb(colour)) > _PALE
    return Stripes("#000000" if pale else "#ffffff", lean=1 if nth % 2 else -1)


def parts(one: Basins, key: Key) -> Iterator[tuple[Meaning, npt.NDArray[np.bool_]]]:
    """Yield each entry of the key with the starts that it is about, ``(rows, columns)``."""
    own = colours(one)
    ends = one.end if one.end.ndim == 2 else one.end[np.newaxis]
    for entry in key:
        mine = [i for i, (colour, name) in own.items() if (colour, name) == entry[:2]]
        yield entry, np.isin(ends, mine)
