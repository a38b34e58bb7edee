"""The picture of a step: arrows that point where they say, numbers that can be read."""

import numpy as np
import pytest
from matplotlib.patches import Ellipse

import surfaces
from optim_viz import optimizers
from optim_viz.explanation import explain
from optim_viz.plots import text
from optim_viz.plots.arrows import GRADIENT, MOMENTUM, STEP
from optim_viz.plots.looks import THEMES, look
from optim_viz.plots.steps import draw_step

CASES = [
    ("adam", "ravine", 3), ("adam", "beale", 30), ("adagrad", "ravine", 3),
    ("sgd", "himmelblau", 5),
    ("momentum", "rosenbrock", 10), ("newton", "rosenbrock", 2), ("newton", "saddle", 1),
    ("bfgs", "himmelblau", 4), ("trust_region", "rosenbrock", 3), ("newton", "double_well", 1),
    ("adam", "double_well", 4), ("nadam", "rastrigin", 7), ("adam:lr=cosine:0.5:50", "ackley", 9),
    ("lbfgs", "goldstein_price", 3), ("rprop", "booth", 2), ("saddle_free_newton", "saddle", 1),
]  # fmt: skip


def told_of(method, surface, step):
    return explain(optimizers.get(method), surfaces.get(surface), step=step)


@pytest.fixture(scope="module", params=CASES, ids=str)
def drawn(request, read):
    told = told_of(*request.param)
    with look():
        figure = draw_step(told)
        return told, figure, read(figure)


def lines_of(figure, colour):
    """Return the lines of that colour that have two ends."""
    lines = [line for line in figure.axes[0].lines if line.get_color() == colour]
    return [
        line for line in lines if len(line.get_xydata()) == 2 and line.get_linestyle() != "None"
    ]


def test_the_step_has_its_length_and_the_slopes_point_downhill(drawn):
    told, figure, _ = drawn
    if told.parts.surface.dim == 1:
        pytest.skip("on a curve the step is a chord")
    shaft = lines_of(figure, STEP.colour)[0].get_xydata()
    np.testing.assert_allclose(shaft[0], told.parts.point)
    along, move = shaft[1] - shaft[0], told.parts.move
    assert along @ move == pytest.approx(np.linalg.norm(along) * np.linalg.norm(move), rel=1e-6)
    slope = np.diff(lines_of(figure, GRADIENT.colour)[0].get_xydata(), axis=0)[0]
    size = np.linalg.norm(slope) * np.linalg.norm(told.parts.gradient)
    assert slope @ -told.parts.gradient == pytest.approx(size, rel=1e-6)
    assert bool(lines_of(figure, MOMENTUM.colour)) == (told.momentum is not None)


def test_the_step_is_in_view(drawn):
    told, figure, _ = drawn
    ax = figure.axes[0]
    for at in (told.parts.point[0], told.parts.end[0]):
        assert ax.get_xlim()[0] <= at <= ax.get_xlim()[1]


def test_the_step_ends_on_the_ellipse_of_its_rates():
    told = told_of("adam", "ravine", 3)
    with look():
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
    for theme in THEMES:
        with look(theme):
            made.append(draw_step(told))
    for one, other in zip(*(figure.axes[0].lines for figure in made), strict=True):
        np.testing.assert_array_equal(one.get_xydata(), other.get_xydata())
