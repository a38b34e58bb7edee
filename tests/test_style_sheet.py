"""``plt.style.use("optim_viz.slides")`` is the light look on a slide."""

from __future__ import annotations

import matplotlib as mpl
import matplotlib.style
import pytest

from optim_viz.plots.style.themes import SLIDE
from optim_viz.plots.style.themes import theme as themed


def test_style_sheet_equals_the_light_look() -> None:
    with themed("light", SLIDE):
        wanted = dict(mpl.rcParams)
    with matplotlib.style.context("optim_viz.slides"):
        given = dict(mpl.rcParams)
    for name, value in wanted.items():
        numbers = isinstance(value, float) or name == "figure.figsize"
        assert given[name] == (pytest.approx(value, rel=1e-5) if numbers else value), name
