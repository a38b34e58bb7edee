"""On every canvas a race can be read: type keeps its size, and the layout gives way."""

from __future__ import annotations

import dataclasses
import re
from functools import cache
from itertools import product
from unittest.mock import patch

import numpy as np
import pytest
from matplotlib.colors import to_hex

import surfaces
from optim_viz.bench.executors import benchmark
from optim_viz.optimizers import Optimizer, get
from optim_viz.plots import basins as basins_page
from optim_viz.plots import bench as bench_page
from optim_viz.plots import explain as explain_page
from optim_viz.plots import graph as graph_page
from optim_viz.plots import layers as layers_page
from optim_viz.plots import losses as losses_page
from optim_viz.plots import map as map_page
from optim_viz.plots import multistart as multistart_page
from optim_viz.plots import regression as regression_page
from optim_viz.plots import surface as surface_page
from optim_viz.plots import taylor as taylor_page
from optim_viz.plots import theory as theory_page
from optim_viz.plots.animate import Pace, film
from optim_viz.plots.animate import figure as moving
from optim_viz.plots.compare import figure
from optim_viz.plots.compare_grid import lattice_of
from optim_viz.plots.compare_labels import names
from optim_viz.plots.compare_page import begin
from optim_viz.plots.compare_pair import pair
from optim_viz.plots.compare_plans import plan, sizes
from optim_viz.plots.compare_race import needs_of
from optim_viz.plots.compare_relief import needs_of_relief
from optim_viz.plots.panels.moving import show_step
from optim_viz.plots.style.page import with_margins
from optim_viz.plots.style.themes import theme as themed
from optim_viz.presets import preset
from optim_viz.recipes.bench import FIGURES, BenchmarkRecipe
from optim_viz.recipes.graph import AT_THE_SHOP, SHOP
from optim_viz.recipes.map import Axis
from optim_viz.studies.basins import basins
from optim_viz.studies.compare import FIVE, Comparison, compare
from optim_viz.studies.explain import explain
from optim_viz.studies.graph import of_formula
from optim_viz.studies.layers import activations, collapse, gradients_in_depth, learn_xor
from optim_viz.studies.losses import (
    Curves,
    Likelihoods,
    class_likelihoods,
    duel,
    logit_losses,
    number_likelihoods,
    residual_losses,
)
from optim_viz.studies.map import map_knobs
from optim_viz.studies.multistart import multistart
from optim_viz.studies.regression import solve_in_all_ways
from optim_viz.studies.taylor import expand
from optim_viz.studies.theory import check_theory, measured_factor
from surfaces.transforms import Rotated

pytestmark = pytest.mark.usefixtures("coarse_landscapes")

TWELVE = [
    "sgd",
    "momentum",
    "nesterov",
    "adagrad",
    "rmsprop",
    "adam",
    "newton",
    "adadelta",
    "adamw",
    "nadam",
    "lion",
    "lbfgs",
]
CANVASES = (
    ("pptx", "half"), ("pptx", "4:3"), ("pptx", "7x10"), ("gslides", "half"), ("beamer", None),
    ("beamer", "half"), ("beamer-43", None), ("revealjs", None), ("quarto", "half"),
    ("paper", None), ("paper", "half"), ("notebook", None),
)  # fmt: skip


@pytest.fixture(scope="module")
def races() -> dict[int, Comparison]:
    """Give races of one, five and twelve methods."""
    surface = surfaces.get("ravine")
    return {n: compare(surface, map(get, TWELVE[:n]), steps=30) for n in (1, 5, 12)}


def check(drawn, medium, words_of, share: float = 0.033) -> None:
    """Check that words are on the canvas, large enough, and that none is on another.

    They are at least a share of the height of a slide.
    """
    words = [(text, box) for text, box in words_of(drawn) if text.get_text().strip()]
    low = np.array([box.min for _, box in words])
    high = np.array([box.max for _, box in words])
    on_page = (low >= -0.5).all(axis=1) & (high <= np.array(drawn.bbox.size) + 0.5).all(axis=1)
    assert on_page.all(), [text.get_text() for (text, _), on in zip(words, on_page, strict=True)
                           if not on]  # fmt: skip
    chosen = preset(medium)
    least = 7 if medium == "paper" else share * 72 * chosen.slide_height
    least = 0 if medium == "notebook" else least
    assert min(text.get_fontsize() for text, _ in words) >= least
    common = np.minimum(high[:, None], high) - np.maximum(low[:, None], low)
    pairs = np.argwhere(np.triu((common > 1.0).all(axis=-1), 1))
    assert not [(words[i][0].get_text(), words[j][0].get_text()) for i, j in pairs]


