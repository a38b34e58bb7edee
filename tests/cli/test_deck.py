"""Lectures from an outline: slides of every kind, their descriptions, and what cannot be read."""

from __future__ import annotations

import html
import re
import tomllib
from pathlib import Path

import pytest

from optim_viz.cli.typed import recipe_of
from optim_viz.export.decks import FORMATS, example_in
from optim_viz.text import languages
from surfaces import InputError

pptx = pytest.importorskip("pptx")

OUTLINE = """
title = "Down & up: 100 %"
author = "N. N."

[[slides]]
title = "One_figure"
figure = "compare ravine -a sgd:lr=0.4 --steps 5"
notes = "Say it -- slowly."

[[slides]]
title = "Steps"
figure = "frames ravine -a sgd:lr=0.4 --steps 5 --at 1,5"

[[slides]]
title = "Beside text"
figure = "compare ravine -a sgd:lr=0.4 --steps 5"
text = ["First <line>", "second $line"]

[[slides]]
title = "Text alone"
text = ["Only this."]
"""


@pytest.fixture
def outline(folder: Path) -> Path:
    path = folder / "outline.toml"
    path.write_text(OUTLINE, encoding="utf-8")
    return path


def made(cli, target, *more):
    suffix = FORMATS[target].suffix
    ran = cli("deck", "outline.toml", "--for", target, "-o", f"deck{suffix}", "-q", *more)
    assert ran.code == 0, ran.err
    return Path(f"deck{suffix}")


def test_powerpoint_has_a_slide_for_each_step_with_description_and_notes(cli, outline):
    show = pptx.Presentation(str(made(cli, "pptx", "--dpi", "40")))
    slides = list(show.slides)
    assert [one.shapes.title.text_frame.text for one in slides] == [
        "Down & up: 100 %", "One_figure", "Steps", "Steps", "Beside text", "Text alone",
    ]  # fmt: skip
    pictures = [one for slide in slides for one in slide.shapes if one.shape_type == 13]
    assert len(pictures) == 4
    for one in pictures:
        assert "SGD" in one._element._nvXxPr.cNvPr.get("descr")
        assert one.left + one.width <= show.slide_width
        assert one.top + one.height <= show.slide_height
    assert slides[1].notes_slide.notes_text_frame.text == "Say it -- slowly."
    body = slides[4].placeholders[1]
    assert [one.text for one in body.text_frame.paragraphs] == ["First <line>", "second $line"]
    assert body.left >= pictures[-1].left + pictures[-1].width
    verified = cli("verify", "deck.pptx")
    assert verified.code == 0
    assert verified.out.count("the same") == 4


def test_beamer_has_an_overlay_for_each_step(cli, outline):
    text = made(cli, "beamer").read_text(encoding="utf-8")
    assert text.count(r"\begin{frame}") == 5
    assert r"\begin{frame}[t]{One\_figure}" in text
    assert r"\title{Down \& up: 100 \%}" in text
    assert text.count(r"\only<") == 2
    assert r"\item First <line>" in text
    assert r"\item second \$line" in text
    assert r"\note{Say it -- slowly.}" in text
    _check_pictures(text, ".pdf", 4)


def test_reveal_has_a_fragment_for_each_step(cli, outline):
    text = made(cli, "revealjs").read_text(encoding="utf-8")
    assert text.count("<section>") == 5
    assert text.count('class="fragment"') == 1
    assert "<li>First &lt;line&gt;</li>" in text
    assert "http" not in re.sub("<!--.*?-->", "", text)  # no network
    assert re.search(r"body, \.reveal-viewport \{.*background: var\(--paper\)", text), (
        "as reveal.css"
    )
    assert all("SGD" in html.unescape(one) for one in re.findall(r'alt="([^"]*)"', text))
    _check_pictures(text, ".svg", 4)


