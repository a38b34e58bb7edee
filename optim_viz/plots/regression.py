"""A regression in two spaces: paths of its parameters, and the lines through the data."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.plots.panels.convergence import draw_convergence
from optim_viz.plots.panels.data import draw_data, has_picture
from optim_viz.plots.panels.lines import write_key
from optim_viz.plots.panels.stages import stage
from optim_viz.plots.style import text
from optim_viz.plots.style.grids import Room, grid
from optim_viz.plots.style.optimizer_styles import Style, styles_for, styles_of_sizes
from optim_viz.plots.style.page import NOTE, Page
from optim_viz.plots.style.themes import THEMES, whole_figure
from optim_viz.plots.style.ticks import label_axes
from optim_viz.studies.regression import Regression
from optim_viz.text import title_of, words

_ROOM = Room(left=3.0, across=4.3, narrowest=6.2)

_SOLVED = Style(THEMES["light"]["ink"], THEMES["dark"]["ink"], (1.0, 1.4), "*")
"""The normal equation: a star in the plane of parameters, a dotted line through the data."""


@whole_figure
def figure(found: Regression) -> Figure:
    """Return the paths of the parameters, the lines through the data, and the gaps.

    Gaps are left out where there is no room.
    """
    page, model = Page(), found.model
    page.write_title(title_of(model), (text.formula(model), NOTE))
    page.write_foot([words.rates_of_regression(*_rates(found))])
    styles = [*styles_for([found.newton.optimizer]), *styles_of_sizes(2)]
    names = (words.NORMAL_EQUATION, *words.WAYS)
    steps = [words.steps(int(one.taken)) for one in found.runs]
    top = write_key(page, names, [_SOLVED, *styles], ["", *steps])
    count = 3 if has_picture(model) else 2
    places = grid(page, top, count, count, _ROOM)
    if len({place[0] for place in places}) < count:
        places = grid(page, top, 2, 2, _ROOM)
    draw_parameters(found, styles, page.axes(*places[0]))
    rest = list(places[1:])
    if has_picture(model) and rest:
        draw_lines_through_data(found, styles, page.axes(*rest.pop(0)))
    if rest:
        draw_convergence(found.runs, styles, page.axes(*rest[0]))
    return page.figure


def draw_parameters(found: Regression, styles: list[Style], ax: Axes) -> Axes:
    """Draw the paths on the contours of the loss; the star is the normal equation's solution.

    Above two parameters it is the plane in which the paths vary most. The size of the axes must be
    final.
    """
    wide, tall = ax.bbox.size
    ground = stage(found.model, found.runs, float(wide / tall))
    ground.draw(found.runs, styles, ax)
    label_axes(ax, *ground.labels)
    return ax


def draw_lines_through_data(found: Regression, styles: list[Style], ax: Axes) -> Axes:
    """Draw the data, the line of each run, and that of the normal equation dotted on them."""
    return draw_data(found.model, [*found.runs, found.solved], [*styles, _SOLVED], ax)


def _rates(found: Regression) -> tuple[str, str, str]:
    """Return the rates of both kinds of descent, and the condition number."""
    rates = [float(one.rate[-1]) for one in (found.descent, found.by_rows)]
    return text.number(rates[0]), text.number(rates[1]), text.number(found.condition)
