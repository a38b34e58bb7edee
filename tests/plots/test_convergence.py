"""The gap against the step: stated floor, nothing hidden, every curve labelled at its end."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.optimizers import adam, newton, sgd
from optim_viz.plots.compare import LAYOUTS
from optim_viz.plots.panels.convergence import draw_convergence, scale_for, ticks_of_steps
from optim_viz.plots.style.optimizer_styles import styles_for
from optim_viz.plots.style.themes import points
from optim_viz.plots.style.themes import theme as themed
from optim_viz.studies.tuning import FLOOR


def curves_of(drawn):
    """Return the curves of the runs in their order: the lines with a halo."""
    return [line for line in drawn.curves.lines if line.get_path_effects()]


def ends_of(drawn):
    """Return the marks at the ends of curves: inside the panel and never clipped."""
    ax = drawn.curves
    return {
        tuple(line.get_xydata()[0])
        for line in ax.lines
        if line.get_transform() == ax.transData and len(line.get_xdata()) == 1
    }


def names_of(drawn):
    """Return the boxes of the names beside the curves, in the order of the runs.

    Nothing where they would make a panel too small: they are below the panels, then.
    """
    right = drawn.curves.bbox.x1
    boxes = {
        id(item): (item.get_text(), box) for item, box in drawn.words
        if box.x0 > right and item.get_fontweight() == "bold"
    }  # fmt: skip
    found = list(boxes.values())
    wanted = [run.optimizer.title for run in drawn.comparison.runs]
    if not found and drawn.layout == "grid":  # they are above the panels
        return []
    if not found:
        below = [item.get_text() for item, box in drawn.words
                 if box.y1 < drawn.curves.bbox.y0 and item.get_fontweight() == "bold"]  # fmt: skip
        assert [name.split(" ")[0] for name in below] == [name.split(" ")[0] for name in wanted]
        return []
    assert [name.split(" ")[0] for name, _ in found] == [name.split(" ")[0] for name in wanted]
    return [box for _, box in found]


def test_every_curve_is_the_gap_of_its_run_down_to_the_floor(race):
    low, high = race.curves.get_ylim()
    known = race.comparison.surface.lowest is not None
    for run, line in zip(race.comparison.runs, curves_of(race), strict=True):
        steps, heights = line.get_data()
        np.testing.assert_array_equal(steps, np.arange(len(steps)))
        assert len(steps) <= run.taken + 1
        expected = (run.gap if known else run.values)[: len(steps)]
        np.testing.assert_array_equal(heights.clip(low, high), expected.clip(low, high))


def test_a_run_that_stays_is_drawn_to_its_last_step(race):
    for run, line in zip(race.comparison.runs, curves_of(race), strict=True):
        taken = run.points[:, : int(run.taken) + 1]
        stays = run.surface.inside(taken).all()
        assert len(line.get_xdata()) == taken.shape[1] or not stays


def test_the_start_of_every_curve_is_in_sight(race):
    low, high = race.curves.get_ylim()
    for run in race.comparison.runs:
        first = run.gap[0] if run.surface.lowest is not None else run.values[0]
        starts_inside = np.isfinite(first) and run.surface.inside(run.points[:, 0])
        shown = max(first, FLOOR) if run.surface.lowest is not None else first
        assert low <= shown <= high or not starts_inside


def test_curves_bottom_out_at_a_floor_that_is_stated(gap_race):
    race = gap_race
    low = race.curves.get_ylim()[0]
    lowest = min(np.nanmin(run.gap) for run in race.comparison.runs)
    assert low == FLOOR or lowest > FLOOR
    labels = dict(zip(race.curves.get_yticks(), race.curves.get_yticklabels(), strict=True))
    said = {at: label.get_text() for at, label in labels.items()}
    assert (said.get(FLOOR) == "≤ 10⁻¹²") == (low == FLOOR)
    assert all(low <= tick <= race.curves.get_ylim()[1] * (1 + 1e-9) for tick in labels)
    assert len(labels) >= 2, "one label does not make a scale"


@pytest.mark.parametrize("name", ["ravine", "bowl"])
@pytest.mark.parametrize("layout", ["race", "grid"])
def test_a_method_that_lands_in_one_step_stays_visible(name, layout, drawing):
    drawn = drawing(name, layout)
    runs = drawn.comparison.runs
    (i,) = (i for i, run in enumerate(runs) if run.optimizer.name == "newton")
    assert runs[i].taken == 1
    line = curves_of(drawn)[i]
    np.testing.assert_array_equal(line.get_xydata(), [(0, runs[i].gap[0]), (1, FLOOR)])
    assert (1, FLOOR) in ends_of(drawn)
    assert line.get_visible()
    stage = drawn.stages[i if layout == "grid" else 0]
    path = [
        other for other in stage.lines
        if other.get_path_effects() and other.get_color() == line.get_color()
    ]  # fmt: skip
    shown = path[0].get_xydata()
    np.testing.assert_allclose(shown[:2], runs[i].points[:, :2].T, atol=1e-12)
    assert (shown[1:] == shown[1]).all(), "and there it stays"


def test_a_gap_of_exactly_zero_stands_on_the_floor(drawing):
    """All start on the minimum and take no step: a mark on the floor, and no warning."""
    drawn = drawing("at rest")
    assert all(run.gap[-1] == 0 for run in drawn.comparison.runs)
    assert (0, FLOOR) in ends_of(drawn)


def test_end_marks_are_not_clipped_by_the_floor(drawing):
    at_floor = [
        line for line in drawing("bowl").curves.lines
        if len(line.get_xdata()) == 1 and line.get_ydata()[0] == FLOOR
    ]  # fmt: skip
    assert any(not line.get_clip_on() for line in at_floor)


def test_what_happens_after_the_end_is_dotted(drawing):
    drawn = drawing("ravine")
    last = drawn.curves.get_xlim()[1]
    for run, curve in zip(drawn.comparison.runs, curves_of(drawn), strict=True):
        if run.taken < last:
            level = curve.get_ydata()[-1]
            (dots,) = (
                line for line in drawn.curves.lines
                if line is not curve and line.get_color() == curve.get_color()
                and line.is_dashed() and list(line.get_xdata()) == [run.taken, last]
            )  # fmt: skip
            assert set(dots.get_ydata()) == {level}
            assert dots.get_visible()


@pytest.mark.parametrize("layout", ["race", "grid"])
def test_a_run_that_is_lost_goes_on_as_dots_where_it_really_is(layout, drawing):
    drawn = drawing("too large", layout)
    curve, run = curves_of(drawn)[2], drawn.comparison.runs[2]
    end = len(curve.get_xdata()) - 1
    assert end < run.taken
    (dots,) = (
        line for line in drawn.curves.lines
        if line.get_color() == curve.get_color() and line.get_xdata()[0] == end
        and line.get_xdata()[-1] == run.taken
    )  # fmt: skip
    np.testing.assert_array_equal(dots.get_ydata(), run.gap[end:])


def test_names_of_one_method_tell_its_rates_in_a_grid(drawing):
    assert {"SGD 0.03", "SGD 0.95", "SGD 1.02"} <= {
        item.get_text() for item in drawing("too large", "grid").curves.texts
    }


def test_names_stand_in_the_order_of_the_ends(light):
    if not (boxes := names_of(light)):
        return
    ax = light.curves
    low, high = ax.get_ylim()
    ends = [np.clip(line.get_ydata()[-1], low, high) for line in curves_of(light)]
    for i, run in enumerate(light.comparison.runs):  # a lost one goes on as dots
        heights = run.gap if run.surface.lowest is not None else run.values
        first, end = len(curves_of(light)[i].get_xdata()) - 1, int(ax.get_xlim()[1])
        if first < run.taken:
            followed = heights[first : end + 1]
            known = followed[np.isfinite(followed).cumprod() > 0]
            ends[i] = np.clip(known[-1], low, high)
    at = ax.transData.transform([(0, end) for end in ends])[:, 1]
    middles = [(box.y0 + box.y1) / 2 for box in boxes]
    for i in range(len(at)):
        for j in range(i):
            if abs(at[i] - at[j]) > 1:
                assert (at[i] > at[j]) == (middles[i] > middles[j])


def test_names_do_not_overlap_each_other_or_the_curves(light):
    if not (boxes := names_of(light)):
        return
    for i, one in enumerate(boxes):
        assert one.x0 > light.curves.bbox.x1
        for other in boxes[:i]:
            assert min(one.y1, other.y1) - max(one.y0, other.y0) < 0.5


def test_names_have_the_colour_of_their_curves(light):
    with themed():
        styles = styles_for(run.optimizer for run in light.comparison.runs)
        colours = {style.text_colour for style in styles}
    names = {run.optimizer.title for run in light.comparison.runs}
    for item, box in light.words:
        if box.x0 > light.curves.bbox.x1 and item.get_text().split(" ")[0] in names:
            assert item.get_color() in colours


def test_a_wild_curve_leaves_room_for_the_others(drawing):
    """One run diverges to 1e300; the axis ends a little above where all began."""
    drawn = drawing("diverging")
    start = max(run.gap[0] for run in drawn.comparison.runs)
    assert drawn.curves.get_ylim()[1] <= 100 * start


def test_steps_are_whole_numbers_from_zero(drawn):
    ticks = drawn.curves.get_xticks()
    assert drawn.curves.get_xlim()[0] == ticks[0] == 0
    assert (ticks == ticks.round()).all()
    assert 2 <= len(ticks) <= 12


def test_gaps_are_shown_on_a_logarithmic_scale_and_values_on_a_linear_one(race):
    log = race.comparison.surface.lowest is not None
    assert race.curves.get_yscale() == ("log" if log else "linear")
    assert race.curves.get_title(loc="left").startswith("gap" if log else "loss")


def test_without_lowest_value_the_scale_holds_all_values_inside_the_domain(drawing):
    drawn = drawing("saddle")
    low, high = drawn.curves.get_ylim()
    for run in drawn.comparison.runs:
        values = run.values[run.surface.inside(run.points)]
        assert low <= values.min()
        assert values.max() <= high


def test_a_curve_ends_where_its_run_is_lost_for_good(walk):
    run = walk("himmelblau", [(0, 0), (1, 1), (9, 9), (2, 2), (20, 20), (30, 30), (40, 40)])
    curve = scale_for([run]).curve(run)
    assert len(curve) == 5, "the first step outside is drawn, those after it are not"
    np.testing.assert_array_equal(curve, run.gap[:5])


def test_a_curve_that_starts_outside_has_its_start(walk):
    run = walk("himmelblau", [(9, 9), (10, 10), (11, 11)])
    assert scale_for([run]).curve(run)[0] == run.gap[0]


def test_a_diverged_step_is_not_part_of_the_curve(walk):
    run = walk("himmelblau", [(0, 0), (np.inf, 0), (np.nan, 0)])
    np.testing.assert_array_equal(scale_for([run]).curve(run), run.gap[:1])


def test_axes_are_taken_or_made():
    runs = [optim_viz.run(one, surfaces.get("ravine"), steps=9) for one in (sgd(lr=0.1), newton())]
    with themed():
        made = draw_convergence(runs, styles_for(run.optimizer for run in runs))
        taken = made.figure.add_axes((0.7, 0.7, 0.2, 0.2))
        assert draw_convergence(runs, styles_for(run.optimizer for run in runs), taken) is taken
    assert len(made.lines) == len(taken.lines)


def test_many_steps_are_marked_sparsely(drawing):
    drawn = drawing("long")
    for line in drawn.curves.lines:
        if line.get_linestyle() == "None":
            assert len(line.get_xdata()) <= 12


def test_one_style_serves_any_number_of_runs():
    runs = [optim_viz.run(adam(lr=0.1), surfaces.get("bowl"), steps=3)]
    with themed():
        ax = draw_convergence(runs, styles_for([adam()]), labels=["Adam"])
    assert "Adam" in [item.get_text() for item in ax.texts]


def leaders_of(ax):
    """Return the leaders from the ends of curves to their names, in pixels: ``(2, 2)`` each."""
    return [
        line.get_transform().transform(line.get_xydata())
        for line in ax.lines
        if line.get_transform() == ax.transAxes and len(line.get_xdata()) == 2
        and line.get_xdata()[0] > 1 and not line.get_path_effects()
        and line.get_xdata()[1] - line.get_xdata()[0] < 0.7 * EM / ax.bbox.width
    ]  # fmt: skip


EM = 0.042 * 7.5 * 150
"""Of the usual canvas, in pixels."""


def test_leaders_are_short_and_never_cross(light):
    leaders = leaders_of(light.curves)
    for (x0, y0), (x1, y1) in leaders:
        assert x1 - x0 < EM
        assert abs(y1 - y0) <= 1.31 * EM, "no fan"
    for one, other in combinations(leaders, 2):
        before, after = one[:, 1] - other[:, 1]
        assert before * after >= -1e-6, "they keep their order"


def test_a_name_far_from_its_curve_has_a_piece_of_its_line(drawing):
    """Four end at one height: those in the middle have leaders, all have their marker."""
    ax = drawing("all methods in 1-D").curves
    assert 0 < len(leaders_of(ax)) < len(ax.texts)


def test_long_names_do_not_take_the_room_of_the_panels():
    def a_method_whose_name_was_chosen_by_someone_with_much_time(f, x, *, lr=0.1):
        """Step along the gradient."""
        return (x - lr * f.gradient(x),)

    named = optimizers.optimizer(a_method_whose_name_was_chosen_by_someone_with_much_time)
    comparison = optim_viz.compare(surfaces.get("beale"), [sgd(lr=0.01), named()], steps=5)
    for layout, least in (("race", 0.26), ("grid", 0.15)):
        with themed():
            figure = LAYOUTS[layout](comparison)
        panel = max(figure.axes[0].bbox.width, figure.axes[-1].bbox.width)
        assert panel >= least * figure.bbox.width
        figure.canvas.draw()
        names = [item for item in figure.findobj(Text) if item.get_text()[:3] == "A m"]
        assert names
        assert all(item.get_window_extent().x1 <= figure.bbox.width for item in names)


@pytest.mark.parametrize("width", np.linspace(0.1, 0.5, 9))
@pytest.mark.parametrize("last", [20, 100, 1000])
def test_numbers_of_steps_keep_apart_at_the_edge_of_a_page_too(last, width):
    with themed():
        figure = Figure(figsize=(10, 5.6))
        ax = figure.add_axes((0.995 - width, 0.2, width, 0.5), xlim=(0, last))
        ticks_of_steps(last, ax)
        figure.draw_without_rendering()
        boxes = [label.get_window_extent() for label in ax.get_xticklabels()]
        em = points("font.size") * figure.dpi / 72
    assert boxes[-1].x1 <= figure.bbox.x1
    assert all(b.x0 - a.x1 >= 0.35 * em for a, b in pairwise(boxes))
