"""Figures of benchmarks can be read, and show what was found."""

from dataclasses import replace
from functools import cache, lru_cache
from itertools import combinations, islice

import numpy as np
import pytest
from matplotlib.colors import to_hex

import surfaces
from optim_viz.bench import executors
from optim_viz.bench.rows import target_rows
from optim_viz.plots.bench import FIGURES, ert
from optim_viz.plots.panels.intervals import BARS
from optim_viz.plots.panels.sensitivity import shown_limit
from optim_viz.plots.style.contrast import contrast
from optim_viz.plots.style.optimizer_styles import apart, styles_for
from optim_viz.plots.style.themes import THEMES, heat, ink
from optim_viz.plots.style.themes import theme as themed
from optim_viz.presets import preset
from optim_viz.recipes.bench import BenchmarkRecipe
from optim_viz.studies.tuning import FLOOR
from surfaces import InputError

benchmark = cache(executors.benchmark)
"""What several tests ask for is run once."""

SMALL = BenchmarkRecipe(starts=4, steps=60, rates=(1e-4, 10.0, 16))
RECIPES = {
    "suite": SMALL,
    "one with limits": replace(SMALL, surfaces=("ravine",)),
    "never": replace(SMALL, surfaces=("rastrigin", "rosenbrock:dim=4"), target=1e-30),
    "no rates": replace(SMALL, surfaces=("beale",), optimizers=("newton", "sgd:lr=0.01")),
    "noise": replace(SMALL, surfaces=("himmelblau",), seeds=3, noise=0.5),
    "one": replace(SMALL, surfaces=("rosenbrock",)),
    "one with knobs": replace(
        SMALL,
        surfaces=("ravine",),
        optimizers=("sgd", "momentum:momentum=0.5", "momentum", "nesterov", "adam"),
    ),
    "seven": replace(
        SMALL,
        surfaces=("bowl", "double_well", "booth"),
        optimizers=("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "newton"),
    ),
    "one method": replace(SMALL, optimizers=("adam",), kind="fixed"),
    "eight on eight": replace(
        SMALL,
        optimizers=(
            "sgd",
            "momentum",
            "nesterov",
            "adagrad",
            "rmsprop",
            "adam",
            "normalized_descent",
            "newton",
        ),
    ),
    "one surface, eight methods": replace(
        SMALL,
        surfaces=("three_hump_camel",),
        optimizers=(
            "sgd",
            "momentum",
            "nesterov",
            "adagrad",
            "rmsprop",
            "adam",
            "normalized_descent",
            "newton",
        ),
    ),
}


@pytest.fixture(scope="module", params=RECIPES)
def result(request):
    return benchmark(RECIPES[request.param])


@pytest.fixture(scope="module")
def drawn(words_of):
    """Give what draws a figure of a result in the light theme, once: figure, words, places."""

    @lru_cache(maxsize=len(FIGURES))  # tests of one result follow each other
    def draw(result, name):
        with themed():
            figure = FIGURES[name](result)
            before = placed(figure)  # to be drawn moves titles
            return figure, words_of(figure), before

    return draw


@pytest.fixture(scope="module")
def drawn_in():
    """Give what draws a figure of a result in another theme, once."""

    @lru_cache(maxsize=len(FIGURES))
    def draw(result, name, theme):
        with themed(theme):
            return FIGURES[name](result)

    return draw


def said(words):
    return [text.get_text() for text, _ in words]


@pytest.mark.parametrize("name", FIGURES)
def test_every_word_can_be_read(result, name, drawn):
    figure, words, _ = drawn(result, name)
    check_words(figure, words)


@pytest.mark.parametrize("name", FIGURES)
def test_the_dark_theme_has_the_same_words_in_the_same_places(result, name, drawn, drawn_in):
    """So they can be read as well."""
    light, _, before = drawn(result, name)
    dark = drawn_in(result, name, "dark")
    assert dark.get_facecolor() != light.get_facecolor()
    assert same(placed(dark), before)


def same(some, others):
    """Whether all is equal; what differs is shown, not all of it."""
    for one, other in zip(some, others, strict=True):
        assert one == other
    return True


def placed(figure):
    """Return what decides where the words of a figure are: texts, places and sizes."""
    texts = [*figure.texts, *(text for ax in figure.axes for text in ax.texts)]
    for ax in figure.axes:
        texts += [ax.title, ax._left_title, ax._right_title, ax.xaxis.label, ax.yaxis.label]
    ticks = [
        (axis.get_majorticklocs().tolist(), axis.get_major_formatter().format_ticks(
            axis.get_majorticklocs()), axis.get_tick_params()["labelsize"])
        for ax in figure.axes
        for axis in (ax.xaxis, ax.yaxis)
        if "labelsize" in axis.get_tick_params()
    ]  # fmt: skip
    own = ("text", "position", "fontsize", "fontweight", "ha", "va", "rotation", "visible")
    words = [tuple(getattr(text, f"get_{name}")() for name in own) for text in texts]
    places = [(ax.get_position().bounds, ax.get_xlim(), ax.get_ylim()) for ax in figure.axes]
    return [*words, *ticks, *places]


def check_words(figure, words):
    """Assert that all words are on the page, large enough, and not on each other."""
    width, height = figure.bbox.size
    for item, box in words:
        text = item.get_text()
        assert box.x0 >= -0.5, text
        assert box.x1 <= width + 0.5, text
        assert box.y0 >= -0.5, text
        assert box.y1 <= height + 0.5, text
        assert item.get_fontsize() >= 0.033 * 72 * figure.get_figheight(), text
    for (a, one), (b, other) in combinations(words, 2):
        across = min(one.x1, other.x1) - max(one.x0, other.x0)
        up = min(one.y1, other.y1) - max(one.y0, other.y0)
        assert min(across, up) <= 0.5 or "L" in a.get_text() + b.get_text(), (a, b)


MOST_METHODS = (
    *RECIPES["eight on eight"].optimizers,
    "lbfgs",
    "adabelief",
    "conjugate_gradient",
    "saddle_free_newton",
)


@pytest.fixture(scope="module")
def largest():
    """Give a benchmark of 24 surfaces and 12 methods."""
    flat = [name for name in surfaces.names() if surfaces.get(name).dim == 2]
    known = (name for name in flat if surfaces.get(name).lowest is not None)
    return benchmark(
        BenchmarkRecipe(
            surfaces=tuple(islice(known, 24)), optimizers=MOST_METHODS, starts=2, steps=8,
            rates=(1e-4, 10.0, 6),
        )
    )  # fmt: skip


@pytest.mark.parametrize("name", FIGURES)
def test_many_surfaces_and_methods_are_read_page_by_page(largest, name, words_of):
    pages = {"ecdf": 1, "profiles": 1}.get(name, 6)
    for page in sorted({1, pages}):
        made = replace(largest, recipe=replace(largest.recipe, page=page))
        with themed():
            figure = FIGURES[name](made)
            light = placed(figure)
            words = words_of(figure)
        check_words(figure, words)
        if page == pages:
            with themed("dark"):
                assert same(placed(FIGURES[name](made)), light)
        assert any(f"page {page} of {pages}" in text for text in said(words)) == (pages > 1)
    if pages > 1:
        made = replace(largest, recipe=replace(largest.recipe, page=pages + 1))
        with pytest.raises(InputError, match=f"at most {pages}"):
            FIGURES[name](made)


def test_pages_hold_every_cell_once_with_the_colours_and_the_best_of_the_whole(largest):
    parts = largest.pages(8, 8)
    assert [cell for part in parts for cell in part.cells if cell not in largest.cells] == []
    assert sum(len(part.cells) for part in parts) == len(largest.cells)
    assert {(len(p.recipe.problems), len(p.recipe.optimizers)) for p in parts} == {(8, 6)}
    styles = apart(styles_for(largest.optimizers))
    with themed():
        for part, own in ((parts[0], styles[:6]), (parts[1], styles[6:])):
            ax = ert(part).axes[0]
            names = [text for text in ax.texts if text.get_text() in largest.names]
            assert [text.get_color() for text in names] == [style.text_colour for style in own]
            bold = sum(text.get_fontweight() == "bold" for text in ax.texts) - len(names)
            best = 0
            for place in part.recipe.problems:
                least = min(cell.tuned.score.expected for cell in largest.row(place))
                best += sum(c.tuned.score.expected == least < np.inf for c in part.row(place))
            assert bold == best


@pytest.mark.parametrize("name", FIGURES)
def test_the_footer_is_one_line(result, name, drawn):
    figure, words, _ = drawn(result, name)
    low = [text for text, box in words if box.y1 < 0.055 * figure.bbox.height]
    assert len(low) == 1, low


def test_the_rates_of_one_surface_fill_the_page(words_of):
    done = benchmark(RECIPES["one with limits"])
    with themed():
        figure = FIGURES["rates"](done)
        told = said(words_of(figure))
    (ax,) = figure.axes
    assert ax.get_position().height > 0.55
    bars = [bar for bar in ax.patches if bar.get_gid() == "span"]
    spans = [span for cell in done.cells if cell.rate_range for span in cell.rate_range.spans]
    step = (10.0 / 1e-4) ** (1 / 15)
    for bar, (first, last) in zip(bars, spans, strict=True):
        assert bar.get_x() == pytest.approx(first / step**0.5)
        assert bar.get_x() + bar.get_width() == pytest.approx(last * step**0.5)
    for cell in done.cells:
        assert f"{round(100 * cell.tuned.score.success)} %" in told
        assert (cell.decades() or "–") in told


def test_conditions_are_printed(result, drawn):
    told = " ".join(said(drawn(result, "sensitivity")[1]))
    wanted = f"{result.recipe.steps} steps", "seed", "best of 16", "scored on"
    for condition in wanted:
        assert condition in told
    dotted = any(shown_limit(cell) for cell in result.cells)
    room = not result.recipe.noise  # what is told of the noise comes first
    assert ("limit of theory" in told) == (dotted and room)


def test_there_is_no_star_where_the_tuned_rate_never_succeeds():
    done = benchmark(replace(RECIPES["suite"], surfaces=("ravine", "rosenbrock"), steps=200))
    with themed():
        for name in ("sensitivity", "success"):
            axes = FIGURES[name](done).axes
            for ax, place in zip(axes, done.recipe.problems, strict=False):
                stars = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "*"]
                scores = [cell.tuned.score for cell in done.row(place)]
                assert stars == [s.rate for s in scores if s.rate and s.success]
    assert not all(cell.tuned.score.success for cell in done.cells)
    assert any(cell.tuned.score.success for cell in done.cells)