def test_quarto_has_a_fragment_for_each_step(cli, outline):
    text = made(cli, "quarto").read_text(encoding="utf-8")
    assert text.count("\n## ") == 4
    assert text.count(".fragment") == 1
    (stack,) = re.findall(r"::: \{\.r-stack\}\n(.*?)\n:::", text, re.DOTALL)
    parts = stack.split("\n\n")  # one paragraph with both would be one part
    assert [one.count("![](") for one in parts] == [1, 1]
    head, body = text.removeprefix("---\n").split("\n---\n", 1)
    assert "# optim-viz: " in head
    assert body.lstrip().startswith("## "), "anything else would be a slide of its own"
    assert r"- First \<line\>" in text
    assert text.count("fig-alt=") == 4
    _check_pictures(text, ".svg", 4)


def test_quarto_takes_text_as_it_is_and_the_colours_of_the_deck(cli, folder):
    lines = ["# no heading", "1. no list", "- no item", "10.5 % of it", "::: no block"]
    (folder / "outline.toml").write_text(
        f'title = "*Stars*"\n[[slides]]\ntitle = "# 1"\ntext = {lines}\nnotes = "::: no block"\n'
    )
    (folder / "brand.toml").write_text('background = "#fdf6e3"\ntext = "#073642"\n')
    text = made(cli, "quarto", "--style", "brand.toml").read_text(encoding="utf-8")
    _, head, body = text.split("---\n", 2)
    assert r'title: "\\*Stars\\*"' in head  # text of YAML, read as Markdown
    assert "include-in-header:\n      - text: |\n          <style>" in head
    assert "--r-background-color: #fdf6e3; --r-main-color: #073642;" in head
    items = [line.removeprefix("- ") for line in body.splitlines() if line.startswith("- ")]
    assert not [one for one in items if re.match(r"#|-|:::|\d+[.)]", one)]
    assert [re.sub(r"\\(.)", r"\1", one) for one in items] == lines
    assert "\n\\::: no block\n:::" in body


def _check_pictures(text, suffix, count):
    folder = Path("down-up-100-pictures")
    found = sorted(folder.iterdir())
    assert [one.suffix for one in found] == [suffix] * count
    assert all(f"{folder}/{one.name}" in text for one in found)


@pytest.mark.parametrize("target", ["beamer", "revealjs", "quarto"])
def test_sources_carry_the_outline_and_repeat(cli, outline, target):
    title, picture, _, _, text = OUTLINE.split("[[slides]]")
    outline.write_text("[[slides]]".join([title, picture, text]), encoding="utf-8")
    first = made(cli, target)
    before = first.read_bytes()
    outline.unlink()
    assert "the same" in cli("verify", str(first)).out
    again = f"again{first.suffix}"
    assert cli("replay", str(first), "-o", again, "-q").code == 0
    assert Path(again).read_bytes() == before
    dark = f"dark{first.suffix}"
    assert cli("replay", str(first), "--theme", "dark", "-o", dark, "-q").code == 0
    assert Path(dark).read_bytes() != before


@pytest.mark.parametrize(
    ("target", "file", "line"),
    [
        ("beamer", "my talk.tex", "lualatex 'my talk.tex'"),
        ("quarto", "a/talk.qmd", "cd a && quarto render talk.qmd"),
        ("revealjs", "talk.html", "alt: Talk: a lecture of 2 slides"),
        (None, "talk.pptx", "alt: Talk: a lecture of 2 slides"),
    ],
)
def test_a_deck_is_built_and_not_pasted(cli, folder, target, file, line):
    Path("talk.toml").write_text('title = "Talk"\n[[slides]]\ntitle = "A"\ntext = ["b"]\n')
    Path("a").mkdir()
    if target is None:
        pytest.importorskip("pptx")
    ran = cli("deck", "talk.toml", *(["--for", target] if target else []), "-o", file)
    assert ran.err.splitlines()[-2] == line


