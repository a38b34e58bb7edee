"""Maps as they are drawn: colours, marks, words."""

from functools import cache
from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

import surfaces
from optim_viz.optimizers import get
from optim_viz.plots.map import figure as picture
from optim_viz.plots.panels.knob_map import colours, draw_map, draw_theory, limits
from optim_viz.plots.style.page import with_margins
from optim_viz.plots.style.themes import THEMES
from optim_viz.plots.style.themes import theme as themed
from optim_viz.recipes.map import Axis, default_rates
from optim_viz.studies.map import CONVERGED, DIVERGED, map_knobs

pytestmark = pytest.mark.usefixtures("coarse_landscapes")

CASES = {
    "ravine": ("ravine", "momentum", None, None),
    "nesterov": ("ravine", "nesterov", None, None),
    "rosenbrock": ("rosenbrock", "momentum", None, None),
    "adam": ("himmelblau", "adam", Axis("lr", 1e-3, 10, 40), Axis("beta1", 0, 0.99, 30)),
    "many knobs": ("rastrigin", "adamw", Axis("beta1", 0, 0.9, 40), Axis("lr", 1e-3, 10, 30)),
    "many dimensions": ("bowl:dim=50", "momentum", None, None),
    "memories near 1": (
        "beale", "adam", Axis("lr", 1e-3, 10, 40), Axis("beta2", 0.5, 0.9999, 30)
    ),
    "nothing converges": ("rosenbrock", "momentum", Axis("lr", 1, 2, 5), Axis("momentum", 0, 1, 5)),
    "nothing diverges": (
        "bowl", "momentum", Axis("lr", 0.1, 0.2, 5), Axis("momentum", 0, 0.5, 5)
    ),
    "small rates": (
        "ravine", "momentum", Axis("lr", 1.23e-7, 1.25e-7, 5), Axis("momentum", 0.1, 0.1001, 5)
    ),
}  # fmt: skip


@cache
def found(name):
    surface, method, x, y = CASES[name]
    surface = surfaces.get(surface)
    x, y = x or default_rates(surface), y or Axis("momentum", 0.0, 0.99, 60)
    return map_knobs(surface, get(method), x, y, steps=100)


def grey(rgb):
    return np.asarray(rgb) @ (0.2126, 0.7152, 0.0722)


def test_what_converges_is_lighter_than_what_diverges():
    one = found("ravine")
    with themed():
        light = grey(colours(one))
    assert light[one.fate == CONVERGED].min() > light[one.fate == DIVERGED].max() + 0.05


def test_faster_is_lighter_and_lost_later_is_darker():
    one = found("ravine")
    with themed():
        light = grey(colours(one))
    for fate, values in ((CONVERGED, one.pace), (DIVERGED, one.escape)):
        low, high = limits(one, fate)
        mine = (one.fate == fate) & (values > low) & (values < high)
        order = np.argsort(values[mine])
        assert (np.diff(light[mine][order]) <= 1e-9).all()


def test_the_limit_is_drawn_where_theory_says(ax):
    one = found("ravine")
    draw_map(one, ax)
    draw_theory(one, ax)
    (line,) = [line for line in ax.lines if line.get_gid() == "limit"]
    rate = one.x.low + line.get_xdata() * (one.x.high - one.x.low)
    momentum = one.y.low + line.get_ydata() * (one.y.high - one.y.low)
    np.testing.assert_allclose(rate, (2 + 2 * momentum) / 2)  # L = 2
    mark = ax.lines[-1]
    assert mark.get_xdata()[0] == pytest.approx(one.x.position(one.known.lr))
    assert mark.get_ydata()[0] == pytest.approx(one.y.position(one.known.momentum))


def test_a_pixel_lies_at_its_knobs(ax):
    draw_map(found("adam"), ax)
    left, right, bottom, top = ax.images[0].get_extent()
    assert (left, right) == pytest.approx((-0.5 / 39, 1 + 0.5 / 39))
    assert (bottom, top) == pytest.approx((-0.5 / 29, 1 + 0.5 / 29))
    assert ax.images[0].origin == "lower"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", CASES)
