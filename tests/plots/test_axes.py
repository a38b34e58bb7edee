"""Axes of a page look like those of matplotlib, and make no ticks before they are drawn."""

from unittest.mock import patch

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg

import surfaces
from optim_viz.plots import basins as basins_page
from optim_viz.plots import explain as explain_page
from optim_viz.plots.compare import figure as race
from optim_viz.plots.style import page
from optim_viz.plots.style.themes import adjusted
from optim_viz.plots.style.themes import theme as themed
from optim_viz.presets import preset
from optim_viz.studies.basins import basins
from optim_viz.studies.compare import compare
from optim_viz.studies.explain import explain

NOTEBOOK = preset("notebook")


@pytest.fixture(scope="module")
def two():
    """Give a race of two methods, whose gaps have minor ticks, and a step of one."""
    surface = surfaces.get("ravine")
    return compare(surface, ["sgd", "adam"], steps=20), explain("adam:lr=0.1", surface)


@pytest.mark.usefixtures("coarse_landscapes")
@pytest.mark.parametrize("settings", [{}, {"axes.grid": True, "axes.grid.which": "both"}], ids=str)
def test_pages_are_those_that_axes_of_matplotlib_make(two, settings):
    seen = []
    for kind in (page.PageAxes, Axes):
        with themed(preset=NOTEBOOK), adjusted(settings), patch.object(page, "PageAxes", kind):
            made = [race(two[0]), race(two[0], "grid"), explain_page.figure(two[1])]
        for figure in made:
            canvas = FigureCanvasAgg(figure)
            canvas.draw()
            assert {type(ax) for ax in figure.axes} == {kind}
            seen.append(np.asarray(canvas.buffer_rgba()))
    for ours, theirs in zip(seen[:3], seen[3:], strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_what_is_set_of_ticks_before_there_are_some_holds():
    with themed():
        ax = page.Page().axes(2.0, 2.0, 9.0, 6.0)
    assert not {"majorTicks", "minorTicks"} & vars(ax.xaxis).keys()
    ax.tick_params(axis="x", which="both", length=7.0, colors="red")
    ax.grid(visible=True, which="minor")
    ax.set_xscale("log")
    ax.set_xlim(1, 100)
    assert not {"majorTicks", "minorTicks"} & vars(ax.xaxis).keys()
    major, minor = ax.xaxis.get_major_ticks()[0], ax.xaxis.get_minor_ticks()[0]
    assert (major.tick1line.get_markersize(), minor.label1.get_color()) == (7.0, "red")
    assert (major.gridline.get_visible(), minor.gridline.get_visible()) == (False, True)
    assert major.gridline.get_clip_box().bounds == pytest.approx(ax.bbox.bounds)
    ax.tick_params(axis="x", labelsize=9.0)
    for tick in ax.xaxis.get_major_ticks(7):  # those that were there, and those that were not
        assert (tick.tick1line.get_markersize(), tick.label1.get_fontsize()) == (7.0, 9.0)
        assert tick.gridline.get_clip_box().bounds == pytest.approx(ax.bbox.bounds)


def test_a_tick_is_changed_alone_and_stands_where_its_axis_does():
    with themed():
        ax = page.Page().axes(2.0, 2.0, 9.0, 6.0)
        first, second = ax.xaxis.get_major_ticks(2)
        first.label1.set(fontsize=20.0, family="serif", color="red", text="one")
        first.tick1line.set(markersize=9.0, xdata=[0.7])
        first.gridline.set_visible(True)
        third = ax.xaxis.get_major_ticks(3)[2]
        for tick in (second, third):
            label, line = tick.label1, tick.tick1line
            assert (label.get_fontsize(), label.get_color()) != (20.0, "red")
            assert label.get_fontfamily() != ["serif"]
            assert label.get_text() == ""
            assert line.get_markersize() == second.tick2line.get_markersize() != 9.0
            assert (list(line.get_xdata()), tick.gridline.get_visible()) == ([0], False)
        ax.spines["bottom"].set_position(("axes", 0.5))
        (moved,) = ax.xaxis.get_major_ticks(1)
    for artist, height in ((first.tick1line, 0.0), (moved.tick1line, 0.5)):
        up = artist.get_transform().transform((0.0, 0.0))[1]
        assert up == pytest.approx(ax.bbox.y0 + height * ax.bbox.height)


def test_keys_have_no_ticks():
    with themed():
        figure = basins_page.figure(basins(surfaces.get("himmelblau"), ["newton"], side=9, steps=5))
    keys = [ax for ax in figure.axes if not ax.axison]
    assert keys
    for ax in keys:
        assert not {"majorTicks", "minorTicks"} & vars(ax.xaxis).keys()
