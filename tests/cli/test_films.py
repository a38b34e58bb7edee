"""Films and numbered pages: they play, carry their recipe, repeat, and refuse what cannot be."""

from __future__ import annotations

import json
import re
import subprocess

import numpy as np
import pytest
from PIL import Image

from optim_viz.export import films
from optim_viz.export.embedded import recipe_in
from optim_viz.recipes import Recipe
from optim_viz.recipes.animate import AnimateRecipe
from surfaces import InputError

SHORT = (
    "ravine", "-a", "sgd:lr=0.9", "-a", "adam:lr=0.3", "--steps", "12", "--seconds", "1",
    "--pause", "0.5", "--fps", "20", "--dpi", "30", "-q",
)  # fmt: skip


def has_encoder() -> bool:
    try:
        films._ffmpeg()
    except InputError:
        return False
    return True


encoder = pytest.mark.skipif(not has_encoder(), reason="no ffmpeg")
SUFFIXES = [
    pytest.param(suffix, marks=encoder if suffix == "mp4" else ())
    for suffix in ("gif", "webp", "png", "mp4")
]


@pytest.fixture
def film(make):
    """Give what puts a film of this kind into the folder."""
    return lambda suffix: make("animate", *SHORT, name=f"a.{suffix}")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_film_carries_its_recipe_and_repeats(suffix, cli, folder, film):
    film(suffix)
    text = recipe_in(folder / f"a.{suffix}")
    assert text is not None
    recipe = Recipe.read(text)
    assert isinstance(recipe, AnimateRecipe)
    assert (recipe.steps, recipe.seconds, recipe.fps) == (12, 1.0, 20)
    assert cli("verify", f"a.{suffix}").out == f"a.{suffix}: the same\n"


def test_a_replay_writes_the_same_film(cli, folder, film):
    film("gif")
    assert cli("replay", "a.gif", "-q", "-o", "b.gif").code == 0
    assert (folder / "a.gif").read_bytes() == (folder / "b.gif").read_bytes()


@pytest.mark.parametrize("suffix", ["gif", "webp", "png"])
def test_a_film_plays_at_its_pace(suffix, folder, film):
    film(suffix)
    with Image.open(folder / f"a.{suffix}") as film:
        assert film.size == (400, 225)
        lengths = []
        for nth in range(film.n_frames):
            film.seek(nth)
            film.load()
            lengths.append(film.info["duration"])
        assert sum(lengths) == pytest.approx(1500)
        assert lengths[-1] >= 500
        assert film.info.get("loop") == 0


def test_a_gif_shows_what_the_frames_were(folder, film):
    """Rectangles of changes, one palette: no colour is far from what it should be."""
    film("gif")
    film("png")
    with Image.open(folder / "a.gif") as gif, Image.open(folder / "a.png") as png:
        assert gif.n_frames == png.n_frames
        for nth in (0, 7, gif.n_frames - 1):
            gif.seek(nth)
            png.seek(nth)
            one, other = (np.asarray(film.convert("RGB")).astype(int) for film in (gif, png))
            far = np.abs(one - other).max(axis=2)
            assert (far > 60).mean() < 0.002
            assert far.mean() < 4


@encoder
def test_an_mp4_is_what_slide_programs_play(folder, film):
    film("mp4")
    data = (folder / "a.mp4").read_bytes()
    assert data.find(b"moov") < data.find(b"mdat")  # it plays while it loads
    said = subprocess.run(
        [films._ffmpeg(), "-i", "a.mp4"], cwd=folder, capture_output=True, text=True, check=False
    ).stderr
    assert re.search(r"Video: h264.*yuv420p.*400x224.*20 fps", said)
    assert "Duration: 00:00:01.50" in said