def test_marks_in_one_place_are_seen():
    done = benchmark(replace(SMALL, surfaces=("rastrigin",), target=1e3))
    with themed():
        ax = FIGURES["success"](done).axes[0]
    sizes: dict[tuple[float, float], list[float]] = {}
    for line in ax.lines:
        if line.get_marker() in "*D" and line.get_gid() != BARS:
            at = (line.get_marker(), float(line.get_xdata()[0]), float(line.get_ydata()[0]))
            sizes.setdefault(at, []).append(line.get_markersize())
    assert max(map(len, sizes.values())) > 1
    assert all(own == sorted(set(own), reverse=True) for own in sizes.values())


def test_the_curve_is_the_median_and_the_cliff_is_marked():
    done = benchmark(RECIPES["one with limits"])
    with themed():
        ax = FIGURES["sensitivity"](done).axes[0]
    cell = done.cells[0]
    line = next(line for line in ax.lines if len(line.get_xdata()) == 16)
    drawn = line.get_ydata()
    kept = np.isfinite(drawn) & np.isfinite(cell.rates.gaps[1])
    np.testing.assert_array_equal(drawn[kept], np.clip(cell.rates.gaps[1][kept], *ax.get_ylim()))
    cross = next(line for line in ax.lines if line.get_marker() == "x")
    assert cross.get_xdata()[0] > cell.limit.rate, "the cliff lies beyond the limit of theory"


