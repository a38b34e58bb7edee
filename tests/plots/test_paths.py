"""Paths: every step that can be told apart is marked, and what leaves is cut at the frame."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb

from optim_viz import optimizers
from optim_viz.optimizers import adam, newton, sgd
from optim_viz.plots.panels.paths import departures, draw_paths, halo
from optim_viz.plots.style import text
from optim_viz.plots.style.optimizer_styles import contrast, styles_for
from optim_viz.plots.style.themes import THEMES, paper, points
from optim_viz.plots.style.themes import theme as themed
from surfaces import Box

ONE = styles_for([sgd()])
TWO = styles_for([sgd(), adam()])
FRAME = Box((0, 10), (0, 10))


def path(*stops):
    return np.array(stops, dtype=float).T


def line_in(ax):
    """Return the line of the only path: the one with a halo."""
    (line,) = (line for line in ax.lines if line.get_path_effects())
    return line


def arrows_in(ax):
    """Return the arrowheads: triangles turned by an angle."""
    return [line for line in ax.lines if isinstance(line.get_marker(), tuple)]


def on_edge(point, box, tolerance=1e-9):
    """Whether a point lies on the edge of a box."""
    size = box.high - box.low
    near = np.minimum(np.abs(point - box.low), np.abs(point - box.high)) / size
    out = (box.low - point).max() > tolerance * size.max()
    out |= (point - box.high).max() > tolerance * size.max()
    return near.min() < tolerance and not out


def test_a_path_inside_is_drawn_as_it_is(ax):
    inside = path((1, 1), (5, 2), (9, 9))
    draw_paths([inside], ONE, ax)
    np.testing.assert_array_equal(line_in(ax).get_xydata(), inside.T)
    assert not arrows_in(ax)
    assert not ax.texts


@pytest.mark.parametrize(
    ("out", "edge"),
    [((15, 5), (10, 5)), ((-5, 5), (0, 5)), ((5, 25), (5, 10)), ((5, -1), (5, 0)),
     ((15, 15), (10, 10)), ((1e6, 5), (10, 5))],
)  # fmt: skip
def test_a_path_that_leaves_is_cut_at_the_frame(ax, out, edge):
    draw_paths([path((5, 5), out, (200, 300))], ONE, ax, words=["diverged"])
    np.testing.assert_allclose(line_in(ax).get_xydata(), [(5, 5), edge], atol=1e-9)


@pytest.mark.parametrize("degrees", [0, 30, 90, 135, 180, 250, 315])
def test_the_arrow_stands_at_the_crossing_and_points_the_way_out(ax, degrees):
    way = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
    draw_paths([path((5, 5), 5 + 50 * way)], ONE, ax, words=["left"])
    (arrow,) = arrows_in(ax)
    np.testing.assert_allclose(arrow.get_xydata()[0], line_in(ax).get_xydata()[-1])
    sides, _, angle = arrow.get_marker()
    assert sides == 3
    assert np.cos(np.radians(angle + 90 - degrees)) == pytest.approx(1)


def test_the_word_stands_inside_beside_the_arrow(ax):
    for i, out in enumerate([(15, 5), (-5, 5), (5, 25), (5, -3), (30, 30), (-9, 22)]):
        draw_paths([path((5, 5), out)], ONE, ax, words=["diverged"])
        word = ax.texts[i]
        assert word.get_text() == "diverged"
        box = word.get_window_extent()
        assert ax.bbox.x0 <= box.x0
        assert box.x1 <= ax.bbox.x1
        assert ax.bbox.y0 <= box.y0
        assert box.y1 <= ax.bbox.y1
        tip = ax.transData.transform(arrows_in(ax)[i].get_xydata()[0])
        middle = (box.min + box.max) / 2
        assert np.abs(tip - middle).max() < box.width, "near its arrow"


@pytest.mark.parametrize("apart", [0.0, 0.1, 0.4, 0.7])
def test_words_of_paths_that_leave_together_do_not_overlap(ax, apart):
    together = [path((5, 5), (15, 5 + apart * i)) for i in range(4)]
    draw_paths(
        together, styles_for([sgd()] * 4), ax, words=["diverged", "left", "diverged", "left"]
    )
    boxes = [word.get_window_extent() for word in ax.texts]
    assert len(boxes) == 4
    for i, one in enumerate(boxes):
        for other in boxes[:i]:
            assert min(one.y1, other.y1) - max(one.y0, other.y0) < 1 or (
                min(one.x1, other.x1) - max(one.x0, other.x0) < 1
            )


@pytest.mark.parametrize("many", [2, 3])
def test_paths_that_coincide_are_all_seen(ax, many):
    """The lowest is whole, those above it leave it a share of the way."""
    methods = [sgd(), adam(), newton()][:many]
    way = np.linspace((1, 1), (9, 8), 20)
    draw_paths([way[: 20 - i].T for i in range(many)], styles_for(methods), ax)
    lines = [line for line in ax.lines if line.get_path_effects()]
    canvas = FigureCanvasAgg(ax.figure)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[..., :3].reshape(-1, 3)
    ink = []
    for line in lines:
        wanted = np.round(255 * np.array(to_rgb(line.get_color())))
        ink.append((np.abs(pixels - wanted).max(axis=1) < 12).sum())
    assert min(ink) > 0.5 * sum(ink) / many, "each its share"


def test_paths_that_only_start_together_keep_their_dashes(ax):
    draw_paths([path((1, 1), (5, 5), (9, 1)), path((1, 1), (3, 3), (1, 9))], TWO, ax)
    assert not any(line.is_dashed() for line in ax.lines if line.get_path_effects())


def test_a_path_that_comes_back_is_not_cut(ax):
    there_and_back = path((5, 5), (15, 5), (5, 6))
    draw_paths([there_and_back], ONE, ax, words=["left"])
    np.testing.assert_array_equal(line_in(ax).get_xydata(), there_and_back.T)


def test_wherever_a_path_leaves_the_frame_is_an_arrow(ax):
    """Where it comes back, too, and where it only passes through; never two on each other."""
    out_and_through = path((5, 5), (15, 5), (5, 6), (5, 12), (-3, 4), (6, 4), (20, 4), (20, 30))
    draw_paths([out_and_through], ONE, ax, words=["left"])
    *small, last = arrows_in(ax)
    np.testing.assert_allclose(
        [arrow.get_xydata()[0] for arrow in small], [(10, 5), (5, 10), (0, 7)]
    )
    np.testing.assert_allclose(last.get_xydata()[0], (10, 4))
    assert all(arrow.get_markersize() < last.get_markersize() for arrow in small)
    again = path(*((5, 5), (15, 5)) * 6, (5, 5))
    draw_paths([again], ONE, ax)
    assert len(arrows_in(ax)) == len(small) + 2


@given(st.lists(st.tuples(st.floats(-30, 40), st.floats(-30, 40)), min_size=2, max_size=12))
@settings(max_examples=80, derandomize=True, deadline=None)
def test_departures_are_where_the_segments_leave_the_box(stops):
    """Compared with many points along each segment."""
    stops = path(*stops)
    found = dict(departures(stops, FRAME))
    for i in range(stops.shape[1] - 1):
        along = stops[:, [i]] + (stops[:, [i + 1]] - stops[:, [i]]) * np.linspace(0, 1, 2001)
        inside = FRAME.contains(along)
        leaves = inside.any() and not inside[-1]
        if leaves:
            last = along[:, np.flatnonzero(inside)[-1]]
            assert np.abs(found[i + 1] - last).max() < 0.1
        if i + 1 in found:
            assert on_edge(found[i + 1], FRAME)
            assert not inside[-5:].all()


def test_no_word_is_put_on_the_start(ax):
    """The paths leave beside their start: the words go elsewhere, in the frame."""
    starts = [(9.3, 9.3), (9.2, 5.0), (0.8, 0.6)]
    ways = [path(start, (20, 20 * sign)) for start in starts for sign in (1, -1)]
    draw_paths(ways, styles_for([sgd()] * 6), ax, words=["diverged", "out at step 5"] * 3)
    ring = 1.8 * points("lines.markersize") * ax.figure.dpi / 72 / 2
    for start in starts:
        at = ax.transData.transform(start)
        for word in ax.texts:
            box = word.get_window_extent()
            assert not (box.padded(0.3 * ring).contains(*at)), (start, word)
            assert ax.bbox.x0 <= box.x0
            assert box.x1 <= ax.bbox.x1


@pytest.mark.parametrize("theme", THEMES)
def test_lines_and_words_stand_out_from_any_ground(theme):
    """Each lies on an opaque edge of paper, half a line wide: 3 to 1 to it, and 4.5 for words."""
    methods = [optimizers.get(name) for name in optimizers.names()]
    with themed(theme):
        (stroke, _), width = halo(2.0), 2.0
        assert stroke._gc == {"linewidth": 2 * width, "foreground": paper()}
        for style in styles_for(methods):
            assert contrast(style.colour, paper()) >= 3
            assert contrast(style.text_colour, paper()) >= 4.5


def test_a_path_without_a_word_has_an_arrow_only(ax):
    draw_paths([path((5, 5), (15, 5))], ONE, ax)
    assert len(arrows_in(ax)) == 1
    assert not ax.texts


def test_a_path_that_was_never_in_sight_does_no_harm(ax):
    draw_paths([path((50, 50), (60, 60), (1e300, 1e300))], ONE, ax, words=["diverged"])
    assert np.isfinite(line_in(ax).get_xydata()).all()
    assert np.abs(line_in(ax).get_xydata()).max() <= 31 * 10


@pytest.mark.parametrize("far", [1e3, 1e30, 1e300, -1e308])
def test_distant_steps_are_pulled_in_along_their_direction(ax, far):
    draw_paths([path((5, 5), (far, 5), (6, 6), (5, far), (7, 7))], ONE, ax)
    drawn = line_in(ax).get_xydata()
    assert np.abs(drawn - 5).max() <= 30 * 10 + 1e-6
    assert drawn[1][1] == pytest.approx(5)
    assert drawn[3][0] == pytest.approx(5)
    np.testing.assert_array_equal(drawn[[0, 2, 4]], [(5, 5), (6, 6), (7, 7)])


@pytest.mark.parametrize("lost", [np.inf, -np.inf, np.nan])
def test_steps_that_are_not_finite_are_not_drawn(ax, lost):
    draw_paths(
        [path((5, 5), (6, 6), (15, 6), (lost, 1), (lost, lost))], ONE, ax, words=["diverged"]
    )
    drawn = line_in(ax).get_xydata()
    np.testing.assert_allclose(drawn, [(5, 5), (6, 6), (10, 6)])
    assert [word.get_text() for word in ax.texts] == ["diverged"]


@pytest.mark.parametrize(("lost", "edge"), [((np.inf, 5), (10, 5)), ((5, -np.inf), (5, 0))])
def test_a_path_that_jumps_to_infinity_has_its_arrow_and_word(ax, lost, edge):
    """As Newton's does on a flat place, or any with an absurd rate: the direction is known."""
    draw_paths([path((5, 5), lost)], ONE, ax, words=["diverged"])
    assert [word.get_text() for word in ax.texts] == ["diverged"]
    (arrow,) = arrows_in(ax)
    np.testing.assert_allclose(arrow.get_xydata()[0], edge)