@pytest.mark.parametrize("layout", ["race", "grid"])
@pytest.mark.parametrize(("medium", "size"), CANVASES)
def test_a_race_is_legible(medium, size, layout, races, words_of):
    for comparison in races.values():
        with themed("light", preset(medium, size, 80)):
            check(figure(comparison, layout), medium, words_of, 0.028 if size == "half" else 0.033)


@pytest.mark.parametrize("layout", ["race", "grid"])
@pytest.mark.parametrize("panel", ["paths", "gap"])
@pytest.mark.parametrize("size", [None, "half"])
def test_a_panel_alone(size, panel, layout, races, words_of):
    with themed("dark", preset("pptx", size, 80)), with_margins("none", "none"):
        drawn = figure(races[5], layout, panel)
    check(drawn, "pptx", words_of)
    axes = [ax for ax in drawn.axes if ax.axison]
    curves = [ax for ax in axes if ax.get_xlabel() == "step"]
    assert len(curves) == (panel == "gap")
    assert len(axes) - len(curves) == (0 if panel == "gap" else 5 if layout == "grid" else 1)


def test_every_method_is_named_in_its_colour_on_half_a_slide(races):
    with themed("light", preset("pptx", "half", 80)):
        drawn = figure(races[12])
        named = {text.get_text(): to_hex(text.get_color()) for text in drawn.texts}
    for run in races[12].runs:
        assert run.optimizer.title in named
    assert len({named[run.optimizer.title] for run in races[12].runs}) > 8


def test_the_panel_of_paths_takes_the_shape_of_what_it_shows(races):
    with themed("light", preset(None, None, 80)):
        wide = figure(races[12]).axes[0].bbox
        turned = compare(Rotated(surfaces.get("ravine"), 90), TWELVE, steps=30)
        tall = figure(turned).axes[0].bbox
    assert wide.width > 1.05 * tall.width
    assert wide.height == tall.height


def test_a_view_frames_and_changes_nothing_else(races):
    with themed("light", preset(None, None, 80)):
        whole = figure(races[12])
        part = figure(races[12], frame=((-1.0, 1.0), (-0.5, 0.5)))
    assert part.axes[0].get_xlim() == (-1, 1)
    assert part.axes[0].get_ylim() == (-0.5, 0.5)
    for mine, theirs in zip(whole.axes[1].lines, part.axes[1].lines, strict=True):
        np.testing.assert_array_equal(mine.get_ydata(), theirs.get_ydata())


@pytest.mark.parametrize("draw", ["surface", "explain"])
def test_a_view_frames_other_landscapes(draw):
    frame, plane, line = (
        ((2.0, 4.0), (1.0, 3.0)),
        surfaces.get("himmelblau"),
        surfaces.get("double_well"),
    )
    told = [explain(get("momentum:lr=0.01"), one, step=3) for one in (plane, line)]
    pages = {
        "surface": [surface_page.figure(one, frame=frame) for one in (plane, line)],
        "explain": [explain_page.figure(one, frame) for one in told],
    }[draw]
    for page in pages:
        assert (page.axes[0].get_xlim(), page.axes[0].get_ylim()) == frame
    if draw == "surface":
        assert "1 global minimum" in {text.get_text() for text in pages[0].texts}
    side = {
        "surface": lambda: surface_page.figure(line, frame=frame[:1]),
        "explain": lambda: explain_page.figure(told[1], frame[:1]),
    }[draw]()
    assert side.axes[0].get_xlim() == frame[0]


LONG = ("adam:lr=0.0125,beta1=0.85,beta2=0.995", "momentum:momentum=0.95,lr=0.0125",
        "sgd:lr=cosine(0.5, 30)", "saddle_free_newton", "conjugate_gradient")  # fmt: skip