def test_the_limits_of_theory_are_where_runs_are_lost():
    done = benchmark(replace(SMALL, surfaces=("ravine",), rates=(0.5, 4.0, 120), steps=3000))
    for cell in done.cells[:2]:
        limit = cell.limit.rate
        settled = cell.rates.gaps[1] < 1e-3
        assert settled[cell.recipe.grid < 0.95 * limit].all()
        assert not settled[cell.recipe.grid > 1.05 * limit].any()


def test_an_optimizer_with_a_knob_has_a_limit_of_its_own(words_of):
    specs = ("sgd", "momentum:momentum=0.5", "momentum", "nesterov", "adam", "sgd:lr=0.1")
    done = benchmark(replace(SMALL, surfaces=("ravine",), optimizers=specs))
    with themed():
        figure = FIGURES["sensitivity"](done)
        words = said(words_of(figure))
    ax = figure.axes[0]
    limits = [line for line in ax.lines if line.get_gid() == "limit"]
    lines = [line.get_xdata()[0] for line in limits]
    assert lines == pytest.approx([1.0, 1.5, 1.9, 2 * 1.9 / 2.8 / 2])  # the largest curvature is 2
    assert all(line.get_path_effects() for line in limits), "a halo, on bands"
    assert [words.count(one) for one in ("2/L", "2(1+β)/L", "2(1+β)/(1+2β)/L")] == [1, 2, 1]


