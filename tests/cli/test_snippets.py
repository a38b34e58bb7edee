"""What is pasted into a document, and what stands in the file for those who do not see it."""

from __future__ import annotations

import html
import json
import re
import subprocess
from pathlib import Path
from shutil import which
from xml.etree import ElementTree

import pytest
from PIL import Image

from optim_viz.export import films, snippets
from optim_viz.export.embedded import Inside, find, inside
from surfaces import InputError

ODD = 'SGD_{v1} goes 100% "up" & [down] to #2 ~ ^2 \\ <b> $5 *now*'
NAME = Path("my slides/50% a_b & c#1.png")
SMALL = ("compare", "booth", "-a", "newton", "--steps", "5")
TOLD = "Paths on Booth from (−8, −5): Newton arrives at the minimum in 1 step."


def test_html_has_the_words_back():
    line = snippets.snippet(NAME, ODD, "revealjs")
    where, words = re.fullmatch(r'<img src="([^"]*)" alt="([^"]*)">', line).groups()
    assert where == "my%20slides/50%25%20a_b%20%26%20c%231.png"
    assert html.unescape(words) == ODD


def test_markdown_has_the_words_back():
    line = snippets.snippet(NAME, ODD)
    words, where = re.fullmatch(r"!\[(.*)\]\((\S*)\)", line).groups()
    assert re.sub(r"\\(.)", r"\1", words) == ODD
    assert not re.search(r"(?<!\\)[][_*<&$]", words.replace("\\\\", ""))
    assert where == "my%20slides/50%25%20a_b%20%26%20c%231.png"


def test_quarto_has_the_words_as_an_attribute():
    line = snippets.snippet(NAME, ODD, "quarto")
    where, words = re.fullmatch(r'!\[\]\((\S*)\)\{fig-alt="((?:[^"\\]|\\.)*)"\}', line).groups()
    assert where.startswith("my%20slides/")
    assert re.sub(r"\\(.)", r"\1", words) == ODD


@pytest.mark.parametrize("target", ["beamer", "beamer-43", "paper"])
def test_latex_escapes_what_means_something_there(target):
    line = snippets.snippet(Path("a b_c.pdf"), ODD, target)
    assert line.startswith(r"\includegraphics[width=\linewidth,alt={SGD\_\{v1\} goes 100\% ")
    assert line.endswith("{a b_c.pdf}")
    assert r"\& [down] to \#2 \textasciitilde{} \textasciicircum{}2 \textbackslash{}" in line


@pytest.mark.skipif(which("pdflatex") is None, reason="no LaTeX")
@pytest.mark.parametrize("kind", ["article", "beamer"])
def test_latex_takes_the_line(kind, tmp_path):
    path = Path("50% a_b & c#1 ~x^2 $y é.png")
    Image.new("RGB", (8, 8)).save(tmp_path / path)
    line = snippets.snippet(path, ODD, "paper")
    frame = (r"\begin{frame}", r"\end{frame}") if kind == "beamer" else ("", "")
    source = "\n".join(
        [rf"\documentclass{{{kind}}}", r"\usepackage{graphicx}", r"\begin{document}",
         frame[0], line, frame[1], r"\end{document}", ""]
    )  # fmt: skip
    (tmp_path / "a.tex").write_text(source, encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-halt-on-error", "-interaction=nonstopmode", "a.tex"],
        cwd=tmp_path, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:]
    assert b"/Subtype /Image" in (tmp_path / "a.pdf").read_bytes()


def test_a_film_is_played_where_a_browser_shows_it_and_named_elsewhere():
    line = snippets.snippet(Path("a.mp4"), ODD, "revealjs")
    assert line.startswith('<video src="a.mp4" controls autoplay muted loop aria-label="SGD_')
    assert snippets.snippet(Path("a.gif"), "x", "revealjs") == '<img src="a.gif" alt="x">'
    assert snippets.snippet(Path("a.gif"), "x", "beamer") == "alt: x"


@pytest.mark.parametrize("target", ["pptx", "gslides", "notebook"])
def test_programs_with_a_dialog_get_the_words_alone(target):
    assert snippets.snippet(NAME, ODD, target) == f"alt: {ODD}"


@pytest.mark.parametrize("name", ['a"b.png', "a{b.png"])
def test_names_that_latex_cannot_have_are_not_pasted(name):
    assert snippets.snippet(Path(name), "x", "beamer") == "alt: x"