def test_a_path_that_is_lost_without_direction_still_has_its_word(ax):
    draw_paths([path((5, 5), (np.nan, np.nan))], ONE, ax, words=["diverged"])
    assert [word.get_text() for word in ax.texts] == ["diverged"]


def test_marks_stand_only_where_they_can_be_told_apart(ax):
    mark = points("lines.markersize") * ax.figure.dpi / 72 / ax.bbox.width * 10
    crowded = 9 + mark * np.array([0.05, 0.1, 0.15, 0.6, 1.0])
    steps = np.concatenate([np.arange(1.0, 9.0), crowded])
    draw_paths([np.array([steps, np.full(steps.size, 5.0)])], ONE, ax)
    (marks,) = (line for line in ax.lines if line.get_marker() == "o" and line.get_zorder() < 6)
    np.testing.assert_array_equal(marks.get_xdata(), np.arange(2.0, 9.0))


def test_the_end_has_a_larger_mark_that_is_never_clipped(ax):
    draw_paths([path((1, 1), (5, 5), (10, 10))], ONE, ax)
    small, end = (line for line in ax.lines if line.get_marker() == "o")
    assert end.get_markersize() > small.get_markersize()
    np.testing.assert_array_equal(end.get_xydata(), [(10, 10)])
    assert not end.get_clip_on()


