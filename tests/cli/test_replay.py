"""A figure is made again from the recipe inside it, and checked against what it was."""

from __future__ import annotations

import json
import random
from dataclasses import fields
from zipfile import ZipFile

import pytest
import typer.main
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from optim_viz.cli import _load
from optim_viz.cli.app import app
from optim_viz.cli.options import Options
from optim_viz.export import embedded
from optim_viz.recipes import Recipe
from optim_viz.recipes.base import commands, kind_of, shown_fields
from optim_viz.recipes.compare import CompareRecipe

FIGURES = {
    "compare": "compare beale -a newton -a adam:lr=0.1 --steps 9 --noise 0.1 --dpi 40",
    "basins": "basins -a newton --side 20 --zoom=-1:1,0:2 --dpi 40 --theme dark",
    "map": "map --x lr=0.1:1:9 --y momentum=0:0.9:8 --steps 20 --dpi 40",
    "surface": "surface booth --rotate 30 --shift=1,2 --dpi 40",
    "theory": "theory -f x**2+9*y**2 --steps 20 --dpi 40",
    "explain": "explain adam:lr=0.3 --step 3 --start=-5,1 --dpi 40",
    "bench": "bench ravine -a sgd --starts 2 --rates 0.01:1:3 --steps 20 --dpi 40",
}
SMALL = ("compare", "ravine", "-a", "sgd", "--steps", "5", "--dpi", "40")


@pytest.mark.parametrize("command", FIGURES)
def test_a_replay_gives_the_same_bytes(command, cli, folder, make):
    make(*FIGURES[command].split())
    assert cli("replay", "a.png", "-q", "-o", "b.png").code == 0
    assert (folder / "a.png").read_bytes() == (folder / "b.png").read_bytes()


@pytest.mark.parametrize("suffix", ["svg", "pdf", "png"])
def test_every_format_carries_a_recipe_that_is_read(suffix, cli, folder):
    formula = ("-f", "0.1*x**2 + max(y - 1, 2*y**2) - exp(-x)/(1 + x**2)")
    cli("compare", *formula, "-a", "sgd:lr=0.1", "--steps", "5", "--dpi", "40",
        "-q", "-o", f"a.{suffix}")  # fmt: skip
    assert cli("replay", f"a.{suffix}", "-q", "-o", f"b.{suffix}").code == 0
    assert (folder / f"a.{suffix}").read_bytes() == (folder / f"b.{suffix}").read_bytes()


def test_a_figure_of_the_gallery_is_made_again(cli, folder):
    cli("gallery", "saito", "-q", "--dpi", "40", "-o", ".")
    told = cli("replay", "saito.png", "-q", "-o", "b.png")
    assert told.out.startswith("saito: ")
    assert (folder / "saito.png").read_bytes() == (folder / "b.png").read_bytes()
    refused = cli("replay", "saito.png", "--data", "a.csv", "-o", "c.png")
    assert (refused.code, "has no one table" in refused.err) == (2, True)


@pytest.mark.parametrize(
    ("setting", "field", "value"),
    [
        ("steps=7", "steps", 7),
        ("start=-5,2", "start", (-5.0, 2.0)),
        ("lr=0.25", "lr", 0.25),
        ("lr=default", "lr", "default"),
        ("optimizers=adam:lr=0.1,beta1=0.8 sgd", "optimizers", ("adam:lr=0.1,beta1=0.8", "sgd")),
        ("surface=rosenbrock:steepness=10", "surface", "rosenbrock:steepness=10"),
        ("formula=x**2 + y**2", "formula", "x**2 + y**2"),
        ("tune-by=steps:1e-3", "tune_by", "steps:1e-3"),
        ("start=none", "start", None),
        ("theme=dark", "theme", "dark"),
        ("title=none", "title", "none"),
        ("title=5", "title", "5"),
        ("size=6.5x8", "size", "6.5x8"),
        ("medium=paper", "medium", "paper"),
    ],
)  # fmt: skip
def test_one_thing_is_changed(setting, field, value, cli, make):
    make(*SMALL)
    told = json.loads(cli("replay", "a.png", "--set", setting, "--dry-run", "--json", "-q").out)
    recipe = Recipe.read(json.dumps(told["recipe"]))
    assert getattr(recipe, field) == value
    others = {"surface", "formula"} if field in ("surface", "formula") else {field}
    first = CompareRecipe("ravine", optimizers=("sgd",), steps=5, dpi=40)
    for name in vars(first).keys() - others:
        assert getattr(recipe, name) == getattr(first, name)


