"""Basins: what the picture says is what single runs do."""

import json
import re
from functools import cache, lru_cache
from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.cli import main
from optim_viz.cli.languages import speaking
from optim_viz.plots.basins import draw_best_of
from optim_viz.plots.basins import figure as picture
from optim_viz.plots.panels.basin_colours import colours, entries, palette, shaded
from optim_viz.plots.style.optimizer_styles import styles_for
from optim_viz.plots.style.themes import THEMES
from optim_viz.plots.style.themes import theme as themed
from optim_viz.presets import preset
from optim_viz.studies.basins import (
    DIVERGED,
    ELSEWHERE,
    LEFT,
    NEAR,
    SIDE,
    UNDECIDED,
    _nearest,
    basins,
    cells,
    stationary,
)
from optim_viz.text import language, words
from surfaces import Box, InputError

FIVE = ("sgd", "momentum", "adagrad", "adam", "newton")


def found(name, *specs, **options):
    options = {"side": 24, "steps": 120} | options
    return basins(surfaces.get(name), [optimizers.get(spec) for spec in specs or FIVE], **options)


@pytest.mark.parametrize("name", ["himmelblau", "six_hump_camel", "double_well"])
def test_every_start_ends_where_a_single_run_does(name):
    surface = surfaces.get(name)
    for one in found(name, "newton", "momentum", "sgd:lr=0.05"):
        starts = cells(one.box, 24).reshape(surface.dim, -1)
        for i in range(0, starts.shape[1], 41):
            run = optim_viz.run(one.optimizer, surface, starts[:, i], 120, tolerance=1e-5)
            end = int(one.end.ravel()[i])
            assert one.taken.ravel()[i] == run.taken
            if end >= 0:
                np.testing.assert_allclose(run.end, one.targets[end], atol=0.02)
            else:
                expected = {"left the domain": LEFT, "diverged": DIVERGED}
                assert end == expected.get(str(run.status), UNDECIDED)


@pytest.mark.parametrize(
    "name", ["shubert", "himmelblau", "forrester", "ackley", "saddle", "adjiman"]
)
def test_ends_are_looked_up_as_if_they_were_held_against_every_point(name):
    surface, random = surfaces.get(name), np.random.default_rng(0)
    side = (surface.charted.high - surface.charted.low)[:, None]
    points = np.array([at for at, _ in stationary(surface)]).reshape(-1, surface.dim).T
    around = points[:, random.integers(points.shape[1], size=1500)]
    ends = np.hstack(
        [
            around + 2 * NEAR * side * random.uniform(-1, 1, around.shape),
            surface.charted.low[:, None] + side * random.uniform(-1, 2, around.shape),
            np.array([[np.nan, np.inf, -np.inf, 1e300]] * surface.dim),
        ]
    )
    found = _nearest(surface, ends.reshape(surface.dim, 2, -1))
    assert found.shape == (2, ends.shape[1] // 2)
    for end, index in zip(ends.T, found.ravel(), strict=True):
        near = (np.abs(points - end[:, None]) <= NEAR * side).all(axis=0)
        assert index == (np.flatnonzero(near)[-1] if near.any() else UNDECIDED)


def test_the_table_has_the_median_steps_of_each_end():
    (one,) = found("himmelblau", "newton", side=40)
    for row in one.rows():
        at = [i for i in one.shares if i >= 0 and list(one.targets[i]) == row["at"]]
        here = one.end == (at[0] if at else UNDECIDED)
        assert row["median_steps"] == np.median(one.taken[here])


def test_newton_finds_all_that_is_stationary_on_himmelblau():
    (one,) = found("himmelblau", "newton", side=80)
    assert set(one.shares) == set(range(9))
    assert sorted(one.kinds) == ["maximum", *["minimum"] * 4, *["saddle"] * 4]
    assert one.kinds[:4] == ("minimum",) * 4
    assert one.lowest == {0, 1, 2, 3}
    assert sum(one.shares.values()) == pytest.approx(1)


def test_starting_again_helps_as_drawing_again_does():
    (one,) = found("six_hump_camel", "newton")
    good = np.isin(one.end, list(one.lowest))
    draws = np.random.default_rng(0).choice(good.ravel(), (20_000, 5)).any(axis=1)
    assert abs(one.best_of(5) - draws.mean()) < 0.02
    assert one.best_of(1) == pytest.approx(good.mean())


def test_starts_are_the_middles_of_cells():
    np.testing.assert_allclose(cells(Box((0, 4)), 4), [[0.5, 1.5, 2.5, 3.5]])
    assert cells(Box((0, 2), (0, 1)), 2)[:, 1, 0].tolist() == [0.5, 0.75]


def test_few_steps_are_vivid():
    (one,) = found("himmelblau", "newton")
    with themed():
        pixels = shaded(one)
    basin = one.end == 2
    saturation = np.ptp(pixels[basin], axis=-1)
    fast = one.taken[basin] <= np.median(one.taken[basin])
    assert saturation[fast].mean() > saturation[~fast].mean()


@lru_cache(maxsize=1)  # themes of the same basins follow each other
def found_once(name, specs):
    return found(name, *specs)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("name", "specs"),
    [
        ("himmelblau", FIVE),
        ("double_well", FIVE),
        ("rastrigin", ("newton",)),
        ("gramacy_lee", FIVE),
        ("branin", ("newton", "sgd")),
        ("saddle", ("sgd:lr=0.5", "newton")),
        ("himmelblau", FIVE[:3]),
        ("ackley", ("sgd", "newton", "adam")),
        ("shubert", FIVE[:4]),
        ("rosenbrock", ("sgd:lr=1", "momentum", "adam", "adagrad", "newton", "rmsprop")),
    ],
)
def test_every_word_can_be_read(name, specs, theme, words_of):
    with themed(theme):
        figure = picture(found_once(name, specs))
        boxes = [(text.get_text(), box) for text, box in words_of(figure)]
    width, height = figure.bbox.size
    for text, box in boxes:
        assert box.x0 >= -0.5, text
        assert box.x1 <= width + 0.5, text
        assert box.y0 >= -0.5, text
        assert box.y1 <= height + 0.5, text
    for (a, one), (b, other) in combinations(boxes, 2):
        across = min(one.x1, other.x1) - max(one.x0, other.x0)
        up = min(one.y1, other.y1) - max(one.y0, other.y0)
        assert min(across, up) <= 0.5, (a, b)