@pytest.mark.parametrize("theme", THEMES)
def test_words_can_be_read_on_every_cell(theme):
    """WCAG 2 asks for 4.5 to 1."""

    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return float(np.dot((0.2126, 0.7152, 0.0722), linear))

    with themed(theme):
        light = [luminance(heat(share)) for share in np.linspace(0, 1, 21)]
        word = luminance(ink())
    assert abs(light[-1] - light[0]) > 0.09
    for ground in light:
        one, other = sorted((ground, word))
        assert (other + 0.05) / (one + 0.05) >= 4.5


def panels(figure):
    """Return the panels of the figure `spread`."""
    return [ax for ax in figure.axes if any(one.get_gid() == "runs" for one in ax.collections)]


@pytest.mark.parametrize("theme", THEMES)
def test_every_final_gap_is_drawn_at_its_value(result, theme, drawn, drawn_in):
    light = theme == "light"
    figure = drawn(result, "spread")[0] if light else drawn_in(result, "spread", theme)
    with themed(theme):
        axes = panels(figure)
        colours = [style.colour for style in styles_for(result.optimizers)]
    assert len(axes) == len(result.recipe.problems)
    table = result.final_gaps()
    runs = result.recipe.seeds * (1 if result.recipe.kind == "fixed" else result.recipe.starts)
    assert len(table) == len(result.cells) * runs
    for ax, place in zip(axes, result.recipe.problems, strict=True):
        rows = [one for one in ax.collections if one.get_gid() == "runs"]
        for i, (cell, dots) in enumerate(zip(result.row(place), rows, strict=True)):
            own = table[table["surface"] == str(cell.surface)]
            own = own[own["optimizer"] == str(cell.optimizer)]
            gaps = cell.tuned.gaps
            np.testing.assert_array_equal(own["gap"].fillna(np.inf), gaps)
            np.testing.assert_array_equal(own["lost"], np.isinf(gaps))
            x, y = np.ma.getdata(dots.get_offsets()).T
            finite = np.maximum(gaps[np.isfinite(gaps)], FLOOR)
            np.testing.assert_allclose(np.sort(x), np.sort(finite), rtol=1e-9)
            assert (np.abs(y - i) <= 0.25).all()
            low, high = ax.get_xlim()
            assert ((low < x) & (x < high)).all()
            if x.size:
                assert {to_hex(colour) for colour in dots.get_facecolors()} == {colours[i]}


def test_the_line_of_the_goal_is_seen_on_boxes():
    few = replace(SMALL, surfaces=("double_well",), steps=20, rates=(1e-2, 1.0, 3))
    done = benchmark(few)
    for theme in THEMES:
        with themed(theme):
            ax = FIGURES["spread"](done).axes[0]
        (goal,) = (line for line in ax.lines if line.get_gid() == "target")
        boxes = [one for one in ax.collections if one.get_gid() != "runs"]
        assert goal.get_zorder() > max(one.get_zorder() for one in boxes)
        tints = {to_hex(tint) for one in boxes for tint in one.get_facecolor()}
        assert len(tints) > 2
        assert min(contrast(goal.get_color(), tint) for tint in tints) >= 3


