"""Where the panels of a race stand: type keeps its size, so on a small canvas the layout gives way.

Both panels stand beside each other, the names of the methods at the ends of the curves; where that
leaves too little, the names become a legend; where both panels are still too small, one stands
below the other, or the paths stand alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from optim_viz.plots.panels.legend import Legend
from optim_viz.plots.style.page import Page

BOTTOM, TOP = 3.7, 3.5
"""Room for ticks and footer below the panels, and above panels that have a title, in ems."""

_BETWEEN, _BELOW, _RIGHT = 4.1, 3.9, 0.9
"""Room between panels beside each other, between one and the other below it, and at the right."""

_SHARE = 0.57
"""Share of the width that the paths take, unless they have a shape."""

_LEAST_CURVES, _LEAST_STAGE, _LEAST_CURVES_BELOW = (7.0, 5.5), (8.0, 5.5), 4.4
"""Smallest panels, width and height in ems."""

_WORTH = 0.6
"""Names at the ends of curves are worth so much of the paths, as a share of what could be shown."""

_THIRD = 0.33
"""No panel is a smaller share of the page because of a name."""

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
    aspect: float | None
    """Width over height of what the panel of paths shows; None where any shape will do."""
    left: float
    """Room for ticks left of the paths."""
    within: tuple[float, float] = (0.0, 0.0)
    """Room for ticks and names within the panel of paths, across and up: a relief has its own."""

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
        needs = replace(needs, labels=())
    both = [_beside(page, needs), _below(page, needs)]
    possible = [one for one in both if one is not None]
    most = max((_shown(one, needs) for one in possible), default=0.0)
    for labels, width in needs.labels:
        named = _beside(page, needs, labels, width)
        if named is not None and _shown(named, needs) >= _WORTH * most:
            return named
    if panel == "data" and not possible:
        return _gap(page, needs)
    return max(possible, key=lambda one: _shown(one, needs), default=_paths(page, needs))


def _beside(
    page: Page, needs: Needs, labels: tuple[str, ...] = (), names: float = 0.0
) -> Plan | None:
    """Return both panels beside each other, if there is room."""
    legend = None if labels else needs.legend
    bottom = BOTTOM + (legend.height if legend else 0.0)
    height = page.height - bottom - TOP
    width = page.width - needs.left - _BETWEEN - (names if labels else _RIGHT)
    least = _THIRD * page.width
    if labels and width < 2 * least:
        return None
    wanted = _SHARE * width if needs.aspect is None else needs.shaped(height)
    wide = max(min(wanted, width - least), min(least, width / 2))
    narrow = wide < _LEAST_STAGE[0] or width - wide < _LEAST_CURVES[0]
    if narrow or height < _LEAST_CURVES[1]:
        return None
    stage = needs.left, bottom, wide, height
    curves = needs.left + wide + _BETWEEN, bottom, width - wide, height
    return Plan(stage, curves, labels, legend)


def _below(page: Page, needs: Needs) -> Plan | None:
    """Return the curves below the paths, if there is room."""
    bottom, left = BOTTOM + needs.legend.height, max(needs.left, 4.1)
    width, room = page.width - left - _RIGHT, page.height - bottom - TOP - _BELOW
    across, up = needs.within
    tall = min(
        (width - across) / (needs.aspect or 2.0) + up, 0.62 * room, room - _LEAST_CURVES_BELOW
    )
    if width < _LEAST_STAGE[0] or tall < _LEAST_STAGE[1]:
        return None
    stage = left, page.height - TOP - tall, width, tall
    return Plan(stage, (left, bottom, width, room - tall), legend=needs.legend)


def _paths(page: Page, needs: Needs) -> Plan:
    """Return the paths alone, the legend below or beside them."""

    def place(bottom: float, right: float) -> Place:
        width = max(page.width - needs.left - right, 1.0)
        height = max(page.height - bottom - TOP, 1.0)
        if needs.aspect is not None:  # as wide as what it shows, but for little
            shaped = max(1.25 * needs.shaped(height), height)
            width = min(width, max(shaped, _THIRD * page.width))
        return needs.left, bottom, width, height

    below = Plan(place(BOTTOM + needs.legend.height, _RIGHT), None, legend=needs.legend)
    possible = [below]
    for columns in range(1, len(needs.legend.names) + 1):
        key = needs.legend.in_columns(columns)
        left, bottom, width, height = place(BOTTOM, key.width + 1.3 + _RIGHT)
        corner = left + width + 1.0, bottom + max(height - key.height, 0.0) / 2
        if key.height <= height and width >= _THIRD * page.width:
            possible.append(Plan((left, bottom, width, height), None, legend=key, corner=corner))
    return max(possible, key=lambda one: _shown(one, needs))


def _gap(page: Page, needs: Needs) -> Plan:
    """Return the curves alone."""
    height = max(page.height - BOTTOM - TOP, 1.0)
    for labels, width in needs.labels:
        wide = page.width - _BETWEEN - width
        if wide >= max(_LEAST_STAGE[0], _THIRD * page.width):
            return Plan(None, (_BETWEEN, BOTTOM, wide, height), labels)
    bottom = BOTTOM + needs.legend.height
    place = _BETWEEN, bottom, page.width - _BETWEEN - _RIGHT, max(page.height - bottom - TOP, 1.0)
    return Plan(None, place, legend=needs.legend)


def _shown(made: Plan, needs: Needs) -> float:
    """Return the area of what a panel of paths shows; it grows beyond that to fill its place."""
    assert made.stage is not None
    _, _, width, height = made.stage
    across, up = needs.within
    width, height = max(width - across, 0.0), max(height - up, 0.0)
    if needs.aspect is None:
        return width * height
    return min(width, needs.aspect * height) * min(height, width / needs.aspect)
