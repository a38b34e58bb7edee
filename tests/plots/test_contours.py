"""Contours in vector files: as many vertices as can be seen, pixels where these are too many."""

from __future__ import annotations

import re
from base64 import b64decode
from io import BytesIO
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.path import Path
from PIL import Image

import surfaces
from optim_viz.export import stills
from optim_viz.export.embedded import Inside
from optim_viz.export.svg import smaller
from optim_viz.plots.compare_grid import grid
from optim_viz.plots.compare_race import race
from optim_viz.plots.panels.contours import Bands, simplified
from optim_viz.plots.style.themes import theme
from optim_viz.presets import preset
from optim_viz.studies.compare import compare

PLANES = [name for name in surfaces.names() if surfaces.get(name).dim == 2]
LARGEST = 500_000


def saved(figure, path):
    """Return the bytes of a figure in a file."""
    stills.write(figure, path, Inside("{}"))
    return path.read_bytes()


def bands_of(figure):
    return [one for ax in figure.axes for one in ax.collections if isinstance(one, Bands)]


@pytest.mark.parametrize("name", PLANES)
def test_a_race_on_any_surface_is_a_small_file(name, drawing, tmp_path):
    """A PDF has the same vertices, compressed: it is looked at where it has pixels."""
    figure = drawing(name).figure
    svg = saved(figure, tmp_path / "race.svg")
    assert len(svg) < LARGEST
    if b"<image" in svg:
        assert len(saved(figure, tmp_path / "race.pdf")) < LARGEST


@pytest.mark.parametrize("name", ["himmelblau", "griewank"])
def test_the_panels_of_a_grid_share_one_landscape(name, tmp_path):
    methods = ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "newton", "adadelta"]
    with theme(preset=preset("pptx")):
        drawn = grid(compare(name, methods, steps=30))
        for suffix in (".svg", ".pdf"):
            assert len(saved(drawn, tmp_path / f"grid{suffix}")) < LARGEST / 2
    svg = (tmp_path / "grid.svg").read_bytes()
    assert svg.count(b"<image") <= 1
    if b"<image" in svg:
        pdf = (tmp_path / "grid.pdf").read_bytes()
        assert pdf.count(b"/Subtype /Image") == 1
        shared = re.search(rb'<image [^>]*id="([^"]*)"', svg)[1]
        assert svg.count(b'<use xlink:href="#' + shared) == len(methods) - 1


def test_a_simplified_line_is_nowhere_off_by_more_than_asked():
    turn = np.linspace(0, 2 * np.pi, 2001)
    wave = 1 + 0.2 * np.sin(7 * turn)
    ring = np.array([wave * np.cos(turn), wave * np.sin(turn)]).T
    codes = np.array([Path.MOVETO, *[Path.LINETO] * 1999, Path.CLOSEPOLY])
    two = Path(np.vstack([ring, ring / 2]), np.tile(codes, 2))
    few, none = simplified((two, Path(np.empty((0, 2)))), (100.0, 50.0), 0.1)
    assert not len(none.vertices)
    assert len(few.vertices) < len(two.vertices) / 10
    assert (few.codes == Path.MOVETO).sum() == (few.codes == Path.CLOSEPOLY).sum() == 2
    outer = few.vertices[: np.flatnonzero(few.codes == Path.CLOSEPOLY)[0] + 1] * [100, 50]
    away = np.full(len(ring), np.inf)
    for a, b in pairwise(outer):
        place = ring * [100, 50] - a
        along = np.clip(place @ (b - a) / max((b - a) @ (b - a), 1e-12), 0, 1)
        away = np.minimum(away, np.hypot(*(place - along[:, None] * (b - a)).T))
    assert away.max() <= 0.1
    assert away.max() > 0.05


def test_pixels_of_a_rough_landscape_are_those_of_a_picture(drawing, tmp_path):
    figure = drawing("griewank").figure
    svg = saved(figure, tmp_path / "race.svg")
    data = re.search(rb'base64,([^"]*)"', svg)[1]
    inside = Image.open(BytesIO(b64decode(data)))
    assert inside.mode == "P"
    figure.canvas.draw()
    ax = figure.axes[0]
    x0, y0, x1, y1 = (round(one) for one in ax.bbox.extents)
    whole = np.asarray(figure.canvas.buffer_rgba())[::-1, :, :3]
    drawn = whole[y0 + 3 : y1 - 3, x0 + 3 : x1 - 3].astype(int)
    mine = np.asarray(inside.convert("RGB"))[3:-3, 3:-3][: len(drawn), : drawn.shape[1]]
    blue = np.abs(drawn - mine[: len(drawn)]).max(axis=-1)
    assert np.median(blue) <= 8  # paths and stars are on the one alone
    fills = (255 * bands_of(figure)[0].get_facecolor()[:, :3]).round().astype(int)
    colours = {tuple(row) for row in np.unique(mine.reshape(-1, 3), axis=0).tolist()}
    assert sum(tuple(fill) in colours for fill in fills.tolist()) >= len(fills) - 2


def test_a_drawing_has_coordinates_to_a_hundredth_of_a_point():
    drawn = (
        b'<path d="M 1.239999 -0.004 \nL 20 3.00 \nQ 1.5 2.25 3 4 \nz\n" style="w: 1.23456"/>'
        b'<use xlink:href="#m" x="3.14159" y="2.00"/>'
    )
    assert smaller(drawn) == (
        b'<path d="M1.23 -0L20 3Q1.5 2.25 3 4z" style="w: 1.23456"/>'
        b'<use xlink:href="#m" x="3.14" y="2"/>'
    )


def test_marks_of_one_look_have_it_once():
    marks = b"\n".join(
        b'     <use xlink:href="#m" x="%d" y="2" style="fill: #123"/>' % x for x in (1, 2)
    )
    drawn = b'<g clip-path="url(#c)">\n' + marks + b"\n    </g>"
    assert smaller(drawn) == (
        b'<g clip-path="url(#c)" style="fill: #123">\n<use xlink:href="#m" x="1" y="2"/>\n'
        b'<use xlink:href="#m" x="2" y="2"/></g>'
    )
    two = drawn.replace(b"#123", b"#456", 1)
    assert smaller(two) == two  # of two looks each keeps its own


TWELVE = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "newton", "adadelta",
          "adamw", "nadam", "lion", "lbfgs")  # fmt: skip


def test_a_long_race_of_twelve_is_a_small_file(tmp_path, words_of):
    """Of marks on each other the first is drawn; and the last of a thousand steps has room."""
    with theme(preset=preset("pptx")):
        drawn = race(compare("rastrigin", TWELVE, steps=1000))
        assert len(saved(drawn, tmp_path / "race.svg")) < 0.8 * LARGEST
        ends = {text.get_text(): box.x1 for text, box in words_of(drawn)}
    assert ends["1000"] <= drawn.bbox.width