def test_lost_runs_are_counted_and_the_median_takes_them_for_large(words_of):
    recipe = replace(SMALL, surfaces=("rosenbrock",), starts=9)
    done = benchmark(replace(recipe, optimizers=("sgd:lr=5", "momentum:lr=5", "adam:lr=5")))
    with themed():
        figure = FIGURES["spread"](done)
        words = said(words_of(figure))
    (ax,) = panels(figure)
    medians = [line.get_xdata()[0] for line in ax.lines if line.get_gid() == "median"]
    for cell, median in zip(done.cells, medians, strict=True):
        lost = int(np.isinf(cell.tuned.gaps).sum())
        assert (f"{lost} of 9 lost" in words) == bool(lost)
        expected = np.clip(np.median(cell.tuned.gaps), FLOOR, ax.get_xlim()[1])
        assert median == pytest.approx(expected)
    assert np.isinf(done.cells[0].tuned.gaps).all()


def test_the_floor_is_marked_where_gaps_reach_it(many):
    with themed():
        axes = panels(FIGURES["spread"](many))
    for ax in axes:
        first = ax.get_xticks()[0], ax.get_xticklabels()[0].get_text()
        assert first == (pytest.approx(FLOOR), "≤10⁻¹²")


def test_spread_is_the_same_picture_every_time(many):
    with themed():
        one, other = (panels(FIGURES["spread"](many))[0] for _ in range(2))
    for dots, again in zip(one.collections, other.collections, strict=True):
        np.testing.assert_array_equal(dots.get_offsets(), again.get_offsets())


@pytest.mark.parametrize("theme", THEMES)
def test_the_colour_of_a_cell_is_its_success(many, theme):
    with themed(theme):
        ax = FIGURES["rates"](many).axes[0]
        scale = [heat(share) for share in np.linspace(0, 1, 256)]
    (mesh,) = ax.collections
    mesh.update_scalarmappable()  # else that is done where it is drawn
    colours = [to_hex(colour) for colour in mesh.get_facecolors()]
    rows = [cell for place in many.recipe.problems for cell in many.row(place)]
    assert colours == [scale[min(255, int(256 * cell.tuned.score.success))] for cell in rows]
    assert len(ax.texts) == len(rows) + len(many.names)


@pytest.fixture(scope="module")
def many():
    recipe = replace(SMALL, surfaces=("ravine", "beale", "himmelblau"), starts=9)
    return benchmark(replace(recipe, optimizers=("sgd", "adam", "newton")))


def test_the_cross_of_an_ecdf_is_where_the_budget_ends(many):
    with themed():
        ax = FIGURES["ecdf"](many).axes[0]
    crosses = [line for line in ax.lines if line.get_marker() == "x"]
    later = [line for line in ax.lines if line.get_gid() == "restarts"]
    for spec, cross, more in zip(many.recipe.optimizers, crosses, later, strict=True):
        shares = [row["success"] for cell in many.column(spec) for row in target_rows(cell)]
        end = max(float(cell.tuned.curves[k].x.max(initial=0.0)) for cell in many.column(spec)
                  for k in range(51))  # fmt: skip
        end = max(end, *(failed.x.max(initial=0.0) for cell in many.column(spec)
                         for failed in cell.tuned.failures))  # fmt: skip
        assert cross.get_xdata()[0] == end
        assert cross.get_ydata()[0] == pytest.approx(np.mean(shares))
        assert more.get_xdata()[0] == pytest.approx(end / 10)
        at = int(np.searchsorted(more.get_xdata(), end))
        assert more.get_ydata()[at] >= np.mean(shares) - 1e-9
        assert (np.diff(more.get_ydata()) >= -1e-12).all()
        after_two = 1 - (1 - np.array(shares)) ** 2
        at = int(np.searchsorted(more.get_xdata(), 2 * end))
        assert more.get_ydata()[at] >= np.mean(after_two) - 1e-9


def test_expected_steps_are_never_without_success(many, words_of):
    with themed():
        table = said(words_of(FIGURES["ert"](many)))
    for cell in many.cells:
        score = cell.tuned.score
        share = f"{round(100 * score.success)} %"
        assert any(text.endswith(f"\n{share}") for text in table)
    with themed():
        one = benchmark(RECIPES["one with limits"])
        words = said(words_of(FIGURES["ert"](one)))
    assert any("evaluations, 100 %" in text for text in words)


