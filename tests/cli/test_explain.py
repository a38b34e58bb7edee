"""`explain`: the numbers of a step, in every form they are wanted in."""

import csv
import json

import numpy as np
import pytest

import surfaces
from optim_viz import compare, ingredients, optimizers
from optim_viz.studies.explain import explain

RAVINE = surfaces.get("ravine")
ADAM = ("explain", "adam:lr=0.3", "--on", "ravine", "--step", "3")


def test_it_writes_a_figure_and_tells_the_numbers(cli, folder):
    ran = cli(*ADAM)
    assert (ran.code, ran.err.splitlines()[-1]) == (0, "explain-adam-ravine-3.png")
    assert (folder / "explain-adam-ravine-3.png").stat().st_size > 10_000
    for name in ("gradient", "m", "v", "m_hat", "v_hat", "rates", "Δx", "f"):
        assert any(line.split()[0] == name for line in ran.out.splitlines())


def test_the_numbers_are_those_of_the_step(cli, sketch):
    told = json.loads(cli(*ADAM, "--json").out)
    parts = ingredients(optimizers.get("adam:lr=0.3"), RAVINE, step=3, steps=100)
    numbers = {item["name"]: item for item in told["quantities"]}
    np.testing.assert_array_equal(numbers["gradient"]["before"], parts.gradient)
    np.testing.assert_array_equal(numbers["x"]["before"], parts.point)
    np.testing.assert_array_equal(numbers["x"]["after"], parts.end)
    np.testing.assert_array_equal(numbers["m"]["before"], parts.before["m"])
    np.testing.assert_array_equal(numbers["v_hat"]["after"], parts.named["v_hat"])
    np.testing.assert_array_equal(numbers["Δx"]["after"], parts.move)


def names(told):
    return [row.name for row in told.rows()]


def test_moments_are_told_at_the_first_step_too():
    """There the corrected ones are the gradient and its square to the last digit."""
    told = names(explain(optimizers.get("adam:lr=0.3"), RAVINE))
    assert told == ["x", "gradient", "m", "v", "t", "m_hat", "v_hat", "rates", "Δx", "f"]


def test_nothing_is_told_twice():
    for name in ("adagrad", "momentum", "nesterov", "lion", "bfgs", "newton", "trust_region"):
        for step in (1, 2):
            told = explain(optimizers.get(name), surfaces.get("rosenbrock"), step=step, lr=0.01)
            g = {"g"} if "g" in told.parts.optimizer.method.state else set()
            assert {name for name in names(told) if name in ("g", "x_new", "g_new")} == g


def test_what_a_schedule_allows_is_told():
    told = explain(optimizers.get("adam:lr=polynomial(1)"), RAVINE, step=6, steps=10)
    (rate,) = (row for row in told.rows() if row.name == "lr")
    assert rate.before == pytest.approx(0.5)
    assert "lr" not in names(explain(optimizers.get("adam:lr=0.5"), RAVINE, step=6))


def test_tables_for_papers_go_to_stdout(cli, sketch):
    marked = cli(*ADAM, "--table", "markdown", "-q")
    assert marked.err == ""
    assert marked.lines[0] == "| quantity | before | after |"
    assert {line.count("|") for line in marked.lines} == {4}
    latex = cli(*ADAM, "--table", "latex", "-q").out
    begin, top, header, middle, *_, bottom, end = latex.splitlines()
    assert begin == r"\begin{tabular}{lcc}"
    assert end == r"\end{tabular}"
    assert (top, middle, bottom) == (r"\toprule", r"\midrule", r"\bottomrule")
    assert header == r"Quantity & Before the step & After the step \\"
    assert "\nrates & " in latex  # a word, not a product of letters
    assert "mathit" not in latex
    assert r"$\hat{m}$" in latex
    assert latex.count("$") % 2 == 0
    assert "gradient" in cli(*ADAM, "--table", "text", "-q").out


def test_matrices_become_matrices(cli, sketch):
    out = cli("explain", "newton", "--on", "rosenbrock", "--table", "latex", "-q").out
    assert r"\begin{pmatrix} 1330 & 480 \\ 480 & 200 \end{pmatrix}" in out


def test_more_than_two_dimensions_are_drawn_as_bars(cli, folder):
    ran = cli("explain", "adam", "--on", "rosenbrock:dim=10")
    assert (ran.code, ran.err.splitlines()[-1]) == (0, "explain-adam-rosenbrock-1.png")
    assert "Δx" in ran.out
    assert (folder / "explain-adam-rosenbrock-1.png").stat().st_size > 10_000


NOISY = ("explain", "rmsprop:lr=0.3", "--step", "4", "--noise", "heavy:1:2", "--seed", "7")


