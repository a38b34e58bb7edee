"""Where and how a figure is shown is typed the same way for every command."""

from __future__ import annotations

import re

import matplotlib as mpl
import pytest


@pytest.mark.parametrize(
    ("medium", "suffix"), [("pptx", "png"), ("beamer", "pdf"), ("revealjs", "svg")]
)
def test_the_medium_decides_the_format(medium, suffix, cli, files, sketch):
    ran = cli("compare", "-a", "sgd", "--steps", "5", "--for", medium, "-q")
    assert ran.code == 0, ran.err
    assert set(files()) == {f"compare-ravine.{suffix}"}


def test_text_in_svg_is_text_in_a_browser_and_paths_in_a_slide_program(cli, folder):
    small = ("compare", "-a", "sgd", "--steps", "5", "-q", "-o", "a.svg")
    cli(*small, "--for", "pptx")
    assert "<text" not in (folder / "a.svg").read_text(encoding="utf-8")
    cli(*small, "--for", "quarto")
    text = (folder / "a.svg").read_text(encoding="utf-8")
    assert re.search(r"<text[^>]*'DejaVu Sans'[^>]*Verdana[^>]*sans-serif[^>]*>Ravine<", text)
    assert mpl.rcParams["svg.fonttype"] == "path"


@pytest.mark.parametrize("command", ["compare", "surface", "explain sgd --on"])
@pytest.mark.parametrize("view", ["0:1", "0:1e-7", "-1:2,0:1e90"])
def test_a_frame_may_hold_places_without_a_value(command, view, cli):
    ran = cli(*command.split(), "gramacy_lee", f"--view={view}", "--dpi", "30", "-q", "-o", "a.png")
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (("--for", "powerpoint"), "unknown medium 'powerpoint'"),
        (("--for", "beamr"), "did you mean beamer?"),
        (("--size", "huge"), "size is slide|half|4:3|WxH, with W and H in inches, not 'huge'"),
        (("--size", "2x2"), "with type of 22.7 pt a canvas is at least 3.78x2.84 inches"),
        (("--footer", "long"), "unknown footer 'long'"),
        (("--title", " "), "a title has 1 to 200 letters"),
        (("--title", "a\x1b[31m"), "a title is on one line, without control characters"),
        (("--title", "a\nb"), "a title is on one line, without control characters"),
        (("--view=1:-1,0:1",), "from low to high"),
        (("--view=0:1",), "a side for each coordinate"),
        (("--view=0",), "--view is LOW:HIGH"),
        (("--view=0:1e308,0:1",), "from low to high"),
        (("--view=0:1e30,0:1",), "a view reaches to ±2e+10 here"),
        (("--view=0:1,0:5e-324",), "a view is at least 1e-08 wide here"),
        (("--view=1e9:1000000000.5,0:1",), "a view is at least 1 wide here"),
        (("--panel", "none"), "unknown panel 'none'"),
    ],
)
def test_what_cannot_be_shown_is_refused(option, message, cli, files):
    ran = cli("compare", *option)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert message in ran.err
    assert not files()
