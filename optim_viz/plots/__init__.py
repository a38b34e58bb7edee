"""Drawing: ``draw_*(data, ax)`` puts one kind of picture on axes, layouts arrange whole figures.

A whole figure, such as that of `race`, has sizes and colours of its own, which `theme` chooses. On
axes of the reader's own (`draw_runs`, `draw_gaps`) they come from the matplotlib settings in force,
so that a picture fits the figure that it is drawn into.
"""

from optim_viz.plots.compare import grid, pair, race
from optim_viz.plots.own_axes import draw_gaps, draw_runs
from optim_viz.plots.style.themes import theme

__all__ = ["draw_gaps", "draw_runs", "grid", "pair", "race", "theme"]
