"""Drawing: ``draw_*(data, ax)`` puts one kind of picture on axes, layouts arrange whole figures.

A whole figure, such as that of `race`, has sizes and colours of its own, which `theme` chooses. On
axes of the reader's own (`draw_runs`, `draw_gaps`) they come from the matplotlib settings in force,
so that a picture fits the figure that it is drawn into.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optim_viz.plots.compare_grid import grid
    from optim_viz.plots.compare_pair import pair
    from optim_viz.plots.compare_race import race
    from optim_viz.plots.own_axes import draw_gaps, draw_runs
    from optim_viz.plots.style.themes import theme

__all__ = ["draw_gaps", "draw_runs", "grid", "pair", "race", "theme"]

_MODULES = {
    "grid": ("compare_grid",),
    "pair": ("compare_pair",),
    "race": ("compare_race",),
    **dict.fromkeys(("draw_gaps", "draw_runs"), ("own_axes",)),
    "theme": ("style", "themes"),
}
"""Where each of them is: a figure of another kind does without them."""


def __getattr__(name: str) -> Any:
    """Return what is drawn with, loaded when it is first asked for."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(".".join((__name__, *_MODULES[name]))), name)


def __dir__() -> list[str]:
    """Return the names, those that are not loaded yet among them."""
    return sorted({*globals(), *__all__})
