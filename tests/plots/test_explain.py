"""The picture of a step: arrows that point where they say, numbers that can be read."""

import numpy as np
import pytest
from matplotlib.patches import Ellipse

import surfaces
from optim_viz import optimizers
from optim_viz.plots.explain import figure as draw_step
from optim_viz.plots.panels.arrows import GRADIENT, MODEL, MOMENTUM, SEEN, STEP
from optim_viz.plots.style import text
from optim_viz.plots.style.themes import theme as themed
from optim_viz.studies.explain import explain
from surfaces import Box

pytestmark = pytest.mark.usefixtures("coarse_landscapes")

CASES = [
    ("adam", "ravine", 3), ("adam", "beale", 30), ("adagrad", "ravine", 3),
    ("sgd", "himmelblau", 5),
    ("momentum", "rosenbrock", 10), ("newton", "rosenbrock", 2), ("newton", "saddle", 1),
    ("bfgs", "himmelblau", 4), ("trust_region", "rosenbrock", 3), ("newton", "double_well", 1),
    ("adam", "double_well", 4), ("nadam", "rastrigin", 7), ("adam:lr=cosine:0.5:50", "ackley", 9),
    ("radam", "ravine", 40), ("nesterov", "ravine", 40), ("trust_region", "beale", 2),
    ("lbfgs", "goldstein_price", 3), ("rprop", "booth", 3), ("saddle_free_newton", "saddle", 1),
]  # fmt: skip


HIGH = [
    ("adam", "rosenbrock:dim=10", 4), ("newton", "rosenbrock:dim=5", 2), ("sgd", "wood", 1),
    ("adagrad", "ellipsoid:dim=50", 3), ("rprop", "styblinski_tang:dim=3", 4),
    ("trust_region", "rosenbrock:dim=100", 4), ("bfgs", "powell_singular", 3),
]  # fmt: skip

NOISES = ("1", "relative:0.5", "heavy:1:1")


def told_of(method, surface, step, **options):
    return explain(optimizers.get(method), surfaces.get(surface), step=step, **options)


@pytest.fixture(scope="module", params=CASES, ids=str)
def drawn(request, read):
    told = told_of(*request.param)
    with themed():
        figure = draw_step(told)
        return told, figure, read(figure)


def lines_of(figure, colour):
    """Return the lines of that colour that have two ends."""
    lines = [line for line in figure.axes[0].lines if line.get_color() == colour]
    return [
        line for line in lines if len(line.get_xydata()) == 2 and line.get_linestyle() != "None"
    ]


@pytest.mark.parametrize("drawn", [c for c in CASES if "double_well" not in c], indirect=True)
def test_the_step_has_its_length_and_the_slopes_point_downhill(drawn):
    told, figure, _ = drawn
    assert told.parts.surface.dim == 2
    shaft = lines_of(figure, STEP.colour)[0].get_xydata()
    np.testing.assert_allclose(shaft[0], told.parts.point)
    along, move = shaft[1] - shaft[0], told.parts.move
    assert along @ move == pytest.approx(np.linalg.norm(along) * np.linalg.norm(move), rel=1e-6)
    slope = np.diff(lines_of(figure, GRADIENT.colour)[0].get_xydata(), axis=0)[0]
    size = np.linalg.norm(slope) * np.linalg.norm(told.parts.gradient)
    assert slope @ -told.parts.gradient == pytest.approx(size, rel=1e-6)
    assert bool(lines_of(figure, MOMENTUM.colour)) == (told.momentum is not None)