def test_lines_have_a_thin_halo_of_paper(ax):
    draw_paths([path((1, 1), (5, 5))], ONE, ax)
    stroke, _ = line_in(ax).get_path_effects()
    assert stroke._gc["foreground"] == paper()
    assert line_in(ax).get_linewidth() < stroke._gc["linewidth"] <= 3 * line_in(ax).get_linewidth()


def test_paths_lie_above_the_ground_and_under_start_and_minimizers(drawing):
    (stage,) = drawing("himmelblau").stages
    halos = [line.get_zorder() for line in stage.lines if line.get_path_effects()]
    stars = [line.get_zorder() for line in stage.lines if line.get_marker() == "*"]
    stars.remove(2)  # hollow ones, for local minima
    assert max(c.get_zorder() for c in stage.collections) < min(halos)
    assert max(halos) < min(stars)


def test_a_run_that_is_lost_is_cut_at_the_frame_with_arrow_and_word(race):
    """In every race: the frame's edge, the arrow there, and the word once for each."""
    (stage,) = race.stages
    box = Box(stage.get_xlim(), stage.get_ylim())
    lines = [line for line in stage.lines if line.get_path_effects()]
    arrows = [arrow.get_xydata()[0] for arrow in arrows_in(stage)]
    words = [word.get_text().split(" ")[0] for word in stage.texts]
    for run, line in zip(race.comparison.runs, lines, strict=True):
        end = line.get_xydata()[-1]
        if text.exit_word(run, 0).split(" ")[0] == "diverged":
            assert on_edge(end, box, 1e-6) or not box.contains(end)
            assert "diverged" in words
        if on_edge(end, box, 1e-9) and box.contains(line.get_xydata()[:-1].T).all():
            assert min(np.abs(end - arrow).max() for arrow in arrows) < 1e-9 * box.high.max()
    cut = [on_edge(line.get_xydata()[-1], box, 1e-6) for line in lines]
    told = [text.exit_word(run, 0).split(" ")[0] for run in race.comparison.runs]
    for word in ("out", "diverged"):
        assert words.count(word) == sum(
            one == word and crossed for one, crossed in zip(told, cut, strict=True)
        )