def test_the_curve_of_expected_steps_is_that_of_the_runs():
    done = benchmark(replace(SMALL, surfaces=("beale",), optimizers=("adam", "newton"), starts=9))
    with themed():
        expected, reached = FIGURES["ert"](done).axes[:2]
    lines = [line for line in expected.lines if len(line.get_xdata()) > 5]
    known = [line for line in reached.lines if line.get_gid() != BARS]
    shares = [line for line in known if len(line.get_xdata()) == 51]
    for cell, line, share in zip(done.cells, lines, shares, strict=True):
        rows = target_rows(cell)
        assert share.get_ydata().tolist() == [row["success"] for row in rows]
        known = [row for row in rows if row["success"]]
        assert line.get_xdata().tolist() == [row["target"] for row in known]
        drawn = [max(row["expected_evaluations"], 1.0) for row in known]
        np.testing.assert_allclose(line.get_ydata(), drawn)


def test_stars_are_tuned_and_diamonds_default(many):
    with themed():
        figure = FIGURES["defaults"](many)
    for spec, ax in zip(many.recipe.optimizers, figure.axes, strict=True):
        stars = [line for line in ax.lines if line.get_marker() == "*"]
        diamonds = [line for line in ax.lines if line.get_marker() == "D"]
        cells = many.column(spec)
        tuned = [cell.tuned.score.success for cell in cells]
        assert [line.get_xdata()[0] for line in stars] == pytest.approx([*tuned, np.mean(tuned)])
        default = [cell.untuned.score.success for cell in cells if cell.untuned]
        expected = [*default, np.mean(default)] if default else []
        assert [line.get_xdata()[0] for line in diamonds] == pytest.approx(expected)


def test_the_best_of_a_surface_is_bold(many, words_of):
    with themed():
        words = words_of(FIGURES["ert"](many))
    bold = [
        text
        for text, _ in words
        if text.get_fontweight() == "bold" and text.get_text().endswith("%")
    ]
    solvable = [place for place in many.recipe.problems if any(
        cell.tuned.score.success for cell in many.row(place))]  # fmt: skip
    assert len(bold) >= len(solvable) > 0


def test_titles_of_panels_leave_room_for_each_other_and_for_the_key():
    long = ("axis_parallel_ellipsoid", "bohachevsky_n2", "bohachevsky_n3", "styblinski_tang")
    recipe = replace(
        SMALL, surfaces=("beale", "bowl", *long, "booth", "bohachevsky"),
        optimizers=("sgd", "momentum", "adam"), starts=1, steps=2, rates=(0.01, 0.1, 2),
    )  # fmt: skip
    drawn = FIGURES["success"](benchmark(recipe))
    drawn.canvas.draw()
    panels = [ax for ax in drawn.axes if ax.axison]
    key = min(ax.bbox.x0 for ax in drawn.axes if not ax.axison)
    for ax in panels:
        beside = min([key, *(one.bbox.x0 for one in panels if one.bbox.x0 > ax.bbox.x0 + 1)])
        assert ax._left_title.get_window_extent().x1 < beside, ax._left_title.get_text()


@pytest.mark.parametrize("name", ["ert", "profiles"])
def test_the_first_of_two_panels_stands_alone_where_there_is_no_room_for_both(name, words_of):
    surfaces_of = {"ert": ("ravine",), "profiles": ("ravine", "bowl")}[name]
    one = benchmark(BenchmarkRecipe(surfaces=surfaces_of, starts=3, rates=(1e-2, 1.0, 4), steps=20))
    panels = {}
    for size in ("slide", "4:3", "half"):
        with themed("light", preset("pptx", size, 80)):
            figure = FIGURES[name](one)
        panels[size] = len([ax for ax in figure.axes if ax.get_title(loc="left")])
        placed_words = [(text, box) for text, box in words_of(figure) if text.get_text().strip()]
        for (_, a), (_, b) in combinations(placed_words, 2):
            assert min(min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)) <= 1
    assert (panels["slide"], panels["half"]) == (2, 1)


FIVE = replace(SMALL, surfaces=("rastrigin",))


