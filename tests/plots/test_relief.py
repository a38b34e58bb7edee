"""Reliefs: pixels show what rays see, paths lie on the surface, what is hidden is faint."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

import surfaces
from optim_viz.plots.compare_relief import relief as page
from optim_viz.plots.panels.height_field import Camera
from optim_viz.plots.panels.landscape import landscape
from optim_viz.plots.panels.relief import View, draw_relief, relief, usual_scale
from optim_viz.plots.panels.relief_image import Paint, Window, picture
from optim_viz.plots.panels.relief_paths import split, track
from optim_viz.plots.style.page import Page
from optim_viz.plots.style.themes import theme as themed
from optim_viz.plots.style.themes import whole_figure
from optim_viz.plots.surface import figure as surface_page
from optim_viz.presets import preset
from optim_viz.recipes.compare import CompareRecipe
from optim_viz.studies.compare import compare, study

EYES = [Camera(20.0, -60.0), Camera(45.0, 30.0), Camera(60.0, 180.0), Camera(35.0, -90.0)]


def shown(name, scale=None):
    surface = surfaces.get(name)
    return relief(landscape(surface, surface.pictured), scale)


@pytest.mark.parametrize("camera", EYES)
@pytest.mark.parametrize("name", ["himmelblau", "rosenbrock", "rastrigin"])
def test_a_pixel_shows_the_point_that_is_seen_there(name, camera):
    field = shown(name).field
    rows, columns = field.heights.shape
    across, up = np.meshgrid(np.arange(columns), np.arange(rows))
    window = Window(-1.0, -1.0, 500, 500, 250.0)
    grey, black = np.full((1, 3), 0.6), np.zeros((2, 3))

    def drawn(nodes):
        """Return a picture whose shade is the place along an axis, from 0 to 1."""
        light = 0.5 + nodes / nodes.max()
        paint = Paint(np.zeros(nodes.shape), light, grey, black[0], black)
        return picture(field, -0.1, paint, camera, window)[..., 0] / 255 / 0.6 - 0.5

    places = np.random.default_rng(8).uniform(-0.48, 0.48, (2, 3000))
    places *= np.array(field.size)[:, np.newaxis]
    points = np.array([*places, field.at(places)])
    at = ((camera.project(points) + 1.0) * 250.0).astype(int)
    depth = field.depth_behind(points, camera)
    lower = Camera(camera.elevation - 3.0, camera.azimuth)  # it sees no rims edge-on
    seen, hidden = field.depth_behind(points, lower) <= 1e-9, depth > 0.02
    wrong = np.zeros(3000, bool)
    for nodes, place, side in ((across, places[0], field.size[0]), (up, places[1], field.size[1])):
        made = drawn(nodes)
        beside = [made[499 - at[1] + i, at[0] + j] for i in (-1, 0, 1) for j in (-1, 0, 1)]
        place = place / side + 0.5
        wrong |= (place < np.min(beside, axis=0) - 0.02) | (place > np.max(beside, axis=0) + 0.02)
    assert seen.sum() > 300
    assert wrong[seen].mean() < 0.01, "but beside the rims of hills"
    assert hidden.sum() < 20 or wrong[hidden].mean() > 0.9


def comparison_of(name, **options):
    return study(CompareRecipe(surface=name, **options))


@pytest.fixture(scope="module")
def banana():
    return comparison_of("rosenbrock", steps=60)


def test_a_path_lies_on_the_surface_and_passes_its_iterates(banana):
    top = shown("rosenbrock", "linear")
    run = banana.runs[0]
    path = run.points[:, :20]
    way = track(path, top)
    whole = way.steps == np.floor(way.steps)
    assert way.steps[whole].tolist() == list(range(20))
    assert way.places[:2, whole] == pytest.approx(top.places(path))
    (left, right), (low, high) = top.ground.box.sides
    x = (way.places[0] / top.field.size[0] + 0.5) * (right - left) + left
    y = (way.places[1] / top.field.size[1] + 0.5) * (high - low) + low
    assert way.places[2] == pytest.approx(top.height(run.surface(np.array([x, y]))), abs=2e-4)
    cells = np.abs(np.diff(top.field.cells(way.places[:2]), axis=1)).max()
    assert cells <= 1.0 + 1e-9, "no hill lies between two places"


@pytest.mark.parametrize("azimuth", [-60.0, 30.0, 120.0])
def test_a_path_is_split_where_it_becomes_hidden(banana, azimuth):
    top, camera = shown("rosenbrock"), Camera(35.0, azimuth)
    box = top.ground.box
    found = 0
    for run in banana.runs:
        way = track(run.points[:, box.contains(run.points)][:, :40], top)
        seen, hidden = split(way, top, camera)
        kinds = np.array([np.isfinite(one.places).all(axis=0) for one in (seen, hidden)])
        assert kinds.any(axis=0).all(), "each place is seen or hidden"
        both = np.flatnonzero(kinds.all(axis=0))
        found += len(both)
        change = top.is_hidden(way.places, camera)
        assert len(both) == np.count_nonzero(np.diff(change))
        for at in both:  # just before and just after, it is otherwise
            sides = [seen.steps[at] + step for step in (-1e-3, 1e-3)]
            near = np.array([np.interp(sides, way.steps, line) for line in way.places[:2]])
            hides = top.is_hidden(np.array([*near, top.field.at(near)]), camera)
            if np.diff(way.steps[np.searchsorted(way.steps, sides)]).size:
                assert hides[0] != hides[1] or np.ptp(near, axis=1).max() > 1e-2
    assert found > 2


def lines_of(figure, colour):
    return [line for line in figure.axes[0].lines if to_rgb(line.get_color()) == to_rgb(colour)]


def test_what_is_hidden_is_faint_and_dotted(banana):
    with themed():
        figure = page(banana, elevation=30.0, azimuth=-60.0)
        grey = "#3f4046"
        dotted = [line for line in figure.axes[0].lines if line.get_dash_capstyle() == "round"]
        dotted = [line for line in dotted if line.is_dashed() and line.get_zorder() < 3]
        assert dotted
        assert all(to_rgb(line.get_color()) != to_rgb(grey) for line in dotted)
        star = [line for line in figure.axes[0].lines if line.get_marker() == "*"]
        assert [mark.get_alpha() for mark in star] == [0.45], "it lies behind the ridge"
        figure = page(banana, elevation=90.0)
    (star,) = (line for line in figure.axes[0].lines if line.get_marker() == "*")
    assert star.get_alpha() == 1.0
    assert not [
        line
        for line in figure.axes[0].lines
        if line.get_dash_capstyle() == "round"
        and line.get_zorder() < 3
        and line.is_dashed()
        and line.get_zorder() >= 2
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("azimuth", [None, -90.0, 0.0, 45.0, 135.0, 200.0])
def test_all_words_of_a_relief_can_be_read(banana, theme, azimuth, read):
    with themed(theme, preset(None, None, 80)):
        words = read(page(banana, azimuth=azimuth))
    text = [item.get_text() for item, _ in words]
    assert {"x", "y", "gap (log)"} <= set(text)


def test_heights_are_linear_up_to_three_decades():
    for name, scale in (
        ("bowl", "linear"),
        ("himmelblau", "linear"),
        ("rosenbrock", "log"),
        ("beale", "log"),
        ("saddle", "linear"),
    ):
        surface = surfaces.get(name)
        x, y = (np.linspace(*side, 100) for side in surface.pictured.sides)
        assert usual_scale(surface, surface(np.array(np.meshgrid(x, y)))) == scale, name
    assert shown("rosenbrock", "linear").name == "f"
    assert shown("bowl", "log").name == "gap (log)"


def test_an_eye_that_nobody_placed_sees_the_marks(banana):
    top = shown("rosenbrock")
    goal = np.array([[1.0], [1.0]])
    assert top.is_hidden(top.on_top(goal), Camera(45.0, -60.0))
    assert not top.is_hidden(top.on_top(goal), top.camera(View(), goal))
    assert top.camera(View(azimuth=10.0), goal).azimuth == 10.0


def test_the_surface_is_pixels_and_all_else_vectors(banana, tmp_path):
    with themed():
        page(banana).savefig(tmp_path / "relief.svg")
    drawn = (tmp_path / "relief.svg").read_text()
    assert drawn.count("<image") == 1
    assert len(drawn) < 500_000


def test_drawing_it_twice_gives_the_same_pixels(banana):
    with themed("dark"):
        first, second = (page(banana).canvas for _ in range(2))
        for canvas in (first, second):
            canvas.draw()
        assert (np.asarray(first.buffer_rgba()) == np.asarray(second.buffer_rgba())).all()


@pytest.mark.parametrize("formula", ["log(x)*y", "1/(x*y)", "sqrt(x) + y**2", "x**2 + 0*y"])
def test_holes_and_poles_leave_the_rest_to_be_seen(formula, read):
    recipe = CompareRecipe(formula=formula, start=(1.0, 1.0), steps=20, optimizers=("sgd", "adam"))
    with themed():
        figure = page(study(recipe))
        read(figure)
    assert (figure.axes[0].images[0].get_array()[..., 3] > 0).mean() > 0.1


def test_a_long_path_is_cut_into_a_bounded_number_of_parts(banana):
    top = shown("rosenbrock")
    box = top.ground.box
    far = np.random.default_rng(0).uniform(box.low, box.high, (2000, 2)).T
    way = track(far, top)
    assert 2000 < len(way.steps) < 15_000
    assert way.steps[way.steps == np.floor(way.steps)].tolist() == list(range(2000))


def test_a_curve_of_minimizers_is_faint_where_a_hill_hides_it():
    ring = CompareRecipe(formula="(x**2 + y**2 - 1)**2", start=(0.5, 0.5), optimizers=("sgd",))
    found = study(ring)
    assert found.surface.continuum.kind == "curve"
    with themed():
        for elevation, some_hidden in ((90.0, False), (45.0, True)):
            seen, hidden = page(found, elevation=elevation).axes[0].collections
            assert len(seen.get_segments()) > 10
            assert (len(hidden.get_segments()) > 5) == some_hidden


def test_a_relief_that_is_small_names_its_axes_and_has_no_numbers(read):
    top = shown("himmelblau")

    @whole_figure
    def drawn(width):
        made = Page()
        draw_relief(top, Camera(45.0, -60.0), made.axes(1.0, 1.0, width, 12.0))
        return made.figure

    with themed():
        small = {item.get_text() for item, _ in read(drawn(10.0))}
        large = {item.get_text() for item, _ in read(drawn(18.0))}
    assert small == {"x", "y"}
    assert large > small | {"f", "−4", "4"}


@pytest.mark.parametrize("azimuth", [45.0, 135.0, 225.0, 315.0])
def test_a_picture_may_begin_at_a_corner_of_the_field(azimuth):
    """Its first profile has no place before its first one: no division by nothing."""
    field = shown("rosenbrock").field
    tones, light = np.zeros(field.heights.shape), np.ones(field.heights.shape)
    paint = Paint(tones, light, np.full((1, 3), 0.6), np.zeros(3), np.zeros((2, 3)))
    middle_of_first_column = Window(-0.5 / 300, -1.0, 50, 200, 100.0)
    made = picture(field, -0.1, paint, Camera(30.0, azimuth), middle_of_first_column)
    assert (made[:, 0, 3] > 0).any()


@pytest.mark.parametrize(("size", "share"), [(None, 0.44), ("half", 0.6)])
def test_the_relief_is_the_larger_panel_of_a_race(size, share):
    race = compare("beale", ["sgd", "momentum", "adagrad", "adam", "newton"], steps=20)
    with themed("light", preset("beamer-43" if size else "pptx", size, 40)):
        drawn = page(race)
    block, *others = (ax for ax in drawn.axes if ax.bbox.height > 0.2 * drawn.bbox.height)
    assert block.bbox.width > share * drawn.bbox.width
    assert all(block.bbox.width > one.bbox.width for one in others)


@pytest.mark.parametrize(("name", "marked"), [("rastrigin", 1), ("himmelblau", 9)])
def test_marks_do_not_replace_a_relief(name, marked):
    with themed("light", preset("pptx", None, 40)):
        drawn = surface_page(surfaces.get(name))
    block = drawn.axes[1]
    marks = [line for line in block.lines if line.get_linestyle() == "None"]
    assert sum(len(line.get_xdata()) for line in marks) == marked