def test_on_a_slide_every_panel_tells_the_share_that_reaches_a_global_minimum():
    made = found("himmelblau")
    with themed():
        written = [text.get_text() for text in picture(made).texts]
    told = [text for text in written if re.fullmatch(r"\d+ %( ★)?", text)]
    assert [text.removesuffix(" ★") for text in told] == [f"{100 * m.success:.0f} %" for m in made]


def command(capsys, *arguments):
    """Return exit code, stdout and stderr of the command, whose pictures have few pixels."""
    with pytest.raises(SystemExit) as end:
        main(["basins", *arguments, "--dpi", "40"])
    out, err = capsys.readouterr()
    return end.value.code or 0, out, err


def test_the_command(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    small = ["--side", "20", "--steps", "50", "-a", "newton"]
    code, out, err = command(capsys, *small)
    snippet, written = err.splitlines()
    assert (code, written) == (0, "basins-himmelblau.png")
    assert snippet.startswith("![Starts on Himmelblau")
    assert snippet.endswith("](basins-himmelblau.png)")
    assert "saddle" in out
    once, *_, often = [float(x.strip("%")) for x in out.split("k = 50\n")[1].split()[1:]]
    assert 50 < once < 60
    assert often == 100
    code, out, _ = command(capsys, *small, "--zoom=-1:1,0:2", "--json", "-o", "b.png", "-q")
    data = json.loads(out)
    assert sum(row["share"] for row in data["ends"]) == pytest.approx(1)
    assert data["recipe"]["basins"]["zoom"] == [[-1, 1], [0, 2]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["himmelblua"], "did you mean himmelblau"),
        (["bowl:dim=3"], "one or two dimensions"),
        (["--side", "1"], "side is between 2 and 2048"),
        (["--zoom", "1:2"], "zoom on himmelblau is LOW:HIGH,LOW:HIGH"),
        (["--zoom", "2:1,0:1"], "low < high"),
        (["--lr", "tund"], "did you mean tuned"),
        (["--zoom", "a:b,0:1"], "zoom is LOW:HIGH for each coordinate"),
        (["--zoom", "0:inf,0:1"], "zoom"),
        (
            ["--zoom", "6:7,0:1"],
            "zoom [6, 7] × [0, 1] lies outside the domain of himmelblau, -5:5,-5:5",
        ),
        (["--steps", "0"], "steps is between 1"),
        (["--side", "3000"], "side is between 2 and 2048"),
        (["double_well", "--zoom", "0:1,0:1"], "zoom on double_well is LOW:HIGH, not"),
        (["-f", "x+"], "x+"),
        (["-f", "x0*x1*x2"], "one or two dimensions"),
        (["himmelblau", "-f", "x**2"], "not both"),
        (["-a", "sgd", "-a", "sgd"], "sgd is given twice"),
        (["-a", "sgd"] * 9, "room for 1 to 8 optimizers"),
        (["-o", "a.gif"], "file type"),
    ],
)
def test_wrong_input_is_one_line(capsys, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    code, out, err = command(capsys, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert message in err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("arguments", [["bowl:dim=3"], ["--side", "1"], ["--steps", "0"], []])
def test_dry_run_checks_everything_and_writes_nothing(capsys, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    code, out, err = command(capsys, *arguments, "--dry-run")
    assert (code, out) == (2 if arguments else 0, "")
    if not arguments:
        assert err.startswith("would write basins-himmelblau.png: {")
        code, out, _ = command(capsys, "--dry-run", "--json", "-q")
        assert (code, json.loads(out)["written"]) == (0, [])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_the_same_command_gives_the_same_bytes(capsys, tmp_path, suffix):
    files = [tmp_path / f"{name}{suffix}" for name in "ab"]
    for file in files:
        asked = ("six_hump_camel", "-a", "sgd", "-a", "newton", "--side", "24", "--steps", "60")
        command(capsys, *asked, "-o", str(file), "-q")
    assert files[0].read_bytes() == files[1].read_bytes()


def test_the_help_says_how_many_starts_there_are(capsys):
    assert SIDE == 512
    assert "[default: 512]" in " ".join(command(capsys, "--help")[1].split())


def test_where_nothing_is_stationary_the_picture_says_what_is_left(capsys, tmp_path):
    file = str(tmp_path / "a.png")
    code, out, _ = command(
        capsys, "-f", "x + 0*y", "-a", "sgd:lr=1", "--side", "8", "--json", "-o", file, "-q"
    )
    assert code == 0
    # a formula has no domain to leave
    assert {row["end"] for row in json.loads(out)["ends"]} == {"budget spent"}
    assert json.loads(out)["best_of_k"] == []


@pytest.mark.parametrize("place", [["saddle"], ["-f", "x**2-y"], ["-f", "x**3"]])
def test_without_a_global_minimum_none_is_spoken_of(capsys, tmp_path, place):
    file = str(tmp_path / "a.png")
    code, out, err = command(capsys, *place, "-a", "newton", "--side", "8", "--json", "-o", file)
    assert (code, json.loads(out)["best_of_k"]) == (0, [])
    assert "probability" not in err
    surface = surfaces.formula(place[1]) if place[0] == "-f" else surfaces.get(place[0])
    with themed():
        figure = picture(basins(surface, [optimizers.get("newton")], side=8))
    assert not [text for text in figure.findobj(Text) if "★" in text.get_text()]


def test_the_table_adds_up_and_shows_a_global_minimum(capsys, tmp_path):
    for surface in ("himmelblau", "rastrigin", "eggholder"):
        small = ["-a", "newton", "-a", "sgd", "--side", "40", "-o", str(tmp_path / "a.png")]
        _, out, _ = command(capsys, surface, *small)
        table = out.split("\n\n")[0].splitlines()[1:]
        for name in ("Newton", "SGD, lr "):
            rows = [row for row in table if row.startswith(name)]
            assert sum(float(x) for x in re.findall(r"([\d.]+)%", " ".join(rows))) == (
                pytest.approx(100, abs=0.4)
            )
            assert len(rows) <= 8
            assert any("global minimum" in row for row in rows)
        assert "others (" in out


def test_curves_that_coincide_alternate_their_dashes():
    some = found("himmelblau", "sgd", "adagrad", "newton", steps=300)
    with themed():
        lines = draw_best_of(some, styles_for(one.optimizer for one in some)).lines
    pair = [line for line in lines if line.get_linestyle() != "None"][1:]
    marks = [line.get_xdata() for line in lines if line.get_linestyle() == "None"]
    assert len(np.unique(np.round(marks, 6))) == np.size(marks) == 9  # none on another
    assert some[2].success < 0.9
    assert (some[0].success, some[1].success) == pytest.approx((1, 1))
    assert [line.get_color() for line in pair] == [
        style.colour for style in styles_for(one.optimizer for one in some)[:2]
    ]
    assert len({line.get_linestyle() for line in pair}) == 1
    (first, on), (second, _) = (line._unscaled_dash_pattern for line in pair)
    assert on[0] == on[1] == second - first  # one is drawn where the other is not


def test_each_of_many_minima_is_coloured_by_how_low_it_is():
    (one,) = found("rastrigin", "sgd:lr=0.001", side=60, steps=300)
    with themed():
        key = [entry.name for entry in entries([one])]
        own, known = colours(one), palette()
    assert key[:2] == ["global minimum ★", "minima: lowest ¼"]
    heights = {i: float(one.surface(one.targets[i])) for i in one.shares if i >= 0}
    order = [known.best, *known.heights]
    ranks = [order.index(own[i][0]) for i in sorted(heights, key=heights.__getitem__)]
    assert ranks == sorted(ranks)


def test_minima_of_the_same_height_have_the_same_colour():
    (one,) = found("rastrigin", "sgd", side=40)
    with themed():
        own = colours(one)
    heights = {i: float(one.surface(one.targets[i])) for i, kind in enumerate(one.kinds)
               if kind == "minimum"}  # fmt: skip
    for i, height in heights.items():
        same = [j for j, other in heights.items() if abs(other - height) < 1e-9]
        assert len({own[j] for j in same}) == 1, (i, height)


@pytest.mark.parametrize(
    ("name", "words"),
    [("himmelblau", "saddle, maximum"), ("double_well", "maximum"), ("matyas", "")],
)
def test_the_key_names_the_kinds_that_the_surface_has(name, words):
    (one,) = found(name, "newton", side=8)
    with themed():
        rest = {word for i, (_, word) in colours(one).items() if i >= 0}
    assert (words in rest) or not words
    assert not {"saddle", "saddle, maximum", "maximum"} & rest - {words}


def test_every_end_has_a_colour_and_few_minima_each_their_own():
    (one,) = found("himmelblau", "newton", side=60)
    with themed():
        own = colours(one)
    minima = {own[i][0] for i, kind in enumerate(one.kinds) if kind == "minimum"}
    lost = {own[i][0] for i in (UNDECIDED, LEFT, DIVERGED, ELSEWHERE)}
    assert (len(minima), len(lost), minima & lost) == (4, 4, set())
    greys = sorted(np.dot(to_rgb(colour), (0.299, 0.587, 0.114)) for colour in minima)
    assert min(np.diff(greys)) > 0.08


def test_three_dimensions_are_refused():
    with pytest.raises(InputError, match="bowl has 3"):
        found("bowl:dim=3", "sgd")


@pytest.mark.parametrize(
    ("place", "method"), [("easom", "sgd:lr=0.01"), ("rosenbrock", "scipy.bfgs:maxiter=3")]
)
def test_what_ended_before_its_budget_has_not_spent_it(place, method):
    (one,) = found(place, method, side=8)
    words = {row["end"] for row in one.rows()}
    assert "stopped early" in words
    assert (one.taken[one.end == ELSEWHERE] < one.steps).all()
    assert (one.taken[one.end == UNDECIDED] == one.steps).all()


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_title_of_the_curve_keeps_clear_of_the_key(lang):
    methods = map(optimizers.get, ["newton", "sgd", "adam", "momentum", "adagrad"])
    some = basins(surfaces.get("ackley"), methods, side=8, steps=20)
    with speaking(lang, {}, maximize=False), themed("light", preset("paper", "4:3", 120)):
        figure = picture(some)
        (title,) = (one for one in figure.texts if one.get_text() == words.BEST_OF_K)
    swatches = [ax for ax in figure.axes if not (ax.images or ax.lines)]
    assert len(swatches) >= 5
    right = title.get_window_extent().x1
    assert right < min(swatch.bbox.x0 for swatch in swatches)


@pytest.mark.parametrize("count", range(1, 9))
def test_without_a_curve_the_key_fills_the_cell_that_would_stay_empty(count):
    methods = ["sgd", "momentum", "adagrad", "adam", "newton", "rmsprop", "lion", "nadam"]
    some = [optimizers.get(name) for name in methods[:count]]
    with themed():
        figure = picture(basins(surfaces.get("monkey_saddle"), some, side=8, steps=20))
    shown = [ax for ax in figure.axes if ax.images]
    swatches = [ax for ax in figure.axes if not ax.images]
    assert len(shown) == count
    columns = len({round(ax.bbox.x0) for ax in shown})
    rows = len({round(ax.bbox.y0) for ax in shown})
    right = max(ax.bbox.x1 for ax in shown)
    if rows > 1 and rows * columns == count + 1:
        assert all(swatch.bbox.x1 < right for swatch in swatches), "in the cell"
    else:
        assert all(swatch.bbox.x0 > right for swatch in swatches), "beside the panels"
    for one in shown:
        assert not any(one.bbox.overlaps(swatch.bbox) for swatch in swatches)


def iterated(x, slope, bend, count=300):
    """Newton's method on a curve, plainly; where coordinates do not meet, each goes its own way."""
    for _ in range(count):
        with np.errstate(all="ignore"):
            x = x - np.where(bend(x) == 0, 0, slope(x) / bend(x))
    return x


def test_newton_arrives_at_a_flat_minimum_wherever_plain_iteration_does():
    surface = surfaces.formula("x**4 + y**4 - y**2")
    (one,) = basins(surface, [optimizers.get("newton")], side=64)
    x, y = cells(one.box, 64)
    x = iterated(x, lambda x: 4 * x**3, lambda x: 12 * x**2)
    y = iterated(y, lambda y: 4 * y**3 - 2 * y, lambda y: 12 * y**2 - 2)
    there = (np.abs(x) < 1e-3) & (np.abs(np.abs(y) - 0.5**0.5) < 1e-6)
    assert 0.8 < there.mean() < 0.95
    np.testing.assert_array_equal(np.isin(one.end, list(one.lowest)), there)
    assert (one.taken[there] < one.steps).all()


@pytest.mark.parametrize(
    "text",
    ["x**6 + y**2", "x**8 + y**4", "x**10 + y**2", "(1-x)**4 + 100*(y-x**2)**2"],
)
def test_newton_arrives_at_a_flat_minimum_from_everywhere(text):
    (one,) = basins(surfaces.formula(text), [optimizers.get("newton")], side=32)
    assert one.success == 1


def test_flat_ground_far_above_the_minimum_is_no_arrival():
    (one,) = basins(
        surfaces.get("easom"),
        [optimizers.get("sgd:lr=0.1")],
        box=Box((-90, -80), (-90, -80)),
        side=16,
    )
    assert one.success == 0
    assert set(one.shares) == {ELSEWHERE}


def test_arrival_at_a_curve_of_minimizers():
    (one,) = basins(surfaces.formula("(x - y)**2"), [optimizers.get("sgd:lr=0.1")], side=32)
    assert one.success == 1
    assert {row["end"] for row in one.rows()} == {"curve"}


def test_a_flat_saddle_is_an_end_of_its_own():
    (one,) = basins(surfaces.formula("x**4 + y**4 - y**2"), [optimizers.get("newton")], side=64)
    assert {row["end"] for row in one.rows()} == {"minimum", "degenerate"}


@cache
def found_in_short(name):
    """Return the basins of five methods, which several media show."""
    specs = "sgd:lr=0.01", "momentum:lr=0.01", "adagrad", "adam", "newton"
    return found(name, *specs, steps=40)


@pytest.mark.parametrize("name", ["ackley", "himmelblau", "rastrigin"])
@pytest.mark.parametrize(("medium", "lang"), [("beamer-43", "ko"), ("quarto", "en")])
def test_five_methods_have_panels_on_half_a_slide_that_can_be_seen(name, medium, lang, words_of):
    found = found_in_short(name)
    methods = [one.optimizer for one in found]
    for theme in ("light", "print"):
        with themed(theme, preset(medium, "half")), language(lang):
            figure = picture(found)
            told = [one.get_text() for one, _ in words_of(figure)]
        panels = [ax.get_position() for ax in figure.axes[:5]]  # the key comes after them
        assert min(one.width for one in panels) > 0.14, "of the page"
        assert min(one.height for one in panels) > 0.09
        for method in methods:
            least = method.title[:4]
            assert any(one.startswith(least) for one in told), "no name is cut to a letter"


def test_shares_beside_names_are_whole_or_left_out(words_of):
    found = basins(
        surfaces.get("ackley"),
        [optimizers.get("sgd:lr=0.01"), optimizers.get("momentum")],
        side=24,
        steps=40,
    )
    for medium in ("quarto", "beamer-43", "beamer", "pptx"):
        with themed("light", preset(medium, "half")):
            told = [one.get_text() for one, _ in words_of(picture(found))]
        assert not [one for one in told if re.fullmatch(r"\d+ ?…", one)]