def test_what_only_shows_may_be_given_anew(cli, folder, make):
    make(*SMALL, "--theme", "dark")
    kept = json.loads(cli("replay", "a.png", "--dry-run", "--json", "-q").out)
    assert kept["recipe"]["compare"]["theme"] == "dark"
    anew = json.loads(cli("replay", "a.png", "--theme", "light", "--dry-run", "--json", "-q").out)
    assert anew["recipe"]["compare"]["theme"] == "light"
    assert anew["recipe"]["compare"]["dpi"] == 40
    slide = cli("replay", "a.png", "--for", "beamer", "--size", "half", "--title", "none", "-q")
    assert slide.code == 0, slide.err
    assert (folder / "compare-ravine.pdf").read_bytes().startswith(b"%PDF")
    again = json.loads(cli("replay", "compare-ravine.pdf", "--dry-run", "--json", "-q").out)
    shown = {"theme": "dark", "medium": "beamer", "size": "half", "title": "none", "dpi": 40}
    assert again["recipe"]["compare"].items() >= shown.items()


def test_all_that_says_how_a_figure_is_drawn_is_an_option(cli):
    shown = {one.name for kind in map(kind_of, commands()) for one in shown_fields(kind)}
    _load([])
    program = typer.main.get_command(app)
    taken = {one.name for one in program.commands["replay"].params}
    own = {"file", "settings", "trust_code", *(one.name for one in fields(Options)), "help"}
    assert taken - own == shown
    assert {"panel", "view", "layout", "zoom", "fps", "page", "medium"} <= shown


@pytest.mark.parametrize(
    ("options", "field", "value"),
    [
        ("--panel gap", "panel", "gap"),
        ("--view=-8:1,-3:2.5", "view", [[-8.0, 1.0], [-3.0, 2.5]]),
        ("--view none", "view", None),
        ("--layout relief --elevation 30", "elevation", 30.0),
        ("--footer none", "footer", "none"),
        ("--size none", "size", None),
        ("--style none", "style", None),
        ("--for beamer --set panel=gap", "medium", "beamer"),
        ("--set view=none", "view", None),
    ],
)  # fmt: skip
def test_any_presentation_is_given_anew(options, field, value, cli, folder, make):
    (folder / "deck.toml").write_text('accent = "#aa0000"', encoding="utf-8")
    shown = "--view=-7:0,-1:2", "--size", "half", "--style", "deck.toml"
    make(*SMALL, *shown)
    kept = json.loads(cli("replay", "a.png", "--dry-run", "--json", "-q").out)["recipe"]["compare"]
    told = cli("replay", "a.png", *options.split(), "--dry-run", "--json", "-q")
    assert told.code == 0, told.err
    anew = json.loads(told.out)["recipe"]["compare"]
    assert anew.get(field) == value != kept.get(field)
    changed = {one for one in anew.keys() | kept.keys() if anew.get(one) != kept.get(one)}
    assert changed <= {field, "panel", "layout"}


@pytest.mark.parametrize(
    ("command", "options", "message"),
    [
        ("compare", "--fps 3", "a figure of compare has no --fps; it takes --elevation"),
        ("surface", "--panel gap", "a figure of surface has no --panel; it takes --elevation"),
        ("basins", "--panel gap", "a figure of basins has no --panel; it takes --zoom, --theme"),
        ("theory", "--view=0:1,0:1", "a figure of theory has no --view; it takes --theme"),
        ("compare", "--elevation 30", "only --layout relief has a relief"),
        ("compare", "--view abc", "view is LOW:HIGH for each coordinate"),
        ("compare", "--dpi high", "dpi is a whole number, not 'high'"),
        ("bench", "--page two", "page is a whole number, not 'two'"),
    ],
)
def test_what_a_figure_has_not_is_refused_in_one_line(command, options, message, cli, files, make):
    make(*FIGURES[command].split())
    before = files()
    told = cli("replay", "a.png", *options.split(), "-o", "b.png")
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert message in told.err
    assert files() == before


