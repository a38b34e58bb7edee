"""Type keeps its size whatever the canvas and is legible everywhere; margins leave their room."""

from __future__ import annotations

from itertools import pairwise

import pytest
from matplotlib.figure import Figure

from optim_viz.plots.style.page import NO_TITLE, Page, with_margins
from optim_viz.plots.style.themes import theme
from optim_viz.presets import PRESETS, SLIDE, preset
from surfaces import InputError

SIZES = ("slide", "half", "4:3", "8x7")
SMALLEST = 0.786
"""Of what a page writes, as a share of its type size."""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("medium", PRESETS)
def test_type_and_lines_keep_their_sizes_on_every_canvas(medium: str, size: str) -> None:
    whole, other = PRESETS[medium].settings(), preset(medium, size).settings()
    assert {name for name in whole if whole[name] != other[name]} <= {"figure.figsize"}
    assert (whole == other) == (size == "slide")


@pytest.mark.parametrize("medium", [name for name in PRESETS if name != "notebook"])
def test_the_smallest_type_is_legible(medium: str) -> None:
    smallest = SMALLEST * PRESETS[medium].type_size
    if medium == "paper":
        assert smallest >= 7
    else:
        assert smallest >= 0.033 * 72 * PRESETS[medium].slide_height


def test_half_a_slide_is_half_as_wide_and_as_high_as_there_is_room_below_its_title() -> None:
    half = preset("pptx", "half")
    assert (half.width, half.height) == (SLIDE.width / 2, 0.75 * SLIDE.height)


@pytest.mark.parametrize(
    ("medium", "pixels"), [("pptx", (2000, 1125)), ("gslides", (2000, 1125)), ("revealjs", None)]
)
def test_canvases_are_whole_numbers_of_pixels(medium: str, pixels: tuple[int, int] | None) -> None:
    chosen = PRESETS[medium]
    made = (chosen.width * chosen.dpi, chosen.height * chosen.dpi)
    assert made == pytest.approx(pixels or (1920, 1400))


@pytest.mark.parametrize("size", ["", "big", "3 x 4", "1x1", "13x-2", "1e9x1e9", "500x500", "6x"])
def test_no_canvas(size: str) -> None:
    with pytest.raises(InputError):
        preset(None, size)


def test_a_canvas_with_too_many_pixels_is_refused() -> None:
    assert preset(None, "20x20", dpi=300)
    with pytest.raises(InputError, match="at most about 14x14"):
        preset(None, "20x20", dpi=1200)


def _words(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.texts]


def _page(**margins: str) -> tuple[Page, float]:
    """Return a page with margins, and where the plain one has its upper end."""
    with theme(), with_margins(**margins):
        page = Page()
        whole = page.height
        page.write_title("Ravine", ("f = x²", 1.0))
        page.write_foot(["all of it", "start (1, 2)"], ["start (1, 2)"])
    return page, whole


def test_margins_are_the_usual_ones() -> None:
    page, whole = _page()
    assert _words(page.figure) == ["Ravine", "f = x²", "start (1, 2)"]
    assert page.height == whole
    assert _words(_page(footer="full")[0].figure)[-1] == "all of it · start (1, 2)"


def test_what_is_left_out_leaves_its_room_to_the_panels() -> None:
    page, whole = _page(title=NO_TITLE)
    assert (_words(page.figure), page.height > whole + 1.5) == (["start (1, 2)"], True)
    page, whole = _page(footer="none")
    assert (_words(page.figure), page.height > whole + 1) == (["Ravine", "f = x²"], True)


def test_the_reader_writes_a_title() -> None:
    page, _ = _page(title="Costs $5, or $6")
    assert _words(page.figure)[:-1] == ["Costs $5, or $6"]
    assert page.figure.texts[0].get_parse_math() is False


def test_long_lines_are_wrapped_and_then_cut() -> None:
    with theme("light", preset(None, "half")), with_margins(title="very long words " * 9):
        page = Page()
        whole = page.height
        page.write_title("Ravine")
        page.write_foot([f"condition number {i} of many" for i in range(3)])
    *title, last, first = _words(page.figure)
    assert len(title) == 2
    assert title[1].endswith("…")
    assert "number 1" in last  # a third line has no room
    assert "number 0" in first
    assert page.height < whole - 2
    page.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in page.figure.texts]
    assert all(box.x0 >= 0 and box.x1 <= page.figure.bbox.width for box in boxes)
    rows = sorted((box.y0, box.y1) for box in boxes)
    assert all(low[1] <= high[0] + 1 for low, high in pairwise(rows))
    smallest = min(text.get_fontsize() for text in page.figure.texts)
    assert smallest >= 0.033 * 72 * SLIDE.height
