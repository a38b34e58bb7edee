"""`optim-viz gallery`: the committed figures, made again."""

from pathlib import Path

import matplotlib
import numpy as np
import PIL
import pytest
from PIL import Image

from optim_viz.gallery import figures

COMMITTED = Path(__file__).parent.parent.parent / "figures"
MADE_WITH = {"matplotlib": "3.11.2", "pillow": "13.0.0"}
"""Bytes repeat for one build of the libraries; who makes the figures with another says so here."""

installed = {"matplotlib": matplotlib.__version__, "pillow": PIL.__version__}


def test_every_figure_is_committed_and_nothing_else():
    assert sorted(path.name for path in COMMITTED.iterdir()) == sorted(
        f"{name}.png" for name in figures()
    )


@pytest.mark.skipif(
    installed != MADE_WITH, reason=f"committed figures were made with {MADE_WITH}, not {installed}"
)
def test_the_gallery_is_what_is_committed(cli, folder):
    """Byte by byte; where the bytes differ, say first whether the pictures do."""
    ran = cli("gallery", "-o", "made")
    assert ran.code == 0
    assert ran.err.splitlines() == [f"made/{name}.png" for name in figures()]
    for name in figures():
        made, committed = folder / "made" / f"{name}.png", COMMITTED / f"{name}.png"
        if made.read_bytes() != committed.read_bytes():
            with Image.open(made) as mine, Image.open(committed) as theirs:
                assert mine.size == theirs.size, name
                differing = int((np.asarray(mine) != np.asarray(theirs)).sum())
                assert not differing, f"{name}: {differing} values differ"
                assert mine.info == theirs.info, name
            raise AssertionError(f"{name}: same pixels, other bytes")


def test_chosen_figures_only_in_another_theme(cli, folder, files):
    ran = cli("gallery", "saito", "-o", "deep/down", "--theme", "dark", "-q")
    assert (ran.code, ran.err) == (0, "")
    assert list(files()) == ["deep/down/saito.png"]
    with Image.open(folder / "deep/down/saito.png") as picture:
        assert picture.getpixel((0, 0))[0] < 64


def test_each_is_described_on_stdout_and_its_path_goes_to_stderr(cli, folder):
    ran = cli("gallery", "ravine", "-o", ".")
    lesson = (figures()["ravine"].__doc__ or "").partition("\n")[0]
    assert (ran.out, ran.err) == (f"ravine: {lesson}\n", "ravine.png\n")


def test_every_figure_says_what_it_shows():
    for name, figure in figures().items():
        assert (figure.__doc__ or "").partition("\n")[0].endswith("."), name


def test_nothing_is_made_if_one_name_is_wrong(cli, files):
    ran = cli("gallery", "ravine", "nope")
    assert (ran.code, ran.out) == (2, "")
    assert not files()