THIRD = pytest.approx(1 / 3, abs=1e-6)
PLACES = [
    *product(("pptx", "beamer", "beamer-43", "revealjs", "quarto", "paper"), (None, "half", "4:3"))
]


@pytest.mark.parametrize("number", [1, 5, 12, "long"])
@pytest.mark.parametrize("surface", ["ravine", "double_well", "rosenbrock:dim=5"])
def test_every_panel_of_a_race_has_a_third_of_the_page(surface, number):
    """Across and up, on every canvas: where two have not, there is one."""
    race = raced(surface, number)
    kinds = [*product([needs_of], ("auto", "paths", "gap")), (needs_of_relief, "auto")]
    for medium, size in PLACES:
        with themed("light", preset(medium, size, 50)):
            for needed, panel in kinds:
                page = begin(race)
                needs = needed(page, race, None)
                for wide, tall in sizes(plan(page, needs, panel), needs):
                    least = min(wide / page.width, tall / page.whole_height)
                    assert least > 1 / 3 or least == THIRD, (medium, size, panel)


@pytest.mark.parametrize("number", [1, 5, 12])
@pytest.mark.parametrize(
    ("medium", "size"),
    [*product(("pptx", "beamer-43", "paper"), (None, "half")), ("beamer", "half"), ("pptx", "4:3")],
)
def test_every_panel_that_is_drawn_has_a_third_of_the_page(medium, size, number):
    with themed("light", preset(medium, size, 50)):
        pages = [figure(raced("ravine", number), panel=panel) for panel in ("auto", "gap")]
    for page in pages:
        panels = [ax.get_position() for ax in page.axes if ax.axison]
        assert panels
        least = min(min(one.width, one.height) for one in panels)
        assert least > 1 / 3 or least == THIRD


@pytest.mark.parametrize("medium", ["pptx", "gslides"])
def test_methods_are_named_at_the_ends_of_their_curves_on_a_slide(medium):
    race = compare(surfaces.get("ravine"), FIVE, steps=10)
    with themed("light", preset(medium)):
        page = begin(race)
        made = plan(page, needs_of(page, race, None), "auto")
    assert made.labels
    assert made.legend is None


def test_a_reader_who_asks_for_both_panels_has_both_be_they_small():
    with themed("light", preset("pptx", "half", 50)):
        drawn = {panel: figure(raced("beale", 5), panel=panel) for panel in ("auto", "both")}
    counts = {panel: sum(ax.axison for ax in page.axes) for panel, page in drawn.items()}
    assert counts == {"auto": 1, "both": 2}


def test_a_race_without_curves_says_with_the_names_how_the_runs_ended():
    race = compare(surfaces.get("beale"), map(get, TWELVE[:5]), steps=30)
    with themed("light", preset("pptx", "half", 50)):
        said = [text.get_text() for text in figure(race).texts]
    assert sum(line.startswith("gap ") for line in said) == 5
    race = compare(surfaces.get("beale"), map(get, TWELVE), steps=30)  # Newton is at a saddle
    with themed("light", preset("pptx", "half", 50)):
        drawn = figure(race)
    said = [text.get_text() for text in drawn.texts]
    assert "saddle" in said
    assert not any(line.startswith("gap ") for line in said)
    (panel,) = (ax for ax in drawn.axes if ax.axison)
    assert panel.get_ylabel() == "y"
    assert "x" in [text.get_text() for text in panel.texts]


def test_a_film_says_how_a_run_ended_when_it_has():
    with themed("light", preset("pptx", "half", 50)):
        race = compare(surfaces.get("beale"), map(get, TWELVE[:5]), steps=30)
        drawn = moving(race, "race")
    seen = []
    for step in (0, 29, 30):
        show_step(drawn, step)
        ends = [text for text in drawn.texts if text.get_text().startswith("gap ")]
        seen.append(sum(text.get_visible() for text in ends))
    assert seen == [0, 0, 5]


@pytest.mark.parametrize("number", [5, 12, "long"])
@pytest.mark.parametrize("surface", ["ravine", "double_well"])
def test_names_take_no_more_of_a_grid_than_two_thirds(surface, number):
    race = raced(surface, number)
    for medium, size in PLACES:
        with themed("light", preset(medium, size, 50)):
            page, own = begin(race), names(race.runs)
            named = lattice_of(page, race, own, "auto", None)
            with patch.object(Optimizer, "title", "A"):
                letters = ["A"] * len(race.runs)
                free = lattice_of(page, race, letters, "auto", None)
        if named is None:  # then it is a race
            assert size == "half"
            continue
        shares = [cells.width * cells.height for cells, _ in (named, free)]
        assert shares[0] >= shares[1] / 3, (medium, size)