def test_the_line_stands_before_the_paths_and_can_be_silenced(cli, folder, sketch):
    ran = cli(*SMALL, "-o", "a b.png")
    assert ran.err.splitlines()[-2:] == [f"![{TOLD}](a%20b.png)", "a b.png"]
    assert cli(*SMALL, "-q", "-o", "a b.png").err == ""
    assert json.loads(cli(*SMALL, "-q", "--json", "-o", "a.png").out)["description"] == TOLD


SUFFIXES = ["png", "svg", "pdf"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_figure_carries_the_words(suffix, cli, folder):
    cli(*SMALL, "-q", "-o", f"a.{suffix}", "--dpi", "40")
    found = inside((folder / f"a.{suffix}").read_bytes())
    assert found.description == TOLD
    shown = cli("show", f"a.{suffix}", "--json")
    assert json.loads(shown.out)["description"] == TOLD
    assert TOLD in " ".join(cli("show", f"a.{suffix}").out.split())
    assert cli("verify", f"a.{suffix}").code == 0


def test_a_drawing_is_one_picture_with_words_for_programs_that_read_aloud(cli, folder):
    cli(*SMALL, "-q", "-o", "a.svg")
    root = ElementTree.parse(folder / "a.svg").getroot()
    assert (root.get("role"), root.get("aria-label")) == ("img", TOLD)
    assert root.find("{http://www.w3.org/2000/svg}desc").text == TOLD


def has_encoder() -> bool:
    try:
        films.check(Path("a.mp4"))
    except InputError:
        return False
    return True


encoder = pytest.mark.skipif(not has_encoder(), reason="no ffmpeg")


@pytest.mark.parametrize("suffix", ["gif", "webp", "png", pytest.param("mp4", marks=encoder)])
def test_a_film_carries_the_words(suffix, cli, folder):
    line = ("animate", *SMALL[1:], "--seconds", "0.4", "--pause", "0.1", "--dpi", "20", "-q")
    cli(*line, "-o", f"a.{suffix}")
    assert inside((folder / f"a.{suffix}").read_bytes()).description == f"Film of 0.5 s. {TOLD}"


def test_pages_carry_their_own_words_and_so_do_the_lines_that_include_them(cli, folder):
    cli("frames", *SMALL[1:], "--at", "0,5", "-o", "my steps", "--format", "svg", "-q")
    pages = [inside((folder / "my steps" / f"0{nth}.svg").read_bytes()) for nth in (1, 2)]
    assert pages[0].description == "Paths on Booth from (−8, −5), step 0 of 5: Newton at gap 1301."
    assert pages[1].description == TOLD
    lines = (folder / "my steps" / "frames.html").read_text(encoding="utf-8")
    assert [html.unescape(one) for one in re.findall('alt="([^"]*)"', lines)] == [
        one.description for one in pages
    ]
    assert 'src="my%20steps/01.svg"' in lines
    ran = cli("frames", *SMALL[1:], "--at", "0,5", "-o", "my steps")
    assert r"\input{my steps/frames.tex}" in ran.err.splitlines()


def test_no_control_character_gets_into_a_file():
    from optim_viz.cli.reports import described
    from optim_viz.recipes.compare import CompareRecipe

    class Odd:
        recipe = CompareRecipe("booth")

        def describe(self, found: object) -> str:
            return "one\x1b[31m line\nand\tanother"

    assert described(Odd(), None) == "one [31m line and another"


def test_words_in_a_recipe_are_not_mistaken_for_the_description():
    """The tag of a film is its name, a length and its kind, not the letters alone."""
    tag = lambda name, text: (  # noqa: E731
        name + (16 + len(text)).to_bytes(4) + b"data" + bytes(8) + text
    )
    recipe = b'{"animate": {"optimizers": ["layerwise_descent"]}}'
    film = b"\0\0\0\x20ftypisom" + tag(b"\xa9cmt", recipe) + b"\0\0" + tag(b"desc", b"it falls")
    assert inside(film) == Inside(recipe.decode(), "it falls")
    assert find(film) == recipe.decode()


@pytest.mark.parametrize("target", ["revealjs", "quarto", None])
def test_a_live_page_is_put_into_a_frame_with_its_words(target):
    found = ElementTree.fromstring(snippets.frame(Path("my talk/a&b.html"), ODD, target))
    assert (found.tag, found.get("src"), found.get("title")) == (
        "iframe",
        "my%20talk/a%26b.html",
        ODD,
    )
    assert snippets.frame(None, "x") == "alt: x"
