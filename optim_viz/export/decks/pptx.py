"""A deck for PowerPoint and Keynote: pictures inside, with descriptions and notes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from optim_viz.export.decks import FORMATS, Deck, Page, Picture

_WIDTH, _HEIGHT = 40 / 3, 7.5
"""A slide of 16:9, in inches."""

_LEFT, _TOP = 0.52, 1.25
"""Where what is below the title begins."""

_TITLE_SIZE, _TEXT_SIZE = 32, 22
"""Type sizes in points."""


def write(deck: Deck, path: Path) -> None:
    """Write the deck; several steps of a figure become several slides."""
    from pptx import Presentation
    from pptx.util import Inches

    show = Presentation()
    show.slide_width, show.slide_height = Inches(_WIDTH), Inches(_HEIGHT)
    show.core_properties.title, show.core_properties.author = deck.title, deck.author
    show.core_properties.language = deck.language
    _write_first(show, deck)
    for page in deck.pages:
        for picture in page.pictures or (None,):
            _write_page(show, deck, page, picture)
    show.save(str(path))


def _write_first(show: Any, deck: Deck) -> None:
    from pptx.util import Inches

    slide = show.slides.add_slide(show.slide_layouts[0])
    _paint(slide, deck)
    title, below = slide.shapes.title, slide.placeholders[1]
    for shape, top, height in ((title, 2.3, 1.5), (below, 3.9, 1.4)):
        shape.left, shape.top = Inches(_LEFT), Inches(top)
        shape.width, shape.height = Inches(_WIDTH - 2 * _LEFT), Inches(height)
    _set(title, [deck.title], 44, deck, bold=True)
    _set(below, [line for line in (deck.subtitle, deck.author) if line], 24, deck)


def _write_page(show: Any, deck: Deck, page: Page, picture: Picture | None) -> None:
    from pptx.util import Inches

    layout = show.slide_layouts[1 if page.text else 5]
    slide = show.slides.add_slide(layout)
    _paint(slide, deck)
    title = slide.shapes.title
    title.left, title.top = Inches(_LEFT), Inches(0.3)
    title.width, title.height = Inches(_WIDTH - 2 * _LEFT), Inches(0.85)
    _set(title, [page.title], _TITLE_SIZE, deck, bold=True)
    wide = 0.0 if picture is None else _add(slide, picture, beside=bool(page.text))
    if page.text:
        body = slide.placeholders[1]
        left = _LEFT + (wide + 0.4 if wide else 0.0)
        body.left, body.top = Inches(left), Inches(_TOP)
        body.width, body.height = Inches(_WIDTH - left - _LEFT), Inches(_HEIGHT - _TOP - 0.5)
        _set(body, page.text, _TEXT_SIZE, deck)
    if page.notes:
        slide.notes_slide.notes_text_frame.text = page.notes


def _add(slide: Any, picture: Picture, *, beside: bool) -> float:
    """Add a picture or a film with its description; return its width in inches."""
    from pptx.util import Inches

    form = FORMATS["pptx"]
    room = form.half if beside else form.size
    assert room is not None  # of this format both are known
    wide, high = room
    place = Inches(_LEFT), Inches(_TOP)
    if picture.poster is None:
        shape = slide.shapes.add_picture(str(picture.path), *place)
        share = min(Inches(wide) / shape.width, Inches(high) / shape.height)
        shape.width, shape.height = round(shape.width * share), round(shape.height * share)
    else:
        shape = slide.shapes.add_movie(
            str(picture.path),
            *place,
            Inches(wide),
            Inches(high),
            poster_frame_image=str(picture.poster),
            mime_type="video/mp4",
        )
    shape._element._nvXxPr.cNvPr.set("descr", picture.description)
    return float(shape.width / Inches(1))


def _paint(slide: Any, deck: Deck) -> None:
    """Give a slide the background of the theme."""
    from pptx.dml.color import RGBColor

    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = RGBColor.from_string(deck.paper.lstrip("#").upper())


def _set(shape: Any, lines: Any, size: int, deck: Deck, *, bold: bool = False) -> None:
    """Set lines of text, to the left, in the ink of the theme."""
    from pptx.dml.color import RGBColor
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Pt

    frame = shape.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if bold else MSO_ANCHOR.TOP
    for nth, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if nth == 0 else frame.add_paragraph()
        paragraph.alignment, paragraph.space_after = PP_ALIGN.LEFT, Pt(size * 0.5)
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = RGBColor.from_string(deck.ink.lstrip("#").upper())
        if deck.font:
            run.font.name = deck.font