@pytest.mark.parametrize("medium", ["pptx", "beamer", "beamer-43", "paper"])
def test_a_pair_on_half_a_slide_names_every_method(medium, words_of):
    race = raced("ravine", 4)
    with themed("light", preset(medium, "half", 50)):
        drawn = pair(("Rates of the book", race), ("Tuned rates", race))
        said = [text.get_text() for text, _ in words_of(drawn)]
    assert {run.optimizer.title for run in race.runs} <= set(said)
    assert "Rates of the book" in " ".join(said)
    stages = [ax.get_position() for ax in drawn.axes if ax.axison]
    assert min(one.width for one in stages) > 0.3
    check(drawn, medium, words_of)


def test_a_pair_says_in_words_of_students_how_rates_were_chosen():
    ravine = surfaces.get("ravine")
    book = compare(ravine, [get("sgd:lr=0.9"), get("newton")], steps=30)
    best = compare(ravine, [get("sgd"), get("newton")], steps=30)
    said = {}
    for footer in ("short", "full"):
        with themed("light", preset("pptx", None, 50)), with_margins(footer=footer):
            drawn = pair(("Rates of the book", book), ("Best rates", best))
        said[footer] = " ".join(text.get_text() for text in drawn.texts)
    assert "lr: the best of each method" in said["short"]
    assert "241" not in said["short"]
    assert "241" in said["full"]
    panels = " ".join(text.get_text() for ax in drawn.axes for text in ax.texts)
    assert "gap ≤ 10⁻¹²" in panels  # what Newton reaches, as other pages say it


def test_names_of_a_pair_are_whole_on_half_a_slide_or_have_an_ellipsis():
    race, name = raced("ravine", 4), "Valley turned by 45 degrees"
    turned = compare(Rotated(surfaces.get("ravine"), 45), TWELVE[:4], steps=10)
    said = {}
    for medium in ("beamer", "beamer-43"):
        with themed("light", preset(medium, "half", 50)):
            drawn = pair(("Valley", race), (name, turned))
        said[medium] = " ".join(text.get_text() for text in drawn.texts)
    assert name in said["beamer"]
    assert name in said["beamer-43"] or "…" in said["beamer-43"]


def test_panels_of_a_grid_are_not_flat_because_of_the_longest_name():
    """Five names of which one reaches over the end of its panel, beside which there is room."""
    race = raced("himmelblau", 5)
    with themed("light", preset("beamer", "half", 50)):
        cells, _ = lattice_of(begin(race), race, names(race.runs), "auto", None)
        titles = {text.get_text() for text in figure(race, "grid").texts}
    assert (cells.rows, cells.columns) == (2, 3)
    assert cells.height > 3
    assert {run.optimizer.title for run in race.runs} <= titles


def test_a_grid_of_one_run_is_a_race():
    with themed("light", preset("pptx", "half", 50)):
        pages = [figure(raced("ravine", 1), layout) for layout in ("race", "grid")]
    places = [[ax.get_position().bounds for ax in page.axes] for page in pages]
    assert places[0] == places[1]


@pytest.mark.parametrize(
    "spec", ["momentum:lr=0.1", "nesterov:lr=0.1", "sgd:lr=0.1", "adam:lr=0.1"]
)
@pytest.mark.parametrize("medium", ["pptx", "beamer", "beamer-43"])
def test_a_step_on_half_a_slide_is_seen(medium, spec):
    """The panel is as wide as the page, and its step no dot in it."""
    told = explain(get(spec), surfaces.get("ravine"), step=3)
    with themed("light", preset(medium, "half", 50)):
        ax = explain_page.figure(told).axes[0]
    assert ax.get_position().width > 0.7
    ends = ax.transData.transform([told.parts.point, told.parts.end])
    assert np.hypot(*np.diff(ends, axis=0)[0]) > 0.15 * min(ax.bbox.size)


