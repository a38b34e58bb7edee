"""The ground: levels spaced in the logarithm of the gap, quiet colours, every landmark in place."""

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.plots.compare_grid import grid
from optim_viz.plots.panels import stages
from optim_viz.plots.panels.curve import draw_curve
from optim_viz.plots.panels.landscape import FULL, QUIET, draw_landscape, landscape
from optim_viz.plots.panels.stages import stage
from optim_viz.plots.panels.tone_scale import draw_tone_scale
from optim_viz.plots.style.themes import THEMES, ink, paper
from optim_viz.plots.style.themes import theme as themed
from surfaces import Box

PLANES = [name for name in surfaces.names() if surfaces.get(name).dim == 2]


@pytest.fixture(scope="module", params=PLANES)
def ground(request):
    surface = surfaces.get(request.param)
    return landscape(surface, surface.domain)


def luminance(colour):
    c = np.array(to_rgb(colour))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) @ [
        0.2126,
        0.7152,
        0.0722,
    ]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_levels_ascend(ground):
    assert (np.diff(ground.levels) > 0).all()
    assert len(ground.bands) == len(ground.levels) - 1


def test_levels_are_evenly_spaced_in_the_logarithm_of_the_gap(ground):
    inner = ground.levels[1:]  # the first reaches down to the lowest ground in view
    spaced = inner if ground.surface.lowest is None else np.log(inner)
    np.testing.assert_allclose(np.diff(spaced), np.diff(spaced)[0], rtol=1e-6)


def test_levels_are_gaps_and_the_last_is_the_highest_ground_in_view(ground):
    """In the units of the surface: the tallest point of the view lies in the last band."""
    box, surface = ground.box, ground.surface
    grid = np.array(np.meshgrid(*(np.linspace(low, high, 120) for low, high in box.sides)))
    with np.errstate(all="ignore"):
        height = surface(grid)
    height = height[np.isfinite(height)] - (surface.lowest or 0.0)
    assert 0.98 * ground.levels[-2] <= height.max() <= 1.02 * ground.levels[-1]


def inner_vertices(ground, band):
    """Return the corners of a band's outline that do not lie on the edge of the view."""
    at = band.vertices.T
    away = 1e-6 * (ground.box.high - ground.box.low)[:, np.newaxis]
    low, high = ground.box.low[:, np.newaxis] + away, ground.box.high[:, np.newaxis] - away
    return at[:, ((at > low) & (at < high)).all(axis=0)]


@pytest.mark.parametrize("name", ["ravine", "himmelblau", "rosenbrock", "beale", "saddle"])
def test_bands_run_along_their_levels(name):
    """A second look at the drawn outlines: the surface has there the height of the level."""
    surface = surfaces.get(name)
    ground = landscape(surface, Box((-2, 2), (-1.5, 1.5)))
    lowest = surface.lowest or 0.0
    for band, (low, high) in zip(ground.bands, pairwise(ground.levels), strict=True):
        at = inner_vertices(ground, band)
        gap = surface(at) - lowest
        near_low, near_high = (np.abs(gap - level) for level in (low, high))
        room = (high - low) * 0.25
        assert (np.minimum(near_low, near_high)[gap > ground.levels[1] * 0.99] <= room).all()


def test_a_valley_shows_its_floor():
    """The deepest bands hold the valley, not one dot at the minimum and not half the page."""
    surface = surfaces.get("rosenbrock")
    box = Box((-2, 2), (-1, 3))
    ground = landscape(surface, box)
    x = np.random.default_rng(3).uniform(-1.3, 1.3, 200)
    on_floor = surface(np.array([x, x**2])) - surface.lowest
    assert np.median(on_floor) < ground.levels[8]
    points = np.random.default_rng(4).uniform(box.low, box.high, (2000, 2)).T
    share = (surface(points) < ground.levels[8]).mean()
    assert 0.01 < share < 0.4


def test_every_band_is_drawn_lowest_first_from_deep_to_high(drawing):
    for theme in THEMES:
        (stage,) = drawing("himmelblau", "race", theme).stages
        (bands,) = stage.collections
        tones = [luminance(colour[:3]) for colour in bands.get_facecolor()]
        steps = np.diff(tones)
        assert len(bands.get_paths()) == len(tones)
        assert (steps > 0).all() or (steps < 0).all(), "perceptually ordered"
        with themed(theme):
            away = [contrast(colour[:3], paper()) for colour in bands.get_facecolor()]
        assert max(away) < 2.5, "quiet: the paths are what is looked at"
        assert min(away) < 1.1
        assert bands.get_zorder() < min(line.get_zorder() for line in stage.lines)


def marks(ax, shape):
    """Return the points ``(2, n)`` that carry such a marker and no line; ☆ is a hollow star."""
    marker, hollow = shape.replace("☆", "*"), shape == "☆"
    found = [
        line.get_xydata().T
        for line in ax.lines
        if line.get_marker() == marker and line.get_linestyle() == "None"
        and (marker != "*" or hollow == (line.get_zorder() == 2))
    ]  # fmt: skip
    return np.concatenate([np.empty((2, 0)), *found], axis=1)


def within(box, where):
    at = np.array(where, dtype=float).reshape(-1, 2).T
    return at[:, box.contains(at)]


def as_set(points):
    return {tuple(point) for point in points.T.tolist()}


def test_every_minimizer_in_view_is_marked_stars_global_hollow_ones_local(
    landscape_race,
):
    surface = landscape_race.comparison.surface
    (stage,) = landscape_race.stages
    box = Box(stage.get_xlim(), stage.get_ylim())
    lowest = [minimum.at for minimum in surface.minima if minimum.is_global]
    local = [minimum.at for minimum in surface.minima if not minimum.is_global]
    assert as_set(marks(stage, "*")) == as_set(within(box, lowest))
    assert as_set(within(box, local)) == as_set(marks(stage, "☆"))


