"""Figures of benchmarks can be read, and show what was found."""

from dataclasses import replace
from itertools import combinations
from unittest.mock import patch

import numpy as np
import pytest
from matplotlib.text import Text

from optim_viz.benchmark import BenchmarkRecipe
from optim_viz.executors import benchmark
from optim_viz.plots.benchmarks import FIGURES
from optim_viz.plots.looks import THEMES, legible, look

SMALL = BenchmarkRecipe(starts=4, steps=60, rates=(1e-4, 10.0, 16))
RECIPES = {
    "suite": SMALL,
    "one": replace(SMALL, surfaces=("rosenbrock",)),
    "one with limits": replace(SMALL, surfaces=("ravine",)),
    "never": replace(SMALL, surfaces=("rastrigin", "rosenbrock:dim=4"), target=1e-30),
    "seven": replace(
        SMALL,
        surfaces=("bowl", "double_well", "booth"),
        optimizers=("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "newton"),
    ),
    "no rates": replace(SMALL, surfaces=("beale",), optimizers=("newton", "sgd:lr=0.01")),
    "one method": replace(SMALL, optimizers=("adam",), kind="fixed"),
    "noise": replace(SMALL, surfaces=("himmelblau",), seeds=3, noise=0.5),
}


@pytest.fixture(scope="module", params=RECIPES)
def result(request):
    return benchmark(RECIPES[request.param])


def words_of(figure):
    seen, draw = [], Text.draw

    def watch(text, *arguments):
        if text.get_visible() and text.get_text().strip():
            seen.append(text)
        draw(text, *arguments)

    with patch.object(Text, "draw", watch):
        figure.draw_without_rendering()
    return [(text.get_text(), text, Text.get_window_extent(text)) for text in seen]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", FIGURES)
def test_every_word_can_be_read(result, name, theme):
    with look(theme):
        figure = FIGURES[name](result)
        words = words_of(figure)
    width, height = figure.bbox.size
    for text, item, box in words:
        assert box.x0 >= -0.5, text
        assert box.x1 <= width + 0.5, text
        assert box.y0 >= -0.5, text
        assert box.y1 <= height + 0.5, text
        assert item.get_fontsize() >= 0.033 * 72 * figure.get_figheight(), text
    for (a, _, one), (b, _, other) in combinations(words, 2):
        across = min(one.x1, other.x1) - max(one.x0, other.x0)
        up = min(one.y1, other.y1) - max(one.y0, other.y0)
        assert min(across, up) <= 0.5 or "L" in a + b, (a, b)


def test_conditions_are_printed(result):
    with look():
        said = " ".join(text for text, _, _ in words_of(FIGURES["sensitivity"](result)))
    for condition in (f"{result.recipe.steps} steps", "seed", "best of 16", "scored on"):
        assert condition in said


def test_the_curve_is_the_median_and_the_cliff_is_marked():
    done = benchmark(RECIPES["one with limits"])
    with look():
        ax = FIGURES["sensitivity"](done).axes[0]
    cell = done.cells[0]
    line = next(line for line in ax.lines if len(line.get_xdata()) == 16)
    drawn = line.get_ydata()
    kept = np.isfinite(drawn) & np.isfinite(cell.rates.gaps[1])
    np.testing.assert_array_equal(drawn[kept], np.clip(cell.rates.gaps[1][kept], *ax.get_ylim()))
    cross = next(line for line in ax.lines if line.get_marker() == "x")
    assert cross.get_xdata()[0] > cell.limit[1], "the cliff lies beyond the limit of theory"


def test_the_limits_of_theory_are_where_runs_are_lost():
    done = benchmark(replace(SMALL, surfaces=("ravine",), rates=(0.5, 4.0, 120), steps=3000))
    for cell in done.cells[:2]:
        _, limit = cell.limit
        settled = cell.rates.gaps[1] < 1e-3
        assert settled[cell.recipe.grid < 0.95 * limit].all()
        assert not settled[cell.recipe.grid > 1.05 * limit].any()


@pytest.mark.parametrize("ground", ["#ffffff", "#000000", "#2b6ca8", "#7fb8ea", "#5a8ac0"])
def test_words_on_colours_have_contrast(ground):
    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return float(np.dot((0.2126, 0.7152, 0.0722), linear))

    one, other = sorted((luminance(ground), luminance(legible(ground))))
    assert (other + 0.05) / (one + 0.05) >= 4
