"""`optim-viz gallery`: the committed figures, made again."""

import re
from pathlib import Path

import matplotlib
import numpy as np
import PIL
import pytest
from PIL import Image

import optim_viz
import surfaces
from optim_viz.cli.typed import recipe_of
from optim_viz.export import gallery_page
from optim_viz.export.embedded import recipe_in
from optim_viz.gallery import BOOK, DRAWN
from optim_viz.optimizers import get
from optim_viz.recipes import Recipe
from optim_viz.recipes.gallery import GalleryRecipe, figures, has_own_function
from optim_viz.studies.compare import study
from optim_viz.studies.regression import solve_in_all_ways
from optim_viz.text import language, languages, words

ROOT = Path(__file__).parent.parent.parent
COMMITTED = ROOT / "figures"
FILES = {
    name: name + (".gif" if command.startswith("animate") else ".png")
    for name, command in figures().items()
}
MADE_WITH = {"matplotlib": "3.11.2", "pillow": "13.0.0"}
"""Bytes repeat for one build of the libraries; who makes the figures with another says so here."""

SLOW = {"tuned_and_default", "ravine_film", "beale_film"}
"""Figures of more than a second and a half, but for the catalogue; `verify figures` has them."""

installed = {"matplotlib": matplotlib.__version__, "pillow": PIL.__version__}


def test_every_figure_is_committed_and_nothing_else():
    assert len(FILES) >= 14
    assert sorted(path.name for path in COMMITTED.iterdir()) == sorted(
        [*FILES.values(), gallery_page.NAME]
    )


def test_the_page_is_what_is_committed():
    text = (COMMITTED / gallery_page.NAME).read_text(encoding="utf-8")
    assert text == gallery_page.page(FILES)
    assert text.startswith(words.GALLERY_PAGE + "\n")
    for file in FILES.values():
        assert f"]({file})" in text


def test_films_are_small():
    for file in FILES.values():
        assert (COMMITTED / file).stat().st_size < 1_500_000, file


@pytest.mark.skipif(
    installed != MADE_WITH, reason=f"committed figures were made with {MADE_WITH}, not {installed}"
)
@pytest.mark.parametrize("name", [name for name in FILES if name not in SLOW])
def test_the_gallery_is_what_is_committed(name, cli, folder):
    """Byte by byte; where the bytes differ, say first whether the pictures do."""
    ran = cli("gallery", name, "-o", "made")
    assert ran.code == 0
    assert ran.err.splitlines() == [f"made/{FILES[name]}"]
    made, committed = folder / "made" / FILES[name], COMMITTED / FILES[name]
    if made.read_bytes() != committed.read_bytes():
        with Image.open(made) as mine, Image.open(committed) as theirs:
            assert mine.size == theirs.size
            differing = int((np.asarray(mine) != np.asarray(theirs)).sum())
            assert not differing, f"{differing} values differ"
            assert mine.info == theirs.info
        raise AssertionError("same pixels, other bytes")


@pytest.mark.parametrize("name", FILES)
def test_a_file_carries_the_recipe_of_its_command(name):
    text = recipe_in(COMMITTED / FILES[name])
    if has_own_function(name):
        assert Recipe.read(text) == GalleryRecipe(name)
    else:
        assert Recipe.read(text) == recipe_of(figures()[name])


def test_what_no_command_makes_has_a_function():
    assert list(DRAWN) == [name for name in figures() if has_own_function(name)]


@pytest.mark.parametrize("lang", languages())
def test_every_figure_has_a_title_and_a_lesson(lang):
    with language(lang):
        assert list(words.GALLERY_TITLES) == list(words.GALLERY_LESSONS) == list(figures())
        for name, lesson in words.GALLERY_LESSONS.items():
            assert lesson.endswith("."), name
            assert not re.search(r"\s{2}|\n", lesson), name


def test_all_of_them_get_a_page(cli, folder, monkeypatch):
    few = {"stability": figures()["stability"], "saddle": figures()["saddle"]}
    monkeypatch.setattr("optim_viz.cli.gallery.figures", lambda: few)
    ran = cli("gallery", "-o", "made", "--theme", "dark", "--lang", "ko", "--dpi", "40")
    assert ran.err.splitlines()[-1] == "made/README.md"
    text = (folder / "made" / "README.md").read_text(encoding="utf-8")
    assert text.count("\n## ") == 2
    for lang in languages():
        with language(lang):
            assert f"\n\n{words.GALLERY_LESSONS['saddle']}\n" in text
    recipe = Recipe.read(recipe_in(folder / "made" / "saddle.png"))
    assert (recipe.theme, recipe.lang, recipe.dpi) == ("dark", "ko", 40)
    assert cli("verify", "made").code == 0


def test_a_page_that_somebody_wrote_is_not_replaced(cli, folder, files, sketch):
    (folder / "README.md").write_text("# Holidays\n")
    ran = cli("gallery", "-o", ".")
    assert (ran.code, ran.out) == (2, "")
    assert "README.md is not of the gallery: -o FOLDER gives another folder" in ran.err
    assert list(files()) == ["README.md"]
    assert cli("gallery", "stability", "-o", ".").code == 0, "a single figure has no page"


def test_files_of_others_do_not_keep_a_command_from_being_read(cli, folder, sketch):
    (folder / "theory-ravine.png").write_text("holidays")
    assert cli("gallery", "stability", "-o", "made").code == 0