@pytest.mark.parametrize("case", [("adam", "double_well", 2), ("newton", "sine_bowl", 1)], ids=str)
def test_on_a_curve_the_step_goes_along_x_and_then_to_its_value(case):
    told = told_of(*case)
    with themed():
        ax = draw_step(told).axes[0]
        (tail, neck), *_ = (line.get_xydata() for line in lines_of(ax.figure, STEP.colour))
    (begin,), (end,) = told.parts.point, told.parts.end
    values = [float(told.parts.surface(at)) for at in (told.parts.point, told.parts.end)]
    assert tail.tolist() == [begin, values[0]]
    assert neck[1] == pytest.approx(values[0])
    assert abs(neck[0] - begin) <= abs(end - begin)
    drop = [[end, values[0]], [end, values[1]]]
    assert drop in [line.get_xydata().tolist() for line in ax.lines]


@pytest.mark.parametrize(
    "case", [("bfgs", "double_well", 2), ("momentum", "forrester", 3)], ids=str
)
def test_a_short_step_on_a_curve_is_looked_at_closely(case):
    told = told_of(*case)
    with themed():
        ax = draw_step(told).axes[0]
    assert np.abs(told.parts.move).max() > 0.1 * np.ptp(ax.get_xlim())
    low, high = ax.get_xlim()
    assert not any(low <= minimum.at[0] <= high for minimum in told.parts.surface.minima)
    stars = [line.get_xdata() for line in ax.lines if line.get_marker() == "*"]
    assert sum(map(len, stars)) == 0, "a star outside the view would stand on the numbers"


def test_a_slope_much_smaller_than_another_still_shows_where_it_points():
    told = told_of("adam", "himmelblau", 40)
    with themed():
        figure = draw_step(told)
        ax = figure.axes[0]
        for pen in (GRADIENT, MOMENTUM):
            (shaft, *_) = (line.get_xydata() for line in lines_of(figure, pen.colour))
            a, b = ax.transAxes.inverted().transform(ax.transData.transform(shaft))
            assert np.hypot(*(b - a)) > 0.05, "a head without a shaft"


@pytest.mark.parametrize(
    "case",
    [("saddle_free_newton:lr=0.12", "saddle", 2), ("saddle_free_newton:lr=0.01", "beale", 1)],
)
def test_the_minimum_of_a_model_is_in_view_or_pointed_at(case):
    told = told_of(*case)
    centre = told.model.centre
    with themed():
        ax = draw_step(told).axes[0]
        green = [line for line in ax.lines if line.get_markeredgecolor() == MODEL.colour]
    box = Box(ax.get_xlim(), ax.get_ylim())
    (mark,) = (line for line in green if len(line.get_xdata()) == 1)
    at = mark.get_xydata()[0]
    if box.contains(centre):
        np.testing.assert_allclose(at, centre)
    else:
        along, there = at - told.parts.point, centre - told.parts.point
        assert along @ there == pytest.approx(np.linalg.norm(along) * np.linalg.norm(there))
        assert mark.get_marker() != "D"


def test_the_step_is_in_view(drawn):
    told, figure, _ = drawn
    ax = figure.axes[0]
    for at in (told.parts.point[0], told.parts.end[0]):
        assert ax.get_xlim()[0] <= at <= ax.get_xlim()[1]


def test_the_step_ends_on_the_ellipse_of_its_rates():
    told = told_of("adam", "ravine", 3)
    with themed():
        ovals = [p for p in draw_step(told).axes[0].patches if isinstance(p, Ellipse)]
    share = told.parts.move / (np.array([ovals[0].width, ovals[0].height]) / 2)
    assert np.linalg.norm(share) == pytest.approx(1.0)


def test_numbers_of_the_step_are_written(drawn):
    told, _, words = drawn
    page = [item.get_text() for item, _ in words]
    for number in told.parts.move:
        assert text.number(float(number)) in page
    assert any(word.startswith(told.parts.optimizer.title) for word in page)


