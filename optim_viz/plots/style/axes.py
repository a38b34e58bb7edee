"""Axes that make their ticks when these are drawn: a page has many axes, and keys have no ticks.

Those of matplotlib make four ticks, of five artists each, whenever axes are made: a third of what
a page of small panels takes. They also measure all labels of ticks to find a place for the name of
an axis that has none.
"""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import Axis, Tick, XAxis, YAxis


class _TicksWhenDrawn(Axis):
    """An axis that keeps in mind what is set of its ticks, until there are some."""

    def set_clip_path(self, path: Any, transform: Any = None) -> None:
        """Clip the axis and its ticks, those to come as well."""
        self._clip = path, transform
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

    def _get_tick(self, major: bool) -> Tick:
        tick: Tick = super()._get_tick(major)  # type: ignore[misc]  # what the types leave out
        if self._clip[0] is not None:
            tick.set_clip_path(*self._clip)
        return tick

    def _copy_tick_props(self, src: Tick, dest: Tick) -> None:
        """Copy nothing from the first tick: each is made with all that is set of them."""

    _clip: tuple[Any, Any] = (None, None)


class _Across(_TicksWhenDrawn, XAxis):
    """The axis across."""


class _Up(_TicksWhenDrawn, YAxis):
    """The axis upwards."""


class PageAxes(Axes):
    """The axes of a page."""

    def _init_axis(self) -> None:
        """Make both axes, as projections do."""
        self.xaxis, self.yaxis = _Across(self, clear=False), _Up(self, clear=False)
        for axis, sides in ((self.xaxis, ("bottom", "top")), (self.yaxis, ("left", "right"))):
            for side in sides:
                self.spines[side].register_axis(axis)