@cache
def raced(surface: str, number: int | str) -> Comparison:
    """Return a race of some of the twelve, or of methods with long names, the same each time."""
    methods = LONG if number == "long" else tuple(TWELVE[:number])
    return compare(surfaces.get(surface), map(get, methods), steps=10)


@pytest.mark.parametrize("panel", ["both", "paths", "gap"])
def test_a_film_counts_its_steps_in_every_panel(panel, races, words_of):
    with themed("light", preset(None, "half", 80)):
        drawn = moving(races[5], "race", panel)
        show_step(drawn, 7)
    assert any("7" in text.get_text() for text, _ in words_of(drawn))
    check(drawn, "pptx", words_of)


def test_frames_of_a_film_on_half_a_slide_are_those_of_its_figure_at_their_steps():
    """Words on a run that failed appear in the legend when it has, and are drawn once."""
    race = compare(surfaces.get("rosenbrock"), map(get, ("sgd:lr=0.1", "adam")), steps=30)
    assert race.runs[0].taken < 20
    with themed("light", preset("pptx", "half", 50)):
        drawn = moving(race, "race")
        pace = Pace(last=30, fps=10, seconds=1.6)
        shown = film(drawn, pace)
        frames = [frame.copy() for frame in shown.others]
        (word,) = (text for text in drawn.texts if text.get_text().endswith("diverged"))
        box = word.get_window_extent()
    rows = slice(int(frames[0].shape[0] - box.y1), int(frames[0].shape[0] - box.y0))
    part = [frame[rows, int(box.x0) : int(box.x1)] for frame in (*frames, shown.last)]
    blank = [bool((one == one[0, 0]).all()) for one in part]
    assert blank == sorted(blank, reverse=True)
    assert blank[0]
    assert not blank[-2]
    np.testing.assert_array_equal(part[-2], part[-1])


@pytest.mark.parametrize("medium", ["pptx", "beamer-43", "revealjs"])
@pytest.mark.parametrize(("layout", "number"), [("race", 5), ("race", 12), ("relief", 5)])
def test_a_film_on_half_a_slide_counts_its_steps_where_nothing_else_is(
    medium, layout, number, words_of
):
    with themed("light", preset(medium, "half", 80)):
        drawn = moving(raced("beale", number), layout)
        show_step(drawn, 7)
    assert any("7" in text.get_text() for text, _ in words_of(drawn))
    check(drawn, medium, words_of, 0.028)


def _pages():
    """Yield a function that draws a page of each other command, by its name."""
    himmelblau, ravine = surfaces.get("himmelblau"), surfaces.get("ravine")
    led = basins(himmelblau, [get("sgd:lr=0.01"), get("newton")], side=20, steps=50)
    mapped = map_knobs(
        ravine, get("momentum"), Axis("lr", 0.1, 2.0, 12), Axis("momentum", 0.0, 0.9, 12), steps=50
    )
    checked = check_theory(ravine)
    factors = measured_factor(checked.descent), measured_factor(checked.ball)
    told = explain(get("momentum:lr=0.1"), ravine, step=3)
    high = explain(get("adam:lr=0.1"), surfaces.get("rosenbrock:dim=5"), step=3)
    yield "basins", lambda: basins_page.figure(led)
    yield "map", lambda: map_page.figure(mapped)
    yield "theory", lambda: theory_page.figure(checked, factors)
    yield "surface", lambda: surface_page.figure(himmelblau)
    yield "explain", lambda: explain_page.figure(told)
    yield "bars", lambda: explain_page.figure(high)


@pytest.fixture(scope="module")
def pages():
    return dict(_pages())


TRAINING = {
    "graph": lambda: graph_page.figure(of_formula(SHOP, AT_THE_SHOP)),
    "activations": lambda: layers_page.activations(activations()),
    "depth": lambda: layers_page.depth(gradients_in_depth(4, 8)),
    "collapse": lambda: layers_page.collapse(collapse()),
    "xor": lambda: layers_page.xor(learn_xor(20)),
    "multistart": lambda: multistart_page.figure(multistart("lbfgs", "rastrigin")),
    "regression": lambda: regression_page.figure(
        solve_in_all_ways(surfaces.get("linear_regression"), 50)
    ),
    "taylor": lambda: taylor_page.figure(expand("rosenbrock", (-1.0, 2.0))),
    "losses": lambda: losses_page.curves(Curves(residual_losses(), logit_losses())),
    "logits": lambda: losses_page.curves(Curves([], logit_losses())),
    "likelihood": lambda: losses_page.likelihoods(
        Likelihoods(number_likelihoods(), class_likelihoods())
    ),
    "sigmoid": lambda: losses_page.sigmoid(duel((-4.0, -4.0), 1.0, 20)),
}
"""Pages about what training is made of."""


