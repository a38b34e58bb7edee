"""What is written: whole or not at all, the same bytes each time, with its recipe inside."""

import json
import os
import re
import stat
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

import optim_viz
from optim_viz.export import files as export_files
from optim_viz.export import stills, tables
from optim_viz.recipes import Recipe
from optim_viz.recipes.compare import CompareRecipe

ROOT = Path(optim_viz.__file__).parents[1]
FORMATS = ("png", "svg", "pdf")
COMMAND = (
    "beale", "-a", "adam:lr=0.1,beta1=0.8", "-a", "sgd:lr=0.01", "-a", "newton", "--start=1,0.5",
    "--steps", "30", "--noise", "0.01", "--seed", "5", "--theme", "dark", "--layout", "grid", "-q",
)  # fmt: skip
RECIPE = CompareRecipe(
    "beale", optimizers=("adam:lr=0.1,beta1=0.8", "sgd:lr=0.01", "newton"), start=(1.0, 0.5),
    steps=30, noise=0.01, seed=5, layout="grid", theme="dark",
)  # fmt: skip
CODE = """
import sys
from optim_viz.cli import main
*command, folder, formats = sys.argv[1:]
for suffix in formats.split():
    try: main(["compare", *command, "-o", f"{folder}/a.{suffix}", "--data", f"{folder}/a.csv"])
    except SystemExit as leave: assert not leave.code
"""


@pytest.fixture(scope="module")
def twice(tmp_path_factory, start):
    """Make the same figures in processes that differ in all that should not matter.

    The first ones start warm and make a format each, the other starts cold and makes all.
    """
    warm, cold = [tmp_path_factory.mktemp(name) for name in ("first", "second")]
    quiet = {"stdout": subprocess.DEVNULL}
    surroundings = {**os.environ, "TZ": "UTC", "PYTHONWARNINGS": "error"}
    others = {**os.environ, "TZ": "Asia/Seoul", "PYTHONHASHSEED": "2"}
    for suffix in FORMATS:
        written = ("-o", f"{warm}/a.{suffix}", "--data", f"{warm}/a.csv")
        asked = ("compare", *COMMAND, *written)
        with start("optim_viz", *asked, cwd=warm, env=surroundings, **quiet) as process:
            assert process.wait() == 0
    subprocess.run(
        [sys.executable, "-W", "error", "-c", CODE, *COMMAND, str(cold), " ".join(FORMATS[::-1])],
        cwd=cold, env=others, check=True, **quiet,
    )  # fmt: skip
    return warm, cold


@pytest.mark.parametrize("suffix", [*FORMATS, "csv"])
def test_the_same_command_gives_the_same_bytes(suffix, twice):
    first, second = ((folder / f"a.{suffix}").read_bytes() for folder in twice)
    assert first == second
    assert len(first) > 1000


def from_png(path):
    with Image.open(path) as picture:
        return picture.info["Description"]


def from_svg(path):
    (description,) = ElementTree.parse(path).iter("{http://purl.org/dc/elements/1.1/}description")
    return description.text


def from_pdf(path):
    text = re.search(rb"/Subject \(((?:[^()\\]|\\.)*)\)", path.read_bytes(), re.DOTALL)[1]
    return re.sub(rb"\\(.)", rb"\1", text).decode("ascii")


READERS = {"png": from_png, "svg": from_svg, "pdf": from_pdf}


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_file_carries_the_recipe_that_makes_it_again(suffix, twice):
    text = READERS[suffix](twice[0] / f"a.{suffix}")
    assert text == RECIPE.text()
    assert Recipe.read(text) == RECIPE


@pytest.mark.parametrize("suffix", [*FORMATS, "csv"])
def test_no_file_tells_when_or_where_it_was_made(suffix, twice):
    data = (twice[0] / f"a.{suffix}").read_bytes()
    for word in (b"CreationDate", b"dc:date", b"Matplotlib v", str(twice[0]).encode()):
        assert word not in data


def test_a_png_is_the_slide_in_pixels_without_transparency(twice):
    with Image.open(twice[0] / "a.png") as picture:
        assert picture.size == (2000, 1125)
        assert picture.mode == "RGB"
        assert picture.info["dpi"] == pytest.approx((150, 150), rel=1e-3)
        assert picture.getpixel((0, 0)) == (0x14, 0x17, 0x1C), "the dark paper reaches the edge"


def test_a_svg_has_its_text_as_paths(twice):
    tree = ElementTree.parse(twice[0] / "a.svg")
    assert not list(tree.iter("{http://www.w3.org/2000/svg}text"))
    assert tree.getroot().get("viewBox").split()[2:] == ["960", "540"]


