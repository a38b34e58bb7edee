"""A theme is a set of matplotlib settings that goes as it came."""

import matplotlib as mpl
import pytest
from matplotlib.colors import to_rgb

from optim_viz.plots.style.themes import (
    SLIDE,
    THEMES,
    Preset,
    ink,
    is_dark,
    mix,
    paper,
    points,
    veil,
)
from optim_viz.plots.style.themes import (
    theme as themed,
)


def settings():
    return {name: mpl.rcParams[name] for name in mpl.rcParams if name != "backend"}


@pytest.mark.parametrize("theme", THEMES)
def test_look_restores_what_was_set(theme):
    before = settings()
    with themed(theme):
        assert settings() != before
    assert settings() == before


def test_look_restores_what_the_reader_had_set():
    with mpl.rc_context({"font.size": 33.0, "axes.facecolor": "pink"}):
        with themed("dark"):
            assert points("font.size") != 33
        assert mpl.rcParams["font.size"] == 33
        assert mpl.rcParams["axes.facecolor"] == "pink"


def test_look_restores_after_an_error():
    before = settings()
    with pytest.raises(ZeroDivisionError), themed("dark"):
        1 / 0  # noqa: B018
    assert settings() == before


def test_looks_nest():
    with themed("light"):
        outer = settings()
        with themed("dark"):
            assert is_dark()
        assert settings() == outer
        assert not is_dark()


@pytest.mark.parametrize("theme", THEMES)
def test_colours_come_from_the_theme(theme):
    with themed(theme):
        assert (paper(), ink()) == (THEMES[theme]["paper"], THEMES[theme]["ink"])
        assert is_dark() == (theme == "dark")
        assert ink(0.0) == paper()


@pytest.mark.parametrize("preset", [SLIDE, Preset(6, 3, dpi=80), Preset(10, 10, dpi=50)], ids=str)
def test_type_lines_and_markers_are_shares_of_the_height(preset):
    with themed("light", preset):
        height = 72 * preset.height
        assert points("font.size") == pytest.approx(0.042 * height)
        assert points("lines.linewidth") == pytest.approx(0.0045 * height)
        assert points("lines.markersize") == pytest.approx(0.010 * height)
        assert mpl.rcParams["figure.figsize"] == [preset.width, preset.height]


def test_the_slide_is_sixteen_to_nine_and_a_whole_number_of_pixels():
    width, height = SLIDE.width * SLIDE.dpi, SLIDE.height * SLIDE.dpi
    assert width / height == pytest.approx(16 / 9)
    assert (width, height) == (pytest.approx(2000), pytest.approx(1125))


def test_mixing_goes_from_one_colour_to_the_other():
    assert mix("#ff0000", "#0000ff", 1.0) == "#ff0000"
    assert mix("#ff0000", "#0000ff", 0.0) == "#0000ff"
    assert to_rgb(mix("white", "black", 0.5)) == pytest.approx((0.5,) * 3, abs=1 / 255)


@pytest.mark.parametrize("of", [1, 3, 5, 8, 12, 30])
def test_bands_that_lie_on_each_other_leave_half_of_the_page_to_be_seen(of):
    seen = (1 - veil(of)) ** of
    assert 0.49 < seen < 1
    assert veil(of) <= veil(1)
