"""Characters that matplotlib's own font lacks are drawn in others or written in other letters."""

from __future__ import annotations

import warnings
from io import BytesIO

import pytest
from matplotlib import font_manager
from matplotlib.text import Text

import surfaces
from optim_viz import compare, optimizers
from optim_viz.plots import race
from optim_viz.plots.style import fonts
from optim_viz.plots.style.fonts import FontWarning, family_of, fitted, version
from optim_viz.plots.style.labels import text_width
from optim_viz.plots.style.text import shortened, wrapped
from surfaces.numerals import display_width

HANGUL = "경사하강"
NOWHERE = "\U00013080"
"""An Egyptian hieroglyph, the eye of Horus: fonts that have it are rare."""

needs_hangul = pytest.mark.skipif(not family_of(HANGUL), reason="no font here has Hangul")
needs_gap = pytest.mark.skipif(bool(family_of(NOWHERE)), reason="a font here has hieroglyphs")


@pytest.fixture
def only_own(monkeypatch):
    """Leave no font but those that come with matplotlib."""
    fonts._look_for_new_ones()
    own = [one for one in font_manager.fontManager.ttflist if one.name.startswith("DejaVu")]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", own)
    for cached in (fonts._families, fonts._legible, fonts._characters):
        cached.cache_clear()
    yield
    for cached in (fonts._families, fonts._legible, fonts._characters):
        cached.cache_clear()


def race_of(title: str):
    """Return a race of one method that has a title of a reader's own."""
    sgd = optimizers.get("sgd")
    named = optimizers.Optimizer(sgd.method.titled(title), sgd.given)
    return race(compare(surfaces.get("booth"), [named], steps=3))


def texts_of(figure) -> str:
    return "\n".join(one.get_text() for one in figure.findobj(Text))


def test_what_matplotlib_has_itself_is_left_alone():
    assert fitted("β₁ 0.9 → ∇f ≤ 10⁻⁶ m̂") == ("β₁ 0.9 → ∇f ≤ 10⁻⁶ m̂", ["sans-serif"])


@pytest.mark.usefixtures("only_own")
def test_what_no_font_has_is_written_in_other_letters_or_by_its_number():
    assert fitted("漢a")[0] == "U+6F22a"
    assert fitted("Ａ\u061c１")[0] == "A1", "wide letters of Latin have plain ones"
    assert fitted("a\tb")[0] == "a b"
    assert not family_of(HANGUL)


@needs_hangul
def test_hangul_is_drawn_in_a_font_that_has_it():
    text, families = fitted(HANGUL)
    assert (text, families[-1]) == (HANGUL, family_of(HANGUL))
    assert version(families[-1]), "it is part of the recipe"
    decomposed = "\u1112\u1161\u11ab"
    assert fitted(decomposed)[0] == "한", "as macOS writes the names of files"


@needs_hangul
def test_a_figure_with_hangul_has_no_boxes_and_names_its_font():
    with warnings.catch_warnings(action="error"):
        figure = race_of(HANGUL)
        for kind in ("png", "svg", "pdf"):
            figure.savefig(BytesIO(), format=kind)
    assert figure.fonts == (f"{family_of(HANGUL)} {version(family_of(HANGUL))}",)
    assert HANGUL in texts_of(figure)


@needs_gap
def test_a_figure_with_what_no_font_has_is_drawn_with_one_warning():
    with pytest.warns(FontWarning, match=r"U\+13080") as said:
        figure = race_of(f"a{NOWHERE}b")
    assert len(said) == 1
    with warnings.catch_warnings(action="error"):
        figure.savefig(BytesIO(), format="png")
    assert NOWHERE not in texts_of(figure)
    assert "aU+13080b" in texts_of(figure)


def test_plain_figures_depend_on_no_other_font():
    assert (race_of("Plain").fonts, race_of("Plain").unwritten) == ((), "")


@needs_hangul
def test_wide_letters_are_measured_and_counted_as_wide():
    assert 3 < text_width([HANGUL], 10) / 10 < 4.5
    assert display_width("한글 ab") == 7
    assert display_width("m̂") == 1
    assert shortened("가나다라마", 7) == "가나다…"
    assert wrapped("가나다, 라마바", 7) == ["가나다,", "라마바"]
    assert wrapped("가나다라마바", 7) == ["가나다…"]