def test_the_view_of_basins_is_their_zoom(cli):
    assert cli("basins", "--view=-1:0,0:2", "--side", "20", "--dpi", "40", "-o", "a.png").code == 0
    for options, zoom in ([], [[-1.0, 0.0], [0.0, 2.0]]), (["--view=0:1,0:1"], [[0.0, 1.0]] * 2):
        told = cli("replay", "a.png", *options, "--dry-run", "--json", "-q")
        assert json.loads(told.out)["recipe"]["basins"]["zoom"] == zoom


def test_a_budget_takes_the_place_of_steps(cli):
    cli("bench", "ravine", "-a", "sgd", "--starts", "2", "--rates", "0.01:1:3", "--dpi", "40",
        "-q", "-o", "a.png")  # fmt: skip
    anew = cli("replay", "a.png", "--set", "budget=50", "--dry-run", "--json", "-q")
    assert json.loads(anew.out)["recipe"]["bench"]["steps"] == 50


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("step=3", "did you mean steps?"),
        ("steps", "--set is NAME=VALUE"),
        ("steps=many", "steps is a whole number, not 'many'"),
        ("steps=0", "steps is between 1 and"),
        ("start=1", "start"),
        ("surface=bealle", "did you mean beale?"),
    ],
)
def test_a_change_that_does_not_fit_is_one_line(setting, message, cli, files, make):
    make(*SMALL)
    before = files()
    told = cli("replay", "a.png", "--set", setting, "-o", "b.png")
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert message in told.err
    assert files() == before


CODE = "import pathlib\npathlib.Path('ran').touch()\ndef sign(f, x, *, lr=0.1):\n    return x - lr"


def with_recipe(folder, name, text):
    """Write a picture that carries a text as its recipe."""
    about = PngInfo()
    about.add_text("Description", text)
    Image.new("RGB", (3, 2)).save(folder / name, pnginfo=about)


@pytest.mark.parametrize("field", ["optimizers", "optimizer", "surface", "surfaces"])
def test_code_that_a_picture_names_is_never_run(field, cli, folder):
    (folder / "mine.py").write_text(CODE)
    command = {"optimizer": "explain", "surfaces": "bench"}.get(field, "compare")
    value = ["mine.py:sign"] if field.endswith("s") else "mine.py:sign"
    text = json.dumps({"optim-viz": "0.1.0", command: {field: value}})
    with_recipe(folder, "a.png", text)
    told = cli("replay", "a.png", "-o", "b.png")
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert "names a Python file, 'mine.py:sign'" in told.err
    assert "cannot be made again" in cli("verify", "a.png").out
    assert "mine.py:sign" in cli("show", "a.png").out
    assert not (folder / "ran").exists()


def test_code_that_is_trusted_is_run(cli, folder):
    (folder / "mine.py").write_text(CODE)
    cli("compare", "-a", "mine.py:sign", "--steps", "5", "--dpi", "40", "-q", "-o", "a.png")
    assert cli("replay", "a.png", "-q", "-o", "b.png").code == 2
    assert cli("replay", "a.png", "--trust-code", "-q", "-o", "b.png").code == 0
    assert (folder / "a.png").read_bytes() == (folder / "b.png").read_bytes()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a holiday", "no recipe of optim-viz"),
        ('{"optim-viz": "99.0", "compare": {}}', "made by optim-viz 99.0"),
        ('{"optim-viz": "0.1.0", "os": {}}', "unknown kind of recipe"),
        ('{"optim-viz": "0.1.0", "compare": {"output": "x"}}', "unknown field"),
        ('{"optim-viz": "0.1.0", "compare": {"steps": 1e99}}', "steps is a whole number"),
        ('{"optim-viz": "0.1.0", "compare": {"dpi": 99999}}', "dpi is between"),
        ('{"optim-viz": "0.1.0", "compare": {"formula": "__import__(1)"}}', "__import__"),
        ('{"optim-viz": "0.1.0", "compare": {"surface": "-o/etc/x"}}', "-o/etc/x"),
    ],
)
def test_a_foreign_recipe_is_refused_in_one_line(text, message, cli, folder, files):
    with_recipe(folder, "a.png", text)
    before = files()
    told = cli("replay", "a.png", "-o", "b.png")
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert message in told.err
    assert files() == before


