"""``--maximize``: methods go up, and what is told is about maxima."""

import csv
import json

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.plots.basins import figure as basins_page
from optim_viz.plots.compare_race import race
from optim_viz.plots.own_axes import draw_gaps
from optim_viz.plots.surface import figure
from optim_viz.problem import pose
from optim_viz.studies.basins import basins
from optim_viz.text import said_of_maxima, words

HILL = "3 - (x-1)**2 - 2*abs(y)"


def test_the_highest_point_is_shown(cli):
    done = cli("show", "-f", HILL, "--maximize")
    assert "3 − (x−1)² − 2·abs(y), maximized" in done.out
    assert "It has 1 maximum and no other stationary point" in done.out
    assert "global maximum  f = 3              at (1, 0)  in a cusp or kink" in done.out
    assert "minim" not in done.out
    facts = json.loads(cli("show", "-f", HILL, "--maximize", "--json").out)
    assert facts["highest"] == 3
    assert [point["value"] for point in facts["maxima"]] == [3]
    assert "minima" not in facts


def test_a_highest_value_that_is_not_attained_is_told_as_one(cli):
    done = cli("show", "-f", "where(x > 0, 1, -1) - x**2", "--maximize")
    assert "highest value not attained: values come as near as one likes to f = 1" in done.out
    assert "lowest" not in done.out


def test_many_searches_tell_of_the_highest(cli, tmp_path, sketch):
    done = cli("multistart", "-f", "sin(x)*cos(y) - 0.05*x**2", "--maximize",
               "-o", str(tmp_path / "a.svg"))  # fmt: skip
    told = done.out + done.err
    assert "reach the highest (the global maximum)" in told
    assert "f = 0.8879" in told
    assert "is the global maximum" in told
    assert "minim" not in told
    with said_of_maxima():
        assert words.how_searches_are_drawn("BFGS", 9, True).endswith("from high to low")


def test_kinds_and_values_of_the_catalogue_turn_over(cli, tmp_path):
    where = tmp_path / "a.csv"
    done = cli("surface", "himmelblau", "--maximize", "--data", str(where), "--dpi", "40",
               "-o", str(tmp_path / "a.png"))  # fmt: skip
    assert "It has 1 maximum and 8 other stationary points" in done.out
    with where.open(newline="") as text:
        rows = list(csv.DictReader(text))
    himmelblau = surfaces.get("himmelblau")
    known = {(p.kind, round(p.value, 6)) for p in himmelblau.stationary_points}
    assert {(row["kind"], round(float(row["value"]), 6)) for row in rows} == known


def test_a_race_goes_up(cli, tmp_path):
    where = tmp_path / "a.csv"
    done = cli("compare", "-f", "1 - x**2/20 - y**2", "--maximize", "--start=-7,2", "--json",
               "--data", str(where), "--dpi", "40", "-o", str(tmp_path / "a.png"))  # fmt: skip
    same = cli("compare", "-f", "x**2/20 + y**2", "--start=-7,2", "--json", "--dpi", "40",
               "-o", str(tmp_path / "b.png"))  # fmt: skip
    up, down = (json.loads(one.out)["results"] for one in (done, same))
    for one, other in zip(up, down, strict=True):
        assert one["spec"] == other["spec"]  # the same rate is the best
        np.testing.assert_allclose(one["end"], other["end"], rtol=1e-6, atol=1e-9)
        assert one["value"] == pytest.approx(1 - other["value"], abs=1e-12)
    with where.open(newline="") as text:
        for row in csv.DictReader(text):
            assert float(row["value"]) + float(row["gap"]) == pytest.approx(1)


def test_words_of_tables_and_figures_turn_over(cli, sketch):
    one = ("-a", "sgd")
    table = cli("compare", "-f", HILL, "--maximize", *one).out
    assert "gap to the highest" in table.splitlines()[0]
    assert "no highest f is known" in cli("compare", "rosenbrock", "--maximize", *one).err
    basins = cli("basins", "-f", "exp(-(x-1)**2 - y**2)", "--maximize", "--side", "32", "--json")
    assert "maximum" in {row["end"] for row in json.loads(basins.out)["ends"]}
    assert "curve of maxima" in cli("show", "-f", "-(x - y)**2", "--maximize").out


