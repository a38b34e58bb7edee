"""``--style FILE.toml`` gives every figure what a deck shares."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

SMALL = ("compare", "-a", "sgd", "-a", "newton", "--steps", "5", "--dpi", "40", "-q")
BRAND = """
background = "#fdf6e3"
accent = "darkgoldenrod"
colormap = ["#b58900", "#fdf6e3"]
[names]
sgd = "Gradient descent"
[colours]
sgd = "#dc322f"
[dark]
background = "#002b36"
"""


@pytest.fixture
def brand(folder):
    path = folder / "brand.toml"
    path.write_text(BRAND, encoding="utf-8")
    return str(path)


def corner(path):
    with Image.open(path) as picture:
        return picture.getpixel((2, 2))


def test_background_and_colours_are_those_of_the_file(brand, cli, folder):
    assert cli(*SMALL, "--style", brand, "-o", "a.png").code == 0
    assert corner(folder / "a.png") == (0xFD, 0xF6, 0xE3)
    cli(*SMALL, "--style", brand, "--theme", "dark", "-o", "b.png")
    assert corner(folder / "b.png") == (0x00, 0x2B, 0x36)
    with Image.open(folder / "a.png") as picture:
        pixels = np.asarray(picture.convert("RGB")).reshape(-1, 3)
    assert (pixels == (0xDC, 0x32, 0x2F)).all(axis=1).sum() > 50


def test_names_are_everywhere_the_same(brand, cli, folder):
    ran = cli(*SMALL[:-1], "--style", brand, "-o", "a.svg", "--for", "quarto", "--data", "a.csv")
    assert "Gradient descent" in ran.out
    assert "SGD" not in ran.out
    assert "Gradient descent zigzags" in ran.err
    svg = (folder / "a.svg").read_text(encoding="utf-8")
    assert ">Gradient descent<" in svg
    assert 'aria-label="Paths on Ravine from (−7, 2): Gradient descent' in svg
    assert ">SGD<" not in svg


def test_replay_needs_the_figure_alone(brand, cli, folder):
    cli(*SMALL, "--style", brand, "-o", "a.png")
    (folder / "brand.toml").unlink()
    assert cli("replay", "a.png", "-o", "b.png", "-q").code == 0
    assert (folder / "a.png").read_bytes() == (folder / "b.png").read_bytes()
    assert "Gradient descent" in cli("show", "a.png").out
    told = json.loads(cli("show", "a.png", "--json").out)
    assert "--style=" in json.dumps(told)
    cli("replay", "a.png", "--style", "none", "-o", "c.png", "-q")
    cli(*SMALL, "-o", "d.png")
    assert (folder / "c.png").read_bytes() == (folder / "d.png").read_bytes()


def test_without_background_a_figure_stands_on_anything(cli, folder):
    (folder / "clear.toml").write_text('background = "none"')
    cli(*SMALL, "--style", "clear.toml", "-o", "a.png")
    assert corner(folder / "a.png")[3] == 0
    with Image.open(folder / "a.png") as picture:
        for ground in ("black", "white"):
            page = Image.new("RGB", picture.size, ground)
            page.paste(picture, (0, 0), picture)
            title = np.asarray(page)[5:20, 10:60].reshape(-1, 3).sum(axis=1)
            assert title.max() - title.min() > 500, "text has a halo where the ground is dark"
    cli(*SMALL, "--style", "clear.toml", "-o", "a.svg", "--for", "quarto")
    svg = (folder / "a.svg").read_text(encoding="utf-8")
    assert '<g id="patch_1">' not in svg.split('<g id="axes_1">')[0]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('font = "Fira San Serifs"', "the font Fira San Serifs is not installed: DejaVu Sans"),
        ('colours.sgd = "yellow"', "the colour of sgd, #ffff00, has a contrast of 1.1 to #ffffff"),
        ('text = "#cccccc"', "text #cccccc on #ffffff has a contrast of 1.6"),
        ('background = "#777777"\ntext = "black"', None),
    ],
)
def test_what_is_hard_to_see_is_drawn_and_said(text, line, cli, folder, sketch):
    (folder / "a.toml").write_text(text)
    ran = cli(*SMALL[:-1], "--style", "a.toml", "-o", "a.png")
    assert ran.code == 0
    assert (folder / "a.png").exists()
    said = [one for one in ran.err.splitlines() if "contrast" in one or "installed" in one]
    assert len(said) == (0 if line is None else 1)
    assert line is None or line in said[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("acent = 'red'", "did you mean accent?"),
        ("accent = 'redd'", "unknown colour 'redd'; did you mean red?"),
        ("colormap = 'virdis'", "did you mean viridis or viridis_r"),
        ("[names]\nsdg = 'x'", "did you mean sgd?"),
        ("accent", "cannot read the style a.toml"),
        (None, "cannot read the style a.toml: No such file"),
    ],
)
def test_what_is_no_style_is_refused(text, message, cli, folder, files):
    if text is not None:
        (folder / "a.toml").write_text(text)
    ran = cli(*SMALL, "--style", "a.toml")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert message in ran.err
    assert not [one for one in files() if not one.endswith(".toml")]