def test_a_run_that_leaves_the_frame_before_the_domain_tells_when_it_left_that(drawing):
    drawn = drawing("too large", "grid")
    run = drawn.comparison.runs[2]
    panel = drawn.stages[2]
    left = int(np.flatnonzero(np.abs(run.points[1]) > 5)[0])  # the ravine ends at |y| = 5
    assert panel.get_ylim()[1] < 4
    assert [word.get_text() for word in panel.texts] == [f"out at step {left}"]


def test_the_start_is_a_hollow_ring(race):
    (stage,) = race.stages
    ring = next(line for line in stage.lines if line.get_zorder() == 6)
    assert ring.get_marker() == "o"
    assert sum(to_rgb(ring.get_markerfacecolor())) > sum(to_rgb(ring.get_markeredgecolor()))
    first = next(line for line in stage.lines if line.get_path_effects()).get_xydata()[0]
    if np.abs(first).max() < 1e3:
        np.testing.assert_allclose(ring.get_xydata()[0], first, rtol=1e-12, atol=1e-12)


def test_every_path_goes_from_the_start_through_its_steps(flat_race):
    """What is drawn up to the frame are the iterates themselves."""
    race = flat_race
    (stage,) = race.stages
    surface = race.comparison.surface
    box = Box(stage.get_xlim(), stage.get_ylim())
    lines = [line for line in stage.lines if line.get_path_effects()]
    for run, line in zip(race.comparison.runs, lines, strict=True):
        steps = run.points if surface.dim == 2 else np.array([run.points[0], run.values])
        shown = line.get_xydata().T
        steps = steps[:, : shown.shape[1]]
        inside = box.contains(steps)
        rounding = 1e-12 * (box.high - box.low).max()
        np.testing.assert_allclose(shown[:, inside], steps[:, inside], rtol=0, atol=rounding)
