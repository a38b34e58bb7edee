"""A surface by itself: every stationary point in its place, and a key that counts them."""

import re

import numpy as np
import pytest
from matplotlib.figure import Figure

import surfaces
from optim_viz.plots import surface as portraits
from optim_viz.plots.panels.landscape import landscape
from optim_viz.plots.panels.marks import DRAW, kinds
from optim_viz.plots.panels.relief import relief
from optim_viz.plots.style.themes import THEMES
from optim_viz.plots.style.themes import theme as themed
from optim_viz.plots.surface import figure as portrait
from optim_viz.plots.surface import sheet
from surfaces import InputError

SHOWN = [name for name in surfaces.names() if surfaces.get(name).dim <= 2]
SOME = sorted({*SHOWN[::5], "double_well", "himmelblau", "saddle"})
LEGIBLE = 0.033


@pytest.fixture(scope="module", params=SOME)
def drawn(request, words_of):
    """Give a surface, its portrait without the relief, and the text on it."""
    with pytest.MonkeyPatch.context() as patch, themed():
        patch.setattr(portraits, "_draw_relief", lambda ground, view, found, ax: ax.set_axis_off())
        surface = surfaces.get(request.param)
        figure = portrait(surface)
        return surface, figure, words_of(figure)


def test_text_is_legible_on_the_canvas_and_apart(drawn):
    _, figure, words = drawn
    width, height = figure.bbox.size
    boxes = [box for _, box in words]
    for item, box in words:
        assert box.x0 >= 0, item
        assert box.y0 >= 0, item
        assert box.x1 <= width, item
        assert box.y1 <= height, item
        assert item.get_fontsize() >= LEGIBLE * 72 * figure.get_figheight(), item
    for i, one in enumerate(boxes):
        for j, other in enumerate(boxes[:i]):
            apart = (
                min(one.x1, other.x1) - max(one.x0, other.x0) < 0.5
                or min(one.y1, other.y1) - max(one.y0, other.y0) < 0.5
            )
            assert apart, (words[i][0], words[j][0])


def test_the_page_says_what_the_surface_is_and_teaches(drawn):
    surface, _, words = drawn
    text = [item.get_text() for item, _ in words]
    assert surface.title in text
    assert any(surface.lesson[:30] in line for line in text)


def test_every_point_in_the_chart_is_marked(drawn):
    surface, figure, _ = drawn
    marked = {
        tuple(at) for line in figure.axes[0].lines if line.get_linestyle() == "None"
        for at in line.get_xydata().tolist()
    }  # fmt: skip
    for points in kinds(surface).values():
        for at in points:
            at = at if surface.dim == 2 else (*at, float(surface(at)))
            assert tuple(at) in marked


def test_the_key_counts_each_kind(drawn):
    surface, _, words = drawn
    key = [item.get_text() for item, _ in words if item.get_text().split(" ")[0].isdigit()]
    named = {"degenerate": "flat point"}
    counts = [
        (len(points), named.get(kind, kind)[:5])
        for kind, points in kinds(surface).items()
        if points
    ]
    told = [line.split(" ", 1) for line in key if " " in line]
    assert [(int(count), kind[:5]) for count, kind in told] == counts


def test_kinds_hold_every_stationary_point_once():
    for name in SOME:
        surface = surfaces.get(name)
        found = [at for points in kinds(surface).values() for at in points]
        assert len(found) == len(set(found))
        assert {point.at for point in surface.stationary_points} <= set(found)


@pytest.mark.usefixtures("coarse_landscapes")
@pytest.mark.parametrize("theme", THEMES)
def test_with_its_relief_it_is_drawn_in_both_themes(theme, words_of):
    with themed(theme):
        figure = portrait(surfaces.get("himmelblau"))
        words_of(figure)
    assert [len(ax.images) for ax in figure.axes[:2]] == [0, 1]
    stars = [line for line in figure.axes[1].lines if line.get_marker() == "*"]
    assert sum(len(line.get_xdata()) for line in stars) == 4


def test_a_portrait_shows_one_or_two_dimensions():
    with pytest.raises(InputError, match="has 3"):
        portrait(surfaces.get("bowl:dim=3"))


def test_kinds_are_told_apart_by_their_marks(ax):
    styles = set()
    for draw in DRAW.values():
        before = len(ax.lines)
        draw(np.array([[5.0], [5.0]]), ax)
        (line,) = ax.lines[before:]
        styles.add((line.get_marker(), line.get_markerfacecolor()))
    assert len(styles) == len(DRAW)


@pytest.mark.usefixtures("coarse_landscapes")
@pytest.mark.parametrize("count", [1, 2, 7, 30])
def test_a_sheet_has_a_panel_for_each_surface_none_on_another(count, words_of):
    some = [surfaces.get("himmelblau")] * count
    with themed():
        figure = sheet(some)
        words = words_of(figure)
    assert len(figure.axes) == len(words) == count
    width, height = figure.bbox.size
    for i, ax in enumerate(figure.axes):
        assert 0 <= ax.bbox.x0 < ax.bbox.x1 <= width
        assert 0 <= ax.bbox.y0 < ax.bbox.y1 <= height
        assert not any(ax.bbox.overlaps(other.bbox) for other in figure.axes[:i])