@pytest.mark.parametrize("name", ["success", "ert"])
@pytest.mark.parametrize("recipe", [FIVE, RECIPES["one surface, eight methods"]])
def test_intervals_of_several_methods_stand_side_by_side(name, recipe):
    """Where all methods fail, or succeed, bands would lie on each other."""
    done = benchmark(recipe)
    with themed():
        figure = FIGURES[name](done)
        figure.draw_without_rendering()
    ax = next(
        ax for ax in reversed(figure.axes) if any(c.get_gid() == BARS for c in ax.collections)
    )
    assert not [one for one in ax.collections if one.get_gid() != BARS], "no bands"
    bars = [one for one in ax.collections if one.get_gid() == BARS]
    assert len(bars) == len(done.cells)
    places = sorted(
        float(ax.transData.transform(segment)[0, 0])
        for one in bars
        for segment in one.get_segments()
    )
    width = max(float(one.get_linewidths()[0]) for one in bars) * figure.dpi / 72
    assert np.diff(places).min() > 2 * width
    for cell, one, style in zip(done.cells, bars, styles_for(done.optimizers), strict=True):
        assert to_hex(one.get_color()[0]) == apart([style])[0].colour
        place, *ends = np.array(_intervals(cell, name)).T
        for segment in one.get_segments():
            at, drawn = np.log(segment[0, 0]), segment[:, 1]
            known = [np.interp(at, np.log(place), end) for end in ends]
            np.testing.assert_allclose(drawn, known, atol=1e-9)


def _intervals(cell, name):
    """Return place, low and high end of the intervals of a figure, by the table beside it."""
    if name == "ert":
        rows = reversed(target_rows(cell))
        return [(row["target"], row["success_low"], row["success_high"]) for row in rows]
    rates = cell.rates.rates if cell.is_rated else cell.recipe.grid
    low, high = (np.broadcast_to(end, rates.shape) for end in cell.success_interval)
    return list(zip(rates, low, high, strict=True))


def test_a_few_methods_have_bands_around_their_success():
    done = benchmark(replace(FIVE, optimizers=("sgd", "adam")))
    with themed():
        (ax, *_) = FIGURES["success"](done).axes
    assert len(ax.collections) == 2, "bands"
    low, high = done.cells[0].success_interval
    ends = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert (ends.min(), ends.max()) == pytest.approx((low.min(), high.max()))


def test_figures_speak_of_bands_where_these_can_be_seen(words_of):
    for name, has in (("one", True), ("one surface, eight methods", False)):
        with themed():
            figure = FIGURES["sensitivity"](benchmark(RECIPES[name]))
            assert bool(figure.axes[0].collections) == has
            assert any("band " in told for told in said(words_of(figure))) == has


TWELVE = replace(
    SMALL, surfaces=("ravine",), starts=2, steps=20, rates=(1e-3, 10.0, 4),
    optimizers=("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw", "nadam",
                "adadelta", "lion", "lbfgs", "newton"),
)  # fmt: skip


@pytest.mark.parametrize("name", ["sensitivity", "success", "ecdf"])
@pytest.mark.parametrize("medium", ["quarto", "beamer-43"])
def test_twelve_methods_have_two_pages_where_their_key_would_take_the_panel(name, medium, words_of):
    named = []
    for page in (1, 2):
        done = replace(benchmark(TWELVE), recipe=replace(TWELVE, page=page))
        with themed("light", preset(medium, "half")):
            figure = FIGURES[name](done)
            told = said(words_of(figure))
        panel = max(ax.get_position().height for ax in figure.axes)
        assert panel > 0.13, "of the page, of which title and footer take two lines each"
        named += [one for one in done.names if one in told]
    assert named == done.names
    with themed("light", preset(medium, "slide")), pytest.raises(InputError, match="at most 1"):
        FIGURES[name](done)


def test_profiles_of_a_page_compare_with_the_best_of_all_pages():
    done = benchmark(replace(TWELVE, surfaces=("ravine", "booth")))
    whole = done.performance()
    for part in done.pages(2, 5):
        own = [done.recipe.optimizers.index(spec) for spec in part.recipe.optimizers]
        for curve, i in zip(part.performance(), own, strict=True):
            np.testing.assert_array_equal(curve.x, whole[i].x)
            np.testing.assert_array_equal(curve.share, whole[i].share)