def test_a_pdf_embeds_fonts_that_every_viewer_takes(twice):
    data = (twice[0] / "a.pdf").read_bytes()
    assert b"/Type3" not in data
    assert b"/FontFile2" in data
    box = re.search(rb"/MediaBox \[ ?([\d. ]+) ?\]", data)[1].split()
    assert [float(number) for number in box] == [0, 0, 960, 540]


def test_fonts_in_a_pdf_have_no_tables_by_which_text_is_laid_out(twice):
    """Its glyphs have their places already, and to cut these tables down takes long."""
    from fontTools.ttLib import TTFont

    parts = re.findall(
        rb"stream\r?\n(.*?)\r?\nendstream", (twice[0] / "a.pdf").read_bytes(), re.DOTALL
    )
    unpacked = [zlib.decompress(part) for part in parts if part.startswith(b"\x78")]
    fonts = [TTFont(BytesIO(one)) for one in unpacked if one.startswith(b"\0\1\0\0")]
    assert fonts
    for font in fonts:
        assert {"glyf", "cmap"} & set(font.keys())
        assert not {"GDEF", "GPOS", "GSUB"} & set(font.keys())


@pytest.mark.parametrize("suffix", ["PNG", "Svg", "PDF"])
def test_suffixes_are_read_in_any_case(suffix, cli, files):
    assert cli("compare", "-q", "-a", "newton", "-o", f"a.{suffix}").code == 0
    (data,) = files().values()
    assert data.startswith((b"\x89PNG", b"<?xml", b"%PDF"))


@pytest.mark.parametrize(
    ("surface", "layout"),
    [
        ("rastrigin", "grid"),
        ("double_well", "race"),
        ("rosenbrock:dim=10", "race"),
        ("saddle", "race"),
    ],
)
def test_figures_are_rendered_without_a_warning(surface, layout, cli, files):
    ran = cli("compare", surface, "--layout", layout, "--dpi", "60", "-o", "a.png")
    assert ran.code == 0, ran.err
    assert len(files()["a.png"]) > 20_000


def test_a_run_that_goes_to_infinity_is_rendered_in_every_format(cli, files):
    wild = ("-a", "sgd:lr=1e308", "-a", "momentum:lr=1e100", "-a", "sgd:lr=3", "-a", "newton")
    for surface in ("saddle", "rosenbrock:dim=3"):
        for suffix in FORMATS:
            ran = cli("compare", surface, *wild, "-o", f"{surface[:6]}.{suffix}")
            assert ran.code == 0, ran.err
    assert len(files()) == 6


@pytest.mark.parametrize("before", [None, 0o600, 0o644])
def test_permissions_are_those_of_any_new_file_or_of_the_older_one(before, cli, folder, sketch):
    path = folder / "a.png"
    if before is not None:
        path.touch()
        path.chmod(before)
    mask = os.umask(0o027)
    try:
        assert cli("compare", "-q", "-a", "newton", "-o", "a.png", "--data", "a.csv").code == 0
    finally:
        os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == (0o640 if before is None else before)
    assert stat.S_IMODE((folder / "a.csv").stat().st_mode) == 0o640


def half(then):
    """Return a writer that fails when the file is half done."""

    def write(*arguments):
        path = next(a for a in arguments if hasattr(a, "write_text"))
        path.write_text("half a file")
        raise then

    return write


FAILURES = [
    (KeyboardInterrupt(), 130, "interrupted: nothing was written"),
    (OSError(28, "No space left on device"), 1, "No space left on device"),
    (MemoryError("no more"), 1, "MemoryError"),
]


@pytest.mark.parametrize(("failure", "code", "words"), FAILURES, ids=["stop", "disk", "memory"])
@pytest.mark.parametrize("writer", [stills, tables], ids=["figure", "table"])
@pytest.mark.parametrize("older", [True, False], ids=["over older files", "in an empty folder"])
def test_an_interrupted_write_leaves_everything_as_it_was(
    failure, code, words, writer, older, cli, folder, files, monkeypatch, sketch
):
    if older:
        (folder / "a.png").write_text("older figure")
        (folder / "a.csv").write_text("older table")
    before = files()
    plain = half(failure) if writer is stills else lambda figure, path, recipe: path.write_text("")
    monkeypatch.setitem(stills.FORMATS, ".png", plain)
    if writer is tables:
        monkeypatch.setattr(tables, "write", half(failure))
    ran = cli("compare", "-a", "newton", "-o", "a.png", "--data", "a.csv")
    assert (ran.code, ran.out) == (code, "")
    assert words in ran.err
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err
    assert files() == before