@pytest.mark.parametrize("name", TRAINING)
@pytest.mark.parametrize(
    ("medium", "size"), [("pptx", "half"), ("beamer-43", None), ("paper", "half"), (None, None)]
)
def test_pages_of_training_are_legible(name, medium, size, words_of):
    with themed("light", preset(medium, size, 80)):
        check(TRAINING[name](), medium, words_of)


@pytest.mark.parametrize("name", ["basins", "map", "theory", "surface", "explain", "bars"])
@pytest.mark.parametrize(("medium", "size"), CANVASES)
def test_other_pages_are_legible(name, medium, size, pages, words_of):
    with themed("light", preset(medium, size, 80)):
        check(pages[name](), medium, words_of)


@pytest.mark.parametrize("name", ["basins", "map", "tuned step"])
def test_the_short_footer_says_it_in_words_that_a_student_knows(name):
    bowl = surfaces.get("bowl")
    axes = Axis("lr", 0.1, 2.0, 5), Axis("momentum", 0.0, 0.9, 5)
    page = {
        "basins": lambda: basins_page.figure(basins(bowl, ["sgd"], side=9, steps=20)),
        "map": lambda: map_page.figure(map_knobs(bowl, get("momentum"), *axes, steps=20)),
        "tuned step": lambda: explain_page.figure(explain("sgd", bowl, steps=20)),
    }[name]
    said = {}
    for footer in ("short", "full"):
        with with_margins(footer=footer):
            said[footer] = " · ".join(text.get_text() for text in page().texts)
    few, all_of_it = {
        "basins": ("lr: the best of each method", "best of 241, 25 starts"),
        "map": ("20 steps · a digit", "5 × 5 runs"),
        "tuned step": ("SGD's lr: its best", "best of 241 by"),
    }[name]
    assert few in said["short"]
    assert all_of_it not in said["short"]
    assert all_of_it in said["full"]


SIX = ("ravine", "rosenbrock", "himmelblau", "styblinski_tang", "ackley", "goldstein_price")


@pytest.fixture(scope="module")
def six_surfaces():
    """Give a benchmark of five methods on six surfaces."""
    recipe = BenchmarkRecipe(
        surfaces=SIX, optimizers=tuple(TWELVE[:5]), starts=2, steps=20, rates=(1e-4, 10.0, 6)
    )
    return benchmark(recipe)


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize(
    ("medium", "size"), [("pptx", None), ("pptx", "half"), ("beamer", "half"), ("beamer-43", None)]
)
def test_a_benchmark_has_as_many_surfaces_on_a_page_as_have_room(
    name, medium, size, six_surfaces, words_of
):
    with themed("light", preset(medium, size, 80)):
        drawn = bench_page.figure(six_surfaces, name)
    check(drawn, medium, words_of)
    said = " ".join(text.get_text() for text, _ in words_of(drawn))
    paged = re.search(r"page 1 of (\d)", said)
    shown = sum(surfaces.get(one).title in said for one in SIX)
    if size is None and medium == "pptx":
        assert not paged
    if paged:
        assert 1 <= shown <= 3
    elif name not in ("ecdf", "profiles"):
        assert shown >= 5  # the first word of a long name may be cut


def test_the_pages_of_a_small_canvas_hold_every_surface(six_surfaces, words_of):
    said = ""
    with themed("light", preset("pptx", "half", 80)):
        for page in range(1, 1 + len(SIX)):
            recipe = dataclasses.replace(six_surfaces.recipe, page=page)
            drawn = bench_page.figure(dataclasses.replace(six_surfaces, recipe=recipe), "defaults")
            said += " ".join(text.get_text() for text, _ in words_of(drawn))
    assert all(surfaces.get(name).title.split()[0][:6] in said for name in SIX)