def test_chosen_figures_only_in_another_theme(cli, folder, files):
    ran = cli("gallery", "saito", "-o", "deep/down", "--theme", "dark", "--dpi", "40", "-q")
    assert (ran.code, ran.err) == (0, "")
    assert list(files()) == ["deep/down/saito.png"]
    with Image.open(folder / "deep/down/saito.png") as picture:
        assert picture.getpixel((0, 0))[0] < 64


def test_each_is_named_on_stdout_and_its_path_goes_to_stderr(cli, folder, sketch):
    ran = cli("gallery", "ravine", "-o", ".")
    assert ran.out == f"ravine: {words.GALLERY_TITLES['ravine']}\n"
    assert ran.err == "ravine.png\n"


def test_nothing_is_made_if_one_name_is_wrong(cli, files):
    ran = cli("gallery", "ravine", "nope")
    assert (ran.code, ran.out) == (2, "")
    assert not files()


def test_an_old_recipe_gives_the_figure_of_the_command(cli, folder):
    """Recipes named figures that are made by commands now."""
    from optim_viz.cli.replay import job_of

    assert job_of(GalleryRecipe("stability", theme="dark")).recipe == recipe_of(
        "theory --theme dark"
    )


# The numbers in the lessons.


def test_turned_by_45_degrees_two_methods_lose():
    ravine = surfaces.get("ravine")
    for surface, gaps in (
        (ravine, (0.0133, 0.0479, 0.0007, 0.10)),
        (surfaces.Rotated(ravine, 45), (0.0133, 0.0479, 0.14, 0.62)),
    ):
        for spec, gap in zip(BOOK, gaps, strict=True):
            last = float(optim_viz.run(get(spec), surface, steps=30).gap[-1])
            assert last == pytest.approx(gap, rel=0.05), (surface.name, spec)


def test_the_wall_of_beale_is_steep():
    beale = surfaces.get("beale")
    assert float(beale((3, 4))) == pytest.approx(39_000, rel=0.01)
    wall, floor = (np.linalg.eigvalsh(beale.hessian(at))[-1] for at in ((3, 4), (3, 0.5)))
    assert wall / floor == pytest.approx(1800, rel=0.02)
    descent, quasi_newton = study(recipe_of(figures()["beale_descent"])).rows()
    assert descent["gap"] > 1
    assert quasi_newton["steps_to_target"] == 21


def test_the_limit_of_the_zigzag_lies_between_its_rates_and_momentum_moves_it():
    surface = surfaces.formula("0.1*x**2 + 2*y**2")
    most = float(np.linalg.eigvalsh(surface.hessian((0, 0)))[-1])
    assert [1 - lr * most for lr in (0.4, 0.6)] == pytest.approx([-0.6, -1.4])
    assert [(2 + 2 * momentum) / most for momentum in (0, 0.25, 0.5)] == [0.5, 0.625, 0.75]
    rows = study(recipe_of(figures()["zigzag"])).rows()
    assert [row["outcome"] for row in rows] == ["budget spent", "diverged"]
    rows = study(recipe_of(figures()["zigzag_momentum"])).rows()
    assert [row["gap"] < 0.1 for row in rows] == [False, True, True]


def test_newton_leaps_in_the_banana_and_arrives_after_five_steps():
    comparison = study(recipe_of(figures()["banana"]))
    descent, newton = comparison.runs
    assert 0.4 < float(descent.points[0, -1]) < 0.6, "half of the way along the floor"
    values = newton.values[:4]
    assert values[2] / values[1] == pytest.approx(300, rel=0.05)
    assert comparison.rows()[1]["steps_to_target"] == 5


def test_at_the_saddle_newton_stops_and_gradient_descent_stays():
    comparison = study(recipe_of(figures()["saddle"]))
    ends = {run.optimizer.title: float(run.values[-1]) for run in comparison.runs}
    assert abs(ends["SGD"]) < 0.01
    assert ends["Newton"] == pytest.approx(0, abs=1e-5)
    assert ends["Momentum"] < ends["Adam"] < ends["AdaGrad"] < -0.1, "the fastest comes first"


def test_none_of_the_eight_finds_the_minimum_among_many():
    rows = study(recipe_of(figures()["rastrigin_sheet"])).rows()
    assert len(rows) == 8
    assert min(row["gap"] for row in rows) > 1


def test_adagrad_has_a_rate_that_is_far_better_than_the_books():
    recipe = recipe_of("compare ravine -a adagrad --steps 30")
    (row,) = study(recipe).rows()
    assert row["gap"] < 1e-16


def test_the_outlier_throws_the_line_that_goes_row_by_row():
    found = solve_in_all_ways(recipe_of(figures()["regression"]).model, 100)
    gap = found.by_rows.gap
    assert gap[5] < gap[0] / 30
    assert gap[20:].max() > 100 * np.median(gap[20:])
    outlier = int(np.argmax(found.model.targets[:, 0]))
    leap = int(gap[20:].argmax()) + 20
    before = found.by_rows.points[:, leap - 1]
    _, slope = found.model.value_and_gradient_on(before, np.array([outlier]))
    rate = float(found.by_rows.rate[-1])
    np.testing.assert_allclose(found.by_rows.points[:, leap], before - rate * slope)
    assert found.descent.gap[1] < found.descent.gap[0] / 1000
    assert found.descent.gap[100] > 1e-7
    assert found.newton.gap[1] < 1e-12