def test_dark_and_light_differ_in_colour_only():
    told = told_of("adam", "ravine", 3)
    made = []
    for theme in ("light", "dark"):
        with themed(theme):
            made.append(draw_step(told))
    for one, other in zip(*(figure.axes[0].lines for figure in made), strict=True):
        np.testing.assert_array_equal(one.get_xydata(), other.get_xydata())


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("case", [*CASES[:4], ("momentum", "double_well", 2), *HIGH[:3]], ids=str)
def test_under_noise_the_gradient_that_was_seen_is_drawn_beside_the_true_one(case, noise, read):
    told = told_of(*case, noise=noise, seed=4, steps=50)  # the rate is chosen over these
    with themed():
        figure = draw_step(told)
        words = [item.get_text() for item, _ in read(figure)]
    assert told.noisy
    assert "as it is seen" in words
    if told.parts.surface.dim == 2:
        shaft = np.diff(lines_of(figure, SEEN.colour)[0].get_xydata(), axis=0)[0]
        size = np.linalg.norm(shaft) * np.linalg.norm(told.parts.seen)
        assert shaft @ -told.parts.seen == pytest.approx(size, rel=1e-6)


@pytest.mark.parametrize("case", HIGH, ids=str)
def test_above_two_dimensions_bars_are_as_long_as_their_numbers(case, read):
    told = told_of(*case)
    with themed():
        figure = draw_step(told)
        words = [item.get_text() for item, _ in read(figure)]
    bars = {ax: np.array([bar.get_width() for bar in ax.patches]) for ax in figure.axes}
    moves = np.sort(np.abs(told.parts.move))[::-1]
    last = bars[figure.axes[-1]]
    np.testing.assert_allclose(np.sort(np.abs(last))[::-1], moves[: len(last)])
    assert len(last) == min(10, told.parts.surface.dim)
    rows = [np.flatnonzero(told.parts.move == move)[0] for move in last]
    if len(set(told.parts.move.tolist())) == told.parts.surface.dim:  # none stands for another
        assert rows == sorted(rows)
        np.testing.assert_allclose(bars[figure.axes[0]], told.parts.gradient[rows])
    for number in last:
        assert text.number(float(number)) in words
    assert any("move farthest" in word for word in words) == (told.parts.surface.dim > 10)
    for ax, own in bars.items():
        low, high = ax.get_xlim()
        assert (low <= own).all(), "no bar is cut"
        assert (own <= high).all(), "no bar is cut"


def test_a_step_of_no_length_is_seen_from_afar():
    told = told_of("trust_region", "ravine", 3, noise="heavy:1:1", seed=4)
    assert not told.parts.move.any()
    with themed():
        (left, right) = draw_step(told).axes[0].get_xlim()
    assert right - left > 1


@pytest.mark.parametrize("name", ["adagrad", "rmsprop", "adam"])
def test_the_formula_of_the_rate_is_what_the_method_does(name, read):
    told = told_of(f"{name}:lr=0.3", "ravine", 4)
    own = {**told.parts.after, **told.parts.named}
    square = own.get("s_hat", own.get("v_hat", own.get("squares")))
    rates = 0.3 / (np.sqrt(square) + told.parts.knobs["eps"])
    np.testing.assert_allclose(told.rates, rates, rtol=1e-6)
    with themed():
        words = " ".join(item.get_text() for item, _ in read(draw_step(told)))
    assert text.rate_formula(told.parts.optimizer) in words


def test_an_arrow_and_its_numbers_point_one_way(read):
    told = told_of("momentum", "ravine", 3)
    with themed():
        words = [item.get_text() for item, _ in read(draw_step(told))]
    velocity = told.parts.after["velocity"]
    for name, vector in (("−gradient", told.parts.gradient), ("−velocity", velocity)):
        assert name in words
        assert {text.number(float(-x)) for x in vector} <= set(words)
    assert "gradient" not in words


def test_an_arrow_does_not_hide_the_step():
    told = told_of("adagrad", "ravine", 3)
    with themed():
        figure = draw_step(told)
        step, slope = (
            figure.axes[0].transData.transform(lines_of(figure, pen.colour)[0].get_xydata())
            for pen in (STEP, GRADIENT)
        )
    assert np.hypot(*(step[0] - slope[0])) > 5