def test_what_a_command_says_itself_stays(cli, outline):
    outline.write_text(
        'title = "T"\n[[slides]]\nfigure = "compare bowl -a sgd:lr=0.1 --steps 2 --theme dark"\n'
    )
    made(cli, "beamer")
    shown = cli("show", "t-pictures/01.pdf").out
    assert "--theme=dark" in shown
    assert "--for=beamer" in shown


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = ", "an outline is TOML"),
        ('title = "T"', r"\[\[slides\]\]"),
        ('titel = "T"\n[[slides]]\ntitle = "x"', "did you mean title"),
        ("[[slides]]\ntitle = 3", "slide 1: title is a text, not 3"),
        ('[[slides]]\ntitle = "\\u0007"', "slide 1: title has control characters"),
        ('[[slides]]\ntext = "one"', None),
        ("[[slides]]\ntext = [1]", "slide 1: text is a list of texts"),
        ('[[slides]]\nfigure = "compar ravine"', "slide 1: .*did you mean compare"),
        ('[[slides]]\nfigure = "compare ravinn"', "slide 1: .*did you mean ravine"),
        ('[[slides]]\nfigure = "compare ravine --stepps 3"', "slide 1: No such option: --stepps"),
        ('[[slides]]\nfigure = "gallery saito"', "slide 1: unknown command of a figure"),
    ],
)
def test_outlines_that_cannot_be_read(cli, outline, files, text, message):
    outline.write_text(text)
    before = files()
    ran = cli("deck", "outline.toml", "--for", "beamer", "--dry-run")
    if message is None:
        assert ran.code == 0
        return
    assert ran.code == 2
    assert re.search(message, ran.err)
    assert len(ran.err.splitlines()) == 1
    assert files() == before


def test_an_outline_or_the_example_not_both(cli, outline):
    for arguments in ((), ("outline.toml", "--example")):
        ran = cli("deck", *arguments)
        assert ran.code == 2
        assert "--example" in ran.err
    assert cli("deck", "--example", "--size", "half").code == 2
    assert "cannot read missing.toml" in cli("deck", "missing.toml").err


def test_sources_need_a_place_for_their_pictures(cli, outline, files):
    before = files()
    ran = cli("deck", "outline.toml", "--for", "beamer", "-o", "-")
    assert (ran.code, ran.out) == (2, "")
    assert "beside its source" in ran.err
    assert files() == before


@pytest.mark.parametrize("language", languages())
def test_the_example_is_a_lecture_of_twelve_slides(language):
    plain = tomllib.loads(example_in(language))
    assert len(plain["slides"]) + 1 == 12
    for slide in plain["slides"]:
        if "figure" in slide:
            assert recipe_of(slide["figure"]).text()
    english = tomllib.loads(example_in("en"))
    figures = [[one.get("figure") for one in deck["slides"]] for deck in (plain, english)]
    assert figures[0] == figures[1]


def test_commands_of_figures_are_not_run():
    with pytest.raises(InputError, match="did you mean"):
        recipe_of("compare ravine -a adamm")


def test_a_style_is_that_of_slides_and_figures(cli, outline, folder):
    outline.write_text("[[slides]]".join(OUTLINE.split("[[slides]]")[:2]), encoding="utf-8")
    (folder / "brand.toml").write_text(
        'background = "#fdf6e3"\ntext = "#073642"\n[names]\nsgd = "Gradient descent"\n'
    )
    page = made(cli, "revealjs", "--style", "brand.toml").read_text(encoding="utf-8")
    assert "--paper: #fdf6e3; --ink: #073642;" in page
    assert "Gradient descent" in page
    (picture, *_) = sorted(Path("down-up-100-pictures").glob("*.svg"))
    drawn = picture.read_text(encoding="utf-8")
    assert "#fdf6e3" in drawn
    assert "Gradient descent" in drawn
    (folder / "clear.toml").write_text('background = "none"')
    page = made(cli, "revealjs", "--style", "clear.toml").read_text(encoding="utf-8")
    assert "--paper: #ffffff" in page
    assert '<g id="patch_1">' in picture.read_text(encoding="utf-8"), "slides have a background"
