"""What every figure promises: it can be read, from the last row, on any surface."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.lines import Line2D

import surfaces
from optim_viz.optimizers import get
from optim_viz.plots.compare import LAYOUTS
from optim_viz.plots.compare_race import race as race_of
from optim_viz.plots.style import text
from optim_viz.plots.style.labels import text_width
from optim_viz.plots.style.optimizer_styles import styles_for
from optim_viz.plots.style.page import with_margins
from optim_viz.plots.style.themes import theme as themed
from optim_viz.recipes.compare import LAYOUTS as NAMES
from optim_viz.schedules import Chain
from optim_viz.studies.compare import compare
from surfaces.moved import Moved

LEGIBLE = 0.033
"""The smallest type, as a share of the height of the slide."""


def touching(words):
    """Return the pairs of texts whose boxes have more than half a pixel in common, each way."""
    low = np.array([box.min for _, box in words])
    high = np.array([box.max for _, box in words])
    common = np.minimum(high[:, None], high) - np.maximum(low[:, None], low)
    pairs = np.argwhere(np.triu((common > 0.5).all(axis=-1), 1))
    return [(words[i][0].get_text(), words[j][0].get_text()) for i, j in pairs]


def test_there_is_a_panel_for_the_paths_and_one_for_the_gap(drawn):
    runs = len(drawn.comparison.runs)
    assert len(drawn.stages) == (1 if drawn.layout == "race" else runs)
    assert len(drawn.curves.lines) >= runs


def labels_shown(axis):
    return [tick.label1.get_text() for tick in axis.get_major_ticks() if tick.label1.get_visible()]


@pytest.mark.parametrize(
    "name",
    ["himmelblau", "double_well", "rosenbrock:dim=10", "all methods", "many schedules",
     "as many as allowed"],
)  # fmt: skip
def test_panels_of_a_grid_name_their_axes_or_share_them_with_one_that_does(name, drawing):
    """With the one below, in the same column, and with the first of its row."""
    panels = drawing(name, "grid").stages
    for ax in panels:
        column = [one for one in panels if abs(one.bbox.x0 - ax.bbox.x0) < 1]
        lowest = min(column, key=lambda one: one.bbox.y0)
        assert lowest.get_xlabel()
        assert any(labels_shown(lowest.xaxis))
        row = [one for one in panels if abs(one.bbox.y0 - ax.bbox.y0) < 1]
        first = min(row, key=lambda one: one.bbox.x0)
        assert first.get_ylabel()
        assert any(labels_shown(first.yaxis))


def test_a_grid_of_fourteen_has_panels_that_can_be_read(drawing):
    """No curves, and panels as large as the page allows: a ninth of its width, a fifth of it."""
    drawn = drawing("as many as allowed", "grid")
    assert len(drawn.stages) == 14
    assert len(drawn.figure.axes) == 14
    width, height = drawn.figure.bbox.size
    for ax in drawn.stages:
        assert ax.bbox.width * ax.bbox.height > 0.02 * width * height


def test_no_text_touches_another(drawn):
    assert not touching(drawn.words)


def test_no_text_leaves_the_canvas(drawn):
    width, height = drawn.figure.bbox.size
    outside = [
        item.get_text()
        for item, box in drawn.words
        if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height
    ]
    assert not outside


def test_panels_do_not_overlap_and_stay_on_the_canvas(drawn):
    boxes = [ax.bbox for ax in drawn.figure.axes if ax.axison]  # not samples of a legend
    width, height = drawn.figure.bbox.size
    for box in boxes:
        assert box.x0 > 0
        assert box.y0 > 0
        assert box.x1 < width
        assert box.y1 < height
        assert box.width > 0.05 * width, "wide enough to see something"
        assert box.height > 0.05 * height
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)


def test_text_is_legible_from_the_last_row(drawn):
    small = {
        item.get_text(): item.get_fontsize() / drawn.height
        for item, _ in drawn.words
        if item.get_fontsize() < LEGIBLE * drawn.height
    }
    assert not small


def test_no_text_lies_on_a_panel_unless_it_is_the_word_of_an_exit(drawn):
    runs = drawn.comparison.runs
    allowed = {text.exit_word(run, step) for run in runs for step in (0, run.values.size)}
    panels = [ax.bbox.padded(-1) for ax in drawn.figure.axes]
    on_panels = {
        item.get_text() for item, box in drawn.words if any(box.overlaps(one) for one in panels)
    }
    assert drawn.words
    assert panels
    assert on_panels <= allowed


def test_numbers_are_plain_text(drawn):
    """Mathematics is set many times more slowly, and boxes of it are taller than they look."""
    assert "$" not in drawn.text


def test_every_method_is_named_with_its_rate(light):
    """Long schedules of many methods have no room but in the table."""
    if (light.name, light.layout) == ("many schedules", "race"):
        return
    for run in light.comparison.runs:
        assert run.optimizer.title in light.text
        if "lr" in run.optimizer.knobs:
            rate = run.optimizer.knobs["lr"]
            rate = rate.parts[0] if isinstance(rate, Chain) else rate  # it may need two lines
            rate = f"{rate.shape}(" if callable(rate) else text.number(rate)
            assert any(rate in item.get_text() for item, _ in light.words), run.optimizer


def test_every_outcome_that_was_not_hoped_for_is_named(light):
    for run in light.comparison.runs:
        word, said = text.outcome(run), " ".join(light.text.split())
        assert word in said or text.in_a_word(run) in light.text, (run.optimizer, word)


def test_surface_and_conditions_are_on_the_page(light):
    assert light.comparison.surface.title in light.text
    said = " ".join(light.text.replace("-", "−").split())
    for note in light.comparison.summary:
        assert note.replace("-", "−") in said


def test_all_conditions_are_on_the_page_if_they_are_asked_for(words_of):
    comparison = compare(surfaces.get("ravine"), [get("adam:lr=0.125,beta1=0.85")], steps=20)
    with themed(), with_margins(footer="full"):
        said = "\n".join(text.get_text() for text, _ in words_of(race_of(comparison)))
    for note in comparison.conditions:
        assert note.replace("-", "−") in said


def test_the_formula_is_on_the_page_if_there_is_room(race):
    surface, em = race.comparison.surface, 0.042 * race.height
    with themed():
        width = text_width([surface.title], 1.1 * em, "bold")
        width += text_width([text.formula(surface)], LEGIBLE * race.height)
    moved = isinstance(surface, Moved)  # what is drawn has another formula
    assert not (moved and "f = " in race.text)
    fits = width <= 72 * race.figure.get_figwidth() - 3 * em
    assert moved or not fits or text.formula(surface) in race.text


def test_axes_say_what_they_show(drawn):
    for ax in drawn.figure.axes:
        assert ax.lines
    page = drawn.text.split("\n")
    across = {1: "x", 2: "x"}.get(drawn.comparison.surface.dim, "PC 1")
    assert any(line.startswith(across) for line in page)
    assert drawn.curves.get_xlabel() or drawn.rates[0].get_xlabel()
    assert "step" in page


def test_panels_of_a_grid_have_the_same_axes(drawing):
    for name in ("himmelblau", "double_well", "rosenbrock:dim=10", "diverging"):
        stages = drawing(name, "grid").stages
        assert len({(ax.get_xlim(), ax.get_ylim()) for ax in stages}) == 1
        assert len({tuple(ax.bbox.size.round(6)) for ax in stages}) == 1


def test_a_grid_panel_holds_one_path(drawing):
    drawn = drawing("himmelblau", "grid")
    colours = [style.light for style in styles_for(run.optimizer for run in drawn.comparison.runs)]
    for ax, colour in zip(drawn.stages, colours, strict=True):
        seen = {line.get_color() for line in ax.lines} & set(colours)
        assert seen == {colour}


def test_nothing_is_drawn_beyond_thirty_views(light):
    for ax in light.figure.axes:
        size = ax.bbox.size
        for line in ax.lines:
            at = line.get_transform().transform(line.get_xydata())
            away = np.abs(at - (ax.bbox.min + ax.bbox.max) / 2) / size
            assert away.size == 0 or np.nanmax(away) <= 31, line


def test_what_lines_hold_is_finite(light):
    for line in light.figure.findobj(Line2D):
        assert np.isfinite(np.asarray(line.get_xydata(), dtype=float)).all()


def test_dark_figures_differ_from_light_ones_only_in_colour(drawing):
    for name in ("ravine", "double_well", "rosenbrock:dim=10"):
        for layout in ("race", "grid"):
            light, dark = (drawing(name, layout, theme) for theme in ("light", "dark"))
            for one, other in zip(light.figure.axes, dark.figure.axes, strict=True):
                assert one.get_xlim() == other.get_xlim()
                assert one.bbox.bounds == other.bbox.bounds
                for a, b in zip(one.lines, other.lines, strict=True):
                    np.testing.assert_array_equal(a.get_xydata(), b.get_xydata())
            assert [t.get_text() for t, _ in light.words] == [t.get_text() for t, _ in dark.words]


@pytest.mark.usefixtures("coarse_landscapes")
def test_the_gallery_is_as_legible_as_any(words_of):
    from optim_viz.gallery import DRAWN

    for name, figure in DRAWN.items():
        with themed():
            made = figure()
            words = words_of(made)
        width, height = made.bbox.size
        for item, box in words:
            assert box.x0 >= 0, (name, item)
            assert box.y0 >= 0, (name, item)
            assert box.x1 <= width, (name, item)
            assert box.y1 <= height, (name, item)
            if len(made.axes) < 20:  # a sheet of the whole catalogue is for looking up
                assert item.get_fontsize() >= LEGIBLE * 72 * made.get_figheight(), (name, item)
        assert not touching(words), name


def test_large_coefficients_are_written_as_powers_of_ten():
    assert text.formula(surfaces.get("ellipsoid")) == "f = x² + 10⁶·y²"
    assert text.formula(surfaces.get("ellipsoid:condition=100")) == "f = x² + 100·y²"


def test_layouts_have_the_names_that_recipes_know():
    assert tuple(LAYOUTS) == NAMES


@pytest.mark.parametrize("surface", ["rosenbrock", "ravine"])
def test_runs_of_one_method_are_told_apart_in_a_grid_by_their_knobs(surface, words_of):
    rates, momenta = (0.001, 0.002, 0.003), (0, 0.8, 0.95)
    methods = [get(f"momentum:lr={lr},momentum={mu}") for mu in momenta for lr in rates]
    found = compare(surfaces.get(surface), methods, steps=20)
    with themed():
        said = [text.get_text() for text, _ in words_of(LAYOUTS["grid"](found, "paths"))]
    assert len({word for word in said if "lr 0.00" in word}) == len(methods), said
