"""Drawing: ``draw_*(data, ax)`` puts one kind of picture on axes, layouts arrange whole figures.

Sizes and colours come from the matplotlib settings in force, so that a picture fits the figure it
is drawn into: a slide made by `style.themes.theme`, or the reader's own style.
"""

from optim_viz.plots.compare import grid, pair, race
from optim_viz.plots.style.themes import theme

__all__ = ["grid", "pair", "race", "theme"]