def test_every_word_can_be_read(name, theme, words_of):
    with themed(theme):
        figure = picture(found(name))
        words = words_of(figure)
        ground = to_rgb(figure.get_facecolor())
    width, height = figure.bbox.size
    for text, box in words:
        assert box.x0 >= -0.5, text
        assert box.x1 <= width + 0.5, text
        assert box.y0 >= -0.5, text
        assert box.y1 <= height + 0.5, text
        assert abs(grey(to_rgb(text.get_color())) - grey(ground)) > 0.25, text
    for (a, one), (b, other) in combinations(words, 2):
        across = min(one.x1, other.x1) - max(one.x0, other.x0)
        up = min(one.y1, other.y1) - max(one.y0, other.y0)
        assert min(across, up) <= 0.5, (a, b)


def test_the_conditions_are_all_there(words_of):
    with themed(), with_margins(footer="full"):
        said = "\n".join(text.get_text() for text, _ in words_of(picture(found("many knobs"))))
    for part in ("AdamW", "β₂ 0.999", "100 steps", "40 × 30 runs", "learning rate", "β₁"):
        assert part in said


def test_a_memory_of_nearly_1_is_not_called_1(words_of):
    one = found("memories near 1")
    with themed():
        said = "\n".join(text.get_text() for text, _ in words_of(picture(one)))
    assert f"β₂ {one.best[1]:.4g}" in said
    assert "β₂ 1\n" not in said


def test_the_palette_begins_at_the_best():
    for name in ("ravine", "adam"):
        assert limits(found(name), CONVERGED)[0] == found(name).best_pace


def test_theory_is_marked_only_where_the_axes_reach_it(words_of, ax):
    far = map_knobs(
        surfaces.get("ravine"),
        get("momentum"),
        Axis("lr", 0.1, 0.5, 9),
        Axis("momentum", 0, 0.3, 9),
    )
    draw_theory(far, ax)
    assert not [line for line in ax.lines if line.get_marker() == "D"]
    with themed():
        outside, inside = (
            [text.get_text() for text, _ in words_of(picture(one))]
            for one in (far, found("ravine"))
        )
    assert "theory, in the long run" not in outside
    assert "theory, in the long run" in inside


@pytest.mark.parametrize(
    ("rates", "momenta", "seen"),
    [
        ((0.1, 2.0), (0, 0.9), True),
        ((0.1, 0.9), (0, 0.5), False),
        ((1.2, 1.4), (0.1, 0.9), True),
        ((1.2, 1.4), (0.5, 0.9), False),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_key_has_the_limit_only_where_it_is_in_view(words_of, ax, rates, momenta, seen, turned):
    """Of the ravine, L = 2, it is the rate 1 + momentum."""
    axes = [Axis("lr", *rates, 9), Axis("momentum", *momenta, 9)]
    one = map_knobs(surfaces.get("ravine"), get("momentum"), *axes[:: -1 if turned else 1])
    draw_map(one, ax)
    draw_theory(one, ax)
    (line,) = [line for line in ax.lines if line.get_gid() == "limit"]
    x, y = line.get_xydata().T
    assert bool(((x >= 0) & (x <= 1) & (y >= 0) & (y <= 1)).any()) == seen
    with themed():
        words = [text.get_text() for text, _ in words_of(picture(one))]
    assert any(word.startswith("limit") for word in words) == seen


def test_a_palette_of_one_number_says_it_once(words_of):
    axes = Axis("lr1", 0.1, 3, 9), Axis("lr2", 0.1, 3, 9)
    one = map_knobs(surfaces.get("ellipsoid"), get("layerwise_descent"), *axes)
    with themed():
        words = [text.get_text() for text, _ in words_of(picture(one))]
    assert words[words.index("diverges: steps until lost") + 1 :].count("1") == 1


def test_a_start_in_many_dimensions_is_shortened(words_of):
    with themed():
        words = words_of(picture(found("many dimensions")))
    assert any(", …)" in text.get_text() for text, _ in words)
    assert min(text.get_fontsize() for text, _ in words) > 0.033 * 540
