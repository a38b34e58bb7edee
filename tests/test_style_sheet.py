"""``plt.style.use("optim_viz.slides")`` is the light theme on a slide; dark and print, too."""

from __future__ import annotations

import matplotlib as mpl
import matplotlib.style
import pytest

from optim_viz.plots.style.themes import theme as themed
from optim_viz.presets import PRESETS, SLIDE, Preset


@pytest.mark.parametrize(
    ("sheet", "theme", "preset"),
    [
        ("slides", "light", SLIDE),
        ("slides_dark", "dark", SLIDE),
        ("paper", "print", PRESETS["paper"]),
    ],
)
def test_style_sheet_equals_the_theme(sheet: str, theme: str, preset: Preset) -> None:
    with themed(theme, preset):
        wanted = dict(mpl.rcParams)
    with matplotlib.style.context(f"optim_viz.{sheet}"):
        given = dict(mpl.rcParams)
    for name, value in wanted.items():
        numbers = isinstance(value, float) or name == "figure.figsize"
        assert given[name] == (pytest.approx(value, rel=1e-5) if numbers else value), name