@pytest.mark.parametrize("text", ["x**y", "log(x)*y", "1/(x*y)", "tan(x) + y**2"])
def test_holes_and_poles_leave_the_rest_to_be_seen(text):
    with themed():
        figure = portrait(surfaces.formula(text))
        figure.canvas.draw()
        bands, relief = figure.axes[0].collections[0], figure.axes[1].images[0]
    assert sum(len(path.vertices) > 10 for path in bands.get_paths()) >= 6
    assert 0.1 < (relief.get_array()[..., 3] > 0).mean() < 0.9


STAR = 0.28
"""Area of a star with five points, as a share of the square of its diameter."""


@pytest.mark.parametrize("kind", DRAW)
@pytest.mark.parametrize("side", [60, 300, 900])
def test_marks_never_replace_the_landscape(kind, side):
    """One is always whole; any number of them covers a few hundredths of the panel."""
    with themed():
        figure = Figure(figsize=(2 * side / 72, side / 72))
        whole = DRAW[kind](np.zeros((2, 1)), figure.add_axes((0, 0, 1, 1))).lines[0]
        for many in (2, 20, 220, 1444):
            ax = figure.add_axes((0, 0, 1, 1))
            ax.set(xlim=(-1, 1), ylim=(-1, 1))
            marks = DRAW[kind](np.zeros((2, many)), ax).lines[0]
            size = marks.get_markersize()
            assert size <= whole.get_markersize()
            assert STAR * many * size**2 <= 0.041 * 2 * side**2
            assert marks.get_markeredgewidth() < 0.3 * size


@pytest.mark.usefixtures("coarse_landscapes")
@pytest.mark.parametrize("name", ["shubert", "ackley", "rastrigin", "egg_crate"])
def test_all_marks_together_leave_most_of_a_landscape(name):
    with themed():
        ax = portrait(surfaces.get(name)).axes[0]
    width, height = np.array(ax.bbox.size) * 72 / ax.figure.dpi
    covered = sum(
        STAR * len(line.get_xdata()) * line.get_markersize() ** 2
        for line in ax.lines
        if line.get_linestyle() == "None"
    )
    assert 0 < covered < 0.07 * width * height


@pytest.mark.parametrize("degrees", [30, 200])
def test_the_edge_of_a_domain_is_drawn_on_the_relief(degrees):
    surface = surfaces.Rotated(surfaces.get("rosenbrock"), degrees)
    with themed():
        figure = portrait(surface, elevation=90.0, azimuth=-90.0)
    dashed = [line for line in figure.axes[1].lines if line.is_dashed()]
    assert sum(len(line.get_xdata()) for line in dashed) > 100


@pytest.mark.parametrize("name", ["beale", "himmelblau", "saddle", "matyas"])
def test_the_relief_is_all_on_the_page_and_no_text_on_another(name, words_of):
    with themed():
        figure = portrait(surfaces.get(name))
        words = words_of(figure)
        figure.canvas.draw()
    relief = figure.axes[1]
    width, height = figure.bbox.size
    drawn = np.asarray(figure.canvas.buffer_rgba())[..., :3]
    assert drawn.shape[:2] == (height, width)
    shades = drawn.max(axis=2).astype(int) - drawn.min(axis=2)  # text and walls are grey
    rows, columns = np.nonzero(shades[:, int(relief.bbox.x0) + 1 :] > 12)
    left, right = relief.bbox.x0 + columns.min(), relief.bbox.x0 + columns.max()
    bottom, top = height - rows.max(), height - rows.min()
    assert relief.bbox.x0 + 3 < left < right < relief.bbox.x1 - 3
    assert relief.bbox.y0 + 3 < bottom < top < relief.bbox.y1 - 3
    boxes = [box for _, box in words]
    for i, one in enumerate(boxes):
        assert 0 <= one.x0 < one.x1 <= width
        for j, other in enumerate(boxes[:i]):
            apart = (
                min(one.x1, other.x1) - max(one.x0, other.x0) < 0.5
                or min(one.y1, other.y1) - max(one.y0, other.y0) < 0.5
            )
            assert apart, (words[i][0], words[j][0])


@pytest.mark.usefixtures("coarse_landscapes")
@pytest.mark.parametrize(
    "name", [n for n in SHOWN if surfaces.get(n).dim == 2 and not n.endswith("saddle")]
)
def test_the_gap_beside_a_relief_is_that_of_its_heights(name):
    surface = surfaces.get(name)
    made = relief(landscape(surface, surface.pictured), "log")
    digits = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    assert 2 <= len(made.axis.labels) <= 5, made.axis.labels
    for at, label in zip(made.axis.at, made.axis.labels, strict=True):
        plain = re.sub("^10(?=[⁰¹²³⁴⁵⁶⁷⁸⁹⁻])", "1·10", label).replace("·10", "e")
        gap = float(plain.translate(digits)) * 10.0**made.axis.exponent
        assert made.height(np.array(gap + surface.lowest)) == pytest.approx(at, rel=1e-6)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("(x-1)**2 + y**4", "1 global minimum"),
        ("exp(x) + exp(-x) - 3*x + y**2 - cos(y)", "1 lowest found"),
        ("abs(x-2*y+1) + x**2 + 2*(y-1)**2 + sin(3*x)", "1 lowest found"),
    ],
)
def test_the_key_says_global_where_it_is_proven(text, said):
    page = portrait(surfaces.formula(text))
    assert said in {item.get_text() for item in page.texts}