def test_damaged_files_have_no_recipe(folder, make):
    chance = random.Random(3)
    made = {}
    for suffix in ("png", "svg", "pdf"):
        make(*SMALL, name=f"a.{suffix}")
        made[suffix] = (folder / f"a.{suffix}").read_bytes()
    for data in made.values():
        whole = embedded.find(data)
        assert whole is not None
        for _ in range(100):
            cut = data[: chance.randrange(min(len(data), 3000))]
            found = embedded.find(cut)
            assert found is None or whole.startswith(found)
    for _ in range(300):
        magic = chance.choice([b"\x89PNG\r\n\x1a\n", b"%PDF", b"<?xml", b""])
        embedded.find(magic + chance.randbytes(200))


def test_show_prints_the_command_and_every_field(cli, make):
    make(*SMALL)
    page = cli("show", "a.png")
    assert "optim-viz compare -a sgd --steps=5 --dpi=40" in page.out.replace(
        "--dpi=40 -a sgd --steps=5", "-a sgd --steps=5 --dpi=40"
    )
    assert "optimizers  sgd" in page.out
    facts = json.loads(cli("show", "a.png", "--json").out)
    assert facts["recipe"]["compare"]["steps"] == 5
    missing = cli("show", "b.png")
    assert (missing.code, missing.err) == (
        2,
        "optim-viz: cannot read b.png: No such file or directory\n",
    )


@pytest.fixture
def drawn(make, folder):
    """Give the bytes of a figure, of one with other pixels, and of one without a recipe."""
    make(*SMALL)
    whole = (folder / "a.png").read_bytes()
    with Image.open(folder / "a.png") as picture:
        text = picture.text["Description"]
        touched = picture.copy()
    touched.putpixel((0, 0), (1, 2, 3))
    about = PngInfo()
    about.add_text("Description", text)
    touched.save(folder / "touched.png", pnginfo=about)
    touched.save(folder / "plain.png")
    return whole


def test_verify_tells_what_is_no_longer_the_same(cli, folder, drawn):
    with_recipe(folder, "small.png", embedded.find(drawn) or "")
    told = cli("verify", ".")
    assert told.code == 1
    assert told.lines[0] == "a.png: the same"
    assert told.lines[1] == "plain.png: no recipe inside"
    assert told.lines[2].startswith("small.png: different: 3 x 2 pixels, and now 533 x 300")
    assert told.lines[3].startswith("touched.png: different: 0.00% of the pixels")
    assert cli("verify", "a.png", "plain.png").code == 0
    rows = json.loads(cli("verify", "plain.png", "touched.png", "--json").out)
    assert [row["verdict"] for row in rows] == ["no recipe", "different"]


def test_pictures_of_a_deck_are_verified(cli, folder, drawn):
    with ZipFile(folder / "deck.pptx", "w") as deck:
        deck.writestr("ppt/media/image1.png", drawn)
        deck.writestr("ppt/media/image2.png", (folder / "plain.png").read_bytes())
        deck.writestr("ppt/slides/slide1.xml", "<p/>")
    told = cli("verify", "deck.pptx")
    assert told.lines == [
        "deck.pptx: image1.png: the same",
        "deck.pptx: image2.png: no recipe inside",
    ]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("none.png", "cannot read none.png"),
        ("none", "there is no file or folder none"),
        ("notes.txt", "file type of 'notes.txt'"),
        ("empty", "there is no"),
        ("broken.pptx", "cannot read broken.pptx"),
    ],
)
def test_what_cannot_be_verified_is_one_line(path, message, cli, folder):
    (folder / "notes.txt").write_text("notes")
    (folder / "broken.pptx").write_text("notes")
    (folder / "empty").mkdir()
    told = cli("verify", path)
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert message in told.err
