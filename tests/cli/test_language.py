"""The language of figures and tables: asked for, carried by the figure, and never the locale's."""

from __future__ import annotations

import re

import pytest

from optim_viz.plots.style.fonts import family_of, version
from optim_viz.text import ko, language, words

HANGUL = re.compile("[가-힣]")

needs_font = pytest.mark.skipif(not family_of(ko.LETTERS), reason="no font here has Hangul")


def test_every_command_takes_a_language(cli) -> None:
    for command in re.findall(r"^  ([a-z]+)  +[A-Z]", cli("--help").out, re.MULTILINE):
        told = cli(command, "--help").out
        assert "--lang en|ko" in told, command
        assert not HANGUL.search(told), "help is in English"


@pytest.mark.parametrize(
    "line",
    [
        *("list surfaces", "list optimizers", "list words", "show adam", "show ackley"),
        *("show cosine", "show gap", "check booth"),
    ],
)
def test_lists_and_pages_are_in_korean(line: str, cli) -> None:
    assert HANGUL.search(cli(*line.split(), "--lang", "ko").out)
    assert not HANGUL.search(cli(*line.split()).out), "English unless it is asked for"


def test_the_locale_decides_nothing(cli, monkeypatch) -> None:
    for name in ("LANG", "LC_ALL", "LANGUAGE"):
        monkeypatch.setenv(name, "ko_KR.UTF-8")
    assert not HANGUL.search(cli("show", "booth").out)


def test_an_unknown_language_is_one_line(cli, files) -> None:
    for line in ("compare booth", "show booth"):
        ran = cli(*line.split(), "--lang", "kr")
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert "en, ko" in ran.err
    assert not files()


def test_errors_are_in_english(cli) -> None:
    ran = cli("compare", "nowhere", "--lang", "ko")
    assert ran.code == 2
    assert not HANGUL.search(ran.err)


@needs_font
def test_a_figure_in_korean_is_told_in_korean_and_carries_its_font(cli, folder) -> None:
    line = "compare booth -a newton -a sgd --steps 5 --dpi 40 --lang ko -o a.png"
    ran = cli(*line.split())
    assert ran.code == 0, ran.err
    assert "옵티마이저" in ran.out
    assert "5단계" in ran.err
    assert "Glyph" not in ran.err
    carried = cli("show", "a.png", "--json").out
    assert '"lang": "ko"' in carried
    with language("ko"):
        family = family_of(words.LETTERS)
    assert f'"fonts": "{family} {version(family)}"' in carried
    assert "--lang=ko" in carried
    assert cli("verify", "a.png").out == "a.png: the same\n"
    assert cli("verify", "a.png", "--lang", "ko").out == "a.png: 같음\n"
    again = cli("replay", "a.png", "--lang", "en", "-o", "c.png")
    assert "optimizer" in again.out
    assert '"fonts"' not in cli("show", "c.png", "--json").out


@needs_font
@pytest.mark.filterwarnings("error")
def test_what_is_written_at_each_step_has_no_boxes(cli, folder, caplog) -> None:
    pages = "frames booth -a newton --at 0,2 --steps 2 --lang ko --format pdf -o a"
    ran = cli(*pages.split())
    assert ran.code == 0, ran.err
    assert b"LastResort" not in (folder / "a" / "02.pdf").read_bytes()
    assert not caplog.records, "nor does a library complain"
    film = "animate booth -a newton --steps 3 --seconds 0.3 --dpi 40 --lang ko -o a.gif"
    assert cli(*film.split()).code == 0


@needs_font
def test_verify_says_that_the_font_differs(cli, folder, monkeypatch) -> None:
    line = "surface booth --dpi 30 --lang ko -o a.png"
    with monkeypatch.context() as patch:
        patch.setattr("optim_viz.plots.style.picture.make_legible", _with_another_font)
        assert cli(*line.split()).code == 0
    ran = cli("verify", "a.png")
    assert ran.code == 1
    assert "made with Other Gothic 9.0, now with Nanum" in ran.out


def _with_another_font(figure):
    from optim_viz.plots.style.fonts import make_legible

    make_legible(figure)
    return ("Other Gothic 9.0",), ""


def test_without_a_font_the_figure_is_in_english_and_a_line_says_what_to_install(
    cli, monkeypatch
) -> None:
    monkeypatch.setattr("optim_viz.plots.style.fonts.family_of", lambda sample: "")
    line = "compare booth -a newton --steps 3 --dpi 30 --lang ko -o a.png"
    ran = cli(*line.split())
    assert ran.code == 0
    assert "optimizer" in ran.out
    assert [line for line in ran.err.splitlines() if "fonts-nanum" in line] == [
        "figures are in English: no font here has the letters of --lang ko; install NanumGothic,"
        " as in apt install fonts-nanum, or Noto Sans CJK KR"
    ]
