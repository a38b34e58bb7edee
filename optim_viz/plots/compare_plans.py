"""Where the panels of a race stand: type keeps its size, so on a small canvas the layout gives way.

Both panels stand beside each other, the names of the methods at the ends of the curves; where that
leaves too little, the names become a legend; where both panels are still too small, one stands
below the other, or the paths stand alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, product
from typing import NamedTuple

import numpy as np

from optim_viz.plots.panels.legend import Legend
from optim_viz.plots.style.page import Page

BOTTOM, TOP = 3.7, 3.5
"""Room for ticks and footer below the panels, and above panels that have a title, in ems."""

_BETWEEN, _BELOW, _RIGHT = 4.1, 3.9, 0.9
"""Room between panels beside each other, between one and the other below it, and at the right."""

_SHARE = 0.57
"""Share of the width that the paths take, unless they have a shape."""


class _Least(NamedTuple):
    """Smallest of two panels, width and height in ems, and height of the curves below the paths."""

    stage: tuple[float, float]
    curves: tuple[float, float]
    below: float


_LEAST, _LEAST_ASKED = _Least((8.0, 5.5), (7.0, 5.5), 4.4), _Least((5.0, 4.0), (5.0, 4.0), 3.5)
"""The usual ones, and those where a reader asks for both."""

_WORTH = 0.6
"""Names at the ends of curves are worth so much of the paths, as a share of what could be shown."""

_WORTH_OF_NOTES = 0.75
"""The same for what is said in a legend, and for axes whose names stand around their panel."""

_THIRD = 1 / 3
"""No panel is a smaller share of the page, across and up, unless it is asked for."""

_ROUNDING = 1e-9
"""By how much a sum of lengths in ems may be wrong."""

_NAME_ABOVE, _NAME_BELOW, _NAME_LEFT, _NAME_RIGHT = 1.2, 1.05, 0.4, 2.1
"""Room that is won above and below a panel whose axes are named beside their ticks; what the name
takes more at the left of them, and at the right, in ems."""

Place = tuple[float, float, float, float]
"""Left, bottom, width and height of a panel, in ems."""


@dataclass(frozen=True)
class Plan:
    """The places of the panels, of those that there are, and how the methods are named."""

    stage: Place | None
    curves: Place | None
    labels: tuple[str, ...] = ()
    """At the ends of the curves."""
    legend: Legend | None = None
    """Below the panels, or beside the only one."""
    corner: tuple[float, float] = (0.9, 1.7)
    """Left end of the legend, and height of its last row, in ems."""
    names_beside_ticks: bool = False
    """Whether the axes of the only panel are named there, not above and below the panel."""

    @property
    def is_beside(self) -> bool:
        """Whether the legend stands beside the only panel."""
        return self.legend is not None and self.corner != Plan.corner


@dataclass(frozen=True)
class Needs:
    """What a race needs room for."""

    labels: Sequence[tuple[tuple[str, ...], float]]
    """Names at the ends of curves with their width, from long to short."""
    legend: Legend
    """Below two panels."""
    legends: Callable[[], Iterable[Sequence[Legend]]]
    """Below or beside one panel, in groups from rich to compact."""
    aspect: float | None
    """Width over height of what the panel of paths shows; None where any shape will do."""
    left: float
    """Room for ticks left of the paths."""
    within: tuple[float, float] = (0.0, 0.0)
    """Room for ticks and names within the panel of paths, across and up: a relief has its own."""
    spare: tuple[float, float] = (0.0, 0.0)
    """Room below and above, for those of a usual panel, that a relief takes."""
    short_names: bool = False
    """Whether the names of the axes have room beside their ticks."""

    def shaped(self, height: float) -> float:
        """Return the width of a panel of paths of a height that has the shape of what it shows."""
        assert self.aspect is not None
        across, up = self.within
        return self.aspect * (height - up) + across


def plan(page: Page, needs: Needs, panel: str) -> Plan:
    """Return the places of one panel or of both."""
    if panel == "paths":
        return _paths(page, needs)
    if panel == "gap":
        return _gap(page, needs)
    if panel == "data":  # names have no curves to stand beside
        made = _largest(page, replace(needs, labels=()), [needs.legend], [_LEAST])
        return made or _gap(page, needs)
    both = [_beside(page, needs), _below(page, needs)]
    possible = [one for one in both if one is not None and _is_large(one, page, needs)]
    if possible:
        return _named(page, needs, possible)
    if panel == "both":  # be they small
        keys = [needs.legend, *chain.from_iterable(needs.legends())]
        asked = _largest(page, needs, keys, [_LEAST, _LEAST_ASKED])
        return asked or _paths(page, needs)
    return _paths(page, needs)


def _largest(
    page: Page, needs: Needs, keys: Sequence[Legend], least: Sequence[_Least]
) -> Plan | None:
    """Return both panels with the first legend, and the first least size, that leave room."""
    for size, key in product(least, keys):
        given = replace(needs, legend=key)
        both = [_beside(page, given, least=size), _below(page, given, size)]
        if possible := [one for one in both if one is not None]:
            return _named(page, given, possible)
    return None


def _named(page: Page, needs: Needs, possible: Sequence[Plan]) -> Plan:
    """Return both panels with names at the ends of the curves, or one that is possible with others.

    Names are worth some of the paths.
    """
    most = max(_shown(one, needs) for one in possible)
    for labels, width in needs.labels:
        named = _beside(page, needs, labels, width)
        if named is not None and _shown(named, needs) >= _WORTH * most:
            return named
    return max(possible, key=lambda one: _shown(one, needs))


def _beside(
    page: Page,
    needs: Needs,
    labels: tuple[str, ...] = (),
    names: float = 0.0,
    least: _Least = _LEAST,
) -> Plan | None:
    """Return both panels beside each other, if there is room."""
    legend = None if labels else needs.legend
    bottom = BOTTOM + (legend.height if legend else 0.0)
    height = page.height - bottom - TOP
    width = page.width - needs.left - _BETWEEN - (names if labels else _RIGHT)
    third = _THIRD * page.width
    if labels and width < 2 * third:
        return None
    wanted = _SHARE * width if needs.aspect is None else needs.shaped(height)
    wide = max(min(wanted, width - third), min(third, width / 2))
    narrow = wide < least.stage[0] or width - wide < least.curves[0]
    if narrow or height < least.curves[1]:
        return None
    stage = needs.left, bottom, wide, height
    curves = needs.left + wide + _BETWEEN, bottom, width - wide, height
    return Plan(stage, curves, labels, legend)


def _below(page: Page, needs: Needs, least: _Least = _LEAST) -> Plan | None:
    """Return the curves below the paths, if there is room."""
    bottom, left = BOTTOM + needs.legend.height, max(needs.left, 4.1)
    width, room = page.width - left - _RIGHT, page.height - bottom - TOP - _BELOW
    across, up = needs.within
    tall = min((width - across) / (needs.aspect or 2.0) + up, 0.62 * room, room - least.below)
    if width < least.stage[0] or tall < least.stage[1]:
        return None
    stage = left, page.height - TOP - tall, width, tall
    return Plan(stage, (left, bottom, width, room - tall), legend=needs.legend)


def _paths(page: Page, needs: Needs) -> Plan:
    """Return the paths alone, the legend below or beside them.

    What is said in the legend is worth some of what could be shown, and so are the places of the
    names of the axes above and below the panel.
    """
    everything: list[Plan] = []
    for group in needs.legends():
        possible = [
            max(_alone(page, needs, key, beside), key=lambda one: _shown(one, needs))
            for key, beside in product(group, (False, True) if needs.short_names else (False,))
        ]
        large = [one for one in possible if _is_large(one, page, needs)]
        most = max((_shown(one, needs) for one in large), default=0.0)
        for one in large:
            if _shown(one, needs) >= _WORTH_OF_NOTES * most:
                return one
        everything += possible
    return max(everything, key=lambda one: _shown(one, needs))


def _alone(page: Page, needs: Needs, legend: Legend, names_beside_ticks: bool) -> Iterator[Plan]:
    """Yield the paths alone with a legend below them, and with it beside them in columns."""
    low, top, right, left = BOTTOM, TOP, _RIGHT, needs.left
    if names_beside_ticks:
        low, top, right, left = low - _NAME_BELOW, top - _NAME_ABOVE, _NAME_RIGHT, left + _NAME_LEFT

    def place(bottom: float, right: float) -> Place:
        width = max(page.width - left - right, 1.0)
        height = max(page.height - bottom - top, 1.0)
        if needs.aspect is not None:  # as wide as what it shows, but for little
            shaped = max(1.25 * needs.shaped(height), height)
            width = min(width, max(shaped, _THIRD * page.width))
        return left, bottom, width, height

    yield Plan(
        place(low + legend.height, right), None, legend=legend,
        names_beside_ticks=names_beside_ticks,
    )  # fmt: skip
    for columns in range(1, len(legend.names) + 1):
        key = legend.in_columns(columns)
        _, bottom, width, height = place(low, key.width + right + 0.4 + _RIGHT)
        down = min((height - key.height) / 2, height - key.height) + bottom
        corner = left + width + right + 0.1, max(down, Plan.corner[1])
        if corner[1] + key.height <= bottom + height + 0.5 and width >= _THIRD * page.width:
            yield Plan(
                (left, bottom, width, height), None, legend=key, corner=corner,
                names_beside_ticks=names_beside_ticks,
            )  # fmt: skip


def _gap(page: Page, needs: Needs) -> Plan:
    """Return the curves alone."""
    height = max(page.height - BOTTOM - TOP, 1.0)
    for labels, width in needs.labels:
        wide = page.width - _BETWEEN - width
        if wide >= max(_LEAST.stage[0], _THIRD * page.width):
            return Plan(None, (_BETWEEN, BOTTOM, wide, height), labels)
    width, possible = page.width - _BETWEEN - _RIGHT, []
    for key in chain([needs.legend], chain.from_iterable(needs.legends())):
        bottom = BOTTOM + key.height
        place = _BETWEEN, bottom, width, max(page.height - bottom - TOP, 1.0)
        made = Plan(None, place, legend=key)
        if _is_large(made, page, needs):
            return made
        possible.append(made)
    return max(possible, key=lambda one: sizes(one, needs)[0][1])


def _is_large(made: Plan, page: Page, needs: Needs) -> bool:
    """Whether every panel is a third of the page, across and up."""
    least = np.multiply(_THIRD, (page.width, page.whole_height)) - _ROUNDING
    return bool(np.all(np.array(sizes(made, needs)) >= least))


def sizes(made: Plan, needs: Needs) -> list[tuple[float, float]]:
    """Return width and height of the panels in ems, the paths first."""
    found = []
    if made.stage is not None:
        below, above = needs.spare
        is_lowest = made.curves is None or made.curves[1] == made.stage[1]
        own = above + (below if is_lowest else 0.0)
        found.append((made.stage[2], made.stage[3] + own))
    if made.curves is not None:
        found.append(made.curves[2:])
    return found


def _shown(made: Plan, needs: Needs) -> float:
    """Return the area of what a panel of paths shows; it grows beyond that to fill its place."""
    assert made.stage is not None
    _, _, width, height = made.stage
    across, up = needs.within
    width, height = max(width - across, 0.0), max(height - up, 0.0)
    if needs.aspect is None:
        return width * height
    return min(width, needs.aspect * height) * min(height, width / needs.aspect)