def test_a_page_is_drawn_of_f_and_not_of_its_negative():
    turned = surfaces.maximized(surfaces.formula("sin(x) - x**2/9"))
    page = figure(turned)  # the surface knows it: nobody has to put words in force
    curve = max(page.axes[0].lines, key=lambda line: len(line.get_xdata()))
    x, y = curve.get_data()
    np.testing.assert_allclose(y, np.sin(x) - x**2 / 9, atol=1e-12)
    assert "1 global maximum" in {text.get_text() for text in page.texts}


def _labels(page):
    told = {text.get_text() for text in page.texts}
    for ax in page.axes:
        told |= {ax.get_xlabel(), ax.get_ylabel(), ax.get_title(loc="left")}
        told |= {text.get_text() for text in ax.texts}
    return " | ".join(told)


def test_figures_in_python_know_that_their_surface_is_maximized():
    hill = surfaces.maximized(surfaces.formula(HILL))
    comparison = optim_viz.compare(hill, ["sgd", "newton"], steps=20)
    assert "gap to the highest" in _labels(race(comparison))
    assert "gap to the highest" in draw_gaps(comparison).get_title()
    found = basins(hill, ["sgd:lr=0.1"], side=8, steps=50)
    assert "global maximum" in _labels(basins_page(found))
    assert words.GAP == "gap"


def test_a_recipe_says_it_again(cli, sketch):
    cli("compare", "-f", HILL, "--maximize", "-a", "newton", "-o", "a.png")
    planned = cli("compare", "-f", HILL, "--maximize", "-a", "newton", "--dry-run", "-o", "b.png")
    assert '"maximize": true' in planned.err
    assert '"maximize": false' in cli("compare", "-f", HILL, "--dry-run", "-o", "b.png").err


@pytest.mark.parametrize("spec", ["himmelblau", "ackley", "styblinski_tang", "schaffer_n2"])
def test_maxima_of_the_catalogue_are_points_from_which_all_goes_down(spec):
    """Of those with thousands of maxima a part of the domain is enough."""
    family = surfaces.get(spec)
    turned = pose(spec, domain=((-5.0, 5.0),), maximize=True)
    assert turned.minima
    for top in turned.minima[:4]:
        value = turned.told(top.value)
        assert value == pytest.approx(float(family(top.at)), abs=1e-12)
        around = np.array(top.at)[:, None] + 1e-3 * np.array([[1, -1, 0, 0], [0, 0, 1, -1]])
        assert (family(around) < value).all()


def test_transforms_are_turned_over_with_what_they_transform():
    rotated = surfaces.Rotated(surfaces.get("himmelblau"), 30)
    turned = surfaces.maximized(rotated)
    assert turned.is_maximized
    assert turned((1.0, 2.0)) == -rotated((1.0, 2.0))
    np.testing.assert_array_equal(turned.gradient((1.0, 2.0)), -rotated.gradient((1.0, 2.0)))
    assert surfaces.maximized(surfaces.from_functions(lambda p: -(p**2).sum(axis=0))).lowest == 0


def test_words_are_those_of_minima_outside():
    assert words.KIND["minimum"] == "minimum"
    with said_of_maxima():
        assert words.KIND["minimum"] == "maximum"
        assert words.points("maximum", 2) == "2 minima"
        assert words.GAP == "gap to the highest"
        assert words.STEP == "step"
        with said_of_maxima(False):
            assert words.GAP == "gap"
    assert words.GAP == "gap"


@pytest.mark.parametrize("arguments", [["theory"], ["taylor"], ["explain", "adam"]])
def test_what_is_about_the_way_down_has_no_such_option(cli, arguments):
    done = cli(*arguments, "--maximize")
    assert done.code == 2
    assert "No such option: --maximize" in done.err


def test_only_surfaces_have_maxima(cli):
    done = cli("show", "adam", "--maximize")
    assert done.code == 2
    assert "adam is no surface" in done.err


def test_a_surface_of_the_catalogue_is_climbed_from_a_start(cli, tmp_path, sketch):
    done = cli("compare", "ravine", "--maximize", "--start=1,2", "-a", "sgd:lr=0.1", "--steps", "3",
               "--json", "-o", str(tmp_path / "a.png"))  # fmt: skip
    (told,) = json.loads(done.out)["results"]
    assert told["end"] == pytest.approx([1.01**3, 2 * 1.2**3])