def test_a_figure_that_cannot_be_drawn_leaves_everything_as_it_was(cli, files, monkeypatch):
    from optim_viz.plots import compare as layouts

    def draw(*_):
        raise ValueError("two\nlines")

    monkeypatch.setattr(layouts, "figure", draw)
    ran = cli("compare")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "optim-viz: ValueError: two lines (--debug shows where)\n"
    assert not files()


def test_all_files_appear_together_or_none(tmp_path):
    def good(path):
        path.write_text("new")

    def bad(path):
        assert not (tmp_path / "a.txt").exists(), "not before all are made"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        export_files.write_all([(tmp_path / "a.txt", good), (tmp_path / "b.txt", bad)])
    assert not list(tmp_path.iterdir())
    export_files.write_all([(tmp_path / "a.txt", good), (tmp_path / "b.txt", good)])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt"]


def test_an_interrupted_gallery_says_how_many_figures_there_are(cli, folder, monkeypatch):
    from optim_viz import gallery

    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(gallery, "DRAWN", {"saito": interrupted})
    ran = cli("gallery", "stability", "saito", "-q", "-o", "g")
    assert (ran.code, ran.out[:11]) == (130, "stability: ")
    assert ran.err == "optim-viz: interrupted; 1 of 2 figures were written\n"
    assert [path.name for path in (folder / "g").iterdir()] == ["stability.png"]


def test_what_scipy_prints_is_kept_off_stdout(cli, sketch):
    ran = cli("compare", "-a", "scipy.bfgs:disp=1", "-a", "scipy.bfgs:norm=inf")
    assert ran.code == 0
    header, *rows = ran.lines
    assert header.startswith("optimizer ")
    assert len(rows) == 2


@pytest.mark.parametrize("command", ["bench ravine", "map", "basins", "compare"])
def test_dry_run_says_it_in_json_and_is_quiet(command, cli, files):
    ran = cli(*command.split(), "--dry-run", "-q")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    ran = cli(*command.split(), "--dry-run", "-q", "--json")
    assert (ran.code, ran.err) == (0, "")
    told = json.loads(ran.out)
    assert told["written"] == []
    assert command.split()[0] in told["recipe"]
    assert not files()


def test_dots_per_inch_decide_the_pixels_and_nothing_else(cli, folder):
    for dpi, size in (("100", (1333, 750)), ("300", (4000, 2250))):
        assert cli("compare", "beale", "-a", "newton", "--dpi", dpi, "-o", "d.png").code == 0
        with Image.open(folder / "d.png") as picture:
            assert picture.size == size
            assert picture.info["dpi"] == pytest.approx((int(dpi), int(dpi)), rel=1e-3)
    assert cli("compare", "--dpi", "5").code == 2


KILLED = """
import os, signal, sys
from optim_viz.export import stills
def write(figure, path, recipe):
    path.write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
stills.FORMATS[".png"] = write
from optim_viz.cli import main
main(["compare", "-a", "newton", "-o", sys.argv[1]])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="processes are not killed so there")
def test_what_a_killed_command_left_goes_with_the_next_of_its_kind(
    cli, folder, sketch, start, tmp_path_factory
):
    (folder / ".optim-viz-other").write_text("of somebody else")
    beside = tmp_path_factory.mktemp("code")
    (beside / "killed.py").write_text(KILLED)
    surroundings = {**os.environ, "PYTHONPATH": f"{beside}{os.pathsep}{ROOT}"}
    for name in ("a.png", "b.png"):
        with start("killed", name, cwd=folder, env=surroundings) as process:
            assert process.wait() == -9
    left = {path.name for path in folder.iterdir()}
    assert len(left) == 3, "two half files, hidden"
    assert all(name.startswith(".") for name in left)
    assert cli("compare", "-a", "newton", "-o", "a.png").code == 0
    now = {path.name for path in folder.iterdir()}
    assert now >= {"a.png", ".optim-viz-other"}
    assert len(now) == 3, "that of b.png is left to the next command that writes b.png"


def test_what_a_running_command_writes_is_left_alone(cli, folder, sketch):
    hidden = folder / f"{export_files._start_of_names(folder / 'a.png')}{os.getppid()}-x.png"
    hidden.write_text("half")
    assert cli("compare", "-a", "newton", "-o", "a.png").code == 0
    assert hidden.exists()


@pytest.mark.parametrize("length", [200, 251])
def test_names_may_be_as_long_as_the_system_has_them(length, cli, files, sketch):
    name = "a" * (length - 4) + ".png"
    assert cli("compare", "-a", "newton", "-o", name).code == 0
    assert list(files()) == [name]