@encoder
def test_an_mp4_shows_what_the_frames_were(cli, folder):
    """A player shows colour on 2 x 2 pixels: over these, and in lightness, hardly any differ."""
    drawn = (*SHORT[:-2], "80", "--seconds", "0.4", "--pause", "0.1", "-q")
    cli("animate", *drawn, "-o", "a.mp4")
    cli("animate", *drawn, "-o", "a.png")
    command = [films._ffmpeg(), "-loglevel", "error", "-i", "a.mp4", "-f", "rawvideo"]
    raw = subprocess.run([*command, "-pix_fmt", "rgb24", "-"], cwd=folder, capture_output=True)
    with Image.open(folder / "a.png") as film:
        film.seek(film.n_frames - 1)
        last = np.asarray(film.convert("RGB"), dtype=float)
    high, wide, _ = last.shape
    shown = np.frombuffer(raw.stdout, np.uint8)[-last.size :].reshape(last.shape)
    off = last - shown
    lightness = np.abs(off @ [0.2126, 0.7152, 0.0722])
    squares = np.abs(off.reshape(high // 2, 2, wide // 2, 2, 3).mean(axis=(1, 3))).max(axis=-1)
    assert (lightness > 40).mean() < 0.002
    assert (squares > 40).mean() < 0.002


def test_without_an_encoder_one_line_says_what_to_install(cli, folder, monkeypatch):
    monkeypatch.setattr(films, "which", lambda name: None)
    monkeypatch.setitem(__import__("sys").modules, "imageio_ffmpeg", None)
    told = cli("animate", *SHORT, "-o", "a.mp4")
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert "pip install 'optim-viz[video]'" in told.err
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--fps", "0"), "fps is between 1 and 100"),
        (("--seconds", "1e9"), "seconds is between"),
        (("--seconds", "600", "--fps", "100"), "more than 5000 frames"),
        (("-o", "a.avi"), "file type of 'a.avi'"),
    ],
)
def test_a_film_that_cannot_be_is_one_line(words, message, cli, folder):
    told = cli("animate", "ravine", *words)
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert message in told.err
    assert not list(folder.iterdir())


PAGES = ("ravine", "-a", "sgd:lr=0.9", "--steps", "12", "-q")


def test_pages_are_numbered_and_included(cli, folder):
    told = cli("frames", *PAGES, "--at", "0,3,12", "-o", "steps")
    assert told.code == 0
    names = sorted(path.name for path in (folder / "steps").iterdir())
    assert names == ["01.pdf", "02.pdf", "03.pdf", "frames.tex"]
    lines = (folder / "steps" / "frames.tex").read_text().splitlines()
    assert lines[0] == r"% in a frame: \input{steps/frames.tex}"
    assert lines[2].startswith(r"\only<2>{\includegraphics[width=\textwidth,alt={Paths on Ravine")
    assert lines[2].endswith("]{steps/02.pdf}}")
    assert len(lines) == 4


@pytest.mark.parametrize(
    ("words", "steps"),
    [((), (0, 1, 2, 5, 10, 12)), (("--every", "5"), (0, 5, 10, 12)), (("--at", "12,0"), (12, 0))],
)
def test_steps_are_chosen(words, steps, cli, folder):
    cli("frames", *PAGES, *words, "--format", "svg", "-o", "steps")
    pages = sorted((folder / "steps").glob("*.svg"))
    found = [json.loads(recipe_in(page) or "")["frames"]["at"] for page in pages]
    assert found == [[step] for step in steps]
    include = (folder / "steps" / "frames.html").read_text()
    assert include.count('class="fragment"') == len(steps) - 1


def test_a_page_is_made_again(cli, folder):
    cli("frames", *PAGES, "--at", "3,12", "--format", "png", "--dpi", "40", "-o", "steps")
    cli("replay", "steps/01.png", "-q", "-o", "again.png")
    assert (folder / "again.png").read_bytes() == (folder / "steps" / "01.png").read_bytes()
    assert cli("verify", "steps").code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--at", "1,x"), "--at takes steps joined by commas"),
        (("--at", "13"), "each page shows a step from 0 to 12"),
        (("--every", "0"), "--every takes a whole number of at least 1"),
        (("--every", "2", "--at", "1"), "by --at or by --every, not by both"),
        (("--format", "gif"), "unknown format 'gif'"),
    ],
)
def test_pages_that_cannot_be_are_one_line(words, message, cli, folder):
    told = cli("frames", *PAGES, *words)
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert message in told.err
    assert not list(folder.iterdir())