def test_saddles_are_crosses_where_there_are_few(drawing):
    for name in ("himmelblau", "saddle", "six_hump_camel", "styblinski_tang", "three_hump_camel"):
        drawn = drawing(name)
        (stage,) = drawn.stages
        box = Box(stage.get_xlim(), stage.get_ylim())
        known = [p.at for p in drawn.comparison.surface.stationary_points if p.kind == "saddle"]
        assert as_set(marks(stage, "x")) == as_set(within(box, known))
        assert known


def test_on_a_curve_minima_stand_on_the_curve(drawing):
    drawn = drawing("double_well")
    (stage,) = drawn.stages
    surface = drawn.comparison.surface
    for minimum in surface.minima:
        shape = "*" if minimum.is_global else "☆"
        assert (minimum.at[0], minimum.value) in as_set(marks(stage, shape))


def test_the_curve_is_the_function(drawing):
    drawn = drawing("double_well")
    (stage,) = drawn.stages
    curve = max(stage.lines, key=lambda line: len(line.get_xdata()) * (line.get_zorder() < 2))
    x, y = curve.get_data()
    np.testing.assert_array_equal(y, drawn.comparison.surface(x[np.newaxis]))
    assert (x[0], x[-1]) == stage.get_xlim()


def test_contours_are_computed_once_for_all_panels(drawing, monkeypatch):
    comparison, calls = drawing("himmelblau").comparison, []

    def counted(*arguments):
        calls.append(arguments)
        return landscape(*arguments)

    monkeypatch.setattr(stages, "landscape", counted)
    with themed():
        grid(comparison)
    assert len(calls) == 1


def test_a_view_beyond_where_the_function_is_finite_is_drawn():
    ground = landscape(surfaces.get("goldstein_price"), Box((-1e60, 1e60), (-1e60, 1e60)))
    assert np.isfinite(ground.levels).all()


def test_a_pole_is_not_crossed_by_a_line(ax):
    reciprocal = surfaces.formula("1/x")
    draw_curve(reciprocal, Box((-5, 5), (-3, 3)), ax)
    (line,) = ax.lines[:1]
    x, y = line.get_data()
    gap = np.flatnonzero(np.isnan(y))
    assert gap.size == 1
    assert x[gap[0] - 1] < 0 < x[gap[0] + 1]
    assert not ax.collections, "no ground"


def grey(colours):
    """Return what a black-and-white print makes of colours: 0 to 255."""
    return 255 * np.array([to_rgb(colour) for colour in colours]) @ [0.299, 0.587, 0.114]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("tones", "least"), [(QUIET, 50), (FULL, 100)])
def test_tones_tell_high_from_low_in_grey(theme, tones, least, ground):
    with themed(theme):
        shades = grey(tones(ground.tones))
    steps = np.diff(shades)
    assert (steps > 0).all() or (steps < 0).all()
    assert np.ptp(shades) > least


def tone_at(ground, tones, gap):
    band = int((ground.levels[1:-1] < gap).sum())  # the lowest one is open below
    return float(grey(tones(ground.tones))[band])


@pytest.mark.parametrize("theme", THEMES)
def test_the_floor_of_the_banana_has_several_tones(theme):
    """From f = 0.06 at its end to 16 at its far side, in the catalogue's view and in a race."""
    surface = surfaces.get("rosenbrock")
    run = optim_viz.run(optimizers.get("adam:lr=0.5"), surface)
    with themed(theme):
        near = stage(surface, [run], 1.0).ground
        assert abs(tone_at(near, QUIET, 16) - tone_at(near, QUIET, 0.06)) > 12
        whole = landscape(surface, surface.pictured)
        assert abs(tone_at(whole, FULL, 16) - tone_at(whole, FULL, 0.06)) > 10


@pytest.mark.parametrize("theme", THEMES)
def test_marks_stand_out_from_the_strongest_tones(theme):
    with themed(theme):
        for tone in FULL(np.linspace(0, 1, 9).tolist()):
            assert contrast(tone, ink()) >= 3
        for tone in QUIET(np.linspace(0, 1, 9).tolist()):
            assert contrast(tone, ink()) >= 4.5, "text"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["rosenbrock", "saddle"])
def test_a_slim_scale_says_what_the_tones_mean(theme, name):
    surface = surfaces.get(name)
    ground = landscape(surface, surface.pictured)
    with themed(theme):
        ax = draw_landscape(ground)
        assert draw_tone_scale(ground, ax)
        ax.figure.canvas.draw()
        fills = FULL(ground.tones)
    row = [patch for patch in ax.patches if to_hex(patch.get_facecolor()) in fills]
    assert [to_hex(patch.get_facecolor()) for patch in row] == fills
    low, high = ax.texts
    boxes = [item.get_window_extent() for item in (low, *row, high)]
    assert all(a.x0 < b.x0 for a, b in pairwise(boxes)), "from low to high"
    assert all(box.y0 > ax.bbox.y1 and box.x1 <= ax.bbox.x1 + 1 for box in boxes)
    assert low.get_text().startswith("gap ≤ " if surface.lowest is not None else "f ≤ ")
    assert high.get_text().startswith("≥ ")


def test_the_scale_gives_way_where_there_is_no_room():
    surface = surfaces.get("rosenbrock")
    ground = landscape(surface, surface.pictured)
    with themed():
        ax = Figure(figsize=(13, 7)).add_axes((0.1, 0.1, 0.2, 0.8))
        assert not draw_tone_scale(ground, ax)
        assert not draw_tone_scale(ground, ax, taken=40.0)
        assert not ax.patches
        assert not ax.texts