def test_noise_and_seed_are_those_of_compare(cli, sketch):
    typed = ("--noise", "heavy:1:2", "--seed", "7", "--data", "a.csv", "-q")
    cli("compare", "-a", "rmsprop:lr=0.3", *typed)
    with open("a.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    numbers = {item["name"]: item for item in json.loads(cli(*NOISY, "--json").out)["quantities"]}
    np.testing.assert_allclose(numbers["x"]["before"], [float(rows[3][c]) for c in "xy"])
    np.testing.assert_allclose(numbers["x"]["after"], [float(rows[4][c]) for c in "xy"])
    assert "noise heavy(1,2), seed 7" in cli(*NOISY).err


def test_under_noise_both_gradients_are_told(cli, sketch):
    numbers = {item["name"]: item for item in json.loads(cli(*NOISY, "--json").out)["quantities"]}
    true, seen = (np.array(numbers[name]["before"]) for name in ("gradient", "gradient seen"))
    x = np.array(numbers["x"]["before"])
    np.testing.assert_allclose(true, RAVINE.gradient(x))
    assert not np.allclose(true, seen, rtol=0.01)
    np.testing.assert_allclose(
        np.abs(numbers["rates"]["after"] * seen), np.abs(numbers["Δx"]["after"])
    )
    assert "gradient seen" not in cli(*ADAM).err


def test_rates_are_tuned_on_other_seeds_as_in_compare():
    told = explain(optimizers.get("sgd"), RAVINE, noise=1.0, seed=3)
    assert told.parts.optimizer == compare(
        RAVINE, [optimizers.get("sgd")], noise=1.0, seed=3
    ).runs[0].optimizer  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("explain adan", "did you mean"),
        ("explain adam --on ravin", "did you mean ravine"),
        ("explain adam --step 0", "no step 0"),
        ("explain adam --step 101", "not 101"),
        ("explain newton --step 9", "no step 9"),
        ("explain adam --table html", "allowed: text, markdown, latex"),
        ("explain adam --start=1", "2 coordinates"),
        ("explain adam -o a.gif", ".png, .svg, .pdf"),
        ("explain adam --lr fast", "tuned, default"),
        ("explain adam --theme pink", "light, dark"),
        ("explain adam --steps 0", "steps"),
        ("explain adam --noise loud", "allowed: normal, relative, heavy"),
        (
            "explain adam --noise 1 --seed -1",
            "a seed is a whole number from 0",
        ),
        ("explain adam --seed 99999999999999999999", "a seed is a whole number"),
        ("explain lbfgs --on saddle --step 40", "is lost by step 40"),
    ],
)
def test_what_cannot_be_explained_is_one_line(typed, said, cli, folder):
    ran = cli(*typed.split())
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not list(folder.iterdir())


@pytest.mark.parametrize("name", optimizers.methods())
def test_every_method_can_be_explained(name):
    for surface in ("rosenbrock", "double_well"):
        told = explain(optimizers.get(name), surfaces.get(surface), step=2, lr=0.01)
        rows = {row.name: row for row in told.rows()}
        np.testing.assert_array_equal(rows["Δx"].after, told.parts.move)
        assert all(row.before is not None or row.after is not None for row in rows.values())
        assert len(rows) == len(told.rows()), "each name once"


@pytest.mark.parametrize(
    "name", ["adam", "adagrad", "rmsprop", "keras.adam", "nadam", "adamw", "optax.nadam", "yogi"]
)
def test_rates_times_the_push_are_the_step(name):
    told = explain(optimizers.get(name), RAVINE, step=3, lr=0.1)
    start = told.parts.named.get("shrunk", told.parts.point)
    assert told.rates is not None
    np.testing.assert_allclose(np.abs(told.rates * told.pushed), np.abs(told.parts.end - start))
    adam = explain(optimizers.get("adam:lr=0.1"), RAVINE, step=3)
    expected = 0.1 / (np.sqrt(adam.parts.named["v_hat"]) + 1e-8)
    np.testing.assert_allclose(adam.rates, expected, rtol=1e-9)


def test_momentum_pushes_the_way_it_moves():
    for name in ("momentum", "keras.momentum", "saito.momentum"):
        told = explain(optimizers.get(name), RAVINE, step=3, lr=0.1)
        assert told.momentum is not None
        assert told.momentum[1] @ told.parts.move > 0
    assert explain(optimizers.get("sgd"), RAVINE).momentum is None


def test_the_model_of_newton_is_the_parabola_at_the_iterate():
    told = explain(optimizers.get("newton"), surfaces.get("rosenbrock"))
    model = told.model
    assert model is not None
    np.testing.assert_allclose(model.centre, told.parts.end)
    assert model.kind == "minimum"
    assert model(told.parts.point) == pytest.approx(float(told.parts.surface(told.parts.point)))
    assert model(np.ones((2, 3, 4))).shape == (3, 4)
    saddle = explain(optimizers.get("newton"), surfaces.get("saddle")).model
    assert saddle is not None
    assert saddle.kind == "saddle"


@pytest.mark.parametrize("step", [1, 2, 3])
@pytest.mark.parametrize("name", ["saddle_free_newton", "regularized_newton"])
def test_the_parabola_is_the_one_whose_minimum_the_method_goes_to(name, step):
    """On a saddle too: they bend the parabola until it has a minimum."""
    for surface in ("saddle", "himmelblau", "monkey_saddle"):
        told = explain(optimizers.get(name), surfaces.get(surface), step=step, lr=1.0)
        assert told.model is not None
        assert told.parts.move.any()
        np.testing.assert_allclose(told.model.centre, told.parts.end, rtol=1e-9, atol=1e-12)
        if name == "saddle_free_newton":
            assert told.model.kind == "minimum"


def test_the_circle_of_a_trust_region_is_that_of_the_step():
    first = explain(optimizers.get("trust_region"), surfaces.get("rosenbrock"))
    assert first.radius == 1.0
    later = explain(optimizers.get("trust_region"), surfaces.get("rosenbrock"), step=3)
    assert np.linalg.norm(later.parts.move) <= later.radius * (1 + 1e-9)
    assert explain(optimizers.get("newton"), RAVINE).radius is None


def test_a_mean_that_begins_as_a_number_has_an_entry_for_each_coordinate(cli, folder, sketch):
    ran = cli("explain", "adam:lr=0.1", "-o", "a.png", "--data", "a.csv")
    assert ran.code == 0, ran.err
    rows = [row.split(",") for row in (folder / "a.csv").read_text(encoding="utf-8").splitlines()]
    first, second = (row for row in rows if row[0] == "m")
    assert (first[:3], second[:3]) == (["m", "0", "0.0"], ["m", "1", "0.0"])
    assert (float(first[3]), float(second[3])) == pytest.approx((-0.07, 0.4))
