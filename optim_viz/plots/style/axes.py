"""Axes that make their ticks when these are drawn: a page has many axes, and keys have no ticks.

Those of matplotlib make four ticks, of five artists each, whenever axes are made: a third of what
a page of small panels takes; here each tick is a copy of the first one of its axis. They also
measure all labels of ticks to find a place for the name of an axis that has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from types import MappingProxyType
from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import Axis, Tick, XAxis, YAxis
from matplotlib.patches import Rectangle
from matplotlib.transforms import IdentityTransform, Transform


class _TicksWhenDrawn(Axis):
    """An axis that keeps in mind what is set of its ticks, until there are some."""

    def set_clip_path(self, path: Any, transform: Any = None) -> None:
        """Clip the axis and its ticks, those to come as well."""
        self._patterns = {}
        self._without_making_ticks(super().set_clip_path, path, transform)

    def set_tick_params(self, which: Any = "major", reset: bool = False, **kwargs: Any) -> None:
        """Set how ticks look, those to come as well."""
        self._without_making_ticks(super().set_tick_params, which, reset, **kwargs)

    def get_minor_ticks(self, numticks: int | None = None) -> list[Tick]:
        """Return this many minor ticks, or as many as there are places for."""
        if numticks is None:
            numticks = len(self.get_minorticklocs())
        return super().get_minor_ticks(numticks) if numticks else []

    def _update_label_position(self, renderer: Any) -> None:
        """Find a place for the name beside the labels of the ticks, if there is a name."""
        if self.label.get_text():
            super()._update_label_position(renderer)  # type: ignore[misc]  # as below

    def _without_making_ticks(self, act: Any, *given: Any, **named: Any) -> None:
        """Act on the ticks that there are: those of a kind are made when they are first read."""
        missing = [kind for kind in ("majorTicks", "minorTicks") if kind not in vars(self)]
        vars(self).update({kind: [] for kind in missing})
        act(*given, **named)
        for kind in missing:
            vars(self).pop(kind, None)

    def reset_ticks(self) -> None:
        """Forget all ticks: those to come stand elsewhere, or look different."""
        self._patterns = {}
        super().reset_ticks()

    def _get_tick(self, major: bool) -> Tick:
        """Return a copy of a tick that is made with all that is set of them: that takes long."""
        settings = dict(self._major_tick_kw if major else self._minor_tick_kw)  # type: ignore[attr-defined]  # as below
        known = self._patterns.get(major)
        if known is None or known[0] != settings:
            tick: Tick = super()._get_tick(major)  # type: ignore[misc]  # what the types leave out
            for artist in (tick, tick.gridline):
                artist.set_clip_box(self.get_clip_box())
                artist.set_clip_path(self.get_clip_path())
            known = settings, tick
            self._patterns = {**self._patterns, major: known}
        return _copied(known[1])

    def _copy_tick_props(self, src: Tick, dest: Tick) -> None:
        """Copy nothing from the first tick, which may be changed: each looks as they are set."""

    _patterns: Mapping[bool, tuple[dict[str, Any], Tick]] = MappingProxyType({})
    """The tick that is copied, by whether it is a major one, and what it was made with."""


def _copied(tick: Tick) -> Tick:
    """Return a tick with artists of its own."""
    own = copy(tick)
    for name in ("tick1line", "tick2line", "gridline", "label1", "label2"):
        setattr(own, name, copy(getattr(tick, name)))
    for label in (own.label1, own.label2):
        label.set_fontproperties(label.get_fontproperties())  # which it changes in place
    return own


class _Across(_TicksWhenDrawn, XAxis):
    """The axis across."""


class _Up(_TicksWhenDrawn, YAxis):
    """The axis upwards."""


class _Ground(Rectangle):
    """The unit square: all that is drawn on axes is clipped to it, and asks where it is."""

    def __init__(self) -> None:
        super().__init__((0.0, 0.0), 1.0, 1.0)

    def get_patch_transform(self) -> Transform:
        """Return what leads from the unit square to this one."""
        return IdentityTransform()


class PageAxes(Axes):
    """The axes of a page."""

    def _gen_axes_patch(self) -> Rectangle:
        return _Ground()

    def _init_axis(self) -> None:
        """Make both axes, as projections do."""
        self.xaxis, self.yaxis = _Across(self, clear=False), _Up(self, clear=False)
        for axis, sides in ((self.xaxis, ("bottom", "top")), (self.yaxis, ("left", "right"))):
            for side in sides:
                self.spines[side].register_axis(axis)
